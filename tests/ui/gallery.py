"""One of everything, for the tests that look at all of it."""

from PySide6.QtWidgets import QLabel, QWidget

from caseapp.core.charts import Chart, Series
from caseapp.ui.banner import Banner
from caseapp.ui.charts import ChartPanel
from caseapp.ui.flow import Flow
from caseapp.ui.form import FormWidget
from caseapp.ui.help import HelpPanel
from caseapp.ui.line import Line, Muted, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.page import Page, empty
from caseapp.ui.sections import SectionList
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.tabs import Tabs
from caseapp.ui.theme import S3
from caseapp.ui.timeline import Happened, Timeline
from caseapp.ui.unlock import UnlockWindow
from caseapp.ui.widgets import (
    Bar,
    Card,
    Chip,
    Facts,
    Note,
    StatTile,
    Stepper,
    button,
    column,
    label,
    menu_button,
    row,
)
from tests.ui.forms import FORM

CHART = Chart(
    "bar", ("Registered", "Plan under way"), (Series("Cases", (14, 56)),), summary="70 cases stand here."
)


def table():
    columns = [
        Column("Due", lambda r: r[0], "chip", tone=lambda r: "bad"), Column("What", lambda r: r[1]),
        Column("Person", lambda r: r[2], "strong", sort="name"), Column("Case", lambda r: r[3], "muted"),
    ]  # fmt: skip
    made = RecordTable(columns, "To do")
    made.set_rows([("4 days late", "Home visit: business check 2", "Thabo Mokoena", "MKG-21-0147")] * 8)
    return made


class Day(Page):
    """Tiles, a table and cards at the side."""

    title = "Wednesday 18 August"

    def __init__(self, ctx):
        super().__init__(ctx)
        self.sentence.setText("3 visits are overdue. 2 partners have not answered a referral.")
        self.add_action(menu_button("Print", [("The list", lambda: None)]))
        self.add_action(button("Record a follow-up", look="primary"))
        tiles = [StatTile(f"follow-ups of kind {n}", str(n), "bad") for n in range(5)]
        todo, side = Card("To do", "Enter opens · Space marks done"), Card("Came back to you")
        todo.add(table())
        rows = Rows()
        rows.add(
            Line(Tag("Plan returned", "warn"), Strong("Khotso Mabitle"), Muted("“add the cost”")),
            opened=lambda: None,
        )
        side.add(
            rows,
            Flow(Chip("debt", "bad"), Chip("low mood", "warn")),
            Bar([(0.4, "brand")]),
            ChartPanel(CHART, doors=True),
        )
        self.body.addLayout(row(*tiles, spacing=S3))
        beside = row(
            todo, column(side, Note("No backup for 9 days.", "warn", button("Back up now")), None), spacing=S3
        )
        beside.setStretch(0, 7)
        beside.setStretch(1, 3)
        self.body.addLayout(beside, 1)

    def refresh(self):
        pass


class Record(Page):
    """A banner, tabs, a stepper, a timeline."""

    def __init__(self, ctx):
        super().__init__(ctx)
        self.header.hide()
        banner = Banner(photo=True)
        banner.set(
            "Thabo Mokoena",
            "MKG-21-0147 · man, 34 · Linakaneng",
            [("Active", "brand"), ("Medium risk", "warn")],
        )
        banner.add_action(button("Record a follow-up", look="primary"))
        tabs = Tabs("Case")
        tabs.add("overview", "Overview", self._overview)
        tabs.add("mhpss", "MHPSS", QLabel, private=True)
        tabs.show_tab("overview")
        self.body.addWidget(banner)
        self.body.addWidget(tabs, 1)

    def _overview(self):
        steps, timeline = Stepper(), Timeline()
        steps.set([("Applied", "18 Mar"), ("Paying", "1 of 2"), ("Closed", "")], 1)
        timeline.set([Happened("14 Aug", "Missed", "bad", "Palesa Mohale", "nobody home")])
        made = QWidget()
        made.setLayout(column(steps, timeline, Facts([("Place", "Linakaneng")], 2), None))
        return made

    def refresh(self):
        pass


class Asking(Page):
    """Sections and a form of every kind."""

    title = "Register a person"

    def __init__(self, ctx):
        super().__init__(ctx)
        sections = SectionList()
        sections.set([("who", "Who", "in progress", ""), ("return", "Return", "", "")], "who")
        self.form = FormWidget(FORM, country="KE")
        listed, middle = Card(), Card()
        listed.add(sections)
        listed.setFixedWidth(150)
        middle.add(self.form)
        beside = row(listed, middle, spacing=S3)
        beside.setStretch(1, 1)
        self.body.addLayout(beside, 1)
        self.add_action(button("Save and open case", look="primary"))

    def refresh(self):
        pass


class Nothing(Page):
    title = "People"

    def __init__(self, ctx):
        super().__init__(ctx)
        self.show_state(
            empty("users", "Nobody yet", "Register the first person.", button("Register", look="primary"))
        )

    def refresh(self):
        pass


class Helped(QWidget):
    def __init__(self, ctx):
        super().__init__()
        self.setLayout(column(label("behind")))
        self.panel = HelpPanel(self)

    def showEvent(self, event):
        super().showEvent(event)
        self.panel.open("none")


GALLERY = {
    "day": Day, "record": Record, "asking": Asking, "nothing": Nothing, "help": Helped,
    "unlock": lambda ctx: UnlockWindow("Mokhotlong field office", {"palesa": "Palesa Mohale"}),
}  # fmt: skip
