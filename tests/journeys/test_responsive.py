"""The window answers while it makes a donor report, papers by the hundred and an export: real threads, real file."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from caseapp.demo import create_demo, making
from caseapp.documents.spreadsheet import Field
from caseapp.features.cases import queries as cases
from caseapp.features.office.exporting import Table, export
from caseapp.features.people import queries as people
from caseapp.features.referrals import queries as referrals
from caseapp.features.referrals.documents import letters_pdf, unprintable
from caseapp.features.reports import batch, kinds
from caseapp.features.reports.periods import Period
from caseapp.features.reports.printing import put_out_report
from caseapp.tour.guide import Guide
from tests.watching import longest_of

SECRET = "seven grey doves at the well"
LONGEST = 100  # milliseconds the window may stand still


@pytest.fixture(scope="module")
def guide(qapp, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("responsive")
        patch.setenv("CASEAPP_HOME", str(place / "home"))
        patch.setattr(making, "TOLD", 45)  # stories told: enough of each kind, and made sooner
        create_demo(place / "office", "LS", 200, 1, SECRET)
        made = Guide(place, place / "office", SECRET, "LS", quiet=True)
        made.show_unlock()
        made.sign_in("supervisor")
        made.go("cases")
        made.settle()
        yield made
        made._leave()


def report(tasks, progress):
    def whole(uow):
        made = kinds.build(uow, "donor-final", Period(uow.today - timedelta(days=3650), uow.today))
        return put_out_report(uow, made, outside=True)

    return tasks.here(whole)


def summaries(tasks, progress):
    ids = [row.id for row in tasks.here(cases.page, None, 100).rows]
    return tasks.here(batch.summaries, ids, progress=progress)


def letters(tasks, progress):
    only = referrals.ReferralFilter(referrals.Show.ALL)
    ids = [row.id for row in tasks.here(referrals.page, None, 200, only=only).rows]
    ids = [key for key in ids if key not in tasks.here(unprintable, ids)]
    assert ids
    return tasks.here(letters_pdf, ids, progress=progress)


def exported(tasks, progress):
    def rows(uow):
        for _again in range(40):
            yield from ([p.number, p.name, p.village, p.place] for p in people.page(uow, None, 200).rows)

    table = Table("people", "People", tuple(map(Field, ("Number", "Name", "Village", "Place"))), rows)
    return tasks.here(export, [table], "a test of the window", progress=progress)


def test_the_window_never_stands_still_while_it_works(guide, qtbot):
    """All of it in one test: an office for each would take longer than what is watched."""
    tasks = guide.program.session.tasks

    def whole(work):
        done, wrong = [], []
        tasks.heavy(lambda progress: work(tasks, progress), done=done.append, failed=wrong.append)
        qtbot.waitUntil(lambda: bool(done or wrong), timeout=120_000)
        assert not wrong and done[0]

    works = (report, summaries, letters, exported)
    stood = {work.__name__: longest_of(partial(whole, work), LONGEST) for work in works}
    assert {name: longest for name, longest in stood.items() if longest > LONGEST} == {}
