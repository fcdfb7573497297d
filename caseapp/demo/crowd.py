"""Everybody whose story is not told: people of earlier years, written in chunks through the same models.

Each is journalled once, as the case stands by now, like records brought over from an earlier register. Nothing is held
in memory but one chunk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, islice
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Connection, Table, insert

from caseapp.core.ids import make_number
from caseapp.core.jobs import Progress
from caseapp.data import search
from caseapp.data.journal import INSERT, Author, Counter, Record, Writer
from caseapp.data.rows import insert_rows
from caseapp.data.types import as_json
from caseapp.data.uow import Database
from caseapp.demo import surveys
from caseapp.demo.cast import MONTHS
from caseapp.demo.founding import Company
from caseapp.demo.pool import Pool
from caseapp.demo.records import Clerk, File, Line, carriers, table
from caseapp.demo.stage import workday
from caseapp.features.assessments.models import Assessment, AssessmentScore
from caseapp.features.people.finding import document
from caseapp.features.people.models import Person

CHUNK = 2000
REASON = "brought over from the earlier register"
DOUBLES = 220  # every so many is on file twice
FIRST, FIRST_EACH, LATER_EACH = 7, 9, 24  # open cases of the first seven caseworkers, and of each further one
RECENT = 0.7  # cases opened in the last part of the time may still be open


def begins(today: date, count: int) -> date:
    """When the office was opened: as long ago as so many people take."""
    years = 0.0 if count <= 0 else 1.5 if count < 2_000 else 3 if count < 50_000 else 5
    return workday(today - timedelta(days=MONTHS * 30 + int(365 * years)))


def add(
    database: Database, pool: Pool, company: Company, count: int, seed: int, today: date, progress: Progress
) -> None:
    """Register `count` people between the opening of the office and the time the told stories begin."""
    numbers: dict[int, int] = {}  # year -> next sequence
    clerk = Clerk(pool, company, Random(f"{pool.country}-{seed}-crowd"), today, database.office.currency)  # noqa: S311
    rows, done = _files(clerk, database.office.code, count, numbers), 0
    while chunk := list(islice(rows, CHUNK)):
        with database.write_engine.begin() as connection:
            _write(connection, chunk)
        done += len(chunk)
        progress.step(done, count)
    with database.write_engine.begin() as connection:
        for year, following in numbers.items():
            connection.execute(insert(Counter).values(kind="", year=year, next=following))


def _files(clerk: Clerk, code: str, count: int, numbers: dict[int, int]) -> Iterator[File]:
    team = [clerk.company.actors[login] for login in clerk.company.team]
    first = begins(clerk.today, count)
    span = (clerk.today - first).days - MONTHS * 30
    picked = carriers(team, FIRST, FIRST_EACH, LATER_EACH)
    share = min(0.9, picked.sums[-1] / max(1, count * (1 - RECENT)))
    twin: dict[str, Any] | None = None
    for index in range(count):
        day = workday(first + timedelta(days=span * index // count))
        sequence = numbers.get(day.year, 1)
        numbers[day.year] = sequence + 1
        still_open = index > count * RECENT and clerk.rng.random() < share
        carrier = picked.pick(clerk.rng) if still_open else None
        number = make_number(code, day.year, "A", sequence)
        by = team[day.toordinal() % len(team)]
        file = clerk.file(number, day, by, carrier, twin if index % DOUBLES == DOUBLES - 1 else None)
        twin = file.person
        yield file


def _write(connection: Connection, files: Sequence[File]) -> None:
    """One chunk: records, journal, search index."""
    by_table: dict[Table, list[dict[str, Any]]] = defaultdict(list)
    for file in files:
        for line in file.lines:
            by_table[line.table].append(line.values)
    for kind, rows in by_table.items():
        insert_rows(connection, kind, rows)
    insert_rows(connection, table(AssessmentScore), surveys.score_rows(by_table[table(Assessment)]))
    writer = Writer(connection)
    for (day, by), some in groupby(files, key=lambda file: (file.day, file.by)):
        records = [_record(line) for file in some for line in file.lines]
        at = datetime.combine(day, time(8, 30), UTC)
        writer.append(records, Author(by.id, "case.register", REASON, at))
    people = by_table[table(Person)]
    search.put_many(connection, (document(cast(Person, SimpleNamespace(**_NOTHING | p))) for p in people))


_NOTHING = dict.fromkeys(column.name for column in table(Person).columns)


def _record(line: Line) -> Record:
    values, name = line.values, line.table.name
    kept = {
        n: as_json(v) for n, v in values.items() if v is not None and v != () and n not in ("id", "revision")
    }
    case_id = values["id"] if name == "case" else values.get("case_id")
    return Record(name, values["id"], INSERT, values["team"], case_id, kept, line.action)
