"""What can be done with plans and assistance."""

from __future__ import annotations

from caseapp.features.plans.service.helping import cancel, change_assistance, deliver, record_assistance
from caseapp.features.plans.service.planning import (
    add_activity,
    add_goal,
    approve,
    change,
    change_activity,
    change_goal,
    remove_activity,
    remove_goal,
    return_plan,
    revise,
    set_need,
    sign,
    start,
    submit,
    take_back,
    track,
)

__all__ = [
    "add_activity", "add_goal", "approve", "cancel", "change", "change_activity", "change_assistance", "change_goal",
    "deliver", "record_assistance", "remove_activity", "remove_goal", "return_plan", "revise", "set_need", "sign", "start",
    "submit", "take_back", "track",
]  # fmt: skip
