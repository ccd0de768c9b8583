"""The plan file: what a person keeps on disk and opens again; nothing of the plan itself is in it.

It holds the answers as given, even those with problems, so that nothing is lost. The page writes
it, so that answers can be saved also where Python does not start.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

FORMAT = 1
KIND = "secondment plan"


PLAN_ID = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")
LATEST = 2**31 - 1  # what a calendar program may keep a number in


@dataclass(frozen=True, slots=True)
class Identity:
    """Which plan this is and which state of it; calendar entries are told apart and kept by it.

    `plan_id` stays with a plan for life. `revision` counts minutes since 1970 and rises with every
    state that was saved or taken away. Both are empty where a file does not say.
    """

    plan_id: str = ""
    revision: int = 0


class FileProblem(ValueError):
    """A file that cannot be opened, in words for the person who chose it."""


def file_head(library_version: str) -> dict[str, object]:
    """Return what stands at the head of a plan file; the page adds the day, answers and ticks."""
    return {"kind": KIND, "format": FORMAT, "library_version": library_version}


def as_texts(answers: Mapping[str, object]) -> dict[str, str]:
    """Return answers as a plan file holds them: texts, and yes or no where one is true or false."""
    said = {True: "yes", False: "no"}
    return {
        name: said[answer] if isinstance(answer, bool) else str(answer)
        for name, answer in answers.items()
        if answer is not None
    }


def plan_file(
    library_version: str,
    saved: date,
    answers: Mapping[str, str],
    done: Iterable[str],
    identity: Identity,
) -> str:
    """Return a plan file as the page writes it."""
    content = {
        **file_head(library_version),
        "plan_id": identity.plan_id,
        "revision": identity.revision,
        "saved": saved.isoformat(),
        "answers": dict(answers),
        "done": sorted(done),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_identity(content: object) -> Identity:
    """Return the identity in what a plan file holds; whatever is not one counts as none."""
    found = content if isinstance(content, dict) else {}
    plan_id, revision = found.get("plan_id"), found.get("revision")
    known = isinstance(plan_id, str) and PLAN_ID.fullmatch(plan_id)
    counts = type(revision) is int and 0 <= revision <= LATEST
    return Identity(str(plan_id) if known else "", int(revision or 0) if counts else 0)


def read_file(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the answers and the ids of tasks done; `FileProblem` says what is wrong."""
    try:
        content = json.loads(text)
    except ValueError:
        raise FileProblem("This is not a saved plan: the file does not hold JSON.") from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise FileProblem("This is not a saved plan. Choose a file that this page saved.")
    if content.get("format") != FORMAT:
        found = str(content.get("format"))[:20]
        raise FileProblem(f"This plan has format {found}; this page reads format {FORMAT}.")
    answers, done = content.get("answers"), content.get("done", [])
    if not isinstance(answers, dict) or not isinstance(done, list):
        raise FileProblem("This plan is damaged: its answers cannot be read.")
    return (
        as_texts(answers),
        [str(task) for task in done],
    )
