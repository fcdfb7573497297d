"""The names of a large office in memory, so that half a million people take as long to search as a thousand.

Made from the index in the file and kept there as a few blobs, so that it is ready a moment after the office is opened;
until then, and for smaller offices, the index in the file answers alone. It holds numbers of rows and words only: who may
be seen is decided where the rows are read. People indexed after it was made have higher numbers and are looked up in the
file; those taken out since are struck out. About 30 bytes a person.
"""

from __future__ import annotations

import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from caseapp.core import names
from caseapp.data.search.documents import PLACE
from caseapp.data.search.lexicon import Meant, Words, Young, words_of
from caseapp.data.search.query import Forgiving

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]
    Fits = dict[str, Numbers]

LARGE = (
    200_000  # people from which it is worth its memory (20 MB with numpy): below, the file answers in 6-20 ms
)
# What ranking gives, roughly, in sixtieths.
SAME, SOUND, BEGINS, NEAR, MEANT, NEARLY, LIVES, SHORT = 60, 57, 51, 48, 46, 42, 36, 18
BANDS = (3, 12, 60, 400)  # points below the best at which the next portion begins
# Quarters of a point: for a name where it was typed, against every further name, for a name typed as a title.
IN_PLACE, MORE, TITLED = 5, 6, 24
POSITIONS = 3
LAST_TYPED = 4  # words whose scores are kept, a byte a person each: all but the last stay the same while somebody types
YEARS = 2  # by which two records of one person may differ
_PARTS = ("words", "keys", "offsets", "docs", "tokens", "counts", "years", "places", "place_of", "top")
_kept: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()


