"""Every shipped rule of scoring against cases worked by hand, with the answers at the edges."""

from __future__ import annotations

from typing import Any

import pytest

from caseapp.core import instruments
from caseapp.core.instruments import Asked, Weights, load, score, tell_answers

R5 = ("s1", "s2", "s3", "s5", "s7", "s8", "s9", "s10")
P7 = tuple(f"p7{letter}" for letter in "abcdefg")
BEST = {
    "e1": 1, "e2": 5, "e3": 1, "e4": 5, "e5": 1, "e6": 1, "e7": 1, "e8": [1], "e9": 2,
    **dict.fromkeys(R5, 1), "s4": 1, "s6": 1,
    "p1": 1, "p2": 1, "p3": 1, "p4": 1, "p5": 5, "p6": 5, **dict.fromkeys(P7, 5), "p8": 2, "p9": 1,
}  # fmt: skip
WORST = {
    "e1": 5, "e2": 1, "e3": 2, "e4": 1, "e5": 3, "e6": 5, "e7": 2, "e8": [8], "e9": 1, "e10": 1,
    **dict.fromkeys(R5, 5), "s4": 3, "s6": 2,
    "p1": 5, "p2": 5, "p3": 5, "p4": 5, "p5": 1, "p6": 1, **dict.fromkeys(P7, 1), "p8": 1, "p9": 2, "p10": 1,
}  # fmt: skip
MIDDLE = {
    "e1": 3, "e2": 3, "e3": 1, "e4": 3, "e5": 2, "e6": 3, "e7": 1, "e8": [3, 6], "e9": 1, "e10": 4,
    **dict.fromkeys(R5, 3), "s4": 2, "s6": 1,
    "p1": 3, "p2": 3, "p3": 3, "p4": 3, "p5": 3, "p6": 3, **dict.fromkeys(P7, 3), "p8": 1, "p9": 2, "p10": 6,
}  # fmt: skip


def rss(answers: dict[str, Any], weights: Weights | None = None) -> instruments.Score:
    return score(load("rss"), answers, weights)


def parts(found: instruments.Score) -> dict[str, float | None]:
    return {part.code: None if part.value is None else round(part.value, 4) for part in found.parts}


def without(answers: dict[str, Any], *codes: str) -> dict[str, Any]:
    return {code: value for code, value in answers.items() if code not in codes}


# --- the Reintegration Sustainability Survey: domain facts 1.1 and the fallback of 1.3


def test_the_survey_has_its_thirty_items_ten_in_each_dimension() -> None:
    form = load("rss")
    units = {item.group or item.code: item.dimension for item in form.items if item.scored}
    sizes = {d.code: sum(value == d.code for value in units.values()) for d in form.dimensions}
    assert sizes == {"economic": 10, "social": 10, "psychosocial": 10}
    assert [r.months for r in form.rounds] == [0, 3, 6, 12]


@pytest.mark.parametrize(
    ("answers", "economic", "social", "psychosocial", "composite", "band"),
    [
        (BEST, 1, 1, 1, 1, "low_need"),
        (WORST, 0, 0, 0, 0, "high_need"),
        # economic: .5 .5 1 .5 .5 .5 1 1 0 .5 = 6/10; social: 8 x .5 + .5 + 1 = 5.5/10;
        # psychosocial: 6 x .5 + P7 .5 + P8 0 + P9 0 + P10 .5 = 4/10; composite (.6 + .55 + .4) / 3
        (MIDDLE, 0.6, 0.55, 0.4, 0.52, "medium_need"),
    ],
)
def test_the_survey_worked_by_hand(
    answers: dict[str, Any], economic: float, social: float, psychosocial: float, composite: float, band: str
) -> None:
    found = rss(answers)
    assert parts(found) == {"economic": economic, "social": social, "psychosocial": psychosocial}
    assert (found.value, found.missing) == (composite, ())
    assert found.band is not None
    assert found.band.code == band
    assert found.label == "Unweighted approximation, not the IOM score"


