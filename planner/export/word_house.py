"""The look of an organisation's own Word file: styles, numbering, page, header, footer, logo.

Nothing else of the file is taken, and what is taken stays as it is, but that links lose where
they point, changes count as accepted, and scripts such as Arabic get the font, size and weight of
the others where the house gives them none. A file that could reach out, run or hide something is
refused.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError, ParserCreate

from planner.export.word_package import (
    DECLARATION,
    DRAFT_WORDS,
    MAIN,
    OFFICE,
    PACKAGE,
    REVIEW_WORDS,
    WORD_NAMESPACE,
    HeadReference,
    Look,
    Page,
    Part,
    Relationship,
    own_look,
    part_type,
    style_blocks,
    with_own_heads,
)

W = f"{{{WORD_NAMESPACE}}}"
R = f"{{{OFFICE}}}"
TYPES = f"{{{PACKAGE}/content-types}}"
# What each part that is taken begins with.
ROOTS = {
    "theme": "{http://schemas.openxmlformats.org/drawingml/2006/main}theme",
    "fontTable": f"{W}fonts",
    "header": f"{W}hdr",
    "footer": f"{W}ftr",
    "styles": f"{W}styles",
    "numbering": f"{W}numbering",
}
RELATIONSHIP = f"{{{PACKAGE}/relationships}}Relationship"
READ = (MAIN, MAIN.replace("document.main", "template.main"))
UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack as much as they like at once
OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")

MOST_BYTES = 10 * 1024 * 1024  # of the file
MOST_PARTS = 1000
MOST_UNPACKED = 40 * 1024 * 1024
MOST_OF_A_PART = 8 * 1024 * 1024
MOST_ELEMENTS = 200_000  # of all parts that are read
DEEPEST = 200  # what is nested some thousands deep ends the Python of a browser
NARROWEST = 5100  # twentieths of a point: nine centimetres of text
LARGEST = 31680  # the largest page that Word knows

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
    },
}
# Fields that only tell what the file itself knows. Others can fetch, run, include or link.
FIELDS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "TITLE", "SUBJECT"}
FIELDS |= {"FILENAME", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"}
FIELDS |= {"IF", "QUOTE", "="}
FIELD_NAME = re.compile(r"=|\S+\s")
LONGEST_NAME = 200  # characters of a field's code that can matter
ALTERNATIVES = ("Choice", "Fallback")  # a program reads one of them, and not always the same
# Links go and leave their words; changes that nobody has accepted count as accepted: what came in
# stays, what went out and who did it goes.
WITHOUT_TAGS = {"hyperlink", "ins", "moveTo"}
GONE = {"hlinkClick", "hlinkHover", "hlinkMouseOver", "del", "moveFrom"}
GONE |= {f"move{way}Range{end}" for way in ("From", "To") for end in ("Start", "End")}
# Fields of what the house file says of itself: renewed in a draft they would say something else.
STALE = {"AUTHOR", "DOCPROPERTY", "LASTSAVEDBY"}
TAG = re.compile(r"""<(/?)(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""")
OWN_DECLARATION = re.compile(r"<\?xml\b[^<>]*\?>")
OUTSIDE = ("href", "src", "althref", "embeddedHtml")
# What may point outside: a link loses its address, and the tie to a template is not taken.
LEFT_BEHIND = ("hyperlink", "attachedTemplate")
FIRST_NUM = re.compile(r"<(?:\w+:)?(?:num|numIdMacAtCleanup)\b|</(?:\w+:)?numbering\s*>")
NUMS_END = re.compile(r"<(?:\w+:)?numIdMacAtCleanup\b|</(?:\w+:)?numbering\s*>")
ABSTRACT = re.compile(r"<w:abstractNum .*?</w:abstractNum>", re.DOTALL)
RENAMED = " (handbook)"  # one of our styles where theirs of that name is of another kind
TWINS = ("b", "i", "sz")  # what Word says a second time, with Cs, for scripts such as Arabic
TWIN = re.compile(r"(?<=[</:])(b|i|sz)(?=[\s/>])")
LATIN_FONT = re.compile(r"""([\w.-]+:)ascii(Theme)?=("[^"]*"|'[^']*')""")
DECLARED = f'xmlns:w="{WORD_NAMESPACE}"'
EMPTY_LISTS = f"<w:numbering {DECLARED}></w:numbering>"