class Memory:
    """Who has which word in their names, and lives where."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        import numpy as np

        self.words = Words(parts["words"].decode().split("\n"), parts["keys"].decode().split("\n"))
        self.offsets = np.frombuffer(parts["offsets"], np.uint32)
        self.docs = np.frombuffer(parts["docs"], np.uint32)
        self.top = int(parts["top"])
        size = np.uint16 if len(self.words.words) < 2**16 - 1 else np.uint32
        self.tokens = np.frombuffer(parts["tokens"], size).reshape(POSITIONS, self.top + 1)
        self.counts = np.frombuffer(parts["counts"], np.uint8)
        self.years = np.frombuffer(parts["years"], np.int16)
        self.places = parts["places"].decode().split("\n")
        self.place_of = np.frombuffer(parts["place_of"], np.uint32)
        self.gone: tuple[int, ...] = ()
        self.young = Young(self.top)
        self._lock = threading.Lock()
        self.forgiving = Forgiving(self.words)
        self._typed: dict[tuple[str, Meant, bool], tuple[Numbers, Numbers]] = {}

    @cached_property
    def place_words(self) -> dict[str, list[int]]:
        """Each word of a place and the places it is in."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, place in enumerate(self.places):
            for word in set(place.replace("|", " ").replace(PLACE, "").split()):
                found[word].append(at)
        return dict(found)

    def may(self, fits: Fits, word: str, token: str) -> bool:
        """Whether a word of a name may be what was typed, as far as that is known."""
        at = self.words.number.get(token)
        known = fits.get(word)
        return at is None or known is None or bool(known[at + 1])

    def refresh(self, connection: Connection) -> None:
        """Take note of what was indexed and taken out since."""
        gone = connection.exec_driver_sql("SELECT doc FROM search_gone WHERE doc <= ?", (self.top,))
        with self._lock:
            self.gone = tuple(doc for (doc,) in gone)
            self.young.refresh(connection)

    def best(
        self, typed: tuple[str, ...], meant: Meant, most: int, fits: Fits, titles: tuple[str, ...] = ()
    ) -> Iterator[list[int]]:
        """Rows that may fit, the best first, in portions of at most `most`; of equals those named by the titles typed, and
        the latest first. `fits` is told for each word which words of names it may be.
        """
        import numpy as np

        if young := self.young.fitting(typed, meant, most):
            yield young
        scores, fitting = self._scores(typed, meant, short=len(typed) > 1)
        fits.update(zip(typed, fitting, strict=True))
        named = [self.words.number[title] + 1 for title in titles if title in self.words.number]
        ceiling, least = int(scores.max()), max(1, LIVES * len(typed) // 2)
        for below in BANDS:
            if ceiling < least:
                return
            floor = max(least, ceiling - below + 1)
            found = np.flatnonzero(scores >= floor)
            yield from self._in_order(found, self._exactly(found, scores, fitting, named), most)
            scores[found] = 0  # the next portions begin below these
            ceiling = floor - 1

    def alike(self, known: tuple[str, ...], own: int, year: int | None, place: str, most: int) -> list[int]:
        """Rows worth weighing against somebody: all their own names, or two of the names and the year or the place.

        The first `own` of the names are the own name; `place` is the word of a place that narrows it down, or nothing.
        """
        import numpy as np

        young = self.young.fitting(known, self.words.near, most)
        scores, _fitting = self._scores(known, self.words.near)
        found = np.flatnonzero(scores >= 2 * MEANT)
        kept = scores[found] >= MEANT * max(3, own)
        if year is None:
            kept[:] = True
        else:
            years = self.years[found]
            kept |= (years == 0) | (np.abs(years - year) <= YEARS)
        if place in self.place_words:
            there = np.zeros(len(self.places), bool)
            there[self.place_words[place]] = True
            kept |= there[self.place_of[found]]
        found = found[kept]
        order = scores[found].astype(np.int64) << 32 | found
        best = np.argpartition(order, -most)[-most:] if len(order) > most else np.arange(len(order))
        return [*young, *found[best].tolist()]

    def _exactly(self, found: Numbers, scores: Numbers, fitting: list[Numbers], named: list[int]) -> Numbers:
        """Scores in quarters: names where they were typed count for, and titles that are names; further names against."""
        import numpy as np

        exact = 4 * scores[found].astype(np.int32)
        for position, fits in enumerate(fitting[:POSITIONS]):
            exact += IN_PLACE * fits[self.tokens[position, found]].astype(np.int32)
        for title in named:
            exact += TITLED * (self.tokens[:, found] == title).any(axis=0)
        return exact - MORE * np.clip(self.counts[found].astype(np.int32) - len(fitting), 0, 3)

    @staticmethod
    def _in_order(found: Numbers, exact: Numbers, most: int) -> Iterator[list[int]]:
        import numpy as np

        order = exact.astype(np.int64) << 32 | found
        if (
            len(order) > most
        ):  # the first portion is nearly always the only one: the rest stays unsorted until asked for
            best = np.argpartition(order, -most)
            first, rest = best[-most:], best[:-most]
            yield found[first[np.argsort(order[first])[::-1]]].tolist()
            found, order = found[rest], order[rest]
        ordered = found[np.argsort(order)[::-1]]
        for start in range(0, len(ordered), most):
            yield ordered[start : start + most].tolist()

    def _scores(
        self, typed: tuple[str, ...], meant: Meant, short: bool = False
    ) -> tuple[Numbers, list[Numbers]]:
        """For every row how well all words fit, added up; and for each word which words of names it may be. `short`: three
        letters may be mistyped too."""
        import numpy as np

        with self._lock:
            total, fitting = np.zeros(self.top + 1, np.uint16), []
            for word in typed:
                one, fits = self._scored(word, meant, short)
                fitting.append(fits)
                total += one
            if self.gone:
                total[np.fromiter(self.gone, np.int64, len(self.gone))] = 0
        return total, fitting

    def _scored(self, word: str, meant: Meant, short: bool) -> tuple[Numbers, Numbers]:
        """The score of a word, kept from the keystroke before if it was typed then."""
        found = self._typed.pop((word, meant, short), None) or self._score(word, meant, short)
        self._typed[word, meant, short] = found
        while len(self._typed) > LAST_TYPED:
            del self._typed[next(iter(self._typed))]
        return found

    def _score(self, word: str, meant: Meant, short: bool) -> tuple[Numbers, Numbers]:
        """How well one word fits every row, from the weakest reason to the strongest: the strongest stays. And which words
        of names it may be."""
        import numpy as np

        words = self.words
        fits = np.zeros(len(words.words) + 1, bool)
        exact = words.number.get(word)
        one = self._score_places(word) if exact is None else np.zeros(self.top + 1, np.uint8)

        def put(found: Iterable[int], score: int) -> None:
            for at in set(found):
                one[self.docs[self.offsets[at] : self.offsets[at + 1]]] = score
                fits[at + 1] = True

        slips = meant(word)
        if short:
            put(words.short_slips(word), SHORT)
        if exact is None:
            put(words.nearly_sounding(word), NEARLY)
        put((at for other in slips for key in names.keys(other) for at in words.sounding.get(key, ())), MEANT)
        put((words.number[other] for other in slips if other in words.number), NEAR)
        first, last = words.beginning(word)
        one[self.docs[self.offsets[first] : self.offsets[last]]] = BEGINS
        fits[first + 1 : last + 1] = True
        put((at for key in names.keys(word) for at in words.sounding.get(key, ())), SOUND)
        if exact is not None:
            put((exact,), SAME)
        return one, fits

    def _score_places(self, word: str) -> Numbers:
        """Who lives in a place with this word in its name; nobody for any other word."""
        import numpy as np

        if word not in self.place_words:
            return np.zeros(self.top + 1, np.uint8)
        of_place = np.zeros(len(self.places), np.uint8)
        of_place[self.place_words[word]] = LIVES
        return np.take(of_place, self.place_of)


# --- keeping it


def of(connection: Connection) -> Memory | None:
    """The memory of this connection's office, if it has one by now, up to date."""
    memory = _kept.get(connection.engine)
    if memory is not None:
        memory.refresh(connection)
    return memory


def forget(engine: Engine) -> None:
    """Let go of an office's names."""
    _kept.pop(engine, None)


def warm(read: Engine, write: Engine) -> bool:
    """Bring a large office's names into memory for the connections of `read`; whether it is worth it.

    Half a second from what the file keeps; when much was changed since, it is made anew first (5 s for a million people).
    """
    with read.connect() as connection:
        people = connection.exec_driver_sql("SELECT coalesce(max(doc), 0) FROM search_person").scalar_one()
        if people < LARGE:
            return False
        parts = dict(_stored(connection))
        changed = people - int(parts.get("top", 0)) + len(_gone(connection))
    if parts.keys() != set(_PARTS) or changed > people // 50:
        parts = _make(read, write)
    _kept[read] = Memory(parts)
    return True


def _stored(connection: Connection) -> Iterator[tuple[str, bytes]]:
    for part, data in connection.exec_driver_sql("SELECT part, data FROM search_memory"):
        yield part, bytes(data)


def _gone(connection: Connection) -> list[tuple[int]]:
    return [(doc,) for (doc,) in connection.exec_driver_sql("SELECT doc FROM search_gone")]


def _make(read: Engine, write: Engine) -> dict[str, bytes]:
    """Make the blobs from the index and put them into the file. What is taken out meanwhile stays struck out."""
    with read.connect() as connection, connection.begin():
        gone = _gone(connection)
        parts = built(connection)
    with write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM search_memory")
        connection.exec_driver_sql("INSERT INTO search_memory VALUES (?,?)", list(parts.items()))
        if gone:
            connection.exec_driver_sql("DELETE FROM search_gone WHERE doc = ?", gone)
    return parts


def built(connection: Connection) -> dict[str, bytes]:
    """The blobs, from the rows of the index."""
    import numpy as np

    top = int(connection.exec_driver_sql("SELECT coalesce(max(doc), 0) FROM search_person").scalar_one())
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    places, place_of = {"": 0}, np.zeros(top + 1, np.uint32)
    named, tokens = {"": 0}, np.zeros((POSITIONS, top + 1), np.uint32)
    counts, years = np.zeros(top + 1, np.uint8), np.zeros(top + 1, np.int16)
    rows = connection.exec_driver_sql(
        "SELECT doc, name, other, place, coalesce(year, 0) FROM search_person WHERE doc <= ? ORDER BY doc",
        (top,),
    )
    for doc, name, other, place, years[doc] in rows:
        place_of[doc] = places.setdefault(place, len(places))
        for word in words_of(name, other):
            postings[word].append(doc)
        own = name.replace("|", " ").split()
        counts[doc] = len(own)
        for position, word in enumerate(own[:POSITIONS]):
            tokens[position, doc] = named.setdefault(word, len(named))
    words = sorted(postings)
    number = {word: at for at, word in enumerate(words, 1)} | {"": 0}  # 0: no name there
    renumbered = np.fromiter((number[word] for word in named), np.uint32, len(named))
    lengths = np.fromiter((len(postings[word]) for word in words), np.uint32, len(words))
    size = np.uint16 if len(words) < 2**16 - 1 else np.uint32
    return {
        "words": "\n".join(words).encode(), "keys": "\n".join(" ".join(sorted(names.keys(w))) for w in words).encode(),
        "offsets": np.concatenate((np.zeros(1, np.uint32), np.cumsum(lengths, dtype=np.uint32))).tobytes(),
        "docs": b"".join(postings[word].tobytes() for word in words), "tokens": renumbered[tokens].astype(size).tobytes(),
        "counts": counts.tobytes(), "years": years.tobytes(), "top": str(top).encode(),
        "places": "\n".join(places).encode(), "place_of": place_of.tobytes(),
    }  # fmt: skip
