"""The office's own questionnaires and weights: imported whole or not at all, and every version ever used is kept."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from caseapp.core import instruments
from caseapp.core.errors import Invalid
from caseapp.core.i18n import _
from caseapp.core.instruments import Instrument, Unsound, Weights, reading
from caseapp.core.jobs import Progress, silent
from caseapp.core.located import Malformed, Problem, parse
from caseapp.core.permissions import Permission, action
from caseapp.core.sources import in_words
from caseapp.data.uow import Database, UnitOfWork
from caseapp.features.assessments.models import (
    Assessment,
    AssessmentScore,
    InstrumentFile,
    InstrumentWeights,
    pack,
)

LARGEST = reading.LARGEST  # bytes of a file
AT_ONCE = 500  # surveys scored anew between two steps of progress


class InstrumentRow(Struct, frozen=True):
    """A questionnaire that can be taken, and where it comes from."""

    code: str
    title: str
    short: str
    version: str
    own: bool
    sealed: bool
    questions: int
    languages: tuple[str, ...]  # of official translations, as ISO codes
    source: str
    licence: str
    warning: str  # no validated cut-off, an approximation
    weights: str  # label of the weights in use, "" where none were imported
    takes_weights: bool


@action("instrument.all", requires=Permission.OFFICE_READ)
def rows(uow: UnitOfWork) -> tuple[InstrumentRow, ...]:
    """Every questionnaire in use, by title."""
    found = [_row(instruments.load(code)) for code in instruments.codes()]
    return tuple(sorted(found, key=lambda r: r.title))


def _row(form: Instrument) -> InstrumentRow:
    own = (
        form.code not in instruments.shipped_codes() or instruments.shipped(form.code).version != form.version
    )
    weights = form.weights.label
    warning = "" if weights else _(form.scoring.caution)
    return InstrumentRow(
        form.code, _(form.title), _(form.short), form.version, own, bool(form.compartment), len(form.items),
        (form.language, *form.translations), in_words(form.source), in_words(form.licence), warning,
        weights, len(form.dimensions) > 1,
    )  # fmt: skip


@action("instrument.text", requires=Permission.OFFICE_READ)
def text_of(uow: UnitOfWork, code: str) -> str:
    """The file of a questionnaire in use, to change and import again. Raises KeyError for an unknown code."""
    query = select(InstrumentFile).where(InstrumentFile.code == code, InstrumentFile.in_use.is_(True))
    own = uow.session.scalars(query).first()
    return own.content if own else instruments.shipped_text(code)


# --- bringing in


def holds_weights(text: str) -> bool:
    """Whether a file means to be weights: they name the questionnaire they belong to."""
    try:
        held = parse(text).value
    except Malformed:
        return False
    return isinstance(held, dict) and "instrument" in held


def check(text: str) -> tuple[Problem, ...]:
    """What is wrong with a questionnaire's file, by line; nothing when it can be imported."""
    try:
        form = instruments.read_text(text)
    except Unsound as unsound:
        return unsound.problems
    return tuple(_place_problems(form))


def _place_problems(form: Instrument) -> list[Problem]:
    """What does not fit the questionnaires that are here already."""
    problems = []
    if form.code in instruments.codes():
        now = instruments.load(form.code)
        if now.version == form.version:
            words = _(
                "version {version} of this questionnaire is here already; give the changed one another version"
            )
            problems.append(Problem(1, words.format(version=form.version)))
        if now.compartment != form.compartment:
            problems.append(
                Problem(
                    1, _("answers that are sealed stay sealed, and others stay open: “compartment” differs")
                )
            )
    if form.goes_on and form.goes_on.to not in {*instruments.codes(), form.code}:
        words = _("there is no questionnaire “{code}” to go on with").format(code=form.goes_on.to)
        problems.append(Problem(1, words))
    return problems


