"""One prepared encrypted office, copied for each test, with one member of staff in every role."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["CASEAPP_HOME"] = "/nonexistent/caseapp"  # tests never read or write a person's own settings

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from caseapp.core import i18n
from caseapp.core.clock import FixedClock
from caseapp.core.events import ChangeBus
from caseapp.core.permissions import Actor
from caseapp.data import search
from caseapp.data.base import Base
from caseapp.data.engine import Gate, create_database_file, open_engine
from caseapp.data.journal import TRIGGERS
from caseapp.data.keys import crypto
from caseapp.data.sealing import Sealer
from caseapp.data.uow import Database, OfficeInfo
from caseapp.features import import_actions, import_models
from caseapp.features.cases import service as cases
from caseapp.features.cases.queries import CaseView
from caseapp.features.office import opening
from caseapp.features.office.models import Staff, Team
from caseapp.features.office.opening import who_asks
from caseapp.features.office.queries import as_actor

DERIVE, CALIBRATE = crypto.derive, crypto.calibrate
KEY = bytes(range(32))
MHPSS = bytes(range(32, 64))
NOW = datetime(2026, 8, 18, 7, 20, tzinfo=UTC)
OFFICE = OfficeInfo("01900000-0000-7000-8000-000000000001", "MKG", "Mokhotlong field office", "LS", "LSL")
STAFF = {
    "caseworker": "Palesa Mohale", "caseworker2": "Tumelo Khati", "counsellor": "Nthabiseng Seeiso",
    "grants": "Lebohang Nkuebe", "supervisor": "’Mamello Lerotholi", "me": "Relebohile Thamae",
    "focal": "Moliehi Sello", "admin": "Katleho Mpeli",
}  # fmt: skip
PERSON = {"given_name": "Thabo", "family_name": "Mokoena", "sex": "m", "birth_date": "1992", "place": "LSJ05"}


@pytest.fixture(scope="session")
def template_db(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Actor]]:
    import_models()
    import_actions()
    path = tmp_path_factory.mktemp("template") / "office.db"
    create_database_file(path, KEY)
    engine = open_engine(path, KEY, write=True)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        for trigger in TRIGGERS:
            connection.execute(text(trigger))
        search.create_index(connection)
    new = opening.NewOffice(OFFICE.name, OFFICE.code, "LS", "LSL", "en", "admin", STAFF["admin"], "")
    opening.found(engine, new, OFFICE.id, FixedClock(NOW))
    actors = _staff(engine)
    engine.dispose()
    return path, actors


def _staff(engine: Any) -> dict[str, Actor]:
    database = Database(engine, engine, ChangeBus(), OFFICE, FixedClock(NOW))
    with database.work(opening.NOBODY) as uow:
        team = uow.session.query(Team).one()
        for login, name in STAFF.items():
            if login != "admin":
                uow.add(Staff(login=login, name=name, role=login.rstrip("2"), team_id=team.id))
        return {s.login: as_actor(s) for s in uow.session.query(Staff)}


@pytest.fixture(autouse=True, scope="session")
def quick_keys() -> Iterator[None]:
    """Passphrases cost what they must cost, but each is derived once a session: the same function, the same answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crypto, "derive", cache(crypto.derive))
        patch.setattr(crypto, "calibrate", lambda: crypto.FLOOR)
        yield


@pytest.fixture
def real_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what measures the cost itself."""
    monkeypatch.setattr(crypto, "derive", DERIVE)
    monkeypatch.setattr(crypto, "calibrate", CALIBRATE)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Widgets of a test are gone with it: Qt keeps what is to be deleted until its loop runs, and restyles it till then."""
    yield
    if "qapp" in item.fixturenames:  # type: ignore[attr-defined]
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def clock() -> FixedClock:
    """Tuesday 18 August 2026, early morning, until a test moves it."""
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def gates() -> tuple[Gate, Gate]:
    """The way into every office of this session: what a statement costs to prepare is spent once, not in every test."""
    return Gate(write=True), Gate(write=False)


@pytest.fixture
def database(
    template_db: tuple[Path, dict[str, Actor]], gates: tuple[Gate, Gate], tmp_path: Path, clock: FixedClock
) -> Iterator[Database]:
    path = Path(shutil.copy(template_db[0], tmp_path / "office.db"))
    write, read = (gate.open(path, KEY) for gate in gates)
    db = Database(write, read, ChangeBus(), OFFICE, clock, Sealer({"mhpss": MHPSS}))
    who_asks(db)
    yield db
    write.dispose()
    read.dispose()


@pytest.fixture(scope="session")
def actors(template_db: tuple[Path, dict[str, Actor]]) -> dict[str, Actor]:
    """Everybody who works here, by sign-in name."""
    return template_db[1]


@pytest.fixture
def caseworker(actors: dict[str, Actor]) -> Actor:
    return actors["caseworker"]


@pytest.fixture
def supervisor(actors: dict[str, Actor]) -> Actor:
    return actors["supervisor"]


@pytest.fixture
def counsellor(actors: dict[str, Actor]) -> Actor:
    return actors["counsellor"]


@pytest.fixture
def grants_officer(actors: dict[str, Actor]) -> Actor:
    return actors["grants"]


@pytest.fixture
def make_case(database: Database, caseworker: Actor) -> Callable[..., CaseView]:
    """Register somebody and open their case: make_case(given_name="Lineo", actor=…)."""

    def make(actor: Actor = caseworker, **values: Any) -> CaseView:
        with database.work(actor) as uow:
            return cases.register(uow, PERSON | values)

    return make


@pytest.fixture
def ctx_for(qtbot: Any, database: Database, clock: FixedClock) -> Callable[[Actor], Any]:
    """What a page is handed, for any actor; everything runs at once in this thread, dialogs are answered by the test."""
    from caseapp.ui.dialogs import ScriptedDialogs
    from caseapp.ui.page import ChangeBridge, Context
    from caseapp.ui.tasks import InlineExecutor, Tasks

    def make(actor: Actor) -> Context:
        dialogs = ScriptedDialogs()
        tasks = Tasks(database, actor, InlineExecutor())
        tasks.problem.connect(dialogs.error)
        return Context(actor, tasks, dialogs, ChangeBridge(database.bus), OFFICE, clock)

    return make


@pytest.fixture
def ctx(ctx_for: Callable[[Actor], Any], caseworker: Actor) -> Any:
    """The caseworker's context."""
    return ctx_for(caseworker)


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], qapp_cls: Any) -> Any:
    """The one application, looking as it does for people."""
    from caseapp.ui.theme import prepare

    app = qapp_cls.instance() or qapp_cls(qapp_args)
    prepare(app)
    return app
