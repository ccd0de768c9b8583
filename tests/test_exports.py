"""The exports: every file read back by a program that did not write it."""

import html
import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import icalendar
import openpyxl
import pytest
from hypothesis import Phase, given, settings
from markdown_it import MarkdownIt
from openpyxl.utils import column_index_from_string, get_column_letter

from planner.content.loader import load_library
from planner.export import word_house
from planner.export.calendar_file import calendar_file, escaped, folded
from planner.export.csv_table import safe_cell
from planner.export.formats import (
    FORMATS,
    IN_ARCHIVE,
    Choices,
    ExportProblem,
    make,
    owners_in,
)
from planner.export.html import PlanPage, titles
from planner.export.imprint import plan_name
from planner.export.markdown import still
from planner.export.printouts import css_string
from planner.export.safe_text import file_name, harmless
from planner.plan.checklist import task_names
from planner.plan.groups import tasks_of
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.phrases import shortened
from planner.work.plan_file import Identity, copy_to_hand_on, new_file, read_identity, written
from tests.commands import planner
from tests.exports import (
    File,
    archive_of,
    check_archive,
    check_calendar,
    check_csv,
    check_formats,
    check_name,
    expected_days,
    hostile_plans,
    read_page,
    reckoned,
)
from tests.exports import table as sheet_rows
from tests.facts import random_answers
from tests.word.houses import letterhead

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(ROOT.glob("examples/*.toml"))
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
IDENTITY = Identity("a1b2", 0)
CHOICES = Choices(identity=IDENTITY)


def made_anew(path=EXAMPLES[0], today=TODAY, **answers):
    raw = tomllib.loads(Path(path).read_text("utf-8")) | answers
    facts, problems = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, today)


planned = cache(made_anew)


@cache
def archived(path=EXAMPLES[0]):
    return archive_of(planned(path), LIBRARY)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_archive_holds_every_entry_by_id_in_every_format(example):
    plan = planned(example)

    found = check_archive(archived(example), plan, LIBRARY)

    people = len(owners_in(plan))
    assert found == {
        "docx": len(plan.documents) + people,
        "xlsx": 1,
        "ics": 1 + people,
        "html": 1 + 3 + people,
        "txt": people,
        "md": 1,
        "csv": 1,
        "json": 2,
    }, "count the files of a new format here, by ending"


# Without looking for the smallest answers that fail, which takes minutes here.
@settings(max_examples=3, deadline=None, phases=[Phase.reuse, Phase.generate])
@given(random_answers(LIBRARY))
def test_a_random_plan_is_whole_in_every_format(answers):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, TODAY)

    check_archive(archive_of(plan, LIBRARY), plan, LIBRARY)


def test_hostile_texts_stay_texts_in_every_format():
    for number, plan in enumerate(hostile_plans(8, LIBRARY, TODAY)):
        check_formats(plan, LIBRARY, owners_in(plan)[number % 3])


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)
def test_the_same_choices_give_the_same_bytes(format):
    choices = replace(CHOICES, person="secondee")

    assert make(format.id, made_anew(), LIBRARY, choices) == make(
        format.id, made_anew(), LIBRARY, choices
    )


def test_a_workbook_bears_the_day_of_the_plan_and_not_of_the_clock():
    day = date(2025, 1, 6)
    [data] = make("xlsx", planned(today=day), LIBRARY, CHOICES).values()

    assert openpyxl.load_workbook(io.BytesIO(data)).properties.created.date() == day


def test_a_name_full_of_signs_leaves_the_workbook_its_footer():
    plan = planned(secondee_name="&" * 60, host_name="&" * 60)
    [data] = make("xlsx", plan, LIBRARY, CHOICES).values()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "/sheet" in n]
    for sheet in sheets:
        [footer] = re.findall("<oddFooter>(.*?)</oddFooter>", sheet, re.DOTALL)
        said = footer.replace("&amp;", "&")
        assert len(said) <= 255
        assert "page &P of &N" in said
        assert re.findall("&(.)", said.replace("&&", "")) == list("L8R8APN")


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)
def test_a_file_is_named_after_the_person_what_it_is_and_the_day(format):
    names = list(make(format.id, planned(), LIBRARY, replace(CHOICES, person="secondee")))

    assert names
    for name in names:
        check_name(name)
        assert name.startswith("callum-reid-")
        assert "-2026-11-22." in name


