"""What the tabs of the settings share: proving who types, words for how long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _, n_
from caseapp.ui.page import Context


def prove(
    ctx: Context, owner: QWidget, title: str, text: str, work: Callable[[str], Any],
    done: Callable[[Any], None] = lambda answer: None,
) -> None:  # fmt: skip
    """Ask for the own passphrase once more, then do `work(passphrase)` off the GUI thread."""
    secret = ctx.dialogs.passphrase(title, text)
    if secret is not None:
        ctx.tasks.heavy(lambda _progress: work(secret), done=done, owner=owner)


def ago(then: datetime | None, now: datetime) -> str:
    """How long ago something was: `just now`, `20 minutes ago`, `3 hours ago`, `2 days ago`, `never`."""
    if then is None:
        return _("never")
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return n_("{count} minute ago", "{count} minutes ago", minutes)
    if minutes < 24 * 60:
        return n_("{count} hour ago", "{count} hours ago", minutes // 60)
    return n_("{count} day ago", "{count} days ago", minutes // (24 * 60))
