"""A simple move inside one employer needs few answers: no stop is open after twelve of them."""

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.plan.waiting import answer_next
from planner.rules.answers import is_asked, read_answers
from tests.test_rows import TODAY

LIBRARY = load_library()
MOST = 12
FIRST = {
    "relationship": "same_employer",
    "purpose": "cover",
    "home_country": "GB",
    "host_country": "GB",
    "start_date": "2027-03-01",
    "end_date": "2027-08-31",
    "home_post": "same",
}
# Asked where a country, another organisation or a split week makes them decide.
ELSEWHERE = {
    *(name for place in LIBRARY.places.values() for name in place.parts.values()),
    "home_kind",
    "host_kind",
    "earlier_loans",
    "open_ended",
    "days_with_host",
    "hours_with_host",
    "full_week_days",
    "full_week_hours",
}


def plan_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


def open_stops(plan):
    return [r.risk.id for r in plan.risks if r.risk.level == "stop" and r.verdict.truth is None]


def easy(question):
    if question.kind == "yes_no":
        return "no"
    return question.options[0].id if question.options else "As agreed."


def answered():
    """Return the answers that settle every stop, given in the order in which the plan asks."""
    answers = dict(FIRST)
    while open_stops(plan_of(answers)):
        gap, _ = answer_next(plan_of(answers))[0]
        answers[gap.question] = easy(LIBRARY.questions[gap.question])
    return answers


def test_twelve_answers_settle_every_stop_and_give_a_dated_plan_with_its_letter():
    answers = answered()
    plan = plan_of(answers)

    assert len(answers) <= MOST, "ask less of a simple move, or let “answer next” ask stops first"
    assert [d.outline.id for d in plan.documents] == ["letter-within-employer"]
    sure = [task for task in plan.checklist if task.verdict.truth]
    counted = [task for task in sure if task.item.due_rule.anchor in ("start", "end")]
    assert counted
    assert all(task.due for task in counted)


def test_what_decides_only_elsewhere_is_not_asked_of_it():
    facts, _ = read_answers(FIRST, LIBRARY.questions, LIBRARY.countries)
    values = {name: getattr(facts, name) for name in LIBRARY.questions}
    settled = values | {"hours": "full_time"}

    assert not {n for n in ELSEWHERE if is_asked(LIBRARY.questions[n], settled) is not False}
