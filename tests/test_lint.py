"""The lint says no: each fault planted in a data file is found, and its file and fix are named."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from planner.content.loader import (
    LibraryError,
    entry_files,
    library_files,
    load_library,
    read_library,
)
from planner.lint.pages import find_page_problems
from planner.lint.whole import find_problems, is_written
from planner.rules.model import Clause
from tests.pages import DOCS, ROOT

LIBRARY = load_library()
FILES = library_files()
TERM = LIBRARY.clauses["term"].title

# File, what stands there once at least, what is planted in its place, what the lint says.
FAULTS = [
    (
        "checkpoints.toml",
        r'after = \["terms"\]',
        'after = ["terms", "term"]',
        "representatives: no step “term” in “after”",
    ),
    (
        "checkpoints.toml",
        r'called = "the terms"\n',
        'called = "the terms"\nafter = ["letter"]\n',
        "waits for itself in a circle; take one “after” out",
    ),
    (
        "checkpoints.toml",
        '"no-permission-to-work"',
        '"no-permission"',
        "permission: no risk “no-permission” in “stops”",
    ),
    (
        "checkpoints.toml",
        r'tasks = \["confirm-registration"\]',
        'tasks = ["confirm-the-registration"]',
        "registration: no task “confirm-the-registration” in “tasks”",
    ),
    (
        "checkpoints.toml",
        r'sources = \["gen-regulated"\]',
        'sources = ["gen-regulation"]',
        "registration: no source “gen-regulation” in “sources”",
    ),
    (
        "checkpoints.toml",
        r'when = \["role_is_regulated"\]',
        'when = ["role_is_regulated"]\nunless = ["role_is_regulated"]',
        "registration: “role_is_regulated” must hold and must not",
    ),
    (
        "checkpoints.toml",
        r'when = \["role_is_regulated"\]',
        'when = ["role_is_ruled"]',
        "registration: no condition “role_is_ruled” in conditions.py",
    ),
    ("sources.toml", r'place = "se"\n', "", "a text of one country “se” is shown in every case"),
    ("sources.toml", r'place = "se"', 'place = "xx"', "no place “xx”; use the name of a file"),
    (
        "sources.toml",
        r'publisher = "General knowledge"\n',
        'publisher = "X"\nurl = "https://www.gov.ie/x"\n',
        "a text of one country is shown in every case",
    ),
    (
        "sources.toml",
        r'publisher = "General knowledge"\n',
        'publisher = "X"\nurl = "https://www.scribd.com/x"\n',
        "a site for sharing documents",
    ),
    (
        "risks/border.toml",
        'rank = "usual"',
        'rank = "good_practice"',
        "a check is shown, not folded",
    ),
    (
        "checklist/agree.toml",
        r'instead_of = \["ownership-unclear"\]',
        'instead_of = ["ownership-unclear"]\nfrom_months = 3',
        "can be folded, and would hide the check “ownership-unclear”",
    ),
    (
        "risks/information.toml",
        r'"gen-national-law", "gen-ip-default"',
        '"gen-ip-default"',
        "in some case none of its sources is shown",
    ),
    ("questions.toml", r'hours = \["part_time"\]', 'hours = ["part-time"]', "no answer to it; use"),
    ("questions.toml", r'hours = \["part_time"\]', 'hour = ["part_time"]', "is no question"),
    ("questions.toml", r'hours = \["part_time"\]', 'role = ["x"]', "does not come before it"),
    ("questions.toml", r'hours = \["part_time"\]', 'hours = "part_time"', "must be of type list"),
    ("questions.toml", r'hours = \["part_time"\]', "hours = []", "“hours” is an empty list"),
    ("questions.toml", r'hours = \["part_time"\]', "hours = [1]", "not a string"),
    ("questions.toml", r"asked_when = \{.*?\}", 'asked_when = "hours"', "must be of type dict"),
    ("questions.toml", r"asked_when", "asked_wen", "“asked_wen” is not a key"),
    ("questions.toml", r"differs from home_country", "differs from home", "no answer to it"),
    ("questions.toml", r"differs from home_country", "differs from start_date", "no answer to it"),
    ("questions.toml", r"differs from home_country", "DEU", "no answer to it"),
    (
        "questions.toml",
        r'recall = \["yes"\]|allowances = \["yes"\]',
        'allowances = ["true"]',
        "use",
    ),
    ("questions.toml", r'kind = "yes_no"', 'kind = "yesno"', "no kind “yesno”; use choice"),
    (
        "questions.toml",
        r'section = "move"',
        'section = "moves"',
        "no section “moves”; use stage, move",
    ),
    ("questions.toml", r'id = "part_time"', 'id = "part-time"', "not in snake_case"),
    ("questions.toml", r'id = "part_time"', 'id = "full_time"', "two options have “full_time”"),
    ("questions.toml", r"minimum = [\d.]+", "minimum = 99999999", "not below the maximum"),
    ("questions.toml", r"minimum = [\d.]+", 'minimum = "1"', "it must be a number"),
    ("questions.toml", r"minimum = [\d.]+", "minimum = true", "it must be a number"),
    ("questions.toml", r"minimum = [\d.]+\n", "", "a number has a minimum and a maximum"),
    ("questions.toml", r'kind = "yes_no"', 'kind = "yes_no"\nunit = "days"', "only a number has"),
    ("questions.toml", r"required = true", 'required = "true"', "must be of type bool"),
    ("questions.toml", r"\[purpose\]", "[purposes]", "add the field purposes to Secondment"),
    ("questions.toml", r'why = ".*?"', 'why = ""', "“why” is empty"),
    ("questions.toml", r'hint = ".*?"', 'hint = ""', "“hint” is empty"),
    (
        "sources.toml",
        r"checked = \d{4}-\d\d-\d\d",
        "checked = 2999-01-01",
        "later than the edition",
    ),
    (
        "sources.toml",
        r"checked = \d{4}-\d\d-\d\d",
        'checked = "2026-01-01"',
        "must be of type date",
    ),
    ("sources.toml", r"checked = (\S+)", r"checked = \1T10:00:00", "must be of type date"),
    ("sources.toml", r"checked = \d{4}-\d\d-\d\d", "checked = 2026-02-30", "not valid TOML"),
    ("sources.toml", r'certainty = "high"', 'certainty = "sure"', "no certainty “sure”; use high"),
    ("sources.toml", r'basis = "SO"', 'basis = "so"', "no basis “so”; use SO"),
    ("sources.toml", r'url = "https://', 'url = "', "is no address"),
    ("sources.toml", r"\[practice\]", "[good_practice]", "no source “practice”"),
    ("limits.toml", r'unit = "days"', 'unit = "day"', "the unit “day” is unknown; use days"),
    ("limits.toml", r"value = 183", "value = 183.5", "is no figure; write a whole number"),
    ("limits.toml", r"value = 183", "value = 0", "is no figure"),
    ("limits.toml", r"since = 2018-01-01", "since = 0018-01-01", "which cannot be meant"),
    ("limits.toml", r'source = "int-oecd-183"', 'source = "int-oecd"', "no source “int-oecd”"),
    ("limits.toml", r'area = \["AT"', 'area = ["UK"', "no country “UK” for its area"),
    ("limits.toml", r'exempt = "eea"', 'exempt = "eez"', "no place “eez”"),
    ("limits.toml", r"\nundated = true", "\nundted = true", "“undted” is not a key"),
    ("places/de.toml", r'name *= ".*?"', 'nme = "x"', "“name” is missing"),
    ("places/de.toml", r"\[risks\.", "[risk.", "“risk” is not a key"),
    ("places/de.toml", r'side *= "host"', 'side = "guest"', "use home, host, either"),
    ("places/de.toml", r'phase *= "\w+"', 'phase = "later"', "no phase “later”; use idea"),
    ("places/de.toml", r'owner *= "\w+"', 'owner = "boss"', "no owner “boss”; use secondee"),
    ("places/de.toml", r'over *= "\w+"', 'over = "de_lending"', "no limit “de_lending”"),
    ("places/eea.toml", r'members *= \["AT"', 'members = ["XX"', "no country “XX”"),
    ("clauses/term.toml", r'slot\s*= ".*?"', 'slot = "Term"', "not in kebab-case"),
    ("clauses/term.toml", r"settles\s*=", "setles =", "“settles” is missing"),
    ("clauses/term.toml", r"sources\s*=.*", "", "“sources” is missing"),
    ("clauses/term.toml", r"sources\s*=.*", "sources = []", "“sources” is an empty list"),
    ("clauses/term.toml", r"sources\s*=.*", 'sources = ["practice", "practice"]', "twice"),
    ("clauses/term.toml", r"(?m)^text = \"\"\"\n", 'text = """\nBy {{end_date}}. ', "a mark"),
    ("clauses/term.toml", r"\{\{ end_date \}\}", "{{ end_day }}", "neither a question nor"),
    ("clauses/place.toml", r'title\s*= ".*?"', f'title = "{TERM}"', f"“{TERM}” stands twice"),
    ("checklist/agree.toml", r'owner = "\w+"', 'owner = "Legal"', "no owner “Legal”; use secondee"),
    ("checklist/agree.toml", r'owner = "\w+"', 'ownr = "legal"', "“owner” is missing"),
    ("checklist/agree.toml", r'due = ".*?"', 'due = "soon"', "write it like"),
    ("checklist/agree.toml", r'due = ".*?"', 'moment = ""', "“moment” is empty"),
    ("checklist/agree.toml", r'due = (".*?")', r"due = \1\nmoment = 'Now.'", "“due” is not a key"),
    (
        "checklist/agree.toml",
        r"\[([\w-]+)\]((?s:.*?))\[\1\.",
        r"[An_Item]\2[An_Item.",
        "not in kebab-case",
    ),
    ("checklist/agree.toml", r"when = \[", 'when = ["is_raining", ', "no condition “is_raining”"),
    ("checklist/agree.toml", r"when = \[", "whenever = [", "“whenever” is not a key"),
    ("risks/border.toml", r'level = "\w+"', 'level = "danger"', "no level “danger”; use stop"),
    ("risks/border.toml", r'guide = "(.*?)"', 'guide = ["x"]', "must be of type str"),
    (
        "structures.toml",
        r'structure = "three_party"',
        'structure = "three"',
        "no structure “three”",
    ),
    ("outlines/agreement-of-two.toml", r'voice\s*= "text"', 'voice = "txt"', "no voice “txt”"),
    ("outlines/agreement-of-two.toml", r'"parties", ', '"party", ', "has no clause"),
    ("outlines/agreement-of-two.toml", r"slots =", "slot =", "“slots” is missing"),
    ("vocabulary.toml", r'edition = ".*?"', 'edition = "soon"', "write year and month"),
    ("vocabulary.toml", r"edition = .*", "", "write year and month"),
    ("vocabulary.toml", r"\[sections\.move\]", "[section.move]", "“section” is not a key"),
    ("vocabulary.toml", r"\[owners\.secondee\]", "[owners.Secondee]", "not in snake_case"),
    ("vocabulary.toml", r"unless = \[\"", 'unless = ["is_raining", "', "no condition “is_raining”"),
    ("countries.toml", r'AF = "Afghanistan"', 'AFG = "Afghanistan"', "“AFG” is no country code"),
    ("countries.toml", r'AF = "Afghanistan"', "AF = 1", "must be a name, or a table with one"),
    ("countries.toml", r'AF = "Afghanistan"', 'AF = ""', "“name” is empty"),
    ("countries.toml", r'AF = "Afghanistan"', 'AF = "Albania"', "“Albania” stands twice"),
    ("definitions.toml", r'"Charge" = "', '"Charge" = "by {{x}} ', "has a mark"),
    ("definitions.toml", r'"Charge" = ".*"', '"Charge" = 3', "must be of type str"),
    ("definitions.toml", r'"Charge"', '"Charges"', "is used but not defined"),
]


