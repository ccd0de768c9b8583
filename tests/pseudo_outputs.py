"""What people read of plans, as texts by output: run inside a copy of the planner, printed as JSON.

It takes the folder of the examples; whatever was typed in them is typed in Greek here.
"""

import io
import json
import re
import sys
import tomllib
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from planner.bridge import handle
from planner.content.loader import load_library
from planner.export.formats import FORMATS, Choices, ExportProblem, make, owners_in, printout
from planner.export.html import PlanPage, empty_html, form_html
from planner.export.json_plan import plan_json
from planner.export.printouts import PRINTOUTS
from planner.plan.make import make_plan
from planner.rules.answers import read_answers, reading_notes, unused_notes
from planner.rules.model import Secondment
from planner.work.opening import opened
from planner.work.plan_file import KIND, FileProblem, Identity

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
TYPED = "Ωμέγα Ψι"
SHOWN = {"aria-label", "title", "alt", "placeholder", "data-one", "data-many", "data-name"}
# Each is answered in a way that something is to be said of.
ODD = [
    {"open_ended": "yes", "extension": "yes"},
    {"hours": "part_hours", "hours_with_host": "50", "full_week_hours": "40"},
    {"hours": "part_hours", "hours_with_host": "40", "full_week_hours": "40"},
    {"hours": "part_hours", "hours_with_host": "20", "full_week_hours": "80"},
    {"end_date": "2026-01-01", "start_date": "2027-01-01"},
    {"start_date": "2040-01-01", "end_date": "2040-01-01"},
    {"start_date": "2010-01-01", "end_date": "2012-01-01", "change": "extended", "extension": "no"},
    {"start_date": "2027-01-01", "end_date": "2037-01-01", "home_post": "same"},
    {"change": "extended", "old_end_date": "2027-05-01", "end_date": "2027-04-01"},
    {"change": "terms", "old_end_date": "2027-03-01", "end_date": "2027-04-01"},
    {"change": "ends_early", "old_end_date": "2027-03-01", "end_date": "2027-04-01"},
    {"change": "terms", "start_date": "2028-01-01", "changed_terms": "Ω"},
    {"change": "extended", "start_date": "2025-01-01", "old_end_date": "2026-01-01"},
    {"start_date": "2026-10-01", "end_date": "2026-12-15", "notice_weeks": "8"},
    {
        "start_date": "2026-10-01",
        "end_date": "2026-11-30",
        "notice_weeks": "2",
        "change": "ends_early",
    },
    {"start_date": "2027-01-01", "end_date": "2027-01-20", "notice_weeks": "8"},
    {"hours": "part_time", "days_with_host": "5"},
    {"hours": "part_time", "days_with_host": "5", "full_week_days": "5"},
    {"hours": "part_time", "days_with_host": "5", "full_week_days": "3"},
    {"hours": "part_time", "home_country": "DE", "host_country": "FR", "works_in_both": "no"},
    {"direction": "shared", "duties": "Ω", "home_directed_duties": "Ω"},
    {"purpose": "reorganisation", "home_post": "same", "recharge": "margin", "management_fee": "0"},
    {
        "relationship": "same_employer",
        "purpose": "relations",
        "home_name": "Ω Ltd",
        "host_name": "Ψ AG",
    },
    {"payroll": "host", "recharge": "full", "allowances": "yes", "monthly_allowances": "0"},
    {"confidential": "no", "personal_data": "special", "on_cost_rate": "150"},
    {
        "recharge": "full",
        "invoice_rhythm": "quarter",
        "start_date": "2027-01-01",
        "end_date": "2027-02-01",
    },
    {
        "home_name": "Ω",
        "host_name": "Ω",
        "home_details": "Ω",
        "host_details": "Ω",
        "home_manager": "Ω",
    },
    {"home_manager": "Ω", "host_manager": "Ω", "secondee_name": "Ω", "monthly_salary": "100"},
    {"home_country": "GB", "host_country": "JE", "currency": "JPY", "monthly_salary": "1.5"},
    {"purpose": "Ω", "extension": "Ω", "home_country": "Ω", "start_date": "Ω", "notice_weeks": "Ω"},
    {
        "start_date": "1/2/2027",
        "monthly_salary": "1.234",
        "notice_weeks": "8 Ω",
        "training_cost": "5 Ω",
    },
    {"currency": "EUR", "monthly_salary": "5 $", "other_monthly_cost": "Ω", "role": "Ω" * 300},
    {"start_date": "1.3.2027", "monthly_salary": "$ 5,000.00", "duties": "• Ω\n• Ψ\tΩ\x00\u202e"},
    {"role": 5, "Ω": "Ω", "recharge_share": "5", "recharge": "none"},
    {"relationship": ""},
    {"home_country": "FI", "host_country": "AX"},
    {"change": "ends_early", "start_date": "2027-01-01", "old_end_date": "2026-12-01"},
]

# Of each plan file something is to be said; of the last ones, why they cannot be opened.
FIRST = {"kind": KIND, "format": 1, "answers": {}}
SECOND = {"kind": KIND, "format": 2, "plan_id": "p", "revision": 1, "answers": {}, "work": {}}
FILES = [
    {**FIRST, "done": "Ω"},
    {**FIRST, "done": [1]},
    {**FIRST, "done": [1, 2, "Ω", "Ψ"]},
    {**SECOND, "format": 3},
    {**SECOND, "made_with": {"library": "Ω", "policy": ""}},
    {**SECOND, "plan_id": "Ω Ψ"},
    {**SECOND, "revision": "Ω"},
    {**SECOND, "answers": {"Ω": "Ω", "purpose": "Ω"}},
    {**SECOND, "answers": {"Ω" * number: "Ω" for number in range(1, 12)}, "Ψ": 1},
    {**SECOND, "work": {"tasks": {"Ω": {"status": "done"}}}},
    {**SECOND, "log": "Ω"},
    {"kind": KIND},
    {**SECOND, "answers": "Ω"},
    {**SECOND, "Ω": "Ω" * 2**20},
    {**SECOND, "Ω": [0] * 20_000},
    {"kind": "Ω"},
]
NO_FILES = ["Ω", "[" * 40]


