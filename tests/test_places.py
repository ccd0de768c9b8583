"""Entries of places: which of the two countries they look at, and the place of the other one."""

from datetime import date

import pytest

from planner.library import Entry, LibraryError, _risk, load_library
from planner.limits import figure
from planner.model import Secondment
from planner.plan import make_plan

LIBRARY = load_library()


def shown(home, host, end=date(2029, 12, 31)):
    """Return the entries of a long secondment between two countries, and whether each is sure."""
    facts = Secondment(
        relationship="client",
        home_country=home,
        host_country=host,
        start_date=date(2027, 1, 1),
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
    assert ("eu-long-posting" in entries) is expected


def test_a_declaration_is_checked_for_senders_from_outside_too():
    assert "eu-check-the-declaration" in shown("US", "DE")


def test_home_cover_is_checked_towards_switzerland():
    assert "eea-check-conditions-of-cover" in shown("DE", "CH")


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
    values = {"side": "both", "other": "eu", "level": "note", "title": "x", "why": "x"}
    values |= {"action": "x", "owner": "legal", "guide": "x", "sources": ["practice"]}

    with pytest.raises(LibraryError, match="“other” goes with the sides home, host and either"):
        _risk(Entry("places/gb.toml", "a-risk", values))
