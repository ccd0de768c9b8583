"""What the library holds for a place as a page of guidance shows it: figures, warnings, tasks."""

from collections.abc import Sequence
from datetime import date

from planner.content.loader import load_library
from planner.guidance.entries import address, block, found, heading, limit_row, md
from planner.rules.judgement import reasons_for
from planner.rules.limits import allows_figures
from planner.rules.model import ChecklistItem, Library, Limit, Place, Risk, Rule
from planner.rules.phrases import blanks_in

# What was read, for people; `docs/reference/sources.md` explains the words.
READ = {
    "SO": "the official text was read",
    "SM": "a copy of the official text was read",
    "SS": "a secondary source was read",
    "SP": "read in part",
    "GK": "general knowledge",
    "practice": "good practice, not law",
}

# What concerns the person who goes, by the guides that entries on it name.
OWN_SUBJECTS = {
    "permission": ("legal/permission-to-work.md",),
    "tax": (
        "legal/tax.md#income-tax",
        "legal/tax.md#payroll",
        "legal/tax.md#days",
        "legal/tax.md#allowances",
    ),
    "social_security": ("legal/social-security.md",),
}


def place(argument: str, root: str, level: int = 2) -> str:
    """Return all that the library holds for one place, with source, date and certainty.

    `level` is that of its headings.
    """
    library = load_library()
    here = found(argument.lower(), library.places)
    sections = {
        "figures": ("Figures", _figures(here, library)),
        "warnings": ("Warnings", _warnings(here, library, root, level + 1)),
        "tasks": ("Tasks", _tasks(here, library, root, level + 1)),
        "sources": ("Sources", _sources(here, library)),
    }
    held = block(
        "place.html",
        place=here,
        wider=_wider(here, library),
        library=library,
        root=root,
    )
    blocks = [_heading(level, "What is held", "held", here), held]
    for name, (title, text) in sections.items():
        if text:
            blocks += [_heading(level, title, name, here), text]
    return "\n\n".join(blocks)


def place_person(argument: str, root: str) -> str:
    """Return what a place holds for the person who goes, what it does not, and whom to ask."""
    library = load_library()
    here = found(argument.lower(), library.places)
    around = [here, *_wider(here, library)]
    entries = [(other, one) for other in around for one in _entries(other, library)]
    held: dict[str, list[tuple[str, str]]] = {
        subject: [
            (f"{root}legal/places/{other.id}/#{_anchor(one)}", one.title)
            for other, one in entries
            if one.guide.startswith(guides)
        ]
        for subject, guides in OWN_SUBJECTS.items()
    }
    named = dict.fromkeys(name for other in around for name in other.ask_at)
    sources = [library.sources[name] for name in named]
    return block("place-person.html", held=held, sources=sources, root=root)


def places(_argument: str, root: str) -> str:
    """Return every place with what is held for it and the way to its page."""
    library = load_library()
    rows = [
        {
            "place": here,
            "warnings": len(_risks_of(here, library)),
            "tasks": len(_items_of(here, library)),
            "figures": len(_limits_of(here, library)),
        }
        for here in library.places.values()
    ]
    return block("places.html", places=rows, root=root)


def _heading(level: int, title: str, name: str, here: Place) -> str:
    return heading(level, f"{title} for {md(here.name)}", f"{here.id}-{name}")


def _figures(here: Place, library: Library) -> str:
    rows = [
        limit_row(limit, value, library)
        for limit in _limits_of(here, library)
        for value in limit.values
    ]
    year = here.tax_year
    if year and allows_figures(year.source, library):
        day, source = date(2000, year.month, year.day), library.sources[year.source]
        return block("figures.html", rows=rows, year=f"{day.day} {day:%B}", source=source)
    return block("figures.html", rows=rows, year=None) if rows else ""


def _warnings(here: Place, library: Library, root: str, level: int) -> str:
    """Return the warnings, the most pressing level first, each with its own heading."""
    risks = _risks_of(here, library)
    ordered = [one for level in library.levels for one in risks if one.level == level]
    return "\n\n".join(_headed(one, library, root, level) for one in ordered)


def _tasks(here: Place, library: Library, root: str, level: int) -> str:
    return "\n\n".join(_headed(one, library, root, level) for one in _items_of(here, library))


def _headed(one: Risk | ChecklistItem, library: Library, root: str, level: int) -> str:
    return f"{heading(level, md(one.title), _anchor(one))}\n\n{_entry(one, library, root)}"


def _anchor(entry: Risk | ChecklistItem) -> str:
    return f"{'risk' if isinstance(entry, Risk) else 'task'}-{entry.id}"


def _sources(here: Place, library: Library) -> str:
    used = [name for entry in _entries(here, library) for name in entry.sources]
    used += [value.source for limit in _limits_of(here, library) for value in limit.values]
    used += [here.tax_year.source] if here.tax_year else []
    used += here.ask_at
    named = [library.sources[name] for name in dict.fromkeys(used)]
    return block("place-sources.html", sources=named, read=READ) if named else ""


def _entry(entry: Risk | ChecklistItem, library: Library, root: str) -> str:
    return block(
        "place-entry.html",
        entry=entry,
        library=library,
        reasons=reasons_for(entry.applies, library),
        sources=[library.sources[name] for name in entry.sources],
        address=address(root),
    )


def _wider(here: Place, library: Library) -> list[Place]:
    """Return the groups of countries that this country belongs to."""
    if len(here.members) > 1:
        return []
    return [
        other
        for other in library.places.values()
        if other is not here and set(here.members) <= set(other.members)
    ]


def _is_about(rule: Rule, here: Place) -> bool:
    """Say whether an entry is for those in the place, not for those outside it."""
    return rule.place == here.id and rule.side != "not_both"


def _risks_of(here: Place, library: Library) -> list[Risk]:
    return [one for one in library.risks.values() if _is_about(one.applies, here)]


def _items_of(here: Place, library: Library) -> list[ChecklistItem]:
    return [one for one in library.items.values() if _is_about(one.applies, here)]


def _entries(here: Place, library: Library) -> Sequence[Risk | ChecklistItem]:
    return [*_risks_of(here, library), *_items_of(here, library)]


def _limits_of(here: Place, library: Library) -> list[Limit]:
    """Return the limits that the entries of a place are measured against or name."""
    names: set[str] = set()
    for one in _entries(here, library):
        texts = (one.why, one.action) if isinstance(one, Risk) else one.texts()
        names |= {one.applies.over, *(name for text in texts for name in blanks_in(text))}
    return [limit for name, limit in library.limits.items() if name in names]
