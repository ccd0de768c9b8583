"""Every file says of a task whose day has passed whether it is overdue or tight, and the stage."""

import io
import re
import tomllib
import zipfile
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import icalendar
import openpyxl
import pytest

from planner.content.loader import load_library
from planner.export.formats import FORMATS, Choices, make, owners_in
from planner.plan.make import make_plan
from planner.plan.schedule import latest_day
from planner.rules.answers import read_answers
from planner.work.plan_file import Identity
from tests.exports import table

LIBRARY = load_library()
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.toml"))
START = date(2026, 11, 2)
CASE = {
    **{"relationship": "group", "home_country": "DE", "host_country": "NO"},
    **{"start_date": START.isoformat(), "end_date": "2028-10-31"},
}
# As files say it; the table (CSV) has the status as programs read it.
STATES = {"overdue": "overdue", "tight": "(?:past its usual day|tight)"}
HAVE_TASKS = [each for each in FORMATS if each.id not in ("docx", "json", "zip")]


def planned(today, **answers):
    facts, problems = read_answers(CASE | answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, today)


def text_of(name, data):
    """Return what stands in a file, as one text."""
    ending = name.rpartition(".")[2]
    if ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return unescape(re.sub("<[^>]+>", "", archive.read("word/document.xml").decode()))
    if ending == "ics":
        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
        return "\n".join(str(event["DESCRIPTION"]) for event in events)
    return unescape(data.decode("utf-8-sig"))


@pytest.mark.parametrize("format", HAVE_TASKS, ids=lambda format: format.id)
@pytest.mark.parametrize("today", [date(2026, 10, 26), date(2026, 11, 30)], ids=str)
def test_a_file_with_tasks_says_which_are_overdue_which_tight_and_the_stage(format, today):
    plan = planned(today)
    for person in owners_in(plan) if format.person == "must" else [""]:
        mine = [p for p in plan.checklist if person in ("", p.item.owner)]
        choices = Choices(identity=Identity("p", 1), person=person)

        files = make(format.id, plan, LIBRARY, choices)

        for name, data in files.items():
            said = text_of(name, data)
            if format.id == "html" and "documents" in name:
                continue
            assert plan.stage.sentence in said, f"mend what makes {name}: it has no stage"
            for state in STATES:
                least = sum(p.status == state for p in mine)
                found = len(
                    re.findall(rf"\b{STATES[state]}\b(?! after| tasks| days)", said, re.IGNORECASE)
                )
                assert found >= least, f"mend what makes {name}: it does not say {state}"


@pytest.mark.parametrize("state", STATES)
def test_the_case_of_these_tests_has_both_states(state):
    days = [date(2026, 10, 26), date(2026, 11, 30)]

    assert any(each.status == state for day in days for each in planned(day).checklist)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_task_is_overdue_after_its_latest_day_and_on_no_day_before(path):
    raw = tomllib.loads(path.read_text("utf-8"))
    facts, _ = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
    for days in (-60, -20, -1, 0, 1, 20, 400):
        today = facts.start_date + timedelta(days=days)
        for each in make_plan(facts, LIBRARY, today).checklist:
            latest = each.due and latest_day(each.item, each.due, facts, today)
            is_late = bool(latest and latest < today and each.due < today)
            assert (each.status == "overdue") == is_late, (each.item.id, today)


def test_the_workbook_colours_what_has_passed_by_the_days_beside_the_words():
    plan = planned(date(2026, 11, 30))
    [data] = make("xlsx", plan, LIBRARY, Choices()).values()
    book = openpyxl.load_workbook(io.BytesIO(data))

    for sheet, day in (("Checklist", "Due"), ("Recurring dates", "Act by")):
        head = [cell.value for cell in book[sheet][1]]
        rules = [rule for group in book[sheet].conditional_formatting for rule in group.rules]
        formulas = [rule.formula[0] for rule in sorted(rules, key=lambda rule: rule.priority)]

        passed = [found[1] for f in formulas if (found := re.match(r"AND\(\$(\w)2<", f))]
        named = [head[ord(letter) - ord("A")] for letter in passed]
        assert named == ["Overdue after", day], "mend the letters in planner/export/workbook.py"
        of_words = [re.findall(r"\$(\w)2=\"", f)[0] for f in formulas if '2="' in f]
        assert {head[ord(letter) - ord("A")] for letter in of_words} <= {"Status", "Applies"}
    rows = {row["Id"]: row for row in table(book["Checklist"])}
    for each in plan.checklist:
        wanted = {"overdue": "Overdue", "tight": "Past its usual day"}.get(each.status, "")
        assert rows[each.item.id]["Day passed"] == wanted, each.item.id


def test_what_has_to_come_before_the_start_is_overdue_on_the_day_of_the_start():
    facts, _ = read_answers(CASE, LIBRARY.questions, LIBRARY.countries)
    before = [
        item
        for item in LIBRARY.items.values()
        if item.set_by and item.due_rule.anchor == "start" and item.due_rule.amount < 0
    ]

    assert before
    for item in before:
        latest = latest_day(item, START - timedelta(days=20), facts, START - timedelta(days=10))
        assert latest == START - timedelta(days=1), item.id
