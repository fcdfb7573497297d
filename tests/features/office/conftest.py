"""A demo office in a folder of its own, with keys: made once, copied for each test that changes who may come in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from caseapp.core.clock import FixedClock
from caseapp.data import keys
from caseapp.data.keys import KeyRing
from caseapp.features import import_actions, import_models
from caseapp.features.office import opening, service
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.queries import staff

NOW = datetime(2026, 8, 18, 7, 20, tzinfo=UTC)
NEW = opening.NewOffice("Mokhotlong field office", "MKG", "LS", "LSL", "en", "admin", "Katleho Mpeli", "pw admin",
                        demo=True)  # fmt: skip
PEOPLE = {
    "palesa": ("Palesa Mohale", "caseworker"), "nthabiseng": ("Nthabiseng Seeiso", "counsellor"),
    "mamello": ("’Mamello Lerotholi", "supervisor"),
}  # fmt: skip


@dataclass
class Site:
    """An office folder and how to come in: everybody's passphrase is `pw` and the sign-in name."""

    folder: Path
    recovery: str
    clock: FixedClock
    dek: bytearray
    opened: list[OpenOffice] = field(default_factory=list)

    def open(self, login: str = "admin", *, sign_in: bool = False) -> OpenOffice:
        """Open with the key in hand, which is quick; or with `sign_in` as people do, with the sections they hold."""
        if sign_in:
            office = opening.open_office(self.folder, login, f"pw {login}", self.clock)
        else:
            office_id = keys.read_keyfile(self.folder).office.id
            ring = KeyRing(office_id, "user", login, bytearray(self.dek), {})
            office = opening.open_with(self.folder, ring, login, self.clock)
        self.opened.append(office)
        return office

    def close(self) -> None:
        for office in self.opened:
            if not office.ring.closed:
                office.close()
        self.opened.clear()

    def staff_id(self, office: OpenOffice, login: str) -> str:
        with office.database.look(office.actor) as uow:
            return next(s.id for s in staff(uow) if s.login == login)


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, bytearray]:
    import_models()
    import_actions()
    folder, clock = tmp_path_factory.mktemp("site") / "MKG.office", FixedClock(NOW)
    office, recovery = opening.create_office(folder, NEW, clock)
    with office.database.work(office.actor) as uow:
        team = staff(uow)[0].team_id
        for login, (name, role) in PEOPLE.items():
            service.add_staff(uow, {"name": name, "login": login, "role": role}, team)
    for login, (name, _role) in PEOPLE.items():
        keys.add_user(folder, office.ring, login, name, f"pw {login}", clock=clock)
    dek = bytearray(office.ring.dek)
    office.close()
    return folder, recovery, dek


@pytest.fixture
def site(made_site: tuple[Path, str, bytearray], tmp_path: Path) -> Iterator[Site]:
    folder = shutil.copytree(made_site[0], tmp_path / "MKG.office")
    site = Site(folder, made_site[1], FixedClock(NOW), made_site[2])
    yield site
    site.close()


@pytest.fixture
def admin(site: Site) -> OpenOffice:
    return site.open("admin")


@pytest.fixture
def session_ctx(qtbot: Any) -> Callable[[OpenOffice], Any]:
    """What a page is handed when a real office is open: everything at once in this thread."""
    from caseapp.ui.dialogs import ScriptedDialogs
    from caseapp.ui.page import ChangeBridge, Context
    from caseapp.ui.tasks import InlineExecutor, Tasks

    def make(office: OpenOffice) -> Context:
        dialogs = ScriptedDialogs()
        tasks = Tasks(office.database, office.actor, InlineExecutor())
        tasks.problem.connect(dialogs.error)
        return Context(office.actor, tasks, dialogs, ChangeBridge(office.database.bus), office.office,
                       office.database.clock, office.folder, session=office)  # fmt: skip

    return make
