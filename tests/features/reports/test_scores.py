"""How scores moved: the same people at the start and later, by when they were first asked."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from caseapp.core import instruments
from caseapp.features.assessments import service as assessments
from caseapp.features.people import merging
from caseapp.features.people import service as people
from caseapp.features.reports import cohorts, frozen, kinds, service
from caseapp.features.reports.models import FrozenPeriod
from caseapp.features.reports.pages.exporting import sheet
from caseapp.features.reports.periods import Period
from caseapp.features.reports.printing import put_out_report
from tests.core.test_instrument_scores import BEST, MIDDLE, WORST, without

BOTH_YEARS = Period(date(2025, 7, 1), date(2026, 6, 30))


@pytest.fixture(autouse=True)
def shipped_only():
    yield
    instruments.forget()


@pytest.fixture
def asked(database, caseworker, make_case, clock):
    """asked(name, opened on, (on, answers), …): a case opened on a day and its surveys."""

    def make(name, opened, *surveys, **person):
        back = (clock.today() - opened).days
        clock.advance(days=-back)
        case = make_case(given_name=name, **person)
        clock.advance(days=back)
        for on, answers in surveys:
            with database.work(caseworker) as uow:
                assessments.take(uow, case.id, "rss", answers,
                                 {"taken_on": on, "mode": "interview", "language": "sot"})  # fmt: skip
        return case

    return make


@pytest.fixture
def build(database, supervisor):
    def made(period=BOTH_YEARS, actor=supervisor):
        with database.look(actor) as uow:
            return kinds.build(uow, "scores", period)

    return made


def tables(report):
    return {part.code: part for part in report.tables()}


def test_only_people_with_both_are_compared_and_the_others_are_counted_beside(asked, build):
    asked("Lineo", date(2025, 12, 10), (date(2025, 12, 12), WORST), (date(2026, 6, 12), BEST), sex="f")
    asked("Thabo", date(2025, 12, 20), (date(2025, 12, 21), MIDDLE), sex="m")
    asked("Palo", date(2026, 1, 15), (date(2026, 1, 16), MIDDLE), (date(2026, 7, 14), WORST), sex="m")
    found = tables(build())
    again = found["rss-asked"]
    assert [(line[0], *line[1:]) for line in again.rows] == [
        ("Oct – Dec 2025", 2, 0, 1, 0, 1), ("Jan – Mar 2026", 1, 0, 1, 0, 0)]  # fmt: skip
    assert again.total[1:] == (3, 0, 2, 0, 1)
    rows = {(line[0], line[1]): line[2:] for line in found["rss-m6-cohort"].rows}
    assert rows["All dimensions", "Oct – Dec 2025"] == (0.0, 1.0, 1.0, 1, 0, 0, 1)
    assert rows["All dimensions", "Jan – Mar 2026"][-4:] == (0, 0, 1, 1)
    assert rows["All dimensions", "All"] == (
        pytest.approx(0.26),
        pytest.approx(0.5),
        pytest.approx(0.24),
        1,
        0,
        1,
        2,
    )
    assert {line[0] for line in found["rss-m6-cohort"].rows} == {
        "All dimensions", "Economic", "Social", "Psychosocial"}  # fmt: skip
    assert "Unweighted approximation, not the IOM score" in found["rss-m6-cohort"].note
    sexes = {line[1]: line[-1] for line in found["rss-m6-sex"].rows}
    assert sexes == {"Female": 1, "Male": 1, "All": 2}


def test_a_short_period_is_told_by_months_and_its_edges_count(asked, build):
    for name, on in (("Lineo", date(2026, 1, 31)), ("Thabo", date(2026, 2, 1)), ("Palo", date(2026, 3, 1))):
        asked(name, on, (on, MIDDLE))
    found = tables(build(Period(date(2026, 1, 31), date(2026, 2, 28))))
    assert [line[0] for line in found["rss-asked"].rows] == ["Jan 2026", "Feb 2026"]


def test_too_few_answers_make_no_score_and_no_pair(asked, build):
    asked(
        "Lineo",
        date(2026, 1, 5),
        (date(2026, 1, 5), without(BEST, "e1", "e3", "p9")),
        (date(2026, 7, 5), BEST),
    )
    found = tables(build())
    assert found["rss-asked"].rows[0][1:] == (1, 0, 0, 0, 0) and "rss-m6-cohort" not in found


def test_in_one_round_the_last_answer_counts_at_the_start_the_first_and_struck_ones_never(
    asked, build, database, caseworker
):
    case = asked("Lineo", date(2026, 1, 5), (date(2026, 1, 5), WORST), (date(2026, 1, 25), MIDDLE),
                 (date(2026, 7, 1), WORST), (date(2026, 7, 9), MIDDLE))  # fmt: skip
    with database.work(caseworker) as uow:
        wrong = assessments.take(uow, case.id, "rss", BEST,
                                 {"taken_on": date(2026, 7, 20), "mode": "interview", "language": "sot"})  # fmt: skip
        assessments.strike(uow, wrong.id)
    line = tables(build())["rss-m6-cohort"].rows[0]
    assert line[2:4] == (0.0, pytest.approx(0.52))


def test_a_person_with_two_cases_counts_once_also_after_two_records_became_one(
    asked, build, database, supervisor, caseworker
):
    one = asked("Lineo", date(2025, 10, 6), (date(2025, 10, 6), WORST), (date(2026, 4, 6), BEST), sex="f")
    other = asked("Lineo", date(2026, 2, 2), (date(2026, 2, 2), MIDDLE), sex="f", birth_date="1991")
    assert tables(build())["rss-asked"].total[1] == 2
    with database.work(supervisor) as uow:
        merging.merge(uow, one.person.id, other.person.id, {}, "Same fingerprint")
    found = tables(build())
    assert [line[:2] for line in found["rss-asked"].rows] == [("Oct – Dec 2025", 1)]


def test_few_people_are_hidden_outside_with_their_means_and_no_sum_gives_them_away(asked, build):
    for n in range(6):
        asked(f"Ama{n}", date(2025, 10, 1 + n), (date(2025, 10, 10), WORST), (date(2026, 4, 6), MIDDLE))
    for n in range(7):
        asked(f"Bea{n}", date(2026, 1, 1 + n), (date(2026, 1, 10), WORST), (date(2026, 7, 6), MIDDLE))
    for n in range(2):
        asked(f"Cea{n}", date(2026, 4, 1 + n), (date(2026, 4, 10), MIDDLE), (date(2026, 8, 6), BEST))
    found = tables(build())
    lines = {line[:2]: line[2:] for line in found["rss-m6-cohort"].lines(outside=True)}
    assert lines["Economic", "Jan – Mar 2026"][-1] == "7"
    assert lines["Economic", "Oct – Dec 2025"][-1] == "6"
    late = {line[:2]: line[2:] for line in found["rss-m3-cohort"].lines(outside=True)}
    assert late["Economic", "Apr – Jun 2026"][0:3] == ("hidden", "hidden", "hidden")
    assert late["Economic", "Apr – Jun 2026"][-1] == "<5" == late["Economic", "All"][-1]
    inside = {line[:2]: line[2:] for line in found["rss-m3-cohort"].lines()}
    assert inside["Economic", "Apr – Jun 2026"][-1] == "2"


def test_a_hidden_cohort_cannot_be_taken_from_the_sum(asked, build):
    sizes = {date(2025, 10, 5): 6, date(2026, 1, 5): 7, date(2025, 7, 5): 2}
    for on, many in sizes.items():
        for n in range(many):
            asked(
                f"P{on.month}{n}",
                on,
                (on, WORST),
                (date(on.year + (on.month > 6), (on.month + 5) % 12 + 1, 6), BEST),
            )
    found = tables(build())
    for table, at in ((found["rss-asked"], 3), (found["rss-m6-cohort"], 8)):
        shown = {line[0] if at == 3 else line[1]: line[at] for line in reversed(table.lines(outside=True))}
        assert shown == {
            "Jul – Sep 2025": "<5",
            "Oct – Dec 2025": "hidden",
            "Jan – Mar 2026": "7",
            "All": "15",
        }


def test_a_number_opens_the_people_it_counted_pseudonymised_for_monitoring(
    asked, build, database, actors, supervisor
):
    asked("Lineo", date(2025, 12, 10), (date(2025, 12, 12), WORST), (date(2026, 6, 12), BEST), sex="f")
    asked("Thabo", date(2025, 12, 20), (date(2025, 12, 21), MIDDLE))
    for table in build().tables():
        for (r, c), door in table.doors.items():
            with database.look(supervisor) as uow:
                rows, more = cohorts.score_records(uow, BOTH_YEARS, "", door.values)
            assert (len(rows), more) == (table.rows[r][c], False)
    with database.look(actors["me"]) as uow:
        rows, _more = cohorts.score_records(uow, BOTH_YEARS, "", {"instrument": "rss"})
    assert len(rows) == 2 and not any("Lineo" in row.name for row in rows)


def test_a_restricted_person_counts_only_for_who_may_know_of_them(asked, build, database, supervisor, actors):
    case = asked("Lineo", date(2025, 12, 10), (date(2025, 12, 12), WORST))
    with database.work(supervisor) as uow:
        people.restrict(uow, case.person.id, True)
    assert tables(build())["rss-asked"].total[1] == 1
    assert not tables(build(actor=actors["grants"]))["rss-asked"].rows


def test_nobody_asked_leaves_an_empty_table_and_it_goes_on_paper_and_into_a_spreadsheet(
    asked, build, database, supervisor
):
    assert tables(build())["rss-asked"].rows == ()
    asked("Lineo", date(2025, 12, 10), (date(2025, 12, 12), WORST), (date(2026, 6, 12), BEST))
    report = build()
    with database.work(supervisor) as uow:
        assert put_out_report(uow, report, outside=True).startswith(b"%PDF")
    assert all(sheet(table, True, report).rows for table in report.outside().tables())


def test_the_change_of_scores_is_frozen_and_later_answers_are_differences(
    asked, build, database, supervisor, caseworker
):
    first = asked(
        "Lineo", date(2025, 12, 10), (date(2025, 12, 12), WORST), (date(2026, 6, 12), BEST), sex="f"
    )
    second = asked("Thabo", date(2025, 12, 20), (date(2025, 12, 21), MIDDLE), sex="m")
    before = tables(build())
    with database.work(supervisor) as uow:
        service.freeze(uow, BOTH_YEARS, {"name": "To Tokyo"})
    with database.work(caseworker) as uow:
        how = {"mode": "interview", "language": "sot"}
        assessments.take(uow, second.id, "rss", WORST, {"taken_on": date(2026, 6, 20), **how})
        assessments.take(uow, first.id, "rss", MIDDLE, {"taken_on": date(2026, 6, 21), **how})
    with database.look(supervisor) as uow:
        (kept,) = frozen.frozen(uow, "", BOTH_YEARS)
        sent = tables(kinds.build(uow, "scores", BOTH_YEARS, "", kept))
        found = {
            d.title: (d.then, d.now) for d in frozen.differences(uow, kept) if d.code.startswith(cohorts.KEPT)
        }
        (stored,) = uow.session.scalars(select(FrozenPeriod))
        assert first.id not in str(stored.figures) and first.person.id not in str(stored.figures)
    assert {code: (t.rows, t.total) for code, t in sent.items()} == {
        code: (t.rows, t.total) for code, t in before.items()
    }
    assert sent["rss-asked"].rows != tables(build())["rss-asked"].rows
    assert [(then, now) for title, (then, now) in found.items() if "first asked Oct – Dec 2025" in title] == [
        (1, 2)
    ]
    assert any("mean change +1.00, today" in title for title in found)
    assert not [
        title for title in found if title.endswith("first asked Oct – Dec 2025") and "month" not in title
    ]


def test_what_was_frozen_before_scores_were_kept_says_so(asked, database, supervisor):
    asked("Lineo", date(2025, 12, 10), (date(2025, 12, 12), WORST), (date(2026, 6, 12), BEST))
    with database.work(supervisor) as uow:
        key = service.freeze(uow, BOTH_YEARS, {"name": "Before"})
        old = uow.get(FrozenPeriod, key)
        old.figures = {code: cube for code, cube in old.figures.items() if not code.startswith(cohorts.KEPT)}
    with database.look(supervisor) as uow:
        (kept,) = frozen.frozen(uow, "", BOTH_YEARS)
        again = tables(kinds.build(uow, "scores", BOTH_YEARS, "", kept))["rss-asked"]
        assert not [d for d in frozen.differences(uow, kept) if d.code.startswith(cohorts.KEPT)]
    assert again.rows and again.note.startswith("These figures were not kept when the others were frozen")
