"""What a removal takes and what it leaves, in plain words: before it is proposed, and before it is approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core.dates import day
from caseapp.core.i18n import N_, _, n_
from caseapp.features.retention.queries import Goes
from caseapp.features.retention.removing import Held, held
from caseapp.ui.page import Context
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2
from caseapp.ui.widgets import column, label

SHOWN = 5  # lines before the list scrolls


def ask(
    ctx: Context,
    query: Callable[..., Any],
    key: str,
    done: Callable[[Any, Held | None], None],
    owner: Any = None,
) -> None:
    """Ask a query about one record, and what the backups on this laptop hold; both off the GUI thread."""
    folder, office_id, now = ctx.folder, ctx.office.id, ctx.clock.now()

    def both(uow: Any) -> tuple[Any, Held | None]:
        return query(uow, key), held(folder, None, office_id, now) if folder else None

    ctx.tasks.read(both, done=lambda answer: done(*answer), owner=owner)


def what_goes(ctx: Context, goes: Goes, known: Held | None) -> QWidget:
    """The kinds with their numbers, what stays, the way back, and the backups."""
    days = ctx.office.rule("retention.bin_days")
    words = [stays(), way_back(days), *([backups(known)] if known else [])]
    made = QWidget()
    table = RecordTable([Column(N_("What goes"), lambda g: g[0]), Column(N_("How many"), lambda g: f"{g[1]:,}", "number")],
                        _("What goes"))  # fmt: skip
    table.set_rows(goes)
    table.fit(SHOWN)
    stay = [label(text, "second", wrap=True) for text in words]
    made.setLayout(column(table, label(_("What stays"), "card"), *stay, None, spacing=S2))
    made.setProperty("told", "\n".join([*(f"{words}: {count}" for words, count in goes), *words]))
    return made


def stays() -> str:
    """What the statistics need."""
    return _("Sex, age band, status, district, programme, dates and amounts stay under the number alone: the figures of "
             "reports do not change.")  # fmt: skip


def way_back(days: int) -> str:
    """How long it can be taken back."""
    return n_("Somebody else must agree. Then the record lies in the bin for {count} day: nobody finds it, and it can be "
              "brought back. After that nothing brings it back.",
              "Somebody else must agree. Then the record lies in the bin for {count} days: nobody finds it, and it can be "
              "brought back. After that nothing brings it back.", days)  # fmt: skip


def backups(known: Held) -> str:
    """What the backups still hold, and until when."""
    if known.until is None:
        return _("Backups made before the removal keep it until they age out.")
    told = n_(
        "{count} backup on this laptop holds it today.",
        "{count} backups on this laptop hold it today.",
        known.count,
    )
    until = _("Backups age out; with one made every day the last of these is gone by {day}.")
    return f"{told} {until.format(day=day(known.until.date()))} " + _(
        "Copies elsewhere must be destroyed by hand."
    )
