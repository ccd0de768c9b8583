"""Tasks that come again: the rule as people read it, its days, and how a plan shows them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.content.loader import LibraryError, Table, _item, load_library
from planner.export.calendar_file import days_of
from planner.export.html import PlanPage
from planner.export.json_plan import plan_json
from planner.export.markdown import plan_markdown
from planner.plan.checklist import MOST_OCCURRENCES
from planner.plan.make import make_plan
from planner.rules.dates import add_months, is_working_day, repeated_days, working_day
from planner.rules.model import Occurrence, Secondment
from tests.exports import check_formats

LIBRARY = load_library()
START, END = date(2027, 1, 11), date(2027, 6, 30)
ITEM = {
    "title": "Do it",
    "rank": "usual",
    "owner": "legal",
    "why": "Because.",
    "guide": "process/index.md",
    "sources": ["practice"],
}


def item(rule, **more):
    return _item(Table("checklist/during.toml", "an-item", {**ITEM, "repeats": rule, **more}))


def days(rule, start=START, end=END):
    return repeated_days(item(rule).repeats, start, end)


def plan_with(rule, start=START, end=END, today=date(2026, 11, 22)):
    """Return the plan of a library whose only item has the rule."""
    library = replace(LIBRARY, items={"an-item": item(rule)})
    facts = Secondment(relationship="client", start_date=start, end_date=end)
    return make_plan(facts, library, today), library


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            "every month from the start to the end",
            ["2027-02-11", "2027-03-11", "2027-04-11", "2027-05-11", "2027-06-11"],
        ),
        ("every 3 months from the start", ["2027-04-11"]),
        ("every 9 weeks from the start to the end", ["2027-03-15", "2027-05-17"]),
        (
            "every week in the first month",
            ["2027-01-18", "2027-01-25", "2027-02-01", "2027-02-08"],
        ),
        (
            "every 2 weeks in the first 5 weeks, then every 2 months to the end",
            ["2027-01-25", "2027-02-08", "2027-03-11", "2027-05-11"],
        ),
        (
            "every 3 months from the start to the end, and 1 month after the end",
            ["2027-04-11", "2027-07-30"],
        ),
        (
            "every 3 months in the first 6 months after the end",
            ["2027-09-30", "2027-12-30"],
        ),
    ],
)
def test_a_rule_gives_the_days_that_its_sentence_says(rule, expected):
    assert [day.isoformat() for day in days(rule)] == expected
    assert item(rule).due_rule.text == rule


@pytest.mark.parametrize(
    "rule",
    [
        "every month",
        "every 0 weeks from the start to the end",
        "every year from the start to the end",
        "each month from the start to the end",
        "every week in the first month then every month to the end",
        "every month from the start to the end, and 1 week before the end",
    ],
)
def test_a_rule_that_cannot_be_read_names_the_item_and_shows_the_shape(rule):
    with pytest.raises(LibraryError, match=r"an-item: “repeats” has .*every week in the first"):
        item(rule)


def test_an_item_with_two_rules_for_its_date_is_refused():
    with pytest.raises(LibraryError, match="“due” is not a key"):
        item("every month from the start", due="on the first day")


def test_months_are_counted_from_the_first_day_and_not_from_the_one_before():
    found = days("every month from the start", date(2027, 1, 31), date(2027, 4, 30))

    assert found == (date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30))


def test_nothing_counted_from_the_start_falls_after_the_end():
    rule = "every week in the first month, then every month to the end"

    assert days(rule, START, date(2027, 1, 26)) == (date(2027, 1, 18), date(2027, 1, 25))
    assert days(rule, START, START) == ()


@given(
    st.sampled_from(
        [i.due_rule.text for i in LIBRARY.items.values() if i.repeats]
        + ["every week from the start"]
    ),
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(0, 4000),
)
def test_days_rise_and_stay_inside_the_secondment_or_soon_after(rule, start, length):
    end = date.fromordinal(start.toordinal() + length)

    found = days(rule, start, end)

    assert list(found) == sorted(set(found))
    assert all(day > start for day in found)
    assert "after the end" in rule or all(day <= end for day in found)
    assert all(day.toordinal() <= end.toordinal() + 184 for day in found)


@pytest.mark.parametrize(
    ("today", "due", "status"),
    [
        (date(2026, 11, 22), date(2027, 2, 11), "due"),
        (date(2027, 2, 11), date(2027, 2, 11), "due"),
        (date(2027, 2, 12), date(2027, 3, 11), "due"),
        (date(2027, 6, 12), date(2027, 6, 11), "tight"),
    ],
)
def test_an_item_is_due_on_its_next_day_or_on_its_last(today, due, status):
    plan, library = plan_with("every month from the start to the end", today=today)

    (planned,) = plan_json(plan, library)["checklist"]

    assert (planned["due"], planned["status"]) == (due.isoformat(), status)
    listed = [each["due"] for each in planned["occurrences"]]
    assert all(day >= today.isoformat() for day in listed)
    assert len(listed) + planned["occurrences_past"] == 5


def test_each_day_has_the_working_day_on_which_to_act():
    plan, library = plan_with("every month from the start to the end")

    (planned,) = plan_json(plan, library)["checklist"]

    assert [(each["due"], each["act_by"]) for each in planned["occurrences"]][2:4] == [
        ("2027-04-11", "2027-04-12"),
        ("2027-05-11", "2027-05-11"),
    ]


@pytest.mark.parametrize(("start", "end"), [(None, END), (START, None), (None, None)])
def test_without_both_dates_there_is_the_rule_and_what_to_answer(start, end):
    plan, library = plan_with("every month from the start to the end", start, end)

    (planned,) = plan_json(plan, library)["checklist"]

    assert planned["occurrences"] == []
    assert (planned["due"], planned["status"]) == (None, "undated")
    assert planned["due_rule"] == "every month from the start to the end"
    wanted = {name for name, day in (("start_date", start), ("end_date", end)) if day is None}
    asked = {gap.question for gap in plan.gaps if "an-item" in gap.used_in}
    assert asked == wanted


def test_a_rhythm_longer_than_the_secondment_is_left_out_with_the_reason():
    plan, _ = plan_with("every 12 months from the start to the end")

    assert plan.checklist == ()
    assert [left.sentence for left in plan.left_out if left.id == "an-item"] == [
        "The time between its dates is longer than the secondment."
    ]


NINE_YEARS = date(2020, 1, 6), date(2028, 12, 29)


def test_in_a_long_stay_every_day_to_come_is_listed_and_the_past_is_one_line():
    rule = "every month from the start to the end"
    plan, library = plan_with(rule, *NINE_YEARS, date(2026, 11, 30))

    (planned,) = plan.checklist

    assert planned.occurrences[0] == Occurrence(83, date(2026, 12, 6), date(2026, 12, 7))
    assert planned.occurrences[-1].due == date(2028, 12, 6)
    assert (planned.occurrences_past, planned.occurrences_left_out) == (82, 0)
    said = "Not listed: 82 earlier dates, which are over."
    assert said in plan_markdown(plan, library)
    assert said in html_of(plan, "an-item", library)
    check_formats(plan, library, "legal")


def test_a_list_beyond_all_use_is_cut_and_every_output_says_so():
    rule = "every week from the start to the end"
    plan, library = plan_with(rule, date(2027, 1, 1), date(2047, 1, 1), date(2026, 11, 30))

    (planned,) = plan.checklist

    assert len(planned.occurrences) == MOST_OCCURRENCES
    said = f"Not listed: {1043 - MOST_OCCURRENCES} dates after the last one shown."
    assert said in plan_markdown(plan, library)
    assert said in html_of(plan, "an-item", library)
    check_formats(plan, library, "legal")


def test_a_number_stays_with_its_day_when_earlier_days_have_passed():
    rule = "every month from the start to the end"
    before, _ = plan_with(rule)
    after, _ = plan_with(rule, today=date(2027, 4, 20))

    assert [*days_of(before.checklist[0])][3:] == [*days_of(after.checklist[0])]


STARTS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@given(STARTS, st.integers(3, 40), st.integers(0, 27))
@example(date(2027, 1, 1), 12, 0)
@example(date(2027, 1, 31), 12, 0)
@example(date(2028, 1, 30), 12, 0)
@example(date(2026, 8, 31), 12, 0)
def test_check_ins_skip_no_month_and_monthly_ones_double_none(start, months, more):
    # A stay that ends at a weekend may hold no working day of its last month.
    end = working_day(add_months(start, months) + timedelta(days=more), -1)
    rule = next(i.due_rule.text for i in LIBRARY.items.values() if i.id == "hold-check-ins")
    dues = [add_months(start, n) for n in range(1, 50)]
    wanted = [day.replace(day=1) for day in dues if day <= end]

    for text, once in ((rule, False), ("every month from the start to the end", True)):
        plan, _ = plan_with(text, start, end, start)
        found = [each.act_by.replace(day=1) for each in plan.checklist[0].occurrences]

        assert sorted(set(found) - {start.replace(day=1)}) == wanted
        assert not once or found == wanted
        assert all(is_working_day(each.act_by) for each in plan.checklist[0].occurrences)


@given(STARTS, st.integers(30, 900))
def test_no_day_of_a_rhythm_is_moved_behind_the_end(start, length):
    end = start + timedelta(days=length)
    plan, _ = plan_with("every week from the start to the end", start, end, start)

    assert all(start < each.act_by <= end for each in plan.checklist[0].occurrences)


def test_a_day_at_the_weekend_is_not_late_before_its_working_day():
    rule = "every month from the start to the end"
    plan, _ = plan_with(rule, today=date(2027, 4, 11))  # the Sunday on which one falls

    (planned,) = plan.checklist
    assert (planned.act_by, planned.status) == (date(2027, 4, 12), "due")


def html_of(plan, id, library=LIBRARY):
    return PlanPage(library, "").fragments(plan)[f"item-{id}"]


def real_plan(today=date(2026, 11, 30), **answers):
    facts = Secondment(relationship="client", start_date=START, end_date=END, **answers)
    return make_plan(facts, LIBRARY, today)


def test_the_page_shows_the_rule_the_next_day_and_all_days():
    html = html_of(real_plan(date(2027, 2, 1)), "hold-check-ins")

    assert "every week in the first month, then every month to the end" in html
    assert 'next by <time datetime="2027-02-01">' in html
    assert "Dates to come" in html
    assert html.count("<time") == 7
    assert "Not listed: 2 earlier dates, which are over." in html


def test_the_page_and_the_text_name_what_a_task_waits_for_if_it_is_in_the_plan():
    plan = real_plan(recharge="full", invoice_rhythm="month")
    html = html_of(plan, "invoice-the-host")

    assert '<a href="#item-agree-the-charge">' in html
    assert "After: Agree which costs the host repays" in plan_markdown(plan, LIBRARY)


def test_what_a_task_waits_for_is_named_only_if_it_is_in_the_plan():
    planned = {each.item.id: each for each in real_plan(structure="two_party").checklist}

    assert planned["sign-before-the-start"].item.after == ("draft-the-agreement", "get-consent")
    assert planned["sign-before-the-start"].after == ("draft-the-agreement",)


def test_texts_and_sheets_list_only_the_days_still_to_come():
    plan, library = plan_with("every month from the start to the end", today=date(2027, 4, 20))

    text = plan_markdown(plan, library)

    assert "Dates to come: Tue 11 May 2027, Fri 11 Jun 2027." in text
    assert "11 Mar 2027" not in text


def test_a_task_whose_days_are_all_past_lists_none():
    plan, library = plan_with("every month from the start to the end", today=date(2027, 6, 20))

    assert "Dates to come" not in plan_markdown(plan, library)
    said = "Not listed: 5 earlier dates, which are over."
    assert said in plan_markdown(plan, library)
    assert said in html_of(plan, "an-item", library)


def test_after_the_end_a_task_whose_days_are_all_past_is_left_out_with_the_reason():
    plan, _ = plan_with("every month from the start to the end", today=date(2027, 7, 1))

    assert plan.checklist == ()
    assert [left.sentence for left in plan.left_out if left.id == "an-item"] == [
        "All of its days have passed."
    ]
