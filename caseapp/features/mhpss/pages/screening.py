"""Taking a questionnaire of the sealed section: answers, score and draft are all sealed."""

from __future__ import annotations

from typing import Any

from caseapp.core.i18n import N_, _
from caseapp.core.instruments import SELF_HARM
from caseapp.features.mhpss import safety, service
from caseapp.features.mhpss.form import SCREENING_FORM
from caseapp.features.mhpss.views import SafetyView
from caseapp.ui.questionnaire import QuestionnairePage


class ScreeningPage(QuestionnairePage):
    """A screening of a case; afterwards the tab shows the score and, when it is low, offers a referral."""

    title = N_("Screening")
    code_name = "mhpss-screening"
    head_form = SCREENING_FORM
    service = service.add_screening
    tab = "mhpss"

    def _saved(self, view: Any) -> None:
        """An answer that tells of thoughts of suicide or self-harm leads straight to ask, assess, act."""
        super()._saved(view)
        if SELF_HARM in view.triggers:
            self.ctx.toast(_("One answer tells of thoughts of ending their life or self-harm. Ask now."))
            self.read(safety.begun_by, view.id, done=self._ask)

    def _ask(self, check: SafetyView) -> None:
        self.ctx.navigate("mhpss-safety", case_id=check.case_id, check_id=check.id)
