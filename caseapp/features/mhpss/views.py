"""What counsellors see of the sealed section, and the little that others may know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from caseapp.core import codes, instruments
from caseapp.core.i18n import _
from caseapp.features.cases.queries import CaseRow
from caseapp.features.mhpss.form import CLEAR, SEALED, SESSION_FORM
from caseapp.features.mhpss.models import Attendance, GoalState, Mode, Origin, RiskLevel, SafetyCheck, Session
from caseapp.features.mhpss.safety_form import FLOW_NAMES, PLAN_NAMES, SAFETY_FORM


class MhpssStatus(Struct, frozen=True):
    """All that people outside the section may know: that support is under way, and the next agreed date."""

    under_way: bool
    next_on: date | None


class SessionRow(Struct, frozen=True):
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
    meeting_id: str | None = None

    @property
    def kind_text(self) -> str:
        return codes.label("mhpss_session_kinds", self.kind)

    @property
    def layer_text(self) -> str:
        return codes.label("mhpss_layers", self.layer)


class SessionView(Struct, frozen=True):
    """A whole session, opened. `safety` are the answers to ask, assess, act by field name, when danger came up."""

    row: SessionRow
    number: int | None
    place: str | None
    present: str | None
    language: str | None
    interpreter: str | None
    problems: tuple[str, ...]
    notes: str | None
    intervention: str | None
    danger: bool | None
    goals: str | None
    homework: str | None
    safety: Mapping[str, Any] = field(default_factory=dict)

    @property
    def risk_level(self) -> RiskLevel | None:
        level: RiskLevel | None = self.safety.get("risk_level")
        return level

    @property
    def risk_action(self) -> str | None:
        action: str | None = self.safety.get("risk_action")
        return action

    def values(self) -> dict[str, Any]:
        """Every value of the session form by field name, None for what is empty, as the form gives them."""
        sealed = {n: getattr(self, n) for n in SEALED} | {"problems": self.problems or None}
        asked = {n: self.safety.get(n) for n in FLOW_NAMES}
        return {n: getattr(self.row, n) for n in CLEAR} | sealed | asked


class SafetyView(Struct, frozen=True):
    """One safety check. `answers` is empty while it is not finished, and for whoever may not open it."""

    id: str
    case_id: str
    counsellor_id: str | None
    counsellor: str
    origin: Origin
    session_id: str | None
    begun_on: date
    finished_on: date | None
    imminent: bool
    next_on: date | None
    signed_off_on: date | None
    signed_off_by: str
    struck: bool
    answers: Mapping[str, Any]

    @property
    def finished(self) -> bool:
        return self.finished_on is not None

    @property
    def unsigned(self) -> bool:
        """Whether a supervisor has still to sign off an imminent danger."""
        return self.imminent and self.signed_off_on is None

    @property
    def has_plan(self) -> bool:
        """Whether there is a safety plan to print."""
        return any(self.answers.get(name) for name in PLAN_NAMES)

    def values(self) -> dict[str, Any]:
        """Every value of the safety form by field name."""
        return {f.name: self.answers.get(f.name) for f in SAFETY_FORM.fields}


class SafetyRow(Struct, frozen=True):
    """A line of the counsellor's desk: a check to finish, or a person to be seen again."""

    case: CaseRow
    check_id: str
    begun_on: date
    finished: bool
    next_on: date | None
    counsellor: str


class Alert(Struct, frozen=True):
    """All a supervisor learns of a danger: which case, who counsels, since when. No name and no clinical word."""

    id: str
    case_id: str
    case_number: str
    counsellor_id: str | None
    counsellor: str
    imminent: bool  # else: a safety check was begun and not finished within the day
    since: date


class GoalView(Struct, frozen=True):
    id: str
    goal: str
    measure: str | None
    set_on: date
    state: GoalState
    came_of_it: str | None

    def values(self) -> dict[str, Any]:
        return {n: getattr(self, n) for n in ("goal", "measure", "set_on", "state", "came_of_it")}


class AnswerView(Struct, frozen=True):
    """A question and its answer in words; "" when it was not answered."""

    question: str
    answer: str