def test_the_files_of_a_format_are_those_in_the_archive():
    plan = planned()
    with zipfile.ZipFile(io.BytesIO(archived())) as archive:
        inside = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}

    for format in IN_ARCHIVE:
        person = "home_hr" if format.person == "must" else ""
        made = make(format.id, plan, LIBRARY, replace(CHOICES, person=person))
        assert made.items() <= inside.items()


def test_a_draft_is_named_by_its_title_and_its_header_says_whose_it_is():
    made = make("docx", planned(), LIBRARY, CHOICES)

    assert list(made) == [
        "callum-reid-secondment-agreement-2026-11-22.docx",
        "callum-reid-assignment-letter-2026-11-22.docx",
    ]
    for data in made.values():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert b"Callum Reid" in archive.read("word/header.xml")


def test_an_archive_can_be_read_by_everyone_once_unpacked_and_its_index_has_titles():
    with zipfile.ZipFile(io.BytesIO(archived())) as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}
        assert {entry.create_system for entry in archive.infolist()} == {3}
        index = archive.read("index.html").decode()

    links = dict(re.findall(r'<a href="(.*?)">(.*?)</a>', index))
    day = "2026-11-22"
    assert links[f"documents/callum-reid-assignment-letter-{day}.docx"] == "Assignment letter"
    assert links[f"briefs/callum-reid-brief-home-hr-{day}.docx"] == "Home HR"
    assert links[f"calendars/callum-reid-calendar-home-hr-{day}.ics"] == "Home HR"
    assert links[f"calendars/callum-reid-calendar-{day}.ics"] == "Calendar"
    assert links[f"callum-reid-checklist-{day}.html"] == "Checklist by person"
    assert not [said for said in links.values() if day in said]


def test_a_brief_is_for_one_person_who_has_a_task():
    plan = planned()

    with pytest.raises(ExportProblem, match="Choose a person"):
        make("brief", plan, LIBRARY, CHOICES)
    with pytest.raises(ExportProblem, match="Mobility adviser has no task"):
        make("brief", plan, LIBRARY, replace(CHOICES, person="mobility_adviser"))
    with pytest.raises(ExportProblem, match="no owner “boss”"):
        make("xlsx", plan, LIBRARY, replace(CHOICES, person="boss"))


# Figures that nothing else in a brief can hold, whatever they are reckoned into.
FIGURES = {
    "monthly_salary": 61_237,
    "on_cost_rate": 23.71,
    "monthly_allowances": 71_839,
    "relocation_cost": 82_457,
    "other_monthly_cost": 93_871,
    "training_cost": 64_793,
    "management_fee": 7.31,
}


@pytest.mark.parametrize("format", [row.id for row in FORMATS if row.person == "must"])
def test_a_brief_says_nothing_of_pay_and_costs(format):
    plan = planned(**FIGURES)
    costs = [*plan.costs.lines, plan.costs.totals]
    amounts = {value for line in costs for value in (line.total, line.home, line.host) if value}
    secret = {f"{value:,}" for value in FIGURES.values()} | {f"{int(value):,}" for value in amounts}

    assert len(secret) > 12
    for person in owners_in(plan):
        [data] = make(format, plan, LIBRARY, replace(CHOICES, person=person)).values()
        text = document_of(data) if format == "brief-docx" else data.decode()
        assert [figure for figure in secret if figure in text] == [], person


def document_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


SEE_COSTS = ("home_hr", "payroll", "finance")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_workbook_for_one_person_holds_pay_only_for_those_who_work_with_it(example):
    plan = planned(example)

    for owner in owners_in(plan):
        [data] = make("xlsx", plan, LIBRARY, replace(CHOICES, person=owner)).values()
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert ("Costs" in book.sheetnames) == (owner in SEE_COSTS)
        said = [cell.value for row in book["Read me"] for cell in row]
        assert ("Costs" in said) == (owner in SEE_COSTS)
        mine = [p.item for p in plan.checklist if p.item.owner == owner]
        mine += [p.risk for p in plan.risks if p.risk.owner == owner]
        shown = {row["Id"] for row in sheet_rows(book["Sources"])}
        assert shown == {name for entry in mine for name in entry.sources}


