"""Half-typed work comes back to its writer alone; what belongs to a sealed section is sealed as a draft too."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from caseapp.core.errors import PermissionDenied
from caseapp.data import drafts
from caseapp.data.sealing import Sealer
from caseapp.data.uow import Database

WORDS = {"notes": "Zwartbergen nightmares", "problems": ["sleep"]}


def keep(database, actor, compartment="", values=WORDS, draft_id=""):
    with database.work(actor) as uow:
        return drafts.save(
            uow, "mhpss-session", "a-case", values, {"field": "notes"}, "Session", draft_id, compartment
        )


def test_a_draft_comes_back_as_it_was_typed_and_only_to_its_writer(database, counsellor, caseworker):
    key = keep(database, counsellor)
    with database.look(counsellor) as uow:
        found = drafts.of(uow, "mhpss-session", "a-case")
    assert (found.id, found.values, found.place, found.title) == (key, WORDS, {"field": "notes"}, "Session")
    with database.look(caseworker) as uow:
        assert drafts.mine(uow) == ()


def test_saving_again_keeps_one_draft_and_discarding_leaves_none(database, counsellor):
    key = keep(database, counsellor, "mhpss")
    assert keep(database, counsellor, "mhpss", {"notes": "more"}, key) == key
    with database.look(counsellor) as uow:
        assert [d.values for d in drafts.mine(uow)] == [{"notes": "more"}]
    with database.work(counsellor) as uow:
        drafts.discard(uow, key)
    with database.look(counsellor) as uow:
        assert drafts.mine(uow) == ()


def test_a_draft_of_a_sealed_section_shows_no_word_in_the_file(database, counsellor):
    keep(database, counsellor, "mhpss")
    with database.read_engine.connect() as connection:
        (stored,) = connection.execute(text('SELECT "values" FROM draft')).scalars()
    assert "Zwartbergen" not in stored and "sleep" not in stored and "mhpss" in stored
    with database.look(counsellor) as uow:
        assert drafts.of(uow, "mhpss-session", "a-case").values == WORDS


def test_without_the_key_a_sealed_draft_is_neither_written_nor_shown(database, counsellor, caseworker, clock):
    with pytest.raises(PermissionDenied):
        keep(database, caseworker, "mhpss")
    keep(database, counsellor, "mhpss")
    keyless = Database(
        database.write_engine, database.read_engine, database.bus, database.office, clock, Sealer({})
    )
    with keyless.look(counsellor) as uow:
        assert drafts.mine(uow) == ()
