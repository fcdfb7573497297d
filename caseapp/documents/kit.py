"""Everything a feature's `documents.py` needs, in one import: `from caseapp.documents import kit`."""

from caseapp.core.charts import Band, Chart, Series, Tone
from caseapp.documents.base import Document
from caseapp.documents.charts import Picture
from caseapp.documents.flow import Block, Columns, PageBreak, Space, Together
from caseapp.documents.frame import Issue, Letterhead, check_logo, qr_payload
from caseapp.documents.prose import Bullets, Heading, Note, Paragraph, Subheading, Title
from caseapp.documents.redaction import Redaction, entries, rows, visible
from caseapp.documents.sheets import (
    CutLine,
    Outcomes,
    Segments,
    Signature,
    Signatures,
    SlipHead,
    StampBoxes,
    TearOff,
    TickGrid,
    WriteLines,
)  # fmt: skip
from caseapp.documents.style import BODY, CELL, SMALL, SUBTITLE, Style
from caseapp.documents.tables import Column, Entry, Grid, MoneyRows, Panel, Panels, Table
from caseapp.documents.words import Rich, Words, isolated, joined, rich, strong

__all__ = [
    "BODY", "CELL", "SMALL", "SUBTITLE", "Band", "Block", "Bullets", "Chart", "Column", "Columns", "CutLine",
    "Document", "Entry", "Grid", "Heading",
    "Issue", "Letterhead", "MoneyRows", "Note", "Outcomes", "PageBreak", "Panel", "Panels", "Paragraph", "Picture",
    "Redaction", "Rich", "Segments", "Series", "Signature", "Signatures", "SlipHead", "Space", "StampBoxes",
    "Style", "Subheading", "Table", "TearOff", "TickGrid", "Title", "Together", "Tone", "Words", "WriteLines",
    "check_logo", "entries", "isolated", "joined", "qr_payload", "rich", "rows", "strong", "visible",
]  # fmt: skip