def test_what_is_done_is_done_in_every_format():
    plan = planned()
    done = plan.checklist[3].item.id
    choices = replace(CHOICES, done=frozenset({done}))

    [book] = make("xlsx", plan, LIBRARY, choices).values()
    [text] = make("md", plan, LIBRARY, choices).values()
    [table] = make("csv", plan, LIBRARY, choices).values()
    [calendar] = make("ics", plan, LIBRARY, choices).values()

    head, *rows = openpyxl.load_workbook(io.BytesIO(book))["Checklist"].iter_rows(values_only=True)
    states = {row[head.index("Id")]: row[head.index("Status")] for row in rows}
    assert [id for id, state in states.items() if state == "Done"] == [done]
    assert text.count(b"- [x] ") == 1
    assert table.count(b'"done"') == 1
    event = events(calendar)[done]
    assert event["SUMMARY"].startswith("Done: ")
    assert not event.walk("VALARM")


NO_TICKS = ("docx", "json")  # drafts, and the plan as data


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)
def test_what_is_done_shows_in_every_format_that_has_tasks(format):
    plan = planned()
    task, risk = plan.checklist[3].item, plan.risks[0].risk
    for ticked in (task, risk):
        open = replace(CHOICES, person=ticked.owner if format.person else "")
        done = replace(open, done=frozenset({ticked.id}))
        shows = format.id not in NO_TICKS  # how many stops are open is said in each

        made = make(format.id, plan, LIBRARY, done)

        assert (made != make(format.id, plan, LIBRARY, open)) == shows, (
            f"{ticked.id}: show it as done, or name a format without it in NO_TICKS"
        )


def test_a_risk_that_is_settled_says_so_in_the_brief_in_word():
    plan = planned()
    risk = plan.risks[0].risk
    choices = replace(CHOICES, person=risk.owner, done=frozenset({risk.id}))

    [data] = make("brief-docx", plan, LIBRARY, choices).values()

    assert document_of(data).count("> Settled.<") == 1


def test_a_house_style_counts_only_where_a_format_takes_it():
    choices = replace(CHOICES, house=b"no Word file", person="home_hr")

    for format in FORMATS:
        if format.house:
            with pytest.raises(ExportProblem, match="house template cannot be used"):
                make(format.id, planned(), LIBRARY, choices)
        else:
            assert make(format.id, planned(), LIBRARY, choices)
    assert [format.id for format in FORMATS if format.house] == ["docx", "brief-docx", "zip"]


def test_a_fault_of_ours_is_not_put_down_to_the_house_style(monkeypatch):
    def faulty(_):
        raise ValueError("ours")

    monkeypatch.setattr(word_house, "Archive", faulty)

    with pytest.raises(ValueError, match=r"^ours$"):
        make("docx", planned(), LIBRARY, replace(CHOICES, house=b"any other"))


def test_a_house_style_is_read_once(monkeypatch):
    house = letterhead()
    read = []
    opened = word_house.Archive
    monkeypatch.setattr(word_house, "Archive", lambda data: read.append(1) or opened(data))

    make("zip", planned(), LIBRARY, replace(CHOICES, house=house))

    assert len(read) == 1


def test_a_clause_that_may_not_apply_is_marked_at_its_heading():
    plan = unsure_plan()
    [_, _, drafts] = make("html", plan, LIBRARY, CHOICES).values()
    [text] = make("md", plan, LIBRARY, CHOICES).values()

    unsure = 0
    for document in plan.documents:
        for clause in (clause for part in document.parts for clause in part.clauses):
            heading = f"{clause.number}. {clause.clause.title}"
            page = re.findall(f"<h3>{re.escape(heading)}(.*?)</h3>", drafts.decode())
            below = text.decode().partition(f"{document.outline.purpose}\n")[2]
            below = below.partition(f"#### {heading}\n\n")[2].partition("\n")[0]
            wanted = not clause.verdict.truth
            asks = "; ".join(LIBRARY.questions[q].label for q in clause.verdict.waits_for)
            assert any(f"May apply, depending on: {asks}." in tag for tag in page) == wanted
            assert (below == f"*May apply, depending on: {asks}.*") == wanted
            unsure += wanted
    assert unsure > 20


def unsure_plan():
    """Return the plan of somebody who has said little more than the dates."""
    facts, _ = read_answers(
        {"relationship": "client", "start_date": "2027-04-12", "end_date": "2027-10-08"},
        LIBRARY.questions,
        LIBRARY.countries,
    )
    return make_plan(facts, LIBRARY, TODAY)


