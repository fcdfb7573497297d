"""Smaller papers of referrals: the chase list to phone through, the answer to a referral that was sent to us."""

from __future__ import annotations

from collections.abc import Iterator

from caseapp.core import codes
from caseapp.core.dates import day
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import (
    Block,
    Column,
    Document,
    Entry,
    Grid,
    Heading,
    Paragraph,
    Redaction,
    Signature,
    Signatures,
    StampBoxes,
    Table,
    TickGrid,
    Title,
    Together,
    joined,
    strong,
)
from caseapp.features.office import papers
from caseapp.features.referrals import chasing, incoming
from caseapp.features.referrals.chasing import Chase
from caseapp.features.referrals.form import INCOMING_FORM
from caseapp.features.referrals.incoming import IncomingView
from caseapp.features.referrals.models import IncomingState

BLANK = "\u00a0"  # to be written in by hand


class ChaseList(Document[tuple[Chase, ...]]):
    """By number only, so that it can lie on a desk: no names and no sectors."""

    code = "chase-list"
    title = N_("Chase list")
    requires = Permission.PRINT
    about = "office"
    levels = (Redaction.INTERNAL,)
    default_level = Redaction.INTERNAL

    def story(self, subject: tuple[Chase, ...], level: Redaction) -> Iterator[Block]:
        count = sum(len(c.rows) for c in subject)
        yield Title(_("Referrals without an answer"))
        yield Paragraph(
            n_("{count} referral waits for an answer.", "{count} referrals wait for an answer.", count)
        )
        for chase in subject:
            p = chase.partner
            phone = INCOMING_FORM.by_name["contact_phone"].show(p.phone)
            who = " · ".join(filter(None, (p.focal_point, phone, p.email))) or _("No phone is written down.")
            yield Together(Heading(p.name), Paragraph(who))
            yield Table(_columns(), [_line(chase, i) for i in range(len(chase.rows))])


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Number"), 22), Column(_("Sent"), 14), Column(_("Priority"), 14), Column(_("Answer due"), 14),
        Column(_("Asked again"), 14), Column(_("What they say"), 22),
    )  # fmt: skip


def _line(chase: Chase, i: int) -> tuple[str, ...]:
    row = chase.rows[i]
    return (
        row.number,
        day(row.sent_on),
        row.priority.shown(),
        day(row.answer_due_on),
        day(row.chased_on),
        "",
    )


def chase_list_pdf(uow: UnitOfWork, mine: bool = False) -> bytes:
    """The chase list as PDF in memory; journalled."""
    found = chasing.chase_list(uow, mine)
    about = papers.About(day(uow.today), _("Chase list"), "referral", "")
    return papers.put_out(uow, ChaseList(), found, about)


class IncomingAnswer(Document[IncomingView]):
    """Our answer to the agency that referred somebody: what we decided, never why somebody needs help."""

    code = "incoming-answer"
    title = N_("Answer to a referral")
    requires = Permission.PRINT
    about = "referral"
    levels = (Redaction.PARTNER,)
    default_level = Redaction.PARTNER
    handling = N_("For the named contact person only.")

    def story(self, subject: IncomingView, level: Redaction) -> Iterator[Block]:
        yield Title(_("Answer to your referral"))
        yield Grid((
            Entry(_("To"), subject.agency), Entry(_("Contact person"), subject.contact or ""),
            Entry(_("Your number"), subject.their_number or ""), Entry(_("Received on"), day(subject.received_on)),
            Entry(_("About"), subject.person_name if not subject.their_number else _("the person of your number above")),
            Entry(_("Our number"), subject.number), Entry(_("Answered on"), day(subject.answered_on)),
            Entry(_("Answered by"), subject.answered_by),
        ))  # fmt: skip
        yield Heading(_("We have"))
        yield TickGrid([(words, subject.state is state) for state, words in _answers()], columns=3)
        if subject.appointment_on:
            yield Paragraph(joined(strong(_("First appointment:")), " ", day(subject.appointment_on)))
        if subject.decline_reason:
            why = codes.label("referral_declines", subject.decline_reason)
            yield Paragraph(joined(strong(_("Why:")), " ", why))
        if subject.elsewhere:
            yield Paragraph(joined(strong(_("Other service recommended:")), " ", subject.elsewhere))
        yield Paragraph(
            _(
                "Please tell the person. We give no details of a person by letter; call us if you need to know more."
            )
        )
        yield Together(Signatures(Signature(subject.answered_by, _("For our office"), day(subject.answered_on))),
                       StampBoxes(_("Our stamp"), _("Received by the referring agency")))  # fmt: skip


def _answers() -> tuple[tuple[IncomingState, str], ...]:
    return (
        (IncomingState.ACCEPTED, _("accepted it")), (IncomingState.WAITING_LIST, _("put it on our waiting list")),
        (IncomingState.DECLINED, _("not accepted it")),
    )  # fmt: skip


def answer_pdf(uow: UnitOfWork, incoming_id: str) -> bytes:
    """The letter back as PDF in memory; journalled. Raises Refused before there is an answer."""
    found = incoming.answered(uow, incoming_id)
    about = papers.About(found.number, _("Our number"), "incoming_referral", found.id, found.case_id)
    return papers.put_out(uow, IncomingAnswer(), found, about)
