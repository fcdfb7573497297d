"""The way out of the program for rows: purpose, kind, passphrase, place; then made off the window and written whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import _, n_
from caseapp.core.jobs import Progress
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents.spreadsheet import Field
from caseapp.features.office.exporting import (
    EXPORT_FORM,
    Exported,
    FileKind,
    Sealing,
    Table,
    as_number,
    export,
)
from caseapp.ui import progress
from caseapp.ui.asking import ask_file_passphrase
from caseapp.ui.page import Context
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import button

STEP = 1000  # rows asked for at a time
Keep = Callable[[UnitOfWork, Sequence[Any]], Sequence[Any]]
PageOf = Callable[..., Any]  # a query like `people.page(uow, after, limit, **narrowed)`


def export_button(ctx: Context, start: Callable[[], object]) -> QPushButton:
    """The button for it, seen by those who may take data out."""
    made = button(_("Export…"), start, icon_name="download")
    made.setVisible(ctx.can(Permission.EXPORT))
    return made


def shown_rows(
    code: str, title: str, table: RecordTable, page: PageOf, narrowed: dict[str, Any], total: int = 0,
    keep: Keep = lambda uow, rows: rows,
) -> Table:  # fmt: skip
    """What a list shows, whole: its columns as they are arranged, narrowed and sorted as it is, all pages of it.

    `keep` leaves out what must not go out, such as people who took their consent back.
    """
    chosen = table.titles.shown()
    columns = [column for column in table.rows.columns if column.title in chosen]

    def rows(uow: UnitOfWork) -> Iterator[Sequence[Any]]:
        after = None
        while True:
            found = page(uow, after, STEP, **narrowed)
            for row in keep(uow, found.rows):
                yield [_value(column, row) for column in columns]
            after = found.after
            if after is None:
                return

    fields = tuple(Field(_(c.title), "number" if c.kind == "number" else "text") for c in columns)
    return Table(code, title, fields, rows, total=total)


def _value(column: Column, row: Any) -> Any:
    text = column.text(row)
    if text in ("—", "–"):
        return None
    return as_number(text) if column.kind == "number" else text


def take_out(ctx: Context, window: QWidget, title: str, tables: Sequence[Table], name: str) -> None:
    """Ask for the purpose and the rest, make the file, write it. A full disk leaves no half file."""
    note = _("People whose data it is trusted the office with it. Take out no more than the purpose needs.")
    asked = ctx.dialogs.ask(
        EXPORT_FORM,
        title,
        {"kind": FileKind.XLSX, "sealing": Sealing.SEALED},
        confirm=_("Export…"),
        note=note,
    )
    if asked is None:
        return
    kind = asked["kind"]
    secret: str | None = ""
    if asked["sealing"] is Sealing.SEALED and kind is FileKind.XLSX:
        secret = ask_file_passphrase(ctx)
        if not secret:
            return
    path = ctx.dialogs.save_file(title, f"{name}.{kind.value}", f"{kind.shown()} (*.{kind.value})")
    if path is None:
        return

    def work(watch: Progress) -> Exported:
        made: Exported = ctx.tasks.here(export, tables, asked["purpose"], kind, secret or "", watch)
        with plain_disk_errors():
            write_atomic(path, made.data, "export")
        return made

    def done(made: Exported) -> None:
        ctx.toast(_said(made, path))

    progress.run(ctx.tasks, window, title, work, done=done, failed=ctx.dialogs.error)


def _said(made: Exported, path: Path) -> str:
    rows = n_("{count} row", "{count} rows", made.rows)
    return _("{rows} saved as {name}.").format(rows=rows, name=path.name)
