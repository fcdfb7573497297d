"""The record of a person on the screen: part by part, household, consent, phones, papers, files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from caseapp.core.errors import Refused, UserError
from caseapp.features.cases.pages import CasePage, RegisterPage
from caseapp.features.people import files, households, queries, reach, service, special
from caseapp.features.people.pages.consenting import ConsentCard
from caseapp.features.people.pages.filing import FilesPanel
from caseapp.features.people.pages.listing import ENDING, PeoplePage
from caseapp.features.people.pages.living import HouseholdPanel
from caseapp.features.people.pages.parts import GROUPS, PersonPanel
from caseapp.features.people.pages.photo import PortraitCard
from caseapp.features.people.pages.reaching import DocumentsCard, PhonesCard
from caseapp.features.programmes.special import allow_special
from caseapp.ui.theme import theme
from caseapp.ui.viewer import FileViewer
from tests.conventions.walk import SMALL, cut_off
from tests.features.people.test_files import PDF, picture
from tests.features.people.test_record import CLAN, JOURNEY, programme
from tests.features.reading import settle

__all__ = ["programme"]
AGREED = {"consent_method": "signature", "consent_purposes": ["case_management", "photo", "special_data"]}


@pytest.fixture
def shown(qtbot, ctx):
    ctx.said = []
    ctx.toast = lambda text, undo=None: ctx.said.append(text)

    def show(kind, *args, with_ctx=ctx, **kw):
        widget = kind(with_ctx, *args, **kw)
        qtbot.addWidget(widget)
        widget.resize(960, 500)
        widget.show()
        return widget

    return show


def texts(widget):
    settle()
    return " | ".join(
        w.text() for kind in (QLabel, QPushButton) for w in widget.findChildren(kind) if not w.isHidden()
    )


@pytest.fixture
def mime():
    """A picture as it comes from another program."""
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    data = QMimeData()
    data.setImageData(image)
    return data


def test_each_part_of_the_record_is_shown_and_changed_alone(shown, ctx, database, caseworker, make_case):
    case = make_case(**JOURNEY)
    panel = shown(PersonPanel, case.person.id)
    assert panel.parts() == [code for code in GROUPS if code != "special"]
    for code in panel.parts():
        panel.show_part(code)
        assert panel.part == code
    panel.show_part("return")
    assert "ZAR" in texts(panel) and "COVID-19" in texts(panel)
    ctx.dialogs.answers = [{"return_area": "Welkom"}]
    panel.edit()
    with database.look(caseworker) as uow:
        person = queries.person(uow, case.person.id)
    assert (person.return_area, person.maiden_name) == ("Welkom", "Tau")
    assert ctx.dialogs.asked == ["Thabo Mokoena: Return"]


def test_a_community_member_has_no_journey_to_show(shown, make_case):
    panel = shown(PersonPanel, make_case(here_as="community").person.id)
    panel.show_part("return")
    assert panel.part == "who" and "return" not in panel.parts()


def test_a_household_is_told_and_changed(shown, ctx, database, caseworker, make_case):
    case, sister = make_case(), make_case(given_name="Lineo", family_name="Tau", sex="f")
    panel = shown(HouseholdPanel, case.person.id)
    ctx.dialogs.answers = [{"name": "Puleng", "relation": "spouse", "sex": "f", "birth_date": "1994"}]
    panel.add()
    ctx.dialogs.answers = [{"typed": "Lineo"}, {"relation": "sibling"}]
    panel.add_known()
    assert "Puleng" in texts(panel) and "Lineo Tau" in texts(panel) and "3 people" in texts(panel)
    ctx.dialogs.answers = [{}]
    panel.make_head(panel.home.members[0])
    settle()
    ctx.dialogs.answers = [{"left_why": "moved"}]
    panel.leave(next(m for m in panel.home.members if m.name == "Puleng"))
    settle()
    assert panel.home.head.name == "Thabo Mokoena" and len(panel.home.members) == 2
    going = next(m for m in panel.home.members if m.name.startswith("Lineo"))
    ctx.dialogs.answers = [{"going": [going.id]}]
    panel.split()
    settle()
    with database.look(caseworker) as uow:
        assert len(households.household(uow, sister.person.id).members) == 1
    assert "Household split" in "".join(e.step.shown() for e in panel.home.events)


def test_somebody_who_lives_elsewhere_moves_only_when_one_says_so(
    shown, ctx, database, caseworker, make_case
):
    case, other, lineo = (
        make_case(),
        make_case(given_name="Mpho"),
        make_case(given_name="Lineo", family_name="Tau"),
    )
    with database.work(caseworker) as uow:
        households.join(uow, other.person.id, lineo.person.id, {"relation": "child"})
    panel = shown(HouseholdPanel, case.person.id)
    ctx.dialogs.answers = [{"typed": "Lineo"}, {"relation": "sibling"}, False]
    panel.add_known()
    settle()
    assert len(panel.home.members) == 1 and ctx.dialogs.errors == []
    ctx.dialogs.answers = [{"typed": "Lineo"}, {"relation": "sibling"}, True]
    panel.add_known()
    settle()
    assert [m.name for m in panel.home.members] == ["Thabo Mokoena", "Lineo Tau"]


def test_consent_is_recorded_ends_and_is_taken_back_by_purpose(
    shown, ctx, make_case, clock, tmp_path, database, caseworker
):
    case = make_case()
    card = shown(ConsentCard, case.person.id, history=True)
    assert "No consent is on file" in texts(card)
    ctx.dialogs.answers = [AGREED | {"consent_expires": "2026-08-30"}]
    card.give()
    assert "It ends on 30 Aug 2026" in texts(card)
    scan = tmp_path / "form.pdf"
    scan.write_bytes(PDF)
    ctx.dialogs.answers = [scan]
    card.add_scan()
    with database.look(caseworker) as uow:
        assert [f.kind for f in files.files(uow, case.person.id)] == ["consent"]
    ctx.dialogs.answers = [{"withdrawn_purposes": ["photo"]}]
    card.ask_withdraw()
    settle()
    assert not card.past.isHidden() and "withdrawn" in "".join(
        c.text for c in card.past.findChildren(type_of_chip())
    )
    clock.advance(days=20)
    card.refresh()
    assert "The consent ended on 30 Aug 2026" in texts(card)


def type_of_chip():
    from caseapp.ui.widgets import Chip

    return Chip


def test_phones_and_papers_have_a_row_each(shown, ctx, database, caseworker, make_case):
    case = make_case(
        phone="50123456", phone_other="58123456", id_type="ls_national_id", id_number="123456789012"
    )
    phones, papers = shown(PhonesCard, case.person.id), shown(DocumentsCard, case.person.id)
    ctx.dialogs.answers = [{"call_time": "evenings"}]
    with database.look(caseworker) as uow:
        told = reach.phones(uow, case.person.id)
    phones.change(told[1])
    ctx.dialogs.answers = [{"sim_owner": "the chief", "call_safe": "no"}]
    phones.change(told[0])
    assert "evenings" in texts(phones) and "the chief" in texts(phones)
    ctx.dialogs.answers = [{"document_type": "passport", "document_number": "RC1", "proof": "seen"}]
    papers.add()
    assert "few digits" in texts(papers) and "123456789012" not in texts(papers)
    with database.look(caseworker) as uow:
        first, second = reach.documents(uow, case.person.id)
    papers.reveal(first)
    assert ctx.said == ["123456789012"]
    ctx.dialogs.answers = [{"ended_why": "Lost"}]
    papers.end(second)
    assert "few digits" not in texts(papers)


def test_files_come_by_drop_and_by_the_clipboard(shown, ctx, database, caseworker, make_case, mime, tmp_path):
    case = make_case(**AGREED)
    panel = shown(FilesPanel, case.person.id)
    ctx.dialogs.answers = [{"file_kind": "photo"}]
    panel.incoming.take(mime)
    dropped, paper = QMimeData(), tmp_path / "Letter of the chief.pdf"
    paper.write_bytes(PDF)
    dropped.setUrls([QUrl.fromLocalFile(str(paper))])
    ctx.dialogs.answers = [{"file_kind": "letter"}]
    panel.incoming.take(dropped)
    with database.look(caseworker) as uow:
        assert [f.title for f in files.files(uow, case.person.id)] == ["Letter of the chief", "Picture"]
    assert ctx.dialogs.errors == []
    ctx.dialogs.answers = [{"file_kind": "letter", "file_title": "Dropped"}]
    paper.write_bytes(PDF + b" ")
    inside, buttons, keys = QPointF(20, 20), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(inside.toPoint(), Qt.DropAction.CopyAction, dropped, buttons, keys)
    QCoreApplication.sendEvent(panel, enter)
    drop = QDropEvent(inside, Qt.DropAction.CopyAction, dropped, buttons, keys)
    QCoreApplication.sendEvent(panel, drop)
    assert drop.isAccepted() and panel.acceptDrops()
    QGuiApplication.clipboard().clear()
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(ctx.dialogs.errors.pop(), UserError)
    (tmp_path / "tool.exe").write_bytes(b"MZ\x90\x00")
    ctx.dialogs.answers = [tmp_path / "tool.exe", {"file_kind": "other"}]
    panel.choose()
    assert "not kept here" in str(ctx.dialogs.errors.pop().problems)


def test_a_file_is_looked_at_in_the_program_and_leaves_as_a_copy_with_a_reason(
    shown, ctx_for, supervisor, database, caseworker, make_case, tmp_path, qtbot
):
    case = make_case(**AGREED)
    with database.work(caseworker) as uow:
        files.add_file(uow, case.person.id, {"file_title": "House", "file_kind": "photo"}, picture())
    ctx = ctx_for(supervisor)
    panel = shown(FilesPanel, case.person.id, with_ctx=ctx)
    panel.table.selectRow(0)
    panel.open(panel.table.current())
    viewer = panel.findChild(FileViewer)
    assert viewer is not None and viewer.isVisible()
    viewer.reject()
    ctx.dialogs.answers = [{"copy_why": "For the bank"}, tmp_path / "copy.jpg"]
    panel.copy()
    assert (tmp_path / "copy.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    ctx.dialogs.answers = [{"removed_why": "Wrong person"}]
    panel.remove()
    settle()
    panel.table.selectRow(0)
    assert not panel.buttons["open"].isEnabled()


@pytest.mark.parametrize(
    ("media_type", "data", "words"),
    [
        ("application/pdf", PDF, "cannot be shown"), ("text/plain", b"Lumela", "Nothing is written"),
        ("image/jpeg", picture(), "Nothing is written"), ("image/jpeg", b"x", "cannot be shown"),
        ("x/y", b"x", "not shown here"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_said(qtbot, media_type, data, words):
    viewer = FileViewer("A file", media_type, data)
    qtbot.addWidget(viewer)
    viewer.show()
    assert words in texts(viewer)


def test_a_caseworker_has_no_way_to_save_a_copy(shown, make_case):
    assert "copy" not in shown(FilesPanel, make_case().person.id).buttons


def test_a_photo_is_pasted_and_taken_away(shown, ctx, database, caseworker, make_case, mime):
    case = make_case(**AGREED)
    card = shown(PortraitCard, case.person.id)
    card.incoming.take(mime)
    assert "Photo on file" in texts(card)
    ctx.dialogs.answers = [True]
    card.remove()
    assert "No photo." in texts(card)
    bare = shown(PortraitCard, make_case().person.id)
    bare.incoming.take(mime)
    assert isinstance(ctx.dialogs.errors.pop(), Refused)


def test_special_questions_stand_with_their_reason(
    shown, ctx, database, supervisor, caseworker, make_case, programme
):
    with database.work(supervisor) as uow:
        allow_special(uow, programme, CLAN)
    case = make_case(**AGREED)
    panel = shown(PersonPanel, case.person.id)
    assert "special" in panel.parts()
    panel.show_part("special")
    assert CLAN["why"] in texts(panel)
    ctx.dialogs.answers = [{"answer": "Garre"}]
    from caseapp.features.people.pages.questions import SpecialCard

    card = panel.findChild(SpecialCard)
    with database.look(caseworker) as uow:
        card.answer(special.questions(uow, case.person.id)[0])
    assert "Clan: Garre" in texts(card)


def test_who_sees_no_names_finds_no_photo_and_no_special_part(
    shown, ctx_for, actors, database, caseworker, make_case
):
    case = make_case(**AGREED)
    with database.work(caseworker) as uow:
        service.set_photo(uow, case.person.id, picture())
    panel = shown(PersonPanel, case.person.id, with_ctx=ctx_for(actors["me"]))
    assert panel.findChild(PortraitCard) is None and "Mokoena" not in texts(panel)


def test_whose_consent_ends_soon_is_a_list_of_its_own(shown, database, caseworker, make_case):
    for name, ends in (("Soon", "2026-09-01"), ("Later", "2027-09-01")):
        case = make_case(given_name=name)
        with database.work(caseworker) as uow:
            service.give_consent(uow, case.person.id, AGREED | {"consent_expires": ends})
    page = shown(PeoplePage)
    page.kind.setCurrentIndex(page.kind.findData(ENDING))
    settle()
    assert [r.name for r in page.table.rows.rows] == ["Soon Mokoena"]
    assert page.sentence.text() == "1 consent ends soon or has ended."


def test_a_long_name_leaves_the_case_page_whole_on_a_small_screen_at_125(shown, make_case):
    case = make_case(
        given_name="’Mamohlakore-Nthabiseng",
        middle_name="Abdirahman",
        family_name="Ramahlapane-Letsatsi",
        **AGREED,
    )
    theme().apply(scale=125)
    try:
        page = shown(CasePage)
        page.resize(*SMALL)
        page.arrive(case_id=case.id, tab="person")
        settle()
        assert cut_off(page) == []
    finally:
        theme().apply(scale=100)


def test_registering_begins_with_seven_sections_and_shows_the_rest_when_asked(shown):
    page = shown(RegisterPage)
    page.arrive()
    assert page.sections.shown() == [
        "consent",
        "who",
        "papers",
        "return",
        "household",
        "needs",
        "functioning",
    ]
    assert page.sections.more.text() == "3 more"
    page.form.cells["title"].editor.show_value("ntate")
    page.sections.mark()
    assert "names" in page.sections.shown()  # what holds an answer is in sight
    page.sections.more.click()
    assert page.sections.shown()[-3:] == ["names", "away", "work"] and page.sections.more.isHidden()


def test_no_file_is_taken_while_the_disk_is_nearly_full(shown, ctx, make_case, tmp_path, monkeypatch):
    monkeypatch.setattr("caseapp.core.files.free_bytes", lambda path: 150 * 2**20)
    ctx.folder = tmp_path
    panel = shown(FilesPanel, make_case(**AGREED).person.id)
    panel.take("Card", PDF)
    assert "Free some space" in str(ctx.dialogs.errors.pop()) and ctx.dialogs.asked == []
