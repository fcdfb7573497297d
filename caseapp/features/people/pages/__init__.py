"""Screens about people: the list, and what the case page shows of a person."""

from caseapp.features.people.pages.comparing import ComparePage
from caseapp.features.people.pages.duplicates import DuplicatesPage
from caseapp.features.people.pages.listing import PeoplePage
from caseapp.features.people.pages.parts import HouseholdCard, PersonPanel, StrengthsCard

__all__ = ["ComparePage", "DuplicatesPage", "HouseholdCard", "PeoplePage", "PersonPanel", "StrengthsCard"]
