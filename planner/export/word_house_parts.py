"""Takes the parts of a house template that documents use, and checks each of them.

A part that needs no change keeps its bytes. Links lose where they point, changes that nobody has
accepted count as accepted, and a value bound to a property of the file becomes the words it shows.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from planner.export.word_house_fields import clean_fields
from planner.export.word_house_file import Archive, HouseTemplateProblem, Target, damaged, part_name
from planner.export.word_package import WORD_NAMESPACE, Part, Relationship, part_type
from planner.export.xml_tree import local, without, written
from planner.rules.words import say

W = f"{{{WORD_NAMESPACE}}}"
# What each part that is taken begins with.
ROOTS = {
    "theme": "{http://schemas.openxmlformats.org/drawingml/2006/main}theme",
    "fontTable": f"{W}fonts",
    "header": f"{W}hdr",
    "footer": f"{W}ftr",
    "styles": f"{W}styles",
    "numbering": f"{W}numbering",
}
# What a part may bring along, by the type of what it brings.
CARRIED = {
    "image": {
        "image/png": "png",
        "image/jpeg": "jpeg",
        "image/gif": "gif",
        "image/bmp": "bmp",
        "image/tiff": "tiff",
        "image/x-emf": "emf",
        "image/x-wmf": "wmf",
    },
    "font": {
        "application/vnd.openxmlformats-officedocument.obfuscatedFont": "odttf",
        "application/x-fontdata": "fntdata",
        "application/x-font-ttf": "ttf",  # as Google Docs writes it
    },
}
# Links are replaced by their text; tracked insertions are accepted, deletions and authors removed.
OPENED = {"hyperlink", "ins", "moveTo"}
GONE = {"hlinkClick", "hlinkHover", "hlinkMouseOver", "del", "moveFrom"}
GONE |= {f"move{way}Range{end}" for way in ("From", "To") for end in ("Start", "End")}
# It binds a content control to a document property, which in a draft is the handbook's own.
GONE |= {"dataBinding"}
OUTSIDE = ("href", "src", "althref", "embeddedHtml")


@dataclass(slots=True)
class Taken:
    """The parts taken so far, each once, by the name that each had."""

    archive: Archive
    parts: dict[str, Part] = field(default_factory=dict)

    def take(self, target: Target, gone: Collection[Element] = ()) -> Relationship:
        """Take a part of XML with what it uses, and return the way to it from the document.

        `gone` are the elements of it that are left out.
        """
        if target.name not in self.parts:
            tree = self.archive.tree(target.name)
            lacks_some = without(tree.root, gone.__contains__)
            was_cleaned, uses = self.clean(target, "word/house/")
            has_changed = lacks_some or was_cleaned
            is_theirs = tree.is_whole and not has_changed
            data = self.archive.as_it_stands(target.name) if is_theirs else written(tree.root)
            name = f"word/house/{target.kind}{len(self.parts) + 1}.xml"
            self.parts[target.name] = Part(name, part_type(target.kind), data, uses)
        return Relationship(target.id, target.kind, self._way(target.name, "word/"))

    def clean(self, target: Target, base: str) -> tuple[bool, tuple[Relationship, ...]]:
        """Clean and check a part, and return whether it changed, and what it uses from a folder.

        Raises HouseTemplateProblem where it refers to a part that is not taken.
        """
        root = self.archive.xml(target.name)
        has_changed = clean(root, target.kind)
        uses = tuple(self._carried(target, base)) if target.kind != "styles" else ()
        _check_references(root, target.kind, {use.id for use in uses})
        return has_changed, uses

    def _carried(self, user: Target, base: str) -> Iterator[Relationship]:
        """Take the pictures and fonts that a part uses, and yield the way to each from it."""
        for target in self.archive.targets(user.name):
            type = self.archive.type(target.name)
            ending = CARRIED.get(target.kind, {}).get(type)
            if target.is_outside or not ending:
                continue
            if target.name not in self.parts:
                file = f"word/house/{target.kind}{len(self.parts) + 1}.{ending}"
                self.parts[target.name] = Part(file, type, self.archive.unpacked(target.name))
            yield Relationship(target.id, target.kind, self._way(target.name, base))

    def _way(self, name: str, base: str) -> str:
        return self.parts[name].name.removeprefix(base)


def clean(root: Element, kind: str) -> bool:
    """Take out of a part what a draft cannot have, and say whether there was any.

    Raises HouseTemplateProblem where it is no such part, or has a field that is refused.
    """
    if root.tag != ROOTS[kind]:
        raise damaged()
    has_changed = without(root, _is_gone, lambda element: local(element.tag) in OPENED)
    return clean_fields(root, kind) or has_changed


def _is_gone(element: Element) -> bool:
    name = local(element.tag)
    return name in GONE or name.endswith("Change") or _is_twin(element)


def _is_twin(element: Element) -> bool:
    """Say whether this is the SVG version of a picture, whose bitmap all programs show."""
    return local(element.tag) == "ext" and any(local(e.tag) == "svgBlip" for e in element)


def _check_references(root: Element, kind: str, ids: Collection[str]) -> None:
    """Refuse a reference to a part that is not taken, or to an address."""
    for element in root.iter():
        for name, value in element.attrib.items():
            is_relation = name.startswith("{") and name.rpartition("}")[0].endswith(
                "/relationships"
            )
            if (is_relation and value and value not in ids) or (
                not is_relation and local(name) in OUTSIDE
            ):
                said = say("house.not_taken", part=part_name(kind))
                raise HouseTemplateProblem(said, say("house.keep_to_text"))
