"""Every page can be read by a tired person: a ceiling for its sentences and its words."""

import pytest

from scripts.readability import measure_all, sentences

# A school year, and the mean length of a sentence. Plain English for the public aims at nine years
# of school; the count of syllables is a little low, so the ceiling is lower.
HIGHEST_GRADE = 8.0
LONGEST_SENTENCE = 18.0
FEWEST_WORDS = 50  # in fewer, one sentence decides
# A page above the ceiling, with the reason why it may be.
EXCEPTIONS: dict[str, str] = {}

MEASURED = [one for one in measure_all() if one.words >= FEWEST_WORDS]


@pytest.mark.parametrize("one", MEASURED, ids=lambda one: one.page)
def test_a_page_is_below_the_ceiling(one):
    if one.page not in EXCEPTIONS:
        assert one.grade <= HIGHEST_GRADE, "use shorter words and sentences on the page of docs/"
        assert one.words_a_sentence <= LONGEST_SENTENCE, "split long sentences on the page of docs/"


def test_no_exception_outlives_its_page_or_its_need():
    above = {
        one.page
        for one in MEASURED
        if one.grade > HIGHEST_GRADE or one.words_a_sentence > LONGEST_SENTENCE
    }

    assert {*EXCEPTIONS} <= above, (
        "take the page out of EXCEPTIONS: it reads well enough, or is gone"
    )


def test_only_prose_is_measured():
    page = """---
title: A title. With a stop.
---
# A heading

One sentence with a [link to a page](page.md#part).
Another one: with a *stress* and `code`.
{ .lede }

- A first entry
- A second one. And a third.

| A | table |
| --- | --- |

<!-- planner:clause recall -->

```text
Not this.
```
"""

    assert sentences(page) == [
        "One sentence with a link to a page.",
        "Another one: with a *stress* and code.",
        "A first entry",
        "A second one.",
        "And a third.",
    ]
