"""What a person does with a referral: each step asks for the little it needs and runs its service."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caseapp.core import passphrases
from caseapp.core.dates import short_day
from caseapp.core.fields import Form
from caseapp.core.i18n import N_, _
from caseapp.features.referrals import queries, service
from caseapp.features.referrals.documents import letter_file, letter_pdf
from caseapp.features.referrals.form import (
    ACKNOWLEDGE_FORM,
    ANSWER_FORM,
    CANCEL_FORM,
    CHASE_FORM,
    CHILD_FORM,
    CLOSE_FORM,
    RECEIVE_FORM,
    SEND_FORM,
    SEND_NAMED_FORM,
)
from caseapp.features.referrals.pages.wording import sector
from caseapp.features.referrals.queries import SendCheck
from caseapp.features.referrals.views import ReferralView
from caseapp.ui.page import Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import column, label

PLAIN: dict[str, tuple[Form, Callable[..., Any], str, str]] = {
    "acknowledge": (ACKNOWLEDGE_FORM, service.acknowledge, N_("Save"), N_("Recorded: it arrived.")),
    "chase": (CHASE_FORM, service.chase, N_("Save"), N_("Recorded: they were asked again.")),
    "answer": (ANSWER_FORM, service.answer, N_("Save the answer"), N_("The answer is recorded.")),
    "receive": (RECEIVE_FORM, service.receive, N_("Save"), N_("Recorded: the service was received.")),
    "close": (CLOSE_FORM, service.close, N_("Close the referral"), N_("The referral is closed.")),
    "cancel": (CANCEL_FORM, service.cancel, N_("Cancel the referral"), N_("The referral is cancelled.")),
}


class Steps:
    """The steps for one screen; `after(view)` is told of the referral as it stands after a step."""

    def __init__(self, owner: Watching, after: Callable[[ReferralView], object] = lambda view: None) -> None:
        self.owner, self.ctx, self.after = owner, owner.ctx, after

    def take(self, step: str, view: ReferralView) -> None:
        """Run a step of pages.wording by its name."""
        if step == "send":
            self.send(view)
        elif step == "edit":
            self.ctx.navigate("refer", referral_id=view.id)
        else:
            self._plain(step, view)

    def send(self, view: ReferralView) -> None:
        """First look whether consent covers it; then ask how it goes out."""
        self.owner.read(queries.send_check, view.id, done=partial(self._send, view))

    def _send(self, view: ReferralView, check: SendCheck) -> None:
        if check.problem:
            self.ctx.dialogs.show(_("Not sent"), _words(check.problem))
            return
        said = [_("To {partner}.").format(partner=view.partner.name)]
        if check.ask_why:
            said.append(_("The consent names: {agencies}.").format(agencies=check.agencies))
        if check.health_withheld:
            said.append(_("The person has not agreed to health details: the letter leaves out the reason."))
        form = SEND_FORM if check.ask_why else SEND_NAMED_FORM
        given = self.ctx.dialogs.ask(form, _("Send the referral"), {}, confirm=_("Send"), note=" ".join(said),
                                     country=self.ctx.office.country)  # fmt: skip
        if given is not None:
            self._run(service.send, view.id, given, _("Sent. The letter can be printed now."))

    def _plain(self, step: str, view: ReferralView) -> None:
        form, run, confirm, told = PLAIN[step]
        given = self.ctx.dialogs.ask(form, _(form.title), {}, confirm=_(confirm), note=_about(view),
                                     country=self.ctx.office.country)  # fmt: skip
        if given is not None:
            self._run(run, view.id, given, _(told))

    def _run(self, run: Callable[..., Any], key: str, given: dict[str, Any], told: str) -> None:
        def finished(view: ReferralView) -> None:
            self.ctx.toast(told)
            self.after(view)

        self.owner.write(run, key, given, done=finished)

    def slip(self, code: str) -> None:
        """A slip came back: see whose it is, record what it says. `code` as typed or scanned."""
        self.owner.read(queries.by_slip, code, done=partial(self._slip, code))

    def _slip(self, code: str, view: ReferralView) -> None:
        given = self.ctx.dialogs.ask(ANSWER_FORM, _("What the slip says"), {}, confirm=_("Save the answer"),
                                     note=_about(view), country=self.ctx.office.country)  # fmt: skip
        if given is not None:
            self._run(service.answer_by_slip, code, given, _("The answer is recorded."))

    def letter(self, view: ReferralView) -> None:
        """The letter on the screen, to print or save."""
        from caseapp.ui.preview import show_paper

        show_paper(self.ctx, _("Referral letter"), lambda uow, level: letter_pdf(uow, view.id, level), level=2,
                   name=f"{view.number}.pdf", parent=self.owner)  # fmt: skip

    def encrypted(self, view: ReferralView) -> None:
        """The letter as a file that opens only with a passphrase made now, which is told by another way and kept nowhere."""
        path = self.ctx.dialogs.save_file(_("Save the encrypted file"), f"{view.number}.pdf", "PDF (*.pdf)")
        if path is not None:
            secret = passphrases.generate()
            self.owner.write(letter_file, view.id, path, secret, done=partial(self._tell, view, secret))

    def _tell(self, view: ReferralView, secret: str, _done: object) -> None:
        phone = CHILD_FORM.by_name["caregiver_phone"].show(view.partner.phone)
        words = _(
            "Tell it to {name} by phone: {phone}. Never send it with the file. It is kept nowhere: write it down now."
        )
        spoken = label(secret, "title", wrap=True)
        spoken.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        who = view.partner.focal_point or view.partner.name
        told = label(words.format(name=who, phone=phone or "—"), wrap=True)
        content = QWidget()
        content.setLayout(column(spoken, told, spacing=S3))
        self.ctx.dialogs.show(_("The passphrase of the file"), content)


def _about(view: ReferralView) -> str:
    """One line that says which referral this is."""
    parts = [view.person.name, view.partner.name, sector(view), view.number]
    if view.sent_on:
        parts.append(_("sent {date}").format(date=short_day(view.sent_on)))
    return " · ".join(parts)


def _words(text: str) -> Any:
    return label(text, wrap=True)
