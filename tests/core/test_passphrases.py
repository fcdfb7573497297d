"""R12, R13: long and not guessable, in any script; nothing else is asked."""

import unicodedata

import pytest

from caseapp.core import guessing
from caseapp.core.passphrases import MINIMUM, generate, normalise, problem, strength
from caseapp.core.paths import resource

CONTEXT = ("Garissa field office", "Amina Yusuf", "Kenya")
GOOD = [
    "blue kettle on the hill",
    "my mother loves mangoes",
    "correct horse battery staple",
    "ke rata ho pheha bohobe ka Moqebelo",
    "ይህ የእኔ ረጅም ሐረግ ነው አትንኩት",
    "أحب القهوة مع الهيل كل صباح",
    "kjwe9f2l kjsdf92 wmq",
    "'; DROP TABLE -- <b>",
]


@pytest.mark.parametrize("passphrase", GOOD)
def test_any_long_phrase_in_any_script_is_taken(passphrase):
    assert problem(passphrase, CONTEXT) is None


GUESSABLE = {
    "passwordpassword": "passwordpassword",
    "P@ssw0rd12345678": "first things others would try",
    "nenosiri nenosiri": "nenosiri",
    "motdepasse motdepasse": "motdepasse",
    "كلمة السر كلمة المرور": "كلمة",
    "sunshine dragon monkey": "sunshine",
    "GarissaKenya2026": "name of this office",
    "amina yusuf garissa": "name of this office",
    "Garissa field office 1": "name of this office",
    "neno la siri harry-potter": "harrypotter",
    "qwertyuiopasdfgh": "row of keys",
    "12345678901234567": "row of keys",
    "aaaaaaaaaaaaaaaaaaaa": "repeats",
    "xkxkxkxkxkxkxkxkxk": "repeats",
}


@pytest.mark.parametrize(("passphrase", "reason"), GUESSABLE.items())
def test_guessable_phrases_are_refused_with_the_reason(passphrase, reason):
    assert reason in problem(passphrase, CONTEXT)


def test_names_of_the_office_count_only_where_they_are_known():
    assert problem("mathabatseka lioli senqunyane", ("Mathabatseka Lioli Senqunyane",))
    assert problem("mathabatseka lioli senqunyane") is None


@pytest.mark.parametrize("length", [0, 1, MINIMUM - 1])
def test_short_ones_are_refused_and_say_how_short(length):
    assert f"This has {length}" in problem("kjwe9f2lkjsdf9x"[:length])


def test_the_administrator_may_go_down_to_twelve_and_no_further():
    twelve = "kjwe9f2l-wmq"
    assert problem(twelve)
    assert problem(twelve, minimum=12) is None
    assert "12 characters or more" in problem(twelve[:11], minimum=4)


def test_long_ones_are_never_cut():
    amharic = ("የቤተሰብ ማገናኘት ሥራ ቀን " * 8)[:128]
    assert len(amharic) == 128
    assert problem(amharic) is None
    assert normalise(amharic) == amharic
    assert problem("x" * 1001)


def test_line_breaks_cannot_be_typed_again():
    assert "line break" in problem("blue kettle\non the hill")


def test_composed_and_decomposed_letters_are_the_same():
    assert normalise("café au lait le matin") == normalise(
        unicodedata.normalize("NFD", "café au lait le matin")
    )


def test_no_rule_about_kinds_of_characters():
    assert problem("wet stone under a lamp") is None
    assert problem("WET STONE UNDER A LAMP") is None


def test_the_blocklist_is_long_enough():
    assert len(guessing.common()) >= 3000


def test_generated_ones_are_random_short_words_that_pass():
    words = resource("words", "en.txt").read_text().split()
    assert len(set(words)) == len(words) >= 1024
    assert all(3 <= len(word) <= 8 and word.isascii() and word.isalpha() for word in words)
    made = {generate() for _ in range(50)}
    assert len(made) == 50
    assert all(problem(phrase, CONTEXT) is None and len(phrase.split()) == 5 for phrase in made)
    assert all(set(phrase.split()) <= set(words) for phrase in made)


def test_strength_grows_with_the_phrase():
    levels = [strength(p).level for p in ("short", "blue kettle bus", "blue kettle on the hill by the river")]
    assert levels == sorted(levels)
    assert levels[0] == 0
    assert levels[-1] == 3
