"""Sizes, speeds and times in words."""

import math

from PySide6.QtCore import QCoreApplication, QLocale

translate = QCoreApplication.translate

_UNITS = ("B", "KB", "MB", "GB", "TB")


def size_text(count: int) -> str:
    """Return a number of bytes as a person reads it, decimal as disks and files are sold: ``1.1 GB``."""
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1_000, unit + 1
    digits = 0 if unit < 3 else 1
    return f"{QLocale().toString(value, 'f', digits)} {_UNITS[unit]}"


def speed_text(bytes_per_second: float) -> str:
    """Return a speed: ``12 MB/s``."""
    return translate("Units", "{size}/s").format(size=size_text(round(bytes_per_second)))


def time_text(seconds: float) -> str:
    """Return how long something still takes, rounded up as far as such an estimate is worth."""
    if seconds < 55:
        return translate("Units", "{count} s").format(count=max(5, math.ceil(seconds / 5) * 5))
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return translate("Units", "{count} min").format(count=minutes)
    return translate("Units", "{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
