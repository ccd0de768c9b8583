"""The checklist of a case: which items belong in it, when each is due, and in what order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from planner.plan.schedule import FROM_THE_STAGE, UNDATED, schedule
from planner.rules.dates import (
    anchors,
    due_date,
    months_and_days,
    moved_within_month,
    repeated_days,
    working_day,
)
from planner.rules.judgement import Case
from planner.rules.model import (
    GOOD_PRACTICE,
    ChecklistItem,
    Library,
    Occurrence,
    Plan,
    PlannedItem,
    Risk,
    Secondment,
)
from planner.rules.phrases import blanks_in, filled
from planner.rules.truth import every
from planner.rules.words import joined, say

MOST_OCCURRENCES = 600  # fifty years of months
ANCHORS = ("start", "middle", "notice", "old_end", "end", "today", "")
WANTED: Mapping[str, list[str]] = {
    "start": ["start_date"],
    "end": ["end_date"],
    "old_end": ["old_end_date"],
    "notice": ["end_date", "notice_weeks"],
}
# The phases whose past tasks a stage leaves out: as one line to confirm, or, past the end, until
# somebody has decided what comes next.
BEHIND = {
    "started_without_papers": ("start",),
    "running": ("start",),
    "past_end": ("during", "end", "return"),
}


def make_checklist(case: Case, today: date) -> tuple[PlannedItem, ...]:
    """Return every item that belongs or may belong in the plan, by phase and by date."""
    planned = case.cached("checklist", lambda: _scheduled(case, today), today)
    return case.cached_by_facts(
        ("checklist", today), lambda own: tuple(_worded(each, own) for each in planned)
    )


def _scheduled(case: Case, today: date) -> tuple[PlannedItem, ...]:
    """Return the items with their days, in order, before the answers are put into their words."""
    planned = [
        _planned(case.with_sources(item), case, today)
        for item in case.library.items.values()
        if case.judge(item.applies).truth is not False and not not_to_do(item, case, today)
    ]
    present = {each.item.id: each for each in planned}
    linked = (
        replace(
            each,
            after=tuple(dict.fromkeys(_waited_for(each, each.item.after, present, case.library))),
        )
        for each in planned
    )
    dated = schedule(linked, case.tracked, today)
    return tuple(sorted(dated, key=_order(case)))


def _waited_for(
    planned: PlannedItem,
    ids: Iterable[str],
    present: Mapping[str, PlannedItem],
    library: Library,
) -> Iterator[str]:
    """Yield the items of a plan that an item waits for: those of the ids, or what stands for them.

    What is shown waits for nothing that is folded as good practice, but for what that waits for.
    """
    for id in ids:
        for other in _in_its_place(id, present, library):
            if other is planned:
                continue
            if is_good_practice(other) and not is_good_practice(planned):
                yield from _waited_for(planned, other.item.after, present, library)
            else:
                yield other.item.id


def _in_its_place(
    id: str, present: Mapping[str, PlannedItem], library: Library
) -> Iterator[PlannedItem]:
    """Yield an item of a plan by its id, or what takes its place in the same phase."""
    if id in present:
        yield present[id]
        return
    for other in present.values():
        named = id in (*other.item.instead_of, *other.item.instead_at_home)
        if named and other.item.phase == library.items[id].phase:
            yield other


def is_pressing(planned: PlannedItem) -> bool:
    """Say whether the stage asks for a task, so that it comes before others of its day."""
    return planned.item.due_rule.anchor == FROM_THE_STAGE


def is_good_practice(entry: PlannedItem | Risk) -> bool:
    """Say whether a task of a plan, or a risk, stands behind those to be shown first."""
    return entry.rank == GOOD_PRACTICE


def task_names(plan: Plan) -> dict[str, str]:
    """Return what each task is called where it is only referred to: itself, by its id."""
    return {each.item.id: each.item.title for each in plan.checklist}


def not_listed(planned: PlannedItem) -> str:
    """Return what to say of the days of a task that no output lists; empty where all are."""
    past, more = planned.occurrences_past, planned.occurrences_left_out
    said = [say("checklist.past", dates=past)] if past else []
    said += [say("checklist.left_out", dates=more)] if more else []
    return say("checklist.not_listed", dates=joined(said)) if said else ""


def not_to_do(item: ChecklistItem, case: Case, today: date) -> str:
    """Return why an item that applies is not in this plan: done already, or without a day."""
    if item.done_by and all(map(case.is_given, item.done_by)):
        labels = [case.library.questions[name].label for name in item.done_by]
        return say("reasons.done", questions=joined(labels))
    return _no_day(item, case.tracked, today)


def _no_day(item: ChecklistItem, facts: Secondment, today: date) -> str:
    """Return why an item that applies has no day in this plan; empty where it has one."""
    from_the_end = item.repeats or item.due_rule.anchor == "end"
    if facts.stage == "past_old_end" and item.phase in ("end", "return") and from_the_end:
        return say("reasons.waits_for_the_signature")
    if item.repeats:
        if facts.start_date is None or facts.end_date is None:
            return ""
        days = _days(item, facts)
        if not days:
            return say("reasons.never_due")
        return say("reasons.all_past") if max(days[-1], facts.end_date) < today else ""
    is_past = facts.end_date is not None and facts.end_date < today
    stage = "past_end" if facts.stage == "past_old_end" and is_past else facts.stage
    if item.phase not in BEHIND.get(stage, ()):
        return ""
    due = _due(item, facts, today)
    is_open = (item.set_by or item.applies.place) and facts.stage != "running"
    if due is None or due >= today or is_open:
        return ""
    return say("reasons.waits_for_the_end" if stage == "past_end" else "reasons.lies_behind")


def rank_in(item: ChecklistItem, case: Case) -> str:
    """Return the rank of the item in a case: its own, or good practice in a short or minor one."""
    if item.minor_when and every(case.ask(name)[0] for name in item.minor_when):
        return GOOD_PRACTICE
    start, end = case.tracked.start_date, case.tracked.end_date
    if not item.from_months or start is None or end is None:
        return item.rank
    months, _ = months_and_days(start, end)
    return item.rank if months >= item.from_months else GOOD_PRACTICE


def dates_wanted(planned: PlannedItem, facts: Secondment) -> list[str]:
    """Return the questions about dates without whose answer the item has no due day."""
    rule = planned.item.due_rule
    wanted = WANTED.get(rule.anchor, [])
    if rule.anchor == "middle" or planned.item.repeats:
        wanted = ["start_date", "end_date"]
    return [name for name in wanted if getattr(facts, name) is None]


def _days(item: ChecklistItem, facts: Secondment) -> tuple[date, ...]:
    return repeated_days(item.repeats, facts.start_date, facts.end_date)


def _planned(item: ChecklistItem, case: Case, today: date) -> PlannedItem:
    if item.repeats:
        return _repeated(item, case, today)
    due = _due(item, case.tracked, today)
    return PlannedItem(
        item=item,
        verdict=case.judge(item.applies),
        rank=rank_in(item, case),
        due=due,
        act_by=None,
        status=UNDATED,
    )


def _due(item: ChecklistItem, facts: Secondment, today: date) -> date | None:
    """Return the day that the rule of an item names, inside the time that it belongs to.

    What is counted back from the end of a short stay to a day before its start moves halfway
    through; what is counted on from the start stays before the end, unless a law counts.
    """
    rule, start, end = item.due_rule, facts.start_date, facts.end_date
    due = due_date(rule, start, end, anchors(facts, today))
    if due is None or start is None or end is None:
        return due
    if rule.anchor == "end" and due < start:
        return start + (end - start) / 2
    if rule.anchor == "start" and rule.amount > 0 and item.set_by != "law":
        return min(due, end)
    return due


def _repeated(item: ChecklistItem, case: Case, today: date) -> PlannedItem:
    end = case.tracked.end_date or date.max
    days = [
        Occurrence(number, day, moved_within_month(day, end))
        for number, day in enumerate(_days(item, case.tracked), 1)
    ]
    coming = [each for each in days if each.act_by >= today or each.due >= today]
    following = next(iter(coming or days[-1:]), None)
    return PlannedItem(
        item=item,
        verdict=case.judge(item.applies),
        rank=rank_in(item, case),
        due=following.due if following else None,
        act_by=max(following.act_by, working_day(today, 1)) if following else None,
        status=UNDATED,
        occurrences=tuple(
            replace(each, act_by=max(each.act_by, working_day(today, 1)))
            for each in coming[:MOST_OCCURRENCES]
        ),
        occurrences_past=len(days) - len(coming),
        occurrences_left_out=max(0, len(coming) - MOST_OCCURRENCES),
    )


def _worded(planned: PlannedItem, case: Case) -> PlannedItem:
    item = planned.item
    if not any(map(blanks_in, item.texts())):
        return planned
    title, why, *said = (filled(text, case.facts, case.library) for text in item.texts())
    steps = tuple(replace(step, text=text) for step, text in zip(item.steps, said, strict=True))
    worded = partial(replace, planned, item=replace(item, title=title, why=why, steps=steps))
    return case.cached(("task", item.id), worded, planned, title, why, steps)


def _order(case: Case) -> Callable[[PlannedItem], tuple[int, bool, int, date, int, int, int]]:
    """Return the sort key of the checklist: phase, what is sure, what has no date rule, by date.

    What the stage asks for comes first in its phase.

    A task that comes again stands at its first day, so that the order stays while days pass.
    """
    phases, places = list(case.library.phases), list(case.library.items)

    def key(planned: PlannedItem) -> tuple[int, bool, int, date, int, int, int]:
        item, rule = planned.item, planned.item.due_rule
        rank = -1 if is_pressing(planned) else 0 if not rule.anchor else 1 if planned.due else 2
        first = next(iter(_days(item, case.tracked)), None) if item.repeats else planned.due
        first = planned.act_by if is_pressing(planned) else first
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
