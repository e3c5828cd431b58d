"""The menu bar and the toolbar."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QSizePolicy, QToolBar, QWidget

from chatdesk.ui.actions import Actions
from chatdesk.ui.flat_button import FlatButton
from chatdesk.ui.palette import form_palette
from chatdesk.ui.theme import Theme

if TYPE_CHECKING:
    from chatdesk.ui.choice_combos import ModelCombo, ProviderCombo

translate = QCoreApplication.translate

_WORDY_WIDTH = 860
"""From this width on, at 100 % text size, New chat and Clear chat show their names beside the icons."""
_LEAST_WIDTH, _PROVIDER_WIDTH, _MODEL_WIDTH = 44, 200, 280


class Menus:
    """Fills a menu bar with all actions."""

    def __init__(self, bar: QMenuBar, actions: Actions) -> None:
        self._bar = bar
        a = actions
        self._file = self._menu(
            (
                a.new_chat,
                a.clear_chat,
                None,
                a.rename_chat,
                a.delete_chat,
                None,
                a.attach_image,
                a.export_chat,
                None,
                a.settings,
                None,
                a.quit,
            )
        )
        typing = (a.undo, a.redo, None, a.cut, a.copy, a.paste, None, a.select_all)
        self._edit = self._menu((*typing, None, a.find, a.find_next, a.find_previous))
        self._view = self._menu(
            (a.chats_panel, a.connection_panel, None, a.larger_text, a.smaller_text, a.normal_text, None, a.full_screen)
        )
        self._go = self._menu((a.previous_chat, a.next_chat, None, a.go_to_chats, a.go_to_message, a.go_to_end))
        self._help = self._menu((a.get_key, None, a.open_logs, a.licenses, None, a.about))
        self.retranslate()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self._file.setTitle(translate("Menus", "&File"))
        self._edit.setTitle(translate("Menus", "&Edit"))
        self._view.setTitle(translate("Menus", "&View"))
        self._go.setTitle(translate("Menus", "&Go"))
        self._help.setTitle(translate("Menus", "&Help"))

    def _menu(self, actions: tuple[QAction | None, ...]) -> QMenu:
        menu = QMenu(self._bar)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        self._bar.addMenu(menu)
        return menu


class MainToolBar(QToolBar):
    """New chat, Clear chat, Export chat, Settings, the two panels' buttons; Provider and Model come with the controllers."""

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mainToolBar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._theme = theme
        self._choices: tuple[tuple[ProviderCombo | ModelCombo, int], ...] = ()
        shown = (
            *(actions.chats_panel, actions.new_chat, actions.clear_chat, actions.export_chat),
            *(actions.settings, actions.connection_panel),
        )
        self.buttons = [FlatButton(self, action) for action in shown]  # a toolbar's own buttons are not reached by Tab
        self._wordy = self.buttons[1:3]
        for button in self.buttons[:4]:
            self.addWidget(button)
        self.addWidget(self._space())
        self._after_choices = self.addWidget(self._space())
        for button in self.buttons[4:]:
            self.addWidget(button)
        self.set_theme(theme)
        self.retranslate()

    def add_choices(self, provider: "ProviderCombo", model: "ModelCombo") -> None:
        """Put the two combo boxes into the middle."""
        self._choices = ((provider, _PROVIDER_WIDTH), (model, _MODEL_WIDTH))
        before: QWidget = self.buttons[3]
        for combo, _ in self._choices:
            self.insertWidget(self._after_choices, combo)
            combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.setTabOrder(before, combo)
            before = combo
        self._fit_choices()

    def set_theme(self, theme: Theme) -> None:
        """Take other colors and another text size."""
        self._theme = theme
        px = theme.px
        self.setPalette(form_palette(QApplication.palette()))
        self.setContentsMargins(px(4), px(2), px(4), px(2))
        side = px(20)
        self.setIconSize(QSize(side, side))
        self._fit_choices()
        self._arrange()

    def retranslate(self) -> None:
        """Take the texts in the language in use."""
        self.setWindowTitle(self.tr("Toolbar"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show or hide the names beside the icons."""
        super().resizeEvent(event)
        self._arrange()

    def _fit_choices(self) -> None:
        for combo, most in self._choices:
            combo.setMinimumWidth(self._theme.px(_LEAST_WIDTH))
            combo.setMaximumWidth(self._theme.px(most))

    def _arrange(self) -> None:
        is_wordy = self.width() >= self._theme.px(_WORDY_WIDTH)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if is_wordy else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._wordy:
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)

    def _space(self) -> QWidget:
        space = QWidget(self)
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return space
