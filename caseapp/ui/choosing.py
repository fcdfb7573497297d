"""Several rows of a list at once: how many are chosen, all that fit if wanted, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _, n_
from caseapp.ui.theme import S2
from caseapp.ui.widgets import button, label, row

if TYPE_CHECKING:
    from caseapp.ui.listing import Listing

MOST = 1_000  # rows one action takes: more is no look at what happens to each
STEP = 500


class Bulk(Struct, frozen=True):
    """Something done to several rows: its words, and what begins it with the rows chosen."""

    title: str
    begin: Callable[[Sequence[Any]], object]


class Choosing(QObject):
    """The bar below a list that stands there while several rows are chosen."""

    def __init__(self, listing: Listing, bulk: Callable[[], Sequence[Bulk]]) -> None:
        super().__init__(listing)
        self.listing, self.table = listing, listing.table
        self.everything: tuple[Any, ...] = ()  # all that fit, once they were asked for
        self.count = label("", "strong")
        self.all_button = button("", self.choose_all, look="link")
        self.bar = QWidget()
        line = row(self.count, self.all_button, None, spacing=S2)
        self.bar.setLayout(line)
        self.bar.hide()
        self.actions = tuple(bulk())
        for one in self.actions:
            line.addWidget(button(one.title, partial(self._begin, one)))
        if self.actions:
            self.table.allow_several()
            self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self.anew())

    def _begin(self, one: Bulk) -> None:
        one.begin(self.rows())

    def rows(self) -> tuple[Any, ...]:
        """What is chosen, in its order."""
        return self.everything or tuple(self.table.several())

    def choose_all(self) -> None:
        """All that fit, up to MOST, whether they were shown yet or not."""
        asked, page = self.listing.shown, self.listing.spec.page

        def every(uow: Any) -> tuple[Any, ...]:
            found: list[Any] = []
            after = None
            while len(found) < MOST:
                part = page(uow, after, min(STEP, MOST - len(found)), **asked)
                found += part.rows
                after = part.after
                if after is None:
                    break
            return tuple(found)

        self.listing.page.read(every, done=self._all)

    def _all(self, found: tuple[Any, ...]) -> None:
        self.table.selectAll()
        self.everything = found
        self.told()

    def anew(self) -> None:
        """Other rows are shown, or something else is chosen: what was chosen before is no longer."""
        self.everything = ()
        self.told()

    def told(self) -> None:
        """Say how many are chosen, and offer the rest where there is more than is shown."""
        if not self.actions:
            return
        count, shown = len(self.rows()), self.table.rows
        self.bar.setVisible(count > 1)
        self.count.setText(n_("{count} chosen", "{count} chosen", count))
        whole = len(self.table.several()) == len(shown.rows) and not self.everything
        self.all_button.setVisible(count > 1 and whole and shown.goes_on())
        self.all_button.setText(_("Choose all that fit, up to {count}").format(count=f"{MOST:,}"))
