"""What holds for every plan, whatever the answers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.content.clause_text import named
from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import is_asked, read_answers
from planner.rules.dates import working_day
from planner.rules.judgement import Case
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
RESTING_ON_THE_STAGE = {
    "starts_late",
    "has_started_without_papers",
    "start_has_come",
    "has_already_started",
    "goes_on_past_its_end",
    "extension_was_not_signed",
    "is_over",
    "first_weeks_lie_behind",
    "secondee_has_stayed",
    "notice_is_too_short",
}
# The answers that say which plan is asked for: one has to be given, and silence means something.
ASKED_FOR = {q.id for q in LIBRARY.questions.values() if q.required or q.default} | {"change_wish"}


def plan_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return make_plan(facts, LIBRARY, TODAY)


def slots_of(plan):
    return {
        d.outline.id: [c.clause.slot for p in d.parts for c in p.clauses] for d in plan.documents
    }


def filled(plan):
    return {slot for slots in slots_of(plan).values() for slot in slots}


def stops(plan):
    return {planned.risk.id for planned in plan.risks if planned.risk.level == "stop"}


# What rests on the stage of a case, and the tasks whose place it takes: it goes with the dates.
STAGED = {
    id
    for entries in (LIBRARY.items, LIBRARY.risks)
    for id, entry in entries.items()
    if set(entry.applies.when) & RESTING_ON_THE_STAGE
}
STAGED |= {other for id in STAGED & set(LIBRARY.items) for other in LIBRARY.items[id].instead_of}


@settings(max_examples=some(150), deadline=None)
@given(random_answers(LIBRARY), st.data())
def test_taking_answers_away_empties_no_slot_and_hides_no_stop(answers, data):
    always = ASKED_FOR & set(answers)
    names = sorted(set(answers) - always)
    kept = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    full = plan_of(answers)

    fewer = plan_of({name: answers[name] for name in [*kept, *always]})

    is_same_stage = full.facts.stage == fewer.facts.stage
    aside = set() if is_same_stage else STAGED
    assert stops(full) - aside <= stops(fewer)
    tasks = {planned.item.id for planned in full.checklist}
    assert tasks - aside <= {p.item.id for p in fewer.checklist}
    if is_same_stage and ("structure" in kept or full.facts.structure in ("", "two_party", None)):
        assert filled(full) <= filled(fewer)


@settings(max_examples=some(150), deadline=None)
@given(random_answers(LIBRARY))
def test_a_random_plan_is_whole(answers):
    plan = plan_of(answers)

    each_document_has_one_clause_a_slot_and_every_reference_resolves(plan)
    every_gap_names_a_question_that_is_asked(plan)
    every_entry_is_in_the_plan_or_left_out_with_a_sentence(plan)


def each_document_has_one_clause_a_slot_and_every_reference_resolves(plan):
    assert bool(plan.documents) is (plan.facts.stage not in ("ready", "running", "over")), (
        f"{plan.facts.stage}: correct “when” or “unless” of an outline in planner/data/outlines"
    )
    assert plan.documents or plan.stage.papers, "say in planner/data/words/stages.toml why"
    for document in plan.documents:
        clauses = [clause for part in document.parts for clause in part.clauses]
        slots = [clause.clause.slot for clause in clauses]
        assert len(slots) == len(set(slots))
        schedules = [part for part in document.outline.parts if part.schedules]
        after = {slot for part in schedules for slot in part.slots} & set(slots)
        body = [str(n) for n in range(1, len(slots) - len(after) + 1)]
        numbers = [*body, *(f"Schedule {n}" for n in range(1, len(after) + 1))]
        assert [clause.number for clause in clauses] == numbers
        for clause in clauses:
            assert clause.paragraphs
            for paragraph in clause.paragraphs:
                assert not named(paragraph.runs, "placeholder")


@settings(max_examples=some(150), deadline=None)
@given(random_answers(LIBRARY, together=True))
def test_with_every_answer_given_alternatives_exclude_each_other_and_nothing_waits(answers):
    plan = plan_of(answers)

    chosen = {c.clause.id for d in plan.documents for p in d.parts for c in p.clauses}
    rivals = [clause.slot for clause in LIBRARY.clauses.values() if clause.id in chosen]
    assert len(rivals) == len(set(rivals)), (
        "two clauses of a slot apply: mend “when” and “unless” in planner/data/clauses"
    )
    assert plan.gaps == (), (
        "mend the condition or the clause that waits for an answer already given"
    )
    verdicts = [(planned.item.applies, planned.verdict) for planned in plan.checklist]
    verdicts += [(planned.risk.applies, planned.verdict) for planned in plan.risks]
    # A limit has no value for a start before its first one; what it measures then may apply.
    assert all(verdict.truth for rule, verdict in verdicts if not rule.over)


def every_gap_names_a_question_that_is_asked(plan):
    values = {name: getattr(plan.facts, name) for name in LIBRARY.questions}
    case = Case(plan.facts, LIBRARY)
    listed = {gap.question: gap.used_in for gap in plan.gaps}
    for document in plan.documents:
        for clause in (clause for part in document.parts for clause in part.clauses):
            shown = {name for p in clause.paragraphs for name in named(p.runs, "gap")}
            assert {case.open_question(name) for name in shown} == set(clause.gaps)
            assert all(clause.clause.id in listed[question] for question in clause.gaps)
    for gap in plan.gaps:
        assert is_asked(LIBRARY.questions[gap.question], values) is True
        assert values[gap.question] is None
        assert gap.used_in


def every_entry_is_in_the_plan_or_left_out_with_a_sentence(plan):
    present = {c.clause.id for d in plan.documents for p in d.parts for c in p.clauses}
    present |= {planned.item.id for planned in plan.checklist}
    present |= {planned.risk.id for planned in plan.risks}
    present |= {document.outline.id for document in plan.documents}
    left_out = {left.id for left in plan.left_out}
    everything = {*LIBRARY.clauses, *LIBRARY.items, *LIBRARY.risks, *LIBRARY.outlines}
    assert present | left_out == everything
    assert not present & left_out, (
        "mend _left_out in planner/plan/make.py: these are in the plan as well"
    )
    assert all(left.sentence for left in plan.left_out)


@settings(max_examples=some(100), deadline=None)
@given(random_answers(LIBRARY), st.dates(date(2025, 1, 1), date(2032, 1, 1)))
def test_phases_keep_their_order_and_what_is_late_is_overdue_or_tight(answers, today):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)

    plan = make_plan(facts, LIBRARY, today)

    phases = [list(LIBRARY.phases).index(planned.item.phase) for planned in plan.checklist]
    assert phases == sorted(phases)
    for planned in plan.checklist:
        is_late = planned.due is not None and working_day(planned.due, 1) < today
        assert planned.status in ("overdue", "tight") or not is_late
        assert planned.status != "overdue" or planned.item.set_by
        assert planned.act_by is None or planned.act_by >= today


GENERAL = {"eu-check-the-declaration", "eu-keep-posting-papers"}
FROM_GERMANY = {"relationship": "client", "home_country": "DE"}


@pytest.mark.parametrize(
    ("host", "particular", "general"),
    [
        ("DK", {"dk-register-the-posting"}, {"eu-keep-posting-papers"}),
        ("FR", {"fr-name-a-representative"}, set()),
        ("PL", {"pl-notify-the-posting", "pl-keep-papers-in-poland"}, set()),
        ("NL", set(), GENERAL),
    ],
)
def test_a_task_of_a_country_takes_the_place_of_the_general_one(host, particular, general):
    plan = plan_of({**FROM_GERMANY, "host_country": host})

    found = {planned.item.id: planned.verdict.truth for planned in plan.checklist}
    assert particular <= set(found)
    assert GENERAL & set(found) == general
    assert all(found[item] for item in particular | general)
    said = {left.id: left.sentence for left in plan.left_out}
    assert all(
        said[item] == "Something more specific in the plan takes its place."
        for item in GENERAL - general
    )


def test_while_the_country_is_not_known_the_general_task_stays_beside_those_of_countries():
    plan = plan_of(FROM_GERMANY)

    waiting = {p.item.id: p.verdict.waits_for for p in plan.checklist if p.verdict.truth is None}
    assert {*GENERAL, "dk-register-the-posting"} <= set(waiting)
    assert all(waiting[item] == ("host_country",) for item in GENERAL)


@pytest.mark.parametrize(
    ("home", "host", "shown"),
    [("FR", "ES", False), ("FR", "US", True), ("US", "FR", True), ("US", "AU", True)],
)
def test_data_that_stays_in_one_area_of_data_law_raises_no_alarm(home, host, shown):
    plan = plan_of(
        {
            "relationship": "client",
            "home_country": home,
            "host_country": host,
            "personal_data": "ordinary",
        }
    )

    assert ("data-leaves-the-country" in {planned.risk.id for planned in plan.risks}) is shown


def test_whether_data_leaves_an_area_is_open_until_both_countries_are_known():
    answers = {"relationship": "client", "home_country": "FR", "personal_data": "ordinary"}

    found = [p for p in plan_of(answers).risks if p.risk.id == "data-leaves-the-country"]

    assert [planned.verdict.truth for planned in found] == [None]
