"""Makes the Debian package of a built app, with the system's own dpkg-shlibdeps and dpkg-deb.

The app lies in /usr/lib/chatdesk as one folder; a link in /usr/bin starts it. What it depends on is found from its files.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import time
from email.utils import formatdate
from pathlib import Path

from chatdesk import __version__

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
MAINTAINER = "The ChatDesk authors <chatdesk@users.noreply.example.org>"
LIBRARY = Path("usr/lib/chatdesk")

CONTROL = """\
Package: chatdesk
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: gnome-keyring | keepassxc | kwalletmanager
Section: net
Priority: optional
Description: native desktop chat with language models
 Talks with OpenAI, with any OpenAI-compatible server, or with a model on this
 computer, which is included and needs no key and no network. Conversations are
 kept on this computer, API keys in the keyring of the desktop, if it has one.
 .
 The package holds its own Python, Qt and llama.cpp in /usr/lib/chatdesk.
"""

COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ChatDesk
Comment: The libraries in /usr/lib/chatdesk are under licenses of their own:
 /usr/lib/chatdesk/THIRD_PARTY_NOTICES.md lists them, /usr/lib/chatdesk/licenses
 has their texts.

Files: *
Copyright: 2026 The ChatDesk authors
License: Expat
{license}
"""

OVERRIDES = """\
# An app that brings its own Python, Qt and llama.cpp, as built by their makers, in a folder of its own.
chatdesk: custom-library-search-path
chatdesk: duplicate-font-file
chatdesk: embedded-library
chatdesk: hardening-no-pie
chatdesk: library-not-linked-against-libc
chatdesk: shared-library-lacks-prerequisites
chatdesk: unstripped-binary-or-object
"""


def build(app: Path, work: Path, target: Path) -> Path:
    """Build the package of the app in ``app`` by way of the folder ``work``; return its path in ``target``."""
    shutil.rmtree(work, ignore_errors=True)
    tree = work / "tree"
    shutil.copytree(app, tree / LIBRARY, symlinks=True)
    for name, text in texts(_changelog_date()).items():
        _write(tree / name, text)
    for icon, place in (("chatdesk.png", "256x256"), ("chatdesk.svg", "scalable")):
        _copy(RESOURCES / "icons" / icon, tree / f"usr/share/icons/hicolor/{place}/apps/{icon}")
    _copy(RESOURCES / "desktop/chatdesk.desktop", tree / "usr/share/applications/chatdesk.desktop")
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/chatdesk").symlink_to("../lib/chatdesk/ChatDesk")
    architecture = _output("dpkg", "--print-architecture")
    files = [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()]
    kilobytes = sum(path.stat().st_size for path in files) // 1024
    depends = dependencies(tree / LIBRARY, work)
    _write(tree / "DEBIAN/control", control(architecture=architecture, kilobytes=kilobytes, depends=depends).encode())
    sums = "".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files)
    _write(tree / "DEBIAN/md5sums", sums.encode())
    _set_modes(tree)
    made = target / f"chatdesk_{__version__}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", tree, made], check=True, stdout=subprocess.DEVNULL
    )
    return made


def control(*, architecture: str, kilobytes: int, depends: str) -> str:
    """Return the control file."""
    return CONTROL.format(
        version=__version__, maintainer=MAINTAINER, architecture=architecture, kilobytes=kilobytes, depends=depends
    )


def texts(date: str) -> dict[str, bytes]:
    """Return the files of the package that are written for it, by their place."""
    license_lines = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)[2].strip().splitlines()
    license_text = "\n".join(f" {line}" if line else " ." for line in license_lines)
    changes = (
        f"chatdesk ({__version__}) unstable; urgency=medium\n\n  * See CHANGELOG.md of ChatDesk.\n\n -- {MAINTAINER}  {date}\n"
    )
    return {
        "usr/share/doc/chatdesk/copyright": COPYRIGHT.format(license=license_text).encode(),
        "usr/share/doc/chatdesk/changelog.gz": gzip.compress(changes.encode(), 9, mtime=0),
        "usr/share/man/man1/chatdesk.1.gz": gzip.compress((RESOURCES / "desktop/chatdesk.1").read_bytes(), 9, mtime=0),
        "usr/share/lintian/overrides/chatdesk": OVERRIDES.encode(),
    }


def dependencies(library: Path, work: Path) -> str:
    """Return the packages of this system, with versions, whose libraries the app's files are linked to."""
    _write(work / "debian/control", b"Source: chatdesk\n\nPackage: chatdesk\nArchitecture: any\n")
    folders = {path.parent for path in library.rglob("*.so*") if path.is_file()}
    programs = [path for path in library.rglob("*") if not path.is_symlink() and path.is_file() and _is_elf(path)]
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
    command += [f"-x{package}" for package in sorted(_owners({path.name for path in library.rglob("*.so*")}))]
    command += [f"-l{folder}" for folder in sorted(folders)] + [f"-e{path}" for path in sorted(programs)]
    found = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout
    return re.sub(r"^shlibs:Depends=", "", found.strip())


def _owners(names: set[str]) -> set[str]:
    """Return the packages of this system that hold libraries of these names: the app brings its own."""
    command = ["dpkg-query", "--search", *(f"*/{name}" for name in sorted(names))]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^([a-z0-9.+-]+)(?::[a-z0-9]+)?: /", found, re.MULTILINE))


def _changelog_date() -> str:
    """Return SOURCE_DATE_EPOCH, or else the time, as Debian's changelogs have it."""
    return formatdate(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _copy(source: Path, target: Path) -> None:
    _write(target, source.read_bytes())


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _set_modes(tree: Path) -> None:
    """Programs may be run by all, everything else may be read by all."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            is_run = path.is_dir() or path.name == "ChatDesk"
            path.chmod(0o755 if is_run else 0o644)