class Reader(HTMLParser):
    """Collects the texts and the read attributes of HTML."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.inside = []

    def handle_starttag(self, tag, attrs):
        self.inside = [*self.inside, tag] if tag in ("style", "script") else self.inside
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag):
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.found.append(data)


def of_html(html):
    reader = Reader()
    reader.feed(html)
    return reader.found


def of_xml(data):
    root = ElementTree.fromstring(data)
    found = [
        "".join(text.text or "" for text in part.iter() if text.tag.endswith("}t"))
        for part in root.iter()
        if part.tag.endswith("}p")
    ]
    return found or [text for part in root for text in part.itertext()]


def of_package(data):
    """Return the texts of a Word file or a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if re.search(r"word/(document|comments|header|footer)[^/]*\.xml$|core\.xml$", name):
                yield from of_xml(archive.read(name))
            if name == "xl/sharedStrings.xml":
                root = ElementTree.fromstring(archive.read(name))
                yield from ("".join(each.itertext()) for each in root)
            if name == "xl/workbook.xml":
                yield from re.findall(r'<sheet name="([^"]*)"', archive.read(name).decode())


def of_calendar(text):
    for line in text.replace("\r\n ", "").splitlines():
        name, _, value = line.partition(":")
        if name in ("SUMMARY", "DESCRIPTION", "NAME", "CATEGORIES", "X-WR-CALDESC"):
            yield value.replace("\\n", "\n").replace("\\", "")


def of_file(name, data):
    ending = name.rpartition(".")[2]
    if ending in ("docx", "xlsx"):
        return [*of_package(data)]
    if ending == "html":
        return of_html(data.decode())
    return (
        [*of_calendar(data.decode())] if ending == "ics" else data.decode("utf-8-sig").split("\n")
    )


def typed_in_greek(raw):
    typed = {q.id for q in LIBRARY.questions.values() if q.kind in ("text", "long_text")}
    return {name: TYPED if name in typed else value for name, value in raw.items()}


def outputs(path):
    raw = typed_in_greek(tomllib.loads(path.read_text("utf-8")))
    facts, _ = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, TODAY)
    for part, html in PlanPage(LIBRARY, "").fragments(plan).items():
        yield f"page, {part}", of_html(html)
    for kind in PRINTOUTS:
        yield f"printout {kind}", of_html(printout(kind, plan, LIBRARY, "home_hr"))
    choices = Choices(identity=Identity("p", 1), person="home_hr")
    for format in FORMATS:
        if format.id not in ("zip", "json", "csv"):
            for name, data in make(format.id, plan, LIBRARY, choices).items():
                yield format.id, of_file(name, data)
    data = plan_json(plan, LIBRARY)
    yield (
        "json",
        [*data["about"], *data["costs"]["assumptions"], *(g["label"] for g in data["gaps"])],
    )


def messages():
    for answers in ODD:
        raw = {"relationship": "client", **answers}
        facts, problems = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
        said = [p.message for p in problems]
        said += [note.message for note in reading_notes(raw, LIBRARY.questions)]
        if facts:
            plan = make_plan(facts, LIBRARY, TODAY, unused_notes(raw, facts, LIBRARY.questions))
            said += [note.message for note in plan.notes]
        yield f"messages of {answers}", said
    for text in (*(json.dumps(each, ensure_ascii=False) for each in FILES), *NO_FILES):
        yield f"messages of the file {text[:80]}", of_opening(text)


def of_opening(text):
    try:
        return opened(text, LIBRARY).notes
    except FileProblem as problem:
        return [str(problem)]


def refusals():
    """Yield what is said where there is nothing to export."""
    yield "no plan", [json.loads(handle(json.dumps({"do": "text"})))["message"]]
    facts = Secondment(relationship="same_employer", home_country="GB", host_country="GB")
    plan = make_plan(facts, LIBRARY, TODAY)
    ended = {"start_date": date(2020, 1, 6), "end_date": date(2020, 6, 30), "after_end": "back"}
    over = make_plan(replace(facts, **ended), LIBRARY, TODAY)
    without = next(owner for owner in LIBRARY.owners if owner not in owners_in(over))
    for id, of, choices in (
        ("brief", plan, Choices()),
        ("brief", plan, Choices(person="Ω")),
        ("brief", over, Choices(person=without)),
        ("docx", plan, Choices(house="Ω".encode())),
    ):
        try:
            make(id, of, LIBRARY, choices)
        except ExportProblem as problem:
            yield f"nothing to export: {choices}", [str(problem)]
    [archived] = make("zip", plan, LIBRARY, Choices()).values()
    with zipfile.ZipFile(io.BytesIO(archived)) as archive:
        yield "index", of_html(archive.read("index.html").decode())


def main():
    found = [("form", of_html(form_html(LIBRARY))), ("empty", of_html(empty_html(LIBRARY)))]
    for path in sorted(Path(sys.argv[1]).glob("*.toml")):
        found += [(f"{path.stem}: {name}", said) for name, said in outputs(path)]
    found += [*messages(), *refusals()]
    json.dump(found, sys.stdout)


main()
