"""The parts of the grant page as tabs: what matters now first, each of the others made when it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.grants import service
from caseapp.features.grants.pages import doing
from caseapp.features.grants.pages.committee import CommitteeTab
from caseapp.features.grants.pages.goods import GoodsTab, ReceiveEditor
from caseapp.features.grants.pages.group import GroupTab
from caseapp.features.grants.pages.later import LaterTab
from caseapp.features.grants.pages.overview import Overview
from caseapp.features.grants.pages.plan import PlanTab
from caseapp.features.grants.pages.rows import Raw
from caseapp.features.grants.views import GrantView, PurchaseView
from caseapp.ui.tabs import Tabs
from caseapp.ui.widgets import column

if TYPE_CHECKING:
    from caseapp.features.grants.pages.one import GrantPage


class GrantTabs(Tabs):
    """Only the tabs that have to do with this grant are offered; those not looked at take no room."""

    def __init__(self, page: GrantPage) -> None:
        super().__init__(_("Parts of the grant"))
        self.page = page
        self.now = Overview(page)
        self.contents: dict[str, Any] = {}
        for code, title, make in self._parts():
            self.add(code, title, partial(self._held, code, make))
        self.moved.connect(self._seen)
        self.show_tab("now")

    def _parts(self) -> list[tuple[str, str, Callable[[], QWidget]]]:
        page, ctx = self.page, self.page.ctx
        currency, today = ctx.currency, ctx.clock.today()
        return [
            ("now", _("Overview"), lambda: self.now),
            ("plan", _("Business plan"), lambda: PlanTab(currency)),
            ("committee", _("Committee"), self._committee),
            ("group", _("Group"), lambda: GroupTab(currency, doing.group_calls(page), self._person, doing.print_lot(page))),
            ("goods", _("Goods"), self._goods),
            ("later", _("Outcomes"), lambda: LaterTab(currency, today, doing.later_calls(page))),
        ]  # fmt: skip

    def _committee(self) -> CommitteeTab:
        page, can = self.page, self.page.ctx.can

        def screen() -> None:
            doing.screen(page, page.shown())

        def score() -> None:
            doing.score(page, page.shown())

        return CommitteeTab(
            screen if can(Permission.GRANT_APPLY) else None, score if can(Permission.GRANT_SCORE) else None
        )

    def _goods(self) -> GoodsTab:
        ctx, editor = self.page.ctx, None
        if ctx.can(Permission.GRANT_APPLY):
            editor = ReceiveEditor(ctx.office.country, self._save_goods, self._end_goods)
        return GoodsTab(ctx.currency, doing.goods_calls(self.page), doing.goods_papers(self.page), editor)

    def _person(self, person_id: str) -> None:
        self.page.ctx.navigate("case", person_id=person_id)

    def show_grant(self, grant: GrantView) -> None:
        """What is looked at says what is known now; tabs that have nothing to do with this grant are not offered."""
        wanted = {
            "group": grant.together,
            "goods": doing.has_goods(grant),
            "later": grant.signed_on is not None,
        }
        for at, code in enumerate(self.codes()):
            self.bar.setTabVisible(at, wanted.get(code, True))
        self.set_count("group", grant.group.count if grant.group else 0)
        self.set_count("goods", len(grant.purchases))
        self.set_count("later", len(grant.outcomes))
        self.now.show_grant(grant)
        if not wanted.get(self.current(), True):
            self.show_tab("now")
        self._seen(self.current())

    def _seen(self, code: str) -> None:
        """What is looked at says what is known now; the others are hidden inside, so that they need no height."""
        for one, content in self.contents.items():
            content.setVisible(one == code)
        content = self.contents.get(code)
        if self.page.grant and content is not None and content is not self.now:
            content.show_grant(self.page.grant)

    def _held(self, code: str, make: Callable[[], QWidget]) -> QWidget:
        """A tab's content inside a widget that stays, while the content is hidden and shown."""
        content: Any = make()
        self.contents[code] = content
        holder = QWidget()
        holder.setLayout(column(content, spacing=0))
        return holder

    # --- goods received, in place

    def begin_receiving(self, bought: PurchaseView) -> None:
        """Show the lines of what came, above the purchases."""
        self.show_tab("goods")
        editor = self._editor()
        if editor:
            editor.begin(bought, self.page.ctx.clock.today())
            editor.show()

    def _editor(self) -> ReceiveEditor | None:
        tab = self.contents.get("goods")
        return tab.editor if isinstance(tab, GoodsTab) else None

    def _end_goods(self) -> None:
        editor = self._editor()
        if editor:
            editor.hide()

    def _save_goods(self, purchase_id: str, raw: Raw, rows: list[Raw]) -> None:
        editor = self._editor()
        self.page.write(service.receive, purchase_id, raw, rows, done=lambda _grant: self._end_goods(),
                        failed=editor.failed if editor else None)  # fmt: skip
