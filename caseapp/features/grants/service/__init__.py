"""Every step of a grant, from application to outcome. Applying, approving and paying are three people's work."""

from caseapp.features.grants.service.applying import apply, appraise, change, return_to_applicant, withdraw
from caseapp.features.grants.service.deciding import (
    approve,
    cancel,
    plan_tranches,
    reject,
    resume,
    send_back,
    sign,
    suggested_tranches,
    suspend,
)
from caseapp.features.grants.service.monitoring import change_visit, close, explain, record_visit
from caseapp.features.grants.service.paying import (
    add_receipt,
    change_receipt,
    confirm_condition,
    drop,
    pay,
    reverse,
    take_back_condition,
)

__all__ = [
    "add_receipt",
    "apply",
    "appraise",
    "approve",
    "cancel",
    "change",
    "change_receipt",
    "change_visit",
    "close",
    "confirm_condition",
    "drop",
    "explain",
    "pay",
    "plan_tranches",
    "record_visit",
    "reject",
    "resume",
    "return_to_applicant",
    "reverse",
    "send_back",
    "sign",
    "suggested_tranches",
    "suspend",
    "take_back_condition",
    "withdraw",
]  # fmt: skip
