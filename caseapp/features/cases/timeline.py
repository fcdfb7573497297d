"""What happened on a case, in words: the journal's entries as a person reads them, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from msgspec import Struct

from caseapp.core import money
from caseapp.core.errors import PermissionDenied
from caseapp.core.fields import Field
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.core.registry import load
from caseapp.data.history import Chip, Entry, of_case
from caseapp.data.keyset import Cursor, Page
from caseapp.data.uow import UnitOfWork
from caseapp.features import features
from caseapp.features.cases.models import Case
from caseapp.features.office import wording
from caseapp.features.office.queries import names

SHOWN = 4  # changed fields named in one line; the rest is in the history

TIMELINE: dict[str, Chip] = {
    "case.register": (N_("Opened"), "neutral", ("here_as", "return_country", "border_post")),
    "case.open": (N_("Opened"), "neutral", ()),
    "case.note": (N_("Note"), "neutral", ("text",)),
    "case.strike_note": (N_("Note struck out"), "neutral", ()),
    "case.risk": (N_("Risk"), "warn", ("risk", "risk_reason")),
    "case.assign": (N_("Assigned"), "neutral", ("owner_id",)),
    "case.interval": (N_("How often"), "neutral", ("contact_days", "contact_why")),
    "transfer.ask": (N_("Transfer asked"), "neutral", ("to_id", "why")),
    "transfer.accept": (N_("Taken over"), "brand", ()),
    "transfer.decline": (N_("Transfer declined"), "warn", ("answer",)),
    "transfer.withdraw": (N_("Transfer taken back"), "neutral", ()),
    "case.ask_closure": (N_("Closure asked"), "warn", ("closure_reason", "closure_note")),
    "case.return_closure": (N_("Closure returned"), "warn", ("closing_comment",)),
    "case.close": (N_("Closed"), "ok", ("closure_reason", "closure_note")),
    "case.reopen": (N_("Reopened"), "brand", ()),
    "reopening.ask": (N_("Reopening asked"), "neutral", ("why",)),
    "reopening.approve": (N_("Reopened"), "brand", ()),
    "reopening.return": (N_("Reopening returned"), "warn", ("comment",)),
    "reopening.withdraw": (N_("Reopening taken back"), "neutral", ()),
    "transfer.approve": (N_("Given to a colleague"), "brand", ("owner_id",)),
    "transfer.return": (N_("Transfer declined"), "warn", ("answer",)),
    "person.register": (N_("Registered"), "neutral", ("here_as", "return_country", "border_post")),
    "person.change": (N_("Changed"), "neutral"),
    "person.photo": (N_("Photo"), "neutral", ()),
    "person.restrict": (N_("Restricted"), "private", ()),
    "person.merge": (N_("Made one record"), "brand", ()),
    "person.unmerge": (N_("Two records again"), "warn", ()),
    "person.seen": (N_("Looked at"), "private", ()),
    "case.seen": (N_("Looked at"), "private", ()),
    "consent.give": (N_("Consent"), "ok", ()),
    "consent.withdraw": (N_("Consent withdrawn"), "bad", ("withdrawn_why",)),
    "paper.print": (N_("Printed"), "neutral", ("paper",)),
}
QUIET = frozenset(
    {"stage", "revision", "next_contact_on", "last_contact_on", "closing_asked_by", "closed_by"}
)
MOVES = frozenset({"risk", "due_on"})  # of these it is told what they were before, and they need no label
# Kinds of fields whose values say nothing without their label.
BARE = frozenset({"int", "date", "partial_date", "bool"})
Line = tuple[str, str, str]  # label, before, after


class Happening(Struct, frozen=True):
    """One line of the timeline. `tone` is one of neutral, brand, ok, warn, bad, private."""

    at: datetime
    chip: str
    tone: str
    text: str
    who: str
    reason: str
    entity: str
    action: str
    changes: tuple[Line, ...]


@action("case.timeline", requires=Permission.HISTORY_READ)
def timeline(uow: UnitOfWork, case_id: str, after: Cursor | None = None, limit: int = 50) -> Page[Happening]:
    """What happened on a case, newest first. Sealed contents are never in it."""
    case = uow.get(Case, case_id)
    who = names(uow.session)
    page = of_case(uow, case.id, case.person_id, after, limit)
    told, currency = _told(uow, page.rows), uow.office.currency
    lines = [happening(e, who, told.get((e.entity, e.record_id), ""), currency) for e in page.rows]
    return Page(tuple(_of_each_go(lines)), page.after)


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


def _of_each_go(lines: Sequence[Happening]) -> Iterator[Happening]:
    """What was done in one go, one line for each kind of thing: the first written that says something carries it."""
    for _go, found in groupby(lines, key=lambda line: (line.at, line.who)):  # newest first
        kept: list[Happening] = []
        for line in found:
            if kept and kept[-1].action == line.action:
                kept[-1] = line if line.text or not kept[-1].text else kept[-1]
            else:
                kept.append(line)
        telling = {line.chip for line in kept if line.text}
        yield from (line for line in kept if line.text or line.chip not in telling)


def happening(entry: Entry, who: Mapping[str, str], about: str = "", currency: str = "") -> Happening:
    """One entry in words; `about` is what its feature says of the record, `currency` the office's."""
    chip, tone, *fields = wording.chips().get(entry.action, (N_("Changed"), "neutral"))
    reader = _Reader(wording.fields_of(entry.entity), who, currency)
    lines = {name: reader.line(name, *change) for name, change in entry.changes.items() if name not in QUIET}
    told = tuple(line for line in lines.values() if line[0])
    text = _chosen(fields[0], lines, reader) if fields else _changed(entry, told)
    return Happening(
        at=entry.at,
        chip=_(chip),
        tone=tone,
        text=" · ".join(filter(None, (about, text))),
        who=who.get(entry.actor_id, ""),
        reason=entry.reason or "",
        entity=entry.entity,
        action=entry.action,
        changes=told,
    )


