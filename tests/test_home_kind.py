"""What the home organisation is: asked where it decides, and what public service has to mind."""

from functools import cache

import pytest

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.test_rows import TODAY

LIBRARY = load_library()
OUT_OF_SERVICE = {
    "relationship": "unrelated",
    "home_country": "CA",
    "host_country": "CA",
    "start_date": "2027-04-01",
    "end_date": "2028-03-31",
    "direction": "host",
    "home_name": "Ministry of Infrastructure, Government of the Province",
}
PUBLIC = {
    "get-the-public-employers-approval",
    "dealings-with-the-old-office",
    "limits-after-public-service",
}
OF_A_KIND = {
    "public_body": PUBLIC,
    "health_service": PUBLIC | {"patients-need-cover-and-access"},
    "university": {"research-does-not-move-by-itself"},
    "charity": {"charity-lends-below-cost"},
    "partnership": {"not-an-employee"},
    "office": {"not-an-employee"},
    "international": {"staff-rules-of-an-international-organisation"},
    "company": set(),
}
ALL = set().union(*OF_A_KIND.values())


@cache
def plan_of(**answers):
    facts, problems = read_answers(OUT_OF_SERVICE | answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


def found(plan, truth):
    tasks = {each.item.id for each in plan.checklist if each.verdict.truth is truth}
    return (tasks | {each.risk.id for each in plan.risks if each.verdict.truth is truth}) & ALL


@pytest.mark.parametrize("kind", OF_A_KIND)
def test_each_kind_of_home_organisation_has_what_is_its_own(kind):
    plan = plan_of(home_kind=kind)

    assert found(plan, True) == OF_A_KIND[kind] - {"charity-lends-below-cost"}
    assert found(plan, None) == OF_A_KIND[kind] & {"charity-lends-below-cost"}


def test_without_an_answer_all_of_it_may_apply_and_the_question_is_asked():
    plan = plan_of()

    assert found(plan, None) == ALL
    assert "home_kind" in {gap.question for gap in plan.gaps}


def test_between_public_bodies_the_limits_of_leaving_public_service_do_not_arise():
    assert not found(plan_of(relationship="public_body", home_kind="public_body"), True)


def test_a_charity_that_charges_the_whole_cost_gives_nothing_away():
    assert found(plan_of(home_kind="charity", recharge="none"), True)
    assert not found(plan_of(home_kind="charity", recharge="full"), True)


@pytest.mark.parametrize("relationship", ["same_employer", "group"])
def test_it_is_not_asked_where_it_decides_nothing(relationship):
    plan = plan_of(relationship=relationship)

    assert not found(plan, True) | found(plan, None)
    assert "home_kind" not in {gap.question for gap in plan.gaps}


def test_what_public_service_minds_is_good_practice_and_names_no_country():
    entries = [*LIBRARY.items.values(), *LIBRARY.risks.values()]

    for entry in (each for each in entries if each.id in ALL):
        assert "practice" in entry.sources, entry.id
        assert not entry.applies.place, entry.id


@pytest.mark.parametrize("relationship", ["public_body", "nonprofit"])
@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("university", {"research-does-not-move-by-itself"}),
        ("health_service", {"patients-need-cover-and-access"}),
        ("other", set()),
    ],
)
def test_a_host_that_is_a_university_or_health_service_has_what_is_its_own(relationship, kind, own):
    plan = plan_of(relationship=relationship, home_kind="company", host_kind=kind)
    of_kinds = {"research-does-not-move-by-itself", "patients-need-cover-and-access"}

    assert found(plan, True) & of_kinds == own
    assert not found(plan, None) & of_kinds


@pytest.mark.parametrize("relationship", ["same_employer", "group", "client", "partner"])
def test_what_the_host_is_is_not_asked_again_where_the_relationship_says_it(relationship):
    assert "host_kind" not in {gap.question for gap in plan_of(relationship=relationship).gaps}


def test_a_german_professor_has_a_rule_of_their_own():
    german = {"home_country": "DE", "host_country": "DE"}
    plan = plan_of(**german, home_kind="university")

    assert "de-professor-consents" in {each.risk.id for each in plan.risks if each.verdict.truth}
