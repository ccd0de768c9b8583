"""In every file what surely applies comes first, then what may apply, then good practice.

Each file is read back by what reads such files; the order is worked out here anew.
"""

import csv
import io
import re
from collections import Counter
from datetime import date
from itertools import groupby

import docx
import openpyxl
import pytest

from planner.content.loader import load_library
from planner.export.csv_table import checklist_csv
from planner.export.markdown import plan_markdown
from planner.export.printouts import brief_text, printout
from planner.export.word import brief
from planner.export.workbook import workbook
from planner.plan.groups import in_one_list
from planner.plan.make import make_plan
from planner.plan.waiting import answer_next
from planner.rules.answers import read_answers

LIBRARY = load_library()
MEND = "mend planner/plan/groups.py, or where the file takes its tasks and risks from"
CASES = {
    "one answer": {"relationship": "client"},
    "three answers": {"relationship": "client", "home_country": "GB", "host_country": "DE"},
    "simple": {
        **{"relationship": "same_employer", "purpose": "cover", "hours": "full_time"},
        **{"home_country": "GB", "host_country": "GB"},
        **{"start_date": "2027-03-01", "end_date": "2027-08-31"},
    },
}
OWNERS = ["home_hr", "legal", "secondee"]


def made(name):
    facts, problems = read_answers(CASES[name], LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return make_plan(facts, LIBRARY, date(2026, 11, 30))


PLANS = {name: made(name) for name in CASES}
TASKS = {name: {p.item.id: p for p in plan.checklist} for name, plan in PLANS.items()}
RISKS = {name: {p.risk.id: p for p in plan.risks} for name, plan in PLANS.items()}


def place_of_task(planned):
    return 2 if planned.rank == "good_practice" else int(planned.verdict.truth is not True)


def place_of_risk(planned):
    """Return 0 for what is sure, 1 for a possible stop, 2 for another, 3 for good practice."""
    is_stop = planned.risk.level == "stop"
    if planned.risk.rank == "good_practice" and not is_stop:
        return 3
    return 0 if planned.verdict.truth else 1 if is_stop else 2


def in_order(ids, entries, place):
    """Check that each entry stands once, in the order of the places."""
    places = [place(entries[id]) for id in ids]
    assert places == sorted(places), f"{places}: {MEND}"
    assert len(ids) == len({*ids})
    return {*places}


def sheet(plan, name, **choices):
    book = openpyxl.load_workbook(io.BytesIO(workbook(plan, LIBRARY, **choices)))
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if row[-1]]


def rows_of(plan):
    text = checklist_csv(plan, LIBRARY).decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["kind"] == "task"]
    return list({row["id"]: row for row in rows}.values())


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_says_in_columns_what_applies_and_keeps_the_order(name):
    tasks, risks = (sheet(PLANS[name], each) for each in ("Checklist", "Risks"))

    assert in_order([row["Id"] for row in tasks], TASKS[name], place_of_task) == {0, 1, 2}
    assert {row["Id"] for row in tasks} == {*TASKS[name]}
    assert {row["Id"] for row in risks} == {*RISKS[name]}
    assert in_order([row["Id"] for row in risks], RISKS[name], place_of_risk) >= {1, 2, 3}
    for row in tasks:
        planned = TASKS[name][row["Id"]]
        assert row["Applies"] == ("Applies" if planned.verdict.truth else "May apply")
        assert (row["Rank"] == "Good practice") == (planned.rank == "good_practice")
    for row in risks:
        planned = RISKS[name][row["Id"]]
        assert row["Applies"] == ("Applies" if planned.verdict.truth else "May apply")
        assert (row["Rank"] == "Good practice") == (planned.risk.rank == "good_practice")


@pytest.mark.parametrize("owner", OWNERS)
def test_the_workbook_of_one_person_keeps_the_order(owner):
    plan = PLANS["one answer"]

    tasks = [row["Id"] for row in sheet(plan, "Checklist", person=owner)]

    assert in_order(tasks, TASKS["one answer"], place_of_task) >= {0, 1}
    risks = [row["Id"] for row in sheet(plan, "Risks", person=owner)]
    in_order(risks, RISKS["one answer"], place_of_risk)


@pytest.mark.parametrize("name", CASES)
def test_the_table_of_values_keeps_the_order_and_says_what_decides(name):
    rows = rows_of(PLANS[name])

    assert in_order([row["id"] for row in rows], TASKS[name], place_of_task) == {0, 1, 2}
    for row in rows:
        planned = TASKS[name][row["id"]]
        labels = [LIBRARY.questions[each].label for each in planned.verdict.waits_for]
        assert row["waits for"] == "; ".join(labels)
        assert (row["certainty"] == "may apply") == (planned.verdict.truth is None)


