"""The reintegration plan of a case: needs, goals, activities, versions and approval; and what help was given."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import CardSpec, CommandSpec, Feature, PaperSpec, TabSpec

PAGES = "caseapp.features.plans.pages"

FEATURE = Feature(
    code="plans",
    models="caseapp.features.plans.models",
    tabs=(TabSpec("plan", N_("Plan & assistance"), Permission.PLAN_READ, f"{PAGES}:PlanTab", 30),),
    cards=(CardSpec("plan", Permission.PLAN_READ, f"{PAGES}:PlanCard", 0, 20),),
    commands=(
        CommandSpec("plan-goal", N_("Plan goal"), Permission.PLAN_WRITE, f"{PAGES}:add_goal", 20),
        CommandSpec(
            "assistance", N_("Assistance given"), Permission.PLAN_WRITE, f"{PAGES}:give_assistance", 30
        ),
    ),
    papers=(
        PaperSpec(
            "reintegration-plan", N_("Reintegration plan"), Permission.PRINT, f"{PAGES}:print_plan", "case"
        ),
    ),
    tellers=(
        ("plan", "caseapp.features.plans.telling:plans"),
        ("plan_activity", "caseapp.features.plans.telling:activities"),
        ("plan_need", "caseapp.features.plans.telling:needs"),
    ),
    closure_guards=("caseapp.features.plans.queries:guard",),
    closure_wishes=("caseapp.features.plans.queries:wishes",),
)
