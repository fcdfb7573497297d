"""Estimating the weights from decided pairs, so that a 0.9 is right nine times in ten.

Every pair is its agreements and differences (the names of their weights) and what is known beforehand: the share of
duplicates expected in the office and how rare the names are. The weights are found by logistic regression, which gives
the log-odds of Fellegi and Sunter without supposing that the fields agree independently, and is not misled by the pairs
having been chosen for looking alike. Each weight is held to its starting value as by `strength` pairs that say so: few
decisions change little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

ROUNDS = 60
DAMPING = 0.35  # the weights of one pair move together: each takes only a part of its own best step
ENOUGH = 0.002


class Decided(Struct, frozen=True):
    """One pair: the weights that count for it, the log-odds known beforehand, and whether it is one person."""

    features: tuple[str, ...]
    beforehand: float
    same: bool


def estimate(
    pairs: Sequence[Decided], start: Mapping[str, float], strength: float = 10.0
) -> dict[str, float]:
    """The weights that fit the decisions best, from those of `start`; weights no pair speaks of stay as they are."""
    weights = dict(start)
    for _round in range(ROUNDS):
        push, bend = dict.fromkeys(weights, 0.0), dict.fromkeys(weights, strength)
        for pair in pairs:
            expected = chance(pair, weights)
            for name in pair.features:
                push[name] += pair.same - expected
                bend[name] += expected * (1 - expected)
        steps = {
            name: DAMPING * (push[name] - strength * (weights[name] - start[name])) / bend[name]
            for name in weights
        }
        for name, step in steps.items():
            weights[name] += max(-1.0, min(1.0, step))
        if max(map(abs, steps.values())) < ENOUGH:
            break
    return weights


def chance(pair: Decided, weights: Mapping[str, float]) -> float:
    """How likely a pair is one person by these weights."""
    odds = pair.beforehand + sum(weights[name] for name in pair.features)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


class Band(Struct, frozen=True):
    """Pairs whose probability lies in one band: how many, what was expected of them on average, what came true."""

    count: int
    expected: float
    true: float


def calibration(judged: Iterable[tuple[float, bool]], bands: int = 10) -> list[Band]:
    """How far probabilities can be taken at their word, band by band; bands without a pair are left out."""
    found: list[list[tuple[float, bool]]] = [[] for _band in range(bands)]
    for probability, same in judged:
        found[min(bands - 1, int(probability * bands))].append((probability, same))
    return [
        Band(len(band), sum(p for p, _same in band) / len(band), sum(same for _p, same in band) / len(band))
        for band in found
        if band
    ]
