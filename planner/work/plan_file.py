"""The plan file: answers and work, read from what a person kept, whatever wrote it.

The page holds this document and writes it, so that a plan can be saved where Python does not start.
Nothing of a file is dropped without being named: what is not known here is kept and written again.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import cast

from planner.work.shape import Json, Misfit, Schema, fitting

KIND = "secondment plan"
FORMAT = 2
MOST_BYTES = 2**20
MOST_DEPTH = 32
MOST_NODES = 20_000
# Outside the texts of a JSON file, only these open and close a level.
TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
CHANGED_IN_2 = ("done", "library_version")

type Content = dict[str, Json]


class FileProblem(ValueError):
    """A file that cannot be opened, in words for the person who chose it."""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file that was opened.

    `content` is the whole of it in the present format, with what is not known here, to be written
    again; `fit` is what of it can be used. `misfits` names everything in which the two differ.
    `from_format` is the format that was found. A later one than ours is `read_only`: saving it here
    would lose what this edition does not know of.
    """

    content: Content
    fit: Content
    misfits: tuple[Misfit, ...]
    from_format: int
    read_only: bool


def open_file(text: str, risks: Collection[str] = ()) -> PlanFile:
    """Return a plan file; `FileProblem` says what is wrong with one that cannot be opened.

    `risks` holds the ids of the library's risks: format 1 kept them in one list with the tasks.
    """
    found = _parsed(text)
    number = found.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise FileProblem("This plan does not say which format it has, so it cannot be opened.")
    answers = found.get("answers", {})
    if not isinstance(answers, dict):
        raise FileProblem("This plan is damaged: its answers cannot be read.")
    content = migrated(found, risks) if number < FORMAT else found
    read = {name: content[name] for name in content if number <= FORMAT or name in OF_LATER}
    fit, misfits = fitting(read | {"format": FORMAT}, schema())
    return PlanFile(
        content=content,
        fit=cast(Content, fit or {}),
        misfits=misfits,
        from_format=number,
        read_only=number > FORMAT,
    )


# Of a later format nothing but this is taken to mean what it means today.
OF_LATER = ("kind", "answers", "plan_id", "revision", "saved")


def migrated(found: Content, risks: Collection[str] = ()) -> Content:
    """Return a file of format 1 as one of format 2; what was ticked is done, or settled."""
    content = {name: value for name, value in found.items() if name not in CHANGED_IN_2}
    content["format"] = FORMAT
    content["made_with"] = {"library": found.get("library_version", ""), "policy": ""}
    ticked = found.get("done", [])
    ids = [each for each in ticked if isinstance(each, str)] if isinstance(ticked, list) else []
    work: Content = {
        "tasks": {each: {"status": "done"} for each in ids if each not in risks},
        "risks": {each: {"stand": "settled"} for each in ids if each in risks},
    }
    content["work"] = {name: entries for name, entries in work.items() if entries}
    return content


def written(content: Content) -> str:
    """Return a plan file as the page writes it."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


@cache
def schema() -> Schema:
    """Return the published schema of a plan file."""
    path = files("planner") / "schemas" / "plan-file.schema.json"
    return cast(Schema, json.loads(path.read_text("utf-8")))


def _parsed(text: str) -> Content:
    """Return the content of a file that is small and flat enough to be read at all."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise FileProblem("This file is larger than any saved plan: more than 1 MB.")
    if _depth(text) > MOST_DEPTH:
        raise FileProblem("This is not a saved plan: its parts stand too deep inside each other.")
    try:
        content = json.loads(
            text.removeprefix("\ufeff"), parse_constant=_refused, parse_float=_finite
        )
    except ValueError:
        raise FileProblem("This is not a saved plan: the file does not hold JSON.") from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise FileProblem("This is not a saved plan. Choose a file that this page saved.")
    if _nodes(content) > MOST_NODES:
        raise FileProblem("This file holds more entries than any saved plan.")
    return content


def _refused(name: str) -> Json:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else cast(float, _refused(digits))


def _depth(text: str) -> int:
    depth = most = 0
    for sign in TEXTS.sub("", text):
        depth += (sign in "[{") - (sign in "]}")
        most = max(most, depth)
    return most


def _nodes(value: Json) -> int:
    waiting, count = [value], 0
    while waiting:
        each = waiting.pop()
        count += 1
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return count
