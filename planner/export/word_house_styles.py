"""The styles and lists of a house template, with those of the handbook that it lacks."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from planner.export.word_house_file import MOST_ELEMENTS
from planner.export.word_package import WORD_NAMESPACE, own_look
from planner.export.xml_tree import bind, local, read

W = f"{{{WORD_NAMESPACE}}}"
VALUE = f"{W}val"
RENAMED = " (handbook)"  # one of our styles where theirs of that name is of another kind
TWINS = ("b", "i", "sz")  # properties that Word repeats, with Cs, for scripts such as Arabic
OUR_MARK = "5EC0"  # the first digits of the `nsid` of our lists


@dataclass(frozen=True, slots=True)
class Merged:
    """The ids of our styles by lower-case name, and those of the added ones by ours."""

    ids: Mapping[str, str]
    added: Mapping[str, str]


def for_every_script(styles: Element) -> None:
    """Let scripts such as Arabic and Hebrew look like the others.

    Word has separate fonts, sizes and weights for these, which few house templates set.
    """
    usual = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    has_font = usual is not None and _has_font(usual)
    for properties in styles.iter(f"{W}rPr"):
        given = {element.tag for element in properties}
        properties[:] = [
            each for element in properties for each in (element, *_twin(element, given))
        ]
    for fonts in styles.iter(f"{W}rFonts") if not has_font else ():
        if not _has_font(fonts):
            _give_font(fonts)


def _twin(element: Element, given: Collection[str]) -> Iterator[Element]:
    if local(element.tag) in TWINS and f"{element.tag}Cs" not in given:
        twin = deepcopy(element)
        twin.tag += "Cs"
        yield twin


def _has_font(fonts: Element) -> bool:
    return f"{W}cs" in fonts.attrib or f"{W}cstheme" in fonts.attrib


def _give_font(fonts: Element) -> None:
    """Give the other scripts the font of Latin letters."""
    for theirs, ours in (("asciiTheme", "cstheme"), ("ascii", "cs")):
        if font := fonts.get(W + theirs):
            fonts.set(W + ours, font)
            return


def add_our_styles(styles: Element, numbers: Mapping[int, int]) -> Merged:
    """Add each of our styles that they have none of the same name for."""
    named, defaults = _names(styles)
    names = {name for _, name in named}
    used = {style.get(f"{W}styleId", "").lower() for style in styles.iter(f"{W}style")}
    ids, renamed, added = {}, {}, {}
    ours = read(own_look().styles, MOST_ELEMENTS).root.findall(f"{W}style")
    for style in ours:
        id, kind, name = style_facts(style)
        same = named.get((kind, name)) or named.get((kind, name + RENAMED))
        if not same and style.get(f"{W}default"):
            same = defaults.get(kind)
        if not same:
            added[id] = _free_id(id, used)
        ids[name] = renamed[id] = same or added[id]
    bind(styles, "w", WORD_NAMESPACE)
    for style in ours:
        id, kind, name = style_facts(style)
        if id in added:
            _fit(style, renamed, numbers)
            if name in names:
                _set(style, "name", lambda said: said + RENAMED)
            if kind in defaults:
                style.attrib.pop(f"{W}default", None)
            styles.append(style)
    return Merged(ids, added)


def heading_has_number(styles: Element, ids: Mapping[str, str]) -> bool:
    """Say whether a heading, or a style that one rests on, has a number of its own."""
    by_id = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    waiting = [ids[f"heading {level}"] for level in (1, 2, 3)]
    seen: set[str] = set()
    while waiting:
        id = waiting.pop()
        style = by_id.get(id)
        if id in seen or style is None:
            continue
        seen.add(id)
        if style.find(f"{W}pPr/{W}numPr") is not None:
            return True
        waiting += [below.get(VALUE, "") for below in style.findall(f"{W}basedOn")]
    return False


def free_numbers(lists: Element) -> dict[int, int]:
    """Return an id for each of our lists that their numbering does not use."""
    used = [e.get(f"{W}{tag}Id", "") for tag in ("abstractNum", "num") for e in lists.iter(W + tag)]
    highest = max((int(id) for id in used if is_whole(id)), default=0)
    return {list: highest + list for list in own_look().lists}


def add_our_lists(lists: Element, numbers: Mapping[int, int], added: Mapping[str, str]) -> None:
    """Add our lists to their numbering; what defines a list comes before what uses it."""
    mark = _free_mark(lists)
    ours = read(own_look().numbering, MOST_ELEMENTS).root.findall(f"{W}abstractNum")
    for abstract in ours:
        _fit_list(abstract, numbers, added, mark)
    bind(lists, "w", WORD_NAMESPACE)
    _insert(lists, ours, (f"{W}num", f"{W}numIdMacAtCleanup"))
    nums = [Element(f"{W}num", {f"{W}numId": str(id)}) for id in numbers.values()]
    for num in nums:
        SubElement(num, f"{W}abstractNumId", {VALUE: num.get(f"{W}numId", "")})
    _insert(lists, nums, (f"{W}numIdMacAtCleanup",))


def style_facts(style: Element) -> tuple[str, str, str]:
    """Return the id of a style, its kind, and the name that people see, in lower case."""
    name = style.find(f"{W}name")
    shown = "" if name is None else name.get(VALUE, "")
    return style.get(f"{W}styleId", ""), style.get(f"{W}type", "paragraph"), shown.lower()


def is_whole(value: str) -> bool:
    """Say whether a value is a whole number that a Word file can mean."""
    return re.fullmatch(r"-?[0-9]{1,6}", value) is not None


def _names(styles: Element) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Return the ids of styles by kind and lower-case name, and of the default ones by kind."""
    named: dict[tuple[str, str], str] = {}
    defaults: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        id, kind, name = style_facts(style)
        if id and name:
            named.setdefault((kind, name), id)
            if style.get(f"{W}default") in ("1", "true", "on"):
                defaults.setdefault(kind, id)
    return named, defaults


