"""The recovery sheet: the one paper that opens an office when passphrases are lost. Made in memory, never kept by us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from caseapp.core.dates import moment
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.keys import recovery_groups
from caseapp.documents import marks
from caseapp.documents.kit import (
    Block,
    Bullets,
    Document,
    Entry,
    Grid,
    Heading,
    Issue,
    Letterhead,
    Note,
    Redaction,
    Style,
    Title,
    WriteLines,
    rich,
)
from caseapp.documents.pen import Pen
from caseapp.documents.style import LABEL, MUTED, RULE
from caseapp.features.office.papers import verification

_LETTER = Style(17, 22, "semibold")
_NUMBER = Style(8, 10, colour=MUTED)


class Sheet(Struct, frozen=True):
    """What the sheet is about. `code` is the recovery code as it was given out."""

    code: str
    office: str
    short: str
    laptop_folder: str
    made: datetime
    made_by: str


class CodeBoxes(Block):
    """The groups of a code in numbered boxes, each letter in a cell of its own, and the QR code beside them."""

    before, after = 6.0, 8.0
    _QR = 112.0
    _PER_ROW = 3
    _CELL = 17.0
    _PADDING = 12.0
    _HEIGHT = 33.0
    _GAP = 8.0

    def __init__(self, code: str) -> None:
        self.code, self.groups = code, recovery_groups(code)

    def height(self, width: float) -> float:
        rows = -(-len(self.groups) // self._PER_ROW)
        return max(self._QR + 12, rows * (self._HEIGHT + self._GAP))

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for number, group in enumerate(self.groups):
            row, column = divmod(number, self._PER_ROW)
            left = x + column * (self._wide(group) + self._GAP)
            self._group(pen, number + 1, group, left, y + row * (self._HEIGHT + self._GAP))
        marks.qr(pen, x + width - self._QR, y, self._QR, self.code)
        words = _("The same code, for a camera")
        pen.text(words, LABEL, x + width - self._QR / 2, y + self._QR + 3, align="centre")

    def _wide(self, group: str) -> float:
        return len(group) * self._CELL + 2 * self._PADDING - 4

    def _group(self, pen: Pen, number: int, group: str, x: float, y: float) -> None:
        pen.rect(x, y, self._wide(group), self._HEIGHT, stroke=RULE, radius=4)
        pen.text(str(number), _NUMBER, x + 4, y + 1)
        for place, letter in enumerate(group):
            pen.text(letter, _LETTER, x + self._PADDING + (place + 0.5) * self._CELL, y + 6, align="centre")


class RecoverySheet(Document[Sheet]):
    """One page for the safe."""

    code = "recovery-sheet"
    title = N_("Recovery sheet")
    requires = Permission.STAFF_MANAGE
    about = "office"
    levels = (Redaction.INTERNAL,)
    confidential = False  # it is no record about a client; its own words say how to keep it

    def story(self, subject: Sheet, level: Redaction) -> Iterator[Block]:
        yield Title(_("Recovery sheet"), over=_("Keep in the safe"), under=subject.office)
        yield Note(
            rich(_("Whoever holds this sheet and the laptop, or a backup, can read <b>everything</b> in this office, the "
                   "sealed MHPSS notes too. Keep it like money: in a safe, in a closed envelope, not beside the laptop.")),
            rich(_("Nobody can make a copy of it later: the program keeps the code nowhere. <b>If it is lost and the "
                   "passphrases are lost, the records are lost.</b>")),
        )  # fmt: skip
        yield Heading(_("The code"))
        yield CodeBoxes(subject.code)
        yield Grid((
            Entry(_("Office"), subject.office), Entry(_("Short code"), subject.short),
            Entry(_("Made on"), moment(subject.made)), Entry(_("Made by"), subject.made_by),
            Entry(_("Where the office is kept"), subject.laptop_folder, 4),
        ))  # fmt: skip
        yield Heading(_("When it is needed"))
        yield Bullets(_uses(), numbered=True)
        yield Heading(_("Who took it out of the envelope"))
        yield WriteLines(*[((_("Name"), 0.4), (_("Why"), 0.4), (_("Date"), 0.2))] * 4)


def _uses() -> Sequence[str]:
    return (
        _("Somebody forgot the passphrase and nobody can give a one-time code: on the sign-in window choose “Forgotten? "
          "Use the recovery sheet”."),
        _("The laptop is lost or broken: install the program on another one, choose “Restore a backup”, and type this code."),
        _("No counsellor is left who can open the sealed notes: the administrator gives the section with this code."),
        _("After it was used, or when somebody else saw it: make a new sheet under Settings and destroy this one."),
    )  # fmt: skip


def recovery_sheet(sheet: Sheet, *, language: str = "en") -> bytes:
    """The sheet as PDF, in memory only. Raises MissingGlyph for an office name that cannot be printed."""
    issue = Issue(
        number=sheet.short, number_label=_("Office"), printed_by=sheet.made_by, printed_at=sheet.made.astimezone(),
        date=sheet.made.astimezone().date(), level=Redaction.INTERNAL,
        verification=verification(sheet.office, sheet.short, sheet.made, Redaction.INTERNAL),
    )  # fmt: skip
    return RecoverySheet().render(sheet, letterhead=Letterhead(sheet.office), issue=issue, language=language)
