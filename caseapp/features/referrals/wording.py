"""The words a person consents to on the letter. The office's own text wins; nothing unapproved goes on paper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from caseapp.core import codes
from caseapp.core.i18n import LANGUAGES
from caseapp.core.paths import resource

SETTING = "referral.consent"  # in the office's settings: {language: text its native reader approved}


class Wording(Struct, frozen=True):
    """A consent text in one language; `name` is the language as its speakers call it."""

    language: str
    name: str
    text: str


@cache
def shipped() -> Mapping[str, Mapping[str, Any]]:
    """The texts that come with the program, by ISO 639-1 code: proposals but for English."""
    raw = json.loads(resource("templates", "referral_consent.json").read_text("utf-8"))
    return {code: entry for code, entry in raw.items() if isinstance(entry, dict)}


def lead() -> str:
    """The line above the consent: how it is read."""
    return str(shipped()["en"]["lead"])


def wordings(settings: Mapping[str, Any], spoken: Iterable[str]) -> tuple[Wording, ...]:
    """English first, then the texts approved for the languages the person speaks (codes of the list `languages`)."""
    own = settings.get(SETTING)
    approved = {code: entry["text"] for code, entry in shipped().items() if entry["approved"]}
    approved |= own if isinstance(own, dict) else {}
    wanted = ["en", *(_iso(code) for code in spoken)]
    return tuple(
        Wording(code, _name(code), approved[code]) for code in dict.fromkeys(wanted) if code in approved
    )


def _iso(code: str) -> str:
    found = codes.get("languages", code)
    return str(found.extra.get("iso1", "")) if found else ""


def _name(code: str) -> str:
    return str(shipped().get(code, {}).get("name") or LANGUAGES.get(code, code))
