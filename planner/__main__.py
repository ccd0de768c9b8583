"""The planner on the command line, the only module that reads the clock and people's files."""

import argparse
import io
import json
import os
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zlib import crc32

from planner.content.loader import LibraryError, load_library
from planner.export.formats import FORMATS, Choices, ExportProblem, add, make
from planner.export.json_plan import library_json, plan_json, questions_json
from planner.export.markdown import plan_markdown
from planner.export.safe_text import file_name
from planner.lint import published
from planner.lint.listed import find_unlisted
from planner.lint.pages import find_page_problems
from planner.lint.whole import find_problems, guides_to_write
from planner.lint.words import find_word_problems
from planner.plan.make import make_plan
from planner.rules.answers import AnswerProblem, read_answers, reading_notes, unused_notes
from planner.rules.model import Library, Plan
from planner.work.opening import opened
from planner.work.plan_file import KIND, PLAN_ID, Identity, new_file, read_identity
from planner.work.ticks import done_in

USAGE_ERROR = 2
STATUSES = (
    "Exit status: 0 when all is well, also when whatever reads the output stops early; 1 for a "
    "library with problems; 2 for answers, files or options that cannot be used."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; see `STATUSES`."""
    _set_up_output()
    options = _parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader, such as `| head`, has closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except LibraryError as problem:
        print(problem, file=sys.stderr)
        return 1


def _set_up_output() -> None:
    """Write UTF-8 into a file or pipe, unless the environment names another encoding.

    A terminal keeps its own encoding; a character that it cannot show is printed as its code.
    """
    told = os.environ.get("PYTHONIOENCODING")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            own = stream.encoding if told or stream.isatty() else "utf-8"
            stream.reconfigure(encoding=own, errors="backslashreplace")


def read_answers_file(path: Path) -> dict[str, object]:
    """Return the answers in a TOML or JSON file, or in a plan that the page saved.

    `ValueError` says what is wrong with the file.
    """
    return _read_file(path, load_library())[0]


def _read_file(path: Path, library: Library) -> tuple[dict[str, object], Choices, list[str]]:
    """Return the answers, what a plan that the page saved holds besides, and notes on it."""
    text = path.read_text("utf-8-sig")
    read = json.loads if path.suffix == ".json" else tomllib.loads
    try:
        answers = read(text, parse_float=Decimal)
    except RecursionError:
        raise ValueError("the file is nested too deep") from None
    if not isinstance(answers, dict):
        raise ValueError("the file must hold answers by question id")
    if answers.get("kind") != KIND:
        return answers, Choices(file=new_file(library.version, answers)), []
    plan = opened(text, library)
    choices = Choices(
        file=plan.content, done=done_in(plan.content), identity=read_identity(plan.content)
    )
    return {**plan.answers}, choices, plan.notes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m planner", description=__doc__, epilog=STATUSES)
    commands = parser.add_subparsers(required=True)
    questions = commands.add_parser("questions", help="list every question")
    questions.add_argument("--json", action="store_true")
    questions.set_defaults(run=_questions)
    plan = commands.add_parser("plan", help="make the plan for a file of answers")
    plan.add_argument("file", type=Path)
    plan.add_argument("--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    plan.add_argument("--json", action="store_true")
    plan.set_defaults(run=_plan)
    _add_export(commands.add_parser("export", help="write the plan as files"))
    library = commands.add_parser("library", help="print everything the library holds")
    library.add_argument("--json", action="store_true")
    library.set_defaults(run=_library)
    lint = commands.add_parser("lint", help="check the library")
    lint.add_argument("--docs", type=Path, default=Path("docs"))
    lint.set_defaults(run=_lint)
    ids = commands.add_parser("ids", help="add new ids to the list of published ones")
    ids.add_argument("--docs", type=Path, default=Path("docs"))
    ids.set_defaults(run=_ids)
    return parser


def _add_export(export: argparse.ArgumentParser) -> None:
    ids = [format.id for format in FORMATS]
    export.add_argument("file", type=Path, help="answers, or a plan that the page saved")
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.add_argument("--format", default="zip", metavar=",".join(ids), help="one or more")
    export.add_argument("--person", default="", metavar="OWNER", help="for one owner, by id")
    export.add_argument("--no-notes", action="store_true", help="Word without drafting notes")
    export.add_argument(
        "--no-names", action="store_true", help="leave the person's name out of file names"
    )
    export.add_argument("--force", action="store_true", help="overwrite files that are there")
    export.add_argument("--house", type=Path, metavar="DOCX", help="a Word file as house template")
    export.add_argument("--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    export.add_argument("--plan-id", default="", help="what calendar entries are known by")
    export.add_argument("--revision", type=int, default=None, help="must rise for calendars")
    export.set_defaults(run=_export)


def _print_json(value: object) -> None:
    readable = sys.stdout.encoding.lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not readable, indent=2))


def _questions(options: argparse.Namespace) -> int:
    library = load_library()
    if options.json:
        _print_json(questions_json(library))
    else:
        for question in library.questions.values():
            print(f"{question.id:28} {question.ask}")
    return 0


def _plan(options: argparse.Namespace) -> int:
    library = load_library()
    found = _planned(options, library)
    if found is None:
        return USAGE_ERROR
    if options.json:
        _print_json(plan_json(found[0], library))
    else:
        print(plan_markdown(found[0], library, found[1].done))
    return 0


def _planned(options: argparse.Namespace, library: Library) -> tuple[Plan, Choices] | None:
    """Return the plan of the file that was named; without one every problem is printed."""
    try:
        raw, choices, differing = _read_file(options.file, library)
    except (OSError, ValueError) as problem:
        print(f"{options.file}: {problem}", file=sys.stderr)
        return None
    for sentence in differing:
        print(f"{options.file}: {sentence}", file=sys.stderr)
    facts, problems = read_answers(raw, library.questions, library.countries)
    if problems or facts is None:
        _print_problems(problems)
        return None
    notes = (
        *reading_notes(raw, library.questions),
        *unused_notes(raw, facts, library.questions),
    )
    plan = make_plan(facts, library, options.today or date.today(), notes)
    for note in plan.notes:
        print(f"{note.question}: note: {note.message}", file=sys.stderr)
    return plan, choices


def _export(options: argparse.Namespace) -> int:
    """Write the files of each format that can be made, print their names and what is missing."""
    library = load_library()
    found = _planned(options, library)
    if found is None:
        return USAGE_ERROR
    files: dict[str, bytes] = {}
    try:
        choices = _choices(options, found[1])
        wanted = _formats(options.format)
        _say_who_changes_nothing(options.person, wanted)
        for id in wanted:
            try:
                add(files, make(id, found[0], library, choices).items())
            except ExportProblem as problem:
                print(f"{id}: {problem}", file=sys.stderr)
        written = _write(files, options.to, options.force)
    except (OSError, ExportProblem) as problem:
        print(problem, file=sys.stderr)
        return USAGE_ERROR
    for path in written:
        print(path)
    return 0 if files else USAGE_ERROR


def _write(files: Mapping[str, bytes], folder: Path, force: bool) -> list[Path]:
    """Write files and return their paths; without `force` none if one of them is there already."""
    paths = [folder / name for name in files]
    there = [str(path) for path in paths if os.path.lexists(path)]
    if there and not force:
        raise ExportProblem(
            f"Nothing was written, because these are there already: {', '.join(there)}. "
            "Choose another folder, or add --force to overwrite them."
        )
    if files:
        folder.mkdir(parents=True, exist_ok=True)
    for path, data in zip(paths, files.values(), strict=True):
        with path.open("wb" if force else "xb") as file:
            file.write(data)
    return paths


def _say_who_changes_nothing(person: str, wanted: Sequence[str]) -> None:
    """Say where `--person` has no effect, because the file holds everything."""
    if person and not any(format.person for format in FORMATS if format.id in wanted):
        said = ", ".join(wanted)
        print(f"--person changes nothing in {said}: these hold everything.", file=sys.stderr)


def _formats(listed: str) -> list[str]:
    known = [format.id for format in FORMATS]
    wanted = [name.strip() for name in listed.split(",")]
    for name in wanted:
        if name not in known:
            raise ExportProblem(f"There is no format “{name}”. Use {', '.join(known)}.")
    return wanted


def _choices(options: argparse.Namespace, saved: Choices) -> Choices:
    return replace(
        saved,
        person=options.person,
        notes=not options.no_notes,
        names=not options.no_names,
        house=options.house.read_bytes() if options.house else None,
        identity=_identity(options, saved.identity),
    )


def _identity(options: argparse.Namespace, saved: Identity) -> Identity:
    """Return the identity of the plan: as given, from the file, or from its name and the clock."""
    if options.plan_id and not PLAN_ID.fullmatch(options.plan_id):
        raise ExportProblem("Give a plan id of up to 64 letters a to z, digits and hyphens.")
    plan_id = options.plan_id or saved.plan_id or _plan_id(options.file.stem)
    revision = saved.revision if options.revision is None else options.revision
    if not revision and not options.today:
        now = datetime.now()
        revision = int((now - datetime(1970, 1, 1)).total_seconds() // 60)
    return Identity(plan_id, revision)


def _plan_id(stem: str) -> str:
    """Return the name of a file as a plan id, with a checksum where an id cannot hold all of it."""
    name = file_name(stem, instead="")
    if PLAN_ID.fullmatch(name):
        return name
    plain = re.sub("[^0-9a-z]+", "-", name).strip("-")[:40]
    return f"{plain or 'plan'}-{crc32(stem.encode(errors='surrogatepass')):08x}".replace("--", "-")


def _print_problems(problems: Sequence[AnswerProblem]) -> None:
    for problem in problems:
        print(f"{problem.question}: {problem.message}", file=sys.stderr)


def _library(options: argparse.Namespace) -> int:
    library = load_library()
    if options.json:
        _print_json(library_json(library))
    else:
        for kind in ("clauses", "items", "risks", "questions", "sources", "limits", "places"):
            print(f"{kind:10} {len(getattr(library, kind))}")
    return 0


def _lint(options: argparse.Namespace) -> int:
    library = load_library()
    problems = find_problems(library)
    problems += find_word_problems(library)
    problems += find_page_problems(options.docs)
    problems += published.find_id_problems(library, options.docs, _listed())
    problems += find_unlisted(library, options.docs.parent / "tests")
    _, unwritten = guides_to_write(library, options.docs)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"library {library.version}: {len(problems)} problems")
    print(f"guide links that still point at a library page: {len(unwritten)}")
    return 1 if problems else 0


def _listed() -> str:
    return published.LIST.read_text("utf-8") if published.LIST.is_file() else ""


def _ids(options: argparse.Namespace) -> int:
    """Add new ids to the list; ids that are gone stay on it, and the lint reports them."""
    ids = published.all_ids(load_library(), options.docs)
    before = _listed()
    after = published.with_new_ids(before, ids)
    published.LIST.write_text(after, "utf-8")
    print(f"{published.NAME}: {len(after.splitlines()) - len(before.splitlines())} ids added")
    return 0


if __name__ == "__main__":
    sys.exit(main())
