"""What the office's own decisions say about how sure one may be: looked at, put to use, put away."""

from __future__ import annotations

from caseapp.core.i18n import _, n_
from caseapp.features.people import learning
from caseapp.features.people.learning import Learned
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Facts, Note, button, column, label, row


class LearnedTab(Watching):
    """How many pairs were decided, how far off the program was, and whether its own estimate does better."""

    watches = frozenset({"person_merge", "not_the_same", "match_weights"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.note, self.facts = Note("", "brand"), Facts([], 2)
        self.use_button = button(_("Use our own estimate"), self.use, look="primary")
        self.back_button = button(_("Use what came with the program"), self.back)
        card = Card(_("How sure is “99 %”?"))
        card.add(
            label(_("The program says how likely two records are one person. What it goes by was estimated from invented "
                    "people. Your decisions show how it is here: from them an estimate of your own can be made, and tried "
                    "on decisions it was not made from."), "second", wrap=True),
            self.facts, self.note, row(self.use_button, self.back_button, None),
        )  # fmt: skip
        self.setLayout(column(card, None, spacing=S3))

    def refresh(self) -> None:
        self.ctx.tasks.read(learning.learned, done=self._show, owner=self)

    def _show(self, found: Learned) -> None:
        self.facts.set([
            (_("Pairs decided"), str(found.decisions)),
            (_("of them one person"), str(found.same)),
            (_("Off by now"), _off(found.before)),
            (_("Off with your own estimate"), _off(found.after)),
        ])  # fmt: skip
        self.use_button.setEnabled(found.enough)
        self.back_button.setVisible(found.own)
        self.note.set(*_advice(found))

    def use(self) -> None:
        """Use the office's own estimate from now on."""
        self.ctx.tasks.write(
            learning.learn, owner=self, done=lambda _l: self.ctx.toast(_("Your own estimate is in use."))
        )

    def back(self) -> None:
        """Use the shipped weights again."""
        self.ctx.tasks.write(
            learning.unlearn, owner=self, done=lambda _l: self.ctx.toast(_("As it came with the program."))
        )


def _off(value: float) -> str:
    return f"{round(100 * value**0.5)} %" if value else "–"


def _advice(found: Learned) -> tuple[str, str]:
    missing = learning.ENOUGH - found.decisions
    if missing > 0:
        return n_("{count} more decision is needed.", "{count} more decisions are needed.", missing), "brand"
    if not found.enough:
        return _("At least {few} decisions of each kind are needed.").format(few=learning.FEW), "brand"
    if found.after < found.before:
        return _("Your own estimate does better on decisions it was not made from."), "ok"
    return _("Your own estimate does no better. Better leave it as it is."), "warn"
