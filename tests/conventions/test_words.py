"""Words: everything shown can be translated, and no translation can break a sentence."""

import ast
import importlib.util
import json
import re
from functools import cache
from gettext import c2py

import pytest

from caseapp.core.i18n import DRAFTS, LANGUAGES, offered
from caseapp.features import features
from tests.conventions.tree import ROOT, calls, modules

SPEC = importlib.util.spec_from_file_location("words", ROOT / "packaging" / "words.py")
words = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(words)

TRANSLATED = sorted(path.parts[-3] for path in words.LOCALE.glob("*/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"\{\w*\}|</?b>")
MARKS = {"_", "N_", "n_"}
MOST_LINES = 25
STALE = "Run `.venv/bin/python packaging/words.py` and commit resources/locale/."


@pytest.fixture(scope="module")
def texts():
    """What a run would find now."""
    return set(words.all_texts())


def on_disk(name):
    """A catalogue below resources/locale/ as it is committed."""
    with (words.LOCALE / name).open("rb") as file:
        return words.pofile.read_po(file)


@cache
def catalogue(code):
    return words.read(code)


def held(catalog):
    """The texts of a catalogue."""
    return {message.id for message in catalog if message.id}


def forms(message):
    """(text in English, translation, how many numbers the form stands for) of each form that is translated."""
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    for index, form in enumerate(words.forms(message)):
        if form:
            yield english[min(index, len(english) - 1)], form, index


def translations(code):
    """Every (English, translation, form) of a language."""
    return [found for message in catalogue(code) if message.id for found in forms(message)]


# --- nothing is forgotten


def test_the_template_is_fresh(texts):
    assert held(on_disk("caseapp.pot")) == texts, STALE


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalogues_hold_exactly_the_texts_of_the_template(code, texts):
    assert held(catalogue(code)) == texts, STALE


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_program_reads_what_translators_wrote(code):
    assert words.po_file(code).with_suffix(".mo").read_bytes() == words.as_mo(catalogue(code)), STALE


def test_a_second_run_changes_nothing():
    for code in TRANSLATED:
        again = words.brought_up_to_date(code, on_disk("caseapp.pot"))
        assert words.as_po(again) == words.po_file(code).read_bytes()


def computed_texts():
    """Texts put together before they are looked up: no catalogue can hold them."""
    for name, tree in modules("caseapp").items():
        for called, node in calls(tree):
            if called in MARKS:
                marked = node.args[:2] if called == "n_" else node.args[:1]
                if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in marked):
                    yield f"{name}:{node.lineno}"


def test_texts_are_looked_up_before_values_go_in():
    assert list(computed_texts()) == []


def test_what_is_marked_is_a_text():
    """`N_(title)` marks nothing: only a text written there is found."""
    empty = [
        f"{name}:{node.lineno}"
        for name, tree in modules("caseapp").items()
        for called, node in calls(tree)
        if called in ("N_", "n_") and not list(words._marked(called, node.args))
    ]
    assert empty == []


def test_counted_texts_do_not_share_a_singular(texts):
    """gettext looks both forms up by the singular: of two plurals it would find one."""
    singulars = [text[0] for text in texts if isinstance(text, tuple)]
    assert sorted({one for one in singulars if singulars.count(one) > 1}) == []


# --- no translation breaks a sentence


def counts_of(catalog):
    """For each plural form, which of the numbers 0 to 200 it stands for."""
    form_of, found = c2py(catalog.plural_expr), {}
    for number in range(201):
        found.setdefault(form_of(number), []).append(number)
    return found


@pytest.mark.parametrize("code", TRANSLATED)
def test_placeholders_are_kept(code):
    """Only {count} may go, and only where the words themselves say the number: `two days`."""
    one_number = {index for index, numbers in counts_of(catalogue(code)).items() if len(numbers) == 1}
    wrong = []
    for english, translated, index in translations(code):
        wanted, given = (sorted(PLACEHOLDER.findall(text)) for text in (english, translated))
        silent = [part for part in wanted if part != "{count}"]
        if given != wanted and not (index in one_number and given == silent):
            wrong.append((english, translated))
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_plural_form_is_there_or_none(code):
    catalog = catalogue(code)
    assert sorted(counts_of(catalog)) == list(range(catalog.num_plurals))
    counted = [message for message in catalog if isinstance(message.id, tuple)]
    wrong = [
        message.id
        for message in counted
        if len(words.forms(message)) != catalog.num_plurals or len(set(map(bool, words.forms(message)))) != 1
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_end_as_the_text_does(code):
    """A stop, a question mark or … says what a text is: a sentence, a question, an entry that asks for more."""
    same = {".": ".", "?": "?؟", "…": "…", ":": ":"}
    wrong = [
        (english, translated)
        for english, translated, _index in translations(code)
        if (translated[-1] not in same.get(english[-1], translated[-1]))
        or translated != translated.strip()
        or "..." in translated
    ]
    assert wrong == []


# --- who may translate what


def unapproved_wording():
    """Questions of questionnaires, and what a grantee signs: only ever in approved wording.

    Their answers are never looked up in a catalogue; many are words that stand elsewhere too.
    """
    for path in sorted((ROOT / "resources" / "instruments").glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        yield data["intro"]
        yield from (item["text"] for item in data["items"])
    from caseapp.core.codes import shipped
    from caseapp.features.people.form import FUNCTIONING
    from caseapp.features.people.models import Difficulty

    yield from (field.label for field in FUNCTIONING.fields)
    yield from (option.label for option in Difficulty)
    yield from (code.label for code in shipped("grant_obligations").codes)


@pytest.mark.parametrize("code", sorted(DRAFTS))
def test_drafts_leave_approved_wording_alone(code):
    translated = {english for english, _, _ in translations(code)}
    assert sorted(translated & set(unapproved_wording())) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_draft_says_so_in_its_file(code):
    assert ("DRAFT" in catalogue(code).header_comment) == (code in DRAFTS)


def test_every_language_with_a_catalogue_is_offered_and_no_other():
    assert set(offered()) == {"en", *TRANSLATED}
    assert set(TRANSLATED) <= set(LANGUAGES)


# --- help


def helped_pages():
    return sorted(page.code for feature in features() for page in feature.pages)


@pytest.mark.parametrize("page", helped_pages())
def test_every_page_has_its_help(page):
    lines = (ROOT / "resources" / "help" / "en" / f"{page}.md").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ") and 5 < len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 115


def test_no_help_is_left_of_a_page_that_went():
    codes = set(helped_pages())
    written = {path.stem for path in (ROOT / "resources" / "help").glob("*/*.md")}
    assert written - codes == set()
