"""Follow-ups of many cases at once: what is asked, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _, n_
from caseapp.features.cases.queries import CaseRow
from caseapp.features.followups import bulk
from caseapp.features.followups.form import MOVE_FORM, PLAN_FORM
from caseapp.features.followups.views import Due
from caseapp.features.office.pages.bulk import preview_and_do
from caseapp.ui.page import Page


def plan(page: Page, rows: Sequence[CaseRow]) -> None:
    """The same follow-up for every case chosen."""
    ids, title = [row.id for row in rows], _("Plan a follow-up for each")
    typed = page.ctx.dialogs.ask(PLAN_FORM, title, {}, confirm=_("Go on"), note=_chosen(len(ids)))
    if typed is not None:
        preview_and_do(page, title, _("Plan"), bulk.plan_fates, (ids, typed), lambda keys: (bulk.plan_all, keys, typed),
                       lambda n: n_("{count} follow-up planned.", "{count} follow-ups planned.", n))  # fmt: skip


def move(page: Page, rows: Sequence[Due]) -> None:
    """Another day for everything chosen."""
    keys, title = [key_of(row) for row in rows], _("Another day for each")
    typed = page.ctx.dialogs.ask(MOVE_FORM, title, {}, confirm=_("Go on"), note=_chosen(len(keys)))
    if typed is not None:
        preview_and_do(page, title, _("Move"), bulk.move_fates, (keys, typed), lambda keys: (bulk.move_all, keys, typed),
                       lambda n: n_("{count} moved.", "{count} moved.", n))  # fmt: skip


def hand(page: Page, rows: Sequence[Due]) -> None:
    """A colleague does everything chosen; the cases stay where they are."""
    keys = [key_of(row) for row in rows]

    def ask(people: Sequence[tuple[str, str]]) -> None:
        title = _("Hand to a colleague")
        typed = page.ctx.dialogs.ask(_form(people), title, {}, confirm=_("Go on"), note=_chosen(len(keys)))
        if typed is not None:
            to = str(typed["to"])
            preview_and_do(page, title, _("Hand over"), bulk.hand_fates, (keys, to),
                           lambda keys: (bulk.hand_all, keys, to),
                           lambda n: n_("{count} handed over.", "{count} handed over.", n))  # fmt: skip

    page.read(bulk.colleagues, done=ask)


def key_of(due: Due) -> str:
    """A planned follow-up by its key, a contact date by its case."""
    return due.id or bulk.CONTACT + due.case_id


def _chosen(count: int) -> str:
    return n_("{count} is chosen.", "{count} are chosen.", count)


def _form(people: Sequence[tuple[str, str]]) -> Form:
    to = cast(Any, Choice)("People", {f"P{at}": pair for at, pair in enumerate(people)})
    return Form.of(
        "followup-hand", N_("Hand to a colleague"), Field("to", "choice", N_("To"), required=True, choices=to)
    )
