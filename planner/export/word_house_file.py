"""A house template as a package: its parts, read on demand and within limits.

A file that is locked, damaged or too large, or that could reach out or run something, is refused.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError

from planner.export.word_package import PACKAGE
from planner.export.xml_tree import Tree, XmlRefused, read
from planner.rules.words import say

TYPES = f"{{{PACKAGE}/content-types}}"
RELATIONSHIP = f"{{{PACKAGE}/relationships}}Relationship"
UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others have no limit for one read
OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")

MOST_BYTES = 10 * 1024 * 1024  # of the file
MOST_PARTS = 1000
MOST_UNPACKED = 40 * 1024 * 1024
MOST_OF_A_PART = 8 * 1024 * 1024
MOST_ELEMENTS = 200_000  # of all parts that are read

# What may point outside: a link loses its address, and the link to a template is not taken.
LEFT_BEHIND = ("hyperlink", "attachedTemplate")

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ExpatError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    UnicodeError,
)


class HouseTemplateProblem(ValueError):
    """A file that cannot be the house template, in words for the person who chose it."""

    def __init__(self, said: str, fix: str) -> None:
        """Take what is wrong and what to do about it, a sentence each."""
        super().__init__(f"{said} {fix}")


def damaged() -> HouseTemplateProblem:
    """Return the problem of a file that is damaged or is not a Word file."""
    return HouseTemplateProblem(say("house.damaged"), say("house.save_again"))


def part_name(kind: str) -> str:
    """Return what people call a part of a Word file."""
    return say(f"house.part.{kind}")


@contextmanager
def faults_in_words() -> Iterator[None]:
    """Say what is wrong with a file as a `HouseTemplateProblem`, whatever fails on it."""
    try:
        yield
    except XmlRefused as refused:
        why = refused.args[0]
        fix = say("house.take_text_out" if why == "count" else "house.save_again")
        raise HouseTemplateProblem(say(f"house.refused.{why}"), fix) from refused
    except BROKEN as problem:
        raise damaged() from problem


@dataclass(frozen=True, slots=True)
class Target:
    """What a part uses: the name of another part, or an address outside."""

    id: str
    kind: str
    name: str
    is_outside: bool


class Archive:
    """The parts of the file, read on demand, up to the limits."""

    def __init__(self, data: bytes) -> None:
        """Open the file; a `HouseTemplateProblem` where it is too large, locked or reaches out."""
        if data.startswith(OLD_OR_LOCKED):
            raise HouseTemplateProblem(say("house.locked_or_old"), say("house.save_again"))
        if len(data) > MOST_BYTES:
            raise HouseTemplateProblem(say("house.too_large"), say("house.take_pictures_out"))
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        infos = self.zip.infolist()
        self.names = {info.filename for info in infos}
        if any(info.flag_bits & 1 for info in infos):
            raise HouseTemplateProblem(say("house.locked"), say("house.unlock"))
        if any(info.compress_type not in UNPACKED for info in infos):
            raise HouseTemplateProblem(say("house.packing"), say("house.save_again"))
        if len(self.names) != len(infos):
            raise HouseTemplateProblem(say("house.twice"), say("house.save_again"))
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise HouseTemplateProblem(say("house.too_much"), say("house.save_again"))
        self.left, self.elements_left = MOST_UNPACKED, MOST_ELEMENTS
        self.read: dict[str, Tree] = {}
        self.types = self._types()
        self._refuse_what_runs_or_reaches_out()

    def unpacked(self, name: str) -> bytes:
        """Return a part unpacked, within the limit for the whole file."""
        with self.zip.open(name) as part:
            data = part.read(min(MOST_OF_A_PART, self.left) + 1)
        self.left -= len(data)
        if len(data) > MOST_OF_A_PART or self.left < 0:
            raise HouseTemplateProblem(say("house.too_much"), say("house.save_again"))
        return data

    def tree(self, name: str) -> Tree:
        """Return a part of XML as a tree, the same one each time."""
        if name not in self.read:
            self.read[name] = read(self.unpacked(name), self.elements_left)
            self.elements_left -= sum(1 for _ in self.read[name].root.iter())
        return self.read[name]

    def xml(self, name: str) -> Element:
        """Return the root of a part of XML."""
        return self.tree(name).root

    def type(self, name: str) -> str:
        """Return the content type of a part."""
        return self.types.get(f"/{name}") or self.types.get(name.rpartition(".")[2].lower(), "")

    def targets(self, name: str) -> list[Target]:
        """Return what a part uses."""
        folder, _, file = name.rpartition("/")
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed not in self.names:
            return []
        return [_target(element, folder) for element in self.xml(listed).iter(RELATIONSHIP)]

    def as_it_stands(self, name: str) -> bytes:
        """Return a part of XML that has been read, byte for byte."""
        return self.zip.read(name)

    def _types(self) -> dict[str, str]:
        root = self.xml("[Content_Types].xml")
        types = {e.get("Extension", "").lower(): e for e in root.iter(f"{TYPES}Default")}
        types |= {e.get("PartName", ""): e for e in root.iter(f"{TYPES}Override")}
        return {name: element.get("ContentType", "") for name, element in types.items()}

    def _refuse_what_runs_or_reaches_out(self) -> None:
        """Look at every relationship of the file, also of parts that are not taken."""
        said = " ".join([*self.names, *self.types.values()]).lower()
        if "macroenabled" in said or "vbaproject" in said or "vbadata" in said:
            raise HouseTemplateProblem(say("house.macros"), say("house.save_again"))
        for name in sorted(self.names):
            if not name.lower().endswith(".rels"):
                continue
            for element in self.xml(name).iter(RELATIONSHIP):
                target = _target(element, "")
                if target.is_outside and target.kind not in LEFT_BEHIND:
                    picture = target.kind == "image"
                    said = say("house.fetches_picture" if picture else "house.fetches")
                    raise HouseTemplateProblem(said, say("house.put_in"))


def _target(element: Element, folder: str) -> Target:
    kind = element.get("Type", "").rpartition("/")[2]
    address = element.get("Target", "")
    is_outside = element.get("TargetMode") == "External"
    name = address if is_outside else posixpath.normpath(posixpath.join("/", folder, address))
    return Target(element.get("Id", ""), kind, name.removeprefix("/"), is_outside)
