"""Code read bit by bit is what Pygments says of the whole."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatdesk.markup import highlight as module
from chatdesk.markup.highlight import CodeHighlighter, CodeKind, Runs, highlight, kind_of, warm_up
from chatdesk.markup.languages import alias_of, lexer_of
from tests.markup.code_samples import SAMPLES

LANGUAGES = """
py python3 js javascript ts typescript tsx jsx c c++ cpp h cs c# java go golang rs rust kt swift php rb ruby sh bash
zsh shell console ps1 powershell sql mysql json jsonc yml yaml toml ini html xml svg css scss less md markdown diff
patch dockerfile docker makefile make lua perl r haskell scala dart vim cmake nginx latex objc matlab julia elixir
clojure graphql protobuf terraform hcl pycon vue svelte asm zig nix groovy batch bat fsharp erlang ocaml lisp scheme
fortran pascal vb solidity
"""


def whole(code: str, language: str) -> list[Runs]:
    """Return what the lexer itself gives for the whole text."""
    lexer = lexer_of(alias_of(language))
    assert lexer is not None
    lines: list[list[tuple[str, CodeKind]]] = [[]]
    for token_type, value in lexer.get_tokens(code):
        for index, piece in enumerate(value.split("\n")):
            if index:
                lines.append([])
            lines[-1] += [(character, kind_of(token_type)) for character in piece]
    count = code.count("\n") + (not code.endswith("\n") and bool(code))
    return [_runs(line) for line in lines[:count]]


def _runs(characters: list[tuple[str, CodeKind]]) -> Runs:
    runs: list[module.Run] = []
    for column, (_, kind) in enumerate(characters):
        if runs and runs[-1].end == column and runs[-1].kind is kind:
            runs[-1] = runs[-1]._replace(end=column + 1)
        elif kind is not CodeKind.PLAIN:
            runs.append(module.Run(column, column + 1, kind))
    return tuple(runs)


def streamed(code: str, language: str, sizes: list[int]) -> list[Runs]:
    """Return the runs of code that came in groups of lines of the given sizes, over and over."""
    highlighter = CodeHighlighter(language)
    shown: list[Runs] = []
    *lines, last = code.split("\n")
    groups = _groups(lines, sizes)
    for group in groups:
        change = highlighter.feed("".join(f"{line}\n" for line in group))
        assert 0 <= change.first <= len(shown)
        shown[change.first :] = change.lines
    change = highlighter.finish(last)
    shown[change.first :] = change.lines
    return shown


def _groups(lines: list[str], sizes: list[int]) -> Iterator[list[str]]:
    start = 0
    while start < len(lines):
        for size in sizes:
            yield lines[start : start + size]
            start += size


group_sizes = st.lists(st.integers(1, 12), min_size=1, max_size=5)


@pytest.mark.parametrize("language", SAMPLES)
def test_streamed_code_is_what_the_lexer_gives_for_the_whole(language: str) -> None:
    code = SAMPLES[language]
    expected = whole(code, language)
    assert any(expected)

    @settings(deadline=None, max_examples=8)
    @given(group_sizes)
    def check(sizes: list[int]) -> None:
        assert streamed(code, language, sizes) == expected

    check()
    assert highlight(code, language) == expected


@settings(deadline=None, max_examples=120)
@given(st.sampled_from(sorted(SAMPLES)), st.data(), group_sizes)
def test_how_the_code_was_cut_never_matters(language: str, data: st.DataObject, sizes: list[int]) -> None:
    lines = [*SAMPLES[language].split("\n"), "/*", "'", '"""', "`", "<script>", "<<A", "", "\x00\ud800", "中 = “文”"]
    code = "\n".join(data.draw(st.lists(st.sampled_from(lines), max_size=40)))
    assert streamed(code, language, sizes) == highlight(code, language)


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(codec=None), max_size=80), st.sampled_from([*SAMPLES, "nosuch", ""]))
def test_any_text_is_read_and_runs_lie_in_their_lines(code: str, language: str) -> None:
    lines = code.split("\n")
    runs = highlight(code, language)
    assert len(runs) == len(lines) - (not lines[-1])
    for line, line_runs in zip(lines, runs, strict=False):
        ends = [0]
        for run in line_runs:
            assert ends[-1] <= run.start < run.end <= len(line)
            ends.append(run.end)


