"""What is done on the page of an activity: each asks, saves and says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from caseapp.core.fields import Form, Section
from caseapp.core.i18n import N_, _, n_
from caseapp.features.community import service
from caseapp.features.community.documents import certificates_pdf, sheet_pdf
from caseapp.features.community.form import (
    ACTIVITY,
    CANCEL,
    COMPLETION,
    MEETING,
    MET,
    MILESTONE,
    PARTICIPANT,
    TESTS,
)
from caseapp.features.community.models import ActivityKind
from caseapp.features.community.views import MeetingView, MilestoneView, ParticipantView
from caseapp.features.people.pages.picking import find_somebody, one_of, told
from caseapp.features.people.views import PersonRow
from caseapp.ui.asking import ask_and_save
from caseapp.ui.preview import show_paper

if TYPE_CHECKING:
    from caseapp.features.community.pages.activity import ActivityPage

Entry = tuple[str, Callable[[], object]]


def _ask(
    page: ActivityPage, form: Form, title: str, values: Any, save: Callable[..., Any], said: str
) -> None:
    ask_and_save(page.ctx, form, title, values, save, lambda _done: page.ctx.toast(said), confirm=_("Save"))


def change(page: ActivityPage) -> None:
    """Change what was planned."""
    if page.activity is not None:
        seen = {name: getattr(page.activity, name) for name in ACTIVITY.by_name}
        key = page.activity_id
        _ask(
            page,
            ACTIVITY,
            page.activity.title,
            seen,
            lambda uow, typed: service.change(uow, key, typed, seen),
            _("Saved."),
        )


def add_milestone(page: ActivityPage) -> None:
    """Add a step to be met."""
    key = page.activity_id
    _ask(
        page,
        MILESTONE,
        _("Add a milestone"),
        {},
        lambda uow, typed: service.add_milestone(uow, key, typed),
        _("Saved."),
    )


def step_entries(page: ActivityPage, step: MilestoneView) -> list[Entry]:
    """Ways to settle a step."""
    today = {"met_on": page.ctx.clock.today()}
    met = partial(
        _ask,
        page,
        MET,
        step.what,
        today,
        lambda uow, typed: service.meet_milestone(uow, step.id, typed),
        _("Saved."),
    )
    drop = partial(_ask, page, CANCEL, _("Give up: {what}").format(what=step.what), {},
                   lambda uow, typed: service.drop_milestone(uow, step.id, typed), _("Saved."))  # fmt: skip
    return [(_("Met…"), met), (_("Give up…"), drop)]


def meet(page: ActivityPage) -> None:
    """Record a day: what it was about, who came, how many more were counted."""
    here = [p for p in page.people if p.left_on is None]
    form, key = day_form(here), page.activity_id

    def save(uow: Any, typed: dict[str, Any]) -> str:
        rest = {name: value for name, value in typed.items() if name != "present"}
        return service.meet(uow, key, rest, [str(p) for p in typed.get("present") or ()])

    _ask(page, form, _("Record a day"), {"held_on": page.ctx.clock.today()}, save, _("The day is recorded."))


def day_form(here: Sequence[ParticipantView]) -> Form:
    """The form of a day with a tick for everybody listed by name."""
    if not here:
        return MEETING
    ticks = replace(
        one_of("present", _("Who came"), [(p.id, p.name) for p in here], several=True), required=False
    )
    first, *rest = MEETING.sections
    return Form(MEETING.code, MEETING.title, (first, Section("present", N_("By name"), (ticks,)), *rest))


def day_entries(page: ActivityPage, meeting: MeetingView) -> list[Entry]:
    """What can be done with a recorded day."""
    if not page.may:
        return []
    return [(_("Recorded by mistake…"), partial(_strike, page, meeting))]


def _strike(page: ActivityPage, meeting: MeetingView) -> None:
    text = _("“{topic}” counts no more. The journal keeps it.").format(topic=meeting.topic)
    if page.ctx.dialogs.confirm(_("Recorded by mistake?"), text, _("Strike it out"), danger=True):
        page.write(service.strike_meeting, meeting.id)


def add_person(page: ActivityPage) -> None:
    """Look for somebody on file and add them."""
    find_somebody(page.ctx, page, lambda found: _choose(page, found))


def _choose(page: ActivityPage, found: Sequence[PersonRow]) -> None:
    form = Form.of(
        "community-person", N_("Who"), one_of("person", N_("Who"), [(p.id, told(page.ctx, p)) for p in found])
    )
    start = {"person": found[0].id} if len(found) == 1 else {}
    key = page.activity_id
    _ask(
        page,
        form,
        _("Who takes part?"),
        start,
        lambda uow, typed: service.add_person(uow, key, str(typed["person"])),
        _("Added."),
    )


def add_participant(page: ActivityPage) -> None:
    """Add somebody who needs no file."""
    key = page.activity_id
    _ask(page, PARTICIPANT, _("Somebody without a file"), {},
         lambda uow, typed: service.add_participant(uow, key, typed), _("Added."))  # fmt: skip


def person_entries(page: ActivityPage, person: ParticipantView) -> list[Entry]:
    """What can be done with those chosen in the list."""
    entries: list[Entry] = []
    if person.person_id:
        entries.append((_("Open the case"), partial(page.ctx.navigate, "case", person_id=person.person_id)))
    if not page.may:
        return entries
    if page.activity and page.activity.kind is ActivityKind.TRAINING:
        seen = {"before": person.before, "after": person.after}
        test = partial(
            _ask,
            page,
            TESTS,
            person.name,
            seen,
            lambda uow, typed: service.test(uow, person.id, typed),
            _("Saved."),
        )
        entries += [
            (_("Test before and after…"), test),
            (_("Certificate for those chosen"), partial(_certify, page)),
        ]
    leave = partial(_ask, page, CANCEL, _("{name} takes part no longer").format(name=person.name), {},
                    lambda uow, typed: service.leave(uow, person.id, typed["cancelled_why"]), _("Saved."))  # fmt: skip
    return [*entries, (_("Takes part no longer…"), leave)]


def open_person(page: ActivityPage, person: ParticipantView) -> None:
    """Go to the case of somebody on file."""
    if person.person_id:
        page.ctx.navigate("case", person_id=person.person_id)


def _certify(page: ActivityPage) -> None:
    chosen = [p.id for p in page.those.several()]

    def done(count: int) -> None:
        page.ctx.toast(
            n_("{count} certificate can be printed.", "{count} certificates can be printed.", count)
        )

    page.write(service.certify, page.activity_id, chosen, done=done)


def complete(page: ActivityPage) -> None:
    """It is done: what it cost, what stays, what it changed."""
    key = page.activity_id
    _ask(page, COMPLETION, _("Completed"), {"completed_on": page.ctx.clock.today()},
         lambda uow, typed: service.complete(uow, key, typed), _("The activity is completed."))  # fmt: skip


def cancel(page: ActivityPage) -> None:
    """It does not happen."""
    key = page.activity_id
    _ask(
        page,
        CANCEL,
        _("Cancel the activity"),
        {},
        lambda uow, typed: service.cancel(uow, key, typed),
        _("Cancelled."),
    )


def print_sheet(page: ActivityPage) -> None:
    """The list to sign, with room for those who are not on it."""
    key = page.activity_id
    show_paper(
        page.ctx,
        _("Attendance sheet"),
        lambda uow, level: sheet_pdf(uow, key),
        name="attendance.pdf",
        parent=page,
    )


def print_certificates(page: ActivityPage) -> None:
    """A certificate for everybody who was given one."""
    key = page.activity_id
    if not any(p.certified_on for p in page.people):
        page.ctx.toast(_("Choose who is given a certificate first, in the menu of the list."))
        return
    show_paper(
        page.ctx,
        _("Certificates"),
        lambda uow, level: certificates_pdf(uow, key),
        name="certificates.pdf",
        parent=page,
    )
