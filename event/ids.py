"""Typed identifiers. Each is a plain string or number outside; mixing them up is a type error inside."""

from __future__ import annotations

from typing import NewType

EventId = NewType("EventId", str)
"""The event file's `[event] id`."""
PartKey = NewType("PartKey", str)
AnnouncementKey = NewType("AnnouncementKey", str)
PollKey = NewType("PollKey", str)
OptionKey = NewType("OptionKey", str)
BoxId = NewType("BoxId", str)
"""Where a poll's ballots are: its key, after a reset with a number behind a dot."""

PersonId = NewType("PersonId", str)
"""Ours: 32 hexadecimal digits, made at first sight."""
TenantId = NewType("TenantId", str)
ObjectId = NewType("ObjectId", str)
"""A person's Entra object id; means nothing without its tenant."""
AccountId = NewType("AccountId", str)
"""The Bot Framework's `29:...` id of a person, valid for this bot alone."""
VoterId = NewType("VoterId", str)
"""Who holds a ballot: `oid:<tenant>/<object id>`, or the account id of somebody without one."""

QuestionId = NewType("QuestionId", int)
ConversationId = NewType("ConversationId", str)
ActivityId = NewType("ActivityId", str)
DeliveryId = NewType("DeliveryId", int)
ChangeId = NewType("ChangeId", int)
"""A change to the event made in chat; they count up."""
