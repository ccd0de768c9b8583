"""The drafts: which documents a case gets, their schedules and voices, and who best signs what."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.content.clause_text import named, plain
from planner.content.loader import load_library
from planner.export.json_plan import because, paragraph_text
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
RECORDED = re.compile(r"\b(records?|enters?|notes?) (here\b|in (clause|Schedule) )")
LONGEST_INTERNAL_LETTER = 1300  # words; about three printed pages
RUNNING = {"relationship": "client", "start_date": "2027-01-11", "end_date": "2027-10-08"}


def problems_of(answers):
    _, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return [(problem.question, problem.message) for problem in problems]


def plan_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return make_plan(facts, LIBRARY, TODAY)


def example(name, **changes):
    answers = tomllib.loads((ROOT / f"examples/{name}.toml").read_text("utf-8"))
    return plan_of({**answers, **changes})


def words_of(document):
    clauses = [clause for part in document.parts for clause in part.clauses]
    texts = [c.clause.title for c in clauses]
    texts += [plain(paragraph.runs) for c in clauses for paragraph in c.paragraphs]
    return " ".join(texts)


def clause_text(plan, name):
    clauses = [c for d in plan.documents for part in d.parts for c in part.clauses]
    return " ".join(plain(p.runs) for c in clauses if c.clause.id == name for p in c.paragraphs)


@pytest.mark.parametrize(
    ("answers", "letter"),
    [
        ({"change": "extended", "old_end_date": "2027-06-30"}, "extension-letter"),
        ({"change": "terms"}, "variation-letter"),
        ({"change": "ends_early", "old_end_date": "2027-12-31"}, "early-end-letter"),
    ],
)
def test_a_change_of_a_running_secondment_needs_one_letter_and_nothing_else(answers, letter):
    plan = plan_of({**RUNNING, **answers})

    assert [document.outline.id for document in plan.documents] == [letter]
    assert plan.recommendation is None


def test_an_answer_not_given_means_that_nothing_changes():
    plan = plan_of(RUNNING)

    drafted = [document.outline.id for document in plan.documents]
    assert drafted == ["agreement-of-two", "assignment-letter"]
    assert "change" not in {gap.question for gap in plan.gaps}


def test_the_extension_letter_names_both_days_and_what_comes_after():
    plan = plan_of(
        {**RUNNING, "change": "extended", "old_end_date": "2027-06-30", "home_post": "same"}
    )

    said = clause_text(plan, "new-end")
    assert "was to end on 30 June 2027" in said
    assert "now ends on 8 October 2027" in said
    assert "the same post" in clause_text(plan, "return-confirmed")


@pytest.mark.parametrize(
    ("change", "old", "said"),
    [
        ("extended", "2027-10-08", "must be before the new one"),
        ("extended", "2027-12-31", "must be before the new one"),
        ("ends_early", "2027-10-08", "must be after the new one"),
        ("ends_early", "2027-06-30", "must be after the new one"),
    ],
)
def test_an_old_last_day_on_the_wrong_side_is_a_problem(change, old, said):
    ((question, message),) = problems_of({**RUNNING, "change": change, "old_end_date": old})

    assert question == "old_end_date"
    assert said in message


@pytest.mark.parametrize(
    ("change", "old"),
    [("extended", "2027-10-07"), ("ends_early", "2027-10-09"), ("terms", "2027-10-08")],
)
def test_an_old_last_day_on_the_right_side_is_none(change, old):
    assert problems_of({**RUNNING, "change": change, "old_end_date": old}) == []


def test_schedules_stand_last_and_are_numbered_on_their_own():
    agreement = example("germany-to-norway").documents[0]

    schedules = [part for part in agreement.outline.parts if part.schedules]
    placed = [c for part in agreement.parts[-1:] for c in part.clauses]
    assert agreement.outline.parts[-1:] == tuple(schedules)
    assert [(c.number, c.clause.slot) for c in placed] == [
        ("Schedule 1", "particulars"),
        ("Schedule 2", "duties"),
        ("Schedule 3", "objectives"),
        ("Schedule 4", "costs"),
        ("Schedule 5", "contacts"),
        ("Schedule 6", "papers"),
        ("Schedule 7", "home-country-notes"),
        ("Schedule 8", "host-country-notes"),
    ]
    assert "stand in Schedule 2 (Duties)" in words_of(agreement)
    assert placed[0].paragraphs[0].label == "1"


def test_notes_on_countries_are_left_out_where_nobody_crosses_a_border():
    agreement = example("client-secondment").documents[0]

    slots = [c.clause.slot for c in agreement.parts[-1].clauses]
    assert slots == ["particulars", "duties", "objectives", "costs", "contacts", "papers"]


def test_the_letter_within_one_employer_is_short():
    (letter,) = example("internal-move").documents

    assert len(words_of(letter).split()) <= LONGEST_INTERNAL_LETTER, (
        "shorten “inside” of its clauses in planner/data/clauses"
    )


def test_a_clause_without_words_of_its_own_for_one_employer_uses_the_letter():
    term, tax = LIBRARY.clauses["term"], LIBRARY.clauses["tax"]

    assert term.voiced("inside") == term.inside != term.letter
    assert tax.voiced("inside") == tax.letter != ()


@pytest.mark.parametrize(
    ("answers", "advice"),
    [
        ({"relationship": "same_employer"}, "one-letter-within-an-employer"),
        ({"relationship": "group", "home_country": "BE"}, "all-three-sign-with-belgium"),
        ({"relationship": "group", "host_country": "PT"}, "all-three-sign-with-portugal"),
        ({"relationship": "group", "payroll": "host"}, "all-three-sign-when-the-host-pays"),
        ({"relationship": "client", "creates_ip": "yes"}, "agreement-letter-and-undertaking"),
        ({"relationship": "client", "creates_ip": "no"}, "agreement-and-letter"),
    ],
)
def test_the_recommendation_fits_the_case(answers, advice):
    found = plan_of(answers).recommendation

    assert (found.structure.id, found.text) == (advice, LIBRARY.structures[advice].advice)


def test_a_chosen_structure_is_kept_and_gets_what_to_mind():
    plan = plan_of({"relationship": "group", "host_country": "PT", "structure": "two_party"})

    assert [d.outline.id for d in plan.documents] == ["agreement-of-two", "assignment-letter"]
    assert plan.recommendation.text == LIBRARY.structures["all-three-sign-with-portugal"].mind


@pytest.mark.parametrize("relationship", [o.id for o in LIBRARY.questions["relationship"].options])
def test_every_new_secondment_gets_a_recommendation(relationship):
    assert plan_of({"relationship": relationship}).recommendation


SECONDEES_DUTIES = {
    "export-control": "You follow the written rules that result",
    "insurance": "You drive for your role only with a valid licence",
    "acting-for-host": "a conflict check of ours",
    "integrity": "Other paid work needs the consent",
    "role": "You do not become a director",
    "non-solicitation": "the host tells us before it makes you a personal offer",
}


@pytest.mark.parametrize("clause", SECONDEES_DUTIES)
def test_what_the_agreement_puts_on_the_secondee_stands_in_the_letter(clause):
    answers = {"home_country": "DE", "host_country": "NO", "relationship": "client"}
    letter = example("germany-to-norway", **answers).documents[1]

    slots = {c.clause.slot for part in letter.parts for c in part.clauses}
    assert letter.outline.id == "assignment-letter"
    assert LIBRARY.clauses[clause].slot in slots
    assert SECONDEES_DUTIES[clause] in words_of(letter)


@pytest.mark.parametrize("structure", ["two_party", "three_party"])
def test_an_agreement_asks_for_the_number_and_address_of_each_organisation(structure):
    plan = example("client-secondment", structure=structure, home_details="", host_details="")

    assert {"home_details", "host_details"} <= {gap.question for gap in plan.gaps}
    assert "[registered number and address of the host" in words_of(plan.documents[0])


def test_pay_and_benefits_go_on_only_as_far_as_a_change_leaves_them():
    plan = plan_of({**RUNNING, "change": "terms", "changed_terms": "Pay: 5,200 from 1 March."})

    said = clause_text(plan, "unchanged-but-for-the-changes")
    assert "Unless this letter changes them, your pay and your benefits go on" in said


def test_a_notice_needs_no_signature_of_those_who_receive_it():
    plan = plan_of({**RUNNING, "change": "ends_early", "old_end_date": "2027-12-31"})

    assert "does not depend on your signature" in clause_text(plan, "change-received")
    signed_by = [signatory.title for signatory in plan.documents[0].outline.signed_by]
    assert "For the host, if the end is agreed" in signed_by


def test_a_host_that_pays_the_secondee_is_not_billed_for_it_again():
    plan = example("client-secondment", payroll="host", recharge="full")

    assert "already paid itself are shown and taken off" in clause_text(plan, "invoicing")
    assert "counts as paid towards its part" in clause_text(plan, "pay-settlement")


def test_a_host_that_pays_the_secondee_without_a_charge_is_not_repaid():
    for structure in ("two_party", "three_party"):
        plan = example("client-secondment", payroll="host", recharge="none", structure=structure)

        words = " ".join(words_of(document) for document in plan.documents)
        assert "Neither repays the other" in clause_text(plan, "recharge-own-costs")
        assert "Home Organisation bears the Employment Costs" not in words
        assert "pays the difference to the other" not in words


def test_a_home_organisation_that_pays_without_a_charge_bears_the_cost():
    plan = example("client-secondment", payroll="home", recharge="none")

    assert "bears the Employment Costs" in clause_text(plan, "recharge-none")


def test_the_letter_ends_a_secondment_at_once_for_the_causes_of_the_agreement():
    agreement, letter = example("client-secondment").documents

    causes = (
        "seriously break",
        "serious misconduct",
        "within four weeks",
        "serious danger",
        "insolvent",
    )
    for document in (agreement, letter):
        assert [cause for cause in causes if cause not in words_of(document)] == [], (
            "write the cause in planner/data/clauses, as the other document has it"
        )


def test_countries_that_take_an_article_have_it_in_a_sentence():
    plan = example("germany-to-norway", home_country="NL", host_country="GB")

    assert "social security of the Netherlands" in clause_text(plan, "social-security")
    assert "in the United Kingdom" in clause_text(plan, "place-abroad")


def test_an_answer_of_several_lines_becomes_a_list_and_is_not_run_together():
    plan = example("client-secondment", duties="Draft contracts.\n\n- Answer questions.\n")

    paragraphs = [
        paragraph_text(paragraph)
        for document in plan.documents
        for part in document.parts
        for clause in part.clauses
        for paragraph in clause.paragraphs
    ]
    assert "1 The main duties of the Role are:" in paragraphs
    assert "(a) Draft contracts." in paragraphs
    assert "(b) Answer questions." in paragraphs


def test_an_answer_of_one_line_stays_in_its_sentence():
    plan = example("client-secondment", duties="Draft contracts.")

    assert "duties of the Role are: Draft contracts." in clause_text(plan, "duties")


def test_the_particulars_give_the_days_of_a_split_week():
    plan = example("university-to-charity", days_with_host="2")

    said = clause_text(plan, "particulars")
    assert "Working time with the Host Organisation: 2 days a week" in said


def test_only_what_surely_applies_says_that_every_plan_has_it():
    plan = plan_of({"relationship": "same_employer"})
    entries = [
        *((planned.item.id, planned.verdict) for planned in plan.checklist),
        *((planned.risk.id, planned.verdict) for planned in plan.risks),
    ]

    assert {id for id, verdict in entries if because(verdict) == ["Every plan has it."]} == {
        id for id, verdict in entries if verdict.truth and not verdict.because
    }, "see because in planner/export/json_plan.py"


def test_what_is_to_be_recorded_has_a_line_to_write_on_and_the_cover_names_it():
    plan = example("client-secondment")
    blank = {
        clause.clause.id
        for document in plan.documents
        for part in document.parts
        for clause in part.clauses
        if clause.clause.by_hand or any(named(p.runs, "line") for p in clause.paragraphs)
    }

    assert blank == {"background", "particulars", "duties", "allowances", "contacts", "papers"}
    for clause in (each for each in LIBRARY.clauses.values() if not each.by_hand):
        for voice in ("text", "letter", "inside"):
            for paragraph in clause.voiced(voice):
                said = plain(run for run in paragraph.runs if run.text)
                assert not RECORDED.search(said), (
                    f"{clause.id} has something recorded “here” without a line: put ____ there"
                )
