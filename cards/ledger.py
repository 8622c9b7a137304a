"""What became of a message, and why somebody can't be reached, in a few words."""

from __future__ import annotations

from cards.texts import Texts
from event.definition import Template


def message(kind: str, texts: Texts) -> str:
    """By a delivery's kind."""
    match kind:
        case "confirmation":
            return texts.say("Confirmation")
        case Template.REMINDER:
            return texts.say("Reminder")
        case Template.PROGRAMME | "programme_changed":
            return texts.say("Programme")
        case Template.LINK | "link_changed":
            return texts.say("The link")
        case Template.RESUME:
            return texts.say("Call after the break")
        case Template.THANKS:
            return texts.say("Thanks")
        case Template.TEXT:
            return texts.say("Announcement")
        case _:
            return texts.say("Message")


def outcome(state: str, reason: str | None, texts: Texts) -> str:
    """By a delivery's state and reason."""
    match state:
        case "sent":
            return texts.say("sent")
        case "failed":
            return texts.say("failed: {why}", why=why(reason, texts))
        case "cancelled":
            return texts.say("not sent: {why}", why=why(reason, texts))
        case "uncertain":
            return texts.say("perhaps sent, I try once more")
        case _:
            return texts.say("on its way")


def why(reason: str | None, texts: Texts) -> str:
    """A reason of ours or the connector's code; a code that nobody foresaw as it is, for whoever looks it up."""
    match reason:
        case None | "unreachable" | "no_chat":
            return texts.say("no chat of their own with me")
        case "removed":
            return texts.say("took me out of Teams")
        case "ConversationBlockedByUser" | "MessageWritesBlocked":
            return texts.say("blocked me")
        case "BotDisabledByAdmin":
            return texts.say("the organisation doesn't allow me")
        case "ConversationNotFound" | "BotNotInConversationRoster":
            return texts.say("the chat is gone")
        case "ForbiddenOperationException":
            return texts.say("Teams doesn't let me write there")
        case "withdrawn":
            return texts.say("withdrawn")
        case "answered":
            return texts.say("answered meanwhile")
        case "too_late":
            return texts.say("it was too late to be of use")
        case "nothing_to_say" | "nothing_to_replace":
            return texts.say("a newer one says it")
        case "event_cancelled":
            return texts.say("the day was cancelled")
        case "event_postponed":
            return texts.say("the day was postponed")
        case _:
            return texts.say("Teams says {code}", code=reason)
