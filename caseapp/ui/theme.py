"""Colours, type and spacing: the one place. Widgets name a token or a property, never a colour of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from msgspec import Struct
from msgspec.structs import fields
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from caseapp.core.paths import resource

S1, S2, S3, S4, S5 = 4, 8, 12, 16, 20  # spacing
CARD_RADIUS, CONTROL_RADIUS, CONTROL_HEIGHT, ROW_HEIGHT = 8, 6, 30, 32
TONES = ("neutral", "brand", "ok", "warn", "bad", "private")
FACES = (
    "NotoSans-Regular", "NotoSans-SemiBold", "NotoSans-Bold", "NotoSans-Italic", "NotoNaskhArabic-Regular",
    "NotoNaskhArabic-Bold", "NotoSansEthiopic-Regular", "NotoSansEthiopic-Bold",
)  # fmt: skip


class Tokens(Struct, frozen=True):
    """Every colour the program uses, as #RRGGBB."""

    ink: str
    ink2: str
    ink3: str
    line: str
    edge: str
    bg: str
    card: str
    brand: str
    brand_weak: str
    on_brand: str
    ok: str
    ok_weak: str
    warn: str
    warn_weak: str
    bad: str
    bad_weak: str
    private: str
    private_weak: str
    neutral_weak: str
    bar_high: str
    bar_medium: str
    bar_low: str
    demo: str

    def text_on(self, tone: str) -> tuple[str, str]:
        """Text and background of a chip in a tone."""
        if tone == "neutral":
            return self.ink2, self.neutral_weak
        return getattr(self, tone), getattr(self, f"{tone}_weak")


LIGHT = Tokens(
    ink="#1C2733", ink2="#52606D", ink3="#616D7A", line="#DDE3E9", edge="#BFC9D3", bg="#F4F6F8", card="#FFFFFF",
    brand="#155E8B", brand_weak="#E4F0F7", on_brand="#FFFFFF", ok="#23754A", ok_weak="#E3F3EA", warn="#8F5300",
    warn_weak="#FDF0DA", bad="#A92B22", bad_weak="#FCE8E6", private="#5B4B9A", private_weak="#ECE9F7", neutral_weak="#EDF0F3",
    bar_high="#C5413A", bar_medium="#DFA02F", bar_low="#9CB3C6", demo="#C77700",
)  # fmt: skip
DARK = Tokens(
    ink="#E8EDF2", ink2="#B3BECA", ink3="#93A1AF", line="#33404D", edge="#566574", bg="#141B22", card="#1D262F",
    brand="#7FC0E8", brand_weak="#1B3A50", on_brand="#0E1B26", ok="#7FD0A4", ok_weak="#1B3A2A", warn="#F0B862",
    warn_weak="#40300F", bad="#F59A92", bad_weak="#4A211E", private="#BDB0F2", private_weak="#322A55", neutral_weak="#2A3540",
    bar_high="#E0695F", bar_medium="#DFA02F", bar_low="#5F7C93", demo="#F0B862",
)  # fmt: skip
CONTRAST = Tokens(
    ink="#000000", ink2="#000000", ink3="#1A1A1A", line="#000000", edge="#000000", bg="#FFFFFF", card="#FFFFFF",
    brand="#003E66", brand_weak="#D8ECF8", on_brand="#FFFFFF", ok="#00451F", ok_weak="#E0F5E8", warn="#5A3300",
    warn_weak="#FFF0D0", bad="#7A0000", bad_weak="#FFE4E0", private="#33206E", private_weak="#ECE6FF", neutral_weak="#EEEEEE",
    bar_high="#7A0000", bar_medium="#8A5A00", bar_low="#555555", demo="#8A4B00",
)  # fmt: skip
PALETTES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


