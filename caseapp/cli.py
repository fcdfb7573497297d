"""The command line: the same services as the window, without one. `--json` gives answers for other programs.

Exit code 0, or 2 with one plain sentence on the error stream. The passphrase comes from CASEAPP_PASSPHRASE or a prompt,
never from an argument: arguments can be read by every user of the machine.
"""

from __future__ import annotations

import argparse
import getpass
import io
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from caseapp import __version__
from caseapp.core.errors import Cancelled, Invalid, UserError
from caseapp.core.i18n import _, n_
from caseapp.core.process import harden

OK, TROUBLE = 0, 2
MOST_FOUND = 1000
TELL_EVERY = 3.0  # seconds between two lines of how far long work is
Answer = dict[str, Any] | list[Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or the window when there is none. Returns the exit code."""
    harden()
    _any_script()
    try:
        options = _parser().parse_args(argv)
    except SystemExit as said:  # the help and the version are told, or what was typed wrongly
        return said.code if isinstance(said.code, int) else OK
    if options.command is None:
        from caseapp.app import run_window

        return run_window(Path(options.office) if options.office else None)
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        _tell(options.run(options), options.json)
    except Invalid as invalid:
        return _fail(problems_text(invalid))
    except UserError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, EOFError, Cancelled):
        return _fail(_("Stopped. Nothing was changed."))
    except BrokenPipeError:  # nobody reads on: `caseapp find … | head -1`
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    except Exception as error:  # our fault: no traceback with data in it, but a name to look for
        return _fail(
            _("The program made a mistake ({kind}). Nothing was changed.").format(kind=type(error).__name__)
        )
    return OK


def _any_script() -> None:
    """Names are in any script, whatever the terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def problems_text(invalid: Invalid) -> str:
    """Each field in trouble with its sentence, on one line."""
    return " ".join(f"{name}: {text}" for name, text in invalid.problems.items())


def _fail(sentence: str) -> int:
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    return TROUBLE


def _tell(answer: Answer, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        for row in answer if isinstance(answer, list) else [answer]:
            print("  ".join(str(value) for value in row.values() if value not in (None, "")))
    sys.stdout.flush()


class _Words(argparse.ArgumentParser):
    """Bad usage is trouble like any other: exit code 2 and one sentence."""

    def error(self, message: str) -> Any:
        sys.stderr.write(" ".join(f"{message}. Try --help.".split()) + "\n")
        raise SystemExit(TROUBLE)


def _parser() -> argparse.ArgumentParser:
    parser = _Words(prog="caseapp", description=_("Case management for field offices."))
    parser.add_argument("--version", action="version", version=f"caseapp {__version__}")
    parser.add_argument("--office", help=_("open the window with this office"))
    commands = parser.add_subparsers(dest="command", parser_class=_Words)
    _office(commands)
    _demo(commands)
    text = _("put a person, or a list of people, on file and open their cases")
    register = _command(commands, "register", text, run_register, staff=True)
    text = _("the fields of the registration form, or a list of such people; - for standard input")
    register.add_argument("file", metavar="FILE.json", help=text)
    find = _command(commands, "find", _("find people by name, phone, number or place"), run_find, staff=True)
    find.add_argument("text", nargs="+")
    find.add_argument(
        "--limit", type=_count, default=10, help=_("at most so many, up to {most}").format(most=MOST_FOUND)
    )
    _papers(commands)
    _command(commands, "verify", _("check file, foreign keys and journal"), run_verify, staff=True)
    _backups(commands)
    tour = _command(
        commands, "tour", _("walk through the whole program and keep pictures and papers"), run_tour
    )
    tour.add_argument("--out", required=True)
    tour.add_argument("--country", choices=("LS", "KE"), default="LS")
    return parser


def _count(typed: str) -> int:
    """A number of people to show. Raises ArgumentTypeError."""
    if not typed.isdecimal() or not 1 <= int(typed) <= MOST_FOUND:
        raise argparse.ArgumentTypeError(_("choose a number from 1 to {most}").format(most=MOST_FOUND))
    return int(typed)


def _command(
    commands: Any, name: str, text: str, run: Callable[[argparse.Namespace], Answer], staff: bool = False
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))
    if staff:
        parser.add_argument("folder", metavar="OFFICE", help=_("the office's folder"))
        parser.add_argument("--user", required=True, help=_("sign-in name"))
    return parser


def _office(commands: Any) -> None:
    office = commands.add_parser("office", help=_("make an office"))
    create = _command(
        office.add_subparsers(required=True, parser_class=_Words), "create", _("make an office"), run_office
    )
    create.add_argument("folder", metavar="OFFICE")
    create.add_argument("--name", required=True)
    create.add_argument("--code", required=True, help=_("2 to 4 capital letters, in every number"))
    create.add_argument("--country", choices=("LS", "KE"), required=True)
    create.add_argument("--language", default="en")
    create.add_argument("--admin", default="admin", help=_("sign-in name of the administrator"))
    create.add_argument("--admin-name", default="Administrator")


def _demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help=_("make an office of invented people"))
    create = _command(
        demo.add_subparsers(required=True, parser_class=_Words), "create", _("make a demo office"), run_demo
    )
    create.add_argument("folder", metavar="PATH")
    create.add_argument("--country", choices=("LS", "KE"), default="LS")
    create.add_argument("--people", type=int, default=500)
    create.add_argument("--seed", type=int, default=1)


