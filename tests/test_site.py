"""What holds for every page and file of the built site, and what the build does to a page."""

import base64
import gzip
import hashlib
import io
import re
import warnings
import zipfile
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import docx
import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from planner.content.forms import load_forms
from planner.content.loader import load_library
from planner.guidance.reference import READERS
from scripts.csp import with_policy
from scripts.hooks import on_page_markdown
from scripts.licences import NODE_PACKAGES, PYTHON_PACKAGES
from scripts.page_additions import with_frames
from tests.pages import ROOT, SITE, Parsed, built, front_matter, parsed_pages

LIBRARY = ROOT / "planner" / "data"
# The way in and the planner: their templates say what they are.
NOT_GUIDANCE = ("index.md", "planner.md")
FIGURE_OF_LAW = re.compile(
    r"\d[\d.,]*\s*(?:%|per cent|(?:working )?(?:day|week|month|year|hour)s?\b)|[£€$]\s?\d"
)
REFUSED_ENDINGS = {".mjs", ".whl", ".zip", ".bin", ".gz"}
# What a page loads or sends by itself; a plain link to a source only goes where a reader clicks.
LOADING = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("source", "srcset"),
    ("video", "src"),
    ("audio", "src"),
    ("iframe", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("use", "href"),
    ("image", "href"),
    ("base", "href"),
    ("form", "action"),
    ("button", "formaction"),
    ("input", "formaction"),
}
GUIDANCE_POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "worker-src": {"'none'"},
    "object-src": {"'none'"},
    "form-action": {"'none'"},
    "base-uri": {"'none'"},
}
PLANNER_POLICY = GUIDANCE_POLICY | {
    "script-src": {"'self'", "'wasm-unsafe-eval'"},
    "worker-src": {"blob:"},
}


@pytest.fixture(scope="module")
def pages() -> dict[str, Parsed]:
    """Give every page of the built site, by its path in the site."""
    return parsed_pages()


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def leaves_the_folder(address: str) -> bool:
    """Say whether an address is not relative: another origin, or the root of this one."""
    parts = urlsplit(address.strip())
    return bool(parts.netloc or parts.scheme not in ("", "data") or parts.path.startswith("/"))


def test_no_marker_is_left():
    left = [
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*.html")
        if re.search(r"<!--\s*planner:", path.read_text("utf-8"))
    ]

    assert left == [], (
        "write the marker alone on its line in docs/, or expand it in scripts/hooks.py"
    )


def test_no_page_loads_or_sends_anything_outside_its_folder(pages):
    outside = [
        f"{page}: <{tag} {name}={value}>"
        for page, parsed in pages.items()
        for tag, attrs, _ in parsed.elements
        for name, value in attrs.items()
        if (tag, name.removeprefix("xlink:")) in LOADING and leaves_the_folder(value)
    ]

    assert outside == [], "take the address out of the template or the page; the site stands alone"


def test_no_style_sheet_loads_anything_outside_its_folder():
    addresses = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")

    outside = [
        f"{path.relative_to(SITE)}: {address}"
        for path in [*SITE.rglob("*.css"), *SITE.rglob("*.svg"), *SITE.rglob("*.html")]
        for found in addresses.findall(path.read_text("utf-8"))
        for address in found
        if address and leaves_the_folder(address)
    ]

    assert outside == [], "take the address out of the style sheet or the drawing in overrides/"


def test_every_internal_link_and_anchor_resolves(pages):
    broken = []
    for page, parsed in pages.items():
        for attrs, _ in parsed.all("a", "link", "script", "img"):
            address = attrs.get("href", attrs.get("src", ""))
            parts = urlsplit(urljoin(f"//site/{page}", address))
            if parts.netloc != "site":
                continue
            target = unquote(parts.path).lstrip("/")
            target += "index.html" if target.endswith("/") or not target else ""
            wanted = unquote(parts.fragment)
            if not (SITE / target).is_file() or (
                wanted and target in pages and wanted not in pages[target].ids()
            ):
                broken.append(f"{page}: {address}")

    assert broken == [], "correct the link or the anchor in the page of docs/ that is named first"


def test_every_deep_link_into_the_planner_names_a_question_and_an_option(pages):
    questions = load_library().questions
    links = {
        (page, name, value)
        for page, parsed in pages.items()
        for attrs, _ in parsed.all("a")
        if urlsplit(attrs.get("href", "")).path.endswith("planner/")
        for name, value in parse_qsl(urlsplit(attrs["href"]).query, keep_blank_values=True)
    }

    offered = {
        name: {option.id for option in question.options}
        | ({"yes", "no"} if question.kind == "yes_no" else set())
        for name, question in questions.items()
    }
    unknown = [link for link in links if link[2] not in offered.get(link[1], set())]

    assert links
    assert unknown == [], "correct the link into the planner on the page of docs/"


