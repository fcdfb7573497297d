"""The two papers the command line writes: by the number people know, under the reader's own permissions, journalled."""

from __future__ import annotations

from caseapp.core.errors import Invalid, NotFound, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database, UnitOfWork
from caseapp.documents.redaction import Redaction
from caseapp.features.cases import queries as cases
from caseapp.features.office.papers import About, put_out
from caseapp.features.referrals import documents as letters
from caseapp.features.referrals import queries as referrals
from caseapp.features.reports.documents import CaseSummary
from caseapp.features.reports.queries import summary

SHARING = frozenset({"referral", "government"})  # purposes of consent that let a summary go to a partner


def summary_of(uow: UnitOfWork, case_id: str, level: int) -> bytes:
    """The summary of a case as PDF at a redaction level; journalled.

    Raises Refused for the level of partners when the person's standing consent is neither to referral nor to government.
    """
    subject = summary(uow, case_id)
    agreed = subject.consent.purposes if subject.consent else ()
    if level == Redaction.PARTNER and not SHARING & set(agreed):
        raise Refused(
            _("The person has not agreed that this is shared outside the office. Record that consent first.")
        )
    about = About(subject.case.number, _("Case number"), "case", case_id, case_id)
    return put_out(uow, CaseSummary(), subject, about, level)  # type: ignore[arg-type]


def summary_pdf(database: Database, actor: Actor, number: str, level: int = 1) -> bytes:
    """The summary of the case with this number. Raises NotFound."""
    with database.look(actor) as uow:
        key = cases.by_number(uow, number)
        if key is None:
            raise NotFound(
                _("There is no case {number} here, or your role does not show it.").format(number=number)
            )
        return summary_of(uow, key, level)


def letter_pdf(database: Database, actor: Actor, number: str) -> bytes:
    """The referral letter, in triplicate, by referral number or slip code. Raises NotFound, Refused without consent."""
    with database.look(actor) as uow:
        try:
            found = referrals.by_slip(uow, number)
        except (Invalid, NotFound) as error:
            text = _("There is no referral {number} here, or your role does not show it.")
            raise NotFound(text.format(number=number)) from error
        return letters.letter_pdf(uow, found.id)
