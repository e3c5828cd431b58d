"""MathML as ziamath sets it well: lengths in em, integrals no taller than TeX has them, rows with room between them."""

import re
from xml.etree import ElementTree

from ziamath.escapes import unescape
from ziamath.tex import tex2mml
from ziamath.zmath import denamespace

from chatdesk.formulas.tex import readable

_LENGTH = re.compile(r"(-?\d*\.?\d+)(pt|mm|cm|in|bp|pc|dd)\b")
_PER_EM = {"pt": 10.0, "bp": 9.96, "dd": 9.35, "mm": 3.51, "cm": 0.351, "in": 0.138, "pc": 0.833}
"""Of 10 points, which is what ziamath's em is when it computes lengths; absolute ones it takes for pixels."""
_INTEGRALS = frozenset("∫∬∭∮∯∰")
_LARGE = frozenset("∑∏∐⋂⋃⋁⋀⨁⨂")
_STRUT = {"width": "0em", "height": "0.7em", "depth": "0.3em"}
"""The least height of a row, as TeX has it."""
_ROW_SPACING = "0.2em"
_DISPLAY_ROW_SPACING = "0.5em"
_COLUMN_SPACING = "0.8em"
_FENCES = frozenset("()[]{}|‖∣∥⌊⌋⌈⌉⟨⟩/")


def mathml(tex: str, *, is_display: bool) -> ElementTree.Element:
    """Return a formula's tree. Raises whatever latex2mathml raises at TeX that it does not understand."""
    text = unescape(tex2mml(readable(tex), inline=not is_display))
    tree = denamespace(ElementTree.fromstring(text))  # noqa: S314 - the memory of this process is limited
    for element in list(tree.iter()):
        element.attrib = {name: _LENGTH.sub(_in_em, value) for name, value in element.attrib.items()}
        match element.tag:
            case "mo" if element.text in _INTEGRALS:
                element.set("stretchy", "false")
            case "mtable":
                is_large = element.get("displaystyle") == "true"
                element.set("rowspacing", _DISPLAY_ROW_SPACING if is_large else _ROW_SPACING)
                element.attrib.setdefault("columnspacing", _COLUMN_SPACING)
            case "mtr" if len(element):
                ElementTree.SubElement(element[0], "mspace", _STRUT)
        _keep_fences(element)
        if not is_display:
            _part_from_sums(element)
    return tree


def _in_em(length: re.Match[str]) -> str:
    return f"{float(length.group(1)) / _PER_EM[length.group(2)]:.3f}em"


def _keep_fences(parent: ElementTree.Element) -> None:
    """Let no fence grow with its neighbors but those around a matrix; the others are told to by TeX."""
    for number, child in enumerate(parent):
        neighbors = [*parent[max(0, number - 1) : number], *parent[number + 1 : number + 2]]
        if child.tag in ("mo", "mi") and child.text in _FENCES and not any(each.tag == "mtable" for each in neighbors):
            child.attrib.setdefault("stretchy", "false")


def _part_from_sums(parent: ElementTree.Element) -> None:
    """Put the space of TeX after sums that have their limits beside them."""
    for number, child in reversed(list(enumerate(parent))):
        if child.tag in ("msub", "msup", "msubsup") and len(child) and child[0].text in _LARGE:
            parent.insert(number + 1, ElementTree.Element("mspace", {"width": "0.167em"}))
