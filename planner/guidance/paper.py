"""A type's checklist and agreement outline without a case, to print and use by hand.

The planner itself makes them from the answers that stand for the type. No date is known, so each
task keeps its rule in words, and the two countries are two that no entry of the library is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from planner.content.handbook import Kind
from planner.content.loader import LibraryError, load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.judgement import Case
from planner.rules.model import ChecklistItem, Clause, Library, PlannedDocument, Rule, Secondment
from planner.rules.words import say

# Codes that ISO 3166 leaves to its users, so no place has them as a member. Without a name they
# are blanks in a document.
HOME, HOST = "AA", "ZZ"
NO_DATE = date(2027, 1, 4)  # a plan needs a day; without dates of the case it has no effect


@dataclass(frozen=True, slots=True)
class PaperTask:
    """A task to tick, with the sentences that must be true where that is not known yet."""

    item: ChecklistItem
    only_if: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed for a type: tasks by phase, and the documents with their blanks.

    By the id of a clause, `only_if` has the sentences on which it hangs whether the clause is
    needed, and `instead` the clauses that may take its place.
    """

    tasks: Mapping[str, tuple[PaperTask, ...]]
    documents: tuple[PlannedDocument, ...]
    only_if: Mapping[str, tuple[str, ...]]
    instead: Mapping[str, tuple[Clause, ...]]


def make_paper(kind: Kind) -> Paper:
    """Return the checklist and the outline of a type; `LibraryError` if its answers make none."""
    library = load_library()
    library = replace(library, countries=dict(library.countries) | {HOME: "", HOST: ""})
    facts = _facts(kind, library)
    plan = make_plan(facts, library, NO_DATE)
    case = Case(facts, library)
    tasks = {
        phase: tuple(
            PaperTask(planned.item, _open_sentences(planned.item.applies, case))
            for planned in plan.checklist
            if planned.item.phase == phase
        )
        for phase in library.phases
    }
    clauses = [c.clause for d in plan.documents for part in d.parts for c in part.clauses]
    only_if = {c.id: _open_sentences(c.applies, case) for c in clauses if not c.default}
    instead = {c.id: _instead(c, case) for c in clauses}
    return Paper(tasks, plan.documents, only_if, instead)


def _facts(kind: Kind, library: Library) -> Secondment:
    countries = {"home_country": HOME, "host_country": HOST if kind.across_border else HOME}
    answers = dict(kind.answers) | countries
    facts, problems = read_answers(answers, library.questions, library.countries)
    if facts is None or problems:
        raise LibraryError(f"planner/data/types.toml, {kind.id}: {problems}")
    return facts


def _open_sentences(rule: Rule, case: Case) -> tuple[str, ...]:
    """Return what has to hold for an entry and is not known in the case."""
    sentences = (holds.sentence for truth, holds, _, _ in case.terms(rule) if truth is None)
    return tuple(say("paper.only_where", sentence=said) for said in sentences if said)


def _instead(clause: Clause, case: Case) -> tuple[Clause, ...]:
    rivals = case.rivals[clause.slot]
    return tuple(
        other
        for other in rivals
        if other.title != clause.title and case.judge(other.applies).truth is not False
    )
