"""Every action of the window, with its text, shortcut and tooltip, in one place."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from chatdesk.ui.icons import Icon, line_icon
from chatdesk.ui.labels import plain_tooltip
from chatdesk.ui.theme import Theme

_ICON_SIDE = 20


class Actions(QObject):
    """The actions as attributes; the window puts them into menus and toolbar and connects them."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        key = QKeySequence.StandardKey
        self.new_chat = self._action("newChatAction", key.New)
        self.clear_chat = self._action("clearChatAction", "Ctrl+Shift+L")
        self.rename_chat = self._action("renameChatAction", "F2")
        self.delete_chat = self._action("deleteChatAction", "Ctrl+Shift+Backspace")
        self.export_chat = self._action("exportChatAction", "Ctrl+E")
        self.attach_image = self._action("attachImageAction", "Ctrl+Shift+A")
        self.quit = self._action("quitAction", "Ctrl+Q")
        self.undo = self._edit_action("undo", key.Undo)
        self.redo = self._edit_action("redo", key.Redo)
        self.cut = self._edit_action("cut", key.Cut)
        self.copy = self._edit_action("copy", key.Copy)
        self.paste = self._edit_action("paste", key.Paste)
        self.select_all = self._edit_action("selectAll", key.SelectAll)
        self.find = self._action("findAction", key.Find)
        self.find_next = self._action("findNextAction", "F3", "Ctrl+G")
        self.find_previous = self._action("findPreviousAction", "Shift+F3", "Ctrl+Shift+G")
        self.settings = self._action("settingsAction", "Ctrl+,")
        self.chats_panel = self._action("chatsPanelAction", "Ctrl+B")
        self.connection_panel = self._action("connectionPanelAction", "Ctrl+Shift+B")
        self.larger_text = self._action("largerTextAction", key.ZoomIn, "Ctrl+=")
        self.smaller_text = self._action("smallerTextAction", key.ZoomOut)
        self.normal_text = self._action("normalTextAction", "Ctrl+0")
        self.full_screen = self._action("fullScreenAction", "F11")
        self.go_to_message = self._action("goToMessageAction", "Ctrl+L")
        self.go_to_chats = self._action("goToChatsAction", "Ctrl+K")
        self.go_to_end = self._action("goToEndAction", "Ctrl+End")
        self.previous_chat = self._action("previousChatAction", "Alt+Up")
        self.next_chat = self._action("nextChatAction", "Alt+Down")
        self.get_key = self._action("getKeyAction", "Ctrl+Shift+K")
        self.open_logs = self._action("openLogsAction", "Ctrl+Shift+F1")
        self.licenses = self._action("licensesAction", "Ctrl+F1")
        self.about = self._action("aboutAction", "F1")
        for checkable in (self.chats_panel, self.connection_panel, self.full_screen):
            checkable.setCheckable(True)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.set_theme(theme)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colors and another size."""
        icons = (
            (self.new_chat, Icon.NEW_CHAT),
            (self.clear_chat, Icon.CLEAR_CHAT),
            (self.export_chat, Icon.EXPORT),
            (self.settings, Icon.SETTINGS),
            (self.chats_panel, Icon.CHATS),
            (self.connection_panel, Icon.PANEL),
        )
        for action, icon in icons:
            action.setIcon(line_icon(icon, theme.text, theme.px(_ICON_SIDE)))

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._say(self.new_chat, self.tr("&New chat"), self.tr("New chat"), self.tr("Start another conversation"))
        self._say(
            self.clear_chat, self.tr("&Clear chat"), self.tr("Clear chat"), self.tr("Empty this conversation; it can be undone")
        )
        self._say(self.rename_chat, self.tr("&Rename chat"), self.tr("Rename chat"), self.tr("Give this chat another title"))
        self._say(
            self.delete_chat, self.tr("&Delete chat"), self.tr("Delete chat"), self.tr("Delete this chat; it can be undone")
        )
        self._say(
            self.export_chat, self.tr("&Export chat…"), self.tr("Export chat"), self.tr("Save this conversation as a file")
        )
        self._say(
            self.attach_image,
            self.tr("A&ttach images…"),
            self.tr("Attach images"),
            self.tr("Choose images to send with the next message"),
        )
        self._say(self.quit, self.tr("&Quit"), self.tr("Quit"), self.tr("Quit ChatDesk; everything is kept"))
        self._say(self.undo, self.tr("&Undo typing"), self.tr("Undo typing"), self.tr("Take back the last change of the text"))
        self._say(self.redo, self.tr("R&edo typing"), self.tr("Redo typing"), self.tr("Make the change again"))
        self._say(self.cut, self.tr("Cu&t"), self.tr("Cut"), self.tr("Cut the selected text"))
        self._say(self.copy, self.tr("&Copy"), self.tr("Copy"), self.tr("Copy the selected text"))
        self._say(self.paste, self.tr("&Paste"), self.tr("Paste"), self.tr("Paste as plain text"))
        self._say(self.select_all, self.tr("Select &all"), self.tr("Select all"), self.tr("Select all text"))
        self._say(self.find, self.tr("&Find in chat…"), self.tr("Find in chat"), self.tr("Find text in this conversation"))
        self._say(self.find_next, self.tr("Find &next"), self.tr("Find next"), self.tr("Go to the next match"))
        self._say(self.find_previous, self.tr("Find pre&vious"), self.tr("Find previous"), self.tr("Go to the previous match"))
        self._say(self.settings, self.tr("&Settings…"), self.tr("Settings"), self.tr("Open the settings"))
        self._say(self.chats_panel, self.tr("&Chats"), self.tr("Chat list"), self.tr("Show or hide the list of chats"))
        self._say(
            self.connection_panel,
            self.tr("C&onnection"),
            self.tr("Connection panel"),
            self.tr("Show or hide key, address and model"),
        )
        self._say(self.larger_text, self.tr("&Larger text"), self.tr("Larger text"), self.tr("Make all text larger"))
        self._say(self.smaller_text, self.tr("&Smaller text"), self.tr("Smaller text"), self.tr("Make all text smaller"))
        self._say(
            self.normal_text, self.tr("&Normal text size"), self.tr("Normal text size"), self.tr("Set the text size to 100 %")
        )
        self._say(
            self.full_screen,
            self.tr("&Full screen"),
            self.tr("Full screen"),
            self.tr("Use the whole screen, or the window again"),
        )
        self._say(
            self.go_to_message,
            self.tr("Go to the &message field"),
            self.tr("Message field"),
            self.tr("Go to the message field"),
        )
        self._say(
            self.go_to_chats, self.tr("Go to the &list of chats"), self.tr("List of chats"), self.tr("Go to the list of chats")
        )
        self._say(self.go_to_end, self.tr("Go to the &end"), self.tr("End"), self.tr("Go to the end of the conversation"))
        self._say(
            self.previous_chat, self.tr("&Previous chat"), self.tr("Previous chat"), self.tr("Open the chat above in the list")
        )
        self._say(self.next_chat, self.tr("Ne&xt chat"), self.tr("Next chat"), self.tr("Open the chat below in the list"))
        self._say(
            self.get_key,
            self.tr("&Get an OpenAI API key"),
            self.tr("Get an OpenAI API key"),
            self.tr("Open OpenAI's page in the browser"),
        )
        self._say(
            self.open_logs,
            self.tr("Open log &folder"),
            self.tr("Open log folder"),
            self.tr("Show the logs in the file manager; they hold no messages"),
        )
        self._say(self.licenses, self.tr("&Licenses"), self.tr("Licenses"), self.tr("The licenses of ChatDesk and its parts"))
        self._say(
            self.about, self.tr("&About ChatDesk"), self.tr("About ChatDesk"), self.tr("The versions of ChatDesk and its parts")
        )

    def _action(self, name: str, *shortcuts: QKeySequence.StandardKey | str) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        sequences = [sequence for shortcut in shortcuts for sequence in _sequences(shortcut)]
        if sequences:
            action.setShortcuts(sequences)
        return action

    def _edit_action(self, verb: str, shortcut: QKeySequence.StandardKey) -> QAction:
        action = self._action(f"{verb}Action", shortcut)
        action.setData(verb)
        action.triggered.connect(self._on_edit_triggered)
        return action

    def _say(self, action: QAction, text: str, name: str, tooltip: str) -> None:
        action.setText(text)
        action.setIconText(name)
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(plain_tooltip(f"{tooltip} ({shortcut})" if shortcut else tooltip))
        action.setStatusTip(tooltip)

    def _on_edit_triggered(self) -> None:
        """Have the widget with the focus do it: text fields and the transcript have these verbs as slots."""
        action = self.sender()
        widget = QApplication.focusWidget()
        if isinstance(action, QAction) and widget is not None:
            verb = getattr(widget, str(action.data()), None)
            if callable(verb):
                verb()


def _sequences(shortcut: QKeySequence.StandardKey | str) -> list[QKeySequence]:
    if isinstance(shortcut, str):
        return [QKeySequence(shortcut)]
    return QKeySequence.keyBindings(shortcut)
