"""A questionnaire or weights from their file, by command."""

from __future__ import annotations

import pytest

from caseapp.core import instruments
from tests.core.test_instrument_files import SMALL, weights_text


@pytest.fixture(autouse=True)
def shipped_only():
    yield
    instruments.forget()


@pytest.fixture
def file(tmp_path):
    def put(text):
        path = tmp_path / "own.json"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_a_questionnaire_and_weights_are_taken(run, shared, file):
    told = run("questionnaire", shared, "--user", "supervisor", file(SMALL), "--json").answer
    assert told == {"code": "small", "version": "1", "title": "Small", "questions": 2}
    told = run("questionnaire", shared, "--user", "admin", file(weights_text()), "--json").answer
    assert told["scored_again"] >= 0


def test_every_problem_is_told_with_its_line_and_nothing_is_taken(refused, run, office, file):
    bad = file(SMALL.replace('"item": "a"', '"item": "z"').replace('"level": "bad"', '"level": "awful"'))
    said = refused("questionnaire", office, "--user", "supervisor", bad)
    assert said.startswith("file: Line ") and "awful" not in said and "should be one of" in said
    assert "Line 1:" in refused("questionnaire", office, "--user", "supervisor", file("{"))
    assert "cannot be read" in refused("questionnaire", office, "--user", "supervisor", "nowhere.json")
    assert (
        run("questionnaire", office, "--user", "supervisor", file(SMALL)).out == "In use from now on: Small\n"
    )


def test_not_for_every_role(refused, office, file):
    assert "role" in refused("questionnaire", office, "--user", "caseworker", file(SMALL))