def _chosen(fields: Sequence[str], lines: Mapping[str, Line], reader: _Reader) -> str:
    """The new values of the fields that matter, as somebody would say them."""
    return " · ".join(filter(None, (reader.said(name, lines[name]) for name in fields if name in lines)))


def _changed(entry: Entry, told: Sequence[Line]) -> str:
    if entry.first:
        return " · ".join(after for _label, _before, after in told[:SHOWN] if after)
    return " · ".join(f"{label}: {before} → {after}" if before else f"{label}: {after or '—'}"
                      for label, before, after in told[:SHOWN])  # fmt: skip


class _Reader(Struct, frozen=True):
    """Reads journalled values of one table."""

    fields: Mapping[str, Field]
    who: Mapping[str, str]
    currency: str

    def line(self, name: str, before: Any, after: Any) -> Line:
        """Label and shown values of one changed field; no label for what no form asks."""
        spec = self.fields.get(name)
        if name == "paper":
            return "", "", wording.paper(str(after))
        if spec is None:
            return "", self._plain(before), self._plain(after)
        return _(spec.label), self._shown(spec, before), self._shown(spec, after)

    def said(self, name: str, line: Line) -> str:
        """The new value; where it came from, or what it is, where it says little alone."""
        label, before, after = line
        if name in MOVES:
            return f"{before} → {after}" if before and after else after
        spec = self.fields.get(name)
        return f"{label}: {after}" if after and spec and spec.kind in BARE else after

    def _plain(self, value: Any) -> str:
        """Of what no form asks: a colleague's name, words. Anything else is not for reading."""
        return self.who.get(value, value) if isinstance(value, str) else ""

    def _shown(self, spec: Field, value: Any) -> str:
        if spec.kind == "money" and self.currency and isinstance(value, int):
            return money.shown(value, self.currency)
        try:
            return spec.show(spec.read(value))
        except (ValueError, KeyError, TypeError):
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
