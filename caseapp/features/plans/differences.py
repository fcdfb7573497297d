"""What a new version of a plan changes, in words a supervisor reads in half a minute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from caseapp.core import money
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import _
from caseapp.features.plans.form import ACTIVITY_FORM, GOAL_FORM, PLAN_FORM
from caseapp.features.plans.views import ActivityView, GoalView, PlanView


def differences(before: PlanView | None, after: PlanView) -> tuple[str, ...]:
    """One sentence for each thing that is new, gone or different; nothing for a first version."""
    if before is None:
        return ()
    return (
        *_fields(PLAN_FORM, _("Plan"), before, after),
        *_goals(before, after),
        *_activities(before, after),
    )


def _goals(before: PlanView, after: PlanView) -> Iterator[str]:
    old, new = ({g.root_id: g for g in plan.goals} for plan in (before, after))
    yield from (_("New goal: {text}").format(text=g.text) for key, g in new.items() if key not in old)
    yield from (_("Goal taken out: {text}").format(text=g.text) for key, g in old.items() if key not in new)
    yield from _changed(GOAL_FORM, old, new)


def _activities(before: PlanView, after: PlanView) -> Iterator[str]:
    old, new = ({a.root_id: a for a in plan.activities} for plan in (before, after))
    for key, activity in new.items():
        if key not in old:
            yield _("New activity: {text}").format(text=activity.text) + _cost(activity)
    yield from (
        _("Activity taken out: {text}").format(text=a.text) for key, a in old.items() if key not in new
    )
    yield from _changed(ACTIVITY_FORM, old, new)
    for key in (k for k in new if k in old):
        if old[key].line != new[key].line:
            words = _("{subject}: paid from “{now}”, was “{was}”")
            yield words.format(subject=old[key].text, now=new[key].line or "—", was=old[key].line or "—")


def _cost(activity: ActivityView) -> str:
    return f" ({money.shown(activity.cost, activity.currency)})" if activity.cost else ""


def _changed(
    form: Form, old: Mapping[str, GoalView | ActivityView], new: Mapping[str, GoalView | ActivityView]
) -> Iterator[str]:
    for key in (k for k in new if k in old):
        yield from _fields(form, old[key].text, old[key], new[key])


def _fields(form: Form, subject: str, before: object, after: object) -> Iterator[str]:
    for spec in form.fields:
        was, now = getattr(before, spec.name), getattr(after, spec.name)
        if was != now:
            yield _sentence(subject, spec, _shown(spec, was, before), _shown(spec, now, after))


def _sentence(subject: str, spec: Field, was: str, now: str) -> str:
    words = {"subject": subject, "field": _(spec.label), "was": was, "now": now}
    if not was:
        return _("{subject}: {field} is now “{now}”").format(**words)
    if not now:
        return _("{subject}: {field} is now empty, was “{was}”").format(**words)
    return _("{subject}: {field} is now “{now}”, was “{was}”").format(**words)


def _shown(spec: Field, value: object, record: object) -> str:
    if spec.kind == "money" and isinstance(value, int):
        return money.shown(value, str(getattr(record, "currency", "")))
    return spec.show(value)
