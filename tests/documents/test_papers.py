"""Whole papers: pages and copies, levels of redaction, marks, encryption, the same bytes for the same paper."""

import io
import subprocess
import sys

import pikepdf
import pytest
from msgspec.structs import replace
from PIL import Image

from caseapp.core.errors import Cancelled, Refused, UserError
from caseapp.core.jobs import CancellableProgress
from caseapp.core.permissions import Permission
from caseapp.documents.frame import check_logo
from caseapp.documents.kit import (
    Bullets,
    Heading,
    Letterhead,
    Note,
    Paragraph,
    Redaction,
    entries,
    qr_payload,
    rows,
    visible,
)
from caseapp.documents.protect import encrypt
from caseapp.documents.raster import Pages
from tests.conventions.tree import ROOT
from tests.documents.papers import FORM, HEAD, ISSUE, PERSON, Letter, Sample, opened, printed, text, texts


def picture(size, colour):
    data = io.BytesIO()
    Image.new("RGBA", size, colour).save(data, "PNG")
    return data.getvalue()


def test_every_page_bears_number_level_printer_and_its_place():
    pages = texts(printed(PERSON, Letter(), copies=(1,)))
    assert len(pages) == 2
    for number, words in enumerate(pages, 1):
        assert "LS-MSU-26-00417" in words
        assert "Redaction level 1 · Internal" in words
        assert "CONFIDENTIAL" in words
        assert "by N. Mokoena" in words
        assert "version 3 of the record" in words
        assert "9F3A-77C1" in words
        assert f"Page {number} of 2" in words


def test_three_copies_in_one_file_each_with_its_holder_and_its_own_pages():
    pages = texts(printed(PERSON, Letter()))
    assert len(pages) == 6
    for copy, holder in enumerate(("receiving agency", "client", "case file"), 1):
        for page in (1, 2):
            words = pages[(copy - 1) * 2 + page - 1]
            assert f"copy {copy} of 3 ({holder})" in words
            assert f"Page {page} of 2" in words
            assert "Copies: 1 receiving agency, 2 client, 3 case file" in words


def test_three_copies_are_hardly_larger_than_one():
    one, three = printed(PERSON, Letter(), copies=(2,)), printed(PERSON, Letter())
    assert "copy 2 of 3" in text(one)
    assert len(three) < 1.4 * len(one)


def test_slip_bears_numbers_and_no_name():
    words = texts(printed(PERSON, Letter(), copies=(1,)))[-1]
    slip = words[words.index("Receipt") - 20 :]
    assert "R-1" in slip
    assert "Tear off here" in words
    assert not any(part in slip for part in ("Lerato", "Mokone", "zygotic"))


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        (Redaction.FULL, {"name", "phone", "hiv", "district", "undeclared"}),
        (Redaction.INTERNAL, {"name", "phone", "district", "undeclared"}),
        (Redaction.PARTNER, {"name", "district"}),
        (Redaction.PUBLIC, {"district"}),
    ],
)
def test_redaction_level_decides_and_leaves_no_trace(level, seen):
    """The bytes are the same whatever the withheld values are: nothing of them can be in the file."""
    pdf = printed(PERSON, level=level)
    words = text(pdf)
    assert {name for name, value in PERSON.items() if value in words} == seen
    assert words.count("withheld") == len(PERSON) - len(seen)
    other = {name: value if name in seen else f"something else {name}" for name, value in PERSON.items()}
    assert printed(other, level=level) == pdf
    empty = {name: value for name, value in PERSON.items() if name in seen}
    assert printed(empty, level=level) == pdf


def test_rows_and_entries_withhold():
    assert rows(FORM, PERSON, Redaction.PARTNER, ("name", "phone")) == [
        ("Name", "Lerato Mokone"),
        ("Phone", "withheld"),
    ]
    assert [entry.value for entry in entries(FORM, PERSON, Redaction.PUBLIC)] == [
        "withheld", "withheld", "withheld", "Maseru", "withheld",
    ]  # fmt: skip
    assert not visible(FORM.by_name["undeclared"], Redaction.PARTNER)


def test_a_level_the_paper_does_not_have_is_refused():
    class Inside(Sample):
        levels = (Redaction.FULL, Redaction.INTERNAL)

    with pytest.raises(Refused):
        printed(PERSON, Inside(), level=Redaction.PUBLIC)


def test_full_papers_need_their_own_permission():
    assert Sample().needs(Redaction.INTERNAL) == {Permission.CASE_READ, Permission.PRINT}
    assert Permission.PRINT_FULL in Sample().needs(Redaction.FULL)


def test_same_paper_same_bytes_in_another_process():
    script = (
        "import hashlib; from tests.documents.papers import *;"
        "print(hashlib.sha256(printed(PERSON, Letter())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_file_says_its_language_title_and_office_and_no_name():
    pdf = opened(printed(PERSON))
    assert str(pdf.Root.Lang) == "en"
    assert str(pdf.docinfo["/Title"]) == "Sample paper LS-MSU-26-00417"
    assert str(pdf.docinfo["/Author"]) == "Kopano Relief"
    assert not any("Lerato" in str(value) for value in pdf.docinfo.values())
    with pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root] == ["LS-MSU-26-00417"]
        assert [entry.title for entry in outline.root[0].children] == ["Fields"]


