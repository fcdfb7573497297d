"""What stands around the text of every page: letterhead, number and QR code, confidential strip, foot."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, field
from msgspec.structs import replace

from caseapp.core import dates
from caseapp.core.errors import UserError
from caseapp.core.i18n import _
from caseapp.documents import marks
from caseapp.documents.lines import Laid, set_text
from caseapp.documents.pen import Align, Pen
from caseapp.documents.redaction import Redaction
from caseapp.documents.style import (
    BODY_BOTTOM,
    FOOT,
    FOOT_STRONG,
    INK,
    LABEL,
    MARGIN,
    MEASURE,
    MUTED,
    RED,
    RED_TINT,
    RULE,
    Style,
)  # fmt: skip

LARGEST_LOGO = 1000  # pixels a side: four times what a good printer shows in 30 points
_LOGO = 30.0
_QR = 41.0
_MIDDLE = 46.0  # height of the middle of the letterhead
_STRIP_TOP, _STRIP_HEIGHT = 69.3, 12.6
_RIGHT_WIDTH = 162.0  # for number and date; the address gets what is left
ORGANISATION = Style(11.4, 14, "bold")
NUMBER = Style(11.4, 14, "bold")
ADDRESS = Style(7.5, 9.4, colour=MUTED)
STRIP = Style(7.2, 12.6, colour=RED)
STRIP_STRONG = Style(7.2, 12.6, "semibold", RED)


class Letterhead(Struct, frozen=True):
    """The office as it stands on its papers, from its settings.

    `handling` maps a paper's code to the office's own sentence of the confidential strip; "" holds for all others.
    """

    organisation: str
    office: str = ""
    address_lines: tuple[str, ...] = ()
    logo: bytes | None = None  # PNG or JPEG
    handling: Mapping[str, str] = field(default_factory=dict)
    donor_mark: bool = False


class Issue(Struct, frozen=True):
    """One printing of one paper: who, when, which record, how much of it, which copies.

    `copies` numbers the copies to print, from 1, when the paper has holders for them; empty for all.
    """

    number: str
    number_label: str
    printed_by: str
    printed_at: datetime
    date: date
    verification: str
    level: Redaction
    record_version: str = ""
    about: str = ""  # stands beside the date instead of the paper's title: `Case LS-…`
    remark: str = ""  # `Invented demo data`
    copies: tuple[int, ...] = ()


def check_logo(data: bytes) -> None:
    """Look at a picture before an office keeps it as its logo: a paper must never fail because of one. Raises UserError."""
    from reportlab.lib.utils import ImageReader

    try:
        width, height = ImageReader(io.BytesIO(data)).getSize()
    except Exception as error:
        raise UserError(_("This file is not a picture. Choose a PNG or JPEG file as the logo.")) from error
    if max(width, height) > LARGEST_LOGO:
        raise UserError(
            _("This picture is too large. Choose one of at most {pixels} × {pixels} pixels.").format(
                pixels=LARGEST_LOGO
            )
        )


def qr_payload(kind: str, number: str, verification: str) -> str:
    """What a QR code holds: numbers only, in letters of its short alphabet, parted by colons."""
    return ":".join((kind, number, verification)).upper()


def letterhead(pen: Pen, head: Letterhead) -> None:
    """Mark, organisation and address: the same on every page of a file."""
    top = _MIDDLE - _LOGO / 2
    if head.logo:
        pen.image(head.logo, MARGIN, top, _LOGO, _LOGO)
    else:
        marks.default_mark(pen, MARGIN, top, _LOGO)
    start = MARGIN + _LOGO + 9
    width = MEASURE - _LOGO - 9 - _QR - 9 - _RIGHT_WIDTH - 8
    name, lines = _name_and_address(head, width)
    height = name.height + sum(line.height for line in lines)
    y = _MIDDLE - height / 2
    pen.laid(name, start, y)
    y += name.height
    for line in lines:
        pen.laid(line, start, y)
        y += line.height


def _name_and_address(head: Letterhead, width: float) -> tuple[Laid, list[Laid]]:
    """Set smaller until everything stands between the paper's edge and the strip."""
    address = [" · ".join(filter(None, (head.office, *head.address_lines[:1]))), *head.address_lines[1:]]
    for factor in (1.0, 0.9, 0.8, 0.7, 0.6):
        name = set_text(head.organisation, _scaled(ORGANISATION, factor), width)
        lines = [set_text(line, _scaled(ADDRESS, factor), width) for line in address if line]
        if name.height + sum(line.height for line in lines) <= 2 * (_STRIP_TOP - _MIDDLE):
            break
    return name, lines


