"""The JSON says what the model holds: each key that names a field has the value of that field."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from planner.content.loader import load_library
from planner.export.json_plan import library_json, marked, plan_json, questions_json
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.judgement import questions_read, sentence
from planner.rules.limits import may_be_printed
from planner.rules.model import Differs, DueRule, Rule, Wording

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
# Keys that the JSON words or looks up; the tests below compare each of them by itself.
WORDED = {
    "columns",  # see test_rows.py
    "text",
    "letter",
    "inside",
    "signed_by",
    "sources",
    "repeats",
    "value",
    "since",
    "gaps",
    "clauses",
    "applies",
    "values",
}
ANSWERS = {
    "relationship": "client",
    "home_country": "GB",
    "host_country": "DE",
    "start_date": "2026-11-02",
    "end_date": "2028-10-31",
    "hours": "part_time",
    "days_with_host": "3",
    "recharge": "part",
    "recharge_share": "60",
    "payroll": "home",
    "currency": "EUR",
    "monthly_salary": "5000",
    "on_cost_rate": "21.5",
    "training_cost": "700",
    "secondee_name": "Kari Lind",
    "confidential": "yes",
}


def plain(value):
    """Return a value of the model as JSON has it."""
    if isinstance(value, Wording):
        return value.marked
    if isinstance(value, Differs):
        return str(value)
    if isinstance(value, DueRule):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if is_dataclass(value):
        names = {field.name for field in fields(value)} - {"was"}  # what is gone is in `heirs`
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def check(shown, held, *without):
    """Check each key that names a field; return how many there were."""
    named = {field.name for field in fields(held)} - WORDED - {*without}
    found = [key for key in shown if key in named]
    for key in found:
        value = plain(getattr(held, key))
        number = isinstance(value, float) and isinstance(shown[key], str)
        assert (float(shown[key]) if number else shown[key]) == value, (
            f"{held}: export/json_plan.py, “{key}”"
        )
    return len(found)


def check_rule(shown, rule):
    names = ("when", "unless", "place", "side", "other", "outside", "over")
    assert {name: shown[name] for name in names} == {n: plain(getattr(rule, n)) for n in names}


def pairs(shown, held):
    """Return what is shown and what is held in pairs; there is one at least."""
    assert held
    return list(zip(shown, held, strict=True))


def sources_of(names):
    """Return sources as a plan shows them."""
    return [plain(LIBRARY.sources[name]) for name in names]


@pytest.fixture(scope="module")
def library():
    """Give a library in which the fields of a rule, a limit and a source all differ."""
    rule = Rule(
        when=("crosses_border",),
        unless=("is_part_time",),
        place="de",
        side="host",
        other="gb",
        outside=("fr",),
        over="a1_months",
    )
    item = replace(LIBRARY.items["state-the-need"], applies=rule, after=("x",), instead_of=("y",))
    clause = replace(LIBRARY.clauses["term"], applies=rule, usual="Another sentence.", default=True)
    risk = replace(LIBRARY.risks["no-end-date"], applies=rule)
    limit = replace(LIBRARY.limits["a1_months"], below=True, by_year=False, exempt="eea")
    return replace(
        LIBRARY,
        items={**LIBRARY.items, item.id: item},
        clauses={**LIBRARY.clauses, clause.id: clause},
        risks={**LIBRARY.risks, risk.id: risk},
        limits={**LIBRARY.limits, limit.id: limit},
    )


@pytest.fixture(scope="module")
def plan():
    facts, problems = read_answers(ANSWERS, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        *(("clauses", 8), ("items", 8), ("risks", 7), ("sources", 9), ("questions", 13)),
        *(("outlines", 6), ("places", 5), ("structures", 4), ("limits", 6)),
        *(("owners", 4), ("phases", 4), ("levels", 4), ("sections", 4)),
    ],
)
def test_an_entry_of_the_library_has_its_fields(library, kind, least):
    for shown, held in pairs(library_json(library)[kind], [*getattr(library, kind).values()]):
        assert check(shown, held, "points") >= least, shown["id"]
        for id, point in getattr(held, "points", {}).items():
            check(shown["points"][id], point, "applies")
            check_rule(shown["points"][id], point.applies)
        if hasattr(held, "applies"):
            check_rule(shown, held.applies)


def test_a_source_that_changes_says_so_and_one_that_does_not_says_so():
    shown = library_json(LIBRARY)["sources"]
    said = {s["changing"]: held.changing for s, held in pairs(shown, [*LIBRARY.sources.values()])}

    assert said == {True: True, False: False}


def test_what_took_the_place_of_an_id_is_given(library):
    renamed = replace(library.clauses["term"], was=("period",))
    library = replace(library, clauses={**library.clauses, "term": renamed})

    assert library_json(library)["heirs"]["clauses/period"] == ["clauses/term"]


def test_words_of_clauses_and_lists_stand_as_they_are_written(library):
    data = library_json(library)

    for shown, held in pairs(data["clauses"], [*library.clauses.values()]):
        assert shown["sources"] == [*held.sources]
        for voice in ("text", "letter", "inside"):
            written = [{"level": p.level, "text": marked(p.runs)} for p in getattr(held, voice)]
            assert shown[voice] == written
    for shown, held in pairs(data["outlines"], [*library.outlines.values()]):
        assert shown["signed_by"] == [signatory.title for signatory in held.signed_by]
        assert shown["signatories"] == plain(held.signed_by)
    for shown, held in pairs(data["items"], [*library.items.values()]):
        assert (shown["sources"], shown["repeats"]) == ([*held.sources], bool(held.repeats))
    for shown, held in pairs(data["risks"], [*library.risks.values()]):
        assert shown["sources"] == [*held.sources]
    for shown, held in pairs(data["structures"], [*library.structures.values()]):
        assert shown["sources"] == [*held.sources]
    for shown, (term, runs) in pairs(data["definitions"], [*library.definitions.items()]):
        assert shown == {"term": term, "meaning": marked(runs)}
    for shown in data["conditions"]:
        assert shown["sentence"] == sentence(shown["id"])
        assert {*shown["questions"]} == questions_read(shown["id"]), (
            "mend library_json in planner/export/json_plan.py"
        )


def test_a_figure_is_given_only_where_it_may_be_printed_and_its_day_only_where_it_is_known(library):
    found = set()

    for shown, held in pairs(library_json(library)["limits"], [*library.limits.values()]):
        for value, row in pairs(held.values, shown["values"]):
            may = may_be_printed(value, library)
            found |= {("printed", may), ("dated", value.dated)}
            assert row["value"] == (float(value.value) if may else None)
            assert row["since"] == (value.since.isoformat() if value.dated else None)
            assert (row["printable"], row["source"]) == (may, value.source)
    assert len(found) == 4


def test_a_question_has_its_options_and_its_bounds():
    for shown, held in pairs(questions_json(LIBRARY), [*LIBRARY.questions.values()]):
        assert check(shown, held) >= 13


def test_a_task_of_a_plan_has_its_days_its_words_and_its_reasons(plan):
    for shown, held in pairs(plan_json(plan, LIBRARY)["checklist"], plan.checklist):
        assert check(shown, held.item, "after", "rank") == 8
        assert check(shown, held, "occurrences") >= 5
        assert shown["occurrences"] == plain(held.occurrences)
        check_verdict(shown, held.verdict)
        assert shown["sources"] == sources_of(held.item.sources)
    assert {held.status for held in plan.checklist} >= {"overdue", "due"}
    assert any(held.act_by != held.due for held in plan.checklist)


def check_verdict(shown, verdict):
    assert shown["certainty"] == ("applies" if verdict.truth else "may apply")
    assert shown["waits_for"] == [*verdict.waits_for]
    reasons = [reason.sentence for reason in verdict.because]
    always, waits = "Every plan has it.", "It depends on answers that are not given yet."
    assert shown["because"] == (reasons or [always if verdict.truth else waits])


def test_a_warning_of_a_plan_has_its_words_and_its_reasons(plan):
    for shown, held in pairs(plan_json(plan, LIBRARY)["risks"], plan.risks):
        assert check(shown, held.risk) >= 7
        check_verdict(shown, held.verdict)
        assert shown["sources"] == sources_of(held.risk.sources)


def test_a_clause_of_a_plan_has_its_words_its_place_and_its_reasons(plan):
    for shown, held in pairs(plan_json(plan, LIBRARY)["documents"], plan.documents):
        clauses = [clause for part in held.parts for clause in part.clauses]
        assert check(shown, held.outline, "parts") == 4
        assert shown["signed_by"] == [signatory.title for signatory in held.outline.signed_by]
        assert shown["signatories"] == plain(held.outline.signed_by)
        check_verdict(shown, held.verdict)
        for row, part in pairs(shown["parts"], held.parts):
            numbers = [c.number for c in part.clauses]
            assert row == plain(replace(part, clauses=())) | {"clauses": numbers}
        for row, clause in pairs(shown["clauses"], clauses):
            assert check(row, clause.clause) >= 7
            assert (row["number"], row["gaps"]) == (clause.number, [*clause.gaps])
            assert row["schedule"] == clause.schedule
            referring = [run for p in clause.paragraphs for run in p.runs if run.noun]
            assert row["refers_to"] == [run.of for run in referring]
            check_verdict(row, clause.verdict)
            assert row["why"] == " ".join(row["because"])
            assert row["sources"] == sources_of(clause.clause.sources)


def test_costs_and_days_of_a_plan_are_those_that_were_worked_out(plan):
    data = plan_json(plan, LIBRARY)

    assert check(data["costs"], plan.costs, "lines", "totals") == 5
    for shown, held in pairs(
        [*data["costs"]["lines"], data["costs"]["totals"]], [*plan.costs.lines, plan.costs.totals]
    ):
        assert check(shown, held) >= 7
    assert any(line.home != line.host for line in plan.costs.lines)
    for shown, held in pairs(data["days"]["counts"], plan.days.counts):
        assert shown == {
            "label": held.label,
            "from": held.first.isoformat(),
            "to": held.last.isoformat(),
            "days": held.days,
            "working_days": held.working,
        }
    for shown, held in pairs(data["days"]["limits"], plan.days.limits):
        words = (shown["id"], shown["title"], shown["figure"], shown["stay"], shown["over"])
        assert words == (held.limit.id, held.limit.title, held.figure, held.stay, held.over)
        assert (shown["result"], shown["certainty"] == "applies") == (
            held.result,
            held.truth is True,
        )
        assert shown["sources"] == sources_of([held.source])
    assert check(data["days"], plan.days, "counts", "limits") == 4
    assert data["days"]["sources"] == sources_of(plan.days.sources)


def test_the_rest_of_a_plan_is_what_the_plan_holds(plan):
    data = plan_json(plan, LIBRARY)

    assert data["today"] == "2026-11-30"
    assert data["library_version"] == LIBRARY.version
    assert {k: v for k, v in data["answers"].items() if k in ANSWERS} == ANSWERS
    for kind in ("gaps", "left_out", "places"):
        for shown, held in pairs(data[kind], getattr(plan, kind)):
            assert check(shown, held) == len(shown)
    found, shown = plan.recommendation, data["recommendation"]
    assert (shown["id"], shown["structure"]) == (found.structure.id, found.structure.structure)
    assert shown["text"] == found.text
    check_verdict(shown, found.verdict)
    assert shown["sources"] == sources_of(found.structure.sources)


def test_a_country_of_which_nothing_is_held_is_not_called_covered():
    answers = {**ANSWERS, "host_country": "BR"}
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)

    places = plan_json(make_plan(facts, LIBRARY, TODAY), LIBRARY)["places"]

    assert {place["country"]: place["covered"] for place in places}["BR"] is False
    assert {place["country"]: place["covered"] for place in places}["GB"] is True
