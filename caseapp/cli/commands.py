"""What each command does: opens the office as the window does, calls the same services, says what came of it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from caseapp.cli import asking
from caseapp.core.dates import moment
from caseapp.core.errors import Invalid, UserError
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import _, n_
from caseapp.features.office.opening import NewOffice, OpenOffice, create_office, open_office

TELL_EVERY = 3.0  # seconds between two lines of how far long work is


class Said(Struct, frozen=True):
    """The answer for programs, and the lines for people."""

    answer: dict[str, Any] | list[Any]
    lines: tuple[str, ...]


class _Telling:
    """How far long work is, a line on the error stream every few seconds."""

    def __init__(self, words: str, quiet: bool = False) -> None:
        self.words, self.quiet, self.told = words, quiet, time.monotonic()

    def step(self, done: int, total: int, text: str = "") -> None:
        if not self.quiet and time.monotonic() - self.told >= TELL_EVERY:
            self.told = time.monotonic()
            _warn(self.words.format(done=f"{done:,}", total=f"{total:,}"))


def _warn(text: str) -> None:
    """What is worth knowing and stops nothing."""
    if text:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[OpenOffice]:
    """The office of a command, closed afterwards. Raises the UserErrors of opening one."""
    with closing(open_office(Path(options.folder), options.user, asking.passphrase())) as office:
        _warn(office.warning)
        yield office


# --- offices


def run_office(options: argparse.Namespace) -> Said:
    """Make an office; prints the recovery code once."""
    from caseapp.data.keys import WeakPassphrase
    from caseapp.features.office.form import ADMIN_FORM, CURRENCY, NEW_OFFICE_FORM
    from caseapp.features.office.founding import place_warning, require_place

    folder = Path(options.folder)
    values = _typed(NEW_OFFICE_FORM, name=options.name, code=options.code, country=options.country)
    values |= _typed(ADMIN_FORM, admin_login=options.admin, admin_name=options.admin_name)
    require_place(folder)
    _warn(place_warning(folder))
    new = NewOffice(
        values["name"], values["code"], options.country, CURRENCY[options.country], options.language,
        values["admin_login"], values["admin_name"], asking.new_passphrase(),
    )  # fmt: skip
    try:
        office, recovery = create_office(folder, new)
    except WeakPassphrase as weak:
        raise UserError(_("Passphrase: {why} Nothing was made.").format(why=weak)) from weak
    office.close()
    return Said(
        {"office": str(folder), "admin": new.admin_login, "recovery_code": recovery},
        (
            _("The office is in {folder}. Sign in as {user}.").format(folder=folder, user=new.admin_login),
            _("Recovery code: {code}").format(code=recovery),
            _(
                "Write it down on paper now: it is not shown again, and opens the office when a passphrase is lost."
            ),
        ),
    )


def _typed(form: Any, **typed: str) -> dict[str, Any]:
    """What the options say, checked by the form of the window. Raises Invalid, named as the options are."""
    try:
        found: dict[str, Any] = form.clean(typed)
    except Invalid as invalid:
        names = {"admin_login": "admin", "admin_name": "admin-name"}
        raise Invalid({f"--{names.get(n, n)}": text for n, text in invalid.problems.items()}) from invalid
    return found


def run_demo(options: argparse.Namespace) -> Said:
    """Make a demo office; prints the passphrase when it had to be made up."""
    from caseapp.demo import create_demo

    folder, secret = Path(options.folder), asking.passphrase(made_up=True)
    telling = _Telling(_("{done} of {total} people"), options.json)
    made = create_demo(folder, options.country, options.people, options.seed, secret, telling)
    people = n_("{count} invented person", "{count} invented people", made.people)
    lines = [_("{people} in {folder}. Sign in as one of: {users}.").format(
        people=people, folder=folder, users=", ".join(made.users)
    )]  # fmt: skip
    answer = {"office": str(folder), "people": made.people, "users": list(made.users)}
    if not asking.given():
        answer["passphrase"] = secret
        lines.append(_("The passphrase of all of them: {passphrase}").format(passphrase=secret))
    return Said(answer, tuple(lines))


def run_tour(options: argparse.Namespace) -> Said:
    """Drive the real window through the main job and keep what it showed."""
    from caseapp.tour import run

    told = run(Path(options.out), options.country, quiet=options.json)
    lines = [_("Pictures and papers are in {folder}, the office is in {office}.").format(
        folder=told["out"], office=told["office"]
    )]  # fmt: skip
    if "passphrase" in told:
        lines.append(_("The passphrase of all of them: {passphrase}").format(passphrase=told["passphrase"]))
    return Said(told, tuple(lines))


# --- questionnaires


def run_questionnaire(options: argparse.Namespace) -> Said:
    """Use a questionnaire or weights from a file, whole or not at all."""
    from caseapp.cli import questionnaires

    text = questionnaires.text_of(options.file)
    with opened(options) as office, office.database.work(office.actor) as uow:
        answer, line = questionnaires.bring(uow, text)
    return Said(answer, (line,))


# --- people


def run_register(options: argparse.Namespace) -> Said:
    """Register a person, or a list of people: all of them or, when one is in trouble, nobody."""
    from caseapp.cli import people

    raw = people.of_file(options.file)
    with opened(options) as office:
        with office.database.work(office.actor, reason="command line") as uow:
            told = people.register(uow, raw)
    lines = tuple(line for one in told for line in people.lines(one))
    return Said(told if isinstance(raw, list) else told[0], lines)


def run_fields(options: argparse.Namespace) -> Said:
    """The fields of a registration: name, meaning, what fits."""
    from caseapp.cli import people

    fields = people.fields(options.country)
    return Said(fields, tuple(people.field_line(field) for field in fields))


def run_find(options: argparse.Namespace) -> Said:
    """The best matches first, each with why."""
    from caseapp.features.people.finding import find

    with opened(options) as office:
        with office.database.look(office.actor) as uow:
            found = find(uow, " ".join(options.text), options.limit)
    rows = [
        {
            "number": row.number, "name": row.name, "why": row.why, "score": round(row.score, 3), "sex": row.sex.value,
            "born": str(row.birth_date), "place": ", ".join(filter(None, (row.village, row.place))), "id": row.id,
        }
        for row in found
    ]  # fmt: skip
    shown = ("number", "name", "sex", "born", "place", "why")
    lines = tuple("  ".join(str(row[n]) for n in shown if row[n]) for row in rows)
    return Said(rows, lines or (_("Nobody found."),))


# --- papers


def run_summary(options: argparse.Namespace) -> Said:
    """Write the case summary of a case number."""
    from caseapp.features.reports.summary import summary_pdf

    with opened(options) as office:
        return _written(Path(options.output), summary_pdf(office.database, office.actor, options.number))


def run_letter(options: argparse.Namespace) -> Said:
    """Write the referral letter, in triplicate, of a referral number."""
    from caseapp.features.reports.summary import letter_pdf

    with opened(options) as office:
        return _written(Path(options.output), letter_pdf(office.database, office.actor, options.number))


def _written(path: Path, content: bytes) -> Said:
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UserError(
            _("{file} cannot be written: name a file in a folder that is there.").format(file=path)
        )
    with plain_disk_errors():
        write_atomic(path.absolute(), content, "paper")
    return Said({"file": str(path), "bytes": len(content)}, (_("Written: {file}").format(file=path),))


# --- keeping it safe


def run_verify(options: argparse.Namespace) -> Said:
    """Check the file's pages, foreign keys, the search index and every journal chain. Trouble is exit code 2."""
    from caseapp.features.office.checking import verify

    with opened(options) as office:
        report = verify(office, _Telling(_("{done} journal entries checked"), options.json))
    if report.problems:
        raise UserError(" ".join(report.problems))
    entries = n_("{count} journal entry", "{count} journal entries", report.entries)
    people = n_("{count} person", "{count} people", report.people)
    result = _("All is well")
    return Said(
        {"result": result, "entries": report.entries, "people": report.people},
        (f"{result}: {entries}, {people}.",),
    )


