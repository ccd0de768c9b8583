"""Checks of answers against each other and against today, as named statements.

A statement of `PROBLEMS` is about an answer that cannot be used beside the others; one of
`WARNINGS` about answers that are used all the same. Each is silent while an answer is missing.

Long because every statement is one function, and they are found by their names.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from unicodedata import normalize

from planner.rules.conditions import CHANGES, EXTENSIONS
from planner.rules.dates import WORKING_WEEK, add_months, in_months, lasts_longer
from planner.rules.model import PART_OF_THE_WEEK, AnswerNote, Country, Secondment
from planner.rules.money import decimal_places
from planner.rules.words import say

AMOUNTS = (
    "monthly_salary",
    "monthly_allowances",
    "relocation_cost",
    "training_cost",
    "other_monthly_cost",
)
MANAGERS = ("home_manager", "host_manager")
ORGANISATIONS = ("home_name", "host_name")
FAR_AHEAD, LONG_AGO, VERY_LONG = 24, -120, 60  # months
LONG_WEEK = 48  # hours; what is more is asked about again, whatever a law allows
MOST_ON_COSTS = 100  # % of the salary
WORDS = re.compile(r"\w+")
LEGAL_FORM = re.compile(
    r"(?i)[ ,](ltd|limited|plc|llp|llc|inc|corp|gmbh|ag|kg|se|sas|sarl|sa|bv|b\.v|nv|n\.v|as|asa|ab"
    r"|oy|oyj|aps|a/s|srl|s\.r\.l|spa|s\.p\.a|sl|s\.l|lda|kft|zrt|s\.r\.o|a\.s|sp\. z o\.o|d\.o\.o"
    r"|pty ltd|co\., ltd|k\.k)\.?$"
)


def refused(facts: Secondment) -> tuple[Secondment, list[tuple[str, str]]]:
    """Return the facts without what cannot be used, and why not: a question and a sentence each."""
    found: list[tuple[str, str]] = []
    for question, statement in PROBLEMS:
        message = statement(facts)
        if message:
            found.append((question, message))
            facts = replace(facts, **{question: None})  # type: ignore[arg-type]
    return facts, found


def plan_notes(
    facts: Secondment, today: date, countries: Mapping[str, Country]
) -> tuple[AnswerNote, ...]:
    """Return what to look at again in the answers of a case."""
    found = [*_one_state(facts, countries)]
    found += [(question, statement(facts, today)) for question, statement in WARNINGS]
    found += [*_amounts_below_the_smallest_unit(facts), *_names_used_twice(facts)]
    return tuple(AnswerNote(question, message, True) for question, message in found if message)


def end_is_before_the_start(facts: Secondment) -> str:
    """Say that nothing can end before it starts."""
    start, end = facts.start_date, facts.end_date
    if start is None or end is None or start <= end:
        return ""
    return say("checks.end_is_before_the_start", end=end, start=start)


def old_end_is_before_the_start(facts: Secondment) -> str:
    """Say that the end agreed before the change was no earlier than the start."""
    start, old = facts.start_date, facts.old_end_date
    if start is None or old is None or start <= old or facts.change not in CHANGES:
        return ""
    return say("checks.old_end_is_before_the_start", old_end=old, start=start)


def old_end_contradicts_the_change(facts: Secondment) -> str:
    """Say that an extension ends later than agreed before, and an early end earlier."""
    old, end = facts.old_end_date, facts.end_date
    if old is None or end is None:
        return ""
    if facts.change in EXTENSIONS and old >= end:
        return say("checks.extension_is_no_later", old_end=old, end=end)
    if facts.change == "ends_early" and old <= end:
        return say("checks.early_end_is_no_earlier", old_end=old, end=end)
    return ""


def more_days_than_the_week_has(facts: Secondment) -> str:
    """Say that the days with the host are part of the days of the whole week."""
    days, week = facts.days_with_host, facts.full_week_days
    if days is None or week is None or days <= week:
        return ""
    return say("checks.more_days_than_the_week_has", week=week)


def relationship_within_one_employer(facts: Secondment, _: date) -> str:
    """Say that one employer has no relationship to itself."""
    if facts.relationship != "same_employer" or facts.purpose != "relations":
        return ""
    return say("checks.relationship_within_one_employer")


def start_is_far_from_today(facts: Secondment, today: date) -> str:
    """Ask for the year of a start that is long ago or far ahead."""
    start = facts.start_date
    if start and start > add_months(today, FAR_AHEAD):
        return say("checks.start_is_far_ahead", start=start)
    if start and start < add_months(today, LONG_AGO):
        return say("checks.start_is_long_ago", start=start)
    return ""


def length_is_unusual(facts: Secondment, _: date) -> str:
    """Ask for the dates of one day, or of more than five years."""
    start, end = facts.start_date, facts.end_date
    if start is None or end is None:
        return ""
    if start == end:
        return say("checks.lasts_one_day")
    if lasts_longer(start, end, VERY_LONG):
        return say("checks.lasts_very_long", length=in_months(start, end))
    return ""


def extended_for_the_last_time(facts: Secondment, _: date) -> str:
    """Ask whether an extension that is made is the last."""
    if facts.extension is not False or facts.change not in EXTENSIONS:
        return ""
    return say("checks.extended_for_the_last_time")


def more_hours_than_the_week_has(facts: Secondment) -> str:
    """Say that the hours with the host are part of the hours of the whole week."""
    hours, week = facts.hours_with_host, facts.full_week_hours
    if hours is None or week is None or hours <= week:
        return ""
    return say("checks.more_hours_than_the_week_has", week=week)


def hours_are_the_whole_week(facts: Secondment, _: date) -> str:
    """Say that the hours with the host leave none for the home organisation."""
    if facts.hours_with_host is None or facts.hours_with_host != facts.full_week_hours:
        return ""
    return say("checks.part_is_the_whole_week")


def week_of_hours_is_long(facts: Secondment, _: date) -> str:
    """Ask for the hours of a week that is longer than usual."""
    if facts.full_week_hours is None or facts.full_week_hours <= LONG_WEEK:
        return ""
    return say("checks.week_of_hours_is_long")


def nothing_ends_that_could_be_extended(facts: Secondment, _: date) -> str:
    """Say that only what has an end can be extended."""
    if facts.extension is not True or facts.open_ended is not True:
        return ""
    return say("checks.nothing_ends_that_could_be_extended")


def part_is_the_whole_week(facts: Secondment, _: date) -> str:
    """Say that the days with the host leave none for the home organisation."""
    days, week = facts.days_with_host, facts.full_week_days
    if days is None or days < (week or WORKING_WEEK):
        return ""
    if week is None:
        return say("checks.part_is_a_usual_week", days=days)
    return say("checks.part_is_the_whole_week")


def home_directs_every_duty(facts: Secondment, _: date) -> str:
    """Say that a split gives each side a part."""
    if not _same(facts.duties, facts.home_directed_duties):
        return ""
    return say("checks.home_directs_every_duty")


def same_post_in_a_reorganisation(facts: Secondment, _: date) -> str:
    """Ask whether a post that a reorganisation may end can be promised."""
    if facts.purpose != "reorganisation" or facts.home_post != "same":
        return ""
    return say("checks.same_post_in_a_reorganisation")


def part_of_the_week_is_in_another_country(facts: Secondment, _: date) -> str:
    """Ask where the days are worked that stay with the home organisation."""
    if facts.works_in_both is not False or facts.hours not in PART_OF_THE_WEEK:
        return ""
    if facts.home_country is None or facts.home_country == facts.host_country:
        return ""
    return say("checks.part_of_the_week_is_in_another_country")


def sensitive_data_is_not_confidential(facts: Secondment, _: date) -> str:
    """Say that sensitive data is confidential information."""
    if facts.confidential is not False or facts.personal_data != "special":
        return ""
    return say("checks.sensitive_data_is_not_confidential")


def host_pays_twice(facts: Secondment, _: date) -> str:
    """Say what is left to charge where the host runs the payroll."""
    if facts.payroll != "host" or facts.recharge not in ("part", "full", "margin"):
        return ""
    return say("checks.host_pays_twice")


def allowances_of_nothing(facts: Secondment, _: date) -> str:
    """Say that an allowance that is paid costs something."""
    if facts.allowances is not True or facts.monthly_allowances != 0:
        return ""
    return say("checks.allowances_of_nothing")


def fee_of_nothing(facts: Secondment, _: date) -> str:
    """Say that a fee of 0 % is none."""
    if facts.recharge != "margin" or facts.management_fee != 0:
        return ""
    return say("checks.fee_of_nothing")


def on_costs_exceed_the_salary(facts: Secondment, _: date) -> str:
    """Ask for a rate of on-costs that is likely."""
    if facts.on_cost_rate is None or facts.on_cost_rate <= MOST_ON_COSTS:
        return ""
    return say("checks.on_costs_exceed_the_salary")


def invoices_are_rarer_than_the_stay_is_long(facts: Secondment, _: date) -> str:
    """Say that the end comes before the first invoice of a rhythm."""
    months = {"month": 1, "quarter": 3}.get(facts.invoice_rhythm or "")
    start, end = facts.start_date, facts.end_date
    if months is None or start is None or end is None or end >= add_months(start, months):
        return ""
    if not lasts_longer(start, end + timedelta(days=1), months):
        return say("checks.one_invoice", length=in_months(start, end))
    return ""


def notice_is_longer_than_the_stay(facts: Secondment, _: date) -> str:
    """Say that a notice as long as the secondment can never end it early."""
    start, end = facts.start_date, facts.end_date
    if facts.notice_weeks is None or start is None or end is None:
        return ""
    if start + _length(facts.notice_weeks) <= end:
        return ""
    return say(
        "checks.notice_is_longer_than_the_stay",
        length=in_months(start, end),
        notice=facts.notice_weeks,
    )


def notice_can_no_longer_be_kept(facts: Secondment, today: date) -> str:
    """Say what follows where notice given today would run beyond the last day."""
    start, end, weeks = facts.start_date, facts.end_date, facts.notice_weeks
    if weeks is None or start is None or end is None or not start <= today <= end:
        return ""
    runs_to = today + _length(weeks)
    if runs_to <= end or start + _length(weeks) > end:
        return ""
    said = say(
        "checks.notice_can_no_longer_be_kept" if end > today else "checks.notice_ends_today",
        notice=weeks,
        runs_to=runs_to,
        end=end,
        left=(end - today).days,
    )
    if facts.change != "ends_early":
        return say("checks.earlier_end_needs_agreement", said=said)
    given_by = end - _length(weeks)
    return say("checks.early_end_needs_agreement", said=said, given_by=given_by)


def changes_before_it_starts(facts: Secondment, today: date) -> str:
    """Say that what has not started yet does not change on the way."""
    start = facts.start_date
    if facts.change not in CHANGES or start is None or start <= today:
        return ""
    return say("checks.changes_before_it_starts", start=start)


def last_day_moves_with_the_terms(facts: Secondment, _: date) -> str:
    """Ask for the other answer where new terms are named and the last day moves as well."""
    old, end = facts.old_end_date, facts.end_date
    if facts.change != "terms" or old is None or end is None or old == end:
        return ""
    return say("checks.last_day_moves_with_the_terms", old_end=old, end=end)


def one_name_for_two_organisations(facts: Secondment, _: date) -> str:
    """Say that two organisations are told apart by their names."""
    if facts.relationship == "same_employer" or not _same(facts.home_name, facts.host_name):
        return ""
    return say("checks.one_name_for_two_organisations")


def two_names_for_one_employer(facts: Secondment, _: date) -> str:
    """Ask whether two legal names are those of one employer."""
    home, host = facts.home_name or "", facts.host_name or ""
    if facts.relationship != "same_employer" or _same(home, host):
        return ""
    if not LEGAL_FORM.search(home) or not LEGAL_FORM.search(host):
        return ""
    return say("checks.two_names_for_one_employer")


def one_address_for_two_organisations(facts: Secondment, _: date) -> str:
    """Say that two organisations are told apart by their numbers."""
    if facts.relationship == "same_employer" or not _same(facts.home_details, facts.host_details):
        return ""
    return say("checks.one_address_for_two_organisations")


def amounts_without_a_currency(facts: Secondment, _: date) -> str:
    """Say that amounts of no currency are not added up."""
    given = [name for name in AMOUNTS if getattr(facts, name)]
    if facts.currency or not given:
        return ""
    return say("checks.amounts_without_a_currency")


def _amounts_below_the_smallest_unit(facts: Secondment) -> Iterator[tuple[str, str]]:
    unit = Decimal(1).scaleb(-decimal_places(facts))
    for name in AMOUNTS if facts.currency else ():
        amount: Decimal | None = getattr(facts, name)
        if amount is not None and amount % unit:
            said = say(
                "checks.amount_below_the_smallest_unit",
                currency=facts.currency or "",
                unit=unit,
                amount=amount,
            )
            yield name, said


def _one_state(facts: Secondment, countries: Mapping[str, Country]) -> Iterator[tuple[str, str]]:
    """Yield what to say where two codes stand for parts of one state."""
    home, host = (countries.get(code or "") for code in (facts.home_country, facts.host_country))
    if home and host and home is not host and home.state == host.state:
        first = f"{host.said[0].upper()}{host.said[1:]}"
        yield "host_country", say("checks.one_state", host=first, home=home.said)


def _names_used_twice(facts: Secondment) -> Iterator[tuple[str, str]]:
    """Yield what to say where one name stands for two people, or for one and an organisation."""
    organisations = [name for name in ORGANISATIONS if facts.relationship != "same_employer"]
    for name in MANAGERS:
        if _same(getattr(facts, name), facts.secondee_name):
            yield name, say("checks.own_manager")
    if _same(facts.home_manager, facts.host_manager):
        yield "host_manager", say("checks.one_manager_of_both")
    for person in ("secondee_name", *MANAGERS):
        if any(_same(getattr(facts, person), getattr(facts, other)) for other in organisations):
            yield person, say("checks.person_named_like_an_organisation")


def _same(one: str | None, other: str | None) -> bool:
    """Say whether two texts are given and have the same words, in any case."""
    if not one or not other:
        return False
    return WORDS.findall(_folded(one)) == WORDS.findall(_folded(other))


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _length(weeks: Decimal) -> timedelta:
    return timedelta(days=ceil(weeks * 7))


# Each after those on which it rests: what was refused before is not known any more.
PROBLEMS: tuple[tuple[str, Callable[[Secondment], str]], ...] = (
    ("end_date", end_is_before_the_start),
    ("old_end_date", old_end_is_before_the_start),
    ("old_end_date", old_end_contradicts_the_change),
    ("days_with_host", more_days_than_the_week_has),
    ("hours_with_host", more_hours_than_the_week_has),
)
WARNINGS: tuple[tuple[str, Callable[[Secondment, date], str]], ...] = (
    ("purpose", relationship_within_one_employer),
    ("start_date", start_is_far_from_today),
    ("end_date", length_is_unusual),
    ("extension", extended_for_the_last_time),
    ("extension", nothing_ends_that_could_be_extended),
    ("days_with_host", part_is_the_whole_week),
    ("hours_with_host", hours_are_the_whole_week),
    ("full_week_hours", week_of_hours_is_long),
    ("home_directed_duties", home_directs_every_duty),
    ("home_post", same_post_in_a_reorganisation),
    ("works_in_both", part_of_the_week_is_in_another_country),
    ("confidential", sensitive_data_is_not_confidential),
    ("payroll", host_pays_twice),
    ("invoice_rhythm", invoices_are_rarer_than_the_stay_is_long),
    ("notice_weeks", notice_is_longer_than_the_stay),
    ("notice_weeks", notice_can_no_longer_be_kept),
    ("change", changes_before_it_starts),
    ("change", last_day_moves_with_the_terms),
    ("host_name", one_name_for_two_organisations),
    ("host_name", two_names_for_one_employer),
    ("host_details", one_address_for_two_organisations),
    ("currency", amounts_without_a_currency),
    ("monthly_allowances", allowances_of_nothing),
    ("on_cost_rate", on_costs_exceed_the_salary),
    ("management_fee", fee_of_nothing),
)
