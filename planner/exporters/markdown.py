"""The plan as Markdown text to read, copy or keep; the words and order come from the plan."""

import re
from collections.abc import Callable, Collection

from planner.checklist import task_names
from planner.colophon import colophon, plan_name
from planner.exporters.rendering import environment
from planner.model import Library, Plan

BLANK_LINES = re.compile(r"\n{3,}")
# What people type stays words: no tag, link, heading, rule, quotation, table or block of code.
LIVE = re.compile(
    r"(?m)<(?=[a-z/!?])|\](?=[(\[:])|(?<=http):(?=//)|(?<=https):(?=//)|(?<=www)\."
    r"|\\(?=[!-/:-@\[-`{-~])|^[ \t]*(?=#|>|\||```|~~~|(?:[-=_*] ?){3,}$)",
    re.IGNORECASE,
)


def plan_markdown(
    plan: Plan,
    library: Library,
    done: Collection[str] = (),
    clean: Callable[[str], str] = str,
) -> str:
    """Return the whole plan as one Markdown text; `done` holds the ids of what is ticked.

    What `clean` takes out of typed words is gone before they are made still.
    """
    template = environment().get_template("plan.md")
    text = template.render(
        plan=plan,
        library=library,
        done=frozenset(done),
        name=plan_name(plan),
        tasks=task_names(plan),
        colophon=colophon(plan, library),
        still=lambda text: still(clean(text)),
    )
    return BLANK_LINES.sub("\n\n", text).strip() + "\n"


def still(text: str) -> str:
    """Return text with a backslash before whatever Markdown would make more of than words."""
    return LIVE.sub(lambda found: re.sub(r"(?=\S|$)", r"\\", found[0], count=1), text)
