"""The parts of a plan that a page keeps: none of them stays when what it shows has changed."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.export.html import PlanPage
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.facts import random_answers, some

LIBRARY = load_library()
FULL = random_answers(LIBRARY, together=True)


def plan_of(answers):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return make_plan(facts, LIBRARY, date(2026, 11, 22))


@settings(max_examples=some(25), deadline=None)
@given(FULL, FULL, st.sampled_from(sorted(set(LIBRARY.questions) - {"relationship"})))
def test_after_one_answer_changed_the_page_shows_what_a_fresh_page_shows(answers, others, changed):
    page = PlanPage(LIBRARY, "../")
    page.fragments(plan_of(answers))
    after = plan_of({**answers, changed: others[changed]})

    assert page.fragments(after) == PlanPage(LIBRARY, "../").fragments(after)


def test_each_fragment_has_its_empty_place_in_the_frame():
    """The page puts a first plan together by these places: see putIn in results.js."""
    for answers in ({"relationship": "client"}, {"relationship": "same_employer"}):
        fragments = PlanPage(LIBRARY, "../").fragments(plan_of(answers))
        frame = fragments.pop("plan")

        places = re.findall(r'<(\w+) id="([\w-]+)" data-part></\1>', frame)
        assert sorted(id for _, id in places) == sorted(fragments), (
            "give each fragment an empty element in planner/templates/frame.html"
        )
        assert not [name for name, html in fragments.items() if "data-part" in html]


def test_the_dates_of_a_task_that_comes_again_follow_the_end():
    answers = {"relationship": "client", "start_date": "2027-02-01", "end_date": "2027-06-30"}
    page = PlanPage(LIBRARY, "../")
    page.fragments(plan_of(answers))
    after = plan_of({**answers, "end_date": "2027-10-29"})

    assert page.fragments(after) == PlanPage(LIBRARY, "../").fragments(after)


def test_the_words_of_a_gap_typed_are_no_gap():
    answers = {"relationship": "client"}
    page = PlanPage(LIBRARY, "../")
    page.fragments(plan_of(answers))
    label = LIBRARY.questions["secondee_name"].label
    after = plan_of({**answers, "secondee_name": f"[{label}: to be agreed]"})

    assert page.fragments(after) == PlanPage(LIBRARY, "../").fragments(after)


def test_the_recommendation_follows_the_answers():
    answers = {"relationship": "client", "home_country": "GB", "host_country": "GB"}
    page = PlanPage(LIBRARY, "../")
    for structure in ("two_party", "unsure"):
        plan = plan_of({**answers, "structure": structure})
        kept = page.fragments(plan)

        assert kept == PlanPage(LIBRARY, "../").fragments(plan)


def test_the_sources_of_an_entry_follow_the_countries():
    page = PlanPage(LIBRARY, "../")
    for home, host in (("GB", "GB"), ("DE", "DE"), ("GB", "DE"), ("JP", "JP"), ("IE", "NO")):
        plan = plan_of({"relationship": "client", "home_country": home, "host_country": host})

        kept, fresh = page.fragments(plan), PlanPage(LIBRARY, "../").fragments(plan)
        changed = [name for name in fresh if kept[name] != fresh[name]]
        assert changed == [], "add what the fragment shows to its key in planner/export/html.py"
