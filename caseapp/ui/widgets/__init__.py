"""The small pieces every screen is made of."""

from caseapp.ui.widgets.basics import (
    MenuButton,
    Paragraph,
    button,
    clear,
    column,
    hidden_unless,
    label,
    lean_all,
    menu_button,
    restyle,
    row,
    rule,
    scrolled,
)
from caseapp.ui.widgets.cards import Card, Clickable, Facts, Note, State, StatTile, flow
from caseapp.ui.widgets.marks import Bar, Chip, paint_bar, paint_chip
from caseapp.ui.widgets.stepper import Stepper

__all__ = [
    "Bar",
    "Card",
    "Chip",
    "Clickable",
    "Facts",
    "MenuButton",
    "Note",
    "Paragraph",
    "StatTile",
    "State",
    "Stepper",
    "button",
    "clear",
    "column",
    "flow",
    "hidden_unless",
    "label",
    "lean_all",
    "menu_button",
    "paint_bar",
    "paint_chip",
    "restyle",
    "row",
    "rule",
    "scrolled",
]
