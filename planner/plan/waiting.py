"""What waits for an answer: the open questions by the harm they may clear, entries by question."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planner.rules.model import Gap, Plan, PlannedItem, PlannedRisk
from planner.rules.words import counted, say

OTHERS = "others"  # what takes the place of the question of a group that was put together
FEWEST = 3  # entries that make a group of their own worth its line
GRAVE = ("stops", "checks", "essential")  # fields of `Waiting`
LEVELS = {"stop": "stops", "check": "checks"}


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """How many entries that may apply wait for a question, the gravest first.

    `others` counts the other tasks and risks, and all that needs the answer for its words or day.
    """

    stops: int = 0
    checks: int = 0
    essential: int = 0
    others: int = 0


def answer_next(plan: Plan) -> tuple[tuple[Gap, Waiting], ...]:
    """Return the open questions with what waits for them; the one that may clear most comes first.

    One possible stop outweighs all checks, one check all tasks. Equals keep the order of the form.
    """
    grave = Counter(_grave(plan))
    listed = [(gap, _waiting(gap, grave)) for gap in plan.gaps]
    return tuple(sorted(listed, key=lambda each: each[1], reverse=True))


def affects(gap: Gap, found: Waiting) -> str:
    """Return in words what an answer may decide; where it decides nothing, how often it is used."""
    if not (found.stops or found.checks or found.essential):
        return say("waiting.used_in", places=len(gap.used_in))
    entries = counted(
        (found.stops, "possible stops"),
        (found.checks, "possible checks"),
        (found.essential, "possible essential tasks"),
    )
    return say("waiting.affects", entries=entries)


def by_question[T: (PlannedItem, PlannedRisk)](
    entries: Iterable[T], order: Iterable[str], fewest: int = 1
) -> tuple[tuple[str, tuple[T, ...]], ...]:
    """Return entries that may apply by the first of their questions in an order of questions.

    The question is empty where no answer decides; those entries come first. Groups of fewer than
    `fewest` entries become one at the end, `OTHERS`, where each entry names its own question.
    Within each group the entries keep their order.
    """
    places = {name: place for place, name in enumerate(("", *order))}
    firsts = [
        (min(entry.verdict.waits_for, key=places.__getitem__, default=""), entry)
        for entry in entries
    ]
    sizes = Counter(name for name, _ in firsts)
    small = {name for name, size in sizes.items() if size < fewest}
    together = small if len(small) > 1 else set[str]()
    groups: dict[str, list[T]] = {
        name: [] for name in sorted(sizes, key=places.__getitem__) if name not in together
    }
    for name, entry in firsts:
        groups.setdefault(OTHERS if name in together else name, []).append(entry)
    return tuple((name, tuple(mine)) for name, mine in groups.items())


def _waiting(gap: Gap, grave: Mapping[tuple[str, str], int]) -> Waiting:
    stops, checks, tasks = (grave[kind, gap.question] for kind in GRAVE)
    return Waiting(stops, checks, tasks, len(gap.used_in) - stops - checks - tasks)


def _grave(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield for each grave entry where it counts, and each question that it waits for."""
    for risk in plan.risks:
        if kind := LEVELS.get(risk.risk.level):
            yield from ((kind, name) for name in risk.verdict.waits_for)
    for task in plan.checklist:
        if task.rank == "essential":
            yield from (("essential", name) for name in task.verdict.waits_for)
