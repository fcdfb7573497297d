"""Code lists: whole, marked with their source, and an office's own to change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from caseapp.core import codes, places
from caseapp.core.codes import Code

MARKS = {"[V]", "[P]", "[G]", "[A]"}


@pytest.fixture(autouse=True)
def shipped_lists() -> Iterator[None]:
    yield
    codes.forget_overrides()


@pytest.mark.parametrize("name", codes.list_names())
def test_every_entry_is_whole_and_says_how_sure_it_is(name: str) -> None:
    shipped = codes.shipped(name)
    assert shipped.name == name
    assert shipped.title
    assert shipped.source
    assert len({item.code for item in shipped.codes}) == len(shipped.codes) > 0
    assert len({(item.label, item.group) for item in shipped.codes}) == len(shipped.codes)
    assert all(item.source in MARKS for item in shipped.codes)
    assert {item.group for item in shipped.codes} == (set(shipped.groups) or {""})
    for item in shipped.codes:
        if country := item.extra.get("country"):
            assert places.country(country)


def test_the_assistance_catalogue_has_its_three_dimensions_and_arrival() -> None:
    by_group = {g: len(codes.codes("assistance", group=g)) for g in codes.groups("assistance")}
    assert by_group == {"immediate": 9, "economic": 13, "social": 11, "psychosocial": 5}
    assert {item.extra["delivery"] for item in codes.codes("assistance")} == {"direct", "referral"}


def test_the_referral_form_offers_its_fifteen_services_in_its_order() -> None:
    form = codes.codes("referral_services")
    assert [item.code for item in form] == [
        "mental_health", "psychological", "physical_health", "rehabilitation", "psychosocial", "protection",
        "community_centre", "family_tracing", "legal", "education", "shelter", "material", "nutrition",
        "financial", "other",
    ]  # fmt: skip
    assert len(codes.codes("referral_services_earlier")) == 13


def test_areas_are_what_a_service_can_cover() -> None:
    lesotho = codes.codes("areas", country="LS")
    assert len(lesotho) == 10
    kenya = {item.code: item.label for item in codes.codes("areas", country="KE")}
    assert kenya["KE007030"] == "Dadaab, Garissa"
    assert len(kenya) == 4 + 20


def test_numbers_that_rules_read() -> None:
    risk = {
        item.code: (item.extra["first_hours"], item.extra["interval_days"])
        for item in codes.codes("risk_levels")
    }
    assert risk == {"high": (24, 7), "medium": (72, 14), "low": (168, 30)}
    hours = {item.code: item.extra["answer_hours"] for item in codes.codes("referral_priorities")}
    assert hours == {"emergency": 24, "urgent": 72, "routine": 14 * 24}


def test_relationships_turn_round() -> None:
    inverse = {item.code: item.extra.get("inverse") for item in codes.codes("relationships")}
    inverse.pop("head")
    assert all(inverse[other] == one for one, other in inverse.items() if other)


def test_a_list_is_narrowed_to_a_country() -> None:
    lesotho = {item.code for item in codes.codes("payment_channels", country="LS")}
    assert "ls_ecocash" in lesotho
    assert "cash" in lesotho
    assert "ke_mpesa" not in lesotho


def test_an_office_changes_a_list_and_old_records_stay_readable() -> None:
    codes.override("strengths", [Code("herding", "Knows herding", "economic", "[A]")])
    assert [item.code for item in codes.codes("strengths")] == ["herding"]
    assert codes.label("strengths", "herding") == "Knows herding"
    assert codes.label("strengths", "trade_skill") == "Knows a trade"
    codes.override("strengths", [])
    assert len(codes.codes("strengths")) > 10


def test_a_bad_list_is_refused_and_the_old_one_stays() -> None:
    for wrong in ([Code("a", "A"), Code("a", "B")], [Code("a", "")]):
        with pytest.raises(ValueError):
            codes.override("needs", wrong)
    assert codes.label("needs", "debt") == "Debt, also from migration"


def test_unknown_lists_and_codes() -> None:
    with pytest.raises(KeyError):
        codes.codes("no_such_list")
    with pytest.raises(KeyError):
        codes.override("no_such_list", [])
    assert codes.get("needs", "no_such_code") is None
    assert codes.label("needs", "no_such_code") == "no_such_code"
