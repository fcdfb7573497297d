"""Records whose removal was proposed: the bin, what was carried out, and since when somebody is a number alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "retention_removal",
        sa.Column("carried_at", sa.DateTime(), nullable=False),
        sa.Column("carried_by", sa.String(length=36), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("bin_days", sa.Integer(), nullable=False),
        sa.Column("backups", sa.Integer(), nullable=False),
        sa.Column("backups_until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_removal")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("anonymised_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_person_anonymised",
            ["anonymised_on"],
            unique=False,
            sqlite_where=sa.text("anonymised_on IS NOT NULL"),
        )

    with op.batch_alter_table("retention_review", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "ending",
                sa.Enum("keep", "remove", name="ending", native_enum=False, length=32),
                nullable=False,
                server_default="keep",
            )
        )
        batch_op.add_column(
            sa.Column(
                "reason",
                sa.Enum(
                    "time_over",
                    "asked",
                    "no_purpose",
                    "not_ours",
                    name="removalreason",
                    native_enum=False,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("bin_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("brought_back_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("brought_back_by", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("removal_id", sa.String(length=36), nullable=True))
        batch_op.alter_column("keep_until", nullable=True)
        batch_op.create_index(
            "ix_retention_review_bin",
            ["bin_until"],
            unique=False,
            sqlite_where=sa.text("bin_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_retention_review_removal",
            ["removal_id"],
            unique=False,
            sqlite_where=sa.text("removal_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_retention_review_removal_id"), "retention_removal", ["removal_id"], ["id"]
        )
