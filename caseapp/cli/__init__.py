"""The command line: the same services as the window, without one.

Exit code 0, or 2 with one plain sentence on the error stream. With `--json` the answer is one JSON value on the output;
trouble is told in the same way with and without it, and leaves the output empty. The passphrase comes from
CASEAPP_PASSPHRASE or a prompt, never from an argument: arguments can be read by every user of the machine.

Where to look: `words` what can be typed and its help, `asking` the passphrase, `commands` what is done.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from caseapp.cli.asking import passphrase
from caseapp.cli.words import TROUBLE, read
from caseapp.core.errors import Cancelled, Invalid, UserError
from caseapp.core.i18n import _
from caseapp.core.process import harden

__all__ = ["main", "passphrase", "problems_text"]

OK = 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or the window when there is none. Returns the exit code."""
    harden()
    _any_script()
    try:
        options = read(argv)
    except SystemExit as said:  # the help and the version are told, or what was typed wrongly
        return said.code if isinstance(said.code, int) else OK
    if options.command is None:
        from caseapp.app import run_window

        return run_window(Path(options.office) if options.office else None)
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        return _told(options)
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


def _told(options: argparse.Namespace) -> int:
    from caseapp.cli import commands

    said = getattr(commands, options.run)(options)
    print(json.dumps(said.answer, ensure_ascii=False, default=str) if options.json else "\n".join(said.lines))
    sys.stdout.flush()
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
