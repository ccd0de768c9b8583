"""What is printed by a browser that prints only static faces as text and knows no margin boxes.

Firefox is such a browser. What it prints was read with pdffonts and pdftotext; here the causes are
tested in any browser.
"""

import pytest

# Of all text on paper: the family it asks for first.
FAMILIES = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (words.nextNode()) {
    const { parentElement: holder, data } = words.currentNode;
    if (!data.trim() || !holder.checkVisibility()) continue;
    found.add(getComputedStyle(holder).fontFamily.split(',')[0].replaceAll('"', ''));
  }
  return [...found].sort();
}"""
# The weights of each face: a range is a variable face, which is static at its default weight alone.
WEIGHTS = """() => [...document.fonts]
  .filter(({ family }) => family.replaceAll('"', '') === 'Handbook Paper')
  .map(({ weight, style }) => `${weight} ${style}`)"""
# As in a browser that does not understand the condition.
FORGET_MARGIN_BOXES = """() => {
  const forget = (rules) => [...rules.cssRules].forEach((rule, at) => {
    if (rule instanceof CSSSupportsRule && rule.conditionText.includes('@bottom-left')) {
      rules.deleteRule(at);
    } else if (rule.cssRules) forget(rule);
  });
  [...document.styleSheets].forEach(forget);
}"""
FOOTER = """() => {
  const { content, position, bottom } = getComputedStyle(document.body, '::after');
  const { paddingBottom, boxDecorationBreak } = getComputedStyle(document.body);
  return { content, position, bottom, room: parseFloat(paddingBottom), boxDecorationBreak };
}"""


@pytest.mark.parametrize("address", ["types/client/", "forms/business-case/", "planner/"])
def test_text_on_paper_is_of_static_faces(page, site_url, address):
    page.goto(site_url + address)
    if address == "planner/":
        show_example(page)

    page.emulate_media(media="print")

    mend = "site.css: on paper every text is of “Handbook Paper”, whose faces have one weight each"
    assert set(page.evaluate(FAMILIES)) <= {"Handbook Paper", "ui-monospace"}, mend
    weights = page.evaluate(WEIGHTS)
    assert set(weights) == {"400 normal", "400 italic", "700 normal"}, mend


def test_the_faces_for_paper_travel_only_when_something_is_printed(watch, site_url):
    watch.page.goto(f"{site_url}types/client/")
    watch.page.wait_for_load_state("networkidle")

    assert not [url for url in watch.requests if "bold" in url]
    watch.page.emulate_media(media="print")
    watch.page.evaluate("document.fonts.ready.then(() => true)")
    watch.page.wait_for_load_state("networkidle")

    assert [url for url in watch.requests if url.endswith("/latin-bold.woff2")]


def show_example(page):
    page.select_option("#planner-examples", "client-secondment")
    page.click("[data-do=example]")
    page.wait_for_selector("#plan-checklist")
    page.wait_for_selector("#planner[data-state=ready][data-busy=no]")


def test_without_margin_boxes_a_fixed_footer_stands_on_each_paper_of_the_plan(page, site_url):
    page.goto(f"{site_url}planner/")
    show_example(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(FOOTER)["content"] == "none"

    page.evaluate(FORGET_MARGIN_BOXES)

    footer = page.evaluate(FOOTER)
    mend = "printouts.css: body::after is the footer where there are no margin boxes"
    assert "Callum Reid at Northmere Foods plc. Made on" in footer["content"], mend
    assert footer["content"].endswith('Draft."'), mend
    assert (footer["position"], footer["bottom"]) == ("fixed", "0px"), mend
    assert footer["boxDecorationBreak"] == "clone", mend
    assert footer["room"] > 20, mend


def test_an_empty_day_on_a_form_prints_as_an_empty_box(page, site_url):
    page.goto(f"{site_url}forms/business-case/")
    page.emulate_media(media="print")

    day = page.locator("input[type=date]").first

    assert day.evaluate("field => getComputedStyle(field).color") == "rgba(0, 0, 0, 0)"
    day.fill("2027-03-01")
    assert day.evaluate("field => getComputedStyle(field).color") != "rgba(0, 0, 0, 0)"
