"""Which way text reads: from left to right or from right to left, by its letters alone."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from unicodedata import bidirectional

from planner.rules.model import Run

RIGHT_TO_LEFT = ("R", "AL")  # the bidirectional classes of Hebrew and of Arabic letters
STRONG = ("L", *RIGHT_TO_LEFT)


def reads_from_right(text: str) -> bool:
    """Say whether the first letter that has a direction is written from right to left."""
    return next(_directions(text), False)


def pieces(text: str) -> list[tuple[bool, str]]:
    """Split text where its direction turns; each piece says first whether it reads from the right.

    What has no direction of its own, such as blanks, marks and digits, has that of the letters on
    both sides of it, and between two directions that of the text.
    """
    if text.isascii():
        return [(False, text)]
    whole = reads_from_right(text)
    sides = [_direction(character) for character in text]
    before, after = _nearest(sides, whole), _nearest(sides[::-1], whole)[::-1]
    turned = (
        (left if left == right else whole) if side is None else side
        for side, left, right in zip(sides, before, after, strict=True)
    )
    grouped = groupby(zip(turned, text, strict=True), key=lambda pair: pair[0])
    return [(side, "".join(character for _, character in group)) for side, group in grouped]


def typed_from_right(runs: Sequence[Run]) -> bool:
    """Say whether a paragraph is all typed text and begins with a right-to-left letter."""
    ours = (run.text for run in runs if run.kind != "answer")
    if any(character.isalpha() for text in ours for character in text):
        return False
    return reads_from_right("".join(run.text for run in runs if run.kind == "answer"))


def _directions(text: str) -> Iterator[bool]:
    return (side for character in text if (side := _direction(character)) is not None)


def _direction(character: str) -> bool | None:
    """Say whether a character reads from right to left; `None` where it has no direction."""
    kind = bidirectional(character)
    return kind in RIGHT_TO_LEFT if kind in STRONG else None


def _nearest(sides: Sequence[bool | None], first: bool) -> list[bool]:
    """Return for each place the last direction up to it."""
    found = []
    for side in sides:
        first = first if side is None else side
        found.append(first)
    return found