SAVE_AGAIN = "Open it in Word, save it as a Word Document (.docx) and try again."
DAMAGED = f"is damaged, or is no Word file. {SAVE_AGAIN}"
KEEP = "Replace the field by its text, which Ctrl+Shift+F9 does in Word, and try again."
TOO_MUCH = "unpacks to more than a letterhead needs. " + SAVE_AGAIN
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


class HouseProblem(ValueError):
    """A file that cannot be the house style, in words for the person who chose it."""

    def __init__(self, said: str) -> None:
        """Take what follows “The house file”."""
        super().__init__(f"The house file {said}")


@dataclass(frozen=True, slots=True)
class Target:
    """What a part uses: the name of another part, or an address outside."""

    id: str
    kind: str
    name: str
    is_outside: bool


class Archive:
    """The parts of the file, read on demand and never more of them than there may be."""

    def __init__(self, data: bytes) -> None:
        """Open the file; a `HouseProblem` where it is too large, locked or reaches out."""
        if data.startswith(OLD_OR_LOCKED):
            raise HouseProblem(f"is locked by a password, or is an old .doc file. {SAVE_AGAIN}")
        if len(data) > MOST_BYTES:
            raise HouseProblem("is larger than 10 MB. Take out large pictures and try again.")
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        infos = self.zip.infolist()
        self.names = {info.filename for info in infos}
        if any(info.flag_bits & 1 for info in infos):
            raise HouseProblem("is locked by a password. Take the password off and try again.")
        if any(info.compress_type not in UNPACKED for info in infos):
            raise HouseProblem(f"is packed in a way that Word does not use. {SAVE_AGAIN}")
        if len(self.names) != len(infos):
            raise HouseProblem(f"holds a part twice. {SAVE_AGAIN}")
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise HouseProblem(TOO_MUCH)
        self.left, self.elements_left = MOST_UNPACKED, MOST_ELEMENTS
        self.read: dict[str, tuple[str, Element]] = {}
        self.types = self._types()
        self._refuse_what_runs_or_reaches_out()

    def bytes(self, name: str) -> bytes:
        """Return a part as it stands."""
        with self.zip.open(name) as part:
            data = part.read(min(MOST_OF_A_PART, self.left) + 1)
        self.left -= len(data)
        if len(data) > MOST_OF_A_PART or self.left < 0:
            raise HouseProblem(TOO_MUCH)
        return data

    def text(self, name: str) -> str:
        """Return a part of XML as text, without byte order mark and declaration."""
        return self._part(name)[0]

    def xml(self, name: str) -> Element:
        """Return a part of XML as a tree."""
        return self._part(name)[1]

    def _part(self, name: str) -> tuple[str, Element]:
        if name not in self.read:
            text = self.bytes(name).decode("utf-8-sig")
            text = OWN_DECLARATION.sub("", text, count=1)
            if "<!" in text or "<?" in text:  # an entity, or what could hide a tag
                raise HouseProblem(f"is written in a way that Word does not use. {SAVE_AGAIN}")
            tree = checked_tree(text, self.elements_left)
            self.elements_left -= sum(1 for _ in tree.iter())
            self.read[name] = text, tree
        return self.read[name]

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

    def _types(self) -> dict[str, str]:
        root = self.xml("[Content_Types].xml")
        types = {e.get("Extension", "").lower(): e for e in root.iter(f"{TYPES}Default")}
        types |= {e.get("PartName", ""): e for e in root.iter(f"{TYPES}Override")}
        return {name: element.get("ContentType", "") for name, element in types.items()}

    def _refuse_what_runs_or_reaches_out(self) -> None:
        """Look at every relationship of the file, also of parts that are not taken."""
        said = " ".join([*self.names, *self.types.values()]).lower()
        if "macroenabled" in said or "vbaproject" in said or "vbadata" in said:
            raise HouseProblem(f"holds macros. {SAVE_AGAIN}")
        for name in sorted(self.names):
            if not name.lower().endswith(".rels"):
                continue
            for element in self.xml(name).iter(RELATIONSHIP):
                target = _target(element, "")
                if target.is_outside and target.kind not in LEFT_BEHIND:
                    raise HouseProblem(_reaching_out(target))


