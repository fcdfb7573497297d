"""The words in use, kept in memory by length, for telling what a mistyped word may have been."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from caseapp.core.names import known_spellings, slips_allowed
from caseapp.data.search.documents import KEY, PLACE

_MOST = 12
_MARKS = frozenset((KEY, PLACE))
_INFO = "caseapp.search.vocabulary"


class Vocabulary:
    """Every name word of the office, about 70 bytes each: about 3 MB for a million people. One per connection.

    A word that is no longer anybody's stays until the connection closes; looking for it finds nobody.
    """

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        """Known spellings of common names belong to it: a slip in one of them leads to people who spell otherwise."""
        self._last, self._last_word = 0, ""
        self._words: dict[int, list[str]] = defaultdict(list)
        for word in known_spellings():
            self._words[len(word)].append(word)

    @classmethod
    def of(cls, connection: Connection) -> Vocabulary:
        """The connection's vocabulary, with the words that came since it was last asked for."""
        found: Vocabulary = connection.info.setdefault(_INFO, cls())
        found._refresh(connection)
        return found

    def _refresh(self, connection: Connection) -> None:
        sql = "SELECT word FROM search_word WHERE id = ?"
        if self._last and connection.exec_driver_sql(sql, (self._last,)).scalar() != self._last_word:
            self._last, self._words = (
                0,
                defaultdict(list),
            )  # a rollback took words away, their ids are given anew
        new = connection.exec_driver_sql(
            "SELECT id, word FROM search_word WHERE id > ? ORDER BY id", (self._last,)
        )
        for self._last, self._last_word in new:
            if self._last_word[0] not in _MARKS:
                self._words[len(self._last_word)].append(self._last_word)

    def near(self, word: str) -> tuple[str, ...]:
        """Words in use that differ from this one by a slip (two in long words), nearest first;

        not the word itself.
        """
        slips = slips_allowed(len(word))
        if not slips:
            return ()
        lengths = range(len(word) - slips, len(word) + slips + 1)
        return self._closest(word, (w for length in lengths for w in self._words.get(length, ())), slips)

    def near_beginnings(self, word: str) -> tuple[str, ...]:
        """Longer words in use whose beginning differs from this one by a slip."""
        if len(word) < 4:
            return ()
        longer = [w for length, words in self._words.items() if length > len(word) for w in words]
        cut = [w[: len(word)] for w in longer]
        found = process.extract(word, cut, scorer=OSA.distance, score_cutoff=1, limit=_MOST, processor=None)
        return tuple(longer[index] for _cut, _distance, index in found)

    @staticmethod
    def _closest(word: str, among: Iterable[str], slips: int) -> tuple[str, ...]:
        choices = list(among)
        found = process.extract(
            word, choices, scorer=OSA.distance, score_cutoff=slips, limit=_MOST, processor=None
        )
        return tuple(other for other, _distance, _index in found if other != word)
