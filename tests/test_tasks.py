"""A task is a title and steps with a rank: what each format shows of it, and what comes last."""

import csv
import io
import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import icalendar
import openpyxl
import pytest
from docx import Document

from planner.content.ids import public_ids
from planner.content.loader import LibraryError, Table, _item, _risk, load_library
from planner.export.calendar_file import calendar_file
from planner.export.csv_table import checklist_csv
from planner.export.html import PlanPage
from planner.export.json_plan import plan_json
from planner.export.markdown import plan_markdown
from planner.export.printouts import brief_text, printout
from planner.export.word import brief
from planner.export.workbook import workbook
from planner.lint.entries import find_wrong_entries
from planner.lint.published import find_id_problems, with_new_ids
from planner.plan.checklist import is_good_practice, rank_in
from planner.plan.groups import in_one_list, tasks_of
from planner.plan.make import make_plan
from planner.plan.waiting import answer_next
from planner.rules.answers import read_answers
from planner.rules.judgement import Case
from planner.rules.model import RANKS, Secondment
from planner.work.opening import opened
from planner.work.plan_file import Identity
from planner.work.ticks import done_in

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
ITEM = {
    "title": "Do it",
    "rank": "usual",
    "owner": "legal",
    "due": "3 weeks before the start",
    "why": "Because.",
    "guide": "process/index.md",
    "sources": ["practice"],
}
RISK = {
    "level": "check",
    "rank": "usual",
    "title": "It may go wrong",
    "why": "Because.",
    "action": "Act.",
    "owner": "legal",
    "guide": "process/index.md",
    "sources": ["practice"],
}


def item(**changes):
    """Return an item read from its table; `None` takes a value out."""
    values = {name: value for name, value in (ITEM | changes).items() if value is not None}
    return _item(Table("checklist/agree.toml", "an-item", values))


def plan_of(name="germany-to-norway"):
    answers = tomllib.loads((ROOT / f"examples/{name}.toml").read_text("utf-8"))
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return make_plan(facts, LIBRARY, TODAY)


PLAN = plan_of()
WITH_STEPS = next(p for p in PLAN.checklist if len(p.item.steps) > 1 and p.act_by)
STEP = WITH_STEPS.item.steps[1]
TICKED = frozenset({f"{WITH_STEPS.item.id}/{STEP.id}"})


def problems_with(**changes):
    library = replace(LIBRARY, items={**LIBRARY.items, "an-item": item(**changes)})
    return [said for said in find_wrong_entries(library) if "an-item" in said]


def test_a_task_has_its_steps_in_the_order_of_its_file():
    steps = {"first": "Do this.", "second": "Do that on {{ end_date }}."}

    read = item(steps=steps)

    assert [step.id for step in read.steps] == ["first", "second"]
    assert read.steps[1].text.marked == "Do that on {{ end_date }}."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rank": "vital"}, "“rank” is “vital”; use essential, usual, good_practice"),
        ({"steps": {}}, "“steps” is an empty table"),
        ({"steps": {"a": ""}}, "steps: “a” is empty"),
        ({"steps": {"a": 1}}, "steps: “a” is 1; it must be of type str"),
        ({"steps": "Do this."}, "“an-item, steps” is not a table"),
        ({"title": "Do it by {{ end_date }}"}, "“title” has the mark"),
        ({"from_months": "3"}, "“from_months” is '3'; it must be of type int"),
    ],
)
def test_a_task_that_cannot_be_read_is_refused_with_what_would_be_right(changes, said):
    with pytest.raises(LibraryError, match=r"checklist/agree\.toml") as caught:
        item(**changes)

    assert said in str(caught.value)


def test_a_task_of_a_place_says_what_sets_its_day():
    values = {**ITEM, "phase": "agree", "side": "host"}

    assert _item(Table("places/at.toml", "an-item", values | {"set_by": "practice"})).set_by == ""
    with pytest.raises(LibraryError, match="“set_by” is missing"):
        _item(Table("places/at.toml", "an-item", values))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "x" * 61}, "the title is 1 characters too long; 60 will do"),
        (
            {"title": "Do this; do that"},
            "a title names one act, without a semicolon or a full stop",
        ),
        ({"title": "Do this."}, "a title names one act, without a semicolon or a full stop"),
        ({"minor_when": ["it_rains"]}, "no condition “it_rains” in conditions.py; correct it"),
        ({"done_by": ["weather"]}, "no question “weather” in questions.toml; correct “done_by”"),
        ({"steps": {"a_b": "Do it."}}, "the step “a_b” is not in kebab-case; write it so"),
        ({"steps": {"a": "Do it"}}, "the step “a” is a sentence; end it with a full stop"),
        (
            {"set_by": "law", "due": "on the first day", "sources": ["practice"]},
            "“set_by” is “law”, but no source of it is about law; name the source that sets the "
            "day, or write set_by = “practice”",
        ),
        ({"from_months": 25}, "“from_months” is 25; use 1 to 24"),
        ({"from_months": -1}, "“from_months” is -1; use 1 to 24"),
    ],
)
def test_the_lint_finds_a_task_that_people_would_not_read_well(changes, said):
    assert [problem.partition(": ")[2] for problem in problems_with(**changes)] == [said]


