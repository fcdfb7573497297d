"""All referrals: who has not answered, what comes next, the slip that came back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QTabBar

from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.keyset import Page as Rows
from caseapp.features.office.pages.together import Batch, print_together
from caseapp.features.people.pages.taking import offer_export
from caseapp.features.referrals import incoming, queries
from caseapp.features.referrals.documents import letters_pdf, one_letter, unprintable
from caseapp.features.referrals.pages.desk import Desk, columns
from caseapp.features.referrals.papers import chase_list_pdf
from caseapp.features.referrals.queries import ReferralFilter, Show
from caseapp.features.referrals.views import ReferralRow
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
        self.sort = ""
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
        offer_export(self, "referrals", _("Referrals"), lambda: (self.desk.table, queries.page, self._order()),
                     lambda r: r.person_id)  # fmt: skip
        self.body.addLayout(row(self.tabs, None, self.mine, self.slip))
        self.body.addWidget(self.desk, 1)
        self.tabs.currentChanged.connect(lambda _index: self._narrow())
        self.mine.toggled.connect(lambda _on: self._narrow())
        self.desk.table.sort_asked.connect(self._sort)
        self.desk.table.allow_several()
        self.desk.table.entries = self._entries

    @property
    def only(self) -> ReferralFilter:
        """What the list is narrowed to now."""
        return ReferralFilter(list(Show)[self.tabs.currentIndex()], mine=self.mine.isChecked())

    def arrive(self, referral_id: str = "", show: str = "", **args: Any) -> None:
        """Open one referral, or one of the lists by its name (waiting, overdue, open, declined, all)."""
        if show:
            self.tabs.setCurrentIndex(list(Show).index(Show(show)))
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
            [(_("Letters of those chosen…"), partial(self._letters, shown))]
            if self.ctx.can(Permission.PRINT)
            else []
        )
        return [(_("Open case"), to_case), *letters]

    def _letters(self, shown: ReferralRow) -> None:
        """The letters of those chosen in one file or many; those without consent are left out and told."""
        chosen = [row.id for row in self.desk.table.several()] or [shown.id]
        batch = Batch(_("Referral letters"), "referral-letter", letters_pdf, one_letter, unprintable)
        print_together(self.ctx, self.window(), batch, chosen)

    def place_name(self) -> dict[str, Any]:
        view = self.desk.panel.view
        return {"show": self.only.show.value} | ({"referral_id": view.id} if view else {})

    def refresh(self) -> None:
        self.read(queries.counts, self.mine.isChecked(), done=self._counted)
        self.read(queries.page, done=self._fill, **self._order())
        self.read(incoming.waiting_count, done=self._came_in)

    def _came_in(self, count: int) -> None:
        self.incoming.setText(_("Sent to us {count}").format(count=count) if count else _("Sent to us"))

    def _narrow(self) -> None:
        self.sort = ""
        self.desk.split.show_list()
        self.refresh()

    def _sort(self, order: str) -> None:
        self.sort = "created_on" if self.sort == order else order
        self.refresh()

    def _order(self) -> dict[str, Any]:
        """Unanswered ones by the day the answer is due; others the newest first."""
        waiting = self.only.show in (Show.WAITING, Show.OVERDUE)
        sort = self.sort or ("due" if waiting else "created_on")
        return {"only": self.only, "sort": sort, "descending": sort != "due"}

    def _fill(self, found: Rows[ReferralRow]) -> None:
        order = self._order()

        def more(after: Any, answer: Any) -> None:
            self.read(queries.page, after, done=lambda page: answer(page.rows, page.after), **order)

        self.desk.show_rows(found.rows, found.after, more, _(NOTHING[self.only.show]))

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
