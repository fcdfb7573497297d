"""What happened on a case, in words: the journal's entries as a person reads them, newest first."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct

from caseapp.core.errors import PermissionDenied
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.core.registry import load
from caseapp.data.base import Base
from caseapp.data.history import Entry, of_case
from caseapp.data.keyset import Cursor, Page
from caseapp.data.uow import UnitOfWork
from caseapp.features import features
from caseapp.features.cases.models import Case
from caseapp.features.office.queries import names

Chip = tuple[str, str]
SHOWN = 4  # changed fields named in one line; the rest is in the history

TIMELINE: dict[str, Chip] = {
    "case.register": (N_("Opened"), "neutral"),
    "case.open": (N_("Opened"), "neutral"),
    "case.note": (N_("Note"), "neutral"),
    "case.strike_note": (N_("Note"), "neutral"),
    "case.risk": (N_("Risk"), "warn"),
    "case.assign": (N_("Assigned"), "neutral"),
    "case.interval": (N_("How often"), "neutral"),
    "transfer.ask": (N_("Transfer asked"), "neutral"),
    "transfer.accept": (N_("Taken over"), "brand"),
    "transfer.decline": (N_("Transfer declined"), "warn"),
    "transfer.withdraw": (N_("Transfer taken back"), "neutral"),
    "case.ask_closure": (N_("Closure asked"), "warn"),
    "case.return_closure": (N_("Closure returned"), "warn"),
    "case.close": (N_("Closed"), "ok"),
    "case.reopen": (N_("Reopened"), "brand"),
    "reopening.ask": (N_("Reopening asked"), "neutral"),
    "reopening.approve": (N_("Reopened"), "brand"),
    "reopening.return": (N_("Reopening returned"), "warn"),
    "reopening.withdraw": (N_("Reopening taken back"), "neutral"),
    "transfer.approve": (N_("Given to a colleague"), "brand"),
    "transfer.return": (N_("Transfer declined"), "warn"),
    "person.register": (N_("Registered"), "neutral"),
    "person.change": (N_("Changed"), "neutral"),
    "person.photo": (N_("Photo"), "neutral"),
    "person.restrict": (N_("Restricted"), "private"),
    "person.merge": (N_("Made one record"), "brand"),
    "person.unmerge": (N_("Two records again"), "warn"),
    "person.seen": (N_("Looked at"), "private"),
    "case.seen": (N_("Looked at"), "private"),
    "consent.give": (N_("Consent"), "ok"),
    "consent.withdraw": (N_("Consent withdrawn"), "bad"),
    "household.add": (N_("Household"), "neutral"),
    "household.leave": (N_("Household"), "neutral"),
    "paper.print": (N_("Printed"), "neutral"),
}
QUIET = frozenset(
    {"stage", "revision", "next_contact_on", "last_contact_on", "closing_asked_by", "closed_by"}
)


class Happening(Struct, frozen=True):
    """One line of the timeline. `tone` is one of neutral, brand, ok, warn, bad, private."""

    at: datetime
    chip: str
    tone: str
    text: str
    who: str
    reason: str
    entity: str
    changes: tuple[tuple[str, str, str], ...]  # label, before, after


@action("case.timeline", requires=Permission.HISTORY_READ)
def timeline(uow: UnitOfWork, case_id: str, after: Cursor | None = None, limit: int = 50) -> Page[Happening]:
    """What happened on a case, newest first. Sealed contents are never in it."""
    case = uow.get(Case, case_id)
    who = names(uow.session)
    page = of_case(uow, case.id, case.person_id, after, limit)
    entries = _one_each(page.rows)
    told = _told(uow, entries)
    return Page(tuple(happening(e, who, told.get((e.entity, e.record_id), "")) for e in entries), page.after)


def _told(uow: UnitOfWork, entries: Sequence[Entry]) -> dict[tuple[str, str | None], str]:
    """What features say of their records beside the changes: to whom a referral went. Nothing a reader may not see."""
    found: dict[tuple[str, str | None], str] = {}
    for table, target in (pair for feature in features() for pair in feature.tellers):
        keys = tuple({e.record_id for e in entries if e.entity == table and e.record_id})
        try:
            words = load(target)(uow, keys) if keys else {}
        except PermissionDenied:
            continue
        found |= {(table, key): text for key, text in words.items()}
    return found


def _one_each(entries: Sequence[Entry]) -> list[Entry]:
    """One line for everything that was done in one go: the record written first carries it."""
    kept: list[Entry] = []
    for entry in entries:  # newest first
        if kept and (kept[-1].at, kept[-1].action, kept[-1].actor_id) == (
            entry.at,
            entry.action,
            entry.actor_id,
        ):
            kept[-1] = entry
        else:
            kept.append(entry)
    return kept


def happening(entry: Entry, who: Mapping[str, str], about: str = "") -> Happening:
    """One entry in words; `about` is what its feature says of the record."""
    chip, tone = _chips().get(entry.action, (N_("Changed"), "neutral"))
    lines = tuple(
        _line(entry.entity, name, *change) for name, change in entry.changes.items() if name not in QUIET
    )
    told = tuple(line for line in lines if line[0])
    return Happening(
        at=entry.at,
        chip=_(chip),
        tone=tone,
        text=" · ".join(filter(None, (about, _text(entry, told)))),
        who=who.get(entry.actor_id, ""),
        reason=entry.reason or "",
        entity=entry.entity,
        changes=told,
    )


def _text(entry: Entry, told: tuple[tuple[str, str, str], ...]) -> str:
    if entry.entity == "case_note" and entry.first:
        return str(entry.changes.get("text", ("", ""))[1])
    if entry.first:
        return " · ".join(after for _label, _before, after in told[:SHOWN] if after)
    return " · ".join(f"{label}: {before} → {after}" if before else f"{label}: {after or '—'}"
                      for label, before, after in told[:SHOWN])  # fmt: skip


def _line(entity: str, name: str, before: Any, after: Any) -> tuple[str, str, str]:
    """Label and shown values of one changed field; an empty label for what is of no use to a reader."""
    spec = fields_of(entity).get(name)
    if spec is None:
        return "", "", ""
    return _(spec.label), _shown(spec, before), _shown(spec, after)


def _shown(spec: Field, value: Any) -> str:
    try:
        return spec.show(spec.read(value))
    except (ValueError, KeyError):
        return "" if value is None else str(value)


@cache
def _chips() -> dict[str, Chip]:
    """The words of all features: each declares its own in `queries.TIMELINE`."""
    found = dict(TIMELINE)
    for feature in features():
        module = f"caseapp.features.{feature.code}.queries"
        if importlib.util.find_spec(module):
            found.update(getattr(importlib.import_module(module), "TIMELINE", {}))
    return found


@cache
def fields_of(entity: str) -> dict[str, Field]:
    """The declared fields of a table, by column name: from the forms of the feature it belongs to."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is not None and getattr(mapper.local_table, "name", "") == entity:
            module = mapper.class_.__module__.split(".models")[0] + ".form"  # models may be a package
            return _declared(module) if importlib.util.find_spec(module) else {}
    return {}


def _declared(module: str) -> dict[str, Field]:
    forms = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, Form)]
    return {name: spec for form in forms for name, spec in form.by_name.items()}
