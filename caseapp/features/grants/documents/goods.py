"""The certificate of goods received: what the office bought, with its numbers, signed by the grantee and a witness."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from caseapp.core.dates import day
from caseapp.core.errors import NotFound, Refused
from caseapp.core.i18n import N_, _, n_
from caseapp.core.money import in_words, shown
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import (
    Block,
    Bullets,
    Column,
    Entry,
    Grid,
    Heading,
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
from caseapp.features.grants.documents.common import GrantPaper, put_out_grant
from caseapp.features.grants.models import SignedHow
from caseapp.features.grants.views import GoodsView, GrantView, PurchaseView


class Handover(Struct, frozen=True):
    grant: GrantView
    bought: PurchaseView


class GoodsCertificate(GrantPaper[Handover]):
    """One copy for the grantee, one for the file."""

    code = "goods-certificate"
    title = N_("Certificate of goods received")
    copy_holders = (N_("grantee"), N_("office"))
    donor_mark = True

    def story(self, subject: Handover, level: Redaction) -> Iterator[Block]:
        grant, bought = subject.grant, subject.bought
        yield Title(_("Certificate of goods received"), over=grant.line.programme_title,
                    under=" · ".join((bought.what, grant.business)))  # fmt: skip
        yield Grid(tuple(_facts(subject)))
        yield Heading(_("What was handed over"))
        columns = (Column(_("Item"), 34), Column(_("How many"), 14, "end"), Column(_("Serial or tag numbers"), 30),
                   Column(_("Condition"), 22))  # fmt: skip
        yield Table(columns, [_line(goods) for goods in bought.goods])
        if bought.photos:
            yield Paragraph(
                n_("{count} photo is on file.", "{count} photos are on file.", len(bought.photos))
            )
        yield Heading(_("What I agree to"))
        yield Bullets(promises(), numbered=True)
        yield Heading(_("Signed"))
        yield Together(Paragraph(strong(_("I received everything listed here, and I looked at it."))),
                       Signatures(*_signatures(subject)))  # fmt: skip


def promises() -> list[str]:
    """What a grantee says about goods in kind."""
    return [
        _("I use these goods for the business of this grant."),
        _("For twelve months I do not sell or give them away without asking the office."),
        _("Staff of the office may come and see them."),
    ]


def _facts(subject: Handover) -> Iterator[Entry]:
    grant, bought = subject.grant, subject.bought
    yield Entry(_("Received by"), grant.person.name, 2)
    if grant.group:
        yield Entry(_("For the group"), grant.group.name, 2)
    yield Entry(_("Handed over on"), day(bought.handed_on))
    yield Entry(_("Order"), bought.number or "")
    yield Entry(_("Bought from"), bought.vendor, 2)
    yield Entry(_("Price"), shown(bought.amount or 0, grant.currency, True))
    yield Entry(_("In words"), in_words(bought.amount or 0, grant.currency), 3)


def _line(goods: GoodsView) -> tuple[str, str, str, str]:
    count = f"{goods.quantity:,} {goods.unit or ''}".strip()
    return goods.item, count, ", ".join(goods.serials), goods.condition or ""


def _signatures(subject: Handover) -> Iterator[Signature]:
    grant, bought = subject.grant, subject.bought
    on, thumb = day(bought.handed_on), bought.handed_how is not SignedHow.SIGNATURE
    yield Signature(grant.person.name, _("Grantee (signature or thumbprint)"), on, thumbprint=thumb)
    for member in grant.group.signatories if grant.group else ():
        if member.person_id != grant.person.id:
            yield Signature(member.name, _("For the group"), on, thumbprint=thumb)
    yield Signature(bought.handed_by or bought.received_by, _("For the office"), on)
    yield Signature(bought.handed_witness or "", _("Witness"), on if bought.handed_witness else "")


def certificate_pdf(
    uow: UnitOfWork, grant_id: str, purchase_id: str, level: int = Redaction.INTERNAL
) -> bytes:
    """The certificate of one purchase as PDF, in memory and journalled.

    Raises NotFound; Refused before the goods are received.
    """
    grant = queries.grant(uow, grant_id)
    bought = next((one for one in grant.purchases if one.id == purchase_id), None)
    if bought is None:
        raise NotFound(_("This record is not here, or your role does not show it."))
    if bought.received_on is None:
        raise Refused(_("The certificate is printed once the goods are received."))
    return put_out_grant(uow, GoodsCertificate(), Handover(grant, bought), grant, level)
