"""The passphrase: from the environment, or typed where nobody sees it."""

from __future__ import annotations

import getpass
import os
import sys

from caseapp.core.errors import UserError
from caseapp.core.i18n import _

VARIABLE = "CASEAPP_PASSPHRASE"


def given() -> str:
    """What CASEAPP_PASSPHRASE holds, or nothing. Raises UserError for what is no text."""
    found = os.environ.get(VARIABLE, "")
    try:
        found.encode()
    except UnicodeEncodeError as error:
        raise UserError(_("CASEAPP_PASSPHRASE holds characters that cannot be read.")) from error
    return found


def passphrase(made_up: bool = False) -> str:
    """From CASEAPP_PASSPHRASE, or asked for. With `made_up`, one is invented when there is none to be had."""
    if found := given():
        return found
    if made_up:
        from caseapp.core.passphrases import generate

        return generate()
    return _typed(_("Passphrase: "))


def new_passphrase() -> str:
    """A passphrase for a new office: typed twice, since nobody could come in with a slip in it."""
    if found := given():
        return found
    first = _typed(_("New passphrase: "))
    if _typed(_("The same once more: ")) != first:
        raise UserError(_("The two are not the same. Nothing was made. Start again."))
    return first


def _typed(words: str) -> str:
    if not sys.stdin.isatty():
        raise UserError(_("No passphrase. Set CASEAPP_PASSPHRASE, or run this where it can ask you."))
    return getpass.getpass(words)