def test_encrypted_paper_opens_only_with_its_passphrase():
    protected = encrypt(printed(PERSON), "korrekt pferd")
    assert b"Lerato" not in protected
    for wrong in ("", "korrekt"):
        with pytest.raises(pikepdf.PasswordError):
            opened(protected, password=wrong)
    assert "Lerato Mokone" in texts(protected, "korrekt pferd")[0]
    pdf = opened(protected, password="korrekt pferd")
    assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)


def test_an_empty_passphrase_protects_nothing():
    with pytest.raises(ValueError):
        encrypt(printed(PERSON), "")


def test_many_subjects_in_one_file_count_their_own_pages():
    people = [{**PERSON, "name": f"Person {i}"} for i in range(5)]
    items = [(one, replace(ISSUE, number=f"N-{i}")) for i, one in enumerate(people)]
    steps = []
    pdf = Sample().render_many(
        items, letterhead=HEAD, progress=CancellableProgress(lambda *step: steps.append(step[:2])), total=5
    )
    pages = texts(pdf)
    assert len(pages) == 5
    assert all(
        f"Person {i}" in page and f"N-{i}" in page and "Page 1 of 1" in page for i, page in enumerate(pages)
    )
    assert steps == [(i, 5) for i in range(1, 6)]
    document = opened(pdf)
    assert str(document.docinfo["/Title"]) == "Sample paper"


def test_a_batch_can_be_cancelled():
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        Sample().render_many([(PERSON, ISSUE)] * 3, letterhead=HEAD, progress=progress)


def test_duplex_begins_each_subject_on_a_front_side():
    pdf = Sample().render_many([(PERSON, ISSUE)] * 3, letterhead=HEAD, duplex=True)
    assert [bool(page) for page in texts(pdf)] == [True, False, True, False, True]


def test_donor_mark_needs_the_office_and_the_paper():
    class Certificate(Sample):
        donor_mark = True

    words = "From the People of Japan"
    willing = replace(HEAD, donor_mark=True)
    assert words in text(printed(PERSON, Certificate(), head=willing))
    assert words not in text(printed(PERSON, Certificate()))
    assert words not in text(printed(PERSON, Sample(), head=willing))


def test_the_office_words_its_own_handling_sentence():
    head = replace(HEAD, handling={"": "Keep it locked away.", "letter": "Hand it over sealed."})
    assert "Keep it locked away." in text(printed(PERSON, head=head))
    assert "Hand it over sealed." in text(printed(PERSON, Letter(), head=head))


def test_a_paper_that_is_not_confidential_does_not_say_so():
    class Notice(Sample):
        confidential = False

    assert "CONFIDENTIAL" not in text(printed(PERSON, Notice()))


def test_logo_stands_in_for_the_mark():
    logo = picture((40, 20), (200, 30, 30, 128))
    check_logo(logo)
    pdf = opened(printed(PERSON, head=replace(HEAD, logo=logo)))
    images = [
        x
        for form in pdf.pages[0].Resources.XObject.values()
        for x in form.Resources.get("/XObject", {}).values()
    ]
    assert [(int(x.Width), int(x.Height), "/SMask" in x) for x in images] == [(40, 20, True)]


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", picture((4000, 4000), (0, 0, 0, 255))]
)
def test_what_cannot_be_a_logo_is_refused_when_it_is_chosen(data):
    with pytest.raises(UserError):
        check_logo(data)


@pytest.mark.parametrize("words", ["x" * 300, "Office " * 60, "لجنة " * 40])
def test_long_letterheads_stay_inside_and_whole(words):
    head = Letterhead(words.strip(), "Office " * 12, ("Road " * 40, "Phone " * 30))
    found = text(printed(PERSON, head=head)).replace(" ", "")
    assert words.replace(" ", "") in found.replace("\n", "")


def test_a_paper_in_arabic_is_mirrored():
    pdf = printed(
        [Heading("عنوان"), Paragraph("فاطمة عبد الرحمن"), Bullets(["واحد"]), Note("نص")], language="ar"
    )
    plain = printed([Paragraph("Lerato")])
    assert "فاطمة عبد الرحمن" in text(pdf)
    assert str(opened(pdf).Root.Lang) == "ar"
    assert _dark_half(pdf) == "end"
    assert _dark_half(plain) == "start"


def _dark_half(pdf):
    """On which side of the body the ink is."""
    with Pages(pdf) as pages:
        picture = pages.picture(0, 40)
    halves = {"start": 0, "end": 0}
    for row in range(picture.height // 9, picture.height // 3):
        for column in range(picture.width):
            if picture.pixels[(row * picture.width + column) * 3] < 128:
                halves["start" if column < picture.width / 2 else "end"] += 1
    return max(halves, key=halves.get)


def test_qr_payload_is_short_and_bears_no_name():
    assert qr_payload("ack", "MKG-R-26-A0147-K", "9f3a") == "ACK:MKG-R-26-A0147-K:9F3A"
