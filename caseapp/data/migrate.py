"""Bringing an office file to the schema of this program: one transaction, foreign keys off and checked before the commit.

With foreign keys on, SQLite's way of changing a table (copy, drop, rename) deletes the children of cascading keys.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from caseapp import __version__
from caseapp.core import faults
from caseapp.core.errors import DataFileDamaged, NewerVersion
from caseapp.core.i18n import _
from caseapp.core.paths import database_dir


@cache
def revisions() -> tuple[str, ...]:
    """Every schema this program knows, oldest first: the four digits that begin the file names in `db/versions`."""
    return tuple(sorted(p.name[:4] for p in database_dir("versions").glob("[0-9][0-9][0-9][0-9]_*.py")))


def stored_revision(connection: Connection) -> str | None:
    """The schema of the open file; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def needs_upgrade(connection: Connection) -> bool:
    """Whether the file is of an older program. Raises NewerVersion for a newer one: it is left untouched."""
    found = stored_revision(connection)
    if found is not None and found not in revisions():
        raise NewerVersion(
            _("This office was last opened with a newer program (data format {found}; this is {version}). Nothing was "
              "changed. Install the newer program on this laptop too.").format(found=found, version=__version__)
        )  # fmt: skip
    return found != revisions()[-1]


def upgrade(engine: Engine) -> None:
    """Create or upgrade the schema. A step that fails leaves the file as it was."""
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("ROLLBACK") if raw.in_transaction else None
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            _run(engine, connection)
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def _run(engine: Engine, connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(database_dir()))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with connection.begin():
        command.upgrade(config, "head")
        faults.point("migrate.run")
        orphans = connection.execute(text("PRAGMA foreign_key_check")).first()
        if orphans:
            raise DataFileDamaged(
                _("The data could not be brought to the new format. It was left as it was.")
            )
