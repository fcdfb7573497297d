"""The office's questionnaires: what each is, its licence, the form to fill by hand; importing others, and weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from caseapp.core.errors import UserError
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import N_, _, n_
from caseapp.core.located import Problem
from caseapp.core.permissions import Permission
from caseapp.features.assessments import documents, library
from caseapp.features.assessments.library import InstrumentRow, NotImported
from caseapp.ui.flow import Flow
from caseapp.ui.page import Context, Page
from caseapp.ui.preview import show_paper
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2, S3, theme
from caseapp.ui.widgets import Card, Chip, Note, button, clear, column, label, row, scrolled

COLUMNS = (
    Column(N_("Questionnaire"), lambda r: r.title, "strong"),
    Column(N_("Questions"), lambda r: str(r.questions), "number", width=80, spare=True),
    Column(N_("Version"), lambda r: r.version, "muted", width=70),
    Column(N_("Where"), lambda r: _where(r)[0], "chip", tone=lambda r: _where(r)[1], width=130),
)
FILES = N_("Questionnaires (*.json)")


def _where(found: InstrumentRow) -> tuple[str, str]:
    if found.sealed:
        return _("MHPSS, sealed"), "private"
    return (_("this office’s own"), "brand") if found.own else (_("Assessments"), "neutral")


class QuestionnairesPage(Page):
    """A list at the left, what is known of the chosen one at the right."""

    title = N_("Questionnaires")
    watches = frozenset({"instrument_file", "instrument_weights"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        if ctx.can(Permission.INSTRUMENT_MANAGE):
            self.add_action(button(_("Import weights…"), self.import_weights))
            self.add_action(button(_("Import a questionnaire…"), self.import_instrument))
        self.problems = column(spacing=S2)
        self.table = RecordTable(COLUMNS, _("Questionnaires"))
        self.table.picked.connect(self._show_one)
        self.table.opened.connect(lambda _row: self.print_blank())
        self.detail = column(spacing=S3)
        holder = QWidget()
        holder.setLayout(self.detail)
        beside = scrolled(holder)
        beside.setFixedWidth(theme().px(340))
        card = Card()
        card.add(self.table)
        content = QWidget()
        line = row(card, beside, spacing=S3)
        line.setStretch(0, 1)
        content.setLayout(line)
        self.body.addLayout(self.problems)
        self.body.addWidget(content, 1)

    def refresh(self) -> None:
        self.read(library.rows, done=self._show)

    def _show(self, rows: Sequence[InstrumentRow]) -> None:
        self.sentence.setText(_("Questions, answers and scores are files: this office can add its own."))
        self.table.set_rows(rows)
        if self.table.current() is None:
            self.table.selectRow(0)
        self._show_one(self.table.current())

    def _show_one(self, found: InstrumentRow | None) -> None:
        clear(self.detail)
        if found is None:
            return
        card = Card(found.title)
        card.title.setWordWrap(True)
        card.add(Chip(*_where(found)), label(_("version {number}").format(number=found.version), "second"))
        if found.weights:
            card.add(label(_("Weights: {label}").format(label=found.weights), wrap=True))
        if found.warning:
            card.add(Note(found.warning, "warn"))
        for title, text in ((_("Source"), found.source), (_("Licence"), found.licence)):
            card.add(column(label(title, "label"), label(text, "second", wrap=True), spacing=0))
        buttons: list[QWidget] = []
        if self.ctx.can(Permission.PRINT):
            buttons.append(button(_("Form to fill by hand…"), self.print_blank))
        buttons.append(button(_("Save the file…"), self.save_file))
        card.add(Flow(*buttons))
        self.detail.addWidget(card)
        self.detail.addStretch(1)

    def _chosen(self) -> InstrumentRow | None:
        found: InstrumentRow | None = self.table.current()
        return found

    # --- papers and files

    def key_print(self) -> None:
        self.print_blank()

    def print_blank(self) -> None:
        """The chosen questionnaire on paper."""
        found = self._chosen()
        if found and self.ctx.can(Permission.PRINT):
            make = partial(documents.blank_pdf, code=found.code)
            show_paper(self.ctx, found.title, lambda uow, level: make(uow, level=level), name=f"{found.code}.pdf",
                       parent=self)  # fmt: skip

    def save_file(self) -> None:
        """The file of the chosen questionnaire, to be changed and imported under another version."""
        if found := self._chosen():
            self.read(library.text_of, found.code, done=partial(self._save_text, found.code))

    def _save_text(self, code: str, text: str) -> None:
        path = self.ctx.dialogs.save_file(_("Save the file"), f"{code}.json", _(FILES))
        if path:
            try:
                with plain_disk_errors():
                    write_atomic(path, text.encode("utf-8"), "paper")
            except UserError as error:
                self.ctx.dialogs.error(error)
            else:
                self.ctx.toast(_("Saved: {title}").format(title=path.name))

    # --- bringing in

    def import_instrument(self) -> None:
        """Choose a questionnaire's file; it is used when it is sound, otherwise every problem is shown."""
        self._import(_("Import a questionnaire"), library.check, self._use_instrument)

    def import_weights(self) -> None:
        """Choose a weights file; every earlier survey is scored again, and both scores stay."""
        self._import(_("Import weights"), library.check_weights, self._use_weights)

    def _import(
        self, title: str, check: Callable[[str], Sequence[Problem]], use: Callable[[str], None]
    ) -> None:
        path = self.ctx.dialogs.open_file(title, _(FILES))
        if path is None:
            return
        text = read_text(path)
        found = check(text)
        self._tell(path.name, found)
        if not found:
            use(text)

    def _tell(self, name: str, found: Sequence[Problem]) -> None:
        """The problems of a file stay in sight until the next one is tried."""
        clear(self.problems)
        if not found:
            return
        card = Card(_("{name} was not imported").format(name=name), edge="warn")
        count = n_("{count} problem. Nothing was changed: mend the file and import it again.",
                   "{count} problems. Nothing was changed: mend the file and import it again.", len(found))  # fmt: skip
        card.add(label(count, "second", wrap=True))
        listed = RecordTable((Column(N_("Line"), lambda p: str(p.line), "number", width=70),
                              Column(N_("Problem"), lambda p: p.text)), _("Problems of the file"))  # fmt: skip
        listed.set_rows(found)
        listed.fit(6)
        card.add(listed)
        self.problems.addWidget(card)

    def _use_instrument(self, text: str) -> None:
        self.write(library.bring_instrument, text, done=self._used, failed=self._refused)

    def _used(self, found: InstrumentRow) -> None:
        self.ctx.toast(_("In use from now on: {title}").format(title=found.title))
        self.refresh()

    def _use_weights(self, text: str) -> None:
        question = _("Every earlier survey is scored again. The scores of today stay beside the new ones.")
        if self.ctx.dialogs.confirm(_("Use these weights?"), question, _("Use them")):
            self.sentence.setText(_("Scoring every earlier survey again. Other work can go on."))
            self.write(library.bring_weights, text, done=self._weighed, failed=self._refused)

    def _weighed(self, count: int) -> None:
        self.ctx.toast(n_("{count} survey was scored again.", "{count} surveys were scored again.", count))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        """The file was sound when it was looked at; meanwhile something stands against it."""
        self.refresh()
        if isinstance(error, NotImported):
            self._tell(_("The file"), error.found)
        else:
            self.ctx.dialogs.error(error)


def read_text(path: Path) -> str:
    """A file as text; what is no UTF-8 shows as such and is told by the check."""
    with path.open("rb") as stream:
        return stream.read(library.LARGEST + 1).decode("utf-8", "replace")
