"""The case summary: who, how things stand, the plan, help, referrals and the last contacts, on two pages or so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import asdict

from caseapp.core import codes, dates, money, text
from caseapp.core.charts import Chart, Series, Tone
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.documents import kit
from caseapp.features.assessments.views import cautions
from caseapp.features.cases.models import Risk, Stage
from caseapp.features.followups.models import FollowUpState
from caseapp.features.followups.views import mode
from caseapp.features.people.form import REGISTRATION
from caseapp.features.people.models import SafeToCall
from caseapp.features.people.views import PersonView
from caseapp.features.plans.models import ActivityState
from caseapp.features.referrals.models import PRIVATE_SECTORS
from caseapp.features.reports.queries import Summary

LAST = 6
RISK = {Risk.HIGH: Tone.BAD, Risk.MEDIUM: Tone.WARN, Risk.LOW: Tone.PLAIN}
STAGE = {Stage.CLOSING: Tone.WARN, Stage.CLOSED: Tone.PLAIN, Stage.MONITORING: Tone.OK}
ACTIVITY = {
    ActivityState.DONE: Tone.OK,
    ActivityState.UNDER_WAY: Tone.BRAND,
    ActivityState.PLANNED: Tone.WARN,
}


class CaseSummary(kit.Document[Summary]):
    """Chosen at print: how much it shows. At level 2 (partner) the story, notes and contacts stay in the office."""

    code: ClassVar[str] = "case-summary"
    title: ClassVar[str] = N_("Case summary")
    requires: ClassVar[Permission] = Permission.CASE_READ
    about: ClassVar[str] = "case"

    def story(self, subject: Summary, level: kit.Redaction) -> Iterator[kit.Block]:
        yield self._title(subject)
        yield kit.Grid(self._facts(subject, level))
        yield from self._situation(subject, level)
        yield from self._measures(subject, level)
        yield from self._plan(subject)
        yield from self._help(subject, level)
        yield from self._referrals(subject, level)
        yield from self._contacts(subject, level)
        yield from self._sign_off(subject)

    def _title(self, subject: Summary) -> kit.Block:
        case, person = subject.case, subject.case.person
        under = " · ".join(filter(None, (
            person.sex.shown(), person.birth_date.shown(), person.here_as.shown(),
            ", ".join(codes.label("languages", code) for code in person.languages[:2]),
            _("registered {day}").format(day=dates.day(person.created_on)),
        )))  # fmt: skip
        chips = [(case.stage.shown(), STAGE.get(case.stage, Tone.BRAND)),
                 (_("Risk: {risk}").format(risk=case.risk.shown()), RISK[case.risk])]  # fmt: skip
        return kit.Title(person.name, over=_("Case summary"), under=under, chips=chips)

    def _facts(self, subject: Summary, level: kit.Redaction) -> list[kit.Entry]:
        case, person = subject.case, subject.case.person
        values = asdict(person) | {"id_number": text.masked(person.id_number) if person.id_number else None}
        if person.safe_to_call is SafeToCall.NO:
            values["phone"] = None
        names = (
            "birth_date",
            "id_number",
            "phone",
            "safe_to_call",
            "place",
            "village",
            "household_size",
            "here_as",
        )
        found = [kit.Entry(e.label, e.value, 1) for e in kit.entries(REGISTRATION, values, level, names)]
        consent = subject.consent
        signed = f"{consent.method.shown()} {dates.day(consent.given_on)}" if consent else _("none on file")
        return [
            *found,
            kit.Entry(_("Caseworker"), case.caseworker),
            kit.Entry(_("Opened on"), dates.day(case.opened_on)),
            kit.Entry(_("Consent"), signed),
            kit.Entry(_("Next contact"), dates.day(case.next_contact_on)),
        ]

    def _situation(self, subject: Summary, level: kit.Redaction) -> Iterator[kit.Block]:
        person = subject.case.person
        if level >= kit.Redaction.PARTNER:
            return
        yield kit.Heading(_("Situation"))
        if person.return_country:
            yield kit.Paragraph(self._return(person))
        if person.needs_note:
            yield kit.Paragraph(person.needs_note)
        pairs = [
            (_("Needs"), _listed("needs", person.needs)),
            (_("Strengths"), _listed("strengths", person.strengths)),
        ]
        if level <= kit.Redaction.FULL:
            pairs.append((_("Special care"), _listed("vulnerabilities", person.vulnerabilities)))
        yield kit.Grid([kit.Entry(name, words, 2) for name, words in pairs])
        if subject.household:
            today = subject.case.opened_on
            members = [
                ", ".join(filter(None, (m.name, m.related,
                                        str(m.birth_date.age(today)) if m.birth_date else "")))
                for m in subject.household
            ]  # fmt: skip
            yield kit.Paragraph(_("Household: {members}.").format(members="; ".join(members)))
        if subject.mhpss and subject.mhpss.under_way:
            yield kit.Paragraph(
                _("Psychosocial support is under way. Its content is kept by the counsellor alone.")
            )

    def _return(self, person: PersonView) -> str:
        parts = [
            _("Came back from {country}").format(
                country=codes.label("countries", person.return_country or "")
            )
        ]
        if person.return_date:
            parts.append(person.return_date.shown())
        if person.return_kind:
            parts.append(person.return_kind.shown().lower())
        if person.return_reasons:
            parts.append(_listed("return_reasons", person.return_reasons).lower())
        return ", ".join(parts) + "." + (f" {person.return_note}" if person.return_note else "")

    def _measures(self, subject: Summary, level: kit.Redaction) -> Iterator[kit.Block]:
        taken = [a for a in subject.assessments if not a.struck]
        if not taken or level >= kit.Redaction.PARTNER:
            return
        yield kit.Heading(_("Assessments"))
        series: dict[str, list[tuple[str, float]]] = {}
        for one in reversed(taken):
            if one.value is not None:
                series.setdefault(one.short, []).append((dates.short_day(one.taken_on), one.value))
        for name, points in series.items():
            if len(points) > 1:
                yield kit.Picture(
                    Chart(
                        "line",
                        tuple(p[0] for p in points),
                        (Series(name, tuple(float(p[1]) for p in points)),),
                    )
                )
        rows = [(dates.day(a.taken_on), a.title, a.score_words or "—", a.band, a.taken_by)
                for a in taken]  # fmt: skip
        head = [kit.Column(_("Date"), 1.3), kit.Column(_("Questionnaire"), 3), kit.Column(_("Score"), 1, "end"),
                kit.Column(_("In words"), 2.4), kit.Column(_("By"), 1.6)]  # fmt: skip
        yield kit.Table(head, rows)
        for line in (*cautions(taken), _("Scores advise; they are not a diagnosis.")):
            yield kit.Paragraph(line)

    def _plan(self, subject: Summary) -> Iterator[kit.Block]:
        plan = subject.plan.shown if subject.plan else None
        if plan is None:
            return
        yield kit.Heading(
            _("Plan, version {version}: {state}").format(
                version=plan.version, state=plan.status.shown().lower()
            )
        )
        rows: list[tuple[Any, ...]] = []
        for goal in plan.goals:
            for i, activity in enumerate(goal.activities):
                who = activity.responsible or activity.provider_name or ""
                chip = [(activity.state.shown(), ACTIVITY.get(activity.state, Tone.PLAIN))]
                rows.append(
                    (goal.text if i == 0 else "", activity.text, who, dates.day(activity.due_on), chip)
                )
            if not goal.activities:
                rows.append((goal.text, "", "", "", ""))
        head = [kit.Column(_("Goal"), 2.2), kit.Column(_("Activity"), 3.2), kit.Column(_("Who"), 1.6),
                kit.Column(_("Due"), 1.3), kit.Column(_("State"), 1.5)]  # fmt: skip
        yield kit.Table(head, rows)

    def _help(self, subject: Summary, level: kit.Redaction) -> Iterator[kit.Block]:
        given = [a for a in subject.assistance if a.delivered_on and not a.cancelled_on]
        if not given and not subject.grants:
            return
        yield kit.Heading(_("Assistance and grants"))
        rows = [(dates.day(a.delivered_on), a.text, a.amount, _("delivered") if not a.certified_on else _("certified"))
                for a in given]  # fmt: skip
        for grant in subject.grants:
            amount = money.shown(
                grant.approved if grant.approved is not None else grant.asked, grant.currency
            )
            paid = _("{state}, {paid} paid").format(
                state=grant.state.shown(), paid=money.shown(grant.paid, grant.currency)
            )
            rows.append((dates.day(grant.applied_on), f"{grant.number} · {grant.business}", amount, paid))
        head = [kit.Column(_("Date"), 1.3), kit.Column(_("What"), 4), kit.Column(_("Value"), 1.8, "end"),
                kit.Column(_("State"), 2.2)]  # fmt: skip
        yield kit.Table(head, rows)

    def _referrals(self, subject: Summary, level: kit.Redaction) -> Iterator[kit.Block]:
        shown = [
            r for r in subject.referrals if level < kit.Redaction.PARTNER or r.sector not in PRIVATE_SECTORS
        ]
        if not shown:
            return
        yield kit.Heading(_("Referrals"))
        rows = [
            (dates.day(r.sent_on or r.created_on), f"{r.number} · {codes.label('referral_sectors', r.sector)}", r.partner,
             r.state.shown()) for r in shown
        ]  # fmt: skip
        head = [
            kit.Column(_("Date"), 1.3),
            kit.Column(_("Referral"), 3),
            kit.Column(_("To"), 3),
            kit.Column(_("State"), 1.8),
        ]
        yield kit.Table(head, rows)

    def _contacts(self, subject: Summary, level: kit.Redaction) -> Iterator[kit.Block]:
        done = [
            f for f in subject.contacts if f.done_on and f.state in (FollowUpState.DONE, FollowUpState.MISSED)
        ]
        if level >= kit.Redaction.PARTNER or not (done or subject.notes):
            return
        lines = [
            (f.done_on, mode(f.mode), codes.label("followup_outcomes", f.outcome or ""), f.note or f.what)
            for f in done
        ]
        lines += [
            (n.written_at.astimezone().date(), _("Note"), n.author, n.text)
            for n in subject.notes
            if not n.struck
        ]
        newest = sorted(lines, key=lambda line: str(line[0]), reverse=True)[:LAST]
        yield kit.Heading(_("Contact log (last {count})").format(count=len(newest)))
        head = [
            kit.Column(_("Date"), 1.3),
            kit.Column(_("How"), 1.3),
            kit.Column(_("Outcome"), 1.8),
            kit.Column(_("Note"), 5),
        ]
        yield kit.Table(head, [(dates.day(day), how, what, words) for day, how, what, words in newest])

    def _sign_off(self, subject: Summary) -> Iterator[kit.Block]:
        yield kit.Heading(_("Sign-off"))
        yield kit.Paragraph(
            _("I confirm that this summary is a fair record of the case on the date shown and that it has been explained "
              "to the person in a language they understand.")
        )  # fmt: skip
        yield kit.Signatures(
            kit.Signature(subject.case.caseworker, _("Caseworker")), kit.Signature("", _("Supervisor"))
        )


def _listed(name: str, chosen: tuple[str, ...]) -> str:
    return ", ".join(codes.label(name, code) for code in chosen)
