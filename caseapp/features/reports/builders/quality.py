"""What the records lack. Each line opens nothing but a place to mend it: the cases concerned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from caseapp.core.i18n import N_, _
from caseapp.features.cases.models import Case
from caseapp.features.people.models import Consent, Person
from caseapp.features.people.views import WG_FIELDS
from caseapp.features.reports.builders.asked import Ask
from caseapp.features.reports.report import Head, Part, Table


def quality(asked: Ask) -> Iterator[Part]:
    """How many open cases lack what, of all open cases."""
    every = _count(asked)
    rows = []
    for title, why, condition in _checks(asked):
        lacking = _count(asked, condition)
        rows.append((title, lacking, 100 * lacking / every if every else None, why))
    yield Table(
        "quality", _("What open cases lack"),
        (Head(_("What is missing")), Head(_("Cases"), "number"), Head(_("Of the open cases"), "percent"),
         Head(_("Why it matters"))),
        tuple(rows), total=(_("Open cases"), every, None, ""),
        note=_("As it stands today, whatever the period."),
    )  # fmt: skip


def _count(asked: Ask, *where: Any) -> int:
    query = (
        select(func.count(Case.id))
        .join(Person, Person.id == Case.person_id)
        .where(Case.closed_on.is_(None), *where)
    )
    if asked.programme:
        query = query.where(Case.programme_id == asked.programme.id)
    return asked.uow.session.scalar(query) or 0


def _checks(asked: Ask) -> list[tuple[str, str, Any]]:
    today, rule = asked.uow.today, asked.uow.office.rule
    consent = exists().where(Consent.person_id == Person.id, Consent.withdrawn_on.is_(None),
                             or_(Consent.expires_on.is_(None), Consent.expires_on >= today))  # fmt: skip
    unasked = and_(*(getattr(Person, name).is_(None) for name in WG_FIELDS))
    found = (
        (N_("Consent that stands"), N_("Nothing may be shared without it."), ~consent),
        (N_("A place"), N_("Figures by place and visits need it."), Person.place.is_(None)),
        (N_("A phone"), N_("Nobody can be called."), Person.phone.is_(None)),
        (N_("An identity document"), N_("Duplicates and payments are harder to check."), Person.id_number.is_(None)),
        (N_("Questions on functioning"), N_("Disability stays “not known” in every figure."), unasked),
        (N_("A programme"), N_("The case counts in no programme's figures."), Case.programme_id.is_(None)),
        (N_("A caseworker"), N_("Nobody follows up."), Case.owner_id.is_(None)),
        (N_("A first assessment"), N_("The plan has nothing to stand on."), Case.assessed_on.is_(None)),
        (N_("A plan in time"), N_("Plans are due within days of return."),
         and_(Case.planned_on.is_(None), Case.opened_on < today - timedelta(days=rule("plan.days")))),
        (N_("Any contact in 60 days"), N_("Nobody knows how the person is."),
         func.coalesce(Case.last_contact_on, Case.opened_on) < today - timedelta(days=60)),
    )  # fmt: skip
    return [(_(title), _(why), condition) for title, why, condition in found]