def _papers(commands: Any) -> None:
    for name, text, run, what in (
        ("summary", _("case summary as PDF"), run_summary, "CASE"),
        ("letter", _("referral letter as PDF"), run_letter, "REFERRAL"),
    ):
        paper = _command(commands, name, text, run, staff=True)
        paper.add_argument("number", metavar=what)
        paper.add_argument("-o", "--output", required=True, metavar="F.pdf")


def _backups(commands: Any) -> None:
    backup = _command(commands, "backup", _("make a verified backup now"), run_backup, staff=True)
    backup.add_argument("--to", help=_("a second folder to copy it to"))
    restore = _command(commands, "restore", _("put a backup in the place of an office"), run_restore)
    restore.add_argument("backup", metavar="BACKUP")
    restore.add_argument("folder", metavar="OFFICE")
    restore.add_argument("--user", required=True)


def passphrase(made_up: bool = False) -> str:
    """From CASEAPP_PASSPHRASE, or asked for. With `made_up`, one is invented when there is none to be had."""
    given = os.environ.get("CASEAPP_PASSPHRASE")
    if given:
        return given
    if made_up:
        from caseapp.core.passphrases import generate

        return generate()
    if not sys.stdin.isatty():
        raise UserError(_("No passphrase. Set CASEAPP_PASSPHRASE, or run this where it can ask you."))
    return getpass.getpass(_("Passphrase: "))


def _opened(options: argparse.Namespace) -> Any:
    from contextlib import closing

    from caseapp.features.office.opening import open_office

    return closing(open_office(Path(options.folder), options.user, passphrase()))


class _Telling:
    """How far long work is, a line on the error stream every few seconds."""

    def __init__(self, words: str) -> None:
        self.words, self.told = words, time.monotonic()

    def step(self, done: int, total: int, text: str = "") -> None:
        if time.monotonic() - self.told >= TELL_EVERY:
            self.told = time.monotonic()
            sys.stderr.write(self.words.format(done=f"{done:,}", total=f"{total:,}") + "\n")
            sys.stderr.flush()


def run_office(options: argparse.Namespace) -> Answer:
    """Make an office; prints the recovery code once."""
    from caseapp.features.office.form import CURRENCY
    from caseapp.features.office.opening import NewOffice, create_office

    new = NewOffice(
        options.name, options.code, options.country, CURRENCY[options.country], options.language, options.admin,
        options.admin_name, passphrase(),
    )  # fmt: skip
    office, recovery = create_office(Path(options.folder), new)
    office.close()
    return {"office": options.folder, "admin": options.admin, "recovery_code": recovery}


def run_demo(options: argparse.Namespace) -> Answer:
    """Make a demo office; prints the passphrase when it had to be made up."""
    from caseapp.demo import create_demo

    secret = passphrase(made_up=True)
    telling = _Telling(_("{done} of {total} people"))
    made = create_demo(Path(options.folder), options.country, options.people, options.seed, secret, telling)
    shown = {} if os.environ.get("CASEAPP_PASSPHRASE") else {"passphrase": secret}
    return {"office": options.folder, "people": made.people, "users": list(made.users)} | shown


def run_register(options: argparse.Namespace) -> Answer:
    """Register a person, or a list of people: all of them or, when one is in trouble, nobody."""
    from caseapp.features.cases import service

    raw = _json_people(options.file)
    people = raw if isinstance(raw, list) else [raw]
    with _opened(options) as office:
        with office.database.work(office.actor, reason="command line") as uow:
            cases = [
                _registered(service.register, uow, person, n, len(people))
                for n, person in enumerate(people, 1)
            ]
    told = [{"number": c.person.number, "case": c.number, "name": c.person.name} for c in cases]
    return told if isinstance(raw, list) else told[0]


