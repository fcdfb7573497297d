"""Errors meant for the user. Anything else that escapes is a bug and goes to the crash report.

A `UserError` is the world's fault: its text says in plain words what happened, whether the work is safe and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """Shown as it is; never logged as a bug."""


class PermissionDenied(UserError):
    """The actor's role does not allow this. `action` is the name under which the refusal is journalled."""

    def __init__(self, text: str, action: str = "") -> None:
        super().__init__(text)
        self.action = action


class NotFound(UserError):
    """No such record, or none that this actor may know of: the two are told apart nowhere."""


class Invalid(UserError):
    """Values that cannot be saved: `problems` maps a field name to the sentence shown under that field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class Refused(UserError):
    """A rule of the casework forbids this step now (maker is not approver, over the amount, wrong stage).

    `action` is set by the unit of work that it ends: the name under which the refusal is journalled.
    """

    action = ""


class EditConflict(UserError):
    """Two people changed the same fields. `fields` maps each to (what was read, what is stored now, what was typed)."""

    def __init__(self, text: str, fields: Mapping[str, tuple[object, object, object]]) -> None:
        super().__init__(text)
        self.fields = dict(fields)


class Cancelled(Exception):
    """Raised inside a job at its next progress step after the user pressed Cancel."""


# --- the office file and the machine it lies on


class WrongPassphrase(UserError):
    """The name and passphrase do not open this office. `tries_left` before a wait of `next_wait` seconds."""

    def __init__(self, text: str, tries_left: int = 0, next_wait: int = 0) -> None:
        super().__init__(text)
        self.tries_left = tries_left
        self.next_wait = next_wait


class SlowDown(UserError):
    """Too many wrong tries: wait `seconds` before the next one."""

    def __init__(self, text: str, seconds: int) -> None:
        super().__init__(text)
        self.seconds = seconds


class KeyFileDamaged(UserError): ...


class DataFileDamaged(UserError): ...


class OfficeMissing(UserError): ...


class NewerVersion(UserError): ...


class OfficeInUse(UserError): ...


class DiskFull(UserError): ...


class ReadOnlyPlace(UserError): ...


class Busy(UserError): ...
