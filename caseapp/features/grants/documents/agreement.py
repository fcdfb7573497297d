"""The grant agreement: who, what for, how much in figures and words, when each part is paid, what the grantee agrees to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from caseapp.core import codes, phones
from caseapp.core.dates import day
from caseapp.core.errors import Refused, UserError
from caseapp.core.i18n import N_, _, n_
from caseapp.core.jobs import Progress
from caseapp.core.money import in_words, shown
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import (
    Block,
    Bullets,
    Column,
    Document,
    Entry,
    Grid,
    Heading,
    Panel,
    Panels,
    Paragraph,
    Redaction,
    Signature,
    Signatures,
    Table,
    Title,
    Together,
    strong,
)
from caseapp.features.grants import queries
from caseapp.features.grants.form import Source
from caseapp.features.grants.models import Route, SignedHow
from caseapp.features.grants.views import GrantView
from caseapp.features.office.papers import About, letterhead, put_out, put_out_many
from caseapp.features.people.form import PERSON_FORM


class Agreement(Struct, frozen=True):
    """What the paper needs: the grant and how the office calls itself."""

    grant: GrantView
    organisation: str
    office: str
    address: str


class GrantAgreement(Document[Agreement]):
    """Read aloud, signed or thumb-printed before a witness; one copy for the grantee, one for the file."""

    code = "grant-agreement"
    title = N_("Grant agreement")
    requires = Permission.GRANT_READ
    about = "grant"
    levels = (Redaction.INTERNAL,)
    default_level = Redaction.INTERNAL
    handling = N_("For the grantee and the office. Do not photocopy or photograph.")
    copy_holders = (N_("grantee"), N_("office"))
    donor_mark = True

    def story(self, subject: Agreement, level: Redaction) -> Iterator[Block]:
        grant = subject.grant
        yield Title(_("Livelihood grant agreement"), over=grant.line.programme_title,
                    under=" · ".join((grant.business, codes.label("business_sectors", grant.sector))))  # fmt: skip
        yield Panels(_office(subject), _grantee(grant))
        yield from _members(grant)
        yield from _purpose(grant)
        yield from _amount(grant)
        yield from _payment(grant)
        yield from _obligations()
        yield from _signatures(subject)


def agreement_pdf(uow: UnitOfWork, grant_id: str, level: int = Redaction.INTERNAL) -> bytes:
    """The agreement of an approved grant as PDF, in memory and journalled. Raises Refused before it is approved."""
    return put_out(uow, GrantAgreement(), *_agreed(uow, grant_id), Redaction(level))


def agreements_pdf(
    uow: UnitOfWork, grant_ids: Sequence[str], duplex: bool = False, progress: Progress | None = None
) -> bytes:
    """The agreements of many grants in one PDF, each journalled by itself. Raises as `agreement_pdf`."""
    each = (_agreed(uow, key) for key in grant_ids)
    return put_out_many(
        uow,
        GrantAgreement(),
        each,
        Redaction.INTERNAL,
        duplex=duplex,
        progress=progress,
        total=len(grant_ids),
    )


def one_agreement(uow: UnitOfWork, grant_id: str) -> tuple[str, bytes]:
    """The number of a grant and its agreement. Raises as `agreement_pdf`."""
    return queries.grant(uow, grant_id).number, agreement_pdf(uow, grant_id)


def without_agreement(uow: UnitOfWork, grant_ids: Sequence[str]) -> dict[str, str]:
    """Which of these have no agreement to print, and why."""
    found = {}
    for key in grant_ids:
        try:
            _agreed(uow, key)
        except UserError as why:
            found[key] = str(why)
    return found


def _agreed(uow: UnitOfWork, grant_id: str) -> tuple[Agreement, About]:
    grant = queries.grant(uow, grant_id)
    if grant.approved is None or not grant.planned:
        raise Refused(_("The agreement is printed once the grant is approved and its tranches are planned."))
    head = letterhead(uow)
    subject = Agreement(grant, head.organisation, head.office, ", ".join(head.address_lines))
    beside = _("Case {number}").format(number=grant.case_number)
    return subject, About(
        grant.number, _("Grant number"), "grant", grant.id, grant.case_id, beside, grant.revision
    )


def _office(subject: Agreement) -> Panel:
    grant = subject.grant
    office = subject.office if subject.office != subject.organisation else ""
    return Panel(_("The office"), (
        Entry(_("Organisation"), subject.organisation, 2), *([Entry(_("Office"), office, 2)] if office else []),
        Entry(_("Address"), subject.address, 2),
        Entry(_("Programme"), grant.line.programme_code), Entry(_("Caseworker"), grant.caseworker),
    ))  # fmt: skip


def _grantee(grant: GrantView) -> Panel:
    person = grant.person
    kind = codes.label("identity_documents", person.id_type) if person.id_type else ""
    return Panel(_("The grantee"), (
        Entry(_("Name"), person.name, 2),
        Entry(_("Identity document"), " ".join(filter(None, (kind, person.id_number))), 2),
        Entry(_("Lives at"), ", ".join(filter(None, (person.village, _person("place", person.place)))), 2),
        Entry(_("Case"), grant.case_number), Entry(_("Phone"), _phone(person.phone)),
    ))  # fmt: skip


def _members(grant: GrantView) -> Iterator[Block]:
    """Everybody of a group the grant is for; whose record this reader may not see is counted."""
    if grant.group is None:
        return
    group = grant.group
    yield Heading(_("The group: {name}").format(name=group.name))
    yield Paragraph(_("The grant belongs to all members together. What it brings is shared as they agreed."))
    columns = (Column(_("Name"), 46), Column(_("Number"), 24), Column(_("Role"), 22), Column(_("Signs"), 8))
    rows = [
        (m.name, m.number, codes.label("group_roles", m.role), _("yes") if m.signs else " ")
        for m in group.members
    ]
    yield Table(columns, rows)
    if group.hidden:
        yield Paragraph(n_("{count} more member", "{count} more members", group.hidden))


def _purpose(grant: GrantView) -> Iterator[Block]:
    yield Heading(_("What the grant is for"))
    paid = [c for c in grant.costs if c.source == Source.GRANT.value]
    lines = [(c.item, str(c.quantity), shown(c.unit_price, grant.currency, True), shown(c.amount, grant.currency, True))
             for c in paid]  # fmt: skip
    columns = (Column(_("Item"), 46), Column(_("How many"), 14, "end"), Column(_("Price of one"), 20, "end"),
               Column(_("Amount"), 20, "end"))  # fmt: skip
    yield Table(columns, lines, total=(_("Business plan"), "", "", shown(grant.asked, grant.currency, True)))
    if grant.route is Route.IN_KIND:
        yield Paragraph(
            _("The office buys these things and hands them over against a signature; no money is paid out.")
        )
    if grant.own_contribution:
        own = shown(grant.own_contribution, grant.currency)
        yield Paragraph(_("The grantee adds {amount} of their own.").format(amount=own))


def _amount(grant: GrantView) -> Iterator[Block]:
    approved = grant.approved or 0
    yield Heading(_("The grant"))
    yield Grid((
        Entry(_("Amount"), shown(approved, grant.currency, True)),
        Entry(_("In words"), in_words(approved, grant.currency), 3),
        Entry(_("Approved on"), day(grant.decided_on)), Entry(_("Approved by"), grant.decided_by or ""),
        Entry(_("Kind of grant"), codes.label("grant_kinds", grant.kind)), Entry(_("Budget line"), grant.line.title),
    ))  # fmt: skip
    yield Paragraph(_("It is a grant, not a loan: nothing is paid back as long as this agreement is kept."))


def _payment(grant: GrantView) -> Iterator[Block]:
    yield Heading(_("When and how it is paid"))
    plan = [t for t in grant.tranches if not t.dropped_on or t.paid]
    columns = (
        Column(_("Part"), 8),
        Column(_("Paid when"), 52),
        Column(_("Planned for"), 20),
        Column(_("Amount"), 20, "end"),
    )
    rows = [(str(t.seq), t.condition, day(t.planned_on), shown(t.amount, grant.currency, True)) for t in plan]
    yield Table(
        columns, rows, total=("", _("Together"), "", shown(sum(t.amount for t in plan), grant.currency, True))
    )
    yield Grid((
        Entry(_("Paid by"), codes.label("payment_channels", grant.channel) if grant.channel else ""),
        Entry(_("Paid to"), grant.payee_name or ""),
        Entry(_("Phone of the payee"), _phone(grant.payee_phone)),
        Entry(_("Account number"), grant.payee_account or ""),
    ))  # fmt: skip


def _obligations() -> Iterator[Block]:
    yield Heading(_("What I agree to"))
    yield Bullets([code.shown() for code in codes.codes("grant_obligations")], numbered=True)


def _signatures(subject: Agreement) -> Iterator[Block]:
    grant = subject.grant
    yield Heading(_("Signed"))
    yield Together(
        Paragraph(
            strong(
                _("This agreement was read to me in a language I understand, and my questions were answered.")
            )
        ),
        Signatures(*_grantees(grant), *_witnesses(grant)),
    )


def _grantees(grant: GrantView) -> Iterator[Signature]:
    """The person of the case, and whoever else signs for the group."""
    thumb, on = grant.signed_how is not SignedHow.SIGNATURE, day(grant.signed_on)
    yield Signature(grant.person.name, _("Grantee (signature or thumbprint)"), on, thumbprint=thumb)
    for member in grant.group.signatories if grant.group else ():
        if member.person_id != grant.person.id:
            role = _("For the group: {role}").format(role=codes.label("group_roles", member.role))
            yield Signature(member.name, role, on, thumbprint=thumb)


def _witnesses(grant: GrantView) -> Iterator[Signature]:
    yield Signature(grant.decided_by or "", _("For the office"), day(grant.signed_on))
    yield Signature(grant.witness or "", _("Witness"), day(grant.signed_on) if grant.witness else "")


def _person(name: str, value: Any) -> str:
    return PERSON_FORM.by_name[name].show(value)


def _phone(number: str | None) -> str:
    return phones.shown(number) if number else ""
