"""Spreadsheets made in memory: XLSX row by row, CSV with tags for exchange, and the same under a passphrase.

Written here because the libraries that write row by row put the rows into temporary files: names would lie readable on
the disk. Text stays text: what begins like a formula is never run by whoever opens the file.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from html import escape
from typing import Any, Literal

from msgspec import Struct

from caseapp.core.i18n import is_right_to_left
from caseapp.core.jobs import Progress, silent

Kind = Literal["text", "number", "percent", "money", "decimal", "date"]
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar
# The styles of styles.xml below, by kind; money is written in its major unit.
STYLES: dict[str, int] = {"text": 0, "number": 2, "percent": 3, "money": 4, "decimal": 4, "date": 5}
HEAD = 1
FORMULA_SIGNS = "=+-@\t\r"
LONGEST = 32_000  # letters in one cell; spreadsheets hold 32,767
STEP = 500
LEAST = 2_000  # bytes of each small part of the file


class Field(Struct, frozen=True):
    """A column: its title, what stands in it, its tag for exchange (HXL), its width in letters."""

    title: str
    kind: Kind = "text"
    tag: str = ""
    width: int = 18


class Sheet(Struct, frozen=True):
    """A sheet: `rows` are given out one by one and may be endless; money in minor units, two places."""

    name: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()  # lines above the head: what it is, of when, for what purpose


def workbook(sheets: Sequence[Sheet], progress: Progress | None = None, total: int = 0) -> bytes:
    """An XLSX file of these sheets. Memory holds the compressed file, not the rows.

    `progress` is told every few hundred of `total` rows, and may raise Cancelled.
    """
    out, watch = io.BytesIO(), progress or silent()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _frame([sheet_name(s.name, n) for n, s in enumerate(sheets, 1)]):
            # Not compressed: under a passphrase a file of less than a few thousand bytes could not be read back.
            book.writestr(name, text.ljust(LEAST), zipfile.ZIP_STORED)
        for number, sheet in enumerate(sheets, 1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                for chunk in _chunks(_sheet(sheet), watch, total):
                    part.write(chunk)
    return out.getvalue()


def sealed(xlsx: bytes, passphrase: str) -> bytes:
    """The same under a passphrase: AES-256 as spreadsheet programs know it (ECMA-376, agile encryption)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx)).encrypt(passphrase, out)
    return out.getvalue()


def comma_separated(sheet: Sheet) -> bytes:
    """One sheet as CSV in UTF-8; a row of tags follows the titles when there are any. Formula signs are disarmed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_disarmed(f.title) for f in sheet.fields])
    if any(f.tag for f in sheet.fields):
        writer.writerow([f.tag for f in sheet.fields])
    for row in sheet.rows:
        writer.writerow([_plain(value, f.kind) for value, f in zip(row, sheet.fields, strict=True)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def sheet_name(wanted: str, number: int) -> str:
    """A name spreadsheet programs take: at most 31 letters, none of []:*?/\\."""
    kept = "".join(c for c in wanted if c not in "[]:*?/\\").strip("' ")[:28]
    return kept or f"Sheet{number}"


def _plain(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind == "money":
        return f"{value / 100:.2f}"
    if kind in ("number", "percent", "decimal"):
        return str(value)
    return _disarmed(value.isoformat() if isinstance(value, date) else str(value))


def _disarmed(text: str) -> str:
    return f"'{text}" if text[:1] in tuple(FORMULA_SIGNS) else text


def _chunks(lines: Iterator[str], watch: Progress, total: int) -> Iterator[bytes]:
    waiting: list[str] = []
    for done, line in enumerate(lines, 1):
        waiting.append(line)
        if done % STEP == 0:
            watch.step(min(done, total), total)
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def _sheet(sheet: Sheet) -> Iterator[str]:
    first = len(sheet.notes) + 1
    way = ' rightToLeft="1"' if is_right_to_left() else ""
    yield f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'
    yield f'<sheetViews><sheetView{way} workbookViewId="0"><pane ySplit="{first}" topLeftCell="A{first + 1}" '
    yield 'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    for number, field in enumerate(sheet.fields, 1):
        yield f'<col min="{number}" max="{number}" width="{field.width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for note in sheet.notes:
        yield f"<row>{_cell(note, 'text')}</row>"
    yield "<row>" + "".join(_cell(f.title, "text", HEAD) for f in sheet.fields) + "</row>"
    kinds = [f.kind for f in sheet.fields]
    for row in sheet.rows:
        yield "<row>" + "".join(_cell(value, kind) for value, kind in zip(row, kinds, strict=True)) + "</row>"
    yield "</sheetData></worksheet>"


def _cell(value: Any, kind: str, style: int | None = None) -> str:
    style = STYLES[kind] if style is None else style
    if value is None or value == "":
        return f'<c s="{style}"/>'
    if isinstance(value, date) and kind == "date":
        return f'<c s="{style}"><v>{(value - EPOCH).days}</v></c>'
    if kind != "text" and isinstance(value, int | float):
        return f'<c s="{style}"><v>{value / 100 if kind == "money" else value}</v></c>'
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(str(value))}</t></is></c>'


def _text(text: str) -> str:
    """Text as XML holds it: signs that no XML file may have are left out."""
    kept = (
        text
        if text.isprintable()
        else "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    )
    return escape(kept[:LONGEST], quote=False)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of the file that are not sheets. Nothing in them says who made it."""
    numbers = range(1, len(names) + 1)
    parts = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    parts += [(f"worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    kinds = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{TYPE}.{kind}+xml"/>' for part, kind in parts
    )
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{RELS_TYPE}"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>'
        ),
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", "styles.xml")])
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(_apart(names), 1)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>'
    yield "xl/styles.xml", _styles()


def _apart(names: Sequence[str]) -> list[str]:
    """Sheet names without doubles, whatever their case."""
    made: list[str] = []
    for name in names:
        same = sum(1 for other in made if other.casefold().startswith(name.casefold()))
        made.append(f"{name} {same + 1}" if same else name)
    return made


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{RELS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


@cache
def _styles() -> str:
    formats = ("@", "@", "#,##0", '0" %"', "#,##0.00", "yyyy-mm-dd")
    numbers = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{escape(f)}"/>' for n, f in enumerate(formats)
    )
    cells = "".join(
        f'<xf numFmtId="{164 + n}" fontId="{int(n == HEAD)}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in range(len(formats))
    )
    font = '<sz val="11"/><name val="Calibri"/></font>'
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{numbers}</numFmts>'
        f'<fonts count="2"><font>{font}<font><b/>{font}</fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
