"""Choosing somebody: among the members of a household, or among people on file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.features.people import finding
from caseapp.features.people.views import PersonRow, about
from caseapp.ui.page import Context

FIND = Form.of(
    "find-person", N_("Somebody on file"),
    Field("typed", "text", N_("Name, phone or number"), required=True, max_length=200, wide=True),
)  # fmt: skip
HITS = 8


def one_of(name: str, words: str, options: Sequence[tuple[str, str]], *, several: bool = False) -> Field:
    """A field that offers these (key, what is shown)."""
    members: Any = {f"M{i}": option for i, option in enumerate(options)}
    choices: Any = Choice("Offered", members)
    return Field(
        name, "choices" if several else "choice", words, required=True, choices=choices, wide=several
    )


def find_somebody(ctx: Context, owner: Any, chosen: Callable[[Sequence[PersonRow]], object]) -> None:
    """Ask for a name or number and give the people it may mean to `chosen`; says so when it means nobody."""
    typed = ctx.dialogs.ask(FIND, _("Who on file?"), confirm=_("Find"))
    if typed is None:
        return

    def found(people: Sequence[PersonRow]) -> None:
        if people:
            chosen(people)
        else:
            ctx.toast(_("Nobody fits. Try another spelling, or the number."))

    ctx.tasks.read(finding.find, typed["typed"], HITS, done=found, owner=owner)


def told(ctx: Context, person: PersonRow) -> str:
    """One line that tells people of the same name apart."""
    today = ctx.clock.today()
    return " · ".join(
        filter(None, (person.name, about(person, today), person.village or person.place, person.number))
    )
