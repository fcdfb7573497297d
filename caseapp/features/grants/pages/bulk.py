"""Papers of many grants at once."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.core.i18n import _
from caseapp.features.grants.views import GrantRow
from caseapp.features.office.pages.together import Batch, print_together
from caseapp.ui.page import Page


def agreements(page: Page, rows: Sequence[GrantRow]) -> None:
    """The agreements of those chosen; those without one yet are left out and told."""
    from caseapp.features.grants.documents.agreement import agreements_pdf, one_agreement, without_agreement

    batch = Batch(_("Grant agreements"), "grant-agreement", agreements_pdf, one_agreement, without_agreement)
    print_together(page.ctx, page.window(), batch, [row.id for row in rows])
