"""What Windows and macOS want, read back as they would."""

import ast
import plistlib
import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageReader

from chatdesk import __version__
from tools import platform_parts

SVG = Path(__file__).parents[2] / "resources" / "icons" / "chatdesk.svg"
SETTINGS = "{http://schemas.microsoft.com/SMI/2016/WindowsSettings}"


def test_windows_icon_holds_every_size() -> None:
    data = QByteArray(platform_parts.ico(SVG))
    buffer = QBuffer(data)
    reader = QImageReader(buffer, QByteArray(b"ico"))
    sizes = []
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        picture = reader.read()
        sizes.append(picture.width())
        assert picture.pixelColor(picture.width() // 2, picture.height() // 2).alpha() == 255
        assert picture.pixelColor(0, 0).alpha() == 0
    assert tuple(sizes) == platform_parts.ICO_SIZES


def test_macos_icon_holds_every_size() -> None:
    data = platform_parts.icns(SVG)
    assert data[:4] == b"icns"
    assert struct.unpack(">I", data[4:8]) == (len(data),)
    found, offset = {}, 8
    while offset < len(data):
        (length,) = struct.unpack(">I", data[offset + 4 : offset + 8])
        found[data[offset : offset + 4]] = QImage.fromData(data[offset + 8 : offset + length], "PNG").width()
        offset += length
    assert found == platform_parts.ICNS_TYPES


def test_manifest_asks_for_sharp_windows_and_long_paths() -> None:
    manifest = ElementTree.fromstring(platform_parts.MANIFEST)
    assert manifest.findtext(f".//{SETTINGS}dpiAwareness", "").startswith("PerMonitorV2")
    assert manifest.findtext(f".//{SETTINGS}longPathAware") == "true"
    (level,) = manifest.iter("{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel")
    assert level.get("level") == "asInvoker"


def test_version_resource_says_the_version() -> None:
    tree = ast.parse(platform_parts.version_resource("1.20.3"), mode="eval")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    (fixed,) = [node for node in calls if node.func.id == "FixedFileInfo"]
    numbers = {keyword.arg: ast.literal_eval(keyword.value) for keyword in fixed.keywords}
    assert numbers["filevers"] == numbers["prodvers"] == (1, 20, 3, 0)
    texts = [list(map(ast.literal_eval, node.args)) for node in calls if node.func.id == "StringStruct"]
    assert dict(texts)["ProductVersion"] == "1.20.3"
    assert dict(texts)["ProductName"] == "ChatDesk"


def test_info_plist_can_be_written_and_says_the_version() -> None:
    read = plistlib.loads(plistlib.dumps(platform_parts.info_plist(__version__)))
    assert read["CFBundleShortVersionString"] == __version__
    assert read["NSHighResolutionCapable"] is True
    assert read["CFBundleLocalizations"] == ["en", "zh-Hans"]
