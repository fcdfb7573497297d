"""Putting a report out on paper."""

from __future__ import annotations

from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.documents.redaction import Redaction
from caseapp.features.office.papers import About, issue_of, letterhead
from caseapp.features.reports.documents.report import FiguresPaper, OutsidePaper
from caseapp.features.reports.report import Report


@action("report.print", requires=Permission.REPORT_READ)
def put_out_report(uow: UnitOfWork, report: Report, outside: bool = False) -> bytes:
    """The report as PDF, in memory, journalled; for outside without names and with small numbers hidden."""
    paper = OutsidePaper() if outside else FiguresPaper()
    about = About(report.period.shown(), _("Period"), "report", report.code)
    issue = issue_of(uow, about, Redaction.INTERNAL)
    pdf = paper.render(report.outside() if outside else report, letterhead=letterhead(uow), issue=issue)
    uow.note("report.print", "report", report.code, paper=paper.code, period=report.period.shown(),
             verification=issue.verification)  # fmt: skip
    return pdf
