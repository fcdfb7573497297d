"""Taking rows out of the program: for a purpose, journalled with how many, under a passphrase unless somebody says no.

The rows come from the same queries the screens ask, so that an export never shows more than its maker may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from caseapp.core import dates
from caseapp.core.choices import Choice
from caseapp.core.errors import Invalid
from caseapp.core.fields import Field as FormField
from caseapp.core.fields import Form
from caseapp.core.i18n import N_, _
from caseapp.core.jobs import Progress, silent
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.documents import spreadsheet
from caseapp.documents.spreadsheet import Field, Sheet

Rows = Callable[[UnitOfWork], Iterable[Sequence[Any]]]


class FileKind(Choice):
    XLSX = "xlsx", N_("Spreadsheet (XLSX)")
    CSV = "csv", N_("Plain table (CSV), for other programs")


class Sealing(Choice):
    SEALED = "sealed", N_("Under a passphrase")
    OPEN = "open", N_("Readable by whoever has the file")


EXPORT_FORM = Form.of(
    "export", N_("Export"),
    FormField("purpose", "text", N_("What it is for"), required=True, max_length=300, wide=True,
              hint=N_("This stands in the journal")),
    FormField("kind", "choice", N_("Kind of file"), choices=FileKind, required=True, default=FileKind.XLSX),
    FormField("sealing", "choice", N_("Who can read it"), choices=Sealing, required=True, default=Sealing.SEALED),
)  # fmt: skip


class Table(Struct, frozen=True):
    """Rows to take out: what they are called, their columns, where they come from. `total` is a guess for the progress."""

    code: str
    title: str
    fields: tuple[Field, ...]
    rows: Rows
    notes: tuple[str, ...] = ()
    total: int = 0


class Exported(Struct, frozen=True):
    """The file in memory, and how many rows it holds."""

    data: bytes
    rows: int


@action("export.make", requires=Permission.EXPORT)
def export(
    uow: UnitOfWork, tables: Sequence[Table], purpose: str, kind: FileKind = FileKind.XLSX, passphrase: str = "",
    progress: Progress | None = None,
) -> Exported:  # fmt: skip
    """One file of these tables, each a sheet. Cancelling leaves nothing, not even an entry in the journal.

    Raises Invalid without a purpose, for a CSV of several tables, and for a CSV under a passphrase, which there is none of.
    """
    if not purpose.strip():
        raise Invalid({"purpose": _("Write what it is for.")})
    if kind is FileKind.CSV and (len(tables) > 1 or passphrase):
        raise Invalid(
            {
                "kind": _(
                    "A plain table holds one list and cannot be put under a passphrase. Choose a spreadsheet."
                )
            }
        )
    counted: list[int] = []
    sheets = [_sheet(uow, table, purpose, counted) for table in tables]
    data = _made(sheets, kind, passphrase, progress or silent(), sum(table.total for table in tables))
    uow.note(
        "export.make", "office", uow.office.id, lists=[t.code for t in tables], rows=sum(counted), purpose=purpose.strip(),
        columns=[f.title for table in tables for f in table.fields], kind=kind.value, sealed=bool(passphrase),
    )  # fmt: skip
    return Exported(data, sum(counted))


def _made(sheets: Sequence[Sheet], kind: FileKind, passphrase: str, watch: Progress, total: int) -> bytes:
    if kind is FileKind.CSV:
        return spreadsheet.comma_separated(sheets[0])
    book = spreadsheet.workbook(sheets, watch, total)
    return spreadsheet.sealed(book, passphrase) if passphrase else book


def _sheet(uow: UnitOfWork, table: Table, purpose: str, counted: list[int]) -> Sheet:
    counted.append(0)
    place = len(counted) - 1

    def rows() -> Iterator[Sequence[Any]]:
        for row in table.rows(uow):
            counted[place] += 1
            yield row

    told = _("{title}. {office}, {day}. For: {purpose}").format(
        title=table.title, office=uow.office.name, day=dates.day(uow.today), purpose=purpose.strip()
    )
    demo = (_("Invented demo data"),) if uow.office.demo else ()
    return Sheet(table.title, table.fields, rows(), notes=(told, *demo, *table.notes))


def as_number(text: str) -> int | float | str:
    """A number as it is read on screen, as a number; anything else as it is. `1,250` is 1250, `12 %` stays text."""
    plain = text.replace(",", "").replace("\N{NO-BREAK SPACE}", "").strip()
    try:
        return int(plain)
    except ValueError:
        try:
            return float(plain)
        except ValueError:
            return text
