"""A counselling session, new or one's own to be corrected. With danger ticked the questions of ask, assess, act are part of
it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core.i18n import N_, _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases.queries import CaseView
from caseapp.features.mhpss import queries, service
from caseapp.features.mhpss.form import SESSION_FORM, in_danger
from caseapp.features.mhpss.pages.writing import SealedFormPage
from caseapp.features.mhpss.views import SessionView


def opening(uow: UnitOfWork, case_id: str, session_id: str) -> tuple[CaseView, SessionView | None]:
    """The case, and the session to be changed, if it is not a new one."""
    return cases.case(uow, case_id), queries.session(uow, session_id) if session_id else None


class SessionPage(SealedFormPage):
    """A new session of a case, or one's own to be corrected (`session_id`); `draft_id` goes on with a draft."""

    title = N_("Counselling session")
    form_spec = SESSION_FORM

    def arrive(
        self, case_id: str = "", session_id: str = "", draft_id: str = "", record_id: str = "", **_args: Any
    ) -> None:
        key = session_id or record_id
        if draft_id:
            self.go_on(draft_id)
        elif case_id and (case_id, key) != (self.case_id, self.record_id):
            self.keep()
            self.case_id, self.record_id = case_id, key
            self.read(opening, case_id, key, done=self._begin)

    def _begin(self, answer: tuple[CaseView, SessionView | None]) -> None:
        case, session = answer
        seen = session.values() if session else None
        self.heading.setText(_("Change the session") if session else _("New session"))
        self.begin(case, seen or {"held_on": self.ctx.clock.today()}, seen)

    def danger(self, values: Mapping[str, Any]) -> bool:
        return in_danger(values)

    def store(self, values: dict[str, Any]) -> None:
        if self.record_id:
            self.run(service.change_session, self.record_id, values, self.seen)
        else:
            self.run(service.add_session, self.case_id, values)
