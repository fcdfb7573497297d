"""What stands at the top of the window: how old the newest backup is, and whether that is well."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject

from caseapp.app import keeping
from caseapp.app.keeping import Keeping


class Top(QObject):
    def say_status(self, text, tone="ok"):
        self.text, self.tone = text, tone


@pytest.mark.parametrize(("days", "begins", "tone"), [
    (None, "No backup yet", "warn"), (0, "Backed up ", "ok"), (9, "Last backup 9 days ago", "warn"),
])  # fmt: skip
def test_only_a_backup_of_late_is_well(days, begins, tone, ctx_for, caseworker, tmp_path, monkeypatch):
    ctx, top = ctx_for(caseworker), Top()
    made = [] if days is None else [SimpleNamespace(made=ctx.clock.now() - timedelta(days=days))]
    monkeypatch.setattr(keeping.backup, "list_backups", lambda folder: made)
    Keeping(ctx, SimpleNamespace(folder=tmp_path), top).say()
    assert top.text.startswith(begins)
    assert top.tone == tone
