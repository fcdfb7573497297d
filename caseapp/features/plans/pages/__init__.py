"""Screens of plans: the tab and the card of the case, the review for approvals, and what the Add menu offers."""

from caseapp.features.plans.pages.actions import add_goal, give_assistance, print_plan
from caseapp.features.plans.pages.card import PlanCard
from caseapp.features.plans.pages.review import PlanReview
from caseapp.features.plans.pages.tab import PlanTab

__all__ = ["PlanCard", "PlanReview", "PlanTab", "add_goal", "give_assistance", "print_plan"]
