"""The sources that a plan shows: general ones, and those about the places of the case."""

import re
from datetime import date

import pytest
from hypothesis import given, settings

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 30)


def plan_of(answers):
    return make_plan(read_answers(answers, LIBRARY.questions, LIBRARY.countries)[0], LIBRARY, TODAY)


def entries(plan):
    """Return the entries of a plan that name sources, as the plan shows them."""
    clauses = (c.clause for d in plan.documents for part in d.parts for c in part.clauses)
    advice = [plan.recommendation.structure] if plan.recommendation else []
    return [*(p.item for p in plan.checklist), *(p.risk for p in plan.risks), *clauses, *advice]


def is_of_the_case(name, entry, facts):
    """Say whether a source is general, or holds at home, at the host or where its entry does."""
    place = LIBRARY.sources[name].place
    of = entry.applies.place
    groups = [{facts.home_country}, {facts.host_country}]
    groups += [{*LIBRARY.places[of].members}] if of else []
    return not place or any(group <= {*LIBRARY.places[place].members} for group in groups)


@settings(max_examples=some(25), deadline=None)
@given(random_answers(LIBRARY, together=True))
def test_each_entry_has_sources_and_none_of_another_country(answers):
    plan = plan_of(answers)

    for entry in entries(plan):
        assert entry.sources, f"{entry.id}: name a source without a place, such as “practice”"
        strange = [n for n in entry.sources if not is_of_the_case(n, entry, plan.facts)]
        assert not strange, f"{entry.id}: {strange}; mend Case.with_sources in rules/judgement.py"


# What the texts of countries that are not in the case are called.
OTHERS = re.compile(r"Swed|Riksdag|Portug|HMRC|Equality Act|United States|\bUK\b|Belgi|French")


@pytest.mark.parametrize("relationship", ["group", "client", "nonprofit"])
def test_a_case_of_germany_and_austria_names_no_text_of_another_country(relationship):
    countries = {"home_country": "DE", "host_country": "AT"}
    plan = plan_of({"relationship": relationship, **countries})

    for entry in entries(plan):
        for source in (LIBRARY.sources[name] for name in entry.sources):
            said = f"{source.title}; {source.publisher}"
            mend = f"{entry.id}, {source.id}: give it “place” in planner/data/sources.toml"
            assert not OTHERS.search(said), mend


def test_a_british_source_is_shown_in_britain_only():
    french = plan_of({"relationship": "client", "home_country": "DE", "host_country": "FR"})
    british = plan_of({"relationship": "client", "home_country": "GB", "host_country": "GB"})

    def of_britain(plan):
        return {s for e in entries(plan) for s in e.sources if LIBRARY.sources[s].place == "gb"}

    assert of_britain(british), "no British source is shown in a British case"
    assert not of_britain(french), "mend Case.with_sources in rules/judgement.py"
