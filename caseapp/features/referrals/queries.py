"""Reading referrals: one, those of a case, pages of many, who has not answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, or_, select

from caseapp.core.choices import Choice
from caseapp.core.errors import Invalid, NotFound, Refused
from caseapp.core.i18n import N_, _, n_
from caseapp.core.ids import is_number
from caseapp.core.permissions import Permission, action
from caseapp.data import narrowing
from caseapp.data.keyset import Cursor, Page, fetch, fetch_apart
from caseapp.data.narrowing import Typed
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person
from caseapp.features.people.views import PersonView, full_name, person_view
from caseapp.features.referrals import consents, private
from caseapp.features.referrals.filters import FILTERS
from caseapp.features.referrals.models import ENDED, PRIVATE_SECTORS, Partner, Referral, ReferralChase, State
from caseapp.features.referrals.slips import read_code
from caseapp.features.referrals.views import (
    ChaseView,
    ReferralRow,
    ReferralView,
    may_read,
    partner_view,
    without_texts,
)

ADULT = 18
RECORDED_BY = ("sent_by", "acknowledged_by", "answered_by", "received_by", "closed_by", "cancelled_by")

# How the journal's entries read on the case's timeline: action -> (chip, tone, fields told).
TIMELINE = {
    "referral.create": (N_("Referral"), "neutral", ("services", "services_note", "priority", "reason")),
    "referral.change": (N_("Referral"), "neutral"),
    "referral.send": (N_("Referral sent"), "private", ("delivery",)),
    "referral.acknowledge": (N_("Referral arrived"), "private", ()),
    "referral.chase": (N_("Partner asked again"), "neutral", ("how", "said")),
    "referral.chase_all": (N_("Partner asked again"), "neutral", ("how", "said")),
    "referral.answer": (
        N_("Referral answered"),
        "private",
        ("answer", "appointment_on", "decline_reason", "answer_note"),
    ),
    "referral.answer_by_slip": (
        N_("Referral answered"),
        "private",
        ("answer", "appointment_on", "decline_reason", "answer_note"),
    ),
    "referral.receive": (N_("Service received"), "ok", ("outcome",)),
    "referral.close": (N_("Referral closed"), "neutral", ("outcome",)),
    "referral.cancel": (N_("Referral cancelled"), "warn", ("cancel_reason",)),
    "incoming.found": (N_("Referred to us"), "brand", ("services", "reason")),
    "incoming.answer": (N_("We answered"), "neutral", ("appointment_on", "decline_reason")),
    "incoming.told": (N_("They know our answer"), "neutral", ("told_how",)),
}


class Show(Choice):
    """What a list of referrals is narrowed to."""

    WAITING = "waiting", N_("Waiting for an answer")
    OVERDUE = "overdue", N_("Answer is late")
    OPEN = "open", N_("Open")
    DECLINED = "declined", N_("Declined")
    ALL = "all", N_("All")


class ReferralFilter(Struct, frozen=True):
    show: Show = Show.OPEN
    mine: bool = False  # my cases, and what I wrote
    partner_id: str = ""
    case_id: str = ""
    sector: str = ""
    typed: Typed = ()  # by the codes of filters.FILTERS


class SendCheck(Struct, frozen=True):
    """What stands between a referral and the post: `problem` forbids it, `ask_why` asks for one more sentence."""

    problem: str = ""
    ask_why: bool = False
    agencies: str = ""
    health_withheld: bool = False


@action("referral.get", requires=Permission.REFERRAL_READ)
def referral(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """One referral as this reader may see it. Raises NotFound; a look at a restricted one is journalled."""
    found = visible(uow, referral_id)
    if found.restricted:
        uow.note("referral.seen", "referral", found.id, found.case_id)
    return view(uow, found)


@action("referral.by_slip", requires=Permission.REFERRAL_READ)
def by_slip(uow: UnitOfWork, typed: str) -> ReferralView:
    """The referral whose slip code or number was typed. Raises Invalid for a mistyped code, NotFound for an unknown."""
    return view(uow, find_slip(uow, typed))


@action("referral.of_case", requires=Permission.REFERRAL_READ)
def of_case(uow: UnitOfWork, case_id: str) -> tuple[ReferralRow, ...]:
    """All referrals of a case, the newest first."""
    query = select_rows(uow, ReferralFilter(Show.ALL, case_id=case_id))
    return rows(uow, uow.session.execute(query.order_by(Referral.created_on.desc(), Referral.id.desc())))


@action("referral.of_case_count", requires=Permission.REFERRAL_READ)
def of_case_count(uow: UnitOfWork, case_id: str) -> int:
    """How many referrals a case has."""
    return uow.session.scalar(select(func.count(Referral.id)).where(Referral.case_id == case_id)) or 0


@action("referral.page", requires=Permission.REFERRAL_READ)
def page(
    uow: UnitOfWork, after: Cursor | None = None, limit: int = 100, sort: str = "due", descending: bool = False,
    only: ReferralFilter = ReferralFilter(),
) -> Page[ReferralRow]:  # fmt: skip
    """The next referrals in the order of `sort`: due (the answer), created_on or number."""
    ask = fetch_apart if sort == "due" else fetch
    found, more = ask(uow.session, select_rows(uow, only), _order(sort), after, limit, descending)
    return Page(rows(uow, found), more)


@action("referral.count", requires=Permission.REFERRAL_READ)
def count(uow: UnitOfWork, only: ReferralFilter = ReferralFilter()) -> int:
    """How many referrals fit the filter, among those this actor may see."""
    query = select(func.count(Referral.id)).join(Case, Case.id == Referral.case_id)
    return uow.session.scalar(_narrow(uow, query, only)) or 0


@action("referral.counts", requires=Permission.REFERRAL_READ)
def counts(uow: UnitOfWork, mine: bool = False) -> dict[Show, int]:
    """How many wait for an answer and how many of these are late: the numbers of the page."""
    return {show: count(uow, ReferralFilter(show, mine=mine)) for show in (Show.WAITING, Show.OVERDUE)}


SHOW, MINE = "show", "mine"  # beside the filters: which list, and only mine


def listed(typed: Typed) -> ReferralFilter:
    """What the page of referrals asks for: its list (`show`), only mine (`mine`), and what else narrows it."""
    asked = dict(typed)
    show, mine = asked.pop(SHOW, ""), asked.pop(MINE, "")
    return ReferralFilter(
        Show(show) if show in set(Show) else Show.WAITING, mine=bool(mine), typed=tuple(asked.items())
    )


@action("referral.late_for_me", requires=Permission.REFERRAL_READ)
def late_for_me(uow: UnitOfWork) -> int:
    """Answers that are late on my cases or on what I wrote: the number in the navigation."""
    return count(uow, ReferralFilter(Show.OVERDUE, mine=True))


@action("referral.partners_of", requires=Permission.REFERRAL_READ)
def partners_of(uow: UnitOfWork, referral_ids: tuple[str, ...]) -> dict[str, str]:
    """The partner's name of each of these referrals: for the timeline of a case, which says to whom one was sent.

    Private referrals are left out: that somebody was referred to such a service is not for every reader of the case.
    """
    query = select(Referral.id, Partner.name).join(Partner, Partner.id == Referral.partner_id)
    found = uow.session.execute(
        query.where(Referral.id.in_(referral_ids), Referral.sector.not_in(PRIVATE_SECTORS))
    )
    return {row[0]: row[1] for row in found}


@action("referral.send_check", requires=Permission.REFERRAL_READ)
def send_check(uow: UnitOfWork, referral_id: str) -> SendCheck:
    """Whether this referral could be sent now as far as consent goes, and what would be asked or left out."""
    found = visible(uow, referral_id)
    try:
        consent = consents.required(uow, found.person_id)
    except Refused as refused:
        return SendCheck(problem=str(refused))
    named = consents.names_agency(consent.partners, uow.get(Partner, found.partner_id).name)
    return SendCheck("", not named, consent.partners or "", consents.health_withheld(found.sector, consent))


def is_child(person: Person | PersonView, today: date) -> bool:
    """Whether a caregiver has to be thought of."""
    return person.birth_date.age(today) < ADULT


def guard(uow: UnitOfWork, case_id: str) -> str | None:
    """Why a case cannot close yet: a referral of it without an outcome. For the closure of cases."""
    query = select(Referral.number).where(Referral.case_id == case_id, Referral.state.not_in(ENDED))
    numbers = uow.session.scalars(query.order_by(Referral.number)).all()
    if not numbers:
        return None
    return n_(
        "{count} referral is still open: {list}. Record how it ended, or cancel it.",
        "{count} referrals are still open: {list}. Record how they ended, or cancel them.",
        len(numbers), list=", ".join(numbers),
    )  # fmt: skip


def visible(uow: UnitOfWork, referral_id: str) -> Referral:
    """The record, when this actor may know of it and of its case. Raises NotFound."""
    found = uow.get(Referral, referral_id)
    uow.get(Case, found.case_id)
    return found


def find_slip(uow: UnitOfWork, typed: str) -> Referral:
    """The record behind a slip code, behind the referral number that stands beside it, or behind a scanned QR code."""
    code, numbers = read_code(typed), "".join(typed.split()).upper().split(":")
    query = select(Referral).join(Case, Case.id == Referral.case_id)
    known = or_(Referral.number.in_(numbers), Referral.slip_code == (code or ""))
    found = uow.session.scalars(query.where(known)).first()
    if found is not None:
        return found
    if code is None and not any(is_number(number) for number in numbers):
        raise Invalid(
            {"code": _("This is no code of ours: a letter or digit is wrong. It looks like K7QM-3XDP.")}
        )
    raise NotFound(_("No referral of this office has this code, or your role does not show it."))


def select_rows(uow: UnitOfWork, only: ReferralFilter) -> Select[Any]:
    """Referral, case, person and the partner's name together, narrowed: what `rows` turns into lines."""
    query: Any = (
        select(Referral, Case, Person, Partner.name)
        .join(Case, Case.id == Referral.case_id)
        .join(Person, Person.id == Referral.person_id)
        .join(Partner, Partner.id == Referral.partner_id)
    )
    return _narrow(uow, query, only)


