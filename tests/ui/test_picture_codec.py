"""Pictures of strangers are decoded within limits, and what is sent holds nothing but pixels."""

import tracemalloc
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from chatdesk.core.errors import PictureFlaw, PictureRefused
from chatdesk.core.picture import MAX_SIDE
from chatdesk.ui.picture_codec import QtPictureCodec
from tests import pictures

CODEC = QtPictureCodec()

# libpng's and Qt's remarks about damaged files, which are what these tests are about.
pytestmark = pytest.mark.qt_log_ignore("qt.gui.imageio", "libpng", "JPEG data")


def flaw_of(source: object) -> PictureFlaw:
    with pytest.raises(PictureRefused) as caught:
        CODEC.prepare(source)
    return caught.value.flaw


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
def test_every_kind_is_taken_and_encoded_anew(kind: str) -> None:
    data = pictures.encoded(pictures.image(300, 200), kind, 90)
    prepared = CODEC.prepare(data)
    assert (prepared.width, prepared.height) == (300, 200)
    assert prepared.media_type == ("image/jpeg" if kind in ("JPEG", "WEBP") else "image/png")
    assert CODEC.size(data) == (300, 200)
    assert CODEC.size(prepared.data) == (300, 200)


def test_first_frame_of_a_gif_is_taken() -> None:
    gif = (
        b"GIF89a\x02\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\xff!\xf9\x04\x00\x0a\x00\x00\x00"
        b",\x00\x00\x00\x00\x02\x00\x01\x00\x00\x02\x02\x04\x0a\x00;"
    )
    prepared = CODEC.prepare(gif)
    assert (prepared.media_type, prepared.width, prepared.height) == ("image/png", 2, 1)


def test_a_large_photograph_is_made_smaller() -> None:
    prepared = CODEC.prepare(pictures.encoded(pictures.image(5_000, 2_500), "JPEG", 80))
    assert (prepared.width, prepared.height) == (MAX_SIDE, MAX_SIDE // 2)


def test_a_picture_from_the_clipboard_is_taken() -> None:
    copied = pictures.image(40, 30)
    copied.setDevicePixelRatio(2.0)
    prepared = CODEC.prepare(copied)
    assert (prepared.media_type, prepared.width, prepared.height) == ("image/png", 40, 30)


def test_a_noisy_screenshot_is_sent_as_jpeg_and_transparency_as_png() -> None:
    state, pixels = 1, bytearray()
    for _ in range(1_400 * 1_000):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        pixels += state.to_bytes(4, "little")
    noise = QImage(bytes(pixels), 1_400, 1_000, QImage.Format.Format_RGB32).copy()
    assert CODEC.prepare(noise).media_type == "image/jpeg"
    could_be_clear = noise.convertToFormat(QImage.Format.Format_ARGB32).copy(0, 0, 1_399, 999)
    assert CODEC.prepare(could_be_clear).media_type == "image/jpeg"
    could_be_clear.setPixelColor(1_398, 998, QColor(1, 2, 3, 254))
    assert CODEC.prepare(could_be_clear).media_type == "image/png"
    clear = QImage(20, 20, QImage.Format.Format_ARGB32)
    clear.fill(QColor(0, 0, 255, 100))
    prepared = CODEC.prepare(pictures.encoded(clear, "WEBP", 90))
    assert prepared.media_type == "image/png"
    shown = CODEC.decode(prepared.data, 20, 20)
    assert isinstance(shown, QImage)
    assert abs(shown.pixelColor(5, 5).alpha() - 100) <= 2


def test_place_and_texts_are_taken_out_and_the_picture_stands_upright() -> None:
    jpeg = pictures.with_exif(pictures.encoded(pictures.image(300, 200), "JPEG", 90), orientation=6)
    assert b"GPS" in jpeg
    assert CODEC.size(jpeg) == (200, 300)
    prepared = CODEC.prepare(jpeg)
    assert (prepared.width, prepared.height) == (200, 300)
    assert b"GPS" not in prepared.data
    assert b"Exif" not in prepared.data
    told = pictures.image()
    told.setText("Comment", "the secret place")
    assert b"secret" in pictures.encoded(told)
    assert b"secret" not in CODEC.prepare(pictures.encoded(told)).data


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", PictureFlaw.NOT_A_PICTURE),
        (b"GIF8", PictureFlaw.NOT_A_PICTURE),
        (pictures.SVG, PictureFlaw.NOT_A_PICTURE),
        (b"<html><img src=x>", PictureFlaw.NOT_A_PICTURE),
        (b"%PDF-1.7 not for us", PictureFlaw.NOT_A_PICTURE),
        (b"\x89PNG\r\n\x1a\n", PictureFlaw.DAMAGED),
        (b"\xff\xd8\xff" + bytes(50), PictureFlaw.DAMAGED),
        (b"BM" + b"\xff" * 60, PictureFlaw.DAMAGED),
        (b"RIFF\xff\xff\xff\xffWEBP" + bytes(40), PictureFlaw.DAMAGED),
        (b"GIF89a" + bytes(4), PictureFlaw.DAMAGED),
        (pictures.claims(60_000, 60_000), PictureFlaw.TOO_LARGE),
        (pictures.claims(1_000_000, 2), PictureFlaw.TOO_LARGE),
        (pictures.claims(2**31 - 1, 2**31 - 1), PictureFlaw.DAMAGED),
        (pictures.claims(0, 5), PictureFlaw.DAMAGED),
        (pictures.claims(3_000, 3_000), PictureFlaw.DAMAGED),
    ],
)
def test_hostile_files_are_refused(data: bytes, flaw: PictureFlaw) -> None:
    assert flaw_of(data) is flaw


def test_a_truncated_png_is_refused() -> None:
    assert flaw_of(pictures.png(400, 300)[:2_000]) is PictureFlaw.DAMAGED


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = pictures.bomb(16_384)
    assert len(data) < 400_000
    tracemalloc.start()
    assert flaw_of(data) is PictureFlaw.TOO_LARGE
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    (tmp_path / "cat.txt").write_bytes(pictures.png())
    (tmp_path / "cat.png").write_bytes(pictures.SVG)
    assert CODEC.prepare(tmp_path / "cat.txt").width == 80
    assert flaw_of(tmp_path / "cat.png") is PictureFlaw.NOT_A_PICTURE
    assert flaw_of(tmp_path / "none.png") is PictureFlaw.UNREADABLE
    assert flaw_of(tmp_path) is PictureFlaw.UNREADABLE


def test_a_picture_is_decoded_no_larger_than_it_is_shown() -> None:
    shown = CODEC.decode(pictures.encoded(pictures.image(1_000, 500), "JPEG", 90), 200, 200)
    assert isinstance(shown, QImage)
    assert (shown.width(), shown.height()) == (200, 100)
    small = CODEC.decode(pictures.png(20, 10), 200, 200)
    assert isinstance(small, QImage)
    assert (small.width(), small.height()) == (20, 10)
