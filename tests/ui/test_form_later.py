"""Sections that can wait: made when first opened, and nothing of them is lost before."""

from __future__ import annotations

import pytest

from caseapp.core.errors import Invalid
from caseapp.core.fields import Field, Form, Section
from caseapp.ui.form import FormWidget

NOW = Section("now", "Now", (Field("name", "text", "Name", required=True),))
LATER = Section(
    "later", "Later",
    (Field("count", "int", "How many"), Field("likes", "choices", "Likes", codes="strengths"), Field("since", "date", "Since")),
    later=True,
)  # fmt: skip
FORM = Form("waiting", "Waiting", (NOW, LATER))
DRAFT = {"name": "Thabo", "count": 3, "likes": ["literate"], "since": "2026-08-01"}


@pytest.fixture
def form(qtbot):
    widget = FormWidget(FORM)
    qtbot.addWidget(widget)
    return widget


def made(form):
    return bool(form.sections["later"].cells)


def test_it_is_made_when_somebody_opens_it(form):
    assert not made(form) and form.raw_values() == {"name": "", "count": None, "likes": None, "since": None}
    form.show_section("later")
    assert made(form) and form.current_section() == "later"


def test_a_draft_is_held_until_then_and_counted(form):
    form.set_values(DRAFT)
    assert not made(form) and form.filled("later") == 3
    assert {n: form.raw_values()[n] for n in ("count", "likes")} == {"count": 3, "likes": ["literate"]}
    assert form.clean()["likes"] == ("literate",)
    before = form.clean()
    form.show_section("later")
    assert form.clean() == before and form.cells["count"].editor.line.text() == "3"


def test_a_field_of_it_is_at_hand_by_its_name(form):
    form.cells["count"].editor.show_value(5)
    assert made(form) and form.raw_values()["count"] == 5
    with pytest.raises(KeyError):
        form.cells["nothing"]


def test_trouble_in_it_opens_it(form):
    form.set_values({"name": "Thabo", "count": "many"})
    with pytest.raises(Invalid):
        form.clean()
    assert made(form) and form.current_section() == "later"
    assert "whole number" in form.cells["count"].said.text()


def test_emptying_the_form_forgets_what_was_held(form):
    form.set_values(DRAFT)
    form.set_values({})
    assert form.filled("later") == 0 and form.raw_values()["count"] is None


def test_a_sheet_shows_everything_at_once(qtbot):
    whole = FormWidget(FORM, all_sections=True)
    qtbot.addWidget(whole)
    assert made(whole)
