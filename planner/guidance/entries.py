"""Entries of the library as Markdown for the guidance pages: clauses, tasks, risks, sources.

Headings are Markdown, so that the table of contents and the link check know them; what stands
below a heading is HTML from the templates. Each function takes a marker's argument and the way to
the site's root. Places are in `places.py`, what is more than an entry in `reference.py`.
"""

from collections.abc import Callable, Iterable, Mapping

from planner.content.loader import load_library
from planner.export.html import page_address
from planner.export.rendering import render
from planner.rules.judgement import reasons_for
from planner.rules.limits import figure
from planner.rules.model import ChecklistItem, Clause, Library, Limit, LimitValue, Risk
from planner.rules.phrases import blank_text

PAGES = {
    "clause": "reference/clauses.md",
    "item": "reference/checklist.md",
    "risk": "reference/risks.md",
}
# Markers around template output, so that the build can tell it from the text of a page.
FROM_DATA = "<!--data-->"
END_OF_DATA = "<!--end of data-->"


def clause(argument: str, root: str) -> str:
    """Return one clause with all that the library holds of it."""
    library = load_library()
    return _clause_on_page(found(argument, library.clauses), library, root)


def slot(argument: str, root: str) -> str:
    """Return every clause of a slot."""
    library = load_library()
    return "\n\n".join(_clause_on_page(one, library, root) for one in _rivals(argument, library))


def wording(argument: str, root: str) -> str:
    """Return the words of every clause of a slot, folded and without a heading."""
    library = load_library()
    rivals = _rivals(argument, library)
    return "\n\n".join(_entry(one, library, root, "wording.html") for one in rivals)


def item(argument: str, root: str) -> str:
    """Return one task in short, linked to its entry."""
    library = load_library()
    return _items_block([found(argument, library.items)], library, root)


def risk(argument: str, root: str) -> str:
    """Return one warning with all that the library holds of it."""
    library = load_library()
    one = found(argument, library.risks)
    heading = f"### Risk: {md(one.title)} {{ #risk-{one.id} }}"
    return f"{heading}\n\n{_entry(one, library, root)}"


def checklist(argument: str, root: str) -> str:
    """Return the tasks of a phase in short."""
    library = load_library()
    found(argument, library.phases)
    items = [one for one in library.items.values() if one.phase == argument]
    return _items_block(items, library, root)


def clauses(_argument: str, root: str) -> str:
    """Return every clause under the part of the longest outline it belongs to."""
    library = load_library()
    outlines = sorted(
        library.outlines.values(), key=lambda o: -sum(len(part.slots) for part in o.parts)
    )
    blocks: list[str] = []
    shown: set[str] = set()
    for part in (part for outline in outlines for part in outline.parts):
        slots = [name for name in part.slots if name not in shown]
        shown |= set(slots)
        if slots:
            blocks.append(f"## {part.title}")
        for name in slots:
            blocks += [_titled(one, one.title, library, root) for one in _rivals(name, library)]
    return "\n\n".join(blocks)


def items(_argument: str, root: str) -> str:
    """Return every task by phase."""
    library = load_library()
    blocks: list[str] = []
    for phase in library.phases.values():
        blocks += [f"## {phase.title} {{ #phase-{phase.id} }}", phase.about]
        for one in library.items.values():
            if one.phase == phase.id:
                blocks.append(_titled(one, one.title, library, root))
    return "\n\n".join(blocks)


def risks(_argument: str, root: str) -> str:
    """Return every warning by level."""
    library = load_library()
    blocks: list[str] = []
    for level in library.levels.values():
        blocks += [f"## {level.title} {{ #level-{level.id} }}", level.about]
        for one in library.risks.values():
            if one.level == level.id:
                blocks.append(_titled(one, one.title, library, root))
    return "\n\n".join(blocks)


def sources(argument: str, root: str) -> str:
    """Return the sources that are named, or all of them with what rests on each."""
    library = load_library()
    names = argument.split() or list(library.sources)
    used = _used_by(library)
    listed = [found(name, library.sources) for name in names]
    return block("sources.html", sources=listed, used=used, root=root, whole=not argument)


def owners(_argument: str, _root: str) -> str:
    """Return who can own a task."""
    return block("owners.html", owners=load_library().owners.values())


def limits(_argument: str, _root: str) -> str:
    """Return each figure of law with its history; what may not be printed is named without it."""
    library = load_library()
    rows = [
        limit_row(limit, value, library)
        for limit in library.limits.values()
        for value in limit.values
    ]
    return block("limits.html", rows=rows)


def limit_row(limit: Limit, value: LimitValue, library: Library) -> dict[str, object]:
    """Return a value of a limit as a row of a table; no figure where it may not be printed."""
    return {
        "limit": limit,
        "figure": figure(limit, library, value.since),
        "since": value.since if value.dated else None,
        "source": library.sources[value.source],
    }


