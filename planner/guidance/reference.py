"""What the guidance pages take from the planner: each marker, and the parts of the planner's page.

Called by the site build alone. Entries of the library are in `entries.py` and `places.py`; here is
what is more than an entry: forms, papers, glossary, roles, types, a list of pages, a sample plan.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.content.forms import load_forms, slug
from planner.content.handbook import load_duties, load_kinds, load_terms
from planner.content.loader import load_library
from planner.export.html import empty_html, form_html, page_address
from planner.guidance import entries, places
from planner.guidance.entries import address, block, found, heading, md
from planner.guidance.paper import make_paper
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import ChecklistItem, Clause, Risk
from planner.rules.phrases import gap_name
from planner.rules.words import say, texts
from planner.work.plan_file import Content, file_head

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
SAMPLE_RISKS = ("clashing-interests", "host-taken-for-the-employer")
SAMPLE_ITEMS = ("plan-the-work-left-behind", "check-your-first-pay", "hand-over-at-the-host")
SAMPLE_CLAUSE = "early-end"
READERS = ("employee", "home manager", "host manager", "HR", "contributor")
# A heading whose section the search leaves out, because another page has it.
UNSEARCHED = 'data-search-exclude="1"'
# Around such sections; the build makes an element of the two.
PAPER = "<!--paper-->"
END_OF_PAPER = "<!--end of paper-->"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidancePage:
    """A page as the list of pages shows it; one without phases matters in all of them."""

    url: str
    title: str
    section: str
    readers: tuple[str, ...]
    phases: tuple[str, ...]


def planner_form() -> str:
    """Return the HTML of the planner's form."""
    return form_html(load_library())


def planner_empty() -> str:
    """Return the HTML that stands in the results before there is a plan."""
    return empty_html(load_library())


def planner_file() -> Content:
    """Return what stands at the head of every file that the page saves."""
    return file_head(load_library().version)


def planner_failures() -> dict[str, dict[str, str]]:
    """Return what the page says of each failure by its kind: `message` and `fix`.

    `{file}` and `{detail}` stand where the page's scripts put what they know of it.
    """
    kinds = {id.split(".")[2] for id in texts() if id.startswith("page.failure.")}
    return {
        kind: {
            "message": say(f"page.failure.{kind}.message", file="{file}", detail="{detail}"),
            "fix": say(f"page.failure.{kind}.fix"),
        }
        for kind in sorted(kinds)
    }


def expand(name: str, argument: str, page_url: str, level: int = 1) -> str:
    """Return what a marker stands for; `LookupError` names a marker or an id that does not exist.

    `page_url` is the address of the page below the site's root, such as `agreement/ending/`.
    `level` is that of the heading under which the marker stands: what brings sections of its own
    puts them one level below.
    """
    root = way_to_root(page_url)
    if name in SECTIONS:
        return SECTIONS[name](argument, root, level + 1)
    if name in MARKERS:
        return MARKERS[name](argument, root)
    raise LookupError(f"there is no marker “{name}”; use {', '.join((*MARKERS, *SECTIONS))}")


def way_to_root(page_url: str) -> str:
    """Return the way from a page to the site's root, such as `../../`; empty for the home page."""
    return "../" * len([part for part in page_url.split("/") if part.strip(".")])


def _form(argument: str, root: str, level: int) -> str:
    """Return a form to fill in on the page or on paper; its parts are sections of the page."""
    form = found(argument, load_forms())
    library = load_library()
    blocks = [block("form-head.html", form=form, library=library, root=root)]
    for part in form.parts:
        blocks += [
            heading(level, md(part.title), part.id),
            block("form-part.html", form=form, part=part, slug=slug),
        ]
    return _on_paper(blocks)


def _paper(argument: str, root: str, level: int) -> str:
    """Return the checklist and the agreement outline of a type, to print."""
    kind = found(argument, load_kinds())
    library = load_library()
    paper = make_paper(kind)
    blocks = [
        block("paper-head.html", kind=kind, address=address(root)),
        heading(level, "Checklist", "checklist"),
    ]
    for phase in library.phases.values():
        name = f"phase-{phase.id} {UNSEARCHED}"
        blocks += [heading(level + 1, phase.title, name), phase.about]
        blocks.append(block("paper-tasks.html", tasks=paper.tasks[phase.id], library=library))
    for document in paper.documents:
        blocks += [
            heading(level, md(document.outline.title), document.outline.id),
            document.outline.purpose,
        ]
        for number, part in enumerate(document.parts, 1):
            name = f"{document.outline.id}-part-{number} {UNSEARCHED}"
            html = block(
                "paper-clauses.html",
                part=part,
                paper=paper,
                blank_name=lambda name: gap_name(name, library),
                root=root,
            )
            blocks += [heading(level + 1, md(part.title), name), html]
        blocks.append(block("paper-signatures.html", signed_by=document.outline.signed_by))
    return _on_paper(blocks)


def _on_paper(blocks: Iterable[str]) -> str:
    """Return sections that are printed by themselves, without the rest of their page."""
    return "\n\n".join([PAPER, *blocks, END_OF_PAPER])


def _glossary(_argument: str, root: str) -> str:
    return block("glossary.html", terms=load_terms().values(), address=address(root))


