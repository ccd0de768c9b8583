"""What no reader should meet: marks of templates, values of Python, stops and blanks out of place.

The checks stand in `scripts/scan.py`; mend what they find where the words are made.
"""

import json
from dataclasses import replace
from datetime import date

import pytest

from planner.content.clause_text import plain
from planner.content.loader import LibraryError, Table, _clause, _item, _option, _risk, load_library
from planner.export.html import PlanPage, titles
from planner.export.json_plan import library_json, questions_json
from planner.export.rendering import ended
from planner.guidance import entries, places, reference
from planner.plan.make import make_plan
from planner.rules.model import Library, Run, Secondment, Wording
from planner.rules.phrases import blank_text, filled
from scripts.scan import (
    READERS,
    Words,
    finds_in,
    random_plans,
    scan_forms,
    scan_plan,
    scan_site,
    texts_of_site,
)
from tests.pages import SITE

LIBRARY = load_library()
FEW, ALL = 6, 200
SEED = 20261130
# What `library --json` gives as it stands in the data files, with its marks; the schema says so.
MARKED_KEYS = {"why", "action", "phrase", "text", "meaning"}


def test_the_site_shows_nothing_that_no_reader_should_meet():
    assert (SITE / "index.html").is_file(), "there is no built site: run 'make build' first"
    assert [*scan_site(SITE)] == [], "mend the page's source, or the template that worded it"


def test_the_site_is_scanned_whole():
    """The index of the search, the forms in Word and the form of the planner hold words too."""
    scanned = {path.relative_to(SITE).as_posix() for path, _ in texts_of_site(SITE)}
    scanned |= {path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")}
    endings = {"html", "json", "js", "txt", "csv", "ics", "md", "docx", "xlsx"}

    left = {
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*")
        if path.is_file() and path.suffix[1:] in endings
    } - scanned

    known = (
        "hosting/kit/",
        "assets/idiomorph",
        "assets/licences",
        "assets/javascripts/",
        "assets/runtime/",
    )
    assert [name for name in left if not name.startswith(known)] == [], "add it to scripts/scan.py"
    assert any(name.startswith("search/") for name in scanned)
    assert any(name.endswith(".docx") for name in scanned)


def test_the_form_shows_nothing_that_no_reader_should_meet():
    assert [*scan_forms(LIBRARY)] == [], (
        "mend the words in planner/data, or the template of the form"
    )


@pytest.mark.parametrize("number", range(FEW))
def test_no_file_of_a_random_plan_has_what_no_reader_should_meet(number):
    [plan] = random_plans(1, SEED + number, LIBRARY)

    assert [*scan_plan(plan, LIBRARY)] == [], "mend the words in the library, or their exporter"


@pytest.mark.full
@pytest.mark.parametrize("number", range(FEW, ALL))
def test_no_file_of_any_random_plan_has_what_no_reader_should_meet(number):
    [plan] = random_plans(1, SEED + number, LIBRARY)

    assert [*scan_plan(plan, LIBRARY)] == [], "mend the words in the library, or their exporter"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("by {{ old_end_date }}", "mark"),
        ("a}} b", "mark"),
        ("{% if x %}", "mark"),
        ("{# note", "mark"),
        ("see [[return]]", "mark"),
        ("the **Secondee**", "mark"),
        ("<!-- planner", "mark"),
        ("planner:clause", "mark"),
        ("None", "value"),
        (" nan ", "value"),
        ("True", "value"),
        ("False", "value"),
        ("undefined", "value"),
        ("<planner.rules.model.Run object at 0x7f>", "object"),
        ("is Undefined here", "object"),
        ("Decimal('1')", "object"),
        ("two  blanks", "two blanks"),
        ("end.  Then", "two blanks"),
        ("end..", "two stops"),
        ("end. .", "two stops"),
        ("a,, b", "two stops"),
        ("a;.", "two stops"),
        ("so: .", "blank before a stop"),
        ("why?.", "two stops"),
        ("a, , b", "two stops"),
        ("a , b", "blank before a stop"),
        ("a .", "blank before a stop"),
        ("( a)", "blank before a stop"),
        ("(a )", "blank before a stop"),
        ("[ a]", "blank before a stop"),
        ("x ()", "empty brackets"),
        ("x []", "empty brackets"),
        ("“” is not", "empty brackets"),
        ("the the", "a word twice"),
        ("The the", "a word twice"),
        ("a a post", "a word twice"),
        ("a employee", "article"),
        ("a Austrian rule", "article"),
        ("an German rule", "article"),
        ("an post", "article"),
        ("a hour", "article"),
    ],
)
def test_a_check_finds(text, check):
    assert check in {find.check for find in finds_in("", [text])}


