"""Where a case stands on a day: worked out from its dates and a few answers, never asked for.

The sentences are in `data/words/stages.toml`, what has to come before the first day in
`data/checkpoints.toml`. A last day that has passed is told apart by which it was: `past_end` is
the end, `past_old_end` the one before an extension that nobody is known to have signed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from planner.rules.conditions import CHANGES
from planner.rules.dates import add_working_days, anchors, working_day
from planner.rules.judgement import Case
from planner.rules.model import Checkpoint, Library, Secondment
from planner.rules.truth import Truth, some

ENDED = ("back", "stays")  # answers that say what came after the last day
# The questions whose answers are read here, apart from the dates and `change`.
ANSWERS = ("papers_signed", "extension_signed", "after_end")
SIGNED_BY = 28  # days before the start by which papers should be signed, the handbook's default


def case_on_day(
    facts: Secondment, library: Library, today: date, before: Case | None = None
) -> Case:
    """Return the case of facts on a day, which has the cache of the one `before`."""
    undated = Case(facts, library, before and before.undated)
    return Case(on_day(undated, today), library, before, undated)


def on_day(undated: Case, today: date) -> Secondment:
    """Return the facts with the stage that they have on a day, and what may make it late."""
    stage, waits = undated.cached("on day", lambda: _on_day(undated, today), today)
    return replace(undated.facts, stage=stage, start_waits_for=waits)


def _on_day(case: Case, today: date) -> tuple[str, tuple[str, ...]]:
    stage = _stage(case, today)
    waits = _may_make_it_late(case, today) if stage == "planned" else ()
    return stage, tuple(dict.fromkeys(waits))


def _stage(case: Case, today: date) -> str:
    """Return the stage; an extension that is not known to be signed leaves the old end in force."""
    facts = case.tracked
    start, end = facts.start_date, facts.end_date
    if end and end < today and facts.after_end in ENDED:
        return "over"
    if _runs_past_its_old_end(facts, today) and not facts.extension_signed:
        return "past_old_end"
    if end and end < today:
        return "past_end"
    if facts.change in CHANGES:
        notice = anchors(facts, today)["notice"]
        is_short = facts.change == "ends_early" and notice is not None and notice < today
        return "changing_on_short_notice" if is_short else "changing"
    if start is None:
        return "planned"
    if start <= today:
        return "running" if facts.papers_signed else "started_without_papers"
    if facts.papers_signed:
        return "ready"
    return "planned" if start >= _in_time(case, today) else "late"


def _runs_past_its_old_end(facts: Secondment, today: date) -> bool:
    """Say whether a last day has passed before a later one, whatever else changes with it."""
    old, end = facts.old_end_date, facts.end_date
    if old is None or old >= today or facts.change == "ends_early":
        return False
    return end is None or end > old


def to_pass(case: Case) -> tuple[Checkpoint, ...]:
    """Return the checkpoints that surely apply, in the order in which to pass them."""
    return tuple(each for each in case.library.checkpoints.values() if _applies(each, case)[0])


def _applies(each: Checkpoint, case: Case) -> tuple[Truth, tuple[str, ...]]:
    """Return whether a checkpoint applies by itself or for a stop, and what that waits for."""
    rules = (each.applies, *(case.library.risks[id].applies for id in each.stops))
    found = [case.judge(rule) for rule in rules]
    waits = (name for verdict in found if verdict.truth is None for name in verdict.waits_for)
    return some(verdict.truth for verdict in found), tuple(dict.fromkeys(waits))


def _may_make_it_late(case: Case, today: date) -> Iterator[str]:
    """Yield the questions on whose answers it rests whether the time before the start is enough."""
    start = case.tracked.start_date
    if start is None:
        return
    judged = [(each, *_applies(each, case)) for each in case.library.checkpoints.values()]
    # Two open steps may be too long together where neither is alone.
    possible = [each for each, truth, _ in judged if truth is not False]
    chains = [chain_to(each, possible) for each in possible]
    too_long = [chain for chain in chains if start < ready(chain, today)]
    for each, truth, waits in judged:
        if truth is None and any(each in chain for chain in too_long):
            yield from waits


def _longest_chain(steps: Iterable[Checkpoint]) -> tuple[Checkpoint, ...]:
    """Return the steps that wait for each other and together take longest, the first one first.

    Of chains that take equally long it is one that the law asks for, then the shortest.
    """
    held = tuple(steps)
    return max((chain_to(each, held) for each in held), key=_weight, default=())


def chain_to(each: Checkpoint, steps: Sequence[Checkpoint]) -> tuple[Checkpoint, ...]:
    """Return a step with the chain before it that takes longest, of those that are in `steps`."""
    before = (chain_to(other, steps) for other in steps if other.id in each.after)
    return (*max(before, key=_weight, default=()), each)


def _weight(chain: tuple[Checkpoint, ...]) -> tuple[int, bool, int]:
    return sum(each.days for each in chain), any(each.by_law for each in chain), -len(chain)


def can_be_dated(step: Checkpoint, steps: Sequence[Checkpoint]) -> bool:
    """Say whether it is known how long a step takes, and how long all that it waits for does."""
    before = (other for other in steps if other.id in step.after)
    return not step.until and all(can_be_dated(other, steps) for other in before)


def what_decides(case: Case) -> tuple[Checkpoint, ...]:
    """Return the chain of steps that decides on the nearest start: see `ready`.

    What nobody can date is left out of it: see `Checkpoint`.
    """
    return _longest_chain(each for each in to_pass(case) if not each.until)


def _in_time(case: Case, today: date) -> date:
    """Return the first day of a start that is not late; what nobody can date has its least time."""
    return ready(_longest_chain(to_pass(case)), today)


def ready(chain: Iterable[Checkpoint], today: date) -> date:
    """Return the first working day on which steps are done that begin today, one after another."""
    return add_working_days(working_day(today, 1), sum(each.days for each in chain))


def questions_raised(facts: Secondment, today: date) -> tuple[str, ...]:
    """Return the questions that the dates raise and nobody has answered, most pressing first.

    No is the default of `change`, so it counts as unanswered as long as the papers are open.
    """
    return tuple(_raised(facts, today))


def _raised(facts: Secondment, today: date) -> Iterator[str]:
    start, end = facts.start_date, facts.end_date
    is_over = end is not None and end < today
    works_on = _runs_past_its_old_end(facts, today) and facts.after_end not in ENDED
    if works_on and facts.extension_signed is None:
        yield "extension_signed"
    if is_over:
        if facts.after_end is None:
            yield "after_end"
    elif facts.change == "no" and start and facts.papers_signed is None:
        if (start - today).days <= SIGNED_BY:
            yield "papers_signed"
        if start <= today:
            yield "change"
