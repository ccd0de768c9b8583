"""Parts of a country with law of their own: the entries, the place and its questions agree."""

from collections.abc import Iterator

from planner.lint.entries import at
from planner.plan.days import rules_of
from planner.rules.judgement import COUNTRIES_OF, SIDES
from planner.rules.model import Library, Rule


def find_wrong_parts(library: Library) -> list[str]:
    """Return every fault in what asks for a part of a country, with the fix."""
    rules = [rule for rule in rules_of(library) if rule.regions or rule.not_regions]
    found = [fault for rule in rules for fault in _parts_of(rule, library)]
    return [*dict.fromkeys(found), *_questions(library)]


def _parts_of(rule: Rule, library: Library) -> Iterator[str]:
    """Check that each side of an entry has a question, and that the question has its parts."""
    place = library.places[rule.place]
    file = f"places/{place.id}.toml"
    for side in (SIDES[name] for name in COUNTRIES_OF[rule.side]):
        question = library.questions.get(place.parts.get(side, ""))
        known = [option.id for option in question.options] if question else []
        if question is None:
            yield f"{file}: entries of the side {side} differ by part; name its question in “parts”"
        elif wrong := {*rule.regions, *rule.not_regions} - {*known}:
            ids = ", ".join(known)
            yield f"{file}: {', '.join(wrong)} is no option of {question.id}; use {ids}"


def _questions(library: Library) -> Iterator[str]:
    """Check that what asks for a part is asked in the country of its place alone."""
    for place in library.places.values():
        for side, name in place.parts.items():
            question = library.questions.get(name)
            if question is None:
                yield f"places/{place.id}.toml: “parts” names {name}, which is no question"
            elif {*question.asked_when.get(f"{side}_country", ())} != {*place.members}:
                members = ", ".join(place.members)
                yield f"{at(question)}: “asked_when” must hold for {side}_country: {members}"
