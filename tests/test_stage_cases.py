"""Cases at each stage, facts in and plan out: one TOML file a case, written to be read by HR.

`expect` says the stage, the questions that the dates raise, the documents, and what must be there
and what not: `stops`, `checks` and `tasks` that surely apply, `left_out`, the tasks that are
overdue, days (`due`, `act_by`), and words of the documents (`says`).
"""

import tomllib
from pathlib import Path

import pytest

from planner.content.clause_text import plain
from planner.content.loader import load_library
from planner.export.markdown import plan_markdown
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

LIBRARY = load_library()
CASES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "cases/stages").glob("*.toml"))
}


@pytest.mark.parametrize("name", CASES)
def test_the_plan_of_a_case_fits_its_stage(name):
    case, expected = CASES[name], CASES[name]["expect"]
    facts, problems = read_answers(case["answers"], LIBRARY.questions, LIBRARY.countries)

    plan = make_plan(facts, LIBRARY, case["today"])

    tasks = {each.item.id: each for each in plan.checklist}
    sure = {id for id, each in tasks.items() if each.verdict.truth}
    risks = {
        level: {p.risk.id for p in plan.risks if p.risk.level == level and p.verdict.truth}
        for level in ("stop", "check")
    }
    drawn = " ".join(
        plain(paragraph.runs)
        for document in plan.documents
        for part in document.parts
        for clause in part.clauses
        for paragraph in clause.paragraphs
    )
    assert problems == []
    assert plan.stage.id == expected["stage"]
    assert list(plan.stage.asks) == expected["asks"]
    assert plan.stage.sentence in plan_markdown(plan, LIBRARY)
    assert [document.outline.id for document in plan.documents] == expected["documents"]
    assert plan.documents or "wording" in plan.stage.papers or "answer “" in plan.stage.papers, (
        "say in planner/data/words/stages.toml why nothing is drafted and how to get it"
    )
    assert plan.stage.papers in plan_markdown(plan, LIBRARY)
    assert {*expected.get("stops", [])} <= risks["stop"]
    assert {*expected.get("checks", [])} <= risks["check"]
    assert not {*expected.get("no_risks", [])} & {p.risk.id for p in plan.risks}
    assert {*expected.get("tasks", [])} <= sure
    assert {*expected.get("left_out", [])} <= {left.id for left in plan.left_out}
    found = {id for id in sure if tasks[id].status == "overdue"}
    assert found == {*expected.get("overdue", [])}
    for field in ("due", "act_by"):
        days = expected.get(field, {})
        assert {id: getattr(tasks[id], field) for id in days} == days
    for words in expected.get("says", []):
        assert words in drawn
    for words in expected.get("never_says", []):
        assert words not in drawn