class NotImported(Invalid):
    """A file that was not taken, with its problems; as a text each stands on a line of its own."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__({"file": "\n".join(problem.shown() for problem in found)})
        self.found = tuple(found)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise NotImported when a file has problems."""
    if problems:
        raise NotImported(problems)


@action("instrument.import", requires=Permission.INSTRUMENT_MANAGE)
def bring_instrument(uow: UnitOfWork, text: str) -> InstrumentRow:
    """Use a questionnaire from its file from now on. What was answered before stays with the version it was taken with.

    Raises Invalid with every problem by line; then nothing is changed.
    """
    refuse(check(text))
    form = instruments.read_text(text)
    if uow.session.scalar(select(InstrumentFile.id).where(InstrumentFile.code == form.code,
                                                          InstrumentFile.version == form.version)):  # fmt: skip
        words = _(
            "version {version} of this questionnaire was here before; give the changed one another version"
        )
        refuse([Problem(1, words.format(version=form.version))])
    if form.code in instruments.shipped_codes():
        keep_version(uow, instruments.shipped(form.code))
    for older in uow.session.scalars(select(InstrumentFile).where(InstrumentFile.code == form.code)):
        older.in_use = False
    uow.add(InstrumentFile(code=form.code, version=form.version, packed=pack(text), own=True, in_use=True,
                           kept_by=uow.actor.id))  # fmt: skip
    _use_after_commit(uow)
    return _row(form)


@action("instrument.weigh", requires=Permission.INSTRUMENT_MANAGE)
def bring_weights(uow: UnitOfWork, text: str, progress: Progress | None = None) -> int:
    """Use weights from their publisher's file, and score every earlier survey again from its raw answers.

    Both scores stay, each with its version. Returns how many were scored. Raises Invalid with every problem by line;
    then nothing is changed.
    """
    code, weights = _weights(text)
    known = select(InstrumentWeights).where(InstrumentWeights.instrument == code)
    for older in uow.session.scalars(known):
        if older.version == weights.version:
            words = _("version {version} of these weights is here already").format(version=weights.version)
            refuse([Problem(1, words)])
        older.in_use = False
    uow.add(InstrumentWeights(instrument=code, version=weights.version, label=weights.label, content=text, in_use=True,
                              kept_by=uow.actor.id))  # fmt: skip
    _use_after_commit(uow)
    return _score_again(uow, code, weights, progress or silent())


def check_weights(text: str) -> tuple[Problem, ...]:
    """What is wrong with a weights file, by line."""
    try:
        _read_weights(text)
    except Unsound as unsound:
        return unsound.problems
    return ()


def _read_weights(text: str) -> tuple[str, Weights]:
    return instruments.read_weights(text, {code: instruments.load(code) for code in instruments.codes()})


def _weights(text: str) -> tuple[str, Weights]:
    refuse(check_weights(text))
    return _read_weights(text)


# --- scores that are kept


def keep_version(uow: UnitOfWork, form: Instrument) -> None:
    """Keep a shipped questionnaire with the office's file when it is first used: a later program may ship another.

    Of a sealed section all are kept together, so that nothing tells which of them somebody was asked.
    """
    together = (code for code in instruments.shipped_codes() if form.compartment)
    sealed = [one for one in map(instruments.shipped, together) if one.compartment == form.compartment]
    stored = select(InstrumentFile.code, InstrumentFile.version)
    known = {(row.code, row.version) for row in uow.session.execute(stored)}
    for one in sealed or [form]:
        if (one.code, one.version) not in known:
            uow.add(InstrumentFile(code=one.code, version=one.version, packed=pack(instruments.shipped_text(one.code)),
                                   own=False, in_use=False, kept_by=uow.actor.id))  # fmt: skip


def keep_score(uow: UnitOfWork, taken: Assessment, form: Instrument) -> None:
    """Keep the score under the weights of today, where a questionnaire has dimensions that can be weighed."""
    if form.dimensions:
        uow.session.execute(insert(AssessmentScore), [_score_values(uow, taken.id, taken.answers, form)])


