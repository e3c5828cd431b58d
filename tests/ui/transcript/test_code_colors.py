"""The colors of code: legible, the same however the code came, and never in the way of a frame or the start."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication

from chatdesk.core.message import Status
from chatdesk.markup.highlight import CodeKind, Run, highlight
from chatdesk.ui.colors import contrast
from chatdesk.ui.theme import make_theme
from chatdesk.ui.transcript.code import CodeBox
from chatdesk.ui.transcript.measures import Measures
from chatdesk.ui.transcript.syntax import Syntax
from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import on_screen, read_code, reply, row_tops, theme, wheel

CODE = '''def greet(name: str = "😀 you") -> None:
    """Say hello,
    politely."""
    for number in range(3):  # 三次
        print(f"{name} {number}")


class Greeter:
    x = 0x1F
'''.rstrip()


def code_box(view: TranscriptView, message_id: str) -> CodeBox:
    """Return the first block of code of a message."""
    item = view.item(message_id)
    assert item is not None
    assert item.rows is not None
    return next(row.box for row in item.rows.rows if isinstance(row.box, CodeBox))


def show(view: TranscriptView, code: str, language: str = "python") -> CodeBox:
    """Show a reply with one block of code, and its colors."""
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", f"```{language}\n{code}\n```\n", "")
    view.finish_reply(reply("1", f"```{language}\n{code}\n```\n"))
    read_code(view)
    return code_box(view, "1")


def distance(image: QImage, color: QColor) -> float:
    """Return how far the pixel most like a color is from it; the edges of letters are mixed with their ground."""
    colors = {image.pixel(x, y) for x in range(60, 500) for y in range(60, 350)}
    seen = map(QColor.fromRgb, colors)
    return min(abs(p.redF() - color.redF()) + abs(p.greenF() - color.greenF()) + abs(p.blueF() - color.blueF()) for p in seen)


def grounds() -> list[Measures]:
    """Return the measures of the app's own palettes and of two of high contrast."""
    found = [Measures(theme(is_dark=is_dark)) for is_dark in (False, True)]
    for base, text in (("#ffffff", "#000000"), ("#000000", "#ffffff")):
        palette = QPalette(QColor(base))
        for role, name in (("Window", base), ("Base", base), ("Text", text), ("WindowText", text)):
            palette.setColor(QPalette.ColorRole[role], QColor(name))
        found.append(Measures(make_theme(palette, QApplication.font())))
    return found


def test_every_kind_of_code_is_legible_on_its_ground(view: TranscriptView) -> None:
    for measures in grounds():
        formats = measures.code_formats
        assert set(formats) == {kind.value for kind in CodeKind if kind is not CodeKind.PLAIN}
        for kind, look in formats.items():
            assert contrast(look.foreground().color(), measures.code_ground) >= 4.5, kind


def test_light_and_dark_are_different_schemes(view: TranscriptView) -> None:
    light, dark = (Measures(theme(is_dark=is_dark)).code_formats for is_dark in (False, True))
    assert all(light[kind].foreground() != dark[kind].foreground() for kind in light)


@pytest.mark.parametrize("is_dark", [False, True])
def test_code_is_painted_in_color(view: TranscriptView, is_dark: bool) -> None:
    view.set_theme(theme(is_dark=is_dark))
    box = show(view, CODE)
    assert box.syntax.runs == highlight(CODE + "\n", "python")
    image = on_screen(view)
    for kind in (CodeKind.KEYWORD, CodeKind.COMMENT, CodeKind.STRING):
        assert distance(image, view.page.flow.measures.code_formats[kind].foreground().color()) < 0.1, kind
    view.viewport().repaint()
    assert on_screen(view) == image


def test_the_line_being_written_is_plain(view: TranscriptView) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", "```python\nreturn 1\nreturn 2", "")
    read_code(view)
    box = code_box(view, "1")
    assert len(box.syntax.runs) == 1
    view.grow_reply("1", "\nreturn 3", "")
    assert len(box.syntax.runs) == 2
    view.finish_reply(reply("1", "```python\nreturn 1\nreturn 2\nreturn 3"))
    assert code_box(view, "1") is box
    assert box.syntax.runs == [(Run(0, 6, CodeKind.KEYWORD), Run(7, 8, CodeKind.NUMBER))] * 3


def test_streamed_code_looks_like_the_whole(view: TranscriptView) -> None:
    source = f"Look:\n\n```python\n{CODE}\n```\n\nDone."
    view.start_reply(reply("1", status=Status.STREAMING))
    for start in range(0, len(source), 9):
        view.grow_reply("1", source[start : start + 9], "")
        read_code(view)
    view.finish_reply(reply("1", source))
    read_code(view)
    streamed = view.grab().toImage()
    view.show_conversation([])
    view.show_conversation([reply("1", source).outline()])
    view.provide([reply("1", source)])
    read_code(view)
    assert view.grab().toImage() == streamed


def run(syntax: Syntax) -> None:
    """Read on to the end."""
    for _ in range(10_000):
        if not syntax.is_behind:
            return
        syntax.step()
    raise AssertionError("never ends")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=30), st.sampled_from(["python", "js", "", "no such language", "html"]))
