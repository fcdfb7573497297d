"""All pairs of people in the office who may be one person: blocking in passes, each pair weighed as at registration.

A pass groups people by something that two records of one person share even when the rest is wrong (a phone, half an
identity number, two names and the year …). Groups larger than `CROWD` say nothing and are left to the other passes.
Memory is one pass at a time; the cost grows with the number of people, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations, groupby
from operator import itemgetter

from msgspec import Struct
from sqlalchemy import Connection

from caseapp.core import names
from caseapp.core.jobs import Progress, silent
from caseapp.data.search.documents import KEY, PLACE, Row, national
from caseapp.data.search.likeness import PERSON
from caseapp.data.search.scope import Scope, join_of, params_of
from caseapp.data.search.weighing import Weighing, weights

CROWD = 40
STEP = 500
Sounds = tuple[str, ...]  # how the words of the own name sound, in the order of the alphabet
Keys = Callable[[Row, Sounds], Iterator[str]]
_COLUMNS = "p." + PERSON.replace(", ", ", p.")


class Pair(Struct, frozen=True):
    """Two people who may be one, how likely, and why (in the current language)."""

    first_id: str
    second_id: str
    probability: float
    reasons: tuple[str, ...]


def review(
    connection: Connection, *, least: float | None = None, scope: Scope | None = None, progress: Progress | None = None
) -> list[Pair]:  # fmt: skip
    """Every pair at least as likely as `least` (the level "possible" unless given), likeliest first.

    Only people within `scope`. Takes about 15 s and 200 MB per 100,000 people. Raises Cancelled.
    """
    progress = progress or silent()
    least = weights()["levels"]["possible"] if least is None else least
    people = _people(connection, scope)
    pairs = _blocked([row for _id, row in people], progress)
    counts = Counted(connection, [row for _id, row in people])
    found: list[Pair] = []
    for number, (first, group) in enumerate(groupby(pairs, key=itemgetter(0))):
        if number % STEP == 0:
            progress.step(len(people) + number, 2 * len(people))
        weighing = Weighing(people[first][1], counts)
        for _first, second in group:
            weighed = weighing.weigh(people[second][1], least)
            if weighed:
                found.append(Pair(people[first][0], people[second][0], weighed.probability, weighed.reasons))
    found.sort(key=lambda pair: (-pair.probability, pair.first_id, pair.second_id))
    return found


class Counted:
    """How common words and phones are in the whole office, read once; phones are asked for when no rows are given."""

    def __init__(self, connection: Connection, rows: list[Row] | None = None) -> None:
        self._connection, self._asked = connection, rows is None
        self.people = connection.exec_driver_sql("SELECT max(doc) FROM search_person").scalar() or 1
        found = connection.exec_driver_sql("SELECT word, people FROM search_word WHERE word >= ?", (KEY,))
        self._words: dict[str, int] = {word: people for word, people in found if word[0] == KEY}
        self._phones: dict[str, int] = defaultdict(int)
        for row in rows or ():
            for phone in row.phones.split():
                self._phones[phone] += 1

    def word(self, term: str) -> int:
        return max(1, self._words.get(term, 0))

    def phone(self, digits: str) -> int:
        if self._asked and digits not in self._phones:
            sql = "SELECT count(*) FROM search_number WHERE kind = 'phone' AND value = ?"
            self._phones[digits] = self._connection.exec_driver_sql(sql, (national(digits),)).scalar() or 0
        return self._phones.get(digits, 0)


def _people(connection: Connection, scope: Scope | None) -> list[tuple[str, Row]]:
    """Everybody, without the keys, which are of no use here; places repeat and are kept once."""
    sql = f"SELECT {_COLUMNS} FROM search_person AS p {join_of(scope)} ORDER BY p.doc"  # noqa: S608
    found, places = [], dict[str, str]()
    for _doc, person_id, *columns in connection.exec_driver_sql(sql, params_of(scope)):
        row = Row(*columns)
        found.append((person_id, row._replace(keys="", place=places.setdefault(row.place, row.place))))
    return found


# --- blocking


def _blocked(people: list[Row], progress: Progress) -> Iterator[tuple[int, int]]:
    """Pairs worth weighing, by their places in the list; the names of the first in order, so that names just compared are
    still remembered when they come again.
    """
    count, pairs = len(people), set[int]()
    passes, known = _passes(), dict[str, Sounds]()
    sounds = [known.get(row.name) or known.setdefault(row.name, _sounds(row)) for row in people]
    for number, (keys_of, crowd) in enumerate(passes):
        for group in _groups(people, sounds, keys_of, partial(_tell, progress, number, count)):
            if len(group) <= crowd:
                pairs.update(a * count + b for a, b in combinations(group, 2))
    order = {place: at for at, place in enumerate(sorted(range(count), key=lambda place: people[place].name))}
    return (divmod(pair, count) for pair in sorted(pairs, key=lambda pair: order[pair // count]))


def _tell(progress: Progress, number: int, count: int, place: int) -> None:
    progress.step((number * count + place) // len(_passes()), 2 * count)


def _groups(
    people: list[Row], sounds: list[Sounds], keys_of: Keys, tell: Callable[[int], None]
) -> Iterable[list[int]]:
    """Places of people with a key in common. Hashes stand for keys: two that meet by chance cost one comparison."""
    alone: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for place, (row, own) in enumerate(zip(people, sounds, strict=True)):
        if place % (STEP * 10) == 0:
            tell(place)
        for key in set(map(hash, keys_of(row, own))):
            if key in groups:
                groups[key].append(place)
            elif key in alone:
                groups[key] = [alone.pop(key), place]
            else:
                alone[key] = place
    return groups.values()


def _passes() -> tuple[tuple[Keys, int], ...]:
    """Each with the size from which its groups say nothing."""
    return (
        (_phones, CROWD), (_identities, CROWD), (_whole_name, CROWD // 4), (_name_and_year, CROWD), (_name_and_day, CROWD),
        (_name_and_place, CROWD // 2), (_beginnings, CROWD // 2),
    )  # fmt: skip


def _phones(row: Row, own: Sounds) -> Iterator[str]:
    """The same phone; most of one with one of the names, since a slip leaves the other end as it is."""
    for phone in row.phones.split():
        digits = national(phone)
        yield digits
        if len(digits) >= 8:
            yield from (f"{half} {sound}" for half in (digits[:-3], digits[3:]) for sound in own)


def _identities(row: Row, own: Sounds) -> Iterator[str]:
    """The same document; half of its number with one of the names."""
    for identity in row.identities.split():
        yield identity
        if len(identity) >= 6:
            middle = len(identity) // 2
            halves = identity[:middle], identity[middle:]
            yield from (f"{half} {sound}" for half in halves for sound in own)


def _words(row: Row) -> list[str]:
    return row.name.replace("|", " ").split()


def _sounds(row: Row) -> Sounds:
    return tuple(sorted({names.key(word) for word in _words(row)}))


def _whole_name(row: Row, own: Sounds) -> Iterator[str]:
    words = _words(row)
    if len(words) > 1:
        yield " ".join(own)
        yield " ".join(sorted({names.key(word, "south") for word in words}))


def _name_and_year(row: Row, own: Sounds) -> Iterator[str]:
    """Two of the names, and the year or the one beside it."""
    for first, second in combinations(own, 2):
        yield from (f"{first} {second} {year}" for year in _years(row))


def _years(row: Row) -> tuple[str, ...]:
    """Years lie in overlapping pairs, so that neighbours meet."""
    return ("-",) if row.year is None else (str(row.year // 2), f"{(row.year + 1) // 2}+")


def _name_and_day(row: Row, own: Sounds) -> Iterator[str]:
    """One of the names and the birthday, when it is known to the day; the sex, should all names be wrong."""
    if row.birth_day and row.birth_day not in weights()["no_birth_day"]:
        for sound in own:
            yield from (f"{sound} {row.birth_day} {year}" for year in _years(row))


def _name_and_place(row: Row, own: Sounds) -> Iterator[str]:
    """One of the names, the village, the year and the sex."""
    village = row.place.replace(PLACE, "").split("|")[0]
    if village:
        yield from (f"{sound} {village} {row.year} {row.sex}" for sound in own)


def _beginnings(row: Row, own: Sounds) -> Iterator[str]:
    """How all the names begin, and the year: slips are rarer in the first letters."""
    words = _words(row)
    if len(words) > 1:
        begins = " ".join(sorted(names.key(word)[:3] for word in words))
        yield f"{begins} {row.year} {row.sex}"
