"""Every topic that the handbook has to answer has its place on the site."""

import pytest

from scripts.brief import Topic, topics
from tests.pages import SITE

TOPICS = list(topics())


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: f"{topic.section}: {topic.title}")
def test_a_topic_is_answered_under_a_heading_or_in_a_row(topic):
    assert topic.problem(SITE) == ""


@pytest.mark.parametrize(
    ("page", "anchor", "row", "said"),
    [
        ("start/nowhere.md", "a", "", "there is no start/nowhere.md"),
        ("start/what-is-a-secondment.md", "gone", "", "has no heading #gone"),
        ("start/what-is-a-secondment.md", "neighbours", "Piracy", "has no row with “Piracy”"),
    ],
)
def test_what_is_not_answered_is_named(page, anchor, row, said):
    assert said in Topic("", "", page, anchor, row).problem(SITE)
