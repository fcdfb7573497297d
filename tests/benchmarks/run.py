"""How fast the program is: `python tests/benchmarks/run.py NAME --people N --json`; the last line is one JSON object.

Without --office a demo office is made and thrown away; with it, the folder is made once and used again. Times are in
milliseconds. What each figure means and what was measured where: README.md beside this file.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from caseapp.core.process import harden

SECRET = os.environ.get("CASEAPP_PASSPHRASE") or "slow river past nine stones"
Figures = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(BENCHMARKS))
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--country", choices=("LS", "KE"), default="LS")
    parser.add_argument("--repeat", type=int, default=200, help="how often each thing is done")
    parser.add_argument("--peers", type=Path, help="a Python that has recordlinkage and splink, for linkage")
    parser.add_argument("--seed", type=int, default=8, help="of the crowds that review makes")
    parser.add_argument(
        "--starts", type=int, default=5, help="how often the window is started to see how fast it is"
    )
    parser.add_argument("--office", type=Path, help="a demo office to use, made here when there is none")
    parser.add_argument("--json", action="store_true", help="only the JSON object")
    options = parser.parse_args()
    harden()  # as every start of the program does
    began = time.perf_counter()
    figures = BENCHMARKS[options.name](options)
    told = {
        "benchmark": options.name, "people": options.people, **figures, "python": platform.python_version(),
        "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "seconds": round(time.perf_counter() - began, 1),
    }  # fmt: skip
    if not options.json:
        for name, value in told.items():
            print(f"{name:>24}  {value}")
    print(json.dumps(told))
    return 0


# --- offices


@contextmanager
def office_folder(options: argparse.Namespace) -> Iterator[Path]:
    """A demo office of so many people."""
    if options.office:
        if not (options.office / "office.keys").exists():
            make(options.office, options)
        yield options.office
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place) / "office"
        make(folder, options)
        yield folder


def make(folder: Path, options: argparse.Namespace) -> None:
    from caseapp.demo import create_demo

    create_demo(folder, options.country, options.people, 1, SECRET)


@contextmanager
def opened(options: argparse.Namespace, login: str = "caseworker", spare: bool = False) -> Iterator[Any]:
    """The office, open; a copy that is thrown away when the benchmark writes (`spare`)."""
    from caseapp.features.office.opening import open_office

    with office_folder(options) as folder, tempfile.TemporaryDirectory(prefix="bench-") as place:
        if spare and options.office:
            folder = Path(shutil.copytree(folder, Path(place) / "office"))
        with closing(open_office(folder, login, SECRET)) as office:
            yield office


# --- measuring


def timed(work: Callable[[Any], object], items: list[Any], warm: int = 10) -> Figures:
    """Median and 95th percentile of doing `work` to each item, after some that do not count."""
    for item in items[:warm]:
        work(item)
    taken = []
    for item in items[warm:]:
        began, worked = time.perf_counter(), time.process_time()
        work(item)
        taken.append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    return spread(taken)


def spread(taken: list[tuple[float, float]]) -> Figures:
    """Of (milliseconds by the clock, milliseconds of the processor): the second says more where others work too."""
    ordered = sorted(clock for clock, _worked in taken)
    return {
        "median_cpu_ms": round(statistics.median(worked for _clock, worked in taken), 2),
        "median_ms": round(statistics.median(ordered), 2), "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "max_ms": round(ordered[-1], 2), "times": len(ordered),
    }  # fmt: skip


def some(things: list[Any], count: int) -> list[Any]:
    """`count` of them at random, the same each time; again and again when there are fewer."""
    rng = Random(7)
    return [rng.choice(things) for _time in range(count)]


def case_ids(office: Any, where: str = "closed_on IS NULL") -> list[str]:
    with office.database.look(office.actor) as uow:
        found = uow.session.connection().exec_driver_sql(f'SELECT id FROM "case" WHERE {where} ORDER BY id')
        return [key for (key,) in found]


def names(office: Any) -> list[tuple[str, str, str]]:
    """(given name, family name, birth date) of a few hundred people from everywhere in the office."""
    sql = "SELECT given_name, family_name, birth_date FROM person ORDER BY substr(id, -6) LIMIT 400"
    with office.database.look(office.actor) as uow:
        return [tuple(row) for row in uow.session.connection().exec_driver_sql(sql)]


# --- benchmarks


def create(options: argparse.Namespace) -> Figures:
    """Making the demo office itself."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder, began = Path(place) / "office", time.perf_counter()
        make(folder, options)
        seconds = time.perf_counter() - began
        size = (folder / "office.db").stat().st_size
    per = round(seconds / max(1, options.people) * 1e6)
    return {"create_s": round(seconds, 1), "each_us": per, "file_mb": round(size / 2**20, 1)}


