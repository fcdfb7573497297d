"""The referrals of one case."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.features.referrals import queries
from caseapp.features.referrals.pages.desk import Desk, columns
from caseapp.features.referrals.pages.refer import refer
from caseapp.features.referrals.views import ReferralRow
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import button, column, label, row


class ReferralsTab(Watching):
    watches = frozenset({"referral", "partner", "consent"})

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.desk = Desk(self, _("Referrals of this case"), columns(self, of_case=True), link_case=False)
        self.sentence = label("", "second")
        self.add = button(_("Refer to a partner…"), lambda: refer(ctx, case_id), icon_name="send")
        self.add.setVisible(ctx.can(Permission.REFERRAL_WRITE))
        layout = column(row(self.sentence, None, self.add), self.desk, spacing=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        self.read(queries.of_case, self.case_id, done=self._fill)

    def _fill(self, rows: tuple[ReferralRow, ...]) -> None:
        late = sum(r.late(self.ctx.clock.today()) for r in rows)
        self.sentence.setText(
            n_("{count} answer is late.", "{count} answers are late.", late) if late else ""
        )
        self.desk.show_rows(rows, None, lambda after, answer: None, _("Nobody was asked for help yet."))
