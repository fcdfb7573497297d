"""The papers of grants: agreement, minutes, payment list, receipt, certificate, the form for a visit in the field."""

from caseapp.features.grants.documents.agreement import GrantAgreement, agreement_pdf
from caseapp.features.grants.documents.field import VisitForm, visit_form_pdf
from caseapp.features.grants.documents.goods import GoodsCertificate, certificate_pdf
from caseapp.features.grants.documents.minutes import CommitteeMinutes, minutes_pdf
from caseapp.features.grants.documents.payments import (
    PaymentList,
    PaymentReceipt,
    ShareList,
    payment_list_pdf,
    receipt_pdf,
    share_list_pdf,
)

__all__ = [
    "CommitteeMinutes",
    "GoodsCertificate",
    "GrantAgreement",
    "PaymentList",
    "PaymentReceipt",
    "ShareList",
    "VisitForm",
    "agreement_pdf",
    "certificate_pdf",
    "minutes_pdf",
    "payment_list_pdf",
    "receipt_pdf",
    "share_list_pdf",
    "visit_form_pdf",
]
