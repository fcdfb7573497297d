"""Cases that change hands: a colleague who asks, one who declines, a caseload handed over, contacts agreed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from caseapp.data.uow import UnitOfWork
from caseapp.demo.life import SUPERVISOR, Setting
from caseapp.demo.pool import texts
from caseapp.demo.stage import Scene, When
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases import transfers
from caseapp.features.cases.queries import CaseFilter, CaseRow
from caseapp.features.supervision import handover

GIVEN = 3  # cases of the caseload that was handed over


def scenes(setting: Setting) -> Iterator[Scene]:
    """What happened with cases as a whole in the last weeks."""
    if len(setting.team) > 2:
        yield from (_asked(setting), _declined(setting), _handed_over(setting), _agreed(setting))


def _ago(setting: Setting, days: int, login: str) -> When:
    return When(setting.today - timedelta(days=days), login)


def _asked(setting: Setting) -> Scene:
    """A colleague asks the one who walks through the program: it waits on My day."""
    mine, colleague = setting.team[0], setting.team[1]
    uow = yield _ago(setting, 2, colleague)
    for case in open_cases(uow)[:1]:
        transfers.ask(uow, case.id, {"to": setting.staff[mine], "why": texts()["transfers"][0]})


def _declined(setting: Setting) -> Scene:
    mine, colleague = setting.team[0], setting.team[2]
    uow = yield _ago(setting, 6, mine)
    asked = [transfers.ask(uow, case.id, {"to": setting.staff[colleague], "why": texts()["transfers"][1]})
             for case in open_cases(uow)[-1:]]  # fmt: skip
    uow = yield _ago(setting, 4, colleague)
    for one in asked:
        transfers.decline(uow, one.id, {"answer": texts()["transfer_answers"][0]})


def _handed_over(setting: Setting) -> Scene:
    """Somebody went on leave for a month; the sheet can be printed again."""
    giver, taker = setting.staff[setting.team[-1]], setting.staff[setting.team[-2]]
    uow = yield _ago(setting, 21, SUPERVISOR)
    given = cases.page(uow, None, GIVEN, only=CaseFilter(caseworker_id=giver)).rows
    uow.action = ""
    if given:
        raw = {"why": texts()["transfers"][1], "until": setting.today + timedelta(days=9)}
        handover.hand_over(uow, giver, {case.id: taker for case in given}, raw)


def _agreed(setting: Setting) -> Scene:
    """Another interval than the risk asks for, with the reason."""
    uow = yield _ago(setting, 10, setting.team[0])
    for case in open_cases(uow)[1:2]:
        casework.set_interval(uow, case.id, {"contact_days": 21, "contact_why": texts()["later"][0]})


def open_cases(uow: UnitOfWork) -> list[CaseRow]:
    """Own open cases that are in nobody's way: not restricted, nobody asked to close them."""
    found = cases.page(uow, None, 40, only=CaseFilter(caseworker_id=uow.actor.id)).rows
    views = [(row, cases.case(uow, row.id)) for row in found]
    uow.action = ""  # looking names no entry of the journal
    return [row for row, view in views if not view.person.restricted and not view.closing_asked_on]
