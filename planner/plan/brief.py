"""The brief of one person: what keeps them from starting or signing, their tasks, what others owe.

Who is told of which risk stands in `data/vocabulary.toml` (`sees`) and at the risk (`topic`), whose
result goes to whom at the task (`result_to`), and the words in `data/words/brief.toml`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from planner.plan.checklist import is_good_practice
from planner.plan.groups import first_days, in_one_list, steps_left
from planner.rules.model import (
    RANKS,
    ChecklistItem,
    Library,
    Plan,
    PlannedItem,
    PlannedRisk,
    Verdict,
)
from planner.rules.words import joined, say, short_date

MOST_OWED = 10
STARTS = "start"  # what those see who start, let somebody start, or sign
AHEAD = ("planned", "late")  # the stages before the first day


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a brief: its title, what to know of it, and its verdict where it may only apply.

    `id` is that of a risk or a task; empty where the person may not see which it is.
    """

    title: str
    said: str
    id: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A list of a brief under a heading; `kind` says what the ids of its lines are of."""

    title: str
    kind: str
    lines: tuple[Line, ...]
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """What one person is told: the sections before their tasks, the tasks in groups, what follows.

    The groups of tasks are those that surely apply, by day and without a title, and then others;
    where there are none, `no_tasks` says so.
    """

    before: tuple[Section, ...]
    tasks_title: str
    tasks: tuple[tuple[str, list[PlannedItem]], ...]
    no_tasks: str
    practice: str  # the mark of good practice
    after: tuple[Section, ...]


def make_brief(plan: Plan, library: Library, owner: str, done: Collection[str] = ()) -> Brief:
    """Return the brief for an owner; one that the library lacks is a `KeyError`.

    `done` are the ids of what has a tick: a step before the start shows what is left of it.
    """
    before = (*_risks(plan, library, owner), _order(plan, library, owner, done))
    after = (_owed(plan, library, owner),)
    tasks = tuple(in_one_list(plan, library, owner))
    return Brief(
        before=tuple(section for section in before if section.lines),
        tasks_title=say("brief.tasks"),
        tasks=tasks,
        no_tasks="" if tasks else say("brief.no_tasks"),
        practice=say("brief.practice"),
        after=tuple(section for section in after if section.lines),
    )


def _risks(plan: Plan, library: Library, owner: str) -> Iterator[Section]:
    """Yield the risks that a person is told of, the stops first, in the order of the plan."""
    decides = STARTS in library.owners[owner].sees
    ahead = plan.stage.id in AHEAD
    for level in library.levels:
        risks = [planned for planned in plan.risks if planned.risk.level == level]
        told = [each for each in risks if _is_told(each, library, owner)]
        lines = [_risk_line(each, library, owner) for each in told]
        if decides and level == "stop":
            # Whoever starts or signs hears that there is one, and not which.
            hidden = dict.fromkeys(each.risk.owner for each in risks if each not in told)
            lines += [_hidden_line(other, library) for other in hidden]
        is_open = ahead and (level != "check" or plan.facts.papers_signed is not True)
        when = ("before" if is_open else "after") if decides else "others"
        yield Section(say(f"brief.{level}.{when}"), "risk", tuple(lines))


def _is_told(planned: PlannedRisk, library: Library, owner: str) -> bool:
    """Say whether a risk is the owner's, or on a topic that they see and not good practice.

    Of the checks of others only those hear who start or sign.
    """
    risk, sees = planned.risk, library.owners[owner].sees
    concerns = risk.level == "stop" or STARTS in sees
    return risk.owner == owner or (risk.topic in sees and concerns and not is_good_practice(risk))


def _risk_line(planned: PlannedRisk, library: Library, owner: str) -> Line:
    risk, is_sure = planned.risk, planned.verdict.truth is True
    verdict = None if is_sure else planned.verdict
    if risk.owner != owner and not is_sure:
        said = say("brief.open", owner=library.owners[risk.owner].title)
    else:
        whose = _called(risk.owner, library, owner)
        said = say("brief.whose", owner=whose, action=risk.action)
    return Line(f"{risk.title}.", said, risk.id, verdict)


def _hidden_line(other: str, library: Library) -> Line:
    asks = say("brief.ask_whether_settled")
    whose = say("brief.whose", owner=library.owners[other].title, action=asks)
    return Line(f"{say('brief.unseen')}.", whose)


def _order(plan: Plan, library: Library, owner: str, done: Collection[str]) -> Section:
    """Return the steps before a start that are left, in order, each with whose task it is.

    They are for those who start or sign, and for those with a task or a stop among them.
    """
    lines = []
    mine = STARTS in library.owners[owner].sees
    for step in steps_left(plan, done):
        owners = dict.fromkeys(planned.item.owner for planned in step.tasks)
        owners |= dict.fromkeys(planned.risk.owner for planned in step.stops)
        mine = mine or owner in owners
        you_first = sorted(owners, key=lambda each: each != owner)
        names = joined([_called(each, library, owner) for each in you_first])
        days = [planned.act_by for planned in step.tasks if planned.act_by]
        start = plan.facts.start_date
        if step.ready and start and step.ready > start:
            said = say("brief.step_too_late", owners=names, day=short_date(step.ready))
        elif days:
            said = say("brief.step", owners=names, day=short_date(max(days)))
        else:
            said = say("stages.step.settle", owners=names)
        lines.append(Line(f"{step.checkpoint.title}.", f"{said}."))
    return Section(say("brief.order"), "checkpoint", tuple(lines) if mine else (), in_order=True)


def _owed(plan: Plan, library: Library, owner: str) -> Section:
    """Return the tasks of others whose result goes to a person, by day.

    Where there are more than ten, those stay that surely apply and weigh most.
    """
    found = [
        (each, what)
        for each in plan.checklist
        if each.item.owner != owner and (what := _results(each.item, library).get(owner))
    ]
    found.sort(key=lambda pair: (not pair[0].verdict.truth, RANKS.index(pair[0].rank)))
    first = first_days(plan.checklist)
    kept = sorted(found[:MOST_OWED], key=lambda pair: pair[0].act_by or first[pair[0].item.phase])
    return Section(say("brief.owed"), "task", tuple(_owed_line(*pair, library) for pair in kept))


def _results(item: ChecklistItem, library: Library) -> dict[str, str]:
    """Return what goes to whom; a task that takes the place of others owes what these owe."""
    names = (*item.instead_of, *item.instead_at_home)  # of risks too
    replaced = [library.items[name] for name in names if name in library.items]
    tasks = (*reversed(replaced), item)  # its own words count first, then those of the first named
    return {result.owner: result.what for task in tasks for result in task.result_to}


def _owed_line(planned: PlannedItem, what: str, library: Library) -> Line:
    whose, day = library.owners[planned.item.owner].title, planned.act_by
    said = say("brief.what", what=what)
    if day:
        title = say("brief.owed_by", owner=whose, day=short_date(day))
    else:
        title = say("brief.owed_whenever", owner=whose)
        said = f"{said} {planned.item.due_rule.text}"
    verdict = None if planned.verdict.truth else planned.verdict
    return Line(title, said, planned.item.id, verdict)


def _called(other: str, library: Library, owner: str) -> str:
    return say("brief.you") if other == owner else library.owners[other].title
