"""Taking out of a damaged data file what can still be read, into a new one under the same key (R77).

SQLCipher refuses everything on a connection that met one bad page: rows are read in ranges, each failure on a connection of
its own, and what a range hides is skipped as narrowly as possible. What is missing then comes from the newest sound
backup. Rows are never deleted in the program, so that a row which a backup has and the new file lacks was lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caseapp.core.errors import UserError
from caseapp.core.jobs import Progress
from caseapp.data import engine

BATCH = 500
FARTHEST = 1 << 40  # rows to look ahead for the next readable one
ALIVE = "type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE 'search!_%' ESCAPE '!'"
LATER = "type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name NOT LIKE 'search!_%' ESCAPE '!'"
# Deleted when it is done with: a backup would bring back what was finished.
PASSING = frozenset({"draft", "duplicate_pair", "duplicate_review"})
NUMBER = re.compile(r"[A-Z]{2,4}-(?:([A-Z])-)?(\d\d)-([A-Z]+)(\d+)-")


@dataclass
class Rescued:
    """What became of one table: `holes` that could not be read, keys `lost` for good, rows `left_out` whose owner is lost."""

    name: str
    read: int = 0
    from_backup: int = 0
    holes: int = 0
    lost: list[str] = field(default_factory=list)
    left_out: int = 0


class Source:
    """A damaged file, read with a new connection after each failure. Raises UserError where nothing can be read."""

    def __init__(self, path: Path, key: engine.Key) -> None:
        self.path, self.key = path, key
        self._raw: engine.Raw = None

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The answer to a question. Raises UserError when a bad page is in its way."""
        if self._raw is None:
            self._raw = engine.raw_connect(self.path, self.key, write=False)
        try:
            with engine.plain_errors():
                found: list[tuple[Any, ...]] = self._raw.execute(sql, values).fetchall()
                return found
        except UserError:
            self.close()
            raise

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
            self._raw = None


def rescue_rows(source: Source, target: engine.Raw, progress: Progress) -> list[Rescued]:
    """Make the tables of the damaged file in the new one and fill them. Raises UserError when not even they can be read."""
    tables = source.ask(f"SELECT name, sql FROM sqlite_schema WHERE {ALIVE} ORDER BY name")  # noqa: S608
    found = []
    target.execute("PRAGMA foreign_keys = OFF")
    for done, (name, sql) in enumerate(tables):
        progress.step(done, len(tables))
        target.execute(sql)
        found.append(_copied(source, target, name))
    return found


def _copied(source: Source, target: engine.Raw, name: str) -> Rescued:
    report = Rescued(name)
    columns = engine.columns(target, name)
    sql = _insert(name, columns)
    target.execute("BEGIN IMMEDIATE")
    for rows in _readable(source, name, columns, report):
        target.executemany(sql, rows)
        report.read += len(rows)
    if report.holes and "id" in columns:
        report.lost = _missing(source, target, name)
    target.execute("COMMIT")
    return report


def _insert(name: str, columns: Sequence[str]) -> str:
    return f'INSERT OR IGNORE INTO "{name}" ({_list(columns)}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608


