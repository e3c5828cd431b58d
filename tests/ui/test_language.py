"""Every text has its Chinese translation, and the language in use is the right one."""

import subprocess
import sysconfig
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

import chatdesk
from chatdesk.ui.language import CHINESE, ENGLISH, Languages, system_language
from tests.ui.conftest import TRANSLATION, World

PACKAGE = Path(chatdesk.__file__).parent

Texts = dict[tuple[str, str], str]


def texts_of(path: Path) -> Texts:
    """Return the translations of a .ts file by context and source."""
    found: Texts = {}
    for context in ET.parse(path).getroot().findall("context"):
        name = context.findtext("name") or ""
        for message in context.findall("message"):
            translation = message.find("translation")
            is_done = translation is not None and translation.get("type") is None
            found[name, message.findtext("source") or ""] = (
                (translation.text or "") if is_done and translation is not None else ""
            )
    return found


@pytest.fixture(scope="module")
def in_source(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    fresh = tmp_path_factory.mktemp("lupdate") / "fresh.ts"
    lupdate = Path(sysconfig.get_path("scripts")) / "pyside6-lupdate"
    sources = sorted(str(path) for path in PACKAGE.rglob("*.py"))
    subprocess.run([lupdate, *sources, "-silent", "-locations", "none", "-ts", fresh], check=True, timeout=120)
    return texts_of(fresh)


@pytest.fixture(scope="module")
def translated() -> Texts:
    return texts_of(TRANSLATION)


def test_every_text_is_translated(in_source: Texts, translated: Texts) -> None:
    assert [text for text in in_source if not translated.get(text)] == []


def test_no_translation_is_left_over(in_source: Texts, translated: Texts) -> None:
    assert [text for text in translated if text not in in_source] == []


def test_every_text_belongs_to_a_named_context(in_source: Texts) -> None:
    assert [source for context, source in in_source if not context or context == source] == []


def test_placeholders_are_the_same(translated: Texts) -> None:
    def fields(text: str) -> Counter[str]:
        return Counter(field for _, field, _, _ in Formatter().parse(text) if field is not None)

    for (_, source), translation in translated.items():
        assert fields(source) == fields(translation), source


def test_mnemonics_are_where_they_were(translated: Texts) -> None:
    for (_, source), translation in translated.items():
        assert ("&" in source) == ("&" in translation), source


def test_chinese_has_full_width_punctuation(translated: Texts) -> None:
    for (_, source), translation in translated.items():
        is_chinese = any("\u4e00" <= character <= "\u9fff" for character in translation)
        if is_chinese and not source.startswith("Models in GGUF"):
            assert not any(mark in translation for mark in (", ", "; ", "! ", "?")), translation
            assert not translation.endswith("."), translation


def test_contract_of_greeting_and_reminder(translated: Texts) -> None:
    assert "你好，我是你的AI助手，有什么可以帮你的吗？" in translated.values()
    assert "请输入你的OpenAI API Key" in translated.values()
    assert "AI正在思考中，请稍等…" in translated.values()


def test_override_beats_the_settings(world: World) -> None:
    world.speak(CHINESE)
    world.languages.use(ENGLISH)
    assert world.languages.code == CHINESE
    assert QCoreApplication.translate("Composer", "Send") == "发送"


def test_language_can_be_changed_and_changed_back(world: World) -> None:
    world.languages.use(CHINESE)
    assert QCoreApplication.translate("Composer", "Send") == "发送"
    world.languages.use(ENGLISH)
    assert QCoreApplication.translate("Composer", "Send") == "Send"
    world.languages.use("xx")
    assert world.languages.code == ENGLISH


def test_qt_own_texts_are_translated_too(qtbot: QtBot, world: World) -> None:
    world.speak(CHINESE)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert "取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_missing_translation_is_no_fault(tmp_path: Path) -> None:
    languages = Languages(folder=tmp_path)
    languages.use(CHINESE)
    assert QCoreApplication.translate("Composer", "Send") == "Send"
    languages.use(ENGLISH)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))


def test_system_language_is_one_of_ours() -> None:
    assert system_language() in (ENGLISH, CHINESE)
