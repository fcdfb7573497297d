"""Papers of activities: the attendance sheet to sign, and certificates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents import kit
from caseapp.features.community import queries
from caseapp.features.community.views import ActivityView, ParticipantView
from caseapp.features.office.papers import About, put_out, put_out_many
from caseapp.features.people.views import place_name

BLANK = "\N{NO-BREAK SPACE}"  # a place to write on
EMPTY_ROWS = 12  # for those who come without being on the list


class Sheet(Struct, frozen=True):
    """An activity with those who take part by name."""

    activity: ActivityView
    people: tuple[ParticipantView, ...]


class Certified(Struct, frozen=True):
    """Somebody who is given a certificate, and for what."""

    activity: ActivityView
    person: ParticipantView
    days: int
    hours: int


class AttendanceSheet(kit.Document[Sheet]):
    """To be signed on the day. It names people: it comes back to the office."""

    code: ClassVar[str] = "attendance-sheet"
    title: ClassVar[str] = N_("Attendance sheet")
    requires: ClassVar[Permission] = Permission.COMMUNITY_READ
    about: ClassVar[str] = "activity"
    levels = (kit.Redaction.INTERNAL,)
    handling = N_("Bring it back to the office. Do not photograph.")

    def story(self, subject: Sheet, level: kit.Redaction) -> Iterator[kit.Block]:
        a = subject.activity
        where = ", ".join(filter(None, (a.village, place_name(a.place))))
        yield kit.Title(
            a.title,
            over=_("Attendance sheet"),
            under=" · ".join(filter(None, (a.kind.shown(), where, a.partner))),
        )
        yield kit.WriteLines([(_("Day"), 0.2), (_("About"), 0.48), (_("Led by"), 0.32)])
        titles = ((_("No."), 0.5), (_("Name"), 3), (_("Office, role or village"), 2.4), (_("Sex"), 0.7), (_("Age"), 0.7),
                  (_("Signature or thumbprint"), 2.6))  # fmt: skip
        head = [kit.Column(title, share) for title, share in titles]
        here = [p for p in subject.people if p.left_on is None]
        rows = [
            [str(n), p.name, p.office or p.role or p.group.shown(), p.sex.shown()[:1], "", ""]
            for n, p in enumerate(here, 1)
        ]
        rows += [[str(n), "", "", "", "", ""] for n in range(len(here) + 1, len(here) + EMPTY_ROWS + 1)]
        yield kit.Table(head, [[*(cell or BLANK for cell in row[:5]), f"{BLANK}\n{BLANK}"] for row in rows])
        yield kit.Signatures(kit.Signature("", _("Who led the day")), kit.Signature("", _("For the office")))


class Certificate(kit.Document[Certified]):
    """For whoever came to enough of the days; it may bear the donor's mark."""

    code: ClassVar[str] = "certificate"
    title: ClassVar[str] = N_("Certificate")
    requires: ClassVar[Permission] = Permission.COMMUNITY_READ
    about: ClassVar[str] = "activity"
    levels = (kit.Redaction.INTERNAL,)
    confidential = False
    donor_mark = True

    def story(self, subject: Certified, level: kit.Redaction) -> Iterator[kit.Block]:
        a, p = subject.activity, subject.person
        yield kit.Space(60)
        yield kit.Title(p.name, over=_("Certificate of participation"), under=p.office)
        yield kit.Space(16)
        until = f" – {dates.day(a.ends_on)}" if a.ends_on else ""
        yield kit.Paragraph(_("took part in “{title}”, {days}, {place}.").format(
            title=a.title, days=f"{dates.day(a.starts_on)}{until}", place=place_name(a.place) or a.village or "—"))  # fmt: skip
        facts = [kit.Entry(_("Days attended"), f"{p.attended} / {subject.days}")]
        if subject.hours:
            facts.append(kit.Entry(_("Hours"), str(subject.hours)))
        if a.partner:
            facts.append(kit.Entry(_("Together with"), a.partner, 2))
        yield kit.Grid(facts)
        yield kit.Space(60)
        yield kit.Signatures(
            kit.Signature("", _("Who led the training")), kit.Signature("", _("For the office"))
        )


def sheet_pdf(uow: UnitOfWork, activity_id: str) -> bytes:
    """The list to sign as PDF, in memory and journalled. Raises NotFound."""
    activity = queries.activity(uow, activity_id)
    subject = Sheet(activity, queries.participants(uow, activity_id))
    return put_out(
        uow,
        AttendanceSheet(),
        subject,
        About(activity.number, _("Activity"), "community_activity", activity_id),
    )


def certificates_pdf(uow: UnitOfWork, activity_id: str) -> bytes:
    """Certificates of everybody who was given one, each on a sheet of its own, in one file; journalled with how many."""
    activity, held = queries.activity(uow, activity_id), queries.meetings(uow, activity_id)
    given = [p for p in queries.participants(uow, activity_id) if p.certified_on]
    hours = {p.id: sum(m.hours or 0 for m in held if p.id in m.present) for p in given}
    about = About(activity.number, _("Activity"), "community_activity", activity_id)
    items = [(Certified(activity, p, len(held), hours[p.id]), about) for p in given]
    return put_out_many(uow, Certificate(), items)