def _registered(register: Callable[..., Any], uow: Any, person: Any, number: int, of: int) -> Any:
    try:
        return register(uow, person)
    except Invalid as invalid:
        if of == 1:
            raise
        text = _("Person {number} of {all}: {problems} Nobody was registered.")
        raise UserError(text.format(number=number, all=of, problems=problems_text(invalid))) from invalid


def _json_people(name: str) -> dict[str, Any] | list[dict[str, Any]]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        raw = json.loads(text, parse_constant=_no_number)
    except OSError as error:
        raise UserError(
            _("The file {name} cannot be read. Nothing was changed.").format(name=name)
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError(_("The file {name} is not JSON. Nothing was changed.").format(name=name)) from error
    people = raw if isinstance(raw, list) else [raw]
    if not people or not all(isinstance(person, dict) for person in people):
        text = _("The file must hold a person, or a list of people: objects with field names and values.")
        raise UserError(text + " " + _("Nothing was changed."))
    return raw  # type: ignore[no-any-return]


def _no_number(word: str) -> None:
    raise ValueError(word)


def run_find(options: argparse.Namespace) -> Answer:
    """The best matches first, each with why."""
    from caseapp.features.people.finding import find

    with _opened(options) as office:
        with office.database.look(office.actor) as uow:
            found = find(uow, " ".join(options.text), options.limit)
    return [
        {
            "number": row.number, "name": row.name, "why": row.why, "score": round(row.score, 3), "sex": row.sex.value,
            "born": str(row.birth_date), "place": ", ".join(filter(None, (row.village, row.place))), "id": row.id,
        }
        for row in found
    ]  # fmt: skip


def run_summary(options: argparse.Namespace) -> Answer:
    """Write the case summary of a case number."""
    from caseapp.features.reports.summary import summary_pdf

    with _opened(options) as office:
        pdf = summary_pdf(office.database, office.actor, options.number)
    return _written(Path(options.output), pdf)


def run_letter(options: argparse.Namespace) -> Answer:
    """Write the referral letter, in triplicate, of a referral number."""
    from caseapp.features.reports.summary import letter_pdf

    with _opened(options) as office:
        pdf = letter_pdf(office.database, office.actor, options.number)
    return _written(Path(options.output), pdf)


def _written(path: Path, content: bytes) -> Answer:
    from caseapp.core.files import plain_disk_errors, write_atomic

    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UserError(
            _("{file} cannot be written: name a file in a folder that is there.").format(file=path)
        )
    with plain_disk_errors():
        write_atomic(path.absolute(), content, "paper")
    return {"file": str(path), "bytes": len(content)}


def run_verify(options: argparse.Namespace) -> Answer:
    """Check the file's pages, foreign keys, the search index and every journal chain. Trouble is exit code 2."""
    from caseapp.features.office.checking import verify

    with _opened(options) as office:
        report = verify(office, _Telling(_("{done} journal entries checked")))
    if report.problems:
        raise UserError(" ".join(report.problems))
    entries = n_("{count} journal entry", "{count} journal entries", report.entries)
    return {
        "result": _("All is well"),
        "journal": entries,
        "entries": report.entries,
        "people": report.people,
    }


def run_backup(options: argparse.Namespace) -> Answer:
    """Make a verified backup; with --to also a copy elsewhere."""
    from caseapp.data import backup
    from caseapp.features.office.checking import allowed_backup

    with _opened(options) as office:
        allowed_backup(office)
        made = backup.make_backup(office.folder, office.ring, reason="asked")
        if options.to:
            backup.copy_outside(made, Path(options.to))
    return {"backup": str(made.path), "bytes": made.path.stat().st_size}


def run_restore(options: argparse.Namespace) -> Answer:
    """Put a backup in place, with the passphrase of its time. What was there is kept."""
    from caseapp.data import backup, migrate

    path, folder = Path(options.backup), Path(options.folder)
    with backup.unlock_backup(path, options.user, passphrase()) as ring:
        done = backup.restore(path, folder, ring, known_schemas=migrate.revisions())
    kept = str(done.safety.path) if done.safety else ""
    return {"office": str(folder), "from": str(path), "kept": kept}


def run_tour(options: argparse.Namespace) -> Answer:
    """Drive the real window through the main job and keep what it showed."""
    from caseapp.tour import run

    return run(Path(options.out), options.country, quiet=options.json)
