"""The files of the hosting kit say what they promise; scripts/hosting_check.py tries them."""

import re
from xml.etree import ElementTree

import pytest

from scripts.csp import for_servers
from scripts.hosting_check import FOLDER, HEADERS, KIT, LONG, SERVERS, SHORT, policy
from tests.pages import ROOT, SITE

FILES = [name for name, _ in SERVERS.values()]
PAGE = (ROOT / "docs/hosting/index.md").read_text("utf-8")


def lines_of(name):
    """Return a file of the kit without its notes, and with each run of blanks as one."""
    lines = (KIT / name).read_text("utf-8").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("name", FILES)
def test_a_server_sends_the_headers_the_cache_rules_and_the_page_that_is_not_found(name):
    text, mend = lines_of(name), f"write it into docs/hosting/kit/{name}: "

    for header, value in HEADERS.items():
        assert re.search(rf'{header} "?{re.escape(value)}"?', text), mend + f"{header} {value}"
    for said in (LONG, SHORT, "404.html", FOLDER, "gzip" if "apache" not in name else "DEFLATE"):
        assert said in text, mend + said


@pytest.mark.parametrize("name", [*FILES, "web.config.txt"])
def test_a_server_sends_the_policy_that_every_page_can_live_with(name):
    assert (SITE / "index.html").is_file(), "there is no built site: run 'make build' first"
    wanted = policy(SITE)

    assert f'"{wanted}"' in (KIT / name).read_text("utf-8"), (
        f"put this policy into docs/hosting/kit/{name}: {wanted}"
    )


def test_the_file_for_iis_says_the_same():
    root = ElementTree.parse(KIT / "web.config.txt").getroot()
    mend = "mend docs/hosting/kit/web.config.txt"

    sent = {each.get("name"): each.get("value") for each in root.iter("add") if each.get("name")}
    assert HEADERS.items() <= sent.items(), mend
    [error] = root.iter("error")
    assert error.get("path") == "/handbook/404.html", mend
    usual, long = root.iter("clientCache")
    assert usual.get("cacheControlMode") == "DisableCache", mend
    assert long.get("cacheControlCustom") == "public, immutable", mend
    assert [each.get("path") for each in root.iter("location")] == ["assets/runtime"], mend


def test_the_page_leads_to_each_file_of_the_kit():
    left = [path.name for path in KIT.iterdir() if f"(kit/{path.name})" not in PAGE]

    assert left == [], "link to it in docs/hosting/index.md"


def test_a_policy_for_all_pages_allows_what_any_of_them_does():
    one = "<meta http-equiv=\"Content-Security-Policy\" content=\"a 'none'; b 'self'\">"
    two = "<meta http-equiv=\"Content-Security-Policy\" content=\"a blob:; b 'self' 'x'\">"

    found = for_servers([one, two])

    assert found == "a blob:; b 'self' 'x'; frame-ancestors 'self'", "mend scripts/csp.py"
