"""My day, Caseload and Approvals, each put together in one reading from the queries of other features."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission, action
from caseapp.data import drafts
from caseapp.data.keyset import Cursor, Page
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments import queries as assessments
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Case, Stage
from caseapp.features.cases.queries import CaseFilter, CaseRow
from caseapp.features.followups import queries as followups
from caseapp.features.office.queries import names
from caseapp.features.people import reviewing
from caseapp.features.people.emergency import OpeningView
from caseapp.features.supervision import approvals, unfinished
from caseapp.features.supervision import caseload as counting
from caseapp.features.supervision import todo as gathering
from caseapp.features.supervision.came_back import came_back
from caseapp.features.supervision.desk import Desk
from caseapp.features.supervision.tiles import tiles
from caseapp.features.supervision.views import Caseload, Closing, Door, MyDay, Standing, Waiting

TIMELINE = {
    "handover.do": (N_("Handed over"), "brand", ("owner_id",)),
    "handover.undo": (N_("Handover taken back"), "warn", ("owner_id",)),
    "caseload.reassign": (N_("Assigned"), "neutral", ("owner_id",)),
}


@action("myday.show", requires=Permission.OWN_WORK)
def my_day(uow: UnitOfWork) -> MyDay:
    """What this person has to do: numbers of their role, the things due within the week, what came back, drafts."""
    desk = Desk(uow)
    found, more = gathering.gather(uow, desk)
    return MyDay(
        today=uow.today, tiles=tiles(uow, desk), todo=found, more=more, came_back=came_back(uow),
        drafts=unfinished.mine(uow), by_risk=gathering.risks(uow, _whose(uow)), overdue=desk.counts.overdue,
        unanswered=desk.late_answers, deciding=desk.to_decide,
    )  # fmt: skip


@action("myday.badge", requires=Permission.OWN_WORK)
def overdue(uow: UnitOfWork) -> int:
    """How much of one's own is late: the number in the navigation."""
    return followups.counts(uow).overdue if uow.actor.can(Permission.FOLLOWUP_READ) else 0


@action("caseload.show", requires=Permission.CASELOAD_READ)
def caseload(uow: UnitOfWork, programme_id: str = "") -> Caseload:
    """Who carries what, and where cases stand; of one programme, or of all."""
    decides = uow.actor.can(Permission.APPROVALS_READ)
    return counting.build(uow, programme_id, Desk(uow).to_decide if decides else None)


@action("caseload.standing_out", requires=Permission.CASELOAD_READ)
def standing_out(uow: UnitOfWork, programme_id: str = "") -> tuple[Standing, ...]:
    """What stands out over all cases besides the numbers of each caseworker."""
    nobody = CaseFilter(programme_id=programme_id, nobody=True)
    closing = CaseFilter(programme_id=programme_id, stage=Stage.CLOSING)
    lost = CaseFilter(programme_id=programme_id, lost=True)
    found = [
        Standing("nobody", _("with nobody who works here"), cases.count(uow, nobody), nobody),
        Standing("closing", _("ready to close"), cases.count(uow, closing), closing),
        Standing("lost", _("lost to follow-up"), cases.count(uow, lost), lost),
    ]
    if uow.actor.can(Permission.ASSESSMENT_READ):
        missed = assessments.missed_count(uow)
        found.append(Standing("surveys", _("survey rounds missed, all programmes"), missed))
    return (*found, *_duplicates(uow), *_drafts(uow))


def _duplicates(uow: UnitOfWork) -> Iterable[Standing]:
    """Pairs to decide as the last look through the office left them; how to look where nobody did."""
    if not uow.actor.can(Permission.PERSON_MERGE):
        return
    door, last = Door("duplicates"), reviewing.standing(uow)
    if last is None:
        yield Standing(
            "duplicates", _("who may be on file twice: look through the office"), 0, door=door, looked=False
        )
        return
    words = n_("pair of people who may be one, reviewed {day}", "pairs of people who may be one, reviewed {day}",
               last.count, day=dates.day(last.on))  # fmt: skip
    yield Standing("duplicates", words, last.count, door=door)


def _drafts(uow: UnitOfWork) -> Iterable[Standing]:
    """Whose drafts lie unfinished: a line for each colleague, whom one talks to about it. Drafts stay their writer's."""
    if not uow.actor.can(Permission.CASE_ASSIGN):
        return
    who = names(uow.session)
    for one in drafts.counts(uow):
        words = n_("unfinished draft of {name}, from {day}: talk to them",
                   "unfinished drafts of {name}, the oldest from {day}: talk to them", one.count,
                   name=who.get(one.user_id, ""), day=dates.day(one.oldest.astimezone().date()))  # fmt: skip
        yield Standing("drafts", words, one.count, door=Door("supervision", {"staff_id": one.user_id}))


@action("caseload.people_of", requires=Permission.CASELOAD_READ)
def people_of(uow: UnitOfWork, case_ids: Sequence[str]) -> dict[str, str]:
    """Whose cases these are: case -> person."""
    return dict(uow.session.execute(select(Case.id, Case.person_id).where(Case.id.in_(case_ids))).all())


@action("caseload.cases_of", requires=Permission.CASELOAD_READ)
def cases_of(
    uow: UnitOfWork, staff_id: str, after: Cursor | None = None, limit: int = 100, programme_id: str = ""
) -> Page[CaseRow]:  # fmt: skip
    """The open cases somebody carries ("" for nobody), the oldest contact first."""
    only = CaseFilter(caseworker_id=staff_id, unassigned=not staff_id, programme_id=programme_id)
    return cases.page(uow, after, limit, "last", False, only)


@action("caseload.ids_of", requires=Permission.CASELOAD_READ)
def ids_of(uow: UnitOfWork, staff_id: str, programme_id: str = "") -> tuple[str, ...]:
    """The keys of all open cases somebody carries ("" for nobody), for giving them to others."""
    query = select(Case.id).where(Case.closed_on.is_(None), Case.owner_id == (staff_id or None))
    if programme_id:
        query = query.where(Case.programme_id == programme_id)
    return tuple(uow.session.scalars(query.order_by(Case.id)))


@action("approvals.list", requires=Permission.APPROVALS_READ)
def waiting(uow: UnitOfWork) -> tuple[Waiting, ...]:
    """Everything that waits for a decision, the oldest request first."""
    return approvals.waiting(uow)


@action("approvals.count", requires=Permission.APPROVALS_READ)
def waiting_count(uow: UnitOfWork) -> int:
    """How many of them this actor may decide: the number in the navigation."""
    return sum(not w.own for w in approvals.waiting(uow))


@action("approvals.closing", requires=Permission.CASE_APPROVE)
def closing(uow: UnitOfWork, case_id: str) -> Closing:
    """A closure to decide: why, how things stand, and what keeps the case from closing."""
    return approvals.closing(uow, case_id)


@action("approvals.emergency", requires=Permission.CASE_APPROVE)
def emergency_opening(uow: UnitOfWork, opening_id: str) -> OpeningView:
    """A restricted record somebody opened in an emergency. Raises NotFound once a supervisor decided."""
    return approvals.emergency_opening(uow, opening_id)


def _whose(uow: UnitOfWork) -> str:
    """Whose cases the risks are counted over: one's own, or everybody's for those who look after others."""
    return "" if uow.actor.can(Permission.CASELOAD_READ) else uow.actor.id
