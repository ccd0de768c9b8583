"""The built site as tests read it: each page parsed, and the front matter of each source."""

import os
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
# Another folder where something else than `make build` has built the site.
SITE = Path(os.environ.get("HANDBOOK_SITE") or ROOT / "site")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Parsed(HTMLParser):
    """A page as a flat list of elements, each with its attributes and the text it begins with."""

    def __init__(self, html: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self.words: dict[int, list[str]] = {}  # of each heading, by its place among the elements
        self.open_heading: int | None = None
        self.inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))
        self.inside = True
        if tag in HEADINGS:
            self.open_heading = len(self.elements) - 1
            self.words[self.open_heading] = []

    def handle_endtag(self, tag):
        self.inside = False
        if tag in HEADINGS:
            self.open_heading = None

    def handle_data(self, data):
        if self.open_heading is not None:
            self.words[self.open_heading].append(data)
        if self.inside:
            self.elements[-1][2].append(data)

    def all(self, *tags: str) -> list[tuple[dict[str, str], str]]:
        return [(attrs, "".join(text)) for tag, attrs, text in self.elements if tag in tags]

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs, _ in self.elements if "id" in attrs]

    def policy(self) -> dict[str, set[str]]:
        content = next(
            attrs["content"]
            for attrs, _ in self.all("meta")
            if attrs.get("http-equiv") == "Content-Security-Policy"
        )
        parts = [part.split() for part in content.split(";")]
        return {name: set(values) for name, *values in parts}

    def headings(self) -> list[tuple[int, str, str]]:
        """Return the level, the id and the words of each heading, in order."""
        found = []
        for place, (tag, attrs, _) in enumerate(self.elements):
            if tag in HEADINGS:
                found.append((int(tag[1]), attrs.get("id", ""), self.words_of(place)))
        return found

    def words_of(self, place: int) -> str:
        """Return all words inside an element, without the link to itself that a heading has."""
        return " ".join("".join(self.words[place]).replace("#", "").split())


@cache
def parsed_pages() -> dict[str, Parsed]:
    """Return every page of the built site, by its path in the site."""
    assert (SITE / "index.html").is_file(), "there is no built site: run 'make build' first"
    return {
        path.relative_to(SITE).as_posix(): Parsed(path.read_text("utf-8"))
        for path in sorted(SITE.rglob("*.html"))
    }


@cache
def front_matter() -> dict[str, dict[str, object]]:
    """Return what stands at the head of each source, by its path in `docs/`."""
    return {
        path.relative_to(DOCS).as_posix(): yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
        for path in sorted(DOCS.rglob("*.md"))
    }


def built(source: str) -> str:
    """Return where the site has a page of `docs/`, such as `types/client/index.html`."""
    folder = source.removesuffix(".md").removesuffix("index").rstrip("/")
    return f"{folder}/index.html" if folder else "index.html"
