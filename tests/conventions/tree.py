"""The repository as the convention tests read it: files and parsed modules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Made on this machine by the tools; .gitignore names them too.
MADE = {".git", ".venv", ".hypothesis", "build", "dist", "__pycache__"}


def files(*folders: str) -> list[Path]:
    """Every file of the repository below `folders`, or all of it, in a fixed order."""
    starts = [ROOT / folder for folder in folders] or [ROOT]
    return sorted(path for start in starts for path in _walk(start))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in MADE or path.name.endswith(("_cache", ".egg-info")):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


@cache
def modules(*folders: str) -> dict[str, ast.Module]:
    """The syntax tree of every Python file below `folders`, by its path from the root. Each is read once."""
    python = [path for path in files(*folders) if path.suffix == ".py"]
    return {path.relative_to(ROOT).as_posix(): _parsed(path) for path in python}


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def calls(tree: ast.AST) -> tuple[tuple[str, ast.Call], ...]:
    """Every call with the dotted name it calls: ("time.sleep", node)."""
    return tuple((_dotted(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def _dotted(node: ast.expr) -> str:
    """The name as it is written; of a long expression only its last part counts."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return "()"


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module or name that is imported, dotted: "time.sleep", "sqlcipher3"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
