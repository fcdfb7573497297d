"""Reading grants: one with its steps and checks, pages of many, what waits for whom, how a budget line stands."""

from caseapp.features.grants.queries.goods import photo
from caseapp.features.grants.queries.groups import group, group_view, groups, groups_of
from caseapp.features.grants.queries.lists import (
    DueTranche,
    GrantFilter,
    Waiting,
    approved_not_paid,
    badge,
    by_state,
    came_back,
    card,
    count,
    count_of_case,
    of_case,
    outcomes_due,
    page,
    receipts_late,
    tranches_due,
    visits_due,
    waiting,
    waiting_for_appraisal,
    waiting_for_decision,
)
from caseapp.features.grants.queries.one import budget_state, grant, guard, view
from caseapp.features.grants.queries.timeline import TIMELINE

__all__ = [
    "TIMELINE",
    "DueTranche",
    "GrantFilter",
    "Waiting",
    "approved_not_paid",
    "badge",
    "budget_state",
    "by_state",
    "came_back",
    "card",
    "count",
    "count_of_case",
    "grant",
    "group",
    "group_view",
    "groups",
    "groups_of",
    "guard",
    "of_case",
    "outcomes_due",
    "page",
    "photo",
    "receipts_late",
    "tranches_due",
    "view",
    "visits_due",
    "waiting",
    "waiting_for_appraisal",
    "waiting_for_decision",
]
