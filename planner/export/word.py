"""Drafts, briefs and forms as Word files; their words and numbers come from the plan.

Numbers are Word's own multi-level numbering, which comes out as the plan's labels. Styles, page
and running heads are a look: see `word_package`, and `word_house` for an organisation's own.
Long because a draft, a brief and a form share what a Word file is made of.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from planner.content.clause_text import named
from planner.content.forms import Form, FormField, FormPart
from planner.export.imprint import imprint, unchecked
from planner.export.rendering import may_apply_words, stage_words
from planner.export.word_package import (
    AUTHOR,
    Look,
    own_look,
    package,
    rendered,
)
from planner.plan.brief import make_brief
from planner.rules.judgement import Case
from planner.rules.model import (
    CostLine,
    Library,
    Paragraph,
    Plan,
    PlannedClause,
    PlannedDocument,
    Run,
    Secondment,
    Signatory,
)
from planner.rules.phrases import gap_text, one_line, shortened
from planner.rules.words import say

CLAUSES, SCHEDULES = 1, 2  # the two lists of numbering.xml
NAMES = {"home": "home_name", "host": "host_name", "secondee": "secondee_name"}  # by role
# A public body makes an agreement under a law or a decision, which stands at its signature.
PUBLIC_BODY = {"home": "home_is_public_body", "host": "host_is_public_body"}  # conditions by role
NO_BREAK = "\N{NO-BREAK SPACE}"
SHORT = ("line", "date")  # kinds of field that take a few words
SHORT_ENOUGH = 14  # tasks and other lines that fit a page in text of the usual size
LONGEST_WHOSE = 40  # characters of a name in a header

type Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a clause, or a stretch of its list as a table: its heads and its rows."""

    paragraph: Paragraph | None = None
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Runs, Runs], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause with what Word needs: an id for its bookmark and comment, and its list."""

    id: int
    planned: PlannedClause
    blocks: tuple[Block, ...]

    @property
    def schedule(self) -> bool:
        """Say whether this is a schedule; the first one begins a page."""
        return self.planned.schedule

    @property
    def number(self) -> str:
        """Return the number as Word shows it, never at the end of a line without its noun."""
        return self.planned.number.replace(" ", NO_BREAK)

    @property
    def bookmark(self) -> str:
        """Return the name that references point at: letters, digits and underscores, at most 40."""
        return "clause_" + self.planned.clause.slot.replace("-", "_")[:33]

    @property
    def list(self) -> int:
        """Return which of the two lists numbers this clause."""
        return SCHEDULES if self.schedule else CLAUSES

    def style(self, paragraph: Paragraph) -> str:
        """Return the name of the style of a paragraph."""
        kind = "Schedule" if self.schedule else "Clause"
        return (f"{kind} text", f"{kind} list", "Definition")[paragraph.level]

    def level(self, paragraph: Paragraph) -> int | None:
        """Return the level of a paragraph in its list; a definition has no number."""
        return paragraph.level + 1 if paragraph.label else None


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a document; schedules need no title, because each is a heading of the same rank."""

    id: int
    title: str
    clauses: tuple[Placed, ...]

    @property
    def bookmark(self) -> str:
        """Return the name that the list of contents points at."""
        return f"part_{self.id}"


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A gap as the draft shows it, what fills it, and the clauses that it stands in."""

    text: str
    ask: str
    clauses: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the list of contents."""

    style: str
    bookmark: str
    number: str
    text: str


def documents(
    plan: Plan,
    library: Library,
    *,
    notes: bool = True,
    house: bytes | None = None,
    done: Collection[str] = (),
) -> dict[str, bytes]:
    """Return each drafted document of a plan as a Word file, by file name.

    `notes` puts the drafting notes in as comments. `house` is an organisation's own Word file,
    whose look is used; `HouseTemplateProblem` says why one cannot serve. `done` has the ids of the
    risks that are settled.
    """
    look = _look(house)
    drafts = {}
    for document in plan.documents:
        values = _draft(document, plan, library, done) | {"notes": notes}
        name = f"{document.outline.id}.docx"
        drafts[name] = _file("document.xml", values, library, plan.today, look)
    return drafts


