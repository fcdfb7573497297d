"""Goods bought for a grant: quotations, order, what came with its numbers and pictures, the certificate's facts."""

from __future__ import annotations

from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image

from caseapp.core.errors import Invalid, NotFound, PermissionDenied, Refused
from caseapp.features.grants import queries, service
from caseapp.features.grants.form import serial_numbers
from caseapp.features.grants.views import PurchaseState
from tests.features.grants.conftest import PAYMENT, REVERSED, SIGNED_NOW

VENDORS = (("Maluti Agro", "7,900"), ("Butha Stores", "7,500"), ("Highland Farm", "8,000"))
CAME = [{"item": "Sewing machine", "quantity": 2, "serials": "SM-101, sm-102"}]
RECEIVED, HANDED = (
    {"received_on": "2026-08-18"},
    {"handed_on": "2026-08-18", "handed_how": "signature", "handed_witness": "M"},
)
ORDERED = {"ordered_on": "2026-08-18"}


@pytest.fixture
def buying(database, caseworker, make_grant):
    """A signed grant with something to buy out of its first tranche, and so many prices for it."""

    def make(offers=3, **values):
        grant = make_grant(SIGNED_NOW, route="in_kind", **values)
        with database.work(caseworker) as uow:
            grant = service.plan_purchase(uow, grant.tranches[0].id, {"what": "Two sewing machines"})
            for vendor, price in VENDORS[:offers]:
                offer = {"vendor": vendor, "amount": price, "quoted_on": "2026-08-18"}
                grant = service.quote(uow, grant.purchases[0].id, offer)
        return grant

    return make


def offer(grant, vendor):
    return next(q.id for q in grant.purchases[0].quotations if q.vendor == vendor)


def test_from_quotations_to_the_hand_over(database, caseworker, grants_officer, buying):
    grant = buying()
    with database.work(caseworker) as uow:
        grant = service.order(uow, offer(grant, "Butha Stores"), ORDERED | {"deliver_by": "2026-09-01"})
    bought = grant.purchases[0]
    assert (bought.state, bought.vendor, bought.amount) == (PurchaseState.ORDERED, "Butha Stores", 7_500_00)
    assert bought.number.startswith("MKG-P-26-")
    with database.work(caseworker) as uow:
        service.receive(uow, bought.id, RECEIVED, CAME)
        grant = service.hand_over(uow, bought.id, HANDED)
    assert grant.purchases[0].goods[0].serials == ("SM-101", "SM-102")
    assert (grant.purchases[0].state, str(grant.next_visit_on)) == (PurchaseState.HANDED, "2026-09-18")
    assert str(grant.outcome_due_on) == "2026-11-18"
    with database.work(grants_officer) as uow:
        vendor = PAYMENT | {
            "amount": "7500",
            "channel": "vendor",
            "payee_name": "Butha Stores",
            "payee_account": "62 1",
        }
        grant = service.pay(uow, grant.tranches[0].id, vendor, bought.id)
    assert grant.purchases[0].paid == 7_500_00


@pytest.mark.parametrize(("offers", "vendor", "words"), [
    (2, "Butha Stores", "2 of 3 quotations are there"), (3, "Maluti Agro", "not the cheapest"),
])  # fmt: skip
def test_an_unusual_choice_needs_a_reason(database, caseworker, buying, offers, vendor, words):
    grant = buying(offers)
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.order(uow, offer(grant, vendor), ORDERED)
    assert words in problem.value.problems["choice_why"]
    with database.work(caseworker) as uow:
        grant = service.order(uow, offer(grant, vendor), ORDERED | {"choice_why": "Delivers to the village."})
    assert grant.purchases[0].choice_why == "Delivers to the village."


def test_below_the_offices_threshold_one_price_is_enough(database, caseworker, buying):
    database.office = replace(database.office, rules={"grant.quotations_from": 10_000})
    grant = buying(1)
    with database.work(caseworker) as uow:
        assert service.order(uow, offer(grant, "Maluti Agro"), ORDERED).purchases[0].number


def test_orders_of_a_tranche_never_exceed_it(database, caseworker, buying):
    grant = buying()
    with database.work(caseworker) as uow:
        service.order(uow, offer(grant, "Butha Stores"), ORDERED)
        grant = service.plan_purchase(uow, grant.tranches[0].id, {"what": "Thread"})
        grant = service.quote(
            uow, grant.purchases[1].id, {"vendor": "X", "amount": "500.01", "quoted_on": "2026-08-18"}
        )
    with pytest.raises(Refused, match="M 500 is left to order for"), database.work(caseworker) as uow:
        service.order(uow, grant.purchases[1].quotations[0].id, ORDERED | {"choice_why": "only one"})


def test_nothing_is_ordered_before_the_condition_is_met(database, caseworker, make_grant):
    grant = make_grant(SIGNED_NOW)
    with database.work(caseworker) as uow:
        grant = service.plan_purchase(uow, grant.tranches[1].id, {"what": "Feed"})
        grant = service.quote(
            uow, grant.purchases[0].id, {"vendor": "X", "amount": "10", "quoted_on": "2026-08-18"}
        )
    with pytest.raises(Refused, match="not confirmed yet"), database.work(caseworker) as uow:
        service.order(uow, grant.purchases[0].quotations[0].id, ORDERED | {"choice_why": "only one"})


