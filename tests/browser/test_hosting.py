"""The site in a browser behind a server that sends all headers of the hosting kit."""

import pytest
from playwright.sync_api import expect

from scripts.hosting_check import HEADERS, policy
from scripts.serve import SiteHandler, serving, site_server
from tests.conftest import HOST, PREFIX
from tests.pages import SITE


class KitHandler(SiteHandler):
    """Serve files with the headers of the kit."""

    policy = ""

    def end_headers(self):
        for name, value in (HEADERS | {"Content-Security-Policy": self.policy}).items():
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def kit_url():
    """Serve the built site as the kit has it."""
    KitHandler.policy = policy(SITE)
    with serving(site_server(SITE, prefix=PREFIX, handler=KitHandler)) as port:
        yield f"http://{HOST}:{port}{PREFIX}"


def test_the_headers_of_the_kit_leave_pages_search_and_planner_whole(page, kit_url):
    page.goto(f"{kit_url}search/#q=pension")
    expect(page.locator("main a[href*='#']").first).to_be_visible()
    assert page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length)"), (
        "mend for_servers in scripts/csp.py: a style sheet was blocked"
    )

    page.goto(f"{kit_url}planner/?relationship=same_employer")

    page.wait_for_selector("#planner-results [data-item]")
    assert page.get_attribute("#planner", "data-start") == "snapshot", "mend scripts/csp.py"


def test_the_headers_of_the_kit_leave_the_page_whole_that_stands_for_what_is_not_found(
    watch, kit_url
):
    watch.expect("404")

    watch.page.goto(f"{kit_url}nowhere/at/all/")

    expect(watch.page.get_by_role("heading", level=1)).to_be_visible()
    loaded = watch.page.evaluate("document.styleSheets.length")
    assert loaded == 1, "allow the inline script and style of 404.html: for_servers in csp.py"


def test_no_other_site_shows_a_page_in_a_frame(watch, kit_url):
    watch.expect("frame-ancestors")
    watch.page.set_content(f'<iframe src="{kit_url}planner/"></iframe>')

    watch.page.wait_for_timeout(500)

    shown = [frame.url for frame in watch.page.frames[1:]]
    assert all("planner" not in url for url in shown), "send frame-ancestors: scripts/csp.py"