class Theme(QObject):
    """The palette and text size in force. `changed` tells those who paint by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = "light"
        self.scale = 100

    @property
    def tokens(self) -> Tokens:
        return PALETTES[self.name]

    def px(self, size: float) -> int:
        """A size in pixels at the present text size."""
        return round(size * self.scale / 100)

    def apply(self, name: str | None = None, scale: int | None = None) -> None:
        """Put a palette and text size (80 to 200 per cent) into force everywhere, live."""
        self.name = name or self.name
        self.scale = min(200, max(80, scale or self.scale))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setStyleSheet(
                ""
            )  # to replace a sheet by another takes Qt six times as long as to take it off first
            app.setFont(font(13))
            app.setPalette(_palette(self.tokens))
            for box in ("QRadioButton", "QCheckBox"):
                app.setPalette(_ticks(self.tokens), box)  # type: ignore[arg-type]  # the stub asks for bytes, Qt refuses them
            app.setStyleSheet(stylesheet(self.tokens, self.scale))
        self.changed.emit()


@cache
def theme() -> Theme:
    """The one theme of this process."""
    return Theme()


def prepare(app: QApplication, name: str = "light", scale: int = 100) -> None:
    """Fusion, our fonts, our palette: call once, before the first window."""
    from caseapp.ui.widgets import lean_all

    app.setStyle("Fusion")
    app.layoutDirectionChanged.connect(lean_all)
    for face in FACES:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"{face}.ttf")))
    theme().apply(name, scale)


def font(size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Noto Sans with Arabic and Ethiopic behind it, in pixels at 100 per cent."""
    made = QFont()
    made.setFamilies(["Noto Sans", "Noto Naskh Arabic", "Noto Sans Ethiopic"])
    made.setPixelSize(max(8, theme().px(size)))
    made.setWeight(weight)
    return made


def figures(size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The same with digits of one width, for columns of numbers."""
    made = font(size, weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def semibold(size: float) -> QFont:
    return font(size, QFont.Weight.DemiBold)


def color(token: str) -> QColor:
    """A token as Qt paints it."""
    return QColor(getattr(theme().tokens, token))


def on_change(owner: QObject, call: Callable[[], None]) -> None:
    """Call when palette or text size change, as long as `owner` lives."""
    connection = theme().changed.connect(call)
    owner.destroyed.connect(lambda: QObject.disconnect(connection))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: t.bg, QPalette.ColorRole.WindowText: t.ink, QPalette.ColorRole.Base: t.card,
        QPalette.ColorRole.AlternateBase: t.bg, QPalette.ColorRole.Text: t.ink, QPalette.ColorRole.Button: t.card,
        QPalette.ColorRole.ButtonText: t.ink, QPalette.ColorRole.Highlight: t.brand,
        QPalette.ColorRole.HighlightedText: t.on_brand, QPalette.ColorRole.PlaceholderText: t.ink3,
        QPalette.ColorRole.ToolTipBase: t.ink, QPalette.ColorRole.ToolTipText: t.card, QPalette.ColorRole.Link: t.brand,
        QPalette.ColorRole.Mid: t.line, QPalette.ColorRole.Light: t.card, QPalette.ColorRole.Dark: t.line,
    }  # fmt: skip
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.ink3))
    return palette


def _ticks(t: Tokens) -> QPalette:
    """For boxes to tick: Fusion outlines them 1.4 times darker than the window, which a dark window swallows."""
    palette = _palette(t)
    palette.setColor(QPalette.ColorRole.Window, QColor(t.ink2).lighter(140))
    return palette


def stylesheet(t: Tokens, scale: int) -> str:
    """The whole program's look by object properties: `@token` is a colour, `@12px` a size at the present text size."""
    colours = {f.name: getattr(t, f.name) for f in fields(t)}
    sheet = resource("theme.qss").read_text("utf-8")
    sheet = re.sub(r"@(\d+)px", lambda found: f"{round(int(found[1]) * scale / 100)}px", sheet)
    return re.sub(r"@([a-z]\w*)", lambda found: str(colours[found[1]]), sheet)
