"""Who may be on file twice: the office's work list, and the mergings done. S same, N not the same, L later."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.features.people import comparing, merging, reviewing, service
from caseapp.features.people.comparing import MergeRow, Undoing
from caseapp.features.people.pages.comparing import WHY_FORM, ChoiceGrid
from caseapp.features.people.pages.learned import LearnedTab
from caseapp.features.people.reviewing import PairRow, Review
from caseapp.features.people.views import PersonRow, about
from caseapp.ui import progress
from caseapp.ui.page import Context, Page, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.tabs import Tabs
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Note, State, button, clear, column, label, row, scrolled


class DuplicatesPage(Page):
    """Look through the office once in a while; decide pair by pair. The program never merges by itself."""

    title = N_("Duplicates")

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.look_button = self.add_action(button(_("Look through the office"), self.look, look="primary",
                                                  icon_name="search"))  # fmt: skip
        self.list = PairList(ctx, self)
        self.tabs = Tabs(_("Duplicates"))
        self.tabs.add("pairs", _("To decide"), lambda: self.list)
        self.tabs.add("merged", _("Made one record"), lambda: MergedTab(ctx))
        self.tabs.add("learned", _("How sure"), lambda: LearnedTab(ctx))
        self.body.addWidget(self.tabs, 1)

    def arrive(
        self, merged: tuple[str, str] = ("", ""), settled: tuple[str, str] = ("", ""), **args: Any
    ) -> None:
        """Back from comparing: the pair that was decided leaves the list, and every other with the record that went."""
        self.list.drop_person(merged[1])
        self.list.drop(settled)

    def refresh(self) -> None:
        self.sentence.setText(self.list.sentence())

    def look(self) -> None:
        """Go through everybody; it can be stopped, and changes nothing."""

        def work(told: Any) -> Review:
            found: Review = self.ctx.tasks.here(reviewing.review, told)
            return found

        progress.run(
            self.ctx.tasks, self.window(), _("Looking for people on file twice"), work, done=self._found
        )

    def _found(self, found: Review) -> None:
        self.list.set_pairs(found)
        self.tabs.show_tab("pairs")
        self.sentence.setText(self.list.sentence())


class PairList(QWidget):
    """The pairs at the left, the one looked at beside it."""

    def __init__(self, ctx: Context, page: DuplicatesPage) -> None:
        super().__init__()
        self.ctx, self.page = ctx, page
        self.review: Review | None = None
        self.shown = ""
        self.table = RecordTable(self._columns(), _("Pairs to decide"))
        self.table.picked.connect(lambda _row: self._picked())
        self.table.opened.connect(lambda _row: self.same())
        self.grid = ChoiceGrid()
        self.reasons = label("", "second", wrap=True)
        self.buttons = [
            button(_("Same person…"), self.same, look="primary"),
            button(_("Two people"), self.not_the_same),
            button(_("Later"), self.later),
        ]
        for made, keys, call in zip(
            self.buttons, "SNL", (self.same, self.not_the_same, self.later), strict=True
        ):
            made.setToolTip(keys)
            QShortcut(QKeySequence(keys), self, call, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._lay_out()

    def _lay_out(self) -> None:
        self.holder = column(spacing=S3)
        self.setLayout(self.holder)
        self.filled = QWidget()
        left, right = Card(_("Pairs"), _("S same · N two people · L later")), Card()
        left.add(self.table)
        right.add(row(*self.buttons, None), self.reasons, scrolled(self.grid))
        right.body.setStretch(2, 1)
        both = row(left, right, spacing=S3)
        both.setStretch(0, 5)
        both.setStretch(1, 6)
        self.filled.setLayout(both)
        self.state = QWidget()
        self.state.setLayout(column(spacing=0))
        self.holder.addWidget(self.filled, 1)
        self.holder.addWidget(self.state, 1)
        self._show()

    def _columns(self) -> list[Column]:
        return [
            Column(N_("Sure"), lambda p: sure(p.probability), "chip", tone=lambda p: "warn" if p.likely else "neutral"),
            Column(N_("Person"), lambda p: p.first.name, "strong"),
            Column(N_("May be the same as"), lambda p: p.second.name),
            Column(N_("Why"), lambda p: " · ".join(p.reasons), "muted", spare=True),
        ]  # fmt: skip

    def sentence(self) -> str:
        """How many wait to be decided."""
        if self.review is None:
            return _("Nobody looked through the office since you signed in.")
        return n_("{count} pair may be one person.", "{count} pairs may be one person.", self.review.found)

    # --- showing

    def set_pairs(self, found: Review) -> None:
        self.review = found
        self._show()

    def _show(self) -> None:
        pairs = self.review.pairs if self.review else ()
        self.filled.setVisible(bool(pairs))
        self.state.setVisible(not pairs)
        layout = self.state.layout()
        assert layout is not None
        clear(layout)
        if not pairs:
            layout.addWidget(self._empty())
            return
        at = self.table.currentIndex().row()
        self.table.set_rows(pairs)
        if self.table.current() is None:
            self.table.selectRow(min(max(at, 0), len(pairs) - 1))
        self._picked()

    def _empty(self) -> QWidget:
        if self.review is None:
            words = _("All people are compared by name, birth date, phone, document and place. Brothers, sisters and twins "
                      "are told apart by their own names. You decide about each pair.")  # fmt: skip
            return State(
                "users",
                _("Is anybody on file twice?"),
                words,
                button(_("Look through the office"), self.page.look),
            )
        return State("circle-check", _("Nothing to decide"), _("No two records look like one person."))

    def _picked(self) -> None:
        pair: PairRow | None = self.table.current()
        for made in self.buttons:
            made.setEnabled(pair is not None)
        if pair is not None and pair.id != self.shown:
            self.shown = pair.id
            self.reasons.setText(" · ".join(pair.reasons))
            self.ctx.tasks.read(
                comparing.compare,
                pair.first.id,
                pair.second.id,
                done=lambda c: self._compared(pair, c),
                owner=self,
            )

    def _compared(self, pair: PairRow, found: comparing.Comparison) -> None:
        if pair.id == self.shown:
            self.grid.show_pairs(found, self._head(pair.first), self._head(pair.second), choose=False)

    def _head(self, person: PersonRow) -> QWidget:
        made = QWidget()
        told = f"{person.number} · {about(person, self.ctx.clock.today())}"
        made.setLayout(
            column(label(person.name, "strong", wrap=True), label(told, "hint", wrap=True), spacing=2)
        )
        return made

    # --- deciding

    def same(self) -> None:
        """Go and choose field by field."""
        pair: PairRow | None = self.table.current()
        if pair:
            self.ctx.navigate("compare", first_id=pair.first.id, second_id=pair.second.id, then="duplicates")

    def not_the_same(self) -> None:
        """Two people: remembered, and never asked again."""
        pair: PairRow | None = self.table.current()
        if pair:
            self.ctx.tasks.write(
                service.not_the_same, pair.first.id, pair.second.id, pair.reasons, owner=self,
                done=lambda _done: self.drop((pair.first.id, pair.second.id)),
            )  # fmt: skip

    def later(self) -> None:
        """To the end of the list."""
        pair: PairRow | None = self.table.current()
        if pair and self.review:
            self.review = replace(self.review, pairs=(*(p for p in self.review.pairs if p != pair), pair))
            self.table.clearSelection()
            self._show()

    def drop(self, ids: tuple[str, str]) -> None:
        """A decided pair leaves the list."""
        self._keep(lambda p: {p.first.id, p.second.id} != set(ids))

    def drop_person(self, person_id: str) -> None:
        """All pairs of a record that became part of another."""
        self._keep(lambda p: person_id not in (p.first.id, p.second.id))

    def _keep(self, wanted: Any) -> None:
        if self.review is None:
            return
        kept = tuple(filter(wanted, self.review.pairs))
        if len(kept) != len(self.review.pairs):
            self.review = Review(kept, self.review.found - len(self.review.pairs) + len(kept))
            self._show()
            self.page.sentence.setText(self.sentence())


def sure(probability: float) -> str:
    """In percent; never quite certain."""
    return f"{min(99, round(probability * 100))} %"


class MergedTab(Watching):
    """What was made one record, and the way back."""

    watches = frozenset({"person_merge"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.table = RecordTable(
            [
                Column(N_("When"), lambda m: dates.moment(m.merged_at)),
                Column(N_("Record"), lambda m: m.kept.name, "strong"),
                Column(N_("Number"), lambda m: m.kept.number),
                Column(N_("Also"), lambda m: m.gone_number),
                Column(N_("By"), lambda m: m.merged_by, spare=True),
                Column(N_("State"), lambda m: _("taken back") if m.undone_at else _("in force"), "chip",
                       tone=lambda m: "neutral" if m.undone_at else "ok"),
            ],
            _("Made one record"),
        )  # fmt: skip
        self.back_button = button(_("Take back…"), self.take_back, icon_name="undo-2")
        self.open_button = button(_("Open"), self.open)
        self.note = Note(_("Both numbers lead to the record. Taking back gives each its own again."), "brand")
        self.table.opened.connect(lambda _row: self.open())
        self.setLayout(
            column(self.note, self.table, row(self.open_button, None, self.back_button), spacing=S3)
        )

    def refresh(self) -> None:
        self.ctx.tasks.read(comparing.merges, done=self._show, owner=self)

    def _show(self, rows: tuple[MergeRow, ...]) -> None:
        self.table.set_rows(rows, nothing=_("Nothing was made one record yet."))

    def open(self) -> None:
        row: MergeRow | None = self.table.current()
        if row:
            self.ctx.navigate("case", person_id=row.kept.id)

    def take_back(self) -> None:
        """Show what would come back and what changed since; then ask why."""
        row: MergeRow | None = self.table.current()
        if row:
            self.ctx.tasks.read(comparing.undoing, row.id, done=self._ask, owner=self)

    def _ask(self, shown: Undoing) -> None:
        if shown.problem:
            self.note.set(shown.problem, "warn")
            return
        title = _("Make two records again?")
        asked = self.ctx.dialogs.ask(WHY_FORM, title, confirm=_("Take back"), note=fate(shown))
        if asked is not None:
            self.ctx.tasks.write(merging.unmerge, shown.id, asked["why"], owner=self,
                                 done=lambda _both: self.ctx.toast(_("Two records again.")))  # fmt: skip


def fate(shown: Undoing) -> str:
    """What taking back does, in sentences."""
    back = ", ".join(words for words, _count in shown.comes_back) or _("nothing")
    told = [
        _("Goes back to {number} ({name}): {what}.").format(
            number=shown.gone_number, name=shown.gone_name, what=back
        )
    ]
    told += [_("{field}: {then} again instead of {now}.").format(field=f, now=now or "–", then=then or "–")
             for f, now, then in shown.restored]  # fmt: skip
    told += [_("{field}: was changed since and stays {now} (before: {then}).").format(field=f, now=now or "–", then=then or "–")
             for f, now, then in shown.changed]  # fmt: skip
    if shown.moved_on:
        told.append(n_("{count} entry was moved elsewhere since and stays there.",
                       "{count} entries were moved elsewhere since and stay there.", shown.moved_on))  # fmt: skip
    return "\n".join(told)
