"""TeX to outlines by ziamath: a plain value of numbers, in thousandths of an em. Only the drawing process imports this.

Nothing of what ziamath makes is passed on but the elements that are known here; anything else makes a formula undrawable.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from unicodedata import east_asian_width
from xml.etree import ElementTree

from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziamath import zmath
from ziamath.config import config
from ziamath.mathfont import MathFont
from ziamath.styles import MathVariant

from chatdesk.core.formula import COORDINATES, UNITS, Undrawable
from chatdesk.formulas.mathml import mathml
from chatdesk.formulas.table_lines import add_table_lines

WIDEST, HIGHEST = 400 * UNITS, 150 * UNITS
"""A larger drawing is none: it could not be read, only scrolled past."""

_THICKEST = 50
"""Of lines around and across what is boxed or canceled, which ziamath draws thicker than those of a fraction."""

_FONT_NAME = "chatdesk"


class Outline(NamedTuple):
    """An outline to fill, as ``core.formula.Shape`` has it."""

    color: str
    commands: list[str]
    numbers: list[int]


class Word(NamedTuple):
    """Text to set in another font, as ``core.formula.Letters`` has it."""

    text: str
    x: int
    y: int
    width: int
    size: int
    color: str


class Picture(NamedTuple):
    """A drawn formula, as ``core.formula.Drawing`` has it."""

    width: int
    ascent: int
    descent: int
    outlines: list[Outline]
    words: list[Word]


class _ForeignGlyph(SimpleGlyph):
    """A character that the font lacks: room for it, as wide as East Asian letters are and others are on the average."""

    def __init__(self, char: str, font: MathFont) -> None:
        em: int = font.info.layout.unitsperem
        self._char = char
        self._width = em if east_asian_width(char) in "WF" else round(0.6 * em)
        super().__init__(0, (), BBox(0, self._width, round(-0.12 * em), round(0.88 * em)), font)

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:
        """Return the width, in the font's units."""
        return self._width

    def place(self, x: float, y: float, point_size: float) -> ElementTree.Element:
        """Return an element that stands for the character."""
        width = self._width * point_size / self.font.info.layout.unitsperem
        numbers = {"x": str(x), "y": str(y), "width": str(width), "size": str(point_size)}
        return ElementTree.Element("letter", {"char": self._char, **numbers})


class _Font(MathFont):
    """The font for formulas, which leaves room for what it lacks."""

    def findglyph(self, char: str, variant: MathVariant) -> SimpleGlyph:
        """Return the glyph of a character in a style."""
        glyph = super().findglyph(char, variant)
        return glyph if glyph.index else _ForeignGlyph(char, self)


def prepare() -> None:
    """Load the font and draw once, so that nothing is read from disk later."""
    config.svg2 = False
    zmath.loadedfonts[_FONT_NAME] = _Font(zmath.fontname)
    draw(r"\frac{x}{2}", is_display=True)


def draw(tex: str, *, is_display: bool) -> Picture:
    """Draw a formula. Raises Undrawable, or whatever ziamath and latex2mathml raise at TeX that they don't understand."""
    tree = mathml(tex, is_display=is_display)
    if "\\" in "".join(tree.itertext()):
        raise Undrawable("unknown command")
    formula = zmath.Math(tree, size=UNITS, font=_FONT_NAME, margin=0)
    add_table_lines(formula.node)
    box = formula.node.bbox
    left, right = min(0.0, box.xmin), box.xmax
    if not (0 < right - left <= WIDEST and 0 < box.ymax - box.ymin <= HIGHEST):
        raise Undrawable("size")
    root = ElementTree.Element("svg")
    formula.node.draw(-left, 0, root)
    pieces = list(_pieces(root, ""))
    return Picture(
        round(right - left),
        max(0, round(box.ymax)),
        max(0, round(-box.ymin)),
        _joined(piece for piece in pieces if isinstance(piece, Outline)),
        [piece for piece in pieces if isinstance(piece, Word)],
    )


def _pieces(parent: ElementTree.Element, color: str) -> Iterator[Outline | Word]:
    for element in parent:
        fill = _color(element.get("fill")) or color
        match element.tag:
            case "g":
                yield from _pieces(element, fill)
            case "path":
                yield _stroke(element) if element.get("stroke") else Outline(fill, *_path(element.attrib["d"]))
            case "rect":
                yield from _rectangle(element, fill)
            case "letter":
                x, y, width, size = (round(float(element.attrib[name])) for name in ("x", "y", "width", "size"))
                yield Word(element.attrib["char"], x, y, width, size, fill)
            case unknown:
                raise Undrawable(unknown)


def _color(name: str | None) -> str:
    """Return a color, "" for black, which is that of the text."""
    return "" if name in (None, "black", "none") else str(name)


def _path(path: str) -> tuple[list[str], list[int]]:
    """Return the commands and the numbers of a path of SVG."""
    commands: list[str] = []
    numbers: list[int] = []
    words = iter(path.split())
    for command in words:
        commands.append(command)
        numbers += [round(float(next(words))) for _ in range(COORDINATES[command])]
    return commands, numbers


def _stroke(element: ElementTree.Element) -> Outline:
    """Return the line of a canceled term as the area that it covers."""
    (_, (x1, y1, x2, y2)), half = _path(element.attrib["d"]), _thickness(element) / 2
    length = max(1.0, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    dx, dy = -(y2 - y1) / length * half, (x2 - x1) / length * half
    corners = [(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)]
    return _polygon(_color(element.get("stroke")), corners)


def _rectangle(element: ElementTree.Element, fill: str) -> Iterator[Outline]:
    """Yield a bar; of a frame its four sides. What lies behind a term is left out: color is no use without its contrast."""
    x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
    if element.get("stroke"):
        line, color = _thickness(element), _color(element.get("stroke"))
        yield _bar(color, x, y, width, line)
        yield _bar(color, x, y + height - line, width, line)
        yield _bar(color, x, y + line, line, height - 2 * line)
        yield _bar(color, x + width - line, y + line, line, height - 2 * line)
    elif height <= 2 * _THICKEST or width <= 2 * _THICKEST:
        yield _bar(fill, x, y, width, height)


def _thickness(element: ElementTree.Element) -> float:
    return min(float(element.attrib["stroke-width"]), _THICKEST)


def _bar(color: str, x: float, y: float, width: float, height: float) -> Outline:
    return _polygon(color, [(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def _polygon(color: str, corners: list[tuple[float, float]]) -> Outline:
    return Outline(color, list("MLLLZ"), [round(number) for corner in corners for number in corner])


def _joined(outlines: Iterator[Outline]) -> list[Outline]:
    """Join neighbors of one color."""
    joined: list[Outline] = []
    for outline in outlines:
        if joined and joined[-1].color == outline.color:
            joined[-1].commands.extend(outline.commands)
            joined[-1].numbers.extend(outline.numbers)
        else:
            joined.append(outline)
    return joined


def as_json(picture: Picture) -> dict[str, Any]:
    """Return the drawing as the protocol has it."""
    return {
        "size": [picture.width, picture.ascent, picture.descent],
        "shapes": [[color, "".join(commands), numbers] for color, commands, numbers in picture.outlines],
        "letters": picture.words,
    }
