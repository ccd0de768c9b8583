"""Other models than a secondment under the home contract, named where they may fit better."""

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from planner.content.loader import load_library
from planner.export.html import FRAME, PlanPage
from planner.export.json_plan import plan_json
from planner.export.markdown import plan_markdown
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import ANOTHER
from tests.test_rows import TODAY

LIBRARY = load_library()
DATES = {"start_date": "2027-03-01", "end_date": "2027-08-31"}
LONG = {"start_date": "2027-03-01", "end_date": "2029-02-28"}
ONE_COUNTRY = {"home_country": "GB", "host_country": "GB"}
TWO_COUNTRIES = {"home_country": "GB", "host_country": "NL"}
INSIDE = {"relationship": "same_employer"}
FITTING = [
    ("acting-up", INSIDE | ONE_COUNTRY | DATES | {"purpose": "cover", "pay_change": "yes"}),
    ("transfer-within-an-employer", INSIDE | ONE_COUNTRY | LONG | {"home_post": "open"}),
    (
        "leave-with-a-contract-of-the-host",
        {"relationship": "nonprofit", "payroll": "host", "hours": "full_time", "direction": "host"}
        | ONE_COUNTRY
        | LONG,
    ),
    (
        "host-company-as-the-employer",
        {"relationship": "group", "payroll": "host"} | TWO_COUNTRIES | LONG,
    ),
    ("employer-of-record", INSIDE | TWO_COUNTRIES | LONG),
]


def plan_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


def others(plan):
    return [each.structure.id for each in plan.recommendation.others]


@pytest.mark.parametrize(("id", "answers"), FITTING)
def test_a_model_is_named_where_it_may_fit_better_with_its_reasons(id, answers):
    plan = plan_of(answers)
    title = LIBRARY.structures[id].title

    assert others(plan) == [id]
    assert plan.recommendation.others[0].verdict.because
    assert plan.recommendation.structure.structure != ANOTHER
    assert f"**{title} may fit better.**" in plan_markdown(plan, LIBRARY)
    assert f'data-other-model="{id}"' in PlanPage(LIBRARY, "../").fragments(plan)[FRAME]
    shown = plan_json(plan, LIBRARY)
    assert [each["title"] for each in shown["recommendation"]["others"]] == [title]
    schema = files("planner") / "schemas/plan.schema.json"
    jsonschema.validate(shown, json.loads(schema.read_text("utf-8")))


def test_every_other_model_is_named_in_some_case():
    models = {each.id for each in LIBRARY.structures.values() if each.structure == ANOTHER}

    assert models == {id for id, _ in FITTING}


@pytest.mark.parametrize(
    "answers",
    [
        INSIDE | ONE_COUNTRY | DATES | {"purpose": "cover", "home_post": "same"},
        INSIDE | ONE_COUNTRY | DATES | {"home_post": "open"},
        {"relationship": "client", "payroll": "home"} | ONE_COUNTRY | LONG,
        {"relationship": "client"} | ONE_COUNTRY | LONG,
        INSIDE,
    ],
)
def test_a_simple_case_and_an_open_one_name_no_other_model(answers):
    assert others(plan_of(answers)) == []


def test_the_page_follows_when_another_model_comes_to_fit():
    page = PlanPage(LIBRARY, "../")
    plan = plan_of(FITTING[0][1])
    without = replace(plan, recommendation=replace(plan.recommendation, others=()))

    before, after = page.fragments(without)[FRAME], page.fragments(plan)[FRAME]

    assert "data-other-model" not in before
    assert "data-other-model" in after


def test_another_model_is_never_who_signs_what_wherever_it_stands_in_the_file():
    structures = dict(reversed(LIBRARY.structures.items()))
    facts, _ = read_answers(FITTING[0][1], LIBRARY.questions, LIBRARY.countries)

    plan = make_plan(facts, replace(LIBRARY, structures=structures), TODAY)

    assert plan.recommendation.structure.structure == "letter"
    assert others(plan) == [FITTING[0][0]]