@pytest.mark.parametrize(
    ("item", "answer", "worth"),
    [
        ("e1", 1, 1.0), ("e1", 2, 0.75), ("e1", 3, 0.5), ("e1", 4, 0.25), ("e1", 5, 0.0),
        ("e2", 1, 0.0), ("e2", 5, 1.0), ("e3", 2, 0.0), ("e4", 4, 0.75), ("e5", 2, 0.5), ("e5", 3, 0.0),
        ("e7", 2, 0.0), ("e8", [8], 0.0), ("e8", [1, 2, 7], 1.0),
    ],
)  # fmt: skip
def test_one_economic_answer_moves_its_dimension_by_a_ninth(item: str, answer: Any, worth: float) -> None:
    """All others are at their best and nobody looks for a job: nine items apply."""
    assert parts(rss(BEST | {item: answer}))["economic"] == round((8 + worth) / 9, 4)


@pytest.mark.parametrize(
    ("changed", "economic"),
    [
        ({"e9": 2}, 1.0),  # not looking: why looking does not apply
        ({"e9": 1, "e10": 1}, 0.8),  # looking because of no work: 0 and 0
        ({"e9": 1, "e10": 4}, 0.85),  # looking because of the pay: 0 and a half
        ({"e9": 2, "e10": 1}, 1.0),  # an answer that is not asked for any more does not count
        ({"e9": 1}, round(8 / 9, 4)),  # nobody asked why: nine of ten are answered
    ],
)
def test_why_somebody_looks_for_a_job_is_asked_of_those_who_do(
    changed: dict[str, Any], economic: float
) -> None:
    assert parts(rss(BEST | changed))["economic"] == economic


@pytest.mark.parametrize(
    ("changed", "psychosocial"),
    [
        ({"p9": 2, "p10": 1}, 0.8),  # a need: 0
        ({"p9": 2, "p10": 5}, 0.8),
        ({"p9": 2, "p10": 6}, 0.85),  # a wish: a half
        ({"p9": 2, "p10": 8}, 0.85),
    ],
)
def test_why_somebody_cannot_stay_is_a_need_or_a_wish(changed: dict[str, Any], psychosocial: float) -> None:
    assert parts(rss(BEST | changed))["psychosocial"] == psychosocial


def test_distress_is_the_mean_of_its_seven_questions() -> None:
    three_often = dict.fromkeys(P7[:3], 2)  # 3 x .25 + 4 x 1 = 4.75 / 7
    assert parts(rss(BEST | three_often))["psychosocial"] == round((8 + 4.75 / 7) / 9, 4)


def test_distress_has_no_value_while_one_of_its_questions_is_open() -> None:
    found = rss(without(BEST, "p7c"))
    assert found.missing == ("p7c",)
    assert [(p.answered, p.applicable) for p in found.parts if p.code == "psychosocial"] == [(8, 9)]
    assert parts(found)["psychosocial"] == 1


@pytest.mark.parametrize(("school", "social"), [(1, 1.0), (2, 0.95), (3, 0.9), (4, 1.0)])
def test_children_in_school_some_counts_half_and_none_of_that_age_does_not_apply(
    school: int, social: float
) -> None:
    found = rss(BEST | {"s4": school})
    assert parts(found)["social"] == social
    assert found.missing == ()


@pytest.mark.parametrize(
    ("left_out", "economic"),
    [
        (("e1",), 1.0),
        (("e1", "e2"), None),  # 7 of 9
        (("e9",), 1.0),  # 8 of 10: nobody can say whether “why looking” applies, so it counts as missing
        (("e9", "e1"), None),  # 7 of 10
    ],
)
def test_a_dimension_needs_four_fifths_of_what_applies(
    left_out: tuple[str, ...], economic: float | None
) -> None:
    found = rss(without(BEST, *left_out))
    assert parts(found)["economic"] == economic
    assert (found.value is None) == (economic is None)
    assert set(left_out) <= set(found.missing)


def test_what_somebody_does_not_wish_to_say_is_missing_and_not_a_no() -> None:
    found = rss(BEST | {"e1": 9})
    assert (parts(found)["economic"], found.missing) == (1.0, ("e1",))
    assert parts(rss(BEST | {"e1": 9, "e3": 8}))["economic"] is None


