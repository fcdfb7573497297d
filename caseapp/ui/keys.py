"""Every shortcut of the program, once: the window, the help and the tests read this list."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from PySide6.QtGui import QKeySequence

from caseapp.core.i18n import N_, _


class Key(Struct, frozen=True):
    """`code` names what it does; several keys may do the same. `where`: "" everywhere, else "text" or "list" only."""

    code: str
    keys: tuple[str, ...]
    text: str
    where: str = ""

    def shown(self) -> str:
        """As it is written on this computer's keys: `Ctrl+K`."""
        return QKeySequence(self.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)


def checked(*keys: Key) -> tuple[Key, ...]:
    """The keys as given. Raises ValueError when two share a code or, where both are heard, a sequence.

    Ctrl+Alt is AltGr on many keyboards and types letters there, so no shortcut may use it.
    """
    codes: set[str] = set()
    taken: dict[str, list[Key]] = {}
    for key in keys:
        if key.code in codes:
            raise ValueError(f"two keys are called {key.code}")
        codes.add(key.code)
        for sequence in key.keys:
            rivals = [
                o.code
                for o in taken.get(sequence, ())
                if not o.where or not key.where or o.where == key.where
            ]
            if rivals or "Ctrl+Alt" in sequence:
                raise ValueError(f"{sequence} is not free for {key.code}: {rivals}")
            taken.setdefault(sequence, []).append(key)
    return keys


KEYS = checked(
    Key("find", ("Ctrl+K",), N_("Find a person, a case or a page")),
    Key("register", ("Ctrl+N",), N_("Register a person")),
    Key("save", ("Ctrl+S", "Ctrl+Return"), N_("Save")),
    Key("edit", ("F2",), N_("Edit")),
    Key("filter", ("Ctrl+F",), N_("Filter this list")),
    Key("print", ("Ctrl+P",), N_("Print")),
    Key("refresh", ("F5",), N_("Look again")),
    *(
        Key(f"section{n}", (f"Ctrl+{n}",), N_("Go to section or tab {n}").replace("{n}", str(n)))
        for n in range(1, 10)
    ),
    Key("back", ("Alt+Left",), N_("Back")),
    Key("forward", ("Alt+Right",), N_("Forward")),
    Key("lock", ("Ctrl+L",), N_("Lock now; what you typed is kept")),
    Key("switch", ("Ctrl+Shift+L",), N_("Let somebody else sign in")),
    Key("blur", ("F12",), N_("Hide the page from other eyes")),
    Key("larger", ("Ctrl++", "Ctrl+="), N_("Larger text")),
    Key("smaller", ("Ctrl+-",), N_("Smaller text")),
    Key("help", ("F1", "Ctrl+/"), N_("Help for this page, and all keys")),
    Key("close", ("Esc",), N_("Close what lies on top; nothing is lost")),
    Key("undo", ("Ctrl+Z",), N_("Undo typing"), "text"),
    Key("redo", ("Ctrl+Y",), N_("Redo typing"), "text"),
    Key("open", ("Return",), N_("Open the chosen line"), "list"),
    Key("mark", ("Space",), N_("Mark the chosen line"), "list"),
    Key("copy", ("Ctrl+C",), N_("Copy the chosen lines"), "list"),
    Key("all", ("Ctrl+A",), N_("Choose all lines"), "list"),
    Key("take_back", ("Ctrl+Z",), N_("Take back what was just done to several"), "list"),
)
# Qt's own editors, lists and dialogs answer these.
NATIVE = frozenset({"undo", "redo", "close", "open", "mark", "copy", "all", "take_back"})
PLACES = {"": N_("Everywhere"), "text": N_("While typing"), "list": N_("In a list")}


def shown(code: str) -> str:
    """The key of an action as written on the keys. Raises KeyError for an unknown code."""
    return {key.code: key for key in KEYS}[code].shown()


def listed(keys: Iterable[Key] = KEYS) -> list[tuple[str, list[tuple[str, str]]]]:
    """For the help: where, and there each (key, what it does). Sections 1 to 9 are one line."""
    lines: dict[str, list[tuple[str, str]]] = {where: [] for where in PLACES}
    for key in keys:
        if key.code == "section1":
            lines[key.where].append((f"{key.shown()} … 9", _("Go to a section or tab")))
        elif not key.code.startswith("section"):
            lines[key.where].append((key.shown(), _(key.text)))
    return [(_(PLACES[where]), found) for where, found in lines.items() if found]
