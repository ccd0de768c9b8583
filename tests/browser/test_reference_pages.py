"""The reference pages: narrowing what is shown, and links that show what was narrowed away."""

import pytest
from playwright.sync_api import expect

FILTERS = [
    ("reference/checklist/", "owner", "payroll"),
    ("reference/checklist/", "place", "no"),
    ("reference/risks/", "level", "stop"),
    ("reference/risks/", "owner", "finance"),
    ("reference/clauses/", "document", "assignment-letter"),
]


@pytest.mark.parametrize(("path", "by", "value"), FILTERS)
def test_a_filter_leaves_what_was_chosen_and_counts_it(page, site_url, path, by, value):
    page.goto(site_url + path)
    everything = page.locator(".entry").count()
    chosen = page.locator(f".entry[data-{by}~='{value}']").count()
    assert 0 < chosen < everything

    page.select_option(f"#filter-{by}", value)

    assert page.locator(".entry:visible").count() == chosen
    assert page.locator(f".entry[data-{by}~='{value}']:visible").count() == chosen
    assert page.locator("article h3:visible").count() == chosen
    expect(page.locator("[data-count]")).to_have_text(f"{chosen} of {everything} shown")


def test_a_link_shows_an_entry_that_was_narrowed_away(page, site_url):
    page.goto(f"{site_url}reference/risks/")
    page.select_option("#filter-level", "note")
    assert page.locator("#no-permission-to-work").is_hidden()

    page.evaluate("location.hash = 'no-permission-to-work'")

    expect(page.locator("#no-permission-to-work")).to_be_visible()


def test_without_scripts_everything_is_shown(open_page, site_url):
    page = open_page(java_script_enabled=False).page

    page.goto(f"{site_url}reference/risks/")

    assert page.locator("[data-filter]").is_hidden()
    assert page.locator(".entry:visible").count() == page.locator(".entry").count()


def test_words_narrow_the_entries_to_those_that_hold_all_of_them(page, site_url):
    page.goto(f"{site_url}reference/clauses/")

    page.fill("#filter-words", "recall NOTICE")

    shown = page.locator(".entry:visible")
    assert 0 < shown.count() < page.locator(".entry").count()
    for entry in shown.all():
        words = entry.evaluate("one => one.previousElementSibling.textContent + one.textContent")
        assert "recall" in words.lower()
        assert "notice" in words.lower()
