"""What the build adds to a rendered page: other names, tooltips, back links, frames for tables.

Text in, text out; knows nothing of MkDocs, of files or of where the words come from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from planner.guidance.entries import END_OF_DATA, FROM_DATA
from planner.guidance.reference import END_OF_PAPER, PAPER

TOKEN = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
HEADING = re.compile(r'<h([1-6])[^>]*? id="([^"]+)"')
MARKDOWN_HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING_OR_TABLE = re.compile(r'<h[2-6] id="(?P<id>[^"]+)"|<table>.*?</table>', re.DOTALL)
EARLIER = re.compile(r'<h[1-6][^>]*?( data-was="([^"]*)")[^>]*>')
HEAD_CELL = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
CELL = re.compile(r"<td([^>]*)>")
WORDS_ONLY = re.compile(r"<[^>]*>")
WIDE = 3  # columns; fewer fit on a phone
OPENING = re.compile(r'<p class="lede">.*?</p>|<h1.*?</h1>', re.DOTALL)
# Where a word is no running text, or is a link already.
NO_TOOLTIP = {
    *("a", "abbr", "button", "code", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "label"),
    *("legend", "pre", "script", "select", "style", "summary", "svg", "textarea", "th"),
}


@dataclass(frozen=True, slots=True)
class Tooltip:
    """A word with what it means and where the glossary says so."""

    words: tuple[str, ...]
    means: str
    address: str


def level_at(markdown: str, position: int) -> int:
    """Return the level of the heading that a place in a page's source stands under, at least 1."""
    before = FENCED.sub("", markdown[:position])
    return max(1, *(len(marks) for marks in MARKDOWN_HEADING.findall(before)[-1:]), 1)


def with_other_names(html: str, names: Sequence[str]) -> str:
    """Add, below the opening of a page, what else its subject is called."""
    openings = list(OPENING.finditer(html))[:2]
    if not names or not openings:
        return html
    end = openings[-1].end()
    line = f'<p class="also">Also called: {escape(", ".join(names))}.</p>'
    return f"{html[:end]}\n{line}{html[end:]}"


def with_tooltips(html: str, tooltips: Iterable[Tooltip]) -> str:
    """Link the first use of each word in the running text of a page to what it means."""
    waiting = {word.lower(): tooltip for tooltip in tooltips for word in tooltip.words}
    if not waiting:
        return html
    words = "|".join(map(re.escape, sorted(waiting, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w’'-])(?:{words})(?![\w-])", re.IGNORECASE)

    def link(found: re.Match[str]) -> str:
        tooltip = waiting.get(found[0].lower())
        if tooltip is None:  # the word was used before
            return found[0]
        for word in tooltip.words:
            waiting.pop(word.lower(), None)
        note = escape(tooltip.means)
        return f'<a class="term" href="{tooltip.address}" data-note="{note}">{found[0]}</a>'

    return "".join(
        pattern.sub(link, token) if is_prose else token for token, is_prose in _tokens(html)
    )


def _tokens(html: str) -> Iterator[tuple[str, bool]]:
    """Yield tags and stretches of text, and whether each is running text of the page itself."""
    inside: list[str] = []
    from_data = False
    for token in TOKEN.findall(html):
        tag = TAG.match(token)
        if token in (FROM_DATA, END_OF_DATA):
            from_data = token == FROM_DATA
        elif tag and tag[2] in NO_TOOLTIP:
            if not tag[1]:
                inside.append(tag[2])
            elif tag[2] in inside:
                inside.remove(tag[2])
        yield token, not (token.startswith("<") or inside or from_data)


def without_marks(html: str) -> str:
    """Take out what tells the words of a page from what comes from data, and wrap each paper."""
    html = html.replace(f"{FROM_DATA}\n", "").replace(f"\n{END_OF_DATA}", "")
    return html.replace(PAPER, '<div class="paper">').replace(END_OF_PAPER, "</div>")


def with_earlier_anchors(html: str) -> str:
    """Let links to the earlier anchors of a heading, in its `data-was`, still lead to it."""

    def anchored(found: re.Match[str]) -> str:
        here = (old for old in found[2].split() if "#" not in old)
        spans = "".join(f'<span id="{old}"></span>' for old in here)
        return spans + found[0].replace(found[1], "")

    return EARLIER.sub(anchored, html)


def with_back_links(html: str, links: Mapping[str, str]) -> str:
    """Put a block of links at the end of each section that has one, by the section's id.

    A section ends before the next heading of its own level or a higher one. What names no section
    stands at the end of the page.
    """
    headings = [(int(m[1]), m[2], m.start()) for m in HEADING.finditer(html)]
    inserts: list[tuple[int, int, str]] = []
    for anchor, block in links.items():
        at = html.find(f'id="{anchor}"') if anchor else -1
        before = [heading for heading in headings if heading[2] <= at]
        if not before:
            inserts.append((len(html), 0, block))
            continue
        level, _, start = before[-1]
        ends = [place for other, _, place in headings if place > start and other <= level]
        inserts.append((ends[0] if ends else len(html), start, block))
    # From the end on, so that a place holds until its turn; where two sections end together, the
    # one that begins first ends last.
    for place, _, block in sorted(inserts, key=lambda insert: (-insert[0], insert[1])):
        html = f"{html[:place]}{block}\n{html[place:]}"
    return html


def _named_cells(table: str) -> str:
    """Let each cell of a wide table carry the name of its column, for phones, where rows stack."""
    names = (WORDS_ONLY.sub("", name) for name in HEAD_CELL.findall(table))
    columns = [name.replace('"', "&quot;") for name in names]
    if len(columns) < WIDE:
        return table
    place = iter(range(table.count("<td")))

    def named(found: re.Match[str]) -> str:
        column = next(place) % len(columns)
        name = f' data-column="{columns[column]}"' if column else ""
        return f"<td{name}{found[1]}>"

    return CELL.sub(named, table).replace('class="plain"', 'class="plain stacked"', 1)


def with_frames(html: str) -> str:
    """Let tables and listings scroll by themselves, a table named after the heading above it."""
    heading = ""

    def framed(found: re.Match[str]) -> str:
        nonlocal heading
        if found["id"]:
            heading = found["id"]
            return found[0]
        name = f'aria-labelledby="{heading}"' if heading else 'aria-label="Table"'
        # An empty heading names nothing.
        table = found[0].replace("<table>", '<table class="plain">', 1)
        table = _named_cells(table).replace("<th></th>", "<td></td>")
        return f'<div class="table" role="group" tabindex="0" {name}>{table}</div>'

    html = html.replace("<pre", '<pre tabindex="0"')
    return HEADING_OR_TABLE.sub(framed, html)
