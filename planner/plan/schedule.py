"""The working day by which to do each task: inside its time and in order.

Five tasks of one person are the most on a day, as long as another day of their time has room.

Whether a task belongs in the plan and on which day its rule puts it is decided before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

from planner.rules.dates import act_by, add_working_days, working_day, working_days_between
from planner.rules.model import PlannedItem, Secondment

FROM_THE_STAGE = ("today", "passed_end")  # the anchors of tasks that follow from the stage
MOST_A_DAY = 5  # tasks of one person
DAY = timedelta(days=1)


def schedule(planned: Iterable[PlannedItem], facts: Secondment, today: date) -> list[PlannedItem]:
    """Return the tasks with the day by which to do each, in the order in which they came."""
    return _Diary(list(planned), facts, today).filled()


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

    def _turn(self, each: PlannedItem) -> tuple[date, bool, date]:
        """Return the key by which tasks choose their day: those that the stage asks for first."""
        return (
            self.wished[each.item.id],
            each.item.due_rule.anchor not in FROM_THE_STAGE,
            each.due or date.max,
        )

    def _wished(self, each: PlannedItem) -> date:
        assert each.due is not None
        return act_by(each.item.due_rule, each.due, self.today)

    def _spread_before_the_start(self) -> Mapping[str, date]:
        """Spread what is due before a late start evenly over the working days that are left."""
        start = self.facts.start_date
        if self.facts.stage != "late" or start is None:
            return {}
        left = working_days_between(self.today, start) or [working_day(start, 1)]
        tasks = [each for each in self.planned if each.due and _is_before_the_start(each)]
        tasks.sort(key=lambda each: each.due or date.max)
        return {
            each.item.id: left[place * len(left) // len(tasks)] for place, each in enumerate(tasks)
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
        is_today = rule.anchor in ("today", "passed_end", "old_end", "notice")
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
        return over if last is None or last < self.first else last


def _working_days(day: date, step: int) -> Iterable[date]:
    """Yield working days from one on, in one direction, for a year."""
    for _ in range(366):
        day = working_day(day, step)
        yield day
        day += step * DAY


def _is_before_the_start(each: PlannedItem) -> bool:
    rule = each.item.due_rule
    return rule.anchor == "start" and rule.amount < 0
