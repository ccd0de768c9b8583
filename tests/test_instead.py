"""One rule a fact: what says something in particular takes the place of the general entry."""

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from planner.content.loader import library_files, load_library, read_library
from planner.lint.whole import find_problems
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.judgement import Case
from tests.facts import random_answers, some

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
TODAY = date(2026, 11, 30)
CASES = sorted([*ROOT.glob("examples/*.toml"), *ROOT.glob("tests/cases/answers/*.toml")])
ENTRIES = {**LIBRARY.items, **LIBRARY.risks, **LIBRARY.clauses}
LENT = {
    "relationship": "client",
    "direction": "host",
    "start_date": date(2027, 3, 1),
    "end_date": date(2027, 5, 31),
    "recharge": "full",
    "social_security_certificate": "no",
    "work_permission": "no",
}

LONG = {"end_date": date(2029, 12, 31)}
TWO_PAPERS = {"structure": "two_party", "change": "no"}


def facts_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return facts


@cache
def plan_of(home, host, **more):
    answers = {**LENT, "home_country": home, "host_country": host, **more}
    return make_plan(facts_of(answers), LIBRARY, TODAY)


def surely(plan):
    """Return the ids of the tasks, risks and clauses that surely are in a plan."""
    planned = [(each.item.id, each.verdict) for each in plan.checklist]
    planned += [(each.risk.id, each.verdict) for each in plan.risks]
    planned += [
        (each.clause.id, each.verdict)
        for d in plan.documents
        for p in d.parts
        for each in p.clauses
    ]
    return {id for id, verdict in planned if verdict.truth}


@pytest.mark.parametrize(
    ("home", "host", "more", "particular", "general"),
    [
        ("DE", "FR", {}, "eea-apply-for-the-a1", "apply-for-certificate"),
        ("DE", "US", {}, "us-check-social-security-agreement", "apply-for-certificate"),
        ("GB", "US", {}, "gb-settle-national-insurance", "us-check-social-security-agreement"),
        ("US", "AU", {}, "au-settle-superannuation", "us-check-social-security-agreement"),
        ("GB", "FR", {}, "gb-settle-national-insurance", "apply-for-certificate"),
        ("AU", "SG", {}, "au-settle-superannuation", "apply-for-certificate"),
        ("GB", "US", LONG, "gb-insurance-abroad-ends", "no-certificate-of-cover"),
        ("DE", "FR", LONG, "eea-longer-than-cover", "no-certificate-of-cover"),
        ("GB", "DE", LONG, "gb-cover-ends", "no-certificate-of-cover"),
        ("DE", "FR", LONG, "eu-very-long-posting", "eu-long-posting"),
        ("PT", "ES", {"end_date": date(2033, 1, 1)}, "pt-longest-loan", "pt-loan-needs-renewal"),
        ("GB", "CA", {}, "ca-settle-withholding", "settle-withholding"),
        ("DE", "FR", {}, "eu-compare-core-terms", "check-local-terms"),
        ("DE", "SE", {}, "se-find-collective-pay", "eu-compare-core-terms"),
        ("US", "NO", {}, "no-apply-terms-from-the-first-day", "check-local-terms"),
        ("DE", "DE", {}, "de-record-the-exception", "check-lending-rules"),
        ("DE", "US", {}, "de-record-the-exception", "check-lending-rules"),
        ("FR", "FR", {}, "fr-prepare-the-loan-papers", "check-lending-rules"),
        ("DE", "US", TWO_PAPERS, "eu-give-the-letter-for-abroad", "issue-the-letter"),
        ("DE", "US", TWO_PAPERS, "eu-give-the-letter-for-abroad", "eu-give-information-for-abroad"),
        ("GB", "US", TWO_PAPERS, "gb-give-the-letter-for-abroad", "issue-the-letter"),
        ("GB", "US", {"payroll": "host"}, "settle-host-payroll", "settle-withholding"),
        ("US", "US", {}, "us-ask-about-sales-tax", "check-tax-on-the-charge"),
        ("US", "US", {}, "charge-sales-tax", "charge-tax"),
        ("GB", "US", {"confidential": "yes"}, "us-clear-the-technology", "controlled-technology"),
        ("FR", "FR", {"recharge": "margin"}, "fr-no-margin", "margin-on-the-charge"),
        ("DE", "DE", {"supplies_staff": "yes"}, "de-lending-licence", "supply-of-staff"),
        ("GB", "GB", {"conflict": "yes"}, "clashing-interests", "favour-to-a-client"),
        ("DE", "FR", {}, "eu-value-added-tax-across-a-border", "eu-value-added-tax"),
        ("GB", "US", {}, "gb-value-added-tax-across-a-border", "gb-value-added-tax"),
    ],
)
def test_the_particular_entry_takes_the_place_of_the_general_one(
    home, host, more, particular, general
):
    found = surely(plan_of(home, host, **more))

    assert particular in found, f"mend the rule of {particular} in planner/data"
    assert general not in found, f"name {general} in “instead_of” of {particular}"


