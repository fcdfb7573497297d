"""Lists of everything in the office, in the real window: the first page in every order offered, page down, memory.

Every list is opened as wide as it goes (everybody's, all that is open). A time ends when the rows are painted; how many
there are is counted afterwards, as for people.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

LISTS = ("people", "cases", "followups", "referrals", "grants")
DOWN = 40  # times page down on each list
WIDE = {"followups": {"show": "planned", "whose": "all"}, "referrals": {"show": "all"}}


def lists(walk: Any, repeat: int) -> dict[str, Any]:
    """Milliseconds until the first page of each order is painted, and until each page down is; MB more than My day."""
    from run import spread
    from window import resident

    walk.sign_in("supervisor")
    walk.tidy()
    for code in LISTS:  # made once: what a page costs when it is first built is `open_case`'s business
        show(walk, code)
    before, first, down, slowest = resident(), [], [], {}
    for code in LISTS:
        listing = show(walk, code)
        for sort, descending in orders(listing):
            times = [first_page(walk, listing, sort, descending) for _time in range(max(3, repeat // 40))]
            first += times
            slowest[f"{code} {sort}{' desc' if descending else ''}".strip()] = round(
                max(clock for clock, _cpu in times), 1
            )
        down += [page_down(walk, listing) for _time in range(DOWN)]
    after = resident()
    more = None if before is None or after is None else round(after - before, 1)
    return {"first_page": spread(first), "page_down": spread(down), "more_mb": more, "slowest_ms": slowest}


def show(walk: Any, code: str) -> Any:
    """The list of a page, as wide as it goes; all asked for has been answered."""
    walk.program.session.window.go(code)
    walk.shown()
    page = walk.program.session.window.page()
    listing = page.due_list if code == "followups" else page.list
    listing.spec.put(WIDE.get(code, {}))
    listing.put({})
    page.refresh()
    walk.shown()
    walk.tidy()
    return listing


def orders(listing: Any) -> Iterator[tuple[str, bool]]:
    """Every order a title offers, both ways."""
    for sort in dict.fromkeys([*(c.sort for c in listing.table.rows.columns if c.sort), listing.spec.sort]):
        yield sort, False
        if sort:
            yield sort, True


def first_page(walk: Any, listing: Any, sort: str, descending: bool) -> tuple[float, float]:
    """From the click on a title until its rows are painted; (by the clock, of the processor)."""
    came: list[int] = []
    listing.sort, listing.descending = sort, descending
    watch = listing.table.rows.modelReset.connect(lambda: came.append(1))
    began, worked = time.perf_counter(), time.process_time()
    listing.refresh()
    walk.wait(lambda: came)
    taken = ((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000)
    listing.table.rows.disconnect(watch)
    walk.shown()
    return taken


def page_down(walk: Any, listing: Any) -> tuple[float, float]:
    """From the key until the next rows are painted, those that had to be fetched too."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    listing.table.setFocus()
    began, worked = time.perf_counter(), time.process_time()
    QTest.keyClick(listing.table, Qt.Key.Key_PageDown)
    walk.app.processEvents()
    walk.wait(lambda: not listing.table.rows.asking())
    taken = ((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000)
    walk.shown()
    return taken
