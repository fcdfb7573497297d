"""The latest safety check of a case: how great the danger was, when the person is seen again, who signed it off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.mhpss.documents import safety_plan_pdf
from caseapp.features.mhpss.models import RiskLevel
from caseapp.features.mhpss.pages.parts import safety_content
from caseapp.features.mhpss.views import SafetyView
from caseapp.ui.flow import Flow
from caseapp.ui.page import Watching
from caseapp.ui.widgets import Card, button, label

LEVELS = {RiskLevel.NONE: "ok", RiskLevel.NOT_IMMINENT: "warn", RiskLevel.IMMINENT: "bad"}


class SafetyCard(Card):
    """Shown only when there was a check."""

    def __init__(self, owner: Watching, case_id: str) -> None:
        super().__init__(_("Safety"), edge="private")
        self.owner, self.ctx, self.case_id = owner, owner.ctx, case_id
        self.hide()

    def set(self, newest_first: Sequence[SafetyView]) -> None:
        """Show the newest; how many there were before it stands below."""
        self.clear()
        self.setVisible(bool(newest_first))
        if not newest_first:
            return
        check = newest_first[0]
        level = check.answers.get("risk_level")
        self.set_aside(dates.day(check.finished_on))
        if level:
            self.add(label(level.shown(), "strong", tone=LEVELS[level], wrap=True))
        self.add(*(label(words, tone=tone, wrap=True) for words, tone in _lines(check)))
        self.add(Flow(*self._buttons(check)))
        if len(newest_first) > 1:
            before = ", ".join(dates.short_day(c.finished_on) for c in newest_first[1:4])
            self.add(label(_("Before: {days}").format(days=before), "hint", wrap=True))

    def _buttons(self, check: SafetyView) -> list[QWidget]:
        made: list[QWidget] = [button(_("Open"), partial(self._open, check))]
        if check.counsellor_id == self.ctx.actor.id and not check.session_id:
            made.append(button(_("Change…"), partial(self._change, check)))
        if check.has_plan and self.ctx.can(Permission.PRINT):
            made.append(button(_("Safety plan…"), partial(self._print, check), icon_name="printer"))
        return made

    def _open(self, check: SafetyView) -> None:
        title = _("Safety, {day}, {name}").format(day=dates.day(check.finished_on), name=check.counsellor)
        self.ctx.dialogs.show(title, safety_content(check))

    def _change(self, check: SafetyView) -> None:
        self.ctx.navigate("mhpss-safety", case_id=self.case_id, check_id=check.id)

    def _print(self, check: SafetyView) -> None:
        from caseapp.ui.preview import show_paper

        show_paper(self.ctx, _("Safety plan"), lambda uow, level: safety_plan_pdf(uow, check.id), level=2,
                   name="plan.pdf", parent=self.owner)  # fmt: skip


def _lines(check: SafetyView) -> list[tuple[str, str]]:
    lines = []
    if check.next_on:
        lines.append((_("Seen again by {day}").format(day=dates.day(check.next_on)), ""))
    if check.unsigned:
        lines.append((_("The supervisor has not signed it off yet."), "bad"))
    elif check.signed_off_on:
        told = _("Signed off by {name}, {day}").format(
            name=check.signed_off_by, day=dates.day(check.signed_off_on)
        )
        lines.append((told, "ok"))
    return lines