def filters(argument: str, _root: str) -> str:
    """Return the controls that filter a library page; the page's script shows and applies them."""
    library = load_library()
    places = [("any", "Everywhere"), *((p.id, p.name) for p in library.places.values())]
    owners = [(owner.id, owner.title) for owner in library.owners.values()]
    levels = [(level.id, level.title) for level in library.levels.values()]
    documents = [(outline.id, outline.title) for outline in library.outlines.values()]
    controls = {
        "clauses": [("document", "Document", documents)],
        "items": [("owner", "Who does it", owners), ("place", "Where", places)],
        "risks": [
            ("level", "Level", levels),
            ("owner", "Who acts", owners),
            ("place", "Where", places),
        ],
    }
    return block("filter.html", filters=found(argument, controls))


def found[T](name: str, entries: Mapping[str, T]) -> T:
    """Return an entry; `LookupError` says which one does not exist."""
    if name not in entries:
        raise LookupError(f"there is no “{name}” in the library")
    return entries[name]


def block(template: str, **values: object) -> str:
    """Return HTML without blank lines, which would end an HTML block in Markdown."""
    html = render(f"reference/{template}", **values)
    lines = [line for line in html.splitlines() if line.strip()]
    return "\n".join([FROM_DATA, *lines, END_OF_DATA]) if lines else ""


def heading(level: int, words: str, name: str) -> str:
    """Return a heading with an id; `words` are Markdown, `name` may have attributes after it."""
    return f"{'#' * level} {words} {{ #{name} }}"


def md(text: str) -> str:
    """Return words of the library, escaped for Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)


def address(root: str) -> Callable[[str], str]:
    """Return a function from a page's file and anchor to its address as seen from the page."""
    return lambda link: root + page_address(link)


def _clause_on_page(one: Clause, library: Library, root: str) -> str:
    """Return a clause for a page of guidance, whose own headings may have the clause's id."""
    heading = f"### Clause: {md(one.title)} {{ #clause-{one.id} }}"
    return f"{heading}\n\n{_entry(one, library, root)}"


def _titled(one: Clause | ChecklistItem | Risk, title: str, library: Library, root: str) -> str:
    return f"### {md(title)} {{ #{one.id} }}\n\n{_entry(one, library, root)}"


def _items_block(listed: Iterable[ChecklistItem], library: Library, root: str) -> str:
    return block("tasks.html", items=list(listed), library=library, address=address(root))


def _rivals(argument: str, library: Library) -> list[Clause]:
    rivals = [one for one in library.clauses.values() if one.slot == argument]
    if not rivals:
        raise LookupError(f"no clause has the slot “{argument}”")
    return rivals


def _entry(
    entry: Clause | ChecklistItem | Risk, library: Library, root: str, template: str = ""
) -> str:
    usual = {Clause: "clause.html", ChecklistItem: "item.html", Risk: "risk.html"}[type(entry)]
    return block(
        template or usual,
        entry=entry,
        library=library,
        reasons=reasons_for(entry.applies, library),
        sources=[library.sources[name] for name in entry.sources],
        documents=_documents_of(entry, library),
        address=address(root),
        blank=lambda name: blank_text(name, library),
        slot_title=lambda name: _rivals(name, library)[0].title,
        only_if=lambda name: _only_if(entry, name, library),
    )


def _only_if(entry: Clause | ChecklistItem | Risk, point: str, library: Library) -> str:
    """Return when a passage of a clause belongs in a draft; empty where it always does."""
    if not isinstance(entry, Clause):
        return ""
    return " ".join(reasons_for(entry.points[point].applies, library))


def _documents_of(entry: Clause | ChecklistItem | Risk, library: Library) -> str:
    """Return the ids of the documents that have a clause's slot."""
    if not isinstance(entry, Clause):
        return ""
    return " ".join(
        outline.id
        for outline in library.outlines.values()
        if any(entry.slot in part.slots for part in outline.parts)
    )


def _used_by(library: Library) -> dict[str, list[tuple[str, str]]]:
    """Return for each source the entries that rest on it, as page and title."""
    used: dict[str, list[tuple[str, str]]] = {}
    for one in library.clauses.values():
        _note(used, one.sources, f"{PAGES['clause']}#{one.id}", one.title)
    for task in library.items.values():
        _note(used, task.sources, f"{PAGES['item']}#{task.id}", task.title)
    for warning in library.risks.values():
        _note(used, warning.sources, f"{PAGES['risk']}#{warning.id}", warning.title)
    return used


def _note(
    used: dict[str, list[tuple[str, str]]], names: Iterable[str], link: str, title: str
) -> None:
    for name in names:
        used.setdefault(name, []).append((page_address(link), title))