def _free_id(id: str, used: Collection[str]) -> str:
    while id.lower() in used:
        id += "Handbook"
    return id


def _fit(style: Element, renamed: Mapping[str, str], numbers: Mapping[int, int]) -> None:
    """Give one of our styles the ids that it and what it rests on have among theirs."""
    style.set(f"{W}styleId", renamed[style.get(f"{W}styleId", "")])
    for relation in ("basedOn", "next", "link"):
        _set(style, relation, renamed.__getitem__)
    _set(style, "numId", lambda list: str(numbers[int(list)]))


def _fit_list(
    abstract: Element, numbers: Mapping[int, int], added: Mapping[str, str], mark: str
) -> None:
    """Give one of our lists a free id and mark, and link it only to styles that are ours too."""
    abstract.set(f"{W}abstractNumId", str(numbers[int(abstract.get(f"{W}abstractNumId", ""))]))
    for tag in ("nsid", "tmpl"):
        _set(abstract, tag, lambda said: said.replace(OUR_MARK, mark))
    for level in abstract.iter(f"{W}lvl"):
        for relation in level.findall(f"{W}pStyle"):
            if relation.get(VALUE) not in added:
                level.remove(relation)
    _set(abstract, "pStyle", added.__getitem__)


def _set(element: Element, tag: str, change: Callable[[str], str]) -> None:
    """Change the value of each element of a tag."""
    for each in element.iter(W + tag):
        each.set(VALUE, change(each.get(VALUE, "")))


def _insert(root: Element, new: Iterable[Element], before: Collection[str]) -> None:
    """Put elements before the first child of some tags, or at the end."""
    at = next((place for place, child in enumerate(root) if child.tag in before), len(root))
    root[at:at] = new


def _free_mark(lists: Element) -> str:
    """Return four digits that no mark of their lists begins with.

    A file made from one of our documents has our lists already, and Word merges lists of one mark.
    """
    tags = (f"{W}nsid", f"{W}tmpl")
    used = {each.get(VALUE, "")[:4].upper() for tag in tags for each in lists.iter(tag)}
    marks = (f"{number:04X}" for number in range(int(OUR_MARK, 16), 0x6000))
    return next(mark for mark in marks if mark not in used)
