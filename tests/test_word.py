"""The Word files: valid, whole when somebody else's library reads them, and safe to hand on."""

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from planner.content.clause_text import LINE, plain
from planner.content.forms import load_forms
from planner.content.loader import load_library
from planner.export.rendering import amount, short_date
from planner.export.word import NAMES as NAMES_OF_ROLES
from planner.export.word import brief, checked_house_template, documents, form
from planner.export.word_house import HouseTemplateProblem
from planner.export.word_house_parts import clean
from planner.export.word_package import DECLARATION, safe, text_elements
from planner.export.xml_tree import read
from planner.plan.groups import in_one_list
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.phrases import gap_text
from scripts.runtime import _zip, packages
from tests.word import houses
from tests.word.read import (
    faults,
    field_codes,
    highlighted,
    numbered_texts,
    opened,
    parts,
    relationships,
    shown_numbers,
    styled,
    tables,
    words,
)

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
ONLY_THE_FIRST_ANSWER = {"relationship": "client"}
CASES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted(ROOT.glob("examples/*.toml"))
}
CASES |= {"empty": ONLY_THE_FIRST_ANSWER}
CASES |= {"extended": {**ONLY_THE_FIRST_ANSWER, "change": "extended"}}
NAMES = [q.id for q in LIBRARY.questions.values() if q.kind in ("text", "long_text")]
MAKING = (ROOT / "tests/word/making.py").read_text("utf-8")


@cache
def plan_of(case):
    facts, problems = read_answers(CASES[case], LIBRARY.questions, LIBRARY.countries)
    assert not [problem for problem in problems if not problem.is_missing]
    return make_plan(facts, LIBRARY, TODAY)


@cache
def drafts(case, notes=True, house=None):
    return documents(plan_of(case), LIBRARY, notes=notes, house=house)


@cache
def letterhead(change=None):
    return houses.letterhead(change)


EVERY_DRAFT = [
    (case, document.outline.id) for case in sorted(CASES) for document in plan_of(case).documents
]
every_draft = pytest.mark.parametrize(("case", "name"), EVERY_DRAFT)
LOOKS = {
    "letterhead": letterhead,
    "numbered headings": lambda: letterhead(houses.with_numbered_headings),
    "odd and even pages": lambda: letterhead(houses.with_odd_and_even_pages),
    "links": lambda: letterhead(houses.with_links),
    "LibreOffice": lambda: (ROOT / "tests/word/libreoffice.docx").read_bytes(),
    "our own file": lambda: drafts("client-secondment")["assignment-letter.docx"],
}
every_look = pytest.mark.parametrize("look", LOOKS)


def planned(case, name):
    return next(d for d in plan_of(case).documents if d.outline.id == name)


def file(case, name, **choices):
    return drafts(case, **choices)[f"{name}.docx"]


@cache
def opened_draft(case, name):
    """Return a draft for tests that only read it, opened once for all of them."""
    return opened(file(case, name))


def clauses(document):
    return [clause for part in document.parts for clause in part.clauses]


def numbered(document):
    """Return number and text of all that a plan numbers in a document, in order."""
    found = []
    for clause in clauses(document):
        is_schedule = clause.number.startswith("Schedule")
        found.append((clause.number + "." * (not is_schedule), clause.clause.title))
        found += [(p.label, without_line(plain(p.runs))) for p in clause.paragraphs if p.label]
    return found


def without_line(text):
    """Return words without the line to write on after them, which is an empty cell in a table."""
    return text.removesuffix(f": {LINE}")


@every_draft
def test_every_draft_is_valid(case, name, tmp_path):
    assert faults(file(case, name), tmp_path) == [], "mend planner/templates/word or word.py"


@every_draft
def test_word_numbers_every_clause_as_the_plan_does(case, name):
    document = opened_draft(case, name)

    shown = [(number, without_line(text)) for number, text in numbered_texts(document)]
    assert shown == numbered(planned(case, name))


@every_draft
def test_definitions_parts_and_terms_are_there(case, name):
    document, plan = opened_draft(case, name), planned(case, name)
    unnumbered = [p for c in clauses(plan) for p in c.paragraphs if not p.label]
    terms = [
        r.text for c in clauses(plan) for p in c.paragraphs for r in p.runs if r.kind == "term"
    ]

    assert styled(document, "Definition") == [plain(p.runs) for p in unnumbered]
    headings = [title for title in styled(document, "Heading 1") if title != "Read this first"]
    schedules = [c.clause.title for c in clauses(plan) if c.number.startswith("Schedule")]
    body = [c.clause.title for c in clauses(plan) if not c.number.startswith("Schedule")]
    wanted = [p.title for p in plan.parts if not p.clauses[0].number.startswith("Schedule")]
    assert headings == [*wanted, "Signatures"]
    assert styled(document, "Schedule heading") == schedules
    assert styled(document, "Clause heading") == body
    bold = [
        run.text
        for run in all_runs(document)
        if run.style.name == "Defined term" and run.style.font.bold
    ]
    assert bold == terms


def all_runs(document):
    for element in document.element.body.iter(qn("w:p")):
        yield from Paragraph(element, document._body).runs


@every_draft
def test_every_gap_is_marked_and_listed_up_front(case, name):
    plan, document = planned(case, name), opened_draft(case, name)
    gaps = [r.text for c in clauses(plan) for p in c.paragraphs for r in p.runs if r.kind == "gap"]

    listed = tables(document).get("Open gaps", (True, [[]]))[1][1:]

    shown = highlighted(document)
    assert {row[0] for row in listed} >= set(gaps)
    assert all(shown.count(gap) > gaps.count(gap) for gap in gaps)
    asks = {gap_text(q.id, LIBRARY): q.ask for q in LIBRARY.questions.values()}
    for gap, ask, _ in listed:
        assert ask == asks.get(gap, "Look up the figure in force.")
    for gap, _, where in listed:
        found = [
            c.number
            for c in clauses(plan)
            if gap in plain([r for p in c.paragraphs for r in p.runs])
        ]
        assert where == (", ".join(found) or "First page")
    assert bool(listed) == (case in ("empty", "extended"))


@every_draft
def test_what_waits_and_what_is_unchecked_stands_up_front(case, name):
    document = opened_draft(case, name)
    found, text = tables(document), "\n".join(p.text for p in document.paragraphs)
    unsure = [c for c in clauses(planned(case, name)) if not c.verdict.truth]

    waiting = dict(found.get("Wording that depends on an answer", (True, []))[1])
    for clause in unsure:
        for question in clause.verdict.waits_for:
            assert clause.number in waiting[LIBRARY.questions[question].ask].split(", ")
    assert "not legal advice" in text
    assert "22 November 2026" in text
    assert LIBRARY.version in text
    assert "Not checked: public holidays" in text
    assert "The plan lists the risks" in text


