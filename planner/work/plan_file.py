"""The plan file: answers and work, read from a saved file of any edition.

The page holds this document and writes it, so that a plan can be saved where Python does not start.
Nothing of a file is dropped without being named: what is not known here is kept and written again.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import cast

from planner.rules.words import say
from planner.work.shape import Json, Misfit, Schema, fitting
from planner.work.ticks import FORMAT, TICKS, is_later

KIND = "secondment plan"
MOST_BYTES = 2**20
MOST_DEPTH = 32
MOST_NODES = 20_000
# Outside strings, only these characters open and close a level of JSON.
TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
FIELDS = (
    *("kind", "format", "plan_id", "revision", "saved", "made_with", "answers", "work"),
    *("shown", "base", "log", "private"),
)
CHANGED_IN_2 = ("done", "library_version")
PLAN_ID = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")
LATEST = 2**31 - 1  # what a calendar program may keep a number in

type Content = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which plan this is and which state of it; calendar entries are told apart and kept by it.

    `plan_id` stays with a plan for life. `revision` rises with every state that was saved or taken
    away; the page counts the minutes since 1970, so that it also rises where a copy of the plan
    went on elsewhere. Both are empty where a file does not say.
    """

    plan_id: str = ""
    revision: int = 0


class FileProblem(ValueError):
    """A file that cannot be opened, in words for the person who chose it."""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file that was opened.

    `content` is the whole of it in the present format, with what is not known here, to be written
    again; `fit` is what of it can be used. `misfits` names everything in which the two differ.
    `from_format` is the format that was found. A later one than ours is `read_only`: saving it here
    would lose what this edition does not know of. `found` is the file as it stands.
    """

    found: Content
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
        raise FileProblem(say("opening.problem.no_format"))
    answers = found.get("answers", {})
    if not isinstance(answers, dict):
        raise FileProblem(say("opening.problem.no_answers"))
    content = migrated(found, risks) if number < FORMAT else found
    read = {name: content[name] for name in content if number <= FORMAT or name in OF_LATER}
    fit, misfits = fitting(read | {"format": FORMAT}, schema())
    return PlanFile(
        found=found,
        content=content,
        fit=cast(Content, fit or {}),
        misfits=misfits,
        from_format=number,
        read_only=is_later(found),
    )


# Of a later format only this is sure to have the meaning it has today.
OF_LATER = ("kind", "answers", "plan_id", "revision", "saved")


def migrated(found: Content, risks: Collection[str] = ()) -> Content:
    """Return a file of format 1 as one of format 2; what was ticked is done, or settled."""
    content = {name: value for name, value in found.items() if name not in CHANGED_IN_2}
    content |= file_head(found.get("library_version", ""))
    ticked = found.get("done", [])
    ids = [each for each in ticked if isinstance(each, str)] if isinstance(ticked, list) else []
    work: Content = {}
    for kind, name, value in TICKS:
        mine = [each for each in ids if (each in risks) == (kind == "risks")]
        if mine:
            work[kind] = {each: {name: value} for each in mine}
    content["work"] = work
    return content


def file_head(library_version: Json) -> Content:
    """Return what stands at the head of every plan file; the rest belongs to one plan."""
    made_with: Content = {"library": library_version, "policy": ""}
    return {"kind": KIND, "format": FORMAT, "made_with": made_with}


def new_file(library_version: str, answers: Mapping[str, object]) -> Content:
    """Return a plan file of answers in which nothing has been done yet."""
    return {**file_head(library_version), "answers": {**as_texts(answers)}, "work": {}}


def as_texts(answers: Mapping[str, object]) -> dict[str, Json]:
    """Return answers as a plan file holds them: texts, yes or no for true or false, and rows."""
    return {name: _as_held(answer) for name, answer in answers.items() if answer is not None}


def _as_held(answer: object) -> Json:
    if not isinstance(answer, list):
        return _as_text(answer)
    rows = [(str(n), row) for n, row in enumerate(answer, 1) if isinstance(row, dict)]
    return [
        {"id": id, **{name: _as_text(cell) for name, cell in row.items() if cell is not None}}
        for id, row in rows
    ]


def _as_text(answer: object) -> str:
    said = {True: "yes", False: "no"}
    return said[answer] if isinstance(answer, bool) else str(answer)


def read_identity(content: object) -> Identity:
    """Return the identity in what a plan file holds; whatever is not one counts as none."""
    found = content if isinstance(content, dict) else {}
    plan_id, revision = found.get("plan_id"), found.get("revision")
    known = isinstance(plan_id, str) and PLAN_ID.fullmatch(plan_id)
    counts = type(revision) is int and 0 <= revision <= LATEST
    return Identity(str(plan_id) if known else "", int(revision or 0) if counts else 0)


def copy_to_hand_on(
    content: Content, library_version: str, saved: date, identity: Identity, shown: Content
) -> Content:
    """Return a plan file as it is saved on a day, for others than the person who works on it.

    What is private stays out. A file of a later format is not changed otherwise.
    """
    kept = {name: value for name, value in content.items() if name != "private"}
    if is_later(content):
        return kept
    kept |= file_head(library_version)
    kept |= {"plan_id": identity.plan_id, "revision": identity.revision}
    return kept | {"saved": saved.isoformat(), "shown": shown}


def written(content: Content) -> str:
    """Return a plan file as the page writes it: what is known first, in the order of `FIELDS`."""
    ordered = {name: content[name] for name in (*FIELDS, *content) if name in content}
    return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"


@cache
def schema() -> Schema:
    """Return the published schema of a plan file."""
    path = files("planner") / "schemas" / "plan-file.schema.json"
    return cast(Schema, json.loads(path.read_text("utf-8")))


def _parsed(text: str) -> Content:
    """Return the content of a file that is small and flat enough to be read at all."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise FileProblem(say("opening.problem.too_large"))
    if _depth(text) > MOST_DEPTH:
        raise FileProblem(say("opening.problem.too_deep"))
    try:
        content = json.loads(
            text.removeprefix("\ufeff"), parse_constant=_refused, parse_float=_finite
        )
    except ValueError:
        raise FileProblem(say("opening.problem.no_json")) from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise FileProblem(say("opening.problem.no_plan"))
    if _nodes(content) > MOST_NODES:
        raise FileProblem(say("opening.problem.too_full"))
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
