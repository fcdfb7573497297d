"""Groups of a counsellor: who belongs to them, who came when."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from caseapp.core import dates
from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.cases import queries as cases
from caseapp.features.cases.queries import CaseRow
from caseapp.features.mhpss import groups
from caseapp.features.mhpss.form import GROUP_FORM, MEETING_FORM
from caseapp.features.mhpss.groups import GroupFile, GroupView, MeetingView, MemberView
from caseapp.features.people.pages.finder import PersonFinder
from caseapp.features.people.views import PersonRow
from caseapp.ui.form import FormWidget
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, State, button, clear, column, label, row, scrolled

COLUMNS = (
    Column(N_("Group"), lambda g: g.name, "strong"),
    Column(N_("Members"), lambda g: str(g.members), "number", width=76),
    Column(N_("Met"), lambda g: str(g.met), "number", width=52),
    Column(N_("Last"), lambda g: dates.day(g.last_on), "muted", width=96),
    Column(N_("Ended"), lambda g: dates.day(g.ended_on), "muted", width=96, spare=True),
)


class GroupsPage(Page):
    """The list of groups; beside it the chosen one, or the meeting that is being recorded."""

    title = N_("Groups")
    watches = frozenset({"mhpss_group", "mhpss_group_member", "mhpss_meeting", "mhpss_session", "person"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.file: GroupFile | None = None
        self.meeting: MeetingForm | None = None
        self.table = RecordTable(COLUMNS, _("Groups"))
        self.table.picked.connect(self._picked)
        self.listed = Card(edge="private")
        self.listed.add(self.table)
        self.beside = column(spacing=S3)
        self.detail = QWidget()
        self.detail.setLayout(column(self.beside, None))
        area = scrolled(self.detail)
        both = row(self.listed, area, spacing=S3)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        if ctx.can(Permission.MHPSS_WRITE):
            self.add_action(button(_("Begin a group…"), self.add, look="primary", icon_name="plus"))
        self._nothing()

    def refresh(self) -> None:
        self.read(groups.groups, done=self._show)
        if self.file and not self.meeting:
            self.read(groups.group, self.file.group.id, done=self.show_group)

    def _show(self, found: tuple[GroupView, ...]) -> None:
        meeting = sum(g.ended_on is None for g in found)
        self.sentence.setText(n_("{count} group meets.", "{count} groups meet.", meeting))
        self.table.set_rows(found, _("No group yet. Begin one, then add its people."))
        if found and not self.file:
            self.table.selectRow(0)

    def _picked(self, group: GroupView | None) -> None:
        if group is not None:
            self.meeting = None
            self.read(groups.group, group.id, done=self.show_group)

    def _put(self, *cards: QWidget) -> None:
        clear(self.beside)
        for card in cards:
            self.beside.addWidget(card)

    def _nothing(self) -> None:
        card = Card(edge="private")
        card.add(State("users", _("Choose a group"), _("Then its people and meetings stand here.")))
        self._put(card)

    def show_group(self, file: GroupFile) -> None:
        """Show this one with its people and meetings."""
        self.file, self.meeting = file, None
        self._put(self._about(file.group), self._members(file), self._meetings(file.meetings))

    def _about(self, group: GroupView) -> Card:
        card = Card(group.name, edge="private")
        told = [group.layer_text, group.place, _("Led by {name}").format(name=group.counsellor)]
        card.add(label(" · ".join(filter(None, told)), "second", wrap=True))
        if group.purpose:
            card.add(label(group.purpose, wrap=True))
        if self.ctx.can(Permission.MHPSS_WRITE):
            self.record_button = button(_("Record a meeting…"), self.record, look="primary")
            self.record_button.setEnabled(bool(self.file and self.file.members))
            card.add(row(self.record_button, button(_("Change…"), self.change), None))
        return card

    def _members(self, file: GroupFile) -> Card:
        card, rows = Card(_("Members"), edge="private"), Rows()
        for member in file.members:
            came = _("came {came} of {all}").format(came=member.came, all=member.came + member.missed)
            words = column(label(member.case.name, "strong", elide=True),
                           label(f"{member.case.number} · {came}", "second", elide=True), spacing=0)  # fmt: skip
            rows.add(words, button(_("Left"), partial(self._left, member), look="link"), stretch=(1, 0))
        if not file.members:
            rows.add(label(_("Nobody belongs to this group yet."), "second"))
        card.add(rows)
        if self.ctx.can(Permission.MHPSS_WRITE):
            self.finder = PersonFinder(self.ctx, _("Add somebody: name or number"))
            self.finder.chosen.connect(self._found)
            card.add(self.finder)
        return card

    def _meetings(self, meetings: tuple[MeetingView, ...]) -> Card:
        card, rows = Card(_("Meetings"), edge="private"), Rows()
        for meeting in meetings:
            came = _("{came} of {all} came").format(came=meeting.came, all=meeting.expected)
            rows.pair(" · ".join(filter(None, (dates.day(meeting.held_on), meeting.topic))), came)
        if not meetings:
            rows.add(label(_("Not met yet."), "second"))
        card.add(rows)
        return card

    # --- what a counsellor does here

    def add(self) -> None:
        first = {"started_on": self.ctx.clock.today()}
        if (given := self.ctx.dialogs.ask(GROUP_FORM, _("Begin a group"), first)) is not None:
            self.write(
                groups.add, given, done=lambda made: self.read(groups.group, made.id, done=self.show_group)
            )

    def change(self) -> None:
        if self.file is None:
            return
        seen: dict[str, Any] = self.file.group.values()
        if (given := self.ctx.dialogs.ask(GROUP_FORM, _("Change the group"), seen)) is not None:
            self.write(groups.change, self.file.group.id, given, seen)

    def _found(self, person: PersonRow) -> None:
        self.read(cases.of_person, person.id, done=partial(self._join, person))

    def _join(self, person: PersonRow, found: tuple[CaseRow, ...]) -> None:
        case = next((c for c in found if c.closed_on is None), None)
        if case is None:
            self.ctx.toast(_("{name} has no open case.").format(name=person.name))
        elif self.file:
            self.write(groups.join, self.file.group.id, case.id)

    def _left(self, member: MemberView, _checked: bool = False) -> None:
        words = _("What they attended stays.")
        if self.ctx.dialogs.confirm(
            _("{name} left the group?").format(name=member.case.name), words, _("Left")
        ):
            self.write(groups.leave, member.id)

    def record(self) -> None:
        """A meeting was held: when, what about, who came."""
        if self.file:
            self.meeting = MeetingForm(self, self.file)
            self._put(self.meeting)

    def recorded(self) -> None:
        """The meeting is kept."""
        self.meeting = None
        self.ctx.toast(_("The meeting is kept."))
        if self.file:
            self.read(groups.group, self.file.group.id, done=self.show_group)

    def back(self) -> None:
        """No meeting after all."""
        if self.file:
            self.show_group(self.file)


class MeetingForm(Card):
    """One meeting: the form, and a box to tick for everybody who came."""

    def __init__(self, page: GroupsPage, file: GroupFile) -> None:
        super().__init__(_("A meeting of {name}").format(name=file.group.name), edge="private")
        self.page, self.file = page, file
        self.form = FormWidget(MEETING_FORM, country=page.ctx.office.country, all_sections=True)
        self.form.set_values({"held_on": page.ctx.clock.today()})
        self.boxes = {m.case.id: QCheckBox(m.case.name) for m in file.members}
        self.who = label("", "second")
        self.save_button = button(_("Save"), self.save, look="primary")
        self.add(self.form, label(_("Who came"), "strong"), *self.boxes.values(), self.who)
        self.add(row(self.save_button, button(_("Cancel"), page.back), None))
        for box in self.boxes.values():
            box.setMinimumHeight(theme().px(26))
            box.toggled.connect(lambda _on: self._count())
        self._count()

    @property
    def came(self) -> tuple[str, ...]:
        return tuple(case_id for case_id, box in self.boxes.items() if box.isChecked())

    def _count(self) -> None:
        self.who.setText(_("{came} of {all} came").format(came=len(self.came), all=len(self.boxes)))

    def save(self) -> None:
        """Keep it as a session of every member."""
        try:
            values = self.form.clean()
        except Invalid:
            return
        self.page.write(groups.meet, self.file.group.id, self.came, values, done=lambda _made: self.page.recorded(),
                        failed=self._failed)  # fmt: skip

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, Invalid):
            self.form.show_problems(problem.problems)
        else:
            self.page.ctx.dialogs.error(problem)