def rows(uow: UnitOfWork, found: Any) -> tuple[ReferralRow, ...]:
    records = list(found)
    who = names(uow.session)
    agreed = consents.standing(uow, {r.person_id for r, *_rest in records})
    asked_again = _asked_again(uow, [r.id for r, *_rest in records])
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    return tuple(
        ReferralRow(
            id=r.id, number=r.number, case_id=c.id, case_number=c.number, person_id=p.id,
            name=full_name(p.given_name, p.middle_name, p.family_name) if named else p.number,
            partner_id=r.partner_id, partner=partner, sector=r.sector, priority=r.priority, state=r.state,
            created_on=r.created_on, sent_on=r.sent_on, answer_due_on=r.answer_due_on, answered_on=r.answered_on,
            appointment_on=r.appointment_on, received_on=r.received_on, caseworker_id=c.owner_id,
            caseworker=who.get(c.owner_id or "", ""),
            attention=_needs_attention(r, consents.covers(agreed.get(p.id), consents.REFERRAL)),
            chased_on=asked_again.get(r.id),
        )
        for r, c, p, partner in records
    )  # fmt: skip


def view(uow: UnitOfWork, r: Referral) -> ReferralView:
    """The record as this actor may see it."""
    who, case, person = names(uow.session), uow.get(Case, r.case_id), uow.get(Person, r.person_id)
    plain: dict[str, Any] = {f: getattr(r, f) for f in ReferralView.__struct_fields__ if hasattr(r, f)}
    plain |= private.texts(uow, r) | {"chases": _chases(uow, r, who)}
    agreed = consents.standing(uow, [r.person_id]).get(r.person_id)
    people = {name: who.get(plain[name] or "", "") for name in RECORDED_BY}
    whole = ReferralView(
        **plain | people, case_number=case.number, person=person_view(person, uow.actor),
        partner=partner_view(uow.get(Partner, r.partner_id)), child=is_child(person, uow.today),
        hidden=False, attention=_needs_attention(r, consents.covers(agreed, consents.REFERRAL)),
        author=who.get(r.written_by, ""), caseworker_id=case.owner_id, caseworker=who.get(case.owner_id or "", ""),
    )  # fmt: skip
    return whole if may_read(r, uow.actor) else without_texts(whole, uow.actor)


