"""The features, in the order in which they may use one another: each only those before it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from caseapp.core.registry import Feature

NAMES = (
    "office", "programmes", "people", "cases",
    "assessments", "plans", "grants", "referrals", "mhpss", "followups", "community", "retention",
    "supervision", "reports",
)  # fmt: skip


@cache
def features() -> tuple[Feature, ...]:
    """Every feature's registration. Cheap: it imports neither Qt nor SQLAlchemy."""
    return tuple(importlib.import_module(f"caseapp.features.{name}").FEATURE for name in NAMES)


def import_models() -> None:
    """Make every table known to the metadata: before a schema is compared or created, and before any is read."""
    importlib.import_module("caseapp.data.journal")
    for feature in features():
        if feature.models:
            importlib.import_module(feature.models)


def import_actions() -> None:
    """Make every published action known: everything of the features but their screens and papers."""
    for name in ("caseapp.data.drafts", "caseapp.data.history"):
        importlib.import_module(name)
    for feature in features():
        package = importlib.import_module(f"caseapp.features.{feature.code}")
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            if not module.name.endswith((".pages", ".documents")):
                importlib.import_module(module.name)
