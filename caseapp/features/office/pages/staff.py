"""People who work here: who they are, how they come in, who opens the sealed section, and the teams."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from caseapp.core.dates import moment
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.keys.signin import CODE_LASTS
from caseapp.features.office import safekeeping, staffing
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.pages.codes import CodeLine, CodeShown
from caseapp.features.office.pages.editor import StaffEditor
from caseapp.features.office.pages.shared import prove
from caseapp.features.office.pages.teams import TeamsView
from caseapp.features.office.queries import (
    CODE,
    EXPIRED,
    NO_WAY,
    OFF,
    OPEN,
    SECTION,
    People,
    PersonHere,
    people_here,
)
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2, S3
from caseapp.ui.widgets import Card, Note, button, column, label, row, scrolled

WAYS = {
    OPEN: (N_("own passphrase"), "ok"), CODE: (N_("one-time code"), "warn"), EXPIRED: (N_("code ran out"), "bad"),
    OFF: (N_("switched off"), "neutral"), NO_WAY: (N_("no way in yet"), "bad"),
}  # fmt: skip
COLUMNS = (
    Column(N_("Name"), lambda r: r.staff.name, "strong"),
    Column(N_("Sign-in name"), lambda r: r.staff.login, "muted"),
    Column(N_("Role"), lambda r: r.staff.role_name),
    Column(N_("Team"), lambda r: r.staff.team, "muted", spare=True),
    Column(N_("Comes in with"), lambda r: _(WAYS[r.way][0]), "chip", lambda r: WAYS[r.way][1]),
    Column(
        N_("Sealed notes"),
        lambda r: _("opens") if SECTION in r.sections else "",
        "chip",
        lambda r: "private",
        width=112,
    ),
)
WHY = N_("You are changing who may see what. Type your own passphrase once more.")


class StaffTab(Watching):
    """The list, and in its place the form for one person or the teams."""

    watches = frozenset({"staff", "team"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        assert isinstance(ctx.session, OpenOffice)
        self.office = ctx.session
        self.people: People | None = None
        self.manages = ctx.can(Permission.STAFF_MANAGE)
        self.views = QStackedWidget()
        self.views.addWidget(self._list())
        self.setLayout(column(self.views))

    def refresh(self) -> None:
        assert self.ctx.folder is not None
        self.read(people_here, self.ctx.folder, done=self._show)

    # --- what can be done

    def add(self) -> None:
        """The form for somebody new."""
        self._put(StaffEditor(self.ctx, None, self.close_view, self._added))

    def change(self, person: PersonHere | None) -> None:
        """The form for somebody who is here."""
        if person is not None and self.manages:
            self._put(
                StaffEditor(self.ctx, person, self.close_view, lambda code, name: self._done(_("Saved.")))
            )

    def teams(self) -> None:
        """The teams in place of the list."""
        self._put(TeamsView(self.ctx, self.close_view))

    def new_code(self, person: PersonHere) -> None:
        """A one-time code for somebody who forgot, never came in, or was switched off."""
        title = _("New one-time code for {name}").format(name=person.staff.name)
        if person.way == OPEN and not self.ctx.dialogs.confirm(
            title, self._code_words(person), _("Make the code")
        ):
            return
        prove(self.ctx, self, title, _(WHY), lambda proof: staffing.new_code(self.office, proof, person.id),
              lambda code: self._added(code, person.staff.name))  # fmt: skip

    def switch_off(self, person: PersonHere) -> None:
        """Nobody comes in under this name any more; offer a new data key afterwards."""
        title = _("Switch off {name}?").format(name=person.staff.name)
        words = [_("Nobody can sign in under this name any more. What they wrote stays under their name. Hand their cases to "
                   "somebody else on the Caseload page.")]  # fmt: skip
        words += [self._last_words()] if self._is_last(person) else []
        if self.ctx.dialogs.confirm(title, "\n\n".join(words), _("Switch off"), danger=True):
            prove(self.ctx, self, title, _(WHY), lambda proof: staffing.switch_off(self.office, proof, person.id),
                  lambda _answer: self._offer_key(person.staff.name))  # fmt: skip

    def give_section(self, person: PersonHere) -> None:
        """The sealed section: by its keepers, by the recovery sheet, or for the first time."""
        assert self.people is not None
        title = _("Let {name} open the sealed notes?").format(name=person.staff.name)
        done = _("{name} opens the sealed notes from the next sign-in on.").format(name=person.staff.name)

        def give(sheet: str) -> None:
            prove(self.ctx, self, title, _(WHY), lambda proof: staffing.give_section(self.office, proof, person.id, sheet),
                  lambda _answer: self._done(done))  # fmt: skip

        if self.people.section_exists and SECTION not in self.office.ring.compartments:
            self._put(SheetView(title, self.close_view, give))
        else:
            give("")

    def take_section(self, person: PersonHere) -> None:
        """Take the key of the sealed section off somebody."""
        title = _("Close the sealed notes to {name}?").format(name=person.staff.name)
        words = (
            self._last_words()
            if self._is_last(person)
            else _("From the next sign-in on they are closed to them.")
        )
        if self.ctx.dialogs.confirm(title, words, _("Close them"), danger=True):
            prove(self.ctx, self, title, _(WHY), lambda proof: staffing.take_section(self.office, proof, person.id),
                  lambda _answer: self._done(_("Done.")))  # fmt: skip

    # --- parts

    def _list(self) -> QWidget:
        made = QWidget()
        self.table = RecordTable(COLUMNS, _("People who work here"))
        self.table.opened.connect(self.change)
        self.table.picked.connect(lambda _row: self._enable())
        self.add_button = button(_("Add somebody"), self.add, look="primary", icon_name="user-plus")
        self.teams_button = button(_("Teams…"), self.teams)
        self.change_button = button(_("Change…"), lambda: self.change(self.table.current()))
        self.code_button = button(_("New one-time code"), lambda: self._with(self.new_code))
        self.off_button = button(_("Switch off"), lambda: self._with(self.switch_off))
        self.give_button = button(_("Let open sealed notes"), lambda: self._with(self.give_section))
        self.take_button = button(_("Close sealed notes"), lambda: self._with(self.take_section))
        self.section_note = Note("", "private")
        self.tools = row(
            self.change_button, self.code_button, self.off_button, self.give_button, self.take_button, None
        )
        head = row(self.teams_button, None, self.add_button)
        layout = column(head, self.table, self.tools, self.section_note, spacing=S3)
        layout.setStretch(1, 1)
        made.setLayout(layout)
        for tool in (
            self.add_button,
            self.teams_button,
            self.change_button,
            self.code_button,
            self.off_button,
        ):
            tool.setVisible(self.manages)
        self._enable()
        return made

    def _with(self, call: Callable[[PersonHere], None]) -> None:
        person = self.table.current()
        if person is not None:
            call(person)

    def _show(self, people: People) -> None:
        self.people = people
        self.table.set_rows(people.rows)
        self.section_note.set(self._section_words(people), "private")
        self._enable()

    def _enable(self) -> None:
        person = self.table.current()
        other = person is not None and person.id != self.ctx.actor.id
        holds = person is not None and SECTION in person.sections
        self.change_button.setEnabled(person is not None)
        self.code_button.setEnabled(other)
        self.off_button.setEnabled(bool(other and person and person.way != OFF))
        self.give_button.setVisible(bool(person and person.may_hold and not holds))
        self.give_button.setEnabled(bool(person and person.way == OPEN))
        self.take_button.setVisible(holds)

    def _section_words(self, people: People) -> str:
        """Who can open the sealed notes, and who can give that to others, in plain words."""
        if not people.section_exists:
            return _("Nobody can open sealed MHPSS notes yet. The first counsellor you let open them gets a new key; a copy "
                     "goes onto the recovery sheet and nowhere else. You will not be able to open them yourself, and from "
                     "then on only a counsellor who opens them, or the recovery sheet, can let others in.")  # fmt: skip
        who = ", ".join(people.holders) or _("nobody at present")
        if SECTION in self.office.ring.compartments:
            return _("Sealed MHPSS notes open to: {who}. You can let another counsellor open them.").format(
                who=who
            )
        return _("Sealed MHPSS notes open to: {who}. They, or the recovery sheet, let another counsellor in; you cannot do it "
                 "alone.").format(who=who)  # fmt: skip

    def _code_words(self, person: PersonHere) -> str:
        words = _("The present passphrase stops working at once.")
        if SECTION in person.sections:
            words += " " + _("The sealed notes must be opened to them again afterwards.")
        return words

    def _is_last(self, person: PersonHere) -> bool:
        return self.people is not None and self.people.holders == (person.staff.name,)

    @staticmethod
    def _last_words() -> str:
        return _(
            "Nobody else can open the sealed MHPSS notes. Afterwards only the recovery sheet can let somebody in again."
        )

    def _added(self, code: str, name: str) -> None:
        self.close_view()
        if code:
            self.ctx.dialogs.show(_("One-time code for {name}").format(name=name), CodeToGive(self.ctx, code),
                                  _("I have passed it on"))  # fmt: skip
        self.refresh()

    def _offer_key(self, name: str) -> None:
        """R17: who left may have kept a copy of the file and the key to it."""
        self.refresh()
        text = _("{name} is switched off. If they may have taken a copy of the files with them, give the office a new key as "
                 "well: everybody’s passphrase stays as it is, the office is closed for a minute. Backups made before still "
                 "open with their old passphrase.").format(name=name)  # fmt: skip
        if self.ctx.dialogs.confirm(_("Give the office a new key too?"), text, _("New key")):
            prove(self.ctx, self, _("New key"), _(WHY), lambda proof: safekeeping.renewal_asked(self.office, proof),
                  lambda _answer: self.office.leave(safekeeping.renewing_key))  # fmt: skip

    def _done(self, text: str) -> None:
        self.close_view()
        self.refresh()
        self.ctx.toast(text)

    def _put(self, view: QWidget) -> None:
        self.views.addWidget(scrolled(view))
        self.views.setCurrentIndex(1)

    def close_view(self) -> None:
        """Back to the list."""
        while self.views.count() > 1:
            view = self.views.widget(1)
            assert view is not None
            self.views.removeWidget(view)
            view.deleteLater()
        self.table.setFocus()


class CodeToGive(QWidget):
    """A one-time code, shown once."""

    def __init__(self, ctx: Context, code: str) -> None:
        super().__init__()
        until = ctx.clock.now() + CODE_LASTS
        words = (
            _("Tell it by word of mouth, or write it on a paper that they destroy. It is not shown again."),
            _(
                "They choose their name at the sign-in, type this code, and then choose a passphrase of their own."
            ),
            _("It works once, until {when}.").format(when=moment(until)),
        )
        self.setLayout(
            column(CodeShown(code, 3), *(label(text, wrap=True) for text in words), None, spacing=S2)
        )


class SheetView(QWidget):
    """In place of the list: the code of the recovery sheet, for somebody no counsellor can let in."""

    def __init__(self, title: str, leave: Callable[[], None], go_on: Callable[[str], None]) -> None:
        super().__init__()
        self.line = CodeLine(_("Code on the recovery sheet"))
        self._go_on = go_on
        text = _("You cannot open the sealed notes yourself. Take the recovery sheet out of the safe and type its code. That "
                 "is written into the journal.")  # fmt: skip
        tools = row(None, button(_("Cancel"), leave), button(_("Go on"), self.go, look="primary"))
        card = Card(title)
        card.add(label(text, wrap=True), self.line, tools)
        self.setLayout(column(card, None))

    def go(self) -> None:
        """Hand the code on when it can be one."""
        code = self.line.code()
        if code:
            self._go_on(code)
