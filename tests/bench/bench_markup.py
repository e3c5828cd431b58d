"""CPU time of taking 66 more tokens of a reply into its blocks (a frame at 2,000 tokens/s), and how it grows with the reply.

Run by itself (``python -m tests.bench.bench_markup``) it prints all lengths as one table.
"""

import statistics
import sys
import time
from collections.abc import Iterator

from chatdesk.markup.incremental import BlockStream
from chatdesk.markup.parse import parse, warm_up
from tests.bench.figures import Figure

CHARACTERS_PER_TOKEN = 4
APPEND = 66 * CHARACTERS_PER_TOKEN
LENGTHS = (1_000, 4_000, 16_000, 64_000)
SAMPLES = 30
ROUNDS = 3
# Flat, with room for copying the one text of a long code block.
TARGET = 1.3

PROSE = (
    "{0}: the *second* law says that **force** equals mass times acceleration, written `F = m a`, see [the article]"
    "(https://example.com/newton). It holds in every inertial frame, which the first law defines, and it is the one "
    "that engineers use each day.\n\n"
    "第{0}：牛顿第二定律说：**力等于质量乘以加速度。**这条定律在每个惯性系中都成立，工程师每天都在用它。\n\n"
)
CODE = "    for row in rows:  # keep the order\n        total += row.price * row.count\n        yield row.name, total\n\n"
LIST = "- **Point {0}**: a sentence that explains it in some ten or twelve words.\n  - and a remark below `it {0}`\n"
TABLE = "| {0} | a name of three | **4{0}** | `key {0}` | some more words |\n"
MATH = (
    "Step {0}: with $x_{{{0}}} = \\frac{{a_{{{0}}}}}{{b}}$ the sum becomes\n\n$$\n\\sum_{{k=1}}^{{{0}}} k^2 = "
    "\\frac{{n(n+1)(2n+1)}}{{6}} + c_{{{0}}}\n$$\n\n"
)
TEXTS = {
    "prose": ("", PROSE),
    "code": ("```python\n", CODE),
    "list": ("", LIST),
    "math": ("", MATH),
    "table": ("| n | name | value | key | remark |\n|--:|---|:-:|---|---|\n", TABLE),
}


def text_of(head: str, unit: str, length: int) -> str:
    """Return at least ``length`` characters; no two units are the same, so nothing remembered helps."""
    return head + "".join(unit.format(number) for number in range(length // len(unit.format("")) + 1))


def stream_costs(head: str, unit: str) -> dict[int, float]:
    """Return the microseconds of an append at each of the lengths: of some rounds the least disturbed."""
    rounds = [_one_stream(head, unit) for _ in range(ROUNDS)]
    return {length: min(costs[length] for costs in rounds) for length in LENGTHS}


def _one_stream(head: str, unit: str) -> dict[int, float]:
    """Return the median microseconds of an append around each of the lengths."""
    total = max(LENGTHS) * CHARACTERS_PER_TOKEN + SAMPLES * APPEND
    source = text_of(head, unit, total)
    stream = BlockStream()
    costs: list[float] = []
    for start in range(0, total, APPEND):
        piece = source[start : start + APPEND]
        before = time.process_time_ns()
        stream.append(piece)
        costs.append((time.process_time_ns() - before) / 1_000)
    ends = {length: length * CHARACTERS_PER_TOKEN // APPEND for length in LENGTHS}
    half = SAMPLES // 2
    return {length: statistics.median(costs[max(0, end - half) : end + half]) for length, end in ends.items()}


def whole_cost(head: str, unit: str) -> float:
    """Return the milliseconds that 1,000 characters of a whole text cost."""
    source = text_of(head, unit, 40_000)
    before = time.process_time_ns()
    parse(source)
    return (time.process_time_ns() - before) / 1_000 / len(source)


def measure(*, full: bool) -> Iterator[Figure]:
    """Yield the cost of an append at both ends, their ratio and the cost of a whole text; ``full`` measures nothing more."""
    del full
    warm_up()
    short, long = LENGTHS[0], LENGTHS[-1]
    for name, (head, unit) in TEXTS.items():
        costs = stream_costs(head, unit)
        yield Figure(f"markup append at {short:,} tokens, {name}", costs[short], "µs")
        yield Figure(f"markup append at {long:,} tokens, {name}", costs[long], "µs")
        yield Figure(f"markup append, ratio of the two, {name}", costs[long] / costs[short], "", TARGET)
        yield Figure(f"markup of a whole text, 1,000 characters, {name}", whole_cost(head, unit), "ms")


def main() -> None:
    """Print the table."""
    warm_up()
    write = sys.stdout.write
    write("µs an append of 66 tokens" + "".join(f"{length:>9,}" for length in LENGTHS) + "   ratio   whole, ms/1,000\n")
    for name, (head, unit) in TEXTS.items():
        costs = stream_costs(head, unit)
        figures = "".join(f"{costs[length]:>9.0f}" for length in LENGTHS)
        ratio = costs[LENGTHS[-1]] / costs[LENGTHS[0]]
        write(f"{name:25}{figures}{ratio:>8.2f}{whole_cost(head, unit):>18.2f}\n")


if __name__ == "__main__":
    main()
