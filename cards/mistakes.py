"""What was wrong with a time that somebody wrote, in a sentence."""

from __future__ import annotations

from cards.texts import Texts
from event.said_times import TimeMistake


def time_mistake(mistake: TimeMistake, texts: Texts) -> str:
    match mistake:
        case TimeMistake.NO_SUCH_DAY:
            return texts.say("That day doesn't exist. Write for instance: Friday 28 May at 9.")
        case TimeMistake.NO_SUCH_TIME:
            return texts.say("That time doesn't exist. Write for instance: at 9.30.")
        case TimeMistake.IN_THE_PAST:
            return texts.say("That is in the past.")
        case TimeMistake.NO_TIME_GIVEN:
            return texts.say("At what time? Write for instance: tomorrow at 9.")
        case TimeMistake.AMBIGUOUS_DAY:
            return texts.say("Which day do you mean? Write the date, for instance: 28 May at 9.")
        case TimeMistake.WRONG_WEEKDAY:
            return texts.say("That date is another day of the week. Which one do you mean?")
        case TimeMistake.NOT_UNDERSTOOD:
            return texts.say("I can't read this time. Write for instance: tomorrow at 9, or Friday 28 May at 10.30.")