def test_exactly_four_fifths_are_enough() -> None:
    ten = BEST | {"e9": 1, "e10": 1}
    assert parts(rss(without(ten, "e1", "e2")))["economic"] == round(6 / 8, 4)
    assert parts(rss(without(ten, "e1", "e2", "e3")))["economic"] is None


@pytest.mark.parametrize(("value", "band"), [(0.33, "high_need"), (0.34, "medium_need"), (0.66, "medium_need"),
                                             (0.67, "low_need")])  # fmt: skip
def test_bands_meet_at_a_hundredth(value: float, band: str) -> None:
    assert [b.code for b in load("rss").bands if b.holds(value)] == [band]


def test_a_wish_for_psychological_support_is_told() -> None:
    assert rss({"p8": 1}).triggers == {"wants_support"}
    assert rss({"p8": 2}).triggers == frozenset()


def test_official_weights_change_the_score_and_its_label() -> None:
    units = {i.group or i.code: i.dimension for i in load("rss").items if i.scored}
    items = {code: 0.55 if code == "e1" else 0.05 if at == "economic" else 0.1 for code, at in units.items()}
    weights = Weights(
        "2019", "IOM weights 2019", "test", {"economic": 0.5, "social": 0.3, "psychosocial": 0.2}, items
    )
    found = rss(BEST | {"e1": 5, "e9": 1, "e10": 1}, weights)
    # economic: 1 - .55 (e1) - .05 (e9) - .05 (e10) = .35; composite .5 x .35 + .3 + .2
    assert parts(found)["economic"] == 0.35
    assert found.value == 0.68  # 0.675 rounded half up
    assert (found.label, found.weights_version) == ("IOM weights 2019", "2019")


def test_official_points_replace_those_of_the_file() -> None:
    weights = Weights("x", "x", points={"e5": {2: 0.2}})
    assert parts(rss(BEST | {"e5": 2}, weights))["economic"] == round(8.2 / 9, 4)


def test_of_several_answers_the_best_counts() -> None:
    weights = Weights("x", "x", points={"e8": {1: 0.2, 2: 0.6}})
    assert parts(rss(BEST | {"e8": [1, 2]}, weights))["economic"] == round(8.6 / 9, 4)
    assert parts(rss(BEST | {"e8": [1]}, weights))["economic"] == round(8.2 / 9, 4)


# --- sums: PHQ, GAD-7, K6, SRQ-20


def summed(code: str, *values: int) -> instruments.Score:
    scored = [item.code for item in load(code).items if item.scored]
    return score(load(code), dict(zip(scored, values, strict=True)))


