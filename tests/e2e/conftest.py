"""A desktop of its own for each end-to-end test; every program that a test starts ends with it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop, Program, end


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """A desktop with a session bus, an accessibility bus and a Secret Service."""
    with Desktop() as desktop:
        yield desktop


@pytest.fixture
def start(desktop: Desktop, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Start the real app: ``start(profile, *arguments, **environment)``; keeps a picture of the screen if the test fails."""
    programs: list[Program] = []

    def start_one(profile: Path | None = None, *arguments: str, **variables: str) -> Program:
        arguments = arguments or ("--lang", "en")
        programs.append(desktop.start_chatdesk(profile or tmp_path / "profile", *arguments, **variables))
        return programs[-1]

    yield start_one
    name = re.sub(r"\W+", "-", request.node.name)
    desktop.screenshot(tmp_path / f"{name}.png")
    for program in programs:
        end(program.process)
