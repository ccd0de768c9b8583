"""What people did in a plan, as objects; nothing in here looks at the plan itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from planner.work.plan_file import Content
from planner.work.shape import Json

TO_DO, DOING, DONE, NOT_NEEDED = "to_do", "doing", "done", "not_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEdit:
    """What somebody did about a task; an empty text or `None` is what nobody said.

    `steps` has the status of each step by its id, `times` that of each day of a task that comes
    again.
    """

    status: str = TO_DO
    on: date | None = None
    reason: str = ""
    due: date | None = None
    owner: str = ""
    note: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskEdit:
    """A risk that is `settled`, or `accepted` by somebody with a reason."""

    stand: str = ""
    on: date | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEdit:
    """A clause that is agreed, to discuss or removed, and its words where somebody wrote others.

    `over` is the checksum of the text that those words replaced.
    """

    stand: str = ""
    text: str | None = None
    over: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """How far a document is: draft, sent, agreed or signed, when, by whom, and where it is kept."""

    stand: str = ""
    on: date | None = None
    by: tuple[str, ...] = ()
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """A task or a clause that somebody added; a clause stands after another one in its paper."""

    id: str
    title: str
    text: str = ""
    after: str = ""
    paper: str = ""
    phase: str = ""
    status: str = TO_DO
    due: date | None = None
    owner: str = ""
    note: str = ""

    @property
    def is_task(self) -> bool:
        """Say whether it is a task and not a clause."""
        return self.id.startswith("task-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a role in the secondment."""

    name: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that people did in a plan, by the ids of what they did it to.

    Clauses have the id of their document and their own: `agreement/early-recall`.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    tasks: Mapping[str, TaskEdit] = field(default_factory=dict)
    risks: Mapping[str, RiskEdit] = field(default_factory=dict)
    clauses: Mapping[str, ClauseEdit] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    own: tuple[OwnEntry, ...] = ()
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def work_of(fit: Content) -> Work:
    """Return the work in what fits of a plan file."""
    work = cast(dict[str, dict[str, dict[str, Json]]], fit.get("work", {}))

    def entries(name: str) -> dict[str, dict[str, Json]]:
        return work.get(name, {})

    return Work(
        people={id: Person(**_fields(each)) for id, each in entries("people").items()},
        tasks={id: TaskEdit(**_fields(each)) for id, each in entries("tasks").items()},
        risks={id: RiskEdit(**_fields(each)) for id, each in entries("risks").items()},
        clauses={id: ClauseEdit(**_fields(each)) for id, each in entries("clauses").items()},
        papers={id: Paper(**_fields(each)) for id, each in entries("papers").items()},
        own=tuple(OwnEntry(id=id, **_fields(each)) for id, each in entries("own").items()),
        forms=cast(Mapping[str, Mapping[str, str]], entries("forms")),
    )


def _fields(each: Mapping[str, Json]) -> dict[str, Any]:
    """Return the fields of an edit with days as days and lists as tuples."""
    found: dict[str, Any] = dict(each)
    for name in ("on", "due"):
        if name in found:
            found[name] = date.fromisoformat(found[name])
    if "times" in found:
        found["times"] = {date.fromisoformat(day): each for day, each in found["times"].items()}
    if isinstance(found.get("by"), list):
        found["by"] = tuple(found["by"])
    return found
