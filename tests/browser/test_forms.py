"""Forms in a browser: saved, opened, emptied and printed on the page, and never sent or stored."""

import json

import pytest
from playwright.sync_api import expect

FORM = "forms/business-case/"
TEXT = "in-short-role"
TICK = "why-what-else-was-looked-at-a-new-hire"
LONG = "Because nobody here has done it before. " * 40


@pytest.fixture
def form(page, site_url):
    """Open a form."""
    page.goto(site_url + FORM)
    expect(page.locator(".form-tools")).to_be_visible()
    return page


def field(page, name):
    return page.locator(f"[data-field='{name}']")


def news(page):
    return page.locator("[data-news]")


def do(page, name):
    page.click(f".form-tools [data-do={name}]")


def saved(page):
    with page.expect_download() as download:
        do(page, "save")
    return download.value


def open_file(page, name, content):
    text = content if isinstance(content, str) else json.dumps(content)
    page.set_input_files(
        ".form-tools [data-file]",
        {"name": name, "mimeType": "application/json", "buffer": text.encode()},
    )


def test_what_is_saved_can_be_opened_again(form, tmp_path):
    field(form, TEXT).fill("Analyst, for “planning”\nand more")
    field(form, TICK).check()

    download = saved(form)
    download.save_as(tmp_path / "form.json")
    content = json.loads((tmp_path / "form.json").read_text("utf-8"))
    do(form, "clear")
    assert field(form, TEXT).input_value() == ""
    open_file(form, "form.json", content)

    expect(news(form)).to_have_text("Opened form.json.")
    assert download.suggested_filename.startswith("business-case-")
    assert content["fields"] == {TEXT: "Analyst, for “planning”\nand more", TICK: True}
    assert field(form, TEXT).input_value() == "Analyst, for “planning”\nand more"
    assert field(form, TICK).is_checked()


def test_nothing_is_sent_and_nothing_is_kept(watch, site_url):
    page = watch.page
    page.goto(site_url + FORM)
    page.wait_for_load_state("networkidle")
    requested = len(watch.requests)

    field(page, TEXT).fill("A secret")
    saved(page)

    assert [url for url in watch.requests[requested:] if not url.startswith("blob:")] == []
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    assert "secret" not in kept
    page.reload()
    assert field(page, TEXT).input_value() == ""


def test_what_was_cleared_comes_back(form):
    field(form, TEXT).fill("Analyst")

    do(form, "clear")
    expect(news(form)).to_have_text("The form is empty.")
    assert field(form, TEXT).input_value() == ""
    do(form, "undo")

    assert field(form, TEXT).input_value() == "Analyst"
    expect(form.locator(".form-tools [data-do=undo]")).to_be_hidden()
    expect(form.locator(".form-tools [data-do=clear]")).to_be_focused()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "x.json is not a saved form, or it is too large. Nothing was changed."),
        ("[" * 100_000, "x.json is not a saved form"),
        ({"kind": "secondment plan"}, "x.json is not a saved form"),
        (
            {"kind": "form", "form": "survey", "title": "Survey", "fields": {}},
            "another form: Survey",
        ),
        (
            {"kind": "form", "form": "business-case", "fields": {"gone": "x"}},
            "It contains 1 answer that",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_named(form, content, said):
    open_file(form, "x.json", content)

    expect(news(form)).to_contain_text(said)


def test_a_file_cannot_bring_markup_or_the_wrong_kind_of_value(form):
    words = "<img src=x onerror=alert(1)>"
    fields = {TEXT: words, TICK: "yes", "__proto__": {"x": 1}}

    open_file(form, words, {"kind": "form", "form": "business-case", "fields": fields})

    expect(news(form)).to_contain_text(words)
    assert field(form, TEXT).input_value() == words
    assert not field(form, TICK).is_checked()
    assert form.locator(".form-tools img").count() == 0


def test_leaving_asks_first_while_something_is_not_saved(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    form.reload()
    assert asked == []
    field(form, TEXT).click()
    form.keyboard.type("Analyst")
    form.reload()
    assert asked == ["beforeunload"]
    field(form, TEXT).click()
    form.keyboard.type("Analyst")
    saved(form)
    form.reload()

    assert asked == ["beforeunload"]


def test_of_a_choice_one_stays_ticked(form):
    choice = form.locator("fieldset[data-one]").first.locator("input")

    choice.nth(0).check()
    choice.nth(1).check()

    assert [box.is_checked() for box in choice.all()][:2] == [False, True]


def test_on_paper_all_text_is_visible_and_only_the_form_is_printed(form):
    field(form, TEXT).fill(LONG)

    form.emulate_media(media="print")

    assert field(form, TEXT).evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    expect(form.locator("h1")).to_be_visible()
    for part in (".form-tools", ".form-promise", ".lede", ".side"):
        expect(form.locator(part)).to_be_hidden()


def test_where_boxes_do_not_grow_by_themselves_the_script_makes_them(open_page, site_url):
    page = open_page().page
    page.add_init_script("CSS.supports = () => false")
    page.goto(site_url + FORM)
    box = field(page, TEXT)
    before = box.bounding_box()["height"]

    box.evaluate("box => { box.style.fieldSizing = 'fixed' }")
    box.fill(LONG)

    assert box.bounding_box()["height"] > before * 3


def test_without_scripts_it_can_be_filled_in_and_offers_no_tools(open_page, site_url):
    page = open_page(java_script_enabled=False).page
    page.goto(site_url + FORM)

    field(page, TEXT).fill("Analyst")
    field(page, TICK).check()

    expect(page.locator(".form-tools")).to_be_hidden()
    expect(page.locator(".form-promise")).to_be_visible()
    assert field(page, TEXT).input_value() == "Analyst"


def test_entries_of_the_wrong_kind_are_counted_among_what_cannot_be_shown(form):
    fields = {TEXT: 5, TICK: "yes", "gone": "x", "empty": ""}

    open_file(form, "x.json", {"kind": "form", "form": "business-case", "fields": fields})

    expect(news(form)).to_have_text(
        "Opened x.json. It contains 3 answers that this form cannot show."
    )


def test_saving_says_what_was_asked_of_the_browser(form):
    field(form, TEXT).fill("Analyst")

    name = saved(form).suggested_filename

    expect(news(form)).to_have_text(f"Your browser was asked to save {name}. Check your downloads.")


def test_leaving_asks_nothing_when_all_was_taken_away_again(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    field(form, TEXT).click()
    form.keyboard.type("A")
    form.keyboard.press("Backspace")

    form.reload()

    assert asked == []
