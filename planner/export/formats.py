"""What can be taken away from a plan: each format with what it is for, and the files themselves.

The formats are imported when one is asked for: a page that only plans never loads them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import chain, count
from zlib import crc32

from planner.rules.model import Library, Plan
from planner.work.plan_file import Content, Identity, copy_to_hand_on, written
from planner.work.shown import shown_of

# What can be printed from the page, by the name of the sheet.
SHEETS = {
    "plan": "Print the whole plan",
    "checklist": "Print the checklist by person",
    "documents": "Print the documents",
    "brief": "Print the brief",
}
PAGES = ("plan", "checklist", "documents")  # the sheets that are files of their own
LONGEST_WHO = 60  # bytes of a person's name in the name of a file
MODULES = ("calendar_file", "csv_table", "markdown", "sheets", "word", "workbook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file: what it is for, who reads it, and what can be chosen.

    `person` is `may` where it can be narrowed to one owner and `must` where it is for one;
    `house` says that it takes the look of an organisation's own Word file.
    """

    id: str
    title: str
    about: str
    reader: str
    media_type: str
    person: str = ""
    copies: bool = False
    house: bool = False


WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = (
    Format(
        id="docx",
        title="Word documents",
        about="Each draft agreement or letter, numbered, with gaps marked, to edit and negotiate.",
        reader="Legal, HR and whoever signs",
        media_type=WORD_TYPE,
        house=True,
    ),
    Format(
        id="xlsx",
        title="Excel workbook",
        about="Checklist, dates, risks, costs and days as sheets to filter, tick off and add up.",
        reader="HR and Finance",
        media_type=EXCEL_TYPE,
        person="may",
    ),
    Format(
        id="ics",
        title="Calendar",
        about="An all-day entry for each task and check-in. A second import moves what changed.",
        reader="everyone with a task",
        media_type="text/calendar",
        person="may",
    ),
    Format(
        id="brief",
        title="Brief for one person, as a page",
        about="What that person must do and when, without pay or terms, to print or open.",
        reader="the person chosen above",
        media_type="text/html",
        person="must",
    ),
    Format(
        id="brief-docx",
        title="Brief for one person, in Word",
        about="The same brief to edit and send on.",
        reader="the person chosen above",
        media_type=WORD_TYPE,
        person="must",
        house=True,
    ),
    Format(
        id="html",
        title="Pages to print",
        about="The whole plan, the checklist by person and the drafts as pages that print cleanly.",
        reader="meetings and the file",
        media_type="text/html",
    ),
    Format(
        id="md",
        title="Text (Markdown)",
        about="The whole plan as plain text, for a wiki, an e-mail or a chat.",
        reader="whoever keeps notes",
        media_type="text/markdown",
        copies=True,
    ),
    Format(
        id="csv",
        title="Table (CSV)",
        about=(
            "Every task and date as a table that task boards and other programs read in. If Excel "
            "shows it in one column, import it there: choose Data, then From Text/CSV."
        ),
        reader="whoever runs a task board",
        media_type="text/csv",
        person="may",
        copies=True,
    ),
    Format(
        id="json",
        title="Data (JSON)",
        about="The whole plan as data, with every reason and source, for programs.",
        reader="IT",
        media_type="application/json",
        copies=True,
    ),
    Format(
        id="zip",
        title="Everything in one archive",
        about="All of these, a brief for each person and the plan file, with an index page.",
        reader="the personnel file",
        media_type="application/zip",
        house=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose: an owner, drafting notes, a house style, what is done, which plan.

    `names` says whether the name of the secondee stands in the names of files. `file` is the plan
    file that the plan is from.
    """

    person: str = ""
    notes: bool = True
    names: bool = True
    house: bytes | None = None
    done: frozenset[str] = frozenset()
    identity: Identity = field(default_factory=Identity)
    file: Content = field(default_factory=dict)


class NothingToTake(ValueError):
    """A wish that cannot be met, in words for the person who has it."""


def load() -> None:
    """Import all that makes files, so that the first one asked for need not wait for it."""
    for module in MODULES:
        import_module(f"planner.export.{module}")


def make(format_id: str, plan: Plan, library: Library, choices: Choices) -> dict[str, bytes]:
    """Return the files of one format by name; the same plan and choices give the same bytes.

    `NothingToTake` says what to choose otherwise. A house style that cannot serve is one too.
    """
    format = next(format for format in FORMATS if format.id == format_id)
    _check_person(choices.person, format.person, plan, library)
    if choices.house is None or not format.house:
        return add({}, MAKERS[format_id](plan, library, choices))
    return _in_house_style(lambda: add({}, MAKERS[format_id](plan, library, choices)))


def add(files: dict[str, bytes], more: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Add files to others, each under a name of its own; return those added by that name.

    Names that differ in nothing but case are one to Windows and macOS.
    """
    added: dict[str, bytes] = {}
    taken = {name.casefold() for name in files}
    for name, data in more:
        stem, _, ending = name.rpartition(".")
        names = (f"{stem}-{number}.{ending}" for number in count(2))
        own = next(each for each in chain([name], names) if each.casefold() not in taken)
        taken.add(own.casefold())
        added[own] = data
    files |= added
    return added


def sheet(
    kind: str, plan: Plan, library: Library, person: str = "", done: frozenset[str] = frozenset()
) -> str:
    """Return a sheet to print, without a page around it: plan, checklist, documents or brief."""
    from planner.export import sheets

    _check_person(person, "must" if kind == "brief" else "", plan, library)
    return sheets.sheet(kind, plan, library, person=person if kind == "brief" else "", done=done)


def check_house(data: bytes | None) -> None:
    """Raise `NothingToTake` where a Word file cannot lend its look."""
    if data is not None:
        from planner.export.word import checked_house

        _in_house_style(lambda: checked_house(data))


def _in_house_style[Made](work: Callable[[], Made]) -> Made:
    from planner.export.word_house import HouseProblem

    try:
        return work()
    except HouseProblem as problem:
        raise NothingToTake(f"This house style cannot be used. {problem}") from None


def _check_person(person: str, choice: str, plan: Plan, library: Library) -> None:
    if person and person not in library.owners:
        owners = ", ".join(library.owners)
        raise NothingToTake(f"There is no owner “{person}”. Choose one of {owners}.")
    if choice == "must" and not person:
        raise NothingToTake("Choose a person first: a brief is for one.")
    if choice and person and person not in owners_in(plan):
        title = library.owners[person].title
        raise NothingToTake(f"{title} has no task in this plan. Choose another person.")


def owners_in(plan: Plan) -> list[str]:
    """Return the owners who have a task, in the order in which they come up."""
    return list(dict.fromkeys(planned.item.owner for planned in plan.checklist))


type Files = Iterator[tuple[str, bytes]]


def _name(plan: Plan, choices: Choices, ending: str, *words: str) -> str:
    """Return a file name: whose plan it is, what it holds, and the day it was made.

    Without the name of a person a checksum of the plan's id tells one plan from another.
    """
    from planner.export.safe_text import file_name

    id = choices.identity.plan_id
    unnamed = f"secondment-{crc32(id.encode()):08x}" if id else "secondment"
    person = plan.facts.secondee_name if choices.names else None
    who = file_name(person or "", most=LONGEST_WHO, instead=unnamed)
    return f"{who}-{file_name(*words)}-{plan.today.isoformat()}.{ending}"


def _word(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export import word

    made = word.documents(plan, library, notes=choices.notes, house=choices.house)
    for document, data in zip(plan.documents, made.values(), strict=True):
        yield _name(plan, choices, "docx", document.outline.title), data


def _brief_in_word(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export import word

    _, data = word.brief(plan, library, choices.person, done=choices.done, house=choices.house)
    yield _name(plan, choices, "docx", "brief", choices.person), data


def _workbook(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.workbook import workbook

    data = workbook(plan, library, person=choices.person, done=choices.done)
    yield _name(plan, choices, "xlsx", "workbook", choices.person), data


def _calendar(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.calendar_file import calendar_file

    data = calendar_file(plan, library, choices.identity, person=choices.person, done=choices.done)
    yield _name(plan, choices, "ics", "calendar", choices.person), data


def _brief(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.sheets import page

    data = page("brief", plan, library, person=choices.person, done=choices.done)
    yield _name(plan, choices, "html", "brief", choices.person), data


def _pages(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.sheets import page

    for kind in PAGES:
        yield _name(plan, choices, "html", kind), page(kind, plan, library, done=choices.done)


def _markdown(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.markdown import plan_markdown

    text = plan_markdown(plan, library, choices.done)
    yield _name(plan, choices, "md", "plan"), text.encode()


def _csv(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.csv_table import checklist_csv

    data = checklist_csv(plan, library, person=choices.person, done=choices.done)
    yield _name(plan, choices, "csv", "checklist", choices.person), data


def _json(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.json_plan import plan_json

    text = json.dumps(plan_json(plan, library), ensure_ascii=False, indent=2)
    yield _name(plan, choices, "json", "plan"), f"{text}\n".encode(errors="backslashreplace")


def _archive(plan: Plan, library: Library, choices: Choices) -> Files:
    from planner.export.packing import zipped
    from planner.export.sheets import index

    everyone = replace(choices, person="")
    folders = {"docx": "documents", "ics": "calendars", "brief": "briefs", "brief-docx": "briefs"}
    files: dict[str, bytes] = {}
    groups: list[tuple[str, str, dict[str, str]]] = []
    for format in FORMATS[:-1]:
        people = owners_in(plan) if format.person == "must" or format.id == "ics" else []
        wishes = [everyone] * (format.person != "must")
        wishes += [replace(choices, person=person) for person in people]
        folder = f"{folders[format.id]}/" if format.id in folders else ""
        titles: dict[str, str] = {}
        for wish in wishes:
            found = MAKERS[format.id](plan, library, wish)
            made = add(files, ((folder + name, data) for name, data in found))
            titles |= zip(made, _titles(format, wish.person, plan, library), strict=True)
        groups.append((format.title, format.about, titles))
    [name] = add(files, _plan_file(plan, choices))
    groups.append(("Plan file", "Open it in the planner to go on from here.", {name: "Plan file"}))
    front = {"index.html": index(groups, plan, library)}
    yield _name(plan, choices, "zip", "everything"), zipped(front | files, packed=True)


def _titles(format: Format, person: str, plan: Plan, library: Library) -> list[str]:
    """Return what the files of a format are called for people, in order."""
    from planner.export.sheets import KINDS

    if person:
        return [library.owners[person].title]
    many = {
        "docx": [document.outline.title for document in plan.documents],
        "html": [KINDS[kind] for kind in PAGES],
    }
    return many.get(format.id, [format.title])


def _plan_file(plan: Plan, choices: Choices) -> Files:
    content = copy_to_hand_on(
        choices.file, plan.library_version, plan.today, choices.identity, shown_of(plan)
    )
    data = written(content).encode(errors="backslashreplace")
    yield _name(plan, choices, "json", "plan-file"), data


MAKERS: Mapping[str, Callable[[Plan, Library, Choices], Files]] = {
    "docx": _word,
    "xlsx": _workbook,
    "ics": _calendar,
    "brief": _brief,
    "brief-docx": _brief_in_word,
    "html": _pages,
    "md": _markdown,
    "csv": _csv,
    "json": _json,
    "zip": _archive,
}
