"""The notes on countries at the end of a plan are about what can apply in the case."""

import re
from datetime import date

import pytest

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
SINGLE = sorted(id for id, place in LIBRARY.places.items() if len(place.members) == 1)
# What needs a second employer or a second country.
ELSEWHERE = re.compile(r"\blend|\bloan|posting|posted|value added tax|\bVAT\b|leasing|hired out")
LENDING = re.compile(r"\blend|\bloan|leasing|hired out")
MEND = "mend _places in planner/plan/make.py"


def plan_of(relationship, home, host, **more):
    answers = {"relationship": relationship, "home_country": home, "host_country": host, **more}
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return make_plan(facts, LIBRARY, TODAY)


@pytest.mark.parametrize("place", SINGLE)
def test_a_move_within_one_employer_has_no_note_on_lending_posting_or_value_added_tax(place):
    code = place.upper()

    plan = plan_of("same_employer", code, code, worker_representatives="yes")

    for note in plan.places:
        found = ELSEWHERE.search(note.about)
        assert not found, f"{note.country}: {note.about}; {MEND}"
    assert code in [note.country for note in plan.places]


@pytest.mark.parametrize("place", SINGLE)
@pytest.mark.parametrize("host", ["", "AT"], ids=["at-home", "abroad"])
def test_a_move_within_one_employer_cites_no_act_on_lending_staff(place, host):
    code = place.upper()
    asked = ("worker_representatives", "creates_ip", "confidential", "conflict", "relocates")

    plan = plan_of("same_employer", code, host or code, **dict.fromkeys(asked, "yes"))

    clauses = (c.clause for d in plan.documents for part in d.parts for c in part.clauses)
    entries = (*(p.item for p in plan.checklist), *(p.risk for p in plan.risks), *clauses)
    # What a country asks of whoever sends somebody there may stand in its act on loans.
    for entry in (entry for entry in entries if not (host and entry.applies.place)):
        titles = [LIBRARY.sources[name].title for name in entry.sources]
        assert not [t for t in titles if LENDING.search(t)], f"{entry.id}: {titles}"


def test_a_group_of_countries_is_noted_where_one_of_its_entries_is_in_the_plan():
    at_home, abroad = plan_of("client", "FR", "FR"), plan_of("client", "FR", "DE")

    assert "EEA" not in [note.country for note in at_home.places]
    about = {note.country: note.about for note in at_home.places}
    assert "posting" not in about.get("EU", "")
    assert {"EU", "EEA"} <= {note.country for note in abroad.places}
