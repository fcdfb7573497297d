"""Reports, exports and papers by the hundred: time and the memory each adds."""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

Figures = dict[str, Any]


def resident() -> float:
    """Megabytes this process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def measured(work: Callable[[], Any]) -> tuple[Any, Figures]:
    """What `work` gives, with seconds (of the wall, of the processor) and the peak of memory it added, in megabytes."""
    gc.collect()
    gc.freeze()  # as the window does: what is there already is not looked through again
    before, began, used = resident(), time.perf_counter(), time.process_time()
    answer = work()
    return answer, {
        "s": round(time.perf_counter() - began, 2), "cpu_s": round(time.process_time() - used, 2),
        "more_mb": round(max(0.0, resident() - before), 1),
    }  # fmt: skip


def report(options: argparse.Namespace, opened: Any) -> Figures:
    """The whole final report to the donor over ten years: figures, PDF and spreadsheet."""
    from caseapp.documents.spreadsheet import Field, Sheet, workbook
    from caseapp.features.reports import kinds
    from caseapp.features.reports.periods import Period
    from caseapp.features.reports.printing import put_out_report

    with opened(options, "supervisor") as office, office.database.look(office.actor) as uow:
        period = Period(uow.today - timedelta(days=3650), uow.today)
        made, figures = measured(lambda: kinds.build(uow, "donor-final", period))
        pdf, paper = measured(lambda: put_out_report(uow, made))
        sheets = [
            Sheet(t.title, [Field(h.title, h.kind) for h in t.heads], t.values()) for t in made.tables()
        ]
        book, sheet = measured(lambda: workbook(sheets))
        whole = figures["s"] + paper["s"] + sheet["s"]
        return {"figures": figures, "pdf": paper | {"kb": len(pdf) // 1024}, "xlsx": sheet | {"kb": len(book) // 1024},
                "whole_s": round(whole, 2)}  # fmt: skip


def export(options: argparse.Namespace, opened: Any) -> Figures:
    """Every person on file as a spreadsheet, page by page, plain and under a passphrase."""
    from caseapp.documents.spreadsheet import Field, sealed
    from caseapp.features.office.exporting import Table
    from caseapp.features.office.exporting import export as make
    from caseapp.features.people import queries

    def rows(uow: Any) -> Iterator[tuple[str, ...]]:
        after = None
        while True:
            page = queries.page(uow, after, 1000)
            for p in page.rows:
                yield (
                    p.name,
                    p.known_as,
                    p.number,
                    p.village,
                    p.place,
                    p.here_as.shown(),
                    str(p.birth_date),
                    p.phone,
                )
            after = page.after
            if after is None:
                return

    titles = ("Name", "Known as", "Number", "Village", "Place", "Here as", "Born", "Phone")
    table = Table("people", "People", tuple(Field(title) for title in titles), rows)
    with opened(options, "supervisor") as office, office.database.look(office.actor) as uow:
        made, told = measured(lambda: make(uow, [table], "benchmark"))
        _kept, lock = measured(lambda: sealed(made.data, "seven grey doves"))
        return {"rows": made.rows, "mb": round(len(made.data) / 2**20, 1), **told, "seal": lock}


def batch(options: argparse.Namespace, opened: Any) -> Figures:
    """So many case summaries in one file with all queries; then without, stretched to two pages, beside plain Platypus."""
    from papers import pieces, platypus, two_pages
    from sqlalchemy import select

    from caseapp.documents.raster import Pages
    from caseapp.documents.redaction import Redaction
    from caseapp.features.cases.models import Case
    from caseapp.features.office.papers import About, issue_of, letterhead
    from caseapp.features.reports import batch as many
    from caseapp.features.reports.documents.summary import CaseSummary
    from caseapp.features.reports.queries import summary

    level, paper = Redaction.INTERNAL, CaseSummary()
    with opened(options, "supervisor") as office:
        with office.database.look(office.actor) as uow:
            planned_first = select(Case.id).order_by(Case.planned_on.is_(None), Case.id)
            ids = list(uow.session.scalars(planned_first.limit(options.repeat)))
        with office.database.look(office.actor) as uow:
            _pdf, whole = measured(lambda: many.summaries(uow, ids))
        with office.database.look(office.actor) as uow:
            head, subjects = letterhead(uow), [two_pages(summary(uow, key)) for key in ids]
            issues = [
                issue_of(uow, About(s.case.number, "Case number", "case", s.case.id), level) for s in subjects
            ]
    items = list(zip(subjects, issues, strict=True))
    _warm = (
        paper.render_many(items[:5], letterhead=head),
        platypus(_plain(paper, items[:5], level, pieces), head),
    )
    pdf, ours = measured(lambda: paper.render_many(items, letterhead=head))
    plain, theirs = measured(lambda: platypus(_plain(paper, items, level, pieces), head))
    with Pages(pdf) as pages, Pages(plain) as others:
        counted = {"pages": len(pages), "platypus_pages": len(others)}
    return {"papers": len(ids), **counted, "with_queries": whole, "ours": ours, "platypus": theirs,
            "ours_ms": _each(ours, ids), "platypus_ms": _each(theirs, ids), "ratio": _ratio(ours, theirs)}  # fmt: skip


def letters(options: argparse.Namespace, opened: Any) -> Figures:
    """So many referral letters in one file, three copies each, with all queries; LibreOffice gets the merged texts ready."""
    from papers import libreoffice, merged, pieces
    from sqlalchemy import select

    from caseapp.documents.redaction import Redaction
    from caseapp.features.office.papers import About, issue_of
    from caseapp.features.referrals import service
    from caseapp.features.referrals.documents import ReferralLetter, letters_pdf, unprintable
    from caseapp.features.referrals.models import Referral

    paper, level = ReferralLetter(), Redaction.PARTNER
    with opened(options, "supervisor") as office, office.database.look(office.actor) as uow:
        sent = select(Referral.id).where(Referral.sent_on.is_not(None), Referral.cancelled_on.is_(None))
        ids = list(uow.session.scalars(sent.order_by(Referral.id).limit(3 * options.repeat)))
        refused = unprintable(uow, ids)
        ids = [key for key in ids if key not in refused]
        ids = (ids * (options.repeat // len(ids) + 1))[
            : options.repeat
        ]  # few of a crowd's have a consent: again and again
        _pdf, ours = measured(lambda: letters_pdf(uow, ids))
        found = [service.letter(uow, key) for key in ids]
        items = [
            (one, issue_of(uow, About(one.number, "Referral", "referral", one.id), level)) for one in found
        ]
    document = merged([one for one in _plain(paper, items, level, pieces) for _copy in paper.copy_holders])
    (pdf, by), theirs = measured(lambda: libreoffice(document))
    told = {"letters": len(ids), "copies": len(paper.copy_holders), "ours": ours, "by": by}
    if not pdf:
        return told
    times = round(theirs["s"] / ours["s"], 2) if ours["s"] else None
    return told | {"libreoffice": theirs, "times_faster": times, "kb": len(pdf) // 1024}


def _plain(paper: Any, items: list[Any], level: Any, pieces: Callable[..., Any]) -> list[Any]:
    """The papers as plain pieces; making the blocks costs both sides the same."""
    return [(issue, list(pieces(list(paper.story(subject, level))))) for subject, issue in items]


def _each(figures: Figures, ids: list[str]) -> float:
    return round(1000 * figures["cpu_s"] / max(1, len(ids)), 2)


def _ratio(ours: Figures, theirs: Figures) -> float | None:
    return round(ours["cpu_s"] / theirs["cpu_s"], 2) if theirs["cpu_s"] else None


def caseload(options: argparse.Namespace, opened: Any) -> Figures:
    """The page of the caseload: its numbers, what waits for a decision, and the cases of the first caseworker."""
    from caseapp.features.supervision import along, queries

    told: Figures = {}
    with opened(options, "supervisor") as office:
        for name, ask in (
            ("page", queries.caseload), ("standing_out", queries.standing_out), ("waiting", queries.waiting),
            ("by_stage", lambda uow: along.along(uow, along.Along.STAGE)),
            ("cases_of", lambda uow: queries.cases_of(uow, queries.caseload(uow).workers[0].id)),
        ):  # fmt: skip
            told[name] = _asked(office, ask)
    return told


def _asked(office: Any, ask: Callable[[Any], Any], times: int = 7) -> Figures:
    """Milliseconds of a question: the first time, and the median after."""
    taken = []
    for _time in range(times):
        with office.database.look(office.actor) as uow:
            began = time.perf_counter()
            ask(uow)
            taken.append(1000 * (time.perf_counter() - began))
    return {"first_ms": round(taken[0], 1), "median_ms": round(sorted(taken[1:])[len(taken) // 2 - 1], 1)}
