"""What waits for an answer: the open questions by the harm they may clear, entries by question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from planner.plan.checklist import is_good_practice
from planner.rules.model import Gap, Plan, PlannedItem, PlannedRisk
from planner.rules.words import counted, say

OTHERS = "others"  # what takes the place of the question of a group that was put together
FEWEST = 3  # entries that make a group of their own worth its line


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
    kinds = dict(_kinds(plan))
    listed = [(gap, _waiting(gap, kinds)) for gap in plan.gaps]
    return tuple(sorted(listed, key=lambda each: each[1], reverse=True))


def bears_on(gap: Gap, found: Waiting) -> str:
    """Return in words what an answer may decide; where it decides nothing, how often it is used."""
    if not (found.stops or found.checks or found.essential):
        return say("waiting.used_in", places=len(gap.used_in))
    entries = counted(
        (found.stops, "possible stops"),
        (found.checks, "possible checks"),
        (found.essential, "possible essential tasks"),
    )
    return say("waiting.bears_on", entries=entries)


def by_question[T: (PlannedItem, PlannedRisk)](
    entries: Iterable[T], order: Iterable[str], fewest: int = 1
) -> tuple[tuple[str, tuple[T, ...]], ...]:
    """Return entries that may apply by the first of their questions in an order of questions.

    The question is empty where no answer decides; those entries come first. Groups of fewer than
    `fewest` entries become one at the end, `OTHERS`, where each entry names its own question.
    """
    places = {name: place for place, name in enumerate(("", *order))}
    groups: dict[str, list[T]] = {}
    for entry in entries:
        first = min(entry.verdict.waits_for, key=places.__getitem__, default="")
        groups.setdefault(first, []).append(entry)
    names: list[str] = sorted(groups, key=places.__getitem__)
    small: list[str] = [name for name in names if len(groups[name]) < fewest]
    if len(small) > 1:
        groups[OTHERS] = [entry for name in small for entry in groups[name]]
        names = [*(name for name in names if name not in small), OTHERS]
    return tuple((name, tuple(groups[name])) for name in names)


def _waiting(gap: Gap, kinds: Mapping[tuple[str, str], str]) -> Waiting:
    found = [kinds.get((entry, gap.question), "others") for entry in gap.used_in]
    return Waiting(*(found.count(each.name) for each in fields(Waiting)))


def _kinds(plan: Plan) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield a grave entry and a question it waits for, with where it counts."""
    for risk in plan.risks:
        kind = {"stop": "stops", "check": "checks"}.get(risk.risk.level)
        if kind and (kind == "stops" or not is_good_practice(risk.risk)):
            yield from (((risk.risk.id, name), kind) for name in risk.verdict.waits_for)
    for task in plan.checklist:
        if task.rank == "essential":
            yield from (((task.item.id, name), "essential") for name in task.verdict.waits_for)
