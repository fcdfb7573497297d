"""The rules of UAX #9 inside one isolating run: weak types (W1-W7), bracket pairs and neutrals (N0-N2), levels (I1-I2)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

PDI = "PDI"
NEUTRAL = frozenset(("B", "S", "WS", "ON", "LRI", "RLI", "FSI", PDI))
_ISOLATE_ENDS = frozenset(("LRI", "RLI", "FSI", PDI))
_DEEPEST_BRACKETS = 63
# BidiBrackets.txt as pairs; the two old angle brackets count as the newer ones they are equal to.
_PAIRS = (
    "()[]{}⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩〈〉《》「」『』【】"
    "〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣༺༻༼༽᚛᚜⦍⦐⦏⦎"
)
_EQUAL = {"\u2329": "\u3008", "\u232a": "\u3009"}
_CLOSER = {_EQUAL.get(a, a): _EQUAL.get(b, b) for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
_OPENERS = frozenset(_CLOSER)
_CLOSERS = frozenset(_CLOSER.values())


class Run(Struct, frozen=True):
    """An isolating run: where its characters stand, their classes, its level, and the directions before and after."""

    indices: list[int]
    types: list[str]
    level: int
    before: str
    after: str


def resolve(run: Run, text: str) -> list[int]:
    """The level of every character of the run."""
    types = list(run.types)
    _marks(types, run.before)
    _numbers_after_arabic(types, run.before)
    _separators(types)
    _signs_beside_numbers(types)
    _numbers_after_latin(types, run.before)
    _brackets(run, types, text)
    _neutrals(run, types)
    return [_implicit(kind, run.level) for kind in types]


def _marks(types: list[str], before: str) -> None:
    """W1: a combining mark is what it stands on."""
    last = before
    for index, kind in enumerate(types):
        if kind == "NSM":
            types[index] = "ON" if last in _ISOLATE_ENDS else last
        last = types[index]


def _numbers_after_arabic(types: list[str], before: str) -> None:
    """W2: European digits after an Arabic letter count as Arabic digits. W3: Arabic letters are right-to-left."""
    strong = before
    for index, kind in enumerate(types):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[index] = "AN"
    types[:] = ["R" if kind == "AL" else kind for kind in types]


def _separators(types: list[str]) -> None:
    """W4: one separator between two numbers of the same kind belongs to them."""
    for index in range(1, len(types) - 1):
        left, kind, right = types[index - 1 : index + 2]
        if left != right:
            continue
        if (kind == "ES" and left == "EN") or (kind == "CS" and left in ("EN", "AN")):
            types[index] = left


def _signs_beside_numbers(types: list[str]) -> None:
    """W5: currency and per-cent signs beside European digits belong to them. W6: other separators are neutral."""
    start = 0
    while start < len(types):
        end = start
        while end < len(types) and types[end] == "ET":
            end += 1
        if end > start:
            beside = "EN" in (types[start - 1] if start else "", types[end] if end < len(types) else "")
            types[start:end] = ["EN" if beside else "ON"] * (end - start)
        start = end + 1
    types[:] = ["ON" if kind in ("ES", "CS") else kind for kind in types]


def _numbers_after_latin(types: list[str], before: str) -> None:
    """W7: European digits in left-to-right text are part of it."""
    strong = before
    for index, kind in enumerate(types):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            types[index] = "L"


def _strong(kind: str) -> str:
    """Numbers count as right-to-left beside neutrals (N0-N1)."""
    return "R" if kind in ("EN", "AN") else kind if kind in ("L", "R") else ""


def _bracket_pairs(run: Run, types: Sequence[str], text: str) -> list[tuple[int, int]]:
    """BD16: matching brackets by their place in the run, in the order of their openers."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, index in enumerate(run.indices):
        if types[place] != "ON":
            continue
        sign = _EQUAL.get(text[index], text[index])
        if sign in _OPENERS:
            if len(waiting) == _DEEPEST_BRACKETS:
                return []
            waiting.append((_CLOSER[sign], place))
        elif sign in _CLOSERS:
            _close(sign, place, waiting, pairs)
    return sorted(pairs)


def _close(sign: str, place: int, waiting: list[tuple[str, int]], pairs: list[tuple[int, int]]) -> None:
    for depth in range(len(waiting) - 1, -1, -1):
        if waiting[depth][0] == sign:
            pairs.append((waiting[depth][1], place))
            del waiting[depth:]
            return


def _brackets(run: Run, types: list[str], text: str) -> None:
    """N0: a pair of brackets takes one direction, by what it encloses and what stands before it."""
    embedding = "R" if run.level % 2 else "L"
    for opener, closer in _bracket_pairs(run, types, text):
        inside = {_strong(kind) for kind in types[opener + 1 : closer]}
        if embedding in inside:
            side = embedding
        elif inside & {"L", "R"}:
            before = [s for s in map(_strong, types[:opener]) if s]
            opposite = "L" if embedding == "R" else "R"
            side = opposite if (before[-1] if before else run.before) == opposite else embedding
        else:
            continue
        for place in (opener, closer):
            types[place] = side
            _marks_on_bracket(run, types, place, side)


def _marks_on_bracket(run: Run, types: list[str], place: int, side: str) -> None:
    """Combining marks on a bracket that changed by N0 change with it."""
    for after in range(place + 1, len(types)):
        if run.types[after] != "NSM":
            return
        types[after] = side


def _neutrals(run: Run, types: list[str]) -> None:
    """N1: neutrals between equal directions take it. N2: all others take the run's own."""
    embedding = "R" if run.level % 2 else "L"
    start = 0
    while start < len(types):
        end = start
        while end < len(types) and types[end] in NEUTRAL:
            end += 1
        if end > start:
            left = _strong(types[start - 1]) if start else run.before
            right = _strong(types[end]) if end < len(types) else run.after
            types[start:end] = [left if left == right else embedding] * (end - start)
        start = end + 1


def _implicit(kind: str, level: int) -> int:
    """I1, I2."""
    if level % 2:
        return level + (kind != "R")
    return level + {"L": 0, "R": 1}.get(kind, 2)
