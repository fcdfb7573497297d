"""What this laptop remembers for whoever sits at it: last offices, language, palette, text size. Never case data.

One small JSON file outside every office. It may be lost or spoilt at any time: the standard values hold then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, fields, replace

from caseapp.core.files import plain_disk_errors, private_dir, write_atomic
from caseapp.core.i18n import LANGUAGES
from caseapp.core.paths import user_dir

FILE = "settings.json"
MOST_OFFICES = 8
PALETTES = ("light", "dark", "contrast")
SMALLEST, LARGEST = 80, 200  # per cent


class Settings(Struct, frozen=True):
    """`offices` are folders, the one used last first; `logins` the sign-in name used last in each."""

    language: str = "en"
    palette: str = "light"
    scale: int = 100
    offices: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()

    @property
    def last_office(self) -> Path | None:
        return Path(self.offices[0]) if self.offices else None

    def login_of(self, folder: Path) -> str:
        """Who signed in to this office last; empty when nobody did."""
        known = dict(zip(self.offices, self.logins, strict=False))
        return known.get(str(folder.absolute()), "")


def load() -> Settings:
    """The settings of this laptop; standard values for what is missing or makes no sense."""
    try:
        raw = json.loads((user_dir() / FILE).read_text("utf-8"))
        return _sensible(raw if isinstance(raw, dict) else {})
    except (OSError, ValueError, RecursionError):
        return Settings()


def change(**values: Any) -> Settings:
    """Store some settings and leave the others. Raises DiskFull, ReadOnlyPlace; TypeError for a name that is none."""
    before = load()
    changed = replace(before, **values)
    if changed == before and (user_dir() / FILE).exists():  # a write waits for the disk
        return changed
    with plain_disk_errors():
        private_dir(user_dir())
        write_atomic(user_dir() / FILE, json.dumps(asdict(changed), indent=1).encode(), "settings")
    return changed


def remember_office(folder: Path, login: str = "") -> Settings:
    """This office was opened now: it comes first in the list. Raises as `change`."""
    settings = load()
    own = str(folder.absolute())
    known = dict(zip(settings.offices, settings.logins, strict=False))
    others = [other for other in settings.offices if other != own]
    offices = (own, *others)[:MOST_OFFICES]
    logins = [login or known.get(own, ""), *(known.get(other, "") for other in others)]
    return change(offices=offices, logins=tuple(logins[:MOST_OFFICES]))


def forget_office(folder: Path) -> Settings:
    """Take an office off the list; nothing of the office itself is touched."""
    settings = load()
    own = str(folder.absolute())
    known = dict(zip(settings.offices, settings.logins, strict=False))
    left = {other: known.get(other, "") for other in settings.offices if other != own}
    return change(offices=tuple(left), logins=tuple(left.values()))


def _sensible(raw: dict[str, Any]) -> Settings:
    found = {f.name: raw[f.name] for f in fields(Settings) if f.name in raw and _fits(f.name, raw[f.name])}
    kept: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in found.items()}
    return Settings(**kept)


def _fits(name: str, value: object) -> bool:
    if name == "language":
        return value in LANGUAGES
    if name == "palette":
        return value in PALETTES
    if name == "scale":
        return isinstance(value, int) and SMALLEST <= value <= LARGEST
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
