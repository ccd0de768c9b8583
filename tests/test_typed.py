"""What people typed comes back character by character, in its own direction, from every output."""

import random
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest

from planner.export.direction import pieces, reads_from_right
from planner.export.formats import FORMATS, Choices, make
from planner.export.formats import printout as printout_of
from planner.export.html import PlanPage
from planner.export.printouts import PRINTOUTS
from planner.export.spreadsheet import HIGHEST, LINE, LOOKS, MOST_LINES, lines_of, listed
from scripts.typed_check import (
    CASES,
    FORMS,
    FULL,
    LIBRARY,
    TOKEN,
    Tally,
    asked,
    check,
    check_numbers,
    compare,
    plan_of,
    questions,
    samples,
    token,
)
from tests.readers import W
from tests.word import houses
from tests.word.read import faults

HEBREW, MIXED = "שירה לוי", "מהנדסת Python בכירה"
MEND = (
    "{count} texts came out other than they were typed. Mend what writes that output, in "
    "planner/export, or say in EXPLAINED of scripts/typed_check.py why it has to be so.\n{first}"
)


def unexplained(tally):
    """Return the differences that nothing explains, as a message or nothing."""
    first = "\n".join(each.told() for each in tally.differences[:5])
    return MEND.format(count=len(tally.differences), first=first) if first else ""


def test_a_sample_of_what_people_type_comes_back_as_it_was_typed():
    chance, tally = random.Random(20261122), Tally()
    names = sorted(samples())
    long = [name for name in names if name.endswith(FULL)]

    for name in [*chance.sample(names, 6), chance.choice(long)]:
        check(name, samples()[name], tally)

    assert not unexplained(tally)


@pytest.mark.full
@pytest.mark.parametrize("name", samples())
def test_whatever_people_type_comes_back_as_it_was_typed(name):
    tally = Tally()

    check(name, samples()[name], tally)

    assert not unexplained(tally)


@pytest.mark.parametrize("name", ["Number, groups by thin blanks", "Number, Arabic"])
def test_a_number_means_the_same_however_it_is_written(name):
    tally = Tally()

    check_numbers(name, tally)

    assert not unexplained(tally)


@pytest.mark.full
@pytest.mark.parametrize("name", FORMS)
def test_every_way_to_write_a_number_means_the_same(name):
    tally = Tally()

    check_numbers(name, tally)

    assert not unexplained(tally)


def test_the_cases_ask_for_every_text_and_show_it():
    tally = Tally()

    check("Latin, composed", samples()["Latin, composed"], tally)

    assert {name for case in CASES for name in asked(case)} == set(questions()), (
        "a case of tests/typed.toml is to ask for each question in words"
    )
    for output in ("page", "docx", "html", "commonmark", "python-markdown", "json"):
        assert tally.questions[output] == set(questions()), output


def test_a_difference_is_found_and_told():
    before, tally = "Role: Zqrole" + "qZ. Place: Zqworkplace" + "qZ.", Tally()
    kept = {"role": "engineer  (lead)", "workplace": "Leeds"}

    compare("x", "page", before, "Role: engineer (lead). Place: Leeds.", kept, tally)
    compare("x", "page", before, "Role: engineer  (lead). Place: Leeds.", kept, tally)

    [found] = tally.differences
    assert (found.question, found.wanted) == ("role", "engineer  (lead)")
    assert "engineer (lead)" in found.told()


class Isolated(HTMLParser):
    """Collects the tokens of a page that stand outside of an element with its own direction."""

    def __init__(self):
        super().__init__()
        self.open, self.outside, self.inside = [], [], 0

    def handle_starttag(self, tag, _):
        if tag in ("bdi", "title"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data):
        found = TOKEN.findall(data)
        self.inside += len(found) if self.open else 0
        self.outside += [] if self.open else found


def all_pages(case):
    """Yield everything that is shown of a plan as HTML, by name."""
    plan = plan_of(case, {name: token(name) for name in questions()})
    yield "page", "\n".join(PlanPage(LIBRARY, "").fragments(plan).values())
    for kind in PRINTOUTS:
        yield kind, printout_of(kind, plan, LIBRARY, "home_hr" if kind == "brief" else "")


@pytest.mark.parametrize("case", CASES)
def test_every_typed_text_on_a_page_has_a_direction_of_its_own(case):
    for name, html in all_pages(case):
        reader = Isolated()

        reader.feed(html)

        assert reader.inside, name
        assert not reader.outside, (
            f"{name}: {set(reader.outside)} stand among our words. Put typed text into <bdi>, in "
            "planner/templates."
        )


