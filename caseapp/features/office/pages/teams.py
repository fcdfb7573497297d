"""The teams of an office: who share a caseload."""

from __future__ import annotations

from collections.abc import Callable

from caseapp.core import places
from caseapp.core.i18n import N_, _
from caseapp.features.office import service
from caseapp.features.office.form import TEAM_FORM
from caseapp.features.office.queries import TeamView, teams
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import button, column, label, row

COLUMNS = (
    Column(N_("Team"), lambda t: t.name, "strong"),
    Column(N_("Place"), lambda t: places.label(t.place) if t.place else ""),
    Column(N_("People"), lambda t: str(t.people), "number"),
)


class TeamsView(Watching):
    """Enter or a double click changes a team. A team stays: what was done in it is filed under it."""

    watches = frozenset({"team", "staff"})

    def __init__(self, ctx: Context, leave: Callable[[], None]) -> None:
        super().__init__(ctx)
        self.table = RecordTable(COLUMNS, _("Teams"))
        self.table.opened.connect(self.change)
        head = row(button(_("Back to the people"), leave, icon_name="arrow-left"), None,
                   button(_("Add a team"), self.add, look="primary", icon_name="plus"))  # fmt: skip
        words = label(_("A team is a unit or a district that shares its cases."), "second")
        self.setLayout(column(head, words, self.table, None, spacing=S3))

    def refresh(self) -> None:
        self.read(teams, done=self._show)

    def add(self) -> None:
        answer = self.ctx.dialogs.ask(TEAM_FORM, _("Add a team"), country=self.ctx.office.country)
        if answer is not None:
            self.write(service.add_team, answer, done=lambda _key: self.refresh())

    def change(self, team: TeamView) -> None:
        """Another name or place."""
        values = {"name": team.name, "place": team.place or None}
        answer = self.ctx.dialogs.ask(TEAM_FORM, team.name, values, country=self.ctx.office.country)
        if answer is not None:
            self.write(service.change_team, team.id, answer, done=lambda _answer: self.refresh())

    def _show(self, found: list[TeamView]) -> None:
        self.table.set_rows(found)
        self.table.fit(9)
