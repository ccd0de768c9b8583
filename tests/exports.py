"""What must hold for every file of every plan; the tests and the full run share it.

Each check returns nothing and asserts; files are read back by libraries that did not write them.
"""

import csv
import io
import json
import random
import re
import tomllib
import unicodedata
import zipfile
from collections import Counter, namedtuple
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import openpyxl
import vobject
from markdown_it import MarkdownIt

from planner.export.calendar_file import days_of
from planner.export.formats import IN_ARCHIVE, Choices, make
from planner.export.rendering import short_date
from planner.plan.checklist import not_listed
from planner.plan.groups import in_one_list, risks_of, tasks_of
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.work.plan_file import Identity

ROOT = Path(__file__).parent.parent

OURS = re.compile(
    r"=ROUND\((C\d+|SUM\(F\$2:F\d+\))\*(D\d+|\d+(\.\d+)?)/100,\d\)|=ROUND\(C\d+-F\d+,\d\)|=F\d+"
    r"|=SUM\(([CEF])2:\4\d+\)|=IF\(C\d+=0,\"\",[EF]\d+/C\d+\)"
)
RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
LESS_THAN_HALF = 0.0004  # of the smallest unit of any currency
ELSEWHERE = re.compile(r"(?i)^\s*(\w+:|//|\\\\)")

IDENTITY = Identity("a1b2")
File = namedtuple("File", ("name", "data", "plan", "library"))


def clauses(plan):
    """Return every drafted clause of a plan with its document."""
    return [(d, c) for d in plan.documents for part in d.parts for c in part.clauses]


def expected_days(plan, person=""):
    """Return each day that a calendar must hold, by the first part of its entry's id."""
    ends = {"first-day": plan.facts.start_date, "last-day": plan.facts.end_date}
    return {name: day for name, day in ends.items() if day} | {
        name: day
        for planned in plan.checklist
        if person in ("", planned.item.owner)
        for name, day in days_of(planned)
    }


def check_archive(data, plan, library):
    """Check an archive and every file in it; return how many there were of each ending."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    found = Counter(name.rpartition(".")[2] for name in files)
    for name, content in files.items():
        check_name(name)
        CHECKS[name.rpartition(".")[2]](File(name, content, plan, library))
    check_index(files)
    return found


def check_formats(plan, library, person):
    """Check one file of each format, without an archive; return how many of each ending."""
    found = Counter()
    for format in IN_ARCHIVE:
        choices = Choices(identity=IDENTITY, person=person if format.person == "must" else "")
        for name, data in make(format.id, plan, library, choices).items():
            ending = name.rpartition(".")[2]
            check_name(name)
            CHECKS[ending](File(name, data, plan, library))
            found[ending] += 1
    return found


def check_name(name):
    """Check that Windows, too, can keep a file of that name."""
    assert unicodedata.is_normalized("NFC", name), name
    assert name == name.lower(), name
    folder, slash, file = name.rpartition("/")
    assert re.fullmatch("[a-z]+" if slash else "", folder), name
    stem, _, ending = file.rpartition(".")
    assert re.fullmatch("[a-z]+", ending), name
    assert {unicodedata.category(c)[0] for c in stem if c != "-"} <= set("LNM"), name
    assert stem.strip("-") == stem != "", name
    assert len(file.encode()) <= 255, name
    assert stem not in RESERVED, name


def check_index(files):
    """Check that the front page leads to every file and nowhere else."""
    page = read_page(files["index.html"])
    assert sorted(page.links) == sorted(name for name in files if name != "index.html")


def check_workbook(file):
    """Check a workbook of all owners: ids, days, amounts, and that only our formulas are in it."""
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    values = openpyxl.load_workbook(io.BytesIO(file.data), data_only=True)
    check_package(file.data)
    for sheet in book:
        for cell in (cell for row in sheet for cell in row if cell.data_type == "f"):
            assert sheet.title == "Costs", f"a formula in {sheet.title}: {cell.value}"
            assert OURS.fullmatch(cell.value), cell.value
        assert not sheet._hyperlinks
        for rule in sheet.conditional_formatting:
            assert all("TODAY()" in r.formula[0] or "$" in r.formula[0] for r in rule.rules)
    tasks = table(book["Checklist"])
    listed = tasks_of(file.plan, file.library)
    assert [row["Id"] for row in tasks] == [p.item.id for p in listed]
    for row, planned in zip(tasks, listed, strict=True):
        assert (day(row["Act by"]), day(row["Due"])) == (planned.act_by, planned.due)
    dates = [
        (row["Id"], row["Number"], day(row["Act by"]))
        for row in table(book["Recurring dates"])
        if row["Id"]
    ]
    check_left_out(file, str([row["Task"] for row in table(book["Recurring dates"])]))
    wanted = [
        (planned.item.id, each.number, each.act_by)
        for planned in listed
        for each in planned.occurrences
    ]
    assert dates == sorted(wanted, key=lambda found: found[2])
    risks = [r.risk.id for _, mine in risks_of(file.plan, file.library) for r in mine]
    assert [row["Id"] for row in table(book["Risks"])] == risks
    assert sorted(risks) == sorted(r.risk.id for r in file.plan.risks)
    assert [row["Id"] for row in table(book["Open points"])] == [g.question for g in file.plan.gaps]
    check_costs(values["Costs"], book["Costs"], file.plan)


def check_package(data):
    """Check that every part is XML and that no part reaches out of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            text = archive.read(part)
            if part.endswith((".xml", ".rels")):
                ElementTree.fromstring(text)
            if part.endswith(".rels"):
                assert b'TargetMode="External"' not in text, part
            assert "externalLink" not in part