def test_a_vendor_is_never_paid_more_than_the_order_also_after_a_failure(
    database, caseworker, grants_officer, buying
):
    grant = buying()
    with database.work(caseworker) as uow:
        bought = service.order(uow, offer(grant, "Butha Stores"), ORDERED).purchases[0]
    vendor = PAYMENT | {"channel": "vendor", "payee_account": "62 1"}
    with (
        pytest.raises(Refused, match=r"Of the order .* M 7,500 is left"),
        database.work(grants_officer) as uow,
    ):
        service.pay(uow, grant.tranches[0].id, vendor | {"amount": "7500.01"}, bought.id)
    with database.work(grants_officer) as uow:
        paid = service.pay(uow, grant.tranches[0].id, vendor | {"amount": "7500"}, bought.id)
        assert [c.code for c in paid.checks if c.code == "vendor-first"]
        service.reverse(uow, paid.tranches[0].payments[0].id, REVERSED)
        again = service.pay(
            uow, grant.tranches[0].id, vendor | {"amount": "7500", "reference": "NEW"}, bought.id
        )
    assert (again.paid, again.purchases[0].paid) == (7_500_00, 7_500_00)


def test_what_came_is_listed_with_sense(database, caseworker, buying):
    grant = buying()
    with database.work(caseworker) as uow:
        service.order(uow, offer(grant, "Butha Stores"), ORDERED)
    two_on_one = {"item": "Goat", "quantity": 1, "serials": "A1, A2"}
    for rows, words in (([], "1 to 60 lines"), ([two_on_one], "Line 1: There are more serial numbers"),
                        ([CAME[0], {"item": "", "quantity": 1}], "Line 2: ")):  # fmt: skip
        with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
            service.receive(uow, grant.purchases[0].id, RECEIVED, rows)
        assert words in problem.value.problems["goods"]


def test_each_step_waits_for_the_one_before(database, caseworker, buying):
    grant = buying()
    bought = grant.purchases[0].id
    with pytest.raises(Refused, match="not ordered"), database.work(caseworker) as uow:
        service.receive(uow, bought, RECEIVED, CAME)
    with pytest.raises(Refused, match="not received"), database.work(caseworker) as uow:
        service.hand_over(uow, bought, HANDED)
    with database.work(caseworker) as uow:
        assert (
            service.drop_purchase(uow, bought, {"reason": "sold out"}).purchases[0].state
            is PurchaseState.DROPPED
        )
    with pytest.raises(Refused, match="given up"), database.work(caseworker) as uow:
        service.quote(uow, bought, {"vendor": "Y", "amount": "1", "quoted_on": "2026-08-18"})


def test_one_vendor_names_one_price(database, caseworker, buying):
    grant = buying()
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.quote(
            uow, grant.purchases[0].id, {"vendor": "MALUTI agro", "amount": "1", "quoted_on": "2026-08-18"}
        )
    assert set(problem.value.problems) == {"vendor"}


def test_a_serial_number_of_another_grant_is_raised_with_it_named(database, caseworker, buying):
    grants = [buying(), buying()]
    with database.work(caseworker) as uow:
        for grant in grants:
            service.order(uow, offer(grant, "Butha Stores"), ORDERED)
            last = service.receive(uow, grant.purchases[0].id, RECEIVED, CAME)
    raised = {c.code: c for c in last.checks}["serials"]
    assert [o.number for o in raised.others] == [grants[0].number]


@pytest.mark.parametrize(("typed", "numbers"), [
    (None, ()), ("", ()), ("t-1, T-1;T - 2", ("T-1", "T-2")), (" 7 \n8 ", ("7", "8")),
])  # fmt: skip
def test_serial_numbers_are_read_as_they_are_written(typed, numbers):
    assert serial_numbers(typed) == numbers


# --- photos


def picture(colour="red"):
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    Image.new("RGB", (3000, 2000), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_kept_small_and_without_camera_data(database, caseworker, actors, buying):
    grant = buying()
    with database.work(caseworker) as uow:
        grant = service.add_photo(uow, grant.purchases[0].id, picture(), {"caption": "Two machines"})
    kept = grant.purchases[0].photos[0]
    with database.look(caseworker) as uow:
        image = Image.open(BytesIO(queries.photo(uow, kept.id)))
    assert (image.size, kept.caption, dict(image.getexif())) == ((1280, 853), "Two machines", {})
    with pytest.raises(PermissionDenied), database.look(actors["me"]) as uow:
        queries.photo(uow, kept.id)
    with database.work(caseworker) as uow:
        assert service.remove_photo(uow, kept.id).purchases[0].photos == ()


def test_what_is_no_picture_is_not_kept(database, caseworker, buying):
    grant = buying()
    with pytest.raises(Invalid), database.work(caseworker) as uow:
        service.add_photo(uow, grant.purchases[0].id, b"%PDF-1.4", {})
    with pytest.raises(NotFound), database.work(caseworker) as uow:
        service.add_photo(uow, grant.id, picture(), {})
