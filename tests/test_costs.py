"""The cost worksheet: worked by hand, and what holds for every one."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.export.html import PlanPage
from planner.export.markdown import plan_markdown
from planner.plan.costs import rounded
from planner.plan.make import make_plan
from planner.plan.worksheet import QUESTIONS, cost_worksheet
from planner.rules.answers import read_answers
from planner.rules.dates import add_months, lasts_longer, months_between
from planner.rules.judgement import Case
from planner.rules.money import PLACES
from planner.rules.words import say

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
GIVEN = {
    "relationship": "client",
    "start_date": "2027-01-11",
    "end_date": "2027-03-31",
    "hours": "full_time",
    "recharge": "full",
    "payroll": "home",
    "allowances": "no",
    "relocates": "no",
    "currency": "EUR",
    "monthly_salary": "4000",
    "on_cost_rate": "20",
    "training_cost": "0",
    "other_monthly_cost": "0",
}


def facts_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return facts


def worksheet(**changes):
    answers = {name: value for name, value in {**GIVEN, **changes}.items() if value is not None}
    return cost_worksheet(Case(facts_of(answers), LIBRARY))


def amounts(costs):
    """Return home, host and total of each line and of all, as text."""
    rows = {line.id: line for line in (*costs.lines, costs.totals)}
    return {
        name: tuple(None if x is None else f"{x:f}" for x in (line.home, line.host, line.total))
        for name, line in rows.items()
    }


# Worked by hand


def test_a_part_month_counts_its_days_over_those_it_would_have():
    # 11 January to 10 March are two months; of the third, to 10 April, there are 21 of 31 days.
    # 4,000 x (2 + 21/31) = 2,709.677... + 8,000 = 10,709.68; 20 % of it are 2,141.936 = 2,141.94.
    # 10,709.68 + 2,141.94 = 12,851.62
    costs = worksheet()

    assert amounts(costs) == {
        "salary": ("0.00", "10709.68", "10709.68"),
        "on_costs": ("0.00", "2141.94", "2141.94"),
        "training": ("0.00", "0.00", "0.00"),
        "other": ("0.00", "0.00", "0.00"),
        "total": ("0.00", "12851.62", "12851.62"),
    }
    assert costs.missing == ()
    assert costs.totals.label == "Total"


def test_a_shared_cost_with_everything_adds_up_line_by_line():
    # 1 January to 30 June are 6 months, 3 of 5 days a week with the host, the host bears 40 %.
    # Salary        5,000.50 x 6 x 3/5 = 18,001.80   host 7,200.72    home 10,801.08
    # On-costs      18,001.80 x 21.5 % =  3,870.387  = 3,870.39
    #                                                host 1,548.156 = 1,548.16   home 2,322.23
    # Allowances    900 x 6            =  5,400.00   host 2,160.00    home  3,240.00
    # Relocation    once               =  2,500.01   host 1,000.004 = 1,000.00   home 1,500.01
    # Other         33.33 x 6          =    199.98   host    79.992 =    79.99   home   119.99
    # Training      once               =    999.99   host   999.99: the host's own cost, no charge
    # Total         30,972.17 = 12,988.86 + 17,983.31
    costs = worksheet(
        start_date="2027-01-01",
        end_date="2027-06-30",
        hours="part_time",
        days_with_host="3",
        recharge="part",
        recharge_share="40",
        monthly_salary="5000.50",
        on_cost_rate="21.5",
        allowances="yes",
        monthly_allowances="900",
        relocates="yes",
        relocation_cost="2500.01",
        training_cost="999.99",
        other_monthly_cost="33.33",
    )

    assert amounts(costs) == {
        "salary": ("10801.08", "7200.72", "18001.80"),
        "on_costs": ("2322.23", "1548.16", "3870.39"),
        "allowances": ("3240.00", "2160.00", "5400.00"),
        "relocation": ("1500.01", "1000.00", "2500.01"),
        "training": ("0.00", "999.99", "999.99"),
        "other": ("119.99", "79.99", "199.98"),
        "total": ("17983.31", "12988.86", "30972.17"),
    }
    assert "3 of 5 days a week are with the host, assuming a full week of 5 days" in " ".join(
        costs.assumptions
    )


def test_the_host_pays_a_fee_on_top_and_nobody_bears_less_than_nothing():
    # One month of 4,000 and 20 % on it are 4,800; 7.5 % of that are 360.
    costs = worksheet(
        start_date="2027-02-01",
        end_date="2027-02-28",
        recharge="margin",
        management_fee="7.5",
    )

    assert amounts(costs)["fee"] == ("0.00", "360.00", "360.00")
    assert amounts(costs)["total"] == ("0.00", "5160.00", "5160.00")


def test_what_comes_each_month_has_an_amount_for_a_whole_month():
    # 4,000 for 3 of 5 days a week are 2,400; 20 % of it are 480.
    # 7.5 % of 2,400 + 480 + 900 are 283.50.
    costs = worksheet(
        recharge="margin",
        management_fee="7.5",
        hours="part_time",
        days_with_host="3",
        allowances="yes",
        monthly_allowances="900",
        relocates="yes",
        relocation_cost="2500",
    )

    assert {line.id: str(line.month) for line in (*costs.lines, costs.totals)} == {
        "salary": "2400.00",
        "on_costs": "480.00",
        "allowances": "900.00",
        "relocation": "None",
        "training": "None",
        "other": "0.00",
        "fee": "283.50",
        "total": "4063.50",
    }


def test_the_days_of_the_whole_week_are_those_given():
    # 2 of 4 days: half of 4,000 for one month.
    month = {"start_date": "2027-02-01", "end_date": "2027-02-28", "hours": "part_time"}

    costs = worksheet(**month, days_with_host="2", full_week_days="4")

    assert amounts(costs)["salary"][2] == "2000.00"
    assert "assuming a full week" not in " ".join(costs.assumptions)
    assert amounts(worksheet(**month, days_with_host="6"))["salary"][2] == "4000.00"


@pytest.mark.parametrize(
    ("start", "end", "salary"),
    [
        ("2027-01-31", "2027-01-31", "137.93"),  # a month of 29 days, to 28 February: 137.931...
        ("2028-02-29", "2028-02-29", "137.93"),  # 4,000 / 29 = 137.931...
        ("2027-02-28", "2027-02-28", "142.86"),  # 4,000 / 28 = 142.857...
        ("2028-02-01", "2028-02-29", "4000.00"),  # a whole month of a leap year
        ("2028-02-01", "2028-02-28", "3862.07"),  # 28 of 29 days: 3,862.068...
        ("2027-01-31", "2027-02-28", "4000.00"),  # February has no 31st: one month
        ("2027-01-31", "2027-03-01", "4133.33"),  # 1 and 1/30, of 1 to 30 March: 4,133.333...
        ("2027-04-16", "2027-05-15", "4000.00"),  # one month
        ("2027-02-16", "2028-02-15", "48000.00"),  # twelve months
        ("2028-02-29", "2029-02-28", "48000.00"),  # twelve months
        ("2027-01-01", "2028-12-31", "96000.00"),  # 24 whole months
    ],
)
def test_one_day_leap_years_and_month_ends(start, end, salary):
    assert amounts(worksheet(start_date=start, end_date=end))["salary"][2] == salary


@pytest.mark.parametrize(
    ("currency", "total", "host", "home"),
    [("EUR", "0.05", "0.03", "0.02"), ("JPY", "0", "0", "0"), ("KWD", "0.045", "0.023", "0.022")],
)
def test_amounts_are_rounded_half_up_to_the_smallest_unit_of_the_currency(
    currency, total, host, home
):
    # 0.045 is 0.05 in hundredths, 0 in whole units and itself in thousandths; half of 0.05 is
    # 0.025, which is 0.03, and half of 0.045 is 0.0225, which is 0.023.
    costs = worksheet(
        currency=currency,
        relocates="yes",
        relocation_cost="0.045",
        recharge="part",
        recharge_share="50",
    )

    assert amounts(costs)["relocation"] == (home, host, total)
    unit = {"EUR": "0.01", "JPY": "1", "KWD": "0.001"}[currency]
    assert f"rounded to the nearest {unit} {currency}, and a half upwards" in costs.assumptions[0]


@pytest.mark.parametrize(
    ("recharge", "home", "host"),
    [("none", "3999.99", "0.00"), ("full", "0.00", "3999.99"), ("margin", "0.00", "3999.99")],
)
def test_without_a_share_one_side_bears_all(recharge, home, host):
    costs = worksheet(
        start_date="2027-02-01",
        end_date="2027-02-28",
        monthly_salary="3999.99",
        recharge=recharge,
    )

    assert amounts(costs)["salary"] == (home, host, "3999.99")


def test_training_is_the_hosts_own_cost_whatever_is_charged_as_the_draft_says():
    for recharge in ("none", "part", "full", "margin"):
        costs = worksheet(training_cost="500", recharge=recharge, recharge_share="30")

        assert amounts(costs)["training"] == ("0.00", "500.00", "500.00")
        assert "not part of the charge" in " ".join(costs.assumptions)


def test_no_fee_is_taken_on_training():
    # 4,000 + 800 are 4,800; 10 % of that are 480, with or without training.
    month = {"start_date": "2027-02-01", "end_date": "2027-02-28"}

    costs = worksheet(**month, recharge="margin", management_fee="10", training_cost="500")

    assert amounts(costs)["fee"] == ("0.00", "480.00", "480.00")
    assert amounts(costs)["total"] == ("0.00", "5780.00", "5780.00")


def test_a_host_that_pays_the_secondee_without_a_charge_bears_what_it_pays():
    # The draft says that each bears what it pays: pay is the host's, the move the home's.
    month = {"start_date": "2027-02-01", "end_date": "2027-02-28"}
    extra = {"allowances": "yes", "monthly_allowances": "100", "relocates": "yes"}

    costs = worksheet(**month, **extra, relocation_cost="900", recharge="none", payroll="host")

    assert amounts(costs)["salary"] == ("0.00", "4000.00", "4000.00")
    assert amounts(costs)["on_costs"] == ("0.00", "800.00", "800.00")
    assert amounts(costs)["allowances"] == ("0.00", "100.00", "100.00")
    assert amounts(costs)["relocation"] == ("900.00", "0.00", "900.00")
    assert "bears what it pays" in " ".join(costs.assumptions)


def test_without_a_charge_the_split_of_pay_waits_for_who_runs_the_payroll():
    costs = worksheet(recharge="none", payroll=None)

    assert amounts(costs)["salary"] == (None, None, "10709.68")
    assert costs.missing == ("payroll",)


def test_within_one_employer_there_is_a_total_and_no_split():
    costs = worksheet(relationship="same_employer", recharge=None)
    plan = make_plan(facts_of({**GIVEN, "relationship": "same_employer"}), LIBRARY, TODAY)

    assert costs.parties is False
    assert costs.missing == ()
    assert costs.to_settle == ()
    assert amounts(costs)["total"] == ("12851.62", "0.00", "12851.62")
    assert "Host bears" not in PlanPage(LIBRARY, "").fragments(plan)["costs"]
    assert "Host bears" not in plan_markdown(plan, LIBRARY)


def test_tax_on_the_charge_is_a_question_and_never_an_amount():
    assert say("costs.open_points.tax") in worksheet(recharge="full").to_settle
    assert say("costs.open_points.tax") not in worksheet(recharge="none").to_settle
    assert {line.id for line in worksheet().lines} == {"salary", "on_costs", "training", "other"}


# What is missing


def test_an_empty_worksheet_is_an_invitation_and_no_gap():
    plan = make_plan(facts_of({"relationship": "client"}), LIBRARY, TODAY)

    html = PlanPage(LIBRARY, "").fragments(plan)["costs"]
    assert plan.costs.lines == ()
    assert plan.costs.totals is None
    assert 'href="#answer-monthly_salary"' in html
    assert "<table" not in html
    assert not set(QUESTIONS) & {gap.question for gap in plan.gaps}, (
        "mend _gaps in planner/plan/make.py: without a figure no cost is asked for"
    )
    assert "Cost worksheet" not in plan_markdown(plan, LIBRARY)


@pytest.mark.parametrize(
    ("absent", "line"),
    [
        ("start_date", "salary"),
        ("end_date", "on_costs"),
        ("hours", "salary"),
        ("currency", "training"),
        ("monthly_salary", "on_costs"),
        ("other_monthly_cost", "other"),
        ("allowances", "allowances"),
        ("relocates", "relocation"),
    ],
)
def test_what_is_not_given_is_a_gap_and_never_zero(absent, line):
    costs = worksheet(**{absent: None})

    waiting = next(one for one in costs.lines if one.id == line)
    assert (waiting.home, waiting.host, waiting.total) == (None, None, None)
    assert absent in waiting.missing
    assert absent in costs.missing
    assert costs.totals.label == "Total of what is given"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"recharge": None}, "recharge"),
        ({"recharge": "part"}, "recharge_share"),
    ],
)
def test_without_the_share_there_is_a_total_and_no_split(changes, wanted):
    costs = worksheet(**changes)

    assert amounts(costs)["total"] == (None, None, "12851.62")
    assert costs.missing == (wanted,)


def test_a_fee_alone_which_the_draft_needs_begins_no_worksheet():
    plan = make_plan(
        facts_of({"relationship": "client", "recharge": "margin", "management_fee": "8"}),
        LIBRARY,
        TODAY,
    )

    assert plan.costs.lines == ()
    assert "costs" not in [entry for gap in plan.gaps for entry in gap.used_in]


def test_a_fee_that_is_not_given_is_a_gap():
    costs = worksheet(recharge="margin")

    assert amounts(costs)["fee"] == (None, None, None)
    assert costs.missing == ("management_fee",)


def test_once_begun_the_worksheet_lists_its_gaps_with_those_of_the_plan():
    answers = {**GIVEN, "other_monthly_cost": ""}

    plan = make_plan(facts_of(answers), LIBRARY, TODAY)

    gap = next(gap for gap in plan.gaps if gap.question == "other_monthly_cost")
    assert gap.used_in == ("costs",)


# What holds for every worksheet

MONEY = st.decimals(0, 20000, places=2)
DAYS = st.dates(date(2025, 1, 1), date(2031, 12, 31))
SHEETS = st.fixed_dictionaries(
    {
        "start_date": DAYS,
        "length": st.integers(0, 900),
        "monthly_salary": MONEY,
        "on_cost_rate": st.decimals(0, 60, places=1),
        "training_cost": MONEY,
        "other_monthly_cost": MONEY,
        "monthly_allowances": MONEY,
        "allowances": st.sampled_from(["yes", "no"]),
        "currency": st.sampled_from(["EUR", "JPY", "KWD"]),
        "recharge": st.sampled_from(["none", "part", "full", "margin"]),
        "recharge_share": st.integers(1, 99),
        "management_fee": st.integers(0, 30),
        "hours": st.sampled_from(["full_time", "part_time"]),
        "days_with_host": st.sampled_from(["0.5", "2", "3", "5"]),
    }
)


def drawn_worksheet(drawn, more_days=0):
    drawn = dict(drawn)
    length = drawn.pop("length") + more_days
    return worksheet(**{**drawn, "end_date": drawn["start_date"] + timedelta(days=length)})


@given(SHEETS)
def test_lines_add_up_across_and_down(drawn):
    costs = drawn_worksheet(drawn)

    unit = Decimal(1).scaleb(-PLACES.get(costs.currency, 2))
    for line in (*costs.lines, costs.totals):
        assert line.home + line.host == line.total
        assert line.total == line.total.quantize(unit)
        assert line.host == line.host.quantize(unit)
    for side in ("home", "host", "total"):
        assert sum(getattr(line, side) for line in costs.lines) == getattr(costs.totals, side)
    assert costs.missing == ()


@given(SHEETS)
def test_one_more_day_never_lowers_the_total_nor_what_the_host_bears(drawn):
    costs, longer = drawn_worksheet(drawn), drawn_worksheet(drawn, more_days=1)

    assert longer.totals.total >= costs.totals.total
    assert longer.totals.host >= costs.totals.host
    pairs = zip(costs.lines, longer.lines, strict=True)
    assert all(after.total >= before.total for before, after in pairs)


@given(SHEETS, st.sampled_from([("none", "host"), ("full", "home")]))
def test_a_side_that_bears_no_share_bears_nothing(drawn, case):
    recharge, side = case

    costs = drawn_worksheet({**drawn, "recharge": recharge})

    charged = [line for line in costs.lines if line.id != "training"]
    assert all(getattr(line, side) == 0 for line in charged)


@given(DAYS, st.integers(0, 1500))
def test_months_are_what_a_naive_count_of_days_gives(start, length):
    # Each day counts one part of the month it is in; a month is over when one more would be longer.
    exact, day = Fraction(), start
    for number in range(50):
        in_month = []
        while lasts_longer(start, day, number) and not lasts_longer(start, day, number + 1):
            in_month.append(day)
            day += timedelta(days=1)
        here = [each for each in in_month if (each - start).days <= length]
        exact += Fraction(len(here), len(in_month))

    assert months_between(start, start + timedelta(days=length)) == exact


@given(DAYS, st.integers(1, 60))
def test_from_any_day_to_the_day_before_the_same_day_is_a_whole_number_of_months(start, months):
    same_day = add_months(start, months)
    last = same_day if same_day.day < start.day else same_day - timedelta(days=1)

    assert months_between(start, last) == months
    costs = worksheet(start_date=start, end_date=last, hours="full_time")
    assert costs.lines[0].total == 4000 * months
    counted = f"both days included, is {months} month{'' if months == 1 else 's'}."
    assert any(counted in said for said in costs.assumptions)


@given(st.decimals(0, 10**9, places=6), st.sampled_from([0, 2, 3]))
def test_rounding_is_half_up(amount, places):
    unit = Decimal(1).scaleb(-places)

    assert rounded(Fraction(amount), places) == amount.quantize(unit, ROUND_HALF_UP)


# As people see it


def test_every_currency_with_another_smallest_unit_is_offered():
    offered = {option.id for option in LIBRARY.questions["currency"].options}

    assert set(PLACES) <= offered, "add the currency to the options in planner/data/questions.toml"
    assert all(re.fullmatch("[A-Z]{3}", code) for code in offered)


def test_the_table_has_a_caption_scopes_and_readable_amounts():
    plan = make_plan(
        facts_of({**GIVEN, "recharge": "margin", "management_fee": "5"}), LIBRARY, TODAY
    )

    html = PlanPage(LIBRARY, "").fragments(plan)["costs"]
    assert html.startswith('<div class="costs" id="costs">')
    assert "in EUR</caption>" in html
    assert html.count('scope="col"') == 4
    assert html.count('scope="row"') == len(plan.costs.lines) + 1
    assert ">10,709.68</td>" in html
    assert ">642.58</td>" in html
    assert "\N{MINUS SIGN}" not in html
    assert "style=" not in html


def test_the_text_of_the_plan_holds_the_same_amounts():
    text = plan_markdown(make_plan(facts_of(GIVEN), LIBRARY, TODAY), LIBRARY)

    assert "| Cost in EUR | Home bears | Host bears | Total |" in text
    assert "| Salary: 4,000 a month | 0.00 | 10,709.68 | 10,709.68 |" in text
    assert (
        "11 January 2027 to 31 March 2027, both days included, is 2 months and 21 days: about "
        "2.68 months, because the part of a month counts as 21 of 31 days." in text
    )


def test_the_costs_of_an_extension_divide_at_the_old_last_day():
    # 6,000 a month: 7 months to 31 October, 8 months to 30 June; the training of 500 is paid once.
    days = {"start_date": "2026-04-01", "old_end_date": "2026-10-31", "end_date": "2027-06-30"}
    answers = GIVEN | days | {"monthly_salary": "5000", "training_cost": "500"}
    facts, problems = read_answers(
        answers | {"change": "extended"}, LIBRARY.questions, LIBRARY.countries
    )
    plan = make_plan(facts, LIBRARY, date(2026, 12, 1))
    steady, _ = read_answers(answers | {"change": "no"}, LIBRARY.questions, LIBRARY.countries)

    assert problems == []
    assert plan.costs.totals.total == 90_500
    assert plan.costs.assumptions[0].startswith(
        "Of the total, 42,500.00 EUR falls on the time to the old last day, 31 October 2026,"
    ), "mend _at_the_old_end in planner/plan/worksheet.py"
    assert "and 48,000.00 EUR on the time after it" in plan.costs.assumptions[0]
    assert not any(
        "old last day" in said for said in make_plan(steady, LIBRARY, TODAY).costs.assumptions
    )
