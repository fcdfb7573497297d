"""The words of names in use, in memory: which ones a typed word may have been, and who of the latest people has them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from caseapp.core import names
from caseapp.data.search.documents import PLACE

LONG = 5  # letters of a sound
_MOST_NEAR = 12
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

        self.sounds = list(self.sounding)
        self.sound_lengths = np.fromiter(map(len, self.sounds), np.uint8, len(self.sounds))
        self.sound_letters = np.fromiter(map(_letters, self.sounds), np.uint32, len(self.sounds))

    def nearly_sounding(self, word: str) -> Iterator[int]:
        """Words with a slip in another spelling: their sound is a letter away, and long enough for that to mean something."""
        import numpy as np

        for key in names.keys(word):
            if len(key) >= LONG:
                fits = (self.sound_lengths >= LONG) & (
                    np.bitwise_count(self.sound_letters ^ np.uint32(_letters(key))) <= 2
                )
                near = (self.sounds[at] for at in np.flatnonzero(fits))
                yield from (
                    at
                    for sound in near
                    if OSA.distance(key, sound, score_cutoff=1) == 1
                    for at in self.sounding[sound]
                )

    def short_slips(self, word: str) -> Iterator[int]:
        """Short words that these three letters may be, mistyped."""
        if len(word) == 3:
            first, last = self.beginning(word[0])
            yield from (at for at in range(first, last) if names.short_slip(word, self.words[at]))

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


class Young:
    """Words of the people indexed since the memory was made, and who has them."""

    def __init__(self, top: int) -> None:
        self.last = top
        self.words: dict[str, list[int]] = defaultdict(list)

    def refresh(self, connection: Connection) -> None:
        rows = connection.exec_driver_sql(
            "SELECT doc, name, other, place FROM search_person WHERE doc > ? ORDER BY doc", (self.last,)
        )
        for self.last, name, other, place in rows:
            for word in {*words_of(name, other), *place.replace("|", " ").replace(PLACE, "").split()}:
                self.words[word].append(self.last)

    def fitting(self, typed: tuple[str, ...], meant: Meant, most: int) -> list[int]:
        """Rows that have most of the words, the latest first."""
        if not self.words:
            return []
        found: Counter[int] = Counter()
        for word in typed:
            slips, sounds = {word, *meant(word), *self._near(word)}, names.keys(word)
            fits = (
                o
                for o in self.words
                if o in slips or o.startswith(word) or not sounds.isdisjoint(names.keys(o))
            )
            found.update({doc for other in fits for doc in self.words[other]})
        enough = len(typed) - (len(typed) > 2)
        return sorted(
            (doc for doc, count in found.items() if count >= enough), key=lambda doc: (-found[doc], -doc)
        )[:most]

    def _near(self, word: str) -> Iterator[str]:
        slips = names.slips_allowed(len(word))
        if slips:
            found = process.extract(
                word, list(self.words), scorer=OSA.distance, score_cutoff=slips, limit=_MOST_NEAR
            )
            yield from (other for other, _distance, _at in found)


def words_of(name: str, other: str) -> set[str]:
    """All words somebody can be found by, those written as one too."""
    own = tuple(name.replace("|", " ").split())
    return {*own, *names.joined(own), *other.split()}
