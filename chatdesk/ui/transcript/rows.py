"""The fragments of one message, one below the other: which are laid out, how high each is, where each begins."""

from collections.abc import Iterable

from chatdesk.markup.blocks import CodeBlock, MathBlock, Paragraph, Rule
from chatdesk.ui.transcript.block_state import BlockStates
from chatdesk.ui.transcript.box import Box
from chatdesk.ui.transcript.chip import ChipBox
from chatdesk.ui.transcript.code import CodeBox, guessed_height
from chatdesk.ui.transcript.formula_box import FormulaBox, fits, formula_of
from chatdesk.ui.transcript.fragments import Drawable, Fold, Fragment, Gallery, LinkedImage, TableSlice, Thinking, fragment_text
from chatdesk.ui.transcript.gallery import GalleryBox
from chatdesk.ui.transcript.grid import GridBox
from chatdesk.ui.transcript.heights import HeightTree
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.prose import MarkBox, ProseBox, RuleBox
from chatdesk.ui.transcript.syntax import Syntax
from chatdesk.ui.transcript.wording import label, thought


class Row:
    """A fragment and, while it is laid out, its box. ``height`` is exact once it was; ``revision`` counts its changes.

    ``grown`` says since which revision, and from how many pixels below its top on, it differs; None if that is not known.
    """

    __slots__ = ("box", "fragment", "grown", "height", "is_exact", "natural_width", "revision", "space", "syntax")

    def __init__(self, fragment: Fragment, space: int, height: int) -> None:
        self.fragment = fragment
        self.space = space
        self.height = height
        self.box: Box | None = None
        self.is_exact = False
        self.natural_width = 0.0
        self.revision = 0
        self.grown: tuple[int, int] | None = None
        self.syntax: Syntax | None = None
        """Of code that was laid out once."""


