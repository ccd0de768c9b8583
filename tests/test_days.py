"""The day counts: worked by hand, and against naive loops over every day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.content.loader import LibraryError, Table, _tax_year, load_library
from planner.export.html import PlanPage
from planner.export.markdown import plan_markdown
from planner.guidance.entries import limit_row
from planner.lint.whole import find_problems
from planner.plan.days import (
    day_counts,
    fullest_twelve_months,
    weekdays,
)
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.dates import add_months, lasts_longer, months_and_days, stretches
from planner.rules.judgement import Case
from planner.rules.limits import exceeds
from planner.rules.model import Rule, TaxYear

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
GIVEN = {
    "relationship": "group",
    "home_country": "DE",
    "host_country": "GB",
    "start_date": "2027-01-11",
    "end_date": "2028-10-08",
    "hours": "full_time",
}
PERIODS = st.tuples(st.dates(date(2025, 1, 1), date(2031, 12, 31)), st.integers(0, 1500)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1] * DAY)
)


def facts_of(**changes):
    answers = {name: value for name, value in {**GIVEN, **changes}.items() if value is not None}
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return facts


def days_of(library=LIBRARY, **changes):
    return day_counts(Case(facts_of(**changes), library))


def every_day(start, end):
    return [start + n * DAY for n in range((end - start).days + 1)]


# Worked by hand


def test_days_are_counted_by_calendar_year_by_tax_year_and_in_any_twelve_months():
    # 2027 from 11 January: 365 - 10 = 355. 2028 to 8 October: 366 - 84 = 282. Together 637.
    # British tax years: 11 January to 5 April 2027 are 21 + 28 + 31 + 5 = 85; then 366 days with
    # 29 February 2028; then 6 April to 8 October 2028: 25 + 31 + 30 + 31 + 31 + 30 + 8 = 186.
    # Twelve months from 1 March 2027 end on 29 February 2028 and are 366 days.
    days = days_of()

    assert [(count.label, count.days) for count in days.counts] == [
        ("The whole secondment", 637),
        ("Calendar year 2027", 355),
        ("Calendar year 2028", 282),
        ("Tax year from 6 April 2026", 85),
        ("Tax year from 6 April 2027", 366),
        ("Tax year from 6 April 2028", 186),
        ("Most in any 12 months", 366),
    ]
    assert (days.counts[-1].first, days.counts[-1].last) == (date(2027, 3, 1), date(2028, 2, 29))
    assert days.sources == ("uk-tax-year",)


def test_working_days_are_mondays_to_fridays_for_the_share_with_the_host():
    # Monday 1 to Sunday 14 March 2027: two weeks of five days; 3 of 5 of 10 are 6.
    dates = {"start_date": "2027-03-01", "end_date": "2027-03-14"}

    full = days_of(**dates).counts[0]
    part = days_of(**dates, hours="part_time", days_with_host="3").counts[0]
    unknown = days_of(**dates, hours=None).counts[0]

    assert (full.days, full.working) == (14, 10)
    assert (part.days, part.working) == (14, 6)
    assert (unknown.days, unknown.working) == (14, None)


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (date(2027, 1, 1), date(2027, 1, 1), (0, 1)),
        (date(2027, 1, 1), date(2027, 12, 31), (12, 0)),
        (date(2027, 1, 31), date(2027, 2, 27), (0, 28)),
        (date(2027, 1, 31), date(2027, 2, 28), (1, 0)),
        (date(2027, 1, 31), date(2027, 3, 1), (1, 1)),
        (date(2028, 2, 29), date(2029, 2, 28), (12, 0)),
        (date(2027, 1, 11), date(2028, 10, 8), (20, 28)),
    ],
)
def test_a_length_is_whole_months_and_the_days_after_them(start, end, length):
    assert months_and_days(start, end) == length


@pytest.mark.parametrize(
    ("end", "stay", "result"),
    [("2027-07-12", "183 days", "Not over"), ("2027-07-13", "184 days", "Over")],
)
def test_the_length_is_set_against_a_limit_in_days(end, stay, result):
    # From 11 January 2027 the 183rd day is 12 July 2027.
    checks = {check.limit.id: check for check in days_of(end_date=end).limits}

    treaty = checks["treaty_days"]
    assert (treaty.figure, treaty.stay, treaty.result) == ("183 days", stay, result)


@pytest.mark.parametrize(
    ("end", "stay", "result"),
    [
        ("2028-01-10", "12 months", "Not over"),
        ("2028-01-11", "12 months and 1 day", "Over"),
    ],
)
def test_the_length_is_set_against_a_limit_in_months(end, stay, result):
    limits = days_of(host_country="NO", end_date=end).limits

    check = next(check for check in limits if check.limit.id == "no_posting_months")
    assert (check.figure, check.stay, check.result) == ("12 months", stay, result)


@pytest.mark.parametrize(
    ("end", "stay", "result"),
    [("2027-03-30", "89 days", "Not over"), ("2027-03-31", "90 days", "Too long")],
)
def test_a_limit_that_has_to_stay_unreached_says_so(end, stay, result):
    # From 1 January 2027 the 90th day is 31 March; the Canadian relief is for fewer than 90 days.
    limits = days_of(host_country="CA", start_date="2027-01-01", end_date=end).limits

    check = next(check for check in limits if check.limit.id == "ca_certified_days")
    assert (check.figure, check.stay, check.result) == ("fewer than 90 days", stay, result)


@pytest.mark.parametrize(
    ("end", "stay", "result"),
    [("2027-02-10", "42 days in 2026", "Not over"), ("2027-03-02", "61 days in 2027", "Over")],
)
def test_a_limit_for_a_calendar_year_is_set_against_the_fullest_one(end, stay, result):
    # 20 November to 31 December 2026 are 42 days; 1 January to 10 February 41, to 2 March 61.
    limits = days_of(host_country="SG", start_date="2026-11-20", end_date=end).limits

    check = next(check for check in limits if check.limit.id == "sg_exempt_days")
    assert (check.figure, check.stay, check.result) == ("60 days", stay, result)


def test_a_stay_that_began_before_the_text_was_read_is_measured_too():
    limits = days_of(
        start_date="2025-03-01",
        end_date="2027-12-31",
        change="extended",
        old_end_date="2026-12-31",
        allowances="yes",
    ).limits

    check = next(check for check in limits if check.limit.id == "gb_travel_months")
    assert (check.figure, check.result) == ("24 months", "Over")


@pytest.mark.parametrize("name", ["a1_months", "sg_exempt_days", "us_ipa_months"])
def test_a_limit_without_a_day_of_its_own_holds_for_a_stay_that_still_runs(name):
    limit = LIBRARY.limits[name]

    assert exceeds(limit, date(2025, 3, 1), date(2027, 12, 31)) is True
    assert limit_row(limit, limit.values[0], LIBRARY)["since"] is None


# What may be said


def test_a_figure_that_may_not_be_printed_is_a_thing_to_check():
    limits = days_of(home_country="GB", host_country="NO").limits

    check = next(check for check in limits if check.limit.id == "schengen_days")
    assert LIBRARY.sources["eu-schengen"].changing
    assert (check.figure, check.over, check.result) == (None, None, "Check the figure in force")


def test_a_figure_is_shown_once_its_source_is_settled():
    settled = replace(LIBRARY.sources["eu-schengen"], changing=False)
    library = replace(LIBRARY, sources={**LIBRARY.sources, "eu-schengen": settled})

    limits = days_of(library, home_country="GB", host_country="NO").limits

    check = next(check for check in limits if check.limit.id == "schengen_days")
    assert (check.figure, check.result) == ("90 days", "Over")


@pytest.mark.parametrize(
    ("home", "host", "counted"),
    [
        ("GB", "NO", True),
        ("US", "CH", True),
        ("DE", "NO", False),
        ("NO", "GB", False),
        # Ireland and Cyprus are outside the Schengen area, but in the European Economic Area.
        ("IE", "DE", False),
        ("CY", "CH", False),
    ],
)
def test_the_short_stay_is_for_those_who_come_from_outside_the_economic_area(home, host, counted):
    limits = days_of(home_country=home, host_country=host).limits

    assert ("schengen_days" in {check.limit.id for check in limits}) is counted


@pytest.mark.parametrize(("answer", "truths"), [("yes", [True]), (None, [None]), ("no", [])])
def test_a_limit_is_shown_where_what_measures_it_applies_or_may_apply(answer, truths):
    rule = Rule(when=("home_supplies_staff",), over="treaty_days")
    risk = replace(LIBRARY.risks["stay-over-the-treaty-days"], applies=rule)

    limits = days_of(replace(LIBRARY, risks={risk.id: risk}), supplies_staff=answer).limits

    assert [check.truth for check in limits if check.limit.id == "treaty_days"] == truths


def test_limits_of_other_countries_are_not_shown():
    assert "no_posting_months" not in {check.limit.id for check in days_of().limits}


def test_a_tax_year_without_a_source_that_is_certain_is_not_used():
    doubtful = replace(LIBRARY.sources["uk-tax-year"], certainty="medium")
    library = replace(LIBRARY, sources={**LIBRARY.sources, "uk-tax-year": doubtful})

    days = days_of(library)

    assert not any(count.label.startswith("Tax year") for count in days.counts)
    assert "has no tax year for the United Kingdom" in " ".join(days.assumptions)


def test_days_are_shown_only_across_a_border_and_ask_for_the_dates():
    assert days_of(host_country="DE") is None
    assert days_of(host_country=None) is None
    waiting = days_of(end_date=None)
    assert (waiting.counts, waiting.missing) == ((), ("end_date",))
    assert "counted as a day in the United Kingdom" in days_of().assumptions[0]
    assert "real counts are lower" in " ".join(days_of(works_in_both="yes").assumptions)


# Against naive loops


@given(PERIODS)
def test_no_twelve_months_hold_more_days(period):
    start, end = period
    presence = [False] * 366 + [True] * ((end - start).days + 1) + [False] * 366

    naive = 0
    for place, begin in enumerate(every_day(start - 366 * DAY, end)):
        window = presence[place : place + (add_months(begin, 12) - begin).days]
        naive = max(naive, window.count(True))

    first, last = fullest_twelve_months(start, end)
    assert start <= first <= last <= end
    assert last < add_months(first, 12)
    assert (last - first).days + 1 == naive


@example((date(2027, 1, 31), date(2027, 2, 28)), 1)
@example((date(2028, 2, 29), date(2029, 2, 28)), 12)
@given(PERIODS, st.integers(0, 40))
def test_a_length_of_more_than_some_months_is_longer_than_they(period, months):
    assert (months_and_days(*period) > (months, 0)) is lasts_longer(*period, months)


@example((date(2027, 1, 1), date(2028, 1, 1)), (1, 1))
@given(PERIODS, st.sampled_from([(1, 1), (4, 1), (4, 6), (7, 1)]))
def test_each_day_falls_in_one_year(period, begins):
    start, end = period

    found = [
        day for first, last in stretches(start, end, *begins) for day in every_day(first, last)
    ]

    assert found == every_day(start, end)
    assert all(first <= last for first, last in stretches(start, end, *begins))
    firsts = [first for first, _ in stretches(start, end, *begins)]
    assert all((first.month, first.day) == begins for first in firsts[1:])


@given(PERIODS)
def test_weekdays_are_what_a_loop_counts(period):
    start, end = period

    assert weekdays(start, end) == sum(day.weekday() < 5 for day in every_day(start, end))


@given(PERIODS, st.sampled_from(["0.5", "2", "3.5", "6"]))
def test_working_days_never_exceed_the_weekdays(period, with_host):
    start, end = period

    days = days_of(start_date=start, end_date=end, hours="part_time", days_with_host=with_host)

    for count in days.counts:
        share = min(Fraction(1), Fraction(with_host) / 5)
        assert count.working == ceil(weekdays(count.first, count.last) * share)
        assert count.working <= count.days


# The library and what people see


def test_a_tax_year_begins_on_a_day_of_every_year():
    values = {"tax_year": {"month": 4, "day": 6, "source": "uk-tax-year"}}
    assert _tax_year(Table("places/gb.toml", "gb", values)) == TaxYear(4, 6, "uk-tax-year")

    with pytest.raises(LibraryError, match="no day of every year"):
        _tax_year(Table("places/gb.toml", "gb", {"tax_year": {**values["tax_year"], "day": 31}}))


def test_the_lint_finds_a_tax_year_without_its_source():
    stray = replace(LIBRARY.places["gb"], tax_year=TaxYear(4, 6, "hearsay"))

    problems = find_problems(replace(LIBRARY, places={**LIBRARY.places, "gb": stray}))

    assert any("gb.toml, gb: no source “hearsay”" in problem for problem in problems)


def test_the_tables_have_captions_scopes_and_sources():
    plan = make_plan(facts_of(), LIBRARY, TODAY)

    html = PlanPage(LIBRARY, "").fragments(plan)["days"]
    assert html.startswith('<div class="days" id="days">')
    assert html.count("<caption") == 2
    assert html.count('scope="row"') == len(plan.days.counts) + len(plan.days.limits)
    assert LIBRARY.sources["uk-tax-year"].title in html
    assert all(LIBRARY.sources[check.source].title in html for check in plan.days.limits)
    assert "style=" not in html
    assert "| Calendar year 2027, 11 January 2027 to 31 December 2027 | 355 |" in plan_markdown(
        plan, LIBRARY
    )


def test_without_a_border_the_page_has_no_place_for_days():
    page = PlanPage(LIBRARY, "")

    within = page.fragments(make_plan(facts_of(host_country="DE"), LIBRARY, TODAY))
    across = page.fragments(make_plan(facts_of(), LIBRARY, TODAY))

    assert 'id="days"' not in within["plan"]
    assert "days" not in within
    assert 'id="days" data-part' in across["plan"]


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        (None, ["30 September 2026", "30 September 2027"]),
        ([], ["30 September 2026", "30 September 2027"]),
        ([{"id": "r1", "from": "2026-01-01", "to": "2026-02-27"}], ["30 September 2026"]),
    ],
)
def test_the_day_on_which_a_limit_falls_is_named(earlier, said):
    # 183 days from 1 April are those to 30 September; 18 months end on the same day a year later.
    more = {} if earlier is None else {"earlier_loans": earlier}
    days = days_of(
        relationship="group",
        home_country="GB",
        host_country="DE",
        direction="host",
        start_date="2026-04-01",
        end_date="2027-06-30",
        **more,
    )

    lines = [line for line in days.assumptions if "the last day within this limit is" in line]
    for day in said:
        assert any(f"is {day}:" in line for line in lines), (
            "mend _last_days in planner/plan/days.py"
        )
    assert len([line for line in lines if "183 days" in line or "18 months" in line]) == len(said)
