"""The browser's only entry point: JSON text in, JSON as bytes out.

No reply depends on an earlier one. It caches the last cases and the rendered parts until there is
no case any more. The modules that open and make files are imported on first use, so that the start
is faster.
"""

import json
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache

from planner.content.loader import load_library
from planner.export.html import FRAME, PlanPage, empty_html
from planner.export.imprint import footer_line
from planner.export.json_plan import Json, plan_json
from planner.export.markdown import plan_markdown
from planner.plan.make import plan_of
from planner.rules.answers import AnswerProblem, read_answers, reading_notes
from planner.rules.judgement import Case
from planner.rules.model import Plan
from planner.rules.stage import case_on_day
from planner.rules.words import say
from planner.work.shown import shown_of
from planner.work.ticks import done_in, group


def handle(request_json: str) -> bytes:
    """Answer one request; `do` names it, such as plan, export or house_template.

    The reply has `ok`; when that is false, `message` says in plain words what a person can do.
    It is UTF-8, because Pyodide hands bytes over whole, and a text character by character.
    A fault in the program is an exception, which the caller reports as one.
    """
    request = json.loads(request_json)
    work: dict[str, Callable[[Mapping[str, object]], Json]] = {
        "plan": _plan,
        "text": _text,
        "shown": _shown,
        "open": _open,
        "export": _export,
        "printout": _printout,
        "house_template": _house_template,
    }
    return json.dumps(work[request["do"]](request)).encode()


# The last case of each relationship, whose cache is used again; empty while there is no case.
_LAST: dict[str, Case] = {}


def _made(request: Mapping[str, object]) -> tuple[Plan | None, list[AnswerProblem]]:
    library = load_library()
    raw = _answers(request)
    facts, problems = read_answers(raw, library.questions, library.countries)
    if facts is None:
        _LAST.clear()  # they may contain earlier answers
        return None, problems
    today = date.fromisoformat(str(request["today"]))
    last = _LAST.get(facts.relationship)
    case = _LAST[facts.relationship] = case_on_day(facts, library, today, last)
    notes = reading_notes(raw, library.questions)
    return plan_of(case, today, notes), problems


def _answers(request: Mapping[str, object]) -> dict[str, object]:
    return dict(group(request, "answers"))


@cache
def _page(root: str) -> PlanPage:
    return PlanPage(load_library(), root)


def _plan(request: Mapping[str, object]) -> Json:
    """Return the plan as fragments of HTML, every problem and note, and as JSON where `json` asks.

    `marks` has a checksum for each fragment; `html` only those that the page, which sends the
    marks it has as `seen`, does not show yet.
    """
    library = load_library()
    plan, problems = _made(request)
    page = _page(str(request.get("root", "")))
    if plan is None:
        page.forget()  # it may contain earlier answers
    fragments = page.fragments(plan) if plan else {FRAME: empty_html(library)}
    marks = page.marks(fragments)
    seen = request.get("seen")
    known = seen if isinstance(seen, dict) else {}
    notes = plan.notes if plan else reading_notes(_answers(request), library.questions)
    reply: Json = {
        "ok": True,
        "problems": [
            {"question": p.question, "cell": p.cell, "message": p.message}
            for p in problems
            if not p.is_missing
        ],
        "notes": [asdict(note) for note in notes],
        "marks": marks,
        "html": {name: html for name, html in fragments.items() if known.get(name) != marks[name]},
    }
    if request.get("json"):
        reply["plan"] = plan_json(plan, library) if plan else None
    return reply


def _text(request: Mapping[str, object]) -> Json:
    """Return the plan as Markdown text to copy."""
    plan, _ = _made(request)
    if plan is None:
        return {"ok": False, "message": say("export.no_plan")}
    return {"ok": True, "text": plan_markdown(plan, load_library(), done_in(request.get("file")))}


def _shown(request: Mapping[str, object]) -> Json:
    """Return what the plan shows, for the plan file: see `planner.work.changes`."""
    plan, _ = _made(request)
    return (
        {"ok": False, "message": say("export.no_plan")}
        if plan is None
        else {"ok": True, "shown": shown_of(plan)}
    )


def _open(request: Mapping[str, object]) -> Json:
    """Return a plan file in the current format, for the page to hold, with notes for the user.

    `answers` are those that fit their questions. The page tells a file of a later format by itself.
    """
    from planner.work.opening import opened
    from planner.work.plan_file import FileProblem

    try:
        file = opened(str(request["text"]), load_library())
    except FileProblem as problem:
        return {"ok": False, "message": str(problem)}
    return {
        "ok": True,
        "file": file.content,
        "answers": file.answers,
        "notes": file.notes,
    }


def _export(request: Mapping[str, object]) -> Json:
    """Return the files of one format, as base64; without `format` only load what makes them."""
    from planner.export import formats
    from planner.work.plan_file import read_identity

    if "format" not in request:
        return {"ok": True}
    plan, _ = _made(request)
    if plan is None:
        return {"ok": False, "message": say("export.no_plan")}
    choices = formats.Choices(
        person=str(request.get("person", "")),
        notes=bool(request.get("notes", True)),
        house=_bytes(request.get("house_template")),
        done=done_in(request.get("file")),
        identity=read_identity(request.get("file")),
        file=group(request, "file"),
    )
    try:
        files = formats.make(str(request["format"]), plan, load_library(), choices)
    except formats.ExportProblem as problem:
        return {"ok": False, "message": str(problem)}
    return {
        "ok": True,
        "files": [
            {"name": name, "data": b2a_base64(data, newline=False).decode()}
            for name, data in files.items()
        ],
    }


def _printout(request: Mapping[str, object]) -> Json:
    """Return a printout as HTML, and the footer of its pages."""
    from planner.export import formats

    plan, _ = _made(request)
    if plan is None:
        return {"ok": False, "message": say("export.no_plan")}
    person = str(request.get("person", ""))
    try:
        printout = formats.printout(
            str(request["printout"]), plan, load_library(), person, done_in(request.get("file"))
        )
    except formats.ExportProblem as problem:
        return {"ok": False, "message": str(problem)}
    return {"ok": True, "html": printout, "footer": footer_line(plan)}


def _house_template(request: Mapping[str, object]) -> Json:
    """Say whether a Word file can serve as the house template."""
    from planner.export import formats

    try:
        formats.check_house_template(_bytes(request.get("house_template")))
    except formats.ExportProblem as problem:
        return {"ok": False, "message": str(problem)}
    return {"ok": True}


def _bytes(text: object) -> bytes | None:
    try:
        return a2b_base64(text) if isinstance(text, str) and text else None
    except Error:
        return b""