@every_draft
def test_a_draft_that_goes_to_the_other_side_names_no_risk(case, name):
    everything = b"".join(parts(file(case, name, notes=False)).values()).decode()

    for planned_risk in plan_of(case).risks:
        assert f"{planned_risk.risk.title}." not in everything
        assert planned_risk.risk.action not in everything


@every_draft
def test_a_clause_that_may_not_apply_says_so_where_it_stands(case, name):
    document = opened_draft(case, name)
    comments = [comment.text for comment in document.comments]
    headings = [p for n, p in shown_numbers(document) if n.startswith("Sch") or n.endswith(".")]

    for clause, heading, comment in zip(
        clauses(planned(case, name)), headings, comments, strict=True
    ):
        waits = "; ".join(LIBRARY.questions[q].label for q in clause.verdict.waits_for)
        below = words(heading.getnext()) if heading.getnext().tag == qn("w:p") else ""
        if clause.verdict.truth:
            assert not below.startswith("[May apply")
            assert comment.startswith("Drafting note.")
        else:
            assert below == f"[May apply, depending on: {waits}]"
            assert below in highlighted(document)
            assert comment.startswith(f"May apply, depending on: {waits}.")


@every_draft
def test_a_reference_points_at_its_clause_and_shows_its_number(case, name):
    data = file(case, name)
    document = opened(data)
    numbers = {p: number.rstrip(".") for number, p in shown_numbers(document)}
    targets = {
        start.get(qn("w:name")): start.getparent()
        for start in document.element.body.iter(qn("w:bookmarkStart"))
    }
    references = 0

    for paragraph in document.element.body.iter(qn("w:p")):
        for code, shown in fields_in(paragraph):
            kind, bookmark, *switches = code.split()
            if kind == "PAGEREF":
                assert (targets[bookmark] is not None, shown) == (True, "–")
                continue
            assert kind == "REF"
            number = numbers.get(targets[bookmark])
            assert shown == (number if "\\r" in switches else words(targets[bookmark]))
            references += 1
    wanted = [r for c in clauses(planned(case, name)) for p in c.paragraphs for r in p.runs]
    assert references >= sum(run.kind == "reference" for run in wanted)
    assert {code.split()[0] for code in field_codes(data)} <= {
        "REF",
        "PAGEREF",
        "PAGE",
        "NUMPAGES",
        "TITLE",
    }


@every_draft
def test_a_number_never_stands_apart_from_its_noun(case, name):
    document = opened_draft(case, name)
    text = "\n".join(p.text for p in document.paragraphs)

    assert not re.search(r"\b([Cc]lause|[Ss]ection|Schedule) \d", text)
    refers = any(
        re.search(r"\b(clause|section) \d", "".join(run.text for run in paragraph.runs))
        for clause in clauses(planned(case, name))
        for paragraph in clause.paragraphs
    )
    assert bool(re.search(r"\b(clause|section)\xa0\d", text)) == refers


def fields_in(paragraph):
    """Yield the code of each field with the text that it shows until it is renewed."""
    code = shown = ""
    state = None
    for element in paragraph.iter():
        if element.tag == qn("w:fldChar"):
            state = element.get(qn("w:fldCharType"))
            if state == "end":
                yield code.strip(), shown
                code = shown = ""
        elif element.tag == qn("w:instrText"):
            code += element.text
        elif element.tag == qn("w:t") and state == "separate":
            shown += element.text


@every_draft
def test_each_line_of_the_contents_ends_with_the_number_of_a_page(case, name):
    document = opened_draft(case, name)
    lines = [
        p._p for p in document.paragraphs if p.style.name in ("toc 1", "toc 2", "TOC 1", "TOC 2")
    ]

    assert bool(lines) == (planned(case, name).outline.voice == "text")
    for line in lines:
        *_, (title, _), (page, _) = fields_in(line)
        assert page.split()[:2] == ["PAGEREF", title.split()[1]]


@every_draft
def test_notes_are_comments_that_can_be_left_out(case, name):
    with_notes, without = file(case, name), file(case, name, notes=False)
    wanted = [c.clause for c in clauses(planned(case, name))]

    comments = list(opened(with_notes).comments)

    assert [c.author for c in comments] == ["Secondment Handbook"] * len(wanted)
    for clause, comment in zip(wanted, comments, strict=True):
        assert f"Drafting note. {clause.note}" in comment.text
        assert clause.usual in comment.text
        assert comment.timestamp.date() == TODAY
    assert not list(opened(without).comments)
    assert "word/comments.xml" not in parts(without)
    assert b"w:comment" not in parts(without)["word/document.xml"]


@every_draft
def test_each_signatory_has_a_block_with_a_name(case, name):
    facts, found = plan_of(case).facts, tables(opened_draft(case, name))

    for signatory in planned(case, name).outline.signed_by:
        head, rows = found[f"Signature: {signatory.title}"]
        question = NAMES_OF_ROLES[signatory.role]
        assert head
        lead = "Signed by the secondee"
        if signatory.party:
            lead = f"Signed for and on behalf of {signatory.party}"
        assert rows[0] == [lead, getattr(facts, question) or gap_text(question, LIBRARY)]
        assert [row[0] for row in rows[1:] if "power to sign" not in row[0]] == [
            "Signature",
            "Name",
            *(["Position"] if signatory.party else []),
            "Place",
            "Date",
        ]


EVERY_LETTER = [draft for draft in EVERY_DRAFT if not draft[1].startswith("agreement")]


@pytest.mark.parametrize(("case", "name"), EVERY_LETTER)
def test_a_letter_never_ends_with_signatures_alone_on_a_page(case, name):
    document = opened_draft(case, name)
    headings = [p for n, p in shown_numbers(document) if n.endswith(".")]
    last = headings[-1]

    while (last := last.getnext()) is not None and words(last) != "Signatures":
        kept = last.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
        assert kept


@every_draft
def test_what_is_recorded_by_hand_has_a_place_and_is_named_up_front(case, name):
    document = opened_draft(case, name)
    wanted = [c for c in clauses(planned(case, name)) if c.clause.by_hand]
    found = tables(document) if wanted else {}
    text = "\n".join(p.text for p in document.paragraphs)

    for clause in wanted:
        head, rows = found[f"To fill in: {clause.clause.title}"]
        assert head
        assert rows[0] == list(clause.clause.table)
        assert [row[0] for row in rows[1:]] == [
            plain(p.runs) for p in clause.paragraphs if p.level == 1
        ]
        assert {cell for row in rows[1:] for cell in row[1:]} == {""}
    [said] = [p.text for p in document.paragraphs if p.text.startswith("To fill in by hand")]
    assert all(clause.number in said.replace("\xa0", " ") for clause in wanted)
    assert "Every blank" not in text
    [day] = [p for p in document.paragraphs if p.text.startswith(("Date:\t", "Date of this"))]
    assert b'leader="underscore"' in ElementTree.tostring(day._p).replace(b"ns0:", b"")


