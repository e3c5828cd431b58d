"""Runs the examples of the CommonMark specification and our own of GFM's extensions: ``make spec``.

The specification comes as the npm package ``commonmark-spec``, fetched into a folder that is gone afterwards. Deviations that
are wanted are listed, with reasons, in ``spec_deviations.toml``; any other, and any listed one that is none, fails.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent.parent))

from chatdesk.markup import inline  # noqa: E402  # the root has to be on the path first
from chatdesk.markup.parse import parse  # noqa: E402
from tests.markup.gfm_examples import EXAMPLES  # noqa: E402
from tests.markup.spec_form import of_blocks, of_html  # noqa: E402

PACKAGE = "commonmark-spec@0.31.2"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$|^#{1,6} *(.*?)$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """One example: what is written and the HTML that it stands for."""

    name: str
    section: str
    source: str
    html: str


def specification() -> str:
    """Fetch the text of the specification."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile("package/spec.txt")
            assert member is not None
            return member.read().decode()


def examples_of(text: str) -> list[Example]:
    """Return the examples in a specification's text."""
    section, found = "", []
    for match in _EXAMPLE.finditer(text.split("<!-- END TESTS -->")[0]):
        source, html, heading = match.groups()
        section = heading or section
        if source is not None:
            written, shown = source.replace("→", "\t"), html.replace("→", "\t")
            found.append(Example(str(len(found) + 1), section, written, shown))
    return found


def deviation(example: Example) -> tuple[list[str], list[str]] | None:
    """Return our form and the example's where they differ."""
    ours, theirs = of_blocks(parse(example.source)), of_html(example.html)
    return None if ours == theirs else (ours, theirs)


def main() -> int:
    """Run all; return 1 when a deviation is not listed, or one listed is none."""
    # Every address counts here, not only those that may be opened.
    inline.safe_href = lambda href: href
    inline.host_of = lambda href: ""
    examples = examples_of(specification()) + [Example(f"G{n}", *example) for n, example in enumerate(EXAMPLES, 1)]
    listed = tomllib.loads((FOLDER / "spec_deviations.toml").read_text(encoding="utf-8"))["deviation"]
    reasons = {str(name): group["reason"] for group in listed for name in group["examples"]}
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    faults = []
    for example in examples:
        total[example.section] += 1
        different = deviation(example)
        passed[example.section] += different is None
        if (different is None) == (example.name in reasons):
            faults.append(example.name)
        if different:
            ours, theirs = different
            print(f"{example.name} ({example.section}): {reasons.get(example.name, 'NOT LISTED')}\n  {example.source!r}")
            print(*(f"  - {line}" for line in theirs), *(f"  + {line}" for line in ours), sep="\n")
    print(*(f"{passed[section]:4} of {count:3}  {section}" for section, count in total.items()), sep="\n")
    print(f"{passed.total()} of {total.total()} examples as specified, {len(reasons)} deviations listed, {len(faults)} faults")
    if faults:
        print("Not listed, or listed for nothing:", *faults)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
