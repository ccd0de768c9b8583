"""What a brief tells one person: stops, what comes first, what others owe, in each format."""

import html
import io
import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from planner.content.loader import LibraryError, library_files, load_library, read_library
from planner.export.calendar_file import days_of
from planner.export.formats import owners_in
from planner.export.html import PlanPage
from planner.export.printouts import brief_text, printout
from planner.export.word import brief
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import PlannedRisk, Verdict
from planner.rules.words import short_date

ROOT = Path(__file__).parents[1]
LIBRARY = load_library()
TODAY = date(2026, 11, 30)
ANSWERS = {
    path.stem: path
    for folder in ("tests/cases/answers", "examples")
    for path in sorted((ROOT / folder).glob("*.toml"))
}
START_OR_SIGN = ("secondee", "home_manager", "host_manager", "home_hr", "legal")
FORMATS = ("text", "page", "word")
LATE = ("germany-to-norway", date(2026, 12, 21))
YES = ("issue-the-letter", "get-consent")  # the tasks with which the secondee says yes


def plan_of(name, today=TODAY, **changed):
    answers = tomllib.loads(ANSWERS[name].read_text("utf-8"))
    return made(answers | changed, today)


def made(answers, today=TODAY):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return make_plan(facts, LIBRARY, today)


def said(format, plan, person):
    """Return all that a brief says, with one space between words."""
    if format == "text":
        text = brief_text(plan, LIBRARY, person=person)
    elif format == "page":
        page = printout("brief", plan, LIBRARY, person=person)
        text = html.unescape(re.sub(r"<[^>]*>", " ", page))
    else:
        document = Document(io.BytesIO(brief(plan, LIBRARY, person)[1]))
        text = "\n".join(
            "".join(run.text or "" for run in p.iter() if run.tag.endswith("}t"))
            for p in document.element.body.iter()
            if p.tag.endswith("}p")
        )
    return re.sub(r"\s+", " ", text).replace(" .", ".")


def between(text, first, last):
    return text.partition(first)[2].partition(last)[0]


@pytest.mark.parametrize("person", START_OR_SIGN)
@pytest.mark.parametrize("name", ANSWERS)
def test_whoever_starts_or_signs_reads_every_stop_with_whose_task_it_is(name, person):
    plan = plan_of(name)
    text = said("text", plan, person)
    before = text.partition("Your tasks")[0]

    for planned in (p for p in plan.risks if p.risk.level == "stop"):
        risk, whose = planned.risk, LIBRARY.owners[planned.risk.owner].title
        if risk.topic == "start":
            mend = f"{risk.id} is kept from {person}: mend planner/plan/brief.py"
            assert f"{risk.title}. {'You' if risk.owner == person else whose}" in before, mend


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_holds_the_stops_and_checks_of_others(format):
    plan = plan_of("germany-to-norway")
    text = said(format, plan, "secondee").partition("Your tasks, by date")[0]

    stops = between(
        text, "Do not sign, and do not start or let anybody start, before", "Do not sign before"
    )
    assert "You: Have it in writing from the regulator" in stops
    assert "Norway: limits on hiring in staff. Legal: Have both" in stops
    checks = text.partition("Do not sign before")[2]
    assert "No certificate of social security cover yet. Payroll: Ask the home" in checks


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("person", ["secondee", "home_manager"])
def test_few_answers_leave_every_possible_stop_in_a_brief(format, person):
    plan = made({"relationship": "client", "host_country": "NO", "home_country": "DE"})
    stops = [p.risk for p in plan.risks if p.risk.level == "stop" and p.risk.topic == "start"]
    text = said(format, plan, person)

    assert len(stops) > 5
    assert [risk.id for risk in stops if risk.title not in text] == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_stop_about_costs_is_named_only_to_those_who_see_costs(format):
    risk = LIBRARY.risks["fr-no-margin"]
    plan = replace(
        plan_of("germany-to-norway"), risks=(PlannedRisk(risk=risk, verdict=Verdict(True)),)
    )

    for person in ("secondee", "home_manager", "host_manager"):
        text = said(format, plan, person)
        assert risk.title not in text
        assert risk.action not in text
        assert "A point about pay or costs. Legal: Ask whether it is settled." in text
        assert risk.id not in printout("brief", plan, LIBRARY, person=person)
    for person in ("home_hr", "finance", "legal"):
        assert risk.title in said(format, plan, person)


