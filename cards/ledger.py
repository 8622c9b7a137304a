"""What became of a message, and why somebody can't be reached, in a few words."""

from __future__ import annotations

from cards.texts import Texts
from event.definition import Template
from event.mail_codes import Meaning, is_mail, meaning


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
        case "not_in_it":
            return texts.say("not in it")
        case "no_address":
            return texts.say("no address is known")
        case "unsubscribed":
            return texts.say("asked for no more e-mail")
        case "withdrawn":
            return texts.say("withdrawn")
        case "answered":
            return texts.say("answered meanwhile")
        case "too_late":
            return texts.say("it was too late to be of use")
        case "nothing_to_say" | "nothing_to_replace" | "overtaken":
            return texts.say("a newer one says it")
        case "told_already":
            return texts.say("they heard it in another way")
        case "event_changed":
            return texts.say("the day was changed")
        case "event_cancelled":
            return texts.say("the day was cancelled")
        case "event_postponed":
            return texts.say("the day was postponed")
        case "mail_off":
            return texts.say("no mail server is set up")
        case _:
            return _of_mail(reason, texts) if is_mail(reason) else texts.say("Teams says {code}", code=reason)


def _of_mail(code: str, texts: Texts) -> str:
    match meaning(code):
        case Meaning.NO_SUCH_MAILBOX:
            return texts.say("that e-mail address doesn't exist")
        case Meaning.NOT_INTERNATIONAL:
            return texts.say("our mail server can't handle that e-mail address")
        case Meaning.FULL:
            return texts.say("the mailbox is full")
        case Meaning.TOO_BIG:
            return texts.say("the e-mail was too big")
        case Meaning.BLOCKED:
            return texts.say("the mail server refuses our e-mail ({code})", code=_number(code))
        case Meaning.TEMPORARY:
            return texts.say("the mail server didn't take it yet ({code})", code=_number(code))
        case Meaning.OURS:
            return texts.say("our mail server doesn't work ({code})", code=_number(code))
        case Meaning.LOST:
            return texts.say("the mail server took too long")
        case Meaning.UNKNOWN:
            return texts.say("the mail server says {code}", code=_number(code))


def _number(code: str) -> str:
    """`550 5.7.1`: what an administrator looks up."""
    return code.removeprefix("mail:").replace(":", " ")
