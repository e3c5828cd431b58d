"""What a cell of a spreadsheet may safely hold.

A spreadsheet runs a cell that begins with "=" and the like as a formula, which can send what stands in other cells over the
network, and a model's reply is not to be trusted with that. So a cell that a spreadsheet would run gets an apostrophe before
it; numbers, also negative ones, are left as they are.
"""

import re

_FORMULA = re.compile(r"\s*[=@+\-＝＠＋－]\s*\S")
_NUMBER = re.compile(r"\s*[+\-]?\s*(?:\d[\d.,'\u00a0\u202f ]*|[.,]\d+)(?:[eE][+\-]?\d+)?\s*%?\s*")
_LONGEST_NUMBER = 100
"""Characters; the rule for numbers takes time by the square of them."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a cell instead of showing it."""
    is_number = len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) is not None
    return not is_number and _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """Return what a cell of a spreadsheet may safely hold."""
    return f"'{text}" if is_formula(text) else text
