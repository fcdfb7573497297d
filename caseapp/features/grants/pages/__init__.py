"""Screens of livelihood grants: the list, one grant, the application, and what the case page shows."""

from caseapp.features.grants.pages.acting import print_agreement
from caseapp.features.grants.pages.applying import GrantApplyPage, apply_for_grant
from caseapp.features.grants.pages.listing import GrantsPage
from caseapp.features.grants.pages.of_case import GrantCard, GrantTab
from caseapp.features.grants.pages.one import GrantPage

__all__ = [
    "GrantApplyPage",
    "GrantCard",
    "GrantPage",
    "GrantTab",
    "GrantsPage",
    "apply_for_grant",
    "print_agreement",
]