def _asked_again(uow: UnitOfWork, referral_ids: list[str]) -> dict[str, date]:
    """The last day each partner was asked again."""
    if not referral_ids:
        return {}
    query = select(ReferralChase.referral_id, func.max(ReferralChase.chased_on))
    found = uow.session.execute(
        query.where(ReferralChase.referral_id.in_(referral_ids), ReferralChase.struck.is_(False)).group_by(
            ReferralChase.referral_id
        )
    )
    return {row[0]: row[1] for row in found}


def _chases(uow: UnitOfWork, r: Referral, who: dict[str, str]) -> tuple[ChaseView, ...]:
    order = (ReferralChase.chased_on, ReferralChase.id)
    found = uow.session.scalars(
        select(ReferralChase)
        .where(ReferralChase.referral_id == r.id, ReferralChase.struck.is_(False))
        .order_by(*order)
    )
    return tuple(ChaseView(c.chased_on, who.get(c.asked_by, ""), c.how, c.said) for c in found)


def _needs_attention(r: Referral, agreed: bool) -> bool:
    """Shared already and still running, but the person no longer agrees."""
    return not agreed and r.state not in (State.DRAFT, *ENDED)


def _order(sort: str) -> tuple[Any, ...]:
    if sort == "number":
        return (Referral.number,)
    return (Referral.created_on if sort == "created_on" else Referral.answer_due_on, Referral.id)


def _narrow(uow: UnitOfWork, query: Select[Any], only: ReferralFilter) -> Select[Any]:
    for column, value in (
        (Referral.partner_id, only.partner_id), (Referral.case_id, only.case_id), (Referral.sector, only.sector),
    ):  # fmt: skip
        if value:
            query = query.where(column == value)
    if only.mine:
        query = query.where(or_(Case.owner_id == uow.actor.id, Referral.written_by == uow.actor.id))
    return narrowing.apply(uow, query.where(*_shown(uow.today, only.show)), FILTERS, only.typed)  # type: ignore[no-any-return]


def _shown(today: date, show: Show) -> tuple[ColumnElement[bool], ...]:
    return {
        Show.WAITING: (Referral.awaiting.is_(True),),
        Show.OVERDUE: (Referral.awaiting.is_(True), Referral.answer_due_on < today),
        Show.OPEN: (Referral.state.not_in(ENDED),),
        Show.DECLINED: (Referral.state == State.DECLINED,),
        Show.ALL: (),
    }[show]
