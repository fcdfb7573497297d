"""Asking many partners again: what is asked, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.core.i18n import _, n_
from caseapp.features.office.pages.bulk import preview_and_do
from caseapp.features.referrals import bulk
from caseapp.features.referrals.form import CHASE_FORM
from caseapp.features.referrals.views import ReferralRow
from caseapp.ui.page import Page


def chase(page: Page, rows: Sequence[ReferralRow]) -> None:
    """The same call, message or visit for every referral chosen."""
    ids, title = [row.id for row in rows], _("Asked again")
    note = n_("{count} is chosen.", "{count} are chosen.", len(ids))
    typed = page.ctx.dialogs.ask(CHASE_FORM, title, {}, confirm=_("Go on"), note=note)
    if typed is not None:
        preview_and_do(page, title, _("Record"), bulk.chase_fates, (ids, typed), lambda keys: (bulk.chase_all, keys, typed),
                       lambda n: n_("{count} recorded as asked again.", "{count} recorded as asked again.", n))  # fmt: skip
