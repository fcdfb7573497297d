"""The livelihood grant on the tour: applied for, appraised, approved, signed and paid by different people."""

from __future__ import annotations

from collections.abc import Callable

from caseapp.tour.guide import Guide

GRANT_STEPS: tuple[tuple[str, Callable[[Guide], None]], ...] = ()
