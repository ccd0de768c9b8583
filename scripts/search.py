"""Makes the search from the rendered pages: passages, one script that holds all that finds them.

Knows no theme: a heading, a term, a row or an entry with an id begins a passage. What else to leave
out, synonyms and weights stand in search.toml.
"""

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SETTINGS = Path(__file__).with_suffix(".toml")
SCRIPT = "assets/search-index.js"
STEP = re.compile(r"^\d+\. ")  # a number that only gives the order
# How many words of a passage are searched and shown; the heading counts apart.
FIRST_WORDS = 70

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BEGINS_A_PASSAGE = {*HEADINGS, "dt", "li", "tr"}
# Navigation, what is folded, controls and what is not text.
LEFT_OUT = {
    *("button", "details", "nav", "noscript", "option", "script", "select", "style", "svg"),
    *("pre", "template", "textarea"),
}
# They stand within a line; every other element begins words of its own.
INLINE = {
    *("a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "small"),
    *("strong", "sub", "sup", "time", "u"),
}
VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}


@dataclass(slots=True)
class Passage:
    """A heading, term, row or entry with the words below it; `above` names the headings over it."""

    anchor: str
    tag: str
    above: tuple[str, ...] = ()
    title: str = ""
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the first words of the passage."""
        return " ".join(self.words[:FIRST_WORDS])


@cache
def settings() -> dict[str, Any]:
    """Return what people may change: synonyms, stop words, weights, classes to leave out."""
    return tomllib.loads(SETTINGS.read_text("utf-8"))


class _Page(HTMLParser):
    """Collect the passages inside `main`, and the keywords of the page."""

    def __init__(self, html: str, without: set[str]) -> None:
        super().__init__()
        self.passages: list[Passage] = []
        self.keywords: list[str] = []
        self._without = without
        self._open: list[str] = []  # elements, those left out as "-"
        self._titled: list[str] = []  # the headings over this place, by level
        self._heading = ""  # the element whose text is a title, while it is open
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "meta" and found.get("name") == "keywords":
            self.keywords = found.get("content", "").split(", ")
        if tag in VOID:
            return
        to_itself = tag == "a" and self._heading and found.get("href", "").startswith("#")
        left_out = tag in LEFT_OUT or "hidden" in found or to_itself
        left_out = left_out or not self._without.isdisjoint(found.get("class", "").split())
        self._open.append("-" if left_out else tag)
        if self._reads() and tag in BEGINS_A_PASSAGE and found.get("id"):
            self._begin(tag, found["id"])
        else:
            self._part(tag)

    def _part(self, tag: str) -> None:
        """Keep the words of two elements apart, unless they stand within a line."""
        if self.passages and tag not in INLINE:
            self.passages[-1].words.append(" ")

    def _begin(self, tag: str, anchor: str) -> None:
        if tag in HEADINGS:
            level = int(tag[1]) - 1
            self._titled = [*self._titled[:level], *[""] * (level - len(self._titled))]
        above = tuple(title for title in self._titled if title)
        self.passages.append(Passage(anchor, tag, above))
        self._heading = tag if tag in (*HEADINGS, "dt") else {"tr": "th"}.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self._open:
            return
        self._open.pop()
        self._part(tag)
        if tag == self._heading:
            self._heading = ""
            if tag in HEADINGS:
                self._titled.append(self.passages[-1].title.strip())

    def handle_data(self, data: str) -> None:
        if not self.passages or not self._reads():
            return
        if self._heading:
            self.passages[-1].title += data
        else:
            self.passages[-1].words.append(data)

    def _reads(self) -> bool:
        return "main" in self._open and "-" not in self._open


def passages(html: str, without: set[str]) -> tuple[list[Passage], list[str]]:
    """Return the passages of a page in order, and its keywords; none where nothing has an id.

    `without` names classes whose elements are left out.
    """
    page = _Page(html, without)
    for passage in page.passages:
        passage.title = " ".join(passage.title.split())
        words = " ".join("".join(passage.words).split())
        passage.words = words.replace(" ,", ",").replace(" .", ".").split()
        if not passage.title:  # an entry of a list is named by what stands before its first comma
            name, _, rest = " ".join(passage.words).partition(", ")
            passage.title, passage.words = name, rest.split()
        passage.title = STEP.sub("", passage.title)
    return [passage for passage in page.passages if passage.title], page.keywords


def documents(site: Path) -> dict[str, list[list[Any]]]:
    """Return what is searched, as `pages` and `passages`; the first passage of a page is the page.

    A page is [address, title, weight]; a passage [number of its page, anchor, title, title above,
    text, other names]. Raises ValueError where search.toml names a passage that no page has.
    """
    without, weights = set(settings()["without"]), settings()["weights"]
    asked = dict(settings()["asked"])
    pages: list[list[Any]] = []
    found: list[list[Any]] = []
    for path in sorted(site.rglob("index.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        weight = _weight(address, weights)
        parts, keywords = passages(path.read_text("utf-8"), without)
        if not weight or not parts:
            continue
        for number, part in enumerate(parts):
            anchor = part.anchor if number else ""
            # The title of the page stands above everything and is not said again.
            above = part.above[-1] if len(part.above) > 1 else ""
            named = asked.pop(address + (anchor and f"#{anchor}"), [])
            also = named if number else [*named, *keywords]
            found.append([len(pages), anchor, part.title, above, part.text, also])
        pages.append([address, parts[0].title, weight])
    if asked:
        raise ValueError(f"scripts/search.toml, [asked]: no page has {', '.join(sorted(asked))}")
    return {"pages": pages, "passages": _once(found)}


def _once(found: list[list[Any]]) -> list[list[Any]]:
    """Leave out what says the same as another passage, but where most such passages stand."""
    same = Counter((title, text) for _, _, title, _, text, _ in found if text)
    doubled = Counter(page for page, _, title, _, text, _ in found if same[title, text] > 1)
    best: dict[tuple[str, str], list[Any]] = {}
    for one in found:
        key = (one[2], one[4])
        if key not in best or doubled[one[0]] > doubled[best[key][0]]:
            best[key] = one
    return [one for one in found if not one[4] or best[one[2], one[4]] is one]


def _weight(address: str, weights: dict[str, float]) -> float:
    """Return how much the passages of a page count: by the longest beginning that is named."""
    named = [start for start in weights if address.startswith(start)]
    return weights[max(named, key=len)] if named else 1


def script(site: Path) -> str:
    """Return the script that finds: the library, the stemmer, the ranking and the documents.

    It is a classic script, so that a page opened from a folder can load it too.
    """
    modules = ROOT / "node_modules"
    library = (modules / "minisearch/dist/umd/index.js").read_text("utf-8")
    stemmer = (modules / "stemmer/index.js").read_text("utf-8")
    vocabulary = (ROOT / "overrides/assets/words.js").read_text("utf-8")
    ranking = (ROOT / "overrides/assets/find.js").read_text("utf-8")
    words = {name: settings()[name] for name in ("stop_words", "subject_words", "same", "spelling")}
    data = documents(site) | words
    library = re.sub(r"\n//# sourceMappingURL=.*", "", library)
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"""globalThis.handbookSearch = (() => {{
const library = ((module, exports) => {{
{library}
return module.exports; }})({{ exports: {{}} }}, {{}});
{_plain(stemmer, "export function stemmer")}
{_plain(vocabulary, "export function vocabulary")}
{_plain(ranking, "export function searcher")}
const data = {told};
return searcher(data, library, vocabulary(data.spelling, stemmer));
}})();
"""


def _plain(module: str, exported: str) -> str:
    """Return the text of a module without its export; ValueError if it exports something else."""
    if module.count("export ") != 1 or exported not in module:
        raise ValueError(f"a module of the search must export one thing: {exported}")
    return module.replace("export ", "", 1)


def write(site: Path) -> None:
    """Write the search of a built site into it."""
    (site / SCRIPT).write_text(script(site), "utf-8")
