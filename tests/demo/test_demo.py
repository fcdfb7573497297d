"""An office of invented people: the same for the same seed, believable, whole, and never taken for a real one."""

from __future__ import annotations

import gc
import re
import shutil
from collections import Counter
from contextlib import closing, suppress
from datetime import date

import pytest

from caseapp.core.errors import Refused
from caseapp.data import backup, keys
from caseapp.demo import crowd, making
from caseapp.demo.founding import USERS
from caseapp.demo.records import File
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Stage
from caseapp.features.cases.timeline import timeline
from caseapp.features.office.checking import verify
from caseapp.features.office.founding import NewOffice
from caseapp.features.office.opening import create_office, open_office
from tests.demo.conftest import KENYANS, PEOPLE, SECRET, everything, make

WHO = (
    'SELECT person.number, given_name, middle_name, family_name, sex, birth_date, village, phone, "case".stage, "case".risk,'
    ' "case".opened_on FROM person LEFT JOIN "case" ON "case".person_id = person.id ORDER BY 1, 11'
)
EVERY = cases.CaseFilter(caseworker_id="", closed=None)
DONE = "SELECT action, count(*) FROM journal GROUP BY action ORDER BY action"


# --- the same and not the same


def test_the_same_seed_makes_the_same_people_and_stories(kenya, tmp_path):
    made = [kenya, *(make(tmp_path / str(seed), "KE", KENYANS, seed, 8) for seed in (1, 2))]
    people = [everything(folder, WHO) for folder in made]
    assert people[0] == people[1]
    done = [[row for row in everything(folder, DONE) if "sign-in" not in row[0]] for folder in made]
    assert done[0] == done[1] != done[2]
    assert len(people[0]) >= KENYANS
    # The numbers go on in the same way; the people are others, but for the one of the walk through the program.
    assert len(set(people[0]) & set(people[2])) <= 2


def test_another_country_has_other_people(lesotho, kenya):
    names = [
        set(everything(f, "SELECT given_name || ' ' || family_name FROM person")) for f in (lesotho, kenya)
    ]
    assert not names[0] & names[1]
    assert everything(kenya, "SELECT country, currency, demo FROM office") == [("KE", "KES", 1)]
    assert set(everything(kenya, "SELECT substr(place, 1, 2) FROM person WHERE place IS NOT NULL")) == {"KE"}
    titles = [everything(folder, "SELECT title FROM programme")[0] for folder in (lesotho, kenya)]
    assert "Reintegration of Returnees" in titles[0] and "Garissa" in titles[1]


# --- believable


def test_there_are_cases_at_every_stage_and_told_ones_at_each(ask):
    assert ask("SELECT count(*) FROM person") == [PEOPLE]
    stages = Counter(ask('SELECT stage FROM "case"'))
    assert set(stages) == {stage.value for stage in Stage}
    assert stages["closed"] > stages["monitoring"] > stages["closing"]


def test_something_waits_for_everybody_this_morning(ask):
    today = date.today().isoformat()
    planned = "SELECT count(*) FROM followup WHERE state = 'planned' AND due_on"
    assert ask(f"{planned} < '{today}'")[0] >= 3
    assert ask(f"{planned} >= '{today}'")[0] >= 20
    silent = "SELECT count(*) FROM referral WHERE state IN ('sent', 'acknowledged') AND answer_due_on"
    assert ask(f"{silent} < '{today}'")[0] >= 2
    grants = set(ask('SELECT state FROM "grant"'))
    assert {"applied", "appraised", "paying", "monitoring", "rejected", "closed"} <= grants
    assert set(ask("SELECT status FROM plan")) >= {"submitted", "returned", "approved"}
    assert ask("SELECT count(*) FROM \"case\" WHERE stage = 'closing'")[0] >= 1
    assert len(ask("SELECT title FROM draft")) == 1


def test_the_caseworker_has_a_day_to_fill(ask):
    mine = "owner_id = (SELECT id FROM staff WHERE login = 'caseworker')"
    assert 8 <= ask(f"SELECT count(*) FROM \"case\" WHERE {mine} AND stage != 'closed'")[0] <= 40
    assert ask("SELECT count(*) FROM mhpss_session")[0] >= 3


def test_people_are_as_people_are(ask):
    sexes = Counter(ask("SELECT sex FROM person"))
    assert 0.35 < sexes["f"] / PEOPLE < 0.65
    here = Counter(ask("SELECT here_as FROM person"))
    assert here["returnee"] > here["community"] > PEOPLE // 20
    ages = [date.today().year - int(born[:4]) for born in ask("SELECT birth_date FROM person")]
    assert min(ages) >= 0 and max(ages) <= 100
    assert sum(18 <= age < 60 for age in ages) > PEOPLE * 0.6
    # Some only know the year or the month they were born in, and not everybody has a phone or agrees to be named.
    assert {len(born) for born in ask("SELECT birth_date FROM person")} >= {4, 7, 10}
    assert 0 < ask("SELECT count(*) FROM person WHERE phone IS NULL")[0] < PEOPLE // 2
    assert len(set(ask("SELECT village FROM person"))) > 25
    assert ask("SELECT count(*) FROM person WHERE restricted")[0] >= 1


