"""Asking in a sheet: saving what was typed so that nothing is ever lost, and the passphrase of a file that goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from caseapp.core.errors import Invalid
from caseapp.core.fields import Form
from caseapp.core.i18n import _
from caseapp.ui.page import Context

Done = Callable[[Any], None]


def ask_and_save(
    ctx: Context, form: Form, title: str, values: Mapping[str, Any], save: Callable[..., Any], done: Done, *,
    note: str = "", confirm: str = "",
) -> None:  # fmt: skip
    """Ask for the form's values and run `save(uow, typed)`. What cannot be saved is asked again with what was typed."""
    typed = ctx.dialogs.ask(form, title, values, note=note, confirm=confirm, country=ctx.office.country)
    if typed is None:
        return

    def failed(error: Exception) -> None:
        if isinstance(error, Invalid):
            ask_and_save(ctx, form, title, typed, save, done, note=str(error), confirm=confirm)
        else:
            ctx.dialogs.error(error)

    ctx.tasks.write(save, typed, done=done, failed=failed)


def ask_file_passphrase(ctx: Context) -> str | None:
    """The passphrase a file is put under; None when nobody gave one."""
    words = _("Whoever receives it needs this passphrase. Tell them by another way.")
    return ctx.dialogs.passphrase(_("Passphrase for this file"), words) or None
