"""High needs are answered or explained; what a plan costs is held against the budget lines of its programme."""

from __future__ import annotations

import pytest

from caseapp.core import instruments
from caseapp.core.errors import Invalid, Refused
from caseapp.features.assessments import service as assessments
from caseapp.features.plans import budget, queries, service
from caseapp.features.plans.models import NeedLevel
from caseapp.features.programmes import queries as programmes
from caseapp.features.programmes import service as programming

GOAL = {"need": "documents", "objective": "An identity card"}
CARD = {"what": "documentation", "cost": "300"}


@pytest.fixture
def line(database, supervisor):
    """A budget line of M 5,000 that pays no grants, in a programme that runs."""
    with database.work(supervisor) as uow:
        programme = programming.add_programme(uow, {
            "code": "T-1", "title": "Help at home", "donor": "Somebody", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        })  # fmt: skip
        key = programming.add_line(uow, programme, {"code": "2.1", "title": "Help in kind", "amount": "5000"})
        programming.add_line(
            uow, programme, {"code": "3.1", "title": "Grants", "amount": "9000", "for_grants": True}
        )
    return key


@pytest.fixture
def plan_of(database, caseworker, make_case):
    def make(cost="300", needs="documents", **activity):
        case = make_case(needs=needs)
        with database.work(caseworker) as uow:
            goal = service.add_goal(uow, case.id, GOAL).goals[0]
            return service.add_activity(uow, goal.id, CARD | {"cost": cost} | activity)

    return make


def submit(database, actor, plan):
    with database.work(actor) as uow:
        return service.submit(uow, plan.id, {"signed_how": "signature"})


def approve(database, actor, plan):
    with database.work(actor) as uow:
        return service.approve(uow, plan.id)


def refuse_above_budget(database):
    values = {f: getattr(database.office, f) for f in database.office.__struct_fields__}
    database.office = type(database.office)(**values | {"rules": {"plan.over_budget": 100}})


def test_a_high_need_without_goal_or_reason_keeps_the_plan_from_the_supervisor(database, caseworker, plan_of):
    plan = plan_of(needs="documents,housing,debt")
    with database.look(caseworker) as uow:
        needs = queries.of_case(uow, plan.case_id).needs
    assert [(n.code, n.level, n.goal, n.unanswered) for n in needs] == [
        ("housing", NeedLevel.HIGH, False, True), ("documents", NeedLevel.MEDIUM, True, False),
        ("debt", NeedLevel.MEDIUM, False, False),
    ]  # fmt: skip
    with pytest.raises(Refused, match="Has no safe place to live"):
        submit(database, caseworker, plan)
    with database.work(caseworker) as uow:
        service.set_need(
            uow, plan.case_id, "housing", {"level": "high", "no_goal_why": "Her brother builds a room."}
        )
    assert submit(database, caseworker, plan).submitted_on


def test_the_caseworker_says_what_presses(database, caseworker, plan_of):
    plan = plan_of(needs="documents,debt")
    with database.work(caseworker) as uow:
        service.set_need(uow, plan.case_id, "debt", {"level": "high"})
    with pytest.raises(Refused, match="Debt"):
        submit(database, caseworker, plan)
    with database.work(caseworker) as uow:
        service.set_need(uow, plan.case_id, "debt", {"level": "low"})
    submit(database, caseworker, plan)


def survey(economic):
    """All answers of the reintegration survey, good ones but for the economic part."""
    form = instruments.load("rss")
    best = {i.code: max((o for o in i.options if o.points is not None), key=lambda o: o.points).value for i in form.items
            if i.dimension}  # fmt: skip
    worst = {i.code: min((o for o in i.options if o.points is not None), key=lambda o: o.points).value for i in form.items
             if i.dimension == "economic"}  # fmt: skip
    chosen = best | (worst if economic == "low" else {})
    return {
        code: [value] if code == "e8" else value
        for code, value in chosen.items()
        if code not in ("p10", "e10")
    }


