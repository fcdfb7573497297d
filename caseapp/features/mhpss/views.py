"""What counsellors see of the sealed section, and the little that others may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseapp.core import codes, instruments
from caseapp.core.i18n import _
from caseapp.features.cases.queries import CaseRow
from caseapp.features.mhpss.form import CLEAR, SEALED, SESSION_FORM
from caseapp.features.mhpss.models import Attendance, Mode, RiskLevel, Session


@dataclass(frozen=True)
class MhpssStatus:
    """All that people outside the section may know: that support is under way, and the next agreed date."""

    under_way: bool
    next_on: date | None


@dataclass(frozen=True)
class SessionRow:
    """What is counted of a session; nothing of what was said."""

    id: str
    case_id: str
    counsellor_id: str | None
    counsellor: str
    held_on: date
    kind: str
    layer: str
    attendance: Attendance
    minutes: int | None
    next_on: date | None
    ends: bool
    struck: bool

    @property
    def kind_text(self) -> str:
        return codes.label("mhpss_session_kinds", self.kind)

    @property
    def layer_text(self) -> str:
        return codes.label("mhpss_layers", self.layer)


@dataclass(frozen=True)
class SessionView:
    """A whole session, opened."""

    row: SessionRow
    language: str | None
    interpreter: str | None
    problems: tuple[str, ...]
    notes: str | None
    intervention: str | None
    danger: bool | None
    risk_level: RiskLevel | None
    risk_action: str | None
    consulted: str | None
    goals: str | None
    homework: str | None

    def values(self) -> dict[str, Any]:
        """Every value of the session form by field name, None for what is empty, as the form gives them."""
        sealed = {n: getattr(self, n) for n in SEALED} | {"problems": self.problems or None}
        return {n: getattr(self.row, n) for n in CLEAR} | sealed


@dataclass(frozen=True)
class AnswerView:
    """A question and its answer in words; "" when it was not answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class ScreeningView:
    """One screening, opened. `level` is ok, warn, bad, or "" without a score; `change` is against the time before."""

    id: str
    case_id: str
    counsellor: str
    taken_on: date
    instrument: str
    title: str
    mode: Mode
    language: str
    value: int | None
    highest: int
    band: str
    level: str
    advice: str
    banner: str
    change: str
    missing: int
    answers: tuple[AnswerView, ...]
    struck: bool

    @property
    def low(self) -> bool:
        """Whether the score asks for a closer look: the moment to offer a referral."""
        return self.level in ("warn", "bad")


@dataclass(frozen=True)
class DueRow:
    """A next contact somebody agreed with a person."""

    case: CaseRow
    session_id: str
    next_on: date | None
    last_on: date
    missed: int  # how many of the latest sessions in a row the person did not come to


@dataclass(frozen=True)
class Desk:
    """A counsellor's own work: the next contacts, the latest sessions, and who stayed away."""

    due: tuple[DueRow, ...]
    recent: tuple[tuple[SessionRow, CaseRow], ...]
    stayed_away: tuple[DueRow, ...]


def session_row(s: Session, who: Mapping[str, str]) -> SessionRow:
    return SessionRow(
        id=s.id, case_id=s.of_case_id, counsellor_id=s.owner_id, counsellor=who.get(s.owner_id or "", ""),
        struck=s.struck, **{name: getattr(s, name) for name in CLEAR},
    )  # fmt: skip


def session_view(s: Session, content: Mapping[str, Any], who: Mapping[str, str]) -> SessionView:
    """A session with what was unsealed; values are read back by the form's own fields."""
    opened = {name: SESSION_FORM.by_name[name].read(content.get(name)) for name in SEALED}
    opened["problems"] = opened["problems"] or ()
    return SessionView(row=session_row(s, who), **opened)


def screening_view(
    key: str, about: Mapping[str, Any], content: Mapping[str, Any], before: Mapping[str, Any] | None
) -> ScreeningView:
    """A screening from its record's clear part and what was unsealed; scored anew from the raw answers."""
    form = instruments.load(content["instrument"])
    score = instruments.score(form, content["answers"])
    same = before if before and before["instrument"] == form.code else None
    moved = instruments.change(form, instruments.score(form, same["answers"]), score) if same else ""
    options = {o.value: _(o.label) for o in form.options}
    return ScreeningView(
        id=key, **about, instrument=form.code, title=_(form.title), mode=Mode(content["mode"]),
        language=codes.label("languages", content["language"]), value=score.value, highest=form.scoring.highest,
        band=_(score.band.label) if score.band else "", level=score.band.level if score.band else "",
        advice=score.advice, banner=form.banner(content["language"]), change=moved, missing=len(score.missing),
        answers=tuple(AnswerView(_(i.text), options.get(content["answers"].get(i.code, -1), "")) for i in form.items),
    )  # fmt: skip
