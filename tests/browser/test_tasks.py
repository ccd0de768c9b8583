"""Steps that can be ticked and good practice behind one control, on the planner page."""

import json
import re
from pathlib import Path

import pytest

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
TASK = "check-policy-and-contract"
BOX = f"#tick-{TASK}"
STEPS = f"#item-more-{TASK} [data-step]"


def settle(page):
    page.wait_for_selector("#planner[data-state=ready][data-busy=no]")


@pytest.fixture
def plan(open_page, site_url):
    """Open the planner with an example shown, in a window of the size that is asked for."""

    def opened(name="germany-to-norway", **options):
        page = open_page(**{"viewport": WIDE, "reduced_motion": "reduce"} | options).page
        page.goto(f"{site_url}planner/")
        page.select_option("#planner-examples", name)
        page.click("[data-do=example]")
        page.wait_for_selector("#planner-results [data-item]")
        settle(page)
        return page

    return opened


def to_do(page):
    return re.findall(r"\d+", page.inner_text("#checklist-lead"))[:2]


def saved(page):
    with page.expect_download() as download:
        page.click("[data-do=save]")
    return json.loads(Path(download.value.path()).read_text("utf-8"))


def test_a_step_is_ticked_with_the_keyboard_and_ticks_no_task(plan):
    page = plan()
    before = to_do(page)
    page.focus(f"#item-more-{TASK} > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    steps = page.locator(STEPS)
    assert steps.count() > 1
    assert steps.first.is_checked()
    for step in steps.all()[1:]:
        step.check()
    assert not page.is_checked(BOX)
    assert to_do(page) == before
    name = page.locator(f"{BOX} + .task-body .task-name")
    assert name.evaluate("node => getComputedStyle(node).textDecorationLine") == "none"

    page.check(BOX)
    assert to_do(page) == [str(int(before[0]) - 1), "1"]


def test_a_ticked_step_outlives_an_answer_and_a_reload_and_is_saved(plan):
    page = plan()
    page.locator(f"#item-more-{TASK}").evaluate("node => { node.open = true }")
    page.locator(STEPS).first.check()
    name = page.locator(STEPS).first.get_attribute("data-tick")

    page.locator("#answer-role").evaluate("node => { node.closest('details').open = true }")
    page.fill("#answer-role", "Another role")
    settle(page)
    assert page.locator(STEPS).first.is_checked()

    page.reload()
    page.wait_for_selector("#planner-results [data-item]")
    settle(page)
    assert page.locator(STEPS).first.is_checked()
    assert not page.is_checked(BOX)
    assert name in json.dumps(saved(page)) or name.split("/")[1] in json.dumps(saved(page))


def test_good_practice_stands_behind_one_control_that_keys_open(plan, breaches_in):
    page = plan()
    folded = page.locator("#good-practice [data-item]")
    assert folded.count() > 5
    assert folded.first.is_hidden()

    page.focus("#good-practice > summary")
    page.keyboard.press("Enter")

    assert folded.first.is_visible()
    assert breaches_in(page, [(WIDE, "light"), (PHONE, "light")], "#good-practice") == []


def test_print_has_what_is_shown_and_says_what_is_not(plan):
    page = plan()
    page.emulate_media(media="print")
    folded = page.locator("#good-practice [data-item]")
    said = page.locator("#good-practice .not-printed")
    assert folded.first.is_hidden()
    assert said.is_visible()
    assert page.locator(f"#item-more-{TASK} .steps").is_visible()

    page.locator("#good-practice").evaluate("node => { node.open = true }")

    assert folded.first.is_visible()
    assert said.is_hidden()


def test_a_way_to_good_practice_stands_at_the_head_of_the_checklist(plan):
    page = plan()
    page.click("#checklist-lead a[href='#good-practice']")

    assert page.locator("#good-practice > summary").is_visible()
    assert page.evaluate("location.hash") == "#good-practice"
