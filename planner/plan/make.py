"""Facts and library in, the plan out: checklist, documents, risks, gaps and what was left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from planner.plan.checklist import (
    dates_wanted,
    is_good_practice,
    make_checklist,
    not_to_do,
)
from planner.plan.days import day_counts
from planner.plan.drafting import draft_documents, recommend_structure
from planner.plan.earlier import loan_notes
from planner.plan.worksheet import cost_worksheet
from planner.rules.checks import plan_notes
from planner.rules.dates import add_working_days
from planner.rules.judgement import Case
from planner.rules.model import (
    AnswerNote,
    ChecklistItem,
    Checkpoint,
    Clause,
    Costs,
    Gap,
    LeftOut,
    Library,
    Outline,
    PlaceNote,
    Plan,
    PlannedCheckpoint,
    PlannedDocument,
    PlannedItem,
    PlannedRisk,
    Risk,
    Secondment,
    Stage,
    Verdict,
)
from planner.rules.phrases import blanks_in, filled, phrase
from planner.rules.stage import (
    can_be_dated,
    case_on_day,
    chain_to,
    questions_raised,
    ready,
    to_pass,
    what_decides,
)
from planner.rules.words import joined, say, texts

# The answers with which a stage is sure, and its sentence says so: `stages.*_by_answer`.
SURE_BY = {
    "started_without_papers": ("papers_signed", False),
    "past_end": ("after_end", "goes_on"),
    "past_old_end": ("extension_signed", False),
}
SHOWN_AS = {"ready": "planned", "past_old_end": "past_end", "changing_on_short_notice": "changing"}


def make_plan(
    facts: Secondment, library: Library, today: date, notes: Iterable[AnswerNote] = ()
) -> Plan:
    """Return the whole plan for one case as seen on a day; `notes` are those of the reading."""
    return plan_of(case_on_day(facts, library, today), today, notes)


def plan_of(case: Case, today: date, notes: Iterable[AnswerNote] = ()) -> Plan:
    """Return the same for a case that may have the cache of the one before it.

    It is one of `case_on_day`. Long because it has a line for each part of a plan.
    """
    facts, library = case.facts, case.library
    documents = draft_documents(case)
    checklist = make_checklist(case, today)
    costs = case.cached_by_facts("costs", cost_worksheet)
    judged = case.cached("risks", lambda: _risks(case))
    risks = case.cached_by_facts(
        "risks", lambda own: tuple(_risk_worded(each, own) for each in judged)
    )
    missing = tuple(c.gaps for each in documents for part in each.parts for c in part.clauses)
    return Plan(
        today=today,
        library_version=library.version,
        facts=facts,
        stage=case.cached(
            "stage", lambda: _stage(case, today, checklist, risks), today, checklist, risks
        ),
        checklist=checklist,
        recommendation=recommend_structure(case),
        documents=documents,
        risks=risks,
        costs=costs,
        days=case.cached("days", lambda: day_counts(case)),
        gaps=case.cached(
            "gaps",
            lambda: tuple(_gaps(case, documents, checklist, risks, costs)),
            *(checklist, risks, costs, missing),
        ),
        # Which clauses are in the documents depends on verdicts alone.
        left_out=case.cached("left out", lambda: tuple(_left_out(case, documents, today)), today),
        places=case.cached(
            "places", lambda: tuple(_places(case, checklist, risks)), checklist, risks
        ),
        notes=(
            *notes,
            *case.cached_by_facts(("notes", today), partial(_notes, today=today)),
            *case.cached("earlier loans", lambda: loan_notes(case)),
        ),
    )


def _stage(
    case: Case, today: date, checklist: Sequence[PlannedItem], risks: Sequence[PlannedRisk]
) -> Stage:
    """Return the stage of a case on a day, in words, with what the dates raise."""
    facts = case.tracked
    is_planned = facts.stage in ("planned", "ready")
    stops = [each for each in risks if each.risk.level == "stop" and each.verdict.truth]
    steps = _to_pass(case, today, checklist, stops) if facts.start_date else []
    chain = what_decides(case) if facts.stage == "late" else ()
    nearest = ready(chain, today) if facts.stage == "late" else None
    past = [p for p in checklist if p.verdict.truth and p.status in ("tight", "overdue")]
    return Stage(
        id=SHOWN_AS.get(facts.stage, facts.stage),
        sentence=_sentence(case, today, steps, chain),
        papers=_papers(case),
        asks=questions_raised(facts, today),
        to_pass=tuple(steps) if _is_shown(facts, steps) else (),
        nearest_start=nearest,
        open_stops=tuple(each.risk.id for each in stops) if is_planned else (),
        past_usual=tuple(p.item.id for p in past if not is_good_practice(p)) if is_planned else (),
    )


def _is_shown(facts: Secondment, steps: Iterable[PlannedCheckpoint]) -> bool:
    """Say whether to list the steps: the start is late, or a task of theirs past its usual day."""
    if facts.stage != "planned":
        return facts.stage == "late"
    return any(task.status in ("tight", "overdue") for each in steps for task in each.tasks)


def _sentence(
    case: Case, today: date, steps: Iterable[PlannedCheckpoint], decides: Sequence[Checkpoint]
) -> str:
    """Return the sentence of a stage; of a late start, with what decides on the nearest one."""
    facts = case.tracked
    is_late = facts.stage == "late"
    nearest = ready(decides, today)
    start = facts.start_date or today
    undated = joined([each.checkpoint.until for each in steps if each.checkpoint.until])
    said = "planned_or_late" if facts.start_waits_for else facts.stage
    question, answer = SURE_BY.get(facts.stage, ("", None))
    if question and getattr(facts, question) == answer:
        said = f"{facts.stage}_by_answer"
    if is_late and undated:
        said = "late_and_undated" if start < nearest else "late_undated_alone"
    # A stage that names a day has it; another asks for none.
    sentence = say(
        f"stages.{said}",
        start=start,
        end=facts.end_date or today,
        old_end=facts.old_end_date or today,
        nearest=nearest,
        until=undated,
        change=phrase("change", facts, case.library) or "",
    )
    if not is_late or start >= nearest:
        return sentence
    named = joined([each.called for each in decides])
    said = say(
        f"stages.decides.{'one' if len(decides) == 1 else 'several'}",
        steps=named[0].upper() + named[1:],
        days=sum(each.days for each in decides),
    )
    return f"{sentence} {said}"


def _papers(case: Case) -> str:
    """Return why papers are not drafted at a stage, and how to get them; empty where all are."""
    stage = case.tracked.stage
    stage = stage if stage == "ready" else SHOWN_AS.get(stage, stage)
    questions = case.library.questions
    if f"stages.papers.{stage}" not in texts():
        return ""
    return say(
        f"stages.papers.{stage}",
        papers_signed=questions["papers_signed"].ask,
        change=questions["change"].ask,
    )


def _to_pass(
    case: Case,
    today: date,
    checklist: Iterable[PlannedItem],
    stops: Iterable[PlannedRisk],
) -> list[PlannedCheckpoint]:
    """Return what to pass before the start, by the last day of the tasks that belong to it.

    A task that takes the place of one of them belongs to it as well; each country may have one.
    """
    tasks: dict[str, list[PlannedItem]] = {}
    for each in checklist:
        item = each.item
        if each.act_by:
            for id in (item.id, *item.instead_of, *item.instead_at_home):
                tasks.setdefault(id, []).append(each)
    open_stops = {each.risk.id: each for each in stops}
    found = []
    steps = to_pass(case)
    for step in steps:
        mine = {each.item.id: each for id in step.tasks for each in tasks.get(id, ())}
        sure = [each for each in mine.values() if each.verdict.truth]
        # Where an open answer decides which task it is, all that it may be.
        in_order = tuple(sorted(sure or mine.values(), key=_day))
        held = tuple(open_stops[id] for id in step.stops if id in open_stops)
        if in_order or held:
            found.append(_passed(step, steps, in_order, held, today))
    return _in_order(found, today)


def _in_order(steps: Sequence[PlannedCheckpoint], today: date) -> list[PlannedCheckpoint]:
    """Return steps by the last day of their tasks, none before one that it waits for."""
    last = {each.checkpoint.id: max(map(_day, each.tasks), default=today) for each in steps}
    listed = {each.checkpoint.id: each.checkpoint for each in steps}

    def comes(step: Checkpoint) -> tuple[date, int]:
        before = [comes(listed[id]) for id in step.after if id in listed]
        day, depth = max(before, default=(today, -1))
        return max(day, last[step.id]), depth + 1

    return sorted(steps, key=lambda each: comes(each.checkpoint))


def _day(task: PlannedItem) -> date:
    return task.act_by or date.max


def _passed(
    step: Checkpoint,
    steps: Sequence[Checkpoint],
    tasks: Sequence[PlannedItem],
    stops: tuple[PlannedRisk, ...],
    today: date,
) -> PlannedCheckpoint:
    """Return a step with the day by which to begin it and the day on which it can be in hand."""
    *before, _ = chain_to(step, steps)
    waited_for = [each for each in steps if each.id in step.after]
    names = tuple(each.called for each in waited_for)
    ids = tuple(each.id for each in waited_for)
    if not can_be_dated(step, steps):
        return PlannedCheckpoint(step, None, None, names, ids, tuple(tasks), stops)
    days = [each.act_by for each in tasks if each.act_by]
    # No later than the day of its first task, and no sooner than what it waits for allows.
    wished = min([add_working_days(days[-1], -step.days), days[0]] if days else [today])
    first = ready(before, today)
    done = ready((*before, step), today)
    return PlannedCheckpoint(step, max(first, wished), done, names, ids, tuple(tasks), stops)


def _notes(case: Case, today: date) -> tuple[AnswerNote, ...]:
    return plan_notes(case.facts, today, case.library.in_sentences)


def is_folded(planned: PlannedRisk) -> bool:
    """Say whether a page may fold a risk away until it is sure that it applies; never a stop."""
    return planned.risk.level != "stop" and planned.verdict.truth is None


def _risk_worded(planned: PlannedRisk, case: Case) -> PlannedRisk:
    risk = planned.risk
    if not (blanks_in(risk.why) or blanks_in(risk.action)):
        return planned
    why, action = (filled(text, case.facts, case.library) for text in (risk.why, risk.action))
    worded = partial(replace, planned, risk=replace(risk, why=why, action=action))
    return case.cached(("risk", risk.id), worded, planned, why, action)


def _risks(case: Case) -> tuple[PlannedRisk, ...]:
    """Return the risks in order, before the answers are put into their words."""
    levels = list(case.library.levels)
    judged = ((risk, case.judge(risk.applies)) for risk in case.library.risks.values())
    risks = [
        PlannedRisk(risk=case.with_sources(risk), verdict=verdict)
        for risk, verdict in judged
        if verdict.truth is not False
    ]
    return tuple(
        sorted(
            risks,
            key=lambda r: (is_folded(r), r.verdict.truth is None, levels.index(r.risk.level)),
        )
    )


def _gaps(
    case: Case,
    documents: Iterable[PlannedDocument],
    checklist: Iterable[PlannedItem],
    risks: Iterable[PlannedRisk],
    costs: Costs,
) -> Iterator[Gap]:
    """Yield each question the plan waits for, in the order of the form, with all who need it."""
    used: dict[str, list[str]] = {}
    for document in documents:
        _note(used, document.verdict, document.outline.id)
        for part in document.parts:
            for clause in part.clauses:
                _note(used, clause.verdict, clause.clause.id, *clause.gaps)
    for planned in checklist:
        _note(used, planned.verdict, planned.item.id, *dates_wanted(planned, case.tracked))
    for risk in risks:
        _note(used, risk.verdict, risk.risk.id)
    for name in costs.missing if costs.lines else ():
        used.setdefault(name, []).append("costs")
    for question in case.library.questions.values():
        if question.id in used:
            yield Gap(question.id, question.label, tuple(dict.fromkeys(used[question.id])))


def _note(used: dict[str, list[str]], verdict: Verdict, entry: str, *questions: str) -> None:
    for question in (*verdict.waits_for, *questions):
        used.setdefault(question, []).append(entry)


def _left_out(case: Case, documents: Iterable[PlannedDocument], today: date) -> Iterator[LeftOut]:
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
        said = not_to_do(item, case, today)
        if said and case.judge(item.applies).truth is not False:
            yield LeftOut(item.id, "", said)
    for risk in library.risks.values():
        yield from _refused(risk, case)


def _refused(entry: Outline | Clause | ChecklistItem | Risk, case: Case) -> Iterator[LeftOut]:
    verdict = case.judge(entry.applies)
    if verdict.against:
        yield LeftOut(entry.id, verdict.against.condition, verdict.against.sentence)
    elif isinstance(entry, (Clause, Outline)):
        waits = [case.library.questions[q].label for q in verdict.waits_for]
        listed = joined(waits, "comma")
        said = say("reasons.open", questions=listed) if waits else say("reasons.unused")
        yield LeftOut(entry.id, "", said)


def _places(
    case: Case, checklist: Iterable[PlannedItem], risks: Iterable[PlannedRisk]
) -> Iterator[PlaceNote]:
    """Yield what the library holds for each country of the case, then for groups they belong to.

    Where nobody crosses a border, most of it cannot apply. What a group holds is then named by its
    entries in the plan, and so is what a country holds for a move within one employer.
    """
    library, facts = case.library, case.tracked
    held: dict[str, list[str]] = {}
    for item in (planned.item for planned in checklist):
        held.setdefault(item.applies.place, []).append(item.title)
    for risk in (planned.risk for planned in risks):
        held.setdefault(risk.applies.place, []).append(risk.title)
    is_inside = case.ask("leaves_employer_or_country")[0] is False
    stays = case.ask("crosses_border")[0] is False

    def for_this_case(place: str) -> str:
        entries = "; ".join(held.get(place, ()))
        return say("places.held", entries=entries) if entries else say("places.none_inside")

    codes = [code for code in dict.fromkeys((facts.home_country, facts.host_country)) if code]
    for code in codes:
        place = library.places.get(code.lower())
        about = place.about if place else say("places.not_covered")
        if place and is_inside:
            about = for_this_case(place.id)
        yield PlaceNote(code, library.countries[code], place is not None, about)
    for place in library.places.values():
        if len(place.members) > 1 and set(codes) & set(place.members) and place.id in held:
            name = f"{place.name[0].upper()}{place.name[1:]}"
            about = for_this_case(place.id) if stays else place.about
            yield PlaceNote(place.id.upper(), name, True, about)
