"""An organisation's own Word file: it goes on showing what it shows, and nothing of ours."""

import random
import re
import shutil
import subprocess
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree

from planner.content.forms import load_forms
from planner.content.loader import load_library
from planner.export.word import brief, checked_house_template, documents, form
from planner.export.word_house import HouseTemplateProblem, house_look
from planner.export.word_package import OFFICE, PACKAGE
from planner.export.xml_tree import XmlRefused, read, written
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.word import houses
from tests.word.read import faults, opened, parts

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
LIBREOFFICE = Path(__file__).parent / "word/libreoffice.docx"
HEADER, FOOTER, FIRST = "word/header2.xml", "word/footer1.xml", "word/header1.xml"
CORE_STORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"
OURS = re.compile("secondment|handbook|agreement|letter|brief|assignment", re.IGNORECASE)
MEND = "mend planner/export/word_house_fields.py or word_house_parts.py"


@cache
def plan():
    facts, _ = read_answers({"relationship": "client"}, LIBRARY.questions, LIBRARY.countries)
    return make_plan(facts, LIBRARY, TODAY)


def draft(house):
    """Return the first draft in the look of a house."""
    return next(iter(documents(plan(), LIBRARY, house=house).values()))


def bytes_of(look, kind="header", type="default"):
    """Return a running head that is taken of a house."""
    [id] = [each.id for each in look.page.references if (each.kind, each.type) == (kind, type)]
    [target] = [use.target for use in look.uses if use.id == id]
    [part] = [part for part in look.parts if part.name == f"word/{target}"]
    return part.data


def head_of(house, kind="header", type="default"):
    return ElementTree.fromstring(bytes_of(house_look(house), kind, type))


@cache
def letterhead():
    return houses.letterhead(without_most_table_styles)


def without_most_table_styles(document):
    """Take out what makes the styles a third of a megabyte, so that a test is quick."""
    for style in [*document.styles]:
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()


def words_of(head):
    return "".join(each.text or "" for each in head.iter(qn("w:t")))


def codes_of(head):
    simple = [each.get(qn("w:instr")) for each in head.iter(qn("w:fldSimple"))]
    return " ".join([*simple, *(each.text for each in head.iter(qn("w:instrText")))])


def with_inner(inner, name=HEADER):
    """Return a letterhead with XML at the end of a paragraph of one of its running heads."""
    return houses.changed(letterhead(), {name: {"</w:p>": f"{inner}</w:p>"}})


def run(inner):
    return f"<w:r>{inner}</w:r>"


def mark(kind):
    return run(f'<w:fldChar w:fldCharType="{kind}"/>')


def coded(code):
    return run(f'<w:instrText xml:space="preserve">{code}</w:instrText>')


def said(words):
    return run(f'<w:t xml:space="preserve">{words}</w:t>')


def field(code, words):
    return mark("begin") + coded(code) + mark("separate") + said(words) + mark("end")


def simple_field(code, words):
    return f'<w:fldSimple w:instr="{code}">{said(words)}</w:fldSimple>'


