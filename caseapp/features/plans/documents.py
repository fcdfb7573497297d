"""Papers of plans: the reintegration plan to be signed, and the certificate that something was handed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from caseapp.core import codes, money
from caseapp.core.charts import Tone
from caseapp.core.dates import day, short_day
from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents import kit
from caseapp.features.cases import queries as cases
from caseapp.features.cases.queries import CaseView
from caseapp.features.office.papers import About, letterhead, put_out
from caseapp.features.people.views import PersonView, place_name
from caseapp.features.plans import queries
from caseapp.features.plans.models import ActivityState, NeedLevel, PlanState, Signing
from caseapp.features.plans.views import ActivityView, AssistanceView, CasePlan, GoalView, PlanView
from caseapp.features.programmes import queries as programmes
from caseapp.features.programmes.queries import ProgrammeView

STATE = {PlanState.APPROVED: Tone.OK, PlanState.SUBMITTED: Tone.BRAND, PlanState.RETURNED: Tone.WARN}
LEVEL = {NeedLevel.HIGH: Tone.BAD, NeedLevel.MEDIUM: Tone.WARN}
DOING = {ActivityState.DONE: Tone.OK, ActivityState.UNDER_WAY: Tone.BRAND, ActivityState.PLANNED: Tone.WARN}
PSYCHOSOCIAL = "psychosocial"  # a group of the list of assistance


class HandOver(Struct, frozen=True):
    """What the certificate needs: what was given, to whom, and how the office calls itself."""

    given: AssistanceView
    case: CaseView
    programme: ProgrammeView | None
    line: str
    organisation: str
    office: str


class HandOverCertificate(kit.Document[HandOver]):
    """Read aloud, signed or thumb-printed before a witness. One copy for the person, one for the file."""

    code: ClassVar[str] = "hand-over"
    title: ClassVar[str] = N_("Hand-over certificate")
    requires: ClassVar[Permission] = Permission.PLAN_READ
    about: ClassVar[str] = "case"
    levels = (kit.Redaction.INTERNAL,)
    handling = N_("For the person and the office. Do not photocopy or photograph.")
    copy_holders = (N_("person"), N_("office"))
    donor_mark = True

    def story(self, subject: HandOver, level: kit.Redaction) -> Iterator[kit.Block]:
        programme = subject.programme
        yield kit.Title(
            _("Hand-over certificate"), over=programme.title if programme else "",
            under=" · ".join(filter(None, (subject.given.text, programme.donor if programme else ""))),
        )  # fmt: skip
        yield kit.Panels(_from(subject), _to(subject.case))
        yield kit.Heading(_("What was handed over"))
        yield from _what(subject.given)
        yield kit.Grid(_how(subject))
        yield from _confirmed(subject)


class QuietCertificate(HandOverCertificate):
    """The same without the donor's mark: for psychosocial help and for people whose record is restricted."""

    donor_mark = False


def certificate_pdf(uow: UnitOfWork, assistance_id: str, level: int = kit.Redaction.INTERNAL) -> bytes:
    """The certificate of help that was given, as PDF, in memory and journalled. Raises Refused before it was given."""
    given = queries.given(uow, assistance_id)
    if not given.certificate or not given.delivered_on:
        raise Refused(_("The certificate is printed once it is written down that this was given."))
    case = cases.case(uow, given.case_id)
    head = letterhead(uow)
    line = programmes.line(uow, given.line_id) if given.line_id else None
    wanted = line.programme_id if line else case.programme_id
    programme = next((p for p in programmes.programmes(uow) if p.id == wanted), None)
    subject = HandOver(
        given, case, programme, f"{line.code} {line.title}" if line else "", head.organisation, head.office
    )
    beside = _("Case {number}").format(number=case.number)
    about = About(given.certificate, _("Certificate number"), "assistance", given.id, case.id, beside)
    return put_out(uow, certificate_for(given, case.person), subject, about, kit.Redaction(level))