# A file made from one of ours brings the lists of that file with its styles.
@pytest.mark.parametrize("look", ["own", *(look for look in LOOKS if look != "our own file")])
def test_a_heading_that_somebody_adds_is_numbered_by_its_style(look):
    """The style leads to the list of the clauses, and its level back to the style."""
    house = LOOKS[look]() if look != "own" else None
    document = opened(file("client-secondment", "agreement-of-two", house=house))
    numbers = {p: p for _, p in shown_numbers(document)}
    numbering = document.part.numbering_part.element

    for name, base in (("Clause heading", "Heading 2"), ("Schedule heading", "Heading 1")):
        style = document.styles[name]
        assert style.base_style.name.lower() == base.lower()
        [used] = style.element.iter(qn("w:numId"))
        lists = {
            p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}").get(qn("w:val"))
            for p in numbers
            if p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == style.style_id
        }
        assert lists == {used.get(qn("w:val"))}
        [num] = [n for n in numbering.iter(qn("w:num")) if n.get(qn("w:numId")) in lists]
        abstract = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        [list] = [
            a
            for a in numbering.iter(qn("w:abstractNum"))
            if a.get(qn("w:abstractNumId")) == abstract
        ]
        tied = list.find(f"{qn('w:lvl')}/{qn('w:pStyle')}")
        assert tied.get(qn("w:val")) == style.style_id
    breaks = document.styles["Schedule heading"].element.iter(qn("w:pageBreakBefore"))
    assert not [*breaks], "only the first schedule begins a page: see document.xml"


def test_tables_and_notices_keep_their_shape_in_a_house_with_indented_justified_text():
    styles = opened(
        file("client-secondment", "agreement-of-two", house=letterhead(houses.with_bookish_text))
    ).styles

    for name in ("Table text", "Small print", "Draft notice"):
        assert styles[name].paragraph_format.first_line_indent == 0
        assert styles[name].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.LEFT
    for name in ("toc 1", "Definition"):
        assert styles[name].paragraph_format.first_line_indent == 0


def test_the_ends_of_our_header_and_footer_stand_at_the_margin_whatever_tabs_the_house_has():
    house = docx.Document()
    assert len(house.styles["Header"].paragraph_format.tab_stops) == 2
    document = opened(file("client-secondment", "assignment-letter", house=houses.saved(house)))
    section = document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin

    for head in (section.header, section.footer):
        [paragraph] = head.paragraphs
        style, inherited = paragraph.style, []
        while style is not None:
            inherited += style.paragraph_format.tab_stops
            style = style.base_style
        assert inherited == []
        [stop] = paragraph.paragraph_format.tab_stops
        assert stop.alignment == WD_TAB_ALIGNMENT.RIGHT
        assert stop.position == width


@every_draft
def test_the_first_schedule_begins_a_page(case, name):
    document = opened_draft(case, name)

    for number, paragraph in shown_numbers(document):
        begins = paragraph.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None
        assert begins == (number.split() == ["Schedule", "1"])


@every_draft
def test_a_defined_term_is_marked_where_it_is_defined_and_nowhere_else(case, name):
    marked = [
        (paragraph.text, run.text)
        for paragraph in opened_draft(case, name).paragraphs
        for run in paragraph.runs
        if run.style.name == "Defined term"
    ]

    for text, term in marked:
        assert text.startswith(term), (
            f"“{term}” is marked in “{text}”: see _referring in planner/plan/drafting.py"
        )


@pytest.mark.parametrize(
    ("changes", "roles"),
    [
        ({}, []),
        ({"relationship": "public_body"}, ["Host"]),
        ({"home_kind": "public_body"}, ["Home"]),
        ({"home_kind": "public_body", "relationship": "public_body"}, ["Home", "Host"]),
    ],
)
def test_a_public_body_names_the_power_under_which_it_signs(changes, roles):
    answers = CASES["client-secondment"] | changes
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    made = documents(make_plan(facts, LIBRARY, TODAY), LIBRARY)
    blocks = tables(opened(made["agreement-of-two.docx"]))

    powers = [
        role
        for role in ("Home", "Host")
        for caption, (_, rows) in blocks.items()
        if caption == f"Signature: For the {role} Organisation"
        and any(row[0] == "Law or decision that gives the power to sign" for row in rows)
    ]

    assert powers == roles


def test_costs_are_a_table_in_an_agreement_and_in_no_letter():
    costs = plan_of("client-secondment").costs
    found = tables(opened(file("client-secondment", "agreement-of-two")))

    head, rows = found["Estimate of costs"]

    assert head
    assert rows[0] == ["Cost", "A whole month", "Home bears", "Host bears", "Total"]
    lines = [line for line in costs.lines if line.total or line.home or line.host]
    lines.append(costs.totals)
    assert [row[1:] for row in rows[1:]] == [
        ["–" if line.month is None else amount(line.month)]
        + [amount(value) for value in (line.home, line.host, line.total)]
        for line in lines
    ]
    letter = tables(opened(file("client-secondment", "assignment-letter")))
    assert "Estimate of costs" not in letter


def test_a_contract_says_of_its_estimate_that_it_binds_nobody_and_the_rest_is_a_note():
    costs = plan_of("client-secondment").costs
    document = opened(file("client-secondment", "agreement-of-two"))
    text = "\n".join(p.text for p in document.paragraphs)
    notes = "\n".join(comment.text for comment in document.comments)

    assert "Estimate for the whole secondment, not binding, in GBP" in text
    for said in (*costs.to_settle, *costs.assumptions):
        assert said not in text
        assert said in notes
    assert "worksheet of the planner" not in text


@every_draft
def test_the_file_says_what_it_is_in_every_way_that_programs_read(case, name):
    data, outline = file(case, name), planned(case, name).outline
    document, core = opened(data), opened(data).core_properties

    assert (core.title, core.subject) == (outline.title, outline.purpose)
    assert (core.author, core.language) == ("Secondment Handbook", "en-GB")
    assert core.created.date() == core.modified.date() == TODAY
    assert b'w:lang w:val="en-GB"' in parts(data)["word/styles.xml"]
    section = document.sections[-1]
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(210, 0.01),) * 1 + (
        pytest.approx(297, 0.01),
    )
    assert outline.title in section.header.paragraphs[0].text
    footer = section.footer.paragraphs[0].text
    edition = f"edition {LIBRARY.version} of the handbook."
    assert f"not legal advice. Made on 22 November 2026 with {edition}" in footer
    assert footer.endswith("Page 1 of 1")
    assert [t for t, (head, _) in tables(document).items() if not head] == []


