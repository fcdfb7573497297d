"""What happened on a case is told as somebody would say it: no names of fields, no codes, nothing twice."""

from __future__ import annotations

import pytest

from caseapp.core.permissions import ACTIONS
from caseapp.data.base import Base
from caseapp.features.cases import service
from caseapp.features.cases.timeline import timeline
from caseapp.features.followups import service as followups
from caseapp.features.office.wording import chips, fields_of
from caseapp.features.plans import service as plans
from caseapp.features.reports.summary import summary_of


@pytest.fixture
def told(database, caseworker, make_case):
    """Do something on a case; the newest lines of its timeline come back as (chip, text)."""
    case = make_case(return_country="ZA", needs="debt")

    def tell(service, *args, actor=caseworker, **kw):
        with database.work(actor) as uow:
            service(uow, case.id, *args, **kw)
        with database.look(actor) as uow:
            return [(h.chip, h.text) for h in timeline(uow, case.id).rows]

    return tell


def test_an_opened_case_says_who_came_and_from_where(told):
    lines = told(service.add_note, {"text": "Was here."})
    assert lines[0] == ("Note", "Was here.")
    assert lines[-1] == ("Opened", "Returnee · South Africa")


def test_another_risk_says_what_it_was_before_and_why(told):
    assert told(service.set_risk, {"risk": "high", "risk_reason": "threats"})[0] == (
        "Risk",
        "Medium → High · threats",
    )


def test_a_visit_says_what_it_was_about_and_how_it_went(told):
    typed = {"kind": "business_visit", "purpose": "check 2", "mode": "visit", "outcome": "met", "note": "140 hens.",
             "next_on": "2026-08-25"}  # fmt: skip
    lines = told(followups.record, typed)
    assert ("Follow-up", "Business visit: check 2 · Met or spoken to · 140 hens.") in lines
    assert ("Planned", "General follow-up · 25 Aug 2026") in lines
    assert all(text for _chip, text in lines)  # the case's own dates are no news


def test_a_need_is_told_in_words(told):
    lines = told(plans.set_need, "debt", {"level": "high", "no_goal_why": "The family helps."})
    assert lines[0] == ("Need", "Debt, also from migration · High · The family helps.")


def test_a_case_given_to_somebody_names_them(told, actors, supervisor):
    lines = told(service.assign, actors["caseworker2"].id, actor=supervisor)
    assert lines[0] == ("Assigned", actors["caseworker2"].name)


def test_a_paper_is_called_what_it_is(told):
    assert told(summary_of, 1)[0] == ("Printed", "Case summary")


def test_what_is_told_of_an_action_are_columns_there_are():
    columns = {c.name for m in Base.registry.mappers for c in m.local_table.columns} | {"paper"}
    for action, (_words, tone, *fields) in chips().items():
        assert tone in ("neutral", "brand", "ok", "warn", "bad", "private")
        assert set(*fields) <= columns, action


def test_every_action_that_is_told_of_is_one_there_is():
    assert {
        a for a in chips() if a.partition(".")[0] in ("case", "plan", "followup", "referral", "grant")
    } <= (set(ACTIONS) | {"case.seen", "case.lost", "followup.missed"})


def test_the_fields_of_every_table_are_found_wherever_its_models_lie():
    assert {
        t for t in ("person", "case", "grant", "plan_activity", "followup", "referral") if not fields_of(t)
    } == set()
