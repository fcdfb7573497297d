"""Ask, assess, act: safety checks from the first sign to the supervisor's signature.

A check begins with a tick in a session, an answer of a questionnaire or the counsellor's own asking. It cannot be finished
without a risk level and an action. Imminent danger is told to the supervisor (the case number, nothing else) and stays on
their day until they sign it off; so does a check nobody finished by the next day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.types import as_json
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.mhpss import sealed
from caseapp.features.mhpss.models import COMPARTMENT, Origin, RiskLevel, SafetyCheck, Session
from caseapp.features.mhpss.safety_form import FLOW_NAMES, SAFETY_FORM, SIGN_OFF_FORM
from caseapp.features.mhpss.views import Alert, SafetyRow, SafetyView, safety_view
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

NAMES = tuple(f.name for f in SAFETY_FORM.fields)


# --- reading


@action("mhpss.safety_checks", requires=Permission.MHPSS_READ)
def checks(uow: UnitOfWork, case_id: str) -> tuple[SafetyView, ...]:
    """The safety checks of a case, opened and journalled as read, the newest first."""
    sealed.inside(uow)
    uow.get(Case, case_id)
    newest_first = (SafetyCheck.created_on.desc(), SafetyCheck.id.desc())
    rows = uow.session.scalars(
        select(SafetyCheck).where(SafetyCheck.of_case_id == case_id).order_by(*newest_first)
    ).all()
    return tuple(_read(uow, row) for row in rows)


@action("mhpss.safety_check", requires=Permission.MHPSS_READ)
def check(uow: UnitOfWork, check_id: str) -> SafetyView:
    """One safety check, opened and journalled as read. Raises NotFound."""
    sealed.inside(uow)
    found = uow.get(SafetyCheck, check_id)
    uow.get(Case, found.of_case_id)
    return _read(uow, found)


@action("mhpss.safety_begun", requires=Permission.MHPSS_READ)
def begun_by(uow: UnitOfWork, screening_id: str) -> SafetyView:
    """The check that an answer of a questionnaire began. Raises Refused when it began none."""
    sealed.inside(uow)
    found = uow.session.scalar(select(SafetyCheck).where(SafetyCheck.screening_id == screening_id))
    if found is None:
        raise Refused(_("No answer of this questionnaire asked for a safety check."))
    return _read(uow, found)


@action("mhpss.alerts", requires=Permission.MHPSS_SIGN_OFF)
def alerts(uow: UnitOfWork) -> tuple[Alert, ...]:
    """What a supervisor must see to today: imminent danger not signed off, and checks begun before today and not finished.

    Of restricted cases too: that somebody is in danger is kept from no supervisor.
    """
    c, case = SafetyCheck.__table__.c, Case.__table__.c
    query = (
        select(c.id, c.of_case_id, case.number, c.owner_id, c.imminent, c.imminent_on, c.created_on)
        .join(Case.__table__, case.id == c.of_case_id)
        .where(or_(_unsigned(c), _unfinished(c) & (c.created_on < uow.today)))
        .order_by(c.imminent.desc(), c.created_on, c.id)
    )
    who = names(uow.session)
    return tuple(
        Alert(
            key,
            case_id,
            number,
            owner,
            who.get(owner or "", ""),
            imminent,
            (on if imminent else None) or begun,
        )
        for key, case_id, number, owner, imminent, on, begun in uow.session.execute(query)
    )


@action("mhpss.alert_count", requires=Permission.MHPSS_SIGN_OFF)
def alert_count(uow: UnitOfWork) -> int:
    """How many alerts there are: the number in the navigation."""
    return len(alerts(uow))


def of_session(uow: UnitOfWork, session_id: str) -> SafetyCheck | None:
    """The safety check that stands in a session."""
    return uow.session.scalar(
        select(SafetyCheck).where(SafetyCheck.session_id == session_id, SafetyCheck.struck.is_(False))
    )


def content(uow: UnitOfWork, check: SafetyCheck | None) -> dict[str, Any]:
    """What a check holds, unsealed; nothing for none, or while it is not finished."""
    if check is None or check.sealed is None:
        return {}
    found: dict[str, Any] = uow.sealer.open(COMPARTMENT, check.id, check.sealed)
    return found


def guard(uow: UnitOfWork, case_id: str) -> str | None:
    """Why a case cannot close yet: its counsellor has something to settle, or a supervisor to sign. Never what."""
    c = SafetyCheck.__table__.c
    open_one = select(c.owner_id).where(c.of_case_id == case_id, or_(_unsigned(c), _unfinished(c))).limit(1)
    found = uow.session.execute(open_one).first()
    if found is None:
        return None
    who = names(uow.session).get(found.owner_id or "", "")
    return _("{name} has to settle something about this case first. Please ask them.").format(name=who)


def desk_rows(uow: UnitOfWork) -> tuple[SafetyRow, ...]:
    """Checks to be finished, whoever began them; then one's own people to be seen again after a check."""
    begun = _rows().where(_unfinished(SafetyCheck)).order_by(SafetyCheck.created_on, SafetyCheck.id)
    later, met = aliased(SafetyCheck), aliased(Session)
    newer = select(later.id).where(
        later.of_case_id == SafetyCheck.of_case_id, later.struck.is_(False), later.id > SafetyCheck.id
    )
    seen = select(met.id).where(
        met.of_case_id == SafetyCheck.of_case_id, met.struck.is_(False), met.held_on > SafetyCheck.finished_on
    )
    again = _rows().where(
        SafetyCheck.next_on.is_not(None), SafetyCheck.owner_id == uow.actor.id, SafetyCheck.struck.is_(False),
        ~newer.exists(), ~seen.exists(),
    ).order_by(SafetyCheck.next_on, SafetyCheck.id)  # fmt: skip
    who = names(uow.session)
    return tuple(
        SafetyRow(case_row(c, p, uow.actor, who), s.id, s.created_on, s.finished_on is not None, s.next_on,
                  who.get(s.owner_id or "", ""))
        for query in (begun, again) for s, c, p in uow.session.execute(query)
    )  # fmt: skip


