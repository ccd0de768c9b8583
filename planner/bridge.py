"""The only door of the browser: JSON text in, JSON text out; it keeps no answers."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from zlib import crc32

from planner.answers import AnswerProblem, read_answers
from planner.document import FileProblem, read_file
from planner.exporters.html import FRAME, PlanPage, empty_html
from planner.exporters.markdown import plan_markdown
from planner.library import load_library
from planner.model import Plan
from planner.plan import make_plan
from planner.wire import Json, plan_json


def handle(request_json: str) -> str:
    """Answer one request; `do` is plan, text or open.

    The reply has `ok`; when that is false, `message` says in plain words what a person can do.
    A fault of ours is an exception, which the caller shows as such.
    """
    request = json.loads(request_json)
    work: dict[str, Callable[[Mapping[str, object]], Json]] = {
        "plan": _plan,
        "text": _text,
        "open": _open,
    }
    try:
        reply = work[request["do"]](request)
    except FileProblem as problem:
        reply = {"ok": False, "message": str(problem)}
    return json.dumps(reply)


def _made(request: Mapping[str, object]) -> tuple[Plan | None, list[AnswerProblem]]:
    library = load_library()
    facts, problems = read_answers(_answers(request), library.questions, library.countries)
    today = date.fromisoformat(str(request["today"]))
    return (make_plan(facts, library, today) if facts else None), problems


def _answers(request: Mapping[str, object]) -> dict[str, object]:
    answers = request.get("answers")
    return dict(answers) if isinstance(answers, dict) else {}


@cache
def _page(root: str) -> PlanPage:
    return PlanPage(load_library(), root)


def _plan(request: Mapping[str, object]) -> Json:
    """Return the plan as parts of HTML with every problem, and as JSON where `json` asks for it.

    `marks` has a checksum for each part; `html` only the parts that the page, which sends the
    marks it has as `seen`, does not show yet.
    """
    library = load_library()
    plan, problems = _made(request)
    page = _page(str(request.get("root", "")))
    if plan is None:
        page.kept.clear()  # it may hold what was typed before
    parts = page.parts(plan) if plan else {FRAME: empty_html(library)}
    marks = {name: crc32(html.encode()) for name, html in parts.items()}
    seen = request.get("seen")
    known = seen if isinstance(seen, dict) else {}
    reply: Json = {
        "ok": True,
        "problems": [
            {"question": p.question, "message": p.message} for p in problems if not p.is_missing
        ],
        "marks": marks,
        "html": {name: html for name, html in parts.items() if known.get(name) != marks[name]},
    }
    if request.get("json"):
        reply["plan"] = plan_json(plan, library) if plan else None
    return reply


def _text(request: Mapping[str, object]) -> Json:
    """Return the plan as Markdown text to copy."""
    plan, _ = _made(request)
    if plan is None:
        return {"ok": False, "message": "Answer the first question, then there is a plan to copy."}
    return {"ok": True, "text": plan_markdown(plan, load_library())}


def _open(request: Mapping[str, object]) -> Json:
    answers, done = read_file(str(request["text"]))
    return {"ok": True, "answers": answers, "done": done}
