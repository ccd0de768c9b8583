"""Yes, no and unknown (`True`, `False`, `None`) and how they combine; no facts here.

Kleene's rules: unknown never decides unless the other operand already has.
"""

from collections.abc import Iterable

type Truth = bool | None


def every(truths: Iterable[Truth]) -> Truth:
    """Return no if one is no, else unknown if one is unknown, else yes."""
    found = list(truths)
    if False in found:
        return False
    return None if None in found else True


def some(truths: Iterable[Truth]) -> Truth:
    """Return yes if one is yes, else unknown if one is unknown, else no."""
    return negated(every(negated(truth) for truth in truths))


def negated(truth: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return None if truth is None else not truth


def among(value: object, *wanted: object) -> Truth:
    """Say whether `value` is one of `wanted`; an answer not given is unknown."""
    return None if value is None else value in wanted


def differ(one: object, other: object) -> Truth:
    """Say whether two answers differ; unknown when either is not given."""
    return None if one is None or other is None else one != other
