"""All referrals: who has not answered, what comes next, the slip that came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QLineEdit, QTabBar

from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.office.pages.bulk import bulk_of
from caseapp.features.office.pages.saved import Views
from caseapp.features.office.pages.together import Batch, print_together
from caseapp.features.people.pages.taking import offer_export
from caseapp.features.referrals import incoming, queries
from caseapp.features.referrals.documents import letters_pdf, one_letter, unprintable
from caseapp.features.referrals.filters import FILTERS
from caseapp.features.referrals.pages.desk import Desk, columns
from caseapp.features.referrals.papers import chase_list_pdf
from caseapp.features.referrals.queries import ReferralFilter, Show
from caseapp.features.referrals.views import ReferralRow
from caseapp.ui.choosing import Bulk
from caseapp.ui.listing import Listing, ListSpec
from caseapp.ui.page import Context, Page
from caseapp.ui.theme import theme
from caseapp.ui.widgets import button, row

NOTHING = {
    Show.WAITING: N_("Every partner has answered."),
    Show.OVERDUE: N_("No answer is late."),
    Show.OPEN: N_("No referral is open."),
    Show.DECLINED: N_("No partner has declined."),
    Show.ALL: N_("There is no referral yet. Write one from a case: Add, Refer to a partner."),
}


class ReferralsPage(Page):
    title = N_("Referrals")
    watches = frozenset({"referral", "partner", "consent", "case", "person", "incoming_referral"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Which referrals"))
        self.tabs.setExpanding(False)
        for show in Show:
            self.tabs.addTab(show.shown())
        self.mine = QCheckBox(_("Only mine"))
        self.mine.setToolTip(_("My cases, and what I wrote"))
        self.desk = Desk(self, _("Referrals"), columns(self, of_case=False))
        self.list = Listing(self, ListSpec(
            "referrals", _("Referrals"), self.desk.table.rows.columns, FILTERS, queries.page, queries.count, queries.listed,
            lambda: _(NOTHING[self.only.show]), sort="due", falling=frozenset({"created_on"}),
            own=self._own, put=self._put, shown=self.desk.shown, bulk=self._bulk,
        ), self.desk.table)  # fmt: skip
        self.slip = QLineEdit()
        self.slip.setPlaceholderText(_("Slip code or scan"))
        self.slip.setAccessibleName(_("Slip code or scan"))
        self.slip.setToolTip(_("Type the code of a slip that came back and press Enter, or scan it"))
        self.slip.setFixedWidth(theme().px(190))
        self.slip.returnPressed.connect(self._slip)
        self.slip.setVisible(ctx.can(Permission.REFERRAL_WRITE))
        self.incoming = self.add_action(
            button(_("Sent to us"), lambda: ctx.navigate("incoming"), icon_name="download")
        )
        self.chase = self.add_action(button(_("Chase list…"), self.print_chase_list, icon_name="printer"))
        self.chase.setVisible(ctx.can(Permission.PRINT))
        self.views = Views(self, self.list)
        offer_export(self, lambda: self.list, lambda r: r.person_id)
        self.body.addLayout(row(self.tabs, None, self.mine, self.slip))
        self.tools.insertWidget(0, self.list.tools)
        self.desk.listed.body.insertWidget(0, self.list.below)
        self.desk.listed.add(self.list.foot)
        self.body.addWidget(self.desk, 1)
        self.tabs.currentChanged.connect(lambda _index: self._narrow())
        self.mine.toggled.connect(lambda _on: self._narrow())
        self.desk.table.entries = self._entries

    @property
    def only(self) -> ReferralFilter:
        """What the list is narrowed to now."""
        return queries.listed(self.list.typed())

    def _own(self) -> dict[str, str]:
        shown = [show.value for show in Show][self.tabs.currentIndex()]
        return {queries.SHOW: shown, queries.MINE: "yes" if self.mine.isChecked() else ""}

    def _put(self, values: Mapping[str, str]) -> None:
        shows = [show.value for show in Show]
        show = values.get(queries.SHOW, "")
        with QSignalBlocker(self.tabs), QSignalBlocker(self.mine):
            self.tabs.setCurrentIndex(shows.index(show) if show in shows else 0)
            self.mine.setChecked(bool(values.get(queries.MINE)))

    def arrive(
        self, referral_id: str = "", show: str = "", view: str = "", typed: Mapping[str, str] | None = None, **args: Any
    ) -> None:  # fmt: skip
        """Open one referral, or one of the lists by its name (waiting, overdue, open, declined, all), or a kept one, or the
        list narrowed by `typed`."""
        if view:
            self.views.open(view)
            return
        if show or referral_id or typed:
            self.views.stay()
        if typed:
            self.list.narrow_to(typed)
        if show:
            self.tabs.setCurrentIndex([s.value for s in Show].index(show))
        if referral_id:
            self.desk.open(referral_id)

    def _slip(self) -> None:
        """A code was typed or scanned: a scanner types it and presses Enter."""
        code = self.slip.text().strip()
        if code:
            self.slip.clear()
            self.desk.steps.slip(code)

    def print_chase_list(self) -> None:
        """Who has to be asked again, by partner, to go through by phone."""
        from caseapp.ui.preview import show_paper

        mine = self.mine.isChecked()
        show_paper(self.ctx, _("Chase list"), lambda uow, level: chase_list_pdf(uow, mine), level=1, name="chase.pdf",
                   parent=self)  # fmt: skip

    def _entries(self, shown: ReferralRow) -> list[tuple[str, Callable[[], object]]]:
        to_case = partial(self.ctx.navigate, "case", case_id=shown.case_id, tab="referrals")
        letters = (
            [(_("Letters of those chosen…"), lambda: self._letters(self.list.choosing.rows() or [shown]))]
            if self.ctx.can(Permission.PRINT)
            else []
        )
        return [(_("Open case"), to_case), *letters]

    def _bulk(self) -> list[Bulk]:
        letters = [Bulk(_("Letters…"), self._letters)] if self.ctx.can(Permission.PRINT) else []
        return [*letters, *bulk_of(self, "referrals")]

    def _letters(self, rows: Sequence[ReferralRow]) -> None:
        """The letters of those chosen in one file or many; those without consent are left out and told."""
        batch = Batch(_("Referral letters"), "referral-letter", letters_pdf, one_letter, unprintable)
        print_together(self.ctx, self.window(), batch, [row.id for row in rows])

    def place_name(self) -> dict[str, Any]:
        view = self.desk.panel.view
        return {"show": self.only.show.value} | ({"referral_id": view.id} if view else {})

    def refresh(self) -> None:
        self.read(queries.counts, self.mine.isChecked(), done=self._counted)
        self.list.refresh()
        self.read(incoming.waiting_count, done=self._came_in)

    def _came_in(self, count: int) -> None:
        self.incoming.setText(_("Sent to us {count}").format(count=count) if count else _("Sent to us"))

    def key_filter(self) -> None:
        self.list.toggle_filter()

    def _narrow(self) -> None:
        """Unanswered ones by the day the answer is due; others the newest first."""
        waiting = self.only.show in (Show.WAITING, Show.OVERDUE)
        self.list.sort, self.list.descending = ("due", False) if waiting else ("created_on", True)
        self.desk.split.show_list()
        self.refresh()
        self.list.changed.emit()

    def _counted(self, counts: dict[Show, int]) -> None:
        for at, show in enumerate(Show):
            number = counts.get(show)
            self.tabs.setTabText(at, f"{show.shown()} {number}" if number else show.shown())
        late = counts[Show.OVERDUE]
        told = (
            n_("{count} answer is late.", "{count} answers are late.", late)
            if late
            else _("No answer is late.")
        )
        self.sentence.setText(told)
