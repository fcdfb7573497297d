"""The schema of casework in full: everything version 0001 had no place for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "community_activity",
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "initiative",
                "dialogue",
                "group",
                "training",
                name="activitykind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "community", "government", "border", "helpers", name="audience", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("programme_id", sa.String(length=36), nullable=True),
        sa.Column("line_id", sa.String(length=36), nullable=True),
        sa.Column("place", sa.String(length=24), nullable=True),
        sa.Column("village", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("aim", sa.Text(), nullable=True),
        sa.Column("committee", sa.Text(), nullable=True),
        sa.Column("partner", sa.String(length=200), nullable=True),
        sa.Column("returnees_planned", sa.Integer(), nullable=True),
        sa.Column("hosts_planned", sa.Integer(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("harm", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "running",
                "completed",
                "cancelled",
                name="activitystate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("asset", sa.String(length=200), nullable=True),
        sa.Column("asset_to", sa.String(length=200), nullable=True),
        sa.Column("asset_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("agree", sa.Integer(), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "agree IS NULL OR (asked IS NOT NULL AND agree <= asked)",
            name=op.f("ck_community_activity_agree_within_asked"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_community_activity_ends_after_start")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_activity")),
        sa.UniqueConstraint("number", name=op.f("uq_community_activity_number")),
    )
    with op.batch_alter_table("community_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_activity_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_community_activity_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index("ix_community_activity_starts", ["starts_on", "id"], unique=False)
        batch_op.create_index("ix_community_activity_state", ["state", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_activity_team"), ["team"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("from_id", sa.String(length=36), nullable=False),
        sa.Column("to_id", sa.String(length=36), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("ck_delegation_last_after_first")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_from_id"), ["from_id"], unique=False)
        batch_op.create_index("ix_delegation_to", ["to_id", "last"], unique=False)

    op.create_table(
        "emergency_contact",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=True),
        sa.Column("hours", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_contact")),
    )
    op.create_table(
        "file_audit",
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("audited_by", sa.String(length=36), nullable=False),
        sa.Column("audited_on", sa.Date(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("well", sa.Text(), nullable=False),
        sa.Column("mend", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_audit")),
    )
    with op.batch_alter_table("file_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_file_audit_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_file_audit_of", ["staff_id", "audited_on"], unique=False)

    op.create_table(
        "frozen_period",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.Column("frozen_by", sa.String(length=36), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("ck_frozen_period_last_after_first")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_period")),
    )
    with op.batch_alter_table("frozen_period", schema=None) as batch_op:
        batch_op.create_index("ix_frozen_period_of", ["programme_id", "first", "last"], unique=False)

    op.create_table(
        "grant_group",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=True),
        sa.Column("village", sa.String(length=200), nullable=True),
        sa.Column("formed_on", sa.Date(), nullable=True),
        sa.Column("registered", sa.String(length=120), nullable=True),
        sa.Column("returnees", sa.Integer(), nullable=True),
        sa.Column("hosts", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_group")),
    )
    with op.batch_alter_table("grant_group", schema=None) as batch_op:
        batch_op.create_index("ix_grant_group_name", ["name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_group_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_group_team"), ["team"], unique=False)

    op.create_table(
        "hand_figure",
        sa.Column("indicator_id", sa.String(length=36), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=36), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_figure")),
    )
    with op.batch_alter_table("hand_figure", schema=None) as batch_op:
        batch_op.create_index("ix_hand_figure_of", ["indicator_id", "counted_on"], unique=False)

    op.create_table(
        "handover",
        sa.Column("from_id", sa.String(length=36), nullable=False),
        sa.Column("done_by", sa.String(length=36), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("moves", sa.Text(), nullable=False),
        sa.Column("promised", sa.Text(), nullable=False),
        sa.Column("undone_on", sa.Date(), nullable=True),
        sa.Column("undone_by", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index("ix_handover_done", ["done_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_from_id"), ["from_id"], unique=False)

    op.create_table(
        "instrument_file",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("kept_by", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_file")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_instrument_file_code_version")),
    )
    op.create_table(
        "instrument_weights",
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("kept_by", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_weights")),
        sa.UniqueConstraint("instrument", "version", name=op.f("uq_instrument_weights_instrument_version")),
    )
    op.create_table(
        "match_weights",
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_weights")),
    )
    op.create_table(
        "mhpss_group",
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mhpss_group")),
    )
    with op.batch_alter_table("mhpss_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mhpss_group_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_group_team"), ["team"], unique=False)

    op.create_table(
        "person_merge",
        sa.Column("kept_id", sa.String(length=36), nullable=False),
        sa.Column("gone_id", sa.String(length=36), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("merged_by", sa.String(length=36), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=36), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    with op.batch_alter_table("person_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_merge_gone_id"), ["gone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_merge_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_merge_team"), ["team"], unique=False)

    op.create_table(
        "report_text",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
    )
    with op.batch_alter_table("report_text", schema=None) as batch_op:
        batch_op.create_index("ix_report_text_of", ["programme_id", "first", "last", "section"], unique=False)

    op.create_table(
        "supervision_talk",
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("held_by", sa.String(length=36), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("well", sa.Text(), nullable=True),
        sa.Column("hard", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_talk")),
    )
    with op.batch_alter_table("supervision_talk", schema=None) as batch_op:
        batch_op.create_index("ix_supervision_talk_of", ["staff_id", "held_on"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("file_title", sa.String(length=200), nullable=False),
        sa.Column("file_kind", sa.String(length=40), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("removed_why", sa.String(length=400), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attachment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_team"), ["team"], unique=False)

    op.create_table(
        "community_meeting",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("led_by", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["community_activity.id"], name=op.f("fk_community_meeting_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_meeting")),
    )
    with op.batch_alter_table("community_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_meeting_held_on"), ["held_on"], unique=False)
        batch_op.create_index("ix_community_meeting_of", ["activity_id", "held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_meeting_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_meeting_team"), ["team"], unique=False)

    op.create_table(
        "community_milestone",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("dropped_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["community_activity.id"], name=op.f("fk_community_milestone_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_milestone")),
    )
    with op.batch_alter_table("community_milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_milestone_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_milestone_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_milestone_team"), ["team"], unique=False)

    op.create_table(
        "community_participant",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column(
            "sex",
            sa.Enum("f", "m", "other", "undisclosed", name="sex", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "group",
            sa.Enum("returnee", "community", "official", name="group", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("office", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=120), nullable=True),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_why", sa.String(length=200), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "before BETWEEN 0 AND 100 AND after BETWEEN 0 AND 100",
            name=op.f("ck_community_participant_percent"),
        ),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR name IS NOT NULL", name=op.f("ck_community_participant_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["community_activity.id"], name=op.f("fk_community_participant_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_community_participant_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_participant")),
    )
    with op.batch_alter_table("community_participant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_participant_activity_id"), ["activity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_community_participant_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_participant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_participant_team"), ["team"], unique=False)

    op.create_table(
        "emergency_opening",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=36), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_emergency_opening_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_opening")),
    )
    with op.batch_alter_table("emergency_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_opening_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_emergency_opening_staff", ["staff_id", "until"], unique=False)

    op.create_table(
        "grant_group_member",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("signs", sa.Boolean(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["grant_group.id"], name=op.f("fk_grant_group_member_group_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_grant_group_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_group_member")),
    )
    with op.batch_alter_table("grant_group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_group_member_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_group_member_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_group_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_group_member_team"), ["team"], unique=False)

    op.create_table(
        "household",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("head_id", sa.String(length=36), nullable=True),
        sa.Column("formed_on", sa.Date(), nullable=False),
        sa.Column("split_from", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_household_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_team"), ["team"], unique=False)

    op.create_table(
        "household_event",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("household_id", sa.String(length=36), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "formed",
                "joined",
                "left",
                "split",
                "new_head",
                name="householdstep",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("event_note", sa.Text(), nullable=True),
        sa.Column("size_before", sa.Integer(), nullable=False),
        sa.Column("size_after", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_household_event_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_event")),
    )
    with op.batch_alter_table("household_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_event_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_event_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_event_team"), ["team"], unique=False)
        batch_op.create_index("ix_household_event_when", ["household_id", "happened_on"], unique=False)

    op.create_table(
        "identity_document",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("document_type", sa.String(length=40), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=True),
        sa.Column("issuing_country", sa.String(length=2), nullable=True),
        sa.Column("issued_on", sa.String(length=24), nullable=True),
        sa.Column("valid_until", sa.String(length=24), nullable=True),
        sa.Column(
            "proof",
            sa.Enum("seen", "copied", "declared", name="proof", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.String(length=200), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_document_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_document")),
    )
    with op.batch_alter_table("identity_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_document_document_number"), ["document_number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_identity_document_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_document_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_document_team"), ["team"], unique=False)

    op.create_table(
        "mhpss_meeting",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["mhpss_group.id"], name=op.f("fk_mhpss_meeting_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mhpss_meeting")),
    )
    with op.batch_alter_table("mhpss_meeting", schema=None) as batch_op:
        batch_op.create_index("ix_mhpss_meeting_group", ["group_id", "held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_meeting_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_meeting_team"), ["team"], unique=False)

    op.create_table(
        "person_phone",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("phone_number", sa.String(length=20), nullable=False),
        sa.Column("sim_owner", sa.String(length=80), nullable=True),
        sa.Column(
            "call_safe",
            sa.Enum(
                "yes", "mornings", "evenings", "text", "no", name="safetocall", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("call_time", sa.String(length=80), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_phone_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_phone")),
    )
    with op.batch_alter_table("person_phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_phone_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone_phone_number"), ["phone_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone_team"), ["team"], unique=False)

    op.create_table(
        "special_answer",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("setting_id", sa.String(length=36), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_special_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_answer")),
    )
    with op.batch_alter_table("special_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_special_answer_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_special_answer_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_special_answer_team"), ["team"], unique=False)

    op.create_table(
        "special_question",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("allowed_on", sa.Date(), nullable=False),
        sa.Column("allowed_by", sa.String(length=36), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_special_question_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_question")),
    )
    with op.batch_alter_table("special_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_special_question_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "case_transfer",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("from_id", sa.String(length=36), nullable=True),
        sa.Column("to_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "withdrawn",
                name="transferstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_transfer_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_transfer")),
    )
    with op.batch_alter_table("case_transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_transfer_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_transfer_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_transfer_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_transfer_team"), ["team"], unique=False)
        batch_op.create_index("ix_case_transfer_to", ["to_id", "state"], unique=False)

    op.create_table(
        "community_attendance",
        sa.Column("meeting_id", sa.String(length=36), nullable=False),
        sa.Column("participant_id", sa.String(length=36), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["community_meeting.id"], name=op.f("fk_community_attendance_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["community_participant.id"],
            name=op.f("fk_community_attendance_participant_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_attendance")),
    )
    with op.batch_alter_table("community_attendance", schema=None) as batch_op:
        batch_op.create_index("ix_community_attendance_of", ["meeting_id", "participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_attendance_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_community_attendance_participant_id"), ["participant_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_community_attendance_team"), ["team"], unique=False)

    op.create_table(
        "community_headcount",
        sa.Column("meeting_id", sa.String(length=36), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("f", "m", "other", "undisclosed", name="sex", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("age", sa.String(length=8), nullable=False),
        sa.Column(
            "group",
            sa.Enum("returnee", "community", "official", name="group", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("many >= 0", name=op.f("ck_community_headcount_many_not_negative")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["community_meeting.id"], name=op.f("fk_community_headcount_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_headcount")),
    )
    with op.batch_alter_table("community_headcount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_headcount_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_headcount_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_headcount_team"), ["team"], unique=False)

    op.create_table(
        "incoming_referral",
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "accepted",
                "waiting_list",
                "declined",
                name="incomingstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("came_by", sa.String(length=40), nullable=True),
        sa.Column("agency", sa.String(length=160), nullable=False),
        sa.Column("partner_id", sa.String(length=36), nullable=True),
        sa.Column("contact", sa.String(length=160), nullable=True),
        sa.Column("contact_phone", sa.String(length=20), nullable=True),
        sa.Column("their_number", sa.String(length=60), nullable=True),
        sa.Column("written_by", sa.String(length=36), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("person_phone", sa.String(length=20), nullable=True),
        sa.Column("person_place", sa.String(length=200), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column(
            "priority",
            sa.Enum("routine", "urgent", "emergency", name="priority", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("private_reason", sa.Text(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("appointment_on", sa.Date(), nullable=True),
        sa.Column("decline_reason", sa.String(length=40), nullable=True),
        sa.Column("elsewhere", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_how", sa.String(length=40), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_incoming_referral_case_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_incoming_referral_partner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incoming_referral_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_incoming_referral_number")),
    )
    with op.batch_alter_table("incoming_referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_referral_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_referral_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_referral_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_incoming_referral_state", ["state", "answer_due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_referral_team"), ["team"], unique=False)

    op.create_table(
        "mhpss_goal",
        sa.Column("of_case_id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["of_case_id"], ["case.id"], name=op.f("fk_mhpss_goal_of_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mhpss_goal")),
    )
    with op.batch_alter_table("mhpss_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mhpss_goal_of_case_id"), ["of_case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_goal_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_goal_team"), ["team"], unique=False)

    op.create_table(
        "mhpss_group_member",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("of_case_id", sa.String(length=36), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["mhpss_group.id"], name=op.f("fk_mhpss_group_member_group_id")
        ),
        sa.ForeignKeyConstraint(["of_case_id"], ["case.id"], name=op.f("fk_mhpss_group_member_of_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mhpss_group_member")),
    )
    with op.batch_alter_table("mhpss_group_member", schema=None) as batch_op:
        batch_op.create_index("ix_mhpss_group_member_group", ["group_id", "left_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_group_member_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_group_member_team"), ["team"], unique=False)

    op.create_table(
        "mhpss_safety",
        sa.Column("of_case_id", sa.String(length=36), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("session", "screening", "asked", name="origin", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("screening_id", sa.String(length=36), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("imminent", sa.Boolean(), nullable=False),
        sa.Column("imminent_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("signed_off_on", sa.Date(), nullable=True),
        sa.Column("signed_off_by", sa.String(length=36), nullable=True),
        sa.Column("signed_how", sa.Text(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["of_case_id"], ["case.id"], name=op.f("fk_mhpss_safety_of_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mhpss_safety")),
    )
    with op.batch_alter_table("mhpss_safety", schema=None) as batch_op:
        batch_op.create_index("ix_mhpss_safety_case", ["of_case_id", "created_on"], unique=False)
        batch_op.create_index(
            "ix_mhpss_safety_open", ["finished_on", "imminent", "signed_off_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mhpss_safety_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_safety_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_safety_team"), ["team"], unique=False)

    op.create_table(
        "plan_need",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum("high", "medium", "low", name="needlevel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("no_goal_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_plan_need_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_need")),
        sa.UniqueConstraint("case_id", "need", name=op.f("uq_plan_need_case_id_need")),
    )
    with op.batch_alter_table("plan_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_need_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_need_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_need_team"), ["team"], unique=False)

    op.create_table(
        "assessment_score",
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("weights_version", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_score_assessment_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "weights_version", name=op.f("pk_assessment_score")),
    )
    op.create_table(
        "followup_review",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("followup_id", sa.String(length=36), nullable=False),
        sa.Column(
            "support",
            sa.Enum("ongoing", "completed", "dropout", name="support", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("confirmed", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.Column("done_about", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_followup_review_case_id")),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followup.id"], name=op.f("fk_followup_review_followup_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_review")),
    )
    with op.batch_alter_table("followup_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followup_review_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_review_followup_id"), ["followup_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_review_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_review_team"), ["team"], unique=False)

    op.create_table(
        "grant_lot",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("money", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("remainder", sa.BigInteger(), nullable=False),
        sa.Column("remainder_why", sa.String(length=400), nullable=True),
        sa.Column("shared_on", sa.Date(), nullable=False),
        sa.Column("shared_by", sa.String(length=36), nullable=False),
        sa.Column("void_on", sa.Date(), nullable=True),
        sa.Column("void_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND remainder >= 0 AND remainder <= quantity", name=op.f("ck_grant_lot_within_lot")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_lot_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_lot")),
    )
    with op.batch_alter_table("grant_lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_lot_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_lot_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_lot_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_lot_team"), ["team"], unique=False)

    op.create_table(
        "grant_outcome",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.String(length=36), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("profit", sa.BigInteger(), nullable=True),
        sa.Column("loss", sa.BigInteger(), nullable=True),
        sa.Column("household_income", sa.BigInteger(), nullable=True),
        sa.Column("main_income", sa.Boolean(), nullable=True),
        sa.Column("workers_women", sa.Integer(), nullable=True),
        sa.Column("workers_men", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_outcome_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_outcome")),
        sa.UniqueConstraint("grant_id", "month", name=op.f("uq_grant_outcome_grant_id_month")),
    )
    with op.batch_alter_table("grant_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_outcome_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_outcome_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_outcome_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_outcome_team"), ["team"], unique=False)

    op.create_table(
        "grant_photo",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("about_id", sa.String(length=36), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_photo_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_photo")),
    )
    with op.batch_alter_table("grant_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_photo_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_photo_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_photo_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_photo_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_photo_team"), ["team"], unique=False)

    op.create_table(
        "grant_recovery",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_grant_recovery_amount_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_recovery_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_recovery")),
    )
    with op.batch_alter_table("grant_recovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_recovery_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_recovery_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_recovery_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_recovery_team"), ["team"], unique=False)

    op.create_table(
        "grant_score",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("scorer_id", sa.String(length=36), nullable=True),
        sa.Column("scorer_name", sa.String(length=200), nullable=True),
        sa.Column("body", sa.String(length=120), nullable=True),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("conflict_why", sa.Text(), nullable=True),
        sa.Column("points", sa.Text(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("total_of", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("void_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_score_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_score")),
    )
    with op.batch_alter_table("grant_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_score_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_score_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_score_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_score_team"), ["team"], unique=False)

    op.create_table(
        "referral_chase",
        sa.Column("referral_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("chased_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_referral_chase_case_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_chase_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_chase")),
    )
    with op.batch_alter_table("referral_chase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_chase_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_referral_chase_referral", ["referral_id", "chased_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_chase_team"), ["team"], unique=False)

    op.create_table(
        "grant_purchase",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("tranche_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("chosen_id", sa.String(length=36), nullable=True),
        sa.Column("choice_why", sa.Text(), nullable=True),
        sa.Column("number", sa.String(length=28), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("ordered_by", sa.String(length=36), nullable=True),
        sa.Column("deliver_by", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.String(length=36), nullable=True),
        sa.Column("received_note", sa.Text(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_by", sa.String(length=36), nullable=True),
        sa.Column(
            "handed_how",
            sa.Enum("signature", "thumbprint", name="signedhow", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("handed_witness", sa.String(length=200), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("dropped_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_grant_purchase_amount_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_purchase_grant_id")),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranche.id"], name=op.f("fk_grant_purchase_tranche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_purchase")),
        sa.UniqueConstraint("number", name=op.f("uq_grant_purchase_number")),
    )
    with op.batch_alter_table("grant_purchase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_purchase_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_purchase_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_purchase_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_purchase_team"), ["team"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_purchase_tranche_id"), ["tranche_id"], unique=False)

    op.create_table(
        "grant_repayment",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("recovery_id", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.String(length=36), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_grant_repayment_amount_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_repayment_grant_id")),
        sa.ForeignKeyConstraint(
            ["recovery_id"], ["grant_recovery.id"], name=op.f("fk_grant_repayment_recovery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_repayment")),
        sa.UniqueConstraint("reference", name=op.f("uq_grant_repayment_reference")),
    )
    with op.batch_alter_table("grant_repayment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_repayment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_repayment_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_repayment_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_repayment_recovery_id"), ["recovery_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_repayment_team"), ["team"], unique=False)

    op.create_table(
        "grant_share",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_grant_share_quantity_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_share_grant_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["grant_lot.id"], name=op.f("fk_grant_share_lot_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_grant_share_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_share")),
    )
    with op.batch_alter_table("grant_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_share_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_share_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_share_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_share_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_share_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_share_team"), ["team"], unique=False)

    op.create_table(
        "grant_goods",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("purchase_id", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("serials", sa.Text(), nullable=False),
        sa.Column("condition", sa.String(length=400), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_grant_goods_quantity_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_goods_grant_id")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["grant_purchase.id"], name=op.f("fk_grant_goods_purchase_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_goods")),
    )
    with op.batch_alter_table("grant_goods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_goods_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_goods_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_goods_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_goods_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_goods_team"), ["team"], unique=False)

    op.create_table(
        "grant_quotation",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("purchase_id", sa.String(length=36), nullable=False),
        sa.Column("vendor", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_grant_quotation_amount_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_grant_quotation_grant_id")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["grant_purchase.id"], name=op.f("fk_grant_quotation_purchase_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_quotation")),
    )
    with op.batch_alter_table("grant_quotation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_quotation_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_quotation_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_quotation_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_quotation_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_quotation_team"), ["team"], unique=False)

    with op.batch_alter_table("assistance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("serials", sa.String(length=400), nullable=True))
        batch_op.add_column(sa.Column("line_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("certificate", sa.String(length=28), nullable=True))
        batch_op.create_index("ix_assistance_line", ["line_id", "activity_id", "value"], unique=False)

    with op.batch_alter_table("business_visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gps", sa.String(length=60), nullable=True))

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lost_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("contact_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contact_why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("closure_missing_why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("closure_contact", sa.Boolean(), nullable=True))

    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "given_by",
                sa.Enum("self", "guardian", "both", name="consentby", native_enum=False, length=32),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("guardian", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("explained", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("text_version", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_consent_expires_on"), ["expires_on"], unique=False)

    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_rule", sa.Boolean(), nullable=True))

    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("legal_form", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("group_id", sa.String(length=36), nullable=True))
        batch_op.add_column(
            sa.Column(
                "route", sa.Enum("cash", "in_kind", name="route", native_enum=False, length=32), nullable=True
            )
        )
        batch_op.add_column(sa.Column("place", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("found_at", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("customers", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("competitors", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("suppliers", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("premises", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("licences", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("workers_planned", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("balance_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("months", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("screened_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("screened_by", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("screening", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("screening_why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("minutes", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("present", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("few_why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("recovered", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("receipts_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("outcome_due_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_grant_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_outcome_due_on"), ["outcome_due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_receipts_due_on"), ["receipts_due_on"], unique=False)

    with op.batch_alter_table("household_member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("household_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("member_person_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("joined_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("left_why", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("dependent", sa.Boolean(), nullable=True))
        batch_op.create_index(batch_op.f("ix_household_member_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_household_member_member_person_id"), ["member_person_id"], unique=False
        )

    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.add_column(sa.Column("baseline", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("measure", sa.String(length=60), nullable=True))

    with op.batch_alter_table("mhpss_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.String(length=36), nullable=True))

    with op.batch_alter_table("partner_service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purchase_id", sa.String(length=36), nullable=True))
        batch_op.add_column(
            sa.Column(
                "reversed_how",
                sa.Enum(
                    "failed",
                    "came_back",
                    "unclaimed",
                    "mistake",
                    name="paymentend",
                    native_enum=False,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.create_index(batch_op.f("ix_payment_purchase_id"), ["purchase_id"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("title", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("maiden_name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("mother_name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("phone_time", sa.String(length=80), nullable=True))
        batch_op.add_column(
            sa.Column(
                "id_proof",
                sa.Enum("seen", "copied", "declared", name="proof", native_enum=False, length=32),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("id_country", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("id_issued_on", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("id_expires_on", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("present_address", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("left_on", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("return_means", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("return_helped", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("wanted_country", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("migration_reasons", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("migration_channel", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("migration_route", sa.String(length=400), nullable=True))
        batch_op.add_column(sa.Column("travel_papers", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("agent", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("away_currency", sa.String(length=3), nullable=True))
        batch_op.add_column(sa.Column("migration_cost", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("income_away", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("cost_sources", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("losses", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("loss_causes", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("household_men", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("household_women", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("household_boys", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("household_girls", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("emergency_relation", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("education", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("occupation_before", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("occupation_now", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("income_now", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("household_income", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("savings", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("debt", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("debt_owed_to", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("assets", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("housing", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("skills", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("training_wishes", sa.Text(), nullable=True))
        batch_op.create_index("ix_person_created", ["created_on", "id"], unique=False)
        batch_op.create_index(
            "ix_person_merged", ["merged_into"], unique=False, sqlite_where=sa.text("merged_into IS NOT NULL")
        )
        batch_op.create_index("ix_person_seen", ["owner_id", "restricted", "team"], unique=False)

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("written_at", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("exchange_rate", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("business_plan", sa.String(length=80), nullable=True))

    with op.batch_alter_table("plan_activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resources", sa.String(length=400), nullable=True))
        batch_op.add_column(sa.Column("line_id", sa.String(length=36), nullable=True))
        batch_op.create_index("ix_plan_activity_line", ["line_id", "plan_id", "cost"], unique=False)

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shared", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("private_sealed", sa.LargeBinary(), nullable=True))