@pytest.mark.parametrize("answers", [{}, {"relationship": "same_employer"}])
def test_on_costs_follow_the_salary_in_the_workbook(answers):
    plan = planned(EXAMPLES[0], **answers)
    [data] = make("xlsx", plan, LIBRARY, CHOICES).values()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Costs"]

    assert [line.id for line in plan.costs.lines[:2]] == ["salary", "on_costs"]
    rate = plan.facts.on_cost_rate
    assert sheet["C3"].value == f"=ROUND(C2*{rate}/100,2)"
    sheet["C2"] = 1000
    assert reckoned(sheet, "C3") == float(10 * rate)


def test_sheets_by_person_are_in_the_order_of_days_and_say_when_also_without_a_day():
    plan = planned()
    [_, checklist, _] = make("html", plan, LIBRARY, CHOICES).values()
    rows = re.findall(r'<tr data-item="(.*?)">.*?<td class="by">(.*?)</td>', checklist.decode())

    for owner in owners_in(plan):
        mine = [p.item.id for p in tasks_of(plan, LIBRARY, owner)]
        assert [id for id, _ in rows if id in mine] == mine
    without = {p.item.id: p.item.due_rule.text for p in plan.checklist if not p.act_by}
    assert without
    assert all(without.get(id, "") in when and when for id, when in rows)


def test_days_that_come_again_are_in_order_and_paper_has_what_people_read():
    [data] = make("xlsx", planned(), LIBRARY, CHOICES).values()
    book = openpyxl.load_workbook(io.BytesIO(data))

    days = [row["Act by"] for row in sheet_rows(book["Recurring dates"])]
    assert days == sorted(days)
    for sheet in ("Checklist", "Recurring dates", "Risks", "Sources"):
        head = [cell.value for cell in book[sheet][1]]
        printed = book[sheet].print_area.rpartition("$")[0].rpartition("$")[2]
        on_paper = head[: column_index_from_string(printed)]
        assert "Id" not in on_paper
        width = sum(book[sheet].column_dimensions[c].width for c in letters(len(on_paper)))
        assert width <= 190, sheet  # characters across A4 on its side, at about seven points


def letters(count):
    return [get_column_letter(number) for number in range(1, count + 1)]


def test_paper_spares_what_was_left_out_and_gives_each_person_a_page():
    plan = planned()
    sheets = [data.decode() for data in make("html", plan, LIBRARY, CHOICES).values()]

    assert plan.left_out
    for sheet in sheets:
        assert ".printout .on-screen { display: none; }" in sheet
        assert "orphans: 3; widows: 3" in sheet
    assert re.search(r'<section class="on-screen">\s*<h2>Left out, and why</h2>', sheets[0])
    assert sheets[1].count('<section class="new-page"') == len(owners_in(plan)) - 1


# Calendars


def events(data):
    read = icalendar.Calendar.from_ical(data)
    return {str(e["UID"]).removesuffix(".a1b2@secondment-handbook"): e for e in read.walk("VEVENT")}


def imported(calendar, data):
    """Take entries into a calendar as programs do: a known id is replaced by a higher number."""
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        known = calendar.get(event["UID"])
        if known is None or event["SEQUENCE"] > known["SEQUENCE"]:
            calendar[event["UID"]] = event
    return calendar


def test_a_second_import_moves_what_changed_and_doubles_nothing():
    before, after = planned(), planned(start_date=date(2027, 5, 3), end_date=date(2027, 10, 29))
    first = calendar_file(before, LIBRARY, Identity("a1b2", 29_921_800))
    second = calendar_file(after, LIBRARY, Identity("a1b2", 29_921_801))

    calendar = imported(imported({}, first), second)

    assert set(expected_days(after)) >= set(expected_days(before))
    assert len(calendar) == len(expected_days(after))
    assert {
        str(uid).partition(".a1b2")[0]: event.decoded("DTSTART") for uid, event in calendar.items()
    } == expected_days(after)


def test_an_import_of_an_older_file_changes_nothing():
    old = calendar_file(planned(), LIBRARY, Identity("a1b2", 29_921_800))
    new = calendar_file(planned(start_date=date(2027, 5, 3)), LIBRARY, Identity("a1b2", 29_921_801))

    assert imported(imported({}, new), old) == imported({}, new)


def test_the_entries_of_one_person_are_those_of_all():
    plan = planned()
    all_of_them = imported({}, calendar_file(plan, LIBRARY, IDENTITY))

    for owner in owners_in(plan):
        mine = calendar_file(plan, LIBRARY, IDENTITY, person=owner)
        assert 2 < len(imported({}, mine)) < len(all_of_them)
        assert imported({}, mine).items() <= all_of_them.items()