def brief(
    plan: Plan,
    library: Library,
    owner: str,
    *,
    done: Collection[str] = (),
    house: bytes | None = None,
) -> tuple[str, bytes]:
    """Return the file name and the Word file of one person's part: what to do, and when.

    `done` has the ids of tasks to tick and of risks that are settled. An owner that the library
    lacks is a `KeyError`.
    """
    brief = make_brief(plan, library, owner, done)
    lines = [line for section in (*brief.before, *brief.after) for line in section.lines]
    length = len(lines) + sum(len(tasks) for _, tasks in brief.tasks)
    values = {
        "title": say("documents.brief_title", owner=library.owners[owner].title),
        "mark": say("documents.mark.brief"),
        "subject": say("documents.brief"),
        "facts": plan.facts,
        "stage": stage_words(plan, done),
        "brief": brief,
        "crowded": length > SHORT_ENOUGH,
        "done": done,
        "said": imprint(plan, library),
    }
    look = _close(house)
    return f"brief-{owner.replace('_', '-')}.docx", _file(
        "brief.xml", values, library, plan.today, look
    )


def form(
    form: Form, library: Library, made_on: date, *, house: bytes | None = None
) -> tuple[str, bytes]:
    """Return the file name and the Word file of a form, to print or to fill in."""
    values = {
        "title": form.title,
        "mark": say("documents.mark.form"),
        "subject": form.purpose,
        "form": form,
        "parts": [
            {"title": part.title, "about": part.about, "groups": _groups(part)}
            for part in form.parts
        ],
    }
    return f"form-{form.id}.docx", _file("form.xml", values, library, made_on, _close(house))


def checked_house_template(data: bytes) -> None:
    """Raise `HouseTemplateProblem`, in words for whoever chose the file, where it cannot serve."""
    _look(data)


def _look(house: bytes | None) -> Look:
    if house is None:
        return own_look()
    from planner.export.word_house import house_look  # only where a file is given

    return house_look(house)


def _close(house: bytes | None) -> Look:
    """Return a look with narrower margins, unless a house template sets them."""
    look = _look(house)
    return replace(look, page=look.page.with_close_margins()) if house is None else look


def _file(
    template: str, values: Mapping[str, Any], library: Library, made_on: date, look: Look
) -> bytes:
    """Return a template filled and packed with all that a Word file needs."""
    common = {
        "whose": "",
        **values,
        "may_apply": partial(may_apply_words, library=library),
        "made": say("imprint.made", day=made_on, library=library.version),
        "library": library,
        "made_on": made_on,
        "author": AUTHOR,
        "draft_words": say("documents.draft"),
        "gap_text": gap_text,
        "page": look.page,
        "style": look.style,
        "lists": look.lists,
        "numbered_headings": look.numbered_headings,
        "has_language": look.has_language,
    }
    made = {name: rendered(f"{name}.xml", **common) for name in ("header", "footer", "core")}
    if values.get("notes"):
        made["comments"] = rendered("comments.xml", **common)
    return package(look, document=rendered(template, **common), **made)


def _draft(
    document: PlannedDocument, plan: Plan, library: Library, done: Collection[str]
) -> dict[str, Any]:
    """Return what the template of a draft shows. Long because it has a line for each value."""
    outline = document.outline
    parts = tuple(_shown_parts(document))
    clauses = tuple(placed for part in parts for placed in part.clauses)
    signatures = [(signatory, NAMES[signatory.role]) for signatory in outline.signed_by]
    is_letter = outline.voice != "text"
    top = [NAMES["home"], NAMES["secondee"]] if is_letter else [name for _, name in signatures]
    return {
        "title": outline.title,
        "mark": say("documents.mark.draft"),
        "whose": shortened(one_line(plan.facts.secondee_name or ""), LONGEST_WHOSE),
        "subject": outline.purpose,
        "verdict": document.verdict,
        "about": {
            "draft": say("imprint.draft"),
            "rules": say("imprint.defaults"),
            "unchecked": unchecked(plan, library),
        },
        "letter": is_letter,
        "parts": parts,
        "clauses": clauses,
        "targets": {placed.planned.clause.slot: placed for placed in clauses},
        "no_break": NO_BREAK,
        "names": {name: getattr(plan.facts, name) for name in NAMES.values()},
        "signatures": signatures,
        "under_public_law": [] if is_letter else _under_public_law(plan, library),
        "lead": _lead,
        "done": done,
        "not_yet": say("documents.not_yet"),
        "risks": {each.risk.id: each.risk for each in plan.risks},
        "held": _held(clauses, done),
        "to_fill_in": [placed for placed in clauses if _has_blanks(placed.planned)],
        "gaps": list(_open_gaps(clauses, top, plan.facts, library)),
        "waiting": _waiting(clauses, library),
        "contents": list(_contents(parts)),
        "costs": plan.costs,
        "cost_lines": [line for line in plan.costs.lines if _says_something(line)],
        # Costs are agreed between the organisations.
        "with_costs": bool(plan.costs.lines)
        and all(signatory.party for signatory in outline.signed_by),
    }


