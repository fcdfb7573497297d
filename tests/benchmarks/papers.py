"""The same papers made another way, to be measured beside ours: reportlab's own Platypus, and LibreOffice.

Both get the blocks of our papers as plain pieces (paragraphs, tables, a code), with the same words in the same face. They
draw fewer things than ours: no chips, no pale fields, no chart, no boxes to stamp.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from msgspec.structs import replace

Piece = tuple[str, Any]  # ("head" | "text", words) or ("table", rows of words)
MARGIN, QR = 36, 44


def pieces(blocks: Sequence[Any]) -> Iterator[Piece]:  # noqa: C901 - one branch for each kind of block
    """What stands in our blocks, as plain pieces."""
    from caseapp.documents import kit

    for block in blocks:
        if isinstance(block, kit.Title):
            yield "text", block.over
            yield "head", words(block.title)
            yield "text", words(block.under) + " " + " ".join(text for text, _tone in block.chips)
        elif isinstance(block, kit.Heading):
            yield "head", block.title
        elif isinstance(block, kit.Grid):
            yield "table", list(grid(block))
        elif isinstance(block, kit.Table):
            rows = [[c.title for c in block.columns], *([words(c) for c in row] for row in block.rows)]
            yield "table", rows
        elif isinstance(block, kit.Paragraph):
            yield "text", words(block.words)
        elif isinstance(block, kit.Bullets):
            yield from (("text", words(item)) for item in block.items)
        elif isinstance(block, kit.Note):
            yield from (("text", words(item)) for item in (block.lead, *block.paragraphs))
        elif isinstance(block, kit.TickGrid):
            yield "table", [[f"{'x' if on else 'o'} {text}" for text, on in block.options[n : n + 3]]
                            for n in range(0, len(block.options), 3)]  # fmt: skip
        elif isinstance(block, kit.Signatures):
            yield "table", [[f"{p.role}: {p.name} ____________" for p in block.people]]
        elif isinstance(block, kit.Together):
            yield from pieces(block.blocks)
        elif isinstance(block, kit.Columns):
            yield from (piece for _share, inside in block.columns for piece in pieces(inside.blocks))


def grid(block: Any) -> Iterator[list[str]]:
    """Labels over values, a row of columns at a time."""
    cells = [f"{entry.label}\n{words(entry.value) or '–'}" for entry in block.entries]
    for start in range(0, len(cells), block.columns):
        row = cells[start : start + block.columns]
        yield row + [""] * (block.columns - len(row))


def words(cell: Any) -> str:
    """Text without its weights; chips as their words."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, list):
        return " ".join(text for text, _tone in cell)
    return "".join(span.text for span in cell)


# --- reportlab's own layout


def platypus(papers: Sequence[tuple[Any, list[Piece]]], head: Any) -> bytes:
    """Papers as (issue, pieces) in one file: letterhead, number, code and foot on every page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import (
        ActionFlowable,
        BaseDocTemplate,
        Frame,
        PageBreak,
        PageTemplate,
        Paragraph,
        Table,
        TableStyle,
    )

    _fonts()
    plain = ParagraphStyle("plain", fontName="Plain", fontSize=9, leading=12.6, spaceBefore=2, spaceAfter=4.5)
    title = ParagraphStyle("title", fontName="Strong", fontSize=11, leading=15, spaceBefore=9, spaceAfter=4.5)
    cell = ParagraphStyle("cell", fontName="Plain", fontSize=8.4, leading=11.2)
    strong = ParagraphStyle("strong", parent=cell, fontName="Strong")
    look = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, "#DDE3E9"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    out, wide = io.BytesIO(), A4[0] - 2 * MARGIN
    made = BaseDocTemplate(out, pagesize=A4)

    class Now(ActionFlowable):  # type: ignore[misc]
        def __init__(self, issue: Any) -> None:
            super().__init__()
            self.issue = issue

        def apply(self, doc: Any) -> None:
            doc.issue = self.issue

    def page(canvas: Any, doc: Any) -> None:
        _frame(canvas, doc.issue, head, A4)

    made.addPageTemplates(PageTemplate("all", [Frame(MARGIN, 50, wide, A4[1] - 140)], onPageEnd=page))
    made.issue = papers[0][0]
    story: list[Any] = []
    for issue, found in papers:
        story.append(Now(issue))
        for kind, what in found:
            if kind == "table":
                cells = [
                    [Paragraph(escape(c).replace("\n", "<br/>"), strong if r == 0 else cell) for c in row]
                    for r, row in enumerate(what)
                ]
                width = max(map(len, cells))
                cells = [row + [""] * (width - len(row)) for row in cells]
                story.append(Table(cells, [wide / width] * width, style=look, repeatRows=1))
            elif what:
                story.append(Paragraph(escape(what), title if kind == "head" else plain))
        story.append(PageBreak())
    made.build(story)
    return out.getvalue()


def _fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from caseapp.core.paths import resource

    pdfmetrics.registerFont(TTFont("Plain", str(resource("fonts", "NotoSans-Regular.ttf"))))
    pdfmetrics.registerFont(TTFont("Strong", str(resource("fonts", "NotoSans-SemiBold.ttf"))))


def _frame(canvas: Any, issue: Any, head: Any, size: Any) -> None:
    """What our papers bear on every page, with our own codes: reportlab's are several times slower."""
    from caseapp.documents.marks import qr_runs

    canvas.setFont("Strong", 11)
    canvas.drawString(MARGIN, size[1] - 40, head.organisation)
    canvas.setFont("Plain", 6.5)
    for n, line in enumerate(head.address_lines):
        canvas.drawString(MARGIN, size[1] - 50 - 8 * n, line)
    canvas.drawRightString(size[0] - MARGIN - QR - 8, size[1] - 40, issue.number)
    canvas.drawString(MARGIN, 30, f"{issue.number} · {issue.printed_by} · {issue.verification}")
    modules, runs = qr_runs(f"{issue.number} {issue.verification}")
    side, left, top = QR / modules, size[0] - MARGIN - QR, size[1] - 30
    path = canvas.beginPath()
    for column, row, length in runs:
        path.rect(left + column * side, top - (row + 1) * side, length * side, side)
    canvas.drawPath(path, stroke=0, fill=1)


