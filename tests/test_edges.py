"""Edges where a small slip would change what people read; each was slipped once and not noticed."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.content.handbook import load_kinds
from planner.content.loader import load_library
from planner.export.imprint import imprint
from planner.guidance import entries, places
from planner.guidance.paper import make_paper
from planner.plan.days import day_counts
from planner.plan.make import make_plan
from planner.plan.worksheet import cost_worksheet
from planner.rules.answers import is_asked, read_answers
from planner.rules.judgement import Case
from planner.rules.model import Gap, Rule
from planner.rules.words import say
from planner.work.plan_file import LATEST, read_identity

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
# What must be settled before anybody signs; a stop becomes less only on purpose.
STOPS = (
    "ae-permit-for-this-establishment",
    "at-lending-trade",
    "at-permit-first",
    "be-ban-on-lending",
    "ch-lending-from-abroad",
    "checks-not-complete",
    "clashing-interests",
    "de-group-lending-licence",
    "de-lending-licence",
    "es-illegal-transfer",
    "fr-no-margin",
    "fr-papers-first",
    "gb-sponsored-worker",
    "it-own-interest",
    "no-end-date",
    "no-limits-on-hiring-in",
    "no-permission-to-work",
    "no-return-agreed",
    "pl-lending",
    "pl-permit-for-another",
    "pt-loan-needs-renewal",
    "pt-longest-loan",
    "pt-occasional-loan",
    "role-not-registered",
    "sg-pass-names-the-employer",
    "supply-of-staff",
    "us-no-specialist-visa-at-a-client",
    "us-visit-is-not-enough",
)
UNION = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
SIDES = tomllib.loads((Path(__file__).parent / "sides.toml").read_text("utf-8"))


def facts_of(**answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert [problem.message for problem in problems] == []
    return facts


def problems_of(**answers):
    _, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return [problem.question for problem in problems]


def test_in_a_phase_what_is_sure_comes_before_what_may_apply():
    plan = make_plan(facts_of(relationship="client"), LIBRARY, TODAY)

    mixed = 0
    for phase in LIBRARY.phases:
        sure = [p.verdict.truth is True for p in plan.checklist if p.item.phase == phase]
        assert sure == sorted(sure, reverse=True), phase
        mixed += len({*sure}) > 1
    assert mixed > 2


def test_a_limit_that_surely_applies_stays_sure_when_another_entry_may_apply():
    facts = facts_of(
        relationship="client",
        home_country="GB",
        host_country="DE",
        start_date="2027-01-04",
        end_date="2027-12-31",
    )
    sure = Rule(over="a1_months")
    unsure = Rule(over="a1_months", when=("shares_confidential_information",))
    risk = LIBRARY.risks["no-end-date"]
    risks = {
        "first": replace(risk, id="first", applies=sure),
        "second": replace(risk, id="second", applies=unsure),
    }
    library = replace(LIBRARY, clauses={}, items={}, risks=risks)

    [check] = [c for c in day_counts(Case(facts, library)).limits if c.limit.id == "a1_months"]

    assert check.truth is True


@pytest.mark.parametrize(("recharge", "said"), [("none", False), ("full", True)])
def test_how_the_host_accounts_for_its_payroll_is_settled_only_where_it_is_charged(recharge, said):
    facts = facts_of(
        relationship="client", payroll="host", recharge=recharge, currency="EUR", training_cost="5"
    )

    assert (
        say("costs.open_points.payroll") in cost_worksheet(Case(facts, LIBRARY)).to_settle
    ) == said


@pytest.mark.parametrize(("answer", "asked"), [(True, False), (False, True), (None, None)])
def test_a_question_may_be_asked_after_a_no(answer, asked):
    question = replace(LIBRARY.questions["role"], asked_when={"recall": ("no",)})

    assert is_asked(question, {"recall": answer}) is asked


@pytest.mark.parametrize("change", ["extended", "ends_early"])
def test_a_last_day_that_does_not_move_is_no_change_of_it(change):
    case = {"relationship": "client", "end_date": "2027-06-30", "change": change}

    assert problems_of(**case, old_end_date="2027-06-30") == ["old_end_date"]
    moved = {"extended": "2027-06-29", "ends_early": "2027-07-01"}
    assert problems_of(**case, old_end_date=moved[change]) == []


@pytest.mark.parametrize(("count", "said"), [(1, "1 question without"), (2, "2 questions without")])
def test_one_open_question_is_named_in_the_singular(count, said):
    plan = make_plan(facts_of(relationship="client"), LIBRARY, TODAY)
    gaps = tuple(Gap(name, "x", ()) for name in ("role", "workplace")[:count])

    assert said in " ".join(imprint(replace(plan, gaps=gaps), LIBRARY))


@pytest.mark.parametrize("kind", load_kinds().values(), ids=lambda kind: kind.id)
def test_a_paper_does_not_offer_a_clause_in_place_of_itself(kind):
    paper = make_paper(kind)

    assert any(paper.instead.values())
    for id, others in paper.instead.items():
        assert id not in {other.id for other in others}, (
            "mend _instead in planner/guidance/paper.py"
        )


def test_a_day_that_no_source_gives_is_not_shown_beside_a_figure():
    limit = LIBRARY.limits["treaty_days"]
    [value] = limit.values

    assert entries.limit_row(limit, replace(value, dated=False), LIBRARY)["since"] is None
    assert entries.limit_row(limit, replace(value, dated=True), LIBRARY)["since"] == value.since


def test_the_clauses_of_the_longest_outline_come_first():
    longest = max(LIBRARY.outlines.values(), key=lambda o: sum(len(p.slots) for p in o.parts))

    assert entries.clauses("", "").startswith(f"## {longest.parts[0].title}\n")


def test_a_tax_year_is_shown_only_where_its_source_is_certain():
    place = LIBRARY.places["gb"]
    source = LIBRARY.sources[place.tax_year.source]
    doubtful = replace(source, certainty="low")
    library = replace(LIBRARY, sources={**LIBRARY.sources, source.id: doubtful})

    assert "6 April" in places._figures(place, LIBRARY)
    assert "6 April" not in places._figures(place, library)


@pytest.mark.parametrize(
    ("revision", "read"), [(0, 0), (LATEST, LATEST), (-1, 0), (LATEST + 1, 0), (True, 0)]
)
def test_a_revision_that_no_calendar_can_keep_counts_as_none(revision, read):
    assert read_identity({"plan_id": "a1b2", "revision": revision}).revision == read


def test_a_place_without_a_list_is_the_one_country_of_its_name():
    assert LIBRARY.places["de"].members == ("DE",)


@pytest.mark.parametrize("name", SIDES)
def test_an_entry_of_a_place_is_about_the_side_that_was_read_in_its_source(name):
    entries = {**LIBRARY.items, **LIBRARY.risks, **LIBRARY.clauses}
    held = {id: entry.applies.side for id, entry in entries.items() if entry.applies.place == name}
    read = {id: side for side, ids in SIDES[name].items() for id in ids}

    assert {*read} & {*held}, f"tests/sides.toml: nothing of “{name}” is in the library any more"
    for id in {*read} & {*held}:
        assert held[id] == read[id], f"{id}: read its source, then correct it or tests/sides.toml"


def test_most_entries_of_places_have_their_side_written_down_a_second_time():
    entries = [*LIBRARY.items.values(), *LIBRARY.risks.values(), *LIBRARY.clauses.values()]
    held = {entry.id for entry in entries if entry.applies.place}
    read = {id for sides in SIDES.values() for ids in sides.values() for id in ids}

    assert len(held & read) > 0.8 * len(held), f"add to tests/sides.toml: {sorted(held - read)}"


@pytest.mark.parametrize("name", STOPS)
def test_a_stop_is_still_a_stop(name):
    risk = LIBRARY.risks.get(name)

    assert risk is None or risk.level == "stop", f"{name}: if it is none any more, take it out"


def test_most_stops_are_written_down_a_second_time():
    held = {risk.id for risk in LIBRARY.risks.values() if risk.level == "stop"}

    assert len(held & {*STOPS}) > 0.5 * len(held), f"add to STOPS: {sorted(held - {*STOPS})}"


def test_the_groups_of_countries_have_the_members_of_their_treaties():
    union = {*UNION.split()}

    assert len(union) == 27
    assert {*LIBRARY.places["eu"].members} == union, (
        "correct “members” in planner/data/places/eu.toml"
    )
    assert {*LIBRARY.places["eea"].members} == union | {"IS", "LI", "NO", "CH"}, (
        "correct “members” in planner/data/places/eea.toml"
    )


@pytest.mark.parametrize(
    ("relationship", "host", "structure"),
    [
        ("client", "BE", "three_party"),
        ("client", "PT", "three_party"),
        ("client", "GB", "two_party"),
        ("same_employer", "BE", "letter"),
    ],
)
def test_who_best_signs_follows_the_case(relationship, host, structure):
    plan = make_plan(
        facts_of(relationship=relationship, home_country="GB", host_country=host, payroll="home"),
        LIBRARY,
        TODAY,
    )

    assert plan.recommendation.structure.structure == structure
