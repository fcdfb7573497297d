"""Screens of referrals and of the directory."""

from caseapp.features.referrals.pages.directory import DirectoryPage
from caseapp.features.referrals.pages.incoming import IncomingPage
from caseapp.features.referrals.pages.listing import ReferralsPage
from caseapp.features.referrals.pages.refer import ReferPage, refer
from caseapp.features.referrals.pages.tab import ReferralsTab

__all__ = ["DirectoryPage", "IncomingPage", "ReferPage", "ReferralsPage", "ReferralsTab", "refer"]
