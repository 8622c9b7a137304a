"""What an act on a poll did, or why it did nothing, in a sentence to the moderator."""

from __future__ import annotations

from cards.texts import Texts
from cards.views_polls import Done, PollControlView
from event.polls import PollState

_WELL = {
    Done.SAVED,
    Done.COPIED,
    Done.NEXT_ROUND,
    Done.PLANNED,
    Done.NOT_PLANNED,
    Done.MOVED,
    Done.LAUNCHED_ITSELF,
    Done.EXTENDED,
    Done.WITHOUT_LIMIT,
    Done.PAUSED,
    Done.GOES_ON,
    Done.REOPENED,
    Done.RESET,
    Done.PUT_BACK,
    Done.SHOWN,
    Done.REMINDED,
}


def went_well(done: Done) -> bool:
    return done in _WELL


def said_of(done: Done, view: PollControlView, texts: Texts) -> str:
    return _done(done, view, texts) if went_well(done) else _not_done(done, view.state, texts)


def _done(done: Done, view: PollControlView, texts: Texts) -> str:
    match done:
        case Done.SAVED:
            return texts.say("Your poll is ready. Only moderators see it until it is launched.")
        case Done.COPIED:
            return texts.say("This is a copy. Change what you like; only moderators see it until it is launched.")
        case Done.NEXT_ROUND:
            return texts.say("This is the second round. When it is closed its result says what changed.")
        case Done.PLANNED:
            return texts.say("I launch it then, and let the moderators know.")
        case Done.NOT_PLANNED:
            return texts.say("It isn't launched by itself: you launch it.")
        case Done.MOVED:
            return texts.say("It has another place in the list.")
        case Done.LAUNCHED_ITSELF:
            return texts.say("This poll launched itself, as was planned.")
        case Done.EXTENDED:
            return texts.say("There is more time. The card in the meeting's chat says so.")
        case Done.WITHOUT_LIMIT:
            return texts.say("The time limit is off. The card in the meeting's chat names none any more.")
        case Done.PAUSED:
            return texts.say("The poll is paused. Nobody can vote until you let it go on.")
        case Done.GOES_ON:
            return texts.say("The poll goes on. Everybody can vote again.")
        case Done.REOPENED:
            return texts.say("The poll is open again. Earlier votes count.")
        case Done.RESET:
            return texts.say("The poll starts again without votes, once you launch it. The chat says so.")
        case Done.PUT_BACK:
            return texts.say("The poll is back as it was, votes and all.")
        case Done.SHOWN:
            return texts.say("Everybody can see the result now.")
        case _:
            return texts.count(
                "{n} person who hasn't voted is reminded now.",
                "{n} people who haven't voted are reminded now.",
                view.number,
            )


def _not_done(done: Done, state: PollState, texts: Texts) -> str:
    match done:
        case Done.ALREADY if state is PollState.CLOSED:
            return texts.say("This poll was closed already.")
        case Done.ALREADY:
            return texts.say("This poll was launched already.")
        case Done.PAUSED_ALREADY:
            return texts.say("This poll was paused already.")
        case Done.GOES_ON_ALREADY:
            return texts.say("This poll was going on already.")
        case Done.OPEN_ALREADY:
            return texts.say("This poll was opened again already.")
        case Done.RESET_ALREADY:
            return texts.say("This poll was put back to its start already.")
        case Done.PUT_BACK_ALREADY:
            return texts.say("The votes were put back already, or the poll was launched again.")
        case Done.SHOWN_ALREADY:
            return texts.say("Everybody could see the result already.")
        case Done.REMINDED_ALREADY:
            return texts.say("Who hadn't voted was reminded already. Once is enough.")
        case Done.NOBODY_TO_REMIND:
            return texts.say("There is nobody to remind.")
        case Done.WAITS_FOR_CHAT:
            return texts.say(
                "It was time to launch this poll, but I am not in the meeting's chat. I launch it as soon as I am "
                "there, as long as it is of use."
            )
        case Done.CAME_TOO_LATE:
            return texts.say("This poll wasn't launched: when I could, its time was over. You can still launch it.")
        case Done.HAS_NO_LIMIT:
            return texts.say("This poll has no time limit.")
        case Done.OTHER_TIME:
            return texts.say("The time was changed already. This is how it stands now.")
        case Done.TOO_LATE:
            return texts.say("This poll is closed, so it can't have more time.")
        case _:
            return texts.say("That can't be done as the poll stands now.")
