"""Every shortcut of the program, once: the window, the help and the tests read this list."""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.core.i18n import N_


@dataclass(frozen=True)
class Key:
    """`code` names what it does; several keys may do the same."""

    code: str
    keys: tuple[str, ...]
    text: str


KEYS = (
    Key("find", ("Ctrl+K",), N_("Find a person, a case or a page")),
    Key("register", ("Ctrl+N",), N_("Register a person")),
    Key("save", ("Ctrl+S",), N_("Save")),
    Key("undo", ("Ctrl+Z",), N_("Undo typing")),
    Key("redo", ("Ctrl+Y",), N_("Redo typing")),
    Key("lock", ("Ctrl+L",), N_("Lock now; what you typed is kept")),
    Key("switch", ("Ctrl+Shift+L",), N_("Let somebody else sign in")),
    Key("filter", ("Ctrl+F",), N_("Filter this list")),
    Key("edit", ("F2",), N_("Edit")),
    Key("refresh", ("F5",), N_("Look again")),
    Key("help", ("F1",), N_("Help for this page")),
    Key("blur", ("F12",), N_("Hide the page from other eyes")),
    Key("print", ("Ctrl+P",), N_("Print")),
    *(Key(f"section{n}", (f"Ctrl+{n}",), N_("Go to section {n}").replace("{n}", str(n))) for n in range(1, 10)),
    Key("back", ("Alt+Left",), N_("Back")),
    Key("forward", ("Alt+Right",), N_("Forward")),
    Key("larger", ("Ctrl++", "Ctrl+="), N_("Larger text")),
    Key("smaller", ("Ctrl+-",), N_("Smaller text")),
    Key("close", ("Esc",), N_("Close what lies on top; nothing is lost")),
)
NATIVE = frozenset({"undo", "redo", "close"})  # Qt's own editors and dialogs answer these
