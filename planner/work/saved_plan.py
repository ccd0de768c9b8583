"""The plan file: what a person keeps on disk and opens again; nothing of the plan itself is in it.

It holds the answers as given, even those with problems, so that nothing is lost. The page writes
it, so that answers can be saved also where Python does not start.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.rules.answers import UNSURE, clean_text
from planner.rules.model import Library, Question

FORMAT = 1
KIND = "secondment plan"
FIELDS = ("kind", "format", "library_version", "plan_id", "revision", "saved", "answers", "done")
MOST_NAMED = 8
LONGEST_QUOTE = 40
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


@dataclass(frozen=True, slots=True)
class Rest:
    """What a plan file holds that this edition cannot use; it is written back when saved again."""

    fields: Mapping[str, object] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What a plan file holds: answers that fit their questions, ids of tasks and risks ticked.

    `notes` are whole sentences on everything that is not used as it stands in the file.
    """

    answers: dict[str, str]
    done: list[str]
    identity: Identity
    rest: Rest
    notes: list[str]


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
    rest: Rest | None = None,
) -> str:
    """Return a plan file as the page writes it."""
    others = rest or Rest()
    content = {
        **others.fields,
        **file_head(library_version),
        "plan_id": identity.plan_id,
        "revision": identity.revision,
        "saved": saved.isoformat(),
        "answers": {**others.answers, **answers},
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


def read_rest(content: object) -> Rest:
    """Return what the page kept of a file besides; whatever is of another kind counts as none."""
    found = content if isinstance(content, dict) else {}
    fields, answers = found.get("fields"), found.get("answers")
    return Rest(
        fields if isinstance(fields, dict) else {}, answers if isinstance(answers, dict) else {}
    )


def read_file(text: str, library: Library) -> SavedPlan:
    """Return what a plan file holds; `FileProblem` says why it cannot be opened at all."""
    content = _content(text)
    given, done = content.get("answers"), content.get("done", [])
    if not isinstance(given, dict):
        raise FileProblem("This plan is damaged: its answers cannot be read.")
    known = {name: raw for name, raw in given.items() if name in library.questions}
    texts = {name: _as_text(raw, library.questions[name]) for name, raw in known.items()}
    answers = {
        name: text
        for name, text in texts.items()
        if text is not None and _fits(text, library.questions[name], library.countries)
    }
    others = {n: raw for n, raw in given.items() if n not in answers and not _is_blank(raw)}
    fields = {name: value for name, value in content.items() if name not in FIELDS}
    ticks = [tick for tick in done if isinstance(tick, str)] if isinstance(done, list) else []
    notes = [
        *_notes_on_edition(content, library),
        *_notes_on_answers(others, library),
        *_notes_on_ticks(done, ticks, library),
    ]
    if fields:
        notes.append(f"Not used here, but kept when you save: {_listed(fields)}.")
    return SavedPlan(answers, ticks, read_identity(content), Rest(fields, others), notes)


def _content(text: str) -> dict[str, object]:
    try:
        content = json.loads(text, parse_constant=_refused, parse_float=_finite)
    except (ValueError, RecursionError):
        raise FileProblem("This is not a saved plan: the file does not hold JSON.") from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise FileProblem("This is not a saved plan. Choose a file that this page saved.")
    found = content.get("format")
    if type(found) is not int or found < 1:
        raise FileProblem("This plan is damaged: it does not say which format it has.")
    if found > FORMAT:
        raise FileProblem(
            f"This plan was saved by a newer edition of the handbook: it has format {found}, and "
            f"this edition reads format {FORMAT}. Open it with the newer edition, or ask whoever "
            "runs this site to update it."
        )
    return content


def _refused(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is too large")
    return number


def _is_blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _as_text(raw: object, question: Question) -> str | None:
    """Return an answer as its control holds it, or None where it is of a kind that none takes."""
    if isinstance(raw, bool):
        return ("yes" if raw else "no") if question.kind == "yes_no" else None
    if isinstance(raw, int | float):
        return str(raw)
    return raw if isinstance(raw, str) and raw.strip() else None


def _fits(text: str, question: Question, countries: Mapping[str, str]) -> bool:
    """Say whether the control of a question can hold the text, even with a problem to correct."""
    unsure = () if question.required else (UNSURE,)
    if question.kind == "choice":
        return text in (*(option.id for option in question.options), *unsure)
    if question.kind == "yes_no":
        return text in ("yes", "no", *unsure)
    if question.kind == "country":
        return text in countries
    return question.kind != "date" or _is_day(text)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _notes_on_edition(content: Mapping[str, object], library: Library) -> list[str]:
    notes, identity = [], read_identity(content)
    version = content.get("library_version")
    if version is not None and version != library.version:
        notes.append(
            f"The plan was saved with library {_quoted(version)}. Here it is made with "
            f"{library.version}, so tasks, clauses and dates can differ."
        )
    if content.get("plan_id") not in (None, "", identity.plan_id):
        notes.append(
            "The plan id in the file is not valid, so it gets a new one. Calendar entries that "
            "were imported before will then stand twice."
        )
    elif content.get("revision") not in (None, identity.revision):
        notes.append("The revision in the file is not valid, so the revision is counted anew.")
    return notes


def _notes_on_answers(others: Mapping[str, object], library: Library) -> list[str]:
    notes = []
    unknown = [name for name in others if name not in library.questions]
    if unknown:
        notes.append(
            f"{_these(unknown, 'answer')} to no question of this edition. {_kept(unknown)}: "
            f"{_listed(unknown)}."
        )
    unfit = [
        f"{library.questions[name].ask} ({_quoted(raw)})"
        for name, raw in others.items()
        if name in library.questions
    ]
    if unfit:
        notes.append(
            "Not used, because the answer does not fit the question, but kept when you save, until "
            f"you answer again: {'; '.join(unfit)}."
        )
    return notes


def _notes_on_ticks(done: object, ticks: Sequence[str], library: Library) -> list[str]:
    if not isinstance(done, list):
        return ["The ticks in the file cannot be read and are left out."]
    notes = []
    if lost := len(done) - len(ticks):
        said = (
            "1 tick cannot be read and is" if lost == 1 else f"{lost} ticks cannot be read and are"
        )
        notes.append(f"{said} left out.")
    unknown = [tick for tick in ticks if not _is_known(tick, library)]
    if unknown:
        notes.append(
            f"{_these(unknown, 'tick')} to no task or risk of this edition. {_kept(unknown)}: "
            f"{_listed(unknown)}."
        )
    return notes


def _is_known(tick: str, library: Library) -> bool:
    """Say whether a tick belongs to a task, a risk, or a step of a task: `task/step`."""
    id, slash, step = tick.partition("/")
    if slash:
        return id in library.items and step in {each.id for each in library.items[id].steps}
    return id in library.items or id in library.risks


def _these(found: Sequence[object], noun: str) -> str:
    return f"This {noun} belongs" if len(found) == 1 else f"These {noun}s belong"


def _kept(found: Sequence[object]) -> str:
    return f"{'It is' if len(found) == 1 else 'They are'} kept when you save"


def _listed(names: Iterable[str]) -> str:
    """Return a few names in quotes, and how many more there are."""
    quoted = [_quoted(name) for name in names]
    more = len(quoted) - MOST_NAMED
    return ", ".join(quoted[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _quoted(raw: object) -> str:
    text = " ".join(clean_text(str(raw)).split())
    return f"“{text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + '…'}”"
