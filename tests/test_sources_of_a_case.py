"""The sources that a plan shows: general ones, and those about the places of the case."""

from datetime import date

from hypothesis import given, settings

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.facts import random_answers

LIBRARY = load_library()
TODAY = date(2026, 11, 30)


def plan_of(answers):
    return make_plan(read_answers(answers, LIBRARY.questions, LIBRARY.countries)[0], LIBRARY, TODAY)


def entries(plan):
    """Return the entries of a plan that name sources, as the plan shows them."""
    clauses = (c.clause for d in plan.documents for part in d.parts for c in part.clauses)
    advice = [plan.recommendation.structure] if plan.recommendation else []
    return [*(p.item for p in plan.checklist), *(p.risk for p in plan.risks), *clauses, *advice]


def is_of_the_case(name, facts):
    place = LIBRARY.sources[name].place
    countries = {facts.home_country, facts.host_country}
    return not place or bool(countries & set(LIBRARY.places[place].members))


@settings(max_examples=25, deadline=None)
@given(random_answers(LIBRARY, together=True))
def test_no_source_of_another_country_stands_beside_one_of_the_case(answers):
    plan = plan_of(answers)

    for entry in entries(plan):
        fits = [is_of_the_case(name, plan.facts) for name in entry.sources]
        assert all(fits) or not any(fits), f"{entry.id}: mend Case.sources in rules/judgement.py"


def test_a_british_source_is_shown_in_britain_only():
    french = plan_of({"relationship": "client", "home_country": "DE", "host_country": "FR"})
    british = plan_of({"relationship": "client", "home_country": "GB", "host_country": "GB"})

    def of_britain(plan):
        return {s for e in entries(plan) for s in e.sources if LIBRARY.sources[s].place == "gb"}

    assert of_britain(british), "no British source is shown in a British case"
    assert not of_britain(french), "mend Case.sources in rules/judgement.py"


def test_an_entry_keeps_its_sources_where_all_of_them_are_about_other_places():
    plan = plan_of({"relationship": "client", "home_country": "JP", "host_country": "JP"})

    assert all(entry.sources for entry in entries(plan))
