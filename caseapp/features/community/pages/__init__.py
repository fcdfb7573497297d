"""The list of activities, and one of them."""

from caseapp.features.community.pages.activity import ActivityPage
from caseapp.features.community.pages.listing import CommunityPage

__all__ = ["ActivityPage", "CommunityPage"]
