"""While somebody is away: who decides for them, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.office.queries import StaffView
from caseapp.features.people.pages.picking import one_of
from caseapp.features.supervision import delegation
from caseapp.features.supervision.delegation import DelegationView
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S1
from caseapp.ui.widgets import Note, button, clear, column


class Deputies(Watching):
    """A line for every delegation that runs or is to come, with the way to end it."""

    watches = frozenset({"delegation"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.lines = column(spacing=S1)
        self.setLayout(self.lines)

    def refresh(self) -> None:
        if self.ctx.can(Permission.CASE_APPROVE):
            self.read(delegation.standing, done=self._show)

    def _show(self, found: tuple[DelegationView, ...]) -> None:
        clear(self.lines)
        for one in found:
            words = _("{deputy} decides for {giver} from {first} to {last}: {why}").format(
                deputy=one.deputy,
                giver=one.giver,
                first=dates.short_day(one.first),
                last=dates.short_day(one.last),
                why=one.why,
            )
            self.lines.addWidget(Note(words, "brand", button(_("End it"), partial(self._end, one))))

    def _end(self, one: DelegationView, _checked: bool = False) -> None:
        text = _("{deputy} decides no longer for {giver}.").format(deputy=one.deputy, giver=one.giver)
        if self.ctx.dialogs.confirm(_("End it today?"), text, _("End it")):
            self.ctx.tasks.write(delegation.end, one.id)


def ask_deputy(ctx: Context, _checked: bool = False) -> None:
    """Ask who decides in one's place, from when to when."""

    def asked(found: Sequence[StaffView]) -> None:
        if not found:
            ctx.toast(_("Nobody else here could decide. Add somebody under Settings first."))
            return
        start = {"first": ctx.clock.today()}
        ask_and_save(
            ctx, _form(found), _("While I am away"), start, lambda uow, typed: _give(uow, typed),
            lambda _key: ctx.toast(_("Saved. They see it at their next sign-in.")), confirm=_("Save"),
            note=_("They decide in their own name, and never on what they asked for themselves."),
        )  # fmt: skip

    if ctx.can(Permission.CASE_APPROVE):
        ctx.tasks.read(delegation.deputies, done=asked)


def _give(uow: Any, typed: Any) -> str:
    return delegation.give(uow, str(typed["to"]), typed["first"], typed["last"], typed["why"])


def _form(people: Sequence[StaffView]) -> Form:
    return Form.of(
        "delegation", N_("While I am away"),
        one_of("to", N_("Who decides"), [(s.id, s.name) for s in people]),
        Field("first", "date", N_("From"), required=True), Field("last", "date", N_("To, this day too"), required=True),
        Field("why", "text", N_("Why"), required=True, max_length=300, wide=True),
    )  # fmt: skip
