"""What the sign-in window learns while somebody types."""

from datetime import UTC, datetime
from types import SimpleNamespace

from caseapp.app.program import Program, _last_backup
from caseapp.ui.unlock import UnlockWindow

MADE = datetime(2026, 11, 3, 9, 12, tzinfo=UTC)


def test_the_last_backup_is_told_below_without_moving_anything(qtbot, tmp_path):
    window, gone = (
        UnlockWindow("Mokhotlong field office", {"palesa": "Palesa Mohale"}) for _each in range(2)
    )
    for made in (window, gone):
        qtbot.addWidget(made)
    program, high = SimpleNamespace(window=window), window.sizeHint().height()
    assert _last_backup(tmp_path) is None
    Program._say_backup(program, window, None, None)
    assert window.foot.text().isspace()
    for made in (window, gone):
        Program._say_backup(program, made, MADE, None)
    assert window.foot.text().startswith("Last backup 3 Nov 2026") and window.foot.text().endswith("checked.")
    assert gone.foot.text().isspace() and window.sizeHint().height() == high
