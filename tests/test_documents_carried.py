"""What a document knows is carried in its parts: no words of ours are read to find it out again."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest

from planner.content.clause_text import named, parse_paragraphs, plain, with_heads
from planner.content.loader import LibraryError, library_files, load_library, read_library
from planner.export.html import PlanPage
from planner.export.word import documents
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import Run, Wording
from planner.rules.phrases import filled

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
CLIENT = {"relationship": "client", "home_country": "GB", "host_country": "GB"}


def plan_of(answers, library=LIBRARY):
    facts, problems = read_answers(answers, library.questions, library.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return make_plan(facts, library, TODAY)


def library_with(file, old, new):
    texts = library_files()
    assert old in texts[file], f"planner/data/{file} has no “{old}” any more; mend this test"
    return read_library({**texts, file: texts[file].replace(old, new)})


def clauses_of(document):
    return [clause for part in document.parts for clause in part.clauses]


def word_tables(plan, library, name):
    file = docx.Document(io.BytesIO(documents(plan, library)[f"{name}.docx"]))
    rows = {}
    for table in file.tables:
        caption = table._tbl.tblPr.find(docx.oxml.ns.qn("w:tblCaption"))
        rows[caption.get(docx.oxml.ns.qn("w:val"))] = [
            [cell.text for cell in row.cells] for row in table.rows
        ]
    return rows


def test_a_reference_holds_its_target_whatever_the_number_and_the_title():
    plan = plan_of(CLIENT)

    for document in plan.documents:
        numbers = {clause.clause.slot: clause for clause in clauses_of(document)}
        for clause in clauses_of(document):
            runs = [run for p in clause.paragraphs for run in p.runs if run.kind == "reference"]
            for run in runs:
                target = numbers[run.of]
                assert run.text == f"{run.noun}{target.place} ({target.clause.title})"


def test_a_reference_knows_whether_it_begins_a_sentence():
    [paragraph] = parse_paragraphs("[[term]] holds. [[return]] too: [[law]], but not [[pay]].")

    assert [(r.of, r.opens) for r in paragraph.runs if r.kind == "reference"] == [
        ("term", True),
        ("return", True),
        ("law", True),
        ("pay", False),
    ]


def test_a_clause_in_a_schedule_says_so_whatever_it_is_called():
    library = library_with("clauses/term.toml", 'title   = "', 'title   = "Schedule 1 ')

    agreement = plan_of(CLIENT, library).documents[0]

    clauses = {clause.clause.slot: clause for clause in clauses_of(agreement)}
    assert not clauses["term"].schedule
    assert clauses["duties"].schedule
    assert [part.schedules for part in agreement.parts].count(True) == 1


def test_the_page_links_a_reference_to_its_clause():
    plan = plan_of(CLIENT)
    name = plan.documents[0].outline.id

    parts = PlanPage(LIBRARY, "../").fragments(plan)

    references = 0
    for clause in clauses_of(plan.documents[0]):
        html = parts[f"clause-{name}-{clause.clause.slot}"]
        for paragraph in clause.paragraphs:
            for slot in named(paragraph.runs, "reference"):
                references += 1
                assert f'<a href="#clause-{name}-{slot}">' in html, "mend parts.html"
                assert f"clause-{name}-{slot}" in parts
    assert references > 20


def test_a_gap_says_which_question_fills_it_though_two_are_called_the_same():
    twin = replace(LIBRARY.questions["host_manager"], label=LIBRARY.questions["role"].label)
    library = replace(LIBRARY, questions={**LIBRARY.questions, "host_manager": twin})

    plan = plan_of(CLIENT, library)

    rows = word_tables(plan, library, plan.documents[0].outline.id)["Open gaps"]
    asks = {ask for _, ask, _ in rows}
    assert {twin.ask, library.questions["role"].ask} <= asks, "mend _open_gaps in export/word.py"


def test_a_gap_is_told_from_an_answer_that_reads_like_one():
    label = LIBRARY.questions["host_manager"].label
    plan = plan_of({**CLIENT, "role": f"[{label}: to be agreed]", "host_manager": "Ann Lee"})

    runs = [r for d in plan.documents for c in clauses_of(d) for p in c.paragraphs for r in p.runs]
    kinds = {run.kind for run in runs if run.of == "role"} - {"reference"}
    assert kinds == {"answer"}
    rows = word_tables(plan, LIBRARY, plan.documents[0].outline.id)["Open gaps"]
    assert LIBRARY.questions["host_manager"].ask not in {ask for _, ask, _ in rows}


def test_a_signature_block_takes_the_name_of_its_role_and_not_of_its_words():
    library = library_with(
        "outlines/agreement-of-two.toml",
        'party = "the Home Organisation"',
        'party = "the lender of the secondee to the host"',
    )
    plan = plan_of({**CLIENT, "home_name": "Alder Ltd", "host_name": "Birch plc"}, library)

    rows = word_tables(plan, library, "agreement-of-two")

    block = rows["Signature: For the lender of the secondee to the host"]
    lead = "Signed for and on behalf of the lender of the secondee to the host"
    assert block[0] == [lead, "Alder Ltd"]
    assert [row[0] for row in block[1:]] == ["Signature", "Name", "Position", "Place", "Date"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "home"', 'role = "lender"', "use home, host, secondee"),
        (', party = "the Home Organisation"', "", "they need it"),
        ('role = "home"', 'role = "secondee"', "the secondee has none"),
        ('role = "home"', 'role = "home", name = "x"', "“name” is not a key"),
    ],
)
def test_a_signatory_that_cannot_be_used_is_named(old, new, said):
    with pytest.raises(LibraryError, match=said) as problem:
        library_with("outlines/agreement-of-two.toml", old, new)

    assert "outlines/agreement-of-two.toml" in str(problem.value)


def test_an_outline_that_nobody_signs_is_named():
    rows = '  { role = "home", party = "the Home Organisation" },\n'
    rows += '  { role = "host", party = "the Host Organisation" },\n'

    with pytest.raises(LibraryError, match="say who signs"):
        library_with("outlines/agreement-of-two.toml", rows, "")


def test_a_table_by_hand_needs_a_column_to_write_in():
    with pytest.raises(LibraryError, match="two columns or more"):
        library_with("clauses/contacts.toml", ', "Home", "Host"]', "]")


def test_the_head_of_an_entry_ends_at_the_colon_of_the_clause():
    text = "The facts:\n(a) **Home Manager**: {{ role }}\n(b) First day: {{ role }}; last: none\n"

    tree = with_heads(parse_paragraphs(f"{text}(c) By {{{{ role }}}} alone"))

    assert [p.head for p in tree] == [0, 1, 1, 0]
    assert tree[1].runs[1:] == (Run("words", ": "), Run("placeholder", of="role"))
    assert [run.text for run in tree[2].runs] == ["First day", ": ", "", "; last: none"]


def test_a_colon_in_an_answer_does_not_end_the_head_of_an_entry():
    plan = plan_of({**CLIENT, "secondee_name": "Dr: Kari", "role": "Lead: design"})

    rows = word_tables(plan, LIBRARY, "agreement-of-two")["Particulars"]

    assert ["Role", "Lead: design"] in rows
    assert sum(row[0].startswith("Secondment of Dr: Kari by") for row in rows) == 1


def test_only_a_country_takes_on_and_no_answer_that_is_spelt_like_one():
    facts, _ = read_answers(
        {"relationship": "client", "workplace": "the Isle of Man", "host_country": "IM"},
        LIBRARY.questions,
        LIBRARY.countries,
    )

    said = filled(Wording("in {{ host_country }}, in {{ workplace }}", ""), facts, LIBRARY)

    assert LIBRARY.in_sentences["IM"].is_island
    assert said == "on the Isle of Man, in the Isle of Man"


def test_runs_that_are_not_placed_yet_cannot_be_shown():
    for kind in ("placeholder", "reference", "definitions"):
        with pytest.raises(ValueError, match="end_date"):
            plain([Run("words", "see "), Run(kind, of="end_date")])
