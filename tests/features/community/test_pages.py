"""The pages of activities: planning, recording a day with ticks, people, certificates."""

from __future__ import annotations

import pytest

from caseapp.features.community import queries, service
from caseapp.features.community.pages import ActivityPage, CommunityPage, acting


@pytest.fixture
def page(qtbot, ctx, database, caseworker):
    with database.work(caseworker) as uow:
        key = service.add(uow, {"kind": "training", "title": "Business skills", "audience": "community",
                                "starts_on": "2026-08-10", "returnees_planned": "20"})  # fmt: skip
        service.add_participant(uow, key, {"name": "Mpho Letsie", "sex": "f", "group": "official"})
        service.add_milestone(uow, key, {"what": "Room found", "due_on": "2026-08-01"})
    made = ActivityPage(ctx)
    qtbot.addWidget(made)
    made.resize(1170, 720)
    made.show()
    made.arrive(activity_id=key)
    qtbot.waitUntil(lambda: made.activity is not None and bool(made.people))
    return made


def test_an_activity_is_planned_from_the_list(qtbot, ctx, database, caseworker):
    went = []
    ctx.navigate = lambda code, **args: went.append(code)
    listed = CommunityPage(ctx)
    qtbot.addWidget(listed)
    listed.show()
    ctx.dialogs.answers = [{"kind": "dialogue", "title": "Herders and farmers", "audience": "community"}]
    listed.plan()
    assert went == ["community-activity"]
    qtbot.waitUntil(lambda: len(listed.table.rows.rows) == 1)
    assert listed.sentence.text() == "1 activity is planned or under way."


def test_a_day_is_recorded_with_who_came_and_who_was_counted(page, qtbot):
    page.ctx.dialogs.answers = [
        {"topic": "Costs and prices", "present": [page.people[0].id], "community_f_18": "12"}
    ]
    acting.meet(page)
    qtbot.waitUntil(lambda: len(page.days.rows.rows) == 1)
    (held,) = page.days.rows.rows
    assert (len(held.present), held.counted) == (1, 12)
    page.ctx.dialogs.answers = [True]
    acting.day_entries(page, held)[0][1]()
    qtbot.waitUntil(lambda: len(page.days.rows.rows) == 0)


def test_somebody_on_file_is_found_and_added(page, qtbot, make_case):
    case = make_case(given_name="Lineo")
    page.ctx.dialogs.answers = [{"typed": "Lineo"}, {"person": case.person.id}]
    acting.add_person(page)
    qtbot.waitUntil(lambda: len(page.people) == 2)
    assert {p.name for p in page.people} == {"Lineo Mokoena", "Mpho Letsie"}


def test_a_milestone_is_met_and_the_activity_completed_in_words(page, qtbot, database, caseworker):
    with database.look(caseworker) as uow:
        (step,) = queries.milestones(uow, page.activity_id)
    page.ctx.dialogs.answers = [{"outcome": "They sell at the market."}]
    acting.complete(page)
    assert "Room found" in str(page.ctx.dialogs.errors[-1])
    page.ctx.dialogs.answers = [{}]
    acting.step_entries(page, step)[0][1]()
    page.ctx.dialogs.answers = [
        {"topic": "Costs", "community_f_18": "3"},
        {"outcome": "They sell at the market."},
    ]
    acting.meet(page)
    acting.complete(page)
    qtbot.waitUntil(lambda: page.activity is not None and not page.activity.open)
    assert not page.day_button.isVisible()


def test_certificates_are_printed_only_once_given(page):
    acting.print_certificates(page)
    assert page.ctx.dialogs.asked == []