def said_of(file, found, planted):
    """Return what the lint says with a fault planted where a pattern is first found."""
    text, count = re.subn(found, planted, FILES[file], count=1)
    assert count, f"{file} has no {found} any more: change this line of FAULTS"
    try:
        return "\n".join(find_problems(read_library({**FILES, file: text})))
    except LibraryError as problem:
        return str(problem)


@pytest.mark.parametrize(("file", "found", "planted", "said"), FAULTS)
def test_a_fault_in_a_data_file_is_found(file, found, planted, said):
    assert said in said_of(file, found, planted)


@pytest.mark.parametrize("name", ["cluases/term.toml", "clauses/old/term.toml", "question.toml"])
def test_a_file_that_nothing_reads_is_an_error(name):
    with pytest.raises(LibraryError, match=f"{name}: no kind of entry is kept there"):
        read_library({**FILES, name: ""})


def test_a_file_that_is_missing_is_an_error():
    files = {name: text for name, text in FILES.items() if name != "limits.toml"}

    with pytest.raises(LibraryError, match=r"limits\.toml: the file is missing"):
        read_library(files)


@pytest.mark.parametrize("table", ["items", "risks", "limits", "sources"])
def test_what_is_no_table_is_an_error(table):
    files = {**FILES, "places/xx.toml": f'name = "x"\nabout = "x"\n{table} = 3\n'}

    with pytest.raises(LibraryError, match=r"places/xx\.toml, "):
        read_library(files)


