"""Embedding levels of mixed left-to-right and right-to-left text: the Unicode Bidirectional Algorithm (UAX #9).

This module holds the paragraph level, explicit embeddings and isolates (P2-P3, X1-X10) and the reordering of a finished
line (L2; L1 is not needed where blanks at the end of a line are dropped). The rules inside one run are in
`bidi_rules.py`. An even level is left-to-right, an odd one right-to-left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from unicodedata import bidirectional

from caseapp.documents import bidi_rules
from caseapp.documents.bidi_rules import PDI, Run

ISOLATES = frozenset(("LRI", "RLI", "FSI"))
EMBEDDINGS = frozenset(("LRE", "RLE", "LRO", "RLO"))
REMOVED = EMBEDDINGS | {"PDF", "BN"}  # X9: they play no part in the rules
DEEPEST = 125
T = TypeVar("T")


def types_of(text: str) -> list[str]:
    """The bidirectional class of every character; L for a character Unicode does not know."""
    return [bidirectional(c) or "L" for c in text]


def base_level(types: Sequence[str], default: int = 0) -> int:
    """0 or 1 by the first strong character outside isolates (P2, P3); `default` when there is none."""
    depth = 0
    for kind in types:
        if kind in ISOLATES:
            depth += 1
        elif kind == PDI:
            depth = max(0, depth - 1)
        elif not depth and kind in ("L", "R", "AL"):
            return int(kind != "L")
    return default


def levels(text: str, base: int | None = None) -> tuple[list[int], int]:
    """The level of every character of one paragraph (no line ends in it) and the paragraph's own level.

    `base` 0 or 1 forces the paragraph's direction; None takes it from the first strong character.
    """
    types = types_of(text)
    if base is None:
        base = base_level(types)
    partners = _isolate_partners(types)
    explicit = _Explicit(types, partners, base)
    result = explicit.levels()
    open_ended = frozenset(i for i, kind in enumerate(types) if kind in ISOLATES and i not in partners)
    for run in _isolating_runs(explicit.types, result, partners, open_ended, base):
        for index, level in zip(run.indices, bidi_rules.resolve(run, text), strict=True):
            result[index] = level
    _give_removed_a_level(types, result, base)
    return result, base


def _give_removed_a_level(types: Sequence[str], result: list[int], base: int) -> None:
    """Characters dropped by X9 get the level before them, so that they never split a run."""
    for index, kind in enumerate(types):
        if kind in REMOVED:
            result[index] = result[index - 1] if index else base


def _isolate_partners(types: Sequence[str]) -> dict[int, int]:
    """Which PDI closes which isolate initiator, both ways (BD9)."""
    partners: dict[int, int] = {}
    waiting: list[int] = []
    for index, kind in enumerate(types):
        if kind in ISOLATES:
            waiting.append(index)
        elif kind == PDI and waiting:
            start = waiting.pop()
            partners[start], partners[index] = index, start
    return partners


@dataclass
class _Explicit:
    """X1-X8: a stack of (level, override, is isolate)."""

    types: list[str]
    partners: dict[int, int]
    base: int
    stack: list[tuple[int, str, bool]] = field(default_factory=list)
    overflow_isolates: int = 0
    overflow_embeddings: int = 0
    open_isolates: int = 0

    def levels(self) -> list[int]:
        """Explicit levels; overrides are written into `types`."""
        self.types = list(self.types)
        self.stack = [(self.base, "", False)]
        found = []
        for index, kind in enumerate(list(self.types)):
            if kind == PDI:
                self._close_isolate()
            found.append(self._own_level(index, kind))
            if kind in ISOLATES:
                self._open_isolate(index, kind)
            elif kind in EMBEDDINGS:
                self._open_embedding(kind)
            elif kind == "PDF":
                self._close_embedding()
        return found

    def _own_level(self, index: int, kind: str) -> int:
        level, override, _ = self.stack[-1]
        if override and kind not in REMOVED and kind != "B":
            self.types[index] = override
        return self.base if kind == "B" else level

    def _next(self, right_to_left: bool) -> int:
        level = self.stack[-1][0]
        return (level + 1) | 1 if right_to_left else (level + 2) & ~1

    def _open_embedding(self, kind: str) -> None:
        level = self._next(kind in ("RLE", "RLO"))
        if level <= DEEPEST and not self.overflow_isolates and not self.overflow_embeddings:
            self.stack.append((level, {"RLO": "R", "LRO": "L"}.get(kind, ""), False))
        elif not self.overflow_isolates:
            self.overflow_embeddings += 1

    def _open_isolate(self, index: int, kind: str) -> None:
        right_to_left = kind == "RLI"
        if kind == "FSI":
            end = self.partners.get(index, len(self.types))
            right_to_left = base_level(self.types[index + 1 : end]) == 1
        level = self._next(right_to_left)
        if level <= DEEPEST and not self.overflow_isolates and not self.overflow_embeddings:
            self.open_isolates += 1
            self.stack.append((level, "", True))
        else:
            self.overflow_isolates += 1

    def _close_isolate(self) -> None:
        if self.overflow_isolates:
            self.overflow_isolates -= 1
        elif self.open_isolates:
            self.overflow_embeddings = 0
            while not self.stack[-1][2]:
                self.stack.pop()
            self.stack.pop()
            self.open_isolates -= 1

    def _close_embedding(self) -> None:
        if self.overflow_isolates:
            return
        if self.overflow_embeddings:
            self.overflow_embeddings -= 1
        elif len(self.stack) > 1 and not self.stack[-1][2]:
            self.stack.pop()


def _level_runs(types: Sequence[str], found: Sequence[int]) -> list[list[int]]:
    """Indices of neighbours at one level, leaving out what X9 removes."""
    runs: list[list[int]] = []
    last = -1
    for index, kind in enumerate(types):
        if kind in REMOVED:
            continue
        if not runs or found[index] != last:
            runs.append([])
            last = found[index]
        runs[-1].append(index)
    return runs


def _isolating_runs(
    types: list[str], found: Sequence[int], partners: dict[int, int], open_ended: frozenset[int], base: int
) -> list[Run]:
    """X10: level runs joined across their isolates, with the direction before and after each (sos, eos)."""
    runs = _level_runs(types, found)
    begins = {run[0]: run for run in runs}
    joined: list[Run] = []
    for run in runs:
        if partners.get(run[0], run[0]) < run[0]:
            continue  # begins with a PDI: it continues the run of the isolate's opener
        indices = list(run)
        while (end := partners.get(indices[-1], -1)) > indices[-1]:
            indices += begins[end]
        joined.append(_with_ends(indices, types, found, open_ended, base))
    return joined


def _with_ends(
    indices: list[int], types: list[str], found: Sequence[int], open_ended: frozenset[int], base: int
) -> Run:
    level = found[indices[0]]
    before = _neighbour(types, found, indices[0], -1, base)
    last = indices[-1]
    after = base if last in open_ended else _neighbour(types, found, last, 1, base)
    return Run(
        indices, [types[i] for i in indices], level, _side(max(level, before)), _side(max(level, after))
    )


def _neighbour(types: Sequence[str], found: Sequence[int], index: int, step: int, base: int) -> int:
    index += step
    while 0 <= index < len(types):
        if types[index] not in REMOVED:
            return found[index]
        index += step
    return base


def _side(level: int) -> str:
    return "R" if level % 2 else "L"


def visual(items: Sequence[T], found: Sequence[int]) -> list[T]:
    """L2: the items of one line, each with its level, in the order they stand on the paper from left to right."""
    order = list(items)
    level = list(found)
    for depth in range(max(level, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and level[end] >= depth:
                end += 1
            if end > start:
                order[start:end], level[start:end] = order[start:end][::-1], level[start:end][::-1]
            start = end + 1
    return order
