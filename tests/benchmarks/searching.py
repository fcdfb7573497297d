"""find and duplicates over an office, review and linkage over crowds of their own. Run by run.py; see README.md."""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from crowd import again, crowd, otherwise, relative, typo
from msgspec.structs import replace

from caseapp.core import names
from caseapp.core.process import harden

Figures = dict[str, Any]
RECALL_AT = 10
AS_LIKE = 5
BAD_INPUT = (
    "", " ", "m", "'", "x" * 500, "maxamed " * 60, "ab " * 200, "%", "*", "%%%%", "_" * 50, '"', '" OR NEAR(', "0", "aa", "e",
    "name:maxamed", "NOT AND OR", "- + ^ ( ) { }", "maxamed\x00nuur", "\u202ecba", "🎉🎉", "🎉 maxamed", "٠٧١٢٣٤٥", "٠١٢",
    "maxamed محمد ሀሁ", "ᠮᠣᠩ", "m a b c d e f g h", "1" * 400, "+254", "' OR 1=1 --", "¤mahamid", "mo mo mo mo mo mo mo mo",
)  # fmt: skip
AS_TYPED = 40  # names of which every keystroke is measured


def resident_mb() -> int:
    """Memory of this process (Linux)."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def spread(walls: list[float], cpus: list[float]) -> Figures:
    """Medians and 95th percentiles of wall and processor time, in ms."""
    at = int(len(walls) * 0.95)
    wall, cpu = sorted(walls), sorted(cpus)
    return {
        "p50_ms": round(wall[len(wall) // 2], 2), "p95_ms": round(wall[at], 2), "max_ms": round(wall[-1], 2),
        "cpu_p50_ms": round(cpu[len(cpu) // 2], 2), "cpu_p95_ms": round(cpu[at], 2), "times": len(wall),
    }  # fmt: skip


def timed(work: Callable[[Any], Any], items: list[Any], warm: int = 15) -> tuple[Figures, list[Any]]:
    """The spread of doing `work` to each item after some that do not count, and all answers."""
    walls, cpus, answers = [], [], []
    gc.collect()
    gc.freeze()
    for number, item in enumerate([*items[:warm], *items]):
        wall, cpu = time.perf_counter(), time.thread_time()
        answer = work(item)
        if number >= warm:
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.thread_time() - cpu) * 1000)
            answers.append(answer)
    gc.unfreeze()
    return spread(walls, cpus), answers


def some(typed: list[str], count: int) -> list[str]:
    """A few of what was typed, from all lengths but the first letter."""
    longer = [text for text in typed if len(text) > 1]
    return longer[:: max(1, len(longer) // count)][:count]


def took(work: Callable[[], Any]) -> float:
    """Milliseconds that something takes once."""
    began = time.perf_counter()
    work()
    return round((time.perf_counter() - began) * 1000, 1)


# --- find


def first(options: argparse.Namespace, opened: Any) -> Figures:
    """The first question after unlocking, once the program has prepared itself as it does behind the first page."""
    from caseapp.features.people import finding

    with opened(options) as office:

        def ask(text: str) -> Any:
            with office.database.look(office.actor) as uow:
                return finding.find(uow, text, RECALL_AT)

        def prepare() -> None:
            finding.warm(office.database)
            ask("a b")

        prepared = took(prepare)
        return {
            "prepared_ms": prepared,
            "first_ms": took(lambda: ask("mohamed ali")),
            "next_ms": took(lambda: ask("hasan")),
        }


def find(options: argparse.Namespace, opened: Any) -> Figures:
    """Every keystroke and every kind of mistake, by the service; and LIKE over the same file."""
    from caseapp.data.search import memory
    from caseapp.features.people.finding import find as found

    with opened(options) as office:

        def ask(text: str) -> Any:
            with office.database.look(office.actor) as uow:
                return found(uow, text, RECALL_AT)

        people = _people(office, max(options.repeat, 100))
        rng = Random(7)
        told: Figures = {"first_unprepared_ms": took(lambda: ask("mohamed ali"))}
        typed = [text[:n] for text in map(" ".join, people[:AS_TYPED]) for n in range(1, len(text) + 1)]
        told["keystroke_from_file"] = timed(ask, typed)[0]
        began, before = time.perf_counter(), resident_mb()
        told["memory"] = memory.warm(office.database.read_engine, office.database.write_engine)
        told["memory_made_ms"] = round((time.perf_counter() - began) * 1000)
        memory.forget(office.database.read_engine)
        gc.collect()
        began = time.perf_counter()
        memory.warm(office.database.read_engine, office.database.write_engine)
        told["memory_ready_ms"] = round((time.perf_counter() - began) * 1000)
        told["memory_mb"] = resident_mb() - before
        told["keystroke"] = timed(ask, typed)[0]
        for kind, spoil in _mistakes(options.country, rng).items():
            pairs = [(person, spoil(person)) for person in people]
            told[kind], answers = timed(ask, [text for _person, text in pairs])
            hits = [_shown(person, rows) for (person, _text), rows in zip(pairs, answers, strict=True)]
            told[kind]["recall"] = round(sum(hits) / len(hits), 4)
        told["bad_input"] = timed(ask, list(BAD_INPUT), 0)[0]
        print(json.dumps(told), file=sys.stderr, flush=True)  # what follows takes minutes
        slip = _mistakes(options.country, rng)["typo"](people[0])
        told["like"] = timed(_like(office), [*some(typed, AS_LIKE), slip], 0)[
            0
        ]  # each may read the whole table
        told["times_faster_p95"] = round(told["like"]["p95_ms"] / told["keystroke"]["p95_ms"])
        told["times_faster_cpu_p95"] = round(told["like"]["cpu_p95_ms"] / told["keystroke"]["cpu_p95_ms"])
        told["different_called_same"] = different_called_same()
        return told


def _people(office: Any, count: int) -> list[tuple[str, ...]]:
    """Names of people from everywhere in the office, with at least two different words."""
    sql = "SELECT given_name, middle_name, family_name FROM person ORDER BY substr(id, -6) LIMIT ?"
    with office.database.look(office.actor) as uow:
        rows = uow.session.connection().exec_driver_sql(sql, (count,)).fetchall()
    return [tuple(name for name in row if name) for row in rows]


def _mistakes(country: str, rng: Random) -> dict[str, Callable[[tuple[str, ...]], str]]:
    def at_one(person: tuple[str, ...], change: Callable[[str], str]) -> str:
        at = rng.randrange(len(person))
        return " ".join(change(name) if n == at else name for n, name in enumerate(person))

    return {
        "exact": " ".join,
        "typo": lambda person: at_one(person, lambda name: typo(name, rng)),
        "respelt": lambda person: at_one(person, lambda name: otherwise(name, country, rng)),
        "swapped": lambda person: " ".join((person[-1], *person[1:-1], person[0])),
        "all_respelt": lambda person: " ".join(otherwise(name, country, rng) for name in person),
    }


def _shown(person: tuple[str, ...], rows: Any) -> bool:
    """Whether somebody with exactly this name is shown: namesakes are as good, since the name is all that was typed."""
    return any(row.name == " ".join(person) for row in rows)


def _like(office: Any) -> Callable[[str], Any]:
    """What other systems do: every word somewhere in one of the names, in no order."""
    columns = "given_name", "middle_name", "family_name", "known_as"

    def ask(text: str) -> Any:
        words = text.split()
        where = " AND ".join("(" + " OR ".join(f"{c} LIKE ?" for c in columns) + ")" for _word in words)
        values = tuple(f"%{word}%" for word in words for _column in columns)
        sql = f"SELECT id FROM person WHERE {where} LIMIT {RECALL_AT}"
        with office.database.look(office.actor) as uow:
            return uow.session.connection().exec_driver_sql(sql, values).fetchall()

    return ask


def different_called_same() -> int:
    """Pairs of names known to be different people's that would be explained as the same name, in any spelling."""
    agreeing = {names.Reason.SAME, names.Reason.SOUND, names.Reason.ALIKE}
    found = 0
    for codes in names.chains().values():
        for code in codes:
            for pair in names.tradition(code).different:
                a, b = (words[0] if len(words) == 1 else "".join(words) for words in map(names.tokens, pair))
                found += names.similar(a, b).reason in agreeing
    return found


