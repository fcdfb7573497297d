"""The demo office before anybody comes in: letterhead, teams, staff, keys, programme, partners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.core.clock import FixedClock
from caseapp.core.events import ChangeBus
from caseapp.core.permissions import Actor
from caseapp.data import keys
from caseapp.data.engine import open_engine
from caseapp.data.sealing import Sealer
from caseapp.data.uow import Database
from caseapp.demo.pool import Pool
from caseapp.features.office import service as office
from caseapp.features.office.founding import DATA, NewOffice, Staged
from caseapp.features.office.models import Staff, Team
from caseapp.features.office.opening import remember_head
from caseapp.features.office.queries import as_actor, current, office_info, roles
from caseapp.features.programmes.models import BudgetLine, Programme
from caseapp.features.programmes.seed import seed_programmes
from caseapp.features.referrals.models import PartnerService
from caseapp.features.referrals.seed import seed_partners

# Those who can sign in. All others are on the staff list only, so that a caseload has more than two carriers.
USERS = ("caseworker", "caseworker2", "counsellor", "grants", "supervisor", "me", "focal", "admin")


class Company(Struct, frozen=True):
    """Who works here, and the keys of what they work with."""

    actors: Mapping[str, Actor]
    team: tuple[str, ...]  # sign-in names of those who carry cases, the caseworker first
    partners: Mapping[str, tuple[str, ...]]
    programme_id: str
    line_id: str


def new_office(pool: Pool, passphrase: str) -> NewOffice:
    facts, admin = pool.facts["office"], pool.facts["staff"][0]
    currency = {"LS": "LSL", "KE": "KES"}[pool.country]
    return NewOffice(
        facts["name"], facts["code"], pool.country, currency, "en", admin["login"], admin["name"], passphrase,
        organisation=facts["organisation"], team=pool.facts["teams"][0]["name"], demo=True,
    )  # fmt: skip


@contextmanager
def staged_database(staged: Staged, clock: FixedClock, compartments: Any) -> Iterator[Database]:
    """The data file of an office that is still being built, with the sealed sections open."""
    engine = open_engine(staged.beside / DATA, staged.ring.dek, write=True, scratch=True)
    try:
        with Session(engine) as session:
            info = office_info(session)
        database = Database(engine, engine, ChangeBus(), info, clock, Sealer(compartments))
        database.current = current
        yield database
        remember_head(staged.beside, staged.ring, engine)
    finally:
        engine.dispose()


def add_keys(staged: Staged, pool: Pool, passphrase: str, clock: FixedClock) -> keys.KeyRing:
    """Let the demo's users in, all with one passphrase; returns the counsellor's keys, which open the sealed section."""
    for person in pool.facts["staff"]:
        if person["login"] in USERS[:-1]:
            compartments = roles()[person["role"]].compartments
            keys.add_user(
                staged.beside, staged.ring, person["login"], person["name"], passphrase, compartments, clock
            )
    return keys.unlock(staged.beside, "counsellor", passphrase, clock)[0]


def hire(database: Database, pool: Pool, extra: int) -> Company:
    """Teams and staff, letterhead, programme and partners, through the administrator."""
    with Session(database.write_engine) as session:
        admin = as_actor(session.scalars(select(Staff)).one())
    with database.work(admin) as uow:
        office.change(uow, _letterhead(pool))
    with database.work(admin) as uow:
        first = uow.session.scalars(select(Team)).one()
        first.place = pool.facts["teams"][0]["place"]
        teams = [first.id, *(office.add_team(uow, team) for team in pool.facts["teams"][1:])]
    with database.work(admin) as uow:
        for person in [*pool.facts["staff"][1:], *_more(pool, extra)]:
            raw = {name: person[name] for name in ("login", "name", "role", "title")}
            office.add_staff(uow, raw | {"ceiling": 25}, teams[person["team"]])
    with database.work(admin) as uow:
        uow.begin_action("office.seed")
        seed_programmes(uow, pool.country)
        seed_partners(uow, pool.country)
    with Session(database.write_engine) as session:
        return _company(session, pool)


def _letterhead(pool: Pool) -> dict[str, Any]:
    facts = {name: value for name, value in pool.facts["office"].items() if name != "code"}
    return facts | {"donor_mark": True, "idle_minutes": 10}


def _more(pool: Pool, extra: int) -> list[dict[str, Any]]:
    """Outreach workers of a large office, by number: nobody signs in as them."""
    return [
        {"login": f"outreach{n:02d}", "name": f"Outreach worker {n}", "role": "caseworker", "title": "Outreach",
         "team": 1} for n in range(1, extra + 1)
    ]  # fmt: skip


def _company(session: Session, pool: Pool) -> Company:
    staff = {s.login: as_actor(s) for s in session.scalars(select(Staff).order_by(Staff.id))}
    partners: dict[str, tuple[str, ...]] = {}
    for sector, partner_id in session.execute(select(PartnerService.sector, PartnerService.partner_id)):
        partners[sector] = (*partners.get(sector, ()), partner_id)
    line = session.scalars(select(BudgetLine).where(BudgetLine.code == pool.facts["grant_line"])).one()
    programme = session.scalars(select(Programme)).one()
    carriers = tuple(login for login, actor in staff.items() if actor.role == "caseworker")
    return Company(staff, carriers, partners, programme.id, line.id)
