"""Reports, exports and papers by the hundred: time and the memory each adds."""

from __future__ import annotations

import argparse
import gc
import io
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
    """So many case summaries in one file, beside plain Platypus with the same words."""
    from caseapp.documents.raster import Pages
    from caseapp.features.reports import batch as many

    with opened(options, "supervisor") as office:
        with office.database.look(office.actor) as uow:
            found = uow.session.connection().exec_driver_sql('SELECT id FROM "case" ORDER BY planned_on IS NULL, id LIMIT ?',
                                                             (options.repeat,))  # fmt: skip
            ids = [key for (key,) in found]
        with office.database.look(office.actor) as uow:
            pdf, ours = measured(lambda: many.summaries(uow, ids))
        with Pages(pdf) as pages:
            texts = [pages.text(n) for n in range(len(pages))]
    _plain, theirs = measured(lambda: platypus(texts))
    each = {
        "ours_ms": round(1000 * ours["cpu_s"] / max(1, len(ids)), 2),
        "platypus_ms": round(1000 * theirs["cpu_s"] / max(1, len(ids)), 2),
    }
    return {"papers": len(ids), "pages": len(texts), "ours": ours, "platypus_words_only": theirs, **each,
            "ratio": round(ours["cpu_s"] / theirs["cpu_s"], 2) if theirs["cpu_s"] else None}  # fmt: skip


def platypus(pages: list[str]) -> bytes:
    """The same words as paragraphs of reportlab's own layout, in the same face: without queries, grids, codes or frames."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    from caseapp.core.paths import resource

    pdfmetrics.registerFont(TTFont("Plain", str(resource("fonts", "NotoSans-Regular.ttf"))))
    style = ParagraphStyle("plain", fontName="Plain", fontSize=8, leading=10)
    story: list[Any] = []
    for page in pages:
        story += [
            Paragraph(line.replace("&", "&amp;").replace("<", "&lt;"), style)
            for line in page.splitlines()
            if line.strip()
        ]
        story.append(PageBreak())
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(story)
    return out.getvalue()
