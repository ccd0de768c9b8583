"""Pages of guidance in a browser: accessible, readable when enlarged, and what scripts add."""

from itertools import batched, groupby

import pytest
from playwright.sync_api import expect

from tests.conftest import PHONE, VIEWS, WIDE
from tests.facts import sample
from tests.pages import built, front_matter

# A window 1280 pixels wide, enlarged to 400 %.
ENLARGED = {"width": 320, "height": 256}
PAGES = [built(source).removesuffix("index.html") for source in front_matter()]
# One page of each kind; the planner's page has tests of its own.
KINDS = [
    "",
    "agreement/pay-and-costs/",
    "forms/business-case/",
    "legal/places/de/",
    "on-paper/client/",
    "reference/clauses/",
    "reference/glossary/",
    "reference/pages/",
    "reference/roles/",
    "types/",
]
OTHERS = [path for path in PAGES if path not in (*KINDS, "planner/")]
# A few at a time on one page, as a new one takes longer than the page that it shows.
BATCHES = [
    batch
    for _, paths in groupby(OTHERS, lambda path: path.partition("/")[0])
    for batch in batched(sample(paths), 10)
]
GUIDANCE = [path for path in PAGES if path != "planner/"]
NAMES = {"ids": lambda value: value or "home"}
WITH_TERMS = "agreement/pay-and-costs/"


def show(open_page, address, scheme="light", size=WIDE, **options):
    """Open a page with everything that is folded unfolded."""
    page = open_page(viewport=size, color_scheme=scheme, reduced_motion="reduce", **options).page
    go(page, address)
    return page


def go(page, address):
    page.goto(address)
    page.eval_on_selector_all("article details", "all => all.forEach(one => { one.open = true })")


@pytest.mark.parametrize("path", KINDS, **NAMES)
def test_each_kind_of_page_is_accessible_in_every_view_and_fits_when_enlarged(
    open_page, site_url, breaches_in, path
):
    page = show(open_page, site_url + path)

    assert breaches_in(page) == []
    page.set_viewport_size(ENLARGED)
    assert widest(page) <= ENLARGED["width"]


@pytest.mark.parametrize("paths", BATCHES, ids=lambda paths: f"{paths[0]} to {paths[-1]}")
def test_every_other_page_is_accessible(open_page, site_url, axe, paths):
    page = open_page(viewport=WIDE, color_scheme="light", reduced_motion="reduce").page

    found = {}
    for path in paths:
        go(page, site_url + path)
        found[path] = axe(page)

    assert {path: breaches for path, breaches in found.items() if breaches} == {}


@pytest.mark.full
@pytest.mark.parametrize(("size", "scheme"), VIEWS[1:])
@pytest.mark.parametrize("path", OTHERS, **NAMES)
def test_every_page_is_accessible_in_every_view(open_page, site_url, axe, path, size, scheme):
    assert axe(show(open_page, site_url + path, scheme, size)) == []


def widest(page):
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.full
@pytest.mark.parametrize("path", OTHERS, **NAMES)
def test_no_page_scrolls_sideways_when_enlarged(open_page, site_url, path):
    assert widest(show(open_page, site_url + path, size=ENLARGED)) <= ENLARGED["width"]


def words_shown(page):
    """Return what can be read; the tools of a form and of a library page need a script."""
    parts = page.locator("article :is(h1, h2, h3, h4, p, li, td):visible")
    return parts.evaluate_all(
        "all => all.filter((one) => !one.closest('.form-tools, [data-filter]'))"
        ".map((one) => one.innerText)"
    )


@pytest.mark.full
@pytest.mark.parametrize("path", GUIDANCE, **NAMES)
def test_without_scripts_a_page_shows_the_same_words(open_page, site_url, path):
    with_scripts, without = open_page().page, open_page(java_script_enabled=False).page

    for page in (with_scripts, without):
        page.goto(site_url + path)

    assert words_shown(without) == words_shown(with_scripts) != []


def test_a_word_of_the_glossary_says_what_it_means_to_pointer_and_keys(page, site_url):
    page.goto(site_url + WITH_TERMS)
    term, note = page.locator("a.term").first, page.locator(".term-note").first
    assert note.is_hidden()

    term.hover()
    expect(note).to_be_visible()
    note.hover()
    page.wait_for_timeout(400)
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()

    page.mouse.move(0, 0)
    page.keyboard.press("Tab")
    term.focus()
    expect(note).to_be_visible()
    assert term.get_attribute("aria-describedby") == note.get_attribute("id")
    page.keyboard.press("Tab")
    expect(note).to_be_hidden()


def test_a_note_leaves_with_the_pointer_and_stays_in_the_window(open_page, site_url):
    page = open_page(viewport=PHONE, reduced_motion="reduce").page
    page.goto(site_url + WITH_TERMS)

    for term, note in zip(
        page.locator("a.term").all(), page.locator(".term-note").all(), strict=True
    ):
        term.hover()
        expect(note).to_be_visible()
        box = note.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= PHONE["height"]
        page.mouse.move(0, 0)
        expect(note).to_be_hidden()


def test_without_scripts_a_word_of_the_glossary_is_a_link(open_page, site_url):
    page = open_page(java_script_enabled=False).page
    page.goto(site_url + WITH_TERMS)

    page.locator("a.term").first.click()

    expect(page.locator("dt:target")).to_be_visible()


def test_a_page_that_is_not_there_leads_to_the_start(watch, site_url):
    watch.expect("404")
    page = watch.page

    page.goto(f"{site_url}types/nowhere/at-all/")
    page.get_by_role("link", name="Go to the start of the handbook").click()

    assert page.url == site_url


def test_the_menu_of_a_narrow_page_closes_by_key_and_by_a_tap_beside_it(open_page, site_url):
    page = open_page(viewport=PHONE).page
    page.goto(site_url + "legal/tax/")
    menu = page.locator(".menu nav")

    page.click(".menu summary")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator(".menu summary")).to_be_focused()

    page.click(".menu summary")
    page.mouse.click(200, 830)
    expect(menu).to_be_hidden()


def test_the_menu_at_the_side_shows_where_the_page_stands(open_page, site_url):
    page = open_page(viewport=WIDE, reduced_motion="reduce").page

    page.goto(site_url + "legal/places/us/")

    expect(page.locator(".side [aria-current]")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_the_list_of_pages_is_one_click_from_each_page(page, site_url):
    page.goto(site_url + "types/client/")

    page.locator(".eyebrow").get_by_role("link", name="home manager").click()

    expect(page.locator("h3:target")).to_contain_text("home manager")
