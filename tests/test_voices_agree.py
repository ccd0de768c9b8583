"""Agreement, letter and internal letter say the same, with the same exceptions, and one fact once.

Each test stands for a row of a review in which a lawyer read four drafts. `test_points.py` and the
lint hold the points that a clause lists; here are the words of those rows.
"""

import re
from datetime import date

import pytest

from planner.content.clause_text import plain
from planner.content.loader import load_library
from planner.plan.drafting import draft_documents
from planner.rules.answers import read_answers
from planner.rules.judgement import Case

LIBRARY = load_library()
VOICES = [  # answers that bring each voice, with the least that is asked
    {"relationship": "client"},
    {"relationship": "client", "structure": "three_party"},
    {"relationship": "same_employer"},
]
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6}
MEND = "{}, {}: mend the words of that voice in planner/data/clauses"


def drafted(answers):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    for document in draft_documents(Case(facts, LIBRARY)):
        for part in document.parts:
            for planned in part.clauses:
                text = " ".join(plain(each.runs) for each in planned.paragraphs)
                yield document.outline.id, planned.clause, text


def sentences(answers, slot):
    """Yield the outline and each sentence of the clause in a slot."""
    for outline, clause, text in drafted(answers):
        if clause.slot == slot:
            yield from ((outline, said) for said in re.split(r"(?<=[.;:]) ", text))


@pytest.mark.parametrize("answers", VOICES)
def test_pay_goes_on_after_an_early_end_unless_the_employment_ends(answers):
    found = [
        (outline, said)
        for outline, said in sentences(answers, "early-end")
        if re.search(r"\bpay go(es)? on", said)
    ]

    assert found, "the early end says nothing of pay any more"
    for outline, said in found:
        assert re.search(r"[Uu]nless (the|your) employment|any other end", said), MEND.format(
            outline, said
        )


@pytest.mark.parametrize("answers", VOICES)
def test_every_voice_says_that_the_end_of_the_employment_ends_the_secondment(answers):
    outlines = {outline for outline, _ in sentences(answers, "early-end")}
    said = {o for o, s in sentences(answers, "early-end") if re.search(r"also ends when", s)}

    assert said == outlines, MEND.format(outlines - said, "early-end")


@pytest.mark.parametrize("borders", [{}, {"home_country": "DE", "host_country": "NL"}])
@pytest.mark.parametrize("answers", VOICES)
def test_work_from_another_country_needs_the_same_agreement_in_every_voice(answers, borders):
    for outline, said in sentences(answers | borders, "place"):
        if not re.search(r"from (any other|another) country", said):
            continue
        assert "business trip" in said, MEND.format(outline, said)
        if answers["relationship"] != "same_employer":
            assert re.search(r"both Organisations|the host and (we|us)", said), MEND.format(
                outline, said
            )


@pytest.mark.parametrize("direction", ["host", "shared"])
@pytest.mark.parametrize("answers", VOICES)
def test_every_voice_says_what_holds_while_instructions_conflict(answers, direction):
    found = dict.fromkeys(o for o, _ in sentences(answers | {"direction": direction}, "direction"))
    for outline, said in sentences(answers | {"direction": direction}, "direction"):
        if re.search(r"waits? for their common answer, unless safety|[Uu]ntil then", said):
            found[outline] = said

    assert all(found.values()), MEND.format(found, "direction")


@pytest.mark.parametrize("answers", VOICES[:2])
def test_the_week_comes_before_the_day(answers):
    for outline, clause, text in drafted(answers | {"hours": "full_time"}):
        if clause.slot == "hours":
            assert re.search(r"weekly hours .*stay the same", text), outline
            assert re.search(r"[Ww]ithin (the|your) weekly hours", text), MEND.format(outline, text)


@pytest.mark.parametrize("answers", VOICES)
def test_one_clause_alone_says_how_long_a_lost_permission_may_take(answers):
    abroad = {"home_country": "DE", "host_country": "NL", "regulated_role": "yes"}
    times = r"within four weeks|reasonable time"
    found = {
        (outline, clause.slot, said)
        for outline, clause, text in drafted(answers | abroad)
        for said in re.split(r"(?<=[.;:]) ", text)
        if re.search(r"permission|lawful solution|obtain", said) and re.search(times, said)
    }

    outlines = {outline for outline, _, _ in drafted(answers | abroad)}
    assert {(outline, slot) for outline, slot, _ in found} == {(o, "early-end") for o in outlines}
    assert not any("reasonable time" in said for _, _, said in found)


