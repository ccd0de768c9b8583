"""Answers in rows on the planner page: by keyboard, on a phone, kept, corrected and saved."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.test_planner_page import PHONE, WIDE, answer, settle

QUESTION = "#question-earlier_loans"
ROWS = f"{QUESTION} [data-row]"
GERMANY = {
    "relationship": "unrelated",
    "home_country": "DE",
    "host_country": "DE",
    "start_date": "2027-02-01",
    "end_date": "2028-01-31",
    "direction": "host",
}


@pytest.fixture
def visit(open_page, site_url):
    """Open the planner and give the answers after which the question in rows is asked."""

    def opened(size=WIDE, **look):
        page = open_page(viewport=size, reduced_motion="reduce", **look).page
        page.goto(f"{site_url}planner/")
        for name, value in GERMANY.items():
            answer(page, name, value)
        settle(page)
        expect(page.locator(QUESTION)).to_be_visible()
        return page

    return opened


def add(page, first, last):
    page.click(f"{QUESTION} [data-add]")
    row = page.locator(ROWS).last
    row.locator("[data-cell=from]").fill(first)
    row.locator("[data-cell=to]").fill(last)
    page.focus("#answer-duties")
    settle(page)


def held(page):
    return page.evaluate(
        "JSON.parse(sessionStorage.getItem('handbook.answers')).answers.earlier_loans"
    )


def days(rows):
    return [(row.get("from"), row.get("to")) for row in rows]


def test_the_question_comes_only_where_it_decides(open_page, site_url):
    page = open_page(viewport=WIDE).page
    page.goto(f"{site_url}planner/")
    expect(page.locator(QUESTION)).to_be_hidden()
    for name, value in GERMANY.items():
        answer(page, name, value)
    expect(page.locator(QUESTION)).to_be_visible()

    answer(page, "home_country", "FR")
    expect(page.locator(QUESTION)).to_be_visible()
    answer(page, "host_country", "FR")

    expect(page.locator(QUESTION)).to_be_hidden()


def test_a_row_counts_and_is_kept_as_a_list(visit):
    page = visit()

    add(page, "2026-01-01", "2026-12-31")

    expect(page.locator("#note-earlier_loans")).to_contain_text("comes to 24 months")
    assert days(held(page)) == [("2026-01-01", "2026-12-31")]
    assert held(page)[0]["id"]
    page.reload()
    settle(page)
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(f"{ROWS} [data-cell=to]")).to_have_value("2026-12-31")
    assert days(held(page)) == [("2026-01-01", "2026-12-31")]


def test_rows_are_added_filled_and_removed_by_keyboard(visit):
    page = visit()
    page.focus(f"{QUESTION} [data-add]")

    page.keyboard.press("Enter")
    expect(page.locator(f"{ROWS} [data-cell=from]")).to_be_focused()
    page.keyboard.type("01012026")
    page.focus(f"{QUESTION} [data-add]")
    page.keyboard.press("Enter")
    expect(page.locator(ROWS)).to_have_count(2)
    page.locator(f"{QUESTION} [data-remove]").last.focus()
    page.keyboard.press("Enter")

    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(f"{ROWS} [data-cell=from]")).to_be_focused()
    assert len(held(page)) == 1
    page.locator(f"{QUESTION} [data-remove]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{QUESTION} [data-add]")).to_be_focused()
    assert held(page) is None


def test_a_problem_stands_at_its_field_once_the_rows_are_left(visit):
    page = visit()
    page.click(f"{QUESTION} [data-add]")
    first = page.locator(f"{ROWS} [data-cell=from]")
    first.fill("2026-01-01")
    settle(page)
    problem = page.locator(f"{ROWS} [data-problem-of=to]")
    expect(problem).to_be_hidden()

    page.focus("#answer-duties")

    expect(problem).to_have_text("Last day is missing. Give it, or remove the row.")
    last = page.locator(f"{ROWS} [data-cell=to]")
    expect(last).to_have_attribute("aria-invalid", "true")
    assert last.get_attribute("aria-describedby") == problem.get_attribute("id")
    expect(page.locator(f"details:has({QUESTION}) [data-to-correct]")).to_have_text("1 to correct")
    last.fill("2026-03-31")
    expect(problem).to_be_hidden()
    assert last.get_attribute("aria-invalid") is None


def test_that_there_was_none_is_an_answer(visit):
    page = visit()

    page.check(f"{QUESTION} [data-none]")
    settle(page)

    assert held(page) == []
    expect(page.locator("[data-risk=de-longest-loan]")).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.locator(f"{QUESTION} [data-none]")).to_be_checked()
    page.click(f"{QUESTION} [data-add]")
    expect(page.locator(f"{QUESTION} [data-none]")).to_be_hidden()


def test_a_saved_plan_has_the_rows_and_opens_with_them_and_undo_gives_them_back(visit, tmp_path):
    page = visit()
    add(page, "2026-01-01", "2026-06-30")
    add(page, "2026-08-01", "2026-12-31")
    with page.expect_download() as download:
        page.click("[data-do=save] >> nth=0")
    file = tmp_path / "plan.json"
    download.value.save_as(file)
    rows = json.loads(file.read_text())["answers"]["earlier_loans"]
    assert days(rows) == [("2026-01-01", "2026-06-30"), ("2026-08-01", "2026-12-31")]

    page.click("[data-do=clear]")
    expect(page.locator(ROWS)).to_have_count(0)
    page.set_input_files("#planner-file", file)
    expect(page.locator(ROWS)).to_have_count(2)
    settle(page)

    assert held(page) == rows
    page.click("[data-do=clear]")
    page.click("[data-do=undo]")
    expect(page.locator(ROWS)).to_have_count(2)
    assert held(page) == rows


def test_rows_that_the_page_cannot_show_whole_stay_in_the_file_after_a_reload(visit):
    page = visit()
    odd = [{"id": "a", "from": "2025-13-01", "to": "2025-12-31", "role": "analyst"}]
    page.evaluate(
        """odd => {
          const file = JSON.parse(sessionStorage.getItem("handbook.answers"));
          file.answers.earlier_loans = odd;
          addEventListener("pagehide", () =>
            sessionStorage.setItem("handbook.answers", JSON.stringify(file)));
        }""",
        odd,
    )

    page.reload()
    settle(page)

    assert held(page) == odd
    expect(page.locator("#planner-notice")).to_contain_text("lent to this host before")


def test_a_gap_leads_to_the_rows(visit):
    page = visit()

    link = page.locator("#planner-results a[href='#answer-earlier_loans']").first
    link.evaluate("at => { for (; at; at = at.parentElement) if ('open' in at) at.open = true; }")
    link.click()

    expect(page.locator(f"{QUESTION} [data-add]")).to_be_focused()


def test_rows_are_accessible_and_fit(visit, breaches_in):
    page = visit()
    assert breaches_in(page, within=QUESTION) == []
    add(page, "2026-01-01", "2026-06-30")
    page.click(f"{QUESTION} [data-add]")
    page.locator(ROWS).last.locator("[data-cell=from]").fill("2026-08-01")
    page.focus("#answer-duties")
    expect(page.locator(f"{QUESTION} [aria-invalid]")).to_have_count(1)

    assert breaches_in(page, within=QUESTION) == []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        for box in page.locator(f"{QUESTION} :is(input[type=date], button)").all():
            assert box.bounding_box()["height"] >= 24
