"""Handing over a whole caseload: what goes along, to whom, one way back, and the sheet that is printed.

A supervisor moves cases at once (somebody leaves, falls ill). A caseworker asks colleagues, who accept each case or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from caseapp.core.errors import Refused
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases import transfers
from caseapp.features.cases.models import Case
from caseapp.features.followups.models import FollowUp, FollowUpState
from caseapp.features.grants import queries as grants
from caseapp.features.grants.models import GrantState
from caseapp.features.office import bulk
from caseapp.features.office import queries as office
from caseapp.features.office.models import BulkAction
from caseapp.features.people.models import Person
from caseapp.features.referrals.models import Referral
from caseapp.features.supervision.handover_views import Carried, HandOverView, Load, Sheet, Taker
from caseapp.features.supervision.models import HandOver

CARRIERS = ("caseworker", "supervisor")
MOST = 5_000  # grants of one caseload looked through

WHY_FORM = Form.of(
    "handover", N_("Hand over"),
    Field("why", "note", N_("Why"), required=True, max_length=1000, wide=True,
          hint=N_("Stands on the sheet and in the history of every case.")),
    Field("until", "date", N_("Until"), hint=N_("When they are expected back; empty: for good.")),
)  # fmt: skip


@action("handover.load", requires=Permission.CASE_WRITE)
def load(uow: UnitOfWork, giver_id: str = "") -> Load:
    """What somebody carries, one's own without a key, and who could take it. Raises Refused for others' without the say."""
    giver_id = giver_id or uow.actor.id
    _may(uow, giver_id)
    found = uow.session.execute(
        cases.select_rows(uow, cases.CaseFilter(caseworker_id=giver_id)).order_by(Case.number)
    )
    return Load(
        giver_id, office.names(uow.session).get(giver_id, ""), _carried(uow, giver_id, found.all()),
        len(_promised(uow, giver_id)), _takers(uow, giver_id),
    )  # fmt: skip


@action("handover.givers", requires=Permission.CASE_ASSIGN)
def givers(uow: UnitOfWork) -> tuple[Taker, ...]:
    """Everybody who carries cases now, also those who left, the fullest first."""
    carried = _active(uow)
    found = [Taker(s.id, s.name, carried[s.id], s.ceiling) for s in office.staff(uow) if carried[s.id]]
    return tuple(sorted(found, key=lambda t: -t.active))


@action("handover.do", requires=Permission.CASE_ASSIGN)
def hand_over(
    uow: UnitOfWork, giver_id: str, assigned: Mapping[str, str], raw: Mapping[str, Any]
) -> HandOverView:
    """Give cases (case -> colleague) to others at once, all or none, with everything that is planned on them.

    Follow-ups planned for the giver by name go to whoever carries their case. `office.bulk.undo` takes all of it back by the
    handover's key. Raises Invalid without a reason, Refused for a case the giver does not carry, for somebody who cannot
    carry cases, or when there is nothing to give.
    """
    values = WHY_FORM.clean(raw)
    if not assigned:
        raise Refused(_("No case is chosen. Nothing was changed."))
    if giver_id in assigned.values():
        raise Refused(_("A case cannot be handed over to the one who carries it. Nothing was changed."))
    uow.reason = values["why"]
    given = {case_id: _still_with(uow, case_id, giver_id) for case_id in assigned}
    promised = {followup.id: followup for followup in _promised(uow, giver_id)}
    takers = {to: casework.carrier(uow, to) for to in set(assigned.values())}
    along = casework.belongings(uow, list(given.values()))

    def step(key: str) -> None:
        if key in promised:
            promised[key].assigned_to = None
        else:
            casework.give(uow, given[key], takers[assigned[key]], along)

    items = [(case.id, case.number) for case in given.values()]
    items += [(followup.id, uow.get(Case, followup.case_id).number) for followup in promised.values()]
    done = HandOver(
        id=bulk.perform(uow, items, step).id, from_id=giver_id, done_by=uow.actor.id, done_on=uow.today,
        moves=[[c, to] for c, to in assigned.items()], promised=list(promised), **values,
    )  # fmt: skip
    return _view(uow, uow.add(done))


@action("handover.ask", requires=Permission.CASE_WRITE)
def ask_colleagues(uow: UnitOfWork, assigned: Mapping[str, str], raw: Mapping[str, Any]) -> int:
    """Ask colleagues to take over one's own cases (case -> colleague); each accepts or declines. Returns how many are asked.

    Restricted cases and those with a question already open are left out: a supervisor gives them.
    """
    values, asked = WHY_FORM.clean(raw), 0
    for case_id, to in assigned.items():
        found = uow.get(Case, case_id)
        if not found.restricted and transfers.of_case(uow, case_id) is None:
            transfers.ask(uow, case_id, {"to": to, "why": values["why"]})
            asked += 1
    if not asked:
        raise Refused(_("None of these cases can be asked for. Nothing was changed."))
    return asked


@action("handover.recent", requires=Permission.CASE_ASSIGN)
def recent(uow: UnitOfWork, limit: int = 20) -> tuple[HandOverView, ...]:
    """The last handovers, the newest first."""
    found = uow.session.scalars(
        select(HandOver).order_by(HandOver.done_on.desc(), HandOver.id.desc()).limit(limit)
    )
    return tuple(_view(uow, done) for done in found.all())


@action("handover.sheet", requires=Permission.CASE_ASSIGN)
def sheet(uow: UnitOfWork, handover_id: str) -> Sheet:
    """A handover for printing: the cases as they stand now, by colleague. Raises NotFound."""
    done = uow.get(HandOver, handover_id)
    keys = [case_id for case_id, _to in done.moves]
    query = (
        cases.select_rows(uow, cases.CaseFilter(closed=None)).where(Case.id.in_(keys)).order_by(Case.number)
    )
    rows = uow.session.execute(query).all()
    lines = {c.id: c for owner in {to for _c, to in done.moves} | {done.from_id} for c in _carried(
        uow, owner, [row for row in rows if row[0].owner_id == owner])}  # fmt: skip
    who = office.names(uow.session)
    shares = tuple(
        (who.get(to, ""), tuple(lines[c] for c, whom in done.moves if whom == to and c in lines))
        for to in dict.fromkeys(to for _c, to in done.moves)
    )
    return Sheet(_view(uow, done), uow.today, shares)


def _may(uow: UnitOfWork, giver_id: str) -> None:
    if giver_id != uow.actor.id and not uow.actor.can(Permission.CASE_ASSIGN):
        raise Refused(_("Only a supervisor hands over what somebody else carries."))


def _still_with(uow: UnitOfWork, case_id: str, giver_id: str) -> Case:
    found = casework.open_for_work(uow, case_id)
    if found.owner_id != giver_id:
        words = _("Case {number} is with somebody else by now. Nothing was changed. Look again.")
        raise Refused(words.format(number=found.number))
    return found


def _carried(uow: UnitOfWork, owner_id: str, found: Iterable[Any]) -> tuple[Carried, ...]:
    """Cases of one person with what waits on each, counted for all of them at once."""
    pairs = [(case, person) for case, person in found]
    visits, referrals, tranches = _visits(uow, owner_id), _referrals(uow, owner_id), _tranches(uow, owner_id)
    rows = cases.case_rows(uow, pairs)
    return tuple(
        Carried(
            row,
            _area(person),
            case.restricted,
            *visits.get(case.id, (0, None)),
            referrals[case.id],
            tranches[case.id],
        )
        for row, (case, person) in zip(rows, pairs, strict=True)
    )


def _area(person: Person) -> str:
    """The first level below the country: `LSJ` of `LSJ05`, `KE007` of `KE007027`."""
    code = person.place or ""
    return code[:3] if code.startswith("LS") else code[:5]


def _visits(uow: UnitOfWork, owner_id: str) -> dict[str, tuple[int, Any]]:
    query = (
        select(FollowUp.case_id, func.count(FollowUp.id), func.min(FollowUp.due_on))
        .join(Case, Case.id == FollowUp.case_id)
        .where(Case.owner_id == owner_id, Case.closed_on.is_(None), FollowUp.state == FollowUpState.PLANNED)
    )
    return {
        key: (count, first) for key, count, first in uow.session.execute(query.group_by(FollowUp.case_id))
    }


def _referrals(uow: UnitOfWork, owner_id: str) -> Counter[str]:
    if not uow.actor.can(Permission.REFERRAL_READ):
        return Counter()
    query = select(Referral.case_id, func.count(Referral.id)).join(Case, Case.id == Referral.case_id)
    query = query.where(Case.owner_id == owner_id, Referral.awaiting.is_(True)).group_by(Referral.case_id)
    return Counter(dict(uow.session.execute(query).all()))


def _tranches(uow: UnitOfWork, owner_id: str) -> Counter[str]:
    if not uow.actor.can(Permission.GRANT_READ):
        return Counter()
    only = grants.GrantFilter(states=(GrantState.PAYING,), caseworker_id=owner_id)
    found: Counter[str] = Counter()
    for row in grants.page(uow, None, MOST, only=only).rows:
        found[row.case_id] += sum(1 for t in row.tranches if t.left)
    return found


def _promised(uow: UnitOfWork, giver_id: str) -> list[FollowUp]:
    query = select(FollowUp).where(FollowUp.assigned_to == giver_id, FollowUp.state == FollowUpState.PLANNED)
    return list(uow.session.scalars(query))


def _active(uow: UnitOfWork) -> Counter[str]:
    query = select(Case.owner_id, func.count(Case.id)).where(Case.closed_on.is_(None)).group_by(Case.owner_id)
    return Counter({key: count for key, count in uow.session.execute(query) if key})


def _takers(uow: UnitOfWork, giver_id: str) -> tuple[Taker, ...]:
    carried = _active(uow)
    found = [s for s in office.staff(uow, active_only=True) if s.role in CARRIERS and s.id != giver_id]
    return tuple(Taker(s.id, s.name, carried[s.id], s.ceiling) for s in found)


def _view(uow: UnitOfWork, done: HandOver) -> HandOverView:
    who, step = office.names(uow.session), uow.session.get(BulkAction, done.id)
    shares = Counter(to for _case, to in done.moves)
    undone_on = step.undone_at.astimezone().date() if step and step.undone_at else done.undone_on
    return HandOverView(
        done.id, who.get(done.from_id, ""), who.get(done.done_by, ""), done.done_on, done.why, done.until,
        tuple((who.get(to, ""), count) for to, count in shares.items()), undone_on,
        own=step is not None and undone_on is None and done.done_by == uow.actor.id,
    )  # fmt: skip
