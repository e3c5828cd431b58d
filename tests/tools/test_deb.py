"""The Debian package of a tiny app, built and read with the system's own tools."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from chatdesk import __version__
from tools import deb

needs_dpkg = pytest.mark.skipif(
    not (shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps")), reason="not a Debian with dpkg-dev"
)


def fields(control: str) -> dict[str, str]:
    """Return the fields of a control file, without those of more than one line."""
    return dict(line.split(": ", 1) for line in control.splitlines() if ": " in line and not line.startswith(" "))


def test_control_file_says_what_dpkg_wants() -> None:
    read = fields(deb.control(architecture="amd64", kilobytes=1234, depends="libc6 (>= 2.34)"))
    assert read["Package"] == "chatdesk"
    assert read["Version"] == __version__
    assert read["Architecture"] == "amd64"
    assert read["Installed-Size"] == "1234"
    assert read["Depends"] == "libc6 (>= 2.34)"


def test_copyright_holds_the_whole_license() -> None:
    text = deb.texts("Sun, 22 Nov 2026 12:00:00 +0000")["usr/share/doc/chatdesk/copyright"].decode()
    assert "Permission is hereby granted, free of charge" in text
    assert 'THE SOFTWARE IS PROVIDED "AS IS"' in text
    assert "THIRD_PARTY_NOTICES.md" in text


@needs_dpkg
def test_package_has_the_app_and_its_places_on_the_desktop(tmp_path: Path) -> None:
    app = tmp_path / "ChatDesk"
    (app / "_internal").mkdir(parents=True)
    program = shutil.which("true")
    assert program
    shutil.copy(program, app / "ChatDesk")
    (app / "_internal" / "data.json").write_text("{}")
    made = deb.build(app, tmp_path / "work", tmp_path)
    assert made.name.startswith(f"chatdesk_{__version__}_")
    listing = output("dpkg-deb", "--contents", made)
    assert "root/root" in listing
    assert "./usr/bin/chatdesk -> ../lib/chatdesk/ChatDesk" in listing
    for place in (
        "./usr/lib/chatdesk/_internal/data.json",
        "./usr/share/applications/chatdesk.desktop",
        "./usr/share/icons/hicolor/256x256/apps/chatdesk.png",
        "./usr/share/icons/hicolor/scalable/apps/chatdesk.svg",
        "./usr/share/man/man1/chatdesk.1.gz",
        "./usr/share/doc/chatdesk/copyright",
        "./usr/share/doc/chatdesk/changelog.gz",
    ):
        assert place in listing
    assert "libc6" in output("dpkg-deb", "--field", made, "Depends")
    assert f"{app}" not in listing


def output(*command: object) -> str:
    return subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout


@needs_dpkg
def test_package_depends_on_what_it_is_linked_to_and_does_not_bring(tmp_path: Path) -> None:
    program = shutil.which("dpkg-deb")
    assert program
    lzma = re.search(r"liblzma\S* => (\S+)", output("ldd", program))
    if lzma is None:
        pytest.skip("this system's dpkg-deb is not linked to liblzma")
    (tmp_path / "app").mkdir()
    shutil.copy(program, tmp_path / "app" / "ChatDesk")
    assert "liblzma5" in deb.dependencies(tmp_path / "app", tmp_path / "work")
    shutil.copy(lzma[1], tmp_path / "app" / Path(lzma[1]).name)
    found = deb.dependencies(tmp_path / "app", tmp_path / "work")
    assert "liblzma5" not in found
    assert "libc6" in found
