"""What a click on a card means. Old verbs are kept: cards live in chats for months."""

from enum import StrEnum

VERSION = 1
"""Goes with every click as `v`."""


class Verb(StrEnum):
    HELP_SHOW = "help.show"
    REGISTRATION_OPEN = "registration.open"
    REGISTRATION_EDIT = "registration.edit"
    REGISTRATION_SUBMIT = "registration.submit"
    REGISTRATION_LEAVE = "registration.leave"
    REGISTRATION_WITHDRAW = "registration.withdraw"
    PROGRAMME_SHOW = "programme.show"
    LINK_SHOW = "link.show"
    POLL_LIST = "poll.list"
    POLL_PREVIEW = "poll.preview"
    POLL_LAUNCH = "poll.launch"
    POLL_MANAGE = "poll.manage"
    POLL_CLOSE = "poll.close"
    POLL_VOTE = "poll.vote"
    POLL_SHOW = "poll.show"
