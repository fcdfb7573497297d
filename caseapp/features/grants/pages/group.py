"""The group of a grant: who belongs to it, who signs, what was shared."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.money import shown
from caseapp.core.places import label as place_label
from caseapp.features.grants.models import RUNNING, UNDECIDED
from caseapp.features.grants.views import GrantView, LotView, MemberView
from caseapp.ui.lists import Rows
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, Facts, button, column, label, row

Call = Callable[[], object]


class GroupCalls(Struct, frozen=True):
    """What may be done with a group, by this reader."""

    found: Call
    choose: Call
    change: Call
    add: Call
    role: Callable[[MemberView], object]
    leave: Callable[[MemberView], object]
    share: Call
    undo: Callable[[LotView], object]


class GroupCard(Card):
    """The group with its members; those this reader may not see are counted."""

    def __init__(self, calls: GroupCalls | None, opened: Callable[[str], object]) -> None:
        super().__init__(_("Group"))
        self.calls = calls
        self.facts = Facts([], 3)
        self.table = RecordTable([
            Column(N_("Name"), lambda m: m.name, "strong"),
            Column(N_("Number"), lambda m: m.number, "muted", spare=True),
            Column(N_("Role"), lambda m: codes.label("group_roles", m.role)),
            Column(N_("Signs"), lambda m: _("signs") if m.signs else "", "chip", tone=lambda m: "brand"),
            Column(N_("Since"), lambda m: dates.day(m.joined_on), "muted", spare=True),
        ], _("Members"))  # fmt: skip
        self.table.opened.connect(lambda member: opened(member.person_id))
        self.table.fit(40)
        if calls:
            made = calls
            self.table.entries = lambda m: [
                (_("Role…"), lambda: made.role(m)),
                (_("Leaves the group…"), lambda: made.leave(m)),
            ]
        self.nothing = label(_("No group yet: put it on file, with its members."), "second", wrap=True)
        self.hidden = label("", "hint", wrap=True)
        self.buttons = row()
        self.add(self.nothing, self.facts, self.table, self.hidden, self.buttons)

    def show_grant(self, grant: GrantView) -> None:
        group = grant.group
        self.nothing.setVisible(group is None)
        self.facts.setVisible(group is not None)
        self.table.setVisible(group is not None)
        self.set_title(group.name if group else _("Group"))
        self.set_aside(n_("{count} member", "{count} members", group.count) if group else "")
        self._buttons(grant)
        self.hidden.setText("")
        if group is None:
            return
        self.hidden.setText(
            n_("{count} you may not see", "{count} you may not see", group.hidden) if group.hidden else ""
        )
        place = ", ".join(filter(None, (group.village, place_label(group.place) if group.place else "")))
        many = {_("Returnees who take part"): group.returnees, _("Host community who take part"): group.hosts}
        self.facts.set([
            (_("Place"), place), (_("Since"), dates.day(group.formed_on)), (_("Registered"), group.registered or ""),
            *((name, str(count)) for name, count in many.items() if count is not None),
            *([(_("Remarks"), group.note)] if group.note else []),
        ])  # fmt: skip
        self.table.set_rows(group.members)

    def _buttons(self, grant: GrantView) -> None:
        while (item := self.buttons.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        if self.calls is None:
            return
        calls: list[tuple[str, Call]] = []
        if grant.group is None and grant.state in UNDECIDED:
            calls = [
                (_("Put the group on file…"), self.calls.found),
                (_("A group on file…"), self.calls.choose),
            ]
        elif grant.group is not None:
            calls = [(_("Add a member…"), self.calls.add), (_("Change…"), self.calls.change)]
        for words, call in calls:
            self.buttons.addWidget(button(words, call))
        self.buttons.addStretch(1)


class LotsCard(Card):
    """What the members shared, to the last one, and what was left over."""

    def __init__(
        self, currency: str, calls: GroupCalls | None, print_list: Callable[[LotView], object] | None
    ) -> None:
        super().__init__(_("Shared among the members"))
        self.currency, self.calls, self.print_list = currency, calls, print_list

    def show_grant(self, grant: GrantView) -> None:
        self.clear()
        running = grant.state in RUNNING
        self.setVisible(grant.group is not None and (bool(grant.lots) or running))
        if not grant.lots:
            self.add(label(_("Nothing is shared yet."), "second"))
        for lot in grant.lots:
            self._lot(lot, running)
        if self.calls and running:
            self.add(row(button(_("Share…"), self.calls.share), None))

    def _lot(self, lot: LotView, running: bool) -> None:
        whole = said(lot, lot.quantity, self.currency)
        self.add(
            label(
                _("{what}: {whole}, {day}").format(what=lot.what, whole=whole, day=dates.day(lot.shared_on)),
                "strong",
            )
        )
        if lot.void_on:
            self.add(label(_("Taken back: {why}").format(why=lot.void_why or ""), "second", wrap=True))
            return
        rows = Rows()
        for share in lot.shares:
            rows.pair(share.name, said(lot, share.quantity, self.currency))
        if lot.hidden:
            rows.pair(n_("{count} you may not see", "{count} you may not see", lot.hidden),
                      said(lot, lot.hidden_quantity, self.currency))  # fmt: skip
        rest = lot.remainder_why or _("nothing")
        rows.pair(
            _("Left over: {where}").format(where=rest), said(lot, lot.remainder, self.currency), strong=True
        )
        doors = [button(_("Print the list…"), lambda: self.print_list and self.print_list(lot), look="link")]
        if self.calls and running:
            undo = self.calls.undo
            doors.append(button(_("Take back…"), lambda: undo(lot), look="link"))
        self.add(rows, row(*(doors if self.print_list else doors[1:]), None))


def said(lot: LotView, quantity: int, currency: str) -> str:
    """A quantity of a lot with its unit."""
    return shown(quantity, currency) if lot.money else f"{quantity:,} {lot.unit or ''}".strip()


class GroupTab(QWidget):
    """The group and what it shares."""

    def __init__(
        self, currency: str, calls: GroupCalls | None, opened: Callable[[str], object],
        print_list: Callable[[LotView], object] | None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.group, self.lots = GroupCard(calls, opened), LotsCard(currency, calls, print_list)
        self.setLayout(column(self.group, self.lots, None, spacing=12))

    def show_grant(self, grant: GrantView) -> None:
        self.group.show_grant(grant)
        self.lots.show_grant(grant)
