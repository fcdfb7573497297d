"""JSON read with the line of everything in it, so that a problem can be said where it stands in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from typing import Any

from msgspec import Struct

from caseapp.core.i18n import _

DEEPEST = 30
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder()
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_WORDS = (("true", True), ("false", False), ("null", None))
Place = tuple[str | int, ...]


class Problem(Struct, frozen=True, order=True):
    """Something wrong in a file: the line, counted from 1, and a sentence."""

    line: int
    text: str

    def shown(self) -> str:
        """`Line 12: …`."""
        return _("Line {number}: {problem}").format(number=self.line, problem=self.text)


class Malformed(ValueError):
    """Text that is no JSON, with where it stops being."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


@dataclass
class Located:
    """What a file holds, and the line of each part by its place: keys and list numbers from the top."""

    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    twice: list[Problem] = field(default_factory=list)  # keys that stand twice in one object

    def line(self, place: Place) -> int:
        """The line of a part; of what it would lie in when it is not there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse(text: str) -> Located:
    """Read JSON. Raises Malformed at the first place where it cannot be read on."""
    reader = _Reader(text.removeprefix("\ufeff"))
    reader.found.value = reader.value((), 0)
    if reader.at < len(reader.text):
        raise reader.wrong(_("something stands after the end"))
    return reader.found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.found = text, 0, Located()
        self._counted, self._line = 0, 1  # lines are counted on from here
        self._skip()

    def line(self) -> int:
        """The line read now."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def wrong(self, said: str) -> Malformed:
        return Malformed(Problem(self.line(), said))

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _take(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        self._skip()
        return True

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise self.wrong(_("“{sign}” is missing here").format(sign=sign))

    def value(self, place: Place, depth: int) -> Any:
        if depth > DEEPEST:
            raise self.wrong(_("this is nested too deeply"))
        self.found.lines[place] = self.line()
        if self._take("{"):
            return self._object(place, depth)
        if self._take("["):
            return self._list(place, depth)
        if self.text.startswith('"', self.at):
            return self._string()
        return self._plain()

    def _object(self, place: Place, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if self._take("}"):
            return made
        while True:
            line = self.line()
            if not self.text.startswith('"', self.at):
                raise self.wrong(_("a name in quotes is missing here"))
            name = self._string()
            if name in made:
                self.found.twice.append(Problem(line, _("“{name}” stands twice").format(name=name)))
            self._need(":")
            made[name] = self.value((*place, name), depth + 1)
            if not self._take(","):
                self._need("}")
                return made

    def _list(self, place: Place, depth: int) -> list[Any]:
        made: list[Any] = []
        if self._take("]"):
            return made
        while True:
            made.append(self.value((*place, len(made)), depth + 1))
            if not self._take(","):
                self._need("]")
                return made

    def _string(self) -> str:
        try:
            found, self.at = _DECODER.raw_decode(self.text, self.at)
        except JSONDecodeError:
            raise self.wrong(_("this text does not end, or holds a character that cannot be")) from None
        self._skip()
        return str(found)

    def _plain(self) -> Any:
        for word, value in _WORDS:
            if self._take(word):
                return value
        number = _NUMBER.match(self.text, self.at)
        if number is None:
            raise self.wrong(_("a value is missing here"))
        self.at = number.end()
        self._skip()
        told = number.group()
        if len(told) > 30:
            raise self.wrong(_("this number is too long"))
        return float(told) if number.group(1) or number.group(2) else int(told)
