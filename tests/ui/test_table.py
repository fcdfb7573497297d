"""Tables: quick, by keyboard, never a case number cut short, never a name taken for markup or a formula."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from caseapp.ui.table import Column, RecordTable, RowModel
from caseapp.ui.table.columns import in_lines, natural, shared, spared
from caseapp.ui.theme import ROW_HEIGHT, figures, theme


@dataclass(frozen=True)
class Row:
    id: int
    name: str = "Thabo Mokoena"
    case: str = "MKG-21-0147"
    amount: str = "M 8,000.00"
    due: str = "4 days late"


COLUMNS = [
    Column("Due", lambda r: r.due, "chip", tone=lambda r: "bad"),
    Column("Person", lambda r: r.name, "strong", sort="name"),
    Column("Case", lambda r: r.case, "muted", width=110),
    Column("Amount", lambda r: r.amount, "number", sort="amount"),
    Column("Done", lambda r: "2 of 4", "bar", share=lambda r: (0.5, "brand"), spare=True),
]


@pytest.fixture
def table(qtbot):
    made = RecordTable(COLUMNS, "To do")
    qtbot.addWidget(made)
    made.resize(760, 400)
    made.show()
    return made


def rows(count, first=0):
    return [Row(first + n, f"Person {first + n:05}") for n in range(count)]


def test_the_model_keeps_qts_rules(qtbot):
    from PySide6.QtWidgets import QWidget

    owner = QWidget()
    qtbot.addWidget(owner)
    model = RowModel(COLUMNS, owner)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.start(rows(5), 5, lambda after, answer: answer(rows(5, after), None))
    model.fetchMore(model.index(-1, -1))
    assert model.rowCount() == 10
    model.set_rows([])
    assert model.rowCount() == 0


def test_cells_speak_with_the_name_of_their_column(table):
    table.set_rows([Row(1)])
    said = [table.rows.data(table.rows.index(0, c), Qt.ItemDataRole.AccessibleTextRole) for c in range(5)]
    assert said[:4] == [
        "Due: 4 days late",
        "Person: Thabo Mokoena",
        "Case: MKG-21-0147",
        "Amount: M 8,000.00",
    ]


def test_the_next_page_comes_when_one_scrolls_there(table, qtbot):
    asked = []

    def fetch(after, answer):
        asked.append(after)
        answer(rows(100, after), after + 100 if after < 300 else None)

    table.start(rows(100), 100, fetch)
    before = len(asked)
    for _turn in range(8):
        table.scrollToBottom()
        QGuiApplication.processEvents()
    assert len(table.rows.rows) == 400
    assert asked[before:] == sorted(asked[before:])
    assert asked[-1] == 300
    assert not table.rows.canFetchMore(table.rows.index(-1, -1))


def test_a_late_page_of_an_older_list_is_not_put_under_a_newer_one(table):
    late = []
    table.start(rows(30), 30, lambda after, answer: late.append(answer))
    table.rows.fetchMore(table.rows.index(-1, -1))
    table.set_rows([Row(1)])
    late[0](rows(30, 30), None)
    assert len(table.rows.rows) == 1


def test_enter_opens_space_marks(table, qtbot):
    told = []
    table.opened.connect(lambda row: told.append(("opened", row.id)))
    table.marked.connect(lambda row: told.append(("marked", row.id)))
    table.set_rows(rows(3))
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Enter)
    assert told == [("opened", 1), ("marked", 1), ("opened", 2)]


def test_the_chosen_row_stays_chosen_and_is_not_picked_anew(table):
    picked = []
    table.set_rows(rows(5))
    table.selectRow(3)
    table.picked.connect(picked.append)
    table.set_rows([Row(9, "New"), *rows(5)])
    assert table.current().id == 3
    assert table.currentIndex().row() == 4
    table.start(rows(5), None, lambda after, answer: None)
    assert table.current().id == 3
    assert picked == []


def test_what_stands_there_when_nothing_does(table):
    table.set_rows([], "Nothing is due. Well done.")
    assert table.nothing().isVisible()
    assert table.nothing().text() == "Nothing is due. Well done."
    table.set_rows(rows(1))
    assert not table.nothing().isVisible()


def test_copying_gives_lines_for_a_spreadsheet_and_no_formulas(table, qtbot):
    table.allow_several()
    table.set_rows([Row(1, "=HYPERLINK(1)"), Row(2, "Lineo\nSekhonyana", amount="-5")])
    table.selectAll()
    table.titles.show_only(["Person", "Amount"])
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "'=HYPERLINK(1)\tM 8,000.00\nLineo Sekhonyana\t'-5"


def test_several_rows_come_in_their_order(table):
    table.allow_several()
    table.set_rows(rows(4))
    table.selectAll()
    assert [row.id for row in table.several()] == [0, 1, 2, 3]


@pytest.mark.parametrize("room", [1400, 760, 560, 420])
def test_names_give_way_before_numbers(qapp, room):
    many = [Row(1, "Nthabiseng Phafoli of the very long name")] * 3
    columns = COLUMNS[:4]
    wanted = [natural(spec, many) for spec in columns]
    widths = shared(columns, wanted, room)
    assert widths[0] == wanted[0] or room > sum(wanted)
    assert widths[2:] == wanted[2:]
    if room >= 560:
        assert sum(widths) == pytest.approx(room, abs=8)


def test_spare_columns_go_first_and_come_back(table):
    table.set_rows(rows(3))
    assert not table.isColumnHidden(4)
    table.resize(430, 400)
    assert table.isColumnHidden(4)
    assert table.titles.shown()[-1] == "Done"  # not taken away by the person
    table.resize(900, 400)
    assert not table.isColumnHidden(4)
    assert spared(COLUMNS, [100, 200, 110, 100, 80], 10_000) == set()


def test_columns_are_chosen_and_kept(table):
    entry = {a.text(): a for a in table.titles.menu().actions()}
    entry["Amount"].setChecked(False)
    assert table.isColumnHidden(3)
    kept = table.titles.arrangement()
    other = RecordTable(COLUMNS, "Other")
    other.titles.arrange(kept)
    assert other.isColumnHidden(3)
    other.deleteLater()
    table.titles.show_only(["Person"])
    last = {a.text(): a for a in table.titles.menu().actions()}["Person"]
    assert not last.isEnabled()  # one column always stays


def test_a_title_asks_for_its_order(table):
    asked = []
    table.sort_asked.connect(asked.append)
    table.titles.sectionClicked.emit(1)
    table.titles.sectionClicked.emit(2)
    assert asked == ["name"]
    table.titles.mark_sort("name", descending=True)
    assert table.titles.isSortIndicatorShown()
    assert table.titles.sortIndicatorSection() == 1
    table.titles.mark_sort("")
    assert not table.titles.isSortIndicatorShown()


def test_a_cut_text_tells_the_rest_without_markup(table):
    table.set_rows([Row(1, "<b>Thabo</b> " + "x" * 200), Row(2, "Short")])
    cut = QPoint(table.columnViewportPosition(1) + 10, theme().px(ROW_HEIGHT) // 2)
    assert table.tip(cut).startswith("&lt;b&gt;Thabo")
    assert table.tip(cut + QPoint(0, theme().px(ROW_HEIGHT))) == ""
    assert table.tip(QPoint(5, 390)) == ""


def test_words_that_wrap_are_read_whole_and_make_their_row_higher(qtbot):
    made = RecordTable([Column("Person", lambda r: r.name, "strong", wraps=True), *COLUMNS[2:4]])
    qtbot.addWidget(made)
    made.set_rows([Row(1, "Matšeliso Grace Motsamai Lebohang"), Row(2, "Palo Tšosane")])
    made.fit()
    made.show()
    made.resize(380, 300)
    one, two = theme().px(ROW_HEIGHT), made.rowHeight(0)
    assert two > one and made.rowHeight(1) == one
    assert made.height() - two - one < 60
    (spec, *_rest), width = made.rows.columns, made.columnWidth(0)
    assert " ".join(made.delegate.lines(spec, made.rows.rows[0], width - 16)) == made.rows.rows[0].name
    made.resize(900, 300)
    assert made.rowHeight(0) == one and len(made.delegate.lines(spec, made.rows.rows[0], 500)) == 1


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [("", 50, 1), ("Lineo", 500, 1), ("Lineo Mokoena of Mapholaneng", 120, 2), ("Mapholaneng" * 9, 120, 1),
     ("a " * 200, 120, 2)],
)  # fmt: skip
def test_no_line_is_longer_than_its_cell(qapp, words, width, lines):
    metrics = QFontMetrics(figures(13))
    found = in_lines(words, metrics, width)
    assert len(found) == lines and all(metrics.horizontalAdvance(line) <= width for line in found)
    assert " ".join(found).startswith(words[:4])


def test_a_short_table_is_as_high_as_its_rows(table):
    table.fit(5)
    table.set_rows(rows(2))
    two = table.height()
    table.set_rows(rows(4))
    assert table.height() == two + 2 * theme().px(ROW_HEIGHT)
    table.set_rows(rows(50))
    assert table.height() == two + 3 * theme().px(ROW_HEIGHT)


def test_text_size_makes_rows_higher(table):
    table.set_rows(rows(2))
    before = table.rowHeight(0)
    theme().apply(scale=150)
    assert table.rowHeight(0) == round(before * 1.5)


def test_a_full_screen_is_painted_from_the_rows_in_sight_only(table):
    """Smooth at any length: painting reads what is on the screen, not the list."""
    read = []
    spec = Column("Name", lambda r: read.append(r.id) or r.name)
    big = RecordTable([spec], "Big")
    big.resize(600, 600)
    big.set_rows(rows(20_000))
    big.show()
    big.grab()
    read.clear()
    big.grab()
    assert 0 < len(set(read)) < 40
    big.deleteLater()


def test_in_a_mirrored_window_the_first_column_is_at_the_right(qtbot, mirrored):
    made = RecordTable(COLUMNS, "To do")
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.set_rows(rows(2))
    made.show()
    assert made.columnViewportPosition(0) > made.columnViewportPosition(3)
    assert not made.grab().isNull()


def test_the_chosen_row_is_kept_in_a_mirrored_window_too(qtbot, mirrored):
    made = RecordTable(COLUMNS, "To do")
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.set_rows(rows(5))
    made.setCurrentIndex(made.rows.index(3, 0))
    made.set_rows(rows(5))
    assert made.current().id == 3
    assert made.selectionModel().isRowSelected(3)


def test_a_spare_column_in_which_nothing_stands_gives_its_room_away(qtbot):
    columns = [Column("Name", lambda r: r[0], "strong"), Column("Where", lambda r: r[1] or "—", spare=True)]
    table = RecordTable(columns, "People")
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    table.set_rows([("Lineo", ""), ("Thabo", "")])
    assert table.isColumnHidden(1)
    table.set_rows([("Lineo", ""), ("Thabo", "Mokhotlong")])
    assert not table.isColumnHidden(1)
    table.set_rows([])
    assert not table.isColumnHidden(1)
