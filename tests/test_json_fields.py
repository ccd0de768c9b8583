"""A new field of the model is in the JSON by itself, and the schemas say which keys there are."""

import json
from dataclasses import dataclass, fields, is_dataclass, make_dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from planner.content.loader import load_library
from planner.export import json_plan
from planner.export.json_plan import (
    FIRST,
    IN_A_PLAN,
    IN_THE_LIBRARY,
    NO_ENTRIES,
    View,
    library_json,
    plan_json,
    plan_text,
    questions_json,
)
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import AnswerNote, Library, Plan, Wording
from scripts.scan import random_plans

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
HINT = "mend the tables in planner/export/json_plan.py, or add the key to planner/schemas"
ANSWERS = {
    **{"relationship": "client", "home_country": "GB", "host_country": "DE", "currency": "EUR"},
    **{"start_date": "2026-11-02", "end_date": "2028-10-31", "monthly_salary": "5000"},
    **{"recharge": "part", "recharge_share": "60", "payroll": "home"},
}
LATE = {"start_date": "2026-12-07"}  # its checkpoints are shown
# Two fields that give one key, where the later one is meant to stand: what holds in this plan.
MEANT_TWICE = {("PlannedItem", "after"), ("PlannedItem", "rank")}


def planned(answers=ANSWERS):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, date(2026, 11, 30))


def schema(name):
    return json.loads((ROOT / f"planner/schemas/{name}.schema.json").read_text("utf-8"))


def valid(value, name):
    return jsonschema.Draft202012Validator(schema(name)).is_valid(json.loads(json.dumps(value)))


def objects(part, shown, at=""):
    """Yield each object that a schema gives keys for, with where it is."""
    if isinstance(shown, dict) and "properties" in part:
        yield at, part, shown
        for key, each in shown.items():
            yield from objects(part["properties"].get(key, {}), each, f"{at}.{key}")
    elif isinstance(shown, list):
        for each in shown:
            yield from objects(part.get("items", {}), each, f"{at}[]")


def outputs():
    yield "library", library_json(LIBRARY)
    yield "questions", questions_json(LIBRARY)
    yield "plan", plan_json(planned(), LIBRARY)
    yield "plan", plan_json(planned({"relationship": "same_employer"}), LIBRARY)
    yield "plan", plan_json(planned(ANSWERS | LATE), LIBRARY)


@pytest.mark.parametrize(("name", "shown"), [*outputs()])
def test_every_object_has_the_keys_of_its_schema_in_their_order(name, shown):
    for at, part, found in objects(schema(name), shown):
        assert list(found) == list(part["properties"]), f"{name}{at}: {HINT}"
        assert {*found} == {*part["required"]}, f"{name}{at}: every key is required"
        assert part["additionalProperties"] is False, f"{name}{at}: a new key must be noticed"


def test_random_plans_keep_the_schema():
    for plan in random_plans(10, 20261130, LIBRARY):
        assert valid(plan_json(plan, LIBRARY), "plan"), plan.facts


def with_one_more(held):
    """Return an object of the model with a field that nobody has heard of."""
    kind = make_dataclass(
        type(held).__name__, [("news", str)], bases=(type(held),), frozen=True, kw_only=True
    )
    return kind(**{f.name: getattr(held, f.name) for f in fields(held)}, news="said")


@pytest.mark.parametrize("kind", ["gaps", "left_out", "places", "notes"])
def test_a_new_field_of_a_plan_shows_and_its_schema_notices(kind):
    plan = planned()
    held = getattr(plan, kind) or (AnswerNote("currency", "Look again."),)
    entry = with_one_more(held[0])

    data = plan_json(replace(plan, **{kind: (entry,)}), LIBRARY)

    assert data[kind][0]["news"] == "said", HINT
    assert not valid(data, "plan")
    del data[kind][0]["news"]
    assert valid(data, "plan")


@pytest.mark.parametrize(
    ("kind", "field"),
    [("checklist", "item"), ("risks", "risk"), ("documents", "outline"), ("checklist", "verdict")],
)
def test_a_new_field_of_what_a_plan_holds_shows_and_its_schema_notices(kind, field):
    plan = planned()
    first = getattr(plan, kind)[0]
    changed = replace(first, **{field: with_one_more(getattr(first, field))})

    data = plan_json(replace(plan, **{kind: (changed,)}), LIBRARY)

    assert data[kind][0]["news"] == "said", HINT
    assert not valid(data, "plan")


