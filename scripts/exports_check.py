"""Checks the exports at full length: thousands of random plans and of hostile texts.

`make test` does the same on a few; the checks themselves stand in `tests/exports.py`.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings

from planner.content.loader import load_library
from planner.export.formats import owners_in
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import Plan
from tests.exports import (
    archive_of,
    check_archive,
    check_formats,
    clauses,
    expected_days,
    hostile_plans,
)
from tests.facts import random_answers

TODAY = date(2026, 11, 22)
LIBRARY = load_library()


class Tally:
    """What was looked at; the first thing that does not hold ends the run with its place."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.begun = time.monotonic()
        self.seen: Counter[str] = Counter()
        self.files: Counter[str] = Counter()

    def check(self, plan: Plan) -> None:
        """Check each format for one plan; every tenth time an archive, with a file a person."""
        owners = owners_in(plan)
        self.files += check_formats(plan, LIBRARY, owners[self.seen["plans"] % len(owners)])
        if self.seen["plans"] % 10 == 0:
            self.files["zip"] += 1
            self.files += check_archive(archive_of(plan, LIBRARY), plan, LIBRARY)
        self.seen["plans"] += 1
        self.seen["tasks"] += len(plan.checklist)
        self.seen["clauses"] += len(clauses(plan))
        self.seen["days"] += len(expected_days(plan))
        if not self.seen["plans"] % 100:
            print(self.told(), flush=True)

    def told(self) -> str:
        """Return the numbers so far in one line."""
        seen = ", ".join(f"{count:,} {name}" for name, count in self.seen.items())
        files = ", ".join(f"{count:,} {ending}" for ending, count in sorted(self.files.items()))
        return f"{time.monotonic() - self.begun:6.0f} s: {seen}; files: {files}"


def check_plans(count: int) -> None:
    """Check random plans, drawn from the questions."""
    tally = Tally()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(random_answers(LIBRARY))
    def check(answers: dict[str, object]) -> None:
        facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
        assert facts
        tally.check(make_plan(facts, LIBRARY, TODAY))

    check()
    print(f"Random plans: {tally.told()}")


def check_texts(plans: Iterable[Plan]) -> None:
    """Check plans whose every text is hostile."""
    tally = Tally()
    for plan in plans:
        tally.check(plan)
    print(f"Hostile texts: {tally.told()}")


def main() -> None:
    """Run both checks."""
    parser = argparse.ArgumentParser(prog="python -m scripts.exports_check", description=__doc__)
    parser.add_argument("--plans", type=int, default=2000)
    parser.add_argument("--texts", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    if options.plans:
        check_plans(options.plans)
    if options.texts:
        check_texts(hostile_plans(options.texts, LIBRARY, TODAY, options.seed))


if __name__ == "__main__":
    main()
