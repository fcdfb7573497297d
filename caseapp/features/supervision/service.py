"""What supervision changes: who carries which cases. Deciding is done by the features that own what is decided."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.office import bulk
from caseapp.features.office.bulk import Change, Fate
from caseapp.features.office.models import Staff
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person
from caseapp.features.supervision.views import Move, Reassigned


@action("caseload.reassign", requires=Permission.CASE_ASSIGN)
def reassign(uow: UnitOfWork, case_ids: Sequence[str], staff_id: str) -> Reassigned:
    """Give cases to another caseworker, all or none; `office.bulk.undo` takes it back. Raises Refused for somebody who
    cannot carry cases."""
    found = [uow.get(Case, case_id) for case_id in dict.fromkeys(case_ids)]
    others = [case for case in found if case.owner_id != staff_id]
    if not others:
        raise Refused(_("Choose at least one case that somebody else carries. Nothing was changed."))
    moves = tuple(Move(case.id, case.owner_id, staff_id) for case in others)
    to, by_key, along = (
        cases.carrier(uow, staff_id),
        {case.id: case for case in others},
        cases.belongings(uow, others),
    )
    done = bulk.perform(
        uow, [(case.id, case.number) for case in others], lambda key: cases.give(uow, by_key[key], to, along)
    )
    return Reassigned(done.id, done.count, moves, to.name)


@action("caseload.reassign_fates", requires=Permission.CASE_ASSIGN)
def reassign_fates(uow: UnitOfWork, case_ids: Sequence[str], staff_id: str) -> tuple[Fate, ...]:
    """What giving each case to somebody comes to; closed ones and those they carry already are left out."""
    who, to = names(uow.session), uow.get(Staff, staff_id)

    def check(case: Case) -> None:
        cases.open_for_work(uow, case.id)
        if case.owner_id == to.id:
            raise Refused(_("{name} carries it already.").format(name=to.name))

    def fate(key: str) -> Fate:
        case = uow.get(Case, key)
        row = case_row(case, uow.get(Person, case.person_id), uow.actor, who)
        told = _("{giver} → {taker}").format(giver=row.caseworker or _("nobody"), taker=to.name)
        return bulk.fate(f"{row.name}, {row.number}", key, told, lambda: check(case))

    return tuple(map(fate, dict.fromkeys(case_ids)))


def may_go_back(uow: UnitOfWork, changes: Sequence[Change]) -> str | None:
    """Why a case that was given away does not go back: it was closed meanwhile, or who carried it left."""
    for table, key, _op, values in changes:
        if table == "case" and "owner_id" in values:
            owner = uow.session.get(Staff, values["owner_id"][0] or "")
            if uow.get(Case, key).closed_on:
                return _("closed since.")
            if values["owner_id"][0] and (owner is None or not owner.active):
                return _("{name} cannot carry cases.").format(name=owner.name if owner else "—")
    return None
