"""A small paper for the tests, and ways to read what came out."""

import io
from datetime import UTC, date, datetime
from unicodedata import normalize

import pikepdf
from msgspec.structs import replace

from caseapp.core.fields import Field, Form, Sensitivity
from caseapp.core.permissions import Permission
from caseapp.documents.kit import (
    Document,
    Grid,
    Heading,
    Issue,
    Letterhead,
    Outcomes,
    Paragraph,
    Redaction,
    SlipHead,
    TearOff,
    Title,
    entries,
    qr_payload,
)
from caseapp.documents.raster import Pages

FORM = Form.of(
    "sample", "Sample",
    Field("name", "text", "Name", sensitivity=Sensitivity.PARTNER),
    Field("phone", "text", "Phone", sensitivity=Sensitivity.INTERNAL),
    Field("hiv", "text", "Status", sensitivity=Sensitivity.FULL),
    Field("district", "text", "District", sensitivity=Sensitivity.PUBLIC),
    Field("undeclared", "text", "Remark"),
)  # fmt: skip
PERSON = {
    "name": "Lerato Mokone", "phone": "+266 5800 4417", "hiv": "zygotic", "district": "Maseru", "undeclared": "quixotic",
}  # fmt: skip
HEAD = Letterhead("Kopano Relief", "Maseru Field Office", ("14 Kingsway, Maseru", "office@kopano.example"))
ISSUE = Issue(
    "LS-MSU-26-00417", "Case number", "N. Mokoena", datetime(2026, 3, 14, 9, 42, tzinfo=UTC), date(2026, 3, 14),
    "9F3A-77C1", Redaction.INTERNAL, record_version="3",
)  # fmt: skip


class Sample(Document[dict[str, str]]):
    code = "sample"
    title = "Sample paper"
    requires = Permission.CASE_READ
    about = "case"
    levels = tuple(Redaction)

    def story(self, subject, level):
        yield Title("Sample")
        yield Heading("Fields")
        yield Grid(entries(FORM, subject, level))


class Letter(Sample):
    code = "letter"
    title = "Letter"
    about = "referral"
    copy_holders = ("receiving agency", "client", "case file")

    def story(self, subject, level):
        yield from super().story(subject, level)
        yield from (Paragraph(f"Line {i} of the letter.") for i in range(60))
        yield TearOff(
            "Tear off here",
            SlipHead(
                "Receipt", ("Return to us",), "Number", "R-1", "Case C-1", qr_payload("ACK", "R-1", "AB")
            ),
            Outcomes([("accepted", True), ("not accepted", False)]),
        )


class Free(Document[list]):
    """A paper of any blocks."""

    code = "free"
    title = "Free"
    requires = Permission.CASE_READ
    about = "office"
    levels = tuple(Redaction)

    def story(self, subject, level):
        yield from subject


def printed(subject, document=None, language="en", head=HEAD, **issue):
    """A paper as PDF bytes, without its time of making."""
    document = document or (Free() if isinstance(subject, list) else Sample())
    return document.render(
        subject, letterhead=head, issue=replace(ISSUE, **issue), language=language, invariant=True
    )


def texts(pdf, passphrase=None):
    """The words of each page on single spaces; marks on a letter in their canonical order."""
    with Pages(pdf, passphrase) as pages:
        return [" ".join(normalize("NFC", pages.text(i)).split()) for i in range(len(pages))]


def text(pdf):
    return "\n".join(texts(pdf))


def opened(pdf, **options):
    return pikepdf.open(io.BytesIO(pdf), **options)