def test_two_plans_share_no_entry():
    one = imported({}, calendar_file(planned(), LIBRARY, Identity("a1b2")))
    other = imported({}, calendar_file(planned(), LIBRARY, Identity("c3d4")))

    assert not set(one) & set(other)


def test_the_number_rises_with_the_day_even_where_nobody_counts():
    numbers = [
        events(calendar_file(planned(today=day), LIBRARY, IDENTITY))["check-policy-and-contract"][
            "SEQUENCE"
        ]
        for day in (TODAY, TODAY + timedelta(days=1))
    ]

    assert numbers[0] < numbers[1] < 2**31


def test_an_entry_is_a_whole_day_and_reminds_on_the_working_day_before():
    event = events(calendar_file(planned(), LIBRARY, IDENTITY))["check-policy-and-contract"]

    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["TRANSP"] == "TRANSPARENT"
    [alarm] = event.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert event.decoded("DTSTART").weekday() == 0
    assert alarm.decoded("TRIGGER") == timedelta(hours=-63)


def test_a_reminder_rings_on_a_working_day():
    found = events(calendar_file(planned(), LIBRARY, IDENTITY))

    rung = {
        event.decoded("DTSTART").weekday(): event.walk("VALARM")[0].decoded("TRIGGER")
        for event in found.values()
        if event.walk("VALARM")
    }
    assert rung[0] == timedelta(hours=-63)  # from the beginning of Monday to nine on Friday
    assert {rung[day] for day in rung if day} == {timedelta(hours=-15)}


def test_an_entry_says_whose_secondment_it_is_and_whose_task_with_the_steps_below():
    item = LIBRARY.items["return-pay-to-normal"]
    found = events(calendar_file(planned(), LIBRARY, IDENTITY))[item.id]
    nameless = events(calendar_file(planned(secondee_name=""), LIBRARY, IDENTITY))[item.id]

    assert found["SUMMARY"] == f"Callum Reid, Payroll: {item.title}"
    assert found["DESCRIPTION"].startswith(f"- {item.steps[0].text}\n- {item.steps[1].text}\n")
    assert item.why in found["DESCRIPTION"]
    assert nameless["SUMMARY"] == f"Payroll: {item.title}"


def test_the_first_and_the_last_day_are_in_everybodys_calendar_and_need_no_reminder():
    plan = planned()
    for person in ("", *owners_in(plan)):
        found = events(calendar_file(plan, LIBRARY, IDENTITY, person=person))
        for id, words in (("first-day", "First day"), ("last-day", "Last day")):
            assert found[id]["SUMMARY"] == f"{words}: {plan_name(plan)}"
            assert not found[id].walk("VALARM")
    assert not {"first-day", "last-day"} & set(LIBRARY.items), (
        "give the task another id: the calendar uses this one for a day of its own"
    )


def test_what_may_apply_is_tentative():
    plan = unsure_plan()
    found = events(calendar_file(plan, LIBRARY, IDENTITY))

    seen = set()
    for item in plan.checklist:
        if item.act_by and not item.occurrences:
            wanted = "CONFIRMED" if item.verdict.truth else "TENTATIVE"
            assert found[item.item.id]["STATUS"] == wanted
            seen.add(wanted)
    assert seen == {"CONFIRMED", "TENTATIVE"}


@pytest.mark.parametrize("text", ["x" * 300, "é" * 200, "😀" * 100, "a" * 74 + "😀", ""])
def test_a_line_folds_at_75_octets_and_never_within_a_character(text):
    lines = folded(text).encode().split(b"\r\n")

    assert all(len(line) <= 75 for line in lines)
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == text


def test_a_value_holds_no_line_end_and_no_separator():
    assert escaped("a\r\nb\rc\nd; e, f \\ g") == "a\\nb\\nc\\nd\\; e\\, f \\\\ g"


# Text from people


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        (" \t@SUM(A1)", "'@SUM(A1)"),
        ("a; =1", "a; '=1"),
        ("a\n-1", "a -1"),
        ("\uff1d1", "'\uff1d1"),
        ("a-b; c", "a-b; c"),
    ],
)
def test_a_cell_begins_no_formula(text, safe):
    assert safe_cell(text) == safe


