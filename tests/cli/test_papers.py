"""The summary and the letter as PDF, by the numbers people know."""

from __future__ import annotations

from contextlib import closing

import pypdfium2
import pytest

from caseapp.features.office.opening import open_office
from tests.cli.conftest import SECRET


@pytest.fixture(scope="session")
def numbers(made_demo):
    """A case and a letter of it that can be written."""
    with closing(open_office(made_demo, "supervisor", SECRET)) as opened:
        with opened.database.read_engine.connect() as connection:
            row = connection.exec_driver_sql(
                'SELECT "case".number, referral.number FROM referral JOIN "case" ON "case".id = referral.case_id'
                " WHERE referral.sent_on IS NOT NULL ORDER BY referral.number"
            ).first()
    return row


def text_of(path):
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_a_summary_is_written_and_journalled(run, made_demo, numbers, tmp_path):
    paper = tmp_path / "case.pdf"
    told = run("summary", made_demo, "--user", "supervisor", numbers[0], "-o", paper, "--json").answer
    assert told == {"file": str(paper), "bytes": paper.stat().st_size}
    assert numbers[0] in text_of(paper)
    assert (
        run("summary", made_demo, "--user", "supervisor", numbers[0].lower(), "-o", "again.pdf").out
        == "Written: again.pdf\n"
    )


def test_a_letter_is_written_in_triplicate(run, made_demo, numbers, tmp_path):
    paper = tmp_path / "letter.pdf"
    run("letter", made_demo, "--user", "supervisor", numbers[1], "-o", paper)
    assert text_of(paper).count(numbers[1]) >= 3


@pytest.mark.parametrize("command", ["summary", "letter"])
def test_what_is_not_there_or_not_for_this_role_writes_no_file(
    refused, made_demo, numbers, tmp_path, command
):
    number = numbers[command == "letter"]
    paper = tmp_path / "paper.pdf"
    assert "Your role does not allow this" in refused(
        command, made_demo, "--user", "admin", number, "-o", paper
    )
    for wrong in ("NOPE", number + "0", "", "’; --"):
        assert "or your role does not show it" in refused(
            command, made_demo, "--user", "caseworker", wrong, "-o", paper
        )
    assert not paper.exists()


def test_a_place_that_cannot_be_written_is_named(refused, made_demo, numbers, tmp_path):
    for place in (tmp_path, tmp_path / "nowhere" / "case.pdf"):
        said = refused("summary", made_demo, "--user", "supervisor", numbers[0], "-o", place)
        assert f"{place} cannot be written" in said
