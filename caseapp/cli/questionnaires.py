"""Importing a questionnaire or weights from their file, as the page “Questionnaires” does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from caseapp.core.errors import UserError
from caseapp.core.i18n import _, n_
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments import library


def text_of(name: str) -> str:
    """What a file holds. Raises UserError."""
    try:
        with Path(name).open("rb") as stream:
            return stream.read(library.LARGEST + 1).decode("utf-8", "replace")
    except OSError as error:
        words = _("The file {name} cannot be read. Nothing was changed.").format(name=name)
        raise UserError(words) from error


def bring(uow: UnitOfWork, text: str) -> tuple[dict[str, Any], str]:
    """Use what the file holds; the answer, and the sentence for people. Raises Invalid with every problem by line."""
    if library.holds_weights(text):
        count = library.bring_weights(uow, text)
        return {"scored_again": count}, n_(
            "{count} survey was scored again.", "{count} surveys were scored again.", count
        )
    row = library.bring_instrument(uow, text)
    answer = {"code": row.code, "version": row.version, "title": row.title, "questions": row.questions}
    return answer, _("In use from now on: {title}").format(title=row.title)
