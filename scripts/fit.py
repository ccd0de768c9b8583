"""How much a plan shows at once: tasks by rank and by person, and the risks that surely apply.

It measures the examples, the answers of `tests/cases/answers/` and each folder or file that is
named. `tests/fit.toml` has the goals, which stand beside the figures. `--people` adds a line for
each person.
"""

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from planner.__main__ import read_answers_file
from planner.content.loader import load_library
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import RANKS, Plan

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / "examples", ROOT / "tests/cases/answers")
TODAY = date(2026, 11, 30)


@dataclass(frozen=True)
class Fit:
    """What the plan of one case holds; `people` has the tasks shown by owner."""

    case: str
    ranks: Mapping[str, int]
    people: Mapping[str, int]
    risks: int
    shown_risks: int

    @property
    def tasks(self) -> int:
        """Return how many tasks there are."""
        return sum(self.ranks.values())

    @property
    def shown(self) -> int:
        """Return how many tasks are shown at once."""
        return self.tasks - self.ranks[RANKS[-1]]


@cache
def goals() -> Mapping[str, Mapping[str, Any]]:
    """Return the goals by case."""
    return tomllib.loads((ROOT / "tests/fit.toml").read_text("utf-8"))


def fit_of(case: str, plan: Plan) -> Fit:
    """Count the tasks and risks of a plan; only a risk that surely applies counts."""
    counted = Counter(planned.rank for planned in plan.checklist)
    sure = [planned.risk for planned in plan.risks if planned.verdict.truth]
    return Fit(
        case=case,
        ranks={rank: counted[rank] for rank in RANKS},
        people=Counter(p.item.owner for p in plan.checklist if not is_good_practice(p)),
        risks=len(sure),
        shown_risks=sum(not is_good_practice(risk) for risk in sure),
    )


def measured(path: Path) -> Fit:
    """Return what the plan of a file of answers holds; `ValueError` where there is no plan."""
    library = load_library()
    facts, problems = read_answers(read_answers_file(path), library.questions, library.countries)
    if facts is None:
        raise ValueError(f"{path}: {'; '.join(problem.message for problem in problems)}")
    return fit_of(path.stem, make_plan(facts, library, TODAY))


def _files(places: list[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.glob("*.toml")) if place.is_dir() else [place]


def _row(fit: Fit) -> str:
    goal = goals().get(fit.case, {})
    figures = (fit.tasks, *fit.ranks.values(), fit.shown, goal.get("tasks", ""))
    risks = (fit.risks, fit.shown_risks, goal.get("risks", ""))
    return f"{fit.case:42}" + "".join(f"{figure:>7}" for figure in (*figures, *risks))


def main() -> None:
    """Print a line a case."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.fit", description=__doc__)
    arguments.add_argument("places", nargs="*", type=Path, metavar="FOLDER OR FILE")
    arguments.add_argument("--people", action="store_true", help="add a line for each person")
    wanted = arguments.parse_args()
    heads = ("tasks", "ess.", "usual", "good", "shown", "goal", "risks", "shown", "goal")
    print(f"{'':42}" + "".join(f"{head:>7}" for head in heads))
    for path in _files([*FOLDERS, *wanted.places]):
        fit = measured(path)
        print(_row(fit))
        for owner, count in fit.people.items() if wanted.people else ():
            print(f"  {owner:40}{count:>35}")


if __name__ == "__main__":
    main()
