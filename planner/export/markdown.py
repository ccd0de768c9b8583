"""The plan as Markdown text to read, copy or keep; the words and order come from the plan.

Whatever the template puts in is escaped, so that typed words are shown as typed by CommonMark,
GitHub and Python-Markdown alike. A backslash stands only where all of them take it.
"""

import re
from collections.abc import Collection
from functools import cache

from jinja2 import Environment

from planner.export.imprint import imprint, plan_name
from planner.export.rendering import environment
from planner.plan.checklist import task_names
from planner.plan.groups import in_groups, risks_of, steps_left
from planner.plan.waiting import affects, answer_next
from planner.rules.answers import clean_text
from planner.rules.model import Library, Plan

BLANK_LINES = re.compile(r"\n{3,}")
LINE_END = re.compile(r"\s*\n\s*")  # a blank line would end the list or the cell it stands in
# Where markup of any kind of Markdown begins: the character to escape.
LIVE = re.compile(
    r"^(?:"
    r"[#>*\[]"  # heading, quotation, list, task, definition of a link or a note
    r"|-(?=[-\s|:]|$)|\+(?=[+\s]|$)"  # list, rule, heading with a line below it, table
    r"|=(?==*\s*$|==)|:(?=[-:\s]|$)"  # the same, tab, definition, block
    r"|!(?=!!)|\?(?=\?\?)|/(?=//)"  # admonition, folded note, block
    r")"
    r"|\\(?=[!-/:-@\[-`{-~\s]|\Z)"  # what would be escaped by it
    r"|[`{|]"  # code, attributes, a cell of a table
    r"|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])"  # emphasis, but not 5 * 3 and a_b
    r"|<(?!\s)|&(?=#|\w+;)"  # tag, address, character by its name
    r"|\](?=[(\[:]|\Z)|\[(?=\[)"  # link, picture, note
    r"|\^(?=\[)|:(?=(?:[a-z+-][\w+-]*|100|1234):)"  # note in the line, picture by its name
    r"|(?<=http):(?=//)|(?<=https):(?=//)|(?<=ftp):(?=//)|(?<=mailto):|(?<=xmpp):|(?<=www)\."
    r"|(?<=[\w.+-])@(?=[\w-]+\.)"  # addresses that become links by themselves
    r"|(?P<pair>~|\^|\$|==|\+\+)",  # struck out, raised, formula, marked, inserted
    re.MULTILINE | re.IGNORECASE,
)
NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)", re.MULTILINE)
TAKES_A_BACKSLASH = frozenset("\\`*_{}[]()>#+-.!")  # of Python-Markdown, the fewest of all
NAMED = {"<": "&lt;", "&": "&amp;"}


def plan_markdown(plan: Plan, library: Library, done: Collection[str] = ()) -> str:
    """Return the whole plan as one Markdown text; `done` holds the ids of what is ticked."""
    text = (
        _environment()
        .get_template("plan.md")
        .render(
            plan=plan,
            library=library,
            done=frozenset(done),
            name=plan_name(plan),
            tasks=task_names(plan),
            steps_left=steps_left(plan, done),
            by_phase=in_groups(plan, library),
            risks=risks_of(plan, library),
            open_questions=[
                (gap.question, affects(gap, found)) for gap, found in answer_next(plan)
            ],
            imprint=imprint(plan, library),
        )
    )
    return BLANK_LINES.sub("\n\n", text).strip() + "\n"


@cache
def _environment() -> Environment:
    return environment().overlay(finalize=still)


def still(value: object) -> str:
    """Return a value escaped, so that Markdown shows it as plain text."""
    text = LINE_END.sub("\n", clean_text(str(value)))

    def escaped(found: re.Match[str]) -> str:
        if found["pair"] and text.count(found["pair"]) == 1:
            return found[0]
        return "".join(
            f"\\{sign}" if sign in TAKES_A_BACKSLASH else NAMED.get(sign, f"&#{ord(sign)};")
            for sign in found[0]
        )

    return NUMBERED.sub(r"\1\\\2", LIVE.sub(escaped, text))
