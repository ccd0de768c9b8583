"""What a plan shows fits together: who is waited for, what is done, and why an entry is there."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from planner.content.loader import load_library
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
INTERNAL = {
    **{"relationship": "same_employer", "home_country": "GB", "host_country": "GB"},
    **{"start_date": date(2027, 3, 1), "end_date": date(2027, 8, 31), "purpose": "cover"},
}
ABROAD = {
    **{"relationship": "group", "home_country": "DE", "host_country": "AT", "direction": "host"},
    **{"start_date": date(2027, 3, 1), "end_date": date(2028, 2, 29)},
}


def plan_of(answers):
    return make_plan(read_answers(answers, LIBRARY.questions, LIBRARY.countries)[0], LIBRARY, TODAY)


@settings(max_examples=some(60), deadline=None)
@given(random_answers(LIBRARY, together=True))
def test_a_task_that_is_shown_waits_for_none_that_is_folded(answers):
    plan = plan_of(answers)

    folded = {p.item.id for p in plan.checklist if is_good_practice(p)}
    for planned in plan.checklist:
        if not is_good_practice(planned):
            mend = f"{planned.item.id}: mend _waited_for in planner/plan/checklist.py"
            assert not folded & {*planned.after}, mend


def test_the_task_before_the_folded_one_is_waited_for():
    folded = replace(LIBRARY.items["plan-the-work-left-behind"], rank="good_practice")
    library = replace(LIBRARY, items={**LIBRARY.items, folded.id: folded})
    facts, _ = read_answers(INTERNAL | {"backfill": "yes"}, LIBRARY.questions, LIBRARY.countries)

    plan = make_plan(facts, library, TODAY)

    [cover] = [p for p in plan.checklist if p.item.id == "appoint-cover"]
    assert folded.id not in cover.after
    assert "decide-on-release" in cover.after, "mend _waited_for in planner/plan/checklist.py"


@pytest.mark.parametrize("answers", [INTERNAL, ABROAD], ids=["inside", "abroad"])
def test_who_is_named_is_not_chosen_again(answers):
    open_choice = plan_of(answers)
    named = plan_of(answers | {"secondee_name": "Priya Nair"})

    assert "choose-fairly" in {p.item.id for p in open_choice.checklist}
    assert "choose-fairly" not in {p.item.id for p in named.checklist}, "see done_by in the data"
    said = {each.id: each.sentence for each in named.left_out}
    assert said["choose-fairly"] == "It is done, as these answers show: name of the secondee."


@pytest.mark.parametrize("answers", [INTERNAL, ABROAD], ids=["inside", "abroad"])
def test_that_nothing_takes_its_place_is_no_reason_beside_another(answers):
    plan = plan_of(answers)

    for entry in (*plan.checklist, *plan.risks):
        reasons = [reason.condition for reason in entry.verdict.because]
        assert "instead" not in reasons or set(reasons) == {"instead"}


@pytest.mark.parametrize("host", ["AT", "NL", "DE"])
def test_one_task_asks_for_a_licence_and_puts_it_on_file(host):
    plan = plan_of(ABROAD | {"host_country": host})

    tasks = {p.item.id for p in plan.checklist}
    assert "de-record-the-exception" in tasks
    assert "check-lending-rules" not in tasks, "see instead_of in planner/data/places/de.toml"
