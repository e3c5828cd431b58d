"""What goes into the package and what is left out, by name and with the reason; ``build.spec`` asks here."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"

Entry = tuple[str, str, str]
"""A line of PyInstaller's tables of contents: the name in the package, the file, or what a link points to, and the kind."""

# Names as they are in the package, with fnmatch's wildcards; "*" also stands for folders.
LEFT_OUT = (
    # Of Qt's plugins, what ChatDesk, a widget application that draws with the CPU, never loads:
    *(f"PySide6/*plugins/platforms/*{name}.*" for name in ("eglfs", "linuxfb", "minimal", "minimalegl", "vkkhrdisplay", "vnc")),
    "PySide6/*plugins/egldeviceintegrations/*",  # screens without a desktop
    "PySide6/*plugins/generic/*",  # input devices without a desktop
    "PySide6/*plugins/xcbglintegrations/*",  # OpenGL
    *(f"PySide6/*plugins/wayland-graphics-integration-client/*{name}-server.so" for name in ("dmabuf", "drm-egl", "vulkan")),
    "PySide6/*plugins/wayland-graphics-integration-client/*shm-emulation-server.so",
    *(f"PySide6/*plugins/wayland-shell-integration/*{name}.so" for name in ("fullscreen-shell-v1", "ivi-shell", "qt-shell")),
    "PySide6/*plugins/wayland-shell-integration/*wl-shell-plugin.so",
    "PySide6/*plugins/networkinformation/*",  # QtNetwork serves the second start alone, over a local socket
    "PySide6/*plugins/tls/*",
    # GTK, which the one plugin for GTK's look would bring along:
    "PySide6/*plugins/platformthemes/*qgtk3.*",
    # Pictures that ChatDesk refuses to decode, SVG above all; PNG and BMP are part of Qt itself:
    *(f"PySide6/*plugins/imageformats/*q{name}.*" for name in ("icns", "pdf", "svg", "tga", "tiff", "wbmp")),
    "PySide6/*plugins/iconengines/*",
    # Bindings that nothing here imports:
    "PySide6/QtDBus.*",
    # Windows: OpenGL in software, 20 MB.
    "*opengl32sw.dll",
    "*d3dcompiler_47.dll",
    # Of a library's metadata only what it is found by, and its license, which goes to ``licenses``:
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/direct_url.json",
    "*.dist-info/licenses/*",
)

# Libraries that every Linux desktop has. Those that come with it fit its drivers and its fonts; ours might not.
OF_THE_SYSTEM = (
    *("libstdc++.so.6", "libgcc_s.so.1"),  # the system's OpenGL needs them at least as new as itself
    *("libX11.so.6", "libX11-xcb.so.1", "libxcb.so.1"),
    *("libfontconfig.so.1", "libfreetype.so.6"),
    *("libglib-2.0.so.0", "libgthread-2.0.so.0"),
    *("libdbus-1.so.3", "libgssapi_krb5.so.2", "libcom_err.so.2"),
    *("libdrm.so.2", "libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1"),
)

LEGAL = ("LICENSE", "THIRD_PARTY_NOTICES.md")
"""Shown by the app, and found beside it."""

QT_TRANSLATIONS = ("qtbase_zh_CN.qm",)
"""Of Qt's own texts the languages that ChatDesk speaks; English is in the code."""

UNSHIPPED_RESOURCES = ("screenshots/*", "translations/*.ts", "desktop/*", "licenses/*")
"""Of ``resources`` what the running app does not read; desktop files and licenses have other places in a package."""

# Modules that something names which nothing here runs.
EXCLUDED_MODULES = (
    "tkinter",
    "IPython",
    "PIL",
    "numpy",
    "pytest",
    "hypothesis",
    "mypy",
    "setuptools",
    "pip",
    "trio",
    "rich",
    "click",
)


def is_left_out(name: str) -> bool:
    """Say whether a file is left out of the package by its name there."""
    path = name.replace("\\", "/")
    if "/translations/" in path and path.startswith("PySide6/"):
        return not path.endswith(QT_TRANSLATIONS)
    return path in OF_THE_SYSTEM or any(fnmatch(path, pattern) for pattern in LEFT_OUT)


