"""A plan of few answers: what to answer next, and what may apply folded behind one question."""

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from planner.content.loader import load_library
from planner.export.html import PlanPage
from planner.export.markdown import plan_markdown
from planner.plan.make import make_plan
from planner.plan.waiting import OTHERS, Waiting, affects, answer_next, by_question
from planner.rules.answers import read_answers

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
MEND = "mend planner/plan/waiting.py: "
RELATIONSHIPS = [option.id for option in LIBRARY.questions["relationship"].options]
DATES = {"start_date": "2027-03-01", "end_date": "2027-08-31"}
PAIRS = [("GB", "GB"), ("DE", "NO"), ("FR", "ES"), ("GB", "DE"), ("US", "GB"), ("IN", "AE")]
FEW = [
    *({"relationship": name} for name in RELATIONSHIPS),
    *({"relationship": name} | DATES for name in RELATIONSHIPS),
    *(
        {"relationship": name, "home_country": home, "host_country": host}
        for name in ("same_employer", "group", "client", "public_body")
        for home, host in PAIRS
    ),
]


@cache
def plan_of(**answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return make_plan(facts, LIBRARY, TODAY)


CLIENT = plan_of(relationship="client")


def called(answers):
    return "-".join(answers.values())


def stops_waiting(plan, question):
    possible = [p for p in plan.risks if p.risk.level == "stop" and p.verdict.truth is None]
    return [p.risk.id for p in possible if question in p.verdict.waits_for]


@pytest.mark.parametrize("answers", FEW, ids=called)
def test_the_answer_to_give_next_affects_the_most_stops(answers):
    plan = plan_of(**answers)

    order = answer_next(plan)

    counted = [len(stops_waiting(plan, gap.question)) for gap, _ in order]
    assert counted == sorted(counted, reverse=True), MEND + "the most possible stops come first"
    assert counted == [found.stops for _, found in order]
    assert {gap for gap, _ in order} == {*plan.gaps}


def test_a_fact_that_stands_in_many_texts_gives_way_to_one_that_decides_a_stop():
    order = [gap.question for gap, _ in answer_next(CLIENT)]
    by_use = sorted(CLIENT.gaps, key=lambda gap: -len(gap.used_in))

    assert by_use[1].question == "start_date"
    assert order[:4] == ["host_country", "direction", "home_country", "work_permission"]


def test_after_stops_come_checks_and_after_them_essential_tasks():
    order = [found for _, found in answer_next(CLIENT)]

    assert order == sorted(order, reverse=True)
    assert Waiting(1, 0, 0, 0) > Waiting(0, 9, 9, 9) > Waiting(0, 8, 99, 99)
    assert Waiting(0, 0, 1, 0) > Waiting(0, 0, 0, 99)


def test_a_note_and_a_task_that_is_sure_weigh_no_more_than_the_rest():
    [gap, *_] = [gap for gap, found in answer_next(CLIENT) if found.checks and found.essential]
    risks = tuple(
        p if p.risk.level == "stop" else replace(p, risk=replace(p.risk, level="note"))
        for p in CLIENT.risks
    )
    tasks = tuple(replace(p, verdict=replace(p.verdict, waits_for=())) for p in CLIENT.checklist)

    order = answer_next(replace(CLIENT, risks=risks, checklist=tasks))

    found = next(found for each, found in order if each == gap)
    assert (found.checks, found.essential) == (0, 0)


def test_only_a_task_that_is_essential_here_weighs_as_one():
    tasks = tuple(replace(planned, rank="usual") for planned in CLIENT.checklist)
    [one, *_] = [p for p in CLIENT.checklist if p.rank == "essential" and p.verdict.waits_for]

    assert any(found.essential for _, found in answer_next(CLIENT))
    order = answer_next(replace(CLIENT, checklist=tasks))
    assert not any(found.essential for _, found in order), MEND + "only essential tasks count"
    order = answer_next(replace(CLIENT, checklist=(one, *tasks)))
    assert sum(found.essential for _, found in order) == len(one.verdict.waits_for)


def test_what_an_answer_affects_is_counted_by_its_kind():
    gap = CLIENT.gaps[0]
    twice = replace(gap, used_in=("parties", "background"))

    assert affects(gap, Waiting(2, 1, 0, 5)) == "affects 2 possible stops and 1 possible check"
    assert affects(gap, Waiting(0, 0, 1)) == "affects 1 essential task that may apply"
    assert affects(twice, Waiting(0, 0, 0, 2)) == "used in 2 places"
    assert affects(replace(gap, used_in=("parties",)), Waiting(others=1)) == "used in 1 place"


@pytest.mark.parametrize("answers", FEW, ids=called)
def test_a_plan_of_one_to_three_answers_has_fewer_than_sixty_entries_open(answers):
    plan = plan_of(**answers)
    frame = PlanPage(LIBRARY, "").fragments(plan)["plan"]

    folded = re.sub(r"(?s)<details.*?</details>", "", frame)
    shown = re.findall(r'id="(?:item|risk)-[\w-]+" data-part', folded)

    assert len(shown) < 60, f"{len(shown)} tasks and risks are open: mend the folds in frame.html"


@pytest.mark.parametrize("answers", FEW[:4], ids=called)
def test_what_may_apply_stands_once_under_one_question_and_no_stop_is_folded(answers):
    plan = plan_of(**answers)
    frame = PlanPage(LIBRARY, "").fragments(plan)["plan"]

    groups = dict(
        re.findall(r'(?s)<details class="may-apply-list" id="(\S+?)">(.*?)</details>', frame)
    )
    for planned in (*plan.checklist, *plan.risks):
        entry = getattr(planned, "item", None) or planned.risk
        kind = "item" if hasattr(planned, "item") else "risk"
        rank = planned.rank if kind == "item" else entry.rank
        mark = f'id="{kind}-{entry.id}" data-part'
        homes = [name for name, html in groups.items() if mark in html]
        is_stop = kind == "risk" and entry.level == "stop"
        wanted = planned.verdict.truth is None and rank != "good_practice" and not is_stop
        assert frame.count(mark) == 1
        assert len(homes) == wanted, entry.id
        if wanted:
            question = homes[0].rpartition("-waiting-")[2]
            assert question == OTHERS or question in planned.verdict.waits_for
    for name, html in groups.items():
        summary = re.search(r"(?s)<summary>(.*?)</summary>", html)[1]
        said = " ".join(re.sub("<.*?>", "", summary).split())
        question = name.rpartition("-waiting-")[2]
        what = (
            "(another answer|different answers)"
            if question == OTHERS
            else f": {re.escape(LIBRARY.questions[question].label)}"
        )
        said_of_it = rf"(1 (task|other risk) depends|\d+ (tasks|other risks) depend) on ?{what}"
        assert re.fullmatch(said_of_it, said)
        assert int(said.partition(" ")[0]) == html.count("data-part")


@pytest.mark.parametrize("answers", FEW, ids=called)
def test_no_two_lists_of_what_may_apply_are_as_short_as_one_or_two_entries(answers):
    frame = PlanPage(LIBRARY, "").fragments(plan_of(**answers))["plan"]

    lists = re.findall(
        r'(?s)<details class="may-apply-list" id="(\w+)-waiting.*?>(.*?)</details>', frame
    )
    for kind in ("tasks", "risks"):
        lengths = [html.count("data-part") for name, html in lists if name == kind]
        assert sum(length < 3 for length in lengths) <= 1, MEND + "put small groups together"


def test_a_small_group_alone_keeps_its_question_and_several_become_one_at_the_end():
    waiting = {"b": 1, "a": 3, "c": 2}
    some = [p for p in CLIENT.checklist if p.verdict.truth is None]
    entries = [
        replace(p, verdict=replace(p.verdict, waits_for=(name,)))
        for name, count in waiting.items()
        for p in some[:count]
    ]

    alone = by_question(entries[:4], "cba", fewest=3)
    together = by_question(entries, "cba", fewest=3)

    assert [(name, len(mine)) for name, mine in alone] == [("b", 1), ("a", 3)]
    assert [(name, len(mine)) for name, mine in together] == [("a", 3), (OTHERS, 3)]
    assert [p.verdict.waits_for for p in together[1][1]] == [("b",), ("c",), ("c",)]


def test_what_no_answer_decides_has_a_group_of_its_own_before_the_others():
    unsure = [p for p in CLIENT.checklist if p.verdict.truth is None][:3]
    nothing = replace(unsure[2], verdict=replace(unsure[2].verdict, waits_for=()))

    groups = by_question([*unsure[:2], nothing], [gap.question for gap, _ in answer_next(CLIENT)])

    assert groups[0] == ("", (nothing,))
    assert sum(len(mine) for _, mine in groups) == 3


def test_the_open_questions_of_a_text_come_in_the_order_to_answer_them():
    text = plan_markdown(CLIENT, LIBRARY).partition("## Still to answer")[2]

    places = [text.index(LIBRARY.questions[gap.question].ask) for gap, _ in answer_next(CLIENT)]

    assert places == sorted(places)


def test_a_plan_without_open_answers_has_no_heading_for_what_may_apply():
    tasks = tuple(replace(p, verdict=replace(p.verdict, truth=True)) for p in CLIENT.checklist)
    plan = replace(CLIENT, checklist=tasks, risks=())

    assert "# May apply" not in plan_markdown(plan, LIBRARY)
    assert "tasks-that-may-apply" not in PlanPage(LIBRARY, "").fragments(plan)["plan"]
