"""The drafts on the planner page: a reference leads to its clause."""

import pytest

from tests.browser.test_planner_page import PHONE, WIDE, choose_example

DRAFT = ".draft-text"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_reference_in_a_draft_leads_to_its_clause(open_page, site_url, breaches_in, size):
    page = open_page(viewport=size, reduced_motion="reduce").page
    page.goto(f"{site_url}planner/")
    choose_example(page, "client-secondment")
    page.locator(f"{DRAFT} > summary").first.click()
    link = page.locator(f"{DRAFT} .paragraph a").first
    target = link.get_attribute("href")

    link.click()

    assert page.evaluate("location.hash") == target
    assert page.locator(target).is_visible(), "mend the link in clause_entry of parts.html"
    assert page.locator(target).bounding_box()["y"] < size["height"]
    assert breaches_in(page, [(size, "light"), (size, "dark")], DRAFT) == []
