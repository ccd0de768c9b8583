"""Kleene's rules, each row of the tables."""

import pytest

from planner.rules.truth import among, differ, every, negated, some


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        ([], True),
        ([True, True], True),
        ([True, None], None),
        ([None, None], None),
        ([False, None], False),
        ([True, False], False),
    ],
)
def test_every_needs_all(truths, expected):
    assert every(truths) is expected


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        ([], False),
        ([False, False], False),
        ([False, None], None),
        ([True, None], True),
        ([True, False], True),
    ],
)
def test_some_needs_one(truths, expected):
    assert some(truths) is expected


def test_unknown_stays_unknown():
    assert negated(None) is None
    assert among(None, "a") is None
    assert differ(None, "a") is None
    assert differ("a", None) is None


def test_known_answers_decide():
    assert negated(True) is False
    assert among("a", "a", "b") is True
    assert among("c", "a", "b") is False
    assert differ("a", "b") is True
    assert differ("a", "a") is False
