"""The library as Markdown for the guidance pages, called by the site build alone.

Headings are Markdown, so that the table of contents and the link check know them; what stands
below a heading is HTML from the templates.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from planner.answers import read_answers
from planner.document import file_head
from planner.exporters.html import empty_html, form_html, page_address
from planner.exporters.rendering import render
from planner.judgement import reasons_for
from planner.library import load_library
from planner.limits import figure
from planner.model import ChecklistItem, Clause, Library, Risk
from planner.plan import make_plan

PAGES = {
    "clause": "reference/clauses.md",
    "item": "reference/checklist.md",
    "risk": "reference/risks.md",
}

# What the home page shows of the planner: a consultant lent to a client for six months.
SAMPLE = {
    "relationship": "client",
    "home_country": "GB",
    "host_country": "GB",
    "start_date": "2027-03-01",
    "end_date": "2027-08-31",
    "confidential": "yes",
    "conflict": "yes",
}
SAMPLE_RISKS = ("clashing-interests", "secrets-travel")
SAMPLE_ITEMS = ("plan-the-work-left-behind", "check-your-first-pay", "hand-over-at-the-host")
SAMPLE_CLAUSE = "early-end"


def planner_form() -> str:
    """Return the HTML of the planner's form."""
    return form_html(load_library())


def planner_empty() -> str:
    """Return the HTML that stands in the results before there is a plan."""
    return empty_html(load_library())


def planner_file() -> dict[str, object]:
    """Return what stands at the head of every file that the page saves."""
    return file_head(load_library().version)


def expand(name: str, argument: str, page_url: str) -> str:
    """Return what a marker stands for; `LookupError` names a marker or an id that does not exist.

    `page_url` is the address of the page below the site's root, such as `agreement/ending/`.
    """
    if name not in MARKERS:
        raise LookupError(f"there is no marker “{name}”; use {', '.join(MARKERS)}")
    return MARKERS[name](argument, "../" * page_url.strip("/").count("/") + "../")


def _clause(argument: str, root: str) -> str:
    library = load_library()
    return _clause_on_page(_found(argument, library.clauses), library, root)


def _slot(argument: str, root: str) -> str:
    library = load_library()
    rivals = [clause for clause in library.clauses.values() if clause.slot == argument]
    if not rivals:
        raise LookupError(f"no clause has the slot “{argument}”")
    return "\n\n".join(_clause_on_page(clause, library, root) for clause in rivals)


def _item(argument: str, root: str) -> str:
    library = load_library()
    return _items_block([_found(argument, library.items)], library, root)


def _risk(argument: str, root: str) -> str:
    library = load_library()
    risk = _found(argument, library.risks)
    heading = f"### Risk: {_md(risk.title)} {{ #risk-{risk.id} }}"
    return f"{heading}\n\n{_entry(risk, library, root)}"


def _checklist(argument: str, root: str) -> str:
    library = load_library()
    _found(argument, library.phases)
    items = [item for item in library.items.values() if item.phase == argument]
    return _items_block(items, library, root)


def _clauses(_argument: str, root: str) -> str:
    """Return every clause under the part of the longest outline it belongs to."""
    library = load_library()
    outlines = sorted(
        library.outlines.values(), key=lambda o: -sum(len(part.slots) for part in o.parts)
    )
    blocks: list[str] = []
    shown: set[str] = set()
    for part in (part for outline in outlines for part in outline.parts):
        slots = [slot for slot in part.slots if slot not in shown]
        shown |= set(slots)
        if slots:
            blocks.append(f"## {part.title}")
        for slot in slots:
            rivals = [clause for clause in library.clauses.values() if clause.slot == slot]
            blocks += [_clause_block(clause, library, root) for clause in rivals]
    return "\n\n".join(blocks)


def _items(_argument: str, root: str) -> str:
    library = load_library()
    blocks: list[str] = []
    for phase in library.phases.values():
        blocks += [f"## {phase.title} {{ #phase-{phase.id} }}", phase.about]
        for item in library.items.values():
            if item.phase == phase.id:
                blocks += [f"### {_md(item.task)} {{ #{item.id} }}", _entry(item, library, root)]
    return "\n\n".join(blocks)


def _risks(_argument: str, root: str) -> str:
    library = load_library()
    blocks: list[str] = []
    for level in library.levels.values():
        blocks += [f"## {level.title} {{ #level-{level.id} }}", level.about]
        for risk in library.risks.values():
            if risk.level == level.id:
                blocks.append(_risk_block(risk, library, root))
    return "\n\n".join(blocks)


def _sources(argument: str, root: str) -> str:
    library = load_library()
    names = argument.split() or list(library.sources)
    used = _used_by(library)
    sources = [_found(name, library.sources) for name in names]
    return _block("sources.html", sources=sources, used=used, root=root, whole=not argument)


def _places(_argument: str, root: str) -> str:
    library = load_library()
    places = []
    for place in library.places.values():
        items = [item for item in library.items.values() if item.gate.place == place.id]
        risks = [risk for risk in library.risks.values() if risk.gate.place == place.id]
        places.append({"place": place, "items": items, "risks": risks})
    return _block("places.html", places=places, root=root)


def _owners(_argument: str, _root: str) -> str:
    return _block("owners.html", owners=load_library().owners.values())


