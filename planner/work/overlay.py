"""Combines a plan with what people did in it: neither changes the other, and no edit is lost.

A verdict never changes here. An edit whose entry is not in this plan waits, and comes back with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.rules.model import (
    Plan,
    PlannedClause,
    PlannedDocument,
    PlannedItem,
    PlannedRisk,
)
from planner.work.edits import ClauseEdit, OwnEntry, Paper, RiskEdit, TaskEdit, Work
from planner.work.shape import pointer
from planner.work.shown import checksum, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedTask:
    """A task of the plan or an own one, as it stands now.

    `due` is the day that somebody gave it, else that of the plan. `planned` is missing for an own
    task, `own` for one of the plan.
    """

    id: str
    title: str
    owner: str
    due: date | None
    edit: TaskEdit
    planned: PlannedItem | None = None
    own: OwnEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedRisk:
    """A risk with what was done about it; `is_open` while it is neither settled nor accepted.

    Accepting one takes a name and a reason.
    """

    planned: PlannedRisk
    edit: RiskEdit
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedClause:
    """A clause in its place, or an own one. `both` says that its words changed under an edit.

    Then the person chooses between the words of the plan and their own, and both are shown.
    """

    place: str
    title: str
    edit: ClauseEdit
    both: bool = False
    planned: PlannedClause | None = None
    own: OwnEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedDocument:
    """A document with how far it is, and its clauses in order."""

    planned: PlannedDocument
    paper: Paper
    clauses: tuple[WorkedClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedPlan:
    """A plan with the work laid over it; `waiting` points to each edit that has no place in it."""

    plan: Plan
    tasks: tuple[WorkedTask, ...]
    risks: tuple[WorkedRisk, ...]
    documents: tuple[WorkedDocument, ...]
    waiting: tuple[str, ...]


def lay_over(plan: Plan, work: Work) -> WorkedPlan:
    """Return the plan with the work laid over it."""
    documents = tuple(_document(document, work) for document in plan.documents)
    return WorkedPlan(
        plan=plan,
        tasks=tuple(_tasks(plan, work)),
        risks=tuple(_risk(planned, work.risks) for planned in plan.risks),
        documents=documents,
        waiting=tuple(_waiting(plan, work, documents)),
    )


def _tasks(plan: Plan, work: Work) -> Iterator[WorkedTask]:
    """Yield the tasks of the plan in order, each own task at the end of its phase."""
    own = [entry for entry in work.own if entry.is_task]
    phases = [planned.item.phase for planned in plan.checklist]
    for at, planned in enumerate(plan.checklist):
        yield _task(planned, work.tasks.get(planned.item.id, TaskEdit()))
        if planned.item.phase not in phases[at + 1 :]:
            yield from (_own_task(entry) for entry in own if entry.phase == planned.item.phase)
    yield from (_own_task(entry) for entry in own if entry.phase not in phases)


def _task(planned: PlannedItem, edit: TaskEdit) -> WorkedTask:
    return WorkedTask(
        id=planned.item.id,
        title=planned.item.title,
        owner=edit.owner or planned.item.owner,
        due=edit.due or planned.due,
        edit=edit,
        planned=planned,
    )


def _own_task(entry: OwnEntry) -> WorkedTask:
    edit = TaskEdit(status=entry.status, note=entry.note)
    return WorkedTask(
        id=entry.id, title=entry.title, owner=entry.owner, due=entry.due, edit=edit, own=entry
    )


def _risk(planned: PlannedRisk, edits: Mapping[str, RiskEdit]) -> WorkedRisk:
    edit = edits.get(planned.risk.id, RiskEdit())
    accepted = edit.stand == "accepted" and bool(edit.by.strip() and edit.reason.strip())
    return WorkedRisk(planned=planned, edit=edit, is_open=not (accepted or edit.stand == "settled"))


def _document(document: PlannedDocument, work: Work) -> WorkedDocument:
    name = document.outline.id
    return WorkedDocument(
        planned=document,
        paper=work.papers.get(name, Paper()),
        clauses=tuple(_clauses(document, work)),
    )


def _clauses(document: PlannedDocument, work: Work) -> Iterator[WorkedClause]:
    """Yield the clauses in order, each followed by the own ones that stand after it."""
    name = document.outline.id
    own = [entry for entry in work.own if not entry.is_task and entry.paper == name]
    for planned in (planned for part in document.parts for planned in part.clauses):
        place = f"{name}/{planned.clause.id}"
        edit = work.clauses.get(place, ClauseEdit())
        changed = edit.text is not None and edit.over != checksum(words_of(planned.paragraphs))
        yield WorkedClause(
            place=place, title=planned.clause.title, edit=edit, both=changed, planned=planned
        )
        for entry in own:
            if entry.after == planned.clause.id:
                edit = ClauseEdit(text=entry.text, note=entry.note)
                yield WorkedClause(
                    place=f"{name}/{entry.id}", title=entry.title, edit=edit, own=entry
                )


def _waiting(plan: Plan, work: Work, documents: tuple[WorkedDocument, ...]) -> Iterator[str]:
    """Yield where each edit stands in the file that has no place in this plan."""
    clauses = {clause.place: clause for document in documents for clause in document.clauses}
    own = {clause.own.id for clause in clauses.values() if clause.own}
    there = {
        "tasks": (work.tasks, {planned.item.id for planned in plan.checklist}),
        "risks": (work.risks, {planned.risk.id for planned in plan.risks}),
        "clauses": (work.clauses, set(clauses)),
        "papers": (work.papers, {document.planned.outline.id for document in documents}),
    }
    for kind, (edits, ids) in there.items():
        yield from (pointer(("work", kind, id)) for id in edits if id not in ids)
    for entry in work.own:
        if not entry.is_task and entry.id not in own:
            yield pointer(("work", "own", entry.id))
