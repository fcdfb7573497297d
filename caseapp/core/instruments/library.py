"""Which questionnaires there are: those shipped, and an office's own, which come before a shipped one of the same code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from caseapp.core.instruments.model import Instrument, Weights
from caseapp.core.instruments.reading import read_text
from caseapp.core.paths import resource


class _Office(Struct, frozen=True):
    """What an office has of its own: in use by code, every version it ever used, weights by code."""

    own: Mapping[str, Instrument] = field(default_factory=dict)
    older: Mapping[tuple[str, str], Instrument] = field(default_factory=dict)
    weights: Mapping[str, Weights] = field(default_factory=dict)
    ready: dict[tuple[str, str], Instrument] = field(default_factory=dict)  # as they were asked for before


_office = [_Office()]  # replaced whole, so that no thread ever sees half of it


@cache
def shipped_codes() -> tuple[str, ...]:
    """The codes of the questionnaires that come with the program."""
    return tuple(sorted(path.stem for path in resource("instruments").glob("*.json")))


@cache
def shipped(code: str) -> Instrument:
    """A shipped questionnaire as it came. Raises KeyError for an unknown code."""
    return read_text(shipped_text(code))


def shipped_text(code: str) -> str:
    """The file of a shipped questionnaire. Raises KeyError for an unknown code."""
    if code not in shipped_codes():
        raise KeyError(code)
    return resource("instruments", f"{code}.json").read_text(encoding="utf-8")


def codes() -> tuple[str, ...]:
    """The codes of all questionnaires that can be taken."""
    return tuple(sorted({*shipped_codes(), *_office[0].own}))


def load(code: str, version: str = "") -> Instrument:
    """A questionnaire as it is taken now, or in the version an earlier answer was given to, with the office's weights.

    A version nobody kept is read with the one in use. Raises KeyError for an unknown code.
    """
    office = _office[0]
    if (code, version) not in office.ready:
        office.ready[code, version] = _found(office, code, version)
    return office.ready[code, version]


def _found(office: _Office, code: str, version: str) -> Instrument:
    found = office.own.get(code) or (shipped(code) if code in shipped_codes() else None)
    if version and (found is None or found.version != version):
        found = office.older.get((code, version)) or _as_it_came(code, version) or found
    if found is None:
        raise KeyError(code)
    weights = office.weights.get(code)
    return replace(found, weights=weights) if weights else found


def _as_it_came(code: str, version: str) -> Instrument | None:
    """The shipped questionnaire, if it is of this version."""
    came = shipped(code) if code in shipped_codes() else None
    return came if came and came.version == version else None


def use(
    own: Mapping[str, Instrument], older: Iterable[Instrument], weights: Mapping[str, Weights]
) -> None:  # fmt: skip
    """What an office has of its own, from now on."""
    _office[0] = _Office(own, {(one.code, one.version): one for one in older}, weights)


def forget() -> None:
    """Back to what is shipped: another office may be opened next."""
    _office[0] = _Office()