def _sample(_argument: str, _root: str) -> str:
    """Return a shortened plan of an invented case, as the planner itself makes it."""
    library = load_library()
    facts, _ = read_answers(SAMPLE, library.questions, library.countries)
    if facts is None:
        raise LookupError("the sample's answers make no plan")
    plan = make_plan(facts, library, date(2027, 1, 4))
    risks = {r.risk.id: r for r in plan.risks}
    clauses = [c for d in plan.documents[:1] for part in d.parts for c in part.clauses]
    return _block(
        "sample.html",
        library=library,
        risks=[risks[name] for name in SAMPLE_RISKS],
        items=[planned for planned in plan.checklist if planned.item.id in SAMPLE_ITEMS],
        paragraph=next(c for c in clauses if c.clause.id == SAMPLE_CLAUSE).paragraphs[1],
    )


def _limits(_argument: str, _root: str) -> str:
    """Return each figure of law with its history; what may not be printed is named without it."""
    library = load_library()
    rows = [
        {
            "limit": limit,
            "figure": figure(limit, library, value.since),
            "since": value.since,
            "source": library.sources[value.source],
        }
        for limit in library.limits.values()
        for value in limit.values
    ]
    return _block("limits.html", rows=rows)


def _filter(argument: str, _root: str) -> str:
    """Return the controls that narrow a library page; the page's script shows and obeys them."""
    library = load_library()
    places = [("any", "Everywhere"), *((p.id, p.name) for p in library.places.values())]
    owners = [(owner.id, owner.title) for owner in library.owners.values()]
    levels = [(level.id, level.title) for level in library.levels.values()]
    documents = [(outline.id, outline.title) for outline in library.outlines.values()]
    filters = {
        "clauses": [("document", "Document", documents)],
        "items": [("owner", "Who does it", owners), ("place", "Where", places)],
        "risks": [
            ("level", "Level", levels),
            ("owner", "Who acts", owners),
            ("place", "Where", places),
        ],
    }
    return _block("filter.html", filters=_found(argument, filters))


MARKERS: Mapping[str, Callable[[str, str], str]] = {
    "clause": _clause,
    "slot": _slot,
    "item": _item,
    "risk": _risk,
    "checklist": _checklist,
    "clauses": _clauses,
    "items": _items,
    "risks": _risks,
    "sources": _sources,
    "sources-all": _sources,
    "places": _places,
    "owners": _owners,
    "sample": _sample,
    "limits": _limits,
    "filter": _filter,
}


def _found[T](name: str, entries: Mapping[str, T]) -> T:
    if name not in entries:
        raise LookupError(f"there is no “{name}” in the library")
    return entries[name]


def _clause_on_page(clause: Clause, library: Library, root: str) -> str:
    """Return a clause for a page of guidance, whose own headings may have the clause's id."""
    heading = f"### Clause: {_md(clause.title)} {{ #clause-{clause.id} }}"
    return f"{heading}\n\n{_entry(clause, library, root)}"


def _clause_block(clause: Clause, library: Library, root: str) -> str:
    return f"### {_md(clause.title)} {{ #{clause.id} }}\n\n{_entry(clause, library, root)}"


def _risk_block(risk: Risk, library: Library, root: str) -> str:
    return f"### {_md(risk.title)} {{ #{risk.id} }}\n\n{_entry(risk, library, root)}"


def _items_block(items: Iterable[ChecklistItem], library: Library, root: str) -> str:
    return _block("tasks.html", items=list(items), library=library, address=_address(root))


def _entry(entry: Clause | ChecklistItem | Risk, library: Library, root: str) -> str:
    template = {Clause: "clause.html", ChecklistItem: "item.html", Risk: "risk.html"}[type(entry)]
    return _block(
        template,
        entry=entry,
        library=library,
        reasons=reasons_for(entry.gate, library),
        sources=[library.sources[name] for name in entry.sources],
        documents=_documents_of(entry, library),
        address=_address(root),
        blank=lambda name: _blank(name, library),
        slot_title=lambda slot: _slot_title(slot, library),
    )


def _documents_of(entry: Clause | ChecklistItem | Risk, library: Library) -> str:
    """Return the ids of the documents that have a clause's slot."""
    if not isinstance(entry, Clause):
        return ""
    return " ".join(
        outline.id
        for outline in library.outlines.values()
        if any(entry.slot in part.slots for part in outline.parts)
    )


def _address(root: str) -> Callable[[str], str]:
    return lambda link: root + page_address(link)


def _blank(name: str, library: Library) -> str:
    if name in library.limits:
        return library.limits[name].title
    return library.questions[name].label


def _slot_title(slot: str, library: Library) -> str:
    return next(clause.title for clause in library.clauses.values() if clause.slot == slot)


def _used_by(library: Library) -> dict[str, list[tuple[str, str]]]:
    """Return for each source the entries that rest on it, as page and title."""
    used: dict[str, list[tuple[str, str]]] = {}
    for clause in library.clauses.values():
        _note(used, clause.sources, f"{PAGES['clause']}#{clause.id}", clause.title)
    for item in library.items.values():
        _note(used, item.sources, f"{PAGES['item']}#{item.id}", item.task)
    for risk in library.risks.values():
        _note(used, risk.sources, f"{PAGES['risk']}#{risk.id}", risk.title)
    return used


def _note(
    used: dict[str, list[tuple[str, str]]], sources: Iterable[str], link: str, title: str
) -> None:
    for source in sources:
        used.setdefault(source, []).append((page_address(link), title))


def _block(template: str, **values: object) -> str:
    """Return HTML without blank lines, which would end an HTML block in Markdown."""
    html = render(f"reference/{template}", **values)
    return "\n".join(line for line in html.splitlines() if line.strip())


def _md(text: str) -> str:
    """Return words from the library that Markdown takes for nothing but words."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)
