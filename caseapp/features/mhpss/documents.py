"""The safety plan a person takes home: their own words, and whom to call. It says nowhere that it comes from counselling."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from caseapp.core.dates import day
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import Block, Column, Document, Heading, Paragraph, Redaction, Table, Title
from caseapp.features.cases import queries as cases
from caseapp.features.mhpss import emergency, safety
from caseapp.features.mhpss.emergency import ContactView
from caseapp.features.mhpss.safety_form import PLAN_NAMES, SAFETY_FORM
from caseapp.features.mhpss.views import SafetyView
from caseapp.features.office import papers


class Plan(Struct, frozen=True):
    """What stands on the paper: the five parts of the plan, the next meeting, numbers to call."""

    check: SafetyView
    contacts: tuple[ContactView, ...]
    seen_again: str


class SafetyPlan(Document[Plan]):
    """Whoever finds it learns no name, no case and no reason: it must be safe to carry."""

    code = "safety-plan"
    title = N_("My plan for hard days")
    requires = Permission.MHPSS_READ
    about = "person"
    levels = (Redaction.PARTNER,)
    default_level = Redaction.PARTNER
    confidential = False

    def story(self, subject: Plan, level: Redaction) -> Iterator[Block]:
        yield Title(_(self.title))
        for name in PLAN_NAMES:
            yield Heading(_(SAFETY_FORM.by_name[name].label))
            for paragraph in str(subject.check.answers.get(name) or "—").split("\n\n"):
                yield Paragraph(paragraph)
        yield Heading(_("Whom I can call at any time"))
        columns = (Column(_("Who"), 40), Column(_("Number"), 30), Column(_("When"), 30))
        yield Table(columns, [(c.name, c.number, c.hours or "") for c in subject.contacts])
        if subject.seen_again:
            yield Paragraph(_("We meet again on {day}.").format(day=subject.seen_again))


def safety_plan_pdf(uow: UnitOfWork, check_id: str) -> bytes:
    """The safety plan as PDF in memory; that it was printed is journalled, but not under the case.

    Raises PermissionDenied outside the sealed section.
    """
    check = safety.check(uow, check_id)
    place = cases.case(uow, check.case_id).person.place or ""
    plan = Plan(check, emergency.contacts(uow, place), day(check.next_on) if check.next_on else "")
    about = papers.About(day(uow.today), _("Made on"), "mhpss_safety", check.id)
    return papers.put_out(uow, SafetyPlan(), plan, about, Redaction.PARTNER)
