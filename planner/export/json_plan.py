"""Plans, questions and the library as plain JSON values in a stable order; see `schemas/`.

Nothing is decided or worded here beyond joining sentences that exist.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from planner.content.clause_text import plain
from planner.export.colophon import colophon, plan_name
from planner.rules.judgement import certainty, named_conditions, questions_read, sentence
from planner.rules.limits import may_be_printed
from planner.rules.model import (
    ChecklistItem,
    Clause,
    CostLine,
    Costs,
    Days,
    Gate,
    Library,
    Limit,
    Named,
    Paragraph,
    Plan,
    PlannedClause,
    PlannedDocument,
    PlannedItem,
    PlannedRisk,
    Question,
    Recommendation,
    Risk,
    Run,
    Secondment,
    Source,
    Stage,
    Value,
    Verdict,
    Wording,
)

type Json = dict[str, object]

ALWAYS = "Every plan has it."


def plan_json(plan: Plan, library: Library) -> Json:
    """Return the plan with the keys of `schemas/plan.schema.json`."""
    return {
        "today": plan.today.isoformat(),
        "library_version": plan.library_version,
        "about": [plan_name(plan), *colophon(plan, library)],
        "answers": dict(_answers(plan.facts, library)),
        "stage": _stage(plan.stage),
        "checklist": [_item(planned, library) for planned in plan.checklist],
        "recommendation": _recommendation(plan.recommendation, library),
        "documents": [_document(document, library) for document in plan.documents],
        "risks": [_risk(planned, library) for planned in plan.risks],
        "costs": _costs(plan.costs),
        "days": _days(plan.days, library) if plan.days else None,
        "notes": [asdict(note) for note in plan.notes],
        "gaps": [
            {"question": gap.question, "label": gap.label, "used_in": list(gap.used_in)}
            for gap in plan.gaps
        ],
        "left_out": [
            {"id": left.id, "condition": left.condition, "sentence": left.sentence}
            for left in plan.left_out
        ],
        "places": [
            {"country": p.country, "name": p.name, "covered": p.covered, "about": p.about}
            for p in plan.places
        ],
    }


def _stage(stage: Stage) -> Json:
    return {
        "id": stage.id,
        "sentence": stage.sentence,
        "asks": list(stage.asks),
        "to_pass": [
            {"id": each.checkpoint.id, "title": each.checkpoint.title, "by": each.by.isoformat()}
            for each in stage.to_pass
        ],
        "nearest_start": stage.nearest_start.isoformat() if stage.nearest_start else None,
    }


def _answers(facts: Secondment, library: Library) -> Iterator[tuple[str, str]]:
    """Yield each answer by question, written as in a file of answers."""
    for name in library.questions:
        value: Value | None = getattr(facts, name)
        if isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif isinstance(value, Decimal):
            yield name, f"{value:f}"
        elif value not in (None, ""):
            yield name, str(value)


def questions_json(library: Library) -> list[Json]:
    """Return every question in the order of the form."""
    return [_question(question) for question in library.questions.values()]


def library_json(library: Library) -> Json:
    """Return everything the library holds, each entry with all its fields."""
    return {
        "library_version": library.version,
        "clauses": [_library_clause(clause) for clause in library.clauses.values()],
        "items": [_library_item(item) for item in library.items.values()],
        "risks": [_library_risk(risk) for risk in library.risks.values()],
        "conditions": [
            {"id": name, "sentence": sentence(name), "questions": sorted(questions_read(name))}
            for name in named_conditions()
        ],
        "limits": [_limit(limit, library) for limit in library.limits.values()],
        "sources": [source_json(source) for source in library.sources.values()],
        "questions": questions_json(library),
        "outlines": [
            {
                "id": outline.id,
                "title": outline.title,
                "purpose": outline.purpose,
                "voice": outline.voice,
                **_gate(outline.gate),
                "default": outline.default,
                "instead": outline.instead,
                "parts": [
                    {"title": p.title, "slots": list(p.slots), "schedules": p.schedules}
                    for p in outline.parts
                ],
                "signed_by": list(outline.signed_by),
            }
            for outline in library.outlines.values()
        ],
        "places": [
            {
                "id": p.id,
                "name": p.name,
                "about": p.about,
                "members": list(p.members),
                "tax_year": asdict(p.tax_year) if p.tax_year else None,
            }
            for p in library.places.values()
        ],
        "structures": [
            {
                "id": s.id,
                "structure": s.structure,
                "advice": s.advice,
                "mind": s.mind,
                **_gate(s.gate),
                "sources": list(s.sources),
            }
            for s in library.structures.values()
        ],
        "checkpoints": [
            {
                "id": each.id,
                "title": each.title,
                "days": each.days,
                "by_law": each.by_law,
                "tasks": list(each.tasks),
                **_gate(each.gate),
                "sources": list(each.sources),
            }
            for each in library.checkpoints.values()
        ],
        "stages": [{"id": id, "says": as_written(says)} for id, says in library.stages.items()],
        "definitions": [
            {"term": term, "meaning": marked(runs)} for term, runs in library.definitions.items()
        ],
        "owners": [_named(owner) for owner in library.owners.values()],
        "phases": [_named(p) | {"unless": list(p.unless)} for p in library.phases.values()],
        "levels": [_named(level) for level in library.levels.values()],
    }


def because(verdict: Verdict) -> list[str]:
    """Return the sentences for why an entry is in the plan."""
    return [reason.sentence for reason in verdict.because] or [ALWAYS]


def paragraph_text(paragraph: Paragraph) -> str:
    """Return one placed paragraph with its number in front, as plain text."""
    return f"{paragraph.label} {plain(paragraph.runs)}".strip()


def marked(runs: Iterable[Run]) -> str:
    """Return runs as people write them in the data files."""
    marks = {"term": "**{}**", "reference": "[[{}]]", "placeholder": "{{{{ {} }}}}"}
    return "".join(marks.get(run.kind, "{}").format(run.text) for run in runs)


def as_written(text: str) -> str:
    """Return a sentence as it stands in the data files, its blanks as `{{ name }}`."""
    return text.marked if isinstance(text, Wording) else text


def source_json(source: Source) -> Json:
    """Return a source with its certainty and the day it was checked."""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "checked": source.checked.isoformat(),
        "certainty": source.certainty,
        "basis": source.basis,
        "changing": source.changing,
        "note": source.note,
    }


def _sources(names: Iterable[str], library: Library) -> list[Json]:
    return [source_json(library.sources[name]) for name in names]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _verdict(verdict: Verdict) -> Json:
    return {
        "certainty": certainty(verdict),
        "because": because(verdict),
        "waits_for": list(verdict.waits_for),
    }


def _item(planned: PlannedItem, library: Library) -> Json:
    item = planned.item
    return {
        "id": item.id,
        "task": item.task,
        "phase": item.phase,
        "owner": item.owner,
        "due": _day(planned.due),
        "due_rule": item.due_rule.text,
        "act_by": _day(planned.act_by),
        "status": planned.status,
        "occurrences": [
            {"number": each.number, "due": each.due.isoformat(), "act_by": each.act_by.isoformat()}
            for each in planned.occurrences
        ],
        "occurrences_past": planned.occurrences_past,
        "occurrences_left_out": planned.occurrences_left_out,
        "after": list(planned.after),
        **_verdict(planned.verdict),
        "why": item.why,
        "guide": item.guide,
        "sources": _sources(item.sources, library),
    }


def _recommendation(found: Recommendation | None, library: Library) -> Json | None:
    if found is None:
        return None
    return {
        "id": found.structure.id,
        "structure": found.structure.structure,
        "text": found.text,
        "because": because(found.verdict),
        "sources": _sources(found.structure.sources, library),
    }


def _document(document: PlannedDocument, library: Library) -> Json:
    return {
        "id": document.outline.id,
        "title": document.outline.title,
        "purpose": document.outline.purpose,
        "voice": document.outline.voice,
        **_verdict(document.verdict),
        "parts": [
            {"title": part.title, "clauses": [c.number for c in part.clauses]}
            for part in document.parts
        ],
        "clauses": [_clause(c, library) for part in document.parts for c in part.clauses],
        "signed_by": list(document.outline.signed_by),
    }


def _clause(planned: PlannedClause, library: Library) -> Json:
    clause = planned.clause
    return {
        "id": clause.id,
        "slot": clause.slot,
        "number": planned.number,
        "title": clause.title,
        "settles": clause.settles,
        "text": "\n".join(paragraph_text(paragraph) for paragraph in planned.paragraphs),
        "gaps": list(planned.gaps),
        **_verdict(planned.verdict),
        "why": " ".join(because(planned.verdict)),
        "note": clause.note,
        "usual": clause.usual,
        "guide": clause.guide,
        "sources": _sources(clause.sources, library),
    }


def _risk(planned: PlannedRisk, library: Library) -> Json:
    risk = planned.risk
    return {
        "id": risk.id,
        "level": risk.level,
        **_verdict(planned.verdict),
        "title": risk.title,
        "why": risk.why,
        "action": risk.action,
        "owner": risk.owner,
        "guide": risk.guide,
        "sources": _sources(risk.sources, library),
    }


def _costs(costs: Costs) -> Json:
    return {
        "currency": costs.currency,
        "lines": [_cost_line(line) for line in costs.lines],
        "totals": _cost_line(costs.totals) if costs.totals else None,
        "assumptions": list(costs.assumptions),
        "to_settle": list(costs.to_settle),
        "missing": list(costs.missing),
    }


def _cost_line(line: CostLine) -> Json:
    """Return a line; amounts are decimal strings, `None` where an answer is missing."""
    return {
        "id": line.id,
        "label": line.label,
        "basis": line.basis,
        "home": _amount(line.home),
        "host": _amount(line.host),
        "total": _amount(line.total),
        "missing": list(line.missing),
    }


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _days(days: Days, library: Library) -> Json:
    return {
        "host_country": days.host_country,
        "counts": [
            {
                "label": count.label,
                "from": count.first.isoformat(),
                "to": count.last.isoformat(),
                "days": count.days,
                "working_days": count.working,
            }
            for count in days.counts
        ],
        "limits": [
            {
                "id": check.limit.id,
                "title": check.limit.title,
                "figure": check.figure,
                "stay": check.stay,
                "over": check.over,
                "result": check.result,
                "certainty": "applies" if check.truth else "may apply",
                "sources": _sources([check.source], library),
            }
            for check in days.limits
        ],
        "assumptions": list(days.assumptions),
        "sources": _sources(days.sources, library),
        "missing": list(days.missing),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _question(question: Question) -> Json:
    return {
        "id": question.id,
        "section": question.section,
        "ask": question.ask,
        "label": question.label,
        "hint": question.hint,
        "why": question.why,
        "kind": question.kind,
        "options": [
            {"id": o.id, "label": o.label, "phrase": as_written(o.phrase)} for o in question.options
        ],
        "default": question.default,
        "required": question.required,
        "minimum": _number(question.minimum),
        "maximum": _number(question.maximum),
        "unit": question.unit,
        "max_length": question.max_length,
        "asked_when": {other: list(wanted) for other, wanted in question.asked_when.items()},
    }


def _gate(gate: Gate) -> Json:
    return {
        "when": list(gate.when),
        "unless": list(gate.unless),
        "place": gate.place,
        "side": gate.side,
        "other": gate.other,
        "outside": list(gate.outside),
        "over": gate.over,
        "law_first": gate.law_first,
    }


def _named(named: Named) -> Json:
    return {"id": named.id, "title": named.title, "about": named.about}


def _library_clause(clause: Clause) -> Json:
    return {
        "id": clause.id,
        "slot": clause.slot,
        "title": clause.title,
        "settles": clause.settles,
        **_gate(clause.gate),
        "default": clause.default,
        "note": clause.note,
        "usual": clause.usual,
        "guide": clause.guide,
        "sources": list(clause.sources),
        "text": _written(clause.text),
        "letter": _written(clause.letter),
        "inside": _written(clause.inside),
    }


def _written(tree: Iterable[Paragraph]) -> list[Mapping[str, object]]:
    return [{"level": paragraph.level, "text": marked(paragraph.runs)} for paragraph in tree]


def _library_item(item: ChecklistItem) -> Json:
    return {
        "id": item.id,
        "task": as_written(item.task),
        "phase": item.phase,
        "owner": item.owner,
        "due_rule": item.due_rule.text,
        "set_by": item.set_by,
        "repeats": bool(item.repeats),
        "after": list(item.after),
        "instead_of": list(item.instead_of),
        "why": as_written(item.why),
        **_gate(item.gate),
        "guide": item.guide,
        "sources": list(item.sources),
    }


def _library_risk(risk: Risk) -> Json:
    return {
        "id": risk.id,
        "level": risk.level,
        "title": risk.title,
        "why": as_written(risk.why),
        "action": as_written(risk.action),
        "owner": risk.owner,
        **_gate(risk.gate),
        "guide": risk.guide,
        "sources": list(risk.sources),
    }


def _limit(limit: Limit, library: Library) -> Json:
    return {
        "id": limit.id,
        "title": limit.title,
        "unit": limit.unit,
        "area": list(limit.area),
        "exempt": limit.exempt,
        "below": limit.below,
        "by_year": limit.by_year,
        "values": [
            {
                "since": value.since.isoformat() if value.dated else None,
                "value": _number(value.value) if may_be_printed(value, library) else None,
                "printable": may_be_printed(value, library),
                "source": value.source,
            }
            for value in limit.values
        ],
    }