@pytest.mark.parametrize("language", ["js", "go", "java", "sh", "c"])
def test_open_comment_or_string_looks_like_one_while_it_is_written(language: str) -> None:
    first, kind = ("x = `", CodeKind.STRING) if language == "go" else ("/* a", CodeKind.COMMENT)
    if language == "sh":
        first, kind = "cat <<EOF", CodeKind.STRING
    highlighter = CodeHighlighter(language)
    change = highlighter.feed(f"{first}\n" + "some words\n" * 3)
    assert change.lines[2] == ((0, 10, kind),)
    change = highlighter.feed("if (more) words\n" * 30)
    assert change.lines[-1] == ((0, 15, kind),)


def test_script_in_a_page_is_read_as_script_before_its_end_has_come() -> None:
    highlighter = CodeHighlighter("html")
    change = highlighter.feed("<body>\n<script>\nconst a = 1;\n" + "f(1);\n" * 40 + "return\n")
    assert change.lines[2][0] == (0, 5, CodeKind.KEYWORD)
    assert change.lines[-1] == ((0, 6, CodeKind.KEYWORD),)


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        *[("Python", "python"), ("py", "py"), ("{.py}", "py"), ("py:main.py", "py"), ("language-js", "js"), ("c++", "c++")],
        *[
            ("C#", "c#"),
            ("yml", "yaml"),
            ("ps1", "ps1"),
            ("rs", "rust"),
            ("text", ""),
            ("", ""),
            ("```", ""),
            ("x" * 500, "x" * 40),
        ],
        *[("objective-c", "objective-c"), ("asp.net", "asp.net"), ("jsonc", "json"), ("js{1,3}", "js"), ("tsx,live", "tsx")],
    ],
)
def test_names_of_languages(name: str, alias: str) -> None:
    assert alias_of(name) == alias


@pytest.mark.parametrize("name", LANGUAGES.split())
def test_languages_that_models_write_have_a_lexer(name: str) -> None:
    assert lexer_of(alias_of(name)) is not None


def test_unknown_language_is_plain() -> None:
    assert highlight("def f(): pass\n\n1", "nosuch") == [(), (), ()]
    assert CodeHighlighter("text").feed("a\nb\n") == (0, [(), ()])


def test_long_lines_and_long_code_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    assert highlight("x = 1\ny = " + "1" * 2_000 + "\nx = 1\n", "py")[1:] == [(), *highlight("x = 1\n", "py")]
    monkeypatch.setattr(module, "LONGEST_CODE", 60)
    runs = highlight("x = 1\n" * 20, "py")
    assert (bool(runs[9]), runs[10:]) == (True, [()] * 10)


def test_a_lexer_that_breaks_leaves_the_rest_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    highlighter = CodeHighlighter("py")
    assert any(highlighter.feed("x = 1\n").lines)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("nosuch")

    monkeypatch.setattr(highlighter._reader, "read", broken)
    assert highlighter.feed("x = 1\ny\n") == (1, [(), ()])
    assert highlighter.feed("x = 1\n") == (3, [()])


def test_what_a_feed_reads_stays_the_same_however_long_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from chatdesk.markup.lexing import Machine

    read: list[int] = []
    method = Machine.read

    def counting(self: Machine, *given: object) -> list[module.Any]:
        tokens = method(self, *given)  # type: ignore[arg-type]  # passed on as it came
        read[-1] += len(tokens)
        return tokens

    monkeypatch.setattr(Machine, "read", counting)
    highlighter = CodeHighlighter("py")
    for _ in range(300):
        read.append(0)
        highlighter.feed("def f(a):\n    return a + 1\n\n")
    assert max(read[150:]) <= max(read[5:50])


def test_start_imports_no_lexer() -> None:
    code = "import sys; import chatdesk.markup.highlight; sys.exit('pygments' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_warm_up_takes_any_name() -> None:
    for language in ("py", "nosuch", ""):
        warm_up(language)
