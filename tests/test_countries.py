"""Countries inside sentences: article, preposition and name, for each of them in every sentence."""

import re
from dataclasses import replace
from datetime import date

import pytest

from planner.content.clause_text import plain
from planner.content.loader import LibraryError, _countries, load_library
from planner.export.imprint import imprint
from planner.plan.days import day_counts
from planner.plan.drafting import draft_documents
from planner.plan.make import make_plan
from planner.rules.judgement import Case
from planner.rules.model import Secondment, Wording
from planner.rules.phrases import country, filled, whereabouts

LIBRARY = load_library()
LONG = Secondment(
    relationship="group",
    start_date=date(2027, 1, 11),
    end_date=date(2029, 10, 8),
    works_in_both=True,
    social_security_certificate=False,
    confidential=True,
    relocates=True,
    allowances=True,
)


def sentences(facts):
    """Yield every sentence of the drafts and of the day counts."""
    for change in ("no", "extended"):
        case = Case(replace(facts, change=change), LIBRARY)
        for document in draft_documents(case):
            for part in document.parts:
                for clause in part.clauses:
                    yield from (plain(paragraph.runs) for paragraph in clause.paragraphs)
    days = day_counts(Case(facts, LIBRARY))
    yield from (*days.assumptions, f"Days {days.where}.")


def faults(text, code):
    """Return where a country stands in a text without its article, or with one too many."""
    said, name = country(code, LIBRARY), LIBRARY.countries[code]
    bare = re.escape(said.removeprefix("the "))
    article = r"(?<!\bthe )" if said.startswith("the ") else r"(?<=\bthe )"
    found = re.findall(rf"(?:\S+ )?{article}\b{bare}", text)
    found += re.findall(r"\b[Tt]he [Tt]he\b|\bin (?:in|on)\b", text)
    if LIBRARY.in_sentences[code].is_island:
        found += re.findall(rf"\bin {re.escape(said)}", text)
    else:
        found += re.findall(rf"\bon {re.escape(said)}", text)
    return found + ([name] if name not in said and name in text else [])


@pytest.mark.parametrize("code", LIBRARY.countries)
def test_a_country_reads_well_in_every_sentence(code):
    other = "NO" if code != "NO" else "CL"
    text = "\n".join(
        said
        for home, host in ((code, other), (other, code))
        for said in sentences(replace(LONG, home_country=home, host_country=host))
    )

    plan = make_plan(replace(LONG, host_country=code), LIBRARY, date(2026, 11, 30))
    text += "\n".join(imprint(plan, LIBRARY))

    assert country(code, LIBRARY) in text
    assert faults(text, code) == [], "mend `said` or `where` in planner/data/countries.toml"


@pytest.mark.parametrize(
    ("code", "said", "where"),
    [
        ("BS", "the Bahamas", "in the Bahamas"),
        ("NL", "the Netherlands", "in the Netherlands"),
        ("IM", "the Isle of Man", "on the Isle of Man"),
        ("NF", "Norfolk Island", "on Norfolk Island"),
        ("CD", "the Democratic Republic of the Congo", "in the Democratic Republic of the Congo"),
        ("CG", "the Republic of the Congo", "in the Republic of the Congo"),
        ("KR", "South Korea", "in South Korea"),
        ("GM", "the Gambia", "in the Gambia"),
        ("PH", "the Philippines", "in the Philippines"),
        ("AE", "the United Arab Emirates", "in the United Arab Emirates"),
        ("HK", "Hong Kong", "in Hong Kong"),
        ("GG", "Guernsey", "in Guernsey"),
        ("VA", "Vatican City", "in Vatican City"),
        ("KY", "the Cayman Islands", "in the Cayman Islands"),
        ("CI", "Côte d’Ivoire", "in Côte d’Ivoire"),
        ("TT", "Trinidad and Tobago", "in Trinidad and Tobago"),
        ("VC", "St Vincent and the Grenadines", "in St Vincent and the Grenadines"),
        ("FR", "France", "in France"),
        ("UA", "Ukraine", "in Ukraine"),
        ("PS", "the Palestinian Territories", "in the Palestinian Territories"),
    ],
)
def test_the_name_inside_a_sentence_is_data(code, said, where):
    assert country(code, LIBRARY) == said
    assert whereabouts(code, LIBRARY) == where
    text = "Work in {{ host_country }} and the law of {{ host_country }}."
    facts = Secondment(relationship="group", host_country=code)
    assert filled(Wording(text, text), facts, LIBRARY) == f"Work {where} and the law of {said}."


def test_a_plural_or_a_kind_of_state_has_an_article():
    for code in LIBRARY.countries:
        said = country(code, LIBRARY)
        kind = re.search(r"(Islands|Republic|Kingdom|Emirates|States|Territories|Territory)$", said)
        assert not kind or said.startswith("the "), said
        assert "&" not in said
        assert " - " not in said


def test_a_place_is_called_what_its_country_is_called():
    for place in LIBRARY.places.values():
        if len(place.members) == 1:
            assert place.name == country(place.members[0], LIBRARY)
        else:
            assert place.name.startswith("the ")


@pytest.mark.parametrize(
    "value",
    [{"name": ""}, {"name": "X", "where": "at"}, {"nme": "X"}, {"name": "X", "state": "QQ"}],
)
def test_a_country_that_cannot_be_read_is_named(value):
    with pytest.raises(LibraryError, match=r"countries\.toml, XX"):
        _countries({"XX": value})
