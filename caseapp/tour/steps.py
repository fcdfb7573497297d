"""The steps of the tour, in order. Each drives the window as its users do and leaves a picture of what they see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from caseapp.features.grants.documents import agreement_pdf
from caseapp.features.people import queries as people
from caseapp.features.referrals import queries as referrals
from caseapp.features.referrals.documents import letter_pdf
from caseapp.tour import hands
from caseapp.tour.guide import LOW, Guide
from caseapp.tour.money_steps import GRANT_STEPS
from caseapp.ui.preview import PaperPreview

Step = tuple[str, Callable[[Guide], None]]

PERSON = {
    "LS": {"given_name": "Retšelisitsoe", "family_name": "Moletsane", "sex": "m", "birth_date": "34", "phone": "58123456",
           "village": "Ha Senkoase", "place": "LSJ05"},
    "KE": {"given_name": "Cabdullaahi", "middle_name": "Warsame", "family_name": "Faarax", "sex": "m", "birth_date": "34",
           "phone": "0712 345 678", "village": "Bulla Jamhuria", "place": "KE009043"},
}  # fmt: skip


def unlock(guide: Guide) -> None:
    window = guide.show_unlock()
    guide.picture("sign-in")
    hands.pick(window.people, "caseworker")  # type: ignore[arg-type]
    hands.type_into(window.passphrase, "certainly not the passphrase")
    hands.press(window.go)
    hands.until(lambda: window.trouble.isVisible(), "the word that it does not open")
    guide.picture("sign-in-wrong")
    guide.sign_in("caseworker")
    guide.picture("my-day")


def find(guide: Guide) -> None:
    """A name half typed and in another spelling."""
    known = somebody(guide)
    typed = f"{known.given_name[:-1]} {known.family_name[:4]}"
    hands.press(guide.window.top.search)
    palette = guide.session.palette
    hands.until(lambda: palette.isVisible(), "the find box")
    guide.keys(palette.line, typed)
    hands.until(lambda: palette.list.count() > 0, f"somebody found for {typed!r}")
    guide.settle()
    guide.picture("find")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    hands.until(lambda: guide.window.current == "case", "the case of who was found")
    guide.settle()
    guide.picture("case-found")


def somebody(guide: Guide) -> Any:
    """A person on file whose name is long enough to be misspelt."""
    with guide.session.office.database.look(guide.session.office.actor) as uow:
        for row in people.page(uow, limit=200).rows:
            person = people.person(uow, row.id)
            if len(person.given_name) > 4 and len(person.family_name) > 4 and person.given_name.isascii():
                return person
    raise hands.NotSeen("a person with a longer name")


def lists(guide: Guide) -> None:
    guide.go("people")
    guide.picture("people")
    guide.go("cases")
    guide.picture("cases")


def double(guide: Guide) -> None:
    """Somebody on file is typed again, in another spelling: the program says so while the name is typed."""
    known = somebody(guide)
    hands.press(guide.window.top.register_button)
    page = guide.page()
    given = known.given_name.replace("a", "aa", 1) if "a" in known.given_name else known.given_name + "h"
    values = {"given_name": given, "family_name": known.family_name, "sex": known.sex.value,
              "birth_date": str(known.birth_date.year)}  # fmt: skip
    if known.middle_name:
        values["middle_name"] = known.middle_name
    hands.enter(page.form, values)
    hands.until(
        lambda: any(b.text() == "Compare" for b in hands.visible(page, type(page.save_button))), "the hint"
    )
    guide.settle()
    guide.picture("register-double")
    hands.meet(hands.agree("Close", lambda: guide.picture("compare")))
    hands.press(hands.button(page, "Compare"))
    guide.settle()


def register(guide: Guide) -> None:
    """Somebody new, section by section; a phone one digit short is told beside its field."""
    page = guide.page()
    values = PERSON[guide.country]
    hands.enter(
        page.form, values | {"middle_name": values.get("middle_name", ""), "phone": values["phone"][:-1]}
    )
    hands.until(lambda: "digit" in page.form.cells["phone"].said.text(), "the word about the phone")
    guide.settle()
    guide.picture("register")
    hands.enter(page.form, {"phone": values["phone"], "safe_to_call": "mornings"})
    hands.enter(page.form, {"return_country": "ZA" if guide.country == "LS" else "SO", "return_date": "March 2026",
                            "return_kind": "voluntary", "months_away": "30"})  # fmt: skip
    hands.enter(page.form, {"household_size": "5", "household_children": "3", "household_head": "yes"})
    hands.enter(page.form, {"needs": ["no_income", "debt"], "strengths": ["trade_skill"]})
    guide.picture("register-needs")
    hands.enter(page.form, {"wg_seeing": "1", "wg_hearing": "1", "wg_walking": "2"})
    hands.enter(page.form, {"consent_method": "signature"})
    hands.enter(page.form, {"consent_purposes": ["case_management", "referral", "special_data"]})
    guide.picture("register-consent")
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: guide.window.current == "case" and guide.page().case, "the new case")
    guide.settle()
    guide.memory["case"] = guide.page().case.id
    guide.memory["number"] = guide.page().case.number
    guide.picture("case-new")


def open_case(guide: Guide, tab: str = "overview") -> Any:
    """The case of the tour, at one of its tabs."""
    guide.window.go("case", case_id=guide.memory["case"], tab=tab)
    guide.settle()
    page = guide.page()
    for at in range(page.tabs.count()):
        if page.tabs.tabData(at) == tab:
            QTest.mouseClick(page.tabs, Qt.MouseButton.LeftButton, pos=page.tabs.tabRect(at).center())
    guide.settle()
    return page


def add(guide: Guide, words: str, *handlers: hands.Handler) -> None:
    """An entry of the case's Add menu, and what it asks."""
    hands.meet(hands.choose(words), *handlers)
    hands.press(guide.page().banner.add_button)
    guide.settle()


