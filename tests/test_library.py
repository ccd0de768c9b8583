"""The library's data: the lint finds nothing, and finds what is wrong when something is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planner.content.clause_text import parse_paragraphs, parse_runs
from planner.content.loader import (  # the readers of one entry
    LibraryError,
    Table,
    _clause,
    _item,
    _question,
    load_library,
)
from planner.lint.whole import find_problems, guides_to_write
from planner.rules.limits import figure, value_on
from planner.rules.model import Limit, LimitValue, Rule, Wording

LIBRARY = load_library()
DOCS = Path(__file__).parent.parent / "docs"
ITEM = {
    "title": "Do it",
    "rank": "usual",
    "owner": "legal",
    "due": "3 weeks before the start",
    "why": "Because.",
    "guide": "process/index.md",
    "sources": ["practice"],
}


def item(**changes):
    return _item(Table("checklist/agree.toml", "an-item", {**ITEM, **changes}))


def test_the_library_has_no_problem():
    assert find_problems(LIBRARY) == [], "mend the file of planner/data that each line names"


def test_no_two_clauses_share_a_title():
    titles = [clause.title for clause in LIBRARY.clauses.values()]

    assert {title for title in titles if titles.count(title) > 1} == set(), (
        "change “title” of one of the clauses in planner/data/clauses"
    )


def test_no_warning_speaks_only_to_those_who_have_not_started():
    too_late = ("before the start", "before the first day", "do not start before")

    for risk in LIBRARY.risks.values():
        if "starts_late" in risk.applies.when:
            continue  # it is for those who have not started
        said = f"{risk.title} {risk.action}".lower()
        assert not [words for words in too_late if words in said], risk.id


def test_every_guide_link_has_its_page_and_its_passage():
    missing, _ = guides_to_write(LIBRARY, DOCS)

    assert missing == [], (
        "correct “guide” in planner/data, or write the heading with its id in docs/"
    )


def test_a_guide_link_needs_a_heading_with_its_id(tmp_path):
    (tmp_path / "page.md").write_text("## End { #end }\n\nSee { #start }\n", "utf-8")
    links = ("page.md", "page.md#end", "page.md#start", "page.md#en", "other.md")
    items = {link: replace(LIBRARY.items["state-the-need"], guide=link) for link in links}

    missing, _ = guides_to_write(replace(LIBRARY, clauses={}, risks={}, items=items), tmp_path)

    assert missing == ["other.md", "page.md#en", "page.md#start"]


def test_the_first_library_is_broad_enough():
    assert len(LIBRARY.clauses) >= 25, "entries are gone from planner/data"
    assert len(LIBRARY.items) >= 45, "entries are gone from planner/data"
    assert len(LIBRARY.risks) >= 12, "entries are gone from planner/data"
    assert len(LIBRARY.questions) >= 30, "entries are gone from planner/data"


@pytest.mark.parametrize(
    ("rule", "anchor", "unit", "amount"),
    [
        ("3 weeks before the start", "start", "days", -21),
        ("1 day after the end", "end", "days", 1),
        ("10 working days before the start", "start", "working days", -10),
        ("2 months after the end", "end", "months", 2),
        ("on the first day", "start", "days", 0),
        ("on the last day", "end", "days", 0),
        ("halfway through", "middle", "days", 0),
    ],
)
def test_a_due_rule_is_read_from_the_sentence_people_see(rule, anchor, unit, amount):
    due = item(due=rule).due_rule

    assert (due.text, due.anchor, due.unit, due.amount) == (rule, anchor, unit, amount)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"due": "three weeks before"}, "3 weeks before the start"),
        ({"title": ""}, "“title” is empty"),
        ({"task": "Do it."}, "“task” is not a key"),
        ({"owner": 3}, "must be of type str"),
        ({"ownr": "legal"}, "“ownr” is not a key"),
        ({"sources": [1]}, "not a string"),
        ({"why": None}, "“why” is missing"),
    ],
)
def test_an_entry_that_cannot_be_used_names_file_value_and_fix(changes, said):
    with pytest.raises(LibraryError, match=r"checklist/agree\.toml, an-item") as caught:
        item(**changes)

    assert said in str(caught.value)


def test_clause_text_with_an_unknown_mark_names_the_clause():
    values = dict.fromkeys(("slot", "title", "settles", "note", "guide"), "x") | {"rank": "usual"}
    entry = Table("clauses/odd.toml", "odd", {**values, "sources": ["practice"], "text": "a ** b"})

    with pytest.raises(LibraryError, match=r"clauses/odd\.toml, odd: “text” has a mark"):
        _clause(entry)


def test_a_side_that_does_not_exist_is_refused():
    values = {**ITEM, "phase": "agree", "side": "left", "set_by": "practice"}

    with pytest.raises(LibraryError, match="use home, host, either, both or not_both"):
        _item(Table("places/de.toml", "an-item", values))


def broken(**changes):
    """Return the problems the lint finds in the library with one entry changed."""
    clause = replace(LIBRARY.clauses["term"], **changes)
    return " ".join(find_problems(replace(LIBRARY, clauses={**LIBRARY.clauses, "term": clause})))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"applies": Rule(when=("is_raining",))}, "no condition “is_raining”"),
        ({"sources": ("hearsay",)}, "no source “hearsay”"),
        ({"sources": ()}, "no source; name one"),
        ({"slot": "nowhere"}, "no outline uses it"),
        ({"letter": ()}, "write “letter”"),
        ({"text": parse_paragraphs("A [[nowhere]].")}, "[[nowhere]] is not in"),
        ({"text": parse_paragraphs("A **Stranger**.")}, "“Stranger” is used but not defined"),
        ({"text": parse_paragraphs("A {{ shoe_size }}.")}, "neither a question nor a limit"),
        ({"letter": parse_paragraphs("A **Secondee**.")}, "a letter has no defined terms"),
    ],
)
def test_the_lint_finds(changes, said):
    assert said in broken(**changes)


def test_the_lint_finds_a_placeholder_of_nothing_in_the_words_of_an_answer():
    hours = LIBRARY.questions["hours"]
    options = tuple(
        replace(option, phrase=Wording("{{ shoe_size }}", "[shoe size]"))
        for option in hours.options
    )
    questions = {**LIBRARY.questions, "hours": replace(hours, options=options)}

    problems = find_problems(replace(LIBRARY, questions=questions))

    assert "hours: {{ shoe_size }} is neither a question nor a limit" in " ".join(problems)


def test_the_lint_finds_what_nothing_uses():
    lonely = replace(LIBRARY, risks={}, items={})
    extra = replace(LIBRARY, definitions={**LIBRARY.definitions, "Idle": parse_runs("nothing.")})

    assert "nothing uses it" in " ".join(find_problems(lonely))
    assert "“Idle” is defined but not used" in " ".join(find_problems(extra))


def waiting(**after):
    """Return the problems of the library when items wait for others, as `item_id=[ids]`."""
    items = dict(LIBRARY.items)
    for name, waits in after.items():
        id = name.replace("_", "-")
        items[id] = replace(items[id], after=tuple(waits))
    return " ".join(find_problems(replace(LIBRARY, items=items)))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"end_access": ["no-such-item"]}, "end-access: no item “no-such-item” to wait for"),
        ({"end_access": ["end-access"]}, "end-access: waits for itself in a circle"),
        (
            {"describe_the_role": ["state-the-need"], "state_the_need": ["describe-the-role"]},
            "state-the-need: waits for itself in a circle",
        ),
        # Five weeks before the start, and two weeks before it.
        ({"ask_your_questions": ["issue-the-letter"]}, "ask-your-questions: comes before issue"),
        # On the same day, but it stands before the other in its phase.
        ({"settle_the_return": ["confirm-insurance"]}, "settle-the-return: comes before confirm"),
        # In an earlier phase, though no date tells.
        ({"state_the_need": ["consult-on-changes"]}, "state-the-need: comes before consult"),
    ],
)
def test_the_lint_finds_what_cannot_wait(after, said):
    assert said in waiting(**after)


def test_the_lint_finds_what_takes_the_place_of_nothing():
    item = replace(LIBRARY.items["dk-register-the-posting"], instead_of=("no-such-item",))
    items = {**LIBRARY.items, item.id: item}

    said = " ".join(find_problems(replace(LIBRARY, items=items)))
    assert "no entry “no-such-item” to take the place of" in said


def limit(certainty="high", basis="SO", changing=False):
    source = replace(
        LIBRARY.sources["practice"], id="law", certainty=certainty, basis=basis, changing=changing
    )
    first = LimitValue(since=date(2020, 1, 1), value=Decimal(12), source="law")
    second = LimitValue(since=date(2027, 1, 1), value=Decimal(18), source="law")
    made = Limit(id="cap", title="the cap", unit="months", values=(first, second))
    return made, replace(LIBRARY, sources={**LIBRARY.sources, "law": source})


def test_a_figure_is_the_one_in_force_on_the_day():
    cap, library = limit()

    assert figure(cap, library, date(2026, 12, 31)) == "12 months"
    assert figure(cap, library, date(2027, 1, 1)) == "18 months"


def test_a_day_before_the_first_value_is_an_error_not_a_guess():
    cap, library = limit()

    with pytest.raises(LookupError, match="2019-12-31"):
        value_on(cap, date(2019, 12, 31))
    assert figure(cap, library, date(2019, 12, 31)) is None


@pytest.mark.parametrize(
    "doubt", [{"certainty": "medium"}, {"basis": "SP"}, {"basis": "GK"}, {"changing": True}]
)
def test_a_figure_in_doubt_is_never_printed(doubt):
    cap, library = limit(**doubt)

    assert figure(cap, library, date(2027, 1, 1)) is None


def test_a_question_reads_its_bounds():
    values = {"section": "time", "ask": "?", "label": "x", "why": "y", "kind": "number"}
    question = _question(
        Table("questions.toml", "q", {**values, "minimum": Decimal("0.5"), "maximum": 6})
    )

    assert (question.minimum, question.maximum) == (Decimal("0.5"), 6)
