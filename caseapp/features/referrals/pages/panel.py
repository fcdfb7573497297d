"""One referral beside its list: where it stands, what was asked, what comes next."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from caseapp.core import codes
from caseapp.core.dates import day
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.referrals.form import CHILD_FORM
from caseapp.features.referrals.models import AWAITING, Priority
from caseapp.features.referrals.pages import wording
from caseapp.features.referrals.pages.steps import Steps
from caseapp.features.referrals.views import ReferralView
from caseapp.ui.flow import Flow
from caseapp.ui.page import Watching
from caseapp.ui.theme import S2, theme
from caseapp.ui.widgets import Card, Chip, Facts, Note, button, column, flow, label, menu_button, row, rule
from caseapp.ui.widgets import State as Nothing

TEXTS = ("reason", "duration", "earlier_help", "medication", "allergies", "services_note", "elsewhere",
         "contact_restrictions")  # fmt: skip


class ReferralPanel(QWidget):
    """Shows a referral and offers its steps; `link_case` adds the way to its case."""

    def __init__(self, owner: Watching, steps: Steps, link_case: bool = True) -> None:
        super().__init__()
        self.ctx, self.steps, self.link_case = owner.ctx, steps, link_case
        self.card = Card()
        self.setLayout(column(self.card, None))
        self.view: ReferralView | None = None
        self.primary: QWidget | None = None
        self.show_nothing()

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self.view = None
        self.card.clear()
        self.card.add(Nothing("send", _("Choose a referral"), _("Then it stands here with its next step.")))

    def show_view(self, view: ReferralView) -> None:
        """Show this one."""
        self.view = view
        self.card.clear()
        today = self.ctx.clock.today()
        self.card.add(
            label(view.partner.name, "card", wrap=True),
            label(f"{wording.sector(view)} · {view.number}", "second", wrap=True),
        )
        self.card.add(flow(self._chips(view, today)))
        self._warnings(view)
        self._actions(view)
        self.card.add(rule())
        self._who(view)
        self._what(view)
        self._done(view)

    def _chips(self, view: ReferralView, today: date) -> list[QWidget]:
        chips: list[QWidget] = [Chip(wording.state(view), wording.state_tone(view))]
        if words := wording.due(view, today):
            told = words if view.state in AWAITING else _("appointment {when}").format(when=words)
            chips.append(Chip(told, wording.due_tone(view, today)))
        if view.priority is not Priority.ROUTINE:
            chips.append(Chip(view.priority.shown(), wording.PRIORITY_TONES[view.priority]))
        if view.private:
            chips.append(Chip(_("Private"), "private"))
        return chips

    def _warnings(self, view: ReferralView) -> None:
        if view.attention:
            self.card.add(Note(_("The person no longer agrees to be referred. Share nothing more: tell the partner and cancel "
                                 "the referral, or record a new consent."), "bad"))  # fmt: skip
        if view.hidden:
            self.card.add(Note(_("The reason is private. {name}, who wrote it, and the counsellors can read it.").format(
                name=view.author), "private"))  # fmt: skip

    def _actions(self, view: ReferralView) -> None:
        buttons: list[QWidget] = []
        if self.ctx.can(Permission.REFERRAL_WRITE):
            step = wording.next_step(view)
            if step:
                self.primary = button(
                    _(wording.STEPS[step]), partial(self.steps.take, step, view), look="primary"
                )
                buttons.append(self.primary)
        if self.ctx.can(Permission.PRINT) and wording.has_letter(view):
            buttons.append(button(_("Letter…"), partial(self.steps.letter, view), icon_name="printer"))
        if self.ctx.can(Permission.PRINT) and wording.goes_as_file(view):
            buttons.append(
                button(_("Encrypted file…"), partial(self.steps.encrypted, view), icon_name="lock")
            )
        if self.ctx.can(Permission.REFERRAL_WRITE) and (more := wording.other_steps(view)):
            buttons.append(
                menu_button(
                    _("More"), [(_(wording.STEPS[s]), partial(self.steps.take, s, view)) for s in more]
                )
            )
        if buttons:
            self.card.add(Flow(*buttons, spacing=S2))

    def _who(self, view: ReferralView) -> None:
        if self.link_case:
            self.card.add(row(label(view.person.name, "strong", wrap=True), None,
                              button(_("Open the case"), self._open_case, look="link")))  # fmt: skip
        pairs = [
            (_("Answer due"), day(view.answer_due_on)), (_("Slip code"), view.slip_code if view.sent_on else ""),
            (_("Focal point"), view.partner.focal_point or ""),
            (_("Phone"), CHILD_FORM.by_name["caregiver_phone"].show(view.partner.phone)),
            (_("We follow up"), self._follow_up(view)), (_("Who answered"), view.partner_contact or ""),
        ]  # fmt: skip
        self.card.add(Facts([pair for pair in pairs if pair[1]], columns=2))

    def _follow_up(self, view: ReferralView) -> str:
        how = codes.label("followup_modes", view.followup_mode) if view.followup_mode else ""
        return " ".join(filter(None, (how, day(view.followup_by))))

    def _what(self, view: ReferralView) -> None:
        services = ", ".join(codes.label("referral_services", code) for code in view.services)
        lines: list[tuple[str, str | None]] = [(_("Services requested"), services)]
        lines += [(_(CHILD_FORM.by_name[name].label), getattr(view, name)) for name in TEXTS]
        if view.shared:
            lines.append(
                (
                    _("Shared, and nothing else"),
                    ", ".join(codes.label("referral_shares", c) for c in view.shared),
                )
            )
        lines += [
            (_("What they say"), view.answer_note),
            (_("How it ended"), view.outcome),
            (_("Why cancelled"), view.cancel_reason),
        ]
        for title, text in lines:
            if text:
                self.card.add(column(label(title, "label"), self._text(str(text)), spacing=0))

    def _text(self, text: str) -> QLabel:
        made = label(text, wrap=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _done(self, view: ReferralView) -> None:
        self.card.add(rule())
        for on, words in wording.done(view):
            when = label(on, "hint")
            when.setMinimumWidth(theme().px(52))
            line = row(when, label(words, wrap=True), spacing=S2)
            line.setStretch(1, 1)
            self.card.add(line)

    def _open_case(self) -> None:
        if self.view:
            self.ctx.navigate("case", case_id=self.view.case_id)


def _subtitle(view: ReferralView) -> str:
    return f"{wording.sector(view)} · {view.number}"
