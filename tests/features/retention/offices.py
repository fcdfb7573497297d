"""A demo office years later, when every closed case is due, and the steps of a removal in it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from caseapp.core.clock import FixedClock
from caseapp.core.permissions import Actor
from caseapp.data import engine
from caseapp.features.office.models import Staff
from caseapp.features.office.opening import OpenOffice, open_office
from caseapp.features.office.queries import as_actor
from caseapp.features.retention import queries, service
from caseapp.features.retention.removing import Done, remove_now
from tests.demo.conftest import SECRET
from tests.features.retention.filling import CANARY

BIN = 30


@dataclass
class Later:
    """The office, opened by the data-protection focal point."""

    office: OpenOffice
    clock: FixedClock

    @property
    def folder(self) -> Path:
        return self.office.folder

    def actor(self, login: str) -> Actor:
        with self.office.database.look(self.office.actor) as uow:
            return as_actor(uow.session.scalars(select(Staff).where(Staff.login == login)).one())

    def look(self, query: Any, *args: Any, login: str = "focal", **kwargs: Any) -> Any:
        with self.office.database.look(self.actor(login)) as uow:
            return query(uow, *args, **kwargs)

    def do(self, what: Any, *args: Any, login: str = "focal", **kwargs: Any) -> Any:
        with self.office.database.work(self.actor(login)) as uow:
            return what(uow, *args, **kwargs)

    def due(self) -> list[Any]:
        """Records that are due and for which nothing is proposed."""
        return [r for r in self.look(queries.due, limit=500).rows if r.waiting is None]

    def put_into_bin(self, people: Collection[str]) -> list[str]:
        """Proposed by the focal point, agreed by the supervisor; the keys of the reviews."""
        asked = [self.do(service.propose_removal, key, {"reason": "time_over"}).id for key in people]
        for key in asked:
            self.do(service.approve, key, login="supervisor")
        return asked

    def remove(self, people: Collection[str]) -> Done:
        """All the way: into the bin, the days pass, carried out."""
        self.put_into_bin(people)
        self.clock.advance(days=BIN)
        return remove_now(self.office, SECRET)

    def reopen(self) -> None:
        """Closed and opened again, as on the next day."""
        self.office.close()
        self.office = open_office(self.folder, "focal", SECRET, self.clock)


def years_later(folder: Path) -> Later:
    """The same office 800 days on."""
    with closing(open_office(folder, "focal", SECRET)) as office:
        clock = FixedClock(office.database.clock.now() + timedelta(days=800))
    later = Later(open_office(folder, "focal", SECRET, clock), clock)
    for row in later.look(queries.in_bin):  # the demo's own: these tests begin with an empty bin
        later.do(service.keep_after_all, row.id)
    return later


def tables(folder: Path, dek: bytes | bytearray, file: str = "office.db") -> list[tuple[str, str]]:
    """Every value of every table, search indexes and SQLite's own among them, as (table, text)."""
    with closing(engine.raw_connect(folder / file, dek, write=False)) as raw:
        names = [r[0] for r in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return [
            (name, _text(row))
            for name in [*names, "sqlite_schema"]
            for row in raw.execute(f'SELECT * FROM "{name}"')
        ]


def _text(row: Any) -> str:
    return "\x1f".join(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in row)


def left_in(later: Later, file: str = "office.db") -> list[str]:
    """The tables in which a word of a filled record is left, as it was typed or folded."""
    found = tables(later.folder, later.office.ring.dek, file)
    return sorted({table for table, words in found if CANARY.lower() in words.lower()})


def rich(later: Later, count: int = 3) -> list[str]:
    """Records of told stories with as much in them as there is: grants, sessions, referrals, and one that was merged."""
    rows = later.due()
    with later.office.database.read_engine.connect() as connection:
        told = {
            key: sum(
                connection.execute(text(f'SELECT count(*) FROM "{table}" WHERE {column} IN (SELECT id FROM "case" '
                                        "WHERE person_id = :p)"), {"p": key}).scalar_one()
                for table, column in (("grant", "case_id"), ("mhpss_session", "of_case_id"), ("referral", "case_id"),
                                      ("assessment", "case_id"), ("followup", "case_id"))
            )
            for key in (r.person.id for r in rows)
        }  # fmt: skip
    return sorted(told, key=lambda key: told[key], reverse=True)[:count]