def next_for(uow: UnitOfWork, case_id: str) -> date | None:
    """The day the latest finished check agreed on, for the date that others may know."""
    c = SafetyCheck.__table__.c
    newest = select(c.next_on).where(c.of_case_id == case_id, c.struck.is_(False), c.finished_on.is_not(None))
    return uow.session.scalar(newest.order_by(c.id.desc()).limit(1))


# --- writing


@action("mhpss.add_safety", requires=Permission.MHPSS_WRITE)
def add(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> SafetyView:
    """A check the counsellor made without a sign before it. Raises Invalid without risk level and action."""
    sealed.inside(uow)
    return finish(uow, begin(uow, case_id, Origin.ASKED).id, raw)


@action("mhpss.finish_safety", requires=Permission.MHPSS_WRITE)
def finish(
    uow: UnitOfWork, check_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> SafetyView:
    """Finish a check that was begun, or correct one's own; `seen` is what the form showed.

    Raises Invalid without a risk level, an action and, where there is danger, the day the person is seen again; Refused
    for somebody else's finished one.
    """
    sealed.inside(uow)
    found = uow.get(SafetyCheck, check_id)
    cases.open_for_work(uow, found.of_case_id)
    if found.struck or (found.finished_on and found.owner_id != uow.actor.id):
        raise Refused(_("Only its counsellor can change this. Record what is new as a new entry."))
    values = SAFETY_FORM.clean(raw, uow.office.country)
    require({"asked_on": sealed.future(uow, values["asked_on"])})
    merged = sealed.merged(_stored(uow, found), values, seen)
    if found.finished_on is None:
        found.owner_id = uow.actor.id  # whoever asked is who knows
    if merged is not None:
        _write(uow, found, merged, values["asked_on"])
        found.next_on = merged["next_on"]
    return safety_view(found, content(uow, found), names(uow.session))


@action("mhpss.sign_off", requires=Permission.MHPSS_SIGN_OFF)
def sign_off(uow: UnitOfWork, check_id: str, raw: Mapping[str, Any]) -> None:
    """The supervisor made sure that somebody in imminent danger is looked after. Raises Refused when there is nothing to
    sign, or for whoever recorded the danger."""
    found = uow.get(SafetyCheck, check_id)
    if not found.imminent or found.signed_off_on:
        raise Refused(
            _("There is no danger to sign off here. The counsellor must finish the check, or it was signed.")
        )
    if found.owner_id == uow.actor.id:
        raise Refused(_("Somebody else must sign this off: you recorded it."))
    found.signed_how = SIGN_OFF_FORM.clean(raw)["signed_how"]
    found.signed_off_on, found.signed_off_by = uow.today, uow.actor.id


def begin(
    uow: UnitOfWork,
    case_id: str,
    origin: Origin,
    session_id: str | None = None,
    screening_id: str | None = None,
) -> SafetyCheck:
    """A sign was seen: a check that has to be finished. The counsellor who saw it owns it."""
    case = cases.open_for_work(uow, case_id)
    return uow.add(
        SafetyCheck(id=uuid7(), of_case_id=case.id, origin=origin, session_id=session_id, screening_id=screening_id,
                    team=case.team, owner_id=uow.actor.id, restricted=case.restricted)
    )  # fmt: skip


def from_session(
    uow: UnitOfWork, session: Session, values: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> None:
    """Keep what a session's form says about safety in the check that belongs to it; values None: no danger came up.

    A danger that was imminent stays with the supervisor until it is signed, also when it was entered by mistake.
    """
    found = of_session(uow, session.id)
    if not values:
        if found:
            found.struck = True
        return
    found = found or begin(uow, session.of_case_id, Origin.SESSION, session.id)
    asked = {name: values.get(name) for name in FLOW_NAMES} | {"asked_on": session.held_on, "next_on": None}
    merged = sealed.merged(_stored(uow, found) | {"asked_on": session.held_on}, asked, seen)
    if merged is not None:
        _write(uow, found, merged, session.held_on)


def _write(uow: UnitOfWork, check: SafetyCheck, values: Mapping[str, Any], on: date) -> None:
    """Seal it; a danger that is imminent now and was not before must be signed off anew."""
    now = values["risk_level"] is RiskLevel.IMMINENT
    if now and not check.imminent:
        check.imminent_on = uow.today
        check.signed_off_on = check.signed_off_by = None
    check.imminent = check.imminent or now
    check.finished_on = check.finished_on or on
    told = {name: as_json(value) for name, value in values.items() if value is not None}
    check.sealed = uow.sealer.seal(COMPARTMENT, check.id, told)


def _stored(uow: UnitOfWork, check: SafetyCheck) -> dict[str, Any]:
    kept = content(uow, check)
    return {name: SAFETY_FORM.by_name[name].read(kept.get(name)) for name in NAMES}


def _read(uow: UnitOfWork, found: SafetyCheck) -> SafetyView:
    uow.note("mhpss.read", SafetyCheck.__tablename__, found.id)
    return safety_view(found, content(uow, found), names(uow.session))


def _unfinished(c: Any) -> Any:
    return c.finished_on.is_(None) & c.struck.is_(False)


def _unsigned(c: Any) -> Any:
    return c.imminent.is_(True) & c.signed_off_on.is_(None)


def _rows() -> Select[SafetyCheck, Case, Person]:
    return (
        select(SafetyCheck, Case, Person)
        .join(Case, Case.id == SafetyCheck.of_case_id)
        .join(Person, Person.id == Case.person_id)
        .where(Case.closed_on.is_(None))
    )
