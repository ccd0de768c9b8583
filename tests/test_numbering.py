"""The numbers of a document: of clauses, schedules, sub-clauses and entries, and in references."""

from dataclasses import replace
from datetime import date

import pytest

from planner.content.clause_text import parse_paragraphs, plain
from planner.content.loader import load_library
from planner.export.html import PlanPage
from planner.export.json_plan import plan_json
from planner.export.markdown import plan_markdown
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import Part

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
WORDS = {
    "term": "First.\n\nSecond:\n(a) one\n(b) two\n\nThird, see [[pay]].\n(a) three",
    "pay": "[[law]] counts. As [[term]] says.",
    "law": "Only this.\n(a) four\n\nAnd [[term]].",
    "costs": "Of a schedule.\n\nIts second, [[law]].\n(a) five",
}


def library_of(*parts, voice="text"):
    """Return the library with one outline of these parts, and short words in its clauses."""
    outline = LIBRARY.outlines["agreement-of-two" if voice == "text" else "assignment-letter"]
    words = {slot: parse_paragraphs(text) for slot, text in WORDS.items()}
    base = LIBRARY.clauses["term"]
    clauses = {
        slot: replace(base, id=slot, slot=slot, title=slot.title(), text=tree, letter=tree)
        for slot, tree in words.items()
    }
    return replace(
        LIBRARY, outlines={outline.id: replace(outline, parts=parts)}, clauses=clauses, items={}
    )


THREE = (
    Part("One", ("term", "pay")),
    Part("Two", ("costs",), schedules=True),
    Part("Three", ("law",)),
)


def plan_of(library):
    facts, problems = read_answers({"relationship": "client"}, library.questions, library.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return make_plan(facts, library, TODAY)


def clauses_of(library):
    [document] = plan_of(library).documents
    return {c.clause.slot: c for part in document.parts for c in part.clauses}


def labels(planned):
    return [paragraph.label for paragraph in planned.paragraphs]


def test_clauses_count_on_from_part_to_part_and_schedules_on_their_own():
    clauses = clauses_of(library_of(*THREE))

    numbers = {slot: clause.number for slot, clause in clauses.items()}
    assert numbers == {"term": "1", "pay": "2", "costs": "Schedule 1", "law": "3"}
    assert [slot for slot, clause in clauses.items() if clause.schedule] == ["costs"]


def test_sub_clauses_have_the_number_of_their_clause_and_entries_begin_anew():
    clauses = clauses_of(library_of(*THREE))

    assert labels(clauses["term"]) == ["1.1", "1.2", "(a)", "(b)", "1.3", "(a)"]
    assert labels(clauses["law"]) == ["3.1", "(a)", "3.2"]


def test_sub_clauses_of_a_schedule_have_a_number_of_their_own():
    assert labels(clauses_of(library_of(*THREE))["costs"]) == ["1", "2", "(a)"]


def test_a_clause_in_the_middle_moves_the_numbers_after_it_and_the_references_to_them():
    without = clauses_of(library_of(Part("One", ("term", "law", "pay", "costs"))))
    between = clauses_of(library_of(Part("One", ("term", "pay", "costs", "law"))))

    assert plain(without["term"].paragraphs[4].runs) == "Third, see clause 3 (Pay)."
    assert plain(between["term"].paragraphs[4].runs) == "Third, see clause 2 (Pay)."
    assert [clause.number for clause in between.values()] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("voice", "said"),
    [
        ("text", "Clause 3 (Law) counts. As clause 1 (Term) says."),
        ("letter", "Section 3 (Law) counts. As section 1 (Term) says."),
    ],
)
def test_a_reference_has_the_noun_of_its_voice_large_where_a_sentence_begins(voice, said):
    assert plain(clauses_of(library_of(*THREE, voice=voice))["pay"].paragraphs[0].runs) == said


def test_a_reference_to_a_schedule_is_called_one():
    parts = (Part("One", ("term", "law")), Part("Two", ("pay", "costs"), schedules=True))

    clauses = clauses_of(library_of(*parts))

    assert plain(clauses["term"].paragraphs[4].runs) == "Third, see Schedule 1 (Pay)."


def test_every_output_in_words_shows_the_same_numbers():
    library = library_of(*THREE)
    plan = plan_of(library)

    markdown = plan_markdown(plan, library)
    html = "".join(PlanPage(library, "").fragments(plan).values())
    [document] = plan_json(plan, library)["documents"]

    for heading in ("1. Term", "2. Pay", "3. Law", "Schedule 1. Costs"):
        number, _, title = heading.partition(". ")
        assert f"#### {heading}" in markdown, "mend plan.md"
        assert f'<span class="number">{number}.</span> {title}' in html, "mend parts.html"
    assert [clause["number"] for clause in document["clauses"]] == ["1", "2", "Schedule 1", "3"]
    assert document["clauses"][1]["text"].startswith("2.1 Clause 3 (Law) counts.")
