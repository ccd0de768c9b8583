"""A stop or a check that surely applies is shown and counted, alike on the page and in files."""

import io
import re
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings

from planner.content.loader import load_library
from planner.export.html import FRAME, PlanPage
from planner.export.json_plan import plan_json
from planner.export.workbook import workbook
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.exports import table
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
FOLD = re.compile(r'<details[^>]*id="risks-to-keep-in-mind".*?</details>', re.S)
ENTRY = re.compile(r'id="risk-([a-z0-9-]+)"')
COUNTED = re.compile(r">\s*(\d+) risks? to settle\b")
GRAVE = ("stop", "check")


def plan_of(answers):
    return make_plan(read_answers(answers, LIBRARY.questions, LIBRARY.countries)[0], LIBRARY, TODAY)


def surely(plan, levels=GRAVE):
    return {p.risk.id for p in plan.risks if p.verdict.truth and p.risk.level in levels}


@settings(max_examples=some(60), deadline=None)
@given(random_answers(LIBRARY, together=True))
def test_no_stop_or_check_that_surely_applies_is_folded(answers):
    plan = plan_of(answers)

    frame = PlanPage(LIBRARY, "").fragments(plan)[FRAME]

    folded = {id for part in FOLD.findall(frame) for id in ENTRY.findall(part)}
    assert not folded & surely(plan), "give it the rank usual in planner/data/, or see the loader"


CASES = {
    "inside one employer": {
        **{"relationship": "same_employer", "home_country": "DE", "host_country": "DE"},
        "worker_representatives": "yes",
    },
    "in a group from Germany to Austria": {
        **{"relationship": "group", "home_country": "DE", "host_country": "AT"},
        **{"direction": "host", "confidential": "yes", "creates_ip": "yes", "recharge": "full"},
        **{"allowances": "yes", "worker_representatives": "yes", "pay_change": "no"},
        **{"start_date": date(2027, 3, 1), "end_date": date(2028, 2, 29)},
    },
}


@pytest.mark.parametrize("case", CASES)
def test_page_workbook_and_json_count_the_same_stops_and_checks(case):
    plan = plan_of(CASES[case])
    fragments = PlanPage(LIBRARY, "").fragments(plan)

    rest = FOLD.sub("", fragments[FRAME])
    on_page = {id for id in ENTRY.findall(rest) if id in surely(plan)}
    notes = {
        p.risk.id
        for p in plan.risks
        if p.verdict.truth and p.risk.level == "note" and p.risk.rank != "good_practice"
    }
    said = {int(count) for count in COUNTED.findall(fragments["plan-summary"])}
    book = openpyxl.load_workbook(io.BytesIO(workbook(plan, LIBRARY)))
    titles = {LIBRARY.levels[level].title for level in GRAVE}
    rows = [row for row in table(book["Risks"]) if row["Level"] in titles]
    written = [each for each in plan_json(plan, LIBRARY)["risks"] if each["level"] in GRAVE]
    assert said == {len(on_page | notes)}
    assert {row["Id"] for row in rows if row["Applies"] == "Applies"} == on_page == surely(plan)
    assert {each["id"] for each in written if each["certainty"] == "applies"} == on_page


def test_a_task_takes_the_place_of_the_check_that_asks_the_same_person_for_the_same_act():
    plan = plan_of(CASES["inside one employer"])

    shown = {p.risk.id for p in plan.risks}
    tasks = {p.item.id for p in plan.checklist}
    assert "representatives-not-asked" not in shown
    assert "inform-worker-representatives" in tasks