def test_the_policy_is_the_first_element_of_every_head(pages):
    late = []
    for page, parsed in pages.items():
        tags = [tag for tag, _, _ in parsed.elements]
        _, attrs, _ = parsed.elements[tags.index("head") + 1]
        if attrs.get("http-equiv") != "Content-Security-Policy":
            late.append(page)

    assert pages
    assert late == [], "mend with_policy in scripts/csp.py"


def test_the_character_set_stands_where_browsers_look_for_it():
    late = [
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*.html")
        if b'charset="utf-8"' not in path.read_bytes()[:1024]
    ]

    assert late == [], "put nothing long before the character set, in overrides/main.html"


def test_every_policy_is_the_strict_one_with_the_exact_hashes_of_the_page(pages):
    wrong = {}
    for page, parsed in pages.items():
        plans = any("data-runtime" in attrs for _, attrs, _ in parsed.elements)
        expected = dict(PLANNER_POLICY if plans else GUIDANCE_POLICY)
        scripts = {
            hash_of(text)
            for attrs, text in parsed.all("script")
            if "src" not in attrs and attrs.get("type") != "application/json"
        }
        styles = {hash_of(text) for _, text in parsed.all("style")}
        expected["script-src"] = expected["script-src"] | scripts
        expected["style-src"] = expected["style-src"] | styles
        if parsed.policy() != expected:
            wrong[page] = parsed.policy()

    assert wrong == {}, (
        "mend with_policy in scripts/csp.py, or what put the script or style into the page"
    )


def test_only_the_planner_page_may_compile_webassembly(pages):
    compiling = [
        page for page, parsed in pages.items() if "'wasm-unsafe-eval'" in str(parsed.policy())
    ]

    assert compiling == ["planner/index.html"]


def test_no_element_has_a_style_or_a_handler_of_its_own(pages):
    inline = [
        f"{page}: <{tag} {name}>"
        for page, parsed in pages.items()
        for tag, attrs, _ in parsed.elements
        for name, value in attrs.items()
        if name == "style" or name.startswith("on") or value.lower().startswith("javascript:")
    ]

    assert inline == [], (
        "move it into a style sheet or a script of overrides/assets; the policy forbids it"
    )


def test_no_control_has_a_name_under_which_an_answer_could_be_sent(pages):
    named = [
        f"{page}: {attrs}"
        for page, parsed in pages.items()
        for attrs, _ in parsed.all("input", "select", "textarea", "button")
        if "name" in attrs
    ]

    assert named == [], (
        "take the name out of the control in its template, so that nothing can be sent"
    )


def test_every_button_is_of_type_button(pages):
    other = [
        f"{page}: {attrs}"
        for page, parsed in pages.items()
        for attrs, _ in parsed.all("button")
        if attrs.get("type") != "button"
    ]

    assert other == [], 'write type="button" in the template of the button'


def test_no_file_has_an_ending_that_servers_or_proxies_refuse():
    refused = [
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*")
        if path.suffix.lower() in REFUSED_ENDINGS
    ]

    assert refused == [], "give the file another ending where the build writes it, in scripts/"


def test_nothing_points_to_a_source_map():
    pointing = [
        path.relative_to(SITE).as_posix()
        for path in [*SITE.rglob("*.js"), *SITE.rglob("*.css")]
        if "sourceMappingURL" in path.read_text("utf-8")
    ]

    assert pointing == [], "cut the comment off where scripts/ copies the file"


def test_every_page_has_a_title_and_one_main_heading(pages):
    lacking = [
        page
        for page, parsed in pages.items()
        if not any(text.strip() for _, text in parsed.all("title")) or len(parsed.all("h1")) != 1
    ]

    assert lacking == [], "write one heading of the first level on the page of docs/"


def test_every_source_says_what_it_is_for_whom_and_when_it_was_read():
    lacking = [
        f"{source}: {name}"
        for source, meta in front_matter().items()
        for name in ("title", "description", "reviewed", "audience")
        if not meta.get(name) and source not in NOT_GUIDANCE
    ]

    assert lacking == [], "add it to the front matter of the page of docs/"


def test_every_source_is_for_known_readers_and_phases():
    phases = {*load_library().phases, "after"}
    unknown = [
        f"{source}: {name}"
        for source, meta in front_matter().items()
        for name in {*meta.get("audience", ())} - {*READERS} | {*meta.get("phase", ())} - phases
    ]

    assert unknown == [], "correct “audience” or “phase” in the front matter of the page of docs/"


def test_descriptions_fit_a_search_result():
    lengths = {source: len(str(meta["description"])) for source, meta in front_matter().items()}

    assert {source: n for source, n in lengths.items() if not 50 <= n <= 160} == {}, (
        "write “description” of the page with 60 to 160 characters"
    )