def test_text_is_never_broken_inside_its_element():
    for name in ("agreement-of-two", "assignment-letter"):
        root = ElementTree.fromstring(parts(file("client-secondment", name))["word/document.xml"])
        for element in root.iter(qn("w:t")):
            assert not re.search(r"[\r\n\t]", element.text or "")
            assert element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


@every_draft
def test_nothing_points_outside_or_at_nothing(case, name):
    check_relationships(file(case, name))


def check_relationships(data):
    names = parts(data)
    types = names["[Content_Types].xml"].decode()
    for part, _, target, mode in relationships(data):
        assert mode == "", (part, target)
        folder = part.partition("_rels/")[0]
        assert os.path.normpath(folder + target) in names, (part, target)
    for name in names:
        assert name.endswith(".rels") or f'PartName="/{name}"' in types or name.startswith("[")
    for name, content in names.items():
        if name.endswith(".xml"):
            used = set(re.findall(rb' r:(?:id|embed|link)="([^"]*)"', content))
            folder, _, file = name.rpartition("/")
            listed = names.get(f"{folder}/_rels/{file}.rels", b"")
            assert all(b'Id="%s"' % id in listed for id in used), name


def test_a_second_run_gives_the_same_bytes():
    again = documents(plan_of("client-secondment"), LIBRARY, house=letterhead())

    assert again == drafts("client-secondment", house=letterhead())


def test_nothing_is_packed_because_not_every_zlib_packs_alike():
    with zipfile.ZipFile(io.BytesIO(file("internal-move", "letter-within-employer"))) as archive:
        entries = archive.infolist()

    assert {e.compress_type for e in entries} == {zipfile.ZIP_STORED}
    assert {(e.date_time, e.create_system) for e in entries} == {((1980, 1, 1, 0, 0, 0), 0)}


FEW = ("germany-to-norway", "internal-move")


