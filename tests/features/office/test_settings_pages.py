"""The settings as each person meets them: only what they may look after, live, proven, and in words."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from caseapp.core import i18n, settings
from caseapp.core.errors import WrongPassphrase
from caseapp.data import keys
from caseapp.features.office import queries, staffing
from caseapp.features.office.pages.settings import SettingsPage
from caseapp.ui.theme import theme


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEAPP_HOME", str(tmp_path / "home"))


@pytest.fixture
def own_look():
    yield
    theme().apply("light", 100)


@pytest.fixture
def page_of(qtbot, session_ctx):
    def make(office, tab=""):
        page = SettingsPage(session_ctx(office))
        page.told = []
        page.ctx.toast = lambda text, undo=None: page.told.append(text)
        qtbot.addWidget(page)
        page.resize(968, 510)
        page.show()
        page.arrive(tab=tab)
        QApplication.processEvents()
        return page

    return make


def tab_of(page, code):
    page.arrive(tab=code)
    QApplication.processEvents()
    return page.made[code]


def words(widget):
    QApplication.processEvents()
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget))


def choose_row(table, **wanted):
    for at, row in enumerate(table.rows.rows):
        if all(getattr(row, k, None) == v or getattr(getattr(row, "staff", None), k, None) == v
               for k, v in wanted.items()):  # fmt: skip
            table.selectRow(at)
            return row
    raise AssertionError(wanted)


def test_everybody_sees_what_they_look_after_and_nothing_else(site, page_of):
    everybody = ["laptop", "passphrase"]
    wanted = {
        "admin": [*everybody, "office", "numbers", "people", "backups", "keys", "check"],
        "palesa": everybody,
        "nthabiseng": everybody,
        "mamello": [*everybody, "backups", "check", "journal"],
    }
    for login, codes in wanted.items():
        office = site.open(login)
        page = page_of(office)
        assert page.tabs.codes() == codes
        for code in codes:
            tab_of(page, code)
            assert page.ctx.dialogs.errors == []
        office.close()


def test_palette_and_size_change_at_once_and_are_remembered(site, page_of, own_look):
    tab = tab_of(page_of(site.open("palesa")), "laptop")
    tab.palette_choice.setCurrentIndex(tab.palette_choice.findData("dark"))
    tab.palette_choice.activated.emit(0)
    tab.size_choice.setCurrentIndex(tab.size_choice.findData("150"))
    tab.size_choice.activated.emit(0)
    assert (theme().name, theme().scale) == ("dark", 150)
    assert (settings.load().palette, settings.load().scale) == ("dark", 150)


def test_another_language_waits_for_the_next_sign_in_and_says_so(site, page_of):
    tab = tab_of(page_of(site.open("palesa")), "laptop")
    tab.language.setCurrentIndex(tab.language.findData("en"))
    tab.language.addItem("Kiswahili", "sw")
    tab.language.setCurrentIndex(tab.language.count() - 1)
    tab.language.activated.emit(tab.language.currentIndex())
    assert settings.load().language == "sw" and i18n.language() == "en"
    assert "next sign-in" in words(tab)


def test_a_passphrase_is_changed_and_the_old_one_proven(site, page_of):
    page = page_of(site.open("palesa"), "passphrase")
    tab = page.made["passphrase"]
    tab.change()
    assert "you use now" in words(tab)
    tab.present.setText("wrong")
    tab.chosen.line.setText("five grey doves")
    tab.chosen.again.setText("five grey doves")
    tab.change()
    assert "do not fit together" in words(tab)
    tab.present.setText("pw palesa")
    tab.change()
    assert page.told == ["Your passphrase is changed."] and tab.present.text() == tab.chosen.line.text() == ""
    keys.unlock(site.folder, "palesa", "five grey doves", site.clock)[0].close()


def test_the_letterhead_is_saved_and_the_next_page_knows(site, page_of):
    office = site.open("admin")
    page = page_of(office, "office")
    tab = page.made["office"]
    tab.form.cells["name"].editor.show_value("Mokhotlong <b>office</b>")
    tab.form.cells["idle_minutes"].editor.show_value(90)
    tab.save()
    assert "between 1 and 60" in words(tab)
    tab.form.cells["idle_minutes"].editor.show_value(5)
    page.key_save()
    assert "Saved" in words(tab) and page.ctx.office.name == "Mokhotlong <b>office</b>" == office.office.name
    with office.database.look(office.actor) as uow:
        assert queries.office(uow).idle_minutes == 5


def test_a_logo_is_put_on_every_paper_small_and_bare(site, page_of, tmp_path):
    from io import BytesIO

    from PIL import Image

    from caseapp.features.office.papers import letterhead

    office = site.open("admin")
    page = page_of(office, "office")
    tab = page.made["office"]
    exif = Image.Exif()
    exif[0x010E] = "a hidden remark"
    Image.new("RGB", (3000, 1000), "#155E8B").save(tmp_path / "logo.jpg", exif=exif)
    (tmp_path / "letter.png").write_bytes(b"no picture")
    page.ctx.dialogs.answers = [tmp_path / "letter.png", tmp_path / "logo.jpg"]
    tab.choose_logo()
    assert "not a picture" in str(page.ctx.dialogs.errors.pop()) and tab.picture.isHidden()
    tab.choose_logo()
    with office.database.look(office.actor) as uow:
        logo = letterhead(uow).logo
    with Image.open(BytesIO(logo)) as opened:
        assert (opened.format, opened.size) == ("PNG", (400, 133)) and b"hidden remark" not in logo
    assert not tab.picture.isHidden()
    tab.remove_button.click()
    with office.database.look(office.actor) as uow:
        assert letterhead(uow).logo is None


def test_a_number_is_changed_and_put_back(site, page_of):
    office = site.open("admin")
    page = page_of(office, "numbers")
    tab = page.made["numbers"]
    choose_row(tab.table, id="contact.high")
    assert not tab.back_button.isEnabled()
    page.ctx.dialogs.answers = [{"value": "5"}]
    tab.change_button.click()
    assert office.office.rule("contact.high") == 5 == page.ctx.office.rule("contact.high")
    row = choose_row(tab.table, id="contact.high")
    assert row.changed and row.amount(row.value) == "5 days" and row.amount(1) == "1 day"
    tab.back_button.click()
    assert office.office.rule("contact.high") == 7
    page.ctx.dialogs.answers = [{"value": "0"}]
    tab.change(row)
    assert "between 1 and 3650" in str(page.ctx.dialogs.errors[0])


def test_every_number_says_where_it_comes_from(site, page_of):
    tab = tab_of(page_of(site.open("admin")), "numbers")
    assert tab.table.rows.rows
    assert {row.mark for row in tab.table.rows.rows} <= {"V", "G", "A"}


def test_somebody_is_added_with_a_code_shown_once(site, page_of):
    office = site.open("admin")
    page = page_of(office, "people")
    tab = page.made["people"]
    tab.add_button.click()
    editor = tab.views.currentWidget().widget()
    editor.save()
    assert "Name is needed." in words(editor)
    editor.form.set_values({"name": "Lineo Phafoli", "login": "lineo", "role": "caseworker"})
    editor._follow()
    assert "Registers people" in words(editor)
    page.ctx.dialogs.answers = ["wrong"]
    editor.save()
    assert isinstance(page.ctx.dialogs.errors.pop(), WrongPassphrase) and len(tab.people.rows) == 4
    page.ctx.dialogs.answers = ["pw admin"]
    editor.save()
    assert page.ctx.dialogs.asked[-1] == "One-time code for Lineo Phafoli"
    row = choose_row(tab.table, login="lineo")
    assert row.way == queries.CODE and tab.views.currentIndex() == 0


def test_somebody_is_added_who_types_their_own_passphrase(site, page_of):
    page = page_of(site.open("admin"), "people")
    tab = page.made["people"]
    tab.add()
    editor = tab.views.currentWidget().widget()
    editor.form.set_values({"name": "Lineo Phafoli", "login": "lineo", "role": "grants"})
    editor.by_passphrase.setChecked(True)
    editor.save()
    assert "A passphrase is needed." in words(editor)
    editor.chosen.line.setText("five grey doves")
    editor.chosen.again.setText("five grey doves")
    page.ctx.dialogs.answers = ["pw admin"]
    editor.save()
    keys.unlock(site.folder, "lineo", "five grey doves", site.clock)[0].close()


def test_leaving_the_question_for_the_passphrase_changes_nothing(site, page_of):
    page = page_of(site.open("admin"), "people")
    tab = page.made["people"]
    slots = keys.read_keyfile(site.folder).slots
    person = choose_row(tab.table, login="palesa")
    page.ctx.dialogs.answers = [True, None]
    tab.new_code(person)
    page.ctx.dialogs.answers = [False]
    tab.switch_off(person)
    assert keys.read_keyfile(site.folder).slots == slots and page.ctx.dialogs.answers == []


def test_a_role_is_changed_and_somebody_switched_off_with_the_offer_of_a_new_key(site, page_of):
    office = site.open("admin")
    page = page_of(office, "people")
    tab = page.made["people"]
    person = choose_row(tab.table, login="palesa")
    tab.change_button.click()
    editor = tab.views.currentWidget().widget()
    editor.form.cells["role"].editor.show_value("supervisor")
    page.ctx.dialogs.answers = ["pw admin"]
    editor.save()
    assert choose_row(tab.table, login="palesa").staff.role == "supervisor" and page.told == ["Saved."]
    left = []
    office.leave = left.append
    page.ctx.dialogs.answers = [True, "pw admin", True, "pw admin"]
    tab.switch_off(person)
    assert page.ctx.dialogs.asked[-2:] == ["Give the office a new key too?", "New key"]
    assert choose_row(tab.table, login="palesa").way == queries.OFF
    assert "new key" in office.run_closed(left[0])


def test_one_cannot_switch_off_oneself_from_the_page(site, page_of):
    tab = tab_of(page_of(site.open("admin")), "people")
    choose_row(tab.table, login="admin")
    assert (
        not tab.off_button.isEnabled() and not tab.code_button.isEnabled() and tab.change_button.isEnabled()
    )


def test_the_sealed_section_is_given_and_the_page_says_by_whom(site, page_of):
    office = site.open("admin")
    page = page_of(office, "people")
    tab = page.made["people"]
    assert "Nobody can open sealed MHPSS notes yet" in words(tab)
    choose_row(tab.table, login="palesa")
    assert tab.give_button.isHidden()
    person = choose_row(tab.table, login="nthabiseng")
    page.ctx.dialogs.answers = ["pw admin"]
    tab.give_button.click()
    assert "Sealed MHPSS notes open to: Nthabiseng Seeiso" in words(tab) and "cannot do it alone" in words(
        tab
    )
    staffing.take_section(office, "pw admin", person.id)
    tab.refresh()
    choose_row(tab.table, login="nthabiseng")
    tab.give_button.click()
    sheet = tab.views.currentWidget().widget()
    sheet.line.line.setText("12345")
    sheet.go()
    assert "35 characters" in words(sheet)
    sheet.line.line.setText(site.recovery.lower())
    page.ctx.dialogs.answers = ["pw admin"]
    sheet.go()
    assert tab.people.holders == ("Nthabiseng Seeiso",) and tab.views.currentIndex() == 0
    office.close()
    keeper = page_of(site.open("nthabiseng", sign_in=True), "people")
    assert "You can let another counsellor open them" in words(keeper)
    assert keeper.made["people"].add_button.isHidden()


def test_teams_are_added_and_changed(site, page_of):
    page = page_of(site.open("admin"), "people")
    tab = page.made["people"]
    tab.teams_button.click()
    QApplication.processEvents()
    view = tab.views.currentWidget().widget()
    page.ctx.dialogs.answers = [{"name": "Mountain team", "place": "LSJ05"}]
    view.add()
    team = choose_row(view.table, name="Mountain team")
    assert team.people == 0
    page.ctx.dialogs.answers = [{"name": "Highland team"}]
    view.change(team)
    assert {t.name for t in view.table.rows.rows} == {"Highland team", "Mokhotlong field office"}


def test_a_backup_is_made_tried_copied_and_put_back(site, page_of, tmp_path):
    office = site.open("admin")
    page = page_of(office, "backups")
    tab = page.made["backups"]
    assert tab.newest.value.text() == "never" and "lost with it" in words(tab)
    (tmp_path / "stick").mkdir()
    (tmp_path / "other").mkdir()
    page.ctx.dialogs.answers = [tmp_path / "stick", tmp_path / "other"]
    tab.place_button.click()
    tab.make_button.click()
    assert (
        tab.newest.value.text() == tab.outside.value.text() == "just now" and "second place" in page.told[-1]
    )
    choose_row(tab.table, outside=False)
    tab.try_button.click()
    assert "The restore would work" in page.told[-1] and tab.drilled.value.text() == "just now"
    tab.copy_button.click()
    assert len(list((tmp_path / "other").iterdir())) == 1
    left = []
    office.leave = left.append
    page.ctx.dialogs.answers = [False]
    tab.put_back()
    assert left == []
    page.ctx.dialogs.answers = [True, "pw admin"]
    tab.put_back()
    assert "is back" in office.run_closed(left[0])


def test_old_backups_are_red_and_a_missing_second_place_is_told(site, page_of, tmp_path):
    office = site.open("admin")
    page = page_of(office, "backups")
    tab = page.made["backups"]
    page.ctx.dialogs.answers = [tmp_path / "unplugged"]
    tab.choose_place()
    tab.make()
    assert "There is no copy in the second place" in words(tab) and "not connected" in words(tab)
    site.clock.advance(days=3)
    tab.refresh()
    assert tab.newest.value.text() == "3 days ago" and tab.newest.value.property("tone") == "bad"


def test_everything_is_checked_with_the_result_in_words(site, page_of):
    office = site.open("mamello")
    page = page_of(office, "check")
    tab = page.made["check"]
    tab.go_button.click()
    assert "All is well:" in words(tab)
    with office.database.write_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        connection.exec_driver_sql(
            "UPDATE journal SET reason = 'another reason', actor_id = 'x' WHERE seq = 1"
        )
    tab.go_button.click()
    assert "Something is not in order" in words(tab) and "journal" in words(tab)


def test_the_journal_is_filtered_by_person_and_kind_and_an_entry_opens(site, page_of):
    admin = site.open("admin")
    staffing.new_code(admin, "pw admin", site.staff_id(admin, "palesa"))
    admin.close()
    page = page_of(site.open("mamello"), "journal")
    tab = page.made["journal"]
    assert len(tab.table.rows.rows) > 5
    tab.kind.setCurrentIndex(tab.kind.findData("office"))
    assert {row.what for row in tab.table.rows.rows} >= {"One-time code given"}
    tab.kind.setCurrentIndex(tab.kind.findData("in"))
    tab.who.setCurrentIndex(tab.who.findText("Katleho Mpeli"))
    assert {(row.what, row.who) for row in tab.table.rows.rows} == {("Signed in", "Katleho Mpeli")}
    tab.open(tab.table.rows.rows[0])
    assert page.ctx.dialogs.asked == ["Signed in"]
    tab.kind.setCurrentIndex(tab.kind.findData("paper"))
    assert tab.table.nothing().text() == "No entry of this kind."


def test_a_new_recovery_sheet_holds_once_it_was_typed_back(site, page_of):
    page = page_of(site.open("admin"), "keys")
    tab = page.made["keys"]
    page.ctx.dialogs.answers = ["wrong"]
    tab.new_button.click()
    assert tab.paper is None and isinstance(page.ctx.dialogs.errors[0], WrongPassphrase)
    page.ctx.dialogs.answers = ["pw admin"]
    tab.new_button.click()
    code = tab.paper.sheet.code
    keys.unlock_with_recovery(site.folder, site.recovery, site.clock).close()  # the old one holds until then
    assert not tab.store_button.isEnabled()
    tab.paper.ask()
    for at, line in zip(tab.paper.back.asked, tab.paper.back.lines, strict=True):
        line.setText(tab.paper.back.groups[at])
    tab.store_button.click()
    assert "Destroy the old one" in words(tab) and tab.paper is None
    keys.unlock_with_recovery(site.folder, code, site.clock).close()


def test_ctrl_and_a_number_goes_to_a_tab_and_the_place_is_remembered(site, page_of):
    page = page_of(site.open("mamello"))
    page.key_section4()
    assert page.place_name() == {"tab": "check"}
    page.key_section9()
    page.arrive(tab="people")
    assert page.place_name() == {"tab": "check"}


@pytest.mark.parametrize("login", ["admin", "mamello"])
def test_nothing_sticks_out_at_1024_by_560(site, page_of, login):
    page = page_of(site.open(login))
    for code in page.tabs.codes():
        tab = tab_of(page, code)
        QApplication.processEvents()
        assert tab.width() <= page.width() and tab.minimumSizeHint().width() <= 968 - 40
