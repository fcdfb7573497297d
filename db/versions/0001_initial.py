"""The first released schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "counter",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_counter")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_user_id"), ["user_id"], unique=False)

    op.create_table(
        "journal",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("laptop", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("scope", sa.String(length=36), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("op", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("laptop", "seq", name=op.f("uq_journal_laptop_seq")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_journal_case", ["case_id", "seq"], unique=False)
        batch_op.create_index("ix_journal_record", ["entity", "record_id"], unique=False)

    op.create_table(
        "journal_state",
        sa.Column("laptop", sa.String(length=36), nullable=False),
        sa.Column("block", sa.String(length=4), nullable=False),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.Column("tip", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("laptop", name=op.f("pk_journal_state")),
    )
    op.create_table(
        "not_the_same",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_the_same")),
    )
    with op.batch_alter_table("not_the_same", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_the_same_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_not_the_same_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_not_the_same_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_not_the_same_team"), ["team"], unique=False)

    op.create_table(
        "office",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("donor_mark", sa.Boolean(), nullable=False),
        sa.Column("emergency_contacts", sa.Text(), nullable=False),
        sa.Column("backup_folder", sa.Text(), nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "partner",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("focal_point", sa.String(length=160), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_name"), ["name"], unique=False)

    op.create_table(
        "person",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "here_as",
            sa.Enum("returnee", "community", name="hereas", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("middle_name", sa.String(length=200), nullable=True),
        sa.Column("family_name", sa.String(length=200), nullable=False),
        sa.Column("known_as", sa.String(length=200), nullable=True),
        sa.Column("other_script", sa.String(length=200), nullable=True),
        sa.Column(
            "sex",
            sa.Enum("f", "m", "other", "undisclosed", name="sex", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("birth_date", sa.String(length=24), nullable=False),
        sa.Column("nationality", sa.String(length=2), nullable=True),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("phone_owner", sa.String(length=80), nullable=True),
        sa.Column(
            "safe_to_call",
            sa.Enum(
                "yes", "mornings", "evenings", "text", "no", name="safetocall", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("phone_other", sa.String(length=20), nullable=True),
        sa.Column("id_type", sa.String(length=40), nullable=True),
        sa.Column("id_number", sa.String(length=60), nullable=True),
        sa.Column("place", sa.String(length=24), nullable=True),
        sa.Column("village", sa.String(length=200), nullable=True),
        sa.Column("return_country", sa.String(length=2), nullable=True),
        sa.Column("return_area", sa.String(length=120), nullable=True),
        sa.Column("return_date", sa.String(length=24), nullable=True),
        sa.Column(
            "return_kind",
            sa.Enum("voluntary", "forced", "spontaneous", name="returnkind", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("border_post", sa.String(length=80), nullable=True),
        sa.Column("months_away", sa.Integer(), nullable=True),
        sa.Column("work_away", sa.String(length=200), nullable=True),
        sa.Column("return_reasons", sa.Text(), nullable=False),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.Column("household_size", sa.Integer(), nullable=True),
        sa.Column("household_children", sa.Integer(), nullable=True),
        sa.Column("household_head", sa.Boolean(), nullable=True),
        sa.Column("marital_status", sa.String(length=40), nullable=True),
        sa.Column("emergency_name", sa.String(length=200), nullable=True),
        sa.Column("emergency_phone", sa.String(length=20), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("vulnerabilities", sa.Text(), nullable=False),
        sa.Column("needs_note", sa.Text(), nullable=True),
        sa.Column(
            "wg_seeing",
            sa.Enum("1", "2", "3", "4", "7", "9", name="difficulty", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "wg_hearing",
            sa.Enum("1", "2", "3", "4", "7", "9", name="difficulty", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "wg_walking",
            sa.Enum("1", "2", "3", "4", "7", "9", name="difficulty", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "wg_remembering",
            sa.Enum("1", "2", "3", "4", "7", "9", name="difficulty", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "wg_selfcare",
            sa.Enum("1", "2", "3", "4", "7", "9", name="difficulty", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "wg_communicating",
            sa.Enum("1", "2", "3", "4", "7", "9", name="difficulty", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_identity", ["id_number"], unique=False)
        batch_op.create_index("ix_person_name", ["family_name", "given_name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_person_phone", ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_team"), ["team"], unique=False)

    op.create_table(
        "programme",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("donor", sa.String(length=160), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_programme_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "staff",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=24), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "team",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    op.create_table(
        "budget_line",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("for_grants", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_budget_line_amount_not_negative")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_budget_line_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_budget_line_programme_id_code")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_line_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "case",
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column(
            "risk",
            sa.Enum("high", "medium", "low", name="risk", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("risk_reason", sa.Text(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "registered",
                "assessed",
                "planned",
                "monitoring",
                "closing",
                "closed",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("supported_on", sa.Date(), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("closing_asked_on", sa.Date(), nullable=True),
        sa.Column("closing_asked_by", sa.String(length=36), nullable=True),
        sa.Column("closing_comment", sa.Text(), nullable=True),
        sa.Column("closure_reason", sa.String(length=40), nullable=True),
        sa.Column("closure_note", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("reopened_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_case_closed_after_opened")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_contact", ["closed_on", "next_contact_on", "id", "owner_id", "restricted"], unique=False
        )
        batch_op.create_index(
            "ix_case_open",
            [
                "closed_on",
                "owner_id",
                "stage",
                "risk",
                "opened_on",
                "planned_on",
                "last_contact_on",
                "next_contact_on",
                "programme_id",
                "restricted",
                "id",
            ],
            unique=False,
        )
        batch_op.create_index("ix_case_opened", ["opened_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index("ix_case_stage", ["stage", "owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_team"), ["team"], unique=False)

    op.create_table(
        "consent",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("partners", sa.Text(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "signature", "thumbprint", "witnessed", name="consentmethod", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("interpreter", sa.String(length=200), nullable=True),
        sa.Column("witness", sa.String(length=200), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.Column("explained_by", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_team"), ["team"], unique=False)

    op.create_table(
        "household_member",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("f", "m", "other", "undisclosed", name="sex", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("birth_date", sa.String(length=24), nullable=True),
        sa.Column("disability", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_household_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
    )
    with op.batch_alter_table("household_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_member_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_member_team"), ["team"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_indicator_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_indicator_programme_id_code")),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "partner_service",
        sa.Column("partner_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=True),
        sa.Column(
            "availability",
            sa.Enum("open", "limited", "full", "paused", name="availability", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("hours", sa.String(length=200), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_service_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_service")),
    )
    with op.batch_alter_table("partner_service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_service_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partner_service_sector"), ["sector"], unique=False)

    op.create_table(
        "photo",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_photo_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_photo_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_photo_team"), ["team"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("instrument_version", sa.String(length=20), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.String(length=36), nullable=False),
        sa.Column(
            "mode", sa.Enum("interview", "self", name="mode", native_enum=False, length=32), nullable=False
        ),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("raw", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(length=40), nullable=True),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_assessment_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_assessment_case_taken", ["case_id", "instrument", "taken_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_team"), ["team"], unique=False)

    op.create_table(
        "case_note",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_note_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_note_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_note_team"), ["team"], unique=False)

    op.create_table(
        "followup",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=True),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_time", sa.String(length=5), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "done", "missed", "cancelled", name="followupstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("assigned_to", sa.String(length=36), nullable=True),
        sa.Column("planned_by", sa.String(length=36), nullable=False),
        sa.Column("moved_why", sa.Text(), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=36), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('done', 'missed') OR done_on IS NOT NULL",
            name=op.f("ck_followup_recorded_has_day"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_followup_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_followup_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup")),
    )
    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.create_index(
            "ix_followup_assigned",
            ["assigned_to", "state", "due_on", "due_time", "id"],
            unique=False,
            sqlite_where=sa.text("assigned_to IS NOT NULL"),
            postgresql_where=sa.text("assigned_to IS NOT NULL"),
        )
        batch_op.create_index("ix_followup_case", ["case_id", "state", "due_on"], unique=False)
        batch_op.create_index("ix_followup_done", ["state", "done_on", "id"], unique=False)
        batch_op.create_index("ix_followup_due", ["state", "due_on", "due_time", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_team"), ["team"], unique=False)

    op.create_table(
        "grant",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "returned",
                "appraised",
                "approved",
                "paying",
                "monitoring",
                "suspended",
                "closed",
                "rejected",
                "cancelled",
                name="grantstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("business", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("new_business", sa.Boolean(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("skills", sa.Text(), nullable=True),
        sa.Column("risks", sa.Text(), nullable=True),
        sa.Column("household_agrees", sa.Boolean(), nullable=True),
        sa.Column("costs", sa.Text(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("own_contribution", sa.BigInteger(), nullable=True),
        sa.Column("expected_sales", sa.BigInteger(), nullable=True),
        sa.Column("expected_costs", sa.BigInteger(), nullable=True),
        sa.Column("break_even_month", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("payee_name", sa.String(length=200), nullable=True),
        sa.Column("payee_phone", sa.String(length=20), nullable=True),
        sa.Column("payee_identity", sa.String(length=60), nullable=True),
        sa.Column("payee_account", sa.String(length=60), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by", sa.String(length=36), nullable=False),
        sa.Column("makers", sa.Text(), nullable=False),
        sa.Column("returned_why", sa.Text(), nullable=True),
        sa.Column("appraised_on", sa.Date(), nullable=True),
        sa.Column("appraised_by", sa.String(length=36), nullable=True),
        sa.Column("scores", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_of", sa.Integer(), nullable=True),
        sa.Column("recommended", sa.Boolean(), nullable=True),
        sa.Column("appraisal_note", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column(
            "signed_how",
            sa.Enum("signature", "thumbprint", name="signedhow", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("witness", sa.String(length=200), nullable=True),
        sa.Column("signed_recorded_by", sa.String(length=36), nullable=True),
        sa.Column("promised", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("next_visit_on", sa.Date(), nullable=True),
        sa.Column("explained", sa.Text(), nullable=True),
        sa.Column("halted_on", sa.Date(), nullable=True),
        sa.Column("halted_why", sa.Text(), nullable=True),
        sa.Column(
            "resumes_as",
            sa.Enum(
                "applied",
                "returned",
                "appraised",
                "approved",
                "paying",
                "monitoring",
                "suspended",
                "closed",
                "rejected",
                "cancelled",
                name="grantstate",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_note", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "approved IS NULL OR approved <= asked", name=op.f("ck_grant_approved_within_asked")
        ),
        sa.CheckConstraint("paid <= coalesce(approved, 0)", name=op.f("ck_grant_paid_within_approved")),
        sa.CheckConstraint("promised >= 0 AND paid >= 0", name=op.f("ck_grant_no_negative_balance")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_grant_case_id")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_grant_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
        sa.UniqueConstraint("number", name=op.f("uq_grant_number")),
    )
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.create_index("ix_grant_applied", ["settled", "applied_on", "id"], unique=False)
        batch_op.create_index("ix_grant_asked", ["settled", "asked", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_grant_line", ["line_id", "promised", "paid"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_next_visit_on"), ["next_visit_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_payee_identity"), ["payee_identity"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_payee_phone"), ["payee_phone"], unique=False)
        batch_op.create_index("ix_grant_state", ["state", "applied_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_team"), ["team"], unique=False)

    op.create_table(
        "mhpss_screening",
        sa.Column("of_case_id", sa.String(length=36), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["of_case_id"], ["case.id"], name=op.f("fk_mhpss_screening_of_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mhpss_screening")),
    )
    with op.batch_alter_table("mhpss_screening", schema=None) as batch_op:
        batch_op.create_index("ix_mhpss_screening_case", ["of_case_id", "taken_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_screening_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_screening_team"), ["team"], unique=False)

    op.create_table(
        "mhpss_session",
        sa.Column("of_case_id", sa.String(length=36), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum("attended", "no_show", name="attendance", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "next_on IS NULL OR next_on >= held_on", name=op.f("ck_mhpss_session_next_after_session")
        ),
        sa.ForeignKeyConstraint(["of_case_id"], ["case.id"], name=op.f("fk_mhpss_session_of_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mhpss_session")),
    )
    with op.batch_alter_table("mhpss_session", schema=None) as batch_op:
        batch_op.create_index("ix_mhpss_session_case", ["of_case_id", "held_on"], unique=False)
        batch_op.create_index("ix_mhpss_session_next", ["owner_id", "next_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_session_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mhpss_session_team"), ["team"], unique=False)

    op.create_table(
        "plan",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "superseded",
                name="planstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=True),
        sa.Column("risks", sa.Text(), nullable=True),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_by", sa.String(length=36), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column(
            "signed_how",
            sa.Enum("signature", "thumbprint", "witnessed", name="signing", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("signed_witness", sa.String(length=200), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_plan_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_plan_case_id_version")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_plan_status", ["status", "submitted_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_team"), ["team"], unique=False)

    op.create_table(
        "referral",
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column("slip_code", sa.String(length=12), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("partner_id", sa.String(length=36), nullable=False),
        sa.Column("written_by", sa.String(length=36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "acknowledged",
                "accepted",
                "waiting_list",
                "declined",
                "received",
                "closed",
                "cancelled",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("awaiting", sa.Boolean(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("services_note", sa.Text(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum("routine", "urgent", "emergency", name="priority", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("duration", sa.String(length=120), nullable=True),
        sa.Column("earlier_help", sa.String(length=400), nullable=True),
        sa.Column("medication", sa.String(length=400), nullable=True),
        sa.Column("allergies", sa.String(length=200), nullable=True),
        sa.Column("private_texts", sa.Text(), nullable=True),
        sa.Column("show_elsewhere", sa.Boolean(), nullable=True),
        sa.Column("elsewhere", sa.Text(), nullable=True),
        sa.Column("interpreter_needed", sa.Boolean(), nullable=True),
        sa.Column("contact_restrictions", sa.Text(), nullable=True),
        sa.Column("delivery", sa.String(length=40), nullable=True),
        sa.Column("followup_mode", sa.String(length=40), nullable=True),
        sa.Column("followup_by", sa.Date(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("caregiver_name", sa.String(length=200), nullable=True),
        sa.Column("caregiver_relation", sa.String(length=40), nullable=True),
        sa.Column("caregiver_phone", sa.String(length=20), nullable=True),
        sa.Column("caregiver_informed", sa.Boolean(), nullable=True),
        sa.Column("caregiver_why_not", sa.Text(), nullable=True),
        sa.Column("unaccompanied", sa.Boolean(), nullable=True),
        sa.Column("consent_id", sa.String(length=36), nullable=True),
        sa.Column("consent_note", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_by", sa.String(length=36), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=36), nullable=True),
        sa.Column(
            "answer",
            sa.Enum("accepted", "waiting_list", "declined", name="answer", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("answered_after", sa.Integer(), nullable=True),
        sa.Column("partner_contact", sa.String(length=200), nullable=True),
        sa.Column("decline_reason", sa.String(length=40), nullable=True),
        sa.Column("answer_note", sa.Text(), nullable=True),
        sa.Column("contacted_on", sa.Date(), nullable=True),
        sa.Column("appointment_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.String(length=36), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_by", sa.String(length=36), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_referral_case_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_referral_partner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_number")),
        sa.UniqueConstraint("slip_code", name=op.f("uq_referral_slip_code")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_awaiting", ["awaiting", "answer_due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_referral_created", ["created_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_referral_partner", ["partner_id", "sent_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_team"), ["team"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_written_by"), ["written_by"], unique=False)

    op.create_table(
        "business_visit",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visitor_id", sa.String(length=36), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.Column("sales", sa.BigInteger(), nullable=True),
        sa.Column("costs", sa.BigInteger(), nullable=True),
        sa.Column("workers_women", sa.Integer(), nullable=True),
        sa.Column("workers_men", sa.Integer(), nullable=True),
        sa.Column("stock_present", sa.Boolean(), nullable=True),
        sa.Column("household_income", sa.BigInteger(), nullable=True),
        sa.Column("savings", sa.BigInteger(), nullable=True),
        sa.Column("debt", sa.BigInteger(), nullable=True),
        sa.Column("main_income", sa.Boolean(), nullable=True),
        sa.Column("saw", sa.Text(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_business_visit_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_visit")),
    )
    with op.batch_alter_table("business_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_business_visit_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_business_visit_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_business_visit_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_business_visit_team"), ["team"], unique=False)

    op.create_table(
        "plan_goal",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("root_id", sa.String(length=36), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=True),
        sa.Column(
            "dimension",
            sa.Enum("economic", "social", "psychosocial", name="dimension", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column(
            "term",
            sa.Enum("short", "medium", "long", name="term", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "feasibility",
            sa.Enum("high", "medium", "low", name="feasibility", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_plan_goal_case_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_goal_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_goal")),
    )
    with op.batch_alter_table("plan_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_goal_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_goal_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_goal_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_goal_root_id"), ["root_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_goal_team"), ["team"], unique=False)

    op.create_table(
        "tranche",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=200), nullable=False),
        sa.Column("on_signing", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("met_by", sa.String(length=36), nullable=True),
        sa.Column("met_note", sa.Text(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("dropped_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "amount > 0 AND paid >= 0 AND paid <= amount", name=op.f("ck_tranche_paid_within_tranche")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_tranche_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranche")),
        sa.UniqueConstraint("grant_id", "seq", name=op.f("uq_tranche_grant_id_seq")),
    )
    with op.batch_alter_table("tranche", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tranche_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tranche_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tranche_met_on"), ["met_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_tranche_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tranche_team"), ["team"], unique=False)

    op.create_table(
        "payment",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("tranche_id", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("payee_name", sa.String(length=200), nullable=False),
        sa.Column("payee_phone", sa.String(length=20), nullable=True),
        sa.Column("payee_account", sa.String(length=60), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("paid_by", sa.String(length=36), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reversed_on", sa.Date(), nullable=True),
        sa.Column("reversed_by", sa.String(length=36), nullable=True),
        sa.Column("reversed_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_payment_grant_id")),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranche.id"], name=op.f("fk_payment_tranche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_payee_phone"), ["payee_phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_team"), ["team"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_tranche_id"), ["tranche_id"], unique=False)

    op.create_table(
        "plan_activity",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("goal_id", sa.String(length=36), nullable=False),
        sa.Column("root_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_name", sa.String(length=200), nullable=True),
        sa.Column("responsible", sa.String(length=200), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("steps_total", sa.Integer(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "under_way", "done", "dropped", name="activitystate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("steps_done", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("dropped_why", sa.Text(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name=op.f("ck_plan_activity_cost_not_negative")),
        sa.CheckConstraint(
            "due_on IS NULL OR starts_on IS NULL OR due_on >= starts_on",
            name=op.f("ck_plan_activity_due_after_start"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_plan_activity_case_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["plan_goal.id"], name=op.f("fk_plan_activity_goal_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_activity_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_activity")),
    )
    with op.batch_alter_table("plan_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_activity_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_plan_activity_due", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_activity_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_activity_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_activity_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_activity_root_id"), ["root_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_activity_team"), ["team"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("tranche_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("vendor", sa.String(length=200), nullable=True),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("items", sa.String(length=400), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("eligible", "ineligible", "missing", name="receiptstatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_receipt_amount_positive")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_receipt_grant_id")),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranche.id"], name=op.f("fk_receipt_tranche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index("ix_receipt_number", ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_team"), ["team"], unique=False)

    op.create_table(
        "assistance",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("delivered_by", sa.String(length=36), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column(
            "certified_how",
            sa.Enum("signature", "thumbprint", "witnessed", name="signing", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("witness", sa.String(length=200), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("value IS NULL OR value >= 0", name=op.f("ck_assistance_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["plan_activity.id"], name=op.f("fk_assistance_activity_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_assistance_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance")),
    )
    with op.batch_alter_table("assistance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assistance_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assistance_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_assistance_delivered", ["delivered_on", "what"], unique=False)
        batch_op.create_index(batch_op.f("ix_assistance_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assistance_team"), ["team"], unique=False)

    # The journal is append-only; only its values may be blanked, by a lawful erasure.
    op.execute(
        """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
       WHEN NEW.body IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.previous IS NOT OLD.previous
         OR NEW.laptop IS NOT OLD.laptop OR NEW.seq IS NOT OLD.seq OR NEW.clock IS NOT OLD.clock
         OR NEW.at IS NOT OLD.at OR NEW.actor_id IS NOT OLD.actor_id OR NEW.action IS NOT OLD.action
         OR NEW.scope IS NOT OLD.scope OR NEW.entity IS NOT OLD.entity OR NEW.record_id IS NOT OLD.record_id
         OR NEW.op IS NOT OLD.op OR NEW.digest IS NOT OLD.digest
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
    )
    op.execute(
        """CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
    )
