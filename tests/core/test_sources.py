"""Marks of how sure a fact is are for those who keep the data; people read words."""

from caseapp.core import instruments
from caseapp.core.sources import in_words


def test_marks_become_words_and_other_brackets_stay():
    assert (
        in_words("after IOM [V]; our questions [A]. [x]")
        == "after IOM (as published); our questions (our own assumption). [x]"
    )


def test_no_shipped_questionnaire_shows_a_mark():
    for code in instruments.codes():
        form = instruments.load(code)
        assert "[" not in in_words(f"{form.source} {form.licence}")
