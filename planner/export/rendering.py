"""The Jinja2 environment of the templates: strict about missing names, escaping for HTML."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from planner.content.clause_text import plain
from planner.export.json_plan import asked_any, asked_when, because, marked, paragraph_text
from planner.plan.checklist import not_listed
from planner.plan.groups import by_certainty
from planner.rules.dates import working_day
from planner.rules.judgement import certainty
from planner.rules.model import Gateway, Plan, Source
from planner.rules.words import long_date, month_and_year, say, short_date


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
        "long_date": long_date,
        "not_listed": not_listed,
        "marked": marked,
        "paragraph_text": paragraph_text,
        "plain": plain,
        "short_date": short_date,
        "stage_words": stage_words,
        "standing": standing,
        "step_time": step_time,
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


def step_time(step: Gateway, today: date) -> str:
    """Return when to begin a step before the start, and how long it takes."""
    days, begin = step.checkpoint.days, step.begin
    if begin is None:
        return say("stages.step.undated")
    if begin <= working_day(today, 1):
        return say("stages.step.today", days=days)
    return say("stages.step.begin", day=short_date(begin), days=days)


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
