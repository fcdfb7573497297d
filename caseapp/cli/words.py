"""What can be typed after `caseapp`, and its help. Nothing heavy is read here: the window starts through it too."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from caseapp import __version__
from caseapp.core.i18n import LANGUAGES, _, offered

TROUBLE = 2
MOST_FOUND = 1000
COUNTRIES = ("LS", "KE")
# What is typed is never translated.
PERSON = '{"given_name": "Lineo", "family_name": "Mokoena", "sex": "female", "birth_date": "1990-05"}'


class _Words(argparse.ArgumentParser):
    """Bad usage is trouble like any other: exit code 2 and one sentence."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:].rstrip(".")
        sys.stderr.write(" ".join(f"{sentence}. Try: {self.prog} --help".split()) + "\n")
        raise SystemExit(TROUBLE)


def read(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """What was typed. Raises SystemExit after help, version or a sentence about what is wrong."""
    parser = _parser()
    options, strange = parser.parse_known_args(argv)
    if strange:
        parser.prog = " ".join(filter(None, (parser.prog, options.command)))
        _refuse(parser, strange)
    return options


def _refuse(parser: argparse.ArgumentParser, strange: Sequence[str]) -> NoReturn:
    """Values are not said again: one may be a passphrase, put where it does not belong."""
    names = [word.partition("=")[0] for word in strange if word.startswith("-")]
    if any(name.lstrip("-").startswith("pass") for name in names):
        parser.error(_("A passphrase is never an argument: set CASEAPP_PASSPHRASE, or wait to be asked"))
    if names:
        parser.error(_("There is no option {name} here").format(name=names[0]))
    parser.error(_("There are more words than this command takes"))


def _parser() -> argparse.ArgumentParser:
    text = _("Case management for field offices. Without a command, the window opens.")
    more = _(
        "Each command tells more: caseapp register --help\n"
        "The passphrase is asked for, or taken from the environment variable CASEAPP_PASSPHRASE.\n"
        "A command ends with 0, or with 2 and one sentence about what is wrong."
    )
    parser = _Words(prog="caseapp", description=text, epilog=more)
    parser.add_argument("--version", action="version", version=f"caseapp {__version__}")
    parser.add_argument(
        "--office", metavar="OFFICE", help=_("the office's folder, for the window to open with")
    )
    commands = parser.add_subparsers(dest="command", parser_class=_Words, metavar="COMMAND")
    _office(commands)
    _demo(commands)
    _people(commands)
    _papers(commands)
    text = _("use a questionnaire, or the weights of one, from its file")
    form = _command(commands, "questionnaire", text, "run_questionnaire", staff=True)
    form.add_argument("file", metavar="FILE.json", help=_("the file of the questionnaire or of the weights"))
    _care(commands)
    text = _("walk through the whole program in a new demo office and keep pictures and papers")
    tour = _command(commands, "tour", text, "run_tour")
    tour.add_argument(
        "--out", required=True, metavar="DIR", help=_("the folder for the office, pictures and papers")
    )
    _country(tour, default="LS")
    return parser


def _command(
    commands: Any, name: str, text: str, run: str, staff: bool = False, more: str = ""
) -> argparse.ArgumentParser:
    """A command with what all of them take. `run` is its function in `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text[:1].upper() + text[1:] + ".", epilog=more
    )
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help=_("answer in JSON, for other programs"))
    if staff:
        parser.add_argument("folder", metavar="OFFICE", help=_("the office's folder"))
        parser.add_argument("--user", required=True, metavar="USER", help=_("your sign-in name"))
    return parser


def _country(parser: argparse.ArgumentParser, **more: Any) -> None:
    parser.add_argument("--country", choices=COUNTRIES, help=_("LS for Lesotho, KE for Kenya"), **more)


def _create(commands: Any, group: str, text: str, run: str, more: str) -> argparse.ArgumentParser:
    parts = commands.add_parser(group, help=text, description=text[:1].upper() + text[1:] + ".")
    made = _command(
        parts.add_subparsers(required=True, parser_class=_Words, metavar="create"),
        "create",
        text,
        run,
        more=more,
    )
    made.add_argument(
        "folder", metavar="OFFICE", help=_("the folder for the office: a new one, or one that is empty")
    )
    return made


def _office(commands: Any) -> None:
    more = 'caseapp office create mokhotlong.office --name "Mokhotlong field office" --code MKG --country LS'
    create = _create(commands, "office", _("make a new office, with you as its administrator"), "run_office",
                     _("For example:") + f"\n  {more}")  # fmt: skip
    create.add_argument("--name", required=True, help=_("the name of the office, as people call it"))
    create.add_argument(
        "--code",
        required=True,
        help=_("2 to 4 capital letters, like MKG; it begins every case number: MKG-26-A0001"),
    )
    _country(create, required=True)
    spoken = ", ".join(f"{code} {LANGUAGES[code]}" for code in offered())
    create.add_argument("--language", choices=offered(), default="en", help=spoken)
    create.add_argument(
        "--admin", default="admin", metavar="USER", help=_("the administrator's sign-in name")
    )
    create.add_argument(
        "--admin-name", default="Administrator", metavar="NAME", help=_("the administrator's name")
    )


def _demo(commands: Any) -> None:
    more = "caseapp demo create build/demo --country KE --people 1000"
    create = _create(commands, "demo", _("make an office of invented people, to try things out"), "run_demo",
                     _("For example:") + f"\n  {more}")  # fmt: skip
    _country(create, default="LS")
    create.add_argument("--people", type=_whole, default=500, metavar="N", help=_("how many people: 500"))
    text = _("any number: the same one makes the same people again")
    create.add_argument("--seed", type=_whole, default=1, metavar="S", help=text)


def _people(commands: Any) -> None:
    more = (
        _("The file holds one person, or a list of them, all of whom are put on file or nobody:")
        + f"\n  {PERSON}\n"
        + _("caseapp fields tells the name of every field.")
    )
    text = _("put people on file and open their cases")
    register = _command(commands, "register", text, "run_register", staff=True, more=more)
    register.add_argument("file", metavar="FILE.json", help=_("the file to read; - for what is piped in"))
    fields = _command(commands, "fields", _("tell the fields of a registration, for FILE.json"), "run_fields")
    _country(fields, default="LS")
    text = _("find people, however the name is spelt; the best fit comes first")
    find = _command(commands, "find", text, "run_find", staff=True)
    find.add_argument("text", nargs="+", metavar="TEXT", help=_("a name, phone, number or place"))
    text = _("show so many at most: 10, or up to {most}").format(most=MOST_FOUND)
    find.add_argument("--limit", type=_some, default=10, metavar="N", help=text)


def _papers(commands: Any) -> None:
    for name, text, what, of in (
        ("summary", _("write a case summary as PDF"), "CASE", _("the case number, like MKG-26-A0014-F")),
        (
            "letter", _("write a referral letter as PDF"), "REFERRAL",
            _("the referral number, like MKG-R-26-A0003-1"),
        ),
    ):  # fmt: skip
        paper = _command(commands, name, text, f"run_{name}", staff=True)
        paper.add_argument("number", metavar=what, help=of)
        paper.add_argument("-o", "--output", required=True, metavar="F.pdf", help=_("the file to write"))


def _care(commands: Any) -> None:
    text = _("check that the data file and the journal are whole")
    _command(commands, "verify", text, "run_verify", staff=True)
    backup = _command(commands, "backup", _("make a backup now and check it"), "run_backup", staff=True)
    backup.add_argument("--to", metavar="DIR", help=_("copy it to this folder as well, on another disk"))
    text = _("put a backup in the place of an office, or into a new folder")
    restore = _command(commands, "restore", text, "run_restore")
    restore.add_argument("backup", metavar="BACKUP", help=_("the backup: a file that ends in .casebackup"))
    restore.add_argument("folder", metavar="OFFICE", help=_("the office's folder, or one that is new"))
    restore.add_argument("--user", required=True, metavar="USER", help=_("your sign-in name"))
    text = _("make a new office from what a damaged one still holds and its newest backup")
    salvage = _command(commands, "salvage", text, "run_salvage", staff=True)
    salvage.add_argument("--out", required=True, metavar="DIR", help=_("the folder for the new office"))


def _whole(typed: str) -> int:
    """A whole number. Raises ArgumentTypeError."""
    if not typed.removeprefix("-").isdecimal() or len(typed) > 18:
        raise argparse.ArgumentTypeError(_("choose a whole number"))
    return int(typed)


def _some(typed: str) -> int:
    """A number of people to show. Raises ArgumentTypeError."""
    if not typed.isdecimal() or not 1 <= int(typed) <= MOST_FOUND:
        raise argparse.ArgumentTypeError(_("choose a number from 1 to {most}").format(most=MOST_FOUND))
    return int(typed)