def test_a_task_is_good_practice_in_a_stay_that_is_known_to_be_shorter_than_its_length():
    task = item(from_months=3, rank="essential")

    def rank(start, end):
        facts = Secondment(relationship="client", start_date=start, end_date=end)
        return rank_in(task, Case(facts, LIBRARY))

    start = date(2027, 1, 31)
    assert rank(start, date(2027, 4, 29)) == "good_practice"
    assert rank(start, date(2027, 4, 30)) == "essential"
    assert rank(None, date(2027, 4, 29)) == "essential"
    assert rank(start, None) == "essential"


def test_a_task_is_good_practice_where_its_kind_of_stay_surely_makes_it_minor():
    task = item(minor_when=["home_directs_work"], rank="essential")

    ranks = [
        rank_in(task, Case(Secondment(relationship="client", direction=direction), LIBRARY))
        for direction in ("home", "host", None)
    ]

    assert ranks == ["good_practice", "essential", "essential"]


def test_a_stop_is_always_essential():
    read = _risk(Table("risks/a.toml", "a-risk", RISK | {"level": "stop", "rank": "essential"}))
    assert read.rank == "essential"
    assert {r.rank for r in LIBRARY.risks.values() if r.level == "stop"} == {"essential"}

    with pytest.raises(LibraryError, match="a stop is essential"):
        _risk(Table("risks/a.toml", "a-risk", RISK | {"level": "stop", "rank": "usual"}))


def test_every_entry_of_a_plan_as_data_has_a_rank():
    data = plan_json(PLAN, LIBRARY)

    clauses = [clause for document in data["documents"] for clause in document["clauses"]]
    for entry in (*data["checklist"], *data["risks"], *clauses):
        assert entry["rank"] in RANKS
    [shown] = [task for task in data["checklist"] if task["id"] == WITH_STEPS.item.id]
    assert shown["title"] == WITH_STEPS.item.title
    assert shown["steps"] == [{"id": s.id, "text": s.text} for s in WITH_STEPS.item.steps]


def test_the_rank_as_data_is_that_of_the_case():
    answers = tomllib.loads(
        (ROOT / "tests/cases/answers/three-weeks-of-own-service.toml").read_text("utf-8")
    )
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, TODAY)

    shown = [task["rank"] for task in plan_json(plan, LIBRARY)["checklist"]]

    assert shown == [planned.rank for planned in plan.checklist]
    assert shown != [planned.item.rank for planned in plan.checklist]


def test_a_step_can_be_ticked_by_itself_in_every_format_with_boxes():
    title, owner = WITH_STEPS.item.title, WITH_STEPS.item.owner

    text = plan_markdown(PLAN, LIBRARY, TICKED)
    assert f"\n- [ ] {title}\n" in text
    assert text.count("  - [x] ") == 1
    assert f"  - [x] {STEP.text}\n" in text
    assert plan_markdown(PLAN, LIBRARY).count("- [x]") == 0

    book = openpyxl.load_workbook(io.BytesIO(workbook(PLAN, LIBRARY, done=TICKED)))
    rows = {row[0]: row for row in book["Checklist"].iter_rows(values_only=True)}
    head = rows["Task"]
    steps = rows[title][head.index("Steps")].split("\n")
    assert steps == [f"{'☑' if s is STEP else '☐'} {s.text}" for s in WITH_STEPS.item.steps]
    assert rows[title][head.index("Status")] == "To do"

    for kind, person in (("plan", ""), ("brief", owner)):
        page = printout(kind, PLAN, LIBRARY, person=person, done=TICKED)
        assert page.count("☑") == 1
        assert f"<li>☑ {STEP.text}</li>" in page

    _, data = brief(PLAN, LIBRARY, owner, done=TICKED)
    ticked = [
        cell.text
        for table in Document(io.BytesIO(data)).tables
        for row in table.rows
        for cell in row.cells
        if "☒" in cell._tc.xml
    ]
    assert len(ticked) == 1
    assert ticked[0].startswith(title)


def test_all_steps_ticked_tick_nothing_by_themselves():
    every = frozenset(f"{WITH_STEPS.item.id}/{step.id}" for step in WITH_STEPS.item.steps)

    assert f"\n- [ ] {WITH_STEPS.item.title}\n" in plan_markdown(PLAN, LIBRARY, every)
    assert b"Done" not in calendar_file(PLAN, LIBRARY, Identity("a"), done=every)
    assert b'"done"' not in checklist_csv(PLAN, LIBRARY, done=every)


def test_a_calendar_has_the_title_above_and_the_steps_below():
    read = icalendar.Calendar.from_ical(calendar_file(PLAN, LIBRARY, Identity("a")))

    [event] = [e for e in read.walk("VEVENT") if str(e["UID"]).startswith(WITH_STEPS.item.id + ".")]
    assert event["SUMMARY"].endswith(f": {WITH_STEPS.item.title}")
    steps = "\n".join(f"- {step.text}" for step in WITH_STEPS.item.steps)
    assert event["DESCRIPTION"].startswith(f"{steps}\n{WITH_STEPS.item.why}\n")


