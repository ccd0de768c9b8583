"""The export formats of a plan: a row for each format, and the files themselves.

The page loads this module and those that make the files only on the first export.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, count
from zlib import crc32

from planner.export import printouts, word
from planner.export.calendar_file import calendar_file
from planner.export.csv_table import checklist_csv
from planner.export.json_plan import plan_text
from planner.export.markdown import plan_markdown
from planner.export.packing import zipped
from planner.export.safe_text import file_name
from planner.export.workbook import workbook
from planner.rules.model import Library, Plan
from planner.rules.words import joined, say
from planner.work.plan_file import Content, Identity, copy_to_hand_on, written
from planner.work.shown import shown_of

LONGEST_WHO = 60  # bytes of a person's name in the name of a file
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A file, whose text is written as UTF-8; or several, each with what it holds and its title.
type Made = bytes | str | Iterable[tuple[str, str, bytes]]


class ExportProblem(ValueError):
    """A request that cannot be met, in words for the person who made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose: an owner, drafting notes, a house template, what is done, which plan.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """An export format: the row that the page, the command line and the archive read.

    `title`, `about` and `reader` are the words of its card. `maker` returns the file or the files,
    and `holds` names what a single one holds. `person` is `may` where it can be narrowed to one
    owner and `must` where it is for one. `copies` says that its text can be copied, `house` that
    it has the look of the house template. In the archive it lies in `folder`; with
    `for_each` there is one for each person there.
    """

    id: str
    title: str
    about: str
    reader: str
    media_type: str
    ending: str
    maker: Callable[[Plan, Library, Choices], Made]
    holds: str = ""
    person: str = ""
    copies: bool = False
    house: bool = False
    folder: str = ""
    for_each: bool = False


def _drafts(plan: Plan, library: Library, choices: Choices) -> Made:
    made = word.documents(
        plan, library, notes=choices.notes, house=choices.house, done=choices.done
    )
    titles = [document.outline.title for document in plan.documents]
    return zip(titles, titles, made.values(), strict=True)


def _archive(plan: Plan, library: Library, choices: Choices) -> bytes:
    files: dict[str, bytes] = {}
    groups: list[tuple[str, str, dict[str, str]]] = []
    for format in IN_ARCHIVE:
        people = ["", *owners_in(plan)] if format.for_each else [""]
        wishes = [replace(choices, person=p) for p in people if p or format.person != "must"]
        made = [*chain.from_iterable(_files(format, plan, library, wish) for wish in wishes)]
        added = add(files, ((f"{format.folder}{name}", data) for name, _, data in made))
        titles = (title for _, title, _ in made)
        groups.append((format.title, format.about, dict(zip(added, titles, strict=True))))
    name = _name(plan, choices, "json", "plan-file")
    [name] = add(files, [(name, _saved(plan, choices).encode(errors="backslashreplace"))])
    title = say("export.plan_file")
    groups.append((title, say("export.about_plan_file"), {name: title}))
    front = {"index.html": printouts.index(groups, plan, library)}
    return zipped(front | files, packed=True)


IN_ARCHIVE = (
    Format(
        id="docx",
        title="Word documents",
        about="Each draft agreement or letter, numbered, with gaps marked, to edit and negotiate.",
        reader="Legal, HR and whoever signs",
        media_type=WORD_TYPE,
        ending="docx",
        maker=_drafts,
        house=True,
        folder="documents/",
    ),
    Format(
        id="xlsx",
        title="Excel workbook",
        about="Checklist, dates, risks, costs and days as sheets to filter, tick off and add up.",
        reader="HR and Finance",
        media_type=EXCEL_TYPE,
        ending="xlsx",
        holds="workbook",
        maker=lambda plan, library, c: workbook(plan, library, person=c.person, done=c.done),
        person="may",
    ),
    Format(
        id="ics",
        title="Calendar",
        about="An all-day entry for each task and check-in. Importing again updates what changed.",
        reader="everyone with a task",
        media_type="text/calendar",
        ending="ics",
        holds="calendar",
        maker=lambda plan, library, c: calendar_file(
            plan, library, c.identity, person=c.person, done=c.done
        ),
        person="may",
        folder="calendars/",
        for_each=True,
    ),
    Format(
        id="brief",
        title="Brief for one person, as a page",
        about="What that person must do and when, without pay or terms, to print or open.",
        reader="the person chosen above",
        media_type="text/html",
        ending="html",
        holds="brief",
        maker=lambda plan, library, c: printouts.page(
            "brief", plan, library, person=c.person, done=c.done
        ),
        person="must",
        folder="briefs/",
        for_each=True,
    ),
    Format(
        id="brief-docx",
        title="Brief for one person, in Word",
        about="The same brief to edit and send on.",
        reader="the person chosen above",
        media_type=WORD_TYPE,
        ending="docx",
        holds="brief",
        maker=lambda plan, library, c: word.brief(
            plan, library, c.person, done=c.done, house=c.house
        )[1],
        person="must",
        house=True,
        folder="briefs/",
        for_each=True,
    ),
    Format(
        id="brief-text",
        title="Brief for one person, as text",
        about="The same brief to paste into an e-mail or a chat.",
        reader="the person chosen above",
        media_type="text/plain",
        ending="txt",
        holds="brief",
        maker=lambda plan, library, c: printouts.brief_text(
            plan, library, person=c.person, done=c.done
        ),
        person="must",
        copies=True,
        folder="briefs/",
        for_each=True,
    ),
    Format(
        id="html",
        title="Pages to print",
        about="The whole plan, the checklist by person and the drafts as pages that print cleanly.",
        reader="meetings and your records",
        media_type="text/html",
        ending="html",
        maker=lambda plan, library, c: printouts.pages(plan, library, done=c.done),
    ),
    Format(
        id="md",
        title="Text (Markdown)",
        about="The whole plan as plain text, for a wiki, an e-mail or a chat.",
        reader="notes and messages",
        media_type="text/markdown",
        ending="md",
        holds="plan",
        maker=lambda plan, library, c: plan_markdown(plan, library, c.done),
        copies=True,
    ),
    Format(
        id="csv",
        title="Table (CSV)",
        about=(
            "Every task and date as a table that task boards and other programs can read. If Excel "
            "shows it in one column, import it there: choose Data, then From Text/CSV."
        ),
        reader="whoever runs a task board",
        media_type="text/csv",
        ending="csv",
        holds="checklist",
        maker=lambda plan, library, c: checklist_csv(plan, library, person=c.person, done=c.done),
        person="may",
        copies=True,
    ),
    Format(
        id="json",
        title="Data (JSON)",
        about="The whole plan as data, with every reason and source, for programs.",
        reader="IT",
        media_type="application/json",
        ending="json",
        holds="plan",
        maker=lambda plan, library, _: plan_text(plan, library),
        copies=True,
    ),
)
FORMATS = (
    *IN_ARCHIVE,
    Format(
        id="zip",
        title="Everything in one archive",
        about="All of these, a brief for each person and the plan file, with an index page.",
        reader="the personnel file",
        media_type="application/zip",
        ending="zip",
        holds="everything",
        maker=_archive,
        house=True,
    ),
)


