"""Numbers, amounts and days as people write them: one reading is read, two are asked about."""

from datetime import date
from decimal import Decimal

import pytest

from planner.content.loader import load_library
from planner.rules.answers import read_answers, reading_notes
from planner.rules.money import PLACES
from planner.rules.numerals import SIGNS

LIBRARY = load_library()
HINT = "mend the readings in planner/rules/numerals.py"


def read(**raw):
    raw = {"relationship": "client"} | raw
    facts, problems = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
    told = {note.question: note.message for note in reading_notes(raw, LIBRARY.questions)}
    return facts, {problem.question: problem.message for problem in problems}, told


def digits_from(zero):
    return str.maketrans("0123456789", "".join(chr(ord(zero) + n) for n in range(10)))


@pytest.mark.parametrize("zero", "٠۰०০੦૦௦౦೦൦๐໐༠၀០᠐０𝟎𞥐")
def test_the_digits_of_any_script_are_read(zero):
    typed = "18500".translate(digits_from(zero))

    facts, problems, told = read(currency="AED", monthly_salary=typed)

    assert problems == {}, HINT
    assert facts.monthly_salary == 18500
    assert told == {"monthly_salary": "Read as 18500."}


@pytest.mark.parametrize(
    ("typed", "currency", "meant"),
    [
        ("1,20,000", "INR", "120000"),
        ("12,34,567.50", "INR", "1234567.50"),
        ("12,34,567", None, "1234567"),
        ("١٢٬٣٤٥٫٦٧", "AED", "12345.67"),
        ("٫٥", "AED", "0.5"),
        ("۱۲٬۳۴۵", None, "12345"),
        ("१,२०,०००", "INR", "120000"),
        ("1'234.50", "CHF", "1234.50"),
        ("1’234", "CHF", "1234"),
        ("5\u2009200,50", "EUR", "5200.50"),
        ("5\u00a0200", "NOK", "5200"),
        ("１，２３４．５", "JPY", "1234.5"),
        ("+5200", None, "5200"),
        ("\u200e5200\u200f", None, "5200"),
        ("€ 5.200,50", "EUR", "5200.50"),
        ("5 200 EUR", "EUR", "5200"),
        ("eur 5200", "EUR", "5200"),
        ("Rs. 1,20,000", "INR", "120000"),
        ("US$5,000", "USD", "5000"),
        ("5,000 $", "USD", "5000"),
        ("kr. 5.200,00", "DKK", "5200.00"),
        ("CHF 5'200.–", "CHF", "5200"),
        ("5200,-", "NOK", "5200"),
        ("٥٠٠٠ د.إ.", "AED", "5000"),
        (".5", None, "0.5"),
        ("5200.", None, "5200"),
    ],
)
def test_an_amount_with_one_reading_is_read_and_told(typed, currency, meant):
    facts, problems, told = read(monthly_salary=typed, currency=currency)

    assert problems == {}, HINT
    assert facts.monthly_salary == Decimal(meant)
    assert told["monthly_salary"] == f"Read as {meant}."


@pytest.mark.parametrize("typed", ["5200", "5200.50", "5200,50", "0.125", " 5200 "])
def test_what_is_read_as_it_was_typed_is_not_told(typed):
    assert read(monthly_salary=typed)[2] == {}


