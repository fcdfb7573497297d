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
    """The syntax tree of every Python file below `folders`, by its path from the root."""
    python = [path for path in files(*folders) if path.suffix == ".py"]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in python}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name it calls: ("time.sleep", node)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module or name that is imported, dotted: "time.sleep", "sqlcipher3"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
