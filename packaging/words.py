"""Collect the program's words for translators: `.venv/bin/python packaging/words.py`.

Finds every text that goes through `_`, `N_` or `n_`, and the labels in shipped data, writes them to
`resources/locale/caseapp.pot`, brings each language's `.po` up to date and compiles it. What somebody
translated is kept when the English text goes and comes back; a changed text begins empty, it is never guessed.
The same sources give the same bytes: no dates, no line numbers, sorted.
"""

from __future__ import annotations

import ast
import copy
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from caseapp.core.i18n import DRAFTS, LANGUAGES  # noqa: E402 - a checkout need not be installed

LOCALE = ROOT / "resources" / "locale"
DOMAIN = "caseapp"
WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # a real date would change the files without a changed word
# Babel's own Arabic rule has its last two forms the other way round than CLDR and every other tool.
PLURALS = {
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
}
# Dates and versions of tools, and Babel's place-holders for people nobody has named.
NOISE = re.compile(
    rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By)|"[\w-]+:.*(EMAIL@ADDRESS|LL@li\.org)'
)
TEMPLATE_HEADER = "# Words of caseapp. Made by packaging/words.py; do not edit by hand."
DRAFT_HEADER = """# {name} for caseapp.
# DRAFT: no native reader has approved this yet. The program says so wherever the language is chosen.
# To approve: read every entry, then take the language out of DRAFTS in caseapp/core/i18n.py."""
APPROVED_HEADER = "# {name} for caseapp. Approved by a native reader."

Text = str | tuple[str, str]  # counted texts are (one, many)


def all_texts() -> dict[Text, set[str]]:
    """Every text to translate, with the files it comes from."""
    found: dict[Text, set[str]] = {}
    for place, text in (*from_code(), *from_code_lists(), *from_other_data()):
        if text:
            found.setdefault(text, set()).add(place)
    for one, many in [text for text in found if isinstance(text, tuple)]:
        if one in found:  # a catalogue has one entry for it: gettext looks both up by the singular
            found[one, many] |= found.pop(one)
    return found


# --- the program


