"""The names that files with code get."""

import pytest

from chatdesk.markup.languages import file_name_of

NAMES = {
    "python": "code.py",
    "py": "code.py",
    "js": "code.js",
    "typescript": "code.ts",
    "c++": "code.cpp",
    "C#": "code.cs",
    "bash": "code.sh",
    "json": "code.json",
    "yml": "code.yaml",
    "html": "code.html",
    "rust": "code.rs",
    "R": "code.R",
    "csv": "code.csv",
    "math": "formula.tex",
    "Dockerfile": "Dockerfile",
    "makefile": "Makefile",
    "py:app.py": "code.py",
    "": "code.txt",
    "text": "code.txt",
    "klingon": "code.txt",
    "../../etc/passwd": "code.txt",
}


@pytest.mark.parametrize(("language", "name"), NAMES.items())
def test_the_name_ends_as_files_in_that_language_do(language: str, name: str) -> None:
    assert file_name_of(language) == name
