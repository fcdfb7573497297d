"""Words in the user's language. `_` where text is shown, `N_` where it is declared at import, `n_` for counted things."""

from __future__ import annotations

import gettext
from collections.abc import Callable

from caseapp.core.paths import bundle_dir

LANGUAGES = {"en": "English", "st": "Sesotho", "sw": "Kiswahili", "so": "Soomaali", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar", "x-mirror"})
PSEUDO = "x-pseudo"

_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_listeners: list[Callable[[], None]] = []


def N_(text: str) -> str:
    """Marks text declared at import time; whoever shows it calls `_`."""
    return text


def _(text: str) -> str:
    """The text in the current language, or itself where there is no translation yet."""
    if not text:
        return text
    if _language == PSEUDO:
        return f"[{text}{'~' * (len(text) * 2 // 5)}]"
    return _translation.gettext(text)


def n_(one: str, many: str, count: int, **values: object) -> str:
    """The form of a counted text that fits `count`, with {count} and other values filled in."""
    text = _(one if count == 1 else many) if _language == PSEUDO else _translation.ngettext(one, many, count)
    return text.format(count=count, **values)


def set_language(code: str) -> None:
    """Switch the language for everything shown from now on and tell those who listen."""
    global _translation, _language
    _language = code
    _translation = gettext.translation(
        "caseapp", str(bundle_dir() / "resources" / "locale"), [code], fallback=True
    )
    for listener in list(_listeners):
        listener()


def language() -> str:
    """The code of the current language."""
    return _language


def is_right_to_left() -> bool:
    return _language in RIGHT_TO_LEFT


def on_language_change(listener: Callable[[], None]) -> None:
    _listeners.append(listener)
