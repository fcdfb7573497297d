"""How the scores of reintegration moved, by when people were first asked. People are counted, each once; never answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean
from typing import Any

from msgspec import Struct

from caseapp.core import dates
from caseapp.core.charts import Chart, Series, Tone
from caseapp.core.i18n import N_, _
from caseapp.core.instruments import Instrument
from caseapp.core.instruments.model import Round
from caseapp.features.people.models import Sex
from caseapp.features.reports.builders.asked import Ask
from caseapp.features.reports.cells import FEW, hidden
from caseapp.features.reports.cohorts import DOOR, OVERALL, Course, courses, followed
from caseapp.features.reports.periods import Period
from caseapp.features.reports.report import Door, Head, Part, Picture, Table

RULE = N_("People who answered at the start and again in that round, each counted once.")
TONES = (Tone.BRAND, Tone.OK, Tone.WARN, Tone.PRIVATE, Tone.PLAIN)
HIGHER, PEOPLE = 5, 8  # columns of a table of one round


class Moved(Struct, frozen=True):
    """What became of a score of those who have it twice."""

    before: float | None
    after: float | None
    change: float | None
    higher: int
    same: int
    lower: int

    @property
    def people(self) -> int:
        return self.higher + self.same + self.lower

    @property
    def values(self) -> tuple[Any, ...]:
        return (self.before, self.after, self.change, self.higher, self.same, self.lower, self.people)


def score_change(asked: Ask) -> Iterator[Part]:
    """Who was asked again, then each round beside the start: by cohort, by dimension, by sex."""
    for form in followed():
        found = courses(asked.uow, form, asked.period, asked.programme_id)
        table, gone = _asked_again(form, found)
        yield table
        rounds = [one for one in form.rounds[1:] if any(c.pair(one.code, OVERALL) for c in found)]
        yield from _chart(form, rounds, found)
        for one in rounds:
            column = 2 + form.rounds[1:].index(one)
            yield _by_cohort(form, one, found, {r for r, c in gone if c == column})
            yield _by_sex(form, one, found)


def _cohorts(found: Sequence[Course]) -> tuple[Period, ...]:
    return tuple(dict.fromkeys(one.cohort for one in found))


def _shown(cohort: Period) -> str:
    """`Mar 2026`, or `Jan – Mar 2026`."""
    first, last = (_(dates.MONTHS[day.month - 1]) for day in (cohort.first, cohort.last))
    return f"{first} {cohort.first.year}" if first == last else f"{first} – {last} {cohort.first.year}"


def _asked_again(form: Instrument, found: Sequence[Course]) -> tuple[Table, set[tuple[int, int]]]:
    """How many of each cohort can be compared in each round; and what of it must not be read outside."""
    later = form.rounds[1:]
    counts: list[tuple[int, ...]] = []
    doors: dict[tuple[int, int], Door] = {}
    cohorts = _cohorts(found)
    for r, cohort in enumerate(cohorts):
        own = [one for one in found if one.cohort == cohort]
        again = (sum(one.pair(n.code, OVERALL) is not None for one in own) for n in later)
        counts.append((len(own), *again, sum(not one.later for one in own)))
        doors[r, 1] = _door(form, cohort=str(cohort.first))
        for c, n in enumerate(later, 2):
            doors[r, c] = _door(form, cohort=str(cohort.first), round=n.code)
    # No row is a sum, so `sums`: only columns can give a number away.
    heads = (Head(_("First asked")), Head(_("People"), "number", "#reached+num", people=True, sums=True),
             *(Head(_(n.label), "number", people=True, sums=True) for n in later),
             Head(_("Not asked again"), "number", people=True, sums=True))  # fmt: skip
    gone = {(r, c + 1) for c in range(len(heads) - 1) for r, _c in hidden([(own[c],) for own in counts])}
    lines = tuple((_shown(cohort), *own) for cohort, own in zip(cohorts, counts, strict=True))
    total = (_("All"), *map(sum, zip(*counts, strict=True))) if counts else ()
    table = Table(
        f"{form.code}-asked", _("Who was asked again: {survey}").format(survey=_(form.short)), heads, lines,
        total=total, doors=doors, hides=frozenset(gone),
        note=_("People first asked in the period, by when that was; and how many of them have a score of both times, until "
               "today. Who answered too few questions, or another version of them, is not compared."),
    )  # fmt: skip
    return table, gone


def _by_cohort(form: Instrument, at: Round, found: Sequence[Course], gone: set[int]) -> Table:
    """One round: every score of every cohort, then of all of them. `gone`: cohorts whose number is hidden outside."""
    cohorts = _cohorts(found)
    asked = [
        n for n, c in enumerate(cohorts) if any(one.cohort == c and at.code in one.later for one in found)
    ]
    gone, cohorts = {asked.index(r) for r in gone if r in asked}, tuple(cohorts[n] for n in asked)
    lines: list[tuple[Any, ...]] = []
    doors: dict[tuple[int, int], Door] = {}
    hides: set[tuple[int, int]] = set()
    for score, title in _scores(form):
        base = len(lines)
        moved = [_moved([one for one in found if one.cohort == c], at.code, score) for c in cohorts]
        for cohort, one in zip(cohorts, moved, strict=True):
            doors[len(lines), PEOPLE] = _door(form, cohort=str(cohort.first), round=at.code, score=score)
            lines.append((title, _shown(cohort), *one.values))
        hides |= {(base + r, c) for r, c in _hiding(moved, gone)}
        doors[len(lines), PEOPLE] = _door(form, round=at.code, score=score)
        lines.append((title, _("All"), *_moved(found, at.code, score).values))
    heads = (Head(_("Score")), Head(_("First asked")), *_heads(at))
    return _table(form, at, "cohort", heads, lines, doors, hides)


def _by_sex(form: Instrument, at: Round, found: Sequence[Course]) -> Table:
    """One round: the whole score by sex; who did not say is a line of its own."""
    sexes = [sex for sex in Sex if any(one.sex == sex.value and one.pair(at.code, OVERALL) for one in found)]
    moved = [_moved([one for one in found if one.sex == sex.value], at.code, OVERALL) for sex in sexes]
    lines = [(_("All dimensions"), sex.shown(), *one.values) for sex, one in zip(sexes, moved, strict=True)]
    doors = {(r, PEOPLE): _door(form, round=at.code, sex=sex.value) for r, sex in enumerate(sexes)}
    lines.append((_("All dimensions"), _("All"), *_moved(found, at.code, OVERALL).values))
    heads = (Head(_("Score")), Head(_("Sex")), *_heads(at))
    return _table(form, at, "sex", heads, lines, doors, _hiding(moved, set()))


def _hiding(moved: Sequence[Moved], gone: set[int]) -> set[tuple[int, int]]:
    """Cells of one block that must not be read outside: its last line is the sum of the others."""
    own = {(r, HIGHER + c) for r, c in hidden([(one.higher, one.same, one.lower) for one in moved])}
    few = gone | {r for r, _c in hidden([(one.people,) for one in moved])}
    return own | {(r, c) for r in few for c in range(HIGHER, PEOPLE + 1)}


def _heads(at: Round) -> tuple[Head, ...]:
    return (
        Head(_("At the start"), "decimal", "#indicator+baseline+num", over=PEOPLE),
        Head(_(at.label), "decimal", "#indicator+num", over=PEOPLE),
        Head(_("Change"), "change", "#indicator+change+num", over=PEOPLE),
        Head(_("Higher"), "number", people=True), Head(_("The same"), "number", people=True),
        Head(_("Lower"), "number", people=True), Head(_("People"), "number", "#reached+num", people=True, sums=True),
    )  # fmt: skip


def _table(
    form: Instrument, at: Round, by: str, heads: tuple[Head, ...], lines: Sequence[tuple[Any, ...]],
    doors: dict[tuple[int, int], Door], hides: set[tuple[int, int]],
) -> Table:  # fmt: skip
    title = _("{survey}, {round} beside the start").format(survey=_(form.short), round=_(at.label))
    if by == "sex":
        title = _("{figure}, by {dimension}").format(figure=title, dimension=_("Sex").lower())
    label = form.weights.label or _(form.scoring.caution)
    note = f"{_(RULE)} {_('Means of these people; each is rounded on its own.')}"
    return Table(f"{form.code}-{at.code}-{by}", title, heads, tuple(lines), doors=doors, hides=frozenset(hides),
                 note=f"{note} {label}." if label else note)  # fmt: skip


def _scores(form: Instrument) -> list[tuple[str, str]]:
    return [(OVERALL, _("All dimensions")), *((one.code, _(one.label)) for one in form.dimensions)]


def _moved(found: Sequence[Course], code: str, score: str) -> Moved:
    pairs = [pair for one in found if (pair := one.pair(code, score))]
    moves = [round(after - before, 6) for before, after in pairs]

    def mean(values: Sequence[float]) -> float | None:
        return fmean(values) if values else None

    def many(fits: Callable[[float], bool]) -> int:
        return sum(map(fits, moves))

    return Moved(
        mean([before for before, _after in pairs]), mean([after for _before, after in pairs]), mean(moves),
        many(lambda move: move > 0), many(lambda move: move == 0), many(lambda move: move < 0),
    )  # fmt: skip


def _chart(form: Instrument, rounds: Sequence[Round], found: Sequence[Course]) -> Iterator[Part]:
    """The round most people answered beside the start. Few people make no picture: none of theirs goes outside."""
    if not rounds:
        return
    at = max(rounds, key=lambda one: _moved(found, one.code, OVERALL).people)
    lines = [(title, _moved(found, at.code, score)) for score, title in _scores(form)]
    if min(one.people for _title, one in lines) < FEW:
        return
    series = tuple(
        Series(title, (one.before, one.after), tone, dashed=n % 2 == 1)
        for n, ((title, one), tone) in enumerate(zip(lines, TONES, strict=False))
    )
    said = _("Means of {people} people at the start and in “{round}”.").format(
        people=lines[0][1].people, round=_(at.label)
    )
    yield Picture(_("{survey}, {round} beside the start").format(survey=_(form.short), round=_(at.label)),
                  Chart("line", (_("At the start"), _(at.label)), series, summary=said))  # fmt: skip


def _door(form: Instrument, **values: str) -> Door:
    return Door(DOOR, {"instrument": form.code, **values})
