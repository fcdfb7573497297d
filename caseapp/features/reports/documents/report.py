"""A report on paper: the same tables, charts and texts as on screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.documents import kit
from caseapp.features.reports.report import Head, Picture, Report, Table, Words

SHARES = {
    "text": 2.6,
    "date": 1.4,
    "number": 1.2,
    "percent": 1.2,
    "money": 2.1,
    "decimal": 1.3,
    "change": 1.2,
}
LONG, SHORT = 34, 8  # letters; a column of longer texts gets more room, one of short ones less


class FiguresPaper(kit.Document[Report]):
    """Any report. A copy for outside carries no names and no small numbers, and is not confidential."""

    code: ClassVar[str] = "figures"
    title: ClassVar[str] = N_("Report")
    requires: ClassVar[Permission] = Permission.REPORT_READ
    about: ClassVar[str] = "office"
    levels: ClassVar[tuple[kit.Redaction, ...]] = (kit.Redaction.INTERNAL,)
    outside = False

    def needs(self, level: kit.Redaction) -> frozenset[Permission]:
        return frozenset({self.requires})

    def story(self, subject: Report, level: kit.Redaction) -> Iterator[kit.Block]:
        under = " · ".join(filter(None, (subject.period.shown(), subject.programme)))
        yield kit.Title(subject.title, over=subject.frozen or _("Report"), under=under)
        for part in subject.parts:
            if isinstance(part, Table):
                yield from self._table(part)
            elif isinstance(part, Picture):
                yield kit.Together(kit.Subheading(part.title), kit.Picture(part.chart))
            elif isinstance(part, Words) and part.text:
                yield kit.Heading(part.title)
                yield kit.Paragraph(part.text)
        yield kit.Note(subject.counts)

    def _table(self, part: Table) -> Iterator[kit.Block]:
        yield kit.Heading(part.title)
        lines = part.lines(self.outside)
        columns = [kit.Column(head.title, _share(head, [line[i] for line in lines]),
                              "start" if head.kind in ("text", "date") else "end")
                   for i, head in enumerate(part.heads)]  # fmt: skip
        rows, total = (lines[:-1], lines[-1]) if part.total else (lines, ())
        yield kit.Table(columns, rows, total=[_blank(text) for text in total])
        if not rows:
            yield kit.Paragraph(_("Nothing in this period."))
        if part.note:
            yield kit.Paragraph(part.note)


class OutsidePaper(FiguresPaper):
    """The copy for a donor or partner: it may bear the donor's mark."""

    code: ClassVar[str] = "figures-outside"
    confidential: ClassVar[bool] = False
    donor_mark: ClassVar[bool] = True
    outside = True


def _share(head: Head, texts: list[str]) -> float:
    longest = max((len(text) for text in texts), default=0)
    if head.kind == "text":
        return SHARES["text"] * (1.9 if longest > LONG else 0.4 if longest < SHORT else 1)
    return SHARES[head.kind]


def _blank(text: str) -> str:
    return "" if text == _("–") else text