def _score_values(
    uow: UnitOfWork, key: str, answers: dict[str, object], form: Instrument
) -> dict[str, object]:
    found = instruments.score(form, answers)
    return {
        "assessment_id": key, "weights_version": found.weights_version, "label": found.label, "scored_on": uow.today,
        "value": found.value, "parts": {part.code: part.value for part in found.parts},
    }  # fmt: skip


def _score_again(uow: UnitOfWork, code: str, weights: Weights, progress: Progress) -> int:
    """Every survey, restricted ones too: nothing of them is shown, and their next reader sees the same scale as others.

    The score of until now is kept beside the new one also where it was only ever worked out.
    """
    table = Assessment.__table__  # not the class: the rule of who sees a row is for readers
    query = select(table.c.id, table.c.instrument_version, table.c.answers).where(table.c.instrument == code)
    found = uow.session.execute(query).all()
    scored = uow.session.execute(select(AssessmentScore.assessment_id, AssessmentScore.weights_version))
    kept = {(row.assessment_id, row.weights_version) for row in scored}
    weighed: dict[str, Instrument] = {}
    for start in range(0, len(found), AT_ONCE):
        progress.step(start, len(found))
        values = []
        for row in found[start : start + AT_ONCE]:
            form = instruments.load(code, row.instrument_version)
            if (row.id, form.weights.version) not in kept:
                values.append(_score_values(uow, row.id, row.answers, form))
            again = weighed.setdefault(form.version, replace(form, weights=weights))
            values.append(_score_values(uow, row.id, row.answers, again))
        uow.session.execute(insert(AssessmentScore), values)
    return len(found)


# --- what the program reads questionnaires from


def use_office(database: Database) -> None:
    """Called when an office is opened: its own questionnaires and weights are used from now on."""
    with Session(database.read_engine) as session:
        _use(session)


def _use_after_commit(uow: UnitOfWork) -> None:
    """A change counts as soon as it is sure."""
    uow.session.flush()
    found = _stored(uow.session)
    event.listen(uow.session, "after_commit", lambda _session: instruments.use(*found), once=True)


def _use(session: Session) -> None:
    instruments.use(*_stored(session))


def _stored(session: Session) -> tuple[dict[str, Instrument], list[Instrument], dict[str, Weights]]:
    """What the office has of its own: in use by code, every version, weights by code."""
    files = [file for file in session.scalars(select(InstrumentFile)) if file.own or not _as_shipped(file)]
    read = {file.id: form for file in files if (form := _readable(file.content))}
    own = {file.code: read[file.id] for file in files if file.own and file.in_use and file.id in read}
    weights = list(
        session.scalars(select(InstrumentWeights.content).where(InstrumentWeights.in_use.is_(True)))
    )
    found = [_fitting(content, _known(own)) for content in weights]
    return own, list(read.values()), dict(one for one in found if one)


def _as_shipped(file: InstrumentFile) -> bool:
    """Whether a kept file is the one that comes with the program: it is read from there, and only when it is asked for."""
    return file.code in instruments.shipped_codes() and file.content == instruments.shipped_text(file.code)


def _known(own: dict[str, Instrument]) -> dict[str, Instrument]:
    """What weights are checked against. Reading all of it takes tens of milliseconds: only for an office that has weights."""
    return {code: own.get(code) or instruments.shipped(code) for code in {*instruments.shipped_codes(), *own}}


def _readable(content: str) -> Instrument | None:
    """A kept file; None for one that this program finds fault with: an office must always open."""
    try:
        return instruments.read_text(content)
    except Unsound:
        return None


def _fitting(content: str, known: dict[str, Instrument]) -> tuple[str, Weights] | None:
    """Kept weights; None for those that do not fit the questionnaire any more since another version is used."""
    try:
        return instruments.read_weights(content, known)
    except Unsound:
        return None
