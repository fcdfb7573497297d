"""Pieces the screens of assessments share: rounds as chips, scores over time, two answers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.charts import Chart, Series, Tone
from caseapp.core.i18n import N_, _, n_
from caseapp.core.instruments.rounds import Due, RoundState
from caseapp.features.assessments.queries import CaseDue
from caseapp.features.assessments.views import AssessmentView, Comparison, Moved, cautions
from caseapp.ui.flow import Flow
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2
from caseapp.ui.widgets import Chip, column, label

TONES = {
    RoundState.DONE: "ok", RoundState.DUE: "warn", RoundState.MISSED: "bad", RoundState.LATER: "neutral",
}  # fmt: skip
LINES = (Tone.BRAND, Tone.OK, Tone.WARN, Tone.PRIVATE)  # of the dimensions, in their order


def late_words(due_on: date, today: date, missed: bool) -> str:
    """`due on 14 Nov`, `due today`, `due since 1 Nov`; once it counts as missed, `40 days late`."""
    late = (today - due_on).days
    if missed:
        return n_("{count} day late", "{count} days late", late)
    if late == 0:
        return _("due today")
    return (_("due since {day}") if late > 0 else _("due on {day}")).format(day=dates.day(due_on))


def due_words(found: CaseDue, today: date) -> str:
    """What to do about a questionnaire that comes again: `Month 3 of the survey: 20 days late`."""
    if found.due is None:
        later = next((d for d in found.all if d.state is RoundState.LATER), None)
        if later is None:
            return _("All rounds are done.")
        return _("Next: {round}, {when}").format(
            round=_(later.label), when=late_words(later.due_on, today, False)
        )
    when = late_words(found.due.due_on, today, found.due.state is RoundState.MISSED)
    return _("{round}: {when}").format(round=_(found.due.label), when=when)


def rounds_line(found: CaseDue) -> QWidget:
    """Each round with its day, in words and tone."""
    return Flow(*(Chip(_round(due), TONES[due.state]) for due in found.all))


def _round(due: Due) -> str:
    if due.state is RoundState.DONE and due.done_on:
        return _("{round}: taken {day}").format(round=_(due.label), day=dates.short_day(due.done_on))
    words = _("{round}: missed") if due.state is RoundState.MISSED else _("{round}: {day}")
    return words.format(round=_(due.label), day=dates.short_day(due.due_on))


def chart(found: Sequence[AssessmentView]) -> Chart:
    """The scores of one questionnaire over time, oldest first; its dimensions as thin lines beside the whole."""
    first, last = found[0], found[-1]
    said = _("{first} on {begin}, {last} on {end}.").format(
        first=first.told.shown,
        begin=dates.day(first.taken_on),
        last=last.told.shown,
        end=dates.day(last.taken_on),
    )
    name = _("Together") if last.told.parts else last.short
    lines = [Series(name, tuple(a.value for a in found), Tone.BRAND)]
    for i, part in enumerate(last.told.parts if len(last.told.parts) > 1 else ()):
        values = tuple(a.told.parts[i].value for a in found)
        lines.append(Series(part.label, values, LINES[(i + 1) % len(LINES)], dashed=True))
    days = tuple(dates.short_day(a.taken_on) for a in found)
    return Chart("line", days, tuple(lines), top=last.highest, summary=said)


MOVED = {1: (N_("better"), "ok"), -1: (N_("worse"), "bad"), 0: (N_("the same"), "ink3")}


def comparison(found: Comparison) -> QWidget:
    """Two answers side by side: scores first, then question by question."""
    then, now = found.then, found.now
    titles = [_("{day} · {round}").format(day=dates.day(a.taken_on), round=a.round) if a.round else dates.day(a.taken_on)
              for a in (then, now)]  # fmt: skip
    columns = (
        Column(N_("Question"), lambda m: m.question),
        Column(titles[0], lambda m: m.then or _("not answered"), width=150),
        Column(titles[1], lambda m: m.now or _("not answered"), "strong", width=150),
        Column(
            N_("Moved"), _moved, width=90, tone=lambda m: MOVED[m.moved][1] if m.moved is not None else "ink3"
        ),
    )
    table = RecordTable(columns, _("Two answers compared"))
    table.set_rows([*_scores(then, now), *found.lines])
    table.setMinimumSize(720, 360)
    holder = QWidget()
    changed = _("The questionnaire changed between the two: scores are not compared.")
    said = changed if then.version != now.version else "\n".join(cautions((then, now)))
    holder.setLayout(
        column(label(said, "warning", wrap=True), table, spacing=S2) if said else column(table, spacing=0)
    )
    return holder


def _scores(then: AssessmentView, now: AssessmentView) -> list[Moved]:
    """The scores as the first lines of the table."""
    if then.version != now.version or not now.told.scored:
        return []
    lines = [Moved(_("Score"), "", then.told.shown, now.told.shown, None)]
    pairs = zip(then.told.parts, now.told.parts, strict=True) if len(now.told.parts) > 1 else ()
    return lines + [Moved(b.label, "", a.shown, b.shown, None) for a, b in pairs]


def _moved(line: Moved) -> str:
    return _(MOVED[line.moved][0]) if line.moved is not None else ""
