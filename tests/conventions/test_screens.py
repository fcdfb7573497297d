"""Every screen speaks the person's language, and stands the right way round."""

from __future__ import annotations

import gettext
import json
import re

import pytest
from PySide6.QtCore import Qt

from caseapp.core import i18n, places
from caseapp.core.paths import resource
from caseapp.core.registry import PageSpec
from caseapp.data.base import Base
from caseapp.features.people.pages.parts import PersonPanel
from caseapp.ui.form import FormWidget
from caseapp.ui.speech import speak
from caseapp.ui.theme import theme
from tests.conftest import STAFF
from tests.conventions import walk
from tests.conventions.test_words import unapproved_wording, words
from tests.features.mhpss.conftest import SESSION
from tests.features.reading import settle
from tests.features.referrals.conftest import PRIVATE

# What is the same in every language: formats, keys, brands, our own name, a language's name for itself.
SAME = [
    "caseapp",
    "PDF",
    "MHPSS",
    "WHO",
    "WHO-5",
    "Ctrl",
    "Alt",
    "Esc",
    "Enter",
    "Space",
    "Backspace",
    "LSL",
    "COVID",
    "QR",
    "English",
]
CODE = re.compile(r"[a-z0-9_.-]+|[\[{].*", re.DOTALL)
NUMBER = r"[^\W_]*\d[\w•-]*"  # of a case, a payment, a telephone
PLACE = re.compile(r"\{\w*\}|\W")
MARK = re.compile(r"\s*\[[VPGA]\]\W*")  # shown as words
LETTERS = re.compile(r"[^\W\d_]{2,}")


NAMES = {place.name for place in (*places.countries(), *places.areas("LS"), *places.border_posts("LS"))}


@pytest.fixture(autouse=True)
def _english_again():
    yield
    speak("en")


@pytest.fixture
def pseudo():
    speak(i18n.PSEUDO)


