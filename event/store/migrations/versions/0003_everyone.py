"""Everyone: people without an account in Teams, sign-ups made elsewhere, and the lists that they come in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # In batches: SQLite takes NOT NULL off a column by making the table anew.
    with op.batch_alter_table("person") as person:
        person.alter_column("account", existing_type=sa.String(length=255), nullable=True)
        person.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        person.add_column(sa.Column("mail_refused", sa.String(length=40), nullable=True))
        person.add_column(sa.Column("link_version", sa.Integer(), server_default="1", nullable=False))
        person.create_unique_constraint(op.f("uq_person_email"), ["email"])
    with op.batch_alter_table("registration") as registration:
        registration.alter_column("privacy_read_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        registration.add_column(sa.Column("source", sa.String(length=20), server_default="teams", nullable=False))
    op.create_table(
        "tally",
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("poll", sa.String(length=40), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event", "poll", "option", name=op.f("pk_tally")),
    )
    op.execute(
        "INSERT INTO tally (event, poll, option, votes) "
        "SELECT event, poll, option, count(*) FROM ballot GROUP BY event, poll, option"
    )
    op.create_table(
        "chat_member",
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_chat_member_conversation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_chat_member_person_id")),
        sa.PrimaryKeyConstraint("conversation_id", "person_id", name=op.f("pk_chat_member")),
    )
    op.create_index(op.f("ix_chat_member_person_id"), "chat_member", ["person_id"], unique=False)
    op.create_table(
        "sign_up",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
    )
    op.create_index(op.f("ix_sign_up_event_email"), "sign_up", ["event", "email"], unique=False)
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("via", ROW_ID, nullable=True))
        delivery.create_foreign_key(op.f("fk_delivery_via"), "delivery", ["via"], ["id"])
        delivery.create_index(op.f("ix_delivery_via"), ["via"])
    op.create_table(
        "import_draft",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_draft_event"), "import_draft", ["event"], unique=False)
    op.create_table(
        "seen_activity",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seen_activity")),
    )
    op.create_index(op.f("ix_seen_activity_at"), "seen_activity", ["at"], unique=False)
