"""The page on the screen: painting, scrolling, and bringing the screen up to date with as little painting as possible."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMoveEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from chatdesk.ui.theme import Theme
from chatdesk.ui.transcript.bars import paint_bar
from chatdesk.ui.transcript.block_state import BlockRef
from chatdesk.ui.transcript.damage import Picture, compare, picture
from chatdesk.ui.transcript.formula_watch import FormulaWatch
from chatdesk.ui.transcript.formulas import Formulas
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.page import Page
from chatdesk.ui.transcript.pulse import Pulse
from chatdesk.ui.transcript.shelf import PictureShelf
from chatdesk.ui.transcript.wheel import WHEEL_LINE, Wheel

RING = 6
"""Pixels at 100 % text size beside the column in which something may be painted."""
IDLE_MS = 60
"""Rest before the neighborhood of what is visible is laid out ahead of the reader."""


class Canvas(QAbstractScrollArea):
    """A scroll area that shows a page."""

    texts_wanted = Signal(list)
    """list[str]: ids of messages near the viewport whose text is missing; answered by ``provide``."""
    refreshed = Signal()
    """The screen was brought up to date: what is visible, or where the reader is, may have changed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.shelf = PictureShelf(self)
        self.shelf.changed.connect(self.viewport().update)
        self.page = Page(Measures(theme, self._bar_width(), shelf=self.shelf), self._page_width())
        self._picture: Picture = {}
        self._asked: set[str] = set()
        self._is_setting_bar = False
        self._wheel = Wheel()
        self._pulse = Pulse(self)
        self._pulse.ticked.connect(self._on_pulse)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self._on_idle)
        self._reading = QTimer(self, singleShot=True, interval=0)  # after the paint, so that code is there before its colors
        self._reading.timeout.connect(self._on_reading)
        self.verticalScrollBar().valueChanged.connect(self._on_bar_moved)
        self._set_background()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colors and fonts; the text being read stays where it is."""
        self._relay(self._measures(theme, wraps_code=self.page.flow.measures.wraps_code))

    def set_wraps_code(self, *, is_wanted: bool) -> None:
        """Break long lines of code, or scroll them sideways, in all blocks of which the reader did not say otherwise."""
        measures = self.page.flow.measures
        if is_wanted != measures.wraps_code:
            self._relay(self._measures(measures.theme, wraps_code=is_wanted))

    def _measures(self, theme: Theme, *, wraps_code: bool = False) -> Measures:
        return Measures(theme, self._bar_width(), wraps_code=wraps_code, shelf=self.shelf)

    def draw_formulas(self, formulas: Formulas) -> None:
        """Show formulas as drawings from now on."""
        self.page.flow.measures.formulas = formulas
        watch = FormulaWatch(self.page, formulas, self)
        watch.changed.connect(self._refresh)
        formulas.grew_late.connect(self.viewport().update)
        self.refreshed.connect(watch.look)

    def _relay(self, measures: Measures) -> None:
        measures.formulas = self.page.flow.measures.formulas
        self.page.position.relay(measures, self._page_width(), self.viewport().height())
        self._set_background()
        self._picture = {}
        self._refresh()

    # ---- bringing the screen up to date -----------------------------------------------------------------------

    def _bar_width(self) -> int:
        return self.verticalScrollBar().sizeHint().width()

    def _page_width(self) -> int:
        """The width to lay out in: the room beside the scroll bar, whether it is shown or not."""
        return max(120, self.width() - self._bar_width())

    def _refresh(self) -> None:
        """Settle, then paint what has changed."""
        if self.isVisible():
            self.page.position.settle()
            self._present()

    def _present(self) -> None:
        position, flow = self.page.position, self.page.flow
        self._set_bar()
        self._ask_for_texts()
        flow.trim(position.scroll - position.height, position.scroll + 2 * position.height)
        old, self._picture = self._picture, picture(flow, position.scroll, position.height)
        is_whole = float(self.devicePixelRatioF()).is_integer()
        damage = compare(old, self._picture, position.height) if is_whole else None
        if damage is None:
            self.viewport().update()
        else:
            if damage.shift:
                self.viewport().scroll(0, damage.shift, self._text_area())
            for top, bottom in damage.strips:
                self.viewport().update(0, top - 3, self.viewport().width(), bottom - top + 6)
        self._pulse.want(is_wanted=self._thinking_row() is not None)
        self._idle.start()
        self._read_more()
        self.refreshed.emit()

    def _text_area(self) -> QRect:
        """Return the column with the focus rings around it: all that moves. Qt can't move pixels below the newest button."""
        ring = self.page.flow.measures.theme.px(RING)
        left = self.page.flow.left - ring
        return QRect(left, 0, self.page.flow.column + 2 * ring, self.viewport().height())

    def _set_bar(self) -> None:
        bar, position = self.verticalScrollBar(), self.page.position
        self._is_setting_bar = True
        bar.setRange(0, position.limit)
        bar.setPageStep(max(1, position.height))
        bar.setSingleStep(self.page.flow.measures.theme.px(WHEEL_LINE))
        bar.setValue(position.scroll)
        self._is_setting_bar = False

    def _ask_for_texts(self) -> None:
        position = self.page.position
        margin = 2 * position.height
        missing = self.page.flow.missing(position.scroll - margin, position.scroll + position.height + margin)
        self._ask(missing)

    def _ask(self, message_ids: list[str]) -> None:
        wanted = [message_id for message_id in message_ids if message_id not in self._asked]
        if wanted:
            self._asked.update(wanted)
            self.texts_wanted.emit(wanted)

    def _on_idle(self) -> None:
        """Lay out one screen above and below, a slice at a time."""
        if self.isVisible() and self.page.position.look_ahead():
            self._set_bar()
            self._picture = picture(self.page.flow, self.page.position.scroll, self.page.position.height)
            self._idle.start(0)
        self._read_more()

    def _read_more(self) -> None:
        if self.isVisible() and self.page.reader.is_behind:
            self._reading.start()

    def _on_reading(self) -> None:
        """Read some more of a long text, or color some more code."""
        if self.page.reader.read():
            self._refresh()
        else:
            self._read_more()

    def _thinking_row(self) -> QRectF | None:
        """Return where a visible thinking mark is."""
        rect = self.page.thinking_rect()
        return rect if rect is not None and self.isVisible() and rect.intersects(QRectF(self.viewport().rect())) else None

    def _on_pulse(self, brightness: float) -> None:
        rect = self._thinking_row()
        if rect is None:
            self._pulse.want(is_wanted=False)
            return
        self.page.bubbles.brightness = brightness
        self.viewport().update(rect.toAlignedRect())

    # ---- painting ---------------------------------------------------------------------------------------------

    def _set_background(self) -> None:
        palette = self.viewport().palette()
        palette.setColor(self.viewport().backgroundRole(), self.page.flow.measures.theme.base)
        self.viewport().setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the items in the exposed part."""
        painter = QPainter(self.viewport())
        scroll = self.page.position.scroll
        painter.fillRect(event.rect(), self.page.flow.measures.theme.base)
        painter.translate(0, -scroll)
        painter.setClipRegion(QRegion(event.region()).translated(0, scroll))
        clip = QRectF(event.rect().translated(0, scroll))
        for number in self.page.flow.visible(clip.top(), clip.bottom()):
            self.page.bubbles.paint(painter, number, clip, self.page.highlight(number, clip))
        painter.translate(0, scroll)
        for bar in self.page.blocks.bars():
            paint_bar(painter, self.page.flow, bar, is_hot=bar.ref == self.page.hovered_block)
        painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Do nothing: what the scroll bar says is handled where it says it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line that is being read where it is."""
        width, height = self._page_width(), self.viewport().height()
        position = self.page.position
        if width != self.page.flow.view_width:
            position.relay(self.page.flow.measures, width, height)
        position.height = height
        self._picture = {}
        self._refresh()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Keep the text where it is on the screen when something comes or goes above the view; a resize follows."""
        super().moveEvent(event)
        self.page.position.slide(event.pos().y() - event.oldPos().y())

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what came while nobody saw it."""
        super().showEvent(event)
        self.page.position.height = self.viewport().height()
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.page.position.relay(self.page.flow.measures, self._page_width(), self.viewport().height())
            self._picture = {}
            self._refresh()

    # ---- scrolling --------------------------------------------------------------------------------------------

    def _on_bar_moved(self, value: int) -> None:
        if not self._is_setting_bar and value != self.page.position.scroll:
            self.jump_to(value)

    def jump_to(self, y: int) -> None:
        """Go to a y of the page."""
        self.page.position.jump_to(y)
        self._present()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Shift, or sideways on a touchpad, the wide block under the mouse."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        sideways, down = self._wheel.take(event, self.page.flow.measures.theme.px(WHEEL_LINE))
        if sideways:
            self.slide_at(event.position(), sideways)
        else:
            self.scroll_by(down)
        event.accept()

    def scroll_by(self, pixels: int) -> None:
        """Scroll by the reader's hand."""
        if self.page.position.move_by(pixels):
            self._present()

    def slide_at(self, at: QPointF, pixels: int) -> None:
        """Scroll the wide block at a point of the viewport sideways, if there is one."""
        target = self.page.target_at(at)
        ref = self.page.blocks.ref_of(target.item, target.row) if target is not None else None
        self.slide(ref, pixels)

    def slide(self, ref: BlockRef | None, pixels: int) -> None:
        """Scroll a block in view sideways."""
        if ref is not None and self.page.blocks.slide_by(ref, pixels):
            self._present()
