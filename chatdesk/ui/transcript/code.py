"""A block of code: a card with a header, its lines, and where it is long a line that folds it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from chatdesk.markup.blocks import CodeBlock
from chatdesk.ui.cards import paint_card
from chatdesk.ui.transcript.block_state import FOLDED_LINES, BlockState, is_foldable
from chatdesk.ui.transcript.block_wording import fold_label
from chatdesk.ui.transcript.box import Range, Touch, units
from chatdesk.ui.transcript.code_header import CodeHeader
from chatdesk.ui.transcript.code_lines import CodeLines
from chatdesk.ui.transcript.marks import NO_MARKS
from chatdesk.ui.transcript.measures import Ink, Measures
from chatdesk.ui.transcript.prose import inset
from chatdesk.ui.transcript.sideways import Sideways
from chatdesk.ui.transcript.syntax import Syntax

RADIUS = 8
"""Pixels at 100 % text size."""


class CodeBox:
    """A card with the code in it. Growing by appended text costs only the new lines."""

    undrawn = ()

    def __init__(
        self, block: CodeBlock, measures: Measures, width: int, ink: Ink, syntax: Syntax, state: BlockState | None = None
    ) -> None:
        self._measures, self.syntax = measures, syntax
        self._state = state or BlockState()
        self._left = min(inset(block.place, measures), width // 2)
        self._width = width - self._left
        self._pad = measures.theme.px(10)
        self._top = header_height(measures)
        room = self._width - 2 * self._pad
        columns = max(8, int(room // measures.mono_cell))
        self.wraps = measures.wraps_code if self._state.wraps is None else self._state.wraps
        self._lines = CodeLines(measures, ink, columns, wraps=self.wraps)
        self._header = CodeHeader(measures, block.language)
        self.sideways = Sideways(self._state, self._left + self._pad, room)
        self.natural_width = float(width)
        self.was_copied = False
        self.marks = NO_MARKS
        self.shows_actions = False
        """Whether the mouse or the keyboard is on it."""
        self.is_folded = self._state.is_folded and is_foldable(block.text)
        self.text, self.height = "", 0
        self.kept_height = 0
        """How much of the picture, from its top, the last growth left as it was."""
        self.grow(block)

    def grow(self, block: CodeBlock) -> bool:
        """Take a longer text that begins with the present one up to its last line; False if it does not."""
        if self.is_folded and self.text:
            return False
        shown = shown_text(block.text) if self.is_folded else block.text
        last_bottom, colored, sideways = self._bottom, len(self.syntax.runs), (self.is_wide, self.sideways.offset)
        if not self._lines.take(shown):
            return False
        self.text = block.text
        if self.is_folded:
            self.syntax.take(block.text[: len(shown) + 1], is_open=True)  # the rest is read when it is shown
        else:
            self.syntax.take(shown, is_open=block.is_open)
        colored = min(colored, len(self.syntax.runs))
        if self.syntax.is_started and self.syntax.is_behind:
            colored = min(colored, self.syntax.step())  # now, so that the new lines are painted once
        last_bottom = min(last_bottom, self._top + self._lines.kept_rows * self._measures.mono.pitch)
        self.sideways.width = 0 if self.wraps else int(self._lines.width) + 1
        is_same = sideways == (self.is_wide, self.sideways.offset)  # else header and lines look different
        self.kept_height = min(last_bottom - self._measures.theme.px(RADIUS), self.top_of(colored)) if is_same else 0
        self.height = self._bottom + (self._foot_height if self._state.is_foldable else self._pad)
        return True

    @property
    def _bottom(self) -> int:
        """The y below the last line."""
        return self._top + self._lines.row_count * self._measures.mono.pitch

    @property
    def _foot_height(self) -> int:
        return foot_height(self._measures)

    @property
    def is_wide(self) -> bool:
        """Whether some line does not fit."""
        return self.sideways.limit > 0 or self._lines.has_broken

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        """Draw the card, its header and the lines inside ``clip``."""
        theme = self._measures.theme
        card = QRectF(at.x() + self._left, at.y(), self._width, self.height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, theme, card, self._measures.code_ground, theme.px(RADIUS))
        painter.restore()
        if clip.top() < card.y() + self._top:
            self._header.paint(painter, card, self._actions()[: None if self.shows_actions else 1], was_copied=self.was_copied)
        self._paint_lines(painter, at, clip, selected)
        if self._state.is_foldable and clip.bottom() > at.y() + self._bottom:
            self._paint_foot(painter, QPointF(card.x() + self._pad, at.y() + self._bottom))

    def _actions(self) -> tuple[str, ...]:
        """Return what stands in the header, from the right; all but the first only where the reader is."""
        wrap = ("unwrap-code" if self.wraps else "wrap-code",) if self.is_wide else ()
        return ("copy-code", "save-code", *wrap)

    def _paint_lines(self, painter: QPainter, at: QPointF, clip: QRectF, selected: Range | None) -> None:
        left, top = at.x() + self.sideways.left, at.y() + self._top
        self._lines.marks = self.marks
        if not self.sideways.limit:
            self._lines.paint(painter, QPointF(left, top), clip, selected, self.syntax)
            return
        seen = clip.intersected(QRectF(left - self._pad / 2, top, self.sideways.room + self._pad, self.height))
        if seen.isEmpty():
            return
        painter.save()
        painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
        self._lines.paint(painter, QPointF(left - self.sideways.offset, top), seen, selected, self.syntax)
        painter.restore()

    def _paint_foot(self, painter: QPainter, at: QPointF) -> None:
        small = self._measures.small
        painter.setFont(small.font)
        painter.setPen(self._measures.code_link)
        y = at.y() + (self._foot_height - small.pitch) / 2 + small.baseline
        painter.drawText(QPointF(at.x(), y), fold_label(self.text.count("\n") + 1, is_folded=self.is_folded))

    def offset_at(self, x: float, y: float) -> int:
        """Return the offset nearest to a point; the end below the lines, that of all the code where it is folded."""
        if self.is_folded and y >= self._bottom:
            return units(self.text)
        return self._lines.offset_at(x - self.sideways.left + self.sideways.offset, y - self._top)

    def top_of(self, line: int) -> int:
        """Return the y of a line of the code by its number, from 0."""
        return self._top + self._lines.row_of(line) * self._measures.mono.pitch

    def line_top(self, offset: int) -> int:
        """Return the y of the line that holds an offset; of what is folded away, that of the line that unfolds it."""
        if self.hides(offset):
            return self._bottom
        return self._top + self._lines.top_of(offset) if offset else 0

    def hides(self, offset: int) -> bool:
        """Whether an offset is in what is folded away."""
        return self.is_folded and offset >= self._lines.end

    def reveal(self, offset: int) -> bool:
        """Scroll sideways as far as needed to show an offset; return whether that changed anything."""
        return self.sideways.reveal(self._lines.x_of(offset)) if self.sideways.limit else False

    def touch_at(self, x: float, y: float) -> Touch | None:
        """Return the action whose words are at a point."""
        if self._state.is_foldable and y >= self._bottom and x >= self._left:
            return Touch(action="unfold-code" if self.is_folded else "fold-code")
        if y >= self._top:
            return None
        card = QRectF(self._left, 0, self._width, self.height)
        places = self._header.places(card, self._actions())
        return next((Touch(action=action) for action, rect in places if rect.contains(x, y)), None)


def header_height(measures: Measures) -> int:
    """Return the height of the line above the code."""
    return measures.small.pitch + measures.theme.px(8)


def foot_height(measures: Measures) -> int:
    """Return the height of the line that folds and unfolds."""
    return measures.small.pitch + measures.theme.px(10)


def guessed_height(block: CodeBlock, measures: Measures, state: BlockState) -> int:
    """Return the height of code without laying it out: exact where lines are not broken."""
    lines = FOLDED_LINES if state.is_folded and is_foldable(block.text) else block.text.count("\n") + 1
    below = foot_height(measures) if state.is_foldable else measures.theme.px(10)
    return header_height(measures) + lines * measures.mono.pitch + below


def shown_text(text: str) -> str:
    """Return the lines that folded code shows."""
    end = -1
    for _ in range(FOLDED_LINES):
        end = text.index("\n", end + 1)
    return text[:end]
