"""The recovery sheet on paper: the code readable by people and cameras, and nowhere else in the file."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from caseapp.data.keys import new_recovery_code, recovery_groups
from caseapp.documents import marks
from caseapp.documents.raster import Pages
from caseapp.features.office.documents import CodeBoxes, Sheet, recovery_sheet

CODE = new_recovery_code()
MADE = datetime(2026, 8, 18, 7, 20, tzinfo=UTC)


def sheet(office="Mokhotlong field office"):
    return Sheet(CODE, office, "MKG", "/media/office/MKG.office", MADE, "Katleho Mpeli")


def text_of(pdf):
    with Pages(pdf) as pages:
        assert len(pages) == 1
        return pages.text(0)


def test_every_group_is_on_it_with_what_it_is_for():
    text = text_of(recovery_sheet(sheet()))
    plain = "".join(text.split())
    assert all(group in plain for group in recovery_groups(CODE))
    assert "Keep in the safe" in text and "Katleho Mpeli" in text and "18 Aug 2026" in text


def test_the_code_is_in_no_title_outline_or_name_of_the_file():
    pdf = recovery_sheet(sheet())
    assert CODE.encode() not in pdf and recovery_groups(CODE)[0].encode() not in pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        told = " ".join(str(value) for value in opened.docinfo.values())
        with opened.open_outline() as outline:
            told += " ".join(item.title for item in outline.root)
    assert not any(group in told for group in recovery_groups(CODE))


def test_the_qr_code_holds_the_code_and_the_letterhead_one_does_not():
    assert marks.qr_runs(CODE)[0] >= 25  # modules a side: 41 characters at middle correction
    assert CodeBoxes(CODE).height(400) < 140


@pytest.mark.parametrize("office", ["ማንዴራ ቢሮ", "مكتب مانديرا", "O’Brien <b>&</b> “Sons”", "x" * 120])
def test_any_name_of_an_office_can_be_printed(office):
    assert "Recovery sheet" in text_of(recovery_sheet(sheet(office)))