def test_a_dimension_the_survey_found_low_is_a_high_need_too(database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        raw = {"taken_on": "2026-08-18", "mode": "interview", "language": "eng"}
        assessments.take(uow, case.id, "rss", survey("low"), raw)
    with database.work(caseworker) as uow:
        goal = service.add_goal(uow, case.id, {"dimension": "social", "objective": "A roof"}).goals[0]
        plan = service.add_activity(uow, goal.id, {"what": "housing"})
    with database.look(caseworker) as uow:
        (need,) = queries.of_case(uow, case.id).needs
        assert (need.text, need.unanswered) == ("Low in the survey: Economic", True)
    with pytest.raises(Refused, match="Low in the survey: Economic"):
        submit(database, caseworker, plan)
    with database.work(caseworker) as uow:
        goal = service.add_goal(uow, case.id, {"dimension": "economic", "objective": "An income"}).goals[-1]
        plan = service.add_activity(uow, goal.id, {"what": "tvet"})
    assert submit(database, caseworker, plan).submitted_on


def test_only_needs_on_file_are_weighed(database, caseworker, plan_of):
    plan = plan_of()
    with pytest.raises(Refused, match="not on file"), database.work(caseworker) as uow:
        service.set_need(uow, plan.case_id, "debt", {"level": "high"})
    with pytest.raises(Invalid), database.work(caseworker) as uow:
        service.set_need(uow, plan.case_id, "documents", {})


def test_what_is_left_of_a_line_is_what_no_approved_plan_takes(
    database, caseworker, supervisor, line, plan_of
):
    first, second = plan_of("4000", line_id=line), plan_of("700", line_id=line)
    with database.look(caseworker) as uow:
        assert [key for key, _words in queries.lines(uow, first.case_id)] == [line]
        (share,) = queries.budget(uow, second.id)
        assert (share.others, share.this, share.left) == (0, 70_000, 430_000)
    approve(database, supervisor, submit(database, caseworker, first))
    with database.work(caseworker) as uow:
        raw = {"what": "food", "value": "500", "delivered_on": "2026-08-18", "line_id": line}
        service.record_assistance(uow, second.case_id, raw)
    with database.look(caseworker) as uow:
        (share,) = queries.budget(uow, second.id)
        assert (share.title, share.others, share.left) == ("2.1 Help in kind", 450_000, -20_000)
        (own,) = queries.budget(uow, first.id)  # its own cost is not counted twice
        assert (own.others, own.this, own.left) == (50_000, 400_000, 50_000)
        assert budget.over((share,)) == ("2.1 Help in kind: this plan needs M 700, but only M 500 is left.",)


def test_above_the_line_is_told_or_refused_as_the_office_decides(
    database, caseworker, supervisor, line, plan_of
):
    told = submit(database, caseworker, plan_of("5400", line_id=line))
    with pytest.raises(Refused, match="needs M 5,501"):
        submit(database, caseworker, plan_of("5501", line_id=line))
    refuse_above_budget(database)
    with pytest.raises(Refused, match="only M 5,000 is left"):
        approve(database, supervisor, told)
    with pytest.raises(Refused, match=r"needs M 5,000\.50"):
        submit(database, caseworker, plan_of("5000.50", line_id=line))
    approve(database, supervisor, submit(database, caseworker, plan_of("5000", line_id=line)))


def test_what_was_given_beyond_the_plan_counts_too(database, caseworker, supervisor, line, plan_of):
    plan, other = plan_of("1000", line_id=line), plan_of("1", line_id=line)
    plan = approve(database, supervisor, submit(database, caseworker, plan))
    with database.work(caseworker) as uow:
        raw = {"what": "documentation", "value": "1500", "delivered_on": "2026-08-18"}
        given = service.record_assistance(uow, plan.case_id, raw, plan.activities[0].id)
    assert given.line_id == line
    with database.look(caseworker) as uow:
        assert queries.budget(uow, other.id)[0].others == 150_000


def test_a_restricted_plan_takes_its_money_all_the_same(
    database, caseworker, supervisor, actors, line, plan_of
):
    from caseapp.features.cases import queries as cases
    from caseapp.features.people import service as people

    hidden = approve(database, supervisor, submit(database, caseworker, plan_of("3000", line_id=line)))
    with database.work(supervisor) as uow:
        people.restrict(uow, cases.case(uow, hidden.case_id).person.id, True)
    with database.look(actors["caseworker2"]) as uow:
        open_case = cases.page(uow).rows
        assert open_case == ()
        assert (
            budget.LineShare(programmes.line(uow, line), budget._taken(uow, [line], "")[line], 0).left
            == 200_000
        )


def test_changing_who_pays_is_a_difference_and_grants_lines_are_not_offered(
    database, caseworker, supervisor, line, plan_of
):
    plan = approve(database, supervisor, submit(database, caseworker, plan_of()))
    with database.work(caseworker) as uow:
        raw = CARD | {"line_id": line}
        changed = service.change_activity(uow, plan.activities[0].id, raw)
    with database.look(caseworker) as uow:
        assert queries.changed(uow, changed.id) == (
            "Identity and civil documents: paid from “2.1 Help in kind”, was “—”",
        )


def test_open_activities_are_wished_away_before_closing(database, caseworker, supervisor, plan_of):
    plan = approve(database, supervisor, submit(database, caseworker, plan_of()))
    with database.look(caseworker) as uow:
        assert queries.wishes(uow, plan.case_id) == ("1 activity of the plan is still open.",)
    with database.work(caseworker) as uow:
        service.track(uow, plan.activities[0].id, {"state": "done"})
    with database.look(caseworker) as uow:
        assert queries.wishes(uow, plan.case_id) == ()
