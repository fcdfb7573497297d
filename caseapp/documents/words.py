"""Text with emphasis. Wording of ours may carry `<b>`; what people typed never does and is printed as it stands."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from caseapp.core.i18n import is_right_to_left

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
_TEMPLATE = re.compile(r"(</?b>)|\{(\w+)\}")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


class Span(NamedTuple):
    """A piece of text; `weight` "" is the weight of the style it stands in."""

    text: str
    weight: Literal["", "regular", "semibold", "bold", "italic"] = ""


Rich = tuple[Span, ...]
Words = str | Rich


def strong(text: object) -> Rich:
    """A text in SemiBold."""
    return (Span(str(text), "semibold"),)


def isolated(value: object) -> str:
    """A value that keeps its own direction inside a sentence: `+254 700 123456` in Arabic, an Arabic name in English."""
    text = str(value)
    return f"{FSI}{text}{PDI}" if is_right_to_left() or _RIGHT_TO_LEFT.search(text) else text


def rich(template: str, /, **values: object) -> Rich:
    """Our translated wording with `<b>…</b>` and `{names}`; values are put in afterwards and are never markup.

    Raises KeyError for a name in braces that has no value.
    """
    spans: list[Span] = [Span(RLM)] if is_right_to_left() else []
    bold, done = False, 0
    for found in _TEMPLATE.finditer(template):
        _add(spans, template[done : found.start()], bold)
        done = found.end()
        if found[1]:
            bold = found[1] == "<b>"
        else:
            _add(spans, isolated(values[found[2]]), bold)
    _add(spans, template[done:], bold)
    return tuple(spans)


def _add(spans: list[Span], text: str, bold: bool) -> None:
    if text:
        spans.append(Span(text, "semibold" if bold else ""))


def joined(*parts: Words) -> Rich:
    """Several texts one after the other."""
    return tuple(span for part in parts for span in ((Span(part),) if isinstance(part, str) else part))


def bare(words: Words) -> str:
    """The text without its emphasis."""
    return words if isinstance(words, str) else "".join(span.text for span in words)
