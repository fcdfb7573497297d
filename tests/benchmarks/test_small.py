"""The small size of the search benchmarks as a check of correctness: 20,000 people, shares of what is found, never a time
but for bad input, which may not take longer than a tenth of a second of the processor."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

sys.path.insert(0, str(Path(__file__).parent))

from crowd import again, crowd
from searching import BAD_INPUT, _mistakes, different_called_same, twice

from caseapp.data import search
from caseapp.data.engine import create_database_file, open_engine
from caseapp.data.search import memory
from caseapp.data.search.estimating import calibration

COUNT, ASKED, COUNTRY = 20_000, 80, "KE"
KEY = bytes(range(32))
LEAST = {
    "exact": 1.0,
    "typo": 0.97,
    "respelt": 0.96,
    "swapped": 0.99,
    "all_respelt": 0.88,
}  # of 80: one is 0.0125
Office = tuple[Engine, Engine, list[Any], set[frozenset[str]]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Readers with a memory, the writer without; everybody; who is on file twice."""
    path = tmp_path_factory.mktemp("small") / "office.db"
    create_database_file(path, KEY)
    read, write = open_engine(path, KEY, write=False), open_engine(path, KEY, write=True)
    everybody, truth = twice(COUNTRY, COUNT, 21)
    with write.begin() as connection:
        search.create_index(connection)
        search.put_many(connection, everybody)
    large, memory.LARGE = memory.LARGE, COUNT // 2
    memory.warm(read, write)
    yield read, write, everybody, truth
    memory.LARGE = large
    memory.forget(read)
    read.dispose()
    write.dispose()


@pytest.mark.parametrize("remembered", [True, False], ids=["memory", "file"])
@pytest.mark.parametrize("kind", LEAST)
def test_names_are_found_however_they_are_spoilt(office: Office, kind: str, remembered: bool) -> None:
    read, write, everybody, _truth = office
    spoil, rng = _mistakes(COUNTRY, Random(3))[kind], Random(5)
    hits = 0
    people = {doc.id: doc.names for doc in everybody}
    with (read if remembered else write).connect() as connection:
        for doc in rng.sample([doc for doc in everybody if len(doc.names) > 1], ASKED):
            found = search.find(connection, spoil(doc.names), limit=10)
            hits += any(people[hit.person_id] == doc.names for hit in found)
    assert hits / ASKED >= LEAST[kind] - 0.02


def test_no_two_names_known_to_be_different_are_called_the_same() -> None:
    assert different_called_same() == 0


@pytest.mark.parametrize("remembered", [True, False], ids=["memory", "file"])
@pytest.mark.parametrize(
    "typed",
    BAD_INPUT,
)
def test_anything_typed_is_answered_within_a_tenth_of_a_second(
    office: Office, typed: str, remembered: bool
) -> None:
    with (office[0] if remembered else office[1]).connect() as connection:
        search.find(connection, "ali")  # the vocabulary is read once
        began = time.thread_time()
        hits = search.find(connection, typed)
        search.candidates(
            connection, search.SearchDoc("", (typed,), phones=(typed,), identity_numbers=(typed,))
        )
        assert time.thread_time() - began < 0.1
    assert all(hit.why for hit in hits)


def test_whoever_registers_again_is_noticed_and_strangers_are_not(office: Office) -> None:
    read, _write, everybody, _truth = office
    rng = Random(8)
    known = rng.sample([doc for doc in everybody if doc.id.startswith("p")], ASKED)
    with read.connect() as connection:
        seen = [search.candidates(connection, again(doc, "new", COUNTRY, rng)) for doc in known]
        strangers = [search.candidates(connection, doc) for doc in _strangers()]
    noticed = sum(doc.id in [c.person_id for c in found] for doc, found in zip(known, seen, strict=True))
    alarmed = sum(any(c.level == "likely" for c in found) for found in strangers)
    assert noticed / ASKED >= 0.93
    assert alarmed / ASKED <= 0.017


def _strangers() -> list[Any]:
    from msgspec.structs import replace

    return [replace(doc, id="new") for doc in crowd(COUNTRY, ASKED, 77)]


def test_the_review_finds_pairs_leaves_relatives_and_can_be_taken_at_its_word(office: Office) -> None:
    """A 0.9 is right nine times in ten, on people the weights were not estimated from."""
    with office[0].connect() as connection:
        found = search.review(connection, least=0.05)
    truth = office[3]
    likely = {frozenset((p.first_id, p.second_id)) for p in found if p.probability >= 0.85}
    assert len(likely & truth) / len(likely) >= 0.985
    assert len(likely & truth) / len(truth) >= 0.90
    judged = [(p.probability, frozenset((p.first_id, p.second_id)) in truth) for p in found]
    for band in calibration(judged, 4):
        assert (
            abs(band.expected - band.true) <= 0.06 + 1.6 / band.count**0.5
        )  # what chance alone may do, and a little
