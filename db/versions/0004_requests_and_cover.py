"""Requests to reopen a case and to keep a record, conditions sent back, and cover for somebody who is away."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "cover",
        sa.Column("from_id", sa.String(length=36), nullable=False),
        sa.Column("to_id", sa.String(length=36), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("given_by", sa.String(length=36), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("ck_cover_last_after_first")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cover_from_id"), ["from_id"], unique=False)
        batch_op.create_index("ix_cover_to", ["to_id", "last"], unique=False)

    op.create_table(
        "retention_review",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "returned",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_retention_review_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_review")),
    )
    with op.batch_alter_table("retention_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_review_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_retention_review_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retention_review_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_retention_review_state", ["state", "asked_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_retention_review_team"), ["team"], unique=False)

    op.create_table(
        "case_reopening",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "returned",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_reopening_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reopening")),
    )
    with op.batch_alter_table("case_reopening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_reopening_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_reopening_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_reopening_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_case_reopening_state", ["state", "asked_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_reopening_team"), ["team"], unique=False)

    with op.batch_alter_table("case_transfer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered_by", sa.String(length=36), nullable=True))

    with op.batch_alter_table("tranche", schema=None) as batch_op:
        batch_op.add_column(sa.Column("returned_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("returned_by", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("returned_why", sa.Text(), nullable=True))
