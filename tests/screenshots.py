"""Takes the pictures of README and more, of the real window with a scripted service.

``python -m tests.screenshots FOLDER [pages]``
"""

import asyncio
import itertools
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chatdesk.control import formulas
from chatdesk.core.paths import Profile, resources_folder
from chatdesk.core.settings import ColorScheme, Settings
from chatdesk.providers.presets import Presets
from chatdesk.storage.settings_file import SettingsFile
from tests import fake_wire
from tests.fake_server import FakeServer, answer, api_error
from tests.running_app import RunningApp, run_app

ENGLISH = (
    "Can I undo a commit that I have not pushed yet?",
    """Yes. How depends on what should happen to the changes in it:

| You want to | Command |
|:--|:--|
| keep them **staged** | `git reset --soft HEAD~1` |
| keep them in the files only | `git reset HEAD~1` |
| throw them away | `git reset --hard HEAD~1` |

If you only want to change the *message* or add a file that you forgot:

```sh
git add forgotten.py
git commit --amend
```

Whatever you do, `git reflog` still knows the old commit for a while.""",
    "And if I have pushed it?",
    """Then others may have it already, so leave history as it is and add a commit that takes it back:

1. `git revert HEAD` makes that commit.
2. `git push` shares it.

Force-pushing would *rewrite* what others build on; do that only on a branch that is yours alone.""",
)
CHINESE = (
    "牛顿提出过哪些知名的定律？",
    """牛顿最著名的是**三大运动定律**和**万有引力定律**：

1. **惯性定律**：不受外力时，物体保持静止或匀速直线运动。
2. **加速度定律**：加速度与合外力成正比，与质量成反比，即 `F = ma`。
3. **作用与反作用定律**：两个物体之间的作用力大小相等，方向相反。

> 万有引力定律指出：任何两个物体都互相吸引，引力与质量的乘积成正比，与距离的平方成反比。""",
    "我上一个问题是什么？",
    "你上一个问题是：“牛顿提出过哪些知名的定律？”",
)
SIZE = QSize(1180, 760)
PAGE_SIZE = QSize(1000, 1300)


Scenario = Callable[[RunningApp], Awaitable[None]]


def prepare(profile: Path, base_url: str, **choices: object) -> None:
    """Choose a server that needs no key, under the name of a well-known one."""
    presets = Presets(resources_folder() / "presets.json").connections
    connection = replace(presets[0], base_url=base_url, needs_key=False)
    settings = Settings(connections=(connection, *presets[1:]), connection_id=connection.id)
    profile.mkdir(parents=True, exist_ok=True)
    SettingsFile(Profile(profile).settings, Settings()).save(replace(settings, **choices))  # type: ignore[arg-type]  # by name


def take(run: RunningApp, folder: Path, name: str) -> None:
    """Save a picture of the window."""
    run.window.grab().save(str(folder / f"{name}.png"))


def talk(folder: Path, name: str, questions: tuple[str, ...], *, dock: bool) -> Scenario:
    """Return a scenario that asks the questions and takes a picture of the conversation."""

    async def scenario(run: RunningApp) -> None:
        run.window.resize(SIZE)
        run.window.settings_dock.setVisible(dock)
        for question in questions:
            await run.say(question)
        run.find("composer").setFocus()
        await run.until(lambda: run.window.isVisible())
        await pause(run)
        take(run, folder, name)

    return scenario


async def pause(run: RunningApp) -> None:
    """Let everything be painted that is still to be."""
    await asyncio.sleep(0.4)


def page(folder: Path, name: str, size: QSize) -> Scenario:
    """Return a scenario that shows a reply with every construct, from its beginning."""

    async def scenario(run: RunningApp) -> None:
        run.window.resize(size)
        for dock in (run.window.settings_dock, run.window.chats_dock):
            dock.hide()
        await run.say("Show me all.")
        QTest.keyClick(run.window.panel.transcript, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        await pause(run)
        await run.until(lambda: not run.app.tasks.is_running(formulas.TASK))
        await pause(run)
        take(run, folder, name)

    return scenario


def pages(application: QApplication, folder: Path) -> None:
    """Take the page with every construct: Latin and Chinese, light and dark, 100 and 200 %."""
    folder.mkdir(parents=True, exist_ok=True)
    font = application.font()
    for language, scheme, percent in itertools.product(("en", "zh_CN"), (ColorScheme.LIGHT, ColorScheme.DARK), (100, 200)):
        application.setFont(font)  # the run before may have left a larger one
        text = (Path(__file__).parent / "pages" / f"page-{language}.md").read_text("utf-8")
        with tempfile.TemporaryDirectory() as profile, FakeServer(answer(text)) as server:
            prepare(Path(profile), server.base_url, color_scheme=scheme, text_percent=percent)
            name = f"page-{language}-{scheme.value}-{percent}"
            run_app(application, Path(profile), page(folder, name, PAGE_SIZE * (percent / 100)), language=language)


def first_start(folder: Path, name: str, *, send: bool) -> Scenario:
    """Return a scenario without a key: the welcome, or, after an attempt to send, the notice."""

    async def scenario(run: RunningApp) -> None:
        run.window.resize(SIZE)
        await pause(run)
        if send:
            run.type("Hello there")
            run.press(Qt.Key.Key_Return)
            await pause(run)
        take(run, folder, name)

    return scenario


def all_pictures(application: QApplication, folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    fake_wire.MODEL = Presets(resources_folder() / "presets.json").connections[0].model
    for language, text in (("en", ENGLISH), ("zh_CN", CHINESE)):
        for scheme in (ColorScheme.LIGHT, ColorScheme.DARK):
            tag = f"{language}-{scheme.value}"
            with tempfile.TemporaryDirectory() as temporary:
                empty = Path(temporary) / "empty"
                SettingsFile(Profile(empty).settings, Settings()).save(empty_settings(scheme))
                run_app(application, empty, first_start(folder, f"first-start-{tag}", send=False), language=language)
                run_app(application, empty, first_start(folder, f"no-key-{tag}", send=True), language=language)
                with FakeServer(answer(text[1]), answer(text[3])) as server:
                    profile = Path(temporary) / "talk"
                    prepare(profile, server.base_url, color_scheme=scheme)
                    run_app(application, profile, talk(folder, f"conversation-{tag}", text[::2], dock=False), language=language)
                with FakeServer(api_error(401, "invalid_api_key", "Incorrect API key provided.")) as server:
                    profile = Path(temporary) / "error"
                    prepare(profile, server.base_url, color_scheme=scheme)
                    run_app(application, profile, talk(folder, f"error-{tag}", text[:1], dock=True), language=language)
    with tempfile.TemporaryDirectory() as temporary, FakeServer(answer(CHINESE[1])) as server:
        prepare(Path(temporary), server.base_url, text_percent=200, color_scheme=ColorScheme.LIGHT)
        run_app(application, Path(temporary), talk(folder, "large-text", CHINESE[:1], dock=False), language="zh_CN")


def empty_settings(scheme: ColorScheme) -> Settings:
    """Return the settings of a first start, in this color scheme."""
    presets = Presets(resources_folder() / "presets.json").connections
    return Settings(presets, presets[0].id, color_scheme=scheme)


if __name__ == "__main__":
    take_all = pages if "pages" in sys.argv[2:] else all_pictures  # each in a process of its own: fonts and languages stay
    take_all(QApplication(sys.argv[:1]), Path(sys.argv[1]))