def not_read_since(day, metas):
    """Return the pages whose `reviewed` is before a day."""
    return [source for source, meta in metas.items() if meta.get("reviewed", date.max) < day]


@pytest.mark.filterwarnings("default")
def test_a_page_nobody_has_read_for_a_year_is_named():
    """Only a warning for our own pages: a day that comes must turn no build red."""
    day = date(2026, 3, 1)
    metas = {"old.md": {"reviewed": date(2026, 2, 28)}, "new.md": {"reviewed": day}, "no.md": {}}

    assert not_read_since(day, metas) == ["old.md"]
    if old := not_read_since(date.today() - timedelta(days=365), front_matter()):
        warnings.warn(f"Read again and set “reviewed”: {', '.join(old)}", stacklevel=1)


def test_headings_are_in_order(pages):
    skipping = [
        f"{page}: “{words}” follows a heading of level {before}"
        for page, parsed in pages.items()
        for (before, _, _), (level, _, words) in pairwise(parsed.headings())
        if level > before + 1
    ]

    assert skipping == [], (
        "correct the level of the heading in the page of docs/ or in the template"
    )


def test_no_two_headings_of_a_page_say_the_same(pages):
    """Two parts of one document may: they are told apart by the document they stand under."""
    doubled = []
    for page, parsed in pages.items():
        whole = page.startswith(("on-paper/", "reference/clauses/"))
        counted = Counter(
            (words, above if whole else "") for words, above in with_parents(parsed.headings())
        )
        doubled += [f"{page}: {words}" for (words, _), count in counted.items() if count > 1]

    assert doubled == [], "word one of the headings anew in the page of docs/ or in planner/data"


def with_parents(headings):
    """Yield the words of each heading with those of the heading above it."""
    above = {}
    for level, _, words in headings:
        yield words, above.get(level - 1, "")
        above[level] = words


def test_no_two_pages_have_the_same_title(pages):
    titles = Counter(parsed.all("title")[0][1] for parsed in pages.values())

    assert [title for title, count in titles.items() if count > 1] == [], (
        "change “title” of one of the pages of docs/"
    )


def test_every_page_has_a_description_of_its_own(pages):
    described = Counter(
        attrs["content"]
        for page, parsed in pages.items()
        for attrs, _ in parsed.all("meta")
        if attrs.get("name") == "description"
    )

    assert sum(described.values()) == len(pages) - 1  # page not found has none
    assert [text for text, count in described.items() if count > 1] == [], (
        "change “description” of one of the pages of docs/"
    )


def test_every_passage_leads_back_to_what_in_the_library_names_it(pages):
    library = load_library()
    entries = [
        ("clauses", library.clauses),
        ("checklist", library.items),
        ("risks", library.risks),
    ]

    missing = []
    for folder, held in entries:
        for entry in held.values():
            source, _, anchor = entry.guide.partition("#")
            parsed = pages[built(source)]
            ids = parsed.ids()
            shown = any(f"{prefix}-{entry.id}" in ids for prefix in ("words", "clause"))
            ends = f"reference/{folder}/#{entry.id}"
            linked = any(attrs.get("href", "").endswith(ends) for attrs, _ in parsed.all("a"))
            if (anchor and anchor not in ids) or not (shown or linked):
                missing.append(f"{entry.guide}: {entry.id}")

    assert missing == [], (
        "correct “guide” of the entry in planner/data, or the id of the heading in docs/"
    )


def test_forms_hold_no_figure_that_could_be_law():
    texts = {path: path.read_text("utf-8") for path in (LIBRARY / "forms").glob("*.toml")}

    figures = [
        f"{path.name}: {found[0]}"
        for path, text in texts.items()
        for found in FIGURE_OF_LAW.finditer(text)
    ]

    assert texts
    assert figures == [], "take the figure out of the form; figures of law stand in limits.toml"


def test_no_id_is_used_twice_on_a_page(pages):
    twice = {
        page: doubled
        for page, parsed in pages.items()
        if (doubled := [name for name, count in Counter(parsed.ids()).items() if count > 1])
    }

    assert twice == {}, "give one of the two another id, in the page of docs/ or in its template"


def test_an_inline_script_is_allowed_by_its_hash_and_data_is_not():
    html = (
        '<html><head></head><body><script>go()</script><script type="application/json">{}</script>'
    )

    policy = Parsed(with_policy(html)).policy()

    assert policy["script-src"] == {"'self'", hash_of("go()")}


def test_the_policy_changes_nothing_else_in_the_page():
    html = "<!doctype html><!-- \u2028 -->\n<html>\n  <head><title>A</title></head><body>é</body>"

    changed = with_policy(html)

    assert html == re.sub(
        r'<meta http-equiv="Content-Security-Policy" content="[^"]*">', "", changed
    )
    assert "<head><meta http-equiv" in changed