@pytest.mark.parametrize("name", ["germany-to-norway", "client-secondment"])
def test_a_brief_of_somebody_who_neither_starts_nor_signs_has_only_their_own_risks(name):
    plan = plan_of(name)
    page = printout("brief", plan, LIBRARY, person="payroll")

    shown = re.findall(r'data-risk="([^"]*)"', page)

    assert shown == [p.risk.id for p in plan.risks if p.risk.owner == "payroll"]


@pytest.mark.parametrize("person", START_OR_SIGN)
@pytest.mark.parametrize("name", ["germany-to-norway", "client-secondment", "internal-move"])
def test_tasks_stand_in_one_list_by_date_with_good_practice_marked(name, person):
    plan = plan_of(name)
    tasks = {p.item.title: p for p in plan.checklist if p.item.owner == person}
    page = printout("brief", plan, LIBRARY, person=person)

    rows = re.findall(r"<tr data-item.*?</tr>", page, re.DOTALL)
    titles = [html.unescape(re.search(r"<strong>(.*?)</strong>", row)[1]) for row in rows]

    assert {*titles} == {*tasks}
    days = [tasks[title].act_by for title in titles if tasks[title].act_by]
    assert days == sorted(days)
    for row, title in zip(rows, titles, strict=True):
        assert ("Good practice" in row) == is_good_practice(tasks[title])
    for format in ("text", "word"):
        text = said(format, plan, person).partition("Your tasks, by date")[2]
        places = [text.index(title) for title in titles]
        assert places == sorted(places)
        assert text.count("Good practice") == sum(map(is_good_practice, tasks.values()))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("person", ["secondee", "home_manager", "payroll"])
def test_a_late_start_has_its_order_in_the_brief_with_owners(format, person):
    plan = plan_of(*LATE)
    assert plan.stage.to_pass

    order = between(said(format, plan, person), "In this order, before the start", "Your tasks")

    places = [order.index(each.checkpoint.title) for each in plan.stage.to_pass]
    assert places == sorted(places)
    for each in plan.stage.to_pass:
        line = order.partition(each.checkpoint.title)[2].partition(
            short_date(max(p.act_by for p in each.tasks))
        )[0]
        owners = {
            "You" if p.item.owner == person else LIBRARY.owners[p.item.owner].title
            for p in plan.checklist
            if p.item.id in each.checkpoint.tasks
        }
        assert all(owner in line for owner in owners), f"{each.checkpoint.id}: name who does it"
        assert line.strip(". ,by"), f"{each.checkpoint.id}: name who does it"


@pytest.mark.parametrize("format", FORMATS)
def test_whoever_has_no_task_reads_so_under_the_heading_of_tasks(format):
    plan = plan_of("internal-move")
    without = next(id for id in LIBRARY.owners if id not in {p.item.owner for p in plan.checklist})

    text = " ".join(said(format, plan, without).split())

    assert "Your tasks, by date This plan has no task for you." in text, (
        "mend no_tasks in planner/plan/brief.py, or the templates of the brief"
    )


