"""The closure summary: what a case came to, on one sheet, signed when it is closed. Gathered from all features."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from caseapp.core import codes, money
from caseapp.core.charts import Tone
from caseapp.core.dates import day
from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.documents import kit
from caseapp.features.assessments import queries as assessments
from caseapp.features.assessments.queries import AssessmentView
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import CaseView
from caseapp.features.followups import queries as followups
from caseapp.features.followups.models import FollowUpState
from caseapp.features.followups.planning import is_tracing
from caseapp.features.office import queries as office
from caseapp.features.office.papers import About, put_out
from caseapp.features.people.views import place_name
from caseapp.features.plans import queries as plans
from caseapp.features.plans.models import ActivityState
from caseapp.features.plans.views import AssistanceView, PlanView
from caseapp.features.referrals import queries as referrals
from caseapp.features.referrals.models import PRIVATE_SECTORS
from caseapp.features.referrals.views import ReferralRow

DOING = {ActivityState.DONE: Tone.OK, ActivityState.DROPPED: Tone.PLAIN}


class Ending(Struct, frozen=True):
    """A case at its end. A part the reader's role does not open is empty."""

    case: CaseView
    asked_by: str
    closed_by: str
    plan: PlanView | None
    given: tuple[AssistanceView, ...]
    referrals: tuple[ReferralRow, ...]
    surveys: tuple[AssessmentView, ...]
    contacts: int
    tries: int


@action("case.ending", requires=Permission.CASE_READ)
def ending(uow: UnitOfWork, case_id: str) -> Ending:
    """What a case came to. Raises NotFound, Refused while nobody asked to close it."""
    found, view = uow.get(Case, case_id), cases.case(uow, case_id)
    if not (found.closed_on or found.closing_asked_on):
        raise Refused(_("The closure summary is printed once the closure is asked for."))

    def part(permission: Permission, query: Any, otherwise: Any = ()) -> Any:
        return query(uow, case_id) if uow.actor.can(permission) else otherwise

    who, plan = office.names(uow.session), part(Permission.PLAN_READ, plans.of_case, None)
    made = part(Permission.FOLLOWUP_READ, followups.of_case)
    return Ending(
        case=view, asked_by=who.get(found.closing_asked_by or "", ""), closed_by=who.get(found.closed_by or "", ""),
        plan=plan.approved if plan else None,
        given=tuple(a for a in part(Permission.PLAN_READ, plans.assistance) if a.delivered_on and not a.cancelled_on),
        referrals=tuple(r for r in part(Permission.REFERRAL_READ, referrals.of_case) if r.sector not in PRIVATE_SECTORS),
        surveys=tuple(s for s in part(Permission.ASSESSMENT_READ, assessments.of_case) if not s.struck),
        contacts=sum(f.state is FollowUpState.DONE for f in made),
        tries=sum(f.state is FollowUpState.MISSED and not is_tracing(f.kind) for f in made),
    )  # fmt: skip


class ClosureSummary(kit.Document[Ending]):
    """For the file, and for the person who wants to take it along."""

    code: ClassVar[str] = "closure-summary"
    title: ClassVar[str] = N_("Closure summary")
    requires: ClassVar[Permission] = Permission.CASE_READ
    about: ClassVar[str] = "case"
    levels = (kit.Redaction.INTERNAL,)

    def story(self, subject: Ending, level: kit.Redaction) -> Iterator[kit.Block]:
        case = subject.case
        reason = codes.label("closure_reasons", case.closure_reason or "")
        chip = (_("Closed"), Tone.PLAIN) if case.closed_on else (_("Waits for approval"), Tone.WARN)
        yield kit.Title(case.person.name, over=_("Closure summary"), under=reason, chips=[chip])
        yield kit.Grid(_facts(subject))
        yield kit.Heading(_("How things stand now"))
        yield kit.Paragraph(case.closure_note or "—")
        if case.closure_missing_why:
            yield kit.Paragraph(_("What is missing, and why: {why}").format(why=case.closure_missing_why))
        yield from _plan(subject.plan)
        yield from _given(subject.given)
        yield from _referrals(subject.referrals)
        yield from _surveys(subject.surveys)
        yield from _signed(subject)


def closure_pdf(uow: UnitOfWork, case_id: str, level: int = kit.Redaction.INTERNAL) -> bytes:
    """The closure summary of a case as PDF, in memory and journalled. Raises Refused before the closure is asked for."""
    subject = ending(uow, case_id)
    about = About(subject.case.number, _("Case number"), "case", case_id, case_id)
    return put_out(uow, ClosureSummary(), subject, about, kit.Redaction(level))


