"""What a brief tells one person: stops, what comes first, what others owe, in each format."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.content.loader import LibraryError, library_files, load_library, read_library
from planner.export.calendar_file import days_of
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

ROOT = Path(__file__).parents[1]
LIBRARY = load_library()
TODAY = date(2026, 11, 30)
ANSWERS = {
    path.stem: path
    for folder in ("tests/cases/answers", "examples")
    for path in sorted((ROOT / folder).glob("*.toml"))
}
YES = ("issue-the-letter", "get-consent")  # the tasks with which the secondee says yes


def plan_of(name, today=TODAY, **changed):
    answers = tomllib.loads(ANSWERS[name].read_text("utf-8"))
    return made(answers | changed, today)


def made(answers, today=TODAY):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return make_plan(facts, LIBRARY, today)


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
