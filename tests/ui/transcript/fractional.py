"""Scrolls up at the scale factor that the environment names and prints how exactly the painted lines move.

``python -m tests.ui.transcript.fractional`` prints the scale, the steps, the lines that were compared, and by how many pixels
of the screen the worst of them missed its place.
"""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from chatdesk.ui.transcript.view import TranscriptView
from tests.ui.transcript.samples import long_conversation, shelved, theme, wheel

STEPS, PIXELS = 60, (7, 33, 108, 131)


def line_tops(image: QImage, left: int, right: int) -> list[int]:
    """Return the rows of pixels at which something begins below an even row."""
    tops, was_even = [], False
    for y in range(image.height()):
        first = image.pixel(left, y)
        is_even = all(image.pixel(x, y) == first for x in range(left, right, 2))
        if was_even and not is_even:
            tops.append(y)
        was_even = is_even
    return tops


def main() -> None:
    """Scroll and compare."""
    application = QApplication([])
    application.setStyle("fusion")
    view = TranscriptView(theme())
    view.resize(620, 500)
    view.show()
    shelf = shelved(view, long_conversation(60))
    ratio, compared, worst = view.devicePixelRatioF(), 0, 0.0
    left = round((view.page.flow.left + 30) * ratio)
    right = left + round(200 * ratio)
    before = line_tops(view.grab().toImage(), left, right)
    for step in range(STEPS):
        pixels = PIXELS[step % len(PIXELS)]
        wheel(view, pixels)
        shelf.serve()
        image = view.grab().toImage()
        after = line_tops(image, left, right)
        for top in before:
            wanted = top + pixels * ratio
            if top > 10 and wanted < image.height() - 10:
                compared += 1
                worst = max(worst, min(abs(found - wanted) for found in after))
        before = after
    print(ratio, STEPS, compared, round(worst, 2))


if __name__ == "__main__":
    main()