def test_a_page_without_a_head_is_an_error():
    with pytest.raises(ValueError, match="no <head>"):
        with_policy("<p>No head.</p>")


@pytest.fixture
def page() -> Page:
    """Give a page of the guidance as MkDocs hands it to a hook."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    file = File("process/index.md", config.docs_dir, config.site_dir, use_directory_urls=True)
    return Page("Process", file, config)


def test_an_unknown_marker_stops_the_build_and_is_named_with_its_file(page):
    with pytest.raises(PluginError, match=r"docs/process/index\.md: <!-- planner:nothing x -->"):
        on_page_markdown("<!-- planner:nothing x -->", page)


NOT_IN_THE_BROWSER = (
    *("planner/__main__", "planner/content/handbook", "planner/lint/", "planner/guidance/"),
    *("planner/schemas/", "planner/templates/reference/", "planner/data/forms/"),
)


def test_the_browser_gets_nothing_that_only_the_build_and_the_command_line_use():
    [packed] = SITE.glob("assets/runtime/*/planner.txt")
    with zipfile.ZipFile(io.BytesIO(gzip.decompress(packed.read_bytes()))) as archive:
        names = {name.partition(".py")[0] for name in archive.namelist()}

    for part in NOT_IN_THE_BROWSER:
        assert [*ROOT.glob(f"{part}*")], f"{part} is gone: correct NOT_IN_THE_BROWSER"
        assert not [name for name in names if name.startswith(part)], (
            f"leave {part} out of the program in scripts/runtime.py"
        )
    assert {"planner/bridge", "planner/data/vocabulary.toml"} <= names


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "Pyodide": "Mozilla Public License Version 2.0",
        "Python": "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "Material for MkDocs": "Martin Donath",
        "Jinja2": "Pallets",
        "MarkupSafe": "Pallets",
        "XlsxWriter": "John McNamara",
        "idiomorph": "Zero-Clause BSD",
        "MiniSearch": "Luca Ongaro",
        "stemmer": "Titus Wormer",
        "Atkinson Hyperlegible Next": "SIL OPEN FONT LICENSE",
    }.items(),
)
def test_the_licence_of_what_is_bundled_travels_with_it(name, said):
    texts = (SITE / "assets/licences.txt").read_text("utf-8")
    headings = [f"{each}\n{'=' * len(each)}\n" for each in (*PYTHON_PACKAGES, *NODE_PACKAGES)]
    begins = sorted(texts.index(heading) for heading in headings)
    at = texts.index(f"{name}\n{'=' * len(name)}\n")
    own = texts[at : min((begin for begin in begins if begin > at), default=None)]

    assert said.lower() in re.sub(r"\s+", " ", own).lower()
    assert name in (ROOT / "README.md").read_text("utf-8").partition("## Licence")[2]
    assert 'href="../assets/licences.txt"' in (SITE / "hosting/index.html").read_text("utf-8")


def test_a_marker_that_is_an_example_is_left_alone(page):
    example = "    <!-- planner:clause x -->\n\nWrite `<!-- planner:clause x -->` alone on a line."

    assert on_page_markdown(example, page) == example


def test_the_cells_of_a_wide_table_carry_the_names_of_their_columns():
    row = "<tr><td>a</td><td>b</td><td>c</td></tr>"
    head = '<tr><th>Who</th><th>Says "yes"</th><th><em>When</em></th></tr>'
    table = f"<table><thead>{head}</thead><tbody>{row}{row}</tbody></table>"

    framed = with_frames(table)

    cells = '<td>a</td><td data-column="Says &quot;yes&quot;">b</td><td data-column="When">c</td>'
    assert framed.count(cells) == 2
    assert 'class="plain stacked"' in framed
    assert "stacked" not in with_frames(table.replace("<th><em>When</em></th>", ""))


def test_a_table_scrolls_by_itself_and_is_named_after_the_heading_above_it():
    html = '<h2 id="pay">Pay</h2><table><thead><tr><th></th></tr></thead></table>'

    framed = with_frames(html)

    assert '<div class="table" role="group" tabindex="0" aria-labelledby="pay">' in framed
    assert "<th></th>" not in framed


def test_a_listing_can_be_scrolled_with_the_keyboard():
    html = '<pre class="highlight"><code class="language-toml">a = 1</code></pre>'

    assert '<pre tabindex="0" class="highlight">' in with_frames(html)


@pytest.mark.parametrize("form", load_forms().values(), ids=lambda form: form.id)
def test_each_form_can_be_had_from_its_page_as_a_word_file(pages, form):
    page = f"forms/{form.id}/index.html"

    [address] = [
        urlsplit(urljoin(f"//site/{page}", attrs["href"])).path
        for attrs, _ in pages[page].all("a")
        if attrs.get("href", "").endswith(".docx")
    ]

    assert docx.Document(SITE / address.lstrip("/")).core_properties.title == form.title
