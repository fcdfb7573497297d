"""Named points inside multi-step jobs where a test can pull the plug. The program never installs a hook."""

from __future__ import annotations

from collections.abc import Callable

_hook: Callable[[str], None] | None = None


def point(name: str) -> None:
    """Marks the moment between two steps, e.g. `keys.written`. Does nothing outside tests."""
    if _hook is not None:
        _hook(name)


def install(hook: Callable[[str], None] | None) -> None:
    """Tests only: call `hook(name)` at each point passed; None takes it away again."""
    global _hook
    _hook = hook
