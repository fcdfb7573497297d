"""Write the next migration from the difference between the models and `db/versions`: `python packaging/migration.py words`.

Look at what it wrote before committing it; a migration that was released is never changed again.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main(words: str) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    from caseapp.data.base import Base
    from caseapp.features import import_models

    import_models()
    versions = sorted((ROOT / "db" / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))
    number = f"{len(versions) + 1:04d}"
    config = Config()
    config.set_main_option("script_location", str(ROOT / "db"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", f"{number}_%%(slug)s")
    config.attributes["metadata"] = Base.metadata
    with create_engine("sqlite://").connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        command.revision(config, words, autogenerate=True, rev_id=number)
    print(re.sub(r"\s+", "_", f"{number} written: {words}"))


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
