"""Facts of law: each has a dated source, is reachable from a plan, and prints no figure in doubt.

A figure of law prints only if its source is certain, was read and is not about to change. A house
rule may have figures: an entry that rests on good practice alone, or a clause that names the figure
in `usual`. Rhythms ("once a year") and ordinals ("from the first day") count as words here.
"""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from planner.content.clause_text import parse_paragraphs, plain
from planner.content.loader import load_library
from planner.export.json_plan import as_written
from planner.rules.limits import figure, limit_sentence
from planner.rules.model import Clause
from planner.rules.phrases import BLANK, blanks_in

LIBRARY = load_library()
NOT_USED = tomllib.loads((Path(__file__).parent / "legal_facts.toml").read_text("utf-8"))[
    "not_used"
]

NUMBER = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|eighteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|dozen"
)
UNIT = "(?:minute|hour|day|week|month|quarter|year|pound|euro|dollar|franc|krone|krona)s?"
FIGURE = re.compile(
    rf"(?<![\w-])\d[\d.,]*"  # any figure in digits, but not the 1 of A1
    rf"|[£€$%]|\bper ?cent\b"
    rf"|\b(?:{NUMBER})(?:[ -]\w+)?[ -]{UNIT}\b"
    rf"|\b(?:more|less|longer|shorter|fewer) than (?:a|an) {UNIT}\b"
    rf"|\b(?:over|under|within|up to|at least|at most) (?:a|an) {UNIT}\b"
    rf"|\b(?:half|third|quarter|fifth|tenth)s? of\b",
    re.IGNORECASE,
)


def is_law(source):
    return source.basis != "practice"


def may_print(source):
    return source.certainty == "high" and source.basis in ("SO", "SM", "SS") and not source.changing


def texts(entry):
    """Yield everything an entry prints, without the figures that come from limits and answers."""
    for name in ("title", "task", "settles", "why", "action", "note"):
        yield BLANK.sub("", as_written(getattr(entry, name, "")))
    if isinstance(entry, Clause):
        for paragraph in (*entry.text, *entry.letter, *entry.inside):
            yield plain(tuple(run for run in paragraph.runs if not run.of))
    if hasattr(entry, "due_rule") and not entry.due_rule.anchor:
        yield entry.due_rule.text


def is_in_doubt(entry, library):
    """Say whether an entry rests on a source of law that may print no figure."""
    sources = [library.sources[name] for name in entry.sources]
    return any(is_law(source) and not may_print(source) for source in sources)


def figures_in_doubt(library):
    """Return each printed figure that rests on a source which may carry none."""
    entries = [*library.clauses.values(), *library.items.values(), *library.risks.values()]
    doubtful = [entry for entry in entries if is_in_doubt(entry, library)]
    printed = [(e.id, text, getattr(e, "usual", "")) for e in doubtful for text in texts(e)]
    printed += [(place.id, place.about, "") for place in library.places.values()]
    printed += [(limit.id, limit.title, "") for limit in library.limits.values()]
    return [
        f"{name}: {found[0]}"
        for name, text, usual in printed
        for found in FIGURE.finditer(text)
        if found[0].lower() not in usual.lower()
    ]


def out_of_reach(library):
    """Return the sources that no entry, used limit, count of days or page of a place rests on."""
    entries = [*library.clauses.values(), *library.items.values(), *library.risks.values()]
    reached = {name for entry in entries for name in entry.sources}
    words = [text for e in library.items.values() for text in e.texts()]
    words += [text for e in library.risks.values() for text in (e.why, e.action)]
    reached |= {place.tax_year.source for place in library.places.values() if place.tax_year}
    reached |= {name for place in library.places.values() for name in place.ask_at}
    measured = {entry.applies.over for entry in entries} | {
        name for text in words for name in blanks_in(text)
    }
    measured |= {limit.id for limit in library.limits.values() if limit.area}
    for name in measured & set(library.limits):
        reached |= {value.source for value in library.limits[name].values}
    return set(library.sources) - reached


