"""What is ticked in a plan file. The page needs this at once, and the rest only to open a file."""

from typing import Any

FORMAT = 2
# Where a tick stands, and what it says there: by kind, name and value.
TICKS = (("tasks", "status", "done"), ("risks", "stand", "settled"))


def done_in(content: object) -> frozenset[str]:
    """Return the ids of tasks that are done, with `/` and its id each step, and of risks settled.

    What a later format says there is not taken to mean what it means today.
    """
    work = {} if is_later(content) else group(content, "work")
    whole = {
        id
        for kind, name, value in TICKS
        for id, edit in group(work, kind).items()
        if isinstance(edit, dict) and edit.get(name) == value
    }
    steps = {
        f"{id}/{step}"
        for id, edit in group(work, "tasks").items()
        for step, status in group(edit, "steps").items()
        if status == "done"
    }
    return frozenset(whole | steps)


def is_later(content: object) -> bool:
    """Say whether a file is of a later format than ours."""
    number = content.get("format") if isinstance(content, dict) else None
    return isinstance(number, int) and number > FORMAT


def group(content: object, name: str) -> dict[str, Any]:
    """Return a group of entries in a file; whatever else stands in its place counts as none."""
    found = content.get(name) if isinstance(content, dict) else None
    return found if isinstance(found, dict) else {}
