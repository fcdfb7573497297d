"""The referral letter on the inter-agency form: in triplicate, with a slip to tear off and send back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from caseapp.core import codes
from caseapp.core.dates import day
from caseapp.core.errors import UserError
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import N_, _, n_
from caseapp.core.jobs import Progress
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import (
    Block,
    Column,
    Document,
    Entry,
    Grid,
    Heading,
    Note,
    Outcomes,
    Panel,
    Panels,
    Paragraph,
    Redaction,
    Segments,
    Signature,
    Signatures,
    SlipHead,
    StampBoxes,
    Table,
    TearOff,
    TickGrid,
    Title,
    Together,
    WriteLines,
    joined,
    qr_payload,
    rich,
    strong,
)
from caseapp.documents.protect import encrypt
from caseapp.features.office import papers
from caseapp.features.people.form import PERSON_FORM
from caseapp.features.people.models import SafeToCall
from caseapp.features.referrals import service, wording
from caseapp.features.referrals.form import CHILD_FORM, SEND_FORM
from caseapp.features.referrals.models import HEALTH_SECTORS, Priority
from caseapp.features.referrals.views import Letter

_PRIORITY_WIDTH = 196.0


class ReferralLetter(Document[Letter]):
    """One letter, three copies. Never with a donor's mark: whoever carries it must not be known by it."""

    code = "referral-letter"
    title = N_("Referral letter")
    requires = Permission.PRINT
    about = "referral"
    levels = (Redaction.PARTNER,)
    default_level = Redaction.PARTNER
    handling = N_("For the named focal point only. Send by hand or encrypted file.")
    copy_holders = (N_("receiving agency"), N_("client or caregiver"), N_("case file"))

    def story(self, subject: Letter, level: Redaction) -> Iterator[Block]:
        yield from _head(subject)
        yield from _client(subject)
        yield from _reason(subject)
        yield from _services(subject)
        yield from _elsewhere(subject)
        yield from _consent(subject)
        yield from _follow_up(subject)
        yield _slip(subject)


def letter_pdf(uow: UnitOfWork, referral_id: str, level: int = Redaction.PARTNER) -> bytes:
    """The letter as PDF in memory, all three copies; that it was printed is journalled.

    Raises Refused as `service.letter` does, and for any redaction level but 2, partner.
    """
    letter = service.letter(uow, referral_id)
    return papers.put_out(uow, ReferralLetter(), letter, _about(letter), Redaction(level))


def letters_pdf(
    uow: UnitOfWork, referral_ids: Sequence[str], duplex: bool = False, progress: Progress | None = None
) -> bytes:
    """The letters of many referrals in one PDF, each in its copies and journalled by itself. Raises as `letter_pdf`."""

    def each() -> Iterator[tuple[Letter, papers.About]]:
        for key in referral_ids:
            letter = service.letter(uow, key)
            yield letter, _about(letter)

    return papers.put_out_many(uow, ReferralLetter(), each(), Redaction.PARTNER, duplex=duplex, progress=progress,
                               total=len(referral_ids))  # fmt: skip


def one_letter(uow: UnitOfWork, referral_id: str) -> tuple[str, bytes]:
    """The number of a referral and its letter. Raises as `letter_pdf`."""
    return service.letter(uow, referral_id).number, letter_pdf(uow, referral_id)


def unprintable(uow: UnitOfWork, referral_ids: Sequence[str]) -> dict[str, str]:
    """Which of these have no letter, and why: not sent yet, or the consent no longer stands."""
    found = {}
    for key in referral_ids:
        try:
            service.letter(uow, key)
        except UserError as why:
            found[key] = str(why)
    return found


def _about(letter: Letter) -> papers.About:
    case = _("Case {number}").format(number=letter.case_number)
    return papers.About(letter.number, _("Referral number"), "referral", letter.id, letter.case_id, case)


def letter_file(uow: UnitOfWork, referral_id: str, path: Path, passphrase: str) -> None:
    """The letter as a file (AES-256) that opens only with the passphrase. Raises Refused as `service.letter` does,
    ValueError for an empty passphrase, UserError when it cannot be written."""
    content = encrypt(letter_pdf(uow, referral_id), passphrase)
    with plain_disk_errors():
        write_atomic(path, content, "paper")


def _head(letter: Letter) -> Iterator[Block]:
    priorities = list(Priority)
    segments = Segments(_("Priority"), [p.shown() for p in priorities], priorities.index(letter.priority))
    yield Title(_("Inter-agency referral"), over=codes.label("referral_sectors", letter.sector), aside=segments,
                aside_width=max(_PRIORITY_WIDTH, segments.natural_width()))  # fmt: skip
    partner = letter.partner
    yield Panels(
        _agency(_("Referring agency"), _("Contact"), letter.organisation, letter.sender,
                letter.sender_phone or letter.office_phone, letter.office_email,
                ", ".join(filter(None, (letter.office, *letter.address.splitlines())))),
        _agency(_("Receiving agency"), _("Focal point"), partner.name, partner.focal_point, partner.phone,
                partner.email, partner.address or _place(partner.place)),
    )  # fmt: skip