@pytest.mark.parametrize(
    "kind", ["clauses", "items", "risks", "sources", "questions", "outlines", "places", "owners"]
)
def test_a_new_field_of_the_library_shows_and_its_schema_notices(kind):
    held = getattr(LIBRARY, kind)
    first = next(iter(held))

    data = library_json(replace(LIBRARY, **{kind: held | {first: with_one_more(held[first])}}))

    assert data[kind][0]["news"] == "said", HINT
    assert not valid(data, "library")


def test_a_new_kind_of_entry_shows_and_its_schema_notices():
    library = make_dataclass("L", [("news", dict)], bases=(Library,), frozen=True, kw_only=True)
    held = {f.name: getattr(LIBRARY, f.name) for f in fields(LIBRARY)}

    data = library_json(library(**held, news={"client": LIBRARY.owners["legal"]}))

    assert [entry["id"] for entry in data["news"]] == ["legal"]
    assert not valid(data, "library")


def test_every_exception_is_for_a_field_that_there_is():
    named = {name for kind in every_kind() for name in (f.name for f in fields(kind))}

    for key in {*IN_A_PLAN, *IN_THE_LIBRARY}:
        if isinstance(key, tuple):
            assert key[1] in {f.name for f in fields(key[0])}, f"{key}: {HINT}"
        else:
            assert key in named, f"{key}: {HINT}"
    assert {*NO_ENTRIES} <= {f.name for f in fields(Library)}, HINT


def every_kind():
    model = vars(__import__("planner.rules.model", fromlist=["model"]))
    return [kind for kind in model.values() if isinstance(kind, type) and is_dataclass(kind)]


def test_what_comes_first_are_keys_that_there_are():
    found = [each for name, shown in outputs() for _, _, each in objects(schema(name), shown)]
    keys = {key for each in found for key in each}

    for kind, first in FIRST.items():
        assert {*first} <= keys, f"{kind.__name__}: {HINT}"
        assert len(first) == len({*first}), kind.__name__


def test_no_field_takes_the_key_of_another_unnoticed(monkeypatch):
    taken = set()

    class Watched(View):
        def keys(self, held):
            made = set()
            for field in fields(held):
                other = self.instead.get((type(held), field.name)) or self.instead.get(field.name)
                more = {*other(held, self)} if other else {field.name}
                taken.update((type(held).__name__, key) for key in made & more)
                made |= more
            return View.keys(self, held)

    monkeypatch.setattr(json_plan, "View", Watched)
    plan_json(planned(), LIBRARY)
    library_json(LIBRARY)

    assert taken == MEANT_TWICE, f"{HINT}: give one of them another key"


def test_values_have_one_form_in_a_plan_and_one_in_the_library():
    @dataclass(frozen=True)
    class Held:
        day: date = date(2027, 2, 1)
        amount: Decimal = Decimal("1200.50")
        whole: Decimal = Decimal("3E+2")
        words: str = Wording("by {{ start_date }}", "by [Start date]")
        nothing: None = None
        yes: bool = True
        several: tuple = (Decimal(1), ("a",))
        named: tuple = ()

    plan = View(LIBRARY, {**json_plan.TYPES, Decimal: lambda d: f"{d:f}"}, IN_A_PLAN).keys(Held())
    library = json_plan._library_view(LIBRARY).keys(Held())

    assert json.loads(json.dumps(plan)) == {
        **{"day": "2027-02-01", "amount": "1200.50", "whole": "300", "words": "by [Start date]"},
        **{"nothing": None, "yes": True, "several": ["1", ["a"]], "named": []},
    }
    assert json.loads(json.dumps(library)) == {
        **{"day": "2027-02-01", "amount": 1200.5, "whole": 300, "words": "by {{ start_date }}"},
        **{"nothing": None, "yes": True, "several": [1, ["a"]], "named": []},
    }


def test_what_json_has_no_form_for_is_a_fault_and_not_a_guess():
    plan = replace(planned(), notes=(object(),))

    with pytest.raises(TypeError):
        plan_json(plan, LIBRARY)


def test_the_file_is_the_plan_as_text():
    plan = planned()
    text = plan_text(plan, LIBRARY)

    assert json.loads(text) == json.loads(json.dumps(plan_json(plan, LIBRARY)))
    assert text.startswith('{\n  "today"')
    assert text.endswith("}\n")
    assert "ö" in plan_text(replace(plan, library_version="ö"), LIBRARY)
    assert isinstance(plan, Plan)