@pytest.mark.parametrize(
    "text",
    [
        "a European rule, a one-off, a university, an hour, an NHS trust, an A1 form, an HR team",
        "a United Kingdom payer, an Irish one, a user, an 18-month stay, a useful unit",
        "It had had a limit that that rule set (so it says): 3.5 weeks, e.g. [start date].",
        "See https://example.org/a?b=1::2..3, or ../../x/.",
        "None of it. True enough.",
        "Describe the role at the host Host manager",  # a task, and beside it who does it
        "[start date: to be agreed], [end date]",
        "Zoë Öberg … and so on",
    ],
)
def test_a_check_leaves_right_words_alone(text):
    assert [*finds_in("", [text])] == []


def test_shown_code_is_left_alone_but_not_the_words_around_it():
    page = Words("<p>Write <code>{{ end_date }}</code>, or {{ start }}.</p><pre>[[x]]</pre>")

    assert [find.words for find in finds_in("", page.pieces)] == ["Write ¤, or {{ start }}."]


@pytest.mark.parametrize(
    "html",
    [
        '<a title="{{ x }}">x</a>',
        '<meta name="description" content="a {{ x }}">',
        '<span data-note="{{ x }}">x</span>',
        '<script type="application/json">{"a": ["{{ x }}"]}</script>',
        "<p>a <b>{{</b> x }}</p>",
        "<title>{{ x }}</title>",
    ],
)
def test_words_are_found_wherever_a_page_has_them(html):
    assert "mark" in {find.check for find in finds_in("", Words(html).pieces)}


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        (".json", b'{"docs": [{"text": "by {{ x }}"}]}'),
        (".json", b'[["<p>by</p> {{ x }}"]]'),
        (".js", b'say("the words {{ x }}")'.replace(b"{{ x }}", b"[[x]]")),
        (".txt", b"one\nby {{ x }}\n"),
        (".csv", b'a,"by {{ x }}"\r\n'),
        (".ics", b"SUMMARY:by {{\r\n  x }}\r\n"),
        (".md", b"- [ ] by {{ x }}\n"),
    ],
)
def test_words_are_found_in_a_file_that_ends_in(ending, data):
    assert "mark" in {find.check for find in finds_in("", READERS[ending](data))}


def texts_with_blanks(library: Library):
    """Return every sentence of the library with a blank."""
    texts = [text for item in library.items.values() for text in item.texts()]
    texts += [text for risk in library.risks.values() for text in (risk.why, risk.action)]
    texts += [option.phrase for q in library.questions.values() for option in q.options]
    return [text for text in texts if isinstance(text, Wording)]


def test_a_sentence_with_a_blank_shows_a_figure_or_a_name_wherever_it_is_shown():
    texts = texts_with_blanks(LIBRARY)

    assert len(texts) > 10
    for text in texts:
        assert "{{" in text.marked
        assert "{{" not in f"{text}"
        assert "_" not in text, text
    step = LIBRARY.items["renew-what-runs-out"].steps[0].text
    assert step.startswith("Find out what ends on [last day agreed before the change]: permission")


def test_a_sentence_of_law_shows_the_figure_that_may_be_printed_and_else_what_to_check():
    task = LIBRARY.items["it-record-the-reasons"].steps[0].text
    name = "it_distance"
    source = LIBRARY.limits[name].values[-1].source
    doubtful = replace(LIBRARY.sources[source], certainty="low")
    library = replace(LIBRARY, sources={**LIBRARY.sources, source: doubtful})

    assert "more than 50 kilometres" in task
    assert blank_text(name, library) == f"[{LIBRARY.limits[name].title}: check the figure in force]"


