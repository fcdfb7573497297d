"""Closed cases as supervision's own tests make them, and demo offices with keys, for what takes a whole office."""

from __future__ import annotations

from tests.features.grants.conftest import add_line, line, make_grant
from tests.features.mhpss.conftest import hold
from tests.features.referrals.conftest import case, draft, ministry, partner, sent
from tests.features.supervision.conftest import closed, do, inbox, look

__all__ = [
    "add_line", "case", "closed", "do", "draft", "hold", "inbox", "line", "look", "make_grant", "ministry", "partner", "sent",
]  # fmt: skip
