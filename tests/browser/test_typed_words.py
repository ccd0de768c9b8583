"""What is told at a question about how its answer was read, and what a draft makes of it."""

import pytest
from playwright.sync_api import expect

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def planner(open_page, site_url):
    page = open_page(viewport=WIDE, reduced_motion="reduce").page
    page.goto(f"{site_url}planner/")
    fill(page, "relationship", "client")
    return page


def fill(page, name, value):
    control = page.locator(f"#answer-{name}")
    control.evaluate("node => { node.closest('details').open = true }")
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)
        control.blur()
    page.wait_for_selector("#planner[data-state=ready][data-busy=no]")


def test_the_form_shows_how_a_number_was_read(planner):
    fill(planner, "currency", "INR")
    fill(planner, "monthly_salary", "12,34,567.50")

    expect(planner.locator("#note-monthly_salary")).to_have_text("Read as 1234567.50.")
    expect(planner.locator("#problem-monthly_salary")).to_be_hidden()
    assert planner.input_value("#answer-monthly_salary") == "12,34,567.50", "it stays as typed"


@pytest.mark.parametrize("typed", ["١٨٥٠٠", "१८५००", "AED 18.500,00", "18’500"])
def test_the_control_takes_what_python_reads(planner, typed):
    fill(planner, "currency", "AED")
    fill(planner, "monthly_salary", typed)

    expect(planner.locator("#note-monthly_salary")).to_contain_text("Read as 18500")
    assert planner.locator("#answer-monthly_salary").get_attribute("aria-invalid") is None


def test_two_readings_are_asked_about_with_both(planner):
    fill(planner, "currency", "BHD")
    fill(planner, "monthly_salary", "5.200")

    expect(planner.locator("#problem-monthly_salary")).to_contain_text("Write 5200 or 5.2.")
    expect(planner.locator("#note-monthly_salary")).to_be_hidden()


def test_marks_of_a_pasted_list_are_taken_off_and_told(planner, axe):
    pasted = "\n".join(f"{place}.\tDuty {place}" for place in range(1, 31))
    fill(planner, "duties", pasted)

    expect(planner.locator("#note-duties")).to_contain_text("removed from 30 lines")
    labels = planner.locator("[data-clause][data-slot=duties] .level-1 .label").all_text_contents()
    assert labels[25:30] == ["(z)", "(aa)", "(bb)", "(cc)", "(dd)"]
    first = planner.locator("[data-clause][data-slot=duties] .level-1").first
    expect(first).to_have_text("(a) Duty 1")
    assert planner.input_value("#answer-duties") == pasted, "what was typed stays in the field"
    assert axe(planner) == []


@pytest.mark.parametrize("view", [WIDE, PHONE], ids=["wide", "phone"])
def test_long_labels_stand_beside_their_text(planner, view):
    planner.set_viewport_size(view)
    fill(planner, "duties", "\n".join("Duty" for _ in range(80)))

    overlaps = planner.evaluate(
        """() => [...document.querySelectorAll('[data-slot=duties] .level-1')].filter((entry) => {
          const words = document.createRange();
          words.selectNodeContents(entry.querySelector('.label').nextSibling);
          const label = entry.querySelector('.label').getBoundingClientRect();
          return label.right > words.getBoundingClientRect().left;
        }).length"""
    )

    assert planner.locator("[data-slot=duties] .level-1").count() >= 80
    assert overlaps == 0, "give .label more room in planner.css"