def check_costs(values, formulas, plan):
    """Check the amounts shown and what the formulas come to, against the plan's decimals."""
    if not plan.costs.lines:
        return
    columns = {"C": "total"} | ({"E": "home", "F": "host"} if plan.costs.parties else {})
    for row, line in enumerate([*plan.costs.lines, plan.costs.totals], 2):
        for column, side in columns.items():
            wanted, shown = getattr(line, side), values[f"{column}{row}"].value
            if wanted is None or shown == "not given":
                assert shown == "not given", (line.id, side)
                assert wanted is None, (line.id, side)
                continue
            assert abs(shown - float(wanted)) < LESS_THAN_HALF, (line.id, side)
            assert abs(reckoned(formulas, f"{column}{row}") - float(wanted)) < LESS_THAN_HALF, (
                line.id,
                side,
            )


def reckoned(sheet, address):
    """Return what a cell comes to, worked out anew from our few kinds of formula."""
    value = sheet[address].value
    if not (isinstance(value, str) and value.startswith("=")):
        return value if isinstance(value, (int, float)) else 0
    text = re.sub(
        r"SUM\(([A-Z])\$?(\d+):[A-Z](\d+)\)",
        lambda m: "+".join(f"{m[1]}{n}" for n in range(int(m[2]), int(m[3]) + 1)).join("()"),
        value[1:],
    )
    text = re.sub(r"\b[A-F]\d+\b", lambda m: f"({reckoned(sheet, m[0])!r})", text)
    return eval(text, {"__builtins__": {}}, {"ROUND": half_up})


def half_up(value, places):
    """Round as a spreadsheet does, on the fifteen digits that it shows."""
    shown = float(f"{abs(value):.15g}")
    cut = int(float(f"{shown * 10**places:.15g}") + 0.5) / 10**places
    return cut if value >= 0 else -cut


def table(sheet):
    """Return the rows of a sheet by the titles of its columns."""
    rows = sheet.iter_rows(values_only=True)
    head = next(rows)
    return [dict(zip(head, row, strict=True)) for row in rows]


def day(value):
    """Return the day of a date cell."""
    return value.date() if value else None


