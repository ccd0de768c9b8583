"""The working day by which to do each task, inside its time and in order, and what it makes of it.

Five tasks of one person are the most on a day, as long as another day of their time has room.

Whether a task belongs in the plan and on which day its rule puts it is decided before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

from planner.rules.dates import (
    act_by,
    add_working_days,
    anchors,
    due_date,
    moved_to_working_day,
    working_day,
    working_days_between,
)
from planner.rules.model import ChecklistItem, PlannedItem, Secondment

FROM_THE_STAGE = "today"  # the anchor of tasks that follow from the stage
UNDATED = "undated"
MOST_A_DAY = 5  # tasks of one person
DAY = timedelta(days=1)


def schedule(planned: Iterable[PlannedItem], facts: Secondment, today: date) -> list[PlannedItem]:
    """Return the tasks with their day and their status, in the order in which they came."""
    placed = _Diary(list(planned), facts, today).filled()
    return [_judged(each, facts, today) for each in placed]


def latest_day(item: ChecklistItem, due: date, facts: Secondment, today: date) -> date | None:
    """Return the day after which a task is overdue; none where its day is a default.

    A task that is due some time before another day is overdue only once that day has come.
    """
    if not item.set_by:
        return None
    rule, must = item.due_rule, due
    if rule.amount < 0:
        anchor = replace(rule, amount=0, unit="days")
        must = due_date(anchor, facts.start_date, facts.end_date, anchors(facts, today)) or due
    return must - DAY if rule.amount < 0 and rule.anchor == "start" else must


def _judged(each: PlannedItem, facts: Secondment, today: date) -> PlannedItem:
    """Return a planned task with the last day that binds and its status: see `PlannedItem`."""
    if each.due is None or each.act_by is None:
        return each
    must = latest_day(each.item, each.due, facts, today)
    in_time = "due" if each.act_by <= usual_day(each) else "tight"
    return replace(each, must_by=must, status="overdue" if must and must < today else in_time)


def usual_day(each: PlannedItem) -> date:
    """Return the last working day on which a task with a day is done by its due day."""
    assert each.due is not None
    if each.item.repeats:
        return working_day(each.due, 1)
    return moved_to_working_day(each.item.due_rule, each.due)


class _Diary:
    """The days that each person has taken already."""

    def __init__(self, planned: list[PlannedItem], facts: Secondment, today: date) -> None:
        self.facts, self.planned = facts, planned
        self.first = working_day(today, 1)
        self.today = today
        self.by_id = {each.item.id: each for each in planned}
        self.placed: dict[str, PlannedItem] = {}
        self.taken = Counter(
            (each.item.owner, day.act_by) for each in planned for day in each.occurrences
        )
        self.wished = {each.item.id: self._wished(each) for each in planned if each.due}
        self.wished |= self._spread_before_the_start()

    def filled(self) -> list[PlannedItem]:
        """Return every task; those that wait for others are placed after them."""
        known = [each for each in self.planned if each.item.id in self.wished]
        for each in sorted(known, key=self._turn):
            self._place(each)
        return [self.placed.get(each.item.id, each) for each in self.planned]

    def _turn(self, each: PlannedItem) -> tuple[bool, bool, date, date]:
        """Return the key by which tasks choose their day.

        Those that the stage asks for come first, then those with a last day that binds, which
        have fewer days to choose from.
        """
        return (
            each.item.due_rule.anchor != FROM_THE_STAGE,
            not self._last_that_binds(each),
            self.wished[each.item.id],
            each.due or date.max,
        )

    def _last_that_binds(self, each: PlannedItem) -> date | None:
        """Return the last day that law, contract or signature allows, where it is still to come."""
        must = each.due and latest_day(each.item, each.due, self.facts, self.today)
        return must if must and must >= self.today else None

    def _wished(self, each: PlannedItem) -> date:
        assert each.due is not None
        return act_by(each.item.due_rule, each.due, self.today)

    def _spread_before_the_start(self) -> Mapping[str, date]:
        """Spread what is due before a late start evenly over the working days that are left."""
        start = self.facts.start_date
        if self.facts.stage != "late" or start is None:
            return {}
        left = working_days_between(self.today, start) or [working_day(start, 1)]
        dated = [(x.due, x) for x in self.planned if x.due and _is_before_the_start(x)]
        dated.sort(key=lambda pair: pair[0])
        days = [left[place * len(left) // len(dated)] for place in range(len(dated))]
        return {
            # No later than the day that its rule names, where that is still to come.
            each.item.id: min(day, self._wished(each)) if due >= self.today else day
            for (due, each), day in zip(dated, days, strict=True)
        }

    def _place(self, each: PlannedItem) -> PlannedItem:
        """Give a task its day once, after those of the tasks it waits for."""
        id = each.item.id
        if id in self.placed:
            return self.placed[id]
        before = [
            self._place(self.by_id[other])
            for other in each.after
            if other in self.wished and not self.by_id[other].occurrences
        ]
        due = each.due
        if due and due >= self.today:
            due = max([due, *(other.due or due for other in before)])
        if each.occurrences:
            self.placed[id] = each
            return each
        lowest = max([self._earliest(each), *(other.act_by or date.min for other in before)])
        day = self._free_day(each, lowest, max(self.wished[id], lowest))
        self.taken[each.item.owner, day] += 1
        self.placed[id] = replace(each, due=due, act_by=day)
        return self.placed[id]

    def _free_day(self, each: PlannedItem, lowest: date, wished: date) -> date:
        """Return the day wished for, or the nearest earlier or else later one that has room."""
        latest = max(self._latest(each), lowest)
        wished = min(wished, latest)
        earlier = takewhile(lambda day: day >= lowest, _working_days(wished, -1))
        later = takewhile(lambda day: day <= latest, _working_days(wished, 1))
        for day in (*earlier, *later):
            if self.taken[each.item.owner, day] < MOST_A_DAY:
                return day
        return latest

    def _earliest(self, each: PlannedItem) -> date:
        rule, facts = each.item.due_rule, self.facts
        if rule.anchor == "end" and rule.amount > 0:
            begins = facts.end_date
        else:
            begins = None if _is_before_the_start(each) else facts.start_date
        is_today = rule.anchor in ("today", "old_end", "notice")
        return self.first if is_today or begins is None else max(self.first, working_day(begins, 1))

    def _latest(self, each: PlannedItem) -> date:
        """Return the last working day of its time; two weeks from now where that is over."""
        rule, facts = each.item.due_rule, self.facts
        ends = {
            "start": facts.end_date,
            "middle": facts.end_date,
            "end": facts.end_date,
            "old_end": facts.old_end_date,
            "notice": each.due,
        }.get(rule.anchor)
        if _is_before_the_start(each):
            start = facts.start_date
            last = working_day(start, 1) if start else None
        elif rule.anchor == "end" and rule.amount > 0:
            last = None
        else:
            last = working_day(ends, -1) if ends else None
        over = add_working_days(max(self.first, self.wished[each.item.id]), 10)
        open_until = over if last is None or last < self.first else last
        # What must have happened by a day has no later one, whatever else falls on it.
        must = self._last_that_binds(each)
        return min(open_until, max(self.first, working_day(must, -1))) if must else open_until


def _working_days(day: date, step: int) -> Iterable[date]:
    """Yield working days from one on, in one direction, for a year."""
    for _ in range(366):
        day = working_day(day, step)
        yield day
        day += step * DAY


def _is_before_the_start(each: PlannedItem) -> bool:
    rule = each.item.due_rule
    return rule.anchor == "start" and rule.amount < 0
