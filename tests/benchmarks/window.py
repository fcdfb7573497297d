"""The real window, measured from inside its own process: `window.py start,open_case,memory,lists FOLDER REPEAT`.

Started by run.py, which says in BENCH_BEGAN when it started the process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
PATIENCE = 120  # seconds
WARM = 5  # cases that do not count
BEGAN = int(os.environ["BENCH_BEGAN"])


def since(began: int = BEGAN) -> float:
    return (time.monotonic_ns() - began) / 1e6


class Walk:
    """One start of the program, to its first page."""

    def __init__(self, folder: Path) -> None:
        from caseapp.core.process import harden

        harden()  # first of all, as the program does

        from PySide6.QtWidgets import QApplication

        import caseapp.app.program as program
        from caseapp.cli import main  # noqa: F401  # what the command imports, the window pays for

        self.app = QApplication.instance() or QApplication([])
        self.ready_ms = self.key_ms = 0.0
        self._listen(program)
        self.program = program.Program(self.app)
        self.program.start(folder)
        self.app.processEvents()
        self.program.window.grab()
        self.window_ms = since()

    def _listen(self, program: Any) -> None:
        """Note when the heavy imports are through and when the key is derived."""
        from caseapp.app import ahead

        load, unlock = ahead.load_ahead, program.keys.unlock

        def load_ahead() -> None:
            load()
            self.ready_ms = since()

        def derive(*args: Any, **kw: Any) -> Any:
            answer = unlock(*args, **kw)
            self.key_ms, self.key_cpu = since(), time.process_time() * 1000
            return answer

        ahead.load_ahead, program.keys.unlock = load_ahead, derive

    def wait(self, until: Callable[[], object]) -> float:
        """Sleep until something happens, see whether it is that, have it painted; gives the time."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        tick = QTimer(interval=50)  # some things happen in other threads, without an event
        tick.start()
        ends = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > ends:
                raise SystemExit(f"nothing happened for {PATIENCE} seconds")
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.app.processEvents()
        return since()

    def tidy(self) -> None:
        """Let Qt delete what is to be deleted later; without a loop of its own it never does."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()

    def sign_in(self, login: str = "caseworker") -> dict[str, float]:
        """Type the passphrase when all is ready; milliseconds from the derived key to My day, and until nothing is asked."""
        if self.program.session is not None:
            return self.told
        self.wait(lambda: self.ready_ms and self.learnt())
        from caseapp.app.keeping import Keeping

        Keeping.look = lambda _keeping: None  # the first backup of a large file is no part of this
        self.submitted_ms = since()
        self.program._submit(login, os.environ["BENCH_SECRET"])
        self.wait(lambda: self.program.session is not None or self.refused())
        my_day = self.wait(lambda: self.program.session.window.page().sentence.text()) - self.key_ms
        cpu = time.process_time() * 1000 - self.key_cpu
        self.told = {"my_day_ms": my_day, "my_day_cpu_ms": cpu, "all_shown_ms": self.shown() - self.key_ms}
        return self.told

    def learnt(self) -> bool:
        """Whether the rehearsal is over: nobody types a passphrase in a tenth of a second."""
        rehearsal = self.program.rehearsal
        return rehearsal is not None and not rehearsal.running

    def refused(self) -> None:
        if said := self.program.window.trouble.text():
            raise SystemExit(said)

    def leave(self) -> None:
        """Close the office in order: a file left open is checked whole at the next start."""
        self.program.session.quit()
        self.wait(lambda: self.program.session is None)

    def shown(self) -> float:
        """When all that a page asked for has been answered and painted."""
        return self.wait(self.program.session.tasks.at_rest)

    def open_cases(self, ids: list[str]) -> list[tuple[float, float]]:
        """Milliseconds until each case is painted: by the clock, and of the processor."""
        taken = []
        for case_id in ids:
            began, worked = time.monotonic_ns(), time.process_time()
            self.program.session.window.go("case", case_id=case_id)
            self.shown()
            taken.append((since(began), (time.process_time() - worked) * 1000))
            self.tidy()
        return taken

    def case_ids(self, count: int) -> list[str]:
        from run import case_ids, some

        return some(case_ids(self.program.session.office), count)


def start(walk: Walk, repeat: int) -> dict[str, Any]:
    told = walk.sign_in() | {
        "unlock_window_ms": walk.window_ms, "ready_ms": walk.ready_ms, "key_ms": walk.key_ms - walk.submitted_ms,
    }  # fmt: skip
    return {name: round(value, 1) for name, value in told.items()}


def open_case(walk: Walk, repeat: int) -> dict[str, Any]:
    from run import spread

    walk.sign_in()
    walk.tidy()
    taken = walk.open_cases(walk.case_ids(min(repeat, 60) + WARM))
    return {"first_ms": round(taken[0][0], 1), "case": spread(taken[WARM:])}


def memory(walk: Walk, repeat: int) -> dict[str, Any]:
    walk.sign_in()
    walk.tidy()
    figures = {"my_day_mb": resident()}
    walk.open_cases(walk.case_ids(20))
    figures["after_20_cases_mb"] = resident()
    walk.program.session.window.go("people")
    walk.shown()
    return figures | {"after_people_mb": resident()}


def lists(walk: Walk, repeat: int) -> dict[str, Any]:
    import listing

    return listing.lists(walk, repeat)


def resident() -> float | None:
    """Memory this process holds now, in MB; None where that cannot be read without another package."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


def main() -> None:
    names, folder, repeat = sys.argv[1].split(","), Path(sys.argv[2]), int(sys.argv[3])
    walk, figures = Walk(folder), {}
    for name in names:
        figures |= {"start": start, "open_case": open_case, "memory": memory, "lists": lists}[name](
            walk, repeat
        )
    walk.leave()
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