def test_an_answer_fills_the_blank_of_a_sentence_and_typed_marks_stay_as_they_are():
    facts = Secondment(relationship="client", old_end_date=date(2027, 3, 31))

    said = filled(LIBRARY.items["renew-what-runs-out"].steps[0].text, facts, LIBRARY)

    assert "ends on 31 March 2027:" in said
    assert filled("{{ old_end_date }}", facts, LIBRARY) == "{{ old_end_date }}"


def test_a_blank_of_a_clause_that_nobody_filled_is_an_error_and_no_name_of_ours():
    with pytest.raises(ValueError, match="end_date"):
        plain([Run("words", "until "), Run("placeholder", of="end_date")])


VALUES = {
    "owner": "legal",
    "due": "on the first day",
    "why": "Because.",
    "guide": "process/index.md",
    "sources": ["practice"],
    "phase": "agree",
    "level": "note",
    "rank": "usual",
    "title": "A title",
    "action": "Act.",
    "slot": "term",
    "settles": "It.",
    "note": "A note.",
    "id": "a",
    "label": "A",
    "phrase": "a",
}
FIELDS = [
    *((_item, name) for name in ("title", "why", "due", "guide", "owner")),
    *((_risk, name) for name in ("title", "why", "action", "guide")),
    *((_clause, name) for name in ("title", "settles", "note", "usual", "guide", "slot")),
    *((_option, name) for name in ("label", "phrase")),
]
KEYS = {
    _item: ("title", "rank", "owner", "due", "why", "guide", "sources"),
    _risk: ("level", "rank", "title", "why", "action", "owner", "guide", "sources"),
    _clause: ("slot", "rank", "title", "settles", "note", "guide", "sources"),
    _option: ("id", "label", "phrase"),
}


@pytest.mark.parametrize(("read", "field"), FIELDS)
@pytest.mark.parametrize("mark", ["{{x}}", "{% x %}", "[[x]]", "**x**", "{# x #}", "planner:x"])
def test_a_mark_where_words_stand_is_refused_with_file_value_and_fix(read, field, mark):
    values = {name: VALUES[name] for name in KEYS[read]} | {field: f"By {mark}."}

    with pytest.raises(LibraryError, match=rf"checklist/agree\.toml, x: “{field}”") as caught:
        read(Table("checklist/agree.toml", "x", values))

    assert mark[:2] in str(caught.value) or field == "due"


def test_the_library_as_data_keeps_its_marks_in_the_keys_that_its_schema_names():
    def keys_with_marks(value, key=""):
        if isinstance(value, dict):
            for name, each in value.items():
                yield from keys_with_marks(each, name)
        elif isinstance(value, list):
            for each in value:
                yield from keys_with_marks(each, key)
        elif isinstance(value, str) and ("{{ " in value or "[[" in value or "**" in value):
            yield key

    found = {*keys_with_marks([library_json(LIBRARY), questions_json(LIBRARY)])}

    assert {"why", "phrase", "text", "meaning"} <= found <= MARKED_KEYS
    schema = json.loads((SITE.parent / "planner/schemas/library.schema.json").read_text("utf-8"))
    for key in MARKED_KEYS:
        assert f"`{key}`" in schema["description"], key


def test_what_is_left_out_of_a_plan_is_named_without_a_mark_and_with_one_full_stop():
    plan = make_plan(Secondment(relationship="client"), LIBRARY, date(2026, 11, 30))
    left = {each.id for each in plan.left_out}
    assert "sign-the-extension" in left

    html = PlanPage(LIBRARY, "../").fragments(plan)["left-out"]

    assert "{{" not in html
    assert ".." not in html
    assert "<strong>Have the extension letter signed.</strong>" in html


def test_no_path_to_a_page_shows_a_mark():
    shown = [*titles(LIBRARY).values()]
    shown += [entries.item(name, "../") for name in LIBRARY.items]
    shown += [places.place(name, "../") for name in LIBRARY.places]
    shown += [reference.expand("sources-all", "", "x/")]
    shown += [
        links
        for page in {item.guide.partition("#")[0] for item in LIBRARY.items.values()}
        for links in reference.back_links(page, "x/", "").values()
    ]

    assert [text for text in shown if "{{" in text] == [], (
        "show the sentence as it is, not its “marked”, where planner/guidance words it"
    )


def test_a_full_stop_is_added_once():
    assert [ended(text) for text in ("a", "a.", "a?")] == ["a.", "a.", "a?"]