def test_live_markdown_becomes_words():
    assert still("[a](b)") == "\\[a\\](b)"
    assert still("see https://evil.test <b>") == "see https&#58;//evil.test &lt;b>"
    assert still("a\n# b\n---\n- c") == "a\n\\# b\n\\---\n\\- c"
    assert still("On [Start date: to be agreed] (1 < 2)") == "On [Start date: to be agreed] (1 < 2)"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("Zoë Ångström",), "zoë-ångström"),
        (("CON",), "plan-con"),
        (("com1",), "plan-com1"),
        (("../..\\x:y",), "x-y"),
        (("李雷",), "李雷"),
        (("🙂",), "plan"),
        (("x" * 100,), "x" * 100),
        (("brief", "home_hr"), "brief-home-hr"),
    ],
)
def test_a_file_name_is_one_that_windows_takes(words, name):
    assert file_name(*words) == name


def test_text_that_is_cut_shows_it():
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"


def test_no_text_ends_a_style_sheet():
    assert css_string('"}</style>é') == '"\\22 \\7d \\3c \\2f style\\3e é"'


def test_controls_and_overrides_are_in_no_file():
    assert harmless("a\x00b\u202ec\ud800d\ne") == "abcd\ne"


def test_a_plan_is_named_by_who_goes_where():
    assert plan_name(planned()) == "Secondment of Callum Reid at Northmere Foods plc"
    assert plan_name(planned(secondee_name="", host_name="")) == "Secondment plan"
    assert "\n" not in plan_name(planned(secondee_name="A\nB" * 60))


# The plan file


@pytest.mark.parametrize(
    "content",
    [{}, {"plan_id": "A\r\nB"}, {"plan_id": "x" * 65}, {"plan_id": 5, "revision": "7"}, [], None],
)
def test_what_is_no_identity_counts_as_none(content):
    assert read_identity(content) == Identity()


@pytest.mark.parametrize("revision", [-1, 2**31, 1.5, True, "9"])
def test_what_is_no_revision_counts_as_none(revision):
    assert read_identity({"plan_id": "x", "revision": revision}) == Identity("x", 0)


# The command line


def export(*arguments):
    return planner("export", *arguments)


def test_the_command_writes_each_format_it_is_asked_for(tmp_path):
    ids = ",".join(format.id for format in FORMATS)

    done = export(
        EXAMPLES[0], "--to", tmp_path / "new", "--format", ids, "--person", "secondee",
        "--today", "2026-11-22",
    )  # fmt: skip

    assert done.stderr == ""
    names = [Path(line).name for line in done.stdout.splitlines()]
    assert sorted(names) == sorted(path.name for path in (tmp_path / "new").iterdir())
    assert {name.rpartition(".")[2] for name in names} >= {"docx", "xlsx", "ics", "md", "zip"}


def test_the_command_gives_what_a_saved_plan_says_of_itself(tmp_path):
    answers = {n: str(v) for n, v in tomllib.loads(EXAMPLES[2].read_text("utf-8")).items()}
    saved = tmp_path / "saved.json"
    identity = Identity("0f0f", 29_999_999)
    content = copy_to_hand_on(new_file("x", answers), "x", TODAY, identity, {})
    saved.write_text(written(content), "utf-8")

    done = export(saved, "--to", tmp_path, "--format", "ics", "--today", "2026-11-22")

    data = Path(done.stdout.strip()).read_bytes()
    assert b".0f0f@secondment-handbook" in data.replace(b"\r\n ", b"")
    assert b"SEQUENCE:29999999\r\n" in data
    plan = planned(EXAMPLES[2])
    check_calendar(File(done.stdout.strip(), data, plan, LIBRARY))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "pdf"), "no format “pdf”"),
        (("--format", "brief"), "Choose a person"),
        (("--format", "ics", "--person", "boss"), "no owner “boss”"),
        (("--format", "ics", "--plan-id", "A B"), "plan id"),
        (("--format", "docx", "--house", "README.md"), "house template"),
    ],
)
def test_a_wish_that_cannot_be_met_ends_with_2_and_says_why(tmp_path, arguments, said):
    done = export(EXAMPLES[0], "--to", tmp_path, *arguments)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_can_be_made_is_made_and_the_rest_is_said(tmp_path):
    done = export(EXAMPLES[0], "--to", tmp_path, "--format", "brief,docx")

    assert done.returncode == 0
    assert "brief: Choose a person first" in done.stderr
    assert {path.suffix for path in tmp_path.iterdir()} == {".docx"}


