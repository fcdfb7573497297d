"""Words in the user's language. `_` where text is shown, `N_` where it is declared at import, `n_` for counted things."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from caseapp.core.paths import bundle_dir

LANGUAGES = {"en": "English", "st": "Sesotho", "sw": "Kiswahili", "so": "Soomaali", "ar": "العربية"}
DRAFTS = frozenset({"st", "sw", "so", "ar"})  # no native reader has approved these yet
RIGHT_TO_LEFT = frozenset({"ar", "x-mirror"})
PSEUDO = "x-pseudo"
DOMAIN = "caseapp"

_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_listeners: list[Callable[[], None]] = []
_spoken: ContextVar[tuple[str, gettext.NullTranslations] | None] = ContextVar("spoken", default=None)


def N_(text: str) -> str:
    """Marks text declared at import time; whoever shows it calls `_`."""
    return text


def _(text: str) -> str:
    """The text in the current language, or itself where there is no translation yet."""
    if not text:
        return text
    code, translation = _spoken.get() or (_language, _translation)
    if code == PSEUDO:
        return f"[{text}{'~' * (len(text) * 2 // 5)}]"
    return translation.gettext(text)


def n_(one: str, many: str, count: int, **values: object) -> str:
    """The form of a counted text that fits `count`, with {count} and other values filled in."""
    code, translation = _spoken.get() or (_language, _translation)
    text = _(one if count == 1 else many) if code == PSEUDO else translation.ngettext(one, many, count)
    return text.format(count=count, **values)


def set_language(code: str) -> None:
    """Switch the language for everything shown from now on and tell those who listen."""
    global _translation, _language
    _language = code
    _translation = _catalogue(code)
    for listener in list(_listeners):
        listener()


def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(_folder()), [code], fallback=True)


def _folder() -> Path:
    return bundle_dir() / "resources" / "locale"


def offered() -> tuple[str, ...]:
    """The codes of the languages this program speaks: English, and those that have a catalogue."""
    return tuple(
        c for c in LANGUAGES if c == "en" or (_folder() / c / "LC_MESSAGES" / f"{DOMAIN}.mo").exists()
    )


def language_name(code: str) -> str:
    """What a language calls itself, and that it is a draft where no native reader has approved it yet."""
    name = LANGUAGES.get(code, code)
    return _("{language} (draft)").format(language=name) if code in DRAFTS else name


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Another language for what runs inside, in this thread only: a paper in the client's language."""
    token = _spoken.set((code, _catalogue(code)))
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The code of the current language."""
    return (_spoken.get() or (_language, None))[0]


def is_right_to_left() -> bool:
    return language() in RIGHT_TO_LEFT


def on_language_change(listener: Callable[[], None]) -> None:
    _listeners.append(listener)
