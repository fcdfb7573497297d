"""Everybody is counted from one index again, now that a count also leaves out who is in the bin."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.drop_index("ix_person_seen", "person")
    op.create_index("ix_person_seen", "person", ["owner_id", "restricted", "team", "id"])
