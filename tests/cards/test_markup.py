"""The Markdown of TextBlocks, and what is let through of text and of addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.markup import Block, Bullets, Paragraph, Run, blocks, clean, https, inline, plain
from cards.texts import literal


def told(block: Block) -> object:
    """As short as can be."""
    if isinstance(block, Paragraph):
        return [plain((line,)) for line in block.lines]
    return (block.start, *(plain(item) for item in block.items))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een zin.\nTwee.", [["Een zin.", "Twee."]]),
        ("Een.\n\n\nTwee.\r\n\r\nDrie.", [["Een."], ["Twee."], ["Drie."]]),
        ("Kop\n- een\n* twee\n+ drie\nen door", [["Kop"], (None, "een", "twee", "drie"), ["en door"]]),
        ("- een\n  gaat door\n\n- twee", [(None, "een gaat door"), (None, "twee")]),
        ("1. een\n2) twee\n- los", [(1, "een", "twee"), (None, "los")]),
        ("3. drie\n4. vier", [(3, "drie", "vier")]),
        ("In\n2027. Dan\n1. echt", [["In", "2027. Dan"], (1, "echt")]),
        ("-\n- \n1.", [["-", "-", "1."]]),
        ("-een\n*vet*", [["-een", "vet"]]),
        (
            "# geen kop\n> geen citaat\n```\n| a |\n<b>&lt;",
            [["# geen kop", "> geen citaat", "```", "| a |", "<b>&lt;"]],
        ),
        ("    geen code\n---\n***", [["geen code", "---", "***"]]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_lines_lists_and_nothing_else(text: str, expected: list[object]) -> None:
    assert [told(block) for block in blocks(text)] == expected


def test_bold_slanted_and_links() -> None:
    (line,) = inline(r"Een **vet *en* schuin** [woord](https://x.nl/a?b=1 'titel') \*niet\* __ook__")
    assert line == (
        Run(text="Een "),
        Run(text="vet ", strong=True),
        Run(text="en", strong=True, slanted=True),
        Run(text=" schuin", strong=True),
        Run(text=" "),
        Run(text="woord", href="https://x.nl/a?b=1"),
        Run(text=" *niet* "),
        Run(text="ook", strong=True),
    )
    assert inline("over **twee\nregels**") == (
        (Run(text="over "), Run(text="twee", strong=True)),
        (Run(text="regels", strong=True),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[x](http://x.nl)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "[x](//x.nl)",
        "[x](/pad)",
        "[x](https://u@x.nl)",
        "![x](https://x.nl/a.png)".replace("https", "http"),
        "<https://x.nl>",
        "https://x.nl",
        "<script>alert(1)</script>",
    ],
)
def test_what_is_no_link_stays_as_it_is_written(text: str) -> None:
    assert blocks(text) == (Paragraph(lines=((Run(text=text),),)),)


@given(st.text(max_size=60))
def test_what_people_type_comes_out_as_it_went_in(typed: str) -> None:
    """In one line, as in a heading or a fact; Markdown takes white space at a line's end for nothing."""
    once = " ".join(clean(typed).split())
    assert "".join(run.text for line in inline(literal(once)) for run in line) == once


@given(st.text(st.sampled_from("-*+1.) \n\\[]()_ab\t"), max_size=80))
def test_no_word_is_lost(text: str) -> None:
    def letters(said: str) -> str:
        return "".join(one for one in said if one in "ab")

    shown = "".join(
        plain(lines)
        for block in blocks(text)
        for lines in (block.items if isinstance(block, Bullets) else [block.lines])
    )
    assert letters(shown) == letters(text)


@given(st.lists(st.sampled_from(["- ", "1. ", "> ", "[", "**", "*", "\\", "_", "(", "\n"]), max_size=3000))
def test_deep_and_mad_texts_are_read_too(parts: list[str]) -> None:
    blocks("".join(parts))


def test_a_deep_list_is_flat() -> None:
    (only,) = blocks("- " * 5000 + "diep")
    assert told(only) == (None, "- " * 4999 + "diep")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łukasz O'Brien-van 't Hof", "Łukasz O'Brien-van 't Hof"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("a\u2066b\u2069\u200e\u200f\u061c", "ab"),
        ("nul\x00bel\x07\x7f\x9f\x1b[31m", "nulbel[31m"),
        ("half \ud800 teken", "half  teken"),
        ("een\r\ntwee\rdrie\u2028vier", "een\ntwee\ndrie\nvier"),
        ("می‌خواهم 👩‍👩‍👧", "می‌خواهم 👩‍👩‍👧"),
    ],
)
def test_what_can_not_be_seen_is_left_out(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    "url",
    ["https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%7d", "HTTPS://X.nl", "https://x.nl:8443/a#b"],
)  # fmt: skip
def test_addresses_to_follow(url: str) -> None:
    assert https(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://x.nl",
        "javascript:alert(1)//https://x.nl",
        " https://x.nl",
        "https://x.nl\n",
        "https://x.nl/a b",
        "https:///pad",
        "https://",
        "https:x.nl",
        "https://teams.microsoft.com@kwaad.nl",
        "https://teams.microsoft.com\\@kwaad.nl",
        'https://x.nl/"onclick=',
        "https://x.nl/<b>",
        "https://x.nl/\u202egpj",
        "https://x.nl/\x00",
        None,
        7,
    ],
)
def test_addresses_not_to_follow(url: object) -> None:
    assert https(url) is None
