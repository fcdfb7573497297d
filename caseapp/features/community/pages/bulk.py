"""Adding many people to an activity: which one, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _, n_
from caseapp.features.community import bulk
from caseapp.features.office.pages.bulk import preview_and_do
from caseapp.features.people.views import PersonRow
from caseapp.ui.page import Page


def join(page: Page, rows: Sequence[PersonRow]) -> None:
    """Everybody chosen takes part in one activity."""
    ids, title = [row.id for row in rows], _("Add to an activity")

    def ask(found: Sequence[tuple[str, str]]) -> None:
        if not found:
            page.ctx.toast(_("No activity is open. Plan one under Community first."))
            return
        note = n_("{count} is chosen.", "{count} are chosen.", len(ids))
        typed = page.ctx.dialogs.ask(_form(found), title, {}, confirm=_("Go on"), note=note)
        if typed is not None:
            to = str(typed["activity"])
            preview_and_do(page, title, _("Add"), bulk.join_fates, (ids, to), lambda keys: (bulk.join_all, keys, to),
                           lambda n: n_("{count} person added.", "{count} people added.", n))  # fmt: skip

    page.read(bulk.open_activities, done=ask)


def _form(found: Sequence[tuple[str, str]]) -> Form:
    known = cast(Any, Choice)("Activities", {f"A{at}": pair for at, pair in enumerate(found)})
    return Form.of(
        "community-join",
        N_("Add to an activity"),
        Field("activity", "choice", N_("Activity"), required=True, choices=known),
    )
