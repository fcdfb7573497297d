"""Closed lists that the program's rules know by name. Lists an office can change are data: `core/codes.py`."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from caseapp.core.i18n import _


class Choice(StrEnum):
    """A member has a code (stored) and a label (shown): `FEMALE = "f", N_("Female")`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label or code
        return member

    def shown(self) -> str:
        """The label in the current language."""
        return _(self.label)
