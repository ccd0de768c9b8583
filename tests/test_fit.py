"""A plan shows at once what people can take in: the goals of `tests/fit.toml` on its cases."""

import tomllib
from datetime import timedelta

import pytest

from planner.content.loader import load_library
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from scripts.fit import FOLDERS, TODAY, fit_of, goals, measured

LIBRARY = load_library()
FILES = {path.stem: path for folder in FOLDERS for path in folder.glob("*.toml")}
MEND = (
    "{case} shows {found} {what}, and tests/fit.toml allows {most}: see python -m scripts.fit. "
    "Give what a careful adviser would call a nicety the rank good_practice, or a length with "
    "from_months, in planner/data/; never pack several acts into one task."
)


def plan_of(case, **changes):
    answers = tomllib.loads(FILES[case].read_text("utf-8")) | changes
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return make_plan(facts, LIBRARY, TODAY)


@pytest.mark.parametrize("case", goals())
def test_a_case_shows_no_more_at_once_than_its_goal(case):
    goal, fit = goals()[case], measured(FILES[case])

    for what, found in (("tasks", fit.shown), ("risks", fit.shown_risks)):
        most = goal[what]
        assert found <= most, MEND.format(case=case, found=found, what=what, most=most)


@pytest.mark.parametrize(
    ("home", "host"), [("DE", "AT"), ("NL", "BE"), ("IE", "ES"), ("GB", "DE"), ("US", "GB")]
)
def test_three_weeks_of_own_service_show_few_tasks_in_other_countries(home, host):
    plan = plan_of("three-weeks-of-own-service", home_country=home, host_country=host)

    assert fit_of("", plan).shown <= 22


def test_nothing_of_law_is_folded_away_in_a_short_stay():
    plan = plan_of("three-weeks-of-own-service")

    folded = {p.item.id for p in plan.checklist if is_good_practice(p)}
    shown = {p.item.id for p in plan.checklist} - folded
    assert {
        *("check-tax", "check-local-terms", "fr-name-a-representative"),
        "gb-settle-national-insurance",  # in it stands the certificate of cover
        *("confirm-insurance", "draft-the-agreement", "issue-the-letter", "sign-before-the-start"),
        *("arrange-help-abroad", "assess-the-workplace", "check-papers-before-travel"),
        *("settle-data-roles", "brief-on-confidentiality", "agree-the-charge", "invoice-the-host"),
    } <= shown


@pytest.mark.parametrize("case", FILES)
def test_what_is_folded_in_a_short_case_is_there_and_comes_back_in_a_longer_one(case):
    answers = tomllib.loads(FILES[case].read_text("utf-8"))
    if "old_end_date" in answers or answers.get("change", "no") != "no":
        return
    longer = answers["start_date"] + timedelta(days=3 * 365)

    short, long = plan_of(case), plan_of(case, end_date=longer)

    ranks = {p.item.id: p.rank for p in long.checklist}
    for planned in short.checklist:
        if planned.item.from_months and planned.item.id in ranks and not planned.item.minor_when:
            assert ranks[planned.item.id] == planned.item.rank, planned.item.id
    assert {p.item.id for p in short.checklist if is_good_practice(p)}


@pytest.mark.parametrize("case", FILES)
def test_an_answer_taken_away_folds_no_task_that_is_shown(case):
    answers = tomllib.loads(FILES[case].read_text("utf-8"))
    shown = {p.item.id for p in plan_of(case).checklist if not is_good_practice(p)}

    for name in ("direction", "start_date", "end_date"):
        fewer = {key: value for key, value in answers.items() if key != name}
        facts, _ = read_answers(fewer, LIBRARY.questions, LIBRARY.countries)
        ranks = {p.item.id: p.rank for p in make_plan(facts, LIBRARY, TODAY).checklist}
        assert not [id for id in shown if ranks.get(id) == "good_practice"], name
