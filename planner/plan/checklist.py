"""The checklist of a case: which items belong in it, when each is due, and in what order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from planner.rules.dates import (
    act_by,
    due_date,
    repeated_days,
    settled_in_month,
    working_day,
)
from planner.rules.judgement import Case
from planner.rules.model import (
    ChecklistItem,
    Occurrence,
    Plan,
    PlannedItem,
    Secondment,
)
from planner.rules.phrases import blanks_in, filled
from planner.rules.words import joined, say

MOST_OCCURRENCES = 600  # fifty years of months
ANCHORS = ("start", "middle", "end", "")


def make_checklist(case: Case, today: date) -> tuple[PlannedItem, ...]:
    """Return every item that belongs or may belong in the plan, by phase and by date."""
    planned = case.kept("checklist", lambda: _scheduled(case, today), today)
    return tuple(_worded(each, case) for each in planned)


def _scheduled(case: Case, today: date) -> tuple[PlannedItem, ...]:
    """Return the items with their days, in order, before the answers are put into their words."""
    planned = [
        _planned(replace(item, sources=case.sources(item.sources)), case, today)
        for item in case.library.items.values()
        if case.judge(item.gate).truth is not False and not never_falls_due(item, case.known)
    ]
    present = {each.item.id for each in planned}
    linked = (
        replace(each, after=tuple(id for id in each.item.after if id in present))
        for each in planned
    )
    return tuple(sorted(linked, key=_order(case)))


def tasks_of(plan: Plan, owner: str) -> list[PlannedItem]:
    """Return one person's tasks in the order of their days, whether they are sure or not.

    Those without a day come before the first day of their phase.
    """
    own = [planned for planned in plan.checklist if planned.item.owner == owner]
    first: dict[str, date] = {}
    for planned in own:
        if planned.act_by:
            before = first.get(planned.item.phase, date.max)
            first[planned.item.phase] = min(before, planned.act_by)
    passed = date.min
    for phase in dict.fromkeys(planned.item.phase for planned in own):
        passed = first.setdefault(phase, passed)

    def key(planned: PlannedItem) -> tuple[date, bool, date]:
        day = planned.act_by or first[planned.item.phase]
        return day, planned.act_by is not None, planned.due or date.min

    return sorted(own, key=key)


def task_names(plan: Plan) -> dict[str, str]:
    """Return what each task is called where it is only referred to: itself, by its id."""
    return {each.item.id: each.item.task.removesuffix(".") for each in plan.checklist}


def not_listed(planned: PlannedItem) -> str:
    """Return what to say of the days of a task that no output lists; empty where all are."""
    past, more = planned.occurrences_past, planned.occurrences_left_out
    said = [say("checklist.past", dates=past)] if past else []
    said += [say("checklist.left_out", dates=more)] if more else []
    return say("checklist.not_listed", dates=joined(said)) if said else ""


def never_falls_due(item: ChecklistItem, facts: Secondment) -> bool:
    """Say whether the item comes again in a rhythm that is longer than the secondment."""
    known = facts.start_date is not None and facts.end_date is not None
    return bool(item.repeats) and known and not _days(item, facts)


def dates_wanted(planned: PlannedItem, facts: Secondment) -> list[str]:
    """Return the questions about dates without whose answer the item has no due day."""
    rule = planned.item.due_rule
    wanted = {"start": ["start_date"], "end": ["end_date"]}.get(rule.anchor, [])
    if rule.anchor == "middle" or planned.item.repeats:
        wanted = ["start_date", "end_date"]
    return [name for name in wanted if getattr(facts, name) is None]


def _days(item: ChecklistItem, facts: Secondment) -> tuple[date, ...]:
    return repeated_days(item.repeats, facts.start_date, facts.end_date)


def _planned(item: ChecklistItem, case: Case, today: date) -> PlannedItem:
    if item.repeats:
        return _repeated(item, case, today)
    due = due_date(item.due_rule, case.known.start_date, case.known.end_date)
    return PlannedItem(
        item=item,
        verdict=case.judge(item.gate),
        due=due,
        act_by=act_by(item.due_rule, due, today) if due else None,
        status=_status(due, today),
    )


def _repeated(item: ChecklistItem, case: Case, today: date) -> PlannedItem:
    end = case.known.end_date or date.max
    days = [
        Occurrence(number, day, settled_in_month(day, end))
        for number, day in enumerate(_days(item, case.known), 1)
    ]
    coming = [each for each in days if each.act_by >= today or each.due >= today]
    following = next(iter(coming or days[-1:]), None)
    return PlannedItem(
        item=item,
        verdict=case.judge(item.gate),
        due=following.due if following else None,
        act_by=max(following.act_by, working_day(today, 1)) if following else None,
        status=_status(following.due if following else None, today),
        occurrences=tuple(
            replace(each, act_by=max(each.act_by, working_day(today, 1)))
            for each in coming[:MOST_OCCURRENCES]
        ),
        occurrences_past=len(days) - len(coming),
        occurrences_left_out=max(0, len(coming) - MOST_OCCURRENCES),
    )


def _status(due: date | None, today: date) -> str:
    return "undated" if due is None else "overdue" if due < today else "due"


def _worded(planned: PlannedItem, case: Case) -> PlannedItem:
    item = planned.item
    if not (blanks_in(item.task) or blanks_in(item.why)):
        return planned
    task, why = (filled(text, case.facts, case.library) for text in (item.task, item.why))
    worded = partial(replace, planned, item=replace(item, task=task, why=why))
    return case.kept(("task", item.id), worded, planned, task, why)


def _order(case: Case) -> Callable[[PlannedItem], tuple[int, bool, int, date, int, int, int]]:
    """Return the sort key of the checklist: phase, what is sure, what has no date rule, by date.

    A task that comes again stands at its first day, so that the order stays while days pass.
    """
    phases, places = list(case.library.phases), list(case.library.items)

    def key(planned: PlannedItem) -> tuple[int, bool, int, date, int, int, int]:
        item, rule = planned.item, planned.item.due_rule
        rank = 0 if not rule.anchor else 1 if planned.due else 2
        first = next(iter(_days(item, case.known)), None) if item.repeats else planned.due
        return (
            phases.index(item.phase),
            planned.verdict.truth is None,
            rank,
            first or date.max,
            ANCHORS.index(rule.anchor),
            rule.amount,
            places.index(item.id),
        )

    return key
