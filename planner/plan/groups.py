"""How what a plan holds stands in files: what surely applies, what may apply, good practice.

What may apply stands under the answer that decides it, as on the page. Of the steps before the
start only what has no tick is left.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from planner.plan.checklist import is_good_practice, is_pressing
from planner.plan.waiting import FEWEST, OTHERS, answer_next, by_question
from planner.rules.model import Library, Plan, PlannedCheckpoint, PlannedItem, PlannedRisk
from planner.rules.words import say

type Groups[T] = list[tuple[str, list[T]]]  # each with its heading, empty for what surely applies


def in_groups(plan: Plan, library: Library) -> Groups[PlannedItem]:
    """Return the tasks under the title of their phase, then what may apply, then good practice."""
    (_, sure), *behind = _by_certainty(plan.checklist, plan, library)
    groups = [
        (phase.title, [planned for planned in sure if planned.item.phase == phase.id])
        for phase in library.phases.values()
    ]
    return [(title, tasks) for title, tasks in (*groups, *behind) if tasks]


def by_certainty(tasks: Iterable[PlannedItem], plan: Plan, library: Library) -> Groups[PlannedItem]:
    """Return tasks of a plan that surely apply, then those that may, then good practice."""
    return [(title, mine) for title, mine in _by_certainty(tasks, plan, library) if mine]


def tasks_of(plan: Plan, library: Library, owner: str = "") -> list[PlannedItem]:
    """Return one person's tasks by day, or all in their order, as they stand in their groups.

    Those of a person without a day come before the first day of their phase.
    """
    tasks = list(plan.checklist)
    if owner:
        tasks = _by_day(planned for planned in tasks if planned.item.owner == owner)
    return [task for _, mine in by_certainty(tasks, plan, library) for task in mine]


def in_one_list(plan: Plan, library: Library, owner: str) -> Groups[PlannedItem]:
    """Return one person's tasks by day: what is sure, good practice too, then what may apply.

    What may apply stands under the answer that decides it.
    """
    own = _by_day(planned for planned in plan.checklist if planned.item.owner == owner)
    unsure = (planned for planned in own if not planned.verdict.truth)
    groups = [
        ("", [planned for planned in own if planned.verdict.truth]),
        *_until("tasks", unsure, plan, library),
    ]
    return [(title, tasks) for title, tasks in groups if tasks]


def risks_of(plan: Plan, library: Library, owner: str = "") -> Groups[PlannedRisk]:
    """Return the risks of one person, or all: what is sure, stops that may apply, others, the rest.

    A stop stands under the answer that decides it, however few they are.
    """
    mine = [planned for planned in plan.risks if owner in ("", planned.risk.owner)]
    practice = [planned for planned in mine if is_good_practice(planned.risk)]
    rest = [planned for planned in mine if planned not in practice]
    unsure = [planned for planned in rest if planned.verdict.truth is None]
    stops = (planned for planned in unsure if planned.risk.level == "stop")
    others = (planned for planned in unsure if planned.risk.level != "stop")
    groups = [
        ("", [planned for planned in rest if planned.verdict.truth]),
        *_until("stops", stops, plan, library, fewest=1),
        *_until("risks", others, plan, library),
        (say("checklist.rank.good_practice"), practice),
    ]
    return [(title, risks) for title, risks in groups if risks]


def steps_left(plan: Plan, done: Collection[str]) -> tuple[PlannedCheckpoint, ...]:
    """Return the steps before the start with the stops and tasks that have no tick yet.

    `done` are the ids of what is ticked. A step of which nothing is left has been passed.
    """
    steps = (
        replace(
            step,
            stops=tuple(each for each in step.stops if each.risk.id not in done),
            tasks=tuple(each for each in step.tasks if each.item.id not in done),
        )
        for step in plan.stage.to_pass
    )
    return tuple(step for step in steps if step.stops or step.tasks)


def _by_certainty(
    tasks: Iterable[PlannedItem], plan: Plan, library: Library
) -> Groups[PlannedItem]:
    """Return the groups, the first and the last of them even when they hold nothing."""
    tasks = list(tasks)
    rest = [planned for planned in tasks if not is_good_practice(planned)]
    unsure = (planned for planned in rest if not planned.verdict.truth)
    return [
        ("", [planned for planned in rest if planned.verdict.truth]),
        *_until("tasks", unsure, plan, library),
        (say("checklist.rank.good_practice"), [each for each in tasks if is_good_practice(each)]),
    ]


def _until[T: (PlannedItem, PlannedRisk)](
    kind: str, entries: Iterable[T], plan: Plan, library: Library, fewest: int = FEWEST
) -> Groups[T]:
    """Return what may apply under the answer that decides it, each group in the order given."""
    order = [gap.question for gap, _ in answer_next(plan)]
    groups = by_question(entries, order, fewest)
    return [(_heading(kind, name, library), list(mine)) for name, mine in groups]


def _heading(kind: str, question: str, library: Library) -> str:
    if question == OTHERS:
        return say(f"groups.{kind}.others")
    if not question:
        return say(f"groups.{kind}.may_apply")
    return say(f"groups.{kind}.until", question=library.questions[question].label)


def first_days(tasks: Iterable[PlannedItem]) -> dict[str, date]:
    """Return the first day of each phase of tasks; one without a day has that of the one before."""
    tasks = list(tasks)
    first: dict[str, date] = {}
    for planned in tasks:
        if planned.act_by:
            before = first.get(planned.item.phase, date.max)
            first[planned.item.phase] = min(before, planned.act_by)
    passed = date.min
    for phase in dict.fromkeys(planned.item.phase for planned in tasks):
        passed = first.setdefault(phase, passed)
    return first


def _by_day(tasks: Iterable[PlannedItem]) -> list[PlannedItem]:
    own = list(tasks)
    first = first_days(own)

    def key(planned: PlannedItem) -> tuple[date, bool, bool, date]:
        day = planned.act_by or first[planned.item.phase]
        return day, not is_pressing(planned), planned.act_by is not None, planned.due or date.min

    return sorted(own, key=key)