def strings(value):
    """Every text in a stored value: itself, or what lies in its lists and objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@pytest.fixture
def data(database, world):
    """What people typed, and names: everything on file that is not a code, places, who published a questionnaire."""
    with database.read_engine.connect() as connection:
        tables = [table for table in Base.metadata.sorted_tables if not table.name.startswith("journal")]
        rows = [row for table in tables for row in connection.execute(table.select())]
    typed = [text for row in rows for value in row for text in strings(value) if not CODE.fullmatch(text)]
    sealed = [*SESSION.values(), *PRIVATE.values()]
    published = [json.loads(path.read_text("utf-8")) for path in resource("instruments").glob("*.json")]
    credits_ = [
        piece for one in published for part in ("source", "licence", "intro") for piece in MARK.split(one[part])
        if LETTERS.search(piece)
    ]  # fmt: skip
    credits_ += [item["text"] for one in published for item in one["items"]]
    scales = [one.get("options", []) for one in published] + [
        s for one in published for s in one.get("scales", {}).values()
    ]
    credits_ += [option["label"] for scale in scales for option in scale]
    people = [word for name in STAFF.values() for word in name.split()]
    return pattern({*typed, *sealed, *credits_, *people})


def pattern(known):
    """Finds what needs no translation: these texts, names of places, and what is the same everywhere."""
    found = sorted({*known, *NAMES, *SAME, places.label("LSJ05")}, key=len, reverse=True)
    return re.compile("|".join([*(rf"(?<!\w){re.escape(value)}(?!\w)" for value in found), NUMBER]))


def untranslated(said, data):
    """The words of a text that neither a translation nor a person wrote."""
    outside, depth = [], 0
    for letter in data.sub("", said):
        depth += letter == "["
        if not depth:
            outside.append(letter)
        depth -= letter == "]" and depth > 0
    return LETTERS.findall("".join(outside))


def test_what_is_not_translated_is_seen():
    names = re.compile("Thabo")
    assert untranslated("[Plan for Thabo~~] · Thabo", names) == []
    assert untranslated("[Plan~] for Thabo", names) == ["for"]


@pytest.mark.parametrize("spec", walk.pages(), ids=lambda spec: spec.code)
def test_everything_on_a_page_is_translated(spec, pseudo, data, world, ctx_for, actors, qtbot):
    opened = 0
    for role in walk.ROLES:
        if actors[role].can(spec.requires):
            page = walk.open_page(spec, ctx_for(actors[role]), world)
            assert {said for said in walk.texts(page) if untranslated(said[1], data)} == set(), role
            assert walk.cut_off(page) == [], role  # with words almost half as long again
            walk.shut(page)
            opened += 1
    assert opened


def test_every_page_stands_the_other_way_round_in_a_small_window(world, ctx_for, actors, qtbot):
    speak("ar")
    wrong = {}
    for spec in walk.pages():
        role = next(role for role in walk.ROLES if actors[role].can(spec.requires))
        page = walk.open_page(spec, ctx_for(actors[role]), world, walk.SMALL)
        assert page.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if cut_off := walk.cut_off(page):
            wrong[spec.code] = cut_off
        walk.shut(page)
    assert wrong == {}


def test_everything_on_the_parts_of_a_case_is_translated(pseudo, data, world, ctx_for, actors, qtbot):
    wrong = {}
    for spec in walk.parts():
        for role in [role for role in walk.ROLES if actors[role].can(spec.requires)]:
            part = walk.open_part(spec, ctx_for(actors[role]), world)
            if left := {said for said in walk.texts(part) if untranslated(said[1], data)}:
                wrong[f"{type(spec).__name__} {spec.code}, {role}"] = left
            walk.shut(part)
    assert wrong == {}


@pytest.mark.parametrize("form", walk.forms(), ids=lambda form: form.code)
def test_everything_in_a_form_is_translated(form, pseudo, qtbot):
    """Fields, hints and choices, also of forms that only a dialog shows."""
    widget = FormWidget(form, country="LS", all_sections=True)
    qtbot.addWidget(widget)
    known = pattern(())
    assert {said for said in walk.texts(widget) if untranslated(said[1], known)} == set()


def test_everything_of_the_window_is_translated(pseudo, qtbot, database):
    from caseapp.core.i18n import _
    from caseapp.ui.help import HelpPanel
    from caseapp.ui.palette import FindPalette
    from caseapp.ui.shell import Entry, MainWindow
    from caseapp.ui.unlock import UnlockWindow

    entries = [Entry(p.code, p.title, p.icon, p.group) for p in walk.pages()]
    window = MainWindow(
        office="Mokhotlong", detail="LSL", who=_("Caseworker"), entries=entries, make_page=lambda code: None,
        may_find=True, may_register=True, demo=True,
    )  # fmt: skip
    qtbot.addWidget(window)
    HelpPanel(window)
    UnlockWindow("Mokhotlong", {"palesa": STAFF["caseworker"]}).setParent(window)
    FindPalette(window, lambda typed, answer: answer([]))
    known = pattern({"Mokhotlong", STAFF["caseworker"], *i18n.LANGUAGES.values()})
    keys = re.compile(r"(Ctrl|Alt|Shift|F\d+|Esc|Return|Enter|Space|Left|Right|Up|Down|[ +…/\d]|[+ ][A-Z])+")
    found = {
        said for said in walk.texts(window) if untranslated(said[1], known) and not keys.fullmatch(said[1])
    }
    assert found == set()


class Recorder(gettext.NullTranslations):
    """English, and a list of everything that was looked up."""

    def __init__(self):
        super().__init__()
        self.asked = set()

    def gettext(self, message):
        self.asked.add(message)
        return message

    def ngettext(self, msgid1, msgid2, n):
        self.asked.add(msgid1)
        return msgid1 if n == 1 else msgid2


def test_what_is_looked_up_can_be_found(world, ctx_for, actors, qtbot, monkeypatch):
    """`_(text)` of a text that is marked nowhere stays English for ever."""
    recorder = Recorder()
    monkeypatch.setattr(i18n, "_translation", recorder)
    for role in walk.ROLES:
        ctx = ctx_for(actors[role])
        for spec in (*walk.pages(), *walk.parts()):
            if ctx.can(spec.requires):
                opened = walk.open_page if isinstance(spec, PageSpec) else walk.open_part
                walk.shut(opened(spec, ctx, world))
    for form in walk.forms():
        qtbot.addWidget(FormWidget(form, country="LS", all_sections=True))
    known = {part for text in words.all_texts() for part in (text if isinstance(text, tuple) else (text,))}
    filled = [
        re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))
        for text in known
        if len(PLACE.sub("", text)) in range(4, len(text))
    ]
    missing = recorder.asked - known - set(unapproved_wording()) - NAMES
    assert sorted(text for text in missing if not re.fullmatch("|".join(filled), text)) == []


@pytest.fixture
def larger():
    """Text and controls at 125 per cent, as many a laptop of 1366 x 768 is set up."""
    theme().apply(scale=125)
    yield
    theme().apply(scale=100)


def test_nothing_is_clipped_in_a_small_window_at_125_per_cent(larger, world, ctx_for, actors, qtbot):
    """Pages, tabs and cards of the case, and every part of a person's record."""
    wrong = {}
    for spec in (*walk.pages(), *walk.parts()):
        role = next(role for role in walk.ROLES if actors[role].can(spec.requires))
        opened = walk.open_page if isinstance(spec, PageSpec) else walk.open_part
        screen = opened(spec, ctx_for(actors[role]), world, walk.SMALL)
        if cut_off := walk.cut_off(screen):
            wrong[f"{type(spec).__name__} {spec.code}"] = cut_off
        walk.shut(screen)
    panel = PersonPanel(ctx_for(actors["caseworker"]), world.case.person.id)
    qtbot.addWidget(panel)
    panel.resize(walk.SMALL[0] - 40, 300)
    panel.show()
    for code in panel.parts():
        panel.show_part(code)
        settle()
        if cut_off := walk.cut_off(panel):
            wrong[f"part {code}"] = cut_off
    assert wrong == {}
