"""One's own passphrase."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _
from caseapp.features.office import staffing
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.pages.passphrase import Line, PassphraseFields
from caseapp.ui.page import Context
from caseapp.ui.theme import S1, S3, theme
from caseapp.ui.widgets import Card, button, column, label, row


class OwnTab(QWidget):
    """The present passphrase once, the new one twice or shown."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx, self.office = ctx, ctx.session
        assert isinstance(self.office, OpenOffice)
        self.present = Line(_("Present passphrase"))
        known = (ctx.office.name, ctx.office.code, ctx.office.country, ctx.actor.name, ctx.actor.login)
        self.chosen = PassphraseFields(known, strict=not ctx.office.demo)
        self.save = button(_("Change my passphrase"), self.change, look="primary")
        self.trouble = label("", "problem", wrap=True)
        words = label(_("Nobody can look it up, the administrator neither. When it is forgotten, the administrator gives you a "
                        "one-time code. There is no need to change it every few months."), "second", wrap=True)  # fmt: skip
        card = Card(_("My passphrase"))
        card.setMaximumWidth(theme().px(640))
        card.add(
            words, column(label(_("Present passphrase"), "label"), self.present, self.trouble, spacing=S1),
            label(_("New passphrase"), "card"), self.chosen, row(None, self.save),
        )  # fmt: skip
        self.setLayout(column(card, None, spacing=S3))
        self.say("")

    def change(self) -> None:
        """Check and store, off the GUI thread."""
        old = self.present.text()
        self.say("" if old else _("Type the passphrase you use now."))
        new = self.chosen.value() if old else None
        if not new:
            return
        self.save.setEnabled(False)
        self.ctx.tasks.heavy(
            lambda _progress: staffing.change_own_passphrase(self.office, old, new),
            done=self._changed, failed=self._failed, owner=self,
        )  # fmt: skip

    def say(self, text: str) -> None:
        """What is wrong with the present passphrase."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def _changed(self, _answer: object) -> None:
        self.save.setEnabled(True)
        self.present.hide_again()
        self.chosen.forget()
        self.ctx.toast(_("Your passphrase is changed."))

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.present.setFocus()
        self.say(str(error))
