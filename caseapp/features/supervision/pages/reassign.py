"""Giving cases of one caseworker to another: which, to whom, what that comes to, and one way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _, n_
from caseapp.features.office.pages.bulk import preview_and_do
from caseapp.features.supervision import queries, service
from caseapp.features.supervision.views import Caseload, Worker
from caseapp.ui.page import Page

if TYPE_CHECKING:
    from caseapp.features.supervision.pages.caseload import CaseloadPage


class Which(Choice):
    CHOSEN = "chosen", N_("The cases chosen in the list")
    EVERY = "every", N_("All open cases")


class Reassigning:
    """The steps behind “Reassign cases…” on the caseload page."""

    def __init__(self, page: CaseloadPage) -> None:
        self.page = page

    def begin(self) -> None:
        """Ask which cases go to whom."""
        worker, load = self.page.worker(), self.page.load
        if worker is None or load is None:
            return
        others = [w for w in load.workers if w.working and w.id != worker.id]
        if not others:
            self.page.ctx.toast(_("Nobody else here carries cases. Add a caseworker under Settings first."))
            return
        ids = tuple(case.id for case in self.page.cases.several())
        note = n_(
            "{count} case of {name} is chosen.",
            "{count} cases of {name} are chosen.",
            len(ids),
            name=worker.name,
        )
        start = {"which": Which.CHOSEN if ids else Which.EVERY}
        typed = self.page.ctx.dialogs.ask(
            _form(others), _("Reassign cases"), start, note=note, confirm=_("Go on")
        )
        if typed is None:
            return
        to = next(w for w in others if w.id == str(typed["to"]))
        if typed["which"] is Which.EVERY or not ids:
            self.page.read(
                queries.ids_of,
                worker.id,
                self.page.programme_id,
                done=lambda every: self._preview(every, worker, to),
            )
        else:
            self._preview(ids, worker, to)

    def _preview(self, ids: tuple[str, ...], worker: Worker, to: Worker) -> None:
        """Say what it comes to before it is done."""
        _preview(self.page, ids, to)


def reassign(page: Page, rows: Sequence[Any]) -> None:
    """Cases chosen in a list (or those of the grants chosen) go to one colleague."""
    ids = tuple(dict.fromkeys(getattr(row, "case_id", row.id) for row in rows))

    def ask(load: Caseload) -> None:
        working = [w for w in load.workers if w.working and w.id]
        note = n_("{count} is chosen.", "{count} are chosen.", len(ids))
        to_form = Form.of("reassign-chosen", N_("Reassign cases"), _to(working))
        typed = page.ctx.dialogs.ask(to_form, _("Reassign cases"), {}, note=note, confirm=_("Go on"))
        if typed is not None:
            _preview(page, ids, next(w for w in working if w.id == str(typed["to"])))

    page.read(queries.caseload, done=ask)


def _preview(page: Page, ids: Sequence[str], to: Worker) -> None:
    """What happens to each case, and what the colleague carries then."""
    then = _("{name} then carries {active} of {ceiling}.").format(
        name=to.name, active=to.active + len(ids), ceiling=to.ceiling
    )
    over = " " + _("That is more than the ceiling.") if to.active + len(ids) > to.ceiling else ""
    preview_and_do(
        page, _("Reassign?"), _("Reassign"), service.reassign_fates, (ids, to.id),
        lambda keys: (service.reassign, keys, to.id),
        lambda n: n_("{count} case now with {name}.", "{count} cases now with {name}.", n, name=to.name),
        note=then + over + " " + _("What is planned goes with the cases."),
    )  # fmt: skip


def _form(others: list[Worker]) -> Form:
    """The people to choose from are those who carry cases now."""
    return Form.of(
        "caseload-reassign", N_("Reassign cases"),
        Field("which", "choice", N_("Which cases"), required=True, choices=Which),
        _to(others),
    )  # fmt: skip


def _to(others: Sequence[Worker]) -> Field:
    people = cast(Any, Choice)("People", {f"P{at}": (w.id, _carries(w)) for at, w in enumerate(others)})
    return Field("to", "choice", N_("To"), required=True, choices=people)


def _carries(worker: Worker) -> str:
    return _("{name}, {active} of {ceiling}").format(
        name=worker.name, active=worker.active, ceiling=worker.ceiling
    )
