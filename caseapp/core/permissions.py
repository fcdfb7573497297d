"""What an actor may do. Checked by services and queries; the window only asks in order to grey things out.

Roles are data (`db/seed/roles.json`); the permissions they are made of are named here, each checked by at least one action.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from msgspec import Struct

from caseapp.core.errors import PermissionDenied
from caseapp.core.i18n import _


class Permission(StrEnum):
    OFFICE_READ = "office:read"  # name, letterhead, who works here
    OFFICE_SETTINGS = "office:settings"
    STAFF_MANAGE = "staff:manage"
    BACKUP = "office:backup"
    RESTORE = "office:restore"
    VERIFY = "office:verify"
    JOURNAL_READ = "journal:read"
    OWN_WORK = "own:work"  # drafts, own passphrase
    PROGRAMME_READ = "programme:read"
    PROGRAMME_WRITE = "programme:write"
    PERSON_READ = "person:read"
    PERSON_IDENTIFY = "person:identify"  # sees names, phones and numbers; without it only pseudonyms
    PERSON_WRITE = "person:write"
    PERSON_FIND = "person:find"
    PERSON_MERGE = "person:merge"  # make one record of two, and take that back
    RESTRICTED_READ = "restricted:read"
    BREAK_GLASS = "restricted:break-glass"
    CASE_READ = "case:read"
    CASE_WRITE = "case:write"
    CASE_ASSIGN = "case:assign"
    CASE_APPROVE = "case:approve"  # closures and reopenings
    RETENTION = "retention:propose"  # whether records of cases closed long ago are kept
    HISTORY_READ = "case:history"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_WRITE = "assessment:write"
    INSTRUMENT_MANAGE = "instrument:manage"  # import questionnaires and weights
    PLAN_READ = "plan:read"
    PLAN_WRITE = "plan:write"
    PLAN_APPROVE = "plan:approve"
    GRANT_READ = "grant:read"
    GRANT_APPLY = "grant:apply"
    GRANT_SCORE = "grant:score"  # a sheet of points in the committee
    GRANT_APPRAISE = "grant:appraise"
    GRANT_APPROVE = "grant:approve"
    GRANT_PAY = "grant:pay"
    DIRECTORY_READ = "directory:read"
    DIRECTORY_WRITE = "directory:write"
    REFERRAL_READ = "referral:read"
    REFERRAL_WRITE = "referral:write"
    MHPSS_STATUS = "mhpss:status"  # that support exists and the next date, nothing else
    MHPSS_READ = "mhpss:read"
    MHPSS_WRITE = "mhpss:write"
    MHPSS_SIGN_OFF = "mhpss:sign-off"  # told of imminent danger by case number alone, and signs it off
    FOLLOWUP_READ = "followup:read"
    FOLLOWUP_WRITE = "followup:write"
    FOLLOWUP_CALENDAR = "followup:calendar"  # own dates as a calendar file, case numbers only
    COMMUNITY_READ = "community:read"
    COMMUNITY_WRITE = "community:write"
    CASELOAD_READ = "caseload:read"
    APPROVALS_READ = "approvals:read"
    REPORT_READ = "report:read"  # figures, as far as the reader's rows go
    REPORT_WRITE = "report:write"  # narratives, figures by hand, freezing a period
    PRINT = "paper:print"
    PRINT_FULL = "paper:print-full"  # redaction level 0
    EXPORT = "export"


class Scope(StrEnum):
    """Which rows an actor's questions can ever return."""

    OWN = "own"
    TEAM = "team"
    OFFICE = "office"


class Actor(Struct, frozen=True):
    """Who acts: a member of staff with the permissions of the role held at this moment."""

    id: str
    name: str
    permissions: frozenset[Permission]
    role: str = ""
    login: str = ""
    team: str = ""
    scope: Scope = Scope.OFFICE
    compartments: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()  # people and cases opened in an emergency, by key
    covers: frozenset[str] = frozenset()  # colleagues who are away and whose cases this actor looks after
    put_aside: frozenset[str] = frozenset()  # people and cases in the bin, by key: no question finds them
    veiled: frozenset[str] = frozenset()  # the same while figures are counted: a number stands for a name
    covers_all: frozenset[str] = frozenset()  # of those, where the restricted ones are meant too

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def names(self, person_id: str) -> bool:
        """Whether this actor reads the name of a person, not the number alone."""
        return self.can(Permission.PERSON_IDENTIFY) and person_id not in self.veiled


class HasActor(Protocol):
    @property
    def actor(self) -> Actor: ...


class Action(Struct, frozen=True):
    """A published function of a service or of queries. `writes` is False for queries."""

    name: str
    requires: Permission
    function: Callable[..., Any]


ACTIONS: dict[str, Action] = {}
P = ParamSpec("P")
R = TypeVar("R")
U = TypeVar("U", bound=HasActor)
Published = Callable[Concatenate[U, P], R]


def action(name: str, *, requires: Permission) -> Callable[[Published[U, P, R]], Published[U, P, R]]:
    """Publish a function of a service or of queries; refuse to run it for an actor without the permission.

    The refusal is journalled by the unit of work that it ends; the outermost action names the journal entries of its work.
    """

    def decorate(function: Published[U, P, R]) -> Published[U, P, R]:
        @functools.wraps(function)
        def guarded(uow: U, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not uow.actor.can(requires):
                raise PermissionDenied(
                    _("Your role does not allow this. Nothing was changed. Ask your supervisor."), name
                )
            started, ended = getattr(uow, "begin_action", None), getattr(uow, "end_action", None)
            if started:
                started(name)
            answer = function(uow, *args, **kwargs)
            if ended:
                ended(name)
            return answer

        if name in ACTIONS:
            raise ValueError(f"two actions are called {name}")
        ACTIONS[name] = Action(name, requires, guarded)
        return guarded

    return decorate
