"""Closed cases as supervision's own tests make them, and demo offices with keys, for what takes a whole office."""

from __future__ import annotations

import shutil

import pytest

from tests.demo.conftest import PEOPLE, TOLD, make
from tests.features.grants.conftest import add_line, line, make_grant
from tests.features.mhpss.conftest import hold
from tests.features.referrals.conftest import case, draft, ministry, partner, sent
from tests.features.retention.offices import years_later
from tests.features.supervision.conftest import closed, do, inbox, look

__all__ = [
    "add_line", "case", "closed", "do", "draft", "hold", "inbox", "line", "look", "make_grant", "ministry", "partner", "sent",
]  # fmt: skip


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("retention") / "office", "LS", PEOPLE, 1, TOLD)


@pytest.fixture
def later(made, tmp_path):
    """The demo office of Lesotho 800 days on: every closed case is due."""
    site = years_later(shutil.copytree(made, tmp_path / "office"))
    yield site
    site.office.close()
