"""Every table and column, once. `migrations/` makes them; a test compares the two.

Personal data stands in `person`, `registration`, `question`, for a day or two in `import_draft` and `sign_up`, and
nowhere else; other tables know people by id.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite forgets zones, so ours is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the store keeps aware times only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


person = Table(
    "person",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tenant", String(64)),
    Column("oid", String(64)),
    Column("account", String(255)),  # none for somebody who never wrote to the bot
    Column("email", String(254)),  # by which they are known when nobody wrote; see `event.addresses`
    Column("language", String(5), nullable=False),
    Column("language_chosen", Boolean, nullable=False, default=False, server_default=false()),
    Column("zone", String(64)),  # their own time zone, as Teams says it
    Column("mail_refused", String(40)),  # why e-mail to them is given up; none while it arrives
    Column("link_version", Integer, nullable=False, default=1, server_default="1"),  # one up makes older links void
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("tenant", "oid"),
    UniqueConstraint("account"),
    UniqueConstraint("email"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("kind", String(10), nullable=False),  # personal, group, channel
    Column("person_id", String(32), ForeignKey("person.id")),  # of a personal chat
    Column("service_url", Text, nullable=False),
    Column("tenant", String(64)),
    Column("welcomed_at", Moment),
    Column("closed_at", Moment),  # the bot was removed, or the connector said so for good
    Column("closed_reason", String(64)),
    Column("created_at", Moment, nullable=False),
    Index(None, "person_id"),
)

chat_member = Table(
    "chat_member",
    metadata,
    Column("conversation_id", String(255), ForeignKey("conversation.id"), primary_key=True),  # a shared chat
    Column("person_id", String(32), ForeignKey("person.id"), primary_key=True),
    Index(None, "person_id"),
)

registration = Table(
    "registration",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("person_id", String(32), ForeignKey("person.id"), primary_key=True),
    Column("state", String(10), nullable=False),  # confirmed, withdrawn
    Column("version", Integer, nullable=False),  # one up at each change
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("function", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("question_done", Boolean, nullable=False, default=False, server_default=false()),  # it is on the board
    Column("privacy_read_at", Moment),  # none until then: whoever was signed up elsewhere is told in the first message
    Column("source", String(20), nullable=False, default="teams", server_default="teams"),  # teams, import, page
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

role_pin = Table(
    "role_pin",
    metadata,
    Column("principal", String(255), primary_key=True),  # the event file's e-mail or UPN, in lower case
    Column("tenant", String(64), nullable=False),
    Column("oid", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
)

meeting = Table(
    "meeting",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("conversation_id", String(255), ForeignKey("conversation.id")),  # the meeting's chat
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("changed_at", Moment, nullable=False),
)

announcement = Table(
    "announcement",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("template", String(20), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),  # of no use from here on
    Column("round", Integer, nullable=False, default=0, server_default="0"),  # one up when a moved event plans it anew
    Column("state", String(15), nullable=False),  # planned, waiting, materialised, skipped, cancelled
    Column("reason", String(40)),
    Column("changed_at", Moment, nullable=False),
    Index(None, "state", "due_at"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("occasion", String(80), nullable=False),  # what is told once to each recipient, e.g. announcement:programme
    Column("kind", String(20), nullable=False),  # how it is drawn
    Column("subject", String(40), nullable=False),  # the announcement's or poll's key
    Column("recipient", String(255), nullable=False),  # a person's id, or a shared conversation's
    Column("road", String(15), nullable=False),  # personal, meeting_chat
    Column("person_id", String(32), ForeignKey("person.id")),
    Column("replaces", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("delivery.id")),  # edit what this sent
    Column("via", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("delivery.id")),  # the post in the meeting's
    # chat that tells them: it is never sent by itself and fares as that one does
    Column("state", String(15), nullable=False),  # planned, claimed, sent, uncertain, failed, cancelled
    Column("reason", String(80)),
    Column("until_at", Moment),  # in the event's time; of no use from here on
    Column("next_at", Moment, nullable=False),  # in real time: not before this
    Column("lease_until", Moment),
    Column("fence", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("conversation_id", String(255)),  # where it went
    Column("activity_id", String(255)),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("event", "occasion", "recipient", "road"),
    Index(None, "state", "next_at"),
    Index(None, "recipient", "state"),
    Index(None, "via"),
    Index(None, "person_id"),
)

delivery_change = Table(
    "delivery_change",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("delivery_id", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("delivery.id"), nullable=False),
    Column("state", String(15), nullable=False),
    Column("reason", String(80)),
    Column("at", Moment, nullable=False),
    Index(None, "delivery_id"),
)

poll = Table(
    "poll",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("state", String(10), nullable=False),  # open, paused, closed; prepared after a reset, else no row
    Column("conversation_id", String(255), nullable=False),
    Column("launched_by", String(32)),  # none when it launched itself
    Column("launched_at", Moment, nullable=False),
    Column("closes_at", Moment),  # by itself; without it a moderator closes it
    Column("closed_by", String(32)),
    Column("closed_at", Moment),
    Column("anonymous", Boolean, nullable=False, default=False, server_default=false()),  # as it was launched
    Column("run", Integer, nullable=False, default=1, server_default="1"),  # one up at each reset
    Column("left_seconds", Integer),  # of a paused one's time limit
    Column("revealed_at", Moment),  # a moderator showed the result
    Column("reset_from", String(10)),  # its state before the last reset, while that can be undone
    Column("reset_at", Moment),  # the last time
    Column("reminded_at", Moment),  # who hadn't voted was told so, in this run
    Column("version", Integer, nullable=False, default=0, server_default="0"),  # one up at each act
    Column("hold", Boolean),  # whether what people write waits for a moderator, as it was launched; none where they
    # write nothing
)

# Who voted and what was voted. Rows lie in the order of their keys: none tells when it came.
ballot = Table(
    "ballot",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("box", String(50), primary_key=True),  # the poll's key; after a reset with a number behind a dot
    Column("key", String(255), primary_key=True),  # the voter; of an anonymous ballot nothing that leads to them
    Column("marks", Text),  # what it says, as JSON
    Column("sealed", LargeBinary),  # the same of an anonymous one while its poll is open
    sqlite_with_rowid=False,
)

roll = Table(
    "roll",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("box", String(50), primary_key=True),
    Column("voter", String(255), primary_key=True),  # who voted anonymously
    sqlite_with_rowid=False,
)

seal = Table(
    "seal",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("box", String(50), primary_key=True),  # of an anonymous poll
    Column("salt", LargeBinary),  # of its seal; thrown away at close
    Column("state", LargeBinary, nullable=False),  # the count, and what of it may be seen; sealed while open
    sqlite_with_rowid=False,
)

# What moderators decided about what people wrote. Of the text itself nothing stands here: it may be about somebody.
poll_text = Table(
    "poll_text",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("box", String(50), primary_key=True),
    Column("key", String(32), primary_key=True),  # a digest of the text: see event.poll_texts
    Column("state", String(10), nullable=False),  # shown, hidden, merged
    Column("into", String(32)),  # what it is counted with, by its digest
    Column("act", String(32), nullable=False),  # what was decided together is undone together
    Column("by", String(32), nullable=False),
    Column("at", Moment, nullable=False),
)

event_change = Table(
    "event_change",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("path", String(80), nullable=False),  # what of the event: see event.changes; the newest of a path counts
    Column("value", JSON(none_as_null=True)),  # without one it is as in the event file again
    Column("base", JSON(none_as_null=True)),  # what the event file said when this was changed
    Column("by", String(32)),
    Column("at", Moment, nullable=False),
    Index(None, "event", "path"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(32)),  # a person's id; none when the bot did it by itself
    Column("act", String(40), nullable=False),  # the verb: announcement.cancel
    Column("subject", String(80)),  # a key or a person's id
    Column("detail", JSON(none_as_null=True)),  # ids and numbers, no personal data
    Index(None, "event", "at"),
)

question = Table(
    "question",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("person_id", String(32), ForeignKey("person.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(10), nullable=False),  # open (it waits for a moderator), shown, live, later, done, hidden
    Column("asked_at", Moment, nullable=False),
    Column("given", Boolean, nullable=False, default=False, server_default=false()),  # with their registration
    Column("named", Boolean, nullable=False, default=False, server_default=false()),  # their name is shown with it
    Column("approved", Boolean, nullable=False, default=False, server_default=false()),  # everybody may read it
    Column("merged_into", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("question.id")),  # it says the same
    Column("part", String(40)),  # whose speakers it is for
    Column("speaker", Text),  # as the event's programme names them
    Column("answer", Text),  # written afterwards, for everyone who asked or upvoted
    Column("answer_version", Integer, nullable=False, default=0, server_default="0"),  # one up at each change of it
    Column("changed_at", Moment),  # when a moderator last changed its state
    Index(None, "event", "state"),
    Index(None, "person_id"),
    Index(None, "merged_into"),
)

question_vote = Table(
    "question_vote",
    metadata,
    Column(
        "question_id",
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("question.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("person_id", String(32), ForeignKey("person.id"), primary_key=True),  # wants to know it too
    Column("event", String(40), nullable=False),
    Index(None, "person_id"),
    Index(None, "event"),
)

sign_up = Table(
    "sign_up",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("event", String(40), nullable=False),
    Column("email", String(254), nullable=False),  # comparable: lower case
    Column("form", JSON(none_as_null=True), nullable=False),  # counts once the address's reader confirms it
    Column("language", String(5), nullable=False),
    Column("created_at", Moment, nullable=False),  # two days later it is removed
    Index(None, "event", "email"),
)

import_draft = Table(
    "import_draft",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event", String(40), nullable=False),
    Column("by", String(32), nullable=False),
    Column("content", JSON(none_as_null=True), nullable=False),  # the file's lines as they were read
    Column("columns", JSON(none_as_null=True), nullable=False),  # which column holds what
    Column("taken", JSON(none_as_null=True), nullable=False),  # the doubtful lines that come along all the same
    Column("created_at", Moment, nullable=False),  # a day later it is removed
    Index(None, "event"),
    sqlite_autoincrement=True,  # a card of a list that is gone must not find the next one
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("person_id", String(32), ForeignKey("person.id"), primary_key=True),
    Column("role", String(15), nullable=False),  # organiser, moderator: given in chat by an organiser
    Column("by", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
)

tally = Table(
    "tally",
    metadata,
    Column("event", String(40), primary_key=True),
    Column("box", String(50), primary_key=True),
    Column("mark", String(320), primary_key=True),  # an option, number or text; the empty one counts the ballots
    Column("votes", Integer, nullable=False),  # how many ballots say it; goes along with each of them
)

seen_activity = Table(
    "seen_activity",
    metadata,
    Column("digest", String(64), primary_key=True),  # of its conversation and id, from which neither can be read
    Column("at", Moment, nullable=False),  # in real time; a day later it is removed
    Index(None, "at"),
)

pace = Table(
    "pace",
    metadata,
    Column("bucket", String(300), primary_key=True),  # e.g. tenant:45/1 or conversation:<id>:6/1
    Column("tat", Float, nullable=False),  # GCRA's theoretical arrival time, seconds since 1970
)