def control(binding, words):
    """Return a content control that is bound to a property, as Word writes one."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="Title"/><w:id w:val="77"/>{binding}<w:text/></w:sdtPr>'
        f"<w:sdtContent>{said(words)}</w:sdtContent></w:sdt>"
    )


FILE_FIELDS = [
    "TITLE",
    "SUBJECT",
    "AUTHOR",
    "KEYWORDS",
    "COMMENTS",
    "LASTSAVEDBY",
    "DOCPROPERTY Title",
    "DOCPROPERTY  Company  \\* MERGEFORMAT",
    "DOCVARIABLE Matter",
    "INFO TITLE",
    "title \\* Upper",
    "FILENAME \\p",
    "FILESIZE",
    "TEMPLATE",
    "CREATEDATE \\@ yyyy",
    "SAVEDATE",
    "PRINTDATE",
    "REVNUM",
    "EDITTIME",
    "NUMWORDS",
    "NUMCHARS",
    "USERNAME",
    "STYLEREF 1",
    "REF Matter \\h",
]


@pytest.mark.parametrize("made", [field, simple_field])
@pytest.mark.parametrize("code", FILE_FIELDS)
def test_a_field_of_what_the_file_says_of_itself_becomes_the_words_it_shows(code, made):
    head = head_of(with_inner(made(f" {code} ", "Harrow Lane Ltd")))

    assert words_of(head) == "Harrow Lane, page 2 and onHarrow Lane Ltd", MEND
    assert codes_of(head) == "", MEND
    assert next(head.iter(qn("w:fldChar")), None) is None, MEND


@pytest.mark.parametrize("code", ["PAGE", "NUMPAGES", "SECTIONPAGES", "DATE \\@ yyyy", "TIME"])
def test_a_field_that_counts_pages_or_tells_the_day_stays(code):
    house = with_inner(field(f" {code} ", "7"), FOOTER)

    assert code in codes_of(head_of(house, "footer"))
    assert bytes_of(house_look(house), "footer") == parts(house)[FOOTER]


XMLNS = "w:prefixMappings=\"xmlns:a='urn:a'\""
BINDINGS = {
    "the title": f'<w:dataBinding {XMLNS} w:xpath="/a:b[1]/a:c[1]" w:storeItemID="{CORE_STORE}"/>',
    "XML of the file": '<w:dataBinding w:xpath="/b[1]" w:storeItemID="{0}"/>',
    "a later Word": (
        '<w15:dataBinding xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
        ' w:xpath="/b[1]" w:storeItemID="{0}"/>'
    ),
}


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize(
    ("name", "kind", "type"),
    [(HEADER, "header", "default"), (FOOTER, "footer", "default"), (FIRST, "header", "first")],
)
def test_a_content_control_loses_its_tie_and_keeps_its_words(binding, name, kind, type):
    house = with_inner(control(BINDINGS[binding], "Harrow Lane Ltd"), name)

    head = head_of(house, kind, type)

    assert words_of(head).endswith("Harrow Lane Ltd"), MEND
    assert "dataBinding" not in {each.tag.rpartition("}")[2] for each in head.iter()}, MEND
    assert head.find(f".//{qn('w:sdt')}/{qn('w:sdtPr')}/{qn('w:text')}") is not None


IN_A_SHAPE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing><wp:inline xmlns:wp="urn:x">%s</wp:inline></w:drawing>'
    "</mc:Choice><mc:Fallback><w:pict>%s</w:pict></mc:Fallback></mc:AlternateContent>"
)


def test_a_text_box_is_read_in_each_of_its_two_forms():
    box = f"<w:txbxContent><w:p>{field(' TITLE ', 'Harrow')}</w:p></w:txbxContent>"

    head = head_of(with_inner(run(IN_A_SHAPE % (box, box))))

    assert words_of(head).endswith("HarrowHarrow"), MEND
    assert codes_of(head) == "", MEND


def test_a_field_that_shows_nothing_goes_on_showing_nothing():
    """Without a mark between code and result, Word would fill in our title by itself."""
    head = head_of(with_inner(mark("begin") + coded(" TITLE ") + mark("end")))

    assert words_of(head) == "Harrow Lane, page 2 and on", MEND
    assert codes_of(head) == "", MEND


def test_the_data_of_a_simple_field_goes_with_it():
    """Among the runs of a paragraph, Word does not know it and refuses the file."""
    simple = simple_field(" TITLE ", "Harrow").replace("<w:r>", "<w:fldData>AA</w:fldData><w:r>", 1)

    head = head_of(with_inner(simple))

    assert words_of(head).endswith("Harrow")
    assert next(head.iter(qn("w:fldData")), None) is None, MEND


def test_what_stands_in_the_code_of_a_field_goes_with_it():
    inner = field(" PAGE ", "3") + simple_field(" IF 1 = 1 x ", "gone")
    outer = (
        f"{mark('begin')}{coded(' DOCPROPERTY ')}{inner}{run('<w:tab/>')}{mark('separate')}"
        f"{said('Ltd, page ')}{field(' PAGE ', '4')}{mark('end')}"
    )

    head = head_of(with_inner(outer))

    assert words_of(head) == "Harrow Lane, page 2 and onLtd, page 4", MEND
    assert codes_of(head).split() == ["PAGE"], MEND
    assert next(head.iter(qn("w:tab")), None) is None


@pytest.mark.parametrize("made", [field, simple_field])
@pytest.mark.parametrize(
    ("before", "words", "after", "code"),
    [
        (" IF ", "Acme", " = Acme yes no ", "IF Acme = Acme yes no"),
        (" IF ", "Harrow Lane", " = x yes no ", 'IF "Harrow Lane" = x yes no'),
        (' IF "', "Harrow Lane", '" = x yes no ', 'IF "Harrow Lane" = x yes no'),
        (" IF ", "", " = x yes no ", 'IF "" = x yes no'),
        (" IF ", "say “so”", " = x yes no ", 'IF "say \\“so\\”" = x yes no'),
        (" IF ", "C:\\x", " = x yes no ", 'IF "C:\\\\x" = x yes no'),
        (" = ", "12", " + 1 ", "= 12 + 1"),
    ],
)
def test_a_field_that_works_with_such_a_value_works_with_its_words(
    made, before, words, after, code
):
    inner = made(" DOCPROPERTY Client ", words)
    outer = (
        f"{mark('begin')}{coded(before)}{inner}{coded(after)}{mark('separate')}"
        f"{said('yes')}{mark('end')}"
    )

    head = head_of(with_inner(outer))

    assert "".join(each.text for each in head.iter(qn("w:instrText"))).strip() == code, MEND
    assert words_of(head) == "Harrow Lane, page 2 and onyes", MEND


def test_words_in_words_in_code_leave_no_piece_behind():
    """Fields within fields in every order, to three levels."""
    kinds = [" TITLE ", " IF 1 = ", " PAGE "]
    for outer in kinds:
        for middle in kinds:
            for inner in kinds:
                deep = mark("begin") + coded(middle) + field(inner, "i") + mark("separate")
                deep += field(inner, "j") + mark("end")
                whole = mark("begin") + coded(outer) + deep + mark("separate") + deep + mark("end")

                head = head_of(with_inner(whole))

                assert "TITLE" not in codes_of(head), (outer, middle, inner)
                depth = 0
                for each in head.iter():
                    depth += {"begin": 1, "end": -1}.get(each.get(qn("w:fldCharType")), 0)
                    assert each.tag != qn("w:instrText") or depth, (outer, middle, inner)
                assert depth == 0


HIDDEN_DDE = (
    mark("begin") + coded(" TITLE ") + field(" DDE x ", "x") + mark("separate") + mark("end")
)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (mark("begin") + coded(" TITLE ") + mark("separate"), "does not end"),
        (mark("begin") * 21 + mark("end") * 21, "begins with another"),
        ((mark("begin") + coded(" IF 1 ")) * 21 + mark("end") * 21, "too many"),
        (mark("begin") + field(" TITLE ", "PAGE") + mark("end"), "begins with another"),
        (field(" INCLUDETEXT x ", "x"), "INCLUDETEXT"),
        (HIDDEN_DDE, "DDE"),
    ],
)
def test_a_field_that_cannot_be_read_is_refused_with_words(inner, said):
    with pytest.raises(HouseTemplateProblem, match=f"^The house template .*({said})"):
        checked_house_template(with_inner(inner))


# Whose header it is


@pytest.mark.parametrize("words", ["Draft for review", "Expenses Form", "Draft, not legal advice."])
def test_a_header_of_the_house_is_theirs_whatever_it_says(words):
    house = houses.changed(letterhead(), {HEADER: {"Harrow Lane, page 2 and on": words}})

    assert words_of(head_of(house)) == words


def test_a_header_of_the_house_in_a_style_named_as_ours_is_theirs():
    def change(document):
        without_most_table_styles(document)
        document.styles.add_style("Running head", WD_STYLE_TYPE.PARAGRAPH)
        document.sections[0].header.paragraphs[0].style = "Running head"

    assert words_of(head_of(houses.letterhead(change))) == "Harrow Lane, page 2 and on"


@pytest.mark.parametrize("made", ["draft", "brief", "form"])
def test_a_header_of_an_earlier_file_of_ours_is_never_taken(made):
    files = {
        "draft": lambda: draft(None),
        "brief": lambda: brief(plan(), LIBRARY, "home_hr")[1],
        "form": lambda: form(load_forms()["survey"], LIBRARY, TODAY)[1],
    }

    look = house_look(files[made]())

    assert look.page.own_heads == ("header", "footer"), "mend word_house_page.py"


def test_a_logo_added_to_a_header_of_ours_is_taken_without_our_words():
    """The words are of an earlier case, and name the person it was about."""
    logo = run("<w:pict><w:binData>x</w:binData></w:pict>")
    old = houses.changed(draft(None), {"word/header.xml": {"</w:p>": f"{logo}</w:p>"}})

    head = head_of(old)

    assert "".join(head.itertext()).strip() == "x", "mend word_house_page.py"


def test_the_header_is_that_of_the_first_section_that_has_one():
    def change(document):
        without_most_table_styles(document)
        document.add_section().header.is_linked_to_previous = False
        document.sections[1].header.paragraphs[0].text = "Harrow Lane"
        document.sections[1].left_margin = Cm(4)

    house = saved_with(change)

    assert words_of(head_of(house)) == "Harrow Lane", "mend house_page of word_house_page.py"
    assert house_look(house).page.left == Cm(4).twips


def saved_with(change):
    """Return a document that has nothing in its first header."""
    document = docx.Document()
    change(document)
    return houses.saved(document)


def test_no_word_of_ours_stands_in_a_header_or_footer_of_the_house(tmp_path):
    fields = "".join(field(f" {code} ", "Harrow") for code in FILE_FIELDS)
    bound = control(BINDINGS["the title"], "Harrow")
    house = letterhead()
    for name in (HEADER, FOOTER, FIRST):
        house = houses.changed(house, {name: {"</w:p>": f"{fields}{bound}</w:p>"}})
    files = documents(plan(), LIBRARY, house=house)
    files |= dict([brief(plan(), LIBRARY, "home_hr", house=house)])
    files |= dict([form(load_forms()["survey"], LIBRARY, TODAY, house=house)])

    for name, data in files.items():
        for section in opened(data).sections:
            for head in (section.header, section.footer, section.first_page_header):
                text = "".join(each.text or "" for each in head._element.iter(qn("w:t")))
                assert not OURS.search(text), (name, text)
        taken = [content for part, content in parts(data).items() if "/house/" in part]
        assert not any(b"fldChar" in content or b"dataBinding" in content for content in taken)
    assert faults(data, tmp_path) == []


# Prefixes, bytes and XML of every kind

KEPT = ("theme", "header", "footer", "fontTable")


@pytest.mark.parametrize("made", [letterhead, LIBREOFFICE.read_bytes], ids=["Word", "LibreOffice"])
def test_a_part_that_needs_no_change_keeps_its_bytes(made):
    theirs = {*parts(made()).values()}

    look = house_look(made())

    xml = [part for part in look.parts if part.name.endswith(".xml")]
    assert len(xml) >= 2
    assert [part.name for part in xml if part.data not in theirs] == []


@pytest.mark.parametrize(
    "type",
    ["application/x-font-ttf", "application/vnd.openxmlformats-officedocument.obfuscatedFont"],
)
def test_a_font_inside_the_file_is_taken(type):
    key = "{00000000-0000-0000-0000-000000000000}"
    embedded = f'<w:embedRegular xmlns:r="{OFFICE}" w:fontKey="{key}" r:id="rId1"/></w:font>'
    uses = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/font" Target="fonts/a.ttf"/></Relationships>'
    )
    kind = f'<Default Extension="ttf" ContentType="{type}"/><Override '
    table = parts(letterhead())["word/fontTable.xml"].decode()
    types = parts(letterhead())["[Content_Types].xml"].decode()
    texts = {
        "word/fontTable.xml": table.replace("</w:font>", embedded, 1).encode(),
        "[Content_Types].xml": types.replace("<Override ", kind, 1).encode(),
        "word/_rels/fontTable.xml.rels": uses.encode(),
        "word/fonts/a.ttf": b"a font",
    }

    look = house_look(houses.changed(letterhead(), texts))

    [font] = [part for part in look.parts if part.type == type]
    assert font.data == b"a font", "mend CARRIED of planner/export/word_house_parts.py"


def with_prefix(xml, prefix):
    """Return XML whose elements of Word have another prefix, or none, as other programs write."""
    tag, attribute = (f"{prefix}:" if prefix else ""), prefix or "a"
    xml = xml.replace("xmlns:w=", f"xmlns:{attribute}=")
    if not prefix:
        xml = re.sub(r'xmlns:a=("[^"]+")', r"xmlns:a=\1 xmlns=\1", xml, count=1)
    xml = re.sub(r"<(/?)w:", rf"<\1{tag}", xml)
    return re.sub(r" w:", f" {attribute}:", xml)


@pytest.mark.parametrize("prefix", ["w", "ns0", ""])
def test_a_house_may_write_its_parts_with_any_prefix(prefix, tmp_path):
    texts = {}
    for name in ("word/styles.xml", "word/numbering.xml", HEADER, FOOTER):
        texts[name] = with_prefix(parts(letterhead())[name].decode(), prefix).encode()
    texts[FOOTER] = texts[FOOTER].replace(
        b"Harrow Lane, in confidence",
        b"&lt;Harrow&gt; &amp; &#34;Lane&#34;&#13;&#233;<![CDATA[<&]]>",
    )
    house = houses.changed(letterhead(), texts)

    look, usual = house_look(house), house_look(letterhead())

    assert ElementTree.canonicalize(look.styles, rewrite_prefixes=True) == (
        ElementTree.canonicalize(usual.styles, rewrite_prefixes=True)
    )
    assert ElementTree.canonicalize(look.numbering, rewrite_prefixes=True) == (
        ElementTree.canonicalize(usual.numbering, rewrite_prefixes=True)
    )
    assert words_of(head_of(house, "footer")) == '<Harrow> & "Lane"\ré<&'
    assert faults(draft(house), tmp_path) == []


NAMING = ("Ignorable", "Requires", "MustUnderstand", "ProcessContent", "PreserveElements")


def undeclared(data):
    """Return each prefix that a value names and nothing declares there; lxml says what is."""
    return [
        name
        for element in etree.fromstring(data).iter("*")
        for key, value in element.attrib.items()
        if key.rpartition("}")[2] in NAMING
        for name in (word.partition(":")[0] for word in value.split())
        if name not in element.nsmap
    ]


def test_every_prefix_that_a_value_names_stays_declared():
    """Word refuses a file in which `mc:Ignorable` names a prefix that nothing declares."""
    later = (
        'xmlns:w16du="http://schemas.microsoft.com/office/word/2023/wordml/word16du"'
        ' xmlns:own="urn:own" mc:Ignorable="w16du own '
    )
    names = ("word/styles.xml", "word/numbering.xml", HEADER)
    texts = {name: {'mc:Ignorable="': later} for name in names}
    house = houses.changed(with_inner(field(" TITLE ", "Harrow")), texts)

    look = house_look(house)

    for data in (look.styles, look.numbering, bytes_of(look)):
        assert b"w16du own " in data
        assert undeclared(data) == [], "mend planner/export/xml_tree.py"


def test_what_a_link_declares_is_declared_by_what_it_leaves():
    link = (
        '<w:hyperlink xmlns:n="urn:n"><w:r mc:Ignorable="n" n:x="1">'
        "<w:t>our site</w:t></w:r></w:hyperlink>"
    )

    look = house_look(with_inner(link))

    assert words_of(ElementTree.fromstring(bytes_of(look))).endswith("our site")
    assert undeclared(bytes_of(look)) == []


def test_comments_and_instructions_are_left_out():
    house = with_inner("<!-- by Pat --><?x y?>" + field(" PAGE <!-- z --> ", "1"))

    look = house_look(house)

    assert codes_of(ElementTree.fromstring(bytes_of(look))).split() == ["PAGE"]
    assert not re.search(rb"Pat|<\?x |<!--", bytes_of(look))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_part_in_another_encoding_of_the_standard_is_read(encoding):
    text = parts(letterhead())[HEADER].decode().replace("Harrow", "Härrow")
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    text = text.replace("UTF-8", "UTF-16" if "16" in encoding else "UTF-8")
    data = marks.get(encoding, b"") + text.encode(encoding)

    assert words_of(head_of(houses.changed(letterhead(), {HEADER: data}))).startswith("Härrow")


@pytest.mark.parametrize("name", [HEADER, "word/styles.xml", "[Content_Types].xml"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "http://evil.test/x.dtd">',
    ],
)
def test_a_document_type_is_refused(name, doctype):
    text = parts(letterhead())[name].decode()
    at = text.index("?>") + 2
    house = houses.changed(letterhead(), {name: (text[:at] + doctype + text[at:]).encode()})

    with pytest.raises(HouseTemplateProblem, match="a way that Word does not use"):
        checked_house_template(house)


XML = [
    "<a/>",
    "<a> <b/>\n<b></b> </a>",
    '<a b="&#9;&#10;&#13;&quot;&lt;&amp;>\'" xml:space="preserve"> x\ty&#13;\n]]&gt; </a>',
    '<a xmlns="urn:a"><b xmlns=""><c xmlns="urn:c" d=""/></b><e/></a>',
    '<p:a xmlns:p="urn:a" xmlns="urn:a" xmlns:q="urn:a" q:x="1"><b p:y="2"/></p:a>',
    '<a xmlns:p="urn:1"><p:b xmlns:p="urn:2" p:c="d"><p:e/></p:b><p:b/></a>',
    '<a xmlns:p="urn:1" p="1" p:p="2" xmlns:q="urn:never-used" v="q:w"/>',
    "<a>\U0001f600\u2028\x85\ufffd\xa0</a>",
    "<\xe9l\xe9 \xe4='1'/>",
]


def meaning(text):
    """Return what XML says whatever prefixes it is written with, and what is declared where."""
    declared = [element.nsmap for element in etree.fromstring(text).iter()]
    return ElementTree.canonicalize(text, rewrite_prefixes=True), declared


@pytest.mark.parametrize("text", XML)
def test_a_tree_is_written_as_it_was_read(text):
    tree = read(text.encode(), 100)

    data = written(tree.root)

    assert tree.is_whole
    assert meaning(data) == meaning(text)


def test_any_tree_is_written_as_it_was_read():
    """Random elements that declare, hide and use prefixes, the same ones each time."""
    chance = random.Random(11)
    for _ in range(300):
        text = random_xml(chance, {"": "", "p": "urn:1"}, 4, 'xmlns:p="urn:1"')

        data = written(read(text.encode(), 1000).root)

        assert meaning(data) == meaning(text), text


def random_xml(chance, bound, depth, declared=""):
    new = {p: chance.choice(["urn:1", "urn:2"]) for p in "pqr" if chance.random() < 0.3}
    new |= {"": chance.choice(["", "urn:1", "urn:2"])} if chance.random() < 0.2 else {}
    new = {} if declared else new
    bound = bound | new
    said = [f'xmlns{p and ":" + p}="{uri}"' for p, uri in new.items()]
    prefix = chance.choice([*bound])
    used = {}
    for p in bound:  # two prefixes of one namespace must not say one attribute twice
        if p and chance.random() < 0.4:
            used.setdefault(bound[p], f'{p}:x="{chance.choice("<>&").translate(ESCAPED)}"')
    tag = f"{prefix and prefix + ':'}e"
    inner = "".join(
        random_xml(chance, bound, depth - 1) + chance.choice(["", " ", "t&amp;"])
        for _ in range(chance.randrange(3) if depth else 0)
    )
    return f"<{' '.join([tag, declared, *said, *used.values()])}>{inner}</{tag}>"


ESCAPED = str.maketrans({"<": "&lt;", "&": "&amp;"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a>" * 201 + "</a>" * 201, "depth"),
        ("<a>" + "<b/>" * 100 + "</a>", "count"),
        ("<!DOCTYPE a><a/>", "doctype"),
    ],
)
def test_xml_beyond_bounds_is_not_read(text, said):
    with pytest.raises(XmlRefused, match=said):
        read(text.encode(), 100 if said == "count" else 1000)


# In LibreOffice: `make test-all`


@pytest.mark.full
def test_libreoffice_shows_what_the_house_shows_and_nothing_of_ours(tmp_path):
    inner = field(" TITLE ", "Harrow") + simple_field(" SUBJECT ", "Lane")
    house = with_inner(inner + control(BINDINGS["the title"], "Ltd"))
    (tmp_path / "made.docx").write_bytes(draft(house))
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: run 'apt-get install libreoffice-writer'."
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, "--headless", profile, "--convert-to", "fodt", "--outdir", tmp_path]

    subprocess.run([*command, tmp_path / "made.docx"], check=True, capture_output=True, timeout=120)

    office = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}header"
    shown = ElementTree.parse(tmp_path / "made.fodt").iter(office)
    heads = ["".join(head.itertext()).strip() for head in shown]
    assert "Harrow Lane, page 2 and onHarrowLaneLtd" in heads
    assert not any(OURS.search(head) for head in heads)
