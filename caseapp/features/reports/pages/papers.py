"""Papers asked for on the case page: shown first, printed or saved only when asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.documents.redaction import Redaction
from caseapp.features.cases import queries as cases
from caseapp.features.office.pages.together import Batch, print_together
from caseapp.features.office.papers import About, put_out
from caseapp.features.people import queries as people
from caseapp.features.people.documents import ConsentPaper
from caseapp.features.reports import batch as batched
from caseapp.features.reports.documents import CaseSummary
from caseapp.features.reports.summary import summary_of
from caseapp.ui.page import Context
from caseapp.ui.preview import show_paper


def print_summary(ctx: Context, case_id: str) -> None:
    """The case summary, at the redaction level chosen."""
    levels = [lv for lv in CaseSummary.levels if lv > Redaction.FULL or ctx.can(Permission.PRINT_FULL)]
    show_paper(
        ctx, _("Case summary"), lambda uow, level: summary_of(uow, case_id, level),
        levels=[(int(lv), lv.shown()) for lv in levels], level=int(CaseSummary.default_level), name="case-summary.pdf",
        parent=ctx.dialogs.window,
    )  # fmt: skip


def print_summaries(ctx: Context, case_ids: Sequence[str]) -> None:
    """The summaries of many cases, in one file or many."""
    batch = Batch(_("Case summaries"), "case-summary", batched.summaries, batched.one)
    print_together(ctx, cast(QWidget, ctx.dialogs.window), batch, case_ids)


def print_consent(ctx: Context, case_id: str) -> None:
    """The consent form with what is on file filled in."""

    def make(uow: Any, level: int) -> bytes:
        case = cases.case(uow, case_id)
        about = About(case.number, _("Case number"), "person", case.person.id, case_id)
        return put_out(uow, ConsentPaper(), (case.person, people.consent(uow, case.person.id)), about)

    show_paper(ctx, _("Consent form"), make, name="consent-form.pdf", parent=ctx.dialogs.window)