# --- LibreOffice


def merged(papers: Sequence[tuple[Any, list[Piece]]]) -> str:
    """One document of all letters as a mail merge leaves it, each on a page of its own (flat OpenDocument)."""
    body = []
    for issue, found in papers:
        body.append(
            f'<text:p text:style-name="New">{escape(issue.number)} {escape(issue.verification)}</text:p>'
        )
        for kind, what in found:
            if kind == "table":
                width = max(map(len, what))
                rows = "".join(f"<table:table-row>{_cells(row, width)}</table:table-row>" for row in what)
                body.append(
                    f'<table:table><table:table-column table:number-columns-repeated="{width}"/>{rows}</table:table>'
                )
            elif what:
                style = "Head" if kind == "head" else "Plain"
                body.append(f'<text:p text:style-name="{style}">{escape(what)}</text:p>')
    return _FLAT.replace("@BODY@", "".join(body))


def _cells(row: Sequence[str], width: int) -> str:
    texts = (escape(c).replace("\n", "<text:line-break/>") for c in [*row, *[""] * (width - len(row))])
    return "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)


def libreoffice(document: str) -> tuple[bytes, str]:
    """The document as PDF, and what made it; empty bytes where LibreOffice is not there."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        return b"", "not here: apt-get install libreoffice-writer"
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        source = Path(place) / "letters.fodt"
        source.write_text(document, encoding="utf-8")
        command = [found, f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", "pdf",
                   "--outdir", place, str(source)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=900)
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        return source.with_suffix(".pdf").read_bytes(), " ".join(version.split()[:2])


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>
<style:style style:name="New" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="Plain" style:family="paragraph"><style:text-properties fo:font-size="8pt"/></style:style>
<style:style style:name="Head" style:family="paragraph"><style:text-properties fo:font-size="10pt" fo:font-weight="bold"/>
</style:style></office:automatic-styles><office:body><office:text>@BODY@</office:text></office:body></office:document>"""


def two_pages(subject: Any) -> Any:
    """A case summary with enough in it for two pages: what the demo crowd has, several times over."""
    plan, case = subject.plan, subject.case
    if plan and plan.shown and plan.shown.goals:
        goals = plan.shown.goals * max(1, 9 // len(plan.shown.goals))
        plan = replace(plan, working=None, approved=replace(plan.shown, goals=goals))
    told = (case.person.needs_note or "She came back with two children and looks for work in the town.") + " "
    person = replace(case.person, needs_note=told * (3600 // len(told)))
    return replace(subject, case=replace(case, person=person), plan=plan, assistance=subject.assistance * 3,
                   referrals=subject.referrals * 3, assessments=subject.assessments * 3)  # fmt: skip