def check_calendar(file):
    """Check a calendar, of all or of one owner, as two libraries read it."""
    person = next(
        (o for o in file.library.owners if file.name.endswith(owner_ending(o, file.plan, "ics"))),
        "",
    )
    wanted = expected_days(file.plan, person)
    check_lines(file.data)
    read = icalendar.Calendar.from_ical(file.data)
    events = list(read.walk("VEVENT"))
    assert read["METHOD"] == "PUBLISH"
    described = {str(event["UID"]).partition(".")[0]: event["DESCRIPTION"] for event in events}
    for planned in file.plan.checklist:
        if planned.occurrences and person in ("", planned.item.owner):
            assert not_listed(planned) in described[planned.item.id]
    assert not read.errors
    assert not [error for event in events for error in event.errors]
    found = {str(e["UID"]).rpartition("@")[0].rpartition(".")[0]: e for e in events}
    assert len(found) == len(events)
    assert {id: event.decoded("DTSTART") for id, event in found.items()} == wanted
    for event in events:
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
        assert not {"ATTENDEE", "ORGANIZER", "ATTACH", "URL"} & set(event), (
            "take it out of planner/export/calendar_file.py"
        )
    again = vobject.readOne(file.data.decode())
    entries = again.contents.get("vevent", [])
    assert {
        e.uid.value.rpartition("@")[0].rpartition(".")[0]: e.dtstart.value for e in entries
    } == wanted
    assert len(entries) == len(wanted)


def owner_ending(owner, plan, ending):
    """Return how the name of a file for one owner ends."""
    return f"-{owner.replace('_', '-')}-{plan.today}.{ending}"


def check_lines(data):
    """Check the lines of a calendar file: their ends, their length and no stray control."""
    assert data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode()
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line), line


def check_csv(file):
    """Check the table: each task and day, and no cell that begins a formula however it is cut."""
    assert file.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"), newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in rows), "a ragged row"
    tasks = [(r["id"], r["act by"]) for r in rows if r["kind"] == "task"]
    wanted = []
    for planned in tasks_of(file.plan, file.library):
        days = [each.act_by for each in planned.occurrences] or [planned.act_by]
        wanted += [(planned.item.id, d.isoformat() if d else "") for d in days]
    assert tasks == wanted
    assert [r["id"] for r in rows if r["kind"] == "open question"] == [
        g.question for g in file.plan.gaps
    ]
    check_left_out(file, str([row["task"] for row in rows]))
    assert any("not legal advice" in r["task"] for r in rows)
    for delimiter in ",;\t":
        cut = csv.reader(
            io.StringIO(file.data.decode("utf-8-sig"), newline=""), delimiter=delimiter
        )
        for cell in (cell for row in cut for cell in row):
            assert not re.match(r"[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell), cell


def check_left_out(file, text, person=""):
    """Check that a file says which days of its tasks it does not list."""
    for planned in file.plan.checklist:
        if person in ("", planned.item.owner):
            assert not_listed(planned) in text, planned.item.id


def check_markdown(file):
    """Check the text: each task, clause and day, and no link, picture or tag."""
    text = file.data.decode()
    tokens = MarkdownIt().enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in tokens} | {child.type for child in inline}
    assert not kinds & {"link_open", "image", "html_block", "html_inline", "fence"}, (
        "mend still in planner/export/markdown.py, or plan.md"
    )
    assert len(re.findall(r"^- \[[ x]\] ", text, re.MULTILINE)) == len(file.plan.checklist)
    for _, clause in clauses(file.plan):
        assert f"#### {clause.number}. {clause.clause.title}\n" in text
    for planned in file.plan.checklist:
        for _, when in days_of(planned):
            assert short_date(when) in text
    check_left_out(file, text)
    assert "not legal advice" in text
    assert file.plan.library_version in text


