"""How much of public agreements and checklists a plan covers; `tests/coverage/` holds the evidence.

A row counts only if it quotes words of ours that stand in the plan of the case it names.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.__main__ import read_answers_file
from planner.answers import read_answers
from planner.exporters.markdown import plan_markdown
from planner.library import load_library
from planner.plan import make_plan

ROOT = Path(__file__).parent.parent
BLANKS = re.compile(r"\s+")
# A new clause moves the numbers of all that follow, and settles nothing else.
NUMBERS = re.compile(r"\b(clause|section|Schedule) \d+(?:\.\d+)*|(?<!\S)\d+\.\d+ (?=[A-Z])")


@dataclass(frozen=True)
class Row:
    """A heading or an item of a public document, and the words of ours that settle it.

    A " […] " in a quote parts words that stand apart in the plan. Numbers of clauses do not count.
    """

    document: str
    case: str
    heading: str
    quote: str
    missing: str

    @property
    def is_covered(self) -> bool:
        """Say whether the quoted words stand in the plan of the case."""
        return bool(self.quote) and all(
            plain(part) in rendered(self.case) for part in self.quote.split(" […] ")
        )


def plain(text: str) -> str:
    """Return a text as one line, without the numbers of clauses."""
    return NUMBERS.sub(r"\1", BLANKS.sub(" ", text))


@cache
def rendered(case: str) -> str:
    """Return the plan of a case of `tests/cases/`, made plain."""
    facts_of_case = tomllib.loads((ROOT / f"tests/cases/{case}.toml").read_text("utf-8"))
    library = load_library()
    raw = read_answers_file(ROOT / facts_of_case["answers"])
    facts, problems = read_answers(raw, library.questions, library.countries)
    if facts is None or problems:
        raise ValueError(f"{case}: {problems}")
    return plain(plan_markdown(make_plan(facts, library, facts_of_case["today"]), library))


def rows(kind: str) -> Iterator[Row]:
    """Yield every row of `agreements` or `checklists`."""
    documents = tomllib.loads((ROOT / f"tests/coverage/{kind}.toml").read_text("utf-8"))
    for name, document in documents.items():
        for row in document["rows"]:
            yield Row(
                document=name,
                case=row.get("case", document["case"]),
                heading=row["heading"],
                quote=row.get("quote", ""),
                missing=row.get("missing", ""),
            )


def main() -> None:
    """Print a line a document, then what is missing, then the shares."""
    for kind in ("agreements", "checklists"):
        found = list(rows(kind))
        print(f"{kind:48} covered of")
        for name in dict.fromkeys(row.document for row in found):
            own = [row for row in found if row.document == name]
            print(f"  {name:46} {sum(row.is_covered for row in own):7} {len(own):2}")
        for row in (row for row in found if not row.is_covered):
            print(
                f"  not covered: {row.document}: {row.heading}: {row.missing or 'quote not found'}"
            )
        share = sum(row.is_covered for row in found) / len(found)
        print(f"{kind}: {share:.1%} of {len(found)}\n")


if __name__ == "__main__":
    main()
