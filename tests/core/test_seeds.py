"""Seed data: programmes, partners and the names of the demo office fit the lists and places they name."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from caseapp.core import codes, phones, places
from caseapp.core.names import tokens
from caseapp.core.paths import database_dir, resource

COUNTRIES = ("LS", "KE")


def seed(name: str) -> Any:
    return json.loads(database_dir("seed", f"{name}.json").read_text(encoding="utf-8"))


def pool(country: str) -> Any:
    return json.loads(resource("names", f"demo_{country}.json").read_text(encoding="utf-8"))


def programme(country: str) -> Any:
    return next(p for p in seed("programmes")["programmes"] if p["country"] == country)


def test_lesotho_runs_twelve_months_from_march_2021_with_its_three_outcomes() -> None:
    found = programme("LS")
    assert found["title"] == (
        "Socio-Economic Reintegration of Returnees and other vulnerable members in migration affected areas severely "
        "impacted by COVID-19"
    )
    assert (found["starts_on"], found["ends_on"]) == ("2021-03-01", "2022-02-28")
    assert [o["code"] for o in found["outcomes"]] == ["O1", "O2", "O3"]


def test_kenya_works_in_four_counties_on_four_components() -> None:
    found = programme("KE")
    assert {places.place(code).name for code in found["areas"]} == {"Garissa", "Lamu", "Mandera", "Wajir"}
    assert len(found["outcomes"]) == 4
    assert found["starts_on"].startswith("2024")


@pytest.mark.parametrize(("country", "currency"), [("LS", "LSL"), ("KE", "KES")])
def test_programmes_are_whole(country: str, currency: str) -> None:
    found = programme(country)
    assert date.fromisoformat(found["starts_on"]) < date.fromisoformat(found["ends_on"])
    assert found["donor"] == "Government of Japan"
    assert "[A]" in found["note"]
    assert found["examples"] == ["budget_lines", "indicators"]
    for part in ("outcomes", "budget_lines", "indicators"):
        assert len({item["code"] for item in found[part]}) == len(found[part]) > 2
    assert {line["currency"] for line in found["budget_lines"]} == {currency}
    assert all(isinstance(line["amount"], int) and line["amount"] > 0 for line in found["budget_lines"])
    assert any(line["for_grants"] for line in found["budget_lines"])
    assert {i["outcome"] for i in found["indicators"]} == {o["code"] for o in found["outcomes"]}
    assert all(i["target"] > 0 for i in found["indicators"])


@pytest.mark.parametrize("country", COUNTRIES)
def test_partners_name_lists_and_places_that_exist(country: str) -> None:
    partners = seed("partners")["partners"][country]
    assert 10 <= len(partners) <= 14
    for field in ("name", "phone", "email", "focal_point"):
        assert len({p[field] for p in partners}) == len(partners)
    for partner in partners:
        assert codes.get("partner_kinds", partner["kind"])
        assert partner["place"].startswith(country)
        assert places.place(partner["place"])
        assert phones.understand(partner["phone"], country) == partner["phone"]
        assert partner["email"].endswith("@example.org")
        assert partner["services"]
        for service in partner["services"]:
            assert codes.get("referral_sectors", service["sector"])
            assert all(codes.get("referral_services", s) for s in service["services"])
            assert all(places.place(p) for p in service["places"])
            assert (service["sector"] == "mhpss") <= bool(codes.get("mhpss_layers", service.get("layer", "")))


@pytest.mark.parametrize("country", COUNTRIES)
def test_an_office_has_somebody_to_refer_to_for_what_matters_most(country: str) -> None:
    sectors = {s["sector"] for p in seed("partners")["partners"][country] for s in p["services"]}
    assert {"mhpss", "health", "documentation", "tvet", "livelihoods", "child_protection"} <= sectors
    layers = {s.get("layer") for p in seed("partners")["partners"][country] for s in p["services"]}
    assert "layer_4" in layers


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_demo_has_names_enough(country: str) -> None:
    traditions = pool(country)["traditions"].values()
    for sex in ("male", "female"):
        assert sum(len(set(t[sex])) for t in traditions) >= 120
    assert sum(len(set(t["family"])) for t in traditions) >= 200
    for tradition in traditions:
        for part in ("male", "female", "family"):
            assert len(set(tradition[part])) == len(tradition[part])
            assert all(tokens(name) for name in tradition[part])


@pytest.mark.parametrize(("country", "level"), [("LS", 1), ("KE", 2)])
def test_every_area_has_villages(country: str, level: int) -> None:
    data = pool(country)
    areas = places.children(country)
    if level == 2:
        areas = tuple(sub for county in areas for sub in places.children(county.code))
    assert set(data["villages"]) == {area.code for area in areas}
    for villages in data["villages"].values():
        assert len(set(villages)) == len(villages) >= 7
    for area, shares in data["shares"].items():
        assert places.place(area)
        assert sum(shares.values()) == pytest.approx(1)
        assert set(shares) <= set(data["traditions"])
