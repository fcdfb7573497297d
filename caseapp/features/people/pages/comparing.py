"""Two records side by side: what differs, whose value to keep, and the way to one record or to "two people"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget

from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.people import comparing, merging, service
from caseapp.features.people.comparing import BOTH, FIRST, SECOND, Comparison, Pair
from caseapp.features.people.views import PersonView, about, place_name
from caseapp.ui.page import Context, Page
from caseapp.ui.theme import S2, S3, S4
from caseapp.ui.widgets import Card, Note, button, clear, column, hidden_unless, label, row, rule, scrolled

WHY_FORM = Form.of(
    "merge-why", N_("Why"),
    Field("why", "note", N_("How do you know?"), required=True, max_length=1000, wide=True,
          hint=N_("For whoever looks at this later: who said so, which document you saw.")),
)  # fmt: skip


class ComparePage(Page):
    """Comes by `first_id` and `second_id`; `then` names the page to go back to."""

    title = N_("Compare two records")
    watches = frozenset({"person"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.first_id = self.second_id = self.then = ""
        self.shown: Comparison | None = None
        self.grid = ChoiceGrid()
        self.note = Note("", "brand")
        self.two_button = self.add_action(button(_("They are two people"), self.not_the_same))
        self.swap_button = self.add_action(
            button(_("Keep the other record"), self.swap, icon_name="refresh-cw")
        )
        self.merge_button = self.add_action(button(_("Make one record…"), self.merge, look="primary"))
        for made, needed in (
            (self.two_button, Permission.PERSON_WRITE),
            (self.swap_button, Permission.PERSON_MERGE),
            (self.merge_button, Permission.PERSON_MERGE),
        ):
            hidden_unless(made, ctx.can(needed))
        card = Card()
        card.add(scrolled(self.grid))
        self.body.addWidget(self.note)
        self.body.addWidget(card, 1)

    def arrive(self, first_id: str = "", second_id: str = "", then: str = "", **args: Any) -> None:
        self.first_id, self.second_id, self.then = first_id, second_id, then
        self._stale = True
        if self.isVisible():
            self.refresh_if_stale()

    def place_name(self) -> dict[str, Any]:
        return {"first_id": self.first_id, "second_id": self.second_id, "then": self.then}

    def refresh(self) -> None:
        if self.first_id:
            self.read(comparing.compare, self.first_id, self.second_id, done=self._show)

    def _show(self, found: Comparison) -> None:
        self.shown = found
        self.note.set(found.problem, "warn")
        self.merge_button.setEnabled(not found.problem)
        may = self.ctx.can(Permission.PERSON_MERGE)
        self.grid.show_pairs(found, self._head(found.first, found.first_has, may),
                             self._head(found.second, found.second_has, False), choose=may)  # fmt: skip
        self.sentence.setText(
            _(
                "Choose what to keep where they differ. Both numbers will go on working, and it can be taken back."
            )
            if may
            else _("Only a supervisor makes one record of two.")
        )

    def _head(self, person: PersonView, has: tuple[tuple[str, int], ...], stays: bool) -> QWidget:
        told = " · ".join(
            filter(
                None, (about(person, self.ctx.clock.today()), person.village or "", place_name(person.place))
            )
        )
        hangs = ", ".join(words for words, _count in has) or _("nothing hangs on it")
        parts = [label(person.name, "card", wrap=True), label(person.number, "second"), label(told, "second", wrap=True),
                 label(hangs, "hint", wrap=True)]  # fmt: skip
        if stays:
            parts.insert(0, label(_("This record stays"), "strong", tone="ok"))
        elif self.ctx.can(Permission.PERSON_MERGE):
            parts.insert(0, label(_("Becomes part of it"), "strong", tone="neutral"))
        made = QWidget()
        made.setLayout(column(*parts, None, spacing=2))
        return made

    # --- doing

    def swap(self) -> None:
        """Let the other record stay."""
        self.first_id, self.second_id = self.second_id, self.first_id
        self.refresh()

    def merge(self) -> None:
        """Ask how one knows; then make one record."""
        if self.shown is None or not self.merge_button.isEnabled():
            return
        first, second = self.shown.first, self.shown.second
        note = _("{gone} becomes part of {kept}. Everything that hangs on it moves along.").format(
            gone=second.number, kept=first.number
        )
        asked = self.ctx.dialogs.ask(
            WHY_FORM, _("Make one record of two?"), confirm=_("Make one record"), note=note
        )
        if asked is not None:
            self.ctx.tasks.write(
                merging.merge, first.id, second.id, self.grid.taken(), asked["why"], (first.revision, second.revision),
                done=self._merged, owner=self,
            )  # fmt: skip

    def _merged(self, person: PersonView) -> None:
        self.ctx.toast(_("Now one record: {number}.").format(number=person.number))
        if self.then:
            self.ctx.navigate(self.then, merged=(self.first_id, self.second_id))
        else:
            self.ctx.navigate("case", person_id=person.id)

    def not_the_same(self) -> None:
        """Remember that they are two people."""
        if self.shown:
            self.ctx.tasks.write(
                service.not_the_same,
                self.first_id,
                self.second_id,
                done=lambda _done: self._two_people(),
                owner=self,
            )

    def _two_people(self) -> None:
        self.ctx.toast(_("Remembered: two people."))
        if self.then:
            self.ctx.navigate(self.then, settled=(self.first_id, self.second_id))


class ChoiceGrid(QWidget):
    """Field by field: a value of the first, a value of the second, and for lists both; what is the same stands below."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.groups: dict[str, QButtonGroup] = {}
        self.area = column(spacing=0)
        self.setLayout(self.area)

    def show_pairs(self, found: Comparison, first: QWidget, second: QWidget, *, choose: bool) -> None:
        """Lay both records out; with `choose` a value can be picked in each line."""
        clear(self.area)
        self.groups = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(S4)
        grid.setVerticalSpacing(S2)
        for at, share in enumerate((3, 5, 5, 2 if choose else 0)):
            grid.setColumnStretch(at, share)
        grid.addWidget(first, 0, 1)
        grid.addWidget(second, 0, 2)
        line = 1
        for pair in (p for p in found.pairs if p.first and p.second and not p.same):
            grid.addWidget(rule(), line, 0, 1, 4)
            self._line(grid, line + 1, pair, choose)
            line += 2
        self.area.addLayout(grid)
        self._told(
            _("Only one of them says; kept in any case"),
            (p for p in found.pairs if not (p.first and p.second)),
        )
        self._told(_("The same in both"), (p for p in found.pairs if p.same))
        self.area.addStretch(1)

    def _told(self, title: str, pairs: Iterable[Pair]) -> None:
        """Fields about which there is nothing to choose."""
        if told := [f"{pair.label}: {pair.first or pair.second}" for pair in pairs]:
            self.area.addSpacing(S3)
            self.area.addWidget(label(title, "strong"))
            self.area.addWidget(label(" · ".join(told), "second", wrap=True))

    def _line(self, grid: QGridLayout, line: int, pair: Pair, choose: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(pair.label, "second", wrap=True), line, 0, top)
        group = QButtonGroup(self)
        self.groups[pair.name] = group
        for at, (side, words) in enumerate(((FIRST, pair.first), (SECOND, pair.second)), 1):
            grid.addWidget(self._value(group, side, words, pair, choose), line, at, top)
        if pair.several and choose:
            grid.addWidget(self._value(group, BOTH, _("both"), pair, choose), line, 3, top)

    def _value(self, group: QButtonGroup, side: str, words: str, pair: Pair, choose: bool) -> QWidget:
        told = label(words or "–", "" if words else "muted", wrap=True)
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if not choose:
            return told
        radio = QRadioButton()
        radio.setAccessibleName(f"{pair.label}: {words}")
        radio.setChecked(side == pair.suggested)
        radio.setProperty("side", side)
        radio.toggled.connect(partial(self._toggled))
        group.addButton(radio)
        made = QWidget()
        layout = row(radio, told, spacing=S2)
        layout.setAlignment(radio, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        made.setLayout(layout)
        return made

    def _toggled(self, on: bool) -> None:
        if on:
            self.changed.emit()

    def choose(self, name: str, side: str) -> None:
        """Pick a side of one field."""
        next(b for b in self.groups[name].buttons() if b.property("side") == side).setChecked(True)

    def taken(self) -> dict[str, str]:
        """The side chosen for every field in which they differ."""
        chosen = ((name, group.checkedButton()) for name, group in self.groups.items())
        return {name: picked.property("side") for name, picked in chosen if picked}
