"""States, provinces, zones and public services of countries: asked where an entry depends on them.

The parts of the United Kingdom have tests of their own, in `test_regions.py`.
"""

from dataclasses import replace
from functools import cache

import pytest

from planner.content.loader import load_library
from planner.lint.parts import find_wrong_parts
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.judgement import parts_read
from tests.test_rows import TODAY

LIBRARY = load_library()
FROM_ABROAD = {
    "relationship": "unrelated",
    "home_kind": "company",
    "home_country": "GB",
    "start_date": "2027-03-01",
    "end_date": "2027-08-31",
    "direction": "host",
    "supplies_staff": "yes",
    "work_permission": "no",
    "creates_ip": "yes",
    "personal_data": "ordinary",
}
HOST_PARTS = {
    "AE": "ae_host_zone",
    "AU": "au_host_state",
    "CA": "ca_host_province",
    "US": "us_host_state",
}
FOUND = {
    ("AE", "mainland"): {"ae-work-under-federal-law", "ae-permit-for-this-establishment"},
    ("AE", "free_zone"): {"ae-work-under-federal-law", "ae-permit-for-this-establishment"},
    ("AE", "difc"): {"ae-work-under-the-law-of-a-centre", "ae-difc-secondment-card"},
    ("AE", "adgm"): {"ae-work-under-the-law-of-a-centre", "ae-adgm-temporary-permit"},
    ("AU", "new_south_wales"): set(),
    ("AU", "victoria"): {"au-victoria-licence"},
    ("AU", "queensland"): {"au-queensland-licence"},
    ("AU", "western_australia"): {"au-western-australia-system"},
    ("AU", "south_australia"): {"au-other-licence"},
    ("AU", "tasmania"): set(),
    ("AU", "capital_territory"): {"au-other-licence"},
    ("AU", "northern_territory"): set(),
    ("CA", "ontario"): {"ca-name-the-province", "ca-ontario-agency-licence"},
    ("CA", "quebec"): {
        "ca-name-the-province",
        "ca-quebec-agency-licence",
        "ca-assess-data-leaving-quebec",
    },
    ("CA", "other"): {"ca-name-the-province"},
    ("CA", "federal"): {"ca-check-the-federal-code", "ca-federal-temporary-help"},
    ("US", "california"): {
        "us-california-competition",
        "us-california-inventions",
        "us-california-shared-liability",
        "us-california-expenses",
    },
    ("US", "other"): set(),
}
OF_PARTS = set().union(*FOUND.values())


@cache
def plan_of(**answers):
    facts, problems = read_answers(FROM_ABROAD | answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


def found(plan, truth):
    tasks = {each.item.id for each in plan.checklist if each.verdict.truth is truth}
    return tasks | {each.risk.id for each in plan.risks if each.verdict.truth is truth}


def asked(plan):
    return {gap.question for gap in plan.gaps}


@pytest.mark.parametrize(("country", "part"), FOUND)
def test_each_part_has_what_is_its_own_and_nothing_of_another(country, part):
    plan = plan_of(host_country=country, **{HOST_PARTS[country]: part})

    assert found(plan, True) & OF_PARTS == FOUND[country, part]
    assert not found(plan, None) & OF_PARTS


@pytest.mark.parametrize("country", HOST_PARTS)
def test_without_an_answer_what_a_part_has_may_apply_and_the_question_is_asked(country):
    plan = plan_of(host_country=country)
    of_country = {each for (code, _), ids in FOUND.items() if code == country for each in ids}

    shown = found(plan, True) | found(plan, None)
    assert of_country <= shown
    assert HOST_PARTS[country] in asked(plan)


def test_taking_the_zone_away_hides_no_stop():
    for zone in ("mainland", "free_zone", "difc", "adgm"):
        stops = {
            each.risk.id
            for each in plan_of(host_country="AE", ae_host_zone=zone).risks
            if each.risk.level == "stop"
        }
        without = plan_of(host_country="AE")
        assert stops <= found(without, True) | found(without, None)


@pytest.mark.parametrize(
    "answers",
    [
        {"home_country": "GB", "host_country": "GB"},
        {"home_country": "FR", "host_country": "NL"},
        *(
            {"relationship": "same_employer", "home_country": code, "host_country": code}
            for code in ("AE", "AU", "CA", "DE", "IN", "US")
        ),
        {"home_country": "IN", "host_country": "IN"},
        {"home_country": "GB", "host_country": "IN"},
        {"home_country": "DE", "host_country": "GB"},
    ],
)
def test_no_part_is_asked_for_where_it_decides_nothing(answers):
    plan = plan_of(**answers)
    parts = {name for place in LIBRARY.places.values() for name in place.parts.values()}

    assert not asked(plan) & parts


def test_a_question_for_a_part_is_open_only_where_an_entry_of_the_plan_waits_for_it():
    plan = plan_of(host_country="AU", relationship="public_body")
    waiting = {
        each.item.id if hasattr(each, "item") else each.risk.id
        for each in (*plan.checklist, *plan.risks)
        if "au_host_state" in each.verdict.waits_for
    }

    assert "au-state-public-sector" in waiting
    assert "au-western-australia-system" not in waiting


@pytest.mark.parametrize(
    ("service", "own"),
    [("federal", "de-federal-civil-servant"), ("state", "de-state-civil-servant")],
)
def test_a_german_public_body_lends_under_the_act_of_its_own_service(service, own):
    german = {"home_country": "DE", "host_country": "DE", "home_kind": "public_body"}
    both = {"de-federal-civil-servant", "de-state-civil-servant"}

    assert found(plan_of(**german, de_home_service=service), True) & both == {own}
    assert found(plan_of(**german), None) & both == both
    assert "de_home_service" in asked(plan_of(**german))
    assert "de_home_service" not in asked(plan_of(**german | {"home_kind": "company"}))


def test_data_leaves_quebec_only_where_the_home_is_there_and_may_where_that_is_open():
    task = "ca-assess-data-leaving-quebec"
    abroad = {"home_country": "CA", "host_country": "GB"}

    assert task in found(plan_of(**abroad, ca_home_province="quebec"), True)
    assert task in found(plan_of(**abroad), None)
    away = plan_of(**abroad, ca_home_province="ontario")
    assert task not in found(away, True) | found(away, None)


def test_the_lint_names_an_entry_whose_part_nobody_asks_for():
    place = replace(LIBRARY.places["ca"], parts={"host": "ca_host_province"})
    library = replace(LIBRARY, places={**LIBRARY.places, "ca": place})

    assert any("“parts”" in fault for fault in find_wrong_parts(library))
    assert not find_wrong_parts(LIBRARY)


def test_every_question_for_a_part_is_read_by_an_entry():
    entries = [*LIBRARY.items.values(), *LIBRARY.risks.values(), *LIBRARY.clauses.values()]
    read = {name for each in entries for name in parts_read(each.applies, LIBRARY)}

    assert read == {name for place in LIBRARY.places.values() for name in place.parts.values()}