def certificate_for(given: AssistanceView, person: PersonView) -> HandOverCertificate:
    """The kind of certificate that may be shown around for this help and this person."""
    found = codes.get("assistance", given.what)
    private = person.restricted or (found is not None and found.group == PSYCHOSOCIAL)
    return QuietCertificate() if private else HandOverCertificate()


def _from(subject: HandOver) -> kit.Panel:
    office = subject.office if subject.office != subject.organisation else ""
    return kit.Panel(_("Handed over by"), (
        kit.Entry(_("Organisation"), subject.organisation, 2), *([kit.Entry(_("Office"), office, 2)] if office else []),
        kit.Entry(_("By"), subject.given.giver), kit.Entry(_("On"), day(subject.given.delivered_on)),
        kit.Entry(_("Where"), subject.given.place or "", 2),
    ))  # fmt: skip


def _to(case: CaseView) -> kit.Panel:
    person = case.person
    kind = codes.label("identity_documents", person.id_type) if person.id_type else ""
    return kit.Panel(_("Received by"), (
        kit.Entry(_("Name"), person.name, 2),
        kit.Entry(_("Identity document"), " ".join(filter(None, (kind, person.id_number))), 2),
        kit.Entry(_("Lives at"), ", ".join(filter(None, (person.village, place_name(person.place)))), 2),
        kit.Entry(_("Case"), case.number), kit.Entry(_("Caseworker"), case.caseworker),
    ))  # fmt: skip


def _what(given: AssistanceView) -> Iterator[kit.Block]:
    pieces = " ".join(filter(None, (f"{given.quantity:,}" if given.quantity else "", given.unit)))
    worth = money.shown(given.value, given.currency, True) if given.value is not None else ""
    columns = (kit.Column(_("Item"), 40), kit.Column(_("How many"), 18), kit.Column(_("Serial or ear-tag numbers"), 24),
               kit.Column(_("Value"), 18, "end"))  # fmt: skip
    yield kit.Table(columns, [(given.text, pieces, given.serials or "—", worth)])
    if given.value:
        words = _("In words: {amount}.").format(amount=money.in_words(given.value, given.currency))
        yield kit.Paragraph(words)


def _how(subject: HandOver) -> list[kit.Entry]:
    given = subject.given
    return [
        kit.Entry(_("Kind of help"), codes.label("assistance", given.what), 2),
        kit.Entry(_("Given as"), codes.label("assistance_forms", given.form)),
        kit.Entry(_("How"), codes.label("delivery_modes", given.provider)),
        *([kit.Entry(_("Paid from"), subject.line, 4)] if subject.line else []),
    ]


def _confirmed(subject: HandOver) -> Iterator[kit.Block]:
    given = subject.given
    thumb = given.certified_how is not Signing.SIGNATURE
    signed = day(given.certified_on)
    yield kit.Heading(_("Confirmed"))
    yield kit.Together(
        kit.Paragraph(kit.strong(
            _("I received what is written above, complete and in good order. I paid nothing for it and gave nobody a favour.")
        )),
        kit.Paragraph(_("The paper was read to me in a language I understand. I know that I can complain, and where. "
                        "Somebody may visit me to see what became of it.")),
        kit.Signatures(
            kit.Signature(subject.case.person.name, _("Received by (signature or thumbprint)"), signed, thumbprint=thumb),
            kit.Signature(given.giver, _("For the office"), day(given.delivered_on)),
            kit.Signature(given.witness or "", _("Witness"), signed if given.witness else ""),
        ),
    )  # fmt: skip


class PlanSheet(Struct, frozen=True):
    """What the plan on paper needs: the version, what stands around it, and what it changed."""

    plan: PlanView
    whole: CasePlan
    case: CaseView
    changed: tuple[str, ...]


