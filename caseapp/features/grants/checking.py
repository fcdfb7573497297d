"""What deserves a second look before money goes out. A check blocks nothing: somebody explains it, and the words stay.

Matches are sought in the tables themselves, among all grants; only those this reader may see are named, the others counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, Text, and_, or_, select, type_coerce

from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.grants.models import (
    UNDECIDED,
    GoodsItem,
    Grant,
    GrantState,
    GroupMember,
    Payment,
    Receipt,
    ReceiptStatus,
)
from caseapp.features.grants.views import Check, Committee, OtherGrant, PurchaseView, TrancheView
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

GRANTS: Any = Grant.__table__
CASES: Any = Case.__table__
PAYMENTS: Any = Payment.__table__
RECEIPTS: Any = Receipt.__table__
MEMBERS: Any = GroupMember.__table__
GOODS: Any = GoodsItem.__table__
RECEIPTS_SHORT = "receipts"
NAMED = 5  # others named; more are only counted


def checks(
    uow: UnitOfWork, grant: Grant, plan: Sequence[TrancheView], committee: Committee, bought: Sequence[PurchaseView]
) -> tuple[Check, ...]:  # fmt: skip
    """Every question about this grant, the gravest first, each with its explanation if somebody gave one."""
    found = [_about_others(uow, grant, code, others(uow, grant, code)) for code in FINDERS]
    found += [_same_serials(uow, grant, bought), _screening(grant), _few_scores(uow, grant, committee)]
    found += [_against_the_score(uow, grant), _short_receipts(uow, grant, plan), _paid_before_goods(bought)]
    found += [_paid_by_own_check(plan)]
    return tuple(check for check in found if check)


def explainable(uow: UnitOfWork, grant: Grant, plan: Sequence[TrancheView], code: str) -> list[str]:
    """What an explanation of a check of this code covers, by key; nothing when there is nothing to explain."""
    if code == RECEIPTS_SHORT:
        return [t.id for t in short_of_receipts(uow, plan)]
    return others(uow, grant, code) if code in FINDERS else []


def short_of_receipts(uow: UnitOfWork, plan: Sequence[TrancheView]) -> tuple[TrancheView, ...]:
    """Paid tranches of which accepted receipts show less than the office asks for."""
    asked = uow.office.rule("grant.liquidation")
    return tuple(t for t in plan if t.paid and t.receipted * 100 < asked * t.paid)


def unexplained_receipts(
    uow: UnitOfWork, grant: Grant, plan: Sequence[TrancheView]
) -> tuple[TrancheView, ...]:
    """Those of them nobody explained yet: a later tranche waits for them."""
    covered = (grant.explained or {}).get(RECEIPTS_SHORT, {}).get("covers", ())
    return tuple(t for t in short_of_receipts(uow, plan) if t.id not in covered)


def others(uow: UnitOfWork, grant: Grant, code: str) -> list[str]:
    """Ids of the other grants that a check of this code is about, seen or not, the oldest first."""
    if not _worth_asking(grant, code):
        return []
    return list(uow.session.scalars(FINDERS[code](grant).order_by(GRANTS.c.id).distinct()))


def _worth_asking(grant: Grant, code: str) -> bool:
    """Whether there is anything of the grant that others could have too."""
    if code == "identity":
        return bool(grant.payee_identity)
    if grant.signed_on is None:
        return code == "second" or (code == "phone" and bool(grant.payee_phone))
    return True


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


def _people(grant: Grant) -> Any:
    """Everybody the grant is for: the person of the case, and the members of its group."""
    one = select(CASES.c.person_id).where(CASES.c.id == grant.case_id)
    if not grant.group_id:
        return one
    belong = (MEMBERS.c.group_id == grant.group_id, MEMBERS.c.left_on.is_(None))
    return one.union(select(MEMBERS.c.person_id).where(*belong))


def _same_person(grant: Grant) -> Select[Any]:
    """Other grants of the same people, their own or through a group."""
    people = _people(grant)
    their_groups = select(MEMBERS.c.group_id).where(
        MEMBERS.c.person_id.in_(people), MEMBERS.c.left_on.is_(None)
    )
    query = select(GRANTS.c.id).join(CASES, CASES.c.id == GRANTS.c.case_id)
    theirs = or_(CASES.c.person_id.in_(people), GRANTS.c.group_id.in_(their_groups))
    return query.where(theirs, GRANTS.c.id != grant.id, _counts())


FINDERS: dict[str, Callable[[Grant], Select[Any]]] = {
    "phone": _same_phone, "identity": _same_identity, "receipt": _same_receipt, "second": _same_person,
}  # fmt: skip


def _sentence(code: str, count: int, together: bool) -> str:
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
    if together:
        return n_("A member has {count} other grant", "Members have {count} other grants", count)
    return n_("This person has {count} other grant", "This person has {count} other grants", count)


def _about_others(uow: UnitOfWork, grant: Grant, code: str, ids: list[str]) -> Check | None:
    if not ids:
        return None
    visible = set(uow.session.scalars(select(Grant.id).where(Grant.id.in_(ids))))
    words = (grant.explained or {}).get(code, {})
    standing = set(ids) <= set(words.get("covers", ()))  # a new match asks anew
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    return Check(
        code, _sentence(code, len(ids), bool(grant.group_id)),
        _named(uow, [i for i in ids if i in visible][:NAMED]), len(ids) - len(visible),
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


def _same_serials(uow: UnitOfWork, grant: Grant, bought: Sequence[PurchaseView]) -> Check | None:
    """A serial or tag number that goods of another grant have too."""
    ours = {number for purchase in bought for goods in purchase.goods for number in goods.serials}
    if not ours:
        return None
    kept = type_coerce(GOODS.c.serials, Text)
    alike = (kept.contains(f'"{number}"', autoescape=True) for number in sorted(ours))
    query = select(GOODS.c.grant_id, GOODS.c.serials).where(GOODS.c.grant_id != grant.id, or_(*alike))
    ids = sorted({key for key, serials in uow.session.execute(query) if ours & set(serials)})
    if not ids:
        return None
    visible = set(uow.session.scalars(select(Grant.id).where(Grant.id.in_(ids))))
    text = n_("A serial number is also on goods of {count} other grant",
              "Serial numbers are also on goods of {count} other grants", len(ids))  # fmt: skip
    return Check(
        "serials", text, _named(uow, [i for i in ids if i in visible][:NAMED]), len(ids) - len(visible)
    )


def _screening(grant: Grant) -> Check | None:
    if grant.screening is None:
        if grant.state not in UNDECIDED:
            return None
        return Check("screening", _("Eligibility and do no harm are not checked yet"))
    failed = sum(answer is False for answer in grant.screening.values())
    if not failed:
        return None
    text = n_("{count} question of eligibility or do no harm is answered no",
              "{count} questions of eligibility or do no harm are answered no", failed)  # fmt: skip
    return Check("screening", text)


def _few_scores(uow: UnitOfWork, grant: Grant, committee: Committee) -> Check | None:
    few = len(committee.counted) < committee.needed
    if grant.state is not GrantState.APPRAISED or not few or not committee.sheets:
        return None
    text = _("{count} of {needed} people scored").format(
        count=len(committee.counted), needed=committee.needed
    )
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    by = names(uow.session).get(grant.appraised_by or "", "") if grant.few_why else ""
    return Check("scorers", text, explanation=grant.few_why or "" if named else "", explained_by=by)


def _short_receipts(uow: UnitOfWork, grant: Grant, plan: Sequence[TrancheView]) -> Check | None:
    """Receipts that are late, or that the next tranche waits for; while there is time nothing is said."""
    short = short_of_receipts(uow, plan)
    late = grant.receipts_due_on and grant.receipts_due_on < uow.today
    waited_for = any(t.met_on and t.left and t.seq > s.seq for s in short for t in plan)
    if not short or not (late or waited_for):
        return None
    words = (grant.explained or {}).get(RECEIPTS_SHORT, {})
    standing = {t.id for t in short} <= set(words.get("covers", ()))
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    text = _("Accepted receipts cover {percent} percent of tranche {number}")
    return Check(
        RECEIPTS_SHORT, text.format(percent=short[0].liquidated or 0, number=short[0].seq),
        explanation=words["text"] if standing and named else "",
        explained_by=names(uow.session).get(words["by"], "") if standing else "",
    )  # fmt: skip


def _paid_before_goods(bought: Sequence[PurchaseView]) -> Check | None:
    """Not forbidden, since some vendors want money first; but somebody should know."""
    for purchase in bought:
        if purchase.paid and not purchase.received_on and not purchase.dropped_on:
            return Check("vendor-first", _("The vendor is paid and the goods are not received: {what}").format(
                what=purchase.what))  # fmt: skip
    return None


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
