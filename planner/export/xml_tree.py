"""XML as a tree that is written with the prefixes of its source.

Prefixes also stand in values, such as `mc:Ignorable="w14"`, and Word refuses a value whose prefix
is declared nowhere; `xml.etree` keeps neither prefixes nor declarations. So each declaration stays
among the attributes of its element, as `xmlns:w14` or `xmlns`. All other names are
`{namespace}name` or, without a namespace, the name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ParserCreate

from planner.export.word_package import DECLARATION

DEEPEST = 200  # thousands of levels end Python in the browser
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
VALUE = TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
XML = "http://www.w3.org/XML/1998/namespace"
SPACE = f"{{{XML}}}space"


class XmlRefused(ValueError):
    """XML that is not read: its argument is `depth`, `count` or `doctype`."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The root, and whether the tree holds all of the text that it was read from.

    Comments and processing instructions are left out, and only UTF-8 comes out as it went in.
    """

    root: Element
    is_whole: bool


def read(data: bytes, most: int) -> Tree:
    """Return XML as a tree of at most so many elements.

    UTF-16 is known by its byte order mark, and all else is read as UTF-8, whatever it declares.
    Raises XmlRefused, `xml.parsers.expat.ExpatError` and, for UTF-16, LookupError.
    """
    is_wide = data.startswith(UTF_16)
    parser = ParserCreate(None if is_wide else "utf-8", "}")
    reading = _Reading(most, is_whole=not is_wide)
    parser.buffer_text = True
    parser.XmlDeclHandler = reading.declaration
    parser.StartDoctypeDeclHandler = reading.doctype
    parser.StartNamespaceDeclHandler = reading.namespace
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.builder.data
    parser.CommentHandler = parser.ProcessingInstructionHandler = reading.left_out
    parser.Parse(data.removeprefix(BYTE_ORDER_MARK), True)
    return Tree(reading.builder.close(), reading.is_whole)


def written(root: Element) -> bytes:
    """Return a tree as XML; a namespace without a prefix is a `LookupError`: see `bind`."""
    pieces = [DECLARATION]
    _write(root, _Scope({"xml": XML}), pieces)
    return "".join(pieces).encode()


def bind(root: Element, prefix: str, uri: str) -> None:
    """Declare a prefix for a namespace at the root, unless it has one there."""
    declared = {name: value for name, value in root.attrib.items() if name.startswith("xmlns:")}
    while uri not in declared.values() and f"xmlns:{prefix}" in declared:
        prefix += "0"
    if uri not in declared.values():
        root.set(f"xmlns:{prefix}", uri)


@lru_cache(maxsize=4096)  # a file has few names
def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute whatever its namespace, which differs by program, or nothing."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def without(
    root: Element,
    is_gone: Callable[[Element], bool],
    is_opened: Callable[[Element], bool] = lambda _: False,
) -> bool:
    """Take elements out, leave of others only what they hold, and say whether there were any.

    The text after such an element goes too: in Word files it is white space.
    """
    has_changed = False
    for parent in reversed([*root.iter()]):  # inner elements before outer ones
        kept: list[Element] = []
        for child in parent:
            if not is_gone(child):
                kept += _opened(child) if is_opened(child) else [child]
        if kept != [*parent]:
            parent[:] = kept
            has_changed = True
    return has_changed


def _opened(element: Element) -> Iterator[Element]:
    """Yield the children of an element that is left out, with the declarations they rest on."""
    declared = {name: uri for name, uri in element.attrib.items() if _declares(name)}
    for child in element:
        for name, uri in declared.items():
            child.attrib.setdefault(name, uri)
        yield child


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    most: int
    is_whole: bool
    builder: TreeBuilder = field(default_factory=TreeBuilder)
    declared: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    count: int = 0

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.is_whole &= (encoding or "utf-8").lower() == "utf-8"

    def doctype(self, *_: object) -> None:
        raise XmlRefused("doctype")

    def left_out(self, *_: object) -> None:
        self.is_whole = False

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        self.declared[f"xmlns:{prefix}" if prefix else "xmlns"] = uri or ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST:
            raise XmlRefused("depth")
        if self.count > self.most:
            raise XmlRefused("count")
        named = {_braced(name): value for name, value in attributes.items()}
        self.builder.start(_braced(tag), self.declared | named)
        self.declared = {}

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.builder.end(_braced(tag))


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name


def _declares(name: str) -> bool:
    return name == "xmlns" or name.startswith("xmlns:")


class _Scope:
    """The prefixes in force at an element, and how names are written there."""

    def __init__(self, bound: Mapping[str, str]) -> None:
        self.bound = bound
        self.prefixes = {uri: prefix for prefix, uri in bound.items() if prefix}
        self.names: dict[tuple[str, bool], str] = {}

    def name(self, name: str, *, is_tag: bool) -> str:
        """Return a name with its prefix; a tag alone may rest on a namespace without one."""
        if (name, is_tag) not in self.names:
            uri, _, plain = name.removeprefix("{").rpartition("}")
            has_prefix = bool(uri) and not (is_tag and self.bound.get("") == uri)
            self.names[name, is_tag] = f"{self.prefixes[uri]}:{plain}" if has_prefix else plain
        return self.names[name, is_tag]


def _write(element: Element, scope: _Scope, pieces: list[str]) -> None:
    declared = {
        name.partition(":")[2]: uri for name, uri in element.attrib.items() if _declares(name)
    }
    if declared:
        scope = _Scope({**scope.bound, **declared})
    tag = scope.name(element.tag, is_tag=True)
    pieces.append(f"<{tag}")
    for name, value in element.attrib.items():
        pieces.append(f' {scope.name(name, is_tag=False)}="{value.translate(VALUE)}"')
    if not len(element) and not element.text:
        pieces.append("/>")
        return
    pieces.append(f">{(element.text or '').translate(TEXT)}")
    for child in element:
        _write(child, scope, pieces)
        pieces.append((child.tail or "").translate(TEXT))
    pieces.append(f"</{tag}>")