def _under_public_law(plan: Plan, library: Library) -> list[str]:
    """Return the roles of those who sign as a public body."""
    case = Case(plan.facts, library)
    return [role for role, condition in PUBLIC_BODY.items() if case.ask(condition)[0]]


def _shown_parts(document: PlannedDocument) -> Iterator[ShownPart]:
    """Yield the parts, with ids from 1 for the clauses and from there on for the parts."""
    total = sum(len(part.clauses) for part in document.parts)
    id = 0
    for place, part in enumerate(document.parts, total + 1):
        clauses = []
        for planned in part.clauses:
            id += 1
            clauses.append(Placed(id, planned, tuple(_blocks(planned))))
        title = "" if part.schedules else part.title
        yield ShownPart(place, title, tuple(clauses))


def _blocks(planned: PlannedClause) -> Iterator[Block]:
    heads = planned.clause.table
    rows: list[tuple[Runs, Runs]] = []
    for paragraph in planned.paragraphs:
        if heads and paragraph.level == 1:
            rows.append(_row(paragraph))
            continue
        if rows:
            yield Block(heads=heads, rows=tuple(rows))
            rows = []
        yield Block(paragraph)
    if rows:
        yield Block(heads=heads, rows=tuple(rows))


def _row(paragraph: Paragraph) -> tuple[Runs, Runs]:
    """Return the cells of `Place of work: Leeds`, without the colon between them."""
    head = paragraph.head
    return (paragraph.runs[:head], paragraph.runs[head + 1 :]) if head else (paragraph.runs, ())


def _lead(signatory: Signatory) -> str:
    """Return what stands above a signature."""
    if not signatory.party:
        return say(f"documents.signed_by.{signatory.role}")
    return say("documents.signs.on_behalf", party=signatory.party)


def _has_blanks(planned: PlannedClause) -> bool:
    """Say whether something in a clause is filled in by hand."""
    return planned.clause.by_hand or any(named(p.runs, "line") for p in planned.paragraphs)


def _held(clauses: Iterable[Placed], done: Collection[str]) -> dict[str, list[Placed]]:
    """Return by stop that is open the clauses that it forbids."""
    found: dict[str, list[Placed]] = {}
    for placed in clauses:
        for stop in placed.planned.stops:
            if stop not in done:
                found.setdefault(stop, []).append(placed)
    return found


def _open_gaps(
    clauses: Sequence[Placed], top: Iterable[str], facts: Secondment, library: Library
) -> Iterator[OpenGap]:
    """Yield each gap of a draft once, those above the first clause first."""
    found: dict[str, list[Placed]] = {name: [] for name in top if not getattr(facts, name)}
    for placed in clauses:
        gaps = (name for p in placed.planned.paragraphs for name in named(p.runs, "gap"))
        for name in dict.fromkeys(gaps):
            found.setdefault(name, []).append(placed)
    for name, places in found.items():
        question = library.questions.get(name)
        ask = question.ask if question else say("documents.look_up")
        yield OpenGap(gap_text(name, library), ask, tuple(places))


def _waiting(clauses: Iterable[Placed], library: Library) -> list[tuple[str, list[Placed]]]:
    """Return each question that decides wording, with the clauses it decides."""
    found: dict[str, list[Placed]] = {}
    for placed in clauses:
        if not placed.planned.verdict.truth:
            for name in placed.planned.verdict.waits_for:
                found.setdefault(library.questions[name].ask, []).append(placed)
    return list(found.items())


def _contents(parts: Iterable[ShownPart]) -> Iterator[ContentsLine]:
    for part in parts:
        if part.title:
            yield ContentsLine("toc 1", part.bookmark, "", part.title)
        for placed in part.clauses:
            style = "toc 1" if placed.schedule else "toc 2"
            planned = placed.planned
            yield ContentsLine(style, placed.bookmark, placed.number, planned.clause.title)


def _says_something(line: CostLine) -> bool:
    """Say whether a line costs somebody something, or may when what is missing is known."""
    return line.total is None or any((line.total, line.home, line.host))


def _groups(part: FormPart) -> list[list[FormField]]:
    """Return the fields of a part, with neighbours that take a short answer together."""
    groups: list[list[FormField]] = []
    for field in part.fields:
        if groups and field.kind in SHORT and groups[-1][0].kind in SHORT:
            groups[-1].append(field)
        else:
            groups.append([field])
    return groups
