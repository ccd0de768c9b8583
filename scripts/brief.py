"""Where the handbook answers each topic that it has to; `tests/brief.toml` holds topics and places.

A place is a heading, or words in a row of a table below it.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from planner.export.html import page_address

ROOT = Path(__file__).parent.parent
HEADING = re.compile(r'<h([1-6])[^>]*? id="([^"]+)"')
ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Topic:
    """A topic, the page and heading that answer it, and the words of a row where it is one."""

    section: str
    title: str
    page: str
    anchor: str
    row: str

    def problem(self, site: Path) -> str:
        """Return what is missing in the built site; nothing where the topic is answered."""
        file = site / page_address(self.page) / "index.html"
        if not file.is_file():
            return f"there is no {self.page}"
        passage = _passage(file, self.anchor)
        if not passage:
            return f"{self.page} has no heading #{self.anchor}"
        rows = (unescape(TAG.sub("", row)) for row in ROW.findall(passage))
        if self.row and not any(self.row.lower() in row.lower() for row in rows):
            return f"{self.page}#{self.anchor} has no row with “{self.row}”"
        return ""


def topics() -> Iterator[Topic]:
    """Yield every topic in order."""
    sections = tomllib.loads((ROOT / "tests" / "brief.toml").read_text("utf-8"))
    for section, held in sections.items():
        for title, address in held.items():
            place, _, row = address.partition(": ")
            page, _, anchor = place.partition("#")
            yield Topic(section, title, page, anchor, row)


@cache
def _passage(file: Path, anchor: str) -> str:
    """Return a page from a heading to the next of its level or a higher one."""
    html = file.read_text("utf-8")
    headings = [(int(found[1]), found[2], found.start()) for found in HEADING.finditer(html)]
    for level, name, start in headings:
        if name == anchor:
            ends = [place for other, _, place in headings if place > start and other <= level]
            return html[start : ends[0] if ends else len(html)]
    return ""


def main() -> None:
    """Print each topic with its place, what is missing with the reason, and the share."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site"
    listed, section = list(topics()), ""
    for topic in listed:
        if topic.section != section:
            section = topic.section
            print(f"\n{section}")
        place = f"{page_address(topic.page)}#{topic.anchor}{f' ({topic.row})' if topic.row else ''}"
        print(f"  {topic.title:52} {topic.problem(site) or place}")
    answered = sum(not topic.problem(site) for topic in listed)
    print(f"\n{answered} of {len(listed)} topics are answered.")


if __name__ == "__main__":
    main()
