"""Taking a list of people, or of what is about people, out of the program as it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from caseapp.core.permissions import Permission
from caseapp.features.office.pages.exporting import export_button, shown_rows, take_out
from caseapp.features.people import consents
from caseapp.ui.listing import Listing
from caseapp.ui.page import Page


def offer_export(page: Page, shown: Callable[[], Listing], person_of: Callable[[Any], str]) -> None:
    """Put “Export…” beside the page's other buttons, for those who may take data out.

    `shown` gives the list that is seen now, `person_of` whom a row is about. Rows of people who took their consent back
    stay here.
    """

    def start(_checked: bool = False) -> None:
        listing = shown()
        code, title = listing.spec.code, listing.spec.name
        rows = shown_rows(
            code, title, listing.table, listing.spec.page, listing.asked(),
            keep=lambda uow, found: consents.without_withdrawn(uow, found, person_of),
        )  # fmt: skip
        take_out(page.ctx, page.window(), title, [rows], code)

    if page.ctx.can(Permission.EXPORT):
        page.add_action(export_button(page.ctx, start))
