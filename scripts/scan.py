"""Scans the built site and the files of random plans for text that no reader should see.

Marks of templates, values of Python, blanks and stops out of place, words written twice, a wrong
article. What is typed in the random plans is words that none of this finds, so that whatever is
found is ours. `make test` scans the site and a few plans; the checks themselves stand here.
"""

import argparse
import csv
import io
import json
import random
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from planner.content.loader import MARK, load_library
from planner.export.formats import IN_ARCHIVE, Choices, make, owners_in, printout
from planner.export.html import PlanPage, empty_html, form_html
from planner.export.printouts import PRINTOUTS
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import Library, Plan, Question
from planner.work.plan_file import Identity

SITE = Path(__file__).parent.parent / "site"
TODAY = date(2026, 11, 30)
# What others wrote and what is no text: the theme, libraries, their licences, the runtime, and the
# files for servers.
NOT_OURS = re.compile(
    r"assets/(idiomorph|licences|javascripts/|stylesheets/|runtime/)|hosting/kit/"
)
TYPED = {
    "text": ("Quartz Meadow", "Kari Lind", "Ash & Oak Ltd", "Zoë Öberg"),
    "long_text": ("Quartz Meadow", "Amber field\nViolet stone\nCopper leaf"),
}

INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "kbd", "mark", "q", "small", "span"}
INLINE |= {"strong", "sub", "sup", "time", "u", "wbr"}
SHOWN_CODE = {"code", "pre", "kbd"}
UNREAD = {"script", "style", "template"}
READ_ALOUD = {"alt", "aria-label", "aria-description", "content", "data-column", "data-footer"}
READ_ALOUD |= {"data-note", "label", "placeholder", "title"}
PATH = re.compile(r"[./]+")
ADDRESS = re.compile(r"https?://[^\s<>”]+[^\s<>”.,;:)]")
CODE = "¤"  # stands for shown code, in which everything may stand
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

LETTERS = "AEFHILMNORSX"  # whose names begin with a vowel when they are spelt out
SILENT = "hour|honest|honour|heir"
AS_CONSONANT = "eu|one|once|u[bcfjknqrst][aeiou]|uni|use|usu|uti|ewe"
CHECKS: Mapping[str, re.Pattern[str]] = {
    "mark": MARK,
    "value": re.compile(r"\A\s*(None|nan|NaN|True|False|null|undefined|Undefined)\s*\Z"),
    "object": re.compile(r"<[^<>]*\bobject at 0x|\bUndefined\b|\[object \w+\]|Decimal\('"),
    "two blanks": re.compile(r"(?<=[^\W_]|[.,;:!?)])[^\S\n]{2,}(?=\S)"),
    "two stops": re.compile(r"(?<![./])\.\.(?![./])|\. \.|,,|;;|[,;:!?]\.|\.[,;]\s*\.|:\s*:|, ?,"),
    "blank before a stop": re.compile(r"\s[,;](?=\s|\Z)|\s\.(?=\s|\Z)|\(\s|\[\s(?!\])|\s[)\]]"),
    "empty brackets": re.compile(r"\(\)|\[\]|“”|‘’"),
    "a word twice": re.compile(
        r"(?<![\w’'-])(?:([A-Za-z]+) \1|The the|A a|An an|In in|To to|Of of)(?![\w’'-])"
    ),
    "article": re.compile(
        rf"\b[Aa] (?=[aeiou])(?!(?i:{AS_CONSONANT}))\w+|\b[Aa] (?={SILENT})\w+"
        rf"|\b[Aa]n (?=[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z])(?!{SILENT})(?![{LETTERS}][A-Z0-9]|"
        rf"[{LETTERS}]\b)\w+|\b[Aa] (?=[AEIO][a-z])(?!(?i:{AS_CONSONANT}))\w+"
    ),
}
TWICE_RIGHT = {"that that", "had had"}


@dataclass(frozen=True, slots=True)
class Find:
    """A find: where it is, which check found it, and the words around it."""

    where: str
    check: str
    words: str


def finds_in(where: str, pieces: Iterable[str], *without: str) -> Iterator[Find]:
    """Yield what the checks find in pieces of text, each a sentence, a cell or a paragraph."""
    for piece in pieces:
        if PATH.fullmatch(piece):
            continue
        piece = ADDRESS.sub(CODE, piece)
        for check, pattern in CHECKS.items():
            found = None if check in without else pattern.search(piece)
            if found and found[0].lower() not in TWICE_RIGHT:
                around = piece[max(0, found.start() - 40) : found.end() + 40]
                yield Find(where, check, " ".join(around.split("\n")))


