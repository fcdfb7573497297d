"""Making a demo office, from an empty folder to this morning. It is put in its place as the last step."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.core.clock import FixedClock, SystemClock
from caseapp.core.errors import UserError
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.data import drafts
from caseapp.data.uow import Database
from caseapp.demo import cast, community, crowd, ending, handing, twice
from caseapp.demo.founding import USERS, Company, add_keys, hire, new_office, staged_database
from caseapp.demo.life import Setting
from caseapp.demo.pool import Pool, pool
from caseapp.demo.stage import MORNING, Stage
from caseapp.features import import_actions
from caseapp.features.office.founding import Staged, stage_office
from caseapp.features.people.models import Person

TOLD = 100  # people whose whole story is played, by the services themselves
MOST = 5_000_000
CARRIERS_EACH, CARRIERS_MOST = 2_000, 60  # one more caseworker for so many people


class Made(Struct, frozen=True):
    """What was made: how many people, and who can sign in."""

    people: int
    users: tuple[str, ...]


def create_demo(
    folder: Path, country: str, people: int, seed: int, passphrase: str, progress: Progress | None = None
) -> Made:
    """Make a demo office of `people` invented people in a new or empty folder. Steps are told in people.

    Raises UserError as founding an office does; then, or when it is stopped, nothing is left in the folder.
    """
    if not 0 <= people <= MOST:
        raise UserError(_("Choose between 0 and {most} people.").format(most=f"{MOST:,}"))
    import_actions()
    chosen, today = pool(country), SystemClock().today()
    begins = crowd.begins(today, people - TOLD)
    clock = FixedClock(datetime.combine(begins - timedelta(days=7), MORNING, UTC))
    staged = stage_office(folder, new_office(chosen, passphrase), clock)
    try:
        made = _fill(staged, chosen, people, seed, passphrase, clock, progress or silent())
        staged.settle().close()
    except BaseException:
        staged.abandon()
        raise
    return Made(made, USERS)


def _fill(
    staged: Staged,
    chosen: Pool,
    people: int,
    seed: int,
    passphrase: str,
    clock: FixedClock,
    progress: Progress,
) -> int:
    today = SystemClock().today()
    with add_keys(staged, chosen, passphrase, clock) as ring:
        with staged_database(staged, clock, ring.compartments) as database:
            told = min(people, TOLD)
            company = hire(database, chosen, min(CARRIERS_MOST, (people - told) // CARRIERS_EACH))
            crowd.add(database, chosen, company, people - told, seed, today, progress)
            stage = Stage(database, clock, company.actors, today)
            setting = Setting(
                stage, chosen, company.team, {login: actor.id for login, actor in company.actors.items()},
                company.partners, company.programme_id, company.line_id,
            )  # fmt: skip
            again = twice.PEOPLE if told >= twice.LEAST else 0
            for scene in (
                *cast.scenes(setting, seed, told - again),
                *twice.scenes(setting, again),
                *handing.scenes(setting),
                *ending.scenes(setting),
                *community.scenes(setting),
            ):
                stage.add(scene)
            stage.play(progress, people - told, people)
            clock.set(datetime.combine(today, time(6, 0), UTC))
            _half_typed(database, chosen, company)
            with Session(database.read_engine) as session:
                return session.scalar(select(func.count()).select_from(Person)) or 0


def _half_typed(database: Database, chosen: Pool, company: Company) -> None:
    """A registration the caseworker was called away from; it waits as a draft."""
    told = chosen.facts["draft"]
    title = " ".join(told[n] for n in ("given_name", "middle_name", "family_name") if n in told)
    with database.work(company.actors["caseworker"]) as uow:
        drafts.save(uow, "person", "", told, {"section": "who", "field": "phone"}, title)