@pytest.mark.parametrize("end", [{}, {"end_date": "2031-02-28"}, {"end_date": "2030-01-31"}])
@pytest.mark.parametrize("answers", VOICES)
def test_no_cap_on_extensions_below_a_stay_that_may_be_longer(answers, end):
    case = answers | {"extension": "yes", "start_date": "2027-02-01"} | end

    for outline, said in sentences(case, "extension"):
        assert "three years" not in said, MEND.format(outline, said)


@pytest.mark.parametrize("answers", VOICES)
def test_the_cap_stands_on_a_short_stay(answers):
    case = answers | {"extension": "yes", "start_date": "2027-02-01", "end_date": "2027-11-30"}

    outlines = {outline for outline, _ in sentences(case, "extension")}
    assert outlines, "no draft has a clause on extension any more"
    assert {o for o, said in sentences(case, "extension") if "three years" in said} == outlines


@pytest.mark.parametrize("end", ["2027-02-21", "2027-04-15", "2027-06-30"])
@pytest.mark.parametrize("home_post", ["same", "equivalent", "open"])
@pytest.mark.parametrize("answers", VOICES)
def test_nothing_is_due_before_the_stay_begins(answers, home_post, end):
    dates = {"start_date": "2027-02-01", "end_date": end}
    weeks = (date.fromisoformat(end) - date.fromisoformat("2027-02-01")).days / 7
    case = answers | dates | {"home_post": home_post, "extension": "yes"}
    before = rf"({'|'.join(NUMBERS)}) (week|month)s? before"

    found = [
        (NUMBERS[number] * (4.4 if unit == "month" else 1), outline, said)
        for slot in ("extension", "return")
        for outline, said in sentences(case, slot)
        for number, unit in re.findall(before, said)
    ]
    for due, outline, said in found:
        assert due <= weeks, MEND.format(outline, said)
    assert found or weeks < 20, "no draft says any more what is due before the end of a long stay"


@pytest.mark.parametrize("home_post", ["same", "equivalent", "open"])
@pytest.mark.parametrize("answers", VOICES)
def test_every_voice_plans_the_return_after_an_early_end_too(answers, home_post):
    case = answers | {"home_post": home_post}
    outlines = {outline for outline, _ in sentences(case, "return")}

    known = {o for o, said in sentences(case, "return") if "early end is known" in said}
    assert known == outlines, MEND.format(outlines - known, "return")


@pytest.mark.parametrize("answers", VOICES)
def test_a_promise_not_to_recall_leaves_the_other_ends(answers):
    case = answers | {"recall": "no"}
    outlines = {outline for outline, _ in sentences(case, "recall")}

    found = {o for o, said in sentences(case, "recall") if re.search(r"early only|except", said)}
    assert found == outlines, MEND.format(outlines - found, "recall")


@pytest.mark.parametrize("confidential", ["yes", "no"])
@pytest.mark.parametrize("answers", VOICES)
def test_what_law_requires_may_be_disclosed_in_every_voice(answers, confidential):
    case = answers | {"confidential": confidential}
    outlines = {outline for outline, _ in sentences(case, "confidentiality")}
    said = r"law (or an authority )?requires"

    found = {o for o, each in sentences(case, "confidentiality") if re.search(said, each)}
    assert found == outlines, MEND.format(outlines - found, "confidentiality")


@pytest.mark.parametrize("answers", VOICES)
def test_other_work_is_defined_once(answers):
    for outline, clause, text in drafted(answers):
        assert "is not part of the Role, unless" not in text, MEND.format(outline, clause.id)
        assert "other work that fits the Role" not in text or clause.slot != "role", outline


