"""The planner on the command line, the only module that reads the clock and people's files."""

import argparse
import json
import sys
import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from planner.answers import AnswerProblem, read_answers
from planner.document import KIND, read_file
from planner.exporters.markdown import plan_markdown
from planner.library import LibraryError, load_library
from planner.lint import find_problems, guides_to_write
from planner.plan import make_plan
from planner.wire import library_json, plan_json, questions_json

USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 for a faulty library, 2 for bad answers."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except LibraryError as problem:
        print(problem, file=sys.stderr)
        return 1


def read_answers_file(path: Path) -> dict[str, object]:
    """Return the answers in a TOML or JSON file, or in a plan that the page saved.

    `ValueError` says what is wrong with the file.
    """
    text = path.read_text("utf-8-sig")
    read = json.loads if path.suffix == ".json" else tomllib.loads
    try:
        answers = read(text, parse_float=Decimal)
    except RecursionError:
        raise ValueError("the file is nested too deep") from None
    if isinstance(answers, dict) and answers.get("kind") == KIND:
        answers, _ = read_file(text)
    if not isinstance(answers, dict):
        raise ValueError("the file must hold answers by question id")
    return answers


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m planner", description=__doc__)
    commands = parser.add_subparsers(required=True)
    questions = commands.add_parser("questions", help="list every question")
    questions.add_argument("--json", action="store_true")
    questions.set_defaults(run=_questions)
    plan = commands.add_parser("plan", help="make the plan for a file of answers")
    plan.add_argument("file", type=Path)
    plan.add_argument("--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    plan.add_argument("--json", action="store_true")
    plan.set_defaults(run=_plan)
    library = commands.add_parser("library", help="print everything the library holds")
    library.add_argument("--json", action="store_true")
    library.set_defaults(run=_library)
    lint = commands.add_parser("lint", help="check the library")
    lint.add_argument("--docs", type=Path, default=Path("docs"))
    lint.set_defaults(run=_lint)
    return parser


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


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
    try:
        raw = read_answers_file(options.file)
    except (OSError, ValueError) as problem:
        print(f"{options.file}: {problem}", file=sys.stderr)
        return USAGE_ERROR
    facts, problems = read_answers(raw, library.questions, library.countries)
    if problems or facts is None:
        _print_problems(problems)
        return USAGE_ERROR
    plan = make_plan(facts, library, options.today or date.today())
    if options.json:
        _print_json(plan_json(plan, library))
    else:
        print(plan_markdown(plan, library))
    return 0


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
    missing, unwritten = guides_to_write(library, options.docs)
    problems += [f"guide {link}: there is no such page" for link in missing]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"library {library.version}: {len(problems)} problems")
    print(f"guide links that still point at a library page: {len(unwritten)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
