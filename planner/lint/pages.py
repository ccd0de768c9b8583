"""Checks of what only pages show, against library and guidance: forms, glossary, roles, types.

Reading them finds what a file cannot say; here is what needs more than one of them, or the pages.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from planner.content.forms import load_forms
from planner.content.handbook import load_duties, load_kinds, load_terms
from planner.content.loader import load_library
from planner.lint.entries import KEBAB
from planner.lint.whole import guides_to_write, is_written

MARKER = re.compile(r"^<!-- *planner:(\S+) *(.*?) *-->", re.MULTILINE)


def find_page_problems(docs: Path) -> list[str]:
    """Return every fault in what pages show, each with its file and the fix.

    Links are followed where the folder `docs` is there. `LibraryError` is the first entry that
    cannot be read.
    """
    problems = [*_ids(), *_terms(), *_duties()]
    if not docs.is_dir():
        return problems
    return [*problems, *_pages(docs), *_lead_to_pages(docs), *_markers(docs), *_links(docs)]


def _ids() -> Iterator[str]:
    kinds: dict[str, Iterable[str]] = {
        "forms/": load_forms(),
        "glossary.toml": load_terms(),
        "types.toml": load_kinds(),
    }
    for file, ids in kinds.items():
        for id in ids:
            if not KEBAB.fullmatch(id):
                yield f"planner/data/{file}: the id “{id}” is not in kebab-case; write it so"


def _terms() -> Iterator[str]:
    """Check that no word is explained twice."""
    words = [
        word.casefold()
        for term in load_terms().values()
        for word in dict.fromkeys((term.term, term.plural, *term.also))
        if word
    ]
    for word, count in Counter(words).items():
        if count > 1:
            yield f"planner/data/glossary.toml: “{word}” stands {count} times; leave one"


def _duties() -> Iterator[str]:
    """Check that each task that holds everywhere is in one row, and each owner once in a row."""
    duties, items = load_duties(), load_library().items
    rows = Counter(name for duty in duties for name in duty.items)
    for name, item in items.items():
        if rows[name] != 1 and not item.applies.place:
            yield (
                f"planner/data/roles.toml: the task “{name}” stands in {rows[name]} rows; "
                "put it into “items” of one row of its phase"
            )
    for duty in duties:
        busy = {*duty.doers(), duty.answers}
        for owner in busy & {*duty.asked, *duty.told} | {*duty.asked} & {*duty.told}:
            yield (
                f"planner/data/roles.toml, {duty.what}: “{owner}” does it, answers for it, is "
                "asked or is told more than once; leave the first of these"
            )


def _pages(docs: Path) -> Iterator[str]:
    """Check that what has a page of its own has it, and that the page shows it."""
    shown = {
        "forms": ("form", load_forms()),
        "on-paper": ("paper", load_kinds()),
        "legal/places": ("place", load_library().places),
    }
    for folder, (marker, entries) in shown.items():
        for name in entries:
            page = docs / folder / f"{name}.md"
            if not page.is_file():
                yield f"docs/{folder}/{name}.md: the page for “{name}” is missing; write it"
            elif (marker, name) not in MARKER.findall(page.read_text("utf-8")):
                yield f"docs/{folder}/{name}.md: add <!-- planner:{marker} {name} -->"


def _lead_to_pages(docs: Path) -> Iterator[str]:
    """Check that the navigation and the overview lead to the page of each form and place."""
    nav = docs.parent / "mkdocs.yml"
    shown = {"forms": load_forms(), "legal/places": load_library().places}
    for folder, entries in shown.items():
        overview = docs / folder / "index.md"
        for name in entries:
            if nav.is_file() and f"{folder}/{name}.md" not in nav.read_text("utf-8"):
                yield f"mkdocs.yml: add {folder}/{name}.md to “nav”"
            if overview.is_file() and f"({name}.md)" not in overview.read_text("utf-8"):
                yield f"docs/{folder}/index.md: no link to {name}.md; add it to the table"


def _markers(docs: Path) -> Iterator[str]:
    """Check that a marker of a page names what there is; otherwise the build would stop."""
    library = load_library()
    slots = {clause.slot for clause in library.clauses.values()}
    known: dict[str, Iterable[str]] = {
        **{"clause": library.clauses, "item": library.items, "risk": library.risks},
        **{"slot": slots, "wording": slots, "checklist": library.phases},
        **{"sources": library.sources, "place": library.places},
        "place-person": library.places,
        **{"form": load_forms(), "paper": load_kinds()},
    }
    for page in sorted(docs.rglob("*.md")):
        for marker, names in MARKER.findall(page.read_text("utf-8")):
            for name in names.split():
                if name not in known.get(marker, names):
                    yield (
                        f"docs/{page.relative_to(docs).as_posix()}: the marker “{marker}” names "
                        f"“{name}”, which is not there; correct it"
                    )


def _links(docs: Path) -> Iterator[str]:
    library = load_library()
    missing, _ = guides_to_write(library, docs)
    guides = dict.fromkeys(missing, "an entry’s “guide”")
    pages = {term.guide: f"glossary.toml, {term.id}" for term in load_terms().values()}
    pages |= {kind.page: f"types.toml, {kind.id}" for kind in load_kinds().values()}
    guides |= {link: at for link, at in pages.items() if link and not _leads(link, docs)}
    for link, at in guides.items():
        yield f"{at}: “{link}” has no such page in docs, or no heading with that id; correct it"


def _leads(link: str, docs: Path) -> bool:
    page, _, anchor = link.partition("#")
    if page == "reference/glossary.md" and anchor in load_terms():
        return (docs / page).is_file()
    return is_written(link, docs, load_library())
