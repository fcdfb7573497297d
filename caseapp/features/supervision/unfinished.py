"""Drafts as My day tells of them, each with the way back to its form."""

from __future__ import annotations

from collections.abc import Callable

from caseapp.core.i18n import N_, _
from caseapp.data import drafts
from caseapp.data.drafts import DraftView
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.supervision.views import Door, Unfinished

Way = Callable[[UnitOfWork, DraftView], Door]


def _by_draft(page: str) -> Way:
    return lambda uow, draft: Door(page, {"draft_id": draft.id})


def _by_case(uow: UnitOfWork, draft: DraftView) -> Door:
    return Door("refer", {"case_id": draft.about})


def _application(uow: UnitOfWork, draft: DraftView) -> Door:
    """A new application is kept under its case, a changed one under the grant."""
    new = uow.session.get(Case, draft.about) is not None
    return Door("grant-apply", {"case_id" if new else "grant_id": draft.about})


# By the code of the form: what it is called, and the page that goes on with it.
FORMS: dict[str, tuple[str, Way]] = {
    "person": (N_("New registration"), _by_draft("register")),
    "referral": (N_("Referral"), _by_case),
    "grant-application": (N_("Grant application"), _application),
    "assess": (N_("Assessment"), _by_draft("assess")),
    "mhpss-session": (N_("Counselling session"), _by_draft("mhpss-session")),
    "mhpss-safety": (N_("Safety check"), _by_draft("mhpss-safety")),
    "mhpss-screening": (N_("Screening"), _by_draft("mhpss-screening")),
}


def mine(uow: UnitOfWork) -> tuple[Unfinished, ...]:
    """One's own drafts in which something was typed, the newest first."""
    return tuple(_unfinished(uow, d) for d in drafts.mine(uow) if _filled(d))


def _unfinished(uow: UnitOfWork, draft: DraftView) -> Unfinished:
    words, way = FORMS.get(draft.form, (N_("Unfinished form"), None))
    door = way(uow, draft) if way else None
    return Unfinished(draft.id, _(words), draft.title, _filled(draft), draft.changed_at, door)


def _filled(draft: DraftView) -> int:
    return sum(value not in (None, "", [], (), False) for value in draft.values.values())
