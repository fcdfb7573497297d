"""Follow-ups: planned by the risk of the case, made by visit, phone or at the office, tried again when nobody is reached."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import BulkSpec, CardSpec, CommandSpec, Feature, PageSpec, TabSpec

PAGES = "caseapp.features.followups.pages"
QUERIES = "caseapp.features.followups.queries"

FEATURE = Feature(
    code="followups",
    models="caseapp.features.followups.models",
    pages=(
        PageSpec(
            "followups", N_("Follow-ups"), "calendar-check", Permission.FOLLOWUP_READ, f"{PAGES}:FollowUpsPage", 40,
            badge=f"{QUERIES}:overdue_mine",
        ),
    ),
    tabs=(
        TabSpec(
            "followups", N_("Follow-ups"), Permission.FOLLOWUP_READ, f"{PAGES}:FollowUpsTab", 70,
            count=f"{QUERIES}:count_of_case",
        ),
    ),
    tellers=(("followup", "caseapp.features.followups.telling:followups"),),
    closure_guards=(f"{QUERIES}:guard",),
    closure_wishes=(f"{QUERIES}:wishes",),
    case_heard=("caseapp.features.followups.service:heard",),
    cards=(CardSpec("next", Permission.FOLLOWUP_READ, f"{PAGES}:NextCard", 2, 10),),
    bulk=(
        BulkSpec("plan", N_("Follow-up for each…"), Permission.FOLLOWUP_WRITE, f"{PAGES}.bulk:plan", "cases", 20),
        BulkSpec("move", N_("Another day…"), Permission.FOLLOWUP_WRITE, f"{PAGES}.bulk:move", "followups", 10),
        BulkSpec("hand", N_("Hand to a colleague…"), Permission.FOLLOWUP_WRITE, f"{PAGES}.bulk:hand", "followups", 20),
    ),
    withdraws=(("followup", "caseapp.features.followups.bulk:withdraw"),),
    commands=(
        CommandSpec("followup", N_("Follow-up"), Permission.FOLLOWUP_WRITE, f"{PAGES}:plan", 40),
        CommandSpec("record-followup", N_("Record a follow-up"), Permission.FOLLOWUP_WRITE, f"{PAGES}:record", 45),
    ),
)  # fmt: skip