@pytest.mark.parametrize(
    "names", [FEW, pytest.param(tuple(CASES), marks=pytest.mark.full)], ids=len
)
def test_the_browsers_python_gives_the_same_bytes(tmp_path, names):
    answers = {name: {n: str(v) for n, v in CASES[name].items()} for name in names}
    pyodide = ROOT / "node_modules/pyodide"
    (tmp_path / "planner.zip").write_bytes(_zip(packages()))
    call = f"import json\njson.dumps(hashes({answers!r}, bytes.fromhex({letterhead().hex()!r})))"
    settings = {
        "pyodide": str(pyodide),
        "lock": json.loads((pyodide / "pyodide-lock.json").read_text())["info"],
        "archive": str(tmp_path / "planner.zip"),
        "code": f"{MAKING}\n{call}",
    }
    node = shutil.which(
        "node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    assert node, "Node is missing: run 'make build', which brings it into .venv, then try again."
    run = subprocess.run(
        [node, ROOT / "tests/word/pyodide.mjs"],
        input=json.dumps(settings),
        text=True,
        capture_output=True,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    space = {}
    exec(MAKING, space)

    assert json.loads(run.stdout) == space["hashes"](answers, letterhead())


def test_planning_alone_loads_nothing_of_word():
    asked = '{"do": "plan", "today": "2026-11-22", "answers": {"relationship": "client"}}'
    code = (
        f"import sys; from planner.bridge import handle; handle({asked!r})\n"
        "print([name for name in sys.modules if name.startswith(('planner.export.w', 'xml'))])"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)

    assert run.stdout.strip() == "[]", run.stderr


# What people type

HOSTILE = [
    "]]>",
    "</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\x</w:instrText></w:r>",
    "<w:fldSimple w:instr='INCLUDETEXT c:\\x'/>",
    '{ HYPERLINK "http://evil.test" } MERGEFIELD x',
    "http://evil.test \\\\evil\\share file:///etc/passwd mailto:x@evil.test",
    "one\rtwo\r\nthree\nfour\x0bfive\x0csix\x85seven\u2028eight\u2029nine\tten",
    "\x00\x01\x07\x08\x1b[31m\x7f\x9f\ud800\udfff\ufffe\uffff",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200e\u200f\u061c שלום مرحبا",
    "&amp; &#0; &lt; <!DOCTYPE x> <!-- x --> <?x?> <![CDATA[x]]>",
    "{{ 7*7 }} {% raw %} {# x #} %(x)s ${x} \\u0000 _x0000_",
    "clause 7 (Term) [name of the host: to be agreed] Schedule 1 (Costs): x",
    "😀 é e\u0301 \U0010fffd \ufeff ﷽",
    "   ",
    "x" * 100_000,
    "<&>" * 20_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_people_type_is_only_ever_words(text):
    plan = plan_of("internal-move")
    hostile = typed(plan, dict.fromkeys(NAMES, text))

    [data] = documents(hostile, LIBRARY).values()

    check_words_only(data, file("internal-move", "letter-within-employer"))
    kept = safe(re.sub(r"\s", "", text))
    assert kept in re.sub(r"\s", "", "".join(styled(opened(data), "Clause text")))


def test_files_full_of_hostile_texts_are_valid(tmp_path):
    """Each field has another of them, the longest last."""
    plan = plan_of("client-secondment")
    texts = {name: HOSTILE[number % len(HOSTILE)] for number, name in enumerate(NAMES)}
    hostile = typed(plan, texts)

    made = documents(hostile, LIBRARY)
    _, letter = brief(hostile, LIBRARY, "secondee")

    for name, data in made.items():
        check_words_only(data, drafts("client-secondment")[name])
    check_words_only(letter, brief(plan, LIBRARY, "secondee")[1])
    assert faults(made["assignment-letter.docx"], tmp_path) + faults(letter, tmp_path) == []


def typed(plan, texts):
    """Return a plan with texts that went through no door that cleans them."""
    return make_plan(replace(plan.facts, **texts), LIBRARY, TODAY)


def check_words_only(data, harmless):
    check_relationships(data)
    assert relationships(data) == relationships(harmless)
    assert field_codes(data) == field_codes(harmless)
    for name, content in parts(data).items():
        text = content.decode()
        ElementTree.fromstring(text)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text), name
        if name not in ("word/document.xml", "word/header.xml"):
            assert content == parts(harmless)[name], name


def test_random_bytes_of_people_never_break_a_file():
    chance = random.Random(20261122)
    plan = plan_of("internal-move")
    for _ in range(30):
        texts = {
            name: "".join(chr(chance.choice(RANGES)(chance)) for _ in range(chance.randint(0, 40)))
            for name in NAMES
        }
        [data] = documents(typed(plan, texts), LIBRARY).values()
        for content in parts(data).values():
            ElementTree.fromstring(content)
        assert [code for code in field_codes(data) if not OUR_FIELDS.fullmatch(code)] == []


OUR_FIELDS = re.compile(r"(PAGE)?REF (clause|part)_\w+( \\r)? \\h|PAGE|NUMPAGES|TITLE")
RANGES = [
    lambda chance: chance.randrange(0, 0xA0),
    lambda chance: chance.randrange(0xD7F0, 0xE010),
    lambda chance: chance.randrange(0x2000, 0x2070),
    lambda chance: chance.randrange(0xFFF0, 0x10010),
    lambda chance: chance.randrange(0x110000),
    lambda chance: ord(chance.choice("<>&'\"{}\\[]%")),
]


def test_line_ends_become_breaks_and_nothing_else_does():
    assert text_elements("a\r\nb\rc\nd").count("<w:br/>") == 3
    assert "<w:br/>" not in text_elements("<w:br/>")


# One person's part, and the forms


@pytest.mark.parametrize("case", ["client-secondment", "germany-to-norway", "empty"])
@pytest.mark.parametrize("owner", ["secondee", "home_hr", "legal"])
def test_a_brief_has_the_tasks_of_one_person_in_the_order_of_their_days(case, owner, tmp_path):
    plan = plan_of(case)
    groups = in_one_list(plan, LIBRARY, owner)
    mine = [task for _, tasks in groups for task in tasks]
    for _, group in groups:
        days = [planned.act_by for planned in group if planned.act_by]
        assert days == sorted(days)
    assert mine == [planned for _, group in groups for planned in group]
    assert sorted(planned.item.id for planned in mine) == sorted(
        planned.item.id for planned in plan.checklist if planned.item.owner == owner
    )

    name, data = brief(plan, LIBRARY, owner)

    assert name == f"brief-{owner.replace('_', '-')}.docx"
    assert faults(data, tmp_path) == []
    check_relationships(data)
    found = tables(opened(data))
    headed = [found[title or "Your tasks, by date"] for title, _ in groups]
    assert all(head for head, _ in headed)
    rows = [row for _, each in headed for row in each[1:]]
    marks = {"overdue": " (overdue)", "tight": " (past its usual day)"}
    assert [row[0] for row in rows] == [
        (short_date(planned.act_by) if planned.act_by else planned.item.due_rule.text)
        + marks.get(planned.status, "")
        for planned in mine
    ]
    assert len(rows) == len(mine)
    for planned, (_, row, *_) in zip(mine, rows, strict=True):
        assert row.startswith(planned.item.title)
        assert all(step.text in row for step in planned.item.steps)
        assert ("May apply" in row) == (not planned.verdict.truth)
    text = "\n".join(p.text for p in opened(data).paragraphs)
    assert all(r.risk.title in text for r in plan.risks if r.risk.owner == owner)
    assert "not legal advice" in text
    assert LIBRARY.version in text


def test_a_task_that_is_done_is_ticked_in_a_brief():
    plan = plan_of("client-secondment")
    mine = [planned.item for planned in plan.checklist if planned.item.owner == "secondee"]

    _, data = brief(plan, LIBRARY, "secondee", done={mine[0].id})

    rows = [row for table in opened(data).tables for row in table.rows[1:]]
    ticked = {
        row.cells[1].text.splitlines()[0].partition(" (")[0] for row in rows if "☒" in row._tr.xml
    }
    assert ticked == {mine[0].title}


@pytest.mark.parametrize("id", load_forms())
def test_a_form_asks_all_that_it_asks(id, tmp_path):
    wanted = load_forms()[id]

    name, data = form(wanted, LIBRARY, TODAY)

    assert name == f"form-{id}.docx"
    assert faults(data, tmp_path) == []
    check_relationships(data)
    document = opened(data)
    text = [words(p) for p in document.element.body.iter(qn("w:p"))]
    assert styled(document, "Heading 2") == [part.title for part in wanted.parts]
    for field in (field for part in wanted.parts for field in part.fields):
        asked = [field.label, field.hint, *field.columns, *field.first_column]
        offered = [f" {option}" for option in field.options]
        assert [
            said for said in (*asked, *offered) if said and not any(said in each for each in text)
        ] == [], "show it in planner/templates/word/form.xml"
    heads = document.element.body.findall(
        f"{qn('w:tbl')}/{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}"
    )
    assert len(heads) == len(document.tables)
    for table in document.tables:
        rows = [list(row._tr.iter(qn("w:p"))) for row in table.rows]
        for row in rows[:-1]:
            assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row) or (
                row[0].find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == "TableHeading"
            )
    assert document.paragraphs[-1].text == ""  # no words that could stand alone on a last page
    assert "not checked against the law" in "\n".join(text[:6])
    boxes = list(
        document.element.body.iter("{http://schemas.microsoft.com/office/word/2010/wordml}checkbox")
    )
    kinds = ("choice", "scale", "tick")
    assert len(boxes) == sum(
        len(field.options) or 1 for p in wanted.parts for field in p.fields if field.kind in kinds
    )


# An organisation's own file


@every_look
def test_a_draft_in_house_style_is_valid_and_whole(look, tmp_path):
    house = LOOKS[look]()
    for case, name in (("empty", "agreement-of-two"), ("internal-move", "letter-within-employer")):
        data = file(case, name, house=house)
        check_relationships(data)
        document = opened(data)
        text = "\n".join(p.text for p in document.paragraphs)
        shown = [(number, without_line(text)) for number, text in numbered_texts(document)]
        assert shown == numbered(planned(case, name))
        assert "letterhead that no draft" not in text
        assert "not legal advice" in text
    assert faults(data, tmp_path) == []


def test_a_brief_and_a_form_in_house_style_are_valid(tmp_path):
    _, first = brief(plan_of("empty"), LIBRARY, "home_hr", house=letterhead())
    _, second = form(load_forms()["survey"], LIBRARY, TODAY, house=letterhead())

    assert faults(first, tmp_path) + faults(second, tmp_path) == []


def as_the_house_has_it(document, name):
    """Return a style without what ours may add to it for text that reads from right to left."""
    xml = document.styles[name].element.xml
    return re.sub(r"\n *<w:(szCs|bCs|iCs)( [^>]*)?/>", "", xml)


def test_styles_header_footer_logo_and_page_are_those_of_the_house():
    house, data = letterhead(), file("client-secondment", "assignment-letter", house=letterhead())
    theirs, ours = opened(house), opened(data)
    section = ours.sections[-1]

    for name in ("Normal", "Heading 1", "Heading 2", "Title", "Table Grid"):
        assert as_the_house_has_it(ours, name) == as_the_house_has_it(theirs, name)
    assert ours.styles["Heading 1"].font.color.rgb == houses.GREEN
    assert len({style.style_id for style in ours.styles}) == len(ours.styles)
    assert len({style.name for style in ours.styles}) == len(ours.styles)
    assert section.left_margin == theirs.sections[0].left_margin
    assert section.header.paragraphs[0].text == "Harrow Lane, page 2 and on"
    assert section.footer.paragraphs[0].text == "Harrow Lane, in confidence"
    assert section.different_first_page_header_footer
    [logo] = section.first_page_header.part.related_parts.values()
    assert logo.blob == houses.picture()
    # The sheet that is taken out before signing has no letterhead, so that the letter has it.
    assert not ours.sections[0].different_first_page_header_footer
    assert parts(data)["word/house/theme1.xml"] == parts(house)["word/theme/theme1.xml"]


def test_text_in_a_house_style_says_its_own_language():
    document = opened(file("client-secondment", "assignment-letter", house=letterhead()))

    for run in document.element.body.iter(qn("w:r")):
        if run.find(qn("w:t")) is not None:
            assert run.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) == "en-GB"


