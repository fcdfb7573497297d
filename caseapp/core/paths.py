"""Where shipped files and user files are: in a checkout, in an installed wheel and in a frozen build alike."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path


@cache
def bundle_dir() -> Path:
    """The folder that holds `resources/` and `db/`."""
    package = Path(__file__).resolve().parents[1]
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent))
    inside_wheel = package / "_bundle"
    return inside_wheel if inside_wheel.is_dir() else package.parent


def resource(*parts: str) -> Path:
    """A shipped file below `resources/`. Raises FileNotFoundError for one that is not there."""
    return _existing(bundle_dir().joinpath("resources", *parts))


def database_dir(*parts: str) -> Path:
    """A shipped file below `db/`: migrations and seeds."""
    return _existing(bundle_dir().joinpath("db", *parts))


def _existing(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(path)
    return path


def user_dir() -> Path:
    """Where this machine keeps settings that belong to no office (last office, theme, text size). Holds no case data."""
    if override := os.environ.get("CASEAPP_HOME"):
        return Path(override)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "caseapp"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "caseapp"
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "caseapp"
