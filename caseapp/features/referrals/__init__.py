"""Referrals to partners: what was asked, what they answered, how it ended; and the directory of who offers what."""

from caseapp.core.registry import Feature

FEATURE = Feature(
    code="referrals",
    models="caseapp.features.referrals.models",
    closure_guards=("caseapp.features.referrals.queries:guard",),
)
