"""The look of a house template: styles, numbering, page, header, footer, logo.

Nothing else of the file is taken, and what is taken stays as it is, except that links lose where
they point, changes count as accepted, values bound to properties of the file become words, and
scripts such as Arabic get the font, size and weight of the others where the house gives them none.
A file that could reach out, run or hide something is refused with a `HouseTemplateProblem`.
"""

from collections.abc import Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element

from planner.export.word_house_file import (
    Archive,
    HouseTemplateProblem,
    Target,
    faults_in_words,
)
from planner.export.word_house_page import house_page
from planner.export.word_house_parts import Taken, W
from planner.export.word_house_styles import (
    add_our_lists,
    add_our_styles,
    for_every_script,
    free_numbers,
    heading_has_number,
)
from planner.export.word_package import MAIN, Look, Relationship, with_own_heads
from planner.export.xml_tree import written
from planner.rules.words import say

__all__ = ["HouseTemplateProblem", "house_look"]

READ = (MAIN, MAIN.replace("document.main", "template.main"))


@lru_cache(maxsize=1)  # an archive asks for each of its drafts and briefs
def house_look(data: bytes) -> Look:
    """Return the look of a Word file; a `HouseTemplateProblem` says why it cannot serve."""
    with faults_in_words():
        return _look(Archive(data))


def _look(archive: Archive) -> Look:
    main = _main(archive)
    used = {target.kind: target for target in archive.targets(main)}
    taken = Taken(archive)
    styles = _styles(taken, used)
    uses = [taken.take(used[kind]) for kind in ("theme", "fontTable") if kind in used]
    page, heads = house_page(archive, main, taken, styles)
    lists, carried = _lists(taken, used)
    numbers = free_numbers(lists)
    for_every_script(styles)
    merged = add_our_styles(styles, numbers)
    add_our_lists(lists, numbers, merged.added)
    return Look(
        styles=written(styles),
        numbering=written(lists),
        numbering_uses=carried,
        style_ids=merged.ids,
        lists=numbers,
        page=with_own_heads(page),
        has_language=False,
        numbered_headings=heading_has_number(styles, merged.ids),
        parts=tuple(taken.parts.values()),
        uses=(*uses, *heads),
    )


def _main(archive: Archive) -> str:
    """Return the name of the part that holds the text."""
    root = [target for target in archive.targets("") if target.kind == "officeDocument"]
    if not root or archive.type(root[0].name) not in READ:
        raise HouseTemplateProblem(say("house.no_document"), say("house.save_again"))
    if archive.xml(root[0].name).tag != f"{W}document":
        raise HouseTemplateProblem(say("house.strict"), say("house.save_as"))
    return root[0].name


def _styles(taken: Taken, used: Mapping[str, Target]) -> Element:
    """Return the styles of the file."""
    if "styles" not in used:
        raise HouseTemplateProblem(say("house.no_styles"), say("house.save_again"))
    taken.clean(used["styles"], "word/")
    styles = taken.archive.xml(used["styles"].name)
    if not len(styles):
        raise HouseTemplateProblem(say("house.no_styles"), say("house.save_again"))
    return styles


def _lists(taken: Taken, used: Mapping[str, Target]) -> tuple[Element, tuple[Relationship, ...]]:
    """Return the lists of the file with the pictures of its bullets."""
    if "numbering" not in used:
        return Element(f"{W}numbering"), ()
    _, carried = taken.clean(used["numbering"], "word/")
    return taken.archive.xml(used["numbering"].name), carried
