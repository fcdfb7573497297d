"""Taking rows out: for a purpose, journalled, under a passphrase, never more than one may see, never half a file."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from PySide6.QtWidgets import QPushButton

from caseapp.core.errors import Cancelled, Invalid, PermissionDenied
from caseapp.core.jobs import CancellableProgress
from caseapp.core.registry import load
from caseapp.data import history
from caseapp.documents.spreadsheet import Field
from caseapp.features.office.exporting import FileKind, Table, as_number, export
from caseapp.features.office.pages.exporting import shown_rows, take_out
from caseapp.features.people import consents
from caseapp.features.people import queries as people
from caseapp.features.people import service as registering
from caseapp.features.people.pages import PeoplePage

PURPOSE = {"purpose": "Visit list for the chief", "kind": "xlsx", "sealing": "open"}


def everybody(code="people"):
    def rows(uow):
        return [(p.name, p.number) for p in people.page(uow).rows]

    return Table(code, "People", (Field("Name"), Field("Number")), rows)


def made(database, actor, *tables, purpose="For the visit", **how):
    with database.look(actor) as uow:
        return export(uow, tables or (everybody(),), purpose, **how)


def read(data):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def test_a_file_says_what_it_is_and_the_journal_who_took_how_much_for_what(database, supervisor, make_case):
    make_case(given_name="Lineo")
    found = made(database, supervisor)
    note, head, row = read(found.data)
    assert found.rows == 1 and head == ["Name", "Number"] and row[0] == "Lineo Mokoena"
    assert "For: For the visit" in note[0]
    with database.look(supervisor) as uow:
        entry = next(e for e in history.of_office(uow).rows if e.action == "export.make")
    told = {name: after for name, (_before, after) in entry.changes.items()}
    assert (told["rows"], told["purpose"], told["sealed"], told["columns"]) == (
        1,
        "For the visit",
        False,
        ["Name", "Number"],
    )
    assert "Lineo" not in str(told)


def test_without_purpose_or_right_nothing_goes_out(database, supervisor, caseworker, make_case):
    make_case()
    with pytest.raises(Invalid):
        made(database, supervisor, purpose="  ")
    with pytest.raises(PermissionDenied):
        made(database, caseworker)


def test_monitoring_takes_out_pseudonyms_only(database, actors, make_case):
    make_case(given_name="Lineo")
    assert "Lineo" not in str(read(made(database, actors["me"]).data))


def test_a_restricted_person_goes_out_with_nobody_who_may_not_see_them(
    database, actors, supervisor, make_case
):
    case = make_case()
    with database.work(supervisor) as uow:
        registering.restrict(uow, case.person.id, True)
    assert made(database, actors["me"]).rows == 0 and made(database, supervisor).rows == 1


def test_a_plain_table_is_one_list_without_a_passphrase(database, supervisor, make_case):
    make_case(given_name="=cmd")
    rows = list(
        csv.reader(io.StringIO(made(database, supervisor, kind=FileKind.CSV).data.decode("utf-8-sig")))
    )
    assert rows[1][0] == "'=cmd Mokoena"
    for wrong in ({"passphrase": "seven grey doves"}, {}):
        with pytest.raises(Invalid):
            made(
                database,
                supervisor,
                everybody(),
                *(() if wrong else (everybody("again"),)),
                kind=FileKind.CSV,
                **wrong,
            )


def test_stopping_leaves_nothing_and_no_entry(database, supervisor):
    progress = CancellableProgress()
    progress.cancel()
    many = Table("many", "Many", (Field("N", "number"),), lambda uow: ((n,) for n in range(2000)), total=2000)
    with pytest.raises(Cancelled):
        made(database, supervisor, many, progress=progress)
    with database.look(supervisor) as uow:
        assert not [e for e in history.of_office(uow).rows if e.action == "export.make"]


@pytest.mark.parametrize(
    ("text", "value"), [("1,250", 1250), ("-3", -3), ("0.25", 0.25), ("12 %", "12 %"), ("A7", "A7")]
)
def test_numbers_as_they_are_read_become_numbers(text, value):
    assert as_number(text) == value


# --- from a list in the window


@pytest.fixture
def listed(qtbot, ctx_for, supervisor):
    page = PeoplePage(ctx_for(supervisor))
    qtbot.addWidget(page)
    page.show()
    return page


def taken(page):
    return shown_rows("people", "People", page.table, people.page, page.list.asked(),
                      keep=lambda uow, rows: consents.without_withdrawn(uow, rows, lambda p: p.id))  # fmt: skip


def test_a_list_goes_out_as_it_is_shown_all_pages_of_it(database, supervisor, make_case, listed, monkeypatch):
    monkeypatch.setattr("caseapp.features.office.pages.exporting.STEP", 2)
    for name in ("Lineo", "Thabo", "Palesa", "Tumelo", "Mpho"):
        make_case(given_name=name)
    listed.table.titles.show_only(["Name", "Number"])
    _note, head, *rows = read(made(database, supervisor, taken(listed)).data)
    assert head == ["Name", "Number"] and len(rows) == 5 and rows[0][0].startswith("Mpho")
    listed.list.editors["name"].put("pal")
    assert [row[0] for row in read(made(database, supervisor, taken(listed)).data)[2:]] == ["Palesa Mokoena"]


def test_who_took_consent_back_is_left_out(database, caseworker, supervisor, make_case, listed):
    case = make_case(consent_method="signature", consent_purposes=["referral"])
    make_case(given_name="Lineo")
    with database.work(caseworker) as uow:
        consents.withdraw_consent(uow, case.person.id, {})
    assert [row[0] for row in read(made(database, supervisor, taken(listed)).data)[2:]] == ["Lineo Mokoena"]


def test_the_file_is_written_under_the_passphrase_asked_for(make_case, listed, tmp_path):
    make_case(given_name="Lineo")
    path = tmp_path / "people.xlsx"
    listed.ctx.dialogs.answers = [PURPOSE | {"sealing": "sealed"}, "seven grey doves", path]
    take_out(listed.ctx, listed, "Export people", [taken(listed)], "people")
    book = OOXMLFile(io.BytesIO(path.read_bytes()))
    book.load_key(password="seven grey doves", verify_password=True)
    assert b"Lineo" not in path.read_bytes()


def test_a_full_disk_leaves_no_half_file_and_says_so(make_case, listed, tmp_path, monkeypatch):
    make_case()
    path = tmp_path / "people.xlsx"
    listed.ctx.dialogs.answers = [PURPOSE, path]

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    take_out(listed.ctx, listed, "Export people", [taken(listed)], "people")
    assert list(tmp_path.glob("people*")) == []
    assert "disk is full" in str(listed.ctx.dialogs.errors[0])


@pytest.mark.parametrize("name", ["people:PeoplePage", "cases:CasesPage", "followups:FollowUpsPage", "referrals:ReferralsPage",
                                  "grants:GrantsPage"])  # fmt: skip
def test_every_long_list_goes_out_as_it_is_shown(
    qtbot, ctx_for, supervisor, caseworker, make_case, tmp_path, name
):
    make_case(given_name="Lineo")
    feature, cls = name.split(":")
    page = load(f"caseapp.features.{feature}.pages:{cls}")(ctx_for(supervisor))
    qtbot.addWidget(page)
    page.show()
    path = tmp_path / "list.xlsx"
    page.ctx.dialogs.answers = [PURPOSE, path]
    next(b for b in page.findChildren(QPushButton) if b.text() == "Export…").click()
    rows = read(path.read_bytes())
    assert "For: Visit list" in rows[0][0] and len(rows) >= 2
    assert feature not in ("people", "cases") or "Lineo" in str(rows)
    other = load(f"caseapp.features.{feature}.pages:{cls}")(ctx_for(caseworker))
    qtbot.addWidget(other)
    assert not [b for b in other.findChildren(QPushButton) if b.text() == "Export…"]
