"""The page of a house template: its size, its margins, its header and footer."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from planner.export.word_house_file import Archive, HouseTemplateProblem, Target
from planner.export.word_house_parts import Taken, W
from planner.export.word_house_styles import is_whole, style_facts
from planner.export.word_package import (
    OFFICE,
    RUNNING,
    HeadReference,
    Page,
    Relationship,
)
from planner.rules.words import say

R = f"{{{OFFICE}}}"
NARROWEST = 5100  # twentieths of a point: nine centimetres of text
LARGEST = 31680  # the largest page that Word knows
PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")


def house_page(
    archive: Archive, main: str, taken: Taken, styles: Element
) -> tuple[Page, list[Relationship]]:
    """Return the page of the first section with a header or footer, and its running heads."""
    sections = [*archive.xml(main).iter(f"{W}sectPr")]
    if not sections:
        return Page(), []
    section = next((each for each in sections if [*_heads(archive, main, each)]), sections[0])
    first, even = _is_on(section.find(f"{W}titlePg")), _even_differs(archive, main)
    types = {"default", *(["first"] if first else []), *(["even"] if even else [])}
    references, uses = [], []
    for type, target in _heads(archive, main, section):
        head = archive.xml(target.name)
        ours = _said_by_us(head, styles)
        if type in types and (not ours or _shows_more_than(ours, head)):
            uses.append(taken.take(target, ours))
            references.append(HeadReference(target.kind, type, target.id))
    page = Page(
        **_measures(section),
        references=tuple(references),
        first_differs=first,
        even_differs=even,
    )
    if page.text_width < NARROWEST:
        raise HouseTemplateProblem(say("house.narrow"), say("house.smaller_margins"))
    return page, uses


def _heads(archive: Archive, main: str, section: Element) -> Iterator[tuple[str, Target]]:
    """Yield the type of each header and footer of a section, with an id of its own."""
    by_id = {target.id: target for target in archive.targets(main)}
    for kind in ("header", "footer"):
        for element in section.iter(f"{W}{kind}Reference"):
            type, target = element.get(f"{W}type", "default"), by_id[element.get(f"{R}id", "")]
            yield type, Target(f"{kind}-{type}", kind, target.name, False)


def _said_by_us(head: Element, styles: Element) -> set[Element]:
    """Return what our own header or footer says, in a file made from one of ours.

    Such text belongs to an earlier case. A picture beside it belongs to the organisation.
    """
    facts = [style_facts(style) for style in styles.iter(f"{W}style")]
    running = {id for id, _, name in facts if name in RUNNING}
    return {
        child
        for paragraph in head.iter(f"{W}p")
        if _style(paragraph) in running and _is_ours(_words(paragraph))
        for child in paragraph
        if child.tag != f"{W}pPr" and not _has_picture(child)
    }


def _is_ours(words: str) -> bool:
    """Say whether a line of a header or footer reads as ours do; the mark stands after a tab."""
    marks = tuple(f"\t{say(f'documents.mark.{kind}')}" for kind in ("draft", "brief", "form"))
    return words.startswith(say("documents.draft")) or words.endswith(marks)


def _shows_more_than(ours: Iterable[Element], head: Element) -> bool:
    """Say whether a header or footer shows a picture, or words beside some of its elements."""
    said = sum(len(_words(element)) for element in ours)
    return _has_picture(head) or len(_words(head)) > said


def _has_picture(element: Element) -> bool:
    return any(each.tag in PICTURES for each in element.iter())


def _words(element: Element) -> str:
    """Return the words of an element, with its tabs."""
    pieces = (piece for run in element.iter(f"{W}r") for piece in run)
    return "".join(
        "\t" if piece.tag == f"{W}tab" else piece.text or ""
        for piece in pieces
        if piece.tag in (f"{W}t", f"{W}tab")
    )


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