def note(guide: Guide) -> None:
    open_case(guide)
    typed = {"text": "Wants to go back to mending shoes. Has the tools; lost the stall when he was away."}
    add(guide, "Note", hands.fill(typed, "Save", lambda: guide.picture("note")))


def plan(guide: Guide) -> None:
    """A goal, an activity, and the plan goes to the supervisor."""
    add(guide, "Plan goal", hands.fill({"need": "no_income", "dimension": "economic",
        "objective": "A stall of his own that carries the family"}, "Save", lambda: guide.picture("plan-goal")))  # fmt: skip
    page = open_case(guide, "plan")
    due = guide.session.clock.today() + timedelta(days=60)
    hands.meet(hands.fill({"what": "business_individual", "detail": "Shoe repair stall at the bus stop", "cost": "12000",
                           "due_on": due.isoformat()}, "Save"))  # fmt: skip
    hands.press(hands.button(page, "New activity"))
    guide.settle()
    guide.picture("plan")
    hands.meet(lambda dialog: _submit(guide, dialog))
    hands.press(hands.button(page, "Submit"))
    guide.settle()


def _submit(guide: Guide, dialog: QDialog) -> None:
    buttons = hands.visible(dialog, type(guide.window.top.lock))
    hands.press(next(b for b in buttons if b.property("look") == "primary"))


def approve_plan(guide: Guide) -> None:
    """The supervisor's Monday: caseload, approvals, and the plan approved by keyboard."""
    guide.sign_in("supervisor")
    guide.picture("supervisor-day")
    guide.go("caseload")
    guide.picture("caseload")
    approve(guide, "approvals")


def approve(guide: Guide, name: str) -> None:
    """Choose the tour's case in the inbox and press A."""
    page = guide.go("approvals")
    rows = page.table.rows.rows
    at = next(i for i, row in enumerate(rows) if guide.memory["number"] in str(row))
    page.table.setFocus()
    page.table.selectRow(at)
    guide.settle()
    guide.picture(name)
    hands.meet(lambda dialog: _submit(guide, dialog))
    QTest.keyClick(page.table, Qt.Key.Key_A)
    guide.settle()


def follow_up(guide: Guide) -> None:
    """What came of the visit, and when the next one is."""
    guide.sign_in("caseworker")
    page = open_case(guide)
    outcome = hands.fill(
        {"outcome": "met", "note": "The stall is open. Six pairs a day."},
        "Save",
        lambda: guide.picture("follow-up"),
    )
    hands.meet(outcome)
    hands.press(page.banner.main)
    guide.settle()
    guide.go("followups")
    guide.picture("followups")


def refer(guide: Guide) -> None:
    """To a partner for psychosocial support, on the inter-agency form."""
    guide.sign_in("caseworker")
    open_case(guide)
    hands.meet(hands.choose("Refer to a partner"))
    hands.press(guide.page().banner.add_button)
    hands.until(lambda: guide.window.current == "refer", "the referral form")
    guide.settle()
    page = guide.page()
    form = hands.until(lambda: page.writing, "the form").form
    hands.enter(form, {"sector": "mhpss", "priority": "urgent", "services": ["psychological", "psychosocial"],
        "reason": "Sleeps badly since the return, avoids company, asks for somebody to talk to."})  # fmt: skip
    guide.settle()
    offers = page.writing.offers.table
    hands.until(lambda: offers.rows.rows, "partners who offer this")
    offers.setCurrentIndex(offers.rows.index(0, 0))
    guide.settle()
    guide.picture("refer")
    hands.meet(lambda dialog: _send(guide, dialog))
    hands.press(page.now)
    guide.settle()
    guide.go("referrals")
    guide.picture("referrals")
    with guide.session.office.database.look(guide.session.office.actor) as uow:
        newest = referrals.of_case(uow, guide.memory["case"])[0]
        guide.paper("referral-letter", letter_pdf(uow, newest.id))
        guide.paper("grant-agreement", agreement_pdf(uow, guide.memory["grant"]))
    guide.go("directory")
    guide.picture("directory")


