"""The Jinja2 environment of the templates: strict about missing names, escaping for HTML."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from planner.content.clause_text import plain
from planner.export.json_plan import asked_any, asked_when, because, marked, paragraph_text
from planner.plan.checklist import is_good_practice, not_listed
from planner.plan.groups import by_certainty
from planner.plan.schedule import usual_day
from planner.rules.dates import add_working_days
from planner.rules.judgement import certainty
from planner.rules.model import (
    Library,
    Plan,
    PlannedCheckpoint,
    PlannedClause,
    PlannedItem,
    PlannedRisk,
    Source,
    Verdict,
)
from planner.rules.words import joined, long_date, month_and_year, say, short_date


@cache
def environment() -> Environment:
    """Return the environment; everything but Markdown and plain text is escaped."""
    made = Environment(
        loader=PackageLoader("planner", "templates"),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        auto_reload=False,  # in the browser, restored from a snapshot, there are no files to check
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "amount": amount,
        "asked_any": asked_any,
        "asked_when": asked_when,
        "because": because,
        "by_certainty": by_certainty,
        "certainty": certainty,
        "ended": ended,
        "is_good_practice": is_good_practice,
        "long_date": long_date,
        "not_listed": not_listed,
        "marked": marked,
        "may_apply_words": may_apply_words,
        "paragraph_text": paragraph_text,
        "plain": plain,
        "short_date": short_date,
        "stage_words": stage_words,
        "standing": standing,
        "step_entry": step_entry,
        "step_time": step_time,
        "stopped": stopped,
        "usual_day": usual_day,
    }
    return made


def stage_words(plan: Plan, done: Collection[str] = ()) -> str:
    """Return the sentence of the stage, and what is open of a secondment that is planned.

    `done` are the ids of what has a tick.
    """
    stage = plan.stage
    stops, tasks = (
        sum(id not in done for id in ids) for ids in (stage.open_stops, stage.past_usual)
    )
    if not stops and not tasks:
        return stage.sentence
    said = "both" if stops and tasks else "stops" if stops else "tasks"
    return f"{stage.sentence} {say(f'stages.open.{said}', stops=stops, tasks=tasks)}"


def step_time(step: PlannedCheckpoint, start: date | None) -> str:
    """Return when to begin a step before the start, how long it takes, and if that is too long.

    Of a step that the law asks for it says so.
    """
    said = _step_days(step, start)
    return f"{said} {say('stages.step.by_law')}" if step.checkpoint.by_law else said


def step_entry(planned: PlannedItem | PlannedRisk, library: Library) -> str:
    """Return who settles a stop before the start, or who does a task of a step and by when."""
    if isinstance(planned, PlannedRisk):
        return say("stages.step.settle", owners=library.owners[planned.risk.owner].title)
    day = short_date(planned.act_by) if planned.act_by else ""
    return say("stages.step.do", owner=library.owners[planned.item.owner].title, day=day)


def may_apply_words(verdict: Verdict, library: Library) -> str:
    """Return that an entry may apply, and what to answer to be sure; empty where it does apply."""
    if verdict.truth:
        return ""
    asks = "; ".join(library.questions[name].label for name in verdict.waits_for)
    return say("documents.may_apply_until", questions=asks) if asks else say("documents.may_apply")


def _step_days(step: PlannedCheckpoint, start: date | None) -> str:
    days = step.checkpoint.days
    if step.checkpoint.until:
        return say("stages.step.undated")
    if step.begin is None or step.ready is None:  # it waits for one of which nobody can say
        return f"{say('stages.step.after', steps=joined(step.waits_for), days=days)}."
    if step.begin > add_working_days(step.ready, -days):
        said = say("stages.step.begin", day=short_date(step.begin), days=days)
    elif step.waits_for:
        said = say("stages.step.after", steps=joined(step.waits_for), days=days)
    else:
        said = say("stages.step.today", days=days)
    if start is None or step.ready <= start:
        return f"{said}."
    return f"{said}{say('stages.step.too_late', day=short_date(step.ready))}"


def stopped(planned: PlannedClause, library: Library, done: Collection[str] = ()) -> dict[str, str]:
    """Return by stop that is open and forbids a clause what to say; `done` are settled."""
    return {
        id: say("documents.stopped", stop=library.risks[id].title)
        for id in planned.stops
        if id not in done
    }


def standing(source: Source) -> str:
    """Return the day on which a source was checked, and how certain it is."""
    if source.basis == "practice":
        return say("sources.reviewed", day=source.checked)
    if source.basis == "GK":
        return say("sources.unconfirmed", month=month_and_year(source.checked))
    certainty = say(f"sources.certainty.{source.certainty}")
    return say("sources.checked", day=source.checked, certainty=certainty)


def amount(value: Decimal | None) -> str:
    """Return an amount of money as `1,234.50`, or words where it is not known."""
    return (
        say("amounts.not_given") if value is None else f"{value:,f}".replace("-", "\N{MINUS SIGN}")
    )


def ended(words: str) -> str:
    """Return words with a full stop unless they end with a stop of their own."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def render(template: str, **values: object) -> str:
    """Return a template filled with the values."""
    return environment().get_template(template).render(**values)
