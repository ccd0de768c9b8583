"""How hard the prose of each page is to read: words a sentence, and the Flesch-Kincaid grade.

The grade is about the school year in which a text is understood. Syllables are counted where a word
may be hyphenated, which counts a little low, the same for every page: use it to compare.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyphen import Pyphen

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
LISTING = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`]+`")
HTML = re.compile(r"<!--.*?-->|<[^>]+>", re.DOTALL)
ATTRIBUTES = re.compile(r"\{ [^}]*\}")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
NOT_PROSE = re.compile(r"^\s*(\||#|---|    \S|!!!|\?\?\?)")  # tables, headings, rules, listings
BULLET = re.compile(r"^\s*(?:[-*]|\d+\.|>)\s+")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+")
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


@dataclass(frozen=True)
class Measure:
    """The prose of one page in numbers."""

    page: str
    sentences: int
    words: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        """Return the mean length of a sentence."""
        return self.words / max(1, self.sentences)

    @property
    def grade(self) -> float:
        """Return the Flesch-Kincaid grade (Kincaid and others, 1975)."""
        return 0.39 * self.words_a_sentence + 11.8 * self.syllables / max(1, self.words) - 15.59


def sentences(markdown: str) -> list[str]:
    """Return the sentences of a page's own prose, without markup, markers, tables and headings."""
    text = CODE.sub("code", LISTING.sub("", FRONT_MATTER.sub("", markdown)))
    text = HTML.sub("", text)
    lines = (line for line in text.splitlines() if line.strip() and not NOT_PROSE.match(line))
    plain = (LINK.sub(r"\1", ATTRIBUTES.sub("", BULLET.sub("", line))) for line in lines)
    found = (part.strip(" *_") for line in plain for part in SENTENCE_END.split(line))
    return [sentence for sentence in found if WORD.search(sentence)]


def measure(path: Path) -> Measure:
    """Measure one file of the guidance."""
    own = sentences(path.read_text("utf-8"))
    words = [word for sentence in own for word in WORD.findall(sentence)]
    page = path.relative_to(DOCS).as_posix()
    return Measure(page, len(own), len(words), sum(map(_syllables, words)))


def measure_all() -> list[Measure]:
    """Measure every page, the hardest first."""
    measured = (measure(path) for path in sorted(DOCS.rglob("*.md")))
    return sorted(measured, key=lambda one: -one.grade)


@cache
def _syllables(word: str) -> int:
    return len(_dictionary().positions(word.lower())) + 1


@cache
def _dictionary() -> Pyphen:
    return Pyphen(lang="en_GB", left=1, right=2)


def main() -> None:
    """Print a line a page, the hardest first."""
    print("grade  words a sentence  words  page")
    for one in measure_all():
        print(f"{one.grade:5.1f}  {one.words_a_sentence:16.1f}  {one.words:5}  {one.page}")


if __name__ == "__main__":
    main()
