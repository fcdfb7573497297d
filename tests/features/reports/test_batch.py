"""Many papers at once: one file or many, each journalled, none without consent, stopped whole."""

from __future__ import annotations

import pytest

from caseapp.core.errors import Cancelled
from caseapp.core.jobs import CancellableProgress
from caseapp.data import history
from caseapp.documents.raster import Pages
from caseapp.features.cases.pages import CasesPage
from caseapp.features.reports import batch


@pytest.fixture
def three(make_case):
    return [make_case(given_name=name) for name in ("Lineo", "Thabo", "Palesa")]


def printed(database, supervisor):
    with database.look(supervisor) as uow:
        return [e.case_id for e in history.of_office(uow).rows if e.action == "paper.print"]


def test_summaries_of_many_stand_in_one_file_and_each_is_journalled(database, supervisor, three):
    with database.look(supervisor) as uow:
        pdf = batch.summaries(uow, [case.id for case in three])
    with Pages(pdf) as pages:
        text = " ".join(pages.text(n) for n in range(len(pages)))
        plain = len(pages)
    assert all(name in text for name in ("Lineo", "Thabo", "Palesa"))
    assert sorted(printed(database, supervisor)) == sorted(case.id for case in three)
    with (
        database.look(supervisor) as uow,
        Pages(batch.summaries(uow, [c.id for c in three], duplex=True)) as pages,
    ):
        assert plain == 3 and len(pages) == 5  # each begins on a front side


def test_stopping_leaves_no_file_and_no_entry(database, supervisor, three):
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled), database.look(supervisor) as uow:
        batch.summaries(uow, [case.id for case in three], progress=progress)
    assert printed(database, supervisor) == []


@pytest.fixture
def page(qtbot, ctx_for, supervisor, three):
    made = CasesPage(ctx_for(supervisor))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: len(made.table.rows.rows) == 3)
    made.table.selectAll()
    return made


def run(page, *answers):
    page.ctx.dialogs.answers = list(answers)
    shown = page.table.rows.rows[0]
    dict(page.table.entries(shown))["Summaries of those chosen…"]()


def test_those_chosen_in_the_list_are_saved_under_a_passphrase(page, tmp_path):
    path = tmp_path / "cases.pdf"
    run(page, {"files": "one", "duplex": False, "sealing": "sealed"}, "seven grey doves", path)
    assert path.read_bytes().startswith(b"%PDF") and b"Lineo" not in path.read_bytes()
    with pytest.raises(Exception, match=r"(?i)password"), Pages(path.read_bytes()) as pages:
        len(pages)


def test_or_each_in_a_file_of_its_own(page, tmp_path, three):
    run(page, {"files": "many", "sealing": "open"}, tmp_path)
    assert {f.name for f in tmp_path.glob("*.pdf")} == {f"case-summary-{case.number}.pdf" for case in three}
    with Pages(next(tmp_path.glob(f"*{three[0].number}.pdf")).read_bytes()) as pages:
        assert "Lineo" in pages.text(0)


def test_nothing_is_written_without_a_passphrase_or_a_place(page, tmp_path):
    run(page, {"files": "one", "sealing": "sealed"}, None)
    run(page, {"files": "one", "sealing": "open"}, None)
    run(page, None)
    assert list(tmp_path.glob("*.pdf")) == []
