"""The real drawing process: what it draws, what it survives, and that it never outlives its parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from chatdesk.core.formula import LONGEST_TEX, Drawing, Formula, Undrawable
from chatdesk.formulas.door import FormulaDrawer
from chatdesk.formulas.drawer import ZiamathDrawer

ROOT = Path(__file__).resolve().parents[2]
SLOW = "import json,time;print(json.dumps({'ready':True}),flush=True);time.sleep(60)"


class Bench:
    """A drawer on a loop of its own, for all tests of this file: the process starts once."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self.drawer = ZiamathDrawer()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for something."""
        return self._loop.run_until_complete(work)

    def draw(self, tex: str, *, is_display: bool = True) -> Drawing:
        """Return a drawing."""
        drawing = self.run(self.drawer.draw(Formula(tex, is_display)))
        assert isinstance(drawing, Drawing)
        return drawing

    def close(self) -> None:
        """End the process."""
        self.run(self.drawer.close())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


_made: list[Bench] = []


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    yield
    while _made:
        _made.pop().close()


@pytest.fixture(scope="module")
def bench() -> Bench:
    made = Bench()
    made.draw("x")
    _made.append(made)
    return made


def points(drawing: Drawing) -> int:
    """Return how many numbers the outlines have."""
    return sum(len(shape.numbers) for shape in drawing.shapes)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{-b \pm \sqrt{b^2-4ac}}{2a}",
        r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}",
        r"\int_0^\infty e^{-x^2}\,dx",
        r"\begin{pmatrix}a&b\\c&d\end{pmatrix}^{-1}",
        r"f(x)=\begin{cases}x^2&x>0\\0&\text{otherwise}\end{cases}",
        r"\begin{aligned}a&=b+c\\&=d\end{aligned}",
        r"\left\{\begin{array}{ll}a\\b\end{array}\right.",
        r"\ce{2H2 + O2 <=> 2H2O}",
        r"\boxed{E=mc^2} \cancel{x} \overline{AB} \hat{y}",
        r"\text{if } a < b",
        r"\operatorname*{argmax}_\theta \mathbb{E}[\mathcal{L}]",
        r"a \tag{1}",
    ],
)
def test_usual_formula_is_drawn(bench: Bench, tex: str) -> None:
    drawing = bench.draw(tex)
    assert 500 < drawing.width < 40_000
    assert 300 < drawing.ascent < 5_000
    assert points(drawing) > 100


def test_display_style_is_larger(bench: Bench) -> None:
    large, small = (bench.draw(r"\sum_{i=1}^n \frac{i}{2}", is_display=display) for display in (True, False))
    assert large.ascent + large.descent > 1.2 * (small.ascent + small.descent)


def test_text_in_another_script_gets_room(bench: Bench) -> None:
    drawing = bench.draw(r"\text{速度} = \frac{\text{距离}}{t}")
    assert [letter.text for letter in drawing.letters] == ["速", "度", "距", "离"]
    first, second = drawing.letters[:2]
    assert (first.width, first.size, second.x - first.x) == (1_000, 1_000, 1_000)


@pytest.mark.parametrize(
    ("tex", "lines"),
    [
        (r"\begin{array}{cc} a & b \\ c & d \end{array}", 0),
        (r"\begin{array}{c|c} a & b \\ c & d \end{array}", 1),
        (r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}", 2),
        (r"\begin{array}{|c|c|} a & b \\ c & d \end{array}", 1),
        (r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ 4 & 5 & 6 \end{array}\right]", 1),
        (r"\begin{array}{c|c} a & b \\ c \end{array}", 1),
    ],
)
def test_array_has_its_lines(bench: Bench, tex: str, lines: int) -> None:
    with_lines, without = (bench.draw(text) for text in (tex, tex.replace("|", "").replace(r"\hline", "")))
    assert points(with_lines) - points(without) == 8 * lines


def test_fences_grow_only_where_tex_says_so(bench: Bench) -> None:
    row = r"\frac{\frac{a}{b}}{c} "
    alone = bench.draw(row)
    for fence in (r"|x|", r"\lfloor x \rfloor", r"\pmod n", r"(x)", r"\lvert x \rvert"):
        assert bench.draw(row + fence).ascent == alone.ascent
    assert bench.draw(r"\left|" + row + r"\right|").descent > alone.descent
    assert bench.draw(r"\begin{vmatrix}a\\b\\c\end{vmatrix}").ascent > 1_700


def test_rows_are_not_numbered(bench: Bench) -> None:
    numbered, plain = (bench.draw(rf"\begin{{{name}}}a&=b\\c&=d\end{{{name}}}") for name in ("align", "align*"))
    assert numbered == plain


def test_color_is_told_and_black_is_the_texts(bench: Bench) -> None:
    drawing = bench.draw(r"\textcolor{red}{x} + \textcolor{#00ff00}{y} + \textcolor{black}{z}")
    assert [shape.color for shape in drawing.shapes] == ["red", "", "#00ff00", ""]


