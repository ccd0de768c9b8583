"""Plans, questions and the library as plain JSON values in a stable order; see `schemas/`.

A dataclass of the model becomes an object with a key for each field, so a new field needs no code.
The exceptions are in the tables. Nothing is decided or worded here beyond joining existing
sentences.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from planner.content.clause_text import named, plain
from planner.content.ids import heirs
from planner.export.imprint import imprint, plan_name
from planner.rules.answers import is_asked
from planner.rules.judgement import certainty, named_conditions, questions_read, sentence
from planner.rules.limits import may_be_printed
from planner.rules.model import (
    ChecklistItem,
    Clause,
    DayCount,
    Differs,
    DueRule,
    Library,
    LimitCheck,
    LimitValue,
    Outline,
    Paragraph,
    Plan,
    PlannedCheckpoint,
    PlannedClause,
    PlannedDocument,
    PlannedItem,
    PlannedPart,
    PlannedRisk,
    Question,
    Recommendation,
    Risk,
    Rule,
    Run,
    Secondment,
    Structure,
    Value,
    Verdict,
    Wording,
)
from planner.rules.words import say

type Json = dict[str, object]

# Fields of the library that are not mappings of entries by id.
NO_ENTRIES = ("edition", "version", "countries", "in_sentences", "definitions")
# The keys that come first where fields of an entry stand among those of what holds it.
FIRST: Mapping[type, tuple[str, ...]] = {
    PlannedItem: (
        *("id", "title", "steps", "rank", "phase", "owner", "due", "due_rule", "act_by", "status"),
        *("must_by", "occurrences", "occurrences_past", "occurrences_left_out", "after"),
        *("certainty", "because", "waits_for"),
    ),
    PlannedRisk: ("id", "level", "certainty", "because", "waits_for"),
    PlannedDocument: (
        *("id", "title", "purpose", "voice", "certainty", "because", "waits_for"),
        *("parts", "clauses"),
    ),
    PlannedClause: (
        *("id", "slot", "number", "schedule", "refers_to", "title", "settles", "text", "gaps"),
        *("certainty", "because", "waits_for", "why"),
    ),
    PlannedCheckpoint: ("id", "title", "begin"),
    Recommendation: ("id", "structure", "text", "because", "sources"),
    Library: (
        *("library_version", "clauses", "items", "risks", "conditions", "limits", "sources"),
        *("questions", "outlines", "places", "structures", "definitions"),
        *("owners", "phases", "levels"),
    ),
}


@dataclass(frozen=True, slots=True)
class View:
    """How values are shown: some types in a way of their own, some fields by other keys.

    A function for a field takes what holds it and returns the keys in its place. It goes by the
    name of the field alone, or by its class and its name.
    """

    library: Library
    types: Mapping[type, Callable[[Any], object]]
    instead: Mapping[str | tuple[type, str], Callable[[Any, "View"], Json]]

    def value(self, held: object) -> object:
        """Return a value of the model as JSON has it."""
        if own := self.types.get(type(held)):
            return own(held)
        if held is None or isinstance(held, str | int):
            return held
        if isinstance(held, tuple):
            return [self.value(each) for each in held]
        if isinstance(held, Mapping):
            return {key: self.value(each) for key, each in held.items()}
        return self.keys(held)

    def keys(self, held: Any) -> Json:
        """Return a dataclass as an object; where two fields give one key the later one stands."""
        made: Json = {}
        for name in (field.name for field in fields(held)):
            if other := self.instead.get((type(held), name)) or self.instead.get(name):
                made |= other(held, self)
            else:
                made[name] = self.value(getattr(held, name))
        return in_order(type(held), made)


def in_order(kind: type, made: Json) -> Json:
    """Return an object with the keys first that come `FIRST`."""
    return {key: made[key] for key in FIRST.get(kind, ()) if key in made} | made


def plan_text(plan: Plan, library: Library) -> str:
    """Return a plan as the text of a file."""
    return json.dumps(plan_json(plan, library), ensure_ascii=False, indent=2) + "\n"


def plan_json(plan: Plan, library: Library) -> Json:
    """Return the plan with the keys of `schemas/plan.schema.json`; amounts are decimal strings."""
    return View(library, {**TYPES, Decimal: lambda amount: f"{amount:f}"}, IN_A_PLAN).keys(plan)


def questions_json(library: Library) -> list[object]:
    """Return every question in the order of the form."""
    view = _library_view(library)
    return [view.value(question) for question in library.questions.values()]


def library_json(library: Library) -> Json:
    """Return everything the library holds, each entry with all its fields."""
    view = _library_view(library)
    kinds = [field.name for field in fields(library) if field.name not in NO_ENTRIES]
    made: Json = {kind: [*map(view.value, getattr(library, kind).values())] for kind in kinds}
    made["library_version"] = library.version
    made["conditions"] = [
        {"id": name, "sentence": sentence(name), "questions": sorted(questions_read(name))}
        for name in named_conditions()
    ]
    made["definitions"] = [
        {"term": term, "meaning": marked(runs)} for term, runs in library.definitions.items()
    ]
    made["heirs"] = {path: list(found) for path, found in heirs(library).items()}
    return in_order(Library, made)


def asked_when(question: Question) -> dict[str, list[str]]:
    """Return by question the answers after which one is asked, as in the data files."""
    return _rules(question.asked_when)


def asked_any(question: Question) -> dict[str, list[str]]:
    """Return the same of those of which one is enough."""
    return _rules(question.asked_any)


def _rules(rules: Mapping[str, tuple[str | Differs, ...]]) -> dict[str, list[str]]:
    return {other: [str(each) for each in wanted] for other, wanted in rules.items()}


def because(verdict: Verdict) -> list[str]:
    """Return the sentences for why an entry is in the plan."""
    sentences = [reason.sentence for reason in verdict.because]
    return sentences or [say("reasons.always" if verdict.truth else "reasons.waits")]


def paragraph_text(paragraph: Paragraph) -> str:
    """Return one placed paragraph with its number in front, as plain text."""
    return f"{paragraph.label} {plain(paragraph.runs)}".strip()


def marked(runs: Iterable[Run]) -> str:
    """Return runs as people write them in the data files."""
    marks = {
        "term": "**{}**",
        "reference": "[[{}]]",
        "definitions": "[[{}]]",
        "placeholder": "{{{{ {} }}}}",
        "line": "____",
        "point": "{{{}}} ",
    }
    return "".join(marks.get(run.kind, "{}").format(run.of or run.text) for run in runs)


def as_written(text: str) -> str:
    """Return a sentence as it stands in the data files, its blanks as `{{ name }}`."""
    return text.marked if isinstance(text, Wording) else text


def _library_view(library: Library) -> View:
    return View(library, {**TYPES, Decimal: _number, Wording: as_written}, IN_THE_LIBRARY)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _answers(facts: Secondment, library: Library) -> Iterator[tuple[str, object]]:
    """Yield each answer by question, written as in a file of answers."""
    for name in library.questions:
        value: Value | None = getattr(facts, name)
        if isinstance(value, tuple):
            if value or _is_asked(name, facts, library):
                yield name, [{"id": row.id} | {c: str(v) for c, v in row.cells} for row in value]
        elif isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif isinstance(value, Decimal):
            yield name, f"{value:f}"
        elif value not in (None, ""):
            yield name, str(value)


def _is_asked(name: str, facts: Secondment, library: Library) -> bool:
    answers = {other: getattr(facts, other) for other in library.questions}
    return bool(is_asked(library.questions[name], answers))


def _about(plan: Plan, view: View) -> Json:
    return {
        "about": [plan_name(plan), *imprint(plan, view.library)],
        "answers": dict(_answers(plan.facts, view.library)),
    }


def _parts(document: PlannedDocument, view: View) -> Json:
    clauses = [view.value(clause) for part in document.parts for clause in part.clauses]
    return {"parts": view.value(document.parts), "clauses": clauses}


def _sources(names: Iterable[str], view: View) -> Json:
    return {"sources": [view.value(view.library.sources[name]) for name in names]}


def _figure(value: LimitValue, view: View) -> Json:
    printable = may_be_printed(value, view.library)
    return {"value": _number(value.value) if printable else None, "printable": printable}


def _signed_by(outline: Outline, view: View) -> Json:
    return {
        "signed_by": [signatory.title for signatory in outline.signed_by],
        "signatories": view.value(outline.signed_by),
    }


def _nothing(*_: object) -> Json:
    return {}


def _spread(name: str) -> Callable[[Any, View], Json]:
    """Return the keys of what a field holds, to stand among those of its holder."""
    return lambda held, view: view.keys(getattr(held, name))


TYPES: Mapping[type, Callable[[Any], object]] = {
    date: date.isoformat,
    DueRule: lambda rule: rule.text,
}
# What only the library says of an entry; a plan has the reasons in place of the rule.
ONLY_IN_THE_LIBRARY = {
    ChecklistItem: ("result_to", "repeats", "set_by", "from_months", "minor_when", "done_by"),
    Risk: ("topic", "forbids"),
    Clause: ("default", "text", "letter", "inside", "table", "by_hand", "points"),
    Outline: ("default", "instead", "parts"),
    Structure: ("title", "advice", "mind"),
}
IN_A_PLAN: Mapping[str | tuple[type, str], Callable[[Any, View], Json]] = {
    **{(kind, name): _nothing for kind, names in ONLY_IN_THE_LIBRARY.items() for name in names},
    "applies": _nothing,
    "instead_of": _nothing,
    "instead_at_home": _nothing,
    "was": _nothing,
    "signed_by": _signed_by,
    "sources": lambda held, view: _sources(held.sources, view),
    "verdict": _spread("verdict"),
    (Plan, "facts"): _about,
    (PlannedCheckpoint, "checkpoint"): lambda held, _: {
        "id": held.checkpoint.id,
        "title": held.checkpoint.title,
    },
    (PlannedCheckpoint, "tasks"): lambda held, _: {"tasks": [each.item.id for each in held.tasks]},
    (PlannedCheckpoint, "stops"): lambda held, _: {"stops": [each.risk.id for each in held.stops]},
    (PlannedItem, "item"): _spread("item"),
    (PlannedRisk, "risk"): _spread("risk"),
    (Recommendation, "structure"): _spread("structure"),
    (Recommendation, "others"): lambda held, view: {
        "others": [
            {
                "id": each.structure.id,
                "title": each.structure.title,
                "text": each.text,
                "because": because(each.verdict),
                **_sources(each.structure.sources, view),
            }
            for each in held.others
        ]
    },
    (PlannedDocument, "outline"): _spread("outline"),
    (PlannedDocument, "parts"): _parts,
    (PlannedPart, "clauses"): lambda part, _: {"clauses": [c.number for c in part.clauses]},
    (PlannedClause, "clause"): _spread("clause"),
    (PlannedClause, "verdict"): lambda planned, view: (
        view.keys(planned.verdict) | {"why": " ".join(because(planned.verdict))}
    ),
    (PlannedClause, "place"): lambda planned, _: {"number": planned.number},
    (PlannedClause, "paragraphs"): lambda planned, _: {
        "refers_to": [slot for p in planned.paragraphs for slot in named(p.runs, "reference")],
        "text": "\n".join(map(paragraph_text, planned.paragraphs)),
    },
    (Verdict, "truth"): lambda verdict, _: {"certainty": certainty(verdict)},
    (Verdict, "because"): lambda verdict, _: {"because": because(verdict)},
    (Verdict, "against"): _nothing,
    (DayCount, "first"): lambda count, view: {"from": view.value(count.first)},
    (DayCount, "last"): lambda count, view: {"to": view.value(count.last)},
    (DayCount, "working"): lambda count, _: {"working_days": count.working},
    (LimitCheck, "limit"): lambda check, _: {"id": check.limit.id, "title": check.limit.title},
    (LimitCheck, "truth"): lambda check, _: {"certainty": certainty(Verdict(check.truth))},
    (LimitCheck, "source"): lambda check, view: _sources([check.source], view),
}
IN_THE_LIBRARY: Mapping[str | tuple[type, str], Callable[[Any, View], Json]] = {
    "applies": _spread("applies"),
    "was": _nothing,  # `heirs` has them all
    "asked_when": lambda question, _: {"asked_when": asked_when(question)},
    "asked_any": lambda question, _: {"asked_any": asked_any(question)},
    (Question, "columns"): lambda question, _: {
        "columns": [
            {"id": each.id, "label": each.label, "kind": each.kind, "required": each.required}
            for each in question.columns
        ]
    },
    "signed_by": _signed_by,
    # They follow from the other entries.
    (Rule, "past"): _nothing,
    (Rule, "replaced_by"): _nothing,
    (Rule, "stays_until_replaced"): _nothing,
    (Paragraph, "runs"): lambda paragraph, _: {"text": marked(paragraph.runs)},
    (Paragraph, "label"): _nothing,
    (Paragraph, "head"): _nothing,
    (ChecklistItem, "repeats"): lambda item, _: {"repeats": bool(item.repeats)},
    (LimitValue, "since"): lambda value, view: {
        "since": view.value(value.since) if value.dated else None
    },
    (LimitValue, "value"): _figure,
    (LimitValue, "dated"): _nothing,
}
