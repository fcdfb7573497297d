"""Charts: numbers on them, every bar a door, a table that says the same."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QPushButton

from caseapp.core.charts import Band, Chart, Series, Tone
from caseapp.ui.charts import ChartPanel, ChartView
from caseapp.ui.charts.paint import draw
from caseapp.ui.theme import theme

BARS = Chart(
    "bar",
    ("Registered", "Plan under way", "Ready to close"),
    (Series("Cases", (14, 56, 9)),),
    summary="79 cases.",
)
LINES = Chart(
    "line", ("Mar", "Jun", "Sep"),
    (Series("Economic", (0.29, 0.44, 0.64)), Series("Social", (0.40, None, 0.58), Tone.OK, dashed=True)),
    (Band(0, 0.33, "low", Tone.BAD),), top=1, summary="Up from 0.31.",
)  # fmt: skip
STACKED = Chart(
    "stacked", ("Thabo", "Lineo"), (Series("men", (3, 4), Tone.BRAND), Series("women", (2, 0), Tone.WARN))
)
DONUT = Chart(
    "donut", ("high", "medium", "low"), (Series("Risk", (3, 8, 12)),), tones=(Tone.BAD, Tone.WARN, Tone.PLAIN)
)
ALL = {"bar": BARS, "line": LINES, "stacked": STACKED, "donut": DONUT}


@pytest.mark.parametrize("palette", ["light", "dark", "contrast"])
def test_every_chart_paints_inside_its_area(qtbot, palette):
    theme().apply(palette)
    for kind, chart in ALL.items():
        for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
            painted_inside(qtbot, kind, chart, direction)


def painted_inside(qtbot, kind, chart, direction):
    view = ChartView(chart, doors=True)
    qtbot.addWidget(view)
    view.setLayoutDirection(direction)
    view.resize(420, view.height())
    view.show()
    picture = view.grab().toImage()
    ground = picture.pixelColor(picture.width() - 1, picture.height() - 1)
    colours = {picture.pixel(x, y) for x in range(0, 420, 3) for y in range(0, picture.height(), 3)}
    assert len(colours) > 3, (kind, direction)
    assert ground.isValid()
    areas = [view.area(i) for i in range(len(chart.categories))]
    if kind != "line":
        inside = QRectF(view.rect()).adjusted(-1, -1, 1, 1)
        assert all(inside.contains(area) for area in areas), (kind, direction)


def test_a_bar_is_a_door(qtbot):
    view, opened = ChartView(BARS, doors=True), []
    qtbot.addWidget(view)
    view.opened.connect(opened.append)
    view.resize(400, view.height())
    view.show()
    view.activateWindow()
    view.grab()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.area(1).center().toPoint())
    view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert opened == [1, 2]


def test_a_picture_without_doors_takes_no_keyboard(qtbot):
    for view in (ChartView(BARS), ChartView(LINES, doors=True)):
        qtbot.addWidget(view)
        assert view.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_who_cannot_see_it_hears_it(qtbot):
    view = ChartView(BARS)
    qtbot.addWidget(view)
    assert view.accessibleName() == "79 cases."
    assert "Plan under way 56" in view.accessibleDescription()


def test_the_table_says_the_same(qtbot):
    panel = ChartPanel(LINES)
    qtbot.addWidget(panel)
    panel.resize(420, 260)
    panel.show()
    turn = panel.findChild(QPushButton)
    turn.click()
    assert panel.table.isVisible()
    model = panel.table.model()
    cells = [[model.data(model.index(r, c), Qt.ItemDataRole.DisplayRole) for c in range(3)] for r in range(3)]
    assert [row[0] for row in cells] == ["Mar", "Jun", "Sep"]
    assert cells[1][2] == "–"
    panel.set(BARS)
    assert panel.table.model().rowCount() == 3
    assert panel.table.isVisible()  # as it was before
    turn.click()
    assert panel.view.isVisible()


def test_scores_keep_two_decimals(qapp):
    assert LINES.number(0.64) == "0.64"
    assert BARS.number(56) == "56"


def test_a_longer_bar_is_painted_longer(qapp):
    picture = QPixmap(400, 100)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    areas = draw(painter, BARS, QRectF(0, 0, 400, 100), False, None)
    painter.end()
    image = picture.toImage()

    def length(row):
        y = round(areas[row].center().y())
        brand = theme().tokens.brand.lower()
        return sum(image.pixelColor(x, y).name() == brand for x in range(400))

    assert length(1) > length(0) * 3 > length(2) * 3


def test_an_empty_chart_paints_nothing_and_breaks_nothing(qtbot):
    for kind in ("bar", "stacked", "donut"):
        view = ChartView(Chart(kind, (), (Series("Cases", ()),)), doors=True)
        qtbot.addWidget(view)
        view.show()
        assert not view.grab().isNull()
