"""The chart spec and its painter on paper."""

from itertools import pairwise

import pytest

from caseapp.core.charts import Band, Chart, Series, Tone, apart, shown, ticks
from caseapp.documents.kit import Picture
from tests.documents.papers import printed, text

MONTHS = ("Jan", "Feb", "Mar")


@pytest.mark.parametrize(
    ("highest", "wanted"),
    [
        (0, (0, 1)),
        (3, (0, 1, 2, 3)),
        (20, (0, 5, 10, 15, 20)),
        (27, (0, 10, 20, 30)),
        (44, (0, 20, 40, 60)),
        (1200, (0, 500, 1000, 1500)),
    ],
)
def test_scale_ends_at_or_over_the_highest_value(highest, wanted):
    assert ticks(highest) == wanted


def test_scale_of_stacked_bars_reaches_their_sum():
    chart = Chart("stacked", MONTHS, (Series("a", (1, 2, 3)), Series("b", (4, None, 6))))
    assert chart.totals() == (5, 2, 9)
    assert chart.scale()[-1] >= 9


def test_shares_are_of_the_whole():
    assert Chart("donut", MONTHS, (Series("n", (1, 1, 2)),)).shares() == (0.25, 0.25, 0.5)
    assert Chart("donut", MONTHS, (Series("n", (0, None, 0)),)).shares() == (0, 0, 0)


def test_a_spec_that_does_not_fit_is_refused():
    with pytest.raises(ValueError):
        Chart("line", MONTHS, (Series("a", (1, 2)),))
    with pytest.raises(ValueError):
        Chart("donut", MONTHS, (Series("a", (1, 2, 3)), Series("b", (1, 2, 3))))


def test_table_says_the_same():
    chart = Chart("line", MONTHS, (Series("PHQ-9", (17, None, 6.5)),))
    assert chart.table() == (("", "PHQ-9"), ("Jan", "17"), ("Feb", "–"), ("Mar", "6.5"))


def test_labels_are_moved_apart_and_no_further():
    assert apart([10, 40, 90], 10) == [10, 40, 90]
    assert apart([20, 21], 10) == [15.5, 25.5]
    assert apart([21, 20], 10) == [25.5, 15.5]
    moved = sorted(apart([20, 21, 30, 31], 10))
    assert all(b - a >= 10 - 1e-9 for a, b in pairwise(moved))


def test_numbers_as_written():
    assert [shown(v) for v in (None, 6, 6.0, 6.5, 1250)] == ["–", "6", "6", "6.5", "1,250"]


@pytest.mark.parametrize(
    "chart",
    [
        Chart("line", MONTHS, (Series("PHQ-9", (17, None, 6)), Series("GAD-7", (14, 9, 5), Tone.WARN, dashed=True)),
              (Band(15, 27, "high", Tone.BAD), Band(0, 5, "minimal")), top=20),
        Chart("bar", MONTHS, (Series("n", (12, 0, None)),)),
        Chart("stacked", MONTHS, (Series("Women", (12, 30, 18)), Series("Men", (10, 20, 2), Tone.WARN))),
        Chart("donut", MONTHS, (Series("n", (120, 80, 40)),), tones=(Tone.BRAND, Tone.WARN, Tone.PLAIN)),
        Chart("line", (), (Series("n", ()),)),
        Chart("bar", (), (Series("n", ()),)),
        Chart("donut", (), (Series("n", ()),)),
        Chart("line", ("Jan",), (Series("n", (None,)),)),
    ],
    ids=["line", "bar", "stacked", "donut", "no lines", "no bars", "no parts", "nothing measured"],
)  # fmt: skip
def test_every_chart_says_its_names_and_numbers(chart):
    words = text(printed([Picture(chart)]))
    assert all(category in words for category in chart.categories)
    if chart.kind == "line":
        assert all(one.name in words for one in chart.series)
        assert all(band.label in words for band in chart.bands)
    if chart.kind in ("bar", "donut"):
        assert all(shown(value) in words for value in chart.series[0].values)
    if chart.kind == "stacked":
        assert "Women" in words
        assert "50" in words


def test_a_paper_in_arabic_keeps_time_running_to_the_right():
    chart = Chart("line", ("early", "late"), (Series("n", (1, 2)),))
    english, arabic = printed([Picture(chart)]), printed([Picture(chart)], language="ar")
    assert "early late" in text(english)
    assert "early late" in text(arabic)