def test_headings_that_a_draft_does_not_number_lose_the_numbers_of_the_house():
    house = letterhead(houses.with_numbered_headings)
    document = opened(file("client-secondment", "agreement-of-two", house=house))

    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            assert paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None


def test_even_pages_have_the_header_that_the_house_gives_them():
    house = letterhead(houses.with_odd_and_even_pages)
    document = opened(file("client-secondment", "assignment-letter", house=house))

    assert document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        assert section.even_page_header.paragraphs[0].text == "Harrow Lane, on the left"


def test_a_link_of_the_house_keeps_its_words_and_loses_where_it_points():
    data = file("client-secondment", "assignment-letter", house=letterhead(houses.with_links))

    everything = b"".join(parts(data).values())
    assert "our site" in opened(data).sections[-1].footer.paragraphs[0].text
    assert b"harrow.test" not in everything
    assert b"hlinkClick" not in everything


QUOTED = (
    '<a:hlinkClick xmlns:a="urn:a" tooltip="a &gt; b > c"/>',
    "<w:hyperlink w:tooltip='> \"'><w:r><w:t>our site</w:t></w:r></w:hyperlink>",
    '<w:del w:author=">"><w:r><w:delText>gone</w:delText></w:r></w:del>',
    '<w:fldSimple w:x=">" w:instr=" AUTHOR "><w:r><w:t>Pat</w:t></w:r></w:fldSimple>',
    '<w:r><w:fldChar w:x=">" w:fldCharType="begin"/><w:instrText>AUTHOR</w:instrText>'
    '<w:fldChar w:x=">" w:fldCharType="end"/></w:r>',
)


@pytest.mark.parametrize("tag", QUOTED)
def test_a_bracket_in_quotes_ends_no_tag(tag):
    head = read(f'<w:hdr xmlns:w="{houses.WORD}"><w:p>{tag}</w:p></w:hdr>'.encode(), 100).root

    clean(head, "header")

    said = "".join(head.itertext())
    left = {element.tag.rpartition("}")[2] for element in head.iter()}
    assert said == {QUOTED[1]: "our site", QUOTED[3]: "Pat"}.get(tag, "")
    assert not left & {"hlinkClick", "hyperlink", "del", "fldSimple", "fldChar", "instrText"}


@pytest.mark.parametrize("tag", QUOTED)
def test_a_head_of_many_tags_takes_no_longer_for_each(tag):
    """In a process of its own, so that a slow one ends."""
    head = f'<w:hdr xmlns:w="{houses.WORD}"><w:p>{tag * 6000}</w:p></w:hdr>'
    program = (
        "import sys; from planner.export.word_house_parts import clean;"
        "from planner.export.xml_tree import read;"
        "clean(read(sys.stdin.buffer.read(), 200_000).root, 'header')"
    )

    subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, input=head, text=True, check=True, timeout=20
    )


def test_changes_that_the_house_has_not_accepted_count_as_accepted(tmp_path):
    house = letterhead(houses.with_tracked_changes)
    data = file("client-secondment", "assignment-letter", house=house)

    assert opened(data).sections[-1].footer.paragraphs[0].text == (
        "Harrow Lane, in confidence, new words"
    )
    everything = b"".join(parts(data).values())
    assert b"Pat Secretary" not in everything
    assert b"old words" not in everything
    assert b">moved<" not in everything
    assert faults(data, tmp_path) == []


def test_a_logo_with_a_sharper_twin_is_taken_without_the_twin(tmp_path):
    house = letterhead(houses.with_svg_logo)
    data = file("client-secondment", "assignment-letter", house=house)

    assert b"svgBlip" not in b"".join(parts(data).values())
    [logo] = opened(data).sections[-1].first_page_header.part.related_parts.values()
    assert logo.blob == houses.picture()
    assert faults(data, tmp_path) == []


@pytest.mark.parametrize("code", [" AUTHOR ", ' DOCPROPERTY "Client" \\* MERGEFORMAT '])
def test_a_field_of_what_the_house_file_says_of_itself_keeps_its_words(code):
    house = letterhead(houses.with_field(code))
    data = file("client-secondment", "assignment-letter", house=house)

    assert not {"AUTHOR", "DOCPROPERTY"} & {code.split()[0] for code in field_codes(data)}
    assert opened(data).sections[-1].footer.paragraphs[0].text == "Harrow Lane, in confidence1"


def test_a_file_made_from_one_of_ours_gets_todays_header_and_footer():
    old = drafts("client-secondment")["assignment-letter.docx"]
    old = houses.changed(old, {"word/footer.xml": {LIBRARY.version: "1999.1"}})

    section = opened(file("client-secondment", "agreement-of-two", house=old)).sections[-1]

    assert LIBRARY.version in section.footer.paragraphs[0].text
    assert "Secondment agreement" in section.header.paragraphs[0].text


def test_a_house_without_header_or_footer_gets_ours():
    bare = houses.saved(docx.Document())
    section = opened(file("client-secondment", "assignment-letter", house=bare)).sections[-1]

    assert "Assignment letter" in section.header.paragraphs[0].text
    assert "not legal advice" in section.footer.paragraphs[0].text


MAIN_TYPE = "wordprocessingml.document.main+xml"
EMPTY_STYLES = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
TYPES = "[Content_Types].xml"
DOCUMENT_RELS = "word/_rels/document.xml.rels"
SETTINGS_RELS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/%s" Target="%s" TargetMode="External"/></Relationships>'
)


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/media/image1.png", bytes(60_000_000))
    return buffer.getvalue()


