"""Rules on source text that the linters have no rule for; each yields the breaches of one module."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

MAX_LINES = 400
STARTS_PROCESSES = frozenset(
    {
        *("providers/local_server.py", "providers/llama_process.py", "formulas/drawer.py"),
        *("storage/keyring_process.py", "exchange/page_process.py"),
    }
)
STARTS_TASKS = frozenset({"control/tasks.py"})
FORBIDDEN_MODULES = frozenset({"subprocess", "multiprocessing", "pickle", "cPickle", "marshal", "shelve", "dill", "pty"})
FORBIDDEN_CALLS = frozenset({"eval", "exec", "compile", "__import__"})
PROCESS_CALL = re.compile(
    r"^os\.(system|popen|fork|forkpty|startfile|exec\w+|spawn\w+|posix_spawnp?)$|create_subprocess_(exec|shell)$"
)
REASONED_IGNORE = re.compile(r"#\s*type:\s*ignore\[[\w, -]+\]\s*(#|--|:)?\s*\w.{7,}")
LOOP_ENTRIES = frozenset({"processEvents", "exec", "exec_"})
TASK_CALLS = frozenset({"create_task", "ensure_future", "asyncSlot", "asyncClose"})


def breaches(module: str, source: str) -> list[str]:
    """Return what in a module breaks a rule; ``module`` is its path inside the package, with slashes."""
    tree = ast.parse(source)
    rules = (_imports(module, tree), _calls(module, tree), _coroutines(module, tree), _ignores(source), _size(source))
    return [f"chatdesk/{module}:{line}: {text}" for rule in rules for line, text in rule]


def _imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _imports(module: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    for line, name in _imported(tree):
        root, _, rest = name.partition(".")
        if root == "PySide6" and module.startswith("control/") and rest.partition(".")[0] != "QtCore":
            yield line, f"control imports {name}: only QtCore is its"
        if root in FORBIDDEN_MODULES and module not in STARTS_PROCESSES:
            yield line, f"imports {name}"


def _calls(module: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        last = called.rpartition(".")[2]
        if isinstance(node.func, ast.Name) and called in FORBIDDEN_CALLS:
            yield node.lineno, f"calls {called}"
        if last in LOOP_ENTRIES and isinstance(node.func, ast.Attribute):
            yield node.lineno, f"calls {called}: an event loop inside the event loop"
        if last in TASK_CALLS and module not in STARTS_TASKS and not _in_group(called):
            yield node.lineno, f"calls {called}: tasks are started by Tasks.start"
        if PROCESS_CALL.search(called) and module not in STARTS_PROCESSES:
            yield node.lineno, f"calls {called}"
        if any(keyword.arg == "shell" and not _is_false(keyword.value) for keyword in node.keywords):
            yield node.lineno, "passes shell="


def _in_group(called: str) -> bool:
    """Say whether a call is on an ``asyncio.TaskGroup``: by custom, and by this rule, a variable named ``group``."""
    return called == "group.create_task"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _coroutines(module: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    if module.startswith("ui/"):
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef):
                yield node.lineno, f"async def {node.name} in ui"


def _ignores(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_ignore = token.type == tokenize.COMMENT and re.match(r"#\s*type:\s*ignore", token.string)
        if is_ignore and not REASONED_IGNORE.match(token.string):
            yield token.start[0], "type: ignore without a code and a reason"


def _size(source: str) -> Iterator[tuple[int, str]]:
    lines = source.count("\n")
    if lines > MAX_LINES:
        yield lines, f"{lines} lines; {MAX_LINES} are the most"
