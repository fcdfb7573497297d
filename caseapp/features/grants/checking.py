"""What deserves a second look before money goes out. A check blocks nothing: somebody explains it, and the words stay.

Matches are sought in the tables themselves, among all grants; only those this reader may see are named, the others counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select

from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.grants.models import Grant, GrantState, Payment, Receipt, ReceiptStatus
from caseapp.features.grants.views import Check, OtherGrant, TrancheView
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

GRANTS: Any = Grant.__table__
CASES: Any = Case.__table__
PAYMENTS: Any = Payment.__table__
RECEIPTS: Any = Receipt.__table__
NAMED = 5  # others named; more are only counted


def checks(uow: UnitOfWork, grant: Grant, plan: Sequence[TrancheView]) -> tuple[Check, ...]:
    """Every question about this grant, the gravest first, each with its explanation if somebody gave one."""
    found = [_about_others(uow, grant, code, others(uow, grant, code)) for code in FINDERS]
    found += [_against_the_score(uow, grant), _paid_by_own_check(plan)]
    return tuple(check for check in found if check)


def others(uow: UnitOfWork, grant: Grant, code: str) -> list[str]:
    """Ids of the other grants that a check of this code is about, seen or not, the oldest first."""
    return list(uow.session.scalars(FINDERS[code](grant).order_by(GRANTS.c.id).distinct()))


def _person(grant: Grant) -> Any:
    return select(CASES.c.person_id).where(CASES.c.id == grant.case_id).scalar_subquery()


def _elsewhere(grant: Grant) -> Select[Any]:
    """Grants of other people that came to something."""
    query = select(GRANTS.c.id).join(CASES, CASES.c.id == GRANTS.c.case_id)
    return query.where(CASES.c.person_id != _person(grant), _counts())


def _counts() -> Any:
    void = (GrantState.REJECTED, GrantState.CANCELLED)
    return or_(GRANTS.c.state.not_in(void), GRANTS.c.paid > 0)


def _same_phone(grant: Grant) -> Select[Any]:
    own = select(PAYMENTS.c.payee_phone).where(
        PAYMENTS.c.grant_id == grant.id, PAYMENTS.c.payee_phone.is_not(None)
    )
    ours = own.union(
        select(GRANTS.c.payee_phone).where(GRANTS.c.id == grant.id, GRANTS.c.payee_phone.is_not(None))
    )
    paid_to = select(PAYMENTS.c.grant_id).where(PAYMENTS.c.payee_phone.in_(ours))
    return _elsewhere(grant).where(or_(GRANTS.c.payee_phone.in_(ours), GRANTS.c.id.in_(paid_to)))


def _same_identity(grant: Grant) -> Select[Any]:
    return _elsewhere(grant).where(GRANTS.c.payee_identity == (grant.payee_identity or ""))


def _same_receipt(grant: Grant) -> Select[Any]:
    """The same number from the same vendor filed under another grant, also of the same person."""
    ours, theirs = RECEIPTS.alias("ours"), RECEIPTS.alias("theirs")
    twin = and_(theirs.c.number == ours.c.number, theirs.c.vendor == ours.c.vendor, theirs.c.grant_id != ours.c.grant_id,
                theirs.c.status == ReceiptStatus.ELIGIBLE)  # fmt: skip
    twins = select(theirs.c.grant_id).join(ours, twin).where(
        ours.c.grant_id == grant.id, ours.c.status == ReceiptStatus.ELIGIBLE)  # fmt: skip
    return select(GRANTS.c.id).where(GRANTS.c.id.in_(twins))


def _same_person(grant: Grant) -> Select[Any]:
    query = select(GRANTS.c.id).join(CASES, CASES.c.id == GRANTS.c.case_id)
    return query.where(CASES.c.person_id == _person(grant), GRANTS.c.id != grant.id, _counts())


FINDERS: dict[str, Callable[[Grant], Select[Any]]] = {
    "phone": _same_phone, "identity": _same_identity, "receipt": _same_receipt, "second": _same_person,
}  # fmt: skip


def _sentence(code: str, count: int) -> str:
    """What a check says of so many other grants."""
    if code == "phone":
        return n_(
            "Payee phone is used by {count} other grant", "Payee phone is used by {count} other grants", count
        )
    if code == "identity":
        return n_("Payee identity number is used by {count} other grant",
                  "Payee identity number is used by {count} other grants", count)  # fmt: skip
    if code == "receipt":
        return n_("A receipt is also filed under {count} other grant", "Receipts are also filed under {count} other grants",
                  count)  # fmt: skip
    return n_("This person has {count} other grant", "This person has {count} other grants", count)


def _about_others(uow: UnitOfWork, grant: Grant, code: str, ids: list[str]) -> Check | None:
    if not ids:
        return None
    visible = set(uow.session.scalars(select(Grant.id).where(Grant.id.in_(ids))))
    words = (grant.explained or {}).get(code, {})
    standing = set(ids) <= set(words.get("covers", ()))  # a new match asks anew
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    return Check(
        code, _sentence(code, len(ids)), _named(uow, [i for i in ids if i in visible][:NAMED]), len(ids) - len(visible),
        explanation=words["text"] if standing and named else "",
        explained_by=names(uow.session).get(words["by"], "") if standing else "",
    )  # fmt: skip


def _named(uow: UnitOfWork, ids: list[str]) -> tuple[OtherGrant, ...]:
    query = (
        select(Grant, Case, Person)
        .join(Case, Case.id == Grant.case_id)
        .join(Person, Person.id == Case.person_id)
    )
    found = uow.session.execute(query.where(Grant.id.in_(ids)).order_by(Grant.id))
    return tuple(OtherGrant(g.id, g.number, case_row(c, p, uow.actor, {}).name) for g, c, p in found)


def _against_the_score(uow: UnitOfWork, grant: Grant) -> Check | None:
    if grant.score is None or grant.score_of is None or not grant.recommended:
        return None
    needed = uow.office.rule("grant.pass")
    if grant.score * 100 >= needed * grant.score_of:
        return None
    text = _("Recommended with {score} of {most} points; {needed} of 100 are asked for").format(
        score=grant.score, most=grant.score_of, needed=needed
    )
    return Check("score", text)


def _paid_by_own_check(plan: Sequence[TrancheView]) -> Check | None:
    """Not forbidden, since a small office may have no third person; but somebody should know."""
    for tranche in plan:
        if (
            not tranche.on_signing
            and tranche.met_by
            and any(p.paid_by == tranche.met_by for p in tranche.payments)
        ):
            text = _("{name} both confirmed the condition of tranche {number} and paid it")
            return Check("own-check", text.format(name=tranche.met_by, number=tranche.seq))
    return None
