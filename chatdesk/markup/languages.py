"""Which Pygments lexer reads the code of a fence, by the names that people and models give to languages."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Names that Pygments does not know, or means something else by.
_NAMES = {
    "": "",
    **dict.fromkeys(("text", "txt", "plain", "plaintext", "none", "output", "ascii", "math", "mermaid", "csv"), ""),
    **dict.fromkeys(("mjs", "cjs", "node", "nodejs", "javascriptreact"), "js"),
    **dict.fromkeys(("mts", "cts", "typescriptreact"), "ts"),
    **dict.fromkeys(("jsonc", "json5", "jsonl", "ndjson", "geojson"), "json"),
    **dict.fromkeys(("h", "c99", "c11"), "c"),
    **dict.fromkeys(("hpp", "hxx", "cc", "cxx", "arduino", "ino"), "cpp"),
    **dict.fromkeys(("shellscript", "ash", "bashrc", "env", "dotenv"), "bash"),
    **dict.fromkeys(("terminal", "shell-session", "console"), "console"),
    **dict.fromkeys(("psm1", "psd1", "posh-git"), "powershell"),
    **dict.fromkeys(("cmd", "bat"), "batch"),
    **dict.fromkeys(("htm", "xhtml", "svelte", "vue-html"), "html"),
    **dict.fromkeys(("svg", "rss", "plist", "xaml", "csproj", "wsdl"), "xml"),
    **dict.fromkeys(("mysql", "sqlite", "postgres", "postgresql", "plpgsql", "pgsql", "tsql", "plsql"), "sql"),
    **dict.fromkeys(("patch", "git-diff"), "diff"),
    **dict.fromkeys(("rlang", "rscript"), "r"),
    **dict.fromkeys(("tex", "latex", "bibtex"), "tex"),
    **dict.fromkeys(("asm", "assembly", "x86asm"), "nasm"),
    **dict.fromkeys(("gitignore", "properties", "conf", "editorconfig"), "ini"),
    "yml": "yaml",
    "golang": "go",
    "tf": "terraform",
    "hcl": "terraform",
    "wgsl": "rust",
    "ps": "powershell",
    "py2": "python",
    "jupyter": "python",
    "rs": "rust",
    "kt": "kotlin",
    "f#": "fsharp",
    "vb": "vbnet",
    "gql": "graphql",
    "proto": "protobuf",
    "containerfile": "docker",
    "regexp": "",
}
_NAME = re.compile(r"[{.\s]*(?:lang(?:uage)?-)?([\w+#*-]+(?:\.[\w+#-]+)*)", re.ASCII)
_LONGEST_NAME = 40


def alias_of(language: str) -> str:
    """Return one name for what a fence calls its language, "" for none: ``{.py}``, "py:a.py" and "language-py" are "py"."""
    match = _NAME.match(language[:_LONGEST_NAME])
    name = match.group(1).lower() if match else ""
    return _NAMES.get(name, name)


@cache
def _modules() -> dict[str, str]:
    """Return the class name of the lexer for each alias. Plugins are left out: no foreign code is ever imported."""
    from pygments.lexers import LEXERS  # 10 ms CPU that a start without code does not need

    return {alias: name for name, (_, _, aliases, _, _) in LEXERS.items() for alias in aliases}


@cache
def lexer_of(alias: str) -> "Lexer | None":
    """Return the lexer for a name that ``alias_of`` gave, None if there is none. The first call for a name imports it."""
    if not alias:
        return None
    class_name = _modules().get(alias)
    if class_name is None:
        return None
    import pygments.lexers  # measured above

    # Code is read as it stands: blank lines at its ends count, and its last line has its end already.
    lexer: Lexer = getattr(pygments.lexers, class_name)(stripnl=False, ensurenl=False)
    return lexer


_FILE_NAMES = {
    "docker": "Dockerfile",
    "dockerfile": "Dockerfile",
    "make": "Makefile",
    "makefile": "Makefile",
    "cmake": "CMakeLists.txt",
    "console": "code.txt",
    "csv": "code.csv",
    "math": "formula.tex",
    "mermaid": "code.mmd",
    "r": "code.R",
    "svelte": "code.svelte",
}
"""Where Pygments has no pattern, or another than what people call such a file."""
_SUFFIX = re.compile(r"\*(\.\w[\w+-]*)", re.ASCII)


def file_name_of(language: str) -> str:
    """Return a name for a file with code in a language, as a fence calls that: "code.py", or "code.txt" for none known."""
    match = _NAME.match(language[:_LONGEST_NAME])
    named = match.group(1).lower() if match else ""
    name = next((_FILE_NAMES[known] for known in (named, alias_of(language)) if known in _FILE_NAMES), "")
    return name or f"code{_suffixes().get(alias_of(language), '.txt')}"


@cache
def _suffixes() -> dict[str, str]:
    """Return what the name of a file ends in, for each alias."""
    from pygments.lexers import LEXERS  # measured above

    found: dict[str, str] = {}
    for _, _, aliases, patterns, _ in LEXERS.values():
        suffix = next((match.group(1) for pattern in patterns if (match := _SUFFIX.fullmatch(pattern))), "")
        if suffix:
            found |= dict.fromkeys(aliases, suffix)
    return found
