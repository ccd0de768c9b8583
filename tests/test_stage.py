"""The stage of a case on its boundary days, and what the dates raise."""

from datetime import date, timedelta

import pytest

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.stage import nearest_start, on_day, questions_raised

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
HOME = {"home_country": "GB", "host_country": "GB", "work_permission": "yes"}
CLIENT = {"relationship": "client", **HOME}
WITHIN = {"relationship": "same_employer", **HOME}
TOO_CLOSE = "start-before-what-has-to-come-first"
LONG_AGO, SOON = "2026-03-02", "2026-12-01"
MEND = "planner/rules/stage.py decides on the stage; the table here says what it should be"


def facts_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return facts


def extension(old, end, **more):
    return {"change": "extended", "old_end_date": old, "end_date": end, **more}


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ({}, "planned"),
        ({"end_date": "2027-06-30"}, "planned"),
        ({"start_date": "2027-06-01"}, "planned"),
        # On the first day the secondment has started.
        ({"start_date": "2026-12-01"}, "late"),
        ({"start_date": "2026-12-01", "papers_signed": "yes"}, "ready"),
        ({"start_date": "2026-11-30"}, "started_without_papers"),
        ({"start_date": "2026-11-30", "papers_signed": "yes"}, "running"),
        ({"start_date": "2026-11-30", "papers_signed": "no"}, "started_without_papers"),
        ({"start_date": "2026-11-30", "papers_signed": "unsure"}, "started_without_papers"),
        ({"start_date": LONG_AGO, "papers_signed": "yes", "end_date": "2026-12-31"}, "running"),
        # The last day belongs to the secondment; the day after it does not.
        ({"start_date": LONG_AGO, "papers_signed": "yes", "end_date": "2026-11-30"}, "running"),
        ({"start_date": LONG_AGO, "papers_signed": "yes", "end_date": "2026-11-29"}, "past_end"),
        ({"end_date": "2026-11-29"}, "past_end"),
        ({"end_date": "2026-11-29", "after_end": "goes_on"}, "past_end"),
        ({"end_date": "2026-11-29", "after_end": "unsure"}, "past_end"),
        ({"end_date": "2026-11-29", "after_end": "back"}, "over"),
        ({"end_date": "2026-11-29", "after_end": "stays"}, "over"),
        (
            {"end_date": "2026-11-30", "after_end": "back", "start_date": LONG_AGO},
            "started_without_papers",
        ),
        # A change of a running secondment.
        ({"change": "extended"}, "changing"),
        ({"change": "terms", "start_date": LONG_AGO}, "changing"),
        (
            {"change": "ends_early", "end_date": "2026-11-30", "old_end_date": "2027-02-26"},
            "changing",
        ),
        (
            {"change": "ends_early", "end_date": "2026-11-29", "old_end_date": "2027-02-26"},
            "past_end",
        ),
        ({"change": "terms", "end_date": "2026-11-29"}, "past_end"),
        (extension("2026-11-30", "2027-06-30"), "changing"),
        (extension("2026-11-29", "2027-06-30"), "past_old_end"),
        (extension("2026-11-29", "2027-06-30", extension_signed="no"), "past_old_end"),
        (extension("2026-11-29", "2027-06-30", extension_signed="yes"), "changing"),
        (extension("2026-06-30", "2026-11-27", extension_signed="yes"), "past_end"),
        (extension("2026-06-30", "2026-11-27"), "past_old_end"),
        (extension("2026-06-30", "2026-11-27", after_end="back"), "over"),
        ({"change": "extended", "end_date": "2027-06-30"}, "changing"),
    ],
)
def test_the_stage_follows_from_the_dates_and_a_few_answers(answers, stage):
    for relationship in (CLIENT, WITHIN):
        facts = on_day(facts_of({**relationship, **answers}), LIBRARY, TODAY)

        assert facts.stage == stage, MEND


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        (WITHIN, 10),
        (CLIENT, 15),
        ({**CLIENT, "people_at_risk": "yes"}, 20),
        ({**CLIENT, "work_permission": "no"}, 30),
        ({**CLIENT, "host_country": "NO", "social_security_certificate": "yes"}, 15),
        ({**CLIENT, "host_country": "NO", "social_security_certificate": "no"}, 20),
        ({**CLIENT, "direction": "host", "supplies_staff": "yes"}, 30),
    ],
)
def test_a_start_is_late_where_what_comes_first_takes_longer_than_the_time_left(answers, days):
    nearest = nearest_start(facts_of(answers), LIBRARY, TODAY)

    assert nearest == TODAY + timedelta(days=days // 5 * 7), "planner/data/checkpoints.toml"
    for start, stage in ((nearest, "planned"), (nearest - timedelta(days=1), "late")):
        facts = facts_of({**answers, "start_date": start.isoformat()})
        assert on_day(facts, LIBRARY, TODAY).stage == stage, MEND


def test_a_start_that_an_open_answer_may_make_late_is_told_with_the_question():
    start = (TODAY + timedelta(days=32)).isoformat()
    answers = {**CLIENT, "start_date": start, "work_permission": "unsure", "direction": "home"}
    plan = make_plan(facts_of(answers), LIBRARY, TODAY)
    stop = {each.risk.id: each.verdict for each in plan.risks}[
        "start-before-what-has-to-come-first"
    ]

    assert plan.stage.id == "planned", MEND
    assert stop.truth is None
    assert "work_permission" in stop.waits_for
    assert "Open answers decide" in plan.stage.sentence
    for said, truth in (("yes", False), ("no", True)):
        decided = make_plan(facts_of({**answers, "work_permission": said}), LIBRARY, TODAY)
        found = {each.risk.id for each in decided.risks if each.verdict.truth}
        assert (TOO_CLOSE in found) is truth, MEND


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        ({}, ()),
        ({"start_date": "2026-12-28"}, ("papers_signed",)),
        ({"start_date": "2026-12-29"}, ()),
        ({"start_date": "2026-11-30"}, ("papers_signed", "change")),
        ({"start_date": "2026-11-30", "papers_signed": "no"}, ()),
        ({"end_date": "2026-11-30"}, ()),
        ({"end_date": "2026-11-29"}, ("after_end",)),
        ({"end_date": "2026-11-29", "after_end": "back"}, ()),
        (extension("2026-11-30", "2027-06-30"), ()),
        (extension("2026-11-29", "2027-06-30"), ("extension_signed",)),
        (extension("2026-11-29", "2027-06-30", extension_signed="no"), ()),
        (extension("2026-01-30", "2026-11-29"), ("extension_signed", "after_end")),
        (extension("2026-01-30", "2026-11-29", after_end="goes_on"), ("extension_signed",)),
        (extension("2026-01-30", "2026-11-29", after_end="back"), ()),
    ],
)
def test_the_dates_raise_questions_that_come_first(answers, raised):
    facts = facts_of({**CLIENT, **answers})

    assert questions_raised(facts, TODAY) == raised, MEND
    assert make_plan(facts, LIBRARY, TODAY).stage.asks == raised


