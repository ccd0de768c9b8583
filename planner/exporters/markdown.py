"""The plan as Markdown text to read, copy or keep; the words and order come from the plan."""

import re

from planner.exporters.rendering import render
from planner.model import Library, Plan

BLANK_LINES = re.compile(r"\n{3,}")


def plan_markdown(plan: Plan, library: Library) -> str:
    """Return the whole plan as one Markdown text."""
    text = render("plan.md", plan=plan, library=library)
    return BLANK_LINES.sub("\n\n", text).strip() + "\n"