def make(format_id: str, plan: Plan, library: Library, choices: Choices) -> dict[str, bytes]:
    """Return the files of one format by name; the same plan and choices give the same bytes.

    `ExportProblem` says what to choose otherwise. A house template that cannot serve is one too.
    """
    format = next(format for format in FORMATS if format.id == format_id)
    _check_person(choices.person, format.person, plan, library)

    def made() -> dict[str, bytes]:
        files = _files(format, plan, library, choices)
        named = add({}, ((name, data) for name, _, data in files))
        if not named:
            raise ExportProblem(plan.stage.papers)  # at some stages no paper is drafted
        return named

    return made() if choices.house is None or not format.house else _in_house_style(made)


def add(files: dict[str, bytes], more: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Add files to others, each under a name of its own; return those added by that name.

    Names that differ only in case are the same file on Windows and macOS.
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


def printout(
    kind: str, plan: Plan, library: Library, person: str = "", done: frozenset[str] = frozenset()
) -> str:
    """Return a printout, without a page around it: one of `printouts.PRINTOUTS`."""
    choice = printouts.PRINTOUTS[kind].person
    _check_person(person, choice, plan, library)
    return printouts.printout(kind, plan, library, person=person if choice else "", done=done)


def check_house_template(data: bytes | None) -> None:
    """Raise `ExportProblem` where a Word file cannot serve as the house template."""
    if data is not None:
        _in_house_style(lambda: word.checked_house_template(data))


def _in_house_style[Result](work: Callable[[], Result]) -> Result:
    from planner.export.word_house import HouseTemplateProblem  # only where a file is given

    try:
        return work()
    except HouseTemplateProblem as problem:
        raise ExportProblem(say("export.house", problem=str(problem))) from None


def _check_person(person: str, choice: str, plan: Plan, library: Library) -> None:
    if person and person not in library.owners:
        owners = joined([*library.owners], by="comma")
        raise ExportProblem(say("export.no_owner", person=person, owners=owners))
    if choice == "must" and not person:
        raise ExportProblem(say("export.no_person"))
    if choice and person and person not in owners_in(plan):
        raise ExportProblem(say("export.no_task", owner=library.owners[person].title))


def owners_in(plan: Plan) -> list[str]:
    """Return the owners who have a task or a risk, in the order in which they come up."""
    tasks = (planned.item.owner for planned in plan.checklist)
    risks = (planned.risk.owner for planned in plan.risks)
    return list(dict.fromkeys((*tasks, *risks)))


def _files(
    format: Format, plan: Plan, library: Library, choices: Choices
) -> Iterator[tuple[str, str, bytes]]:
    """Yield the name, the title and the bytes of each file of a format."""
    person = choices.person if format.person else ""
    made = format.maker(plan, library, choices)
    if isinstance(made, str):
        made = made.encode(errors="backslashreplace")
    if isinstance(made, bytes):
        title = library.owners[person].title if person else format.title
        made = [(format.holds, title, made)]
    for holds, title, data in made:
        yield _name(plan, choices, format.ending, holds, person), title, data


def _name(plan: Plan, choices: Choices, ending: str, *words: str) -> str:
    """Return a file name: whose plan it is, what it holds, and the day it was made.

    Without the name of a person a checksum of the plan's id tells one plan from another.
    """
    id = choices.identity.plan_id
    unnamed = f"secondment-{crc32(id.encode()):08x}" if id else "secondment"
    person = plan.facts.secondee_name if choices.names else None
    who = file_name(person or "", most=LONGEST_WHO, instead=unnamed)
    return f"{who}-{file_name(*words)}-{plan.today.isoformat()}.{ending}"


def _saved(plan: Plan, choices: Choices) -> str:
    content = copy_to_hand_on(
        choices.file, plan.library_version, plan.today, choices.identity, shown_of(plan)
    )
    return written(content)
