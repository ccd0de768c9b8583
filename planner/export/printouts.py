"""Printouts: plan, checklist by person, documents, and the brief for one person."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from planner.export.html import titles
from planner.export.imprint import footer_line, imprint, plan_name, plan_title
from planner.export.rendering import render
from planner.export.safe_text import harmless
from planner.plan.brief import make_brief
from planner.plan.checklist import task_names
from planner.plan.groups import in_groups, risks_of, steps_left, tasks_of
from planner.rules.model import Library, Plan
from planner.rules.phrases import one_line
from planner.rules.words import say

BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Printout:
    """A printout: its title and the words of its button; `person` is `must` where it is for one."""

    title: str
    button: str
    person: str = ""


PRINTOUTS = {
    "plan": Printout("Secondment plan", "Print the whole plan"),
    "checklist": Printout("Checklist by person", "Print the checklist by person"),
    "documents": Printout("Draft documents", "Print the documents"),
    "brief": Printout("Brief", "Print the brief", person="must"),
}


def printout(
    kind: str, plan: Plan, library: Library, *, person: str = "", done: Collection[str] = ()
) -> str:
    """Return one printout as HTML without a page around it; a brief is for the owner `person`."""
    return harmless(_rendered(kind, plan, library, person, done))


def page(
    kind: str, plan: Plan, library: Library, *, person: str = "", done: Collection[str] = ()
) -> bytes:
    """Return one printout as a file that opens and prints by itself and reaches for nothing."""
    title = library.owners[person].title if person else PRINTOUTS[kind].title
    return _paged(_rendered(kind, plan, library, person, done), title, plan)


def pages(
    plan: Plan, library: Library, *, done: Collection[str] = ()
) -> Iterator[tuple[str, str, bytes]]:
    """Yield each printout that is not for one person as a file: its kind, its title, its bytes."""
    for kind, each in PRINTOUTS.items():
        if not each.person:
            yield kind, each.title, page(kind, plan, library, done=done)


def brief_text(plan: Plan, library: Library, *, person: str, done: Collection[str] = ()) -> str:
    """Return the brief for one person as plain text, to paste into a message."""
    text = _rendered("brief", plan, library, person, done, ending="txt")
    return harmless(BLANK_LINES.sub("\n\n", text).strip() + "\n")


def index(
    groups: Iterable[tuple[str, str, Mapping[str, str]]], plan: Plan, library: Library
) -> bytes:
    """Return the front page of an archive: each group with its words and its files by title."""
    content = _rendered("index", plan, library, "", (), groups=groups)
    return _paged(content, say("export.index"), plan)


def css_string(text: str) -> str:
    """Return text as a CSS string with every special character escaped."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


def _paged(content: str, title: str, plan: Plan) -> bytes:
    style = (files("planner") / "templates/printouts/printouts.css").read_text("utf-8")
    html = render(
        "printouts/page.html",
        content=content,
        style=style,
        footer=css_string(footer_line(plan)),
        title=f"{title}: {plan_name(plan)}",
    )
    return harmless(html).encode()


def _rendered(
    kind: str,
    plan: Plan,
    library: Library,
    person: str,
    done: Collection[str],
    ending: str = "html",
    **more: object,
) -> str:
    by_owner = [
        (owner, mine)
        for id, owner in library.owners.items()
        if person in ("", id) and (mine := tasks_of(plan, library, id))
    ]
    return render(
        f"printouts/{kind}.{ending}",
        plan=plan,
        library=library,
        done=frozenset(done),
        name=plan_title(plan),
        imprint=imprint(plan, library),
        titles=titles(library) | task_names(plan),
        owner=library.owners.get(person),
        people=list(_people(plan, library)),
        brief=make_brief(plan, library, person, done) if person else None,
        risks=risks_of(plan, library, person),
        steps_left=steps_left(plan, done),
        by_phase=in_groups(plan, library),
        by_owner=by_owner,
        **more,
    )


def _people(plan: Plan, library: Library) -> Iterator[tuple[str, str]]:
    """Yield the title and the name of the owners whose names are known."""
    facts = plan.facts
    known = {
        "secondee": facts.secondee_name,
        "home_manager": facts.home_manager,
        "host_manager": facts.host_manager,
    }
    for owner, name in known.items():
        if name:
            yield library.owners[owner].title, one_line(name)
