"""The passages of clauses: each in a draft only where an answer does not rule it out."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.content.clause_text import parse_paragraphs, plain
from planner.content.loader import load_library
from planner.lint.points import find_wrong_points, needed_words
from planner.plan.drafting import draft_documents
from planner.plan.passages import fitting
from planner.rules.answers import read_answers
from planner.rules.judgement import Case
from planner.rules.model import Point, Rule
from tests.facts import random_answers, some

LIBRARY = load_library()
MOVES = Point(applies=Rule(when=("secondee_moves_house",)))
STAYS = Point(applies=Rule(unless=("secondee_moves_house",)), only_if_known=True)
DEFINITION = 2  # the level of a definition, which holds for every case
TERM = LIBRARY.clauses["term"]
SENTENCE = "Before. {moves} You move. {stays} You stay."
LIST = "Bring:\n(a) {moves} boxes;\n(b) a pen;\n(c) paper; and\n(d) {moves} tape."


def case_of(**answers):
    facts, _ = read_answers(
        {"relationship": "client", **answers}, LIBRARY.questions, LIBRARY.countries
    )
    return Case(facts, LIBRARY)


def words(case, text):
    points = {"moves": MOVES, "stays": STAYS}
    clause = replace(TERM, letter=parse_paragraphs(text), points=points)
    return [plain(each.runs) for each in fitting(clause, "letter", case)]


def drafted(answers):
    """Yield the outline, the clause and its own words, without answers and definitions."""
    for document in draft_documents(case_of(**answers)):
        for part in document.parts:
            for planned in part.clauses:
                own = (p for p in planned.paragraphs if p.level < DEFINITION)
                ours = (r.text for p in own for r in p.runs if r.kind != "answer")
                yield document.outline.id, planned, "".join(ours)


def test_a_passage_stands_where_its_point_holds_and_while_nobody_knows():
    assert words(case_of(relocates="yes"), SENTENCE) == ["Before. You move."]
    assert words(case_of(relocates="no"), SENTENCE) == ["Before. You stay."]
    assert words(case_of(), SENTENCE) == ["Before. You move."]


def test_a_list_that_lost_entries_still_ends_like_one():
    assert words(case_of(relocates="no"), LIST) == ["Bring:", "a pen; and", "paper."]
    assert words(case_of(relocates="yes"), LIST)[1:] == ["boxes;", "a pen;", "paper; and", "tape."]


def test_a_list_goes_with_the_sentence_that_leads_to_it():
    text = "Before.\n\n{moves} You move:\n(a) a bed;\n(b) a table.\n\nAfter."

    assert words(case_of(relocates="no"), text) == ["Before.", "After."]


def test_a_point_inside_a_sentence_is_refused():
    with pytest.raises(ValueError, match="inside a sentence"):
        parse_paragraphs("You {moves} move.")


FAULTS = [
    ("{moves} You move.", "", {}, "{moves} is no point of this clause"),
    ("{moves} You move.", "", {"moves": MOVES}, "“letter” may be left without a word"),
    ("You. {moves} Move.", "", {"moves": MOVES}, "“inside” leaves “moves” out"),
    (
        "You. {moves} Move.",
        "You. {moves} Move.",
        {"moves": replace(MOVES, not_in={"inside": "it is short"})},
        "“inside” settles “moves”; take it out",
    ),
    (
        "You:\n(a) go;\n(b) {moves} move.",
        "You. {moves} Move.",
        {"moves": MOVES},
        "less than two entries",
    ),
    ("You end a lease.", "You.", {}, "“lease”, which needs secondee_moves_house"),
    ("Use the treaty.", "You.", {}, "“treaty”, which needs crosses_border"),
    ("Pay the fee, if there is one.", "You.", {}, "“fee”, which needs recharge_has_a_margin"),
]


@pytest.mark.parametrize(("letter", "inside", "points", "said"), FAULTS)
def test_the_lint_says_no(letter, inside, points, said):
    voices = {"letter": parse_paragraphs(letter), "inside": parse_paragraphs(inside or "You.")}
    clause = replace(TERM, **voices, text=(), points=points)

    found = [*find_wrong_points(replace(LIBRARY, clauses={**LIBRARY.clauses, "term": clause}))]

    assert any(said in problem for problem in found), found


def linted(id, **changes):
    clause = replace(LIBRARY.clauses[id], **changes)
    return [*find_wrong_points(replace(LIBRARY, clauses={**LIBRARY.clauses, id: clause}))]


def test_each_paragraph_of_a_clause_of_several_voices_names_a_point():
    points = {"talks": Point(applies=Rule()), "news": Point(applies=Rule())}
    named = parse_paragraphs("{talks} You talk.\n\nWe tell you:\n(a) {news} the news.")
    voices = {"text": named, "letter": named, "points": points}
    unnamed = parse_paragraphs("{talks} You talk. {news} The news.\n\nAnd the rest.")

    assert not any("names no point" in said for said in linted("contact", **voices, inside=named))
    assert any("“inside” has a paragraph" in s for s in linted("contact", **voices, inside=unnamed))


@settings(max_examples=some(40), deadline=None)
@given(random_answers(LIBRARY))
def test_no_draft_says_what_an_answer_rules_out(answers):
    case = case_of(**answers)

    for outline, planned, text in drafted(answers):
        for needed in needed_words():
            found = needed.pattern.search(text)
            if not found or planned.clause.id in needed.may:
                continue
            truths = [case.ask(name)[0] for name in needed.when]
            truths += [None if (t := case.ask(n)[0]) is None else not t for n in needed.unless]
            assert any(truth is not False for truth in truths), (
                f"{outline}, {planned.clause.id} says “{found[0]}” although an answer rules it "
                "out; correct the condition of that sentence in planner/data/clauses"
            )


@settings(max_examples=some(40), deadline=None)
@given(random_answers(LIBRARY), st.booleans())
def test_no_clause_loses_all_its_words_and_no_list_its_end(answers, halved):
    kept = dict([*answers.items()][:: 2 if halved else 1])
    kept["relationship"] = answers["relationship"]

    for outline, planned, text in drafted(kept):
        place = f"{outline}, {planned.clause.id}"
        assert planned.paragraphs, f"{place} is empty"
        assert text.strip(), f"{place} is empty"
        assert planned.paragraphs[0].level != 1, f"{place} begins with an entry of a list"
        for here, after in pairwise([*planned.paragraphs, None]):
            said = plain(here.runs)
            assert not re.search(r"\{\w|\s$", said), f"{place} has the mark of a point, or a blank"
            ends_a_list = here.level == 1 and (after is None or after.level != 1)
            assert not (ends_a_list and re.search(r"(;|; and|; or)$", said)), f"{place}: {said}"


@pytest.mark.parametrize("host", ["client", "public_body", "nonprofit", "partner", "unrelated"])
@pytest.mark.parametrize("home", ["public_body", "charity", "company"])
@pytest.mark.parametrize("structure", ["two_party", "three_party"])
def test_a_plain_loan_at_home_speaks_of_no_treaty_lease_or_fee(host, home, structure):
    answers = {
        "relationship": host,
        "home_kind": home,
        "structure": structure,
        "home_country": "DE",
        "host_country": "DE",
        "work_permission": "yes",
        "relocates": "no",
        "allowances": "no",
        "recharge": "full",
        "backfill": "no",
        "worker_representatives": "no",
        "extension": "no",
    }

    text = "\n".join(words for _, _, words in drafted(answers))

    idle = r"treaty|\bleases?\b|move house|visa|social security cover|tax advice"
    idle += r"|\bfees?\b(?! is due)|currency|if there is one|if there are any"
    idle += r"|collective agreement that applies|cover for the Home Post|before an extension"
    idle += "" if home == "company" else r"|share awards|Share awards"
    assert not re.findall(idle, text)