def test_a_condition_that_must_and_must_not_hold_is_found():
    clause = LIBRARY.clauses["early-end"]
    rule = replace(clause.applies, when=("crosses_border",), unless=("crosses_border",))
    clauses = {**LIBRARY.clauses, clause.id: replace(clause, applies=rule)}

    said = " ".join(find_problems(replace(LIBRARY, clauses=clauses)))

    assert "early-end: “crosses_border” must hold and must not" in said


def test_a_mark_in_words_that_are_shown_as_they_are_is_found():
    risks = {id: replace(risk, title="By {{ x }}") for id, risk in [*LIBRARY.risks.items()][:1]}

    said = " ".join(find_problems(replace(LIBRARY, risks={**LIBRARY.risks, **risks})))

    assert "“{{” in “By {{ x }}” would be seen" in said


def test_every_entry_is_named_with_its_file():
    kinds = ("questions", "sources", "limits", "places", "clauses", "items", "risks", "outlines")
    entries = {(kind, id) for kind in (*kinds, "structures") for id in getattr(LIBRARY, kind)}

    assert entries - {*entry_files()} == set(), (
        "mend entry_files in planner/content/loader.py: it names no file for these"
    )
    assert entry_files()["clauses", "term"] == "clauses/term.toml"
    assert entry_files()["items", "it-record-the-reasons"] == "places/it.toml"
    assert entry_files()["items", "state-the-need"] == "checklist/idea.toml"


