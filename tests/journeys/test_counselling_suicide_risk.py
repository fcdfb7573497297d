"""A counselling case with a suicide-risk trigger, from the questionnaire to the supervisor's signature.

What each role learns on the way is looked at as closely as what happens.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caseapp.core.errors import PermissionDenied
from caseapp.features.mhpss import counting, emergency, groups, queries, safety, service
from caseapp.features.mhpss.pages import AlertsPage, MhpssTab, SafetyPage, ScreeningPage
from caseapp.features.supervision import queries as supervision
from caseapp.features.supervision.pages import MyDayPage
from tests.features.reading import press, settle, shown

SECRETS = ("rope", "Thoughts", "PHQ", "Imminent: a plan", "hospital in town")


@pytest.fixture
def open_page(qtbot):
    kept = []  # a page that nobody holds takes its context with it

    def make(widget):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(1170, 620)
        widget.show()
        settle()
        return widget

    return make


def my_day(database, actor):
    with database.look(actor) as uow:
        return supervision.my_day(uow)


def test_from_the_answer_to_the_supervisor_s_signature(
    database, actors, ctx_for, clock, make_case, open_page
):
    counsellor, supervisor, caseworker = actors["counsellor"], actors["supervisor"], actors["caseworker"]
    with database.work(supervisor) as uow:
        emergency.begin(uow)
    case = make_case(given_name="Teboho", family_name="Ntsane")
    _first_session(database, counsellor, case)
    assert "Support under way, next contact 25 Aug" in shown(
        open_page(MhpssTab(ctx_for(caseworker), case.id))
    )

    # Tuesday: the questionnaire. One answer tells of thoughts of ending his life: the questions follow at once.
    inside = ctx_for(counsellor)
    inside.went = []
    inside.navigate = lambda page, **args: inside.went.append((page, args))
    check_id = _screened(inside, open_page, case)
    assert [t.what for t in my_day(database, counsellor).todo if t.urgent] == ["Ask about safety now"]
    assert not any(t.urgent for t in my_day(database, supervisor).todo)

    # He asks, and cannot leave the form without a level and an action. Imminent: the supervisor learns it at once.
    _asked(inside, open_page, case, check_id)
    (alert,) = [t for t in my_day(database, supervisor).todo if t.urgent]
    assert (alert.number, alert.name, alert.door.page) == (case.number, "", "mhpss-alerts")
    assert my_day(database, supervisor).todo[0] == alert
    assert not any(word in repr(alert) for word in (*SECRETS, "Teboho", "Ntsane"))

    # Caseworkers learn the next date, not why; the counsellors' words open for nobody else.
    told = shown(open_page(MhpssTab(ctx_for(caseworker), case.id)))
    assert "Support under way, next contact 19 Aug" in told and not any(s in " ".join(told) for s in SECRETS)
    for actor in (caseworker, supervisor):
        with pytest.raises(PermissionDenied), database.look(actor) as uow:
            safety.check(uow, check_id)
    assert not any(t.urgent for t in my_day(database, caseworker).todo)

    # It comes back every day until she signs.
    for day in (1, 2):
        clock.set(clock.now() + timedelta(days=1))
        page = open_page(MyDayPage(ctx_for(supervisor)))
        assert page.sentence.text().startswith("1 person may be in danger.")
        assert page.table.model().index(0, 0).data() == f"waits {day} day{'s' if day > 1 else ''}"
    _signed(ctx_for(supervisor), open_page)
    assert not any(t.urgent for t in my_day(database, supervisor).todo)

    _the_weeks_after(database, counsellor, case, clock)
    with database.look(actors["me"]) as uow:
        found = {
            c.layer: (c.sessions, c.people)
            for c in counting.by_layer(uow, date(2026, 8, 1), date(2026, 8, 31))
        }
    assert found == {"layer_1": (0, 0), "layer_2": (1, 1), "layer_3": (2, 1), "layer_4": (0, 0)}


def _first_session(database, counsellor, case):
    with database.work(counsellor) as uow:
        service.add_session(uow, case.id, {
            "held_on": "2026-08-11", "kind": "individual", "layer": "layer_3", "attendance": "attended",
            "next_on": "2026-08-25", "notes": "Came home without anything"})  # fmt: skip


def _screened(inside, open_page, case):
    page = open_page(ScreeningPage(inside))
    page.arrive(case_id=case.id, instrument="phq9")
    answers = dict.fromkeys(("interest", "down"), 2) | {"self_harm": 1}
    page.form.set_values({"answers": answers})
    page.head.set_values({"taken_on": date(2026, 8, 18), "mode": "interview", "language": "sot"})
    inside.dialogs.answers = [True]  # some answers are missing: save as it is
    page.save()
    name, args = inside.went[-1]
    assert name == "mhpss-safety" and args["case_id"] == case.id
    return args["check_id"]


def _asked(inside, open_page, case, check_id):
    page = open_page(SafetyPage(inside))
    page.arrive(case_id=case.id, check_id=check_id)
    assert {"Ambulance", "121"} <= set(shown(page))
    page.form.set_values({"asked_on": date(2026, 8, 18), "thoughts": "active", "plan": True, "means": True,
                          "intent": "now", "keeps_safe": "His daughter", "asked_told": "The rope in the shed"})  # fmt: skip
    before = len(inside.went)
    page.save()
    assert len(inside.went) == before and "Risk level is needed." in shown(page)
    page.form.set_values(page.form.raw_values() | {
        "risk_level": "imminent", "risk_action": "Brother stays; to the hospital in town today",
        "safety_steps": ("not_alone", "means_removed", "specialised_today", "supervisor_told"),
        "contact_called": "with_consent", "told_shared": True, "next_on": date(2026, 8, 19)})  # fmt: skip
    page.save()
    assert inside.went[-1] == ("case", {"case_id": case.id, "tab": "mhpss"})


def _signed(ctx, open_page):
    page = open_page(AlertsPage(ctx))
    assert "Teboho" not in " ".join(shown(page))
    page.table.selectRow(0)
    ctx.dialogs.answers = [{"signed_how": ("talked", "not_alone", "specialised")}]
    press(page, "Sign off…")
    assert ctx.dialogs.errors == [] and page.sentence.text() == "Nothing to sign off."


def _the_weeks_after(database, counsellor, case, clock):
    """Seen again, a safety plan, a group: the alarm is over, the support goes on."""
    with database.work(counsellor) as uow:
        service.add_session(uow, case.id, {
            "held_on": "2026-08-20", "kind": "individual", "layer": "layer_3", "attendance": "attended", "danger": "yes",
            "thoughts": "passive", "risk_level": "not_imminent", "risk_action": "Safety plan", "coping": "Work in the field",
            "next_on": "2026-08-22"})  # fmt: skip
        group = groups.add(uow, {"name": "Men of the valley", "layer": "layer_2", "started_on": "2026-08-20"})
        groups.join(uow, group.id, case.id)
        groups.meet(uow, group.id, [case.id], {"held_on": "2026-08-20"})
    with database.look(counsellor) as uow:
        newest = safety.checks(uow, case.id)[0]
        assert (newest.imminent, newest.has_plan) == (False, True)
        assert queries.desk(uow).safety == ()