@pytest.mark.parametrize("source", LIBRARY.sources.values(), ids=lambda source: source.id)
def test_a_source_says_how_sure_it_is_when_it_was_checked_and_where_it_stands(source):
    edition = LIBRARY.edition

    assert source.certainty in ("high", "medium", "low")
    assert source.basis in ("SO", "SM", "SS", "SP", "GK", "practice")
    assert f"{source.checked:%Y.%m}" <= edition
    if is_law(source) and source.basis != "GK":
        assert re.match("https?://", source.url) or "no address" in source.note
    if source.basis == "SO":
        assert source.url, f"{source.id}: give the address, or call what was read a copy: SM"


def test_no_figure_in_doubt_is_printed():
    assert figures_in_doubt(LIBRARY) == [], (
        "take the figure out of the words in planner/data, or name it as {{ limit }}"
    )


@pytest.mark.parametrize("limit", LIBRARY.limits.values(), ids=lambda limit: limit.id)
def test_a_limit_in_doubt_shows_no_figure(limit):
    for value in limit.values:
        printable = may_print(LIBRARY.sources[value.source])

        assert (figure(limit, LIBRARY, value.since) is not None) == printable
        assert bool(FIGURE.search(limit_sentence(limit, LIBRARY, value.since))) == printable


@pytest.mark.parametrize(
    "text",
    [
        "after 12 weeks",
        "after twelve weeks",
        "a five-year stay",
        "within ten working days",
        "30 % of the staff",
        "thirty per cent",
        "a fine of £500",
        "more than a year",
        "half of its staff",
        "from 2027",
    ],
)
def test_a_figure_is_seen(text):
    assert FIGURE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "the A1 certificate",
        "from the first day",
        "at least once a year",
        "days in two countries",
        "one employer, one role and one place",
        "halfway through",
        "days or half-days",
        "every week",
    ],
)
def test_a_plain_word_is_no_figure(text):
    assert not FIGURE.search(text)


def with_source(**doubt):
    """Return the library with a rule of law behind a risk, an item and a clause with figures."""
    law = replace(LIBRARY.sources["practice"], **{"id": "law", "basis": "SO", **doubt})
    risk = replace(LIBRARY.risks["no-end-date"], why="Over 12 weeks is too long.", sources=("law",))
    item = replace(
        LIBRARY.items["state-the-need"], title="Wait ten days.", sources=("law", "practice")
    )
    clause = replace(
        LIBRARY.clauses["term"],
        letter=parse_paragraphs("It lasts more than a year."),
        sources=("law", "practice"),
        usual="A year is the handbook's default.",
    )
    return replace(
        LIBRARY,
        sources={**LIBRARY.sources, "law": law},
        risks={**LIBRARY.risks, risk.id: risk},
        items={**LIBRARY.items, item.id: item},
        clauses={**LIBRARY.clauses, clause.id: clause},
    )


@pytest.mark.parametrize(
    "doubt", [{"basis": "GK"}, {"basis": "SP"}, {"certainty": "medium"}, {"changing": True}]
)
def test_a_figure_in_doubt_would_be_found(doubt):
    found = figures_in_doubt(with_source(**doubt))

    assert {"no-end-date: 12", "state-the-need: ten days", "term: more than a year"} <= set(found)


def test_a_figure_that_is_certain_is_let_through():
    assert figures_in_doubt(with_source()) == []


def test_a_figure_about_a_place_would_be_found():
    place = replace(LIBRARY.places["de"], about="After 18 months.")
    library = replace(LIBRARY, places={**LIBRARY.places, "de": place})

    assert figures_in_doubt(library) == ["de: 18"]


def test_every_source_is_reachable_from_a_plan():
    assert out_of_reach(LIBRARY) == set(), (
        "name the source in an entry of planner/data, or delete it from its file"
    )


def test_a_source_out_of_reach_would_be_found():
    lonely = replace(LIBRARY.sources["practice"], id="lonely", basis="SO")

    assert out_of_reach(replace(LIBRARY, sources={**LIBRARY.sources, "lonely": lonely})) == {
        "lonely"
    }


@pytest.mark.parametrize("fact", NOT_USED)
def test_a_fact_that_is_not_used_has_a_reason_and_is_no_source(fact):
    assert re.fullmatch("[a-z]{2,4}(-[a-z0-9]+)+", fact)
    assert fact not in LIBRARY.sources
    assert len(NOT_USED[fact]) > 40
    assert NOT_USED[fact].endswith(".")