def test_good_practice_comes_last_in_every_list_of_tasks():
    last = [p.item.id for p in PLAN.checklist if is_good_practice(p)]
    assert last

    text = plan_markdown(PLAN, LIBRARY).partition("\n## Checklist\n")[2]
    section = text.partition("\n### Good practice\n")[2].partition("\n## ")[0]
    assert section.count("\n- [ ] ") == len(last)

    rows = csv.DictReader(io.StringIO(checklist_csv(PLAN, LIBRARY).decode("utf-8-sig")))
    ranks = [row["rank"] for row in rows if row["kind"] == "task"]
    assert ranks == sorted(ranks, key=lambda rank: rank == "good practice")

    book = openpyxl.load_workbook(io.BytesIO(workbook(PLAN, LIBRARY)))
    rows = [*book["Checklist"].iter_rows(values_only=True)]
    ids = [row[rows[0].index("Id")] for row in rows[1:]]
    assert ids[-len(last) :] == last

    for owner in {p.item.owner for p in PLAN.checklist}:
        mine = [is_good_practice(p) for p in tasks_of(PLAN, LIBRARY, owner)]
        assert mine == sorted(mine)


def test_the_page_holds_good_practice_behind_one_control_and_counts_it_apart():
    parts = PlanPage(LIBRARY, "").fragments(PLAN)

    first, _, rest = parts["plan"].partition('id="good-practice"')
    practice = {p.item.id for p in PLAN.checklist if is_good_practice(p)}
    for planned in PLAN.checklist:
        place = f'<li id="item-{planned.item.id}" data-part>'
        assert (place in rest) == (planned.item.id in practice), planned.item.id
        assert (place in first) != (place in rest)
    shown = len(PLAN.checklist) - len(practice)
    assert f">{shown} tasks to do</span>" in parts["checklist-lead"]
    assert f">{len(practice)}</span> more are good practice" in parts["checklist-lead"]
    assert f">{shown} tasks to do</span>" in parts["plan-summary"]
    assert not any(f"#item-{id}" in parts["plan-first"] for id in practice)


def test_possible_stops_stand_under_the_answer_that_decides_them():
    plan = make_plan(Secondment(relationship="client"), LIBRARY, TODAY)
    frame = PlanPage(LIBRARY, "").fragments(plan)["plan"]

    stops = [p for p in plan.risks if p.risk.level == "stop" and p.verdict.truth is None]
    questions = [gap.question for gap, _ in answer_next(plan)]
    firsts = {p.risk.id: min(p.verdict.waits_for, key=questions.index) for p in stops}
    assert len({*firsts.values()}) > 1
    for planned in stops:
        group = frame.partition(f'id="stops-{firsts[planned.risk.id]}"')[2]
        assert f'id="risk-{planned.risk.id}"' in group.partition("</section>")[0]


def test_a_tick_at_a_step_is_known_when_a_file_is_opened():
    [known] = TICKED
    unknown = [f"{WITH_STEPS.item.id}/no-such-step", "no-such-task/send"]
    tasks: dict = {}
    for each in (known, *unknown):
        task, _, step = each.partition("/")
        tasks.setdefault(task, {"steps": {}})["steps"][step] = "done"
    text = json.dumps(
        {"kind": "secondment plan", "format": 2, "answers": {}, "work": {"tasks": tasks}}
    )

    saved = opened(text, LIBRARY)

    assert done_in(saved.content) == {known, *unknown}
    [note] = [note for note in saved.notes if "tick" in note]
    assert f"“{known}”" not in note
    assert all(f"“{each}”" in note for each in unknown)


def test_a_step_has_a_public_id_that_moves_along_with_its_task():
    task = item(steps={"first": "Do this."}, was=["an-old-name", "steps/gone/last"])
    ids = public_ids(replace(LIBRARY, items={"an-item": task}))

    assert ids["steps/an-item/first"] == ("steps/an-old-name/first",)
    assert ids["items/an-item"] == ("items/an-old-name", "steps/gone/last")


def test_a_step_that_is_gone_is_named_with_what_its_task_has_to_say():
    listed = (ROOT / "planner/lint/published.txt").read_text("utf-8")
    gone = with_new_ids(listed, ["steps/check-tax/no-such-step"])

    [said] = find_id_problems(LIBRARY, ROOT / "docs", gone)

    assert 'was = ["steps/check-tax/no-such-step"]' in said


def test_a_brief_as_text_has_steps_to_tick_and_the_tasks_by_date():
    owner = WITH_STEPS.item.owner

    text = brief_text(PLAN, LIBRARY, person=owner, done=TICKED)

    assert text.count("☑") == 1
    assert f"\n  ☑ {STEP.text}\n" in text
    titles = [p.item.title for _, g in in_one_list(PLAN, LIBRARY, owner) for p in g]
    assert [
        line[2:].rpartition(": ")[2] for line in text.splitlines() if line.startswith(("☐", "☑"))
    ] == titles
