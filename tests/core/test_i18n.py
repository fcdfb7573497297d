"""In every language the program offers: dates read back, counted things fit, and what is missing is English."""

from datetime import date, timedelta

import pytest

from caseapp.core import dates, i18n

TODAY = date(2026, 8, 18)
OFFERED = [code for code in i18n.offered() if code != "en"]


@pytest.fixture(params=OFFERED)
def language(request):
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("en")


def test_there_is_something_to_test():
    assert {"sw", "st", "so", "ar"} <= set(OFFERED)


def test_every_day_is_understood_as_it_is_written(language):
    for month in range(1, 13):
        day = date(2026, month, 12)
        assert dates.understand_day(dates.day(day)) == day


def test_months_and_weekdays_are_told_apart(language):
    assert len({i18n._(month) for month in dates.MONTHS}) == 12
    assert len({i18n._(day) for day in dates.WEEKDAYS}) == 7
    week = {dates.due_words(TODAY + timedelta(days=n), TODAY).rsplit(" ", 1)[0] for n in range(2, 7)}
    assert len(week) == 5


def test_english_month_names_are_understood_everywhere(language):
    assert dates.understand_day("12 August 2026") == date(2026, 8, 12)


@pytest.mark.parametrize("days", [1, 2, 3, 10, 11, 99, 100, 101, 103])
def test_how_late_says_the_number_or_has_a_word_for_it(language, days):
    words = dates.due_words(TODAY - timedelta(days=days), TODAY)
    assert str(days) in words or (language == "ar" and days in (1, 2))
    assert "{" not in words


def test_arabic_has_its_six_forms():
    with i18n.speaking("ar"):
        shown = [dates.due_words(TODAY - timedelta(days=n), TODAY) for n in (1, 2, 3, 11, 100)]
    assert shown == ["متأخر يومًا واحدًا", "متأخر يومين", "متأخر 3 أيام", "متأخر 11 يومًا", "متأخر 100 يوم"]


def test_a_text_without_translation_is_shown_in_english(language):
    unknown = "A sentence that no catalogue will ever hold"
    assert i18n._(unknown) == unknown
    assert i18n.n_("{count} unheard of", "{count} unheard ofs", 5) == "5 unheard ofs"


def test_the_singular_of_a_counted_text_is_found_alone():
    """`_("{count} day")` where only the counted pair is in the catalogue."""
    with i18n.speaking("sw"):
        assert i18n._("{count} day late") == "imechelewa siku {count}"


def test_drafts_say_so_in_the_language_spoken_now():
    assert i18n.language_name("en") == "English"
    assert i18n.language_name("sw") == "Kiswahili (draft)"
    with i18n.speaking("sw"):
        assert i18n.language_name("sw") == "Kiswahili (rasimu)"


def test_a_language_without_a_catalogue_is_not_offered(monkeypatch):
    monkeypatch.setitem(i18n.LANGUAGES, "xh", "isiXhosa")
    assert "xh" not in i18n.offered()
    assert i18n.offered()[0] == "en"


def test_listeners_hear_of_a_change():
    heard = []
    i18n.on_language_change(lambda: heard.append(i18n.language()))
    i18n.set_language("sw")
    assert heard == ["sw"]


def test_an_apostrophe_in_a_month_may_be_left_out():
    with i18n.speaking("st"):
        april = i18n._("Apr")
        assert "’" in april
        for typed in (april, april.replace("’", "'"), april.replace("’", "")):
            assert dates.understand_day(f"12 {typed} 2026") == date(2026, 4, 12)
