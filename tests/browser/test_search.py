"""The search box of every page and the page of results: wiring, keys, states and silence."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages import SITE

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
INDEX = "**/search-index.js"
GUIDANCE, PLANNER = "agreement/ending/", "planner/"
BOTH = pytest.mark.parametrize("path", [GUIDANCE, PLANNER], ids=["guidance", "planner"])


def box(page):
    return page.get_by_role("combobox", name="Search the handbook")


def search_for(page, words):
    """Type into the box; return the suggestions, the link to all results being the last of them."""
    box(page).click()
    page.keyboard.type(words)
    return page.locator("[role=option]")


def leave_waiting(_route):
    """Answer a request neither with a file nor with a failure."""


def chosen(page):
    """Return the words of the option that a screen reader is told of."""
    name = box(page).get_attribute("aria-activedescendant")
    return page.locator(f"#{name}").inner_text() if name else None


@BOTH
def test_what_is_typed_is_found_and_a_key_leads_there(page, site_url, path):
    page.goto(site_url + path)

    options = search_for(page, "can I quit")
    expect(options.first).to_contain_text("resign")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/reference/faq/#resign")
    expect(page.locator("#resign")).to_be_in_viewport()


def test_a_click_on_a_suggestion_leads_there(page, site_url):
    page.goto(site_url + "types/client/")

    search_for(page, "can I quit").first.click()

    page.wait_for_url("**/reference/faq/#resign")


def test_a_suggestion_is_a_link_that_opens_beside_the_page_too(watch, site_url):
    page = watch.page
    page.goto(site_url + "legal/places/de/")
    option = search_for(page, "can I quit").first
    expect(option).to_be_visible()

    with watch.context.expect_page() as opened:
        option.click(modifiers=["ControlOrMeta"])

    opened.value.wait_for_url("**/reference/faq/#resign")
    assert page.url.endswith("legal/places/de/")


def test_arrows_go_round_and_the_words_stay(page, site_url):
    page.goto(site_url + GUIDANCE)
    options = search_for(page, "pension")
    expect(options.first).to_be_visible()
    words = [one.inner_text() for one in options.all()]

    seen = []
    for _ in words:
        page.keyboard.press("ArrowDown")
        seen.append(chosen(page))
    page.keyboard.press("ArrowDown")
    assert chosen(page) is None
    page.keyboard.press("ArrowUp")

    assert seen == words
    assert chosen(page) == words[-1] == "All results for “pension”"
    assert page.locator("[aria-selected=true]").count() == 1
    assert box(page).input_value() == "pension"


def test_escape_closes_and_then_clears_and_arrow_opens_again(page, site_url):
    page.goto(site_url + GUIDANCE)
    options = search_for(page, "pension")
    expect(options.first).to_be_visible()

    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    assert box(page).input_value() == "pension"
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    assert box(page).input_value() == ""


def test_tab_leaves_the_box_for_the_next_control_and_closes_it(page, site_url):
    page.goto(site_url + GUIDANCE)
    options = search_for(page, "pension")
    expect(options.first).to_be_visible()

    page.keyboard.press("Tab")

    expect(options.first).to_be_hidden()
    expect(page.locator("#theme")).to_be_focused()


def test_no_letter_is_a_command(page, site_url):
    page.goto(site_url + GUIDANCE)

    page.keyboard.type("sf/pn,.")

    assert page.evaluate("document.activeElement === document.body")
    assert page.url == site_url + GUIDANCE


def test_a_screen_reader_hears_how_many_there_are(page, site_url):
    page.goto(site_url + GUIDANCE)
    status = page.locator(".search [role=status]")

    search_for(page, "pension")
    expect(status).to_have_text("6 suggestions")
    box(page).fill("xyzzyqq")

    expect(status).to_contain_text("Nothing found for “xyzzyqq”")


@BOTH
def test_enter_without_a_choice_leads_to_all_results(page, site_url, path):
    page.goto(site_url + path)

    expect(search_for(page, "notice & end?").first).to_be_visible()
    page.keyboard.press("Enter")

    page.wait_for_url("**/search/#q=notice+%26+end%3F")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    assert box(page).input_value() == "notice & end?"
    assert page.get_by_role("heading", level=2).count() > 6


def test_enter_before_the_search_has_loaded_leads_to_all_results(page, site_url):
    page.goto(site_url + GUIDANCE)
    page.route(INDEX, leave_waiting)

    box(page).fill("pension")
    expect(page.get_by_text("Loading the search…")).to_be_visible()
    page.unroute(INDEX)
    page.keyboard.press("Enter")

    page.wait_for_url("**/search/#q=pension")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def test_results_follow_the_address_back_and_forth(page, site_url):
    page.goto(site_url + "search/#q=pension")
    expect(page.locator(".results")).to_contain_text("for “pension”")

    box(page).fill("redundancy")
    page.keyboard.press("Enter")
    expect(page.locator(".results")).to_contain_text("for “redundancy”")
    page.go_back()

    expect(page.locator(".results")).to_contain_text("for “pension”")
    assert box(page).input_value() == "pension"


def test_words_from_an_address_are_text_and_never_markup(page, site_url):
    page.goto(site_url + "search/#q=%3Cimg%20src%3Dx%3E%20pension")

    expect(page.locator(".results")).to_contain_text("for “<img src=x> pension”")
    assert page.locator("main img").count() == 0


def test_the_results_of_a_wide_page_are_as_wide_as_its_text(open_page, site_url):
    page = open_page(viewport=WIDE).page

    page.goto(site_url + "search/#q=pension")

    assert page.locator(".results li").first.bounding_box()["width"] > WIDE["width"] / 2


def test_a_result_shows_where_it_stands_and_leads_there(page, site_url):
    page.goto(site_url + "search/#q=do+I+get+my+old+job+back")

    first = page.locator(".results li").first
    expect(first).to_contain_text(re.compile("Frequently asked questions . From employees"))
    first.get_by_role("link").click()

    page.wait_for_url("**/reference/faq/#old-job-back")


def test_a_result_behind_a_filter_is_shown(page, site_url):
    page.goto(site_url + "reference/checklist/")
    page.select_option("#filter-owner", "payroll")

    options = search_for(page, "write down in a few lines")
    options.filter(has_text="Checklist").first.click()

    page.wait_for_url("**/reference/checklist/#*")
    expect(page.locator(":target")).to_be_in_viewport()


@BOTH
def test_nothing_of_the_search_is_loaded_before_somebody_goes_there(watch, site_url, path):
    page = watch.page
    page.goto(site_url + path, wait_until="networkidle")
    assert not [url for url in watch.requests if "search-index" in url]

    with page.expect_request(INDEX):
        box(page).focus()


def test_a_page_loads_no_script_of_the_theme(watch, site_url):
    watch.page.goto(site_url + GUIDANCE, wait_until="networkidle")
    expect(search_for(watch.page, "pension").first).to_be_visible()

    scripts = {url.removeprefix(site_url) for url in watch.requests if url.endswith(".js")}

    assert scripts == {
        *("assets/theme.js", "assets/search.js", "assets/search-index.js", "assets/terms.js"),
    }
    assert watch.page.workers == []


def states(page, address):
    """Bring each state of the search about, one after the other, and name it."""
    page.goto(address)
    expect(search_for(page, "who pays my tax").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    yield "open"
    box(page).fill("xyzzyqq")
    expect(page.get_by_text("Nothing found for").first).to_be_visible()
    yield "nothing found"
    page.route(INDEX, lambda route: route.abort())
    page.reload()
    search_for(page, "pension")
    expect(page.get_by_text("The search did not load.").first).to_be_visible()
    yield "failed"
    page.unroute(INDEX)
    for words in ("", "#q=pension", "#q=xyzzyqq"):
        page.goto("about:blank")
        page.goto(address.partition("/sub/path/")[0] + "/sub/path/search/" + words)
        expect(page.locator(".results [data-state]:not([hidden])")).to_have_count(1)
        expect(page.locator("[data-state=loading]").first).to_be_hidden()
        yield f"results {words}"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@BOTH
def test_every_state_is_accessible_and_fits(open_page, site_url, breaches_in, path, size):
    watch = open_page(viewport=size, reduced_motion="reduce")
    watch.expect("ERR_FAILED")

    for state in states(watch.page, site_url + path):
        assert breaches_in(watch.page, [(size, "light"), (size, "dark")]) == [], state


@BOTH
def test_a_search_that_did_not_load_says_so_and_can_be_tried_again(watch, site_url, path):
    watch.expect("ERR_FAILED")
    page = watch.page
    page.goto(site_url + path)
    page.route(INDEX, lambda route: route.abort())

    options = search_for(page, "pension")
    expect(page.get_by_text("The search did not load.").first).to_be_visible()
    assert box(page).input_value() == "pension"
    page.unroute(INDEX)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(options.first).to_be_visible()
    expect(box(page)).to_be_focused()


def test_an_index_that_is_something_else_counts_as_not_loaded(page, site_url):
    page.goto(site_url + "search/")
    page.route(INDEX, lambda route: route.fulfill(body="1;", content_type="text/javascript"))

    page.goto(site_url + "search/#q=pension")
    page.reload()

    expect(page.locator(".results")).to_contain_text("The search did not load.")


def test_without_scripts_the_list_of_pages_stands_in_for_the_search(open_page, site_url):
    page = open_page(java_script_enabled=False).page

    page.goto(site_url + GUIDANCE)
    assert box(page).is_hidden()
    page.locator(".top").get_by_role("link", name="All pages").click()
    assert page.url == site_url + "reference/pages/"
    page.goto(site_url + "search/")

    expect(page.locator(".results")).to_contain_text("The search needs JavaScript")


def test_a_page_opened_from_a_folder_searches_too(watch):
    watch.expect("^request: GET file:")
    page = watch.page
    page.goto((SITE / "reference/pages/index.html").as_uri())

    expect(search_for(page, "can I quit").first).to_contain_text("resign")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"file:.*/search/index\.html#q=can\+I\+quit"))
    page.locator(".results li a").first.click()

    page.wait_for_url(re.compile(r"file:.*/reference/faq/index\.html#resign"))


def test_a_section_that_is_read_is_marked_among_the_contents(open_page, site_url):
    page = open_page(viewport=WIDE, reduced_motion="reduce").page
    page.goto(site_url + GUIDANCE)
    marked = page.locator(".contents .reading")

    page.locator("#non-solicitation").evaluate("one => one.scrollIntoView()")

    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("href", "#after-the-date")


def test_results_say_which_word_no_page_has(page, site_url):
    said = page.get_by_text("No page contains this:")

    page.goto(f"{site_url}search/#q=pets+abroad")
    expect(said).to_contain_text("pets")
    expect(said).not_to_contain_text("abroad")

    page.goto(f"{site_url}search/#q=work+abroad")
    expect(page.locator("[data-number]")).to_contain_text("result")
    expect(said).to_be_hidden()
