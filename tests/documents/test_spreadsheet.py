"""Spreadsheets: read back as they were meant, no formula alive, nothing on the disk, nothing held twice in memory."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
from datetime import date

import openpyxl
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from caseapp.core.jobs import Cancelled, Progress
from caseapp.documents.spreadsheet import Field, Sheet, comma_separated, sealed, sheet_name, workbook

FIELDS = (Field("Name"), Field("Born", "date"), Field("Times", "number", "#reached"), Field("Worth", "money"),
          Field("Share", "percent"), Field("Score", "decimal"))  # fmt: skip
WILD = ("=cmd|' /C calc'!A0", "+27 82 555 0101", "-1", "@SUM(A1)", "\t=1", "<b>&amp;", "عبدي نور", "አበበ", "", "a\x00b\x0bc",
        "’Mamello “x” 'y'", "=HYPERLINK(\"x\")" + "z" * 40_000)  # fmt: skip


def read(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_values_come_back_as_what_they_are():
    row = ("Lineo", date(1990, 5, 12), 1250, 123456, 40.5, 0.25)
    sheet = read(workbook([Sheet("People", FIELDS, [row, (None,) * 6], notes=("Mokhotlong, March",))])).active
    head, first, second = list(sheet.iter_rows(min_row=2, values_only=True))
    assert head == ("Name", "Born", "Times", "Worth", "Share", "Score")
    assert (first[0], first[1].date(), *first[2:]) == ("Lineo", date(1990, 5, 12), 1250, 1234.56, 40.5, 0.25)
    assert second == (None,) * 6 and sheet["A1"].value == "Mokhotlong, March"
    assert sheet["D3"].number_format == "#,##0.00" and sheet.freeze_panes == "A3"


@pytest.mark.parametrize("text", WILD, ids=range(len(WILD)))
def test_text_stays_text_whatever_it_looks_like(text):
    cell = read(workbook([Sheet("S", (Field("Name"),), [(text,)])])).active["A2"]
    assert (
        cell.data_type != "f" and (cell.value or "") == text.replace("\x00", "").replace("\x0b", "")[:32_000]
    )


@pytest.mark.parametrize("text", WILD[:5])
def test_a_formula_in_a_csv_is_disarmed(text):
    rows = list(
        csv.reader(
            io.StringIO(
                comma_separated(Sheet("S", (Field("=Name"),), [(text,)])).decode("utf-8-sig"), newline=""
            )
        )
    )
    assert rows == [["'=Name"], [f"'{text}"]]


def test_a_csv_for_exchange_has_its_tags_below_the_titles():
    data = comma_separated(Sheet("S", FIELDS, [("Maseru", date(2026, 1, 2), -3, 550, None, 0.5)])).decode(
        "utf-8-sig"
    )
    assert list(csv.reader(io.StringIO(data)))[1:] == [["", "", "#reached", "", "", ""],
                                                      ["Maseru", "2026-01-02", "-3", "5.50", "", "0.5"]]  # fmt: skip


def test_sheets_get_names_spreadsheet_programs_take():
    names = read(workbook([Sheet(name, FIELDS, []) for name in ("a/b", "A:B", "", "x" * 60)])).sheetnames
    assert len(set(map(str.casefold, names))) == 4 and max(map(len, names)) <= 31 and names[2] == "Sheet3"
    assert sheet_name("[x]", 1) == "x"


def test_under_a_passphrase_nothing_is_readable_without_it():
    plain = workbook([Sheet("People", (Field("Name"),), [("Lineo Mokoena",)])])
    kept = sealed(plain, "seven grey doves")
    assert b"Lineo" not in kept and b"xl/worksheets" not in kept
    book = OOXMLFile(io.BytesIO(kept))
    with pytest.raises(InvalidKeyError):
        book.load_key(password="wrong", verify_password=True)
    book.load_key(password="seven grey doves", verify_password=True)
    out = io.BytesIO()
    book.decrypt(out)
    assert out.getvalue() == plain


def test_many_rows_are_not_held_in_memory_nor_put_on_the_disk(monkeypatch):
    def forbidden(*_args, **_more):
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, forbidden)
    rows = ((f"Person {n}", date(1990, 1, 1), n, n, n / 3, n / 7) for n in range(20_000))
    tracemalloc.start()
    data = workbook([Sheet("People", FIELDS, rows)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(data) < 3_000_000 and peak < 4 * len(data) + 2_000_000


def test_it_can_be_stopped_between_rows():
    class Stop(Progress):
        def step(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        workbook([Sheet("S", FIELDS, [("a", None, 1, 1, 1, 1)] * 2000)], Stop(), 2000)
