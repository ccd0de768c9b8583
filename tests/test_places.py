"""Entries of places: which of the two countries they look at, and the place of the other one."""

from dataclasses import replace
from datetime import date

import pytest

from planner.content.loader import LibraryError, Table, _risk, load_library
from planner.guidance.places import place_person
from planner.lint.whole import find_problems
from planner.plan.make import make_plan
from planner.rules.limits import figure
from planner.rules.model import Secondment

LIBRARY = load_library()


def shown(home, host, end=date(2029, 12, 31), start=date(2027, 1, 1), **more):
    """Return the entries of a long secondment between two countries, and whether each is sure."""
    facts = Secondment(
        **{"relationship": "client", **more},
        home_country=home,
        host_country=host,
        start_date=start,
        end_date=end,
    )
    plan = make_plan(facts, LIBRARY, date(2026, 11, 22))
    return {p.risk.id: p.verdict.truth for p in plan.risks} | {
        p.item.id: p.verdict.truth for p in plan.checklist
    }


@pytest.mark.parametrize(("home", "host"), [("GB", "FR"), ("FR", "GB")])
def test_cover_under_the_agreement_with_the_union_ends_between_the_two(home, host):
    assert shown(home, host)["gb-cover-ends"] is True


@pytest.mark.parametrize(("home", "host"), [("GB", "US"), ("US", "GB"), ("GB", "NO")])
def test_it_is_not_shown_where_the_other_country_is_elsewhere(home, host):
    assert "gb-cover-ends" not in shown(home, host)


def test_it_may_apply_where_the_other_country_is_not_known():
    assert shown("GB", None)["gb-cover-ends"] is None


@pytest.mark.parametrize(
    ("home", "host", "expected"), [("FR", "DE", True), ("US", "DE", False), ("FR", "US", False)]
)
def test_posting_terms_are_for_people_sent_from_one_member_state_to_another(home, host, expected):
    entries = shown(home, host)

    assert ("eu-compare-core-terms" in entries) is expected
    assert ("eu-very-long-posting" in entries) is expected


def test_a_declaration_is_checked_for_senders_from_outside_too():
    assert "eu-check-the-declaration" in shown("US", "DE")


def test_home_cover_is_checked_towards_switzerland():
    assert "eea-apply-for-the-a1" in shown("DE", "CH")


def test_norway_asks_for_no_written_agreement_within_a_group():
    facts = Secondment(
        relationship="group",
        home_country="DE",
        host_country="NO",
        direction="host",
        start_date=date(2027, 1, 1),
        end_date=date(2028, 12, 31),
    )

    risks = {p.risk.id for p in make_plan(facts, LIBRARY, date(2026, 11, 22)).risks}

    assert "no-limits-on-hiring-in" in risks
    assert "no-written-agreement" not in risks


def test_british_particulars_are_for_more_than_a_month_abroad():
    assert "gb-give-particulars-for-abroad" not in shown("GB", "US", date(2027, 1, 31))
    assert "gb-give-particulars-for-abroad" in shown("GB", "US", date(2027, 2, 1))


def test_a_single_month_is_not_called_months():
    assert figure(LIBRARY.limits["gb_abroad_months"], LIBRARY, date(2027, 1, 1)) == "1 month"


def test_other_has_no_meaning_for_both():
    values = {
        "side": "both",
        "other": "eu",
        "level": "note",
        "rank": "usual",
        "title": "x",
        "why": "x",
    }
    values |= {"action": "x", "owner": "legal", "guide": "x", "sources": ["practice"]}

    with pytest.raises(LibraryError, match="“other” goes with the sides home, host and either"):
        _risk(Table("places/gb.toml", "a-risk", values))


@pytest.mark.parametrize(
    ("end", "reached"), [(date(2027, 3, 30), False), (date(2027, 3, 31), True)]
)
def test_a_canadian_relief_for_fewer_days_is_lost_on_the_day_that_reaches_them(end, reached):
    # From 1 January 2027 the 90th day is 31 March: 31 + 28 + 31.
    entries = shown("GB", "CA", end)

    assert ("ca-too-long-to-be-certified" in entries) is reached


@pytest.mark.parametrize(
    ("start", "end", "over"),
    [
        (date(2026, 11, 20), date(2027, 2, 10), False),  # 42 days in 2026 and 41 in 2027
        (date(2026, 11, 20), date(2027, 3, 1), False),  # 42 and 60
        (date(2026, 11, 20), date(2027, 3, 2), True),  # 42 and 61
    ],
)
def test_a_limit_for_a_calendar_year_is_held_against_each_year_alone(start, end, over):
    entries = shown("GB", "SG", end, start)

    assert ("sg-plan-for-tax" in entries) is over


def test_a_place_that_the_other_country_must_be_outside_of_has_to_exist():
    entry = {
        "side": "host",
        "outside": ["nowhere"],
        "level": "note",
        "rank": "usual",
        "title": "x",
        "why": "x",
    }
    entry |= {"action": "x", "owner": "legal", "guide": "x", "sources": ["practice"]}
    stray = _risk(Table("places/gb.toml", "a-risk", entry))

    problems = find_problems(replace(LIBRARY, risks={**LIBRARY.risks, stray.id: stray}))

    assert any("a-risk: “nowhere” is neither a place nor a country" in said for said in problems)


