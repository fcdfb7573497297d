"""The whole journal for those who watch over it: who did what to which record, and which fields changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data import history
from caseapp.data.base import Base
from caseapp.data.history import Entry
from caseapp.data.keyset import Cursor, Page
from caseapp.data.uow import UnitOfWork
from caseapp.features.office import wording
from caseapp.features.office.queries import names

# What can be asked for: words, and the actions that belong to it (none: decided by the kind of entry).
KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "": (N_("Everything"), frozenset()),
    "events": (N_("All but changes of records"), frozenset()),
    "in": (N_("Sign-ins and wrong passphrases"),
           frozenset({"sign-in", "sign-in.failed", "recovery.used", "code.used", "own.passphrase"})),
    "denied": (N_("Refused"), frozenset({"refused"})),
    "seen": (N_("Restricted and sealed records opened"),
             frozenset({"person.seen", "case.seen", "referral.seen", "mhpss.read"})),
    "paper": (N_("Printed"), frozenset({"paper.print"})),
    "office": (N_("Office, people and keys"), frozenset({
        "office.create", "office.change", "office.backup_folder", "office.logo", "office.set_rule", "office.recovery_sheet",
        "office.renew_key", "keys.renewed", "staff.add", "staff.change", "staff.active", "staff.code", "staff.section",
        "staff.section_back", "team.add", "team.change"})),
    "backup": (N_("Backups and restores"), frozenset({
        "backup", "backup.drill", "backup.restored", "office.restore", "office.rescued", "office.older_file",
        "office.wrong_clock", "office.verify"})),
}  # fmt: skip


class JournalRow(Struct, frozen=True):
    """One entry in words. `changes` are (field, before, after); `about` names kind and number of the record."""

    id: tuple[datetime, int]
    at: datetime
    who: str
    what: str
    tone: str
    about: str
    reason: str
    case_id: str
    changes: tuple[tuple[str, str, str], ...]


@action("office.journal", requires=Permission.JOURNAL_READ)
def journal(
    uow: UnitOfWork, after: Cursor | None = None, limit: int = 100, actor_id: str = "", kind: str = ""
) -> Page[JournalRow]:
    """The journal newest first, of one person or all, of one kind of KINDS or all."""
    page = history.of_office(
        uow, after, limit, actor_id=actor_id, only_events=kind == "events", actions=KINDS[kind][1]
    )
    who, numbers = names(uow.session), _numbers(uow, page.rows)
    return Page(tuple(_row(entry, who, numbers) for entry in page.rows), page.after)


def _row(entry: Entry, who: dict[str, str], numbers: dict[str, str]) -> JournalRow:
    what, tone = wording.said(entry.action)
    number = numbers.get(entry.record_id or "") or numbers.get(entry.case_id or "", "")
    if entry.entity == "staff":
        number = who.get(entry.record_id or "", "")
    return JournalRow(
        (entry.at, entry.seq), entry.at, who.get(entry.actor_id, "") or _("the program"), what, tone,
        " ".join(filter(None, (wording.thing(entry.entity), number))), entry.reason or _why(entry), entry.case_id or "",
        tuple(_changes(entry)),
    )  # fmt: skip


def _why(entry: Entry) -> str:
    """What an event tells of itself that a person can use."""
    told = {name: after for name, (_before, after) in entry.changes.items()}
    if entry.action == "refused":
        return f"{wording.said(str(told.get('denied', '')))[0]}: {told.get('why', '')}"
    if entry.action in ("sign-in.failed", "recovery.used", "code.used"):
        return str(told.get("login") or _("unknown name"))
    return wording.paper(str(told["paper"])) if "paper" in told else str(told.get("backup") or "")


def _changes(entry: Entry) -> Iterable[tuple[str, str, str]]:
    fields = wording.fields_of(entry.entity)
    for name, (before, after) in entry.changes.items():
        if spec := fields.get(name):
            yield _(spec.label), wording.shown(spec, before), wording.shown(spec, after)


def _numbers(uow: UnitOfWork, entries: Iterable[Entry]) -> dict[str, str]:
    """Human numbers of the records and cases named, wherever their table has one."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.entity, set()).add(entry.record_id or "")
        wanted.setdefault("case", set()).add(entry.case_id or "")
    found: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in wanted and "number" in table.c:
            rows = uow.session.execute(
                select(table.c.id, table.c.number).where(table.c.id.in_(wanted[table.name]))
            )
            found.update((row[0], row[1]) for row in rows)
    return found