def test_nothing_happens_out_of_order_or_tomorrow(ask):
    today = date.today().isoformat()
    assert (
        ask(
            f"SELECT number FROM \"case\" WHERE opened_on > '{today}' OR closed_on > '{today}' OR closed_on < opened_on"
        )
        == []
    )
    assert (
        ask(
            "SELECT number FROM referral WHERE sent_on < created_on OR answered_on < sent_on OR closed_on < sent_on"
        )
        == []
    )
    assert ask('SELECT number FROM "grant" WHERE decided_by = applied_by OR paid > approved') == []
    assert ask("SELECT p.number FROM person p JOIN \"case\" c ON c.person_id = p.id"
               " WHERE substr(p.birth_date, 1, 4) > substr(c.opened_on, 1, 4)") == []  # fmt: skip


def test_somebody_is_on_file_twice_under_another_spelling(ask):
    born = Counter(
        ask(
            "SELECT birth_date, sex, village FROM person WHERE length(birth_date) >= 7 AND village IS NOT NULL"
        )
    )
    assert born.most_common(1)[0][1] >= 2


# --- whole


@pytest.mark.parametrize("country", ["lesotho", "kenya"])
def test_everything_verifies(request, country):
    with closing(open_office(request.getfixturevalue(country), "admin", SECRET)) as office:
        report = verify(office)
    assert report.problems == () and report.people > 0


@pytest.mark.parametrize("country", ["lesotho", "kenya"])
def test_everybody_signs_in_and_sees_what_their_role_shows(request, country):
    folder = request.getfixturevalue(country)
    assert {slot.login for slot in keys.read_keyfile(folder).users} == set(USERS)
    for login in USERS:
        with closing(open_office(folder, login, SECRET)) as office:
            assert office.actor.login == login and office.office.demo
            assert bool(office.ring.compartments) == (login == "counsellor")


def test_no_name_lies_readable_in_any_byte(lesotho):
    sql = "SELECT given_name, family_name, village, phone, needs_note, id_number FROM person"
    words = {value.encode() for row in everything(lesotho, sql) for value in row if value and len(value) > 5}
    words |= {note.encode() for note in everything(lesotho, "SELECT text FROM case_note")}
    assert len(words) > 200
    with closing(open_office(lesotho, "admin", SECRET)) as office:
        backup.make_backup(lesotho, office.ring, reason="asked")
    for path in lesotho.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [word for word in words if word in content], path.name


# --- only one chunk in memory, nothing left of what was stopped


class Watching:
    """Counts the people's files in memory at each step; stops when told to."""

    def __init__(self, stop_at: int) -> None:
        self.most, self.steps, self.stop_at = 0, [], stop_at

    def step(self, done: int, total: int, text: str = "") -> None:
        self.steps.append((done, total))
        self.most = max(self.most, sum(type(thing) is File for thing in gc.get_objects()))
        if done >= self.stop_at:
            raise KeyboardInterrupt


def test_only_one_chunk_of_the_crowd_is_in_memory_and_stopping_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(crowd, "CHUNK", 100)
    monkeypatch.setattr(making, "TOLD", 1)
    watching = Watching(stop_at=400)
    with suppress(KeyboardInterrupt):
        making.create_demo(tmp_path / "office", "LS", 501, 1, SECRET, watching)
    assert [done for done, _total in watching.steps] == [100, 200, 300, 400]
    assert 0 < watching.most <= 101
    assert list(tmp_path.iterdir()) == []


# --- never taken for a real office


@pytest.fixture
def real(tmp_path):
    """A real office, and a backup of it."""
    folder = tmp_path / "real"
    new = NewOffice("Qacha’s Nek field office", "QCH", "LS", "LSL", "en", "admin", "Moliehi Sello", SECRET)
    office, _code = create_office(folder, new)
    made = backup.make_backup(folder, office.ring, reason="asked")
    yield folder, made.path, office.ring
    office.close()


def test_a_demo_never_takes_the_place_of_a_real_office_nor_the_other_way(real, lesotho, tmp_path):
    folder, real_backup, ring = real
    demo = shutil.copytree(lesotho, tmp_path / "demo")
    with closing(open_office(demo, "admin", SECRET)) as office:
        demo_backup = backup.make_backup(demo, office.ring, reason="asked").path
        for path, place, held in ((demo_backup, folder, office.ring), (real_backup, demo, ring)):
            before = (place / "office.db").read_bytes()
            with pytest.raises(Refused, match="belongs to the office"):
                backup.restore(path, place, held)
            assert (place / "office.db").read_bytes() == before


def test_a_demo_says_that_it_is_one_before_and_after_signing_in(lesotho):
    assert keys.read_keyfile(lesotho).office.demo
    assert everything(lesotho, "SELECT demo FROM office") == [1]


def test_some_came_twice_one_was_made_one_and_one_taken_back(ask):
    assert ask("SELECT undone_at IS NOT NULL FROM person_merge ORDER BY merged_at") in ([0, 1], [1, 0])
    assert ask("SELECT count(*) FROM person WHERE merged_into IS NOT NULL") == [1]


@pytest.mark.parametrize("country", ["lesotho", "kenya"])
def test_what_happened_is_told_in_words_people_use(request, country):
    with closing(open_office(request.getfixturevalue(country), "supervisor", SECRET)) as office:
        with office.database.look(office.actor) as uow:
            told = [
                line
                for case in cases.page(uow, only=EVERY).rows
                for line in timeline(uow, case.id, limit=200).rows
            ]
    assert len(told) > 100
    assert not {line.action for line in told if line.chip == "Changed" and not line.text}
    strange = [
        line.text for line in told if re.search(r"\w_\w|\w:\w|[][{}]|[0-9a-f]{8}-|None|True", line.text)
    ]
    assert strange == []
