"""The public ids of the library, with earlier ids; reading files is elsewhere.

An id is a path: `items/plan-the-work`, `steps/plan-the-work/list`, `options/hours/part_time`. What
is public may stand in plan files, in links and in other programs, so it is never used again for
something else.
"""

from collections.abc import Iterable, Iterator, Mapping

from planner.rules.model import ChecklistItem, Library, Option, Question, Step

KINDS = ("questions", "owners", "phases", "places", "clauses", "items", "risks", "outlines")

type Ids = Mapping[str, tuple[str, ...]]


def public_ids(library: Library) -> dict[str, tuple[str, ...]]:
    """Return each public id of the library with the ids that it had before."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        for entry in getattr(library, kind).values():
            found[f"{kind}/{entry.id}"] = earlier(entry.was, kind)
    for question in library.questions.values():
        found |= dict(_options(question))
    for item in library.items.values():
        found |= dict(_steps(item))
    return found


def earlier(was: Iterable[str], within: str) -> tuple[str, ...]:
    """Return earlier ids as paths; one that was of another kind is written as its whole path."""
    return tuple(old if "/" in old else f"{within}/{old}" for old in was)


def heirs(library: Library) -> dict[str, tuple[str, ...]]:
    """Return what replaced each id that is gone, such as `items/old`.

    One heir is the same thing under another id; several share what was one.
    """
    return heirs_of(public_ids(library))


def heirs_of(ids: Ids) -> dict[str, tuple[str, ...]]:
    """Return the same for any ids with those that they had before."""
    found: dict[str, tuple[str, ...]] = {}
    for id, was in ids.items():
        for old in dict.fromkeys(was):
            found[old] = (*found.get(old, ()), id)
    return found


def moved(question: Question, option: Option) -> tuple[str, ...]:
    """Return the paths that an option has under earlier ids of its question."""
    return tuple(f"{each}/{option.id}" for each in earlier(question.was, "options"))


def _options(question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
    own = f"options/{question.id}"
    for option in question.options:
        yield f"{own}/{option.id}", (*moved(question, option), *earlier(option.was, own))


def _steps(item: ChecklistItem) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the steps; under a new name of the task each has a new path."""
    for step in item.steps:
        yield f"steps/{item.id}/{step.id}", moved_steps(item, step)


def moved_steps(item: ChecklistItem, step: Step) -> tuple[str, ...]:
    """Return the paths that a step has under earlier ids of its task."""
    return tuple(f"steps/{old}/{step.id}" for old in item.was if "/" not in old)
