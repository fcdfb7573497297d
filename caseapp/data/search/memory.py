"""The names of a large office in memory, so that half a million people take as long to search as a thousand.

Made from the index in the file and kept there as a few blobs, so that it is ready a moment after the office is opened;
until then, and for smaller offices, the index in the file answers alone. It holds numbers of rows and words only: who may
be seen is decided where the rows are read. People indexed after it was made have higher numbers and are looked up in the
file; those taken out since are struck out. About 30 bytes a person.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, Engine

from caseapp.core import names
from caseapp.data.search.documents import PLACE

if TYPE_CHECKING:
    import numpy as np

LARGE = 20_000  # people from which it is worth its memory
SAME, SOUND, BEGINS, NEAR, MEANT, LIVES = 60, 57, 51, 48, 46, 36  # what ranking gives, roughly, in sixtieths
FURTHER = 3  # points by which a second choice may lie below the best
_MOST_NEAR = 12
_PARTS = ("words", "keys", "offsets", "docs", "places", "place_of", "top")
_kept: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()
_A = ord("a")
Meant = Callable[[str], tuple[str, ...]]


class Words:
    """Every word of a name in use, in the order of the alphabet, with its sounds."""

    def __init__(self, words: list[str], keys: list[str]) -> None:
        import numpy as np

        self.words = words
        self.number = {word: at for at, word in enumerate(words)}
        self.lengths = np.fromiter(map(len, words), np.uint8, len(words))
        self.letters = np.fromiter(map(_letters, words), np.uint32, len(words))
        self.sounding: dict[str, list[int]] = defaultdict(list)
        for at, sounds in enumerate(keys):
            for key in sounds.split():
                self.sounding[key].append(at)

    def beginning(self, typed: str) -> tuple[int, int]:
        """The range of words that begin so."""
        return bisect_left(self.words, typed), bisect_left(self.words, typed + "\U0010ffff")

    def near(self, word: str) -> tuple[str, ...]:
        """Words in use or known spellings a slip away (two in long words), nearest first; not the word itself."""
        import numpy as np

        slips = names.slips_allowed(len(word))
        if not slips:
            return ()
        length = np.abs(self.lengths.astype(np.int16) - len(word)) <= slips
        letter = np.bitwise_count(self.letters ^ np.uint32(_letters(word))) <= 2 * slips
        choices = [self.words[at] for at in np.flatnonzero(length & letter)]
        found = process.extract(
            word, choices, scorer=OSA.distance, score_cutoff=slips, limit=_MOST_NEAR, processor=None
        )
        return tuple(other for other, _distance, _at in found if other != word)

    def near_beginnings(self, word: str) -> tuple[str, ...]:
        """Longer words whose beginning is a slip away."""
        import numpy as np

        if len(word) < 4:
            return ()
        missing = np.bitwise_count(np.uint32(_letters(word)) & ~self.letters) <= 1
        longer = [self.words[at] for at in np.flatnonzero((self.lengths > len(word)) & missing)]
        cut = [other[: len(word)] for other in longer]
        found = process.extract(
            word, cut, scorer=OSA.distance, score_cutoff=1, limit=_MOST_NEAR, processor=None
        )
        return tuple(longer[at] for _cut, _distance, at in found)


def _letters(word: str) -> int:
    """Which letters of the alphabet a word has, as bits: a slip changes two of them at most."""
    found = 0
    for letter in word:
        if "a" <= letter <= "z":
            found |= 1 << (ord(letter) - _A)
    return found


class Memory:
    """Who has which word in their names, and lives where."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        import numpy as np

        self.words = Words(parts["words"].decode().split("\n"), parts["keys"].decode().split("\n"))
        self.offsets = np.frombuffer(parts["offsets"], np.uint32)
        self.docs = np.frombuffer(parts["docs"], np.uint32)
        self.places = parts["places"].decode().split("\n")
        self.place_of = np.frombuffer(parts["place_of"], np.uint32)
        self.top = int(parts["top"])
        self.gone: tuple[int, ...] = ()
        self._lock = threading.Lock()
        self._one = np.zeros(self.top + 1, np.uint8)

    @cached_property
    def place_words(self) -> dict[str, list[int]]:
        """Each word of a place and the places it is in."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, place in enumerate(self.places):
            for word in set(place.replace("|", " ").replace(PLACE, "").split()):
                found[word].append(at)
        return dict(found)

    def best(self, typed: tuple[str, ...], meant: Meant, most: int) -> Iterator[list[int]]:
        """Rows that may fit, the best first, in portions of at most `most`; of equals the latest first."""
        import numpy as np

        scores = self._scores(typed, meant)
        ceiling = int(scores.max())
        least = max(1, LIVES * len(typed) // 2)
        while ceiling >= least:
            floor = max(least, ceiling - FURTHER + 1)
            found = np.flatnonzero((scores >= floor) & (scores <= ceiling))
            order = found[np.lexsort((found, scores[found]))][::-1]
            for start in range(0, len(order), most):
                yield order[start : start + most].tolist()
            ceiling = floor - 1

    def _scores(self, typed: tuple[str, ...], meant: Meant) -> np.ndarray[Any, Any]:
        """For every row how well all words fit, added up."""
        import numpy as np

        with self._lock:
            total = np.zeros(self.top + 1, np.uint16)
            for word in typed:
                self._score(word, meant)
                total += self._one
            if self.gone:
                total[np.fromiter(self.gone, np.int64, len(self.gone))] = 0
        return total

    def _score(self, word: str, meant: Meant) -> None:
        """How well one word fits every row, from the weakest reason to the strongest: the strongest stays."""
        one, words = self._one, self.words
        one.fill(0)
        exact = words.number.get(word)
        if exact is None and word in self.place_words:
            self._score_places(word)
        slips = () if exact is not None else meant(word)
        for other in slips:
            self._put(chain.from_iterable(words.sounding.get(key, ()) for key in names.keys(other)), MEANT)
        self._put((words.number[other] for other in slips if other in words.number), NEAR)
        first, last = words.beginning(word)
        one[self.docs[self.offsets[first] : self.offsets[last]]] = BEGINS
        self._put(chain.from_iterable(words.sounding.get(key, ()) for key in names.keys(word)), SOUND)
        if exact is not None:
            self._put((exact,), SAME)

    def _put(self, words: Iterable[int], score: int) -> None:
        for at in set(words):
            self._one[self.docs[self.offsets[at] : self.offsets[at + 1]]] = score

    def _score_places(self, word: str) -> None:
        import numpy as np

        of_place = np.zeros(len(self.places), np.uint8)
        of_place[self.place_words[word]] = LIVES
        np.take(of_place, self.place_of, out=self._one)


# --- keeping it


def of(connection: Connection) -> Memory | None:
    """The memory of this connection's office, if it has one by now, with what was taken out since struck out."""
    memory = _kept.get(connection.engine)
    if memory is not None:
        gone = connection.exec_driver_sql("SELECT doc FROM search_gone WHERE doc <= ?", (memory.top,))
        memory.gone = tuple(doc for (doc,) in gone)
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

    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    places: dict[str, int] = {"": 0}
    top = int(connection.exec_driver_sql("SELECT coalesce(max(doc), 0) FROM search_person").scalar_one())
    place_of = np.zeros(top + 1, np.uint32)
    rows = connection.exec_driver_sql(
        "SELECT doc, name, other, place FROM search_person WHERE doc <= ? ORDER BY doc", (top,)
    )
    for doc, name, other, place in rows:
        place_of[doc] = places.setdefault(place, len(places))
        own = tuple(name.replace("|", " ").split())
        for word in {*own, *names.joined(own), *other.split()}:
            postings[word].append(doc)
    words = sorted(postings)
    lengths = np.fromiter((len(postings[word]) for word in words), np.uint32, len(words))
    offsets = np.concatenate((np.zeros(1, np.uint32), np.cumsum(lengths, dtype=np.uint32)))
    return {
        "words": "\n".join(words).encode(), "keys": "\n".join(" ".join(sorted(names.keys(w))) for w in words).encode(),
        "offsets": offsets.tobytes(), "docs": b"".join(postings[word].tobytes() for word in words),
        "places": "\n".join(places).encode(), "place_of": place_of.tobytes(), "top": str(top).encode(),
    }  # fmt: skip
