"""What of a questionnaire is asked, given the answers so far, and which answers can be."""

from __future__ import annotations

import math
from enum import Enum
from typing import Any

from caseapp.core.i18n import _
from caseapp.core.instruments.model import Answers, Condition, Instrument, Item

LONGEST = 1000  # letters of an answer in words


class Asked(Enum):
    """Whether a question is asked. OPEN: the answer it depends on is missing, so nobody can say."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


def states(instrument: Instrument, answers: Answers) -> dict[str, Asked]:
    """For each question whether it is asked. Skips only look back, so one pass settles all."""
    found: dict[str, Asked] = {}
    for item in instrument.items:
        told = [_condition(instrument, condition, answers, found) for condition in item.when]
        if Asked.NO in told:
            found[item.code] = Asked.NO
        else:
            found[item.code] = Asked.OPEN if Asked.OPEN in told else Asked.YES
    return found


def _condition(
    instrument: Instrument, condition: Condition, answers: Answers, found: dict[str, Asked]
) -> Asked:
    if found[condition.item] is not Asked.YES:
        return found[condition.item]
    item, answer = instrument.by_code[condition.item], answers.get(condition.item)
    if answer is None or not _known(item, answer):
        return Asked.OPEN
    if condition.at_least is not None:
        return Asked.YES if isinstance(answer, int | float) and answer >= condition.at_least else Asked.NO
    given = answer if isinstance(answer, list | tuple) else (answer,)
    return Asked.YES if set(given) & set(condition.among) else Asked.NO


def _known(item: Item, answer: Any) -> bool:
    """Whether an answer says something: refused and does not know do not."""
    return not item.options or any(option.counts for option in item.chosen(answer))


def asked(instrument: Instrument, answers: Answers) -> tuple[Item, ...]:
    """The questions to ask, in order."""
    told = states(instrument, answers)
    return tuple(item for item in instrument.items if told[item.code] is Asked.YES)


def kept(instrument: Instrument, answers: Answers) -> dict[str, Any]:
    """The answers without those to questions that are not asked any more, in the order of the questions."""
    return {item.code: answers[item.code] for item in asked(instrument, answers) if item.code in answers}


def unanswered(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """The questions that are asked and not answered, without those that only explain another answer."""
    return tuple(item.code for item in asked(instrument, answers) if item.scored and item.code not in answers)


def shown(item: Item, answer: Any, money: str = "") -> str:
    """An answer in words, in the current language; "" for none. `money` is the currency of amounts."""
    if answer is None:
        return ""
    if item.kind == "text":
        return str(answer)
    if item.kind == "number":
        number = f"{answer:,}"
        return f"{money} {number}".strip() if item.unit == "money" else f"{number} {_(item.unit)}".strip()
    return ", ".join(option.label for option in item.chosen(answer))


def answer_problems(instrument: Instrument, answers: Answers) -> list[str]:
    """What is wrong with given answers, one sentence each, in the current language;

    missing ones are no problem.
    """
    problems = []
    for code, value in answers.items():
        item = instrument.by_code.get(code)
        if item is None:
            problems.append(_("There is no question {code}.").format(code=code))
        elif not _can_be(item, value):
            text = _("{value} is not one of the answers to: {question}")
            problems.append(text.format(value=value, question=item.text))
        elif item.kind == "many" and len(value) > 1 and any(o.alone for o in item.chosen(value)):
            text = _("Answers that exclude each other were given to: {question}")
            problems.append(text.format(question=item.text))
    return problems


def _can_be(item: Item, value: Any) -> bool:
    if item.kind == "text":
        return isinstance(value, str) and len(value) <= LONGEST
    if item.kind == "many":
        return isinstance(value, list | tuple) and bool(value) and all(_option(item, v) for v in value)
    if item.kind == "number":
        return _number(value) and _within(item, value)
    return _option(item, value)


def _option(item: Item, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and item.option(value) is not None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _within(item: Item, value: float) -> bool:
    return (item.least is None or value >= item.least) and (item.most is None or value <= item.most)
