"""The words of `data/words/`: each is used, its blanks are given, and each sentence is true."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from planner.content.loader import load_library
from planner.lint.words import Use, find_word_problems, uses_in_code
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.judgement import Case, named_conditions, sentence
from planner.rules.limits import limit_sentence
from planner.rules.words import count, counted, joined, long_date, pieces, say, short_date, texts
from tests.facts import random_answers

LIBRARY = load_library()
TODAY = date(2026, 11, 30)


def problems_with(changes, more=()):
    """Return the problems with texts that are changed; one that becomes `None` is taken out."""
    said = {id: text for id, text in (texts() | changes).items() if text is not None}
    return find_word_problems(LIBRARY, said, (*uses_in_code(), *more))


def test_the_words_are_right():
    assert find_word_problems(LIBRARY) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"checks.lasts_one_day": None}, "no words"),
        ({"checks.of_nothing": "Nothing says this."}, "nothing says it"),
        ({"checks.lasts_one_day": "It lasts {{ number }} day."}, "has the blanks number"),
        ({"checks.end_is_before_the_start": "It is before the start."}, "gives end"),
        ({"checks.lasts_one_day": "It lasts {{number}} day."}, "has “{”"),
        ({"checks.lasts_one_day": " "}, "is empty or has outer blanks"),
        ({"checks.lasts_one_day": "One day. "}, "is empty or has outer blanks"),
        ({"checks.lasts_one_day": "One **day**."}, "has “*”"),
        ({"checks.notice_ends_today": "{{ end | moons }}"}, "counts.moons: must have one and"),
        ({"counts.weeks.one": None}, "counts.weeks: must have one and other"),
        ({"counts.kilometres.one": None, "counts.kilometres.other": None}, "counts.kilometres"),
        ({"counts.moons.one": "a moon", "counts.moons.other": "moons"}, "nothing is called that"),
        ({"conditions.crosses_border.no": None}, "crosses_border: must have no and yes"),
        ({"conditions.is_full.yes": "Yes.", "conditions.is_full.no": "No."}, "is_full: nothing"),
        ({"conditions.crosses_border.no": "In the same country"}, "one sentence with a full stop"),
    ],
)
def test_a_fault_in_the_words_is_named(changes, told):
    found = problems_with(changes)

    assert any(told in problem for problem in found), found


def test_a_text_that_code_lacks_is_named_with_its_place():
    use = Use("planner/x.py, line 3", "checks.of_everything", frozenset())

    assert problems_with({}, [use]) == [
        "planner/x.py, line 3: no words “checks.of_everything” in data/words; write them"
    ]


def test_blanks_are_worded_by_their_kind():
    start, end = date(2027, 3, 1), date(2027, 2, 1)

    said = say("checks.end_is_before_the_start", start=start, end=end)

    assert "(1 February 2027)" in said
    assert "(1 March 2027)" in said
    assert say("costs.basis.monthly", amount=Decimal("1234.50")) == "1,234.50 a month"
    assert say("costs.basis.of_salary", percent=Decimal("21.0")) == "21.0% of the salary line"


def test_what_is_typed_is_no_blank_and_no_mark():
    typed = r"{{ name }} \1 {{ options | days }}"

    assert say("answers.no_question", name=typed) == f"There is no question “{typed}”."


@pytest.mark.parametrize("value", [date(2027, 1, 1), Decimal(3), None, 1.5])
def test_a_value_without_a_kind_must_be_a_text_or_a_whole_number(value):
    with pytest.raises(TypeError, match="needs a blank"):
        say("answers.no_question", name=value)


def test_a_value_of_another_kind_is_an_error():
    with pytest.raises(TypeError, match="no date"):
        say("checks.start_is_far_ahead", start="2027-01-01")


def test_counts_have_the_noun_of_their_number():
    assert count(1, "weeks") == "1 week"
    assert count(Decimal("1.0"), "weeks") == "1 week"
    assert count(Decimal("1.5"), "weeks") == "1.5 weeks"
    assert count(0, "days") == "0 days"
    assert count(1200, "days") == "1,200 days"
    assert count(1, "people") == "1 person"
    assert count(2, "moons") == "2 moons"
    assert counted((2, "weeks"), (1, "days")) == "2 weeks and 1 day"
    assert counted((2, "weeks"), (0, "days")) == "2 weeks"
    assert counted((0, "weeks"), (0, "days")) == "0 days"


def test_lists_are_joined_as_sentences_need_them():
    assert joined([]) == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b"]) == "a and b"
    assert joined(["a", "b", "c"], "or") == "a, b or c"
    assert joined(["a", "b", "c"], "comma") == "a, b, c"


@pytest.mark.parametrize("month", range(1, 13))
def test_days_are_written_with_the_names_of_the_data(month):
    day = date(2027, month, month)

    assert long_date(day) == f"{day.day} {day:%B %Y}"
    assert short_date(day) == f"{day:%a} {day.day} {day:%b %Y}"


def test_pieces_tell_what_was_given_from_what_is_ours():
    found = list(pieces("imprint.title.both", person="Ada", host="Mill"))

    assert [text for given, text in found if given] == ["Ada", "Mill"]
    assert "".join(text for _, text in found) == "Secondment of Ada at Mill"


@pytest.mark.parametrize("condition", named_conditions())
def test_a_condition_has_two_sentences_that_differ(condition):
    holds, fails = sentence(condition), sentence(condition, False)

    assert holds != fails
    for said in (holds, fails):
        assert said.count(".") == 1, f"{condition} in data/words/conditions.toml: one sentence each"
        assert not said.startswith(("It ", "This ")), f"{condition}: say what, it stands alone"


def test_a_condition_that_holds_has_the_yes_and_one_that_does_not_the_no():
    assert sentence("home_may_recall") == "The home organisation may call the secondee back early."
    assert sentence("home_may_recall", False).startswith("The home organisation may not call")


@given(random_answers(LIBRARY))
def test_a_reason_is_true_of_the_case(answers):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, TODAY)
    case = Case(plan.facts, LIBRARY)  # which say the stage on that day
    verdicts = [each.verdict for each in (*plan.checklist, *plan.risks)]
    verdicts += [c.verdict for d in plan.documents for part in d.parts for c in part.clauses]
    said = {(r.condition, r.sentence) for verdict in verdicts for r in verdict.because}
    said |= {(left.condition, left.sentence) for left in plan.left_out}

    for condition, words in said:
        if condition in named_conditions():
            truth, _ = case.ask(condition)
            over = say("reasons.over", sentence=sentence(condition))
            right = {sentence(condition, truth), over} if truth else {sentence(condition, False)}
            assert truth is not None, condition
            assert words in right, f"{condition} is {truth}, but the plan says: {words}"


@pytest.mark.parametrize(
    ("home", "host", "entry", "said"),
    [
        ("NO", "SE", "gb-cover-ends", "Neither the home nor the host country is in: the United K"),
        ("GB", "US", "gb-cover-ends", "The other country is not in: the European Union."),
        ("GB", "NO", "gb-insurance-abroad-ends", "The other country is in: the European Econo"),
        ("US", "NO", "ch-notify-the-posting", "The host country is not in: Switzerland."),
        ("US", "CH", "ch-notify-the-posting", "The home country is not in: the European Economic"),
        ("US", "NO", "eu-protect-data-sent-abroad", "The home country is not in: the European U"),
        ("DE", "NO", "eu-protect-data-sent-abroad", "The host country is in: the European Union"),
    ],
)
def test_a_reason_of_a_place_names_what_does_not_fit(home, host, entry, said):
    rule = (LIBRARY.items | LIBRARY.risks)[entry].applies
    answers = {"relationship": "client", "home_country": home, "host_country": host}
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)

    fails = [fails for truth, _, fails, _ in Case(facts, LIBRARY).terms(rule) if truth is False]

    assert any(each.sentence.startswith(said) for each in fails), fails


@pytest.mark.parametrize("limit", LIBRARY.limits.values(), ids=lambda limit: limit.id)
def test_a_limit_has_a_sentence_for_each_side(limit):
    passed, kept = (limit_sentence(limit, LIBRARY, None, each) for each in (True, False))

    assert limit.title in passed
    assert limit.title in kept
    assert " not " in kept
    assert " not " not in passed.partition(limit.title)[0]
