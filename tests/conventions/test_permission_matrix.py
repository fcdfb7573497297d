"""Every published action as every role: who may is written down in `role_matrix.json`, and nobody else gets through.

A new action fails here until somebody decided who may do it: run this file as a script to add its row, then look at it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caseapp.core.errors import PermissionDenied
from caseapp.core.permissions import ACTIONS, Permission
from caseapp.features import import_actions
from caseapp.features.office.queries import roles

MATRIX = Path(__file__).with_name("role_matrix.json")
import_actions()


def matrix() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(MATRIX.read_text("utf-8"))
    return found


def test_every_action_has_a_row_and_every_row_an_action():
    assert sorted(matrix()) == sorted(ACTIONS)


@pytest.mark.parametrize("role", sorted(roles()))
def test_the_roles_allow_what_the_matrix_says(role):
    allowed = {name for name, who in matrix().items() if role in who}
    assert {name for name, a in ACTIONS.items() if a.requires in roles()[role].permissions} == allowed


@pytest.mark.parametrize("role", sorted(roles()))
def test_whoever_may_not_is_refused_below_the_window_and_it_is_journalled(role, database, actors):
    refused = [a for name, a in sorted(ACTIONS.items()) if role not in matrix()[name]]
    actor = actors[role]
    for action in refused:
        with pytest.raises(PermissionDenied) as denied, database.look(actor) as uow:
            action.function(uow)
        assert denied.value.action == action.name
    with database.read_engine.connect() as connection:
        entries = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE action = 'refused'").scalar()
    assert entries == len(refused)


def test_every_permission_is_asked_for_and_given_to_somebody():
    asked = {a.requires for a in ACTIONS.values()}
    beyond_actions = {  # asked inside an action, for a part of its answer or a level of a paper
        Permission.PERSON_IDENTIFY, Permission.PRINT_FULL, Permission.RESTRICTED_READ, Permission.BREAK_GLASS,
        Permission.EXPORT, Permission.RESTORE,
    }  # fmt: skip
    assert set(Permission) - asked <= beyond_actions
    assert set().union(*(r.permissions for r in roles().values())) == set(Permission)


def test_an_administrator_reads_no_case_content():
    case_content = (
        "person",
        "case",
        "plan",
        "grant",
        "referral",
        "mhpss",
        "followup",
        "assessment",
        "restricted",
    )
    assert not [p for p in roles()["admin"].permissions if p.split(":")[0] in case_content]


if __name__ == "__main__":
    rows = {
        name: [code for code, role in roles().items() if action.requires in role.permissions]
        for name, action in sorted(ACTIONS.items())
    }
    MATRIX.write_text(
        "{\n" + ",\n".join(f'  "{n}": {json.dumps(w)}' for n, w in rows.items()) + "\n}\n", "utf-8"
    )