def _send(guide: Guide, dialog: QDialog) -> None:
    hands.fill({"delivery": "by_hand"}, "Send")(dialog)


def counselling(guide: Guide) -> None:
    """The sealed side: WHO-5 with its advice, and a session."""
    guide.sign_in("counsellor")
    guide.go("mhpss")
    guide.picture("mhpss-desk")
    page = open_case(guide, "mhpss")
    guide.picture("mhpss-sealed")
    hands.meet(hands.choose("WHO-5"))
    hands.press(hands.button(page, "Screening"))
    hands.until(lambda: guide.window.current == "mhpss-screening", "the questionnaire")
    guide.settle()
    screening = guide.page()
    for _question in range(5):
        QTest.keyClick(screening.form.focusWidget() or screening.form, Qt.Key.Key_1)
        hands.pause(30)
    guide.picture("who-5")
    hands.press(hands.button(screening, "Save"))
    hands.until(lambda: guide.window.current == "case", "the case again")
    guide.settle()
    guide.picture("mhpss-result")


def papers(guide: Guide) -> None:
    """The case summary in the preview, and both papers on disk."""
    guide.sign_in("supervisor")
    open_case(guide)
    hands.meet(hands.choose("Case summary"), lambda preview: None)
    hands.press(guide.page().banner.print_button)
    preview = hands.until(_preview, "the preview")
    hands.until(lambda: preview.pdf, "the paper")
    guide.picture("preview")
    guide.paper("case-summary", preview.pdf)
    hands.press(hands.button(preview, "Close"))
    guide.settle()


def _preview() -> PaperPreview | None:
    from PySide6.QtWidgets import QApplication

    return next(
        (w for w in QApplication.topLevelWidgets() if isinstance(w, PaperPreview) and w.isVisible()), None
    )


def looks(guide: Guide) -> None:
    """The main pages low, dark, in high contrast and from right to left."""
    guide.sign_in("caseworker")
    for code in ("my-day", "people", "register", "followups"):
        guide.window.go(code)
        guide.settle()
        with guide.looking(size=LOW):
            guide.settle()
            guide.picture(f"{code}-1024x560")
    open_case(guide)
    with guide.looking(size=LOW):
        guide.settle()
        guide.picture("case-1024x560")
    for palette in ("dark", "contrast"):
        with guide.looking(palette):
            guide.picture(f"case-{palette}")
            guide.window.go("my-day")
            guide.settle()
            guide.picture(f"my-day-{palette}")
            open_case(guide)
    with guide.looking(direction=Qt.LayoutDirection.RightToLeft):
        guide.picture("case-right-to-left")
        guide.window.go("my-day")
        guide.settle()
        guide.picture("my-day-right-to-left")


def settings(guide: Guide) -> None:
    guide.go("settings")
    guide.picture("settings")


def lock_half_typed(guide: Guide) -> None:
    """Locking asks nothing; the half-typed form is back at the same field afterwards."""
    hands.press(guide.window.top.register_button)
    page = guide.page()
    hands.enter(page.form, {"given_name": "Half", "family_name": "Typed"})
    guide.lock()
    guide.picture("locked")
    guide.sign_in("caseworker")
    hands.until(lambda: guide.window.current == "register", "the form where it was left")
    hands.until(lambda: guide.page().form.raw_values()["family_name"] == "Typed", "what was typed")
    guide.picture("resumed")


STEPS: tuple[Step, ...] = (
    ("unlock", unlock),
    ("find somebody by a misspelt name", find),
    ("look through people and cases", lists),
    ("notice somebody already on file", double),
    ("register a returnee", register),
    ("write a note", note),
    ("make a plan", plan),
    ("approve the plan as supervisor", approve_plan),
    ("record a follow-up", follow_up),
    *GRANT_STEPS,
    ("refer to psychosocial support", refer),
    ("counsel", counselling),
    ("print the case summary", papers),
    ("see it small, dark, high-contrast and mirrored", looks),
    ("look at the settings", settings),
    ("lock with a half-typed form", lock_half_typed),
)
