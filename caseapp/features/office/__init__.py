"""The office itself: its letterhead and numbers, who works here and in which role."""

from caseapp.core.registry import Feature

FEATURE = Feature(code="office", models="caseapp.features.office.models")