@pytest.mark.parametrize(
    "answers",
    [
        {"end_date": "2026-11-13"},
        {"end_date": "2026-11-13", "after_end": "goes_on"},
        {"start_date": "2027-02-01", "change": "terms"},
        {"start_date": "2027-02-01", "change": "extended", "old_end_date": "2027-06-30"},
    ],
)
def test_the_sentence_says_no_more_than_is_known(answers):
    said = make_plan(facts_of({**CLIENT, **answers}), LIBRARY, TODAY).stage.sentence

    assert "does not know" not in said
    assert "is running" not in said, "mend planner/data/words/stages.toml: it starts later"


def test_after_both_last_days_nothing_that_was_due_meanwhile_is_listed():
    answers = {**CLIENT, **extension("2026-01-30", "2026-11-13")}
    plan = make_plan(facts_of(answers), LIBRARY, TODAY)

    late = [p.item.id for p in plan.checklist if p.item.phase == "during" and p.status == "tight"]
    assert late == [], "planner/plan/checklist.py says which phases lie behind"


def test_an_old_end_that_has_passed_is_told_as_an_end_that_has_passed():
    plan = make_plan(facts_of({**CLIENT, **extension("2026-11-13", "2027-06-30")}), LIBRARY, TODAY)

    assert plan.stage.id == "past_end"
    assert "13 November 2026" in plan.stage.sentence
    assert plan.stage.sentence.endswith(".")


@pytest.mark.parametrize(
    ("more", "gateway", "general", "particular"),
    [
        (
            {"home_country": "DE", "host_country": "DE", "supplies_staff": "yes"},
            "lending",
            "check-lending-rules",
            "de-record-the-exception",
        ),
        (
            {"home_country": "DE", "host_country": "DK", "work_permission": "no"},
            "permission",
            "confirm-permission-to-work",
            "dk-plan-the-permit",
        ),
        (
            {"home_country": "GB", "host_country": "US", "social_security_certificate": "no"},
            "cover-abroad",
            "apply-for-certificate",
            "gb-settle-national-insurance",
        ),
        (
            {"home_country": "DE", "host_country": "DK", "structure": "two_party"},
            "letter",
            "issue-the-letter",
            "eu-give-the-letter-for-abroad",
        ),
    ],
)
def test_a_gateway_stays_where_a_particular_task_takes_the_place_of_its_own(
    more, gateway, general, particular
):
    answers = CLIENT | {"start_date": "2026-12-14", "end_date": "2027-06-30", "direction": "host"}
    plan = make_plan(facts_of(answers | {"change": "no"} | more), LIBRARY, TODAY)

    days = {each.item.id: each.act_by for each in plan.checklist}
    gateways = {each.checkpoint.id: each.by for each in plan.stage.to_pass}
    assert general not in days
    assert gateways.get(gateway) == days[particular], "mend _to_pass in planner/plan/make.py"
