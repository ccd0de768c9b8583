"""A plan file that a person opens: which of its answers can be used, and what to tell them of it.

Nothing of the file is dropped silently: what cannot be used as it is, is named and kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.rules.answers import UNSURE, clean_text
from planner.rules.model import Library, Question
from planner.rules.rows import ID
from planner.rules.words import joined, say
from planner.work.plan_file import Content, PlanFile, open_file, read_identity
from planner.work.shape import Json, Misfit, pointer
from planner.work.ticks import FORMAT, TICKS, done_in, group

MOST_NAMED = 8
LONGEST_QUOTE = 40
LEFT_OUT = ("plan_id", "revision")  # where they are not valid, for the page makes new ones


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan file as it was opened here.

    `content` is what is held from now on and saved again. `answers` are those that fit their
    questions. `notes` are whole sentences on everything that is not used as it stands in the file.
    """

    content: Content
    answers: dict[str, Json]
    notes: list[str]
    read_only: bool


def opened(text: str, library: Library) -> Opened:
    """Return what a plan file holds; `FileProblem` says why it cannot be opened at all."""
    file = open_file(text, library.risks)
    given = group(file.content, "answers")
    answers = dict(_fitting(given, library))
    others = {n: raw for n, raw in given.items() if n not in answers and not _is_blank(raw)}
    notes = [*_notes_on_answers(others, library)]
    if file.read_only:
        return Opened(file.content, answers, [_note_on_format(file), *notes], read_only=True)
    content = {
        name: value
        for name, value in file.content.items()
        if name not in LEFT_OUT or name in file.fit
    }
    content["answers"] = {n: (answers | others)[n] for n in given if n in answers or n in others}
    notes = [*_notes_on_edition(file.content, library), *notes, *_notes_on_work(file, library)]
    return Opened(content, answers, notes, read_only=False)


def _fitting(given: Mapping[str, Json], library: Library) -> Iterator[tuple[str, Json]]:
    for name, raw in given.items():
        if question := library.questions.get(name):
            if question.kind == "rows":
                if _are_rows(raw, question):
                    yield name, raw
                continue
            text = _as_text(raw, question)
            if text is not None and _fits(text, question, library.countries):
                yield name, text


def _is_blank(raw: Json) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _as_text(raw: Json, question: Question) -> str | None:
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


def _are_rows(raw: Json, question: Question) -> bool:
    """Say whether the control of a question in rows can hold a value, even with problems."""
    kinds = {ID: "text", **{column.id: column.kind for column in question.columns}}
    return isinstance(raw, list) and all(
        isinstance(row, dict)
        and all(
            name in kinds
            and isinstance(cell, str)
            and (kinds[name] != "date" or not cell or _is_day(cell))
            for name, cell in row.items()
        )
        for row in raw
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _note_on_format(file: PlanFile) -> str:
    return say("opening.later_format", found=file.from_format, format=FORMAT)


def _notes_on_edition(content: Content, library: Library) -> Iterator[str]:
    version, identity = group(content, "made_with").get("library"), read_identity(content)
    if version not in (None, "", library.version):
        yield say("opening.other_library", saved=_quoted(version), library=library.version)
    if content.get("plan_id") not in (None, "", identity.plan_id):
        yield say("opening.new_id")
    elif content.get("revision") not in (None, identity.revision):
        yield say("opening.new_revision")


def _notes_on_answers(others: Mapping[str, Json], library: Library) -> Iterator[str]:
    unknown = [name for name in others if name not in library.questions]
    if unknown:
        yield say("opening.unknown_answers", number=len(unknown), names=_listed(unknown))
    unfit = [
        say("opening.unfit_answer", question=library.questions[name].ask, answer=_quoted(raw))
        for name, raw in others.items()
        if name in library.questions
    ]
    if unfit:
        yield say("opening.unfit_answers", answers="; ".join(unfit))


def _notes_on_work(file: PlanFile, library: Library) -> Iterator[str]:
    yield from _notes_on_first_ticks(file)
    known, done = {"tasks": library.items, "risks": library.risks}, done_in(file.content)
    work = group(file.content, "work")
    ids = [id for kind, *_ in TICKS for id in group(work, kind) if id not in known[kind]]
    steps = {f"{item.id}/{step.id}" for item in library.items.values() for step in item.steps}
    ids += [id for id in sorted(done) if "/" in id and id not in steps]
    ticks = [id for id in ids if id in done]
    if ticks:
        yield say("opening.unknown_ticks", number=len(ticks), names=_listed(ticks))
    misfits = [each for each in file.misfits if not _is_told(each, ticks)]
    unknown = [pointer(each.path) for each in misfits if each.is_unknown]
    damaged = [pointer(each.path) for each in misfits if not each.is_unknown]
    if unknown:
        yield say("opening.unknown", names=_listed(unknown))
    if damaged:
        yield say("opening.damaged", names=_listed(damaged))


def _notes_on_first_ticks(file: PlanFile) -> Iterator[str]:
    """Yield what is lost of the ticks of a file of format 1."""
    ticks = file.found.get("done", []) if file.from_format == 1 else []
    if not isinstance(ticks, list):
        yield say("opening.no_ticks")
    elif lost := sum(not isinstance(each, str) for each in ticks):
        yield say("opening.lost_ticks", number=lost)


def _is_told(misfit: Misfit, ticks: Sequence[str]) -> bool:
    """Say whether a sentence of its own tells of what does not fit."""
    return (
        misfit.path[:1] == ("answers",)
        or misfit.path in {("plan_id",), ("revision",), ("made_with", "library")}
        or (misfit.path[:1] == ("work",) and misfit.path[2:3] != () and misfit.path[2] in ticks)
    )


def _listed(names: Iterable[str]) -> str:
    """Return a few names in quotes, and how many more there are."""
    quoted = [_quoted(name) for name in names]
    shown, more = joined(quoted[:MOST_NAMED], by="comma"), len(quoted) - MOST_NAMED
    return say("opening.and_more", names=shown, number=more) if more > 0 else shown


def _quoted(raw: object) -> str:
    text = " ".join(clean_text(str(raw)).split())
    shown = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return say("opening.quoted", text=shown)