class Words(HTMLParser):
    """The words of a page: what stands together in a block, what is read aloud, shown code."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.pieces: list[str] = []
        self.code: list[str] = []
        self.open: list[str] = []
        self.block: list[str] = []
        self.feed(html)
        self.close()
        self.end_block()

    def end_block(self) -> None:
        """Keep what stands together, with blanks as a browser shows them."""
        self.pieces.append(" ".join("".join(self.block).split()))
        self.block = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says by itself."""
        if tag not in INLINE:
            self.end_block()
        if tag not in ("br", "hr", "img", "input", "link", "meta", "wbr"):
            self.open.append(tag)
        self.pieces += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        """End a block with its tag."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag not in INLINE:
            self.end_block()

    def handle_data(self, data: str) -> None:
        """Note words; shown code is one sign among them."""
        if SHOWN_CODE & {*self.open}:
            self.code.append(data)
            self.block += [] if self.block[-1:] == [CODE] else [CODE]
        elif UNREAD & {*self.open}:
            if data.lstrip().startswith(("{", "[")) and "script" in self.open:
                self.pieces += texts_of(json.loads(data))
        else:
            self.block.append(data)


def texts_of(value: object) -> Iterator[str]:
    """Yield every text in plain JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)


def scan_site(site: Path) -> Iterator[Find]:
    """Yield what is found in the files of the site that hold words of ours."""
    pages = {path: Words(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    shown = {text.strip() for words in pages.values() for text in words.code if MARK.search(text)}
    for path, words in pages.items():
        yield from finds_in(path.relative_to(site).as_posix(), words.pieces)
    for path, pieces in texts_of_site(site):
        clear = (without_code(piece, shown) for piece in pieces)
        # A search index has no tags, so words of neighbouring cells stand side by side in it.
        where = path.relative_to(site).as_posix()
        yield from finds_in(where, clear, "a word twice", "article")


def texts_of_site(site: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield each file with words of ours that is no page, such as the index of the search."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file() or path.suffix == ".html" or NOT_OURS.match(name):
            continue
        if path.suffix in READERS and path.suffix != ".html":
            yield path, READERS[path.suffix](path.read_bytes())


def without_code(piece: str, shown: Iterable[str]) -> str:
    """Return a text without the code that the pages show on purpose."""
    for code in sorted(shown, key=len, reverse=True) if MARK.search(piece) else ():
        piece = piece.replace(code, CODE).replace(" ".join(code.split()), CODE)
    return piece


def _html(data: bytes) -> list[str]:
    return Words(data.decode()).pieces


def _json(data: bytes) -> list[str]:
    """Return the texts; those with tags, as an index of the search has them, as a page has them."""
    texts = list(texts_of(json.loads(data)))
    tagged = [text for text in texts if re.search(r"</\w+>", text)]
    plain = [text for text in texts if text not in tagged]
    return plain + [piece for text in tagged for piece in Words(text).pieces]


def _script(data: bytes) -> list[str]:
    """Return the texts in a script: what stands in quotation marks and has a blank in it."""
    code = re.sub(r"/\*.*?\*/", "", data.decode(), flags=re.DOTALL)
    found = re.findall(r'"((?:[^"\\\n]|\\.)*)"|`([^`$]*)`', code)
    return [
        text
        for pair in found
        for text in pair
        if " " in text and not re.search(r"[<>={};]|\?\.|\(\)", text)
    ]


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8-sig").splitlines()


def _table(data: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [cell for row in rows for cell in row]


def _calendar(data: bytes) -> list[str]:
    text = data.decode().replace("\r\n ", "")
    values = (line.partition(":")[2] for line in text.split("\r\n"))
    plain = (re.sub(r"\\([\\;,])", r"\1", value.replace("\\n", "\n")) for value in values)
    return [line for value in plain for line in value.splitlines()]


def _markdown(data: bytes) -> list[str]:
    text = re.sub(r"(?m)^ *- \[[ x]\] ", "- ", data.decode())
    tokens = MarkdownIt().enable("table").parse(text)
    return [
        "".join(part.content if part.type == "text" else "\n" for part in token.children or ())
        if token.type == "inline" and not {"strong_open", "em_open"} & _types(token)
        else "".join(part.content for part in token.children or ())
        for token in tokens
    ]


def _types(token: object) -> set[str]:
    return {part.type for part in getattr(token, "children", None) or ()}


def _word(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.startswith("word/")]
        parts = [part for part in parts if b"<w:p" in part]
        roots = [ElementTree.fromstring(part) for part in parts]
    return [
        "".join(_said(node) for node in paragraph.iter())
        for root in roots
        for paragraph in root.iter(f"{WORD}p")
    ]


def _said(node: ElementTree.Element) -> str:
    breaks = {f"{WORD}tab": "\n", f"{WORD}br": "\n"}
    return (node.text or "") if node.tag == f"{WORD}t" else breaks.get(node.tag, "")


def _workbook(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in cell.iter(f"{CELL}t")) for cell in root]


READERS = {
    ".html": _html,
    ".json": _json,
    ".js": _script,
    ".txt": _lines,
    ".csv": _table,
    ".ics": _calendar,
    ".md": _markdown,
    ".docx": _word,
    ".xlsx": _workbook,
}


def random_plans(count: int, seed: int, library: Library) -> Iterator[Plan]:
    """Yield plans of random answers; what contradicts the rest of a case is taken out of it."""
    chance = random.Random(seed)
    for _ in range(count):
        raw = dict(_answers(chance, library))
        facts, problems = read_answers(raw, library.questions, library.countries)
        for problem in problems:
            raw.pop(problem.question, None)
        facts, problems = read_answers(raw, library.questions, library.countries)
        assert facts, raw
        assert not problems, (raw, [problem.message for problem in problems])
        yield make_plan(facts, library, TODAY)


def _answers(chance: random.Random, library: Library) -> Iterator[tuple[str, object]]:
    answered = chance.choice([0.1, 0.5, 0.9, 1])
    first = date(2026, 3, 1) + timedelta(days=chance.randrange(700))
    last = first + timedelta(days=chance.choice([0, 20, 100, 200, 400, 800, 1100]))
    days = {"start_date": first, "end_date": last, "old_end_date": last - timedelta(days=50)}
    for question in library.questions.values():
        if question.required or chance.random() < answered:
            yield question.id, days.get(question.id) or _answer(question, chance, library)


def _answer(question: Question, chance: random.Random, library: Library) -> object:
    if question.kind == "choice":
        return chance.choice(question.options).id
    if question.kind == "country":
        known = [code for place in library.places.values() for code in place.members]
        return chance.choice([chance.choice(known), chance.choice(list(library.countries))])
    if question.kind == "number":
        low, high = question.minimum or 0, question.maximum or 0
        return chance.choice([low, high, int(low) + 1, chance.randint(int(low) + 1, int(high))])
    if question.kind == "rows":
        return [{"from": date(2024, 1, 1), "to": date(2025, 1, 1)}] if chance.random() < 0.7 else []
    if question.kind == "date":
        return date(2026, 3, 1) + timedelta(days=chance.randrange(1500))
    return chance.choice(TYPED.get(question.kind, ("yes", "no")))


@cache
def _page() -> PlanPage:
    return PlanPage(load_library(), "../")


def scan_plan(plan: Plan, library: Library) -> Iterator[Find]:
    """Yield what is found in the page and in every file of a plan."""
    for name, html in _page().fragments(plan).items():
        yield from finds_in(f"page {name.partition('-')[0]}", Words(html).pieces)
    people = owners_in(plan)
    for kind, each in PRINTOUTS.items():
        person = people[0] if each.person else ""
        yield from finds_in(f"printout {kind}", Words(printout(kind, plan, library, person)).pieces)
    # At some stages no paper is drafted, and then there is no Word file of drafts.
    for format in (each for each in IN_ARCHIVE if plan.documents or each.id != "docx"):
        wishes = {people[-1] if format.person == "must" else ""} | {
            people[0] for _ in format.person[:1]
        }
        for person in sorted(wishes):
            choices = Choices(identity=Identity("a1b2"), person=person)
            for name, data in make(format.id, plan, library, choices).items():
                ending = f".{name.rpartition('.')[2]}"
                yield from finds_in(format.id, READERS[ending](data))


def scan_forms(library: Library) -> Iterator[Find]:
    """Yield what is found in the planner's form and in what stands there before a plan."""
    for name, html in (("form", form_html(library)), ("empty", empty_html(library))):
        yield from finds_in(name, Words(html).pieces)


def main() -> int:
    """Scan, print each find once with how often it came, and say how much was scanned."""
    parser = argparse.ArgumentParser(prog="python -m scripts.scan", description=__doc__)
    parser.add_argument("--plans", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261130)
    parser.add_argument("--site", type=Path, default=SITE)
    options = parser.parse_args()
    library = load_library()
    found = Counter([*scan_site(options.site), *scan_forms(library)])
    for plan in random_plans(options.plans, options.seed, library):
        found.update(scan_plan(plan, library))
    for find, count in sorted(found.items(), key=lambda each: (each[0].check, each[0].words)):
        print(f"{count:5} {find.where}: {find.check}: …{find.words}…")
    checks = Counter(find.check for find in found)
    told = ", ".join(f"{check} {checks[check]}" for check in CHECKS)
    print(f"{options.plans} plans and the site scanned; found: {told}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
