"""What the papers of grants have in common."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.documents.kit import Document, Redaction
from caseapp.features.grants.views import GrantView
from caseapp.features.office.papers import About, put_out

S = TypeVar("S")


class GrantPaper(Document[S]):
    """A paper about money or goods, for inside the office and whoever signs it."""

    requires = Permission.GRANT_READ
    about = "grant"
    levels = (Redaction.INTERNAL,)
    default_level = Redaction.INTERNAL
    handling: ClassVar[str] = N_("For the grantee and the office. Do not photocopy or photograph.")


def about(grant: GrantView) -> About:
    """What a paper of one grant is about."""
    beside = _("Case {number}").format(number=grant.case_number)
    return About(grant.number, _("Grant number"), "grant", grant.id, grant.case_id, beside, grant.revision)


def put_out_grant(uow: UnitOfWork, paper: Document[Any], subject: Any, grant: GrantView, level: int) -> bytes:
    """The paper of one grant as PDF, in memory and journalled."""
    return put_out(uow, paper, subject, about(grant), Redaction(level))