def run_backup(options: argparse.Namespace) -> Said:
    """Make a verified backup; with --to also a copy elsewhere."""
    from caseapp.data import backup
    from caseapp.features.office.checking import allowed_backup

    place = Path(options.to) if options.to else None
    if place and not place.is_dir():
        raise UserError(_("There is no folder {folder}. No backup was made.").format(folder=place))
    with opened(options) as office:
        allowed_backup(office)
        made = backup.make_backup(office.folder, office.ring, reason="asked")
        copy = backup.copy_outside(made, place) if place else None
    answer = {"backup": str(made.path), "bytes": made.size, "copy": str(copy.path) if copy else ""}
    lines = [_("Made and checked: {file}").format(file=made.path)]
    if copy:
        lines.append(_("A copy: {file}").format(file=copy.path))
    return Said(answer, tuple(lines))


def run_restore(options: argparse.Namespace) -> Said:
    """Put a backup in place. What was there is kept; whoever can open it must be allowed to replace it."""
    from caseapp.features.office.replacing import restore_from

    path, folder = Path(options.backup), Path(options.folder)
    if not path.is_file():
        raise UserError(_("There is no file {file}. Nothing was changed.").format(file=path))
    done = restore_from(path, folder, options.user, asking.passphrase())
    lines = [_("The backup is in place: {folder}").format(folder=folder)]
    if done.safety:
        lines.append(_("What was there before is kept: {file}").format(file=done.safety.path))
    kept = str(done.safety.path) if done.safety else ""
    return Said({"office": str(folder), "from": str(path), "kept": kept}, tuple(lines))


def run_salvage(options: argparse.Namespace) -> Said:
    """Make a new office from what a damaged one still holds. The damaged one stays as it is."""
    from caseapp.features.office.rescue import rescue

    telling = _Telling(_("{done} of {total} tables"), options.json)
    folder, target = Path(options.folder), Path(options.out)
    report = rescue(folder, target, options.user, asking.passphrase(), progress=telling)
    tables = {
        table.name: {"read": table.read, "from_backup": table.from_backup, "left_out": table.left_out, "lost": table.lost}
        for table in report.tables if table.holes or table.left_out
    }  # fmt: skip
    answer = {"office": str(target), "read": report.read, "from_backup": report.from_backup,
              "left_out": report.left_out, "lost": list(report.lost), "damaged": tables,
              "backup": str(report.backup_made or "")}  # fmt: skip
    return Said(answer, tuple(_salvage_lines(target, report)))


def _salvage_lines(target: Path, report: Any) -> Iterator[str]:
    yield _("The new office is in {folder}. Everybody signs in as before.").format(folder=target)
    yield n_(
        "{count} row was read from the damaged file.",
        "{count} rows were read from the damaged file.",
        report.read,
    )
    if report.from_backup:
        text = n_(
            "{count} row came from the backup of {when}.", "{count} rows came from the backup of {when}.", report.from_backup,
            when=moment(report.backup_made),
        )  # fmt: skip
        yield text + " " + _("What was changed in them since then is lost.")
    if report.lost:
        yield _("No copy holds these; look for them on paper: {list}").format(list=", ".join(report.lost))
    if report.left_out:
        yield n_(
            "{count} row was left out: what it belongs to is lost.", "{count} rows were left out: what they belong to is lost.",
            report.left_out,
        )  # fmt: skip