@pytest.mark.parametrize("format", FORMATS)
def test_a_brief_says_what_others_owe_and_by_when(format):
    plan = plan_of("germany-to-norway")
    days = {p.item.id: short_date(p.act_by) for p in plan.checklist if p.act_by}
    owed = said(format, plan, "secondee").partition("What you get from others, and by when")[2]

    for line in (
        # It takes the place of the general task, and owes what that one owes.
        f"{days['eu-give-the-letter-for-abroad']}, Home HR: the letter: read it, sign it",
        f"{days['eea-apply-for-the-a1']}, Payroll: an A1 certificate applied for",
        f"{days['check-pay-and-pension']}, Payroll: written word on what happens to your pay",
        f"{days['confirm-insurance']}, Legal: the confirmation that the insurers cover you",
        f"{days['give-a-tax-briefing']}, Mobility adviser: your tax briefing",
        f"{days['decide-on-an-extension']}, Home manager: the decision on an extension",
        f"{days['plan-the-return']}, Home manager: your first day back",
    ):
        assert line in owed, "mend result_to in planner/data/checklist/"
    host = said(format, plan, "host_manager").partition("What you get from others, and by when")[2]
    assert f"{days['decide-on-release']}, Home manager: the answer on the release" in host


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_owed_is_at_most_ten_lines_by_date_of_tasks_of_others(name):
    plan = plan_of(name)
    tasks = {p.item.id: p for p in plan.checklist}

    for person in {p.item.owner for p in plan.checklist}:
        page = printout("brief", plan, LIBRARY, person=person)
        owed = re.findall(r'<li data-task="([^"]*)"', page)
        assert len(owed) <= 10
        assert all(tasks[id].item.owner != person for id in owed)
        for item in (tasks[id].item for id in owed):
            replaced = {
                id: LIBRARY.items.get(id) for id in (*item.instead_of, *item.instead_at_home)
            }
            owing = [item, *filter(None, replaced.values())]
            assert person in {result.owner for each in owing for result in each.result_to}
        days = [tasks[id].act_by for id in owed if tasks[id].act_by]
        assert days == sorted(days)


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("today", [date(2026, 6, 1), TODAY])
def test_the_secondee_talks_and_asks_before_they_say_yes(name, today):
    days = {planned.item.id: planned.act_by for planned in plan_of(name, today).checklist}
    yes = [days[id] for id in YES if days.get(id)]

    for id in ("talk-with-your-manager", "ask-your-questions"):
        if id in days and yes:
            assert days[id], f"give {id} a day in planner/data/checklist/"
            assert days[id] <= min(yes), f"{id}: mend due or after in planner/data/checklist/"
            assert days[id] == today or days[id] < min(yes), f"{id}: the same day is too late"


def test_a_day_that_an_authority_sets_is_not_in_the_calendar_and_says_whom_to_ask():
    set_elsewhere = [item for item in LIBRARY.items.values() if item.set_by == "authority"]
    assert {"file-the-last-returns", "gather-what-was-paid"} <= {each.id for each in set_elsewhere}

    plan = plan_of("germany-to-norway")
    [returns] = [p for p in plan.checklist if p.item.id == "file-the-last-returns"]

    assert [*days_of(returns)] == []
    for item in set_elsewhere:
        assert "sk " in item.due_rule.text, f"{item.id}: say in “moment” whom to ask for the date"


def test_a_task_with_a_day_of_an_authority_cannot_have_a_due_rule():
    files = library_files()
    file = "checklist/start.toml"
    rule = 'due = "1 week after the start"'
    assert files[file].count(rule) == 1
    files |= {file: files[file].replace(rule, f'{rule}\nset_by = "authority"')}

    with pytest.raises(LibraryError, match="whom to ask"):
        read_library(files)


def test_no_task_takes_for_granted_who_had_the_idea():
    for id in ("talk-with-your-manager", "decide-on-release"):
        said = " ".join(LIBRARY.items[id].texts()).lower()
        assert "the request" not in said, f"{id}: word it for both in planner/data/checklist/"
        assert "your request" not in said, f"{id}: word it for both in planner/data/checklist/"


def test_whoever_has_a_risk_and_no_task_can_have_a_brief():
    answers = {"relationship": "group", "home_country": "GB", "host_country": "DE"}
    answers |= {"start_date": "2026-04-01", "end_date": "2027-06-30", "direction": "host"}
    answers |= {"change": "extended", "old_end_date": "2027-01-29", "worker_representatives": "yes"}
    plan = made(answers)
    tasks = {each.item.owner for each in plan.checklist}
    risks = {each.risk.owner for each in plan.risks}
    shown = "".join(PlanPage(LIBRARY, "../").fragments(plan).values())

    assert risks - tasks, "choose answers in which somebody has only a risk"
    assert {*owners_in(plan)} == tasks | risks, "mend owners_in in planner/export/formats.py"
    for owner in owners_in(plan):
        assert re.search(rf'data-(risk-)?owner="{owner}"', shown), (
            f"{owner}: export.js offers whom planner/templates/parts.html names"
        )
    text = brief_text(plan, LIBRARY, person="host_hr")
    assert plan.stage.sentence in text
    assert "If the work has begun, ask at once." in text
