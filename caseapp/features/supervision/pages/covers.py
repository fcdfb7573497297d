"""Who looks after whose cases while somebody is away: a line for each, and the way to say so and to end it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.people.pages.picking import one_of
from caseapp.features.supervision import cover
from caseapp.features.supervision.cover import COVER_FORM, CoverView
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S1
from caseapp.ui.widgets import Note, button, clear, column


class Covers(Watching):
    """A line for every cover that runs or is to come, as far as it concerns the reader."""

    watches = frozenset({"cover"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.lines = column(spacing=S1)
        self.setLayout(self.lines)

    def refresh(self) -> None:
        if self.ctx.can(Permission.CASE_READ):
            self.read(cover.standing, done=self._show)

    def _show(self, found: tuple[CoverView, ...]) -> None:
        clear(self.lines)
        for one in found:
            words = _("{cover} looks after the cases of {away} from {first} to {last}: {why}").format(
                cover=one.cover, away=one.away, first=dates.short_day(one.first), last=dates.short_day(one.last), why=one.why
            )  # fmt: skip
            if one.restricted:
                words = _("{words} (restricted records too)").format(words=words)
            ends = (button(_("End it"), partial(self._end, one)),) if one.may_end else ()
            self.lines.addWidget(Note(words, "brand", *ends))

    def _end(self, one: CoverView, _checked: bool = False) -> None:
        text = _("{cover} no longer looks after the cases of {away}.").format(cover=one.cover, away=one.away)
        if self.ctx.dialogs.confirm(_("End it today?"), text, _("End it")):
            self.ctx.tasks.write(cover.end, one.id)


def ask_cover(ctx: Context, away_id: str = "") -> None:
    """Ask who looks after somebody's cases (one's own without a key), from when to when."""
    away = away_id or ctx.actor.id

    def asked(found: tuple[tuple[str, str], ...]) -> None:
        others = [(key, name) for key, name in found if key != away]
        if not others:
            ctx.toast(_("Nobody else here carries cases. Add somebody under Settings first."))
            return
        name = dict(found).get(away, "")
        note = _(
            "The cases of {name} stay theirs. What is due shows on the colleague’s My day; it ends by itself."
        )
        ask_and_save(
            ctx, _form(ctx, others), _("Somebody looks after the cases"), {"first": ctx.clock.today()},
            lambda uow, typed: _give(uow, away, typed), lambda _key: ctx.toast(_("Saved. It begins on that day by itself.")),
            confirm=_("Save"), note=note.format(name=name),
        )  # fmt: skip

    ctx.tasks.read(cover.people, done=asked)


def _give(uow: Any, away_id: str, typed: Any) -> str:
    values = {name: typed[name] for name in ("first", "last", "why")}
    return cover.give(uow, away_id, str(typed["to"]), values, bool(typed.get("restricted")))


def _form(ctx: Context, people: list[tuple[str, str]]) -> Form:
    fields = [one_of("to", N_("Who looks after them"), people), *COVER_FORM.fields]
    if ctx.can(Permission.CASE_ASSIGN):
        fields.append(Field("restricted", "bool", N_("Restricted records too")))
    return Form.of(COVER_FORM.code, COVER_FORM.title, *fields)