def test_a_link_to_a_library_page_leads_to_an_entry():
    clause: Clause = LIBRARY.clauses["early-end"]

    assert is_written(f"reference/clauses.md#{clause.id}", DOCS, LIBRARY)
    assert is_written("reference/risks.md#level-stop", DOCS, LIBRARY)
    assert not is_written("reference/clauses.md#no-such-clause", DOCS, LIBRARY)
    assert not is_written("reference/checklist.md#early-end", DOCS, LIBRARY)


def test_what_pages_show_has_no_problem():
    assert find_page_problems(DOCS) == [], "mend the file that each line names"


# The same for what only pages show; the lint runs on a copy of the package and of the guidance.
PAGE_FAULTS = [
    ("data/types.toml", r'page = "types/client', 'page = "type/client', "no such page"),
    (
        "data/types.toml",
        r'relationship = "client"',
        'relationship = "cl"',
        "“cl” is not offered",
    ),
    ("data/types.toml", r"confidential =", "confident =", "There is no question"),
    ("data/glossary.toml", r'guide = "(.*?)#(.*?)"', r'guide = "\1#no"', "no heading with that"),
    ("data/glossary.toml", r'means = ".*?"', 'means = "By {{ x }}."', "has the mark"),
    ("data/glossary.toml", r'term = ".*?"', 'term = "allowance"', "stands 2 times"),
    ("data/roles.toml", r'"state-the-need", ', "", "stands in 0 rows"),
    ("data/roles.toml", r'answers = "\w+"', 'answers = "boss"', "not in the library"),
    ("data/roles.toml", r'told = \["', 'told = ["home_manager", "', "more than once"),
    ("data/forms/survey.toml", r'kind = "\w+"', 'kind = "essay"', "“essay” is not known"),
    (
        "data/forms/survey.toml",
        r'kind = "text"',
        'kind = "text"\noptions = ["a", "b"]',
        "nothing",
    ),
    ("data/forms/survey.toml", r'filled_in_by = "\w+"', 'filled_in_by = ""', "is empty"),
    (
        "../docs/forms/survey.md",
        r"planner:form survey",
        "planner:form suvey",
        "planner:form survey",
    ),
    (
        "../docs/agreement/ending.md",
        r"\{ #the-last-day \}",
        "{ #last-day }",
        "no heading with that",
    ),
    (
        "../docs/process/during.md",
        r"planner:item give-the-induction",
        "planner:item give-an-induction",
        "docs/process/during.md: the marker “item” names “give-an-induction”",
    ),
    ("../docs/forms/index.md", r"\(survey\.md\)", "(end-report.md)", "no link to survey.md"),
    ("../docs/legal/places/index.md", r"\(nz\.md\)", "(au.md)", "no link to nz.md"),
    ("../mkdocs.yml", r"- legal/places/nz\.md", "", "add legal/places/nz.md to “nav”"),
]


