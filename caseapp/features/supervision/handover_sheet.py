"""The handover sheet: which cases went to whom, and what waits on each. Read through together, signed by both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from caseapp.core.charts import Tone
from caseapp.core.dates import day, short_day
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents import kit
from caseapp.features.cases.models import Risk
from caseapp.features.office.papers import About, put_out
from caseapp.features.supervision import handover
from caseapp.features.supervision.handover_views import Carried, Sheet

RISK = {Risk.HIGH: Tone.BAD, Risk.MEDIUM: Tone.WARN, Risk.LOW: Tone.PLAIN}


class HandOverSheet(kit.Document[Sheet]):
    """For the colleagues who take over; it names people, so it stays inside the office."""

    code: ClassVar[str] = "handover-sheet"
    title: ClassVar[str] = N_("Handover sheet")
    requires: ClassVar[Permission] = Permission.CASE_ASSIGN
    about: ClassVar[str] = "office"
    levels = (kit.Redaction.INTERNAL,)
    handling = N_("For those who hand over and take over. Do not photocopy or photograph.")

    def story(self, subject: Sheet, level: kit.Redaction) -> Iterator[kit.Block]:
        view = subject.view
        cases = n_("{count} case", "{count} cases", view.count)
        yield kit.Title(view.giver, over=_("Handover of cases"), under=f"{cases} · {view.why}")
        yield kit.Grid([
            kit.Entry(_("Handed over on"), day(view.done_on)), kit.Entry(_("By"), view.done_by),
            kit.Entry(_("Until"), day(view.until) if view.until else _("for good")),
            kit.Entry(_("To"), ", ".join(f"{name} ({count})" for name, count in view.shares)),
        ])  # fmt: skip
        for name, lines in subject.shares:
            yield from _share(name, lines)
        yield kit.Heading(_("What the files do not say"))
        yield kit.WriteLines(*[[("", 1.0)]] * 3)
        yield kit.Heading(_("Read through together"))
        people = [
            kit.Signature(view.giver, _("Hands over")),
            *(kit.Signature(name, _("Takes over")) for name, _l in subject.shares),
        ]
        yield kit.Signatures(*people, kit.Signature(view.done_by, _("Supervisor")))


def _share(name: str, lines: tuple[Carried, ...]) -> Iterator[kit.Block]:
    cases = n_("{count} case", "{count} cases", len(lines))
    yield kit.Heading(_("To {name}: {cases}").format(name=name, cases=cases))
    head = [kit.Column(_("Case"), 2.1), kit.Column(_("Person"), 2.6), kit.Column(_("Risk"), 1.2),
            kit.Column(_("Last contact"), 1.4), kit.Column(_("Next"), 1.4), kit.Column(_("What waits"), 3)]  # fmt: skip
    yield kit.Table(head, [_line(c) for c in lines])


def _line(c: Carried) -> tuple[kit.Words | list[tuple[str, Tone]], ...]:
    case = c.case
    next_on = case.next_contact_on or c.next_visit
    return (
        case.number, ", ".join(filter(None, (case.name, case.place))), [(case.risk.shown(), RISK[case.risk])],
        short_day(case.last_contact_on) if case.last_contact_on else _("none"), short_day(next_on) if next_on else "—",
        waits(c),
    )  # fmt: skip


def waits(c: Carried) -> str:
    """What waits on a case, in a few words."""
    parts = (
        _("closed") if c.case.closed_on else "",
        _("lost to follow-up") if c.case.lost_on else "",
        n_("{count} visit", "{count} visits", c.visits) if c.visits else "",
        n_("{count} referral", "{count} referrals", c.referrals) if c.referrals else "",
        n_("{count} tranche", "{count} tranches", c.tranches) if c.tranches else "",
    )
    return ", ".join(filter(None, parts)) or "—"


def sheet_pdf(uow: UnitOfWork, handover_id: str, level: int = kit.Redaction.INTERNAL) -> bytes:
    """The sheet of a handover as PDF, in memory and journalled. Raises NotFound."""
    subject = handover.sheet(uow, handover_id)
    number = f"{uow.office.code}-{subject.view.done_on:%y%m%d}"
    about = About(number, _("Handover"), "handover", handover_id)
    return put_out(uow, HandOverSheet(), subject, about, kit.Redaction(level))
