"""The tour: the main job from unlocking to locking, in the real window, with real keys and clicks, in a fresh demo office.

Leaves numbered pictures and papers in a folder and prints each step with its time. A step that fails ends the tour.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from caseapp.core.errors import UserError
from caseapp.core.files import plain_disk_errors
from caseapp.core.i18n import _

PEOPLE, SEED = 500, 1


def run(out: Path, country: str, quiet: bool = False) -> dict[str, Any]:
    """Go through everything; returns what was left where. Raises UserError naming the step that failed."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from caseapp.cli import passphrase
    from caseapp.demo import create_demo
    from caseapp.tour.guide import Guide

    secret = passphrase(made_up=True)
    folder = _fresh(out)
    made = create_demo(folder, country, PEOPLE, SEED, secret)
    guide = Guide(out, folder, secret, country, quiet)
    steps = guide.walk()
    told: dict[str, Any] = {"out": str(out), "office": str(folder), "people": made.people, "steps": steps}
    return told if os.environ.get("CASEAPP_PASSPHRASE") else told | {"passphrase": secret}


def _fresh(out: Path) -> Path:
    """An empty place for the office and the pictures; anything the tour did not make itself is left alone."""
    with plain_disk_errors():
        out.mkdir(parents=True, exist_ok=True)
    folder = out / "office"
    if folder.exists():
        if not (folder / "office.keys").exists():
            raise UserError(
                _("{folder} holds something else. Choose another folder for the tour.").format(folder=folder)
            )
        shutil.rmtree(folder)
    for old in (*out.glob("[0-9][0-9]-*.png"), *out.glob("[0-9][0-9]-*.pdf")):
        old.unlink()
    return folder