def test_a_person_who_changes_nothing_is_said(tmp_path):
    done = export(EXAMPLES[0], "--to", tmp_path, "--format", "docx,json", "--person", "legal")

    assert done.returncode == 0
    assert "--person changes nothing in docx, json" in done.stderr


def test_a_table_for_one_person_has_that_person_alone():
    plan = planned()

    [data] = make("csv", plan, LIBRARY, replace(CHOICES, person="legal")).values()

    mine = replace(plan, checklist=tuple(p for p in plan.checklist if p.item.owner == "legal"))
    check_csv(File("x", data, mine, LIBRARY))


def test_the_front_page_warns_before_it_is_passed_on():
    with zipfile.ZipFile(io.BytesIO(archived())) as archive:
        page = read_page(archive.read("index.html"))

    assert "pay and costs included" in " ".join(page.text)


@pytest.mark.parametrize(
    "text",
    [
        r"\<img src=//evil.test/x>",
        r"[Northmere\](http://evil.test/pay)",
        r"C:\files\2027 and \\<b>",
        "a\n # no heading\n   > no quotation",
        "#1 of <two>",
    ],
)
def test_words_stay_words_in_markdown(text):
    tokens = MarkdownIt().parse(still(text))

    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    parts = [child.content or "\n" for child in tokens[1].children]
    assert {child.type for child in tokens[1].children} <= {"text", "text_special", "softbreak"}
    assert "".join(parts) == "\n".join(line.strip() for line in text.split("\n"))


@pytest.mark.parametrize("hidden", ["\u200f", "\u202e", "\x00"])
def test_a_mark_that_is_taken_out_brings_no_words_to_life(hidden):
    name = f"\\{hidden}</style> <{hidden}b>"
    plan = make_plan(replace(planned().facts, secondee_name=name), LIBRARY, TODAY)
    [data] = make("md", plan, LIBRARY, CHOICES).values()

    tokens = MarkdownIt().parse(data.decode())
    assert "html_inline" not in {child.type for token in tokens for child in token.children or ()}


def test_the_start_loads_nothing_that_makes_files():
    """The page's first request must not wait for what few readers ever ask for."""
    request = json.dumps(
        {"do": "plan", "today": "2026-11-22", "answers": {"relationship": "client"}}
    )
    program = (
        f"import sys; from planner.bridge import handle; handle({request!r});"
        "print(*(n for n in sys.modules if n.startswith(('planner', 'xlsxwriter'))))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    loaded = set(done.stdout.split())
    assert "planner.plan.make" in loaded
    assert not {name for name in loaded if name.startswith("xlsxwriter")}, (
        "import it inside the function that needs it: planning alone never loads it"
    )
    assert {name for name in loaded if name.startswith("planner.export.")} == {
        "planner.export.imprint",
        "planner.export.html",
        "planner.export.json_plan",
        "planner.export.markdown",
        "planner.export.rendering",
    }
    assert "planner.export.formats" not in loaded


def test_only_one_module_knows_the_spreadsheet_library():
    users = {
        path.name
        for path in (ROOT / "planner").rglob("*.py")
        if re.search(r"^\s*(from|import) xlsxwriter", path.read_text("utf-8"), re.MULTILINE)
    }

    assert users == {"spreadsheet.py"}, (
        "write through planner/export/spreadsheet.py, which alone knows the library"
    )


def test_a_task_that_is_referred_to_is_never_cut():
    plan = planned(today=date(2027, 2, 1))
    for item in plan.checklist:
        assert task_names(plan)[item.item.id] == item.item.title.removesuffix(".")
    first = PlanPage(LIBRARY, "").fragments(plan)["plan-first"]
    named = re.findall(r'<li data-about="([^"]+)"><a href="#item-[^>]+>([^<]+)</a>', first)
    tasks = {each.item.id: each.item.title for each in plan.checklist}
    assert {id for id, _ in named} & {*tasks}, "no task is due on this day: take another one"
    assert [html.unescape(text) for id, text in named if id in tasks] == [
        tasks[id] for id, _ in named if id in tasks
    ]


def test_no_task_that_is_referred_to_shows_a_blank_of_the_library():
    assert [name for name in titles(LIBRARY).values() if "{{" in name] == [], (
        "show the task as it is, not its “marked”, in titles of planner/export/html.py"
    )