@pytest.mark.parametrize(
    ("code", "values", "total", "band"),
    [
        ("phq9", (0,) * 9, 0, "minimal"),
        ("phq9", (1, 1, 1, 1, 0, 0, 0, 0, 0), 4, "minimal"),
        ("phq9", (1, 1, 1, 1, 1, 0, 0, 0, 0), 5, "mild"),
        ("phq9", (3, 3, 3, 0, 0, 0, 0, 0, 0), 9, "mild"),
        ("phq9", (3, 3, 3, 1, 0, 0, 0, 0, 0), 10, "moderate"),
        ("phq9", (3, 3, 3, 3, 2, 0, 0, 0, 0), 14, "moderate"),
        ("phq9", (3, 3, 3, 3, 3, 0, 0, 0, 0), 15, "moderately_severe"),
        ("phq9", (3, 3, 3, 3, 3, 3, 1, 0, 0), 19, "moderately_severe"),
        ("phq9", (3, 3, 3, 3, 3, 3, 2, 0, 0), 20, "severe"),
        ("phq9", (3,) * 9, 27, "severe"),
        ("phq2", (0, 1), 1, "below"),
        ("phq2", (1, 1), 2, "ask_on"),
        ("phq2", (0, 3), 3, "above"),
        ("phq2", (3, 3), 6, "above"),
        ("gad7", (0,) * 7, 0, "minimal"),
        ("gad7", (1, 1, 1, 1, 0, 0, 0), 4, "minimal"),
        ("gad7", (1, 1, 1, 1, 1, 0, 0), 5, "mild"),
        ("gad7", (3, 3, 3, 0, 0, 0, 0), 9, "mild"),
        ("gad7", (3, 3, 3, 1, 0, 0, 0), 10, "moderate"),
        ("gad7", (3, 3, 3, 3, 2, 0, 0), 14, "moderate"),
        ("gad7", (3, 3, 3, 3, 3, 0, 0), 15, "severe"),
        ("gad7", (3,) * 7, 21, "severe"),
        ("k6", (0,) * 6, 0, "low"),
        ("k6", (4, 3, 0, 0, 0, 0), 7, "low"),
        ("k6", (4, 4, 0, 0, 0, 0), 8, "moderate"),
        ("k6", (4, 4, 4, 0, 0, 0), 12, "moderate"),
        ("k6", (4, 4, 4, 1, 0, 0), 13, "high"),
        ("k6", (4,) * 6, 24, "high"),
        ("srq20", (0,) * 20, 0, "below"),
        ("srq20", (1,) * 7 + (0,) * 13, 7, "below"),
        ("srq20", (1,) * 8 + (0,) * 12, 8, "above"),
        ("srq20", (1,) * 20, 20, "above"),
    ],
)
def test_sums_worked_by_hand(code: str, values: tuple[int, ...], total: int, band: str) -> None:
    found = summed(code, *values)
    assert (found.value, found.missing) == (total, ())
    assert found.band is not None
    assert found.band.code == band


@pytest.mark.parametrize("code", ["phq9", "phq2", "gad7", "k6", "srq20", "who5"])
def test_one_missing_answer_leaves_no_sum(code: str) -> None:
    form = load(code)
    first, *others = [item.code for item in form.items if item.scored]
    found = score(form, dict.fromkeys(others, 1))
    assert (found.value, found.band, found.missing) == (None, None, (first,))


def test_how_hard_it_was_is_asked_and_not_counted() -> None:
    scored = dict.fromkeys([i.code for i in load("phq9").items if i.scored], 1)
    assert score(load("phq9"), scored | {"difficulty": 3}).value == 9
    assert score(load("phq9"), scored).missing == ()


def test_every_clinical_questionnaire_is_sealed_and_names_no_diagnosis() -> None:
    clinical = ("who5", "phq2", "phq9", "gad7", "k6", "srq20")
    assert {code for code in instruments.codes() if load(code).compartment == "mhpss"} == set(clinical)
    for code in clinical:
        assert "not a diagnosis" in load(code).purpose
        assert (
            load(code).banner("sot") == load(code).banner("som") == "No validated cut-off in this language."
        )
    assert "adolescents in Kenya" in load("phq9").banner("swa")


# --- PHQ-2 goes on with PHQ-9


@pytest.mark.parametrize(
    ("values", "following"), [((0, 0), ""), ((0, 1), ""), ((1, 1), "phq9"), ((3, 3), "phq9")]
)
def test_the_long_questionnaire_follows_from_two_points(values: tuple[int, int], following: str) -> None:
    assert instruments.follows(load("phq2"), summed("phq2", *values)) == following


def test_what_was_answered_is_not_asked_again() -> None:
    answers = {"interest": 2, "mood": 1}
    assert instruments.follows(load("phq2"), score(load("phq2"), {"interest": 3})) == ""
    assert instruments.carried(load("phq2"), answers, load("phq9")) == answers
    assert instruments.carried(load("gad7"), {"nervous": 2}, load("k6")) == {}  # the same code, other words


# --- counts, risks, amounts, none


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        (
            dict.fromkeys(
                ("false_promise", "forced", "hours", "deductions", "movement", "threats", "papers"), 2
            ),
            0,
            "none",
        ),
        ({"papers": 1}, 1, "signs"),
        ({"papers": 1, "forced": 1, "threats": 9}, 2, "signs"),
    ],
)
def test_one_sign_of_exploitation_is_enough(answers: dict[str, int], value: int, band: str) -> None:
    found = score(load("exploitation"), answers)
    assert found.value == value
    assert found.band is not None
    assert found.band.code == band


