"""A release says one version everywhere, and its workflow takes no more than it needs."""

import re
import tomllib

from chatdesk import __version__
from tools.bundle import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_changelog_is_of_this_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    # Between releases the newest heading is what comes next; the one below it is the last release.
    released = [heading for heading in headings if heading != "Unreleased"]
    assert headings
    assert "Unreleased" not in headings[1:]
    assert not released or re.fullmatch(rf"{re.escape(__version__)} \(\d{{4}}-\d\d-\d\d\)", released[0])


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "chatdesk/__init__.py"
    places = [ROOT / "build.spec", *(ROOT / "tools").glob("*.py"), *(ROOT / "resources" / "desktop").iterdir()]
    assert [path.name for path in places if __version__ in path.read_text(encoding="utf-8")] == []


def test_actions_are_pinned_to_commits() -> None:
    assert WORKFLOWS
    for path in WORKFLOWS:
        used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
        assert used
        for action, comment in used:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{action} does not say its version"


def test_workflow_may_write_in_one_job_alone() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "\npermissions:\n  contents: read\n" in text
        assert text.count(": write") == 1
        assert text.index(": write") > text.index("\n  release:")
        assert "pull_request_target" not in text


def test_no_command_is_taken_for_a_mapping() -> None:
    for path in WORKFLOWS:
        on_one_line = re.findall(r"^\s+(?:- )?run: ([^|>].*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert on_one_line
        assert [command for command in on_one_line if ": " in command or " #" in command] == []
