"""The minutes of the committee: who scored what, who had a conflict of interest, the mean, the advice."""

from __future__ import annotations

from collections.abc import Iterator

from caseapp.core.dates import day
from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _
from caseapp.core.money import shown
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import (
    Block,
    Column,
    Entry,
    Grid,
    Heading,
    Paragraph,
    Redaction,
    Signature,
    Signatures,
    Table,
    Title,
    Together,
)
from caseapp.features.grants import queries
from caseapp.features.grants.documents.common import GrantPaper, put_out_grant
from caseapp.features.grants.form import criteria
from caseapp.features.grants.views import GrantView


class CommitteeMinutes(GrantPaper[GrantView]):
    """Printed once the application is appraised; signed by everybody who scored."""

    code = "grant-minutes"
    title = N_("Minutes of the grant committee")
    handling = N_("For the committee and the office. Do not photocopy or photograph.")

    def story(self, subject: GrantView, level: Redaction) -> Iterator[Block]:
        yield Title(
            _("Minutes of the grant committee"), over=subject.line.programme_title, under=subject.business
        )
        yield Grid((
            Entry(_("Applied for by"), subject.person.name, 2), Entry(_("Asked for"), shown(subject.asked, subject.currency)),
            Entry(_("Appraised on"), day(subject.appraised_on)), Entry(_("Present"), subject.present or "", 4),
        ))  # fmt: skip
        yield from _scores(subject)
        yield from _advice(subject)
        if subject.minutes:
            yield Heading(_("Minutes"))
            yield Paragraph(subject.minutes)
        yield Heading(_("Signed"))
        yield Together(
            Signatures(*(Signature(s.scorer, s.body or _("Scorer")) for s in subject.committee.sheets))
        )


def _scores(grant: GrantView) -> Iterator[Block]:
    """One column a sheet up to five, so that names stay readable; more are set below one another."""
    counted = grant.committee.counted
    yield Heading(_("Points"))
    for start in range(0, len(counted), 5):
        sheets = counted[start : start + 5]
        columns = (Column(_("Criterion"), 34), *(Column(s.scorer, 66 / len(sheets), "end") for s in sheets))
        rows = [
            (_("{label} (of {most})").format(label=_(label), most=most), *(str(s.points.get(code, "")) for s in sheets))
            for code, label, most in criteria()
        ]  # fmt: skip
        yield Table(columns, rows, total=(_("Together"), *(str(s.total) for s in sheets)))
    yield Paragraph(spread_words(grant))
    for sheet in grant.committee.sheets:
        if sheet.conflict:
            text = _("{name} declared a conflict of interest and gave no points: {why}")
            yield Paragraph(text.format(name=sheet.scorer, why=sheet.conflict_why or ""))


def spread_words(grant: GrantView) -> str:
    """The mean and how far the sheets are apart, in one sentence."""
    committee = grant.committee
    most = max((s.total_of or 0 for s in committee.counted), default=0)
    text = _("Average {mean} of {most} points, {count} of {needed} scorers").format(
        mean=f"{committee.mean or 0:.1f}", most=most, count=len(committee.counted), needed=committee.needed)  # fmt: skip
    if committee.spread:
        text += "; " + _("from {low} to {high}").format(low=committee.spread[0], high=committee.spread[1])
    return text + "."


def _advice(grant: GrantView) -> Iterator[Block]:
    yield Heading(_("Advice to the supervisor"))
    yield Grid((
        Entry(_("Advice"), _("Recommended") if grant.recommended else _("Not recommended"), 2),
        Entry(_("Concluded by"), grant.appraised_by or "", 2), Entry(_("Reason"), grant.appraisal_note or "", 4),
        *([Entry(_("Why fewer people scored"), grant.few_why, 4)] if grant.few_why else []),
    ))  # fmt: skip
    yield Paragraph(_("Points advise, people decide: the supervisor approves or rejects and says why."))


def minutes_pdf(uow: UnitOfWork, grant_id: str, level: int = Redaction.INTERNAL) -> bytes:
    """The minutes as PDF, in memory and journalled. Raises Refused before the application is appraised."""
    grant = queries.grant(uow, grant_id)
    if grant.appraised_on is None or not grant.committee.sheets:
        raise Refused(_("There are no minutes before the application is appraised."))
    return put_out_grant(uow, CommitteeMinutes(), grant, grant, level)
