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


def test_the_control_takes_what_python_reads(planner):
    fill(planner, "currency", "AED")
    typed = {"١٨٥٠١": 18501, "१८५०२": 18502, "AED 18.503,00": 18503, "18’504": 18504}
    for words, number in typed.items():
        fill(planner, "monthly_salary", words)

        expect(planner.locator("#note-monthly_salary")).to_contain_text(f"Read as {number}")
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
    assert axe(planner, "#planner-form") == []
    assert axe(planner, "[data-clause][data-slot=duties]") == []


# Each duty whose label reaches into its words.
OVERLAPS = """() => {
  const duties = [...document.querySelectorAll('[data-slot=duties] .level-1')];
  return duties.filter((duty) => {
    const words = document.createRange();
    words.selectNodeContents(duty.querySelector('.label').nextSibling);
    const label = duty.querySelector('.label').getBoundingClientRect();
    return label.right > words.getBoundingClientRect().left;
  }).length;
}"""


def test_long_labels_stand_beside_their_text(planner):
    fill(planner, "duties", "\n".join("Duty" for _ in range(80)))
    assert planner.locator("[data-slot=duties] .level-1").count() >= 80

    for view in (WIDE, PHONE):
        planner.set_viewport_size(view)
        assert planner.evaluate(OVERLAPS) == 0, f"give .label more room in planner.css: {view}"
