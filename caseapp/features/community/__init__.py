"""What programmes do beyond single people: community projects, dialogues, groups, trainings of returnees and officials."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import BulkSpec, Feature, PageSpec

PAGES = "caseapp.features.community.pages"

FEATURE = Feature(
    code="community",
    models="caseapp.features.community.models",
    bulk=(BulkSpec("join", N_("Add to an activity…"), Permission.COMMUNITY_WRITE, f"{PAGES}.bulk:join", "people", 10),),
    withdraws=(("community_participant", "caseapp.features.community.bulk:withdraw"),),
    pages=(
        PageSpec(
            "community", N_("Community"), "handshake", Permission.COMMUNITY_READ, f"{PAGES}:CommunityPage", 62, "office"
        ),
        PageSpec(
            "community-activity", N_("Activity"), "handshake", Permission.COMMUNITY_READ, f"{PAGES}:ActivityPage", 63,
            "hidden",
        ),
    ),
)  # fmt: skip
