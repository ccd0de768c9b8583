"""Notes on answers in a browser: shown at the question as information, and listed in the plan."""

import pytest
from playwright.sync_api import expect

WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def planner(open_page, site_url):
    page = open_page(viewport=WIDE, reduced_motion="reduce").page
    page.clock.set_fixed_time("2026-11-30T10:00:00")
    page.goto(f"{site_url}planner/")
    return page


def answer(page, name, value):
    page.evaluate("document.querySelectorAll('[data-section]').forEach(s => (s.open = true))")
    control = page.locator(f"#answer-{name}")
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)
    page.locator("#planner h1, h1").first.click()


def test_a_note_stands_at_its_question_as_information_until_the_answers_agree(planner, axe):
    answer(planner, "relationship", "client")
    answer(planner, "start_date", "2027-03-01")
    answer(planner, "end_date", "2027-03-01")

    planner.wait_for_selector("#note-end_date:not([hidden])")
    note = planner.locator("#note-end_date")
    expect(note).to_contain_text("would last one day")
    described = planner.get_attribute("#answer-end_date", "aria-describedby")
    assert "note-end_date" in described.split()
    assert planner.get_attribute("#answer-end_date", "aria-invalid") is None
    assert note.get_attribute("role") is None
    assert planner.locator("#problem-end_date").is_hidden()
    listed = planner.locator("#plan-notes [data-note=end_date]")
    expect(listed).to_contain_text("would last one day")
    assert axe(planner, "#planner-form") == axe(planner, "#plan-notes") == []
    listed.locator("a").click()
    expect(planner.locator("#answer-end_date")).to_be_focused()

    answer(planner, "end_date", "2028-02-25")

    expect(note).to_be_hidden()
    expect(planner.locator("#plan-notes")).to_be_hidden()


def test_a_problem_takes_the_place_of_a_note(planner):
    answer(planner, "relationship", "client")
    answer(planner, "hours", "part_time")
    answer(planner, "days_with_host", "5")
    planner.wait_for_selector("#note-days_with_host:not([hidden])")
    expect(planner.locator("#note-days_with_host")).to_contain_text("whole working week")

    answer(planner, "full_week_days", "3")

    expect(planner.locator("#problem-days_with_host")).to_contain_text("for which you gave 3")
    expect(planner.locator("#note-days_with_host")).to_be_hidden()
