"""Programmes: what a donor pays for and until when, with budget lines and indicators."""

from caseapp.core.registry import Feature

FEATURE = Feature(code="programmes", models="caseapp.features.programmes.models")
