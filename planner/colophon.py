"""What every output says of itself: its name, that it is a draft, what is open and unchecked."""

from planner.answers import clean_text
from planner.dates import long_date
from planner.model import Library, Plan
from planner.phrases import country

DRAFT = "A draft to work from, not legal advice. No lawyer has read it for this case."
HOUSE_RULES = "Periods and shares that no answer gives are house rules, open to be agreed."
UNCHECKED = (
    "Not checked: public holidays, for only weekends are skipped; whether a law has changed since "
    "the day named at its source; and what no answer says."
)
LONGEST_NAME = 60


def plan_name(plan: Plan) -> str:
    """Return what the plan is called, on one line: whose secondment it is, as far as is known."""
    who, where = (_short(name) for name in (plan.facts.secondee_name, plan.facts.host_name))
    said = (f" of {who}" if who else "") + (f" at {where}" if where else "")
    return f"Secondment{said or ' plan'}"


def made(plan: Plan) -> str:
    """Return the day of the plan and the version of the library, as one short line."""
    return f"Made on {long_date(plan.today)} with library {plan.library_version}"


def foot_line(plan: Plan) -> str:
    """Return what stands at the foot of each printed page."""
    return f"{plan_name(plan)}. {made(plan)}. Draft."


def colophon(plan: Plan, library: Library) -> tuple[str, ...]:
    """Return the sentences that every output bears, in order."""
    lines = [f"{made(plan)}.", DRAFT, HOUSE_RULES, UNCHECKED]
    unknown = [country(p.country, library) for p in plan.places if not p.covered]
    if unknown:
        lines.append(
            f"Not checked either: the law of {' and of '.join(unknown)}, of which the planner "
            "holds nothing."
        )
    return (*lines, _open(plan, library))


def _open(plan: Plan, library: Library) -> str:
    if not plan.gaps:
        return "Open: nothing. Every question that this plan needs has an answer."
    labels = "; ".join(library.questions[gap.question].label for gap in plan.gaps)
    count = len(plan.gaps)
    return f"Open: {count} {'question' if count == 1 else 'questions'} without an answer: {labels}."


def _short(name: str | None) -> str:
    words = " ".join(clean_text(name or "").split())
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1] + "…"
