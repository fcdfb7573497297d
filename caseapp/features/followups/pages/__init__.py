"""Screens of follow-ups: the list of what is due, the tab and the card of a case, and what the Add menu offers."""

from caseapp.features.followups.pages.acting import plan, record
from caseapp.features.followups.pages.listing import FollowUpsPage
from caseapp.features.followups.pages.of_case import FollowUpsTab, NextCard

__all__ = ["FollowUpsPage", "FollowUpsTab", "NextCard", "plan", "record"]