def test_no_sign_is_only_said_when_all_were_asked() -> None:
    assert score(load("exploitation"), {"papers": 2}).value is None


def test_risks_and_protection_are_told_level_by_level() -> None:
    form = load("vulnerability")
    answers = {item.code: 2 for item in form.items} | {
        "i_debt": 1,
        "i_plan": 1,
        "h_food": 1,
        "c_leader": 1,
        "t_law": 1,
    }
    found = tell_answers(form, answers, "eng")
    assert (found.value, found.band, found.highest) == (3, "", 24)
    assert [(m.section, m.kind, m.texts) for m in found.marks] == [
        ("Individual", "risk", ("Debt that cannot be paid back",)),
        ("Individual", "protection", ("A plan of their own",)),
        ("Household and family", "risk", ("Went without food",)),
        ("Community", "protection", ("A leader who stands by",)),
        ("Structural", "risk", ("Kept from work, land or papers",)),
    ]


def test_a_screening_with_gaps_names_what_it_knows_and_gives_no_number() -> None:
    found = tell_answers(load("vulnerability"), {"i_debt": 1, "i_plan": 8}, "eng")
    assert (found.value, found.missing) == (None, 35)
    assert [m.texts for m in found.marks] == [("Debt that cannot be paid back",)]


def test_every_level_has_risks_and_protection() -> None:
    form = load("vulnerability")
    for section in form.sections:
        kinds = {o.mark for i in form.items if i.section == section.code for o in i.options if o.mark}
        assert kinds == {"risk", "protection"}


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        ({"sales": 1200, "costs": 900}, 300, "profit"),
        ({"sales": 900, "costs": 900}, 0, "even"),
        ({"sales": 900, "costs": 901}, -1, "loss"),
        ({"sales": 0, "costs": 0}, 0, "even"),
        ({"sales": 900}, None, None),
    ],
)
def test_profit_is_sales_less_costs(answers: dict[str, int], value: int | None, band: str | None) -> None:
    found = score(load("business"), {"status": 1} | answers)
    assert (found.value, found.band.code if found.band else None) == (value, band)


def test_a_business_that_is_closed_is_not_asked_for_its_sales() -> None:
    told = instruments.states(load("business"), {"status": 5})
    assert (told["sales"], told["savings"]) == (Asked.NO, Asked.YES)
    assert score(load("business"), {"status": 5, "sales": 5, "costs": 1}).value is None


@pytest.mark.parametrize(
    ("before", "after", "band"), [(500, 800, "higher"), (500, 500, "same"), (500, 0, "lower")]
)
def test_income_now_is_held_against_income_before(before: int, after: int, band: str) -> None:
    found = score(load("income"), {"before": before, "after": after})
    assert found.value == after - before
    assert found.band is not None
    assert found.band.code == band


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        ((1, 1, 1, 1, 1, 1, 1), 1, "satisfied"),
        ((5, 5, 5, 5, 5, 5, 5), 0, "dissatisfied"),
        ((3, 3, 3, 3, 3, 3, 3), 0.5, "satisfied"),
        ((8, 8, 8, 8, 8, 4, 4), 0.25, "dissatisfied"),  # only two had to do with this person
        ((1, 1, 1, 1, 1, 9, 9), None, None),  # 5 of 7
        ((1, 1, 1, 1, 1, 1, 9), 1, "satisfied"),
        ((2, 2, 2, 3, 3, 3, 4), 0.57, "satisfied"),  # 4.0 / 7
    ],
)
def test_satisfaction_is_the_mean_of_what_applies(
    answers: tuple[int, ...], value: float | None, band: str | None
) -> None:
    codes = [item.code for item in load("satisfaction").items]
    found = score(load("satisfaction"), dict(zip(codes, answers, strict=True)))
    assert (found.value, found.band.code if found.band else None) == (value, band)


def test_needs_and_skills_have_no_score_and_say_nothing_of_missing_ones() -> None:
    found = score(load("needs_skills"), {"n_food": 1})
    assert (found.value, found.advice, found.band) == (None, "This questionnaire has no score.", None)