class ScreeningView(Struct, frozen=True):
    """One screening, opened. `level` is ok, warn, bad, or "" without a score; `change` is against the time before."""

    id: str
    case_id: str
    counsellor: str
    taken_on: date
    instrument: str
    title: str
    mode: Mode
    language: str
    value: float | None
    highest: float | None
    band: str
    level: str
    advice: str
    banner: str
    change: str
    missing: int
    answers: tuple[AnswerView, ...]
    struck: bool
    triggers: frozenset[str] = frozenset()

    @property
    def low(self) -> bool:
        """Whether the score asks for a closer look: the moment to offer a referral."""
        return self.level in ("warn", "bad")


class DueRow(Struct, frozen=True):
    """A next contact somebody agreed with a person."""

    case: CaseRow
    session_id: str
    next_on: date | None
    last_on: date
    missed: int  # how many of the latest sessions in a row the person did not come to


class Desk(Struct, frozen=True):
    """A counsellor's own work: safety first, the next contacts, the latest sessions, and who stayed away."""

    safety: tuple[SafetyRow, ...]
    due: tuple[DueRow, ...]
    recent: tuple[tuple[SessionRow, CaseRow], ...]
    stayed_away: tuple[DueRow, ...]


def session_row(s: Session, who: Mapping[str, str]) -> SessionRow:
    return SessionRow(
        id=s.id, case_id=s.of_case_id, counsellor_id=s.owner_id, counsellor=who.get(s.owner_id or "", ""),
        struck=s.struck, meeting_id=s.meeting_id, **{name: getattr(s, name) for name in CLEAR},
    )  # fmt: skip


def session_view(
    s: Session, content: Mapping[str, Any], who: Mapping[str, str], safety: Mapping[str, Any] | None = None
) -> SessionView:
    """A session with what was unsealed; values are read back by the form's own fields.

    `safety` is the content of its safety check; sessions of the first edition hold these answers themselves.
    """
    opened = {name: SESSION_FORM.by_name[name].read(content.get(name)) for name in SEALED}
    opened["problems"] = opened["problems"] or ()
    return SessionView(row=session_row(s, who), **opened, safety=read_back(safety or content))


def read_back(content: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a safety check from what was unsealed; nothing for what is not there."""
    found = {f.name: f.read(content.get(f.name)) for f in SAFETY_FORM.fields}
    return {name: value for name, value in found.items() if value is not None}


def safety_view(c: SafetyCheck, content: Mapping[str, Any], who: Mapping[str, str]) -> SafetyView:
    """A safety check with what was unsealed of it."""
    return SafetyView(
        id=c.id, case_id=c.of_case_id, counsellor_id=c.owner_id, counsellor=who.get(c.owner_id or "", ""),
        origin=c.origin, session_id=c.session_id, begun_on=c.created_on, finished_on=c.finished_on, imminent=c.imminent,
        next_on=c.next_on, signed_off_on=c.signed_off_on, signed_off_by=who.get(c.signed_off_by or "", ""),
        struck=c.struck, answers=read_back(content),
    )  # fmt: skip


def screening_view(
    key: str, about: Mapping[str, Any], content: Mapping[str, Any], before: Mapping[str, Any] | None
) -> ScreeningView:
    """A screening from its record's clear part and what was unsealed; scored anew from the raw answers."""
    form = instruments.load(content["instrument"], content["version"])
    score = instruments.score(form, content["answers"])
    same = (
        before if before and (before["instrument"], before["version"]) == (form.code, form.version) else None
    )
    moved = instruments.change(form, instruments.score(form, same["answers"]), score) if same else ""
    return ScreeningView(
        id=key, **about, instrument=form.code, title=_(form.title), mode=Mode(content["mode"]),
        language=codes.label("languages", content["language"]), value=score.value, highest=form.scoring.highest,
        band=_(score.band.label) if score.band else "", level=score.band.level if score.band else "",
        advice=score.advice, banner=form.banner(content["language"]), change=moved, missing=len(score.missing),
        answers=tuple(AnswerView(i.text, instruments.shown(i, content["answers"].get(i.code))) for i in form.items),
        triggers=score.triggers,
    )  # fmt: skip
