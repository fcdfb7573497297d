"""The words in use, kept in memory by length, for telling what a mistyped word may have been."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from caseapp.core.names import slips_allowed
from caseapp.data.search.documents import KEY, PLACE

_MOST = 12
_INFO = "caseapp.search.vocabulary"


class Vocabulary:
    """Every name word of the office, 60 bytes each: about 3 MB for a million people. One per connection.

    A word that is no longer anybody's stays until the connection closes; looking for it finds nobody.
    """

    def __init__(self) -> None:
        self._last = 0
        self._words: dict[int, list[str]] = defaultdict(list)

    @classmethod
    def of(cls, connection: Connection) -> Vocabulary:
        """The connection's vocabulary, with the words that came since it was last asked for."""
        found: Vocabulary = connection.info.setdefault(_INFO, cls())
        found._refresh(connection)
        return found

    def _refresh(self, connection: Connection) -> None:
        new = connection.exec_driver_sql(
            "SELECT id, word FROM search_word WHERE id > ? AND substr(word, 1, 1) NOT IN (?, ?) ORDER BY id",
            (self._last, KEY, PLACE),
        )
        for self._last, word in new:
            self._words[len(word)].append(word)

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