def word_parts(texts, format="docx"):
    """Return the parts with text of the Word files of a plan with some texts, as trees."""
    plan = plan_of("agreement", texts)
    person = "home_hr" if format.startswith("brief") else ""
    for data in make(format, plan, LIBRARY, Choices(person=person)).values():
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.startswith(("word/document", "word/header", "word/footer", "word/comm")):
                    yield name, ElementTree.fromstring(archive.read(name))


def text_of(element):
    return "".join(found.text or "" for found in element.iter(f"{W}t"))


def says(element, path):
    """Say whether a property is set: on, off, or nothing where it is not there."""
    found = element.find(path)
    return None if found is None else found.get(f"{W}val", "1") not in ("0", "off", "false")


@pytest.mark.parametrize("format", ["docx", "brief-docx"])
def test_typed_text_in_word_never_shares_a_run_with_words_of_ours(format):
    texts = {name: token(name) for name in questions()}

    for name, root in word_parts(texts, format):
        for run in root.iter(f"{W}r"):
            if TOKEN.search(text_of(run)):
                assert TOKEN.fullmatch(text_of(run)), f"{name}: {text_of(run)}"


@pytest.mark.parametrize("format", ["docx", "brief-docx"])
def test_each_paragraph_and_table_in_word_states_its_direction(format):
    for name, root in word_parts({"secondee_name": HEBREW, "workplace": MIXED}, format):
        for paragraph in root.iter(f"{W}p"):
            said = says(paragraph, f"{W}pPr/{W}bidi")
            ours = [t.text or "" for t in paragraph.iter(f"{W}t")]
            typed = "".join(ours) in (HEBREW, MIXED)
            assert said is typed, f"{name}: {''.join(ours)[:80]}"
        for table in root.iter(f"{W}tbl"):
            assert says(table, f"{W}tblPr/{W}bidiVisual") is False, name


def test_a_house_made_for_the_other_direction_turns_no_word_of_ours(tmp_path):
    plan = plan_of("agreement", {"secondee_name": HEBREW})
    house = houses.letterhead(houses.made_for_hebrew)

    for name, data in make("docx", plan, LIBRARY, Choices(house=house)).items():
        body = ElementTree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
        for paragraph in body.iter(f"{W}p"):
            typed = text_of(paragraph) == HEBREW
            assert says(paragraph, f"{W}pPr/{W}bidi") is typed, text_of(paragraph)[:80]
        for run in (run for run in body.iter(f"{W}r") if run.find(f"{W}t") is not None):
            if run.find(f"{W}rPr/{W}rFonts") is None:  # a box to tick is in a font of its own
                assert says(run, f"{W}rPr/{W}rtl") is (HEBREW in text_of(run)), text_of(run)
        for table in body.iter(f"{W}tbl"):
            assert says(table, f"{W}tblPr/{W}bidiVisual") is False
        assert faults(data, tmp_path) == [], name


def test_scripts_read_from_the_right_have_the_size_and_weight_that_a_house_gives_the_others():
    house = houses.letterhead(houses.made_for_hebrew)

    [data, *_] = make("docx", plan_of("agreement", {}), LIBRARY, Choices(house=house)).values()
    styles = ElementTree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/styles.xml"))

    for properties in styles.iter(f"{W}rPr"):
        for name in ("b", "i", "sz"):
            first, second = (properties.find(f"{W}{name}{end}") for end in ("", "Cs"))
            if first is not None:
                assert second is not None, ElementTree.tostring(properties)
        fonts = properties.find(f"{W}rFonts")
        if fonts is not None and f"{W}ascii" in fonts.attrib:
            assert fonts.get(f"{W}cs"), ElementTree.tostring(properties)


def test_letters_read_from_the_right_are_marked_so_in_word():
    runs = [
        (text_of(run), says(run, f"{W}rPr/{W}rtl"))
        for _, root in word_parts({"secondee_name": HEBREW, "workplace": MIXED})
        for run in root.iter(f"{W}r")
    ]

    assert {said for text, said in runs if HEBREW in text} == {True}
    assert {text for text, said in runs if said} == {HEBREW, "מהנדסת ", " בכירה"}
    assert ("Python", None) in runs


def test_a_mixed_text_in_an_english_sentence_keeps_its_order_in_word():
    [(_, body), *_] = [
        part
        for part in word_parts({"secondee_name": MIXED, "home_name": HEBREW})
        if part[0] == "word/document.xml"
    ]

    turned = [(text_of(e), e.get(f"{W}val")) for e in body.iter(f"{W}dir")]
    assert turned
    assert set(turned) == {(MIXED, "rtl")}