@dataclass(slots=True)
class Taken:
    """The parts taken so far, each once, by the name that each had."""

    archive: Archive
    parts: dict[str, Part] = field(default_factory=dict)

    def take(self, target: Target) -> Relationship:
        """Take a part of XML with what it uses, and return the way to it from the document."""
        if target.name not in self.parts:
            text, uses = self.settled(target, "word/house/")
            name = f"word/house/{target.kind}{len(self.parts) + 1}.xml"
            data = as_part(text)
            self.parts[target.name] = Part(name, part_type(target.kind), data, uses)
        return Relationship(target.id, target.kind, self._way(target.name, "word/"))

    def settled(self, target: Target, base: str) -> tuple[str, tuple[Relationship, ...]]:
        """Return the text of a part, settled and checked, with what it uses from a folder."""
        text, root = self.archive.text(target.name), self.archive.xml(target.name)
        if root.tag != ROOTS[target.kind]:
            raise HouseProblem(DAMAGED)
        text = settled(text, root)
        root = checked_tree(text)
        _check_fields(root, target.kind)
        uses = tuple(self._carried(target.name, base)) if target.kind != "styles" else ()
        _check_references(root, target.kind, uses)
        return text, uses

    def _carried(self, name: str, base: str) -> Iterator[Relationship]:
        """Take the pictures and fonts that a part uses, and yield the way to each from it."""
        for target in self.archive.targets(name):
            type = self.archive.type(target.name)
            ending = CARRIED.get(target.kind, {}).get(type)
            if target.is_outside or not ending:
                continue
            if target.name not in self.parts:
                file = f"word/house/{target.kind}{len(self.parts) + 1}.{ending}"
                self.parts[target.name] = Part(file, type, self.archive.bytes(target.name))
            yield Relationship(target.id, target.kind, self._way(target.name, base))

    def _way(self, name: str, base: str) -> str:
        return self.parts[name].name.removeprefix(base)


@dataclass(frozen=True, slots=True)
class Merged:
    """The styles of the file with those of ours that it lacks.

    `ids` are by name. `added` has the id that each of ours got, by the id that it has with us.
    """

    text: str
    ids: Mapping[str, str]
    added: Mapping[str, str]


@lru_cache(maxsize=1)  # an archive asks for each of its drafts and briefs
def house_look(data: bytes) -> Look:
    """Return the look of a Word file; a `HouseProblem` says why it cannot serve."""
    try:
        return _look(Archive(data))
    except BROKEN as problem:
        raise HouseProblem(DAMAGED) from problem


def _look(archive: Archive) -> Look:
    main = _main(archive)
    used = {target.kind: target for target in archive.targets(main)}
    taken = Taken(archive)
    styles, _ = taken.settled(used["styles"], "") if "styles" in used else ("", ())
    if "</" not in styles:
        raise HouseProblem(f"has no styles. {SAVE_AGAIN}")
    uses = [taken.take(used[kind]) for kind in ("theme", "fontTable") if kind in used]
    page, heads = _page(archive, main, taken)
    lists = EMPTY_LISTS
    carried: tuple[Relationship, ...] = ()
    if "numbering" in used:
        lists, carried = taken.settled(used["numbering"], "word/")
    numbers = _free_numbers(lists)
    merged = _with_our_styles(_for_every_script(styles), numbers)
    return Look(
        styles=as_part(merged.text),
        numbering=as_part(_with_our_lists(lists, numbers, merged.added)),
        numbering_uses=carried,
        style_ids=merged.ids,
        lists=numbers,
        page=with_own_heads(page),
        has_language=False,
        numbered_headings=_heading_has_number(merged),
        parts=tuple(taken.parts.values()),
        uses=(*uses, *heads),
    )


