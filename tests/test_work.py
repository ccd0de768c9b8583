from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.work.changes import Change, changes
from planner.work.edits import (
    DONE,
    TO_DO,
    ClauseEdit,
    OwnEntry,
    Paper,
    RiskEdit,
    TaskEdit,
    Work,
)
from planner.work.overlay import lay_over
from planner.work.plan_file import schema
from planner.work.shape import fitting
from planner.work.shown import checksum, shown_of, words_of
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
ANSWERS = {
    "relationship": "client",
    "home_country": "GB",
    "host_country": "GB",
    "start_date": "2027-03-01",
    "end_date": "2027-08-31",
    "recall": "yes",
    "notice_weeks": "4",
}


def plan_for(**changed):
    answers = {name: value for name, value in (ANSWERS | changed).items() if value}
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert facts, problems
    return make_plan(facts, LIBRARY, TODAY)


def clauses_of(worked, document):
    return next(d.clauses for d in worked.documents if d.planned.outline.id == document)


PLAN = plan_for()
DOCUMENT = PLAN.documents[0].outline.id
CLAUSES = [clause for part in PLAN.documents[0].parts for clause in part.clauses]
# One whose words hold an answer: the notice.
TYPED = next(clause for clause in CLAUSES if clause.clause.slot == "recall")
PLACE = f"{DOCUMENT}/{TYPED.clause.id}"
TASK = PLAN.checklist[0].item.id
STOPS = [planned for planned in PLAN.risks if planned.risk.level == "stop"]


def test_without_work_a_plan_is_as_it_was():
    worked = lay_over(PLAN, Work())

    assert [task.planned for task in worked.tasks] == list(PLAN.checklist)
    assert [risk.planned for risk in worked.risks] == list(PLAN.risks)
    assert all(risk.is_open for risk in worked.risks)
    assert not any(clause.both for clause in clauses_of(worked, DOCUMENT))
    assert worked.waiting == ()


def test_a_persons_day_and_owner_stand_in_place_of_the_plans():
    day = date(2027, 1, 15)

    worked = lay_over(PLAN, Work(tasks={TASK: TaskEdit(due=day, owner="payroll", status=DONE)}))

    task = worked.tasks[0]
    assert (task.due, task.owner, task.edit.status) == (day, "payroll", DONE)
    assert task.planned.due != day


def test_an_own_task_stands_at_the_end_of_its_phase():
    phase = PLAN.checklist[0].item.phase
    own = OwnEntry(id="task-1", title="Tell the works council", phase=phase)

    tasks = lay_over(PLAN, Work(own=(own,))).tasks

    place = [task.id for task in tasks].index("task-1")
    assert tasks[place - 1].planned.item.phase == phase
    assert tasks[place + 1].planned.item.phase != phase


def test_an_own_task_of_a_phase_that_is_not_in_the_plan_is_shown_all_the_same():
    own = OwnEntry(id="task-1", title="Tell the works council", phase="no-such-phase")

    assert lay_over(PLAN, Work(own=(own,))).tasks[-1].own == own


def test_an_edited_clause_is_shown_alone_while_the_words_below_it_stay():
    over = checksum(words_of(TYPED.paragraphs))
    work = Work(clauses={PLACE: ClauseEdit(text="Mine", over=over)})

    same = clauses_of(lay_over(PLAN, work), DOCUMENT)
    renumbered = clauses_of(lay_over(plan_for(confidential="no"), work), DOCUMENT)

    for clauses in (same, renumbered):
        assert not next(each for each in clauses if each.place == PLACE).both


def test_both_texts_are_shown_when_an_answer_changes_the_words_below_an_edit():
    over = checksum(words_of(TYPED.paragraphs))
    work = Work(clauses={PLACE: ClauseEdit(text="Mine", over=over)})

    clauses = clauses_of(lay_over(plan_for(notice_weeks="6"), work), DOCUMENT)

    edited = next(each for each in clauses if each.place == PLACE)
    assert edited.both
    assert edited.edit.text == "Mine"
    assert edited.planned


def test_an_own_clause_stands_after_the_one_it_was_put_after():
    own = OwnEntry(id="clause-1", title="Bicycle", paper=DOCUMENT, after=TYPED.clause.id)

    clauses = clauses_of(lay_over(PLAN, Work(own=(own,))), DOCUMENT)

    place = [clause.place for clause in clauses].index(f"{DOCUMENT}/clause-1")
    assert clauses[place - 1].place == PLACE