def from_code() -> Iterator[tuple[str, Text]]:
    """(file, text) of every call that marks or translates a text."""
    for path in sorted((ROOT / "caseapp").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from ((place, text) for text in _marked(node.func.id, node.args))


def _marked(function: str, arguments: list[ast.expr]) -> Iterator[Text]:
    if function in ("_", "N_") and arguments:
        yield from _constants(arguments[0])
    elif function == "n_" and len(arguments) > 1:
        yield from zip(_constants(arguments[0]), _constants(arguments[1]), strict=True)


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts an argument can be: itself, or either side of `a if b else c` and `a or b`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _constants(value)


# --- shipped data


def _json(path: Path) -> tuple[str, Any]:
    return path.relative_to(ROOT).as_posix(), json.loads(path.read_text("utf-8"))


def from_code_lists() -> Iterator[tuple[str, Text]]:
    """Titles, groups and entries of what can be picked, and the roles."""
    for path in sorted((ROOT / "db" / "seed" / "codes").glob("*.json")):
        place, data = _json(path)
        labels = [item["label"] for item in data["items"]]
        yield from ((place, text) for text in (data["title"], *data.get("groups", {}).values(), *labels))
    place, roles = _json(ROOT / "db" / "seed" / "roles.json")
    yield from ((place, role["label"]) for role in roles.values())


def from_other_data() -> Iterator[tuple[str, Text]]:
    """Countries, what areas are called, and what this program says about questionnaires."""
    for path in sorted((ROOT / "resources" / "places").glob("*.json")):
        place, data = _json(path)
        yield from ((place, level["name"]) for level in data.get("levels", ()))
        yield from ((place, area["level_name"]) for area in data.get("areas", ()))
        yield from ((place, country["name"]) for country in data.get("countries", ()))
    for path in sorted((ROOT / "resources" / "instruments").glob("*.json")):
        place, data = _json(path)
        yield from ((place, text) for text in _about(data))


def _about(instrument: dict[str, Any]) -> Iterator[str]:
    """What stands around the questions. Questions and answers only ever come in an official translation."""
    yield from (instrument.get(name, "") for name in ("title", "short", "purpose", "not_validated_note"))
    yield from instrument.get("validity", {}).values()
    yield from (instrument["scoring"].get(name, "") for name in ("label", "caution"))
    yield from (
        item.get(name, "")
        for item in instrument["items"]
        for name in ("domain", "unit")
        if item.get(name) != "money"
    )
    for part, names in (("bands", ("label", "advice")), ("sections", ("title", "hint")), ("dimensions", ("label",)),
                        ("rounds", ("label",))):  # fmt: skip
        yield from (one.get(name, "") for one in instrument.get(part, ()) for name in names)


# --- catalogues


def template() -> Catalog:
    """Everything to translate, without translations."""
    made = Catalog(
        project=DOMAIN, header_comment=TEMPLATE_HEADER, fuzzy=False, creation_date=WHEN, charset="utf-8"
    )
    for text, places in all_texts().items():
        made.add(text, locations=[(place, 0) for place in sorted(places)])
    return made


def po_file(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(code: str) -> Catalog:
    """A language's catalogue as it lies in the checkout; without a text for a new language."""
    path = po_file(code)
    if path.exists():
        found = pofile.read_po(io.BytesIO(path.read_bytes()), locale=code)
    else:
        found = Catalog(locale=code)
        found._num_plurals, found._plural_expr = PLURALS.get(code, (found.num_plurals, found.plural_expr))
    found.creation_date = found.revision_date = WHEN
    return found


def brought_up_to_date(code: str, made_from: Catalog) -> Catalog:
    """The language with exactly the texts of the template; what is used no more is retired, not lost."""
    catalog = read(code)
    _bring_back(catalog)
    catalog.update(copy.deepcopy(made_from), no_fuzzy_matching=True, update_creation_date=False)
    for message in catalog:
        if message.pluralizable and not any(forms(message)):
            message.string = ("",) * catalog.num_plurals
    catalog.project, catalog.fuzzy = DOMAIN, False
    header = DRAFT_HEADER if code in DRAFTS else APPROVED_HEADER
    catalog.header_comment = header.format(name=LANGUAGES[code])
    for text in [text for text, message in catalog.obsolete.items() if not any(forms(message))]:
        del catalog.obsolete[text]
    return catalog


def _bring_back(catalog: Catalog) -> None:
    """Retired texts among the others again: the program may use one of them anew."""
    for message in catalog.obsolete.values():
        catalog[message.id] = message
    catalog.obsolete.clear()


def forms(message: Message) -> tuple[str, ...]:
    """A message's translations, one for each plural form; Babel has None for one that was never translated."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def as_po(catalog: Catalog) -> bytes:
    """The file that people translate in."""
    buffer = io.BytesIO()
    pofile.write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not NOISE.match(line))


def as_mo(catalog: Catalog) -> bytes:
    """The file that the program reads: what is translated and nothing else."""
    translated = copy.deepcopy(catalog)
    for message in catalog:
        if not any(forms(message)):
            translated.delete(message.id)
    buffer = io.BytesIO()
    mofile.write_mo(buffer, translated)
    return buffer.getvalue()


def write(path: Path, content: bytes) -> None:
    """Only when it says something new, so that nothing looks changed that is not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def main() -> None:
    """Bring everything below resources/locale/ up to date and say how far each language is."""
    everything = template()
    write(LOCALE / f"{DOMAIN}.pot", as_po(everything))
    for code in sorted({path.parts[-3] for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")}):
        catalog = brought_up_to_date(code, everything)
        write(po_file(code), as_po(catalog))
        write(po_file(code).with_suffix(".mo"), as_mo(catalog))
        done = sum(all(forms(message)) for message in catalog if message.id)
        print(f"{code:3} {done:5} of {len(everything)}")


if __name__ == "__main__":
    main()
