"""Every text is there in both languages."""

from __future__ import annotations

import cards


def test_the_package_is_there() -> None:
    assert cards.__doc__