def _roles(_argument: str, root: str) -> str:
    """Return who does, answers for, is asked about and is told of what, phase by phase."""
    library = load_library()
    duties = load_duties()
    phases = [
        (phase, [duty for duty in duties if duty.phase == phase.id])
        for phase in library.phases.values()
    ]
    phases = [(phase, rows) for phase, rows in phases if rows]
    return block(
        "roles.html",
        phases=phases,
        library=library,
        address=address(root),
    )


def _types(_argument: str, root: str) -> str:
    return block("types.html", kinds=load_kinds().values(), root=root, address=address(root))


def list_pages(pages: Sequence[GuidancePage], page_url: str) -> str:
    """Return the pages of the guidance for each reader and for each phase, as sections."""
    root = way_to_root(page_url)
    blocks = ["## By reader { #by-reader }"]
    for reader in READERS:
        chosen = [page for page in pages if reader in page.readers]
        heading = f"### For the {reader} {{ #{reader_anchor(reader)} }}"
        blocks += [heading, _page_list(chosen, root)]
    blocks.append("## By phase { #by-phase }")
    for phase in load_library().phases.values():
        chosen = [page for page in pages if phase.id in page.phases]
        heading = f"### {phase.title} {{ #{phase_anchor(phase.id)} }}"
        blocks += [heading, phase.about, _page_list(chosen, root)]
    return "\n\n".join(blocks)


def back_links(page: str, page_url: str, html: str) -> dict[str, str]:
    """Return, by the anchor of a passage, links to what in the library names it as its guide.

    `page` is the page's file, such as `agreement/ending.md`; what names the whole page has the
    anchor "". They are folded. A clause whose words stand in the page's `html` needs no link.
    """
    library = load_library()
    kinds: dict[str, Mapping[str, Clause | ChecklistItem | Risk]] = {
        "task": library.items,
        "clause": library.clauses,
        "warning": library.risks,
    }
    pages = {"task": "item", "clause": "clause", "warning": "risk"}
    linked: dict[str, list[tuple[str, str, str]]] = {}
    for kind, held in kinds.items():
        for one in held.values():
            guide, _, anchor = one.guide.partition("#")
            if guide == page and not _has_its_words(html, one):
                entry = page_address(f"{entries.PAGES[pages[kind]]}#{one.id}")
                linked.setdefault(anchor, []).append(
                    (way_to_root(page_url) + entry, one.title, kind)
                )
    return {anchor: _back_links_block(links) for anchor, links in linked.items()}


def _has_its_words(html: str, one: Clause | ChecklistItem | Risk) -> bool:
    return any(f'id="{prefix}-{one.id}"' in html for prefix in ("words", "clause"))


def _back_links_block(links: Sequence[tuple[str, str, str]]) -> str:
    counts = Counter(kind for _, _, kind in links)
    counted = [f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in counts.items()]
    return block("back-links.html", links=links, counted=", ".join(counted))


def _page_list(pages: Sequence[GuidancePage], root: str) -> str:
    sections: dict[str, list[GuidancePage]] = {}
    for page in pages:
        sections.setdefault(page.section, []).append(page)
    return block("pages.html", sections=sections, root=root)


def reader_anchor(reader: str) -> str:
    """Return where the list of pages has those for a reader, such as `for-home-manager`."""
    return f"for-{reader.lower().replace(' ', '-')}"


def phase_anchor(phase: str) -> str:
    """Return where the list of pages has those for a phase, such as `in-agree`."""
    return f"in-{phase}"


def _sample(_argument: str, _root: str) -> str:
    """Return a shortened plan of an invented case, as the planner itself makes it."""
    library = load_library()
    facts, _ = read_answers(SAMPLE, library.questions, library.countries)
    if facts is None:
        raise LookupError("the sample's answers make no plan")
    plan = make_plan(facts, library, date(2027, 1, 4))
    risks = {r.risk.id: r for r in plan.risks}
    clauses = [c for d in plan.documents[:1] for part in d.parts for c in part.clauses]
    return block(
        "sample.html",
        library=library,
        risks=[risks[name] for name in SAMPLE_RISKS],
        items=[planned for planned in plan.checklist if planned.item.id in SAMPLE_ITEMS],
        paragraph=next(c for c in clauses if c.clause.id == SAMPLE_CLAUSE).paragraphs[1],
    )


MARKERS: Mapping[str, Callable[[str, str], str]] = {
    "clause": entries.clause,
    "slot": entries.slot,
    "wording": entries.wording,
    "item": entries.item,
    "risk": entries.risk,
    "checklist": entries.checklist,
    "clauses": entries.clauses,
    "items": entries.items,
    "risks": entries.risks,
    "sources": entries.sources,
    "sources-all": entries.sources,
    "owners": entries.owners,
    "limits": entries.limits,
    "filter": entries.filters,
    "places": places.places,
    "place-person": places.place_person,
    "glossary": _glossary,
    "roles": _roles,
    "types": _types,
    "sample": _sample,
}
# What brings sections of its own: each takes the level of their headings.
SECTIONS: Mapping[str, Callable[[str, str, int], str]] = {
    "place": places.place,
    "form": _form,
    "paper": _paper,
}
