"""The supervision sheet: one caseworker's facts on a page or so, with room for what is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from caseapp.core import codes
from caseapp.core.charts import Tone
from caseapp.core.dates import day, short_day
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents import kit
from caseapp.features.office.papers import About, put_out
from caseapp.features.supervision import talks
from caseapp.features.supervision.talks import Fact, Sampled, SupervisionSheet

ON_PAPER = 8  # gaps that stand on the page; the window has all
TONES = {"ok": Tone.OK, "warn": Tone.WARN, "bad": Tone.BAD, "": Tone.PLAIN}


class SupervisionPaper(kit.Document[SupervisionSheet]):
    """Read together, written on, signed by both. It names people, so it stays in the office."""

    code: ClassVar[str] = "supervision-sheet"
    title: ClassVar[str] = N_("Supervision sheet")
    requires: ClassVar[Permission] = Permission.CASE_APPROVE
    about: ClassVar[str] = "office"
    levels = (kit.Redaction.INTERNAL,)
    handling = N_("For the two who talk. Do not photocopy or photograph.")

    def story(self, subject: SupervisionSheet, level: kit.Redaction) -> Iterator[kit.Block]:
        yield kit.Title(
            subject.name, over=_("Supervision"), under=_("As of {day}").format(day=day(subject.as_of))
        )
        yield kit.Heading(_("Done in the last 30 days"))
        yield kit.Table([kit.Column("", 1)] * 3, _in_threes(subject.done), first_strong=False)
        yield kit.Heading(_("Where the cases stand"))
        yield kit.Table([kit.Column("", 1)] * 3, _in_threes(subject.stands), first_strong=False)
        yield from _gaps(subject)
        yield from _sample(subject)
        yield from _before(subject)
        for words in (_("What goes well"), _("What is hard"), _("What was agreed")):
            yield kit.Together(kit.Subheading(words), kit.WriteLines(*[[("", 1.0)]] * 2))
        yield kit.Signatures(kit.Signature(subject.name, _("Caseworker")), kit.Signature("", _("Supervisor")))


def _in_threes(facts: tuple[Fact, ...]) -> list[list[kit.Words | list[tuple[str, Tone]]]]:
    cells: list[kit.Words | list[tuple[str, Tone]]] = [
        [(fact.text, TONES[fact.tone])] if fact.tone else fact.text for fact in facts
    ]
    cells += [""] * (-len(cells) % 3)
    return [cells[i : i + 3] for i in range(0, len(cells), 3)]


def _gaps(subject: SupervisionSheet) -> Iterator[kit.Block]:
    if not subject.gaps:
        yield kit.Paragraph(_("Nothing is missing from any open case."))
        return
    yield kit.Heading(_("What is missing"))
    rows = [
        [gap.case.number, gap.case.name, gap.case.risk.shown(),
         short_day(gap.case.last_contact_on) if gap.case.last_contact_on else _("none"), ", ".join(gap.what)]
        for gap in subject.gaps[:ON_PAPER]
    ]  # fmt: skip
    head = [kit.Column(_("Case"), 2), kit.Column(_("Person"), 2.6), kit.Column(_("Risk"), 1.1),
            kit.Column(_("Last contact"), 1.4), kit.Column(_("What"), 4)]  # fmt: skip
    yield kit.Table(head, rows)
    rest = len(subject.gaps) - len(rows) + subject.more_gaps
    if rest > 0:
        yield kit.Paragraph(n_("and {count} more case", "and {count} more cases", rest))


def _sample(subject: SupervisionSheet) -> Iterator[kit.Block]:
    if not subject.sample:
        return
    checks = codes.codes("file_checks")
    yield kit.Heading(_("Files of this month, drawn by lot"))
    marks = [kit.Column(str(n), 0.5) for n in range(1, len(checks) + 1)]
    head = [
        kit.Column(_("Case"), 2),
        kit.Column(_("Person"), 2.4),
        *marks,
        kit.Column(_("Gone through"), 1.6),
    ]
    rows = [
        [
            s.case.number,
            s.case.name,
            *(_mark(s, c.code) for c in checks),
            short_day(s.audited_on) if s.audited_on else "□",
        ]
        for s in subject.sample
    ]
    yield kit.Table(head, rows)
    legend = " · ".join(f"{n} {c.shown()}" for n, c in enumerate(checks, 1))
    yield kit.Paragraph(_("{checks}. A dot is what the program finds by itself.").format(checks=legend))


def _mark(file: Sampled, check: str) -> str:
    if file.audited_on:
        return "✓" if check in file.well else "–"
    return "·" if check in file.told else "□"


def _before(subject: SupervisionSheet) -> Iterator[kit.Block]:
    if not subject.talks:
        return
    last = subject.talks[0]
    yield kit.Heading(_("Agreed last time, on {day}").format(day=day(last.held_on)))
    yield kit.Paragraph(last.agreed)


def sheet_pdf(uow: UnitOfWork, staff_id: str, level: int = kit.Redaction.INTERNAL) -> bytes:
    """The sheet as PDF, in memory and journalled."""
    subject = talks.sheet(uow, staff_id)
    number = f"{uow.office.code}-{subject.as_of:%y%m%d}"
    return put_out(
        uow,
        SupervisionPaper(),
        subject,
        About(number, _("Supervision"), "staff", staff_id),
        kit.Redaction(level),
    )
