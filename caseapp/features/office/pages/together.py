"""The same paper about many: one file or many, made off the window with progress, under a passphrase unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from caseapp.core.choices import Choice
from caseapp.core.errors import UserError
from caseapp.core.fields import Field, Form
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import N_, _, n_
from caseapp.core.jobs import Progress
from caseapp.features.office.exporting import Sealing
from caseapp.ui import progress
from caseapp.ui.asking import ask_file_passphrase
from caseapp.ui.page import Context


class Files(Choice):
    ONE = "one", N_("One file, to print")
    MANY = "many", N_("One file for each")


TOGETHER = Form.of(
    "print-together", N_("Print together"),
    Field("files", "choice", N_("Files"), choices=Files, required=True, default=Files.ONE),
    Field("duplex", "bool", N_("Printed on both sides?"), default=False, when=lambda v: v.get("files") is not Files.MANY),
    Field("sealing", "choice", N_("Who can read it"), choices=Sealing, required=True, default=Sealing.SEALED),
)  # fmt: skip


class Batch(Struct, frozen=True):
    """How a paper is made about many.

    `together(uow, ids, duplex, progress)` gives one PDF, `single(uow, id)` one paper with its number. What cannot be printed
    (no consent any more) is left out of both and told as sentences by `refused(uow, ids)`.
    """

    title: str
    name: str
    together: Callable[..., bytes]
    single: Callable[..., tuple[str, bytes]]
    refused: Callable[..., dict[str, str]] = lambda uow, ids: {}


class Done(Struct, frozen=True):
    papers: int
    left_out: tuple[str, ...]


def print_together(ctx: Context, window: QWidget, batch: Batch, ids: Sequence[str]) -> None:
    """Ask how, then make the papers and write them. Stopping leaves nothing of one file, and whole papers of many."""
    start = {"files": Files.ONE, "sealing": Sealing.SEALED, "duplex": False}
    note = n_("{count} paper", "{count} papers", len(ids))
    asked = ctx.dialogs.ask(TOGETHER, batch.title, start, confirm=_("Go on"), note=note)
    if asked is None:
        return
    secret = ask_file_passphrase(ctx) if asked["sealing"] is Sealing.SEALED else ""
    if secret is None:
        return
    one = asked["files"] is Files.ONE
    place = (
        ctx.dialogs.save_file(batch.title, f"{batch.name}.pdf", "PDF (*.pdf)")
        if one
        else ctx.dialogs.folder(batch.title)
    )
    if place is None:
        return
    write = _one_file if one else _many_files

    def work(watch: Progress) -> Done:
        refused = ctx.tasks.here(batch.refused, list(ids))
        kept = [key for key in ids if key not in refused]
        if not kept:
            raise UserError(
                _("None of them can be printed. {why}").format(why=" ".join(dict.fromkeys(refused.values())))
            )
        write(ctx, batch, kept, place, secret, bool(asked["duplex"]), watch)
        return Done(len(kept), tuple(dict.fromkeys(refused.values())))

    progress.run(
        ctx.tasks,
        window,
        batch.title,
        work,
        done=lambda done: ctx.toast(_said(done)),
        failed=ctx.dialogs.error,
    )


def _one_file(
    ctx: Context, batch: Batch, ids: Sequence[str], path: Path, secret: str, duplex: bool, watch: Progress
) -> None:
    _write(path, ctx.tasks.here(batch.together, ids, duplex, watch), secret)


def _many_files(
    ctx: Context, batch: Batch, ids: Sequence[str], folder: Path, secret: str, duplex: bool, watch: Progress
) -> None:
    for done, key in enumerate(ids, 1):
        number, pdf = ctx.tasks.here(batch.single, key)
        _write(folder / f"{batch.name}-{number}.pdf", pdf, secret)
        watch.step(done, len(ids))


def _write(path: Path, pdf: bytes, secret: str) -> None:
    from caseapp.documents.protect import encrypt

    with plain_disk_errors():
        write_atomic(path, encrypt(pdf, secret) if secret else pdf, "paper")


def _said(done: Done) -> str:
    told: Any = n_("{count} paper saved.", "{count} papers saved.", done.papers)
    return " ".join((told, *done.left_out))
