"""The livelihood grant on the tour: applied for, appraised, approved, signed and paid by different people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from caseapp.tour import hands
from caseapp.tour.guide import Guide


def apply(guide: Guide) -> None:
    """The caseworker writes the application with the person beside them."""
    guide.window.go("case", case_id=guide.memory["case"], tab="overview")
    guide.settle()
    hands.meet(hands.choose("Apply for a grant"))
    hands.press(guide.page().banner.add_button)
    hands.until(lambda: guide.window.current == "grant-apply", "the application")
    guide.settle()
    page = guide.page()
    hands.enter(page.form, {"kind": "individual", "business": "Shoe repair stall", "sector": "repair",
                            "description": "A stall at the bus stop, mending and selling second-hand shoes."})  # fmt: skip
    guide.picture("grant-application")
    page.form.show_section("money")
    page.form.costs.set([{"item": "Stitching machine", "quantity": "1", "unit_price": "7,500"},
                         {"item": "Leather and soles", "quantity": "30", "unit_price": "150"}])  # fmt: skip
    hands.enter(page.form, {"own_contribution": "800", "expected_sales": "4,200", "expected_costs": "2,100"})
    hands.enter(page.form, {"channel": _first(page.form.cells["channel"].editor.focus_widget())})
    hands.enter(page.form, {"payee_name": "Retšelisitsoe Moletsane"})
    guide.settle()
    guide.picture("grant-money")
    hands.press(page.save_button)
    hands.until(lambda: guide.broken or (guide.window.current == "grant" and guide.page().grant), "the grant")
    guide.settle()
    guide.memory["grant"] = guide.page().grant.id
    hands.meet(_all_well)
    hands.press(hands.button(guide.page(), "Check eligibility"))
    guide.settle()
    guide.picture("grant-applied")


def _all_well(dialog: Any) -> None:
    """Every question of eligibility and do no harm is answered yes."""
    from caseapp.ui.form import FormWidget

    form = hands.visible(dialog, FormWidget)[0]
    asked = {name: "yes" for name, cell in form.cells.items() if cell.field.kind == "bool"}
    hands.fill(asked, "Save")(dialog)


def open_grant(guide: Guide) -> Any:
    guide.window.go("grant", grant_id=guide.memory["grant"])
    guide.settle()
    return guide.page()


def appraise(guide: Guide) -> None:
    """The grants officer gives points; they advise."""
    guide.sign_in("grants")
    guide.go("grants")
    guide.picture("grants")
    page = open_grant(guide)
    hands.meet(lambda dialog: _points(guide, dialog))
    hands.press(hands.button(page, "Appraise"))
    guide.settle()


def _points(guide: Guide, dialog: Any) -> None:
    from caseapp.ui.form import FormWidget

    form = hands.visible(dialog, FormWidget)[0]
    values = {name: "8" for name, cell in form.cells.items() if cell.field.kind == "int"}
    notes = {
        name: "Knows the trade; the bus stop has no other stall."
        for name, cell in form.cells.items()
        if cell.field.kind == "note"
    }
    choices = {
        name: _first(cell.editor.focus_widget())
        for name, cell in form.cells.items()
        if cell.field.kind == "choice"
    }
    hands.fill(values | notes | choices, "Hand to the supervisor", lambda: guide.picture("grant-appraisal"))(
        dialog
    )


def _first(list_: Any) -> Any:
    """The first real entry of a list of choices."""
    return list_.itemData(1)


def approve(guide: Guide) -> None:
    """The supervisor approves, at the keyboard."""
    from caseapp.tour.steps import approve as decide

    guide.sign_in("supervisor")
    decide(guide, "approvals-grant")


def sign(guide: Guide) -> None:
    """Tranches with their conditions, then the agreement is signed."""
    guide.sign_in("caseworker")
    page = open_grant(guide)
    hands.press(hands.button(page, "Plan the tranches"))
    guide.settle()
    page.plan.rows.set([{"condition": "Agreement signed", "on_signing": "yes", "amount": "8,000"},
                        {"condition": "Business check 2 passed", "on_signing": "no", "amount": "4,000"}])  # fmt: skip
    guide.picture("grant-tranches")
    hands.press(hands.button(page, "Save the tranches"))
    guide.settle()
    hands.meet(hands.fill({"signed_how": "signature"}, "Save"))
    hands.press(hands.button(page, "Agreement signed"))
    guide.settle()
    guide.picture("grant-signed")


def pay(guide: Guide) -> None:
    """The grants officer pays the first tranche: not who approved it, never over the amount."""
    guide.sign_in("grants")
    page = open_grant(guide)
    values = {"reference": "QGH7K2M4", "paid_on": guide.session.clock.today().isoformat()}
    hands.meet(hands.fill(values, "Record the payment", lambda: guide.picture("grant-payment")))
    hands.press(hands.button(page, "Pay tranche 1"))
    guide.settle()
    guide.picture("grant-paid")
    QTest.keyClick(page, Qt.Key.Key_Escape)


GRANT_STEPS: tuple[tuple[str, Callable[[Guide], None]], ...] = (
    ("apply for a livelihood grant", apply),
    ("appraise it as grants officer", appraise),
    ("approve it as supervisor", approve),
    ("plan the tranches and sign the agreement", sign),
    ("pay the first tranche", pay),
)
