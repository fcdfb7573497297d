"""A paper can be in another language than the window, also while both are made at once."""

import threading

import pytest

from caseapp.core import i18n


@pytest.fixture(autouse=True)
def _english():
    i18n.set_language("en")
    yield
    i18n.set_language("en")


def test_inside_everything_speaks_the_other_language():
    with i18n.speaking(i18n.PSEUDO):
        assert i18n.language() == i18n.PSEUDO
        assert i18n._("Name") == "[Name~]"
        assert i18n.n_("{count} day", "{count} days", 3).startswith("[3 days")
    assert i18n.language() == "en"
    assert i18n._("Name") == "Name"


def test_direction_follows_the_language_spoken():
    with i18n.speaking("ar"):
        assert i18n.is_right_to_left()
        with i18n.speaking("en"):
            assert not i18n.is_right_to_left()
        assert i18n.is_right_to_left()
    assert not i18n.is_right_to_left()


def test_an_error_inside_ends_it():
    with pytest.raises(ValueError), i18n.speaking(i18n.PSEUDO):
        raise ValueError
    assert i18n.language() == "en"


def test_other_threads_hear_nothing_and_nobody_is_told():
    heard, told = [], []
    i18n.on_language_change(lambda: told.append(1))
    with i18n.speaking(i18n.PSEUDO):
        thread = threading.Thread(target=lambda: heard.append(i18n._("Name")))
        thread.start()
        thread.join()
    assert heard == ["Name"]
    assert told == []
