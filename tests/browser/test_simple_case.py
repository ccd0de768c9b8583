"""The simple case on the planner page: few acts, one screen or two on a phone, nothing unasked."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.test_planner_page import settle

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
MOST_ACTS = 8
# Inside one employer, six months of cover.
ANSWERS = {
    "relationship": "same_employer",
    "purpose": "cover",
    "home_country": "GB",
    "host_country": "GB",
    "start_date": "2027-03-01",
    "end_date": "2027-08-31",
    "hours": "full_time",
}
QUESTIONS = [f"#question-{name}" for name in ANSWERS]
STOPS = "#plan-first :is(.stops, .possible)"
TASKS = "#plan-first .next li:visible"
LETTER = "#plan-first .papers a"
MEND = "overrides/assets/planner.css, or plan_first of planner/templates/parts.html"
# Whether all of it is in the window, and what lies over its middle.
IN_SIGHT = """node => {
  const { top, bottom, left, right } = node.getBoundingClientRect();
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const isIn = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  return isIn && Boolean(over) && (node.contains(over) || over.contains(node));
}"""


@dataclass
class Reader:
    """Somebody at a page, of whom each act is counted."""

    page: Page
    acts: int = 0

    def answer(self, name: str, value: str) -> None:
        control = self.page.locator(f"#answer-{name}")
        if not control.is_visible():
            self.press(f"details:has(> .questions #answer-{name}) > summary")
        self.acts += 1
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)

    def press(self, selector: str) -> None:
        self.acts += 1
        self.page.click(selector)

    def sees(self, selector: str) -> int:
        """Return how many elements are in the window, which has to hold all of them."""
        found = self.page.locator(selector).all()
        unseen = [each.text_content() for each in found if not each.evaluate(IN_SIGHT)]
        assert not unseen, f"not in sight: {selector} {unseen}: mend {MEND}"
        return len(found)


@pytest.fixture
def answered(open_page, site_url):
    """Answer the questions of the simple case in a window of a size, and count the acts."""

    def opened(size, **look) -> Reader:
        watch = open_page(viewport=size, reduced_motion="reduce", **look)
        watch.page.clock.set_fixed_time("2026-11-30T12:00:00")
        watch.page.goto(f"{site_url}planner/")
        reader = Reader(watch.page)
        for name, value in ANSWERS.items():
            reader.answer(name, value)
        watch.page.wait_for_selector("#planner-results [data-item]")
        settle(watch.page)
        return reader

    return opened


def nothing_came_unasked(page, site_url):
    assert page.url == f"{site_url}planner/"
    assert len(page.context.pages) == 1
    shown = "#export, .planner__notice, dialog, [popover], .planner__results details[open]"
    assert not [each for each in page.locator(shown).all() if each.is_visible()]


def test_the_simple_case_and_its_plan_stand_on_one_screen(answered, site_url):
    reader = answered(DESK)

    nothing_came_unasked(reader.page, site_url)
    assert reader.acts <= MOST_ACTS, f"{reader.acts} acts: mend form_html in planner/export/html.py"
    assert reader.page.evaluate("scrollY") == 0, f"the page had to scroll: mend {MEND}"
    assert reader.page.evaluate("document.getElementById('planner-results').scrollTop") == 0
    assert reader.sees(", ".join(QUESTIONS)) == 7
    assert reader.sees(TASKS) == 5
    assert reader.sees(STOPS) >= 1
    assert reader.sees(LETTER) == 1


def test_the_simple_case_takes_two_screens_on_a_phone(answered, site_url):
    reader = answered(PHONE)

    nothing_came_unasked(reader.page, site_url)
    reader.page.locator(QUESTIONS[0]).evaluate(
        "node => scrollTo(0, scrollY + node.getBoundingClientRect().top - 8)"
    )
    assert reader.sees(", ".join(QUESTIONS)) == 7
    reader.press(".planner__jump")
    assert reader.sees(TASKS) == 5
    assert reader.sees(STOPS) >= 1
    assert reader.sees(LETTER) == 1
    assert reader.acts <= MOST_ACTS
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_stops_of_the_simple_case_are_counted_and_lead_to_their_answers(answered):
    reader = answered(DESK)
    page = reader.page
    said = int(page.locator("#plan-first .possible [data-count]").text_content().split()[0])

    page.click("#plan-first .possible a")

    stops = page.locator(".stops-by-answer .risk.stop")
    assert stops.count() == said > 0
    assert all(stop.is_visible() for stop in stops.all())
    assert (
        page.locator(".stops-by-answer").count()
        == page.locator(".stops-by-answer > .lead a[href^='#answer-']").count()
    )


def test_a_ticked_task_makes_room_for_the_next(answered):
    page = answered(DESK).page
    listed = page.locator(TASKS)
    first = listed.first.get_attribute("data-about")

    page.locator(f"#tick-{first}").check()

    assert listed.count() == 5
    assert listed.first.get_attribute("data-about") != first


def test_why_a_question_is_asked_is_one_act_away_and_always_read_out(answered, breaches_in):
    page = answered(DESK).page
    why = page.locator("#why-start_date")
    assert why.is_hidden()
    assert "why-start_date" in page.get_attribute("#answer-start_date", "aria-describedby")

    page.focus("#section-time .whys > summary")
    page.keyboard.press("Enter")

    assert why.is_visible()
    assert page.locator("#why-relationship").is_hidden()
    assert breaches_in(page, [(DESK, "light"), (PHONE, "light")], "#planner-form") == []


# Gives focus to one after the other, and names those of which something fixed covers the middle.
COVERED = """isBack => {
  const wanted = '#planner :is(a[href], button, input, select, textarea, summary)';
  const all = [...document.querySelectorAll(wanted)].filter((node) => node.checkVisibility());
  const isFixed = (node) => /fixed|sticky/.test(getComputedStyle(node).position);
  const above = (node) => (node ? [node, ...above(node.parentElement)] : []);
  return (isBack ? all.reverse() : all).filter((node) => {
    node.focus();
    const { top, bottom, left, right } = node.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!over || node.contains(over) || over.contains(node)) return false;
    return above(over).some((one) => isFixed(one) && !one.contains(node));
  }).map((node) => node.outerHTML.slice(0, 90));
}"""


def test_nothing_fixed_covers_what_has_focus(answered):
    page = answered(DESK).page
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.evaluate("scrollTo(0, 0)")
        for is_back in (False, True):
            covered = page.evaluate(COVERED, is_back)
            assert covered == [], f"mend scroll-padding in {MEND}: {size}"


def test_what_comes_to_lie_over_the_page_does_not_cover_the_control_in_use(open_page, site_url):
    page = open_page(viewport=PHONE, reduced_motion="reduce").page
    page.goto(f"{site_url}planner/")
    # Without an act on the page, each of which would scroll it.
    page.evaluate(
        """() => {
          const first = document.getElementById('answer-relationship');
          const { bottom } = document.getElementById('answer-end_date').getBoundingClientRect();
          scrollTo(0, scrollY + bottom - innerHeight);
          document.getElementById('answer-end_date').focus({ preventScroll: true });
          first.value = 'same_employer';
          first.dispatchEvent(new Event('input', { bubbles: true }));
        }"""
    )
    page.wait_for_selector("#planner-results [data-item]")
    settle(page)

    control, bar = (
        page.locator(each).bounding_box() for each in ("#answer-end_date", ".planner__jump")
    )
    assert control["y"] + control["height"] <= bar["y"], "mend uncover in overrides/assets/shell.js"
