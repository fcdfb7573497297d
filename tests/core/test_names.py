"""Names as they are said: the example pairs of every tradition, and the traps between them."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.core import names
from caseapp.core.names import Reason, fold, joined, key, keys, similar, tokens
from caseapp.core.paths import resource

TRADITIONS = tuple(dict.fromkeys(code for codes in names.chains().values() for code in codes))
SAME = [(code, *pair) for code in TRADITIONS for pair in names.tradition(code).same]
DIFFERENT = [(code, *pair) for code in TRADITIONS for pair in names.tradition(code).different]
AGREEING = {Reason.SAME, Reason.SOUND, Reason.ALIKE}


def readings(name: str) -> list[str]:
    """A name of one word, or of two written as one."""
    words = tokens(name)
    return list(words) if len(words) == 1 else list(joined(words))


@pytest.mark.parametrize(("code", "a", "b"), SAME)
def test_spellings_of_one_name_agree(code: str, a: str, b: str) -> None:
    found = {similar(x, y).reason for x in readings(a) for y in readings(b)}
    assert found & AGREEING
    assert any(keys(x) & keys(y) for x in readings(a) for y in readings(b))  # or it would never be looked up


@pytest.mark.parametrize(("code", "a", "b"), DIFFERENT)
def test_different_names_stay_different(code: str, a: str, b: str) -> None:
    (x,), (y,) = tokens(a), tokens(b)
    assert similar(x, y).reason not in AGREEING


@pytest.mark.parametrize(("code", "a", "b"), DIFFERENT)
def test_the_rules_of_a_tradition_already_tell_its_different_names_apart(code: str, a: str, b: str) -> None:
    for chain, codes in names.chains().items():
        if code in codes and code != "general":
            assert key(tokens(a)[0], chain) != key(tokens(b)[0], chain)


def test_every_spelling_of_a_different_name_is_told_apart() -> None:
    for maxamed in ("maxamed", "mohamed", "muhammad", "mahamed"):
        for maxamuud in ("maxamuud", "mohamud", "mahmoud", "mahmud"):
            assert similar(maxamed, maxamuud).reason is Reason.DIFFERENT


@pytest.mark.parametrize("chain", names.chains())
def test_no_spelling_belongs_to_two_groups(chain: str) -> None:
    """Two groups that share a sound would make one name of two."""
    owner: dict[str, tuple[str, ...]] = {}
    for code in names.chains()[chain]:
        for group in names.tradition(code).groups:
            for name in group:
                word = "".join(tokens(name))
                spelt = names._spell(word, chain, loose=True)
                assert owner.setdefault(spelt, group) == group, name


def test_groups_of_different_names_do_not_meet() -> None:
    for chain in names.chains():
        groups = [g for code in names.chains()[chain] for g in names.tradition(code).groups]
        found = [{key("".join(tokens(name)), chain) for name in group} for group in groups]
        assert all(len(sounds) == 1 for sounds in found)
        assert not [1 for a, b in combinations(found, 2) if a & b]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Tšepo", "tsepo"),
        ("’Mamello", "mamello"),
        ("'Mamello", "mamello"),
        ("  Nthabiseng   SEEISO ", "nthabiseng seeiso"),
        ("José Łukasz Ørsted", "jose lukasz orsted"),
        ("٠١٢٣٤", "01234"),
        ("\u202eabc\x00d", "abcd"),
        ("", ""),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_titles_before_a_name_are_left_out_but_a_name_that_is_a_title_stays() -> None:
    assert tokens("Sheikh Cali Nuur") == ("cali", "nuur")
    assert tokens("Ntate Thabo") == ("thabo",)
    assert tokens("Cali Sheikh Nuur") == ("cali", "sheikh", "nuur")
    assert tokens("Haji") == ("haji",)


def test_scripts_that_are_not_latin_are_kept_as_they_are() -> None:
    assert tokens("محمد علي") == ("محمد", "علي")
    assert similar("محمد", "محمد").reason is Reason.SAME
    assert similar("محمد", "حسن").reason is Reason.DIFFERENT


def test_names_often_written_as_one_word() -> None:
    assert joined(("abdi", "rahman", "ali")) == ("abdirahman",)
    assert joined(("rahman", "abdi")) == ()


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("mohaned", "mohamed", Reason.NEAR),
        ("lerto", "lerato", Reason.NEAR),
        ("neo", "nea", Reason.ALIKE),
        ("neo", "leo", Reason.DIFFERENT),  # three letters are too few to be wrong in one
        ("moh", "mohamed", Reason.BEGINS),
        ("relebohile", "relebohle", Reason.NEAR),
        ("xasan", "hassan", Reason.SOUND),
        ("halima", "xaliimo", Reason.ALIKE),
    ],
)
def test_reasons(a: str, b: str, reason: Reason) -> None:
    assert similar(a, b).reason is reason
    assert similar(b, a) == similar(a, b)


def test_stronger_reasons_score_higher() -> None:
    scores = [
        names.SCORES[r] for r in (Reason.SAME, Reason.SOUND, Reason.ALIKE, Reason.NEAR, Reason.DIFFERENT)
    ]
    assert scores == sorted(scores, reverse=True)
    assert (
        similar("mo", "mohamed").score
        < similar("moham", "mohamed").score
        < similar("mohamed", "maxamed").score
    )


@given(st.text(max_size=600))
def test_any_text_is_taken(text: str) -> None:
    found = tokens(text)
    assert len(found) <= names.MAX_TOKENS
    for word in found:
        assert word == fold(word)
        assert keys(word)
        assert similar(word, word).score == 1.0


@pytest.mark.parametrize("code", TRADITIONS)
def test_every_rule_says_why_and_every_file_where_it_comes_from(code: str) -> None:
    data = json.loads(resource("names", f"{code}.json").read_text(encoding="utf-8"))
    assert data["source"]
    assert all(rule["why"] for rule in data["rules"])
    assert data["examples"]["same"]
    assert data["examples"]["diff"]
