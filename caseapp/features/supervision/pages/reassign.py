"""Giving cases of one caseworker to another: which, to whom, what that comes to, and one way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _, n_
from caseapp.features.supervision import queries, service
from caseapp.features.supervision.views import Reassigned, Worker

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
        moved = n_("{count} case goes from {giver} to {taker}.", "{count} cases go from {giver} to {taker}.", len(ids),
                   giver=worker.name or _("nobody"), taker=to.name)  # fmt: skip
        then = _("{name} then carries {active} of {ceiling}.").format(
            name=to.name, active=to.active + len(ids), ceiling=to.ceiling
        )
        over = to.active + len(ids) > to.ceiling
        words = [moved, then] + ([_("That is more than the ceiling.")] if over else [])
        words.append(_("What is planned goes with the cases. You can undo it."))
        if self.page.ctx.dialogs.confirm(_("Reassign?"), " ".join(words), _("Reassign")):
            self.page.write(service.reassign, ids, to.id, done=self._done)

    def _done(self, done: Reassigned) -> None:
        words = n_(
            "{count} case now with {name}.", "{count} cases now with {name}.", len(done.moves), name=done.to
        )
        self.page.ctx.toast(words, lambda: self.page.write(service.give_back, done, done=self._undone))

    def _undone(self, count: int) -> None:
        self.page.ctx.toast(n_("{count} case went back.", "{count} cases went back.", count))


def _form(others: list[Worker]) -> Form:
    """The people to choose from are those who carry cases now."""
    people = cast(Any, Choice)("People", {f"P{at}": (w.id, _carries(w)) for at, w in enumerate(others)})
    return Form.of(
        "caseload-reassign", N_("Reassign cases"),
        Field("which", "choice", N_("Which cases"), required=True, choices=Which),
        Field("to", "choice", N_("To"), required=True, choices=people),
    )  # fmt: skip


def _carries(worker: Worker) -> str:
    return _("{name}, {active} of {ceiling}").format(
        name=worker.name, active=worker.active, ceiling=worker.ceiling
    )
