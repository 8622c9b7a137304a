"""The question board: who wants to know the same, what was merged, for whom it is, and the written answer."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # In a batch: SQLite takes a column that points somewhere by making the table anew.
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("given", sa.Boolean(), server_default=sa.false(), nullable=False))
        question.add_column(sa.Column("named", sa.Boolean(), server_default=sa.false(), nullable=False))
        question.add_column(sa.Column("approved", sa.Boolean(), server_default=sa.false(), nullable=False))
        question.add_column(sa.Column("merged_into", ROW_ID, nullable=True))
        question.add_column(sa.Column("part", sa.String(length=40), nullable=True))
        question.add_column(sa.Column("speaker", sa.Text(), nullable=True))
        question.add_column(sa.Column("answer", sa.Text(), nullable=True))
        question.add_column(sa.Column("answer_version", sa.Integer(), server_default="0", nullable=False))
        question.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        question.create_foreign_key(op.f("fk_question_merged_into"), "question", ["merged_into"], ["id"])
        question.create_index(op.f("ix_question_merged_into"), ["merged_into"], unique=False)
    op.create_table(
        "question_vote",
        sa.Column("question_id", ROW_ID, nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_vote_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_vote_person_id")),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_question_vote")),
    )
    op.create_index(op.f("ix_question_vote_person_id"), "question_vote", ["person_id"], unique=False)
    op.create_index(op.f("ix_question_vote_event"), "question_vote", ["event"], unique=False)
    # What was asked with a registration stands among the others from now on.
    op.execute(
        "INSERT INTO question (event, person_id, text, state, asked_at, given) "
        "SELECT event, person_id, question, CASE WHEN question_done THEN 'done' ELSE 'open' END, changed_at, true "
        "FROM registration WHERE state = 'confirmed' AND question <> '' ORDER BY changed_at, person_id"
    )
    op.execute("UPDATE registration SET question_done = true WHERE state = 'confirmed' AND question <> ''")