@pytest.mark.parametrize(
    ("home", "host", "general"),
    [
        ("US", "JP", "check-local-terms"),
        ("JP", "CH", "apply-for-certificate"),
        ("GB", "US", "check-lending-rules"),
        ("FR", "US", "check-lending-rules"),
        ("US", "GB", "check-tax-on-the-charge"),
        ("GB", "GB", "gb-value-added-tax"),
    ],
)
def test_the_general_entry_stays_where_nothing_particular_applies(home, host, general):
    assert general in surely(plan_of(home, host))


def test_a_stay_over_the_days_of_the_treaty_has_one_risk_about_short_stays():
    short_stay = {
        "tax-from-the-first-day",
        "stay-over-the-treaty-days",
        "nz-exemption-for-visits",
        "ca-too-long-to-be-certified",
        "sg-exemption-for-short-employment",
    }

    for host in ("NZ", "CA", "SG", "FR"):
        found = surely(plan_of("DE", host, end_date=date(2028, 2, 28)))
        assert found & short_stay == {"stay-over-the-treaty-days"}, host


@pytest.mark.parametrize("direction", ["host", "home", None])
def test_the_french_rules_on_lending_ask_who_directs_the_work(direction):
    answers = {**LENT, "home_country": "GB", "host_country": "FR", "recharge": "margin"}
    answers |= {"direction": direction} if direction else {}
    answers = {name: said for name, said in answers.items() if direction or name != "direction"}
    plan = make_plan(facts_of(answers), LIBRARY, TODAY)

    risks = {each.risk.id: each.verdict.truth for each in plan.risks}
    expected = {"host": True, "home": "left out", None: None}[direction]
    for stop in ("fr-no-margin", "fr-papers-first"):
        assert risks.get(stop, "left out") == expected


@pytest.mark.parametrize("country", ["FR", "GB", "DE", "IT"])
def test_no_risk_of_a_case_at_home_speaks_of_tax_on_a_charge_across_a_border(country):
    plan = plan_of(country, country)

    said = " ".join(f"{each.risk.why} {each.risk.action}" for each in plan.risks)
    assert "member states" not in said
    assert "business abroad" not in said


def test_a_plan_within_one_country_without_value_added_tax_has_no_task_on_it():
    plan = plan_of("US", "US")

    assert not [each.item.id for each in plan.checklist if "value added" in each.item.title]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_nobody_is_shown_two_tasks_with_one_title_or_the_same_steps(path):
    plan = make_plan(facts_of(tomllib.loads(path.read_text("utf-8"))), LIBRARY, TODAY)

    shown = [each.item for each in plan.checklist if not is_good_practice(each)]
    titles = Counter((item.owner, item.title) for item in shown)
    steps = Counter(
        (item.owner, *(step.text for step in item.steps)) for item in shown if item.steps
    )
    assert max(titles.values()) == 1
    assert max(steps.values()) == 1


def test_what_waits_for_a_general_task_waits_for_the_one_in_its_place():
    (papers,) = [
        each
        for each in plan_of("DE", "FR").checklist
        if each.item.id == "check-papers-before-travel"
    ]

    assert "apply-for-certificate" in papers.item.after
    assert "eea-apply-for-the-a1" in papers.after
    assert "apply-for-certificate" not in papers.after


