"""The checklist of a case: which items belong in it, when each is due, and in what order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from planner.dates import act_by, due_date, repeated_days, settled_day
from planner.judgement import Case
from planner.model import (
    ChecklistItem,
    Library,
    Occurrence,
    Plan,
    PlannedItem,
    Secondment,
)
from planner.phrases import blanks_in, filled

MOST_OCCURRENCES = 60
ANCHORS = ("start", "middle", "end", "")


def make_checklist(case: Case, today: date) -> tuple[PlannedItem, ...]:
    """Return every item that belongs or may belong in the plan, by phase and by date."""
    planned = case.kept("checklist", lambda: _scheduled(case, today), today)
    return tuple(_worded(each, case) for each in planned)


def _scheduled(case: Case, today: date) -> tuple[PlannedItem, ...]:
    """Return the items with their days, in order, before the answers are put into their words."""
    planned = [
        _planned(item, case, today)
        for item in case.library.items.values()
        if case.judge(item.gate).truth is not False and not never_falls_due(item, case.known)
    ]
    present = {each.item.id for each in planned}
    linked = (
        replace(each, after=tuple(id for id in each.item.after if id in present))
        for each in planned
    )
    return tuple(sorted(linked, key=_order(case.library)))


def tasks_of(plan: Plan, owner: str) -> list[PlannedItem]:
    """Return one person's tasks by phase and day, whether they are sure or not."""
    own = [planned for planned in plan.checklist if planned.item.owner == owner]
    phases = list(dict.fromkeys(planned.item.phase for planned in own))
    return sorted(own, key=lambda each: (phases.index(each.item.phase), each.due or date.min))


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
    days = _days(item, case.known)
    due = due_date(item.due_rule, case.known.start_date, case.known.end_date)
    if item.repeats:
        due = next((day for day in days if day >= today), days[-1] if days else None)
    return PlannedItem(
        item=item,
        verdict=case.judge(item.gate),
        due=due,
        act_by=act_by(item.due_rule, due, today) if due else None,
        status="undated" if due is None else "overdue" if due < today else "due",
        occurrences=tuple(
            Occurrence(day, settled_day(item.due_rule, day), "past" if day < today else "due")
            for day in days[:MOST_OCCURRENCES]
        ),
        occurrences_left_out=max(0, len(days) - MOST_OCCURRENCES),
    )


def _worded(planned: PlannedItem, case: Case) -> PlannedItem:
    item = planned.item
    if not (blanks_in(item.task) or blanks_in(item.why)):
        return planned
    task, why = (filled(text, case.facts, case.library) for text in (item.task, item.why))
    worded = partial(replace, planned, item=replace(item, task=task, why=why))
    return case.kept(("task", item.id), worded, planned, task, why)


def _order(library: Library) -> Callable[[PlannedItem], tuple[int, bool, int, date, int, int, int]]:
    """Return the sort key of the checklist: phase, what is sure, what has no date rule, by date."""
    phases, places = list(library.phases), list(library.items)

    def key(planned: PlannedItem) -> tuple[int, bool, int, date, int, int, int]:
        item, rule = planned.item, planned.item.due_rule
        rank = 0 if not rule.anchor else 1 if planned.due else 2
        first = planned.occurrences[0].due if planned.occurrences else planned.due
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