def check_json(file):
    """Check the plan as data: each id and each day; or the plan file."""
    content = json.loads(file.data)
    if "plan-file" in file.name:
        assert content["kind"] == "secondment plan"
        return
    assert [i["id"] for i in content["checklist"]] == [p.item.id for p in file.plan.checklist]
    days = [o["act_by"] for i in content["checklist"] for o in i["occurrences"]]
    assert days == [o.act_by.isoformat() for p in file.plan.checklist for o in p.occurrences]
    drafted = [c["id"] for d in content["documents"] for c in d["clauses"]]
    assert drafted == [c.clause.id for _, c in clauses(file.plan)]
    assert any("not legal advice" in said for said in content["about"])


class ReadPage(HTMLParser):
    """What a page of ours holds: ids, links, text, and whatever should not be there."""

    def __init__(self):
        """Begin with nothing."""
        super().__init__()
        self.ids, self.links, self.strange, self.text = Counter(), [], [], []
        self.open = []

    def handle_starttag(self, tag, attrs):
        """Note what a tag carries."""
        for name, value in attrs:
            if name in ("data-item", "data-clause", "data-risk", "data-gap", "data-printout"):
                self.ids[name, value] += 1
            if name == "href":
                self.links.append(value)
            if name == "src" or name.startswith("on"):
                self.strange.append((tag, name, value))
        if tag in ("script", "img", "iframe", "object", "form", "link", "base", "svg"):
            self.strange.append(tag)

    def handle_data(self, data):
        """Note words."""
        self.text.append(data)


def read_page(data):
    """Return what a page holds."""
    page = ReadPage()
    page.feed(data.decode())
    page.close()
    return page


def check_page(file):
    """Check a page: what it must hold by id, and that it reaches for nothing."""
    page = read_page(file.data)
    assert not page.strange
    assert not [link for link in page.links if ELSEWHERE.match(link)], (
        "take the address out of planner/templates/printouts"
    )
    text = " ".join(page.text)
    assert "not legal advice" in text
    assert file.plan.library_version in text
    ids = {kind: {value for key, value in page.ids if key == kind} for kind, _ in page.ids}
    [kind] = ids["data-printout"]
    mine = {p.item.id for p in file.plan.checklist}
    if kind == "brief":
        owner = next(
            o for o in file.library.owners if file.name.endswith(owner_ending(o, file.plan, "html"))
        )
        mine = {p.item.id for p in file.plan.checklist if p.item.owner == owner}
    if kind in ("plan", "checklist", "brief"):
        assert ids.get("data-item", set()) == mine
        for planned in file.plan.checklist:
            if planned.item.id in mine:
                assert all(short_date(when) in text for _, when in days_of(planned))
                assert not_listed(planned) in text
    if kind in ("plan", "documents"):
        assert ids.get("data-clause", set()) == {c.clause.id for _, c in clauses(file.plan)}
        assert sum(n for (key, _), n in page.ids.items() if key == "data-clause") == len(
            clauses(file.plan)
        )


def check_word(file):
    """Check a Word file as far as the archive goes: whole, and reaching for nothing."""
    check_package(file.data)


def check_text(file):
    """Check a brief as text: the tasks and days of its owner, its risks, and what it is."""
    text = file.data.decode()
    [owner] = [
        o for o in file.library.owners if file.name.endswith(owner_ending(o, file.plan, "txt"))
    ]
    boxes = re.findall(r"^[☐☑] (?:(?:By|Next by) [^:]*: )?(.*)$", text, re.MULTILINE)
    mine = [task for _, group in in_one_list(file.plan, file.library, owner) for task in group]
    assert boxes == [p.item.title for p in mine]
    for planned in mine:
        assert all(short_date(when) in text for _, when in days_of(planned))
    check_left_out(file, text, owner)
    risks = [p.risk for p in file.plan.risks if p.risk.owner == owner]
    assert all(f"- {risk.title}. You: {risk.action}" in text for risk in risks)
    listed = re.findall(r"^- (.+?)\. You: ", text, re.MULTILINE)
    assert sorted(listed) == sorted(risk.title for risk in risks), (
        "list each risk of a person once: planner/plan/brief.py or planner/templates/brief.txt"
    )
    assert "not legal advice" in text
    assert file.plan.library_version in text
    assert "\n\n\n" not in text


