"""What every output says of itself: its name, that it is a draft, what is open and unchecked."""

from planner.content.clause_text import plain
from planner.rules.dates import long_date
from planner.rules.model import Library, Plan, Run
from planner.rules.phrases import country, one_line, shortened

DRAFT = "A draft to work from, not legal advice. No lawyer has read it for this case."
HOUSE_RULES = "Periods and shares that no answer gives are house rules, open to be agreed."
UNCHECKED = (
    "Not checked: public holidays, for only weekends are skipped; whether a law has changed since "
    "the day named at its source; and what no answer says."
)


def plan_title(plan: Plan) -> tuple[Run, ...]:
    """Return what the plan is called, on one line: whose secondment it is, as far as is known."""
    names = {" of ": plan.facts.secondee_name, " at ": plan.facts.host_name}
    known = [(word, one_line(name)) for word, name in names.items() if name]
    said = [run for word, name in known for run in (Run("words", word), Run("answer", name))]
    return Run("words", "Secondment"), *(said or [Run("words", " plan")])


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
    return f"Made on {long_date(plan.today)} with library {plan.library_version}"


def foot_line(plan: Plan) -> str:
    """Return what stands at the foot of each printed page."""
    return f"{short_name(plan)}. {made(plan)}. Draft."


def colophon(plan: Plan, library: Library) -> tuple[str, ...]:
    """Return the sentences that every output bears, in order."""
    return (f"{made(plan)}.", DRAFT, HOUSE_RULES, *unchecked(plan, library), _open(plan, library))


def unchecked(plan: Plan, library: Library) -> tuple[str, ...]:
    """Return the sentences that say what was not checked."""
    unknown = [country(p.country, library) for p in plan.places if not p.covered]
    if not unknown:
        return (UNCHECKED,)
    said = (
        f"Not checked either: the law of {' and of '.join(unknown)}, of which the planner "
        "holds nothing."
    )
    return UNCHECKED, said


def _open(plan: Plan, library: Library) -> str:
    if not plan.gaps:
        return "Open: nothing. Every question that this plan needs has an answer."
    labels = "; ".join(library.questions[gap.question].label for gap in plan.gaps)
    count = len(plan.gaps)
    return f"Open: {count} {'question' if count == 1 else 'questions'} without an answer: {labels}."