@pytest.mark.parametrize("relationship", ["group", "client"])
def test_german_limits_of_the_act_on_lending_hold_in_a_group_whose_exception_fails(relationship):
    entries = shown(
        "DE",
        "DE",
        date(2029, 6, 30),
        relationship=relationship,
        direction="host",
        supplies_staff=True,
    )

    stop = "de-group-lending-licence" if relationship == "group" else "de-lending-licence"
    assert {stop, "de-longest-loan", "de-equal-terms"} <= set(entries), (
        "mend the rules in planner/data/places/de.toml"
    )


def test_a_german_group_that_may_supply_staff_is_shown_the_stop_as_one_that_may_apply():
    entries = shown("DE", "DE", relationship="group", direction="host")

    assert entries["de-group-lending-licence"] is None


@pytest.mark.parametrize(
    ("end", "over"), [(date(2027, 6, 30), False), (date(2027, 7, 1), True), (None, None)]
)
def test_austrian_lending_in_the_same_trade_is_counted_in_months_of_a_year(end, over):
    # From 1 October 2026: three months in that year, then six, or six and a day.
    more = {"direction": "host", "earlier_loans": []}
    entries = shown("DE", "AT", end, date(2026, 10, 1), **more)

    assert entries.get("at-same-trade-too-long", False) is over


@pytest.mark.parametrize(
    ("home", "permit_first"),
    [("US", True), ("DE", False), ("CH", False), ("AT", False), (None, None)],
)
def test_a_sender_from_outside_the_area_needs_an_austrian_permit_first(home, permit_first):
    assert shown(home, "AT", work_permission=False).get("at-permit-first", False) is permit_first


@pytest.mark.parametrize(
    ("home", "host", "expected"),
    [("DE", "US", True), ("DE", "CH", True), ("DE", "NO", False), ("DE", "FR", False)],
)
def test_a_safeguard_is_asked_for_where_data_leaves_the_economic_area(home, host, expected):
    assert ("eu-protect-data-sent-abroad" in shown(home, host)) is expected


@pytest.mark.parametrize(
    ("home", "host", "entry"),
    [
        ("US", "SE", "se-long-posting"),
        ("US", "NO", "no-apply-terms-from-the-first-day"),
        ("NO", "FR", "no-ask-for-posting-terms"),
    ],
)
def test_posting_terms_reach_beyond_two_member_states(home, host, entry):
    assert shown(home, host)[entry] is True


@pytest.mark.parametrize(
    ("home", "long_posting"), [("DE", "eu-very-long-posting"), ("US", "se-long-posting")]
)
def test_a_long_posting_to_sweden_is_said_once(home, long_posting):
    postings = {"eu-long-posting", "eu-very-long-posting", "se-long-posting"}

    assert postings & set(shown(home, "SE")) == {long_posting}, (
        "mend the rules in planner/data/places/eu.toml and se.toml"
    )


@pytest.mark.parametrize(
    ("end", "stopped"), [(date(2027, 12, 31), False), (date(2028, 1, 1), True)]
)
def test_a_portuguese_first_term_that_is_too_long_is_a_stop(end, stopped):
    entries = shown("PT", "ES", end, direction="host")

    assert LIBRARY.risks["pt-loan-needs-renewal"].level == "stop"
    assert ("pt-loan-needs-renewal" in entries) is stopped


@pytest.mark.parametrize(
    ("home", "host", "measured"), [("GB", "US", True), ("US", "GB", True), ("GB", "FR", False)]
)
def test_british_insurance_without_an_agreement_is_measured_in_weeks(home, host, measured):
    # From 1 January 2027, 52 weeks end on 30 December.
    short, long = (shown(home, host, date(2027, 12, day)) for day in (30, 31))

    assert "gb-insurance-abroad-ends" not in short
    assert ("gb-insurance-abroad-ends" in long) is measured


def test_only_a_length_of_time_can_be_gone_over():
    entry = {
        "side": "home",
        "over": "it_distance",
        "level": "note",
        "rank": "usual",
        "title": "x",
        "why": "x",
    }
    entry |= {"action": "x", "owner": "legal", "guide": "x", "sources": ["practice"]}
    stray = _risk(Table("places/it.toml", "a-risk", entry))

    problems = find_problems(replace(LIBRARY, risks={**LIBRARY.risks, stray.id: stray}))

    assert any("“it_distance” is no length of time" in said for said in problems)


@pytest.mark.parametrize("region", ["ontario", "quebec", "federal"])
def test_the_assessment_before_data_leaves_is_the_law_of_quebec_alone(region):
    found = shown("CA", "US", ca_home_province=region, personal_data="ordinary")

    assert ("ca-assess-data-leaving-quebec" in found) is (region == "quebec")


@pytest.mark.parametrize(
    ("task", "first", "then"),
    [
        ("fr-prepare-the-loan-papers", "trial", "sign"),
        ("fr-name-a-representative", "name", "declare"),
    ],
)
def test_french_steps_stand_in_the_order_in_which_they_are_taken(task, first, then):
    steps = [step.id for step in LIBRARY.items[task].steps]

    assert steps.index(first) < steps.index(then), "planner/data/places/fr.toml"


def test_the_person_who_goes_is_told_of_allowances_and_not_of_tax_on_the_charge():
    mend = "OWN_SUBJECTS in planner/guidance/places.py, or `guide` in planner/data/places/au.toml"
    said = place_person("au", "../")

    own = [e for e in [*LIBRARY.risks.values(), *LIBRARY.items.values()] if e.applies.place == "au"]
    allowances = [each.id for each in own if each.guide == "legal/tax.md#allowances"]
    assert allowances
    assert all(f'-{id}"' in said for id in allowances), mend
    assert "risk-au-payroll-tax" not in said, mend
