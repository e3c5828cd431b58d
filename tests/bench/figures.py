"""Figures with their targets: what a benchmark returns and ``run.py`` prints."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure. ``target`` is the most it may be, None where it only informs; ``note`` says how it came about.

    ``value`` is None for what could not be measured; then ``note`` says why.
    """

    name: str
    value: float | None
    unit: str
    target: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target is met; a figure without one always is."""
        return self.target is None or self.value is None or self.value <= self.target

    def line(self) -> str:
        """Return the figure as one line of a table."""
        target = "" if self.target is None else f"≤ {_number(self.target)}"
        verdict = "" if self.target is None or self.value is None else ("met" if self.is_met else "MISSED")
        value = "–" if self.value is None else _number(self.value)
        return f"{self.name:<58} {value:>9} {self.unit:<6} {target:>9} {verdict:<7} {self.note}".rstrip()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share (0 to 1) of the values lies, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
