"""Facts and library in, the plan out: checklist, documents, risks, gaps and what was left out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from planner.dates import act_by, due_date
from planner.drafting import draft_documents
from planner.judgement import Case
from planner.model import (
    ChecklistItem,
    Clause,
    Gap,
    Gate,
    LeftOut,
    Library,
    Outline,
    PlaceNote,
    Plan,
    PlannedDocument,
    PlannedItem,
    PlannedRisk,
    Risk,
    Secondment,
    Verdict,
)
from planner.phrases import filled

NOT_COVERED = (
    "The planner holds no rules of this country. What it says in general still helps, but ask a "
    "local adviser about permission to work, tax, social security, lending staff, working time, "
    "pay, insurance and the employee's rights before anyone signs."
)
ANCHORS = ("start", "middle", "end", "")


def make_plan(facts: Secondment, library: Library, today: date) -> Plan:
    """Return the whole plan for one case as seen on a day."""
    case = Case(facts, library)
    documents = draft_documents(case)
    checklist = sorted(_checklist(case, today), key=_order(library))
    levels = list(library.levels)
    risks = sorted(
        _risks(case),
        key=lambda r: (hangs_on_a_country(r.risk.gate, r.verdict), levels.index(r.risk.level)),
    )
    return Plan(
        today=today,
        library_version=library.version,
        facts=facts,
        checklist=tuple(checklist),
        documents=documents,
        risks=tuple(risks),
        gaps=tuple(_gaps(case, documents, checklist, risks)),
        left_out=tuple(_left_out(case, documents)),
        places=tuple(_places(facts, library)),
    )


def hangs_on_a_country(gate: Gate, verdict: Verdict) -> bool:
    """Say whether an entry of one place may apply only because the countries are not known yet."""
    return bool(gate.place) and not {"home_country", "host_country"}.isdisjoint(verdict.waits_for)


def _checklist(case: Case, today: date) -> Iterator[PlannedItem]:
    facts = case.facts
    for item in case.library.items.values():
        verdict = case.judge(item.gate)
        if verdict.truth is False:
            continue
        due = due_date(item.due_rule, facts.start_date, facts.end_date)
        yield PlannedItem(
            item=_item_worded(item, case),
            verdict=verdict,
            due=due,
            act_by=act_by(item.due_rule, due, today) if due else None,
            status="undated" if due is None else "overdue" if due < today else "due",
        )


def _item_worded(item: ChecklistItem, case: Case) -> ChecklistItem:
    if "{{" not in item.task + item.why:
        return item
    task, why = (filled(text, case.facts, case.library) for text in (item.task, item.why))
    return replace(item, task=task, why=why)


def _risk_worded(risk: Risk, case: Case) -> Risk:
    if "{{" not in risk.why + risk.action:
        return risk
    why, action = (filled(text, case.facts, case.library) for text in (risk.why, risk.action))
    return replace(risk, why=why, action=action)


def _order(library: Library) -> Callable[[PlannedItem], tuple[int, bool, int, date, int, int, int]]:
    """Return the sort key of the checklist: phase, then what has no date rule, then by date."""
    phases, places = list(library.phases), list(library.items)

    def key(planned: PlannedItem) -> tuple[int, bool, int, date, int, int, int]:
        item, rule = planned.item, planned.item.due_rule
        rank = 0 if not rule.anchor else 1 if planned.due else 2
        return (
            phases.index(item.phase),
            hangs_on_a_country(item.gate, planned.verdict),
            rank,
            planned.due or date.max,
            ANCHORS.index(rule.anchor),
            rule.amount,
            places.index(item.id),
        )

    return key


def _risks(case: Case) -> Iterator[PlannedRisk]:
    for risk in case.library.risks.values():
        verdict = case.judge(risk.gate)
        if verdict.truth is not False:
            yield PlannedRisk(risk=_risk_worded(risk, case), verdict=verdict)


def _gaps(
    case: Case,
    documents: Iterable[PlannedDocument],
    checklist: Iterable[PlannedItem],
    risks: Iterable[PlannedRisk],
) -> Iterator[Gap]:
    """Yield each question the plan waits for, in the order of the form, with all who need it."""
    used: dict[str, list[str]] = {}
    for document in documents:
        _note(used, document.verdict, document.outline.id)
        for part in document.parts:
            for clause in part.clauses:
                _note(used, clause.verdict, clause.clause.id, *clause.gaps)
    for planned in checklist:
        anchor = {"start": "start_date", "end": "end_date"}.get(planned.item.due_rule.anchor)
        missing = [anchor] if anchor and planned.due is None else []
        if planned.item.due_rule.anchor == "middle":
            missing = [d for d in ("start_date", "end_date") if getattr(case.facts, d) is None]
        _note(used, planned.verdict, planned.item.id, *missing)
    for risk in risks:
        _note(used, risk.verdict, risk.risk.id)
    for question in case.library.questions.values():
        if question.id in used:
            yield Gap(question.id, question.label, tuple(dict.fromkeys(used[question.id])))


def _note(used: dict[str, list[str]], verdict: Verdict, entry: str, *questions: str) -> None:
    for question in (*verdict.waits_for, *questions):
        used.setdefault(question, []).append(entry)


def _left_out(case: Case, documents: Iterable[PlannedDocument]) -> Iterator[LeftOut]:
    """Yield every entry that is not in the plan with the first condition that keeps it out."""
    library = case.library
    present = {c.clause.id for d in documents for part in d.parts for c in part.clauses}
    drafted = {document.outline.id for document in documents}
    for outline in library.outlines.values():
        if outline.id not in drafted:
            yield from _refused(outline, case)
    for clause in library.clauses.values():
        if clause.id not in present:
            yield from _refused(clause, case)
    for item in library.items.values():
        yield from _refused(item, case)
    for risk in library.risks.values():
        yield from _refused(risk, case)


def _refused(entry: Outline | Clause | ChecklistItem | Risk, case: Case) -> Iterator[LeftOut]:
    verdict = case.judge(entry.gate)
    if verdict.against:
        yield LeftOut(entry.id, verdict.against.condition, verdict.against.sentence)
    elif isinstance(entry, (Clause, Outline)):
        waits = ", ".join(case.library.questions[q].label for q in verdict.waits_for)
        said = f"It depends on: {waits}." if waits else "The documents of this case do not use it."
        yield LeftOut(entry.id, "", said)


def _places(facts: Secondment, library: Library) -> Iterator[PlaceNote]:
    """Yield what the library holds for each country of the case, then for groups they belong to."""
    codes = [code for code in dict.fromkeys((facts.home_country, facts.host_country)) if code]
    for code in codes:
        place = library.places.get(code.lower())
        about = place.about if place else NOT_COVERED
        yield PlaceNote(code, library.countries[code], place is not None, about)
    for place in library.places.values():
        if len(place.members) > 1 and set(codes) & set(place.members):
            yield PlaceNote(place.id.upper(), place.name, True, place.about)
