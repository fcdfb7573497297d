"""Summaries of many cases in one file, each journalled by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from caseapp.core.i18n import _
from caseapp.core.jobs import Progress
from caseapp.data.uow import UnitOfWork
from caseapp.documents.redaction import Redaction
from caseapp.features.cases import queries as cases
from caseapp.features.office.papers import About, put_out_many
from caseapp.features.reports.documents.summary import CaseSummary
from caseapp.features.reports.queries import summary
from caseapp.features.reports.summary import summary_of


def summaries(
    uow: UnitOfWork, case_ids: Sequence[str], duplex: bool = False, progress: Progress | None = None,
    level: Redaction = CaseSummary.default_level,
) -> bytes:  # fmt: skip
    """The summaries of these cases in one PDF; gathered one by one, so that memory holds one case and the file."""

    def each() -> Iterator[tuple[Any, About]]:
        for key in case_ids:
            subject = summary(uow, key)
            yield subject, About(subject.case.number, _("Case number"), "case", key, key)
            uow.session.expunge_all()

    return put_out_many(
        uow, CaseSummary(), each(), level, duplex=duplex, progress=progress, total=len(case_ids)
    )


def one(uow: UnitOfWork, case_id: str) -> tuple[str, bytes]:
    """The number of a case and its summary."""
    return cases.case(uow, case_id).number, summary_of(uow, case_id, CaseSummary.default_level)
