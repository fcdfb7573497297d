"""The features, in the order in which they may use one another: each only those before it."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache

from caseapp.core.registry import Feature

NAMES = (
    "office", "programmes", "people", "cases",
    "assessments", "plans", "grants", "referrals", "mhpss", "followups",
    "supervision", "reports",
)  # fmt: skip


@cache
def features() -> tuple[Feature, ...]:
    """Every feature's registration. Cheap: it imports neither Qt nor SQLAlchemy."""
    return tuple(importlib.import_module(f"caseapp.features.{name}").FEATURE for name in NAMES)


def import_models() -> None:
    """Make every table known to the metadata: before a schema is compared or created."""
    importlib.import_module("caseapp.data.journal")
    for feature in features():
        if feature.models:
            importlib.import_module(feature.models)


def import_actions() -> None:
    """Make every published action known: for the command line's help and the permission matrix test."""
    for feature in features():
        for part in ("queries", "service"):
            name = f"caseapp.features.{feature.code}.{part}"
            if importlib.util.find_spec(name):
                importlib.import_module(name)
