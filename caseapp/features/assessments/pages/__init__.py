"""Screens of assessments: the tab and the card of the case, taking a questionnaire, and the office's questionnaires."""

from caseapp.features.assessments.pages.assess import AssessPage, take_assessment
from caseapp.features.assessments.pages.library import QuestionnairesPage
from caseapp.features.assessments.pages.tab import AssessmentsTab, RoundsCard

__all__ = ["AssessPage", "AssessmentsTab", "QuestionnairesPage", "RoundsCard", "take_assessment"]