def _agency(
    title: str,
    who: str,
    name: str,
    contact: str | None,
    phone: str | None,
    email: str | None,
    address: str | None,
) -> Panel:
    call = CHILD_FORM.by_name["caregiver_phone"].show(phone)
    return Panel(title, (
        Entry(_("Agency"), name, 2), Entry(who, contact or ""), Entry(_("Phone"), call),
        Entry(_("Email"), email or "", 2), Entry(_("Address"), address or "", 2),
    ))  # fmt: skip


def _client(letter: Letter) -> Iterator[Block]:
    client = letter.client
    languages = _person("languages", client.languages)
    if letter.interpreter_needed:
        languages = _("{languages}; interpreter needed").format(languages=languages)
    yield Heading(_("Client"))
    yield Grid((
        Entry(_("Full name"), client.name or _("Case {number}").format(number=letter.case_number)),
        Entry(_script(client.other_script), client.other_script or ""),
        Entry(_("Sex · age"), f"{_person('sex', client.sex)} · {_age(letter)}" if client.sex else ""),
        Entry(_("Language"), languages),
        Entry(_("Location"), _place(client.place)),
        Entry(_("ID type and number"), " ".join(filter(None, (_id_type(client.id_type), client.id_masked)))),
        Entry(_("Phone (safe to call)"), _phone(letter)),
        Entry(_("Nationality"), _person("nationality", client.nationality)),
        *_caregiver(letter),
    ))  # fmt: skip


def _caregiver(letter: Letter) -> tuple[Entry, ...]:
    if not letter.client.child:
        return (
            Entry(_("If a minor: caregiver"), _("Not applicable")), Entry(_("Relationship"), ""),
            Entry(_("Caregiver informed"), ""), Entry(_("Unaccompanied or separated"), _("No")),
        )  # fmt: skip
    contact = "\n".join(
        filter(None, (letter.caregiver_name, _own("caregiver_phone", letter.caregiver_phone)))
    )
    return (
        Entry(_("If a minor: caregiver"), contact),
        Entry(_("Relationship"), _own("caregiver_relation", letter.caregiver_relation)),
        Entry(_("Caregiver informed"), _yes_no(letter.caregiver_informed)),
        Entry(_("Unaccompanied or separated"), _yes_no(letter.unaccompanied)),
    )


def _reason(letter: Letter) -> Iterator[Block]:
    yield Heading(_("Reason for referral"))
    if not letter.shares("reason"):
        yield Paragraph(_("The person agreed to share what is asked for, not why. Please ask the person, or the contact "
                          "above."))  # fmt: skip
    elif letter.withheld:
        yield Paragraph(_("The person has not agreed to health details in writing. Please ask the person, or the contact "
                          "above."))  # fmt: skip
        return
    for paragraph in (letter.reason or "").split("\n\n"):
        yield Paragraph(paragraph)
    background = [
        Entry(_("Duration"), letter.duration or ""),
        Entry(_("Earlier help"), letter.earlier_help or ""),
    ]
    if letter.sector in HEALTH_SECTORS:
        background += [
            Entry(_("Medication"), letter.medication or ""), Entry(_("Known allergies"), letter.allergies or "")
        ]  # fmt: skip
    yield Grid(background, columns=4 if letter.sector in HEALTH_SECTORS else 2)


def _services(letter: Letter) -> Iterator[Block]:
    yield Heading(_("Services requested"))
    yield TickGrid(_ticks("referral_services", letter.services))
    if letter.services_note:
        yield Paragraph(joined(strong(_("Please explain:")), " ", letter.services_note))


def _elsewhere(letter: Letter) -> Iterator[Block]:
    yield Heading(_("Already referred elsewhere?"))
    if letter.others:
        columns = (
            Column(_("Agency"), 30),
            Column(_("Service"), 30),
            Column(_("Date"), 16),
            Column(_("Outcome"), 24),
        )
        lines = [
            (o.agency, codes.label("referral_sectors", o.sector), day(o.on), o.state.shown())
            for o in letter.others
        ]
        yield Table(columns, lines)
    if letter.elsewhere:
        yield Paragraph(letter.elsewhere)
    if not letter.others and not letter.elsewhere:
        yield Paragraph(_("Nothing stated."))


