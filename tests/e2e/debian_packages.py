"""What ``make e2e`` needs of the system, and which Debian packages bring it."""

import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "dbus-daemon": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
}
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher", "/usr/lib/at-spi-bus-launcher")
XCB = ("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libxkbcommon-x11.so.0")


def launcher() -> str | None:
    """Return the program that starts the accessibility bus."""
    return next((path for path in LAUNCHERS if Path(path).is_file()), None)


def missing() -> list[str]:
    """Return the packages to install."""
    packages = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if launcher() is None:
        packages.append("at-spi2-core")
    fonts = shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout
    if not fonts:
        packages.append("fonts-noto-cjk")
    loaded = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    packages += [_package(library) for library in XCB if library not in loaded]
    return packages


def _package(library: str) -> str:
    return library.replace(".so.", "-" if library[-6].isdigit() else "")


if __name__ == "__main__":
    if sys.platform != "linux":
        sys.exit("make e2e needs Linux: it drives the window through AT-SPI.")
    if packages := missing():
        sys.exit(f"make e2e needs some more of the system: sudo apt install {' '.join(packages)}")
