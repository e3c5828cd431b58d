"""The list of chats: choose, rename in place, delete."""

from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from chatdesk.core.conversation import ConversationSummary
from chatdesk.ui.cards import paint_card
from chatdesk.ui.composition import LineEdit
from chatdesk.ui.labels import plain_tooltip
from chatdesk.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


class ConversationModel(QAbstractListModel):
    """The summaries as rows; an untitled one shows the text for new chats."""

    renamed = Signal(str, str)
    """Conversation id and title, as a person typed it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._summaries: tuple[ConversationSummary, ...] = ()
        self.untitled = ""

    def set_summaries(self, summaries: tuple[ConversationSummary, ...]) -> None:
        """Show these rows; what is selected stays selected while only titles changed."""
        if [s.id for s in summaries] == [s.id for s in self._summaries]:
            self._summaries = summaries
            self.refresh()
            return
        self.beginResetModel()
        self._summaries = summaries
        self.endResetModel()

    def refresh(self) -> None:
        """Have all rows drawn again."""
        if self._summaries:
            self.dataChanged.emit(self.index(0), self.index(len(self._summaries) - 1))

    def conversation_id(self, index: _Index) -> str:
        """Return the id of the conversation in a row, "" for no row."""
        return self._summaries[index.row()].id if index.isValid() else ""

    def index_of(self, conversation_id: str) -> QModelIndex:
        """Return the row of a conversation, an invalid index if it is not listed."""
        for row, summary in enumerate(self._summaries):
            if summary.id == conversation_id:
                return self.index(row)
        return QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """Return how many chats there are."""
        return 0 if parent.isValid() else len(self._summaries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's title."""
        title = self._summaries[index.row()].title
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title or self.untitled
            case Qt.ItemDataRole.EditRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(title or self.untitled)
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a title that a person typed; an empty one changes nothing."""
        summary = self._summaries[index.row()]
        title = " ".join(str(value).split())
        if role == Qt.ItemDataRole.EditRole and title and title != summary.title:
            self.renamed.emit(summary.id, title)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that rows can be chosen and renamed."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable


class _Delegate(QStyledItemDelegate):
    """Paints a title on a rounded ground, and edits it with an input method in mind."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.accessible_name = ""
        self.open_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the height of one line with its paddings."""
        return QSize(0, option.fontMetrics.height() + self.theme.px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        from PySide6.QtWidgets import QStyle  # 10 ms for its enumerations, which a window without rows does not need

        theme, px = self.theme, self.theme.px
        card = option.rect.adjusted(px(6), px(1), -px(6), -px(1))
        state = option.state
        is_chosen = index.row() == self.open_row
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or state & QStyle.StateFlag.State_MouseOver:
            ground = theme.user_bubble if is_chosen else theme.assistant_bubble
            paint_card(painter, theme, QRectF(card), ground, px(8), line=2 if is_chosen else 1)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card, px(8), px(8))
        text_rect = card.adjusted(px(10), 0, -px(8), 0)
        title = str(index.data()).replace("\n", " ")
        painter.setPen(theme.user_text if is_chosen else theme.text)
        elided = option.fontMetrics.elidedText(title, Qt.TextElideMode.ElideRight, text_rect.width())
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, elided)
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QWidget:
        """Return the field for the new title."""
        editor = LineEdit(parent)
        editor.setAccessibleName(self.accessible_name)
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Hand the typed title to the model."""
        if isinstance(editor, LineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        """Put the field where the title is."""
        editor.setGeometry(option.rect.adjusted(self.theme.px(8), 2, -self.theme.px(8), -2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave an Enter that confirms a candidate to the field, which swallows it."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(watched, LineEdit) and watched.wants(cast("QKeyEvent", event)):
            return False
        return super().eventFilter(watched, event)


class ConversationList(QListView):
    """All chats, last changed first."""

    chosen = Signal(str)
    """The person chose the conversation of this id."""

    renamed = Signal(str, str)
    """Conversation id and its new title."""

    delete_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversationList")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.viewport().setAutoFillBackground(False)
        self._model = ConversationModel(self)
        self._delegate = _Delegate(theme, self)
        self._open_id = ""
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self._model.renamed.connect(self.renamed)
        self.clicked.connect(self._on_row_chosen)
        self.activated.connect(self._on_row_chosen)
        self.retranslate()

    def show_conversations(self, summaries: tuple[ConversationSummary, ...]) -> None:
        """Show these chats."""
        self._model.set_summaries(summaries)
        self.show_open(self._open_id)

    def show_open(self, conversation_id: str) -> None:
        """Mark the conversation that is open."""
        self._open_id = conversation_id
        index = self._model.index_of(conversation_id)
        self._delegate.open_row = index.row()
        self.viewport().update()
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)

    def rename_current(self) -> None:
        """Edit the title of the current row in place."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    def delete_current(self) -> None:
        """Ask for the conversation of the current row to be deleted."""
        conversation_id = self._model.conversation_id(self.currentIndex())
        if conversation_id:
            self.delete_requested.emit(conversation_id)

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._delegate.theme = theme
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setAccessibleName(self.tr("Chats"))
        self._model.untitled = self.tr("New chat")
        self._delegate.accessible_name = self.tr("Title of the chat")
        self._model.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete with Delete, open with Enter; F2 is an action of the window."""
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()  # the Enter that ends the editing of a title comes here, too
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.delete_current()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_row_chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a chat."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if not index.isValid():
                return
            self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("&Open"), QKeySequence(Qt.Key.Key_Return), self._open_current)
        menu.addAction(self.tr("&Rename"), QKeySequence(Qt.Key.Key_F2), self.rename_current)
        menu.addAction(self.tr("&Delete"), QKeySequence(QKeySequence.StandardKey.Delete), self.delete_current)
        menu.popup(event.globalPos())

    def _open_current(self) -> None:
        self._on_row_chosen(self.currentIndex())

    def _on_row_chosen(self, index: QModelIndex) -> None:
        conversation_id = self._model.conversation_id(index)
        if conversation_id and conversation_id != self._open_id:
            self.chosen.emit(conversation_id)