CHECKS = {
    "txt": check_text,
    "xlsx": check_workbook,
    "ics": check_calendar,
    "csv": check_csv,
    "md": check_markdown,
    "json": check_json,
    "html": check_page,
    "docx": check_word,
}


FRAGMENTS = [
    *("=cmd|'/c calc'!A1", "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.test","x")'),
    *(
        "\uff1d1+1",
        "x;=1+1",
        "a\n=1+1",
        '";=1',
        "\t=1",
        "]]>",
        "<![CDATA[",
        "</w:t>",
        "<script>alert(1)",
    ),
    *("</style>", "&amp;", "&#0;", "&D&F", "{ HYPERLINK http://evil.test }", "{{ 7*7 }}", "{% raw"),
    *("MERGEFIELD x", "INCLUDETEXT c:\\x", "\r\nBEGIN:VEVENT\r\n", "\nEND:VCALENDAR\n", "\rUID:1"),
    *("\\", "\\<b>", "[x\\](http://evil.test)", "\n # x", "\n   > x"),
    *("ATTACH:http://evil.test", "[x](http://evil.test)", "![x](//evil.test)", "[x]: http://evil"),
    *(
        "<http://evil.test>",
        "https://evil.test",
        "\\\\evil\\share",
        "file:///etc/passwd",
        "www.evil.test",
    ),
    *(
        "\x00",
        "\x07",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\u202e",
        "\u2066x",
        "\u200f",
        "\ufeff",
    ),
    *("\ud800", "\udfff", "\ufffe", "\uffff", "😀", "שלום", "مرحبا", "é", "e\u0301", "_x0041_"),
    *(
        "CON",
        "aux.",
        "..\\..\\x",
        "/etc/passwd",
        "a" * 400,
        "| a | b |",
        "# x",
        "```",
        "---",
        '"',
        "'",
    ),
]


# The first plans have these, so that a short run meets each kind.
WORST = ["=1+1;=1+1", '";=cmd|x', "\n=1+1\r\nBEGIN:VEVENT\r\n", "<b>[x](http://evil.test)\x00"]


def hostile_text(chance):
    """Return a text that some format would take for more than words."""
    if chance.random() < 0.002:
        return "".join(chance.choices(FRAGMENTS, k=12)).ljust(100_000, "x")
    joint = chance.choice(["", " ", "\n", ";", ","])
    return joint.join(chance.choices(FRAGMENTS, k=chance.randint(1, 6)))


def hostile_plans(count, library, today, seed=20261122):
    """Yield plans with hostile texts everywhere, every other one past the door that cleans them."""
    chance = random.Random(seed)
    names = [q.id for q in library.questions.values() if q.kind in ("text", "long_text")]
    small, large = (answers_of(name) for name in ("internal-move", "client-secondment"))
    for number in range(count):
        texts = {name: hostile_text(chance) for name in names}
        if number < len(WORST):
            texts = dict.fromkeys(names, WORST[number])
        raw = (large if number % 20 == 0 else small) | (texts if number % 2 else {})
        facts, _ = read_answers(raw, library.questions, library.countries)
        yield make_plan(facts if number % 2 else replace(facts, **texts), library, today)


def answers_of(example):
    """Return the answers of an example."""
    return tomllib.loads((ROOT / f"examples/{example}.toml").read_text("utf-8"))


def archive_of(plan, library, **choices):
    """Return everything that can be exported from a plan, in one file."""
    [data] = make("zip", plan, library, Choices(identity=IDENTITY, **choices)).values()
    return data