def _scaled(style: Style, factor: float) -> Style:
    return replace(style, size=style.size * factor, leading=style.leading * factor)


def one_line(text: str, style: Style, width: float) -> Laid:
    """The text on one line, set smaller when it must, down to 60 %; below that it wraps."""
    for factor in (1.0, 0.9, 0.8, 0.7, 0.6):
        laid = set_text(text, _scaled(style, factor), width)
        if len(laid.lines) == 1:
            break
    return laid


def subject_head(pen: Pen, issue: Issue, *, kind: str, title: str, handling: str) -> None:
    """Number, date and QR code at the end of the letterhead; the confidential strip unless `handling` is empty."""
    end = MARGIN + MEASURE
    payload = qr_payload(kind, issue.number, issue.verification)
    marks.qr(pen, end - _QR, _MIDDLE - _QR / 2 - 0.4, _QR, payload)
    right, y = end - _QR - 9, 27.8
    about = " · ".join(filter(None, (issue.about or title, dates.day(issue.date))))
    for text, style in ((issue.number_label.upper(), LABEL), (issue.number, NUMBER), (about, ADDRESS)):
        laid = one_line(text, style, _RIGHT_WIDTH)
        pen.laid(laid, right, y, align="end")
        y += laid.height + (0.8 if style is LABEL else 0.2)
    if handling:
        _strip(pen, issue.level, handling)


def _strip(pen: Pen, level: Redaction, handling: str) -> None:
    pen.rect(MARGIN, _STRIP_TOP, MEASURE, _STRIP_HEIGHT, fill=RED_TINT)
    pen.rect(MARGIN, _STRIP_TOP, 2.6, _STRIP_HEIGHT, fill=RED)
    word = pen.text(_("CONFIDENTIAL"), STRIP_STRONG, MARGIN + 8.8, _STRIP_TOP)
    shown = _("Redaction level {level}").format(level=level.shown())
    ending = pen.text(shown, STRIP_STRONG, MARGIN + MEASURE - 7.4, _STRIP_TOP, align="end")
    start = MARGIN + 8.8 + word.width + 6
    room = MARGIN + MEASURE - 7.4 - ending.width - 10 - start
    pen.laid(one_line(handling, STRIP, room), start, _STRIP_TOP)


def foot(pen: Pen, issue: Issue, *, copy: int, holders: Sequence[str], donor: bool) -> None:
    """The foot of one copy: number, who printed when, which copy for whom, verification code."""
    line = BODY_BOTTOM + 10.8
    pen.line([(MARGIN, line), (MARGIN + MEASURE, line)], RULE)
    number = pen.text(issue.number, FOOT_STRONG, MARGIN, line + 3)
    start = MARGIN + number.width + 7
    _foot_line(pen, _stamp(issue, copy, holders), start, line + 3, MARGIN + MEASURE - 70 - start)
    below = [_("Copies: {list}").format(list=_numbered(holders))] if holders else []
    below.append(_("Verification code {code}").format(code=issue.verification))
    below.append(_("If found, please return to the address above."))
    _foot_line(pen, " · ".join(below), MARGIN, line + 12.8, MEASURE - (120 if donor else 0))
    if donor:
        marks.donor_mark(pen, MARGIN + MEASURE, line + 13.4)


def _foot_line(pen: Pen, text: str, x: float, y: float, width: float) -> None:
    pen.laid(one_line(text, FOOT, width), x, y)


def _stamp(issue: Issue, copy: int, holders: Sequence[str]) -> str:
    parts = [_("Printed {when} by {who}").format(when=dates.moment(issue.printed_at), who=issue.printed_by)]
    if issue.record_version:
        parts.append(_("version {version} of the record").format(version=issue.record_version))
    if holders:
        parts.append(_("copy {number} of {count} ({holder})").format(
            number=copy, count=len(holders), holder=_(holders[copy - 1])
        ))  # fmt: skip
    return " · ".join([*parts, *filter(None, (issue.remark,))])


def _numbered(holders: Sequence[str]) -> str:
    return ", ".join(f"{number} {_(holder)}" for number, holder in enumerate(holders, 1))


def page_label(pen: Pen, page: int, pages: int) -> None:
    """`Page 1 of 2` at the end of the foot."""
    text = _("Page {page} of {pages}").format(page=page, pages=pages)
    align: Align = "end"
    pen.text(text, FOOT_STRONG.coloured(INK), MARGIN + MEASURE, BODY_BOTTOM + 13.8, align=align)
