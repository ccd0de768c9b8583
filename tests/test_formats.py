"""One format is one row: the page, the command line and the archive take all from it."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from planner import __main__ as command
from planner.content.loader import load_library
from planner.export import formats, printouts
from planner.export.formats import FORMATS, IN_ARCHIVE, Choices, Format, make, owners_in
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.work.plan_file import Identity
from scripts.runtime import ENTRY_POINT, REQUESTS
from tests.word.houses import letterhead

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
OURS = ("planner", "xlsxwriter")  # what travels with the files
TODAY = date(2026, 11, 22)
HINT = "mend the row in planner/export/formats.py"
NEW = Format(
    id="new",
    title="New format",
    about="Whatever a new row says of itself.",
    reader="whoever asked for it",
    media_type="text/x-new",
    ending="new",
    holds="novelty",
    maker=lambda plan, library, c: f"{plan.today} {library.version} {c.person} {sorted(c.done)}",
    person="may",
    copies=True,
    folder="novelties/",
    for_each=True,
)


# Reader, words of the purpose, folder in the archive, person, what a single file holds, and whether
# its text can be copied: a row that was copied from another is noticed.
PURPOSES = {
    "docx": (
        "Legal, HR and whoever signs",
        "draft agreement or letter",
        "documents/",
        "",
        "",
        False,
    ),
    "xlsx": (
        "HR and Finance",
        "Checklist, dates, risks, costs and days",
        "",
        "may",
        "workbook",
        False,
    ),
    "ics": ("everyone with a task", "all-day entry", "calendars/", "may", "calendar", False),
    "brief": ("the person chosen above", "to print or open", "briefs/", "must", "brief", False),
    "brief-docx": (
        "the person chosen above",
        "to edit and send on",
        "briefs/",
        "must",
        "brief",
        False,
    ),
    "brief-text": (
        "the person chosen above",
        "to paste into an e-mail",
        "briefs/",
        "must",
        "brief",
        True,
    ),
    "html": ("meetings and your records", "pages that print cleanly", "", "", "", False),
    "md": ("notes and messages", "as plain text", "", "", "plan", True),
    "csv": (
        "whoever runs a task board",
        "Every task and date as a table",
        "",
        "may",
        "checklist",
        True,
    ),
    "json": ("IT", "as data", "", "", "plan", True),
    "zip": ("the personnel file", "All of these", "", "", "everything", False),
}


def planned():
    answers = {"relationship": "client", "secondee_name": "Kari Lind", "start_date": "2027-02-01"}
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


@pytest.fixture
def with_a_new_row(monkeypatch):
    """Put one row more into the table, before the archive."""
    monkeypatch.setattr(formats, "IN_ARCHIVE", (*IN_ARCHIVE, NEW))
    monkeypatch.setattr(formats, "FORMATS", (*IN_ARCHIVE, NEW, FORMATS[-1]))
    monkeypatch.setattr(command, "FORMATS", formats.FORMATS)


def cards(rows):
    """Return the attributes of each button on the cards of the page, by what it does and takes."""
    theme = Environment(loader=FileSystemLoader("overrides"), autoescape=True)
    values = {"formats": rows, "printouts": printouts.PRINTOUTS, "owners": LIBRARY.owners}
    html = theme.get_template("partials/export.html").render(values)
    found = {}

    class Buttons(HTMLParser):
        def handle_starttag(self, tag, attributes):
            held = dict(attributes)
            if tag == "button" and held["data-do"] in ("download", "copy-file", "print"):
                found[held["data-do"], held.get("data-format") or held["data-printout"]] = held

    Buttons().feed(html)
    return html, found


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.id)
def test_a_row_says_all_that_its_card_and_its_files_need(row):
    assert row.title, HINT
    assert row.about.endswith("."), f"{HINT}: `about` is a sentence"
    assert row.reader, HINT
    assert not row.reader.endswith("."), f"{HINT}: `reader` stands within one"
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", row.media_type), HINT
    assert re.fullmatch("[a-z]+", row.ending), HINT
    assert row.person in ("", "may", "must"), HINT
    assert re.fullmatch("([a-z]+/)?", row.folder), f"{HINT}: a folder ends in a slash"
    assert not row.for_each or row.person, f"{HINT}: only what can be for one is for each"
    assert row.for_each or row.person != "must", f"{HINT}: the archive needs one for each"


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.id)
def test_a_row_says_what_its_own_format_is_for(row):
    assert row.id in PURPOSES, "add a line to PURPOSES in tests/test_formats.py"
    reader, purpose, *others = PURPOSES[row.id]

    assert row.reader == reader, HINT
    assert purpose in row.about, HINT
    assert [row.folder, row.person, row.holds, row.copies] == others, HINT


def test_ids_and_words_are_each_used_once():
    for kind in ("id", "title", "about"):
        said = [getattr(row, kind) for row in FORMATS]
        assert len(said) == len({*said}), f"{kind}: {HINT}"


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.id)
def test_a_file_has_the_type_of_its_ending(row):
    types = {
        "docx": formats.WORD_TYPE,
        "xlsx": formats.EXCEL_TYPE,
        **{"ics": "text/calendar", "html": "text/html", "md": "text/markdown", "csv": "text/csv"},
        **{"txt": "text/plain", "json": "application/json", "zip": "application/zip"},
    }

    assert row.ending in types, "name the new ending here, in tests/test_formats.py"
    assert types[row.ending] == row.media_type, HINT


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.id)
def test_the_files_of_a_row_bear_its_ending_and_what_they_hold(row):
    plan = planned()
    person = owners_in(plan)[0]

    names = list(make(row.id, plan, LIBRARY, Choices(person=person)))

    of_one = f"-{person.replace('_', '-')}" if row.person else ""
    if row.holds:
        assert names == [f"kari-lind-{row.holds}{of_one}-2026-11-22.{row.ending}"], HINT
    else:
        assert names, HINT
        assert all(re.fullmatch(rf"kari-lind-[a-z-]+-2026-11-22\.{row.ending}", n) for n in names)


# Which files differ by what somebody chooses; what else is chosen is for names and the archive.
DIFFER = {
    "person": {"xlsx", "ics", "brief", "brief-docx", "brief-text", "csv"},
    "notes": {"docx"},
    "house": {"docx", "brief-docx"},
    "done": {"xlsx", "ics", "brief", "brief-docx", "brief-text", "html", "md", "csv"},
    "identity": {"ics"},
}


@cache
def files_of(**chosen):
    """Return the bytes of the files of each format but the archive."""
    plan, choices = planned(), Choices(**chosen)
    return {row.id: list(make(row.id, plan, LIBRARY, choices).values()) for row in IN_ARCHIVE}


@pytest.mark.parametrize("choice", DIFFER)
def test_each_choice_changes_the_files_that_it_is_for_and_no_other(choice):
    plan = planned()
    person, other = owners_in(plan)[:2]
    dated = [each.item for each in plan.checklist if each.act_by]
    before = {"person": person, "identity": Identity("a1")}
    chosen = {
        "person": other,
        "notes": False,
        "house": letterhead(),
        "done": frozenset({next(item.id for item in dated if item.owner == person)}),
        "identity": Identity("b2", 29_999_999),
    }

    made = files_of(**before | {choice: chosen[choice]})

    changed = {id for id, files in made.items() if files != files_of(**before)[id]}
    assert changed == DIFFER[choice], f"{HINT}: what its maker is given"


def test_a_text_file_is_utf_8():
    plan = replace(planned(), library_version="ö\ud800")

    [data] = formats._files(NEW, plan, replace(LIBRARY, version="ö\ud800"), Choices())

    assert data[2].decode().startswith("2026-11-22 ö\\ud800 ")


@pytest.mark.usefixtures("with_a_new_row")
def test_a_new_row_is_enough_for_the_archive_and_its_index():
    plan = planned()
    [data] = make("zip", plan, LIBRARY, Choices(identity=Identity("a1"))).values()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        mine = [name for name in archive.namelist() if name.endswith(".new")]
        index = archive.read("index.html").decode()
    names = ["", *(f"-{owner.replace('_', '-')}" for owner in owners_in(plan))]
    assert mine == [f"novelties/kari-lind-novelty{name}-2026-11-22.new" for name in names]
    links = dict(re.findall(r'<a href="(.*?)">(.*?)</a>', index))
    titles = ["New format", *(LIBRARY.owners[owner].title for owner in owners_in(plan))]
    assert [links[name] for name in mine] == titles
    assert NEW.about in index


@pytest.mark.usefixtures("with_a_new_row")
def test_a_new_row_is_enough_for_the_command_line(tmp_path, capsys):
    answers = tmp_path / "answers.toml"
    answers.write_text('relationship = "client"\nsecondee_name = "Kari Lind"\n')
    common = [str(answers), "--to", str(tmp_path / "out"), "--today", "2026-11-22"]

    status = command.main(["export", *common, "--format", "new", "--person", "legal"])

    assert status == 0, capsys.readouterr().err
    [made] = (tmp_path / "out").iterdir()
    assert made.name == "kari-lind-novelty-legal-2026-11-22.new"
    assert " legal []" in made.read_text("utf-8")
    assert "--person" not in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command.main(["export", "--help"])
    assert ",new,zip" in capsys.readouterr().out
    assert command.main(["export", *common, "--format", "pdf"]) == command.USAGE_ERROR
    assert "json, new, zip" in capsys.readouterr().err


@pytest.mark.usefixtures("with_a_new_row")
def test_a_new_row_is_enough_for_the_page():
    html, buttons = cards(formats.FORMATS)

    assert f"<h3>{NEW.title}</h3>" in html
    assert f"<p>{NEW.about}</p>" in html
    assert f"For: {NEW.reader}. For everyone, or for the person chosen above." in html
    taken = buttons["download", "new"]
    assert (taken["data-type"], taken["data-person"]) == ("text/x-new", "may")
    assert taken["data-look"] == ""
    assert ("copy-file", "new") in buttons


def test_each_card_has_the_buttons_of_its_row():
    _, buttons = cards(FORMATS)

    for row in FORMATS:
        taken = buttons["download", row.id]
        said = (taken["data-type"], taken["data-person"], taken["data-look"])
        assert said == (row.media_type, row.person, "house_template" if row.house else ""), HINT
        assert (("copy-file", row.id) in buttons) == row.copies
    printed = {id: held["data-person"] for (does, id), held in buttons.items() if does == "print"}
    assert printed == {id: printout.person for id, printout in printouts.PRINTOUTS.items()}


def test_the_archive_stands_out_and_nothing_else_does():
    _, buttons = cards(FORMATS)

    loud = [id for (does, id), held in buttons.items() if "button--quiet" not in held["class"]]
    assert loud == [FORMATS[-1].id] == ["zip"]
    assert [row.id for row in FORMATS[:-1]] == [row.id for row in IN_ARCHIVE]


def test_a_printout_for_nobody_ignores_who_was_chosen_and_a_brief_does_not():
    plan = planned()
    person = owners_in(plan)[0]

    for kind, printout in printouts.PRINTOUTS.items():
        of_one = formats.printout(kind, plan, LIBRARY, person)
        if printout.person:
            with pytest.raises(formats.ExportProblem, match="Choose a person"):
                formats.printout(kind, plan, LIBRARY)
            assert of_one != formats.printout(kind, plan, LIBRARY, owners_in(plan)[1])
        else:
            assert of_one == formats.printout(kind, plan, LIBRARY)


def test_where_no_paper_is_drafted_the_drafts_say_so_and_the_archive_goes_without():
    answers = {"relationship": "client", "start_date": "2026-09-01", "papers_signed": "yes"}
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, date(2026, 12, 1))

    with pytest.raises(formats.ExportProblem, match="No paper is drafted, because"):
        formats.make("docx", plan, LIBRARY, formats.Choices())
    assert formats.make("zip", plan, LIBRARY, formats.Choices())


def test_files_need_no_module_that_the_snapshot_lacks(tmp_path):
    """Restored from the snapshot, Python has no files of its own to import from.

    A house template is the exception: reading XML takes more than all else, and few bring one.
    """
    settings = json.dumps(ENTRY_POINT | {"requests": [*map(json.dumps, REQUESTS)]})
    program = tmp_path / "program.py"
    program.write_text(
        "import json, sys\n"
        "from planner.bridge import handle\n"
        "from scripts.snapshot import warm_up\n"
        f"warm_up({json.dumps(settings)})\n"
        "before = {*sys.modules}\n"
        "asked = {'today': '2026-11-22', 'answers': {'relationship': 'client'}}\n"
        f"for id in {[row.id for row in FORMATS]!r}:\n"
        "    wish = {'do': 'export', 'format': id, 'person': 'home_hr'} | asked\n"
        "    assert json.loads(handle(json.dumps(wish)))['ok'], id\n"
        "print(*sorted({*sys.modules} - before))\n"
    )

    done = subprocess.run(
        [sys.executable, program], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    brought = {name for name in done.stdout.split() if not name.startswith(OURS)}
    assert "planner.export.workbook" in done.stdout.split()
    assert brought == set(), "name them in scripts/snapshot.py, or do without them"
