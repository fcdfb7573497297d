"""The closure summary, asked for on the case page."""

from __future__ import annotations

from caseapp.core.i18n import _
from caseapp.features.supervision.closure import closure_pdf
from caseapp.ui.page import Context
from caseapp.ui.preview import show_paper


def print_closure(ctx: Context, case_id: str) -> None:
    """The sheet that says what a case came to."""
    show_paper(
        ctx, _("Closure summary"), lambda uow, level: closure_pdf(uow, case_id, level), name="closure-summary.pdf",
        parent=ctx.dialogs.window,
    )  # fmt: skip