@pytest.mark.parametrize("name", ["one answer", "three answers"])
def test_what_waits_for_one_answer_stands_together(name):
    order = [gap.question for gap, _ in answer_next(PLANS[name])]
    planned = [TASKS[name][row["id"]] for row in rows_of(PLANS[name])]
    waiting = [p.verdict.waits_for for p in planned if place_of_task(p) == 1]

    decides = [min(names, key=order.index) for names in waiting]

    several = [question for question, count in Counter(decides).items() if count > 2]
    runs = [question for question, _ in groupby(decides)]
    assert several
    assert [question for question in runs if question in several] == several, MEND
    assert several == sorted(several, key=order.index), "what decides most comes first: " + MEND


def headed(text, level, start, end):
    """Return the entries of a part of a Markdown text under each of its headings, in order."""
    part = text.partition(start)[2].partition(end)[0]
    pieces = re.split(rf"^{level} (.*)$", part, flags=re.MULTILINE)
    return list(zip(["", *pieces[1::2]], pieces[::2], strict=True))


def kind_of(title):
    """Return the place that a heading of tasks stands for."""
    return 2 if title == "Good practice" else int(title.startswith("May apply"))


@pytest.mark.parametrize("name", CASES)
def test_a_text_has_a_heading_for_each_answer_that_decides(name):
    text = plan_markdown(PLANS[name], LIBRARY)

    tasks = headed(text, "###", "\n## Checklist\n", "\n## Who signs what\n")
    found = {p.item.title: place_of_task(p) for p in TASKS[name].values()}
    listed = [(title, re.findall(r"^- \[.\] (.*)$", part, re.MULTILINE)) for title, part in tasks]
    assert [kind_of(t) for t, _ in listed] == sorted(kind_of(t) for t, _ in listed), MEND
    assert [found[each] for title, mine in listed for each in mine] == [
        kind_of(title) for title, mine in listed for _ in mine
    ]
    risks = headed(text, "###", "\n## Risks\n", "\n## Checklist\n")
    wanted = ("", "Stops that may apply", "Other risks that may apply", "Good practice")
    found = {p.risk.title: place_of_risk(p) for p in PLANS[name].risks}
    for title, part in risks:
        places = {found[each] for each in re.findall(r"^- \*\*\w+: (.*?)\*\*", part, re.MULTILINE)}
        below = next((n for n in (1, 2, 3) if title.startswith(wanted[n])), 0)
        assert places <= {below}, (title, MEND)


@pytest.mark.parametrize("name", CASES)
def test_the_printed_plan_has_the_same_headings_and_order(name):
    html = printout("plan", PLANS[name], LIBRARY)

    order = re.findall(r'data-item="([\w-]+)"', html)
    places = [place_of_task(TASKS[name][each]) for each in order]
    assert places == sorted(places), MEND
    in_order(re.findall(r'data-risk="([\w-]+)"', html), RISKS[name], place_of_risk)
    heads = re.findall("<h[23]>(.*?)</h[23]>", html)
    assert any(head.startswith("May apply") for head in heads)
    assert any(head.startswith("Stops that may apply") for head in heads)
    assert heads.count("Good practice") == 2


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("owner", OWNERS)
def test_a_brief_keeps_the_order_in_each_of_its_formats(name, owner):
    plan = PLANS[name]
    groups = in_one_list(plan, LIBRARY, owner)
    titles = [planned.item.title for _, tasks in groups for planned in tasks]
    sure = [bool(planned.verdict.truth) for _, tasks in groups for planned in tasks]

    text = brief_text(plan, LIBRARY, person=owner)
    html = printout("brief", plan, LIBRARY, person=owner)
    [_, data] = brief(plan, LIBRARY, owner)

    assert sorted(titles) == sorted(p.item.title for p in plan.checklist if p.item.owner == owner)
    assert sure == sorted(sure, reverse=True), MEND
    heads = [title for title, _ in groups if title.startswith("May apply")]
    assert heads or name == "simple"
    places = [text.index(f"\n{head}\n") for head in heads]
    assert places == sorted(places), MEND
    found = re.findall(r"^[☐☑] (?:(?:By|Next by) [^:]*: )?(.*)$", text, re.MULTILINE)
    assert found == titles, MEND
    ids = {planned.item.title: planned.item.id for planned in plan.checklist}
    rows = re.findall(r'<tr data-item="([\w-]+)"', html)
    assert rows == [ids[title] for title in titles], MEND
    document = docx.Document(io.BytesIO(data))
    words = [row.cells[1].text.split("\n")[0] for t in document.tables for row in t.rows[1:]]
    assert len(words) == len(titles)
    assert all(map(str.startswith, words, titles)), MEND
