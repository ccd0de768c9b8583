"""How much of public agreements and checklists a plan covers.

`tests/coverage/` names for each heading and item what settles it in the plan of a case, by id: a
paragraph of a clause (`agreement-of-two/parties/1`; a definition by its term), the purpose or the
signatures of a document, a task, a risk, a line of the costs. A row counts only if all of it is in
the plans of that case, before and after the secondee is named. `--read 60` prints rows drawn at
random with the words of ours, for somebody to judge.
"""

import argparse
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.__main__ import read_answers_file
from planner.content.clause_text import plain
from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import Library, Plan, PlannedDocument

ROOT = Path(__file__).parent.parent
KINDS = ("agreements", "checklists")


@dataclass(frozen=True)
class Row:
    """A heading or an item of a public document, and what of our plans settles it.

    `missing` says why nothing does.
    """

    kind: str
    document: str
    case: str
    heading: str
    settled_by: tuple[str, ...]
    missing: str

    @property
    def lost(self) -> list[str]:
        """Return what it names that is not in the plans of its case: see `words_by_id`."""
        return [id for id in self.settled_by if id not in words_by_id(self.case)]

    @property
    def is_covered(self) -> bool:
        """Say whether all that it names is there."""
        return bool(self.settled_by) and not self.lost


@cache
def words_by_id(case: str) -> Mapping[str, str]:
    """Return the words of the plans of a case of `tests/cases/`, by the id of what says them.

    There are two plans of a case, before and after the secondee is named.
    """
    facts_of_case = tomllib.loads((ROOT / f"tests/cases/{case}.toml").read_text("utf-8"))
    library = load_library()
    raw = read_answers_file(ROOT / facts_of_case["answers"])
    # Until somebody is named, the plan has the tasks of choosing them too.
    unnamed = {name: answer for name, answer in raw.items() if name != "secondee_name"}
    words: dict[str, str] = {}
    for answers in (unnamed, raw):
        facts, problems = read_answers(answers, library.questions, library.countries)
        if facts is None or problems:
            raise ValueError(f"{case}: {problems}")
        words |= _words(make_plan(facts, library, facts_of_case["today"]), library)
    return words


def _words(plan: Plan, library: Library) -> Iterator[tuple[str, str]]:
    for risk in (planned.risk for planned in plan.risks):
        yield f"risks/{risk.id}", f"{risk.title}: {risk.why} {risk.action}"
    for item in (planned.item for planned in plan.checklist):
        owner = library.owners[item.owner].title
        steps = " ".join(step.text for step in item.steps)
        yield f"tasks/{item.id}", f"{item.title} ({owner}; {item.due_rule.text}): {steps}"
    for line in plan.costs.lines:
        yield f"costs/{line.id}", f"{line.label}: {line.basis}"
    if plan.costs.totals:
        yield "costs/total", plan.costs.totals.label
    for document in plan.documents:
        yield from _words_of(document)


def _words_of(document: PlannedDocument) -> Iterator[tuple[str, str]]:
    name = document.outline.id
    yield f"{name}/purpose", document.outline.purpose
    yield f"{name}/signatures", "; ".join(each.title for each in document.outline.signed_by)
    for planned in (planned for part in document.parts for planned in part.clauses):
        yield f"{name}/{planned.clause.id}", planned.clause.title
        for number, paragraph in enumerate(planned.paragraphs, 1):
            first = paragraph.runs[0]
            own = first.text if first.kind == "term" and paragraph.level > 1 else str(number)
            yield f"{name}/{planned.clause.id}/{own}", plain(paragraph.runs)


def rows(kind: str) -> Iterator[Row]:
    """Yield every row of `agreements` or `checklists`."""
    documents = tomllib.loads((ROOT / f"tests/coverage/{kind}.toml").read_text("utf-8"))
    for name, document in documents.items():
        for row in document["rows"]:
            yield Row(
                kind=kind,
                document=name,
                case=row.get("case", document["case"]),
                heading=row["heading"],
                settled_by=tuple(row.get("settled_by", ())),
                missing=row.get("missing", ""),
            )


def main() -> None:
    """Print a line a document, then what is missing, then the shares; or rows to read."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.coverage", description=__doc__)
    arguments.add_argument("--read", type=int, metavar="N", help="print N rows with our words")
    arguments.add_argument("--seed", type=int, default=0)
    wanted = arguments.parse_args()
    if wanted.read:
        print_to_read(wanted.read, wanted.seed)
        return
    for kind in KINDS:
        print_shares(kind)


def print_to_read(number: int, seed: int) -> None:
    """Print rows drawn at random, each with the words that settle it."""
    every = [row for kind in KINDS for row in rows(kind)]
    for row in random.Random(seed).sample(every, number):
        print(f"\n{row.kind}, {row.document}: {row.heading} (case {row.case})")
        if row.missing:
            print(f"  missing: {row.missing}")
        for id in row.settled_by:
            print(f"  {id}: {words_by_id(row.case).get(id, 'NOT IN THE PLAN')}")


def print_shares(kind: str) -> None:
    """Print how much of each document is covered, and of all."""
    found = list(rows(kind))
    print(f"{kind:48} covered of")
    for name in dict.fromkeys(row.document for row in found):
        own = [row for row in found if row.document == name]
        print(f"  {name:46} {sum(row.is_covered for row in own):7} {len(own):2}")
    for row in (row for row in found if not row.is_covered):
        said = row.missing or f"not in the plan of {row.case}: {', '.join(row.lost)}"
        print(f"  not covered: {row.document}: {row.heading}: {said}")
    share = sum(row.is_covered for row in found) / len(found)
    print(f"{kind}: {share:.1%} of {len(found)}\n")


if __name__ == "__main__":
    main()
