"""Ballots of every kind, and those of anonymous polls apart from who voted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _made(name: str, *columns: sa.Column[object], key: str, with_rowid: bool = False) -> None:
    options = {} if with_rowid else {"sqlite_with_rowid": False}
    op.create_table(
        name,
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("box", sa.String(length=50), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("event", "box", *([key] if key else []), name=op.f(f"pk_{name}")),
        **options,
    )


def upgrade() -> None:
    with op.batch_alter_table("poll") as poll:
        poll.alter_column("launched_by", existing_type=sa.String(length=32), nullable=True)
        poll.add_column(sa.Column("anonymous", sa.Boolean(), server_default=sa.false(), nullable=False))
        poll.add_column(sa.Column("run", sa.Integer(), server_default="1", nullable=False))
        poll.add_column(sa.Column("left_seconds", sa.Integer(), nullable=True))
        poll.add_column(sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True))
        poll.add_column(sa.Column("reset_from", sa.String(length=10), nullable=True))
        poll.add_column(sa.Column("reset_at", sa.DateTime(timezone=True), nullable=True))
        poll.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        poll.add_column(sa.Column("version", sa.Integer(), server_default="0", nullable=False))
        poll.add_column(sa.Column("hold", sa.Boolean(), nullable=True))
    # Made anew: their keys change, and on SQLite a table with row numbers would tell in which order ballots came.
    op.execute("ALTER TABLE ballot RENAME TO ballot_before")
    op.execute("ALTER TABLE tally RENAME TO tally_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_ballot RENAME TO pk_ballot_before")
        op.execute("ALTER INDEX pk_tally RENAME TO pk_tally_before")
    _made(
        "ballot",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("marks", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        key="key",
    )
    _made("roll", sa.Column("voter", sa.String(length=255), nullable=False), key="voter")
    _made(
        "seal",
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        key="",
    )
    _made(
        "tally",
        sa.Column("mark", sa.String(length=320), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        key="mark",
        with_rowid=True,
    )
    _made(
        "poll_text",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("into", sa.String(length=32), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        key="key",
        with_rowid=True,
    )
    op.execute(
        "INSERT INTO ballot (event, box, key, marks) "
        "SELECT event, poll, voter, '[\"' || option || '\"]' FROM ballot_before ORDER BY event, poll, voter"
    )
    op.execute("INSERT INTO tally (event, box, mark, votes) SELECT event, poll, option, votes FROM tally_before")
    op.execute(
        "INSERT INTO tally (event, box, mark, votes) "
        "SELECT event, poll, '', count(*) FROM ballot_before GROUP BY event, poll"
    )
    op.drop_table("ballot_before")
    op.drop_table("tally_before")
