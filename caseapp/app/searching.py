"""What Ctrl+K finds: people and their cases first, then pages by their name."""

from __future__ import annotations

import time
from typing import Any

from caseapp.core.events import Changes
from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import Database
from caseapp.features import features
from caseapp.features.cases import queries as cases
from caseapp.features.people import finding
from caseapp.features.people import queries as people
from caseapp.features.people.views import PersonRow, about
from caseapp.ui.page import Context
from caseapp.ui.palette import Answer, Hit

MOST = 8
RISK_TONE = {"high": "bad", "medium": "warn", "low": "neutral"}


class Searching:
    """Asks the index as one types; the newest question wins."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._people: int | None = None  # on file; counted again only when somebody came or went
        ctx.bridge.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if changes.touches(("person",)):
            self._people = None

    def warm(self, database: Database) -> None:
        """Get ready behind everything else: a large office's names come into memory, and what a first question costs once
        is spent. Until then, or if it fails, the file answers."""

        def ready(_progress: object) -> None:
            finding.warm(database)
            if self.ctx.can(Permission.PERSON_FIND):
                self.ctx.tasks.here(finding.find, "a b")

        self.ctx.tasks.heavy(ready, done=lambda _ready: None, failed=lambda _error: None)

    def search(self, text: str, answer: Answer) -> None:
        pages = self._pages(text)
        if not text.strip() or not self.ctx.can(Permission.PERSON_FIND):
            answer(pages, "")
            return
        self.ctx.tasks.latest(
            "find", self._ask, text, done=lambda found: answer([*found[0], *pages], found[1])
        )

    def _ask(self, uow: Any, text: str) -> tuple[list[Hit], str]:
        began = time.perf_counter()
        found = finding.find(uow, text, MOST)
        took = max(1, round((time.perf_counter() - began) * 1000))
        if self._people is None:
            self._people = people.count(uow)
        told = n_("{count} person on file", "{count} people on file", self._people) + f" · {took} ms"
        return [self._hit(uow, row) for row in found], told

    def _hit(self, uow: Any, person: PersonRow) -> Hit:
        rows = cases.of_person(uow, person.id)
        newest = rows[0] if rows else None
        where = ", ".join(filter(None, (person.village, person.place)))
        detail = " · ".join(filter(None, (about(person, uow.today), where)))
        if newest is None:
            state, chip, tone = _("registered, no case yet"), "", "neutral"
        elif newest.closed_on:
            state, chip, tone = _("case closed"), _("Closed"), "neutral"
        else:
            state = _("case with {name}").format(name=newest.caseworker or _("nobody"))
            chip, tone = _("{risk} risk").format(risk=newest.risk.shown()), RISK_TONE[newest.risk.value]
        return Hit(person.name, detail, " · ".join(filter(None, (person.number, state, person.why))), chip, tone,
                   ("person", person.id, newest.id if newest else ""))  # fmt: skip

    def _pages(self, text: str) -> list[Hit]:
        wanted = text.strip().casefold()
        found = [p for f in features() for p in f.pages if p.group != "hidden" and self.ctx.can(p.requires)]
        return [
            Hit(_(p.title), _("page"), "", data=("page", p.code, ""))
            for p in found
            if len(wanted) > 1 and _(p.title).casefold().startswith(wanted)
        ]

    def open(self, data: tuple[str, str, str]) -> None:
        """Enter: the person's case, or the page."""
        kind, key, _case = data
        if kind == "page":
            self.ctx.navigate(key)
        else:
            self.ctx.navigate("case", person_id=key)

    def follow_up(self, data: tuple[str, str, str]) -> None:
        """Ctrl+Enter: record a follow-up on the case at once."""
        self.open(data)
        if data[2] and self.ctx.can(Permission.FOLLOWUP_WRITE):
            self.ctx.command("record-followup", data[2])