def _facts(subject: Ending) -> list[kit.Entry]:
    case, person = subject.case, subject.case.person
    until = case.closed_on or case.closing_asked_on or case.opened_on
    months = round((until - case.opened_on).days / 30.4)
    again = {True: _("yes"), False: _("no"), None: ""}[case.closure_contact]
    contacts = n_("{count} contact", "{count} contacts", subject.contacts)
    tries = n_("{count} try in vain", "{count} tries in vain", subject.tries) if subject.tries else ""
    pairs = (
        (_("Opened on"), day(case.opened_on)), (_("Closed on"), day(case.closed_on)),
        (_("Accompanied for"), n_("{count} month", "{count} months", months)), (_("Caseworker"), case.caseworker),
        (_("Lives at"), ", ".join(filter(None, (person.village, place_name(person.place))))),
        (_("Contacts"), ", ".join(filter(None, (contacts, tries)))), (_("Plan approved on"), day(case.planned_on)),
        (_("May be asked again later"), again),
    )  # fmt: skip
    return [kit.Entry(name, value) for name, value in pairs]


def _plan(plan: PlanView | None) -> Iterator[kit.Block]:
    if plan is None:
        return
    yield kit.Heading(_("What was reached"))
    head = [kit.Column(_("Goal"), 3), kit.Column(_("Activity"), 3.4), kit.Column(_("State"), 1.4)]
    rows = [
        (goal.text if at == 0 else "", a.text, [(a.state.shown(), DOING.get(a.state, Tone.WARN))])
        for goal in plan.goals for at, a in enumerate(goal.activities)
    ]  # fmt: skip
    yield kit.Table(head, rows)


def _given(given: tuple[AssistanceView, ...]) -> Iterator[kit.Block]:
    if not given:
        return
    yield kit.Heading(_("Help that was given"))
    head = [
        kit.Column(_("Date"), 1.4),
        kit.Column(_("What"), 4),
        kit.Column(_("Certificate"), 2.2),
        kit.Column(_("Value"), 1.8, "end"),
    ]
    worth = sum(a.value or 0 for a in given)
    rows = [
        (
            day(a.delivered_on),
            a.text,
            a.certificate or "",
            money.shown(a.value, a.currency) if a.value else "",
        )
        for a in given
    ]
    total = ("", _("Together"), "", money.shown(worth, given[0].currency)) if worth else ()
    yield kit.Table(head, rows, total=total)


def _referrals(found: tuple[ReferralRow, ...]) -> Iterator[kit.Block]:
    if not found:
        return
    yield kit.Heading(_("Referrals"))
    head = [kit.Column(_("Referral"), 2.4), kit.Column(_("To"), 4), kit.Column(_("How it ended"), 2.4)]
    yield kit.Table(head, [(r.number, r.partner, r.state.shown()) for r in found])


def _surveys(found: tuple[AssessmentView, ...]) -> Iterator[kit.Block]:
    """The first and the last of each questionnaire that was asked."""
    if not found:
        return
    yield kit.Heading(_("Surveys, first and last"))
    head = [kit.Column(_("Questionnaire"), 4), kit.Column(_("First"), 2.4), kit.Column(_("Last"), 2.4)]
    rows = []
    for code in dict.fromkeys(s.instrument for s in reversed(found)):
        same = sorted((s for s in found if s.instrument == code), key=lambda s: s.taken_on)
        rows.append((same[0].title, _scored(same[0]), _scored(same[-1]) if len(same) > 1 else "—"))
    yield kit.Table(head, rows)
    yield kit.Paragraph(_("Scores advise; they are not a diagnosis."), kit.SMALL)


def _scored(one: AssessmentView) -> str:
    score = "—" if one.value is None else f"{one.value:g}"
    return f"{day(one.taken_on)}: {score}" + (f", {one.band.lower()}" if one.band else "")


def _signed(subject: Ending) -> Iterator[kit.Block]:
    case = subject.case
    yield kit.Heading(_("Signed"))
    yield kit.Together(
        kit.Paragraph(_("We spoke about the end of this support. I know where to go if I need help again.")),
        kit.Signatures(
            kit.Signature(case.person.name, _("Person (signature or thumbprint)"), thumbprint=True),
            kit.Signature(subject.asked_by or case.caseworker, _("Caseworker"), day(case.closing_asked_on)),
            kit.Signature(subject.closed_by, _("Supervisor"), day(case.closed_on)),
        ),
    )  # fmt: skip