def _consent(letter: Letter) -> Iterator[Block]:
    values = {"organisation": letter.organisation, "partner": letter.partner.name}
    first, *others = letter.consent
    texts = [rich(first.text, **values)]
    texts += [joined(strong(f"{w.name}: "), rich(w.text, **values)) for w in others]
    if letter.shared is not None:
        parts = ", ".join(codes.label("referral_shares", part) for part in letter.shared)
        texts.append(
            joined(
                strong(_("What is shared, and nothing else:")), " ", parts, ". ", _("And what is asked for.")
            )
        )
    signs = (letter.caregiver_name if letter.client.child else "") or letter.client.name
    yield Heading(_("Consent to share information"))
    yield Together(
        Note(*texts, lead=_(wording.lead())),
        Signatures(
            Signature(signs, _("Client or caregiver (signature or thumbprint)")),
            Signature(letter.sender, _("Caseworker"), day(letter.sent_on)),
        ),
    )


def _follow_up(letter: Letter) -> Iterator[Block]:
    follow_up = _own("followup_mode", letter.followup_mode)
    if letter.followup_by:
        follow_up = _("{how}, by {date}").format(how=follow_up or _("Contact"), date=day(letter.followup_by))
    yield Heading(_("Restrictions, delivery and follow-up"))
    yield Grid((
        Entry(_("Contact restrictions"), letter.contact_restrictions or _("None"), 2),
        Entry(_("Delivered by"), _own("delivery", letter.delivery)),
        Entry(_("Follow-up expected"), follow_up),
    ))  # fmt: skip
    yield Heading(_("The agencies agree to tell each other"))
    yield Together(
        TickGrid(_ticks("referral_feedback", letter.feedback)),
        StampBoxes(_("Stamp of referring agency"), _("Stamp of receiving agency")),
    )


def _slip(letter: Letter) -> Block:
    """It travels open: numbers only, never a name of a client, a sector or a diagnosis."""
    back = ", ".join(filter(None, (letter.organisation, letter.office)))
    contact = " · ".join(filter(None, (letter.office_phone, letter.office_email)))
    words = n_("Tear off here and return within {count} day", "Tear off here and return within {count} days",
               letter.answer_days)  # fmt: skip
    return TearOff(
        words,
        SlipHead(_("Acknowledgement of referral"),
                 [line for line in (_("Return to: {office}").format(office=back), contact) if line],
                 _("Slip code"), letter.slip_code, _("Referral {number}").format(number=letter.number),
                 qr_payload("ack", letter.number, letter.slip_code)),
        Paragraph(strong(_("We received this referral and have"))),
        Outcomes([(_("accepted it; first appointment on"), True), (_("put it on our waiting list"), False),
                  (_("not accepted it"), False)]),
        WriteLines(
            [(_("Reason, or other service recommended"), 0.65), (_("Client contacted on (date)"), 0.35)],
            [(_("Name and position"), 0.36), (_("Agency"), 0.26), (_("Phone"), 0.18), (_("Signature"), 0.2)],
            [(_("Date received"), 0.36), (_("Date seen"), 0.26),
             (_("Do not write diagnosis or case details on this slip."), 0.0)],
        ),
    )  # fmt: skip


def _ticks(list_name: str, chosen: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The whole list as on the form, and what was chosen before the office took it off its list."""
    offered = [code.code for code in codes.codes(list_name)]
    return [(codes.label(list_name, code), code in chosen) for code in dict.fromkeys([*offered, *chosen])]


def _person(name: str, value: Any) -> str:
    return PERSON_FORM.by_name[name].show(value)


def _own(name: str, value: Any) -> str:
    field = CHILD_FORM.by_name.get(name) or SEND_FORM.by_name[name]
    return field.show(value)


def _place(code: str | None) -> str:
    return _person("place", code)


def _id_type(code: str | None) -> str:
    return codes.label("identity_documents", code) if code else ""


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")


def _age(letter: Letter) -> str:
    age, born = str(letter.client.age), letter.client.birth_date
    return _("about {age}").format(age=age) if born and born.estimated_on else age


def _phone(letter: Letter) -> str:
    client = letter.client
    if not client.phone:
        return ""
    number = _person("phone", client.phone)
    shown = f"{client.phone_owner}: {number}" if client.phone_owner else number
    if client.safe_to_call in (None, SafeToCall.YES):
        return shown
    return f"{shown}\n{_person('safe_to_call', client.safe_to_call)}"


def _script(text: str | None) -> str:
    """What to call the name in another script."""
    if text and any("\u0600" <= c <= "\u06ff" for c in text):
        return _("Name in Arabic")
    if text and any("\u1200" <= c <= "\u137f" for c in text):
        return _("Name in Ethiopic letters")
    return _("Name in another script")