def test_an_edit_without_its_entry_waits_and_comes_back_with_it():
    own = OwnEntry(id="clause-1", title="Bicycle", paper=DOCUMENT, after="no-such-clause")
    work = Work(
        tasks={"no-such-task": TaskEdit(status=DONE)},
        risks={"no-such-risk": RiskEdit(stand="settled")},
        clauses={"agreement/no-such-clause": ClauseEdit(text="Mine")},
        papers={"no-such-paper": Paper(stand="signed")},
        own=(own,),
    )

    assert lay_over(PLAN, work).waiting == (
        "work/tasks/no-such-task",
        "work/risks/no-such-risk",
        "work/clauses/agreement~1no-such-clause",
        "work/papers/no-such-paper",
        "work/own/clause-1",
    )


@pytest.mark.parametrize(
    ("edit", "is_open"),
    [
        (RiskEdit(stand="settled"), False),
        (RiskEdit(stand="accepted", by="Bo", reason="Covered by the group"), False),
        (RiskEdit(stand="accepted", by="Bo"), True),
        (RiskEdit(stand="accepted", reason="Covered by the group", by=" "), True),
        (RiskEdit(), True),
    ],
)
def test_a_stop_is_accepted_only_by_name_and_with_a_reason(edit, is_open):
    stop = STOPS[0].risk.id

    worked = lay_over(PLAN, Work(risks={stop: edit}))

    found = next(risk for risk in worked.risks if risk.planned.risk.id == stop)
    assert found.is_open is is_open
    assert found.planned == STOPS[0]


def test_nothing_has_changed_between_a_plan_and_itself():
    assert changes(shown_of(PLAN), shown_of(plan_for())) == ()


def test_a_later_end_moves_the_tasks_that_count_from_it():
    found = changes(shown_of(PLAN), shown_of(plan_for(end_date="2027-11-30")))

    assert Change("ends", "", "changed", "2027-08-31", "2027-11-30") in found
    moved = [change for change in found if change.kind == "moved"]
    assert moved
    assert all(change.before < change.after for change in moved)


def test_what_comes_and_goes_is_told_by_its_id():
    there, gone = shown_of(PLAN), shown_of(plan_for(recall="no"))

    went = {change.id for change in changes(there, gone) if change.kind == "gone"}
    came = {change.id for change in changes(gone, there) if change.kind == "added"}

    assert went
    assert went == came


def test_a_plan_of_which_nothing_was_kept_shows_everything_as_new():
    found = changes({}, shown_of(PLAN))

    assert {change.kind for change in found if change.of == "tasks"} == {"added"}
    assert len([change for change in found if change.of == "tasks"]) == len(PLAN.checklist)


def test_what_is_kept_of_a_plan_holds_nothing_typed():
    plan = plan_for(secondee_name="Ziggurat Quillfeather", home_name="Obsidian & Sons")

    assert "Quillfeather" not in str(shown_of(plan))
    assert "Obsidian" not in str(shown_of(plan))


@settings(max_examples=some(30), deadline=None)
@given(random_answers(LIBRARY), random_answers(LIBRARY), st.booleans())
def test_changes_lead_from_any_plan_to_any_other(answers, others, ticked):
    plans = []
    for each in (answers, others):
        facts, _ = read_answers(each, LIBRARY.questions, LIBRARY.countries)
        plans.append(make_plan(facts, LIBRARY, TODAY))
    one, two = map(shown_of, plans)
    work = Work(tasks={id: TaskEdit(status=DONE if ticked else TO_DO) for id in one["tasks"]})

    told = changes(one, two)
    waiting = lay_over(plans[1], work).waiting

    assert fitting({"kind": "secondment plan", "format": 2, "shown": two}, schema())[1] == ()
    for of in ("tasks", "clauses", "risks"):
        gone = {change.id for change in told if (change.of, change.kind) == (of, "gone")}
        added = {change.id for change in told if (change.of, change.kind) == (of, "added")}
        assert set(one[of]) - gone | added == set(two[of])
    # No tick is lost: it stands at its task, or it waits.
    assert set(waiting) == {f"work/tasks/{id}" for id in set(one["tasks"]) - set(two["tasks"])}