def test_the_lint_finds_a_task_in_the_place_of_another_that_comes_too_late():
    first_day = LIBRARY.items["give-the-induction"].due_rule
    late = replace(LIBRARY.items["eea-apply-for-the-a1"], due_rule=first_day)
    items = {**LIBRARY.items, late.id: late}

    said = " ".join(find_problems(replace(LIBRARY, items=items)))
    assert f"check-papers-before-travel: comes before {late.id}" in said


@settings(max_examples=some(60), deadline=None)
@given(random_answers(LIBRARY))
def test_an_entry_gives_way_only_where_what_takes_its_place_surely_applies(answers):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    case = Case(facts, LIBRARY)

    for entry in ENTRIES.values():
        if entry.applies.replaced_by and case.judge(entry.applies).truth is False:
            alone = case.judge(replace(entry.applies, replaced_by=())).truth
            ways = [case.judge(rule).truth for rule in entry.applies.replaced_by]
            assert alone is False or True in ways, entry.id


def test_every_entry_that_is_named_can_give_way():
    named = {id for e in ENTRIES.values() for id in (*e.instead_of, *e.instead_at_home)}

    assert named == {entry.id for entry in ENTRIES.values() if entry.applies.replaced_by}


def problems_with(kind, id, **changes):
    entries = getattr(LIBRARY, kind)
    changed = {**entries, id: replace(entries[id], **changes)}
    return " ".join(find_problems(replace(LIBRARY, **{kind: changed})))


@pytest.mark.parametrize(
    ("kind", "id", "changes", "said"),
    [
        ("risks", "two-voices", {"instead_of": ("no-such-risk",)}, "no entry “no-such-risk”"),
        ("risks", "two-voices", {"instead_of": ("check-tax",)}, "no entry “check-tax”"),
        ("clauses", "term", {"instead_of": ("two-voices",)}, "no entry “two-voices”"),
        ("risks", "two-voices", {"instead_of": ("two-voices",)}, "takes its own place"),
        ("risks", "two-voices", {"instead_of": ("no-end-date",)}, "only a stop takes the place"),
        ("items", "check-tax", {"instead_of": ("no-end-date",)}, "only a stop takes the place"),
        (
            "items",
            "check-tax",
            {"instead_at_home": ("check-local-terms",)},
            "never applies at home",
        ),
    ],
)
def test_the_lint_finds_what_cannot_take_a_place(kind, id, changes, said):
    assert said in problems_with(kind, id, **changes)


@pytest.mark.parametrize(
    ("id", "forbids", "said"),
    [
        ("no-end-date", ("no-such-clause",), "no clause “no-such-clause” to forbid"),
        ("two-voices", ("term",), "only a stop forbids a clause"),
    ],
)
def test_the_lint_finds_what_cannot_forbid(id, forbids, said):
    assert said in problems_with("risks", id, forbids=forbids)


def test_what_stands_in_the_files_is_read_for_tasks_risks_and_clauses():
    files = dict(library_files())
    files["risks/work.toml"] += (
        '\n[x]\ninstead_of = ["two-voices"]\ninstead_at_home = ["clashing-interests"]\n'
    )
    files["risks/work.toml"] += (
        'level = "stop"\nrank = "essential"\ntitle = "X"\nwhy = "X."\naction = "X."\n'
        'owner = "legal"\nguide = "index.md"\nsources = ["practice"]\n'
    )

    read = read_library(files)

    assert [rule.unless for rule in read.risks["two-voices"].applies.replaced_by] == [()]
    home = read.risks["clashing-interests"].applies.replaced_by
    assert [rule.unless for rule in home] == [("crosses_border",)]


def test_a_stop_holds_while_it_is_open_whether_another_stop_takes_its_place():
    # 14 months are more than one term of a Portuguese loan, whatever earlier loans add.
    plan = plan_of("PT", "NL", relationship="group", start_date="2027-03-01", end_date="2028-04-30")
    truths = {planned.risk.id: planned.verdict.truth for planned in plan.risks}

    assert truths["pt-loan-needs-renewal"] is True, "see replaced_by in planner/rules/judgement.py"
    assert truths["pt-longest-loan"] is None
