"""Activities with many people: planned, held, counted once, completed; and what of it stands in the reports."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.documents.raster import Pages
from caseapp.features.community import queries, service
from caseapp.features.community.documents import certificates_pdf, sheet_pdf
from caseapp.features.community.models import ActivityState
from caseapp.features.reports import counting
from caseapp.features.reports.periods import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
TRAINING = {"kind": "training", "title": "Reintegration for border officials", "audience": "border",
            "starts_on": "2026-08-10", "ends_on": "2026-08-12", "place": "LSJ05"}  # fmt: skip
PROJECT = {"kind": "initiative", "title": "Water point at Ha Lejone", "audience": "community", "starts_on": "2026-06-01",
           "returnees_planned": "20", "hosts_planned": "20", "budget": "54000"}  # fmt: skip
DONE = {"completed_on": "2026-08-18", "outcome": "Water all year."}


@pytest.fixture
def plan(database, caseworker):
    """plan(TRAINING): the key of a new activity."""

    def make(raw, **more):
        with database.work(caseworker) as uow:
            return service.add(uow, raw | more)

    return make


@pytest.fixture
def do(database, caseworker):
    """do(service.meet, key, …): one step as the caseworker."""

    def step(call, *args):
        with database.work(caseworker) as uow:
            return call(uow, *args)

    return step


def official(do, key, name, sex="f"):
    return do(
        service.add_participant,
        key,
        {"name": name, "sex": sex, "group": "official", "office": "Maseru Bridge"},
    )


def day(on="2026-08-10", **counts):
    return {"held_on": on, "topic": "Screening at the border", "hours": "6"} | {
        k: str(v) for k, v in counts.items()
    }


def figures(database, actor, code):
    with database.look(actor) as uow:
        return counting.count(uow, code, YEAR)


def test_a_training_of_officials_from_plan_to_certificate(database, caseworker, supervisor, plan, do):
    key = plan(TRAINING)
    names = ("Mpho Letsie", "Tau Ramaili", "Neo Khumalo")
    a, b, c = (official(do, key, name, sex) for name, sex in zip(names, "fmf", strict=True))
    for on, there in (("2026-08-10", [a, b, c]), ("2026-08-11", [a, b]), ("2026-08-12", [a, b])):
        do(service.meet, key, day(on), there)
    do(service.test, a, {"before": "40", "after": "85"})
    with pytest.raises(Refused, match="80 %"):
        do(service.certify, key, [a, b, c])
    assert do(service.certify, key, [a, b]) == 2
    do(service.complete, key, DONE)
    with database.look(caseworker) as uow:
        found = {p.name: p for p in queries.participants(uow, key)}
        assert (
            found["Mpho Letsie"].attended,
            found["Mpho Letsie"].after,
            found["Neo Khumalo"].certified_on,
        ) == (3, 85, None)
        with Pages(certificates_pdf(uow, key)) as pages:
            assert len(pages) == 2 and "Mpho Letsie" in pages.text(0) and "3 / 3" in pages.text(0)
        with Pages(sheet_pdf(uow, key)) as pages:
            assert "Neo Khumalo" in pages.text(0) and "Signature" in pages.text(0)
    cube = figures(database, supervisor, "community.officials_trained")
    assert cube.headline == 3 and cube.by("sex") == {"f": 2, "m": 1}
    assert figures(database, supervisor, "community.people").headline == 0


def test_people_on_file_count_once_and_counted_ones_as_many_as_the_fullest_day(
    database, supervisor, plan, do, make_case
):
    key = plan(PROJECT)
    case = make_case(sex="f")
    person = do(service.add_person, key, case.person.id)
    assert do(service.add_person, key, case.person.id) == person
    do(service.meet, key, day("2026-07-01", returnee_f_18=5, community_m_18=3), [person])
    do(service.meet, key, day("2026-07-08", returnee_f_18=4), [person])
    cube = figures(database, supervisor, "community.people")
    assert cube.headline == 1 + 8
    assert cube.by("status") == {"returnee": 6, "community": 3}
    with database.look(supervisor) as uow:
        came = queries.turnout(uow, key)
        assert (came.returnees, came.hosts, came.women) == (6, 3, 6)
        (row,), _more = counting.records(uow, "community.people", YEAR)
        assert row.case_id == case.id


def test_a_project_is_completed_when_its_milestones_are_settled(database, supervisor, plan, do):
    key = plan(PROJECT)
    do(service.add_milestone, key, {"what": "Site agreed"})
    do(service.add_milestone, key, {"what": "Fence"})
    with pytest.raises(Refused, match="Site agreed"):
        do(service.complete, key, DONE)
    with database.look(supervisor) as uow:
        site, fence = queries.milestones(uow, key)
    do(service.meet_milestone, site.id, {"met_on": "2026-07-01", "note": "Chief signed"})
    do(service.drop_milestone, fence.id, {"cancelled_why": "The herders asked for none."})
    with pytest.raises(Refused, match="settled"):
        do(service.meet_milestone, site.id, {"met_on": "2026-07-02"})
    do(
        service.complete,
        key,
        DONE | {"asked": "40", "agree": "31", "asset": "Water point", "asset_to": "Village council"},
    )
    with database.look(supervisor) as uow:
        done = queries.activity(uow, key)
    assert done.state is ActivityState.COMPLETED and (done.asked, done.agree) == (40, 31)
    assert figures(database, supervisor, "community.projects_completed").headline == 1
    with pytest.raises(Refused, match="ended"):
        do(service.add_milestone, key, {"what": "Too late"})


@pytest.mark.parametrize(
    ("raw", "field"),
    [(DONE | {"asked": "10", "agree": "11"}, "agree"), (DONE | {"agree": "1"}, "agree"),
     (DONE | {"completed_on": "2026-05-01"}, "completed_on"),
     ({"completed_on": "2026-08-18"}, "outcome")],
)  # fmt: skip
def test_impossible_completions_are_said_at_their_field(plan, do, raw, field):
    key = plan(PROJECT)
    with pytest.raises(Invalid) as wrong:
        do(service.complete, key, raw)
    assert field in wrong.value.problems


def test_a_day_needs_somebody_and_lies_in_the_activity(plan, do):
    key = plan(TRAINING)
    for raw in (
        day(),
        day("2026-08-09", official_m_18=3),
        day("2027-01-01", official_m_18=3),
        day(official_m_18=-1),
    ):
        with pytest.raises(Invalid):
            do(service.meet, key, raw)


def test_a_day_struck_out_counts_no_more_and_strangers_cannot_be_ticked(database, supervisor, plan, do):
    key, other = plan(TRAINING), plan(TRAINING)
    person, stranger = official(do, key, "Mpho Letsie"), official(do, other, "Tau Ramaili")
    held = do(service.meet, key, day(), [person])
    with pytest.raises(Refused, match="take part"):
        do(service.meet, key, day(), [stranger])
    do(service.strike_meeting, held)
    assert figures(database, supervisor, "community.officials_trained").headline == 0
    with pytest.raises(Refused, match="No day"):
        do(service.complete, key, DONE)


def test_who_leaves_keeps_what_they_attended_and_may_come_back(
    database, supervisor, plan, do, make_case, clock
):
    key, case = plan(PROJECT), make_case()
    person = do(service.add_person, key, case.person.id)
    do(service.meet, key, day("2026-07-01"), [person])
    do(service.leave, person, "Moved to Maseru")
    with database.look(supervisor) as uow:
        assert queries.participants(uow, key)[0].left_on == clock.today()
    do(service.add_person, key, case.person.id)
    with database.look(supervisor) as uow:
        assert queries.participants(uow, key)[0].left_on is None
        assert [a.title for a in queries.of_person(uow, case.person.id)] == ["Water point at Ha Lejone"]


def test_monitoring_sees_no_names_and_may_not_write(database, actors, plan, do, make_case):
    key, case = plan(TRAINING), make_case(given_name="Lineo")
    do(service.add_person, key, case.person.id)
    official(do, key, "Mpho Letsie")
    with database.look(actors["me"]) as uow:
        told = str(queries.participants(uow, key))
    assert "Lineo" not in told and "Mpho" not in told
    with pytest.raises(PermissionDenied), database.work(actors["me"]) as uow:
        service.cancel(uow, key, {"cancelled_why": "x"})


def test_the_list_is_narrowed_and_what_was_cancelled_says_why(database, supervisor, plan, do):
    first, second = plan(TRAINING), plan(PROJECT)
    do(service.cancel, first, {"cancelled_why": "The bridge was closed."})
    with database.look(supervisor) as uow:
        assert [a.id for a in queries.page(uow).rows] == [second] and queries.count(uow) == 1
        ended = queries.page(uow, only=queries.ActivityFilter(ended=True)).rows
        assert [a.id for a in ended] == [first] and queries.activity(
            uow, first
        ).cancelled_why == "The bridge was closed."


def test_the_programme_that_runs_keeps_the_activity_in_its_figures(database, caseworker, supervisor, do):
    with database.work(caseworker) as uow:
        key = service.add(uow, TRAINING, "programme-1")
    do(service.meet, key, day(official_m_18=7), [])
    with database.look(supervisor) as uow:
        assert counting.count(uow, "community.officials_trained", YEAR, "programme-1").headline == 7
        assert counting.count(uow, "community.officials_trained", YEAR, "programme-2").headline == 0
        assert (
            counting.count(uow, "community.officials_trained", Period(YEAR.first, date(2026, 8, 9))).headline
            == 0
        )
