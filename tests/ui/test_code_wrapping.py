"""Whether long lines of code are broken: a setting, and what the conversation makes of it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from chatdesk.core.message import Status
from chatdesk.ui.settings_dialog.general_page import GeneralPage
from tests.ui.conftest import World
from tests.ui.transcript.samples import reply, theme

TEXT = "```\n" + "word " * 100 + "\n```"


def test_the_check_box_breaks_the_lines_of_the_open_conversation(world: World) -> None:
    window = world.window()
    view = window.panel.transcript
    view.start_reply(reply("1", TEXT, Status.STREAMING))
    view.finish_reply(reply("1", TEXT))
    ref, _ = view.page.blocks.of_item(view.items[-1])[0]
    page = GeneralPage(world.controllers.settings, theme(), window)
    page.show()
    assert not page.wraps_code.isChecked()
    assert view.page.blocks.bar_of(ref) is not None
    for is_wanted in (True, False):
        QTest.keyClick(page.wraps_code, Qt.Key.Key_Space)
        assert page.wraps_code.isChecked() is is_wanted
        assert world.controllers.settings.settings.wraps_code is is_wanted
        assert (view.page.blocks.bar_of(ref) is None) is is_wanted
