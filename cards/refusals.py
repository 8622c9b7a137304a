"""Why something can't be, in a sentence, and whom to turn to."""

from __future__ import annotations

from cards.build import button, card, contact, line, whom_to_ask
from cards.card import Card
from cards.texts import Texts
from cards.verbs import Verb
from event.definition import Event
from event.errors import RefusalCode


def sentence(code: RefusalCode, texts: Texts) -> str:
    match code:
        case RefusalCode.NOT_ALLOWED:
            return texts.say("This is for the day's organisers and moderators only.")
        case RefusalCode.NOT_REGISTERED:
            return texts.say("You aren't signed up. Would you like to be?")
        case RefusalCode.REGISTRATION_CLOSED:
            return texts.say("You can't sign up any more: registration is closed.")
        case RefusalCode.EVENT_OVER:
            return texts.say("The day is over, so this can't be done any more.")
        case RefusalCode.POLL_NOT_FOUND:
            return texts.say("This poll doesn't exist any more.")
        case RefusalCode.POLL_NOT_OPEN:
            return texts.say("This poll isn't open.")
        case RefusalCode.POLL_CLOSED:
            return texts.say("This poll is closed; your vote couldn't be counted.")
        case RefusalCode.POLL_PAUSED:
            return texts.say("The poll is paused for a moment. You can vote when it goes on.")
        case RefusalCode.POLL_STARTED_AGAIN:
            return texts.say("This poll started again, so your vote on the card of before doesn't count.")
        case RefusalCode.VOTED_ALREADY:
            return texts.say("You have voted. An anonymous vote can be changed with its own code only.")
        case RefusalCode.POLL_ALREADY_LAUNCHED:
            return texts.say("This poll was launched already.")
        case RefusalCode.OPTION_NOT_FOUND | RefusalCode.NO_OPTION_CHOSEN:
            return texts.say("Please choose one of the answers.")
        case RefusalCode.NO_MEETING:
            return texts.say("I don't know the meeting's chat yet. Add me to it first.")
        case RefusalCode.NOT_THE_MEETING:
            return texts.say("This works in the meeting's own chat only.")
        case RefusalCode.EVENT_CANCELLED:
            return texts.say("The day has been cancelled.")
        case RefusalCode.ANNOUNCEMENT_NOT_FOUND:
            return texts.say("This announcement doesn't exist any more.")
        case RefusalCode.ANNOUNCEMENT_GONE_OUT:
            return texts.say("This announcement has gone out already.")
        case RefusalCode.TIME_PASSED:
            return texts.say("Meanwhile that time has passed. Please give another one.")
        case RefusalCode.OF_NO_USE:
            return texts.say("At that time this announcement is of no use any more.")
        case RefusalCode.NO_LINK:
            return texts.say("There is no link yet. Type event to give it.")
        case RefusalCode.PART_NOT_FOUND:
            return texts.say("This part isn't in the programme any more.")
        case RefusalCode.NOTHING_TO_CONFIRM:
            return texts.say("There is nothing to confirm here any more. Please start again.")
        case RefusalCode.PERSON_NOT_FOUND:
            return texts.say("I can't find this person any more.")
        case RefusalCode.NO_IDENTITY:
            return texts.say("A role needs an account at work or school, and this person came without one.")
        case RefusalCode.TOO_MANY_QUESTIONS:
            return texts.say("You have ten questions waiting. Ask more when some of them have been answered.")
        case RefusalCode.QUESTION_NOT_FOUND:
            return texts.say("This question isn't there any more.")
        case RefusalCode.QUESTION_STANDS_ELSEWHERE:
            return texts.say("This question was answered or hidden meanwhile. Put it back on the board first.")
        case RefusalCode.QUESTIONS_MERGED_ALREADY:
            return texts.say("These are one question already.")
        case RefusalCode.QUESTION_NOT_MERGED:
            return texts.say("This question stands by itself already.")
        case RefusalCode.IN_YOUR_OWN_CHAT:
            return texts.say("This is yours alone: we do it in your own chat with me.")
        case RefusalCode.UNREADABLE:
            return texts.say("I couldn't read this click. Type help to get on.")


def spoken(code: RefusalCode, event: Event, texts: Texts) -> str:
    """The sentence with whom to turn to, where there is no room for a card."""
    return f"{sentence(code, texts)} {whom_to_ask(event, texts)}"


def refusal(code: RefusalCode, event: Event, texts: Texts) -> Card:
    said = sentence(code, texts)
    actions = [button(texts.say("What can I ask?"), Verb.HELP_SHOW, event)]
    if code is RefusalCode.NOT_REGISTERED:
        actions.insert(0, button(texts.say("Sign up"), Verb.REGISTRATION_OPEN, event, style="positive"))
    return card(texts, said, [line(said), contact(event, texts)], actions)