class PlanPaper(kit.Document[PlanSheet]):
    """The reintegration plan after the template of the field [G]: read aloud, agreed, signed; a copy stays with the person."""

    code: ClassVar[str] = "reintegration-plan"
    title: ClassVar[str] = N_("Reintegration plan")
    requires: ClassVar[Permission] = Permission.PLAN_READ
    about: ClassVar[str] = "case"
    levels = (kit.Redaction.INTERNAL,)
    handling = N_("For the person and the office. Do not photocopy or photograph.")
    copy_holders = (N_("person"), N_("office"))

    def story(self, subject: PlanSheet, level: kit.Redaction) -> Iterator[kit.Block]:
        plan = subject.plan
        number = _("version {number}").format(number=plan.version)
        yield kit.Title(
            subject.case.person.name, over=_("Reintegration plan, {version}").format(version=number),
            chips=[(plan.status.shown(), STATE.get(plan.status, Tone.PLAIN))],
        )  # fmt: skip
        yield kit.Grid(_facts(subject))
        if plan.baseline:
            yield kit.Heading(_("Where things stand now"))
            yield kit.Paragraph(plan.baseline)
        yield from _needs(subject.whole)
        for dimension, goals in plan.by_dimension().items():
            yield kit.Heading(dimension.shown())
            for goal in goals:
                yield from _goal(goal)
        if plan.risks:
            yield kit.Heading(_("What could go wrong, and what is done about it"))
            yield kit.Paragraph(plan.risks)
        yield from _budget(plan)
        yield from _versions(subject)
        yield from _agreed(subject)


def plan_pdf(uow: UnitOfWork, case_id: str, level: int = kit.Redaction.INTERNAL) -> bytes:
    """The plan of a case as it is worked on, else as it is in force. Raises Refused when there is none."""
    whole = queries.of_case(uow, case_id)
    if whole.shown is None:
        raise Refused(_("This case has no plan yet."))
    case = cases.case(uow, case_id)
    subject = PlanSheet(whole.shown, whole, case, queries.changed(uow, whole.shown.id))
    beside = _("Plan, version {number}").format(number=whole.shown.version)
    about = About(case.number, _("Case number"), "plan", whole.shown.id, case_id, beside)
    return put_out(uow, PlanPaper(), subject, about, kit.Redaction(level))


def _facts(subject: PlanSheet) -> list[kit.Entry]:
    plan, case, person = subject.plan, subject.case, subject.case.person
    came = codes.label("countries", person.return_country) if person.return_country else ""
    returned = " ".join(filter(None, (came, person.return_date.shown() if person.return_date else "")))
    household = str(person.household_size) if person.household_size else ""
    ceiling = money.shown(plan.ceiling, plan.currency) if plan.ceiling is not None else ""
    pairs = [
        (_("Case"), case.number), (_("Born"), person.birth_date.shown()), (_("Returned from"), returned),
        (_("Household"), household), (_("Lives at"), ", ".join(filter(None, (person.village, place_name(person.place))))),
        (_("Caseworker"), case.caseworker), (_("Written at"), plan.written_at or ""),
        (_("Look at the plan again on"), day(plan.review_on)), (_("At most, all together"), ceiling),
    ]  # fmt: skip
    more = [(_("Exchange rate"), plan.exchange_rate), (_("Business plan"), plan.business_plan)]
    return [kit.Entry(name, value) for name, value in (*pairs, *((n, v) for n, v in more if v))]


def _needs(whole: CasePlan) -> Iterator[kit.Block]:
    if not whole.needs:
        return
    yield kit.Heading(_("Needs"))
    head = [
        kit.Column(_("Need"), 4),
        kit.Column(_("How pressing"), 1.5),
        kit.Column(_("What the plan says"), 5),
    ]
    rows = [
        (
            n.text,
            [(n.level.shown(), LEVEL.get(n.level, Tone.PLAIN))],
            _("a goal below") if n.goal else n.why or _("no goal yet"),
        )
        for n in whole.needs
    ]
    yield kit.Table(head, rows)


