"""The page of an organisation's file: its size, its margins, its header and footer."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from planner.export.word_house_file import Archive, HouseProblem, Target
from planner.export.word_house_parts import Taken, W
from planner.export.word_house_styles import is_whole, style_facts
from planner.export.word_package import (
    DRAFT_WORDS,
    MARKS,
    OFFICE,
    RUNNING,
    HeadReference,
    Page,
    Relationship,
)

R = f"{{{OFFICE}}}"
NARROWEST = 5100  # twentieths of a point: nine centimetres of text
LARGEST = 31680  # the largest page that Word knows
PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")


def house_page(
    archive: Archive, main: str, taken: Taken, styles: Element
) -> tuple[Page, list[Relationship]]:
    """Return the page of the first section, where a letterhead stands, and its running heads."""
    section = next(archive.xml(main).iter(f"{W}sectPr"), None)
    if section is None:
        return Page(), []
    first, even = _is_on(section.find(f"{W}titlePg")), _even_differs(archive, main)
    types = {"default", *(["first"] if first else []), *(["even"] if even else [])}
    references, uses = [], []
    for type, target in _heads(archive, main, section):
        if type in types and not _is_ours(archive.xml(target.name), styles):
            uses.append(taken.take(target))
            references.append(HeadReference(target.kind, type, target.id))
    page = Page(
        **_measures(section),
        references=tuple(references),
        first_differs=first,
        even_differs=even,
    )
    if page.text_width < NARROWEST:
        raise HouseProblem("leaves less than 9 cm for text. Make its margins smaller.")
    return page, uses


def _heads(archive: Archive, main: str, section: Element) -> Iterator[tuple[str, Target]]:
    """Yield the type of each header and footer of a section, with an id of its own."""
    by_id = {target.id: target for target in archive.targets(main)}
    for kind in ("header", "footer"):
        for element in section.iter(f"{W}{kind}Reference"):
            type, target = element.get(f"{W}type", "default"), by_id[element.get(f"{R}id", "")]
            yield type, Target(f"{kind}-{type}", kind, target.name, False)


def _is_ours(head: Element, styles: Element) -> bool:
    """Say whether this is our own header or footer, in a file made from one of ours.

    Its words would be out of date. With a picture in it, it has become theirs.
    """
    facts = [style_facts(style) for style in styles.iter(f"{W}style")]
    ours = {id for id, _, name in facts if name in RUNNING}
    said = [(_words(each), _style(each)) for each in head.iter(f"{W}p") if _words(each)]
    has_picture = any(next(head.iter(tag), None) is not None for tag in PICTURES)
    return (
        bool(said)
        and not has_picture
        and all(style in ours for _, style in said)
        and any(words.startswith(DRAFT_WORDS) or words.endswith(MARKS) for words, _ in said)
    )


def _words(paragraph: Element) -> str:
    return "".join(element.text or "" for element in paragraph.iter(f"{W}t")).strip()


def _style(paragraph: Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def _measures(section: Element) -> dict[str, int]:
    """Return the size of the page and its margins; those it does not give are the usual ones."""
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    found = {} if size is None else {"width": size.get(f"{W}w"), "height": size.get(f"{W}h")}
    if margin is not None:
        names = ("top", "right", "bottom", "left", "header", "footer", "gutter")
        found |= {name: margin.get(f"{W}{name}") for name in names}
    whole = {name: value for name, value in found.items() if value and is_whole(value)}
    return {name: max(-LARGEST, min(LARGEST, int(value))) for name, value in whole.items()}


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def _even_differs(archive: Archive, main: str) -> bool:
    settings = [target.name for target in archive.targets(main) if target.kind == "settings"]
    return bool(settings) and _is_on(archive.xml(settings[0]).find(f"{W}evenAndOddHeaders"))
