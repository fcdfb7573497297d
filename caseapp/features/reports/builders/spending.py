"""Money: what budget lines have left, every grant with its state and receipts, what was handed out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from caseapp.core import codes
from caseapp.core.charts import Chart, Series, Tone
from caseapp.core.i18n import _
from caseapp.features.cases.models import Case
from caseapp.features.grants import budget
from caseapp.features.grants.models import Grant, Payment, Receipt, ReceiptStatus
from caseapp.features.people.models import Person
from caseapp.features.people.views import person_row
from caseapp.features.plans.models import Assistance
from caseapp.features.programmes.models import BudgetLine
from caseapp.features.programmes.queries import LineView
from caseapp.features.reports.builders.asked import Ask
from caseapp.features.reports.report import Head, Part, Picture, Table


def burn(asked: Ask) -> Iterator[Part]:
    """Budget lines of the programme: granted, promised, paid, and free; grants are what the program knows of spending."""
    lines = [line for line in (asked.programme.lines if asked.programme else ()) if line.for_grants]
    if not lines:
        return
    rows = [_line(asked, line) for line in lines]
    currency = lines[0].currency
    sums = tuple(sum(row[i] for row in rows) for i in range(2, 6))
    yield Table(
        "burn", _("Budget lines for grants"),
        (Head(_("Line")), Head(_("What it is for")), Head(_("Budget"), "money", "#value+budget"),
         Head(_("Paid"), "money", "#value+spent"), Head(_("Promised, not yet paid"), "money", "#value+committed"),
         Head(_("Free"), "money", "#value+free"), Head(_("Paid of the budget"), "percent")),
        tuple(rows), total=(_("All"), "", *sums, _share(sums[1], sums[0])), currency=currency,
        note=_("What stands today, whatever the period. Only livelihood grants are booked here; other spending is in the "
               "finance system."),
    )  # fmt: skip
    shares = tuple(float(row[6] or 0) for row in rows)
    title = _("Paid of each budget line, in per cent")
    yield Picture(
        title,
        Chart(
            "bar",
            tuple(row[0] for row in rows),
            (Series(_("Paid"), shares, Tone.BRAND),),
            top=100,
            summary=title,
        ),
    )


def _line(asked: Ask, line: LineView) -> tuple[Any, ...]:
    promised, paid = budget.sums(asked.uow, line.id)
    free = line.amount - promised - paid
    return (line.code, line.title, line.amount, paid, promised, free, _share(paid, line.amount))


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def grant_register(asked: Ask) -> Iterator[Part]:
    """Every grant applied for by the end of the period that was not settled before it, with payments and receipts."""
    first, last = asked.period.first, asked.period.last
    query = (
        select(Grant, Case.number, Person, BudgetLine.code)
        .join(Case, Case.id == Grant.case_id).join(Person, Person.id == Case.person_id)
        .join(BudgetLine, BudgetLine.id == Grant.line_id)
        .where(Grant.applied_on <= last).order_by(Grant.applied_on, Grant.number)
    )  # fmt: skip
    if asked.programme:
        query = query.where(BudgetLine.programme_id == asked.programme.id)
    paid, shown_for = _sums(asked, Payment), _sums(asked, Receipt)
    rows, totals = [], [0, 0, 0]
    for grant, number, person, line in asked.uow.session.execute(query):
        if grant.settled and grant.id not in paid and grant.applied_on < first:
            continue
        out, back = paid.get(grant.id, 0), shown_for.get(grant.id, 0)
        totals = [a + b for a, b in zip(totals, (grant.approved or 0, out, back), strict=True)]
        rows.append((grant.number, number, person_row(person, asked.uow.actor).name, grant.business, line,
                     grant.state.shown(), grant.approved, out, back, _share(back, out)))  # fmt: skip
    yield Table(
        "grants", _("Grant register and liquidation"),
        (Head(_("Grant")), Head(_("Case")), Head(_("Name")), Head(_("Business")), Head(_("Line")), Head(_("State")),
         Head(_("Approved"), "money"), Head(_("Paid in the period"), "money"), Head(_("Receipts accepted"), "money"),
         Head(_("Shown by receipts"), "percent")),
        tuple(rows), total=(_("All"), "", "", "", "", "", *totals, _share(totals[2], totals[1])),
        currency=asked.uow.office.currency, names=True,
        note=_("Payments of the period that stand, and receipts that were accepted, whatever their day."),
    )  # fmt: skip


def _sums(asked: Ask, entity: Any) -> dict[str, int]:
    """By grant: payments of the period that stand, or receipts that were accepted."""
    query = select(entity.grant_id, func.sum(entity.amount)).group_by(entity.grant_id)
    if entity is Payment:
        query = query.where(
            Payment.reversed_on.is_(None), Payment.paid_on.between(asked.period.first, asked.period.last)
        )
    else:
        query = query.where(Receipt.status == ReceiptStatus.ELIGIBLE)
    return dict(asked.uow.session.execute(query).all())


def distribution(asked: Ask) -> Iterator[Part]:
    """Everything handed out in the period, by whom it was received and whether it was certified."""
    query = (
        select(Assistance, Case.number, Person)
        .join(Case, Case.id == Assistance.case_id).join(Person, Person.id == Case.person_id)
        .where(Assistance.delivered_on.between(asked.period.first, asked.period.last), Assistance.cancelled_on.is_(None))
        .order_by(Assistance.delivered_on, Assistance.id)
    )  # fmt: skip
    if asked.programme:
        query = query.where(Case.programme_id == asked.programme.id)
    rows, kinds = [], defaultdict[str, list[int]](lambda: [0, 0])
    for given, number, person in asked.uow.session.execute(query):
        what = codes.label("assistance", given.what)
        kinds[what][0] += 1
        kinds[what][1] += given.value or 0
        amount = f"{given.quantity:,} {given.unit or ''}".strip() if given.quantity else ""
        rows.append((given.delivered_on, number, person_row(person, asked.uow.actor).name, what,
                     codes.label("assistance_forms", given.form), amount, given.value, given.certified_on))  # fmt: skip
    yield Table(
        "distribution-kinds", _("What was handed out"),
        (Head(_("Assistance"), hxl="#activity+name"), Head(_("Times"), "number", "#output+num"),
         Head(_("Worth"), "money", "#value")),
        tuple((what, many, worth) for what, (many, worth) in sorted(kinds.items())), currency=asked.uow.office.currency,
    )  # fmt: skip
    yield Table(
        "distribution", _("Distribution list"),
        (Head(_("Day"), "date"), Head(_("Case")), Head(_("Name")), Head(_("Assistance")), Head(_("Form")),
         Head(_("How much")), Head(_("Worth"), "money"), Head(_("Certified on"), "date")),
        tuple(rows), currency=asked.uow.office.currency, names=True,
    )  # fmt: skip