def save(options: argparse.Namespace) -> Figures:
    """What a Save button does, from the first read to the commit, with the journal: a note, a visit, a new person."""
    from caseapp.features.cases import service as cases
    from caseapp.features.followups import service as followups

    with opened(options, spare=True) as office:
        ids = some(case_ids(office), options.repeat)

        def note(case_id: str) -> None:
            with office.database.work(office.actor) as uow:
                cases.add_note(uow, case_id, {"text": "Was at home. The roof is mended."})

        def visit(case_id: str) -> None:
            with office.database.work(office.actor) as uow:
                raw = {"kind": "general", "mode": "visit", "outcome": "met", "note": "All well."}
                followups.record(uow, case_id, raw)

        def risk(pair: tuple[int, str]) -> None:
            with office.database.work(office.actor) as uow:
                level = ("high", "medium", "low")[pair[0] % 3]
                cases.set_risk(uow, pair[1], {"risk": level, "risk_reason": "Seen today."})

        def register(person: tuple[str, str, str]) -> None:
            raw = {"given_name": person[0], "family_name": person[1], "sex": "f", "birth_date": "1994"}
            with office.database.work(office.actor) as uow:
                cases.register(uow, raw | {"needs": "debt", "phone": None})

        return {
            "note": timed(note, ids), "visit": timed(visit, ids), "risk": timed(risk, list(enumerate(ids))),
            "register": timed(register, some(names(office), options.repeat)),
        }  # fmt: skip


def alike(options: argparse.Namespace) -> Figures:
    """The duplicate check beside the registration form."""
    from caseapp.features.people.finding import alike as likely

    with opened(options) as office:

        def ask(person: tuple[str, str, str]) -> None:
            raw = {"given_name": person[0], "family_name": person[1], "birth_date": person[2][:4], "sex": "f"}
            with office.database.look(office.actor) as uow:
                likely(uow, raw)

        return {"alike": timed(ask, some(names(office), options.repeat))}


def summary_pdf(options: argparse.Namespace) -> Figures:
    """The case summary as PDF, journalled, the faces already loaded."""
    from caseapp.features.reports.summary import summary_pdf as paper

    with opened(options, spare=True) as office:
        sql = 'SELECT number FROM "case" WHERE closed_on IS NULL AND restricted = 0'
        with office.database.look(office.actor) as uow:
            numbers = [n for (n,) in uow.session.connection().exec_driver_sql(sql)]
        sizes: list[int] = []

        def write(number: str) -> None:
            sizes.append(len(paper(office.database, office.actor, number)))

        figures = timed(write, some(numbers, max(20, options.repeat // 4)))
    return {"summary": figures, "kb": round(statistics.mean(sizes) / 1024, 1)}


def in_window(what: str) -> Callable[[argparse.Namespace], Figures]:
    """A benchmark of the real window, in a process of its own."""

    def measure(options: argparse.Namespace) -> Figures:
        with office_folder(options) as folder, tempfile.TemporaryDirectory(prefix="bench-") as home:
            starts = options.starts if what == "start" else 1
            if (
                options.starts > 1
            ):  # an installed program has its modules compiled: the first start only sees to that
                run_window("start", folder, home, 1)
            runs = [run_window(what, folder, home, options.repeat) for _run in range(starts)]
        if what != "start":
            return runs[0]
        return {name: round(statistics.median(run[name] for run in runs), 1) for name in runs[0]}

    return measure


def run_window(what: str, folder: Path, home: str, repeat: int) -> Figures:
    """One start of the real window in a process of its own."""
    import subprocess

    environment = os.environ | {"CASEAPP_HOME": home, "BENCH_SECRET": SECRET}
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment["PYTHONPYCACHEPREFIX"] = str(Path(home, "compiled"))
    if sys.platform == "linux":
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, str(Path(__file__).with_name("window.py")), what, str(folder), str(repeat)]
    environment["BENCH_BEGAN"] = str(time.monotonic_ns())
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def of(module: str, what: str) -> Callable[[argparse.Namespace], Figures]:
    """A benchmark of a file beside this one, read when it is asked for."""

    def measure(options: argparse.Namespace) -> Figures:
        return dict(getattr(importlib.import_module(module), what)(options, opened))

    return measure


BENCHMARKS: dict[str, Callable[[argparse.Namespace], Figures]] = {
    "create": create, "save": save, "alike": alike, "summary_pdf": summary_pdf,
    "find": of("searching", "find"), "first": of("searching", "first"),
    "duplicates": of("searching", "duplicates"), "review": of("searching", "review"),
    "linkage": of("linkage", "linkage"), "start": in_window("start"),
    "open_case": in_window("open_case"), "memory": in_window("memory"),
    "lists": in_window("lists"),
    "report": of("reporting", "report"), "export": of("reporting", "export"), "batch": of("reporting", "batch"),
    "letters": of("reporting", "letters"), "caseload": of("reporting", "caseload"),
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