@pytest.mark.parametrize(
    "tex",
    [
        "",
        " ",
        r"\frac{a}",
        r"x^2^3",
        r"\left( a",
        r"\begin{matrix} a",
        r"\unknowncommand{x}",
        r"\input{/etc/passwd}",
        r"\includegraphics{/etc/passwd}",
        r"\def\x{\x\x}\x",
        r"\newcommand{\a}{\b\b}\newcommand{\b}{\a\a}\a",
        r"\frac{a}{" * 200 + "x" + "}" * 200,
        "{" * 1_500 + "}" * 1_500,
        "x" * (LONGEST_TEX + 1),
        "x" * 100_000,
        r"\hspace{99999em}x",
        "\x00\x01\x1b",
        "\ud800",
    ],
)
def test_what_cannot_be_drawn_is_said_quickly_and_harms_nothing(bench: Bench, tex: str) -> None:
    process = bench.drawer.process_id
    with pytest.raises(Undrawable):
        bench.draw(tex)
    assert bench.drawer.process_id == process
    assert points(bench.draw("x")) > 0


def test_process_that_was_killed_is_replaced(bench: Bench) -> None:
    killed = bench.drawer.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert points(bench.draw("x + y")) > 0
    assert bench.drawer.process_id not in (killed, None)


def test_drawing_process_can_open_nothing(bench: Bench) -> None:
    if sys.platform != "linux":
        pytest.skip("read from /proc")
    limits = Path(f"/proc/{bench.drawer.process_id}/limits").read_text()
    assert [line.split()[3:5] for line in limits.splitlines() if line.startswith("Max open files")] == [["0", "0"]]
    environment = Path(f"/proc/{bench.drawer.process_id}/environ").read_bytes()
    assert not [entry for entry in environment.split(b"\0") if entry.startswith((b"OPENAI", b"DBUS", b"DISPLAY"))]


def test_formula_that_takes_too_long_ends_the_process_and_not_the_next_formula() -> None:
    async def main() -> None:
        drawer = ZiamathDrawer(draw_seconds=0.2, command=(sys.executable, "-c", SLOW))
        with pytest.raises(Undrawable, match="too long"):
            await drawer.draw(Formula("x"))
        assert drawer.process_id is None
        with pytest.raises(Undrawable, match="too long"):
            await drawer.draw(Formula("y"))
        await drawer.close()

    asyncio.run(main())


def test_process_rests_when_nothing_is_drawn_and_is_started_again() -> None:
    async def main() -> None:
        drawer = ZiamathDrawer(rest_seconds=0.05)
        await drawer.draw(Formula("x"))
        first = drawer.process_id
        while drawer.process_id is not None:
            await asyncio.sleep(0.01)
        await drawer.draw(Formula("y"))
        assert drawer.process_id not in (first, None)
        await drawer.close()
        assert drawer.process_id is None

    asyncio.run(main())


@pytest.mark.parametrize("command", [("/nonexistent/python",), (sys.executable, "-c", "raise SystemExit(1)")])
def test_process_that_never_starts_is_given_up(command: tuple[str, ...]) -> None:
    async def main() -> None:
        drawer = ZiamathDrawer(command=command)
        for _ in range(4):
            with pytest.raises(Undrawable):
                await drawer.draw(Formula("x"))
        started = time.monotonic()
        with pytest.raises(Undrawable, match="no process"):
            await drawer.draw(Formula("x"))
        assert time.monotonic() - started < 0.5
        await drawer.close()

    asyncio.run(main())


def test_close_does_not_wait_for_a_drawing() -> None:
    async def main() -> None:
        drawer = ZiamathDrawer(draw_seconds=60, command=(sys.executable, "-c", SLOW))
        async with asyncio.TaskGroup() as group:
            drawing = group.create_task(_undrawable(drawer))
            while drawer.process_id is None:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.2)
            await drawer.close()
            assert await drawing
        assert drawer.process_id is None
        with pytest.raises(Undrawable):
            await drawer.draw(Formula("x"))
        await drawer.close()

    asyncio.run(main())


async def _undrawable(drawer: ZiamathDrawer) -> bool:
    try:
        await drawer.draw(Formula("x"))
    except Undrawable:
        return True
    return False


def test_door_that_was_never_opened_starts_nothing() -> None:
    asyncio.run(FormulaDrawer().close())


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_killed_parent_takes_the_process_along() -> None:
    code = (
        "import asyncio, os, signal\n"
        "from chatdesk.core.formula import Formula\n"
        "from chatdesk.formulas.drawer import ZiamathDrawer\n"
        "async def main():\n"
        "    drawer = ZiamathDrawer()\n"
        "    await drawer.draw(Formula('x'))\n"
        "    print(drawer.process_id, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60)
    child = int(parent.stdout)
    deadline = time.monotonic() + 10
    while _is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_the_app_never_loads_what_draws() -> None:
    code = (
        "import sys, chatdesk.app, chatdesk.formulas.drawer, chatdesk.ui.transcript.view\n"
        "print(*[name for name in sys.modules if name.split('.')[0] in ('ziamath', 'ziafont', 'latex2mathml')])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60, check=True)
    assert loaded.stdout.split() == []