@pytest.mark.parametrize("answers", VOICES[:2])
def test_the_host_gives_its_notice_to_the_employer_who_tells_the_secondee(answers):
    """As the host's own letter and the task for it say: the employer tells the secondee first."""
    said = [
        said for _, said in sentences(answers, "early-end") if "Host Organisation may end" in said
    ]

    assert said
    assert all("giving the Home Organisation written notice" in each for each in said), (
        "planner/data/clauses/early-end.toml contradicts host-expects.toml"
    )
    copies = [said for _, said in sentences(answers, "notices") if "copy on the same day" in said]
    assert copies
    assert all("makes sure" in each for each in copies), "planner/data/clauses/notices.toml"


def test_only_a_permission_that_ends_stops_the_work_and_not_a_certificate():
    """Without a certificate contributions are due in another country: `social-security.toml`."""
    abroad = {"relationship": "client", "home_country": "DE", "host_country": "NO"}
    text = " ".join(said for _, said in sentences(abroad | {"change": "extended"}, "checks-again"))

    assert "past the last day of a permission." in text, "checks-again-abroad.toml"
    assert "where contributions are due" in text, "checks-again-abroad.toml"


SAID = [  # answers, the slot of a clause, and what each of its voices says
    ({"extension": "no"}, "extension", r"after (the last|that) day"),
    ({"purpose": "reorganisation"}, "reorganisation", "not a trial of another post"),
    ({"purpose": "project"}, "project", "its terms"),
    ({"payroll": "host"}, "pay", "pay slip|go on paying you"),
    ({"payroll": "host"}, "pay", "depends on performance"),
    ({"pay_change": "yes"}, "pay-change", "pension"),
    ({"relationship": "public_body"}, "public-service", "made public"),
    ({"start_date": "2027-02-01", "end_date": "2027-11-30"}, "settling-in", "not held against"),
    ({}, "notices", r"\bcopy\b"),
    ({}, "preconditions", "all of this is in place"),
]


@pytest.mark.parametrize(("more", "slot", "pattern"), SAID)
@pytest.mark.parametrize("answers", VOICES)
def test_each_voice_that_has_the_clause_says_it(answers, more, slot, pattern):
    outlines = {outline for outline, _ in sentences(answers | more, slot)}
    said = {o for o, each in sentences(answers | more, slot) if re.search(pattern, each)}

    assert said == outlines, MEND.format(outlines - said, slot)


ONCE = [  # answers, and what one clause of a draft says and no other
    ({"purpose": "project"}, r"purpose can no longer be reached|project stops"),
    ({"recharge": "margin", "supplies_staff": "yes", "direction": "host"}, "holds every licence"),
    ({}, r"[Ff]ormal steps (are|about)"),
    ({}, "is not a party"),
    ({}, "parts of the Existing Contract that it needs"),
    ({"worker_representatives": "yes"}, r"comes before this agreement|cannot be set aside;"),
]


@pytest.mark.parametrize(("more", "pattern"), ONCE)
@pytest.mark.parametrize("answers", VOICES)
def test_one_clause_alone_says_it(answers, more, pattern):
    found = [(o, clause.id) for o, clause, t in drafted(answers | more) if re.search(pattern, t)]

    assert len({outline for outline, _ in found}) == len(found), MEND.format(found, "one of them")


@pytest.mark.parametrize("payroll", ["home", "host"])
@pytest.mark.parametrize("answers", VOICES)
def test_pay_that_stays_the_same_has_no_exception(answers, payroll):
    for outline, said in sentences(answers | {"pay_change": "no", "payroll": payroll}, "pay"):
        assert "says otherwise" not in said, MEND.format(outline, said)


@pytest.mark.parametrize(
    "id", ["allowances", "pay-change", "project", "relocation", "tax", "travel-abroad"]
)
def test_what_a_draft_leaves_to_be_written_has_its_line(id):
    clause = LIBRARY.clauses[id]
    voices = ["text"] if id == "project" else ["text", "letter", "inside"]

    for voice in voices:
        runs = [run for paragraph in clause.voiced(voice) for run in paragraph.runs]
        assert any(run.kind == "line" for run in runs), (
            f"{voice} of planner/data/clauses/{id}.toml puts off what is agreed to a paper that "
            "nobody drafts: give it ____"
        )