def _main(archive: Archive) -> str:
    """Return the name of the part that holds the text."""
    root = [target for target in archive.targets("") if target.kind == "officeDocument"]
    if not root or archive.type(root[0].name) not in READ:
        raise HouseProblem(f"is no Word document. {SAVE_AGAIN}")
    if archive.xml(root[0].name).tag != f"{W}document":
        raise HouseProblem(
            "is a Strict Open XML document, which few programs read. In Word choose Save As and"
            " the type Word Document (.docx), and try again."
        )
    return root[0].name


def _target(element: Element, folder: str) -> Target:
    kind = element.get("Type", "").rpartition("/")[2]
    address = element.get("Target", "")
    is_outside = element.get("TargetMode") == "External"
    name = address if is_outside else posixpath.normpath(posixpath.join("/", folder, address))
    return Target(element.get("Id", ""), kind, name.removeprefix("/"), is_outside)


def _reaching_out(target: Target) -> str:
    what = {"image": "a picture"}.get(target.kind, "something")
    return f"fetches {what} from another place. Put it into the file itself and try again."


@dataclass(slots=True)
class Spot:
    """Where an element stands in a text: its opening tag and its closing tag, or the only one."""

    element: Element
    opens: tuple[int, int]
    closes: tuple[int, int]

    @property
    def name(self) -> str:
        """Return the name of the element without its namespace."""
        return _local(self.element.tag)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def as_part(text: str) -> bytes:
    """Return XML as the bytes of a part, with a declaration of ours."""
    return f"{DECLARATION.rstrip()}{text}".encode()


