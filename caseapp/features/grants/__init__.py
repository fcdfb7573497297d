"""Livelihood grants: applied for, appraised, approved, agreed, paid in tranches, visited, closed with an outcome."""

from caseapp.core.registry import Feature

FEATURE = Feature(
    code="grants",
    models="caseapp.features.grants.models",
    closure_guards=("caseapp.features.grants.queries:guard",),
)
