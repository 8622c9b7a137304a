"""A small event with everything in it that a card can show."""

from event.eventfile import parse
from event.kinds.shapes import Tally
from event.polls import Standing

EVENT = parse(
    """
[event]
id = "voorbeeld"
date = 2027-06-04
timezone = "Europe/Amsterdam"
languages = ["nl", "en"]
title = { nl = "Een dag over dieren", en = "A day on animals" }
series = "Wijkdagen"
place = "Online, in Microsoft Teams"
about = { nl = "Wat doen dieren in de wijk?", en = "What do animals do in a neighbourhood?" }
needs = { nl = "Een laptop met camera.", en = "A laptop with a camera." }
[event.organiser]
name = "Anna van der Berg"
email = "anna@voorbeeld.example"
phone = "010 123 45 67"
[event.privacy]
notice = { nl = "Wij bewaren uw naam.", en = "We keep your name." }
retention_days = 30
[registration]
[meeting]
join_url = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
[roles]
organisers = ["anna@voorbeeld.example"]
[[part]]
key = "ochtend"
start = "10:30"
end = "12:00"
title = { nl = "Honden", en = "Dogs" }
description = { nl = "Over blaffen.", en = "On barking." }
speakers = ["Jan", "Piet", "Sara (Hondenbond)"]
[[part]]
key = "lunch"
start = "12:00"
end = "13:00"
title = { nl = "Lunchpauze", en = "Lunch break" }
is_break = true
[[part]]
key = "middag"
start = "13:00"
end = "14:30"
title = { nl = "Katten", en = "Cats" }
[[announcement]]
key = "programma"
when = "7 days before start at 09:00"
template = "programme"
[[poll]]
key = "dier"
question = { nl = "Welk dier past in uw wijk?", en = "Which animal suits your neighbourhood?" }
option = [
  { key = "hond", text = { nl = "Een hond", en = "A dog" } },
  { key = "kat", text = { nl = "Een kat", en = "A cat" } },
  { key = "mus", text = { nl = "Een mus", en = "A sparrow" } },
]
[[poll]]
key = "tijd"
voters = "registered"
question = { nl = "Hoe laat blaft hij?", en = "When does it bark?" }
option = [
  { key = "vroeg", text = { nl = "Vroeg", en = "Early" } },
  { key = "laat", text = { nl = "Laat", en = "Late" } },
]
""",
    "example",
)


def standing(**counts: int) -> Standing:
    """As many ballots as votes: of a poll where each says one thing."""
    tally = Tally(ballots=sum(counts.values()), counts=counts)
    return Standing(votes=tally.ballots, tally=tally)
