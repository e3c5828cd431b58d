"""What Windows and macOS want of an app besides its files: icons, version resource, manifest, Info.plist.

These parts are written and tested as files; they have not been run on their systems here.
"""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

NAME = "ChatDesk"
BUNDLE_IDENTIFIER = "chatdesk.ChatDesk"
COPYRIGHT = "Copyright (c) 2026 The ChatDesk authors"
DESCRIPTION = "Chat with language models"

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Pixels; what Windows shows in title bars, taskbars and folders, at 100 to 250 %."""

ICNS_TYPES = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
"""Apple's names of the PNG sizes within an .icns file, in pixels."""

MANIFEST = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges><requestedExecutionLevel level="asInvoker" uiAccess="false"/></requestedPrivileges>
    </security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application><supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/></application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">PerMonitorV2, PerMonitor</dpiAwareness>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
    </windowsSettings>
  </application>
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0"
        processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*"/>
    </dependentAssembly>
  </dependency>
</assembly>
"""


def version_resource(version: str) -> str:
    """Return the Windows version resource as PyInstaller reads it: an expression of its own classes."""
    numbers = (*map(int, version.split(".")), 0)
    texts = {
        "CompanyName": "The ChatDesk authors",
        "FileDescription": f"{NAME}: {DESCRIPTION.lower()}",
        "FileVersion": version,
        "InternalName": NAME,
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": NAME,
        "ProductVersion": version,
    }
    lines = ",\n        ".join(f"StringStruct({key!r}, {text!r})" for key, text in texts.items())
    return f"""VSVersionInfo(
    ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0),
    kids=[
        StringFileInfo([StringTable('040904B0', [
        {lines}])]),
        VarFileInfo([VarStruct('Translation', [0x0409, 0x04B0])]),
    ],
)
"""


def info_plist(version: str) -> dict[str, object]:
    """Return what Info.plist of the macOS bundle says beyond what PyInstaller writes itself."""
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "zh-Hans"],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSHumanReadableCopyright": COPYRIGHT,
    }


def png(svg: Path, size: int) -> bytes:
    """Draw an SVG as a square PNG of ``size`` pixels."""
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(svg: Path) -> bytes:
    """Return a Windows icon: a header, a directory of 16 bytes a picture, then the pictures, as PNG."""
    pictures = [png(svg, size) for size in ICO_SIZES]
    offset = 6 + 16 * len(pictures)
    directory = b""
    for size, picture in zip(ICO_SIZES, pictures, strict=True):
        # A width and a height of 256 are written as 0.
        directory += struct.pack("<4B2H2I", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<3H", 0, 1, len(pictures)) + directory + b"".join(pictures)


def icns(svg: Path) -> bytes:
    """Return a macOS icon: a name and a size, then each picture as PNG behind its own name and size."""
    pictures = [(name, png(svg, size)) for name, size in ICNS_TYPES.items()]
    body = b"".join(name + struct.pack(">I", 8 + len(picture)) + picture for name, picture in pictures)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
