"""Ask, assess, act on a page of its own: after an answer of a questionnaire, or when a counsellor asks by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import N_, _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases.queries import CaseView
from caseapp.features.mhpss import safety
from caseapp.features.mhpss.pages.writing import SealedFormPage
from caseapp.features.mhpss.safety_form import SAFETY_FORM, SHARED, safety_planned
from caseapp.features.mhpss.views import SafetyView
from caseapp.ui.page import Context
from caseapp.ui.widgets import label


def opening(uow: UnitOfWork, case_id: str, check_id: str) -> tuple[CaseView, SafetyView | None]:
    """The case, and the check to finish or to correct, if it is not a new one."""
    return cases.case(uow, case_id), safety.check(uow, check_id) if check_id else None


class SafetyPage(SealedFormPage):
    """A check that was begun (`check_id`) or a new one. It is left without an answer only on purpose, and comes back."""

    title = N_("Safety")
    form_spec = SAFETY_FORM
    saved_words = N_("The safety check is kept.")

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.emergency.card.add(label(_(SHARED), "second", wrap=True))

    def arrive(
        self, case_id: str = "", check_id: str = "", draft_id: str = "", record_id: str = "", **_args: Any
    ) -> None:
        key = check_id or record_id
        if draft_id:
            self.go_on(draft_id)
        elif case_id and (case_id, key) != (self.case_id, self.record_id):
            self.keep()
            self.case_id, self.record_id = case_id, key
            self.read(opening, case_id, key, done=self._begin)

    def _begin(self, answer: tuple[CaseView, SafetyView | None]) -> None:
        case, check = answer
        seen = check.values() if check and check.finished else None
        self.heading.setText(_("Safety: ask, assess, act"))
        self.begin(case, seen or {"asked_on": self.ctx.clock.today()}, seen)

    def danger(self, values: Mapping[str, Any]) -> bool:
        return not values["risk_level"] or safety_planned(values)

    def store(self, values: dict[str, Any]) -> None:
        if self.record_id:
            self.run(safety.finish, self.record_id, values, self.seen)
        else:
            self.run(safety.add, self.case_id, values)
