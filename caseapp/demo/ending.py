"""Records whose time is over: one kept on purpose is asked for, one to remove, one lies in the bin and one is ready to go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from caseapp.data.uow import UnitOfWork
from caseapp.demo.life import SUPERVISOR, Setting
from caseapp.demo.pool import texts
from caseapp.demo.stage import Scene, When
from caseapp.features.office import service as office
from caseapp.features.office.opening import follow_settings
from caseapp.features.retention import queries, service
from caseapp.features.retention.aside import count_put_aside
from caseapp.features.retention.models import RemovalReason

ADMIN, FOCAL = "admin", "focal"
YEARS = 1  # this office's own rule, so that its records come up
BEGUN = 45  # days ago


def scenes(setting: Setting) -> Iterator[Scene]:
    """The rule first; then what was proposed and decided by it, where any record is old enough."""
    follow_settings(
        setting.stage.database
    )  # nobody opened this office: its rule and its bin count from here on
    count_put_aside(setting.stage.database)
    yield _rule(setting)
    yield _removed(setting, 38, RemovalReason.TIME_OVER)
    yield _removed(setting, 12, RemovalReason.ASKED)
    yield _asked(setting)


def _ago(setting: Setting, days: int, login: str) -> When:
    return When(setting.today - timedelta(days=days), login)


def _rule(setting: Setting) -> Scene:
    uow = yield _ago(setting, BEGUN, ADMIN)
    office.set_rule(uow, "retention.years", YEARS)


def _removed(setting: Setting, days: int, reason: RemovalReason) -> Scene:
    """Proposed, and agreed to a day later: it lies in the bin since."""
    uow = yield _ago(setting, days, FOCAL)
    asked = [service.propose_removal(uow, key, {"reason": reason}) for key in _free(uow, 1)]
    uow = yield _ago(setting, days - 1, SUPERVISOR)
    for one in asked:
        service.approve(uow, one.id)


def _asked(setting: Setting) -> Scene:
    """Waiting for the supervisor: one to keep, one to remove."""
    uow = yield _ago(setting, 2, FOCAL)
    for key in _free(uow, 1):
        until = setting.today + timedelta(days=365)
        service.propose(uow, key, {"keep_until": until, "why": texts()["kept_why"]})
    for key in _free(uow, 1):
        service.propose_removal(uow, key, {"reason": RemovalReason.NO_PURPOSE})


def _free(uow: UnitOfWork, count: int) -> list[str]:
    """The longest closed for whom nothing is proposed."""
    found = [row.person.id for row in queries.due(uow, limit=20).rows if row.waiting is None]
    uow.action = ""  # looking names no entry of the journal
    return found[:count]