# --- duplicates


def duplicates(options: argparse.Namespace, opened: Any) -> Figures:
    """The check at registration: people on file written down again badly, and people who are not on file."""
    from caseapp.data.search import memory
    from caseapp.features.people.finding import _earlier, document, search
    from caseapp.features.people.models import Person

    rng = Random(11)
    with opened(options) as office:
        with office.database.look(office.actor) as uow:
            ids = (
                uow.session.connection()
                .exec_driver_sql(
                    "SELECT id FROM person WHERE restricted = 0 ORDER BY substr(id, -6) LIMIT ?",
                    (options.repeat,),
                )
                .fetchall()
            )
            known = []
            for (key,) in ids:
                person = uow.session.get(Person, key)
                known.append(document(person, _earlier(uow.session, key)))

        def check(probe: Any) -> Any:
            with office.database.look(office.actor) as uow:
                return search.candidates(uow.session.connection(), probe, limit=5)

        probes = [(doc, again(doc, "new", options.country, rng)) for doc in known]
        told: Figures = {"from_file": timed(check, [probe for _doc, probe in probes[:60]])[0]}
        memory.warm(office.database.read_engine, office.database.write_engine)
        told["again"], answers = timed(check, [probe for _doc, probe in probes])
        places = [_place(doc.id, found) for (doc, _probe), found in zip(probes, answers, strict=True)]
        told["top_1"] = round(sum(at == 0 for at in places) / len(places), 4)
        told["top_5"] = round(sum(at is not None for at in places) / len(places), 4)
        told["alerts"] = round(sum(any(f.level == "likely" and f.person_id == doc.id for f in found)
                                   for (doc, _probe), found in zip(probes, answers, strict=True)) / len(places), 4)  # fmt: skip
        strangers = [replace(doc, id="new") for doc in crowd(options.country, options.repeat, 99)]
        told["stranger"], answers = timed(check, strangers)
        told["false_alerts"] = round(
            sum(any(f.level == "likely" for f in found) for found in answers) / len(answers), 4
        )
        return told


