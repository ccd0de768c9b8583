"""The table of tasks, read back cell by cell by the `csv` module of the standard library."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest

from planner.content.loader import load_library
from planner.export.csv_table import checklist_csv
from planner.export.imprint import imprint, plan_name
from planner.plan.checklist import not_listed
from planner.plan.groups import tasks_of
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.judgement import certainty

LIBRARY = load_library()
# What other programs look for by name, in the order in which people see it.
COLUMNS = (
    "kind id number task owner phase act_by due when status certainty after why rank steps "
    "waits_for"
)
HINT = "mend planner/export/csv_table.py"
HOSTILE = [
    'say "hello", then; go',
    '"',
    '";=1+1;"',
    "a,b\tc",
    "one\ntwo",
    "\\",
    "=1+1",
    "-5",
    "'=1",
    "﹦1",
    "",
]


def planned(**answers):
    given = {
        **{"relationship": "client", "home_country": "GB", "host_country": "DE"},
        **{"start_date": "2026-11-02", "end_date": "2028-10-31", "secondee_name": "Kari Lind"},
    }
    facts, problems = read_answers(given | answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, date(2026, 11, 30))


def rows_of(data):
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_columns_keep_their_names_and_their_order():
    head, _, _ = checklist_csv(planned(), LIBRARY).decode("utf-8-sig").partition("\r\n")

    columns = ",".join(f'"{name.replace("_", " ")}"' for name in COLUMNS.split())
    assert head == columns, f"{HINT}: programs that read the file know the columns by name"


def test_every_cell_is_quoted_and_every_row_ends_as_the_standard_says():
    data = checklist_csv(planned(), LIBRARY)

    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1, "Excel shows a second mark as a character"
    assert text.endswith('"\r\n')
    for row in text.removesuffix("\r\n").split("\r\n"):
        assert re.fullmatch(r'("[^"]*(""[^"]*)*",){15}"[^"]*(""[^"]*)*"', row), f"{row}: {HINT}"
        assert "\n" not in row, HINT


def test_each_cell_of_a_task_says_what_its_column_is_called():
    plan = planned()
    done = plan.checklist[0].item.id
    rows = [row for row in rows_of(checklist_csv(plan, LIBRARY, done={done})) if row["number"]]
    single = [
        row
        for row in rows_of(checklist_csv(plan, LIBRARY, done={done}))
        if row["kind"] == "task" and not row["number"]
    ]

    def cells(planned, number, act_by, due):
        item = planned.item
        values = (
            *("task", item.id, number, item.title, LIBRARY.owners[item.owner].title),
            *(LIBRARY.phases[item.phase].title, (act_by and act_by.isoformat()) or ""),
            *((due and due.isoformat()) or "", item.due_rule.text),
            *("done" if item.id == done else planned.status, certainty(planned.verdict)),
            *("; ".join(planned.after), item.why, planned.rank.replace("_", " ")),
            " ".join(step.text for step in item.steps),
            "; ".join(LIBRARY.questions[name].label for name in planned.verdict.waits_for),
        )
        return {n.replace("_", " "): v for n, v in zip(COLUMNS.split(), values, strict=True)}

    listed = tasks_of(plan, LIBRARY)
    again = [p for p in listed if p.occurrences]
    once = [p for p in listed if not p.occurrences]
    assert single == [cells(p, "", p.act_by, p.due) for p in once], HINT
    assert rows == [cells(p, str(o.number), o.act_by, o.due) for p in again for o in p.occurrences]
    # Each column differs from its neighbours somewhere, or this test could not tell them apart.
    assert any(row["act by"] != row["due"] for row in [*single, *rows])
    assert {row["status"] for row in single} >= {"done", "overdue", "due"}
    assert any(row["after"] for row in single)
    assert {row["certainty"] for row in single} == {"applies", "may apply"}


def test_after_the_tasks_stand_the_open_questions_and_what_the_file_is():
    plan = planned()
    rows = rows_of(checklist_csv(plan, LIBRARY))

    rest = [row for row in rows if row["kind"] != "task"]
    kinds = [(row["kind"], row["id"], row["task"]) for row in rest]
    left_out = [("note", p.item.id, not_listed(p)) for p in plan.checklist if not_listed(p)]
    asks = [
        ("open question", gap.question, LIBRARY.questions[gap.question].ask) for gap in plan.gaps
    ]
    of_plan = (plan_name(plan), plan.stage.sentence, *imprint(plan, LIBRARY))
    said = [("note", "", line) for line in of_plan]
    assert plan.gaps
    assert kinds == [*left_out, *asks, *said], HINT
    for row in rest:
        assert not "".join(row[c] for c in row if c not in ("kind", "id", "task")), row


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_comes_back_as_it_was_but_for_the_guard_against_formulas(text):
    plan = planned()
    first = plan.checklist[0]
    hostile = replace(first, item=replace(first.item, title=text, why=f"Why: {text}"))

    [row] = rows_of(checklist_csv(replace(plan, checklist=(hostile,)), LIBRARY))[:1]

    line = " ".join(text.split("\n"))
    tidy = line.replace("\t", " ")
    assert row["task"].replace("'", "") == tidy.strip().replace("'", ""), HINT
    assert row["why"].replace("'", "") == f"Why: {tidy}".strip().replace("'", ""), HINT


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_program_finds_a_formula_wherever_it_divides_the_rows(text, delimiter):
    plan = planned()
    first = plan.checklist[0]
    hostile = replace(first, item=replace(first.item, title=text, why=f"Why; {text}"))
    data = checklist_csv(replace(plan, checklist=(hostile,)), LIBRARY)

    cut = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter)

    for cell in (cell for row in cut for cell in row):
        assert not re.match(r"[\s\"']*(?<!')[=+\-@]", cell), f"{cell!r}: mend FORMULA"
