"""What goes into a package: the rules, tried on names as PyInstaller has them, without building anything."""

import fnmatch
import re
import tomllib
from pathlib import Path

import pytest

from tools import bundle

QT = "PySide6/Qt"


@pytest.mark.parametrize(
    "name",
    [
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/plugins/platforms/libqwayland.so",
        "PySide6/plugins/platforms/qwindows.dll",
        f"{QT}/plugins/platforms/libqcocoa.dylib",
        f"{QT}/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        f"{QT}/plugins/platformthemes/libqxdgdesktopportal.so",
        *(f"{QT}/plugins/imageformats/libq{name}.so" for name in ("jpeg", "webp", "gif", "ico")),
        "PySide6/plugins/styles/qmodernwindowsstyle.dll",
        f"{QT}/plugins/wayland-shell-integration/libxdg-shell.so",
        f"{QT}/plugins/wayland-decoration-client/libadwaita.so",
        f"{QT}/translations/qtbase_zh_CN.qm",
        "chatdesk/resources/translations/chatdesk_zh_CN.qm",
        "libcrypto.so.3",
        "libxcb-cursor.so.0",
        "keyring-25.7.0.dist-info/entry_points.txt",
        "xllamacpp/xllamacpp.abi3.so",
    ],
)
def test_what_the_app_loads_is_in(name: str) -> None:
    assert not bundle.is_left_out(name)


@pytest.mark.parametrize(
    "name",
    [
        *(f"{QT}/plugins/platforms/libq{name}.so" for name in ("eglfs", "linuxfb", "minimal", "minimalegl", "vnc")),
        f"{QT}/plugins/platformthemes/libqgtk3.so",
        f"{QT}/plugins/imageformats/libqsvg.so",
        "PySide6/plugins/imageformats/qsvg.dll",
        "PySide6\\plugins\\iconengines\\qsvgicon.dll",
        f"{QT}/plugins/tls/libqopensslbackend.so",
        f"{QT}/plugins/wayland-graphics-integration-client/libdmabuf-server.so",
        f"{QT}/translations/qtbase_de.qm",
        f"{QT}/translations/qt_help_zh_CN.qm",
        "PySide6/opengl32sw.dll",
        "libstdc++.so.6",
        "libX11.so.6",
    ],
)
def test_what_it_never_loads_is_out(name: str) -> None:
    assert bundle.is_left_out(name)


def test_libraries_that_only_a_left_out_file_needs_go_with_it() -> None:
    plugins = f"{QT}/plugins/platformthemes"
    entries = [
        (f"{plugins}/libqgtk3.so", "/qt/libqgtk3.so", "BINARY"),
        (f"{plugins}/libqxdgdesktopportal.so", "/qt/libqxdgdesktopportal.so", "BINARY"),
        ("libgtk-3.so.0", "/usr/lib/libgtk-3.so.0", "BINARY"),
        ("libpango-1.0.so.0", "/usr/lib/libpango-1.0.so.0", "BINARY"),
        (f"{QT}/lib/libQt6DBus.so.6", "/qt/libQt6DBus.so.6", "BINARY"),
        ("libQt6DBus.so.6", f"{QT}/lib/libQt6DBus.so.6", "SYMLINK"),
        ("libgtk.so", "libgtk-3.so.0", "SYMLINK"),
        ("libpython3.11.so.1.0", "/python/libpython3.11.so.1.0", "BINARY"),
        ("base_library.zip", "/build/base_library.zip", "DATA"),
    ]
    linked = {
        "libqgtk3.so": {"libgtk-3.so.0"},
        "libgtk-3.so.0": {"libpango-1.0.so.0"},
        "libqxdgdesktopportal.so": {"libQt6DBus.so.6", "libc.so.6"},
    }
    chosen = bundle.chosen(entries, lambda path: linked.get(Path(path).name, set()))
    assert sorted(name for name, _, _ in chosen) == [
        f"{QT}/lib/libQt6DBus.so.6",
        f"{plugins}/libqxdgdesktopportal.so",
        "base_library.zip",
        "libQt6DBus.so.6",
        "libpython3.11.so.1.0",
    ]


def test_without_knowing_what_is_linked_only_names_decide() -> None:
    entries = [("libneeded.so", "/libneeded.so", "BINARY"), ("libX11.so.6", "/libX11.so.6", "BINARY")]
    assert bundle.chosen(entries) == entries[:1]


def test_only_what_the_running_app_reads_of_the_resources_is_in() -> None:
    folders = {(Path(path).suffix, folder) for path, folder in bundle.resources()}
    assert (".json", "chatdesk/resources") in folders
    assert (".png", "chatdesk/resources/icons") in folders
    assert (str(bundle.ROOT / "LICENSE"), "chatdesk/resources") in bundle.resources()
    assert not [path for path, _ in bundle.resources() if path.endswith(".ts") or "screenshots" in path]


def test_every_library_of_a_package_has_its_license_in_it() -> None:
    written_by_us = {"pyside6-essentials", "shiboken6", "latex2mathml"}
    installed = [name for name in bundle.locked() if bundle.is_installed(name)]
    assert len(installed) > 20
    assert {name for name in installed if not bundle.license_texts(name)} == written_by_us
    placed = {Path(path).name for path, folder in bundle.notices() if folder == "licenses"}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "latex2mathml.txt"} <= placed


def test_lock_has_hashes_for_every_file_and_names_no_registry() -> None:
    text = bundle.LOCK.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text)[1:]
    assert len(blocks) > 40
    assert all(re.match(r"[a-z0-9-]+==[^ ]+", block) and "--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert {"pywin32-ctypes", "secretstorage", "xllamacpp", "pyinstaller", "macholib", "pefile"} <= set(bundle.locked())


def test_lock_has_every_library_that_the_project_names() -> None:
    project = tomllib.loads((bundle.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = [re.split(r"[^A-Za-z0-9._-]", line)[0] for line in project["dependencies"] + extras["local"] + extras["package"]]
    assert {name.lower().replace("_", "-") for name in named} <= set(bundle.locked())


def test_lock_has_the_versions_that_the_tests_run_with() -> None:
    pins = dict(
        line.split("==")
        for line in (bundle.ROOT / "constraints.txt").read_text().lower().replace("_", "-").splitlines()
        if "==" in line
    )
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", bundle.LOCK.read_text(), re.MULTILINE))
    assert {name: version for name, version in locked.items() if pins.get(name, version) != version} == {}


def test_no_rule_is_misspelled_as_a_wildcard_that_takes_all() -> None:
    assert not [pattern for pattern in bundle.LEFT_OUT if fnmatch.fnmatch("chatdesk/resources/icons/chatdesk.png", pattern)]