def test_runs_do_not_depend_on_how_the_code_came(pieces: list[int], language: str) -> None:
    syntax, end = Syntax(language), 0
    for piece in pieces:
        end += piece
        syntax.take(CODE[:end], is_open=True)
        if piece % 3:
            run(syntax)
    syntax.take(CODE, is_open=False)
    run(syntax)
    assert (syntax.runs or [()] * len(CODE.split("\n"))) == highlight(CODE + "\n", language)


def test_code_that_changes_or_goes_on_after_its_end_is_read_anew() -> None:
    syntax = Syntax("python")
    for text, is_open in (("return 1\nx", True), ("raise\ny", True), ("raise\ny", False), ("raise\nyield 3", False)):
        syntax.take(text, is_open=is_open)
        run(syntax)
        lines = text if not is_open else text[: text.rfind("\n")]
        assert [line for line in syntax.runs if line] == [line for line in highlight(lines + "\n", "python") if line]


def test_a_last_line_without_its_end_has_its_color() -> None:
    syntax = Syntax("diff")
    syntax.take("-old\n+new", is_open=False)
    run(syntax)
    assert [line[0].kind for line in syntax.runs] == [CodeKind.DELETED, CodeKind.INSERTED]


def test_a_line_cut_in_parts_keeps_its_colors(view: TranscriptView) -> None:
    line = 'x = "' + "ab " * 500 + '" + 1'
    box = show(view, line)
    assert len(parts(box)) > 1
    kinds = [[run.kind for run in box.syntax.runs_of(*origin, origin[1] + len(part))] for origin, part in parts(box)]
    assert kinds[0][-1] is CodeKind.STRING
    assert kinds[-1][0] is CodeKind.STRING
    assert kinds[-1][-1] is CodeKind.NUMBER
    for origin, part in parts(box):
        runs = box.syntax.runs_of(*origin, origin[1] + len(part))
        assert all(0 <= run.start < run.end <= len(part) for run in runs)


def parts(box: CodeBox) -> list[tuple[tuple[int, int], str]]:
    """Return where each laid-out line comes from."""
    return list(zip(box._lines._origins, box._lines._pieces, strict=True))


def test_another_width_and_theme_keep_what_was_read(view: TranscriptView) -> None:
    box = show(view, CODE)
    syntax = box.syntax
    view.resize(500, 700)
    view.set_theme(theme(is_dark=True))
    assert code_box(view, "1") is not box
    assert code_box(view, "1").syntax is syntax
    assert not view._reading.isActive()


def test_long_code_is_read_in_slices_that_move_nothing(view: TranscriptView) -> None:
    code = "\n".join(f'value_{number} = compute("{number}")' for number in range(800))
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", f"```python\n{code}\n```\n", "")
    wheel(view, 300)
    before, slices = row_tops(view), 0
    while view._reading.isActive():
        QApplication.processEvents()
        slices += 1
    assert slices > 3
    assert row_tops(view) == before
    assert code_box(view, "1").syntax.runs == highlight(code + "\n", "python")


def test_code_in_reasoning_stays_plain(view: TranscriptView) -> None:
    view.start_reply(reply("1", status=Status.STREAMING))
    view.grow_reply("1", "", "```python\nreturn 1\n")
    item = view.item("1")
    assert item is not None
    item.set_folded(is_folded=False)
    view.grow_reply("1", "", "return 2\n```\n")
    assert code_box(view, "1").text == "return 1\nreturn 2"
    assert not view._reading.isActive()
    assert code_box(view, "1").syntax.runs == []


def test_what_is_selected_stays_legible(view: TranscriptView) -> None:
    show(view, CODE)
    view.do_action("select-all", "")
    image = view.viewport().grab().toImage()
    assert distance(image, view.page.flow.measures.code_formats[CodeKind.KEYWORD].foreground().color()) > 0.15


WITHOUT_CODE = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from chatdesk.core.message import Status
from tests.ui.transcript.samples import TranscriptView, read_code, reply, theme, user
view = TranscriptView(theme())
view.set_greeting("Hello")
view.show()
view.add_message(user("1", "Hi"))
view.start_reply(reply("2", status=Status.STREAMING))
view.grow_reply("2", "# Prose\\n\\nwith `code` and\\n\\n```\\nplain code\\n```\\n", "")
view.finish_reply(reply("2", "# Prose\\n\\nwith `code` and\\n\\n```\\nplain code\\n```\\n"))
read_code(view)
assert not any(name.startswith(("pygments", "chatdesk.markup.highlight")) for name in sys.modules)
view.start_reply(reply("3", status=Status.STREAMING))
view.grow_reply("3", "```python\\nreturn 1\\n", "")
view.viewport().repaint()
assert "pygments" not in sys.modules
view.grow_reply("3", "x = 1\\n", "")
read_code(view)
assert "pygments" in sys.modules
"""


def test_no_lexer_is_imported_before_there_is_code_on_the_screen() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_CODE], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