def _place(key: str, found: Any) -> int | None:
    return next((at for at, one in enumerate(found) if one.person_id == key), None)


# --- review


def review(options: argparse.Namespace, opened: Any) -> Figures:
    """The whole office, in a process of its own so that its memory is its own; a tenth on file twice, a twentieth relatives."""
    script = (
        f"import sys; sys.path[:0] = {sys.path[:2]!r}; import searching; searching.review_here(*sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, options.country, str(options.people), str(options.seed)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def twice(country: str, count: int, seed: int) -> tuple[list[Any], set[frozenset[str]]]:
    """A crowd with a tenth on file twice and a twentieth relatives as traps; the true pairs."""
    rng = Random(seed)
    people = crowd(country, count * 87 // 100, seed)
    doubled, kin = rng.sample(people, count // 10), rng.sample(people, count // 20)
    more = [again(doc, f"d{n}", country, rng) for n, doc in enumerate(doubled)]
    truth = {frozenset((doc.id, other.id)) for doc, other in zip(doubled, more, strict=True)}
    everybody = [*people, *more, *(relative(doc, f"s{n}", country, rng) for n, doc in enumerate(kin))]
    rng.shuffle(everybody)
    return everybody, truth


def review_here(country: str, count: str, seed: str) -> None:
    from caseapp.data import search

    harden()
    with made(twice(country, int(count), int(seed))) as (engine, truth):
        began, cpu = time.perf_counter(), time.process_time()
        with engine.connect() as connection:
            found = search.review(connection)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        peak = _peak_mb()
    told: Figures = {
        "review_s": round(seconds, 1),
        "cpu_s": round(cpu, 1),
        "peak_mb": peak,
        "pairs": len(found),
    }
    for least in (0.5, 0.85, 0.9):
        shown = {frozenset((p.first_id, p.second_id)) for p in found if p.probability >= least}
        told[f"at_{least}"] = {"precision": round(len(shown & truth) / max(1, len(shown)), 4),
                               "recall": round(len(shown & truth) / len(truth), 4)}  # fmt: skip
    from caseapp.data.search.estimating import calibration

    judged = [(p.probability, frozenset((p.first_id, p.second_id)) in truth) for p in found]
    told["calibration"] = [[round(b.expected, 3), round(b.true, 3), b.count] for b in calibration(judged)]
    print(json.dumps(told))


def _peak_mb() -> int:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


@contextmanager
def made(crowded: tuple[list[Any], set[frozenset[str]]]) -> Iterator[tuple[Any, set[frozenset[str]]]]:
    """An encrypted index of these people; they themselves are let go before it is used."""
    from caseapp.data import search
    from caseapp.data.engine import create_database_file, open_engine

    everybody, truth = crowded
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        path = Path(place) / "office.db"
        create_database_file(path, bytes(32))
        engine = open_engine(path, bytes(32), write=True)
        with engine.begin() as connection:
            search.create_index(connection)
            search.put_many(connection, everybody)
        everybody.clear()
        names.forget()
        gc.collect()
        yield engine, truth
        engine.dispose()
