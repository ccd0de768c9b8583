"""What the markers of the guidance stand for: words of clauses, places, papers, roles, links."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from planner.content.handbook import load_duties, load_kinds, load_terms
from planner.content.loader import load_library
from planner.guidance import entries, reference
from planner.guidance.paper import HOST, make_paper
from planner.guidance.places import place, place_person
from planner.rules.limits import allows_figures
from scripts import page_additions

LIBRARY = load_library()
KINDS = list(load_kinds().values())
DOCS = Path(__file__).parent.parent / "docs"
NUMBERED_ID = re.compile(r'id="([^"]+)"')
HEADING_ID = re.compile(r"\{ #(\S+) \}|\{ #(\S+) data")


def expand(marker, argument="", level=1):
    return reference.expand(marker, argument, "agreement/pay/", level)


def test_the_words_of_a_slot_are_folded_without_a_heading_and_link_to_the_library():
    html = expand("wording", "recharge")

    rivals = [c for c in LIBRARY.clauses.values() if c.slot == "recharge"]
    assert len(rivals) > 1
    assert not re.search(r"^#", html, re.MULTILINE)
    assert html.count("<details") == len(rivals)
    for clause in rivals:
        assert f'id="words-{clause.id}"' in html
        assert f'href="../../reference/clauses/#{clause.id}"' in html


def test_a_page_may_hold_the_words_of_a_slot_and_its_clauses():
    ids = NUMBERED_ID.findall(expand("wording", "recharge"))
    headings = re.findall(r"\{ #(\S+) \}", expand("slot", "recharge"))

    assert ids
    assert headings
    assert not {*ids} & {*headings}, "mend the prefix of the ids in planner/guidance/entries.py"


def test_clauses_are_told_apart_by_their_headings():
    headings = re.findall(r"^### (.*?) \{", expand("clauses"), re.MULTILINE)

    assert len(headings) == len(LIBRARY.clauses), (
        "mend clauses in planner/guidance/entries.py: it shows one too few or too many"
    )
    assert len({*headings}) == len(headings), (
        "change “title” of one of the clauses in planner/data/clauses"
    )


@pytest.mark.parametrize("name", LIBRARY.places)
def test_a_place_shows_everything_that_is_held_for_it(name):
    html = place(name, "../")

    named = [
        e for e in (*LIBRARY.risks.values(), *LIBRARY.items.values()) if e.applies.place == name
    ]
    held = [entry for entry in named if entry.applies.side != "not_both"]
    for entry in held:
        assert f"{{ #{'risk' if hasattr(entry, 'level') else 'task'}-{entry.id} }}" in html
    for source in {source for entry in held for source in entry.sources}:
        assert LIBRARY.sources[source].title.replace("'", "&#39;") in html
    assert "[[" not in html
    assert "{{ " not in html


def test_a_place_does_not_show_what_is_for_those_outside_it():
    assert LIBRARY.risks["data-leaves-the-country"].applies.side == "not_both"

    assert "data-leaves-the-country" not in place("eea", "../")


def test_a_place_prints_no_figure_that_may_not_be_printed():
    name, value = "de_lending_months", LIBRARY.limits["de_lending_months"].values[-1]
    assert allows_figures(value.source, LIBRARY)
    shown = place("de", "../")

    doubtful = replace(LIBRARY.sources[value.source], certainty="medium")
    library = replace(LIBRARY, sources={**LIBRARY.sources, value.source: doubtful})
    row = entries.limit_row(library.limits[name], value, library)

    assert ">18 months</td>" in shown
    assert row["figure"] is None


def test_what_brings_sections_puts_them_below_the_heading_of_the_marker():
    assert re.findall(r"^#+", expand("place", "de", level=1), re.MULTILINE)[0] == "##"
    assert re.findall(r"^#+", expand("place", "de", level=2), re.MULTILINE)[0] == "###"
    assert re.findall(r"^#+", expand("slot", "recharge", level=3), re.MULTILINE)[0] == "###"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_paper_has_no_date_no_national_entry_and_no_unnamed_country(kind):
    html = reference.expand("paper", kind.id, f"on-paper/{kind.id}/")
    paper = make_paper(kind)

    tasks = [task.item for tasks in paper.tasks.values() for task in tasks]
    assert tasks
    assert not [item.id for item in tasks if item.applies.place], (
        "mend make_paper in planner/guidance/paper.py: these are for one country"
    )
    assert not re.search(r"\b20[0-9]{2}\b", re.sub(r"<a .*?</a>", "", html))
    assert f">{HOST}<" not in html
    assert " AA" not in html
    assert "to be agreed]" not in html


def test_only_the_international_paper_holds_what_a_border_asks_for():
    needs = {
        kind.id: any("crosses_border" in t.item.applies.when for ts in paper.values() for t in ts)
        for kind in KINDS
        for paper in [make_paper(kind).tasks]
    }

    assert needs == {kind.id: kind.across_border for kind in KINDS}


def test_a_paper_says_when_a_clause_is_needed_and_what_could_stand_instead():
    paper = make_paper(load_kinds()["client"])

    assert paper.only_if["allowances"] == ("Only where: Allowances are paid.",)
    assert "recharge-part" in {clause.id for clause in paper.instead["recharge-full"]}
    assert "recharge-full" not in paper.only_if  # the usual words of a slot need no condition


def test_every_type_leads_to_its_page_its_paper_and_the_planner():
    html = expand("types")

    for kind in KINDS:
        assert f'href="../../{kind.page.removesuffix(".md")}/"' in html
        assert f'href="../../on-paper/{kind.id}/"' in html
        assert f'href="../../planner/?relationship={kind.answers["relationship"]}' in html


def test_on_the_home_page_links_start_where_it_stands():
    assert 'href="types/internal/"' in reference.expand("types", "", "")


def test_every_task_that_holds_everywhere_has_one_row_among_the_roles():
    named = [name for duty in load_duties() for name in duty.items]
    everywhere = {item.id for item in LIBRARY.items.values() if not item.applies.place}

    assert sorted(named) == sorted({*named}), (
        "a task stands in two rows of planner/data/roles.toml; take one out"
    )
    assert everywhere - {*named} == set(), (
        "give each of these tasks a row in planner/data/roles.toml"
    )


def test_nobody_who_does_or_answers_is_asked_or_told_as_well():
    doubled = [
        duty.what
        for duty in load_duties()
        if {*duty.doers(), duty.answers} & {*duty.asked, *duty.told} or {*duty.asked} & {*duty.told}
    ]

    assert doubled == [], "take the owner out of “asked” or “told” in planner/data/roles.toml"


def test_the_doers_of_a_duty_are_the_owners_of_its_tasks():
    html = expand("roles")

    rows = re.findall(r'<tr role="row"><th role="rowheader" scope="row">.*?</tr>', html, re.DOTALL)
    assert len(rows) == len(load_duties()), "mend templates/reference/roles.html"
    for row in rows:
        owners = {LIBRARY.items[name].owner for name in re.findall(r'#([\w-]+)"', row)}
        cells = re.findall(r'<td role="cell" data-owner="(.*?)">(.*?)</td>', row)
        does = {title for title, letters in cells if "letter--R" in letters}
        assert does == {LIBRARY.owners[owner].title for owner in owners}
    assert html.count('<span class="letter letter--A"') == len(load_duties())


def test_the_glossary_has_every_word_once_in_the_order_of_the_alphabet():
    html = expand("glossary")

    ids = re.findall(r'<dt id="([^"]+)"', html)
    assert ids == list(load_terms())
    words = [term.term.casefold() for term in load_terms().values()]
    assert words == sorted(words), "mend load_terms in planner/content/handbook.py"


def test_a_page_is_listed_for_each_of_its_readers_and_phases():
    page = reference.GuidancePage(
        url="types/client/", title="Client", section="Types", readers=("HR",), phases=("idea",)
    )

    text = reference.list_pages([page], "reference/pages/")

    by_heading = dict(re.findall(r"### .*? \{ #(\S+) \}\n(.*?)(?=\n##|\Z)", text, re.DOTALL))
    holding = {name for name, block in by_heading.items() if "../../types/client/" in block}
    assert holding == {"for-hr", "in-idea"}


def test_an_entry_is_linked_from_the_passage_it_names():
    item = LIBRARY.items["state-the-need"]
    source, _, anchor = item.guide.partition("#")

    links = reference.back_links(source, "process/deciding/", "")

    assert f'href="../../reference/checklist/#{item.id}"' in links[anchor]
    assert re.search(r"<summary>In the planner: \d+ tasks?", links[anchor])


def test_a_clause_whose_words_stand_on_the_page_is_not_linked_again():
    clause = LIBRARY.clauses["recharge-full"]
    source, _, anchor = clause.guide.partition("#")

    with_words = reference.back_links(source, "x/", f'<details id="words-{clause.id}">')

    assert f"#{clause.id}" in reference.back_links(source, "x/", "")[anchor]
    assert f'clauses/#{clause.id}"' not in with_words.get(anchor, "")


TERM = page_additions.Tooltip(("recharge", "recharges"), 'Money the "host" repays.', "g/#recharge")


def test_the_first_use_of_a_word_is_linked_to_what_it_means():
    html = page_additions.with_tooltips("<p>A Recharge, a recharge.</p><p>Recharges.</p>", [TERM])

    assert html == (
        '<p>A <a class="term" href="g/#recharge" data-note="Money the &quot;host&quot; repays.">'
        "Recharge</a>, a recharge.</p><p>Recharges.</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<h2>The recharge</h2>",
        '<p><a href="x">the recharge</a></p>',
        "<p><code>recharge</code></p>",
        "<pre><code>recharge</code></pre>",
        "<details><summary>Recharge</summary></details>",
        "<table><tr><th>Recharge</th></tr></table>",
        "<p>pre-recharge and recharge-free</p>",
        f"{entries.FROM_DATA}\n<p>recharge</p>\n{entries.END_OF_DATA}",
    ],
)
def test_a_word_is_left_alone_in(html):
    assert page_additions.with_tooltips(html, [TERM]) == html


def test_other_names_stand_below_the_opening():
    html = '<h1 id="a">A</h1>\n<p class="lede">What.</p>\n<h2 id="b">B</h2>'

    named = page_additions.with_other_names(html, ["loan", "R&D"])

    assert '<p class="lede">What.</p>\n<p class="also">Also called: loan, R&amp;D.</p>' in named
    assert page_additions.with_other_names(html, []) == html


def test_links_stand_at_the_end_of_the_passage_they_belong_to():
    html = (
        '<h2 id="a">A</h2><p>1</p><h3 id="b">B</h3><p>2</p><h3 id="c">C</h3><p>3</p>'
        '<h2 id="d">D</h2><p>4</p>'
    )

    linked = page_additions.with_back_links(
        html, {"a": "[A]", "b": "[B]", "c": "[C]", "": "[page]"}
    )

    assert linked.replace("\n", "") == (
        '<h2 id="a">A</h2><p>1</p><h3 id="b">B</h3><p>2</p>[B]<h3 id="c">C</h3><p>3</p>[C][A]'
        '<h2 id="d">D</h2><p>4</p>[page]'
    )


def test_the_level_of_a_marker_is_that_of_the_heading_above_it():
    text = "# A\n\n```\n### not one\n```\n\nhere"

    assert page_additions.level_at(text, len(text)) == 1
    assert page_additions.level_at("# A\n## B\nhere", 12) == 2
    assert page_additions.level_at("here", 4) == 1


def test_every_place_page_speaks_to_the_person_who_goes_before_its_first_section():
    for name in LIBRARY.places:
        page = (DOCS / f"legal/places/{name}.md").read_text("utf-8")

        assert f"<!-- planner:place-person {name} -->" in page.partition("\n## ")[0], (
            f"docs/legal/places/{name}.md: add the marker place-person below the lede"
        )


def test_the_box_for_the_person_who_goes_links_what_is_held_and_says_what_is_not():
    box = place_person("nl", "../../")

    assert "Your own tax:</strong> not covered" in box
    assert 'href="../../legal/places/eea/#task-' in box, "social security stands with the EEA"
    assert "europa.eu/youreurope" in box
    assert "europa.eu/youreurope" not in place_person("us", "../../")


TEMPLATES = sorted(
    path
    for folder in ("planner/templates", "overrides")
    for path in (DOCS.parent / folder).rglob("*")
    if path.suffix in (".html", ".txt", ".md", ".xml")
)
SENTENCE = re.compile(r'[A-Z][^.{}<>"|]{12,}[.?]')


def test_a_sentence_stands_in_one_template():
    found = {}
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        for said in {said for said in SENTENCE.findall(text) if len(said.split()) > 3}:
            found.setdefault(said, []).append(path.name)

    assert len(found) > 100
    double = {said: names for said, names in found.items() if len(names) > 1}
    assert not double, "move it to a macro, or to planner/data/words/"


def test_guidance_hides_words_for_screen_readers_by_the_class_that_its_style_sheet_has():
    for path in (DOCS.parent / "planner/templates/reference").glob("*.html"):
        assert "off-screen" not in path.read_text("utf-8"), (
            f"{path.name}: write visually-hidden; off-screen is in planner.css alone"
        )


def test_a_passage_without_a_condition_says_so_after_one_that_has_one():
    html = expand("wording", "review")

    conditions = re.findall(r'<i class="only-if">\[(Only if|In every case):', html)
    assert "In every case" in conditions
    for paragraph in re.findall(r'<p class="paragraph.*?</p>', html):
        marks = re.findall(r"\[(Only if|In every case):", paragraph)
        assert marks[:1] != ["In every case"], (
            "mend tree in planner/templates/reference/macros.html"
        )
    assert "[In every case:]</i> The result is written down" in html
