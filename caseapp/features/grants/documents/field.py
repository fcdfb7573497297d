"""The form for a business visit, filled in by hand in the field and typed later in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from caseapp.core import codes
from caseapp.core.dates import day
from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _
from caseapp.core.places import label
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import (
    Block,
    Column,
    Entry,
    Grid,
    Heading,
    Outcomes,
    Redaction,
    Signature,
    Signatures,
    Table,
    Title,
    Together,
    WriteLines,
)
from caseapp.features.grants import queries
from caseapp.features.grants.documents.common import GrantPaper, put_out_grant
from caseapp.features.grants.form import VISIT, Source
from caseapp.features.grants.models import OPEN
from caseapp.features.grants.views import GrantView

BOX = "□"
LISTED = 12  # things looked for by name; a longer list has a line for the others
LINE = 1.0  # the whole width


class VisitForm(GrantPaper[GrantView]):
    """What the visitor takes along: who and where, what should be there, room for every answer."""

    code = "business-visit"
    title = N_("Business visit")
    handling = N_("Filled in, it belongs into the office on the same day. Do not leave it at the business.")

    def story(self, subject: GrantView, level: Redaction) -> Iterator[Block]:
        yield Title(subject.business, over=_("Business visit"), under=subject.next_step)
        yield Grid(tuple(_facts(subject)))
        yield WriteLines(
            ((_("Date"), 0.18), (_("Visitor"), 0.34), (_("GPS"), 0.3), (_("Photos taken"), 0.18))
        )
        yield Heading(_("The business"))
        yield Outcomes([(_("Somebody was there"), False), (_("Nobody was there"), False)])
        yield Outcomes([(code.shown(), False) for code in codes.codes("business_status")])
        yield _lines(VISIT.by_name["saw"].label, 2)
        yield from _things(subject)
        yield from _figures(subject)
        yield Heading(_("Problems and advice"))
        yield _lines(VISIT.by_name["problems"].label, 1)
        yield WriteLines(
            ((_(VISIT.by_name["advice"].label), 0.75), (_(VISIT.by_name["next_on"].label), 0.25))
        )
        yield Outcomes([(code.shown(), False) for code in codes.codes("business_needs")])
        yield Together(
            Signatures(
                Signature("", _("Visitor")), Signature(subject.person.name, _("Grantee"), thumbprint=True)
            )
        )


def _facts(grant: GrantView) -> Iterator[Entry]:
    yield Entry(_("Grantee"), grant.person.name, 2)
    place = ", ".join(filter(None, (label(grant.place) if grant.place else "", grant.found_at or "")))
    yield Entry(_("Where the business is"), place or grant.person.village or "", 2)
    if grant.group:
        yield Entry(_("Group"), grant.group.name, 2)
    last = grant.visits[-1] if grant.visits else None
    yield Entry(_("Last visit"), day(last.visited_on) if last else "")
    yield Entry(_("Visit planned for"), day(grant.next_visit_on))
    if last and last.saw:
        yield Entry(_("What we saw last time"), last.saw[:400], 4)


def _things(grant: GrantView) -> Iterator[Block]:
    """Stock and tools against the list: what was handed over, or what the plan was to buy."""
    bought = [
        (g.item, f"{g.quantity:,} {g.unit or ''}".strip())
        for p in grant.purchases
        for g in p.goods
        if p.handed_on
    ]
    planned = [(c.item, f"{c.quantity:,}") for c in grant.costs if c.source == Source.GRANT.value]
    found = bought or planned
    if not found:
        return
    yield Heading(_("Is everything bought still there?"))
    columns = (
        Column(_("Item"), 44),
        Column(_("Should be"), 14, "end"),
        Column(_("There"), 14),
        Column(_("Remarks"), 28),
    )
    rows = [(item, count, BOX, " ") for item, count in found[:LISTED]]
    if len(found) > LISTED:
        rows.append((_("and {count} more").format(count=len(found) - LISTED), " ", BOX, " "))
    yield Table(columns, rows)


def _figures(grant: GrantView) -> Iterator[Block]:
    yield Heading(_("Figures of one month, in {currency}").format(currency=grant.currency))

    def named(*names: str) -> tuple[tuple[str, float], ...]:
        return tuple((_(VISIT.by_name[name].label), 1 / len(names)) for name in names)

    yield WriteLines(
        named("sales", "costs", "household_income"), named("savings", "debt", "workers_women", "workers_men")
    )
    yield Outcomes([(_("It is their main income"), False), (_("It is not"), False)])


def _lines(title: str, count: int) -> WriteLines:
    return WriteLines(((_(title), LINE),), *(((" ", LINE),) for _line in range(count - 1)))


def visit_form_pdf(uow: UnitOfWork, grant_id: str, level: int = Redaction.INTERNAL) -> bytes:
    """The empty form of one grant as PDF, in memory and journalled. Raises Refused before the agreement is signed."""
    grant = queries.grant(uow, grant_id)
    if grant.signed_on is None or grant.state not in OPEN:
        raise Refused(_("The form is for a grant that is paid or watched over."))
    return put_out_grant(uow, VisitForm(), grant, grant, level)
