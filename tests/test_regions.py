"""Parts of a country with law of their own: what does not hold there is not shown."""

import pytest

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.test_rows import TODAY

LIBRARY = load_library()
AT_HOME = {
    "relationship": "unrelated",
    "home_country": "GB",
    "host_country": "GB",
    "start_date": "2026-09-01",
    "end_date": "2027-08-31",
    "direction": "host",
    "pay_change": "yes",
    "payroll": "host",
    "supplies_staff": "yes",
}
NORTH = "northern_ireland"
ENTRIES = {**LIBRARY.items, **LIBRARY.risks}
OF_GREAT_BRITAIN = {id for id, entry in ENTRIES.items() if NORTH in entry.applies.not_regions}
OWN = "gb-northern-ireland"


def shown(**answers):
    facts, problems = read_answers(AT_HOME | answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    plan = make_plan(facts, LIBRARY, TODAY)
    tasks = {planned.item.id for planned in plan.checklist}
    return plan, tasks | {planned.risk.id for planned in plan.risks}


def test_british_statutes_are_not_shown_where_northern_ireland_is_named():
    _, before = shown()
    plan, found = shown(home_region=NORTH, host_region=NORTH)

    assert len(before & OF_GREAT_BRITAIN) >= 3
    assert not found & OF_GREAT_BRITAIN
    assert OWN in found
    left_out = {each.id: each.sentence for each in plan.left_out}
    assert left_out["gb-agency-work"] == "It is the law of another part of the country."


def test_without_an_answer_the_plan_is_as_for_great_britain_and_waits_for_nothing():
    plan, found = shown()
    _, named = shown(home_region="great_britain", host_region="great_britain")

    assert found == named
    assert OWN not in found
    assert not {gap.question for gap in plan.gaps} & {"home_region", "host_region"}


@pytest.mark.parametrize(
    ("home", "host", "agency"), [(NORTH, "great_britain", True), ("great_britain", NORTH, False)]
)
def test_each_side_has_the_law_of_its_own_part(home, host, agency):
    _, found = shown(home_region=home, host_region=host)

    assert ("gb-agency-work" in found) == agency
    assert OWN in found


@pytest.mark.parametrize(
    "change",
    [
        {"home_country": "IE", "host_country": "IE"},
        {"home_country": "DE", "host_country": "FR"},
        {"relationship": "same_employer"},
    ],
)
def test_a_part_of_the_kingdom_is_asked_for_only_where_it_decides(change):
    facts, _ = read_answers(
        AT_HOME | change | {"home_region": NORTH}, LIBRARY.questions, LIBRARY.countries
    )

    assert facts.home_region == ""
    assert facts.host_region == ""


def test_tax_and_immigration_hold_in_every_part():
    _, found = shown(home_country="DE", host_region=NORTH, payroll="home")

    assert {"gb-settle-paye", "gb-check-tax-residence"} <= found