def _goal(goal: GoalView) -> Iterator[kit.Block]:
    about = (
        codes.label("needs", goal.need) if goal.need else "",
        *(c.shown() for c in (goal.term, goal.feasibility) if c),
    )
    yield kit.Subheading(goal.text)
    yield kit.Paragraph(" · ".join(filter(None, about)), kit.SMALL)
    head = [kit.Column(_("Activity"), 3.4), kit.Column(_("Through"), 1.9), kit.Column(_("What it takes"), 2.2),
            kit.Column(_("Who"), 1.6), kit.Column(_("When"), 1.7), kit.Column(_("State"), 1.6)]  # fmt: skip
    yield kit.Table(head, [_activity(a) for a in goal.activities])


def _activity(a: ActivityView) -> tuple[kit.Words | list[tuple[str, Tone]], ...]:
    check = _("Seen by: {how}").format(how=a.verification) if a.verification else ""
    through = ", ".join(filter(None, (codes.label("delivery_modes", a.provider), a.provider_name)))
    cost = money.shown(a.cost, a.currency) if a.cost else ""
    when = " – ".join(
        filter(None, (short_day(a.starts_on) if a.starts_on else "", short_day(a.due_on) if a.due_on else ""))
    )
    takes = ", ".join(filter(None, (cost, a.resources)))
    chip = [(a.state.shown(), DOING.get(a.state, Tone.PLAIN))]
    return (
        ". ".join(filter(None, (a.text, check))),
        through,
        takes,
        a.responsible or "",
        when,
        chip,
    )


def _budget(plan: PlanView) -> Iterator[kit.Block]:
    if not plan.cost:
        return
    costs: dict[str, int] = {}
    for a in plan.activities:
        if a.cost and a.state is not ActivityState.DROPPED:
            line = a.line or _("not from a budget line")
            costs[line] = costs.get(line, 0) + a.cost
    yield kit.Heading(_("Budget"))
    yield kit.MoneyRows(
        [(name, money.shown(cost, plan.currency, True)) for name, cost in costs.items()],
        (_("Together"), money.shown(plan.cost, plan.currency, True)),
    )


def _versions(subject: PlanSheet) -> Iterator[kit.Block]:
    earlier = [v for v in subject.whole.versions if v.decided_on]
    if not earlier:
        return
    yield kit.Heading(_("Versions"))
    titles = ((_("Version"), 1), (_("State"), 2.4), (_("Signed"), 1.6), (_("Decided"), 1.6), (_("By"), 2.4))
    head = [kit.Column(title, share) for title, share in titles]
    yield kit.Table(head, [
        (str(v.version), v.status.shown(), day(v.signed_on), day(v.decided_on), v.decided_name) for v in earlier
    ])  # fmt: skip
    if subject.changed:
        yield kit.Paragraph(_("This version changes:"))
        yield kit.Bullets(subject.changed)


def _agreed(subject: PlanSheet) -> Iterator[kit.Block]:
    plan = subject.plan
    thumb = plan.signed_how is not Signing.SIGNATURE
    signed = day(plan.signed_on)
    yield kit.Heading(_("Agreed"))
    yield kit.Together(
        kit.Paragraph(kit.strong(
            _("This plan was read to me in a language I understand. It says what I want to reach, and I agree to it.")
        )),
        kit.Paragraph(_("I can ask for a change at any time. What I told is used for this plan, and for nothing else without "
                        "my consent.")),
        kit.Signatures(
            kit.Signature(subject.case.person.name, _("Person (signature or thumbprint)"), signed, thumbprint=thumb),
            kit.Signature(subject.case.caseworker, _("Caseworker"), signed),
            kit.Signature(plan.decided_name if plan.status is PlanState.APPROVED else "", _("Approved by"),
                          day(plan.decided_on) if plan.status is PlanState.APPROVED else ""),
            *([kit.Signature(plan.signed_witness, _("Witness"), signed)] if plan.signed_witness else []),
        ),
    )  # fmt: skip