@pytest.mark.parametrize(
    ("text", "from_right", "split"),
    [
        ("Leeds 12", False, [(False, "Leeds 12")]),
        ("רחוב הרצל 12", True, [(True, "רחוב הרצל 12")]),
        (MIXED, True, [(True, "מהנדסת "), (False, "Python"), (True, " בכירה")]),
        ("Acme (שרה) Ltd", False, [(False, "Acme ("), (True, "שרה"), (False, ") Ltd")]),
        ("١٢٣ شركة", True, [(True, "١٢٣ شركة")]),
        ("12 (34)", False, [(False, "12 (34)")]),
        ("字 12", False, [(False, "字 12")]),
    ],
)
def test_the_first_letter_with_a_direction_decides(text, from_right, split):
    assert reads_from_right(text) is from_right
    assert pieces(text) == split


def workbook_of(texts=None, without=()):
    """Return the bytes of the workbook of a plan with some texts and without some answers."""
    plan = plan_of("agreement", (texts or {}) | dict.fromkeys(without, ""))
    [data] = make("xlsx", plan, LIBRARY, Choices()).values()
    return data


def test_rows_of_the_workbook_are_as_high_as_their_text_and_grow():
    data = workbook_of(without=("role", "workplace", "hours", "recharge", "start_date"))
    book = openpyxl.load_workbook(BytesIO(data))

    for place, sheet in enumerate(book, 1):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{place}.xml"))
        widths = {
            number: float(column.get("width"))
            for column in (e for e in root.iter() if e.tag.endswith("}col"))
            for number in range(int(column.get("min")), int(column.get("max")) + 1)
        }
        joined = {cells.min_row for cells in sheet.merged_cells.ranges}
        for row in (e for e in root.iter() if e.tag.endswith("}row")):
            number = int(row.get("r"))
            assert number in joined or not row.get("customHeight"), (
                f"{sheet.title}, row {number} does not grow: see _Growing in spreadsheet.py"
            )
            room = float(row.get("ht", LINE)) / LINE
            for cell in () if number in joined else sheet[number]:
                text = cell.value if isinstance(cell.value, str) else ""
                assert text.count("\n") < room, f"{sheet.title}, {cell.coordinate}"
                assert len(text) / widths[cell.column] <= room, f"{sheet.title}, {cell.coordinate}"
            assert room * LINE <= HIGHEST


def test_a_list_in_a_cell_says_how_many_more_there_are():
    entries = [f"Clause number {n} of the agreement" for n in range(1, 101)]

    said = listed(entries, 60)

    shown = said.split("; ")
    assert lines_of(said, 60) <= MOST_LINES
    assert shown[:-1] == entries[: len(shown) - 1]
    assert shown[-1] == f"and {100 - len(shown) + 1} more"
    assert listed(entries[:3], 60) == "; ".join(entries[:3])


def test_a_cell_for_an_answer_takes_the_direction_of_what_is_written_there():
    book = openpyxl.load_workbook(BytesIO(workbook_of(without=("role",))))

    for sheet in book:
        for cell in (cell for row in sheet for cell in row if cell.has_style):
            is_answer = sheet.title == "Open points" and cell.column_letter == "B" and cell.row > 1
            assert int(cell.alignment.readingOrder or 0) == (0 if is_answer else 1), (
                f"{sheet.title}, {cell.coordinate}: see LOOKS in spreadsheet.py"
            )
    assert "reading_order" in LOOKS["answer"]


def test_the_title_of_a_workbook_shows_names_of_full_length_whole():
    long = "word " * 39 + "last."

    book = openpyxl.load_workbook(BytesIO(workbook_of({"secondee_name": long, "host_name": long})))

    title = book["Read me"]["A1"]
    assert title.value == f"Secondment of {long} at {long}"
    assert book["Read me"].row_dimensions[1].height >= 5 * 20


def test_the_card_of_the_table_says_what_to_do_where_excel_divides_at_semicolons():
    [card] = [format for format in FORMATS if format.id == "csv"]

    assert "one column" in card.about
    assert "From Text/CSV" in card.about


def test_the_title_of_a_workbook_has_room_for_the_widest_letters():
    wide = "W" * 200

    book = openpyxl.load_workbook(BytesIO(workbook_of({"secondee_name": wide, "host_name": wide})))

    assert book["Read me"].row_dimensions[1].height >= 10 * 21
