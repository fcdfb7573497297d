"""One's own follow-ups as a calendar file (iCalendar, RFC 5545): case numbers and kinds only, never a name or a note.

The file is read by whatever calendar a person has, so it says no more than a stranger may see over their shoulder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.followups import dues
from caseapp.features.followups.dues import DueFilter
from caseapp.features.followups.queries import due
from caseapp.features.followups.views import Due, mode, what

DAYS, MOST = 92, 2_000
LASTS = timedelta(hours=1)
WIDTH = 75  # octets in a line, RFC 5545 section 3.1


@action("followup.calendar", requires=Permission.FOLLOWUP_CALENDAR)
def calendar(uow: UnitOfWork, days: int = DAYS) -> bytes:
    """What is late and due within so many days for whoever asks, as a calendar file; journalled with how many."""
    only = DueFilter(dues.MINE, until=uow.today + timedelta(days=days))
    found = due(uow, only, None, MOST).rows
    uow.note("followup.calendar", count=len(found), days=days)
    return written(found, uow.office.code, uow.now)


def written(found: Iterable[Due], office: str, now: datetime) -> bytes:
    """Dues as a calendar: each an event of its day, of an hour where a time is agreed. `now` is when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//caseapp//{_text(office)}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for one in found:
        lines += _event(one, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(one: Due, now: datetime) -> Iterator[str]:
    """The same follow-up keeps its UID, so that a second file changes it instead of adding another."""
    yield "BEGIN:VEVENT"
    yield f"UID:{one.id or one.case_id + '-contact'}@caseapp.invalid"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield from _when(one)
    yield f"SUMMARY:{_text(f'{one.number} {what(one.kind, None)} ({mode(one.mode)})')}"
    yield "CLASS:PRIVATE"
    yield from (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(one.number)}",
        f"TRIGGER:{_before(one)}",
        "END:VALARM",
    )
    yield "END:VEVENT"


def _when(one: Due) -> Iterator[str]:
    """Without a zone a time is the wall clock's of whoever reads it: visits happen where the reader is."""
    if not one.due_time:
        yield f"DTSTART;VALUE=DATE:{one.due_on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{one.due_on + timedelta(days=1):%Y%m%d}"
        return
    begins = datetime.combine(one.due_on, time.fromisoformat(one.due_time))
    yield f"DTSTART:{begins:%Y%m%dT%H%M%S}"
    yield f"DTEND:{begins + LASTS:%Y%m%dT%H%M%S}"


def _before(one: Due) -> str:
    """An hour before a time, the afternoon before a whole day."""
    return "-PT1H" if one.due_time else "-PT8H"


def _text(words: str) -> str:
    """Escaped as RFC 5545 section 3.3.11 asks."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return words


def _folded(line: str) -> Iterator[str]:
    """A line of at most 75 octets, continued on lines that begin with a blank; letters stay whole."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > WIDTH:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part


def filename() -> str:
    """What the file is called unless somebody says otherwise: nothing of anybody in it."""
    return _("follow-ups") + ".ics"