def _list(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _readable(
    source: Source, name: str, columns: Sequence[str], report: Rescued
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows of a table in the order they were written, around whatever cannot be read."""
    sql = f'SELECT rowid, {_list(columns)} FROM "{name}" WHERE rowid > ? ORDER BY rowid LIMIT ?'  # noqa: S608
    after, step = 0, BATCH
    while True:
        try:
            rows = source.ask(sql, after, step)
        except UserError:
            if step > 1:
                step = max(1, step // 8)
                continue
            report.holes += 1
            following = _beyond(source, sql, after)
            if following is None:
                return
            after, step = following, BATCH
            continue
        if not rows:
            return
        yield [row[1:] for row in rows]
        after, step = rows[-1][0], min(BATCH, step * 4)


def _beyond(source: Source, sql: str, after: int) -> int | None:
    """The lowest place from which reading goes on; None when there is none."""
    bad, ahead = after, 1
    while not _reads(source, sql, after + ahead):
        bad, ahead = after + ahead, ahead * 2
        if ahead > FARTHEST:
            return None
    good = after + ahead
    while good - bad > 1:
        middle = (good + bad) // 2
        if _reads(source, sql, middle):
            good = middle
        else:
            bad = middle
    return good


def _reads(source: Source, sql: str, after: int) -> bool:
    try:
        source.ask(sql, after, 1)
    except UserError:
        return False
    return True


def _missing(source: Source, target: engine.Raw, name: str) -> list[str]:
    """Keys that the index still tells of and whose rows are gone, as far as the index can be read."""
    after, missing = "", list[str]()
    while True:
        try:
            keys = source.ask(f'SELECT id FROM "{name}" WHERE id > ? ORDER BY id LIMIT {BATCH}', after)  # noqa: S608
        except UserError:
            return missing
        if not keys:
            return missing
        marks = ", ".join("?" * len(keys))
        asked = f'SELECT id FROM "{name}" WHERE id IN ({marks})'  # noqa: S608
        there = {key for (key,) in target.execute(asked, [key for (key,) in keys]).fetchall()}
        missing += [key for (key,) in keys if key not in there]
        after = keys[-1][0]


# --- what a backup still has


def fill_from(backup: engine.Raw, target: engine.Raw, reports: Sequence[Rescued]) -> None:
    """Bring the rows of damaged tables that the new file lacks. `lost` then names those that no backup has either."""
    for report in reports:
        if not report.holes or report.name in PASSING or not engine.has_table(backup, report.name):
            continue
        here = engine.columns(target, report.name)
        columns = [column for column in engine.columns(backup, report.name) if column in here]
        before = target.total_changes
        target.execute("BEGIN IMMEDIATE")
        rows = backup.execute(f'SELECT {_list(columns)} FROM "{report.name}" ORDER BY rowid')  # noqa: S608
        while some := rows.fetchmany(BATCH):
            target.executemany(_insert(report.name, columns), some)
        target.execute("COMMIT")
        report.from_backup = target.total_changes - before
        report.lost = [key for key in report.lost if not _has(target, report.name, key)]


def _has(raw: engine.Raw, name: str, key: str) -> bool:
    found = raw.execute(f'SELECT 1 FROM "{name}" WHERE id = ?', (key,)).fetchone()  # noqa: S608
    return found is not None


# --- making it fit together


def settle(target: engine.Raw, source: Source, reports: Sequence[Rescued]) -> None:
    """Leave out what belongs to something lost, set counters and chain heads right, add indexes and triggers."""
    by_name = {report.name: report for report in reports}
    target.execute("BEGIN IMMEDIATE")
    while orphans := target.execute("PRAGMA foreign_key_check").fetchall():
        for name, row, _parent, key in set(map(tuple, orphans)):
            by_name[name].left_out += _untied(target, name, row, key)
    _count_on(target, by_name)
    _join_chains(target, by_name)
    for (sql,) in source.ask(f"SELECT sql FROM sqlite_schema WHERE {LATER} ORDER BY type, name"):  # noqa: S608
        target.execute(sql)
    target.execute("COMMIT")


def _untied(target: engine.Raw, name: str, row: int, key: int) -> int:
    """A row points to something lost: it forgets that where it may (0), else it is left out with it (1)."""
    (column,) = {f[3] for f in target.execute(f'PRAGMA foreign_key_list("{name}")').fetchall() if f[0] == key}
    needed = any(
        c[1] == column and (c[3] or c[5]) for c in target.execute(f'PRAGMA table_info("{name}")').fetchall()
    )
    if needed:
        return int(target.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (row,)).rowcount)  # noqa: S608
    target.execute(f'UPDATE "{name}" SET "{column}" = NULL WHERE rowid = ?', (row,))  # noqa: S608
    return 0


def _count_on(target: engine.Raw, tables: dict[str, Rescued]) -> None:
    """No number is given twice: each counter goes on behind the highest number on file."""
    if "counter" not in tables or "journal_state" not in tables:
        return
    block = target.execute("SELECT block FROM journal_state WHERE here").fetchone()
    highest: dict[tuple[str, int], int] = {}
    for name in tables:
        if block is None or "number" not in engine.columns(target, name):
            continue
        for (number,) in target.execute(f'SELECT number FROM "{name}" WHERE number IS NOT NULL'):  # noqa: S608
            if (match := NUMBER.match(number)) and match[3] == block[0]:
                key = match[1] or "", 2000 + int(match[2])
                highest[key] = max(highest.get(key, 0), int(match[4]))
    for (kind, year), last in highest.items():
        target.execute(
            "INSERT INTO counter (kind, year, next) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, year) DO UPDATE SET next = max(next, excluded.next)",
            (kind, year, last + 1),
        )


def _join_chains(target: engine.Raw, tables: dict[str, Rescued]) -> None:
    """The journal goes on behind its last entry, also where the note of that was lost or is older."""
    if "journal" not in tables or "journal_state" not in tables:
        return
    target.execute(
        "UPDATE journal_state SET seq = j.seq, tip = j.id, clock = max(journal_state.clock, j.clock)"
        " FROM (SELECT laptop, max(seq) AS seq, id, clock FROM journal GROUP BY laptop) AS j"
        " WHERE j.laptop = journal_state.laptop AND j.seq > journal_state.seq"
    )


def known_numbers(target: engine.Raw, report: Rescued) -> list[str]:
    """The numbers of lost people and cases, as the journal still tells them: what to look for on paper."""
    found = []
    for key in report.lost:
        entry = target.execute(
            "SELECT json_extract(body, '$.number') FROM journal WHERE entity = ? AND record_id = ? AND op = 'insert'",
            (report.name, key),
        ).fetchone()
        found.append(entry[0] if entry and entry[0] else key)
    return found
