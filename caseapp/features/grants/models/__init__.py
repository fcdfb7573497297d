"""What a grant is made of."""

from caseapp.features.grants.models.committee import GrantScore
from caseapp.features.grants.models.goods import GoodsItem, GrantPhoto, Purchase, Quotation
from caseapp.features.grants.models.grant import (
    OPEN,
    RUNNING,
    SETTLED,
    UNDECIDED,
    BusinessVisit,
    Grant,
    GrantState,
    Payment,
    PaymentEnd,
    Receipt,
    ReceiptStatus,
    Route,
    SignedHow,
    Tranche,
)
from caseapp.features.grants.models.group import GrantGroup, GroupMember, Lot, LotShare
from caseapp.features.grants.models.results import GrantOutcome, Recovery, Repayment

__all__ = [
    "OPEN",
    "RUNNING",
    "SETTLED",
    "UNDECIDED",
    "BusinessVisit",
    "GoodsItem",
    "Grant",
    "GrantGroup",
    "GrantOutcome",
    "GrantPhoto",
    "GrantScore",
    "GrantState",
    "GroupMember",
    "Lot",
    "LotShare",
    "Payment",
    "PaymentEnd",
    "Purchase",
    "Quotation",
    "Receipt",
    "ReceiptStatus",
    "Recovery",
    "Repayment",
    "Route",
    "SignedHow",
    "Tranche",
]
