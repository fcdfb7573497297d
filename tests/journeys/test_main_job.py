"""The main job from sign-in to lock, in the real window with real keys and clicks: as caseworker, supervisor, grants
officer and counsellor. Afterwards the office is whole, and no name lies readable in any byte of it."""

from __future__ import annotations

import pytest

from caseapp import cli
from caseapp.demo import create_demo
from caseapp.tour.guide import Guide
from caseapp.tour.steps import PERSON, STEPS

SECRET = "seven grey doves at the well"


@pytest.fixture(scope="module")
def walked(qapp, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("journey")
        patch.setenv("CASEAPP_HOME", str(place / "home"))
        create_demo(place / "office", "LS", 60, 1, SECRET)
        guide = Guide(place, place / "office", SECRET, "LS", quiet=True)
        steps = guide.walk()
        return place, steps, guide.memory


def test_every_step_was_walked_and_left_a_picture(walked):
    place, steps, _memory = walked
    assert [s["step"] for s in steps] == [name for name, _step in STEPS]
    assert len(list(place.glob("*.png"))) > 40
    assert len(list(place.glob("*.pdf"))) == 3


def test_the_office_is_whole_afterwards(walked, monkeypatch, capsys):
    place, _steps, _memory = walked
    monkeypatch.setenv("CASEAPP_PASSPHRASE", SECRET)
    assert cli.main(["verify", str(place / "office"), "--user", "supervisor"]) == 0
    assert "All is well" in capsys.readouterr().out


def test_what_was_registered_is_found_and_printed(walked, monkeypatch, capsys):
    place, _steps, memory = walked
    monkeypatch.setenv("CASEAPP_PASSPHRASE", SECRET)
    office = str(place / "office")
    assert cli.main(["find", office, "--user", "caseworker", "--json", "retselisitsoe molets"]) == 0
    assert memory["number"] in capsys.readouterr().out
    paper = place / "again.pdf"
    assert cli.main(["summary", office, "--user", "caseworker", memory["number"], "-o", str(paper)]) == 0
    assert paper.read_bytes().startswith(b"%PDF")


def test_no_name_lies_readable_in_the_office(walked):
    place, _steps, _memory = walked
    words = [PERSON["LS"][name].encode() for name in ("given_name", "family_name", "village")]
    for path in (place / "office").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [word for word in words if word in content], path.name
