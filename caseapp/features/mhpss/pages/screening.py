"""Taking a questionnaire of the sealed section: answers, score and draft are all sealed."""

from __future__ import annotations

from caseapp.core.i18n import N_
from caseapp.features.mhpss import service
from caseapp.features.mhpss.form import SCREENING_FORM
from caseapp.ui.questionnaire import QuestionnairePage


class ScreeningPage(QuestionnairePage):
    """A screening of a case; afterwards the tab shows the score and, when it is low, offers a referral."""

    title = N_("Screening")
    code_name = "mhpss-screening"
    head_form = SCREENING_FORM
    service = service.add_screening
    tab = "mhpss"