def lying_bomb():
    """Return a file whose styles say that they are small and unpack to far more."""
    packed = houses.changed(letterhead(), {"word/styles.xml": {"<w:docDefaults>": " " * 9_000_000}})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        size = archive.getinfo("word/styles.xml").file_size
    return packed.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def packed_by(method):
    """Return a letterhead that is packed in a way that unpacks without bounds."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(letterhead())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), method if name == "word/styles.xml" else None)
    return buffer.getvalue()


def with_header(inner):
    """Return a letterhead with XML before the words of the header of later pages."""
    return houses.changed(letterhead(), {"word/header2.xml": {"<w:p>": f"{inner}<w:p>"}})


MARK = '<w:fldChar w:fldCharType="%s"/>'


def nested(outer, inner):
    """Return a field with another one at the end of its code."""
    within = f"{MARK % 'begin'}<w:instrText>{inner}</w:instrText>{MARK % 'end'}"
    code = f"<w:instrText>{outer}</w:instrText>" if outer else ""
    return f"<w:r>{MARK % 'begin'}{code}{within}{MARK % 'end'}</w:r>"


def with_bullet(inner):
    """Return a letterhead with a bullet that is a picture."""
    bullet = f'<w:numPicBullet w:numPicBulletId="0"><w:pict>{inner}</w:pict></w:numPicBullet>'
    first = "<w:abstractNum "
    with zipfile.ZipFile(io.BytesIO(letterhead())) as archive:
        text = archive.read("word/numbering.xml").decode()
    at = text.index(first)
    return houses.changed(
        letterhead(), {"word/numbering.xml": (text[:at] + bullet + text[at:]).encode()}
    )


def encrypted():
    data = bytearray(letterhead())
    for at in [m.start() for m in re.finditer(b"PK\x01\x02", bytes(data))]:
        data[at + 8] |= 1
    return bytes(data)


REFUSED = {
    "nothing": (lambda: b"", "is damaged"),
    "a text": (lambda: b"Dear Sir or Madam", "is damaged"),
    "another zip": (lambda: bomb()[:200], "is damaged"),
    "an old .doc": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old .doc"),
    "a password": (encrypted, "password"),
    "a bomb": (bomb, "larger when unpacked"),
    "a bomb that lies": (lying_bomb, "larger when unpacked|damaged"),
    "a bomb of bzip2": (lambda: packed_by(zipfile.ZIP_BZIP2), "packed in a way"),
    "a bomb of LZMA": (lambda: packed_by(zipfile.ZIP_LZMA), "packed in a way"),
    "a deep nest": (
        lambda: with_header("<w:sdt>" * 5000 + "</w:sdt>" * 5000),
        "nested more deeply",
    ),
    "a deep nest of links": (
        lambda: with_header("<w:hyperlink>" * 5000 + "</w:hyperlink>" * 5000),
        "nested more deeply",
    ),
    "more tags than a letterhead has": (lambda: with_header("<w:p/>" * 200_001), "contains more"),
    "a large file": (lambda: letterhead() + bytes(11_000_000), "larger than 10 MB"),
    "macros": (
        lambda: houses.changed(
            letterhead(),
            {"[Content_Types].xml": {MAIN_TYPE: "document.macroEnabled.main+xml"}},
        ),
        "contains macros",
    ),
    "hidden macros": (
        lambda: houses.changed(letterhead(), {"word/vbaProject.bin": b"x"}),
        "contains macros",
    ),
    "a spreadsheet": (
        lambda: houses.changed(
            letterhead(), {"[Content_Types].xml": {MAIN_TYPE: "spreadsheetml.sheet.main+xml"}}
        ),
        "is not a Word document",
    ),
    "a picture elsewhere": (
        lambda: houses.changed(
            letterhead(),
            {"word/_rels/header9.xml.rels": SETTINGS_RELS % (b"image", b"http://evil.test/x.png")},
        ),
        "loads a picture",
    ),
    "an entity": (
        lambda: houses.changed(
            letterhead(),
            {"word/styles.xml": {"<w:styles": '<!DOCTYPE x [<!ENTITY a "b">]><w:styles'}},
        ),
        "way that Word does not use",
    ),
    "a field that fetches": (
        lambda: letterhead(houses.with_field(" INCLUDEPICTURE http://evil.test ")),
        "field INCLUDEPICTURE",
    ),
    "a field that links": (
        lambda: letterhead(houses.with_field(' hyperlink "http://evil.test" ')),
        "field HYPERLINK",
    ),
    "a field that runs": (lambda: letterhead(houses.with_field(" DDEAUTO c:\\x ")), "DDEAUTO"),
    "a field whose code is a field": (
        lambda: with_header(nested("", ' QUOTE "INCLUDEPICTURE http://evil.test" ')),
        "begins with another field",
    ),
    "a field whose code is a simple field": (
        lambda: with_header(
            f"<w:r>{MARK % 'begin'}</w:r><w:fldSimple w:instr='QUOTE \"DDEAUTO x\"'/>"
            f"<w:r>{MARK % 'end'}</w:r>"
        ),
        "begins with another field",
    ),
    "a field whose name is half another field": (
        lambda: with_header(nested("INCLUDE", ' QUOTE "PICTURE http://evil.test" ')),
        "begins with another field",
    ),
    "a field within one that tells": (
        lambda: with_header(nested(" IF 1 = 1 ", " INCLUDETEXT http://evil.test ")),
        "field INCLUDETEXT",
    ),
    "a field in words of another namespace": (
        lambda: with_header(
            nested(" DDEAUTO x ", " PAGE ")
            .replace("<w:", "<s:")
            .replace("</w:", "</s:")
            # as an element that declares the namespace of Strict Open XML
            .replace("<s:r>", '<s:r xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main">', 1)
        ),
        "field DDEAUTO",
    ),
    "a header that is none": (
        lambda: houses.changed(
            letterhead(), {"word/header2.xml": {"<w:hdr": "<w:document", "</w:hdr": "</w:document"}}
        ),
        "is damaged",
    ),
    "a bullet elsewhere": (
        lambda: with_bullet(
            '<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://x"/>'
        ),
        "in its numbering that cannot be used",
    ),
    "an address in the styles": (
        lambda: houses.changed(
            letterhead(),
            {"word/styles.xml": {"<w:docDefaults>": '<w:x src="http://x"/><w:docDefaults>'}},
        ),
        "in its styles that cannot be used",
    ),
    "an address in a shape": (
        lambda: houses.changed(
            letterhead(),
            {
                "word/header2.xml": {
                    "<w:p>": '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"'
                    ' href="http://evil.test"/></w:pict></w:r>'
                }
            },
        ),
        "cannot be used",
    ),
    "empty styles": (
        lambda: houses.changed(letterhead(), {"word/styles.xml": EMPTY_STYLES}),
        "has no styles",
    ),
    "no room for text": (
        lambda: houses.changed(
            letterhead(), {"word/document.xml": {'w:left="1701"': 'w:left="9000"'}}
        ),
        "less than 9 cm",
    ),
    "Strict Open XML": (
        lambda: houses.changed(
            letterhead(),
            {
                "word/document.xml": {
                    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": (
                        "http://purl.oclc.org/ooxml/wordprocessingml/main"
                    )
                }
            },
        ),
        "Strict Open XML",
    ),
}


def as_template():
    """Return the letterhead as Word saves a template, and as a file that was made from one."""
    type = {"[Content_Types].xml": {MAIN_TYPE: MAIN_TYPE.replace("document", "template")}}
    return houses.changed(letterhead(), type)


def from_template():
    where = b"file:///C:/Users/x/Templates/Harrow.dotx"
    link = SETTINGS_RELS % (b"attachedTemplate", where)
    return houses.changed(letterhead(), {"word/_rels/settings.xml.rels": link})


@pytest.mark.parametrize("make", [as_template, from_template])
def test_a_template_and_a_file_made_from_one_lend_their_look(make):
    data = file("client-secondment", "assignment-letter", house=make())

    assert data == file("client-secondment", "assignment-letter", house=letterhead())
    assert b"Harrow.dotx" not in b"".join(parts(data).values())


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_serve_is_refused_with_words(name):
    make, said = REFUSED[name]

    with pytest.raises(HouseTemplateProblem, match=f"^The house template .*({said})"):
        checked_house_template(make())


@pytest.mark.parametrize(
    "field",
    [
        nested("=", " PAGE "),
        nested(" IF ", " PAGE "),
        "<w:fldSimple w:instr=' PAGE '><w:r><w:t>1</w:t></w:r></w:fldSimple>",
    ],
)
def test_a_field_that_reckons_with_another_stays(field):
    data = file("client-secondment", "assignment-letter", house=with_header(field))

    assert field.encode() in b"".join(parts(data).values())


def test_a_bullet_loses_its_twin_in_svg():
    twin = (
        '<a:ext xmlns:a="urn:a"><a:svgBlip xmlns:r="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships" r:embed="rId99"/></a:ext>'
    )
    data = file("client-secondment", "assignment-letter", house=with_bullet(twin))

    assert b"rId99" not in b"".join(parts(data).values())


def test_what_a_part_is_and_how_it_is_written_is_ours_to_say():
    with zipfile.ZipFile(io.BytesIO(letterhead())) as archive:
        types, head = (archive.read(n).decode() for n in (TYPES, "word/header2.xml"))
    types = re.sub(r'(header2.xml" ContentType=)"[^"]+"', r'\1"text/html"', types)
    head = re.sub(r"<\?xml.*?\?>", "<?xml version='1.0' encoding='UTF-7'?>", head)
    house = houses.changed(letterhead(), {TYPES: types.encode(), "word/header2.xml": head.encode()})

    made = parts(file("client-secondment", "assignment-letter", house=house))

    assert "text/html" in types
    usual = parts(file("client-secondment", "assignment-letter", house=letterhead()))
    assert made.keys() == usual.keys()
    [head] = {name for name in made if made[name] != usual[name]}
    assert made[head].startswith(DECLARATION.encode())
    assert ElementTree.canonicalize(made[head]) == ElementTree.canonicalize(usual[head])


def test_a_style_that_was_added_once_is_not_added_again():
    def with_open_gap(document):
        document.styles.add_style("Open gap", WD_STYLE_TYPE.PARAGRAPH)
        document.styles.add_style("Odd", WD_STYLE_TYPE.PARAGRAPH).element.set(
            qn("w:styleId"), "OpenGapHandbook"
        )

    house = letterhead(with_open_gap)
    for _ in range(3):
        house = file("client-secondment", "assignment-letter", house=house)
        styles = list(opened(house).styles)
        assert len({style.style_id.lower() for style in styles}) == len(styles)
        assert len({style.name.lower() for style in styles}) == len(styles)


def test_fields_that_only_tell_of_the_file_itself_stay():
    house = letterhead(houses.with_field(" PAGE  \\* MERGEFORMAT "))

    assert "PAGE  \\* MERGEFORMAT" in field_codes(
        file("client-secondment", "assignment-letter", house=house)
    )


def test_a_damaged_file_is_refused_or_serves_and_never_fails_otherwise():
    chance = random.Random(5)
    whole, plan = letterhead(), plan_of("internal-move")
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            [made] = documents(plan, LIBRARY, house=bytes(data)).values()
        except HouseTemplateProblem:
            continue
        check_relationships(made)


# In LibreOffice: `make test-all`


def converted(data, kind, folder):
    """Return what LibreOffice makes of a file; it fails on one that it would have to repair."""
    office = shutil.which("soffice")
    assert office, (
        "LibreOffice is missing: run 'apt-get install libreoffice-writer', then try again."
    )
    (folder / "made.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, "--headless", profile, "--convert-to", kind, "--outdir", folder]
    subprocess.run([*command, folder / "made.docx"], check=True, capture_output=True, timeout=120)
    return (folder / f"made.{kind.partition(':')[0]}").read_bytes()


@pytest.mark.full
@every_draft
def test_libreoffice_shows_the_numbers_of_the_plan(case, name, tmp_path):
    text = converted(file(case, name), "txt:Text (encoded):UTF8", tmp_path).decode("utf-8-sig")

    check_numbers_shown(text, planned(case, name))


@pytest.mark.full
@every_look
def test_libreoffice_shows_them_in_a_house_style(look, tmp_path):
    data = file("client-secondment", "agreement-of-two", house=LOOKS[look]())
    text = converted(data, "txt:Text (encoded):UTF8", tmp_path).decode("utf-8-sig")

    check_numbers_shown(text, planned("client-secondment", "agreement-of-two"))


def check_numbers_shown(text, document):
    """Check that every numbered paragraph stands there with its number, in order."""
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
    at = lines.index("Working with this file")
    for number, said in numbered(document):
        first = re.sub(r"\s+", " ", said.split("\n")[0]).strip()
        wanted = {f"{number} {first}", f"{number} {first.partition(': ')[0]}"}
        found = [n for n in range(at, len(lines)) if lines[n] in wanted]
        assert found, f"{number} {first}"
        at = found[0]


@pytest.mark.full
@pytest.mark.parametrize("case", [case for case in CASES if case not in ("empty", "extended")])
def test_a_brief_is_two_pages_at_most(case, tmp_path):
    plan = plan_of(case)
    for owner in sorted({planned.item.owner for planned in plan.checklist}):
        pdf = converted(brief(plan, LIBRARY, owner)[1], "pdf", tmp_path)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2, owner