@cache
def copied(folder):
    """Copy the package and the guidance once to a folder in which faults are planted."""
    shutil.copytree(ROOT / "planner", folder / "planner")
    shutil.copytree(DOCS, folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("copy"))


@pytest.mark.parametrize(("file", "found", "planted", "said"), PAGE_FAULTS)
def test_a_fault_in_what_only_pages_show_is_found_by_the_command(copy, file, found, planted, said):
    path = (copy / "planner" / file).resolve()
    before = path.read_text("utf-8")
    after, count = re.subn(found, planted, before, count=1)
    assert count, f"{file} has no {found} any more: change this line of PAGE_FAULTS"
    path.write_text(after, "utf-8")

    try:
        ran = subprocess.run(
            [sys.executable, "-m", "planner", "lint"], cwd=copy, capture_output=True, text=True
        )
    finally:
        path.write_text(before, "utf-8")

    assert ran.returncode == 1
    assert said in ran.stderr


def test_the_guidance_names_commands_and_files_that_exist():
    """A line of a shown console names targets of the Makefile, modules and files that are there."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = {*re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)}
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
    shown = [
        (page, line)
        for page in pages
        for block in re.findall(r"```(?:console|bash|shell)\n(.*?)```", page.read_text(), re.DOTALL)
        for line in block.splitlines()
    ]

    assert len(shown) > 5
    for page, line in shown:
        for target in re.findall(r"\bmake ([a-z-]+)", line):
            assert target in targets, f"{page}: make {target}"
        for module in re.findall(r"python -m ((?:planner|scripts)[.\w]*)", line):
            file = ROOT / Path(*module.split("."))
            assert file.with_suffix(".py").is_file() or file.is_dir(), f"{page}: {module}"
        for file in re.findall(r"\b(?:examples|scripts|docs)/[\w./-]+", line):
            assert (ROOT / file).exists(), f"{page}: {file}"


def test_a_shown_command_of_the_planner_is_one_that_it_takes():
    from planner.__main__ import _parser

    shown = [
        line.partition("python -m planner ")[2].partition("#")[0].split()
        for page in (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        for line in block.splitlines()
        if "python -m planner " in line
    ]

    assert shown
    for words in shown:
        _parser().parse_args(words)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_a_page_at_the_root_links_to_files_that_exist(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text("utf-8"))

    assert links
    for link in links:
        assert (ROOT / link).exists(), f"{page}: {link}"
