"""What a feature offers to the program. Each feature's `__init__.py` holds one `FEATURE`; `features/__init__.py` lists them.

Screens and papers are named by text (`module:Class`) and loaded when first shown, so that the command line never
imports Qt and the unlock window never waits for a page.
"""

from __future__ import annotations

import importlib
from typing import Any

from msgspec import Struct

from caseapp.core.permissions import Permission


class PageSpec(Struct, frozen=True):
    """A screen of the main window. `group` "" is the daily part of the navigation, "office" the lower one, "hidden"
    has no entry of its own (a case, a grant). `badge` names a query that returns how many things wait there."""

    code: str
    title: str
    icon: str
    requires: Permission
    target: str
    order: int
    group: str = ""
    badge: str = ""


class TabSpec(Struct, frozen=True):
    """A tab of the case page: a widget class that takes (ctx, case_id). `count` names a query giving the number shown."""

    code: str
    title: str
    requires: Permission
    target: str
    order: int
    count: str = ""
    private: bool = False


class CardSpec(Struct, frozen=True):
    """A card on the overview of the case page; `column` 0, 1 or 2. Same constructor as a tab, with the id of the case or,
    `about` a "person", of the case's person."""

    code: str
    requires: Permission
    target: str
    column: int
    order: int
    about: str = "case"


class PaperSpec(Struct, frozen=True):
    """A paper. About a "case" it stands in the case page's Print menu, and the target is a callable (ctx, case_id) that
    shows it; about "cases" it stands in the menu of the list of cases, and the callable takes (ctx, their keys). About a
    "referral", "grant" or "person" the target names the Document, printed from a page of its own."""

    code: str
    title: str
    requires: Permission
    target: str
    about: str


class BulkSpec(Struct, frozen=True):
    """Something done to several rows of a list at once: a callable (page, rows) that asks, shows what will happen to each
    and does it. `about` is the code of the list."""

    code: str
    title: str
    requires: Permission
    target: str
    about: str
    order: int


class CommandSpec(Struct, frozen=True):
    """An entry of the case page's Add menu: a callable (ctx, case_id) that asks and saves."""

    code: str
    title: str
    requires: Permission
    target: str
    order: int


class Feature(Struct, frozen=True):
    code: str
    models: str = ""
    pages: tuple[PageSpec, ...] = ()
    tabs: tuple[TabSpec, ...] = ()
    cards: tuple[CardSpec, ...] = ()
    papers: tuple[PaperSpec, ...] = ()
    commands: tuple[CommandSpec, ...] = ()
    bulk: tuple[BulkSpec, ...] = ()
    undo_checks: tuple[
        tuple[str, str], ...
    ] = ()  # action -> function (uow, changes) giving a sentence why one row stays
    withdraws: tuple[
        tuple[str, str], ...
    ] = ()  # table -> function (uow, record) that takes back what was added in bulk
    on_open: tuple[
        str, ...
    ] = ()  # functions (database) called when an office was opened, before anybody uses it
    closure_guards: tuple[
        str, ...
    ] = ()  # functions (uow, case_id) giving a sentence while something is unsettled
    closure_wishes: tuple[
        str, ...
    ] = ()  # functions (uow, case_id) naming what a closure should have, or a reason why not
    merge_guards: tuple[
        str, ...
    ] = ()  # functions (uow, person_id) giving a sentence while a decision on this person waits
    sharing: tuple[
        str, ...
    ] = ()  # functions (uow, person_id) giving a sentence on what is shared about somebody now, or None
    case_heard: tuple[
        str, ...
    ] = ()  # functions (uow, case_id, what) told inside the action when a case changes; see cases.service
    tellers: tuple[
        tuple[str, str], ...
    ] = ()  # table -> function (uow, ids) giving words for its records on the timeline: {id: "the partner"}


def load(target: str) -> Any:
    """The object behind `package.module:Name`."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)