def chosen(entries: Iterable[Entry], needs: Callable[[str], set[str]] | None = None) -> list[Entry]:
    """Return the entries that go into the package: named by no rule, and, of plain libraries, needed by another file.

    ``needs`` gives the names of the libraries that a file is linked to; without it no library counts as needless.
    """
    named = [entry for entry in entries if not is_left_out(entry[0])]
    files = [entry for entry in named if entry[2] != "SYMLINK"]
    if needs is not None:
        files = list(_reached(files, needs))
    names = {name for name, _, _ in files}
    return files + [link for link in named if link[2] == "SYMLINK" and _target(link) in names]


def objdump_needs(path: str) -> set[str]:
    """Return the libraries that an ELF file names as needed; PyInstaller itself requires objdump on Linux."""
    done = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True)
    return set(re.findall(r"^\s*NEEDED\s+(\S+)", done.stdout, re.MULTILINE))


def resources() -> list[tuple[str, str]]:
    """Return the files that the running app reads, each with its folder in the package."""
    folder = ROOT / "resources"
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kept = [path for path in files if not any(fnmatch(path.as_posix(), pattern) for pattern in UNSHIPPED_RESOURCES)]
    found = [(str(folder / path), str(Path("chatdesk/resources") / path.parent)) for path in kept]
    return found + [(str(ROOT / name), "chatdesk/resources") for name in LEGAL]


def notices() -> list[tuple[str, str]]:
    """Return our license, the notices, and the license texts of every library in the package, each with its folder there."""
    found = [(str(ROOT / name), ".") for name in LEGAL]
    found += [(str(path), "licenses") for path in sorted((ROOT / "resources" / "licenses").iterdir())]
    python = Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "LICENSE.txt"
    found += [(str(path), "licenses/python") for path in (python, Path(sys.base_prefix) / "LICENSE.txt") if path.is_file()]
    for name in filter(is_installed, locked()):
        found += [(str(path), f"licenses/{name}") for path in license_texts(name)]
    return found


def system_notices(entries: Iterable[Entry]) -> list[Entry]:
    """Return the notices of the Debian packages whose libraries are in the package, if it is built on Debian."""
    sources = {
        str(Path(path).resolve()) for _, path, kind in entries if kind == "BINARY" and path.startswith(("/lib/", "/usr/lib/"))
    }
    if not sources or shutil.which("dpkg-query") is None:
        return []
    found = subprocess.run(["dpkg-query", "--search", *sorted(sources)], capture_output=True, text=True, check=False).stdout
    packages = sorted({line.split(":")[0] for line in found.splitlines()})
    texts = {name: Path("/usr/share/doc") / name / "copyright" for name in packages}
    return [(f"licenses/{name}/copyright", str(path.resolve()), "DATA") for name, path in texts.items() if path.is_file()]


def locked() -> list[str]:
    """Return the names of the libraries that packages are built with."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)


def is_installed(name: str) -> bool:
    """Say whether a library is installed here; those of other systems are not."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def license_texts(name: str) -> list[Path]:
    """Return the license files that an installed library brings."""
    files = distribution(name).files or []
    is_text = re.compile(r"\.dist-info/.*(licen[cs]e|copying|notice)", re.IGNORECASE).search
    return [Path(str(file.locate())) for file in files if is_text(file.as_posix())]


def _reached(entries: list[Entry], needs: Callable[[str], set[str]]) -> Iterator[Entry]:
    """Yield all but the plain libraries that no other yielded file is linked to."""
    libraries = {Path(name).name: (name, path, kind) for name, path, kind in entries if _is_library(name)}
    waiting = [entry for entry in entries if not _is_library(entry[0])]
    yield from waiting
    while waiting:
        _, path, kind = waiting.pop()
        if kind not in ("BINARY", "EXTENSION"):
            continue
        for needed in sorted(needs(path) & libraries.keys()):
            library = libraries.pop(needed)
            waiting.append(library)
            yield library


def _is_library(name: str) -> bool:
    """Whether a file is there only to be linked to: it is no plugin, no module of Python, and not Python itself."""
    file = name.rsplit("/", 1)[-1]
    return file.startswith("lib") and ".so" in file and "/plugins/" not in name and not file.startswith("libpython")


def _target(link: Entry) -> str:
    folder = Path(link[0]).parent
    return (folder / link[1]).as_posix()