class Rows:
    """The fragments of a message at one width. A row's height includes the space above it."""

    def __init__(self, measures: Measures, width: int, ink: Ink, states: BlockStates) -> None:
        self._measures, self.width, self._ink, self._states = measures, width, ink, states
        self.rows: list[Row] = []
        self.tops = HeightTree()

    @property
    def height(self) -> int:
        """The height of all rows."""
        return self.tops.total

    def relay(self, measures: Measures, width: int, ink: Ink) -> None:
        """Forget all layouts, for another theme or width."""
        self._measures, self.width, self._ink = measures, width, ink
        above: Fragment | None = None
        for row in self.rows:
            row.space = self._space(above, row.fragment)
            self._forget(row)
            above = row.fragment
        self.tops.replace([row.space + row.height for row in self.rows])

    def remake(self, row_number: int) -> None:
        """Forget the layout of a row that shall look different."""
        row = self.rows[row_number]
        self._forget(row)
        self.tops.set(row_number, row.space + row.height)

    def _forget(self, row: Row) -> None:
        row.box, row.is_exact, row.height = None, False, self._estimate(row.fragment)
        row.revision += 1

    def replace_from(self, first: int, fragments: Iterable[Fragment]) -> None:
        """Put other fragments in the place of row ``first`` and all below; equal ones keep their layout."""
        old = self.rows[first:]
        del self.rows[first:]
        heights = []
        for number, fragment in enumerate(fragments):
            space = self._space(self.rows[-1].fragment if self.rows else None, fragment)
            row = old[number] if number < len(old) else None
            if row is None or row.space != space or not self._takes(row, fragment):
                was = row
                row = Row(fragment, space, self._estimate(fragment))
                row.revision, row.syntax = (was.revision + 1, was.syntax) if was else (0, None)
            self.rows.append(row)
            heights.append(row.space + row.height)
        self.tops.replace_from(first, heights)

    def _takes(self, row: Row, fragment: Fragment) -> bool:
        """Whether a row can show another fragment without being laid out anew."""
        if row.fragment == fragment:
            return True
        if row.box is None or not self._grows(row.box, row.fragment.content, fragment.content):
            return False
        box = row.box
        row.fragment, row.height = fragment, box.height
        row.grown = (row.revision, row.space + box.kept_height) if isinstance(box, CodeBox | GridBox) else None
        row.revision += 1
        return True

    def _grows(self, box: Box, old: Drawable, new: Drawable) -> bool:
        """Let a box take a longer state of what it shows; return whether it could."""
        if isinstance(box, GridBox):
            return isinstance(new, TableSlice) and box.grow(new)
        if not isinstance(old, CodeBlock) or not isinstance(new, CodeBlock):
            return False
        is_same = (old.language, old.place.indent, old.place.quotes) == (new.language, new.place.indent, new.place.quotes)
        if isinstance(box, FormulaBox):
            return is_same and isinstance(new, MathBlock) and box.grow(new)
        return is_same and isinstance(box, CodeBox) and not self._is_drawn(new) and box.grow(new)

    def _is_drawn(self, block: CodeBlock) -> bool:
        """Whether a block is shown as a formula rather than as code."""
        return isinstance(block, MathBlock) and fits(block, self._measures, self.width)

    def lay_out(self, row_number: int) -> bool:
        """Lay out a row that is not; return whether its height changed."""
        row = self.rows[row_number]
        if row.box is not None:
            return False
        row.box = self._box(row)
        row.is_exact = True
        row.natural_width, row.height = row.box.natural_width, row.box.height
        height = row.space + row.height
        changed = self.tops[row_number] != height
        self.tops.set(row_number, height)
        return changed

    def show_linked(self, address: str) -> bool:
        """Forget the layouts of a linked picture, whose state has changed; return whether there were any."""
        found = False
        for row in self.rows:
            content = row.fragment.content
            if isinstance(content, LinkedImage) and content.address == address:
                row.box, row.is_exact, found = None, False, True
                row.revision += 1
        return found

    def box(self, row_number: int) -> Box:
        """Return a row's box, laying it out if need be."""
        self.lay_out(row_number)
        box = self.rows[row_number].box
        assert box is not None
        return box

    def drop(self, row_number: int) -> None:
        """Forget the layout of a row, whose height stays."""
        self.rows[row_number].box = self.rows[row_number].syntax = None

    def _box(self, row: Row) -> Box:
        measures, width, ink, fragment = self._measures, self.width, self._ink, row.fragment
        content: Drawable = fragment.content
        match content:
            case Paragraph():
                return ProseBox(content, measures, width, ink, is_muted=fragment.is_muted)
            case CodeBlock():
                return self._code_box(row, content)
            case TableSlice():
                return GridBox(content, measures, width, ink, self._states.of(fragment))
            case Rule():
                return RuleBox(content.place, measures, width)
            case Gallery():
                return GalleryBox(content.images, fragment_text(fragment), measures, width)
            case LinkedImage():
                return ChipBox(content, measures, width, ink)
            case Fold():
                text = label("Thinking…") if content.is_streaming else thought(content.seconds)
                action = "fold" if content.is_open else "unfold"
                return MarkBox(text, measures, action=action, is_open=content.is_open)
            case Thinking():
                return MarkBox(label("thinking"), measures)

    def _code_box(self, row: Row, block: CodeBlock) -> CodeBox | FormulaBox:
        measures, width, ink = self._measures, self.width, self._ink
        if isinstance(block, MathBlock) and measures.formulas is not None and self._is_drawn(block):
            return FormulaBox(block, measures, width, ink, measures.formulas)
        language = "" if row.fragment.is_muted else block.language  # reasoning stands back
        if row.syntax is None or row.syntax.language != language:
            row.syntax = Syntax(language)
        return CodeBox(block, measures, width, ink, row.syntax, self._states.of(row.fragment))

    def _space(self, above: Fragment | None, fragment: Fragment) -> int:
        content, measures = fragment.content, self._measures
        if above is not None and LinkedImage in (type(content), type(above.content)):
            return measures.image_gap
        if above is None or fragment.continues:
            return 0
        if isinstance(content, Paragraph) and content.heading:
            return measures.heading_gap
        is_tight = not isinstance(content, Fold | Thinking) and content.place.tight
        return measures.tight_gap if is_tight else measures.paragraph_gap

    def _estimate(self, fragment: Fragment) -> int:
        content, measures = fragment.content, self._measures
        match content:
            case Paragraph():
                return measures.body.pitch * (1 + int(len(content.text) * measures.body.average * 1.12 / self.width))
            case MathBlock() if measures.formulas is not None and self._is_drawn(content):
                size = measures.formulas.size(formula_of(content))
                return round((size.ascent + size.descent) * measures.body.formula_em) + measures.theme.px(8)
            case CodeBlock():
                return guessed_height(content, measures, self._states.of(fragment))
            case TableSlice():
                return (measures.body.pitch + measures.pad_y) * len(content.rows)
            case Gallery():
                return measures.theme.px(132)
            case LinkedImage():
                return 3 * measures.body.pitch
            case _:
                return measures.body.pitch