def checked_tree(text: str, most: int = MOST_ELEMENTS) -> Element:
    """Return XML as a tree; a `HouseProblem` where it has more elements or is nested too deep."""
    depth = count = 0

    def opened(*_: object) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST:
            raise HouseProblem(f"is nested deeper than Word writes. {SAVE_AGAIN}")
        if count > most:
            raise HouseProblem("holds more than a letterhead needs. Take text out and try again.")

    def closed(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.Parse(text, True)
    return ElementTree.fromstring(text)


def settled(text: str, root: Element) -> str:
    """Return a part without links, open changes, twins of pictures and stale fields."""
    cuts: list[tuple[int, int]] = []
    marks: list[Spot] = []
    for spot in _spots(text, root):
        name, whole = spot.name, (spot.opens[0], spot.closes[1])
        if name in GONE or name.endswith("Change") or _is_twin(spot.element):
            cuts.append(whole)
        elif name in WITHOUT_TAGS or (
            name == "fldSimple" and _is_stale(_attribute(spot.element, "instr"))
        ):
            cuts += [spot.opens, spot.closes]
        elif name in ("fldChar", "instrText"):
            marks.append(spot)
    cuts += [(mark.opens[0], mark.closes[1]) for mark in _stale_marks(marks)]
    pieces, at = [], 0
    for start, end in sorted(cuts):
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _spots(text: str, root: Element) -> list[Spot]:
    """Return where each element stands, in the order of their opening tags."""
    elements, spots, around = root.iter(), [], []
    for tag in TAG.finditer(text):
        if not tag[1]:
            around.append(Spot(next(elements), tag.span(), tag.span()))
            spots.append(around[-1])
        if tag[1] or tag[0].endswith("/>"):
            around.pop().closes = tag.span()
    return spots


def _is_twin(element: Element) -> bool:
    """Say whether this is a picture's twin in SVG; the picture, which all can show, stays."""
    return _local(element.tag) == "ext" and any(_local(e.tag) == "svgBlip" for e in element)


def _is_stale(code: str) -> bool:
    return code.split()[:1] != [] and code.split()[0].upper() in STALE


def _stale_marks(marks: Iterable[Spot]) -> Iterator[Spot]:
    """Yield the marks and the code of each stale field, so that the words are left."""
    fields: list[list[Spot]] = []
    for mark in marks:
        type = _attribute(mark.element, "fldCharType")
        if type == "begin":
            fields.append([])
        if fields:
            fields[-1].append(mark)
        if type == "end" and fields:
            field = fields.pop()
            texts = (spot.element.text or "" for spot in field if spot.name == "instrText")
            if _is_stale("".join(texts)):
                yield from field


@dataclass(slots=True)
class Field:
    """A field that is open: how its code begins, and whether its code goes on."""

    code: str = ""
    in_code: bool = True

    def add(self, text: str) -> None:
        """Add to the code as much as can matter."""
        if len(self.code) < LONGEST_NAME:
            self.code = (self.code + text).lstrip()[:LONGEST_NAME]


def _check_fields(root: Element, kind: str) -> None:
    """Refuse a field that does more than tell what the file itself knows.

    A field within the code of another gives words to it: these must not be its name.
    """
    codes, around = [], [Field(in_code=False)]
    for element in root.iter():
        name, inner = _local(element.tag), around[-1]
        mark = _attribute(element, "fldCharType")
        begins = mark == "begin" or name == "fldSimple"
        nameless = begins and not FIELD_NAME.match(inner.code)
        if inner.in_code and (nameless or name in ALTERNATIVES):
            raise HouseProblem(f"has a field in its {kind} that begins with another field. {KEEP}")
        if mark == "begin":
            around.append(Field())
        elif mark == "separate":
            inner.in_code = False
        elif mark == "end" and len(around) > 1:
            codes.append(around.pop().code)
        elif name == "fldSimple":
            codes.append(_attribute(element, "instr"))
        elif name in ("instrText", "delInstrText") or (name == "t" and inner.in_code):
            inner.add(element.text or "")
    codes += [field.code for field in around]
    names = {"=" if code[0] == "=" else code.split()[0].upper() for code in codes if code.strip()}
    if refused := sorted(names - FIELDS):
        raise HouseProblem(f"has the field {refused[0][:20]} in its {kind}. {KEEP}")


def _attribute(element: Element, name: str) -> str:
    """Return an attribute of any namespace: not every program minds which."""
    return next((value for key, value in element.attrib.items() if _local(key) == name), "")


def _check_references(root: Element, kind: str, uses: tuple[Relationship, ...]) -> None:
    """Refuse what hangs on a part that is not taken, or on an address."""
    known = {"", *(use.id for use in uses)}
    for element in root.iter():
        for name, value in element.attrib.items():
            tie = name.startswith("{") and name.rpartition("}")[0].endswith("/relationships")
            if (tie and value not in known) or (not tie and _local(name) in OUTSIDE):
                raise HouseProblem(
                    f"has something in its {kind} that cannot be taken over. Keep to text, tables"
                    " and pictures (PNG, JPEG, GIF, BMP, TIFF, EMF or WMF) there."
                )


def _page(archive: Archive, main: str, taken: Taken) -> tuple[Page, list[Relationship]]:
    """Return the page of the first section, where a letterhead stands, and its running heads."""
    section = next(archive.xml(main).iter(f"{W}sectPr"), None)
    if section is None:
        return Page(), []
    by_id = {target.id: target for target in archive.targets(main)}
    first, even = _is_on(section.find(f"{W}titlePg")), _even_differs(archive, main)
    shown = {"default", *(["first"] if first else []), *(["even"] if even else [])}
    references, uses = [], []
    for kind in ("header", "footer"):
        for element in section.iter(f"{W}{kind}Reference"):
            type, target = element.get(f"{W}type", "default"), by_id[element.get(f"{R}id", "")]
            if type in shown and not _is_ours(archive.xml(target.name)):
                uses.append(taken.take(Target(f"{kind}-{type}", kind, target.name, False)))
                references.append(HeadReference(kind, type, uses[-1].id))
    page = Page(
        **_measures(section),
        references=tuple(references),
        first_differs=first,
        even_differs=even,
    )
    if page.text_width < NARROWEST:
        raise HouseProblem("leaves less than 9 cm for text. Make its margins smaller.")
    return page, uses


def _is_ours(head: Element) -> bool:
    """Say whether this is our own header or footer, in a file made from one of ours.

    Its words would be out of date. With a picture in it, it has become theirs.
    """
    words = "".join(element.text or "" for element in head.iter(f"{W}t"))
    pictures = (f"{W}drawing", f"{W}pict", f"{W}object")
    has_picture = any(next(head.iter(tag), None) is not None for tag in pictures)
    return not has_picture and (DRAFT_WORDS in words or REVIEW_WORDS in words)


def _measures(section: Element) -> dict[str, int]:
    """Return the size of the page and its margins; those it does not give are the usual ones."""
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    found = {} if size is None else {"width": size.get(f"{W}w"), "height": size.get(f"{W}h")}
    if margin is not None:
        names = ("top", "right", "bottom", "left", "header", "footer", "gutter")
        found |= {name: margin.get(f"{W}{name}") for name in names}
    whole = {name: value for name, value in found.items() if value and _is_whole(value)}
    return {name: max(-LARGEST, min(LARGEST, int(value))) for name, value in whole.items()}


def _is_whole(value: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,6}", value) is not None


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def _even_differs(archive: Archive, main: str) -> bool:
    settings = [target.name for target in archive.targets(main) if target.kind == "settings"]
    return bool(settings) and _is_on(archive.xml(settings[0]).find(f"{W}evenAndOddHeaders"))


def _for_every_script(styles: str) -> str:
    """Return styles in which scripts such as Arabic and Hebrew look like the others.

    Word gives these a font, a size and a weight of their own, which few house files think of.
    """
    root = checked_tree(styles)
    missing = {
        id(element): element
        for properties in root.iter(f"{W}rPr")
        for element in properties
        if _local(element.tag) in TWINS and properties.find(element.tag + "Cs") is None
    }
    usual = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    has_font = usual is not None and _has_font(usual)
    pieces, at = [], 0
    for spot in _spots(styles, root):
        if id(spot.element) in missing:
            whole = styles[spot.opens[0] : spot.closes[1]]
            pieces += [styles[at : spot.closes[1]], TWIN.sub(r"\1Cs", whole)]
            at = spot.closes[1]
        elif spot.element.tag == f"{W}rFonts" and not has_font and not _has_font(spot.element):
            pieces += [styles[at : spot.opens[0]], _with_font(styles[slice(*spot.opens)])]
            at = spot.opens[1]
    return "".join([*pieces, styles[at:]])


def _has_font(fonts: Element) -> bool:
    return f"{W}cs" in fonts.attrib or f"{W}cstheme" in fonts.attrib


def _with_font(tag: str) -> str:
    """Return a tag of fonts with that of Latin letters for the other scripts too."""
    return LATIN_FONT.sub(
        lambda m: f"{m[0]} {m[1]}{'cstheme' if m[2] else 'cs'}={m[3]}", tag, count=1
    )


def _with_our_styles(theirs: str, numbers: Mapping[int, int]) -> Merged:
    """Return their styles with each of ours that they have none of the same name for."""
    root = checked_tree(theirs)
    found, defaults = _names(root)
    ids: dict[str, str] = {}
    added: dict[str, str] = {}
    renamed: dict[str, str] = {}
    used = {style.get(f"{W}styleId", "").lower() for style in root.iter(f"{W}style")}
    blocks = style_blocks(own_look().styles.decode())
    for id, name, block in blocks:
        kind = _kind(block)
        same = found.get((kind, name)) or found.get((kind, name + RENAMED), "")
        if not same and "w:default" in block:
            same = defaults.get(kind, "")
        if not same:
            added[id] = id
            while added[id].lower() in used:
                added[id] += "Handbook"
        ids[name] = renamed[id] = same or added[id]
    names = {name for _, name in found}
    new = "".join(
        _moved(block, renamed, numbers, name in names, _kind(block) in defaults)
        for id, name, block in blocks
        if id in added
    )
    end = theirs.rindex("</")
    return Merged(theirs[:end] + new + theirs[end:], ids, added)


def _names(root: Element) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Return the ids of styles by kind and lower-case name, and of the default ones by kind."""
    found: dict[tuple[str, str], str] = {}
    defaults: dict[str, str] = {}
    for style in root.iter(f"{W}style"):
        kind, id = style.get(f"{W}type", "paragraph"), style.get(f"{W}styleId", "")
        name = style.find(f"{W}name")
        if id and name is not None:
            found.setdefault((kind, name.get(f"{W}val", "").lower()), id)
            if style.get(f"{W}default") in ("1", "true", "on"):
                defaults.setdefault(kind, id)
    return found, defaults


def _kind(block: str) -> str:
    return block.partition('w:type="')[2].partition('"')[0]


def _moved(
    block: str,
    renamed: Mapping[str, str],
    numbers: Mapping[int, int],
    name_is_taken: bool,
    has_default: bool,
) -> str:
    """Return one of our styles as it fits among theirs."""
    block = re.sub(
        r'(w:styleId=|<w:(?:basedOn|next|link) w:val=)"([^"]+)"',
        lambda match: f'{match[1]}"{renamed[match[2]]}"',
        block,
    )
    block = re.sub(r'(<w:numId w:val=)"(\d)"', lambda m: f'{m[1]}"{numbers[int(m[2])]}"', block)
    if name_is_taken:
        block = re.sub(r'(<w:name w:val="[^"]+)', rf"\1{RENAMED}", block)
    if has_default:
        block = block.replace(' w:default="1"', "")
    return block.replace("<w:style ", f"<w:style {DECLARED} ", 1)


def _heading_has_number(merged: Merged) -> bool:
    """Say whether a heading, or a style that one rests on, has a number of its own."""
    found = ElementTree.fromstring(merged.text).iter(f"{W}style")
    styles = {style.get(f"{W}styleId"): style for style in found}
    ids = [merged.ids[f"heading {level}"] for level in (1, 2, 3)]
    for id in ids:
        style = styles.get(id)
        if style is None:
            continue
        if style.find(f"{W}pPr/{W}numPr") is not None:
            return True
        below = style.find(f"{W}basedOn")
        if below is not None and len(ids) < len(styles) + 3:
            ids.append(below.get(f"{W}val", ""))
    return False


def _free_numbers(lists: str) -> dict[int, int]:
    """Return an id for each of our lists that their numbering does not use."""
    root = checked_tree(lists)
    used = [e.get(f"{W}{tag}Id", "") for tag in ("abstractNum", "num") for e in root.iter(W + tag)]
    highest = max((int(id) for id in used if _is_whole(id)), default=0)
    return {list: highest + list for list in own_look().lists}


def _with_our_lists(lists: str, numbers: Mapping[int, int], added: Mapping[str, str]) -> str:
    """Return their numbering with our lists; what defines a list comes before what uses it."""
    if "</" not in lists:
        lists = EMPTY_LISTS
    ours = ABSTRACT.findall(own_look().numbering.decode())
    abstract = "".join(_moved_list(block, numbers, added, lists) for block in ours)
    nums = "".join(
        f'<w:num {DECLARED} w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>'
        for id in numbers.values()
    )
    first, end = FIRST_NUM.search(lists), NUMS_END.search(lists)
    if not first or not end:
        raise HouseProblem(f"has lists that cannot be read. {SAVE_AGAIN}")
    parts = (lists[: first.start()], abstract, lists[first.start() : end.start()], nums)
    return "".join((*parts, lists[end.start() :]))


def _moved_list(
    block: str, numbers: Mapping[int, int], added: Mapping[str, str], lists: str
) -> str:
    """Return one of our lists as it fits among theirs, tied only to styles that are ours too."""
    block = re.sub(
        r'<w:pStyle w:val="([^"]+)"/>',
        lambda m: f'<w:pStyle w:val="{added[m[1]]}"/>' if m[1] in added else "",
        block,
    )
    block = re.sub(
        r'w:abstractNumId="(\d)"', lambda m: f'w:abstractNumId="{numbers[int(m[1])]}"', block
    )
    # A file made from one of ours has our lists already: two with one mark would count as one.
    block = re.sub(r'(?<=w:val=")5EC0(?=[AB]00\d")', lambda _: _free_mark(lists), block)
    return block.replace("<w:abstractNum ", f"<w:abstractNum {DECLARED} ", 1)


def _free_mark(lists: str) -> str:
    marks, used = (f"{number:04X}" for number in range(0x5EC0, 0x6000)), lists.upper()
    return next(mark for mark in marks if mark not in used)