@pytest.mark.parametrize(
    ("typed", "currency", "meant"),
    [
        ("5.200", "JPY", "5200"),
        ("5,200", "JPY", "5200"),
        ("5.200", "EUR", "5200"),
        ("5,200", "GBP", "5200"),
        ("12,000", "INR", "12000"),
        ("1,234.567", "BHD", "1234.567"),
        ("5.20", "BHD", "5.20"),
    ],
)
def test_the_decimals_of_the_currency_decide(typed, currency, meant):
    facts, problems, _ = read(monthly_salary=typed, currency=currency)

    assert problems == {}, HINT
    assert facts.monthly_salary == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "currency", "ways"),
    [
        ("5.200", "BHD", "5200 or 5.2"),
        ("5,125", "KWD", "5125 or 5.125"),
        ("5.200", None, "5200 or 5.2"),
        ("٥،٢٠٠", None, "5200 or 5.2"),
        ("1,234.567", None, "1234567 or 1234.567"),
    ],
)
def test_what_has_two_readings_is_asked_with_both(typed, currency, ways):
    facts, problems, told = read(monthly_salary=typed, currency=currency)

    choose = "" if currency else ", or choose the currency of the costs"
    said = f"“{typed}” can be read in two ways. Write {ways}{choose}."
    assert problems == {"monthly_salary": said}
    assert facts.monthly_salary is None
    assert told == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("5k", "“k” beside the digits"),
        ("5000d", "“d” beside the digits"),
        ("5 lakh", "“lakh” beside the digits"),
        ("5万", "“万” beside the digits"),
        ("50%", "“%” beside the digits"),
        ("5200 USD", "not in EUR"),
        ("$5200", "not in EUR"),
        ("£5200", "not in EUR"),
        ("5,200,50", "Write it in digits"),
        ("12 0000", "Write it in digits"),
        ("5,2,00,000.5.5", "Write it in digits"),
        ("EUR 5 EUR", "Write it in digits"),
        ("五千", "Write it in digits"),
        ("²", "Write it in digits"),
        ("-5200", "Write it in digits"),
        ("(5200)", "Write it in digits"),
        ("9" * 5000, "Write it in digits"),
        ("1 " * 5000, "Write it in digits"),
    ],
)
def test_what_cannot_be_read_is_told_in_words(typed, said):
    facts, problems, _ = read(monthly_salary=typed, currency="EUR")

    assert said in problems["monthly_salary"], HINT
    assert facts.monthly_salary is None


def test_an_amount_with_a_currency_asks_for_the_currency_where_none_is_chosen():
    facts, problems, told = read(monthly_salary="5 200 EUR")

    assert problems == {}
    assert facts.monthly_salary == 5200
    assert told == {"monthly_salary": "Read as 5200. Choose the currency of the costs too."}


@pytest.mark.parametrize(
    ("question", "typed", "meant"),
    [
        ("on_cost_rate", "21 %", "21"),
        ("on_cost_rate", "٢١٫٥٪", "21.5"),
        ("notice_weeks", "４", "4"),
        ("notice_weeks", "4 weeks", "4"),
        ("notice_weeks", "1 week", "1"),
    ],
)
def test_a_number_may_bear_its_unit(question, typed, meant):
    facts, problems, told = read(**{question: typed})

    assert problems == {}, HINT
    assert getattr(facts, question) == Decimal(meant)
    assert told[question].startswith("Read as ")


@pytest.mark.parametrize("typed", ["4 months", "4 %", "4 EUR"])
def test_a_number_with_another_unit_is_refused(typed):
    assert "in weeks" in read(notice_weeks=typed)[1]["notice_weeks"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("٢٠٢٧-٠١-٣١", date(2027, 1, 31)),
        ("2027/1/31", date(2027, 1, 31)),
        ("2027年1月31日", date(2027, 1, 31)),
        ("31.1.2027", date(2027, 1, 31)),
        ("31/01/2027", date(2027, 1, 31)),
        ("01/31/2027", date(2027, 1, 31)),
        ("5/5/2027", date(2027, 5, 5)),
    ],
)
def test_a_day_with_one_reading_is_read_and_told(typed, meant):
    facts, problems, told = read(start_date=typed)

    assert problems == {}, HINT
    assert facts.start_date == meant
    assert told == {"start_date": f"Read as {meant.day} {meant:%B} 2027."}


def test_a_day_with_two_readings_is_asked_with_both():
    facts, problems, _ = read(start_date="1/2/2027")

    assert facts.start_date is None
    assert "2027-01-02 for 2 January 2027 or 2027-02-01 for 1 Feb" in problems["start_date"]


@pytest.mark.parametrize("typed", ["1.2.27", "2027-13-01", "31.2.2027", "31.01.1999", "soon"])
def test_what_is_no_day_is_refused(typed):
    assert "Write it as 2027-01-31" in read(start_date=typed)[1]["start_date"]


def test_every_sign_and_every_odd_currency_is_one_that_is_offered():
    offered = {option.id for option in LIBRARY.questions["currency"].options}

    assert {code for codes in SIGNS.values() for code in codes.split()} <= offered, (
        "add the currency to the options in planner/data/questions.toml"
    )
    assert set(PLACES) <= offered, "add the currency to the options in planner/data/questions.toml"


@pytest.mark.parametrize("option", LIBRARY.questions["currency"].options, ids=lambda o: o.id)
def test_the_code_of_each_currency_may_stand_beside_its_amount(option):
    facts, problems, _ = read(monthly_salary=f"{option.id} 5200", currency=option.id)

    assert problems == {}, f"{option.id}: give it a sign, or its code, in planner/rules/numerals.py"
    assert facts.monthly_salary == 5200
