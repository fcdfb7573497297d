"""Papers of money and shares that change hands: the payment list, the list of a lot, the receipt with its counterfoil."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from caseapp.core import codes, phones
from caseapp.core.dates import day
from caseapp.core.errors import NotFound, Refused
from caseapp.core.i18n import N_, _, n_
from caseapp.core.money import in_words, shown
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import (
    Block,
    Column,
    Entry,
    Grid,
    Paragraph,
    Redaction,
    Signature,
    Signatures,
    SlipHead,
    TearOff,
    Title,
    Together,
    WriteLines,
    qr_payload,
    strong,
)
from caseapp.documents.lists import SignTable
from caseapp.features.grants import queries
from caseapp.features.grants.documents.common import GrantPaper, put_out_grant
from caseapp.features.grants.queries import DueTranche
from caseapp.features.grants.views import GrantView, LotView, PaymentView, TrancheView
from caseapp.features.office.papers import About, letterhead, put_out


class Payable(Struct, frozen=True):
    """A line of a payment list."""

    due: DueTranche
    grant: GrantView


class PaymentList(GrantPaper[Sequence[Payable]]):
    """Everybody who is paid on one day; each signs or gives a thumbprint beside the amount."""

    code = "payment-list"
    title = N_("Payment list")
    handling = N_("For whoever pays, and the file. Do not photocopy or photograph.")

    def story(self, subject: Sequence[Payable], level: Redaction) -> Iterator[Block]:
        currency = subject[0].grant.currency
        whole = sum(one.due.tranche.left for one in subject)
        count = n_("{count} payment", "{count} payments", len(subject))
        yield Title(_("Payment list"), under=count)
        yield Paragraph(
            _("Look at the identity document of each before paying. Each signs only beside their own amount.")
        )
        columns = (Column(_("No."), 7), Column(_("Paid to"), 27), Column(_("For"), 25), Column(_("Amount"), 21, "end"),
                   Column(_("Signature"), 22), Column(_("Thumbprint"), 15))  # fmt: skip
        rows = [_payable(number, one) for number, one in enumerate(subject, 1)]
        total = (" ", _("Together"), " ", shown(whole, currency, True))
        yield SignTable(columns, rows, boxes=2, total=total)
        yield Grid((Entry(_("In words"), in_words(whole, currency), 4),))
        yield Together(Signatures(Signature("", _("Prepared by")), Signature("", _("Approved by")),
                                  Signature("", _("Paid by")), Signature("", _("Witness"))))  # fmt: skip


def _payable(number: int, one: Payable) -> tuple[str, ...]:
    grant, tranche = one.grant, one.due.tranche
    who = "\n".join(filter(None, (grant.payee_name, grant.payee_identity,
                                  phones.shown(grant.payee_phone) if grant.payee_phone else "")))  # fmt: skip
    how = codes.label("payment_channels", grant.channel) if grant.channel else ""
    part = _("tranche {number}").format(number=tranche.seq)
    what = "\n".join(filter(None, (grant.number, part, how)))
    return str(number), who, what, shown(tranche.left, grant.currency, True)


def payment_list_pdf(
    uow: UnitOfWork, grant_ids: Sequence[str] = (), level: int = Redaction.INTERNAL
) -> bytes:
    """The tranches that can be paid now (of these grants, or all), as a list to sign. Raises Refused when there are none."""
    due = [one for one in queries.tranches_due(uow) if not grant_ids or one.grant.id in grant_ids]
    if not due:
        raise Refused(_("No tranche can be paid now: nothing to put on a list."))
    subject = [Payable(one, queries.grant(uow, one.grant.id)) for one in due]
    about = About(uow.today.isoformat(), _("Payments of"), "office", uow.office.id)
    return put_out(uow, PaymentList(), subject, about, Redaction(level))


# --- what a group shares


class Shared(Struct, frozen=True):
    grant: GrantView
    lot: LotView


class ShareList(GrantPaper[Shared]):
    """Every member with their share of a lot, to sign when they get it."""

    code = "share-list"
    title = N_("Shares of a group")

    def story(self, subject: Shared, level: Redaction) -> Iterator[Block]:
        grant, lot = subject.grant, subject.lot
        name = grant.group.name if grant.group else ""
        yield Title(
            lot.what, over=_("Shares of a group"), under=" · ".join(filter(None, (name, grant.business)))
        )
        yield Grid((
            Entry(_("There is"), said(lot, lot.quantity, grant.currency)), Entry(_("Shared on"), day(lot.shared_on)),
            Entry(_("Shared by"), lot.shared_by, 2),
        ))  # fmt: skip
        columns = (Column(_("No."), 6), Column(_("Member"), 34), Column(_("Number"), 18), Column(_("Gets"), 16, "end"),
                   Column(_("Signature"), 26), Column(_("Thumbprint"), 15))  # fmt: skip
        rows = [
            (str(n), s.name, s.number, said(lot, s.quantity, grant.currency))
            for n, s in enumerate(lot.shares, 1)
        ]
        given = lot.quantity - lot.remainder - lot.hidden_quantity
        yield SignTable(
            columns, rows, boxes=2, total=(" ", _("Together"), " ", said(lot, given, grant.currency))
        )
        yield from _left_over(subject)
        yield Together(Signatures(Signature("", _("For the group")), Signature("", _("For the office")),
                                  Signature("", _("Witness"))))  # fmt: skip


def _left_over(subject: Shared) -> Iterator[Block]:
    lot, currency = subject.lot, subject.grant.currency
    if lot.hidden:
        text = _("Besides these, {amount} went to {count} members whose records are restricted.")
        yield Paragraph(text.format(amount=said(lot, lot.hidden_quantity, currency), count=lot.hidden))
    if lot.remainder:
        text = _("Left over: {amount}. {where}")
        words = text.format(amount=said(lot, lot.remainder, currency), where=lot.remainder_why or "")
        yield Paragraph(strong(words))
    else:
        yield Paragraph(_("Nothing is left over."))


def said(lot: LotView, quantity: int, currency: str) -> str:
    """A quantity of a lot with its unit."""
    return shown(quantity, currency, True) if lot.money else f"{quantity:,} {lot.unit or ''}".strip()


def share_list_pdf(uow: UnitOfWork, grant_id: str, lot_id: str, level: int = Redaction.INTERNAL) -> bytes:
    """The shares of one lot as PDF, in memory and journalled. Raises NotFound."""
    grant = queries.grant(uow, grant_id)
    lot = next((one for one in grant.lots if one.id == lot_id), None)
    if lot is None:
        raise NotFound(_("This record is not here, or your role does not show it."))
    return put_out_grant(uow, ShareList(), Shared(grant, lot), grant, level)


# --- one payment


class Paid(Struct, frozen=True):
    grant: GrantView
    tranche: TrancheView
    payment: PaymentView
    organisation: str


class PaymentReceipt(GrantPaper[Paid]):
    """Signed by the payee; the counterfoil stays in the book of whoever paid."""

    code = "payment-receipt"
    title = N_("Receipt")
    copy_holders = (N_("grantee"),)

    def story(self, subject: Paid, level: Redaction) -> Iterator[Block]:
        grant, payment = subject.grant, subject.payment
        figures = shown(payment.amount, grant.currency, True)
        yield Title(figures, over=_("Receipt"), under=in_words(payment.amount, grant.currency))
        text = _(
            "I received {amount} ({words}) from {organisation} as tranche {number} of the grant {grant} for {business}."
        )
        yield Paragraph(text.format(
            amount=figures, words=in_words(payment.amount, grant.currency), organisation=subject.organisation,
            number=subject.tranche.seq, grant=grant.number, business=grant.business,
        ))  # fmt: skip
        yield Grid((*_facts(subject), Entry(_("Paid to"), payment.payee_name, 2),
                    Entry(_("Identity document"), grant.payee_identity or "", 2)))  # fmt: skip
        yield Paragraph(_("This grant is free. I paid nobody anything for it."))
        yield Together(
            Signatures(
                Signature(payment.payee_name, _("Received by (signature or thumbprint)"), thumbprint=True),
                Signature(payment.paid_by, _("Paid by")),
                Signature("", _("Witness")),
            )
        )
        yield TearOff(_("Counterfoil: cut here, keep in the book"), *_counterfoil(subject, figures))


def _facts(subject: Paid) -> tuple[Entry, ...]:
    payment = subject.payment
    return (
        Entry(_("Paid on"), day(payment.paid_on)), Entry(_("How"), codes.label("payment_channels", payment.channel)),
        Entry(_("Reference of the payment"), payment.reference, 2),
    )  # fmt: skip


def _counterfoil(subject: Paid, figures: str) -> Iterator[Block]:
    """Numbers only: whoever turns the pages of the book reads no name."""
    grant = subject.grant
    yield SlipHead(_("Counterfoil"), (_("Receipt for {amount}").format(amount=figures),), _("Grant number"), grant.number,
                   _("tranche {number}").format(number=subject.tranche.seq),
                   qr_payload("PAY", grant.number, subject.payment.reference))  # fmt: skip
    yield Grid((*_facts(subject), Entry(_("Budget line"), f"{grant.line.programme_code} · {grant.line.title}", 2),
                Entry(_("Case"), grant.case_number), Entry(_("Paid by"), subject.payment.paid_by)))  # fmt: skip
    yield WriteLines(((_("Signature or thumbprint of the payee"), 0.6), (_("Date"), 0.4)))


def receipt_pdf(uow: UnitOfWork, grant_id: str, payment_id: str, level: int = Redaction.INTERNAL) -> bytes:
    """The receipt of one payment as PDF, in memory and journalled. Raises NotFound, Refused for one that does not count."""
    grant = queries.grant(uow, grant_id)
    for tranche in grant.tranches:
        for payment in tranche.payments:
            if payment.id == payment_id:
                return _receipt(uow, grant, tranche, payment, level)
    raise NotFound(_("This record is not here, or your role does not show it."))


def _receipt(
    uow: UnitOfWork, grant: GrantView, tranche: TrancheView, payment: PaymentView, level: int
) -> bytes:
    if payment.reversed_on:
        raise Refused(_("This payment does not count any more: there is nothing to sign for."))
    if not uow.actor.can(Permission.PERSON_IDENTIFY):
        raise Refused(_("Your role does not print papers with names."))
    subject = Paid(grant, tranche, payment, letterhead(uow).organisation)
    return put_out_grant(uow, PaymentReceipt(), subject, grant, level)
