"""By which road somebody is told, and why nothing reaches them."""

from __future__ import annotations

import itertools

import pytest

from event.reach import Facts, Road, best, obstacles, unreached

BLOCKED, NO_MAILBOX = "ConversationBlockedByUser", "mail:550:5.1.1"


def facts(chat: str = "none", *, in_chat: bool = False, mail: str = "none") -> Facts:
    return Facts(
        has_chat=chat != "none",
        chat_closed=BLOCKED if chat == "closed" else None,
        in_meeting_chat=in_chat,
        address=mail != "none",
        mail_refused=NO_MAILBOX if mail == "refused" else None,
    )


EVERYBODY = [
    facts(chat, in_chat=in_chat, mail=mail)
    for chat, in_chat, mail in itertools.product(
        ("none", "open", "closed"), (False, True), ("none", "arrives", "refused")
    )
]


@pytest.mark.parametrize(
    ("who", "mail_on", "why"),
    [
        (facts("open"), False, None),
        (facts("closed", in_chat=True), False, None),
        (facts("closed", mail="arrives"), True, None),
        (facts("closed", mail="arrives"), False, BLOCKED),
        (facts("closed", mail="refused"), True, NO_MAILBOX),
        (facts(mail="refused"), True, NO_MAILBOX),
        (facts(mail="arrives"), False, "mail_off"),
        (facts(), True, "no_chat"),
        (facts("closed"), True, BLOCKED),
    ],
)
def test_why_nothing_reaches_them(who: Facts, mail_on: bool, why: str | None) -> None:
    assert unreached(who, mail_on=mail_on) == why


def test_who_is_unreached_has_no_road_and_the_other_way_round() -> None:
    for who in EVERYBODY:
        assert (unreached(who) is None) == (best(who, for_them_alone=False) is not None)


def test_each_road_is_tried_once_in_its_order() -> None:
    for who in EVERYBODY:
        tried: list[Road] = []
        while (road := best(who, for_them_alone=False, tried=tried)) is not None:
            tried.append(road)
        assert tried == [road for road, why in obstacles(who).items() if why is None]


def test_what_is_for_them_alone_is_never_said_in_a_shared_chat() -> None:
    for who in EVERYBODY:
        assert best(who, for_them_alone=True) is not Road.MEETING_CHAT
        assert best(who, for_them_alone=True, prefer=Road.MEETING_CHAT, only=True) is None


def test_a_preferred_road_goes_first_and_a_forced_one_alone() -> None:
    both = facts("open", mail="arrives")
    assert best(both, for_them_alone=True, prefer=Road.EMAIL) is Road.EMAIL
    assert best(both, for_them_alone=True, prefer=Road.EMAIL, tried=[Road.EMAIL]) is Road.PERSONAL
    assert best(both, for_them_alone=True, prefer=Road.EMAIL, only=True, tried=[Road.EMAIL]) is None
    assert best(facts("open"), for_them_alone=True, prefer=Road.EMAIL) is Road.PERSONAL
