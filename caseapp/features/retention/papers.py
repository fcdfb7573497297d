"""Putting the certificate out."""

from __future__ import annotations

from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.documents import kit
from caseapp.features.office.papers import About, put_out
from caseapp.features.retention import queries
from caseapp.features.retention.documents import RemovalCertificate
from caseapp.features.retention.models import Removal


def certificate_pdf(uow: UnitOfWork, removal_id: str, level: int = kit.Redaction.INTERNAL) -> bytes:
    """The certificate of one removal as PDF, in memory and journalled. Raises NotFound."""
    found = queries.removal(uow, removal_id)
    about = About(found.number, _("Removal"), Removal.__tablename__, found.id)
    return put_out(uow, RemovalCertificate(), found, about, kit.Redaction(level))
