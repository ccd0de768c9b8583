"""Notes on answers that are used: how they reach the page, the plan as JSON and the terminal."""

import json
from datetime import date
from pathlib import Path

from planner import __main__ as command_line
from planner.bridge import handle
from planner.content.loader import load_library
from planner.export.markdown import plan_markdown
from planner.export.printouts import printout
from planner.plan.make import make_plan
from planner.rules.answers import read_answers, reading_notes
from planner.rules.model import AnswerNote

LIBRARY = load_library()
ONE_DAY = {"relationship": "group", "start_date": "2027-01-11", "end_date": "2027-01-11"}


def asked(answers, **more):
    request = {"do": "plan", "today": "2026-11-30", "answers": answers, **more}
    return json.loads(handle(json.dumps(request)))


def test_the_page_and_the_json_get_the_same_notes():
    reply = asked(ONE_DAY, json=True)

    assert [note["question"] for note in reply["notes"]] == ["end_date"]
    assert reply["plan"]["notes"] == reply["notes"]
    assert reply["problems"] == []


def test_the_notes_of_the_reading_come_before_those_of_the_plan():
    facts, _ = read_answers(ONE_DAY, LIBRARY.questions, LIBRARY.countries)
    note = AnswerNote("duties", "List marks were taken off.")
    plan = make_plan(facts, LIBRARY, date(2026, 11, 30), (note,))

    assert [each.question for each in plan.notes] == ["duties", "end_date"]


def test_the_command_line_prints_notes_beside_the_plan_and_not_in_it(tmp_path, capsys):
    path = Path(tmp_path / "answers.json")
    path.write_text(json.dumps(ONE_DAY), "utf-8")

    status = command_line.main(["plan", str(path), "--today", "2026-11-30", "--json"])

    printed = capsys.readouterr()
    assert status == 0
    assert json.loads(printed.out)["notes"]
    assert printed.err.startswith(
        "end_date: note: The secondment would last one day. Check the dates."
    )


def test_the_plan_on_the_page_lists_the_notes_and_leads_to_the_question():
    html = asked(ONE_DAY)["html"]["plan-notes"]

    assert '<li data-note="end_date"><a href="#answer-end_date">When does it end?</a>' in html
    assert "would last one day" in html
    none = asked({"relationship": "group"})["html"]["plan-notes"]
    assert "hidden" in none
    assert "<h2" not in none


def test_files_to_read_hold_the_notes():
    facts, _ = read_answers(ONE_DAY, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, date(2026, 11, 30))

    for text in (plan_markdown(plan, LIBRARY), printout("plan", plan, LIBRARY)):
        assert "Answers to look at again" in text
        assert "The secondment would last one day." in text


def test_how_an_answer_was_read_stands_at_its_question_and_on_no_list():
    read = {"relationship": "group", "duties": "1. one\n2. two\n3. three"}
    facts, _ = read_answers(read, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, date(2026, 11, 30), reading_notes(read, LIBRARY.questions))

    reply = asked(read)

    assert [(note["question"], note["to_check"]) for note in reply["notes"]] == [("duties", False)]
    assert "hidden" in reply["html"]["plan-notes"]
    for text in (plan_markdown(plan, LIBRARY), printout("plan", plan, LIBRARY)):
        assert "Answers to look at again" not in text
