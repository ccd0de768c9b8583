"""A plan file that a person opens: which of its answers can be used, and what to tell them of it.

Nothing of the file is dropped silently: what cannot be used as it is, is named and kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.rules.answers import UNSURE, clean_text
from planner.rules.model import Library, Question
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
    answers: dict[str, str]
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


def _fitting(given: Mapping[str, Json], library: Library) -> Iterator[tuple[str, str]]:
    for name, raw in given.items():
        if question := library.questions.get(name):
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


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _note_on_format(file: PlanFile) -> str:
    return (
        "This plan was saved by a newer edition of the handbook: it has format "
        f"{file.from_format}, and this edition reads format {FORMAT}. Only its answers are used "
        "here. To work on it, open it with the newer edition, or ask whoever runs this site to "
        "update it."
    )


def _notes_on_edition(content: Content, library: Library) -> Iterator[str]:
    version, identity = group(content, "made_with").get("library"), read_identity(content)
    if version not in (None, "", library.version):
        yield (
            f"The plan was saved with library {_quoted(version)}. Here it is made with "
            f"{library.version}, so tasks, clauses and dates can differ."
        )
    if content.get("plan_id") not in (None, "", identity.plan_id):
        yield (
            "The plan id in the file is not valid, so it gets a new one. Calendar entries that "
            "were imported before will then stand twice."
        )
    elif content.get("revision") not in (None, identity.revision):
        yield "The revision in the file is not valid, so the revision is counted anew."


def _notes_on_answers(others: Mapping[str, Json], library: Library) -> Iterator[str]:
    unknown = [name for name in others if name not in library.questions]
    if unknown:
        yield (
            f"{_these(unknown, 'answer')} to no question of this edition. {_kept(unknown)}: "
            f"{_listed(unknown)}."
        )
    unfit = [
        f"{library.questions[name].ask} ({_quoted(raw)})"
        for name, raw in others.items()
        if name in library.questions
    ]
    if unfit:
        yield (
            "Not used, because the answer does not fit the question, but kept when you save, until "
            f"you answer again: {'; '.join(unfit)}."
        )


def _notes_on_work(file: PlanFile, library: Library) -> Iterator[str]:
    yield from _notes_on_first_ticks(file)
    known, done = {"tasks": library.items, "risks": library.risks}, done_in(file.content)
    work = group(file.content, "work")
    ids = [id for kind, *_ in TICKS for id in group(work, kind) if id not in known[kind]]
    steps = {f"{item.id}/{step.id}" for item in library.items.values() for step in item.steps}
    ids += [id for id in sorted(done) if "/" in id and id not in steps]
    ticks = [id for id in ids if id in done]
    if ticks:
        yield (
            f"{_these(ticks, 'tick')} to no task or risk of this edition. {_kept(ticks)}: "
            f"{_listed(ticks)}."
        )
    misfits = [each for each in file.misfits if not _is_told(each, ticks)]
    unknown = [pointer(each.path) for each in misfits if each.is_unknown]
    damaged = [pointer(each.path) for each in misfits if not each.is_unknown]
    if unknown:
        yield f"Not used here, but kept when you save: {_listed(unknown)}."
    if damaged:
        yield f"Not used, because it cannot be read, but kept when you save: {_listed(damaged)}."


def _notes_on_first_ticks(file: PlanFile) -> Iterator[str]:
    """Yield what is lost of the ticks of a file of format 1."""
    ticks = file.found.get("done", []) if file.from_format == 1 else []
    if not isinstance(ticks, list):
        yield "The ticks in the file cannot be read and are left out."
    elif lost := sum(not isinstance(each, str) for each in ticks):
        said = (
            "1 tick cannot be read and is" if lost == 1 else f"{lost} ticks cannot be read and are"
        )
        yield f"{said} left out."


def _is_told(misfit: Misfit, ticks: Sequence[str]) -> bool:
    """Say whether a sentence of its own tells of what does not fit."""
    return (
        misfit.path[:1] == ("answers",)
        or misfit.path in {("plan_id",), ("revision",), ("made_with", "library")}
        or (misfit.path[:1] == ("work",) and misfit.path[2:3] != () and misfit.path[2] in ticks)
    )


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
