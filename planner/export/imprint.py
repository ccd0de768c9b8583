"""The imprint of every file: its name, that it is a draft, and what is open or unchecked."""

from planner.content.clause_text import plain
from planner.rules.model import Library, Plan, Run
from planner.rules.phrases import country, one_line, shortened
from planner.rules.words import joined, pieces, say


def plan_title(plan: Plan) -> tuple[Run, ...]:
    """Return what the plan is called, on one line: whose secondment it is, as far as is known."""
    person, host = one_line(plan.facts.secondee_name or ""), one_line(plan.facts.host_name or "")
    known = "both" if person and host else "person" if person else "host" if host else "nobody"
    said = pieces(f"imprint.title.{known}", person=person, host=host)
    return tuple(Run("answer" if given else "words", text) for given, text in said if text)


def plan_name(plan: Plan) -> str:
    """Return the same as plain text, with names as long as they were typed."""
    return plain(plan_title(plan))


def short_name(plan: Plan, longest: int = 60) -> str:
    """Return the same for a single line: a name of more characters is cut, and ends in “…”."""
    title = plan_title(plan)
    return "".join(
        shortened(run.text, longest) if run.kind == "answer" else run.text for run in title
    )


def made(plan: Plan) -> str:
    """Return the day of the plan and the version of the library, as one short line."""
    return say("imprint.made", day=plan.today, library=plan.library_version)


def footer_line(plan: Plan) -> str:
    """Return the footer of each printed page."""
    return say("imprint.footer", name=short_name(plan), made=made(plan))


def imprint(plan: Plan, library: Library) -> tuple[str, ...]:
    """Return the sentences of the imprint, in order."""
    lines = [f"{made(plan)}.", say("imprint.draft"), say("imprint.defaults")]
    return (*lines, *unchecked(plan, library), _open(plan, library))


def unchecked(plan: Plan, library: Library) -> tuple[str, ...]:
    """Return the sentences that say what was not checked."""
    unknown = [country(p.country, library) for p in plan.places if not p.covered]
    if not unknown:
        return (say("imprint.unchecked"),)
    said = say("imprint.unknown_law", countries=joined(unknown, "and_of"))
    return say("imprint.unchecked"), said


def _open(plan: Plan, library: Library) -> str:
    if not plan.gaps:
        return say("imprint.nothing_open")
    labels = "; ".join(library.questions[gap.question].label for gap in plan.gaps)
    return say("imprint.open", questions=len(plan.gaps), labels=labels)
