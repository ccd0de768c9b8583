"""A Word file as a package of parts: safe text, templates, the look, the zip; no wording.

The look is the styles, numbering, page and running heads: the handbook's own, or those that
`word_house` takes from an organisation's file. Nothing in here knows what a document says.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from planner.export.direction import pieces, reads_from_right, typed_from_right
from planner.export.packing import zipped
from planner.export.rendering import environment
from planner.export.safe_text import REORDERING

AUTHOR = "Secondment Handbook"
RUNNING = ("running head", "running foot")  # the styles of our header and footer
BETWEEN_COLUMNS = 567  # twentieths of a point, as in `section` of parts.xml
OUR_HEADS = ("our-header", "our-footer")
# XML 1.0 has no way to write these; the second half are lone surrogates and non-characters.
UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REORDERS = re.compile(f"[{REORDERING}]")
LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
STYLE = re.compile(r'w:styleId="([^"]+)"><w:name w:val="([^"]+)"/>')  # in our own styles.xml

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = f"{WORD}.document.main+xml"
WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Relationship:
    """What one part uses another for; `kind` is the last word of its type."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file in the package with its content type and what it uses."""

    name: str
    type: str
    data: bytes
    uses: tuple[Relationship, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadReference:
    """A running head of a section: `kind` is header or footer, `type` default, first or even."""

    kind: str
    type: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paper, its margins in twentieths of a point, and its running heads; A4 unless said."""

    width: int = 11906
    height: int = 16838
    top: int = 1531
    right: int = 1361
    bottom: int = 1361
    left: int = 1361
    header: int = 680
    footer: int = 624
    gutter: int = 0
    references: tuple[HeadReference, ...] = ()
    first_differs: bool = False
    even_differs: bool = False

    @property
    def own_heads(self) -> tuple[str, ...]:
        """Return which of header and footer are the handbook's own."""
        own = (reference.kind for reference in self.references if reference.id in OUR_HEADS)
        return tuple(dict.fromkeys(own))

    @property
    def text_width(self) -> int:
        """Return the width between the margins."""
        return self.width - self.left - self.right - self.gutter

    @property
    def column_width(self) -> int:
        """Return the width of each of two columns."""
        return (self.text_width - BETWEEN_COLUMNS) // 2

    def with_close_margins(self) -> "Page":
        """Return the page with more room, for what is to fit on one."""
        return replace(self, top=1304, bottom=1134, left=1134, right=1134)

    def columns(self, *shares: int) -> list[int]:
        """Return the widths of a table's columns that fill the page in these shares."""
        widths = [self.text_width * share // sum(shares) for share in shares]
        return [*widths[:-1], self.text_width - sum(widths[:-1])]

    def even_columns(self, count: int) -> list[int]:
        """Return the widths of columns that are as wide as each other."""
        return self.columns(*[1] * count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How documents look: styles by the lower-case name people see, numbering, page, parts.

    `lists` are the ids of the handbook's lists: clauses, schedules, and no number at all. An
    organisation's headings may have numbers of their own, which a draft then takes off, and its
    styles may be for another language, so that each stretch of text has to say its own.
    """

    styles: bytes
    numbering: bytes
    style_ids: Mapping[str, str]
    lists: Mapping[int, int] = field(default_factory=lambda: {1: 1, 2: 2, 3: 3})
    page: Page = field(default_factory=Page)
    numbering_uses: tuple[Relationship, ...] = ()
    numbered_headings: bool = False
    has_language: bool = True
    parts: tuple[Part, ...] = ()
    uses: tuple[Relationship, ...] = ()

    def style(self, name: str) -> str:
        """Return the id of the style with a name; a name that the look lacks is a `KeyError`."""
        return self.style_ids[name.lower()]


def safe(text: str) -> str:
    """Return text as XML can hold it, without what would reorder it before a reader's eyes."""
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", REORDERS.sub("", text))


def text_elements(text: object) -> Markup:
    """Return text as `w:t` elements with a `w:br` for each line end; never a field or a tag."""
    lines = LINE_END.split(str(text))
    written = (Markup('<w:t xml:space="preserve">{}</w:t>').format(safe(line)) for line in lines)
    return Markup("<w:br/>").join(written)


@cache
def word_environment() -> Environment:
    """Return the environment of the Word templates, in which everything is escaped."""
    made = environment().overlay(autoescape=True, finalize=_finalized)
    made.filters = {
        **made.filters,
        "t": text_elements,
        "pieces": pieces,
        "reads_from_right": reads_from_right,
        "typed_from_right": typed_from_right,
    }
    return made


def rendered(template: str, **values: object) -> bytes:
    """Return a part of the package from its template."""
    return word_environment().get_template(f"word/{template}").render(**values).encode()


@cache
def own_look() -> Look:
    """Return the handbook's own look."""
    styles, numbering = (_own(name) for name in ("styles.xml", "numbering.xml"))
    ids = {name.lower(): id for id, name in STYLE.findall(styles.decode())}
    return Look(styles=styles, numbering=numbering, style_ids=ids, page=with_own_heads(Page()))


def package(
    look: Look,
    *,
    document: bytes,
    core: bytes,
    header: bytes,
    footer: bytes,
    comments: bytes | None = None,
) -> bytes:
    """Return the Word file; `header` and `footer` serve where the look has none of its own."""
    settings = rendered("settings.xml", even=look.page.even_differs)
    own = {"styles": look.styles, "numbering": look.numbering, "settings": settings}
    heads = {"header": header, "footer": footer}
    own |= {kind: heads[kind] for kind in look.page.own_heads}
    own |= {"comments": comments} if comments else {}
    given = {use.kind for use in look.uses}
    own |= {kind: _own(f"{kind}.xml") for kind in ("theme", "fontTable") if kind not in given}
    uses = tuple(Relationship(f"our-{kind}", kind, f"{kind}.xml") for kind in own)
    carried = {"numbering": look.numbering_uses}
    return _zip(
        [
            Part("word/document.xml", MAIN, document, uses + look.uses),
            *(
                Part(f"word/{kind}.xml", part_type(kind), data, carried.get(kind, ()))
                for kind, data in own.items()
            ),
            *look.parts,
            Part("docProps/core.xml", CORE, core),
        ]
    )


def with_own_heads(page: Page) -> Page:
    """Return a page with the handbook's own header and footer where it has none."""
    given = {reference.kind for reference in page.references}
    kinds = [kind for kind in ("header", "footer") if kind not in given]
    own = (HeadReference(k, t, f"our-{k}") for k in kinds for t in _types(page))
    return replace(page, references=(*page.references, *own))


def part_type(kind: str) -> str:
    """Return the content type of a part of XML."""
    return THEME if kind == "theme" else f"{WORD}.{kind}+xml"


def _types(page: Page) -> Iterable[str]:
    yield "default"
    if page.first_differs:
        yield "first"
    if page.even_differs:
        yield "even"


def _finalized(value: object) -> object:
    """Escape what a template prints, unless another template made it."""
    return value if isinstance(value, Markup) else safe(str(value))


def _own(name: str) -> bytes:
    return files("planner").joinpath("templates", "word", name).read_bytes()


def _zip(parts: Iterable[Part]) -> bytes:
    """Return the parts as a zip, with what lists them."""
    parts = list(parts)
    members = {"[Content_Types].xml": _content_types(parts), "_rels/.rels": _root()}
    for part in parts:
        members[part.name] = part.data
        if part.uses:
            folder, _, name = part.name.rpartition("/")
            members[f"{folder}/_rels/{name}.rels"] = _relationships(part.uses)
    return zipped(members, packed=False)


def _root() -> bytes:
    core = f"{PACKAGE}/relationships/metadata/core-properties"
    lines = (
        f'<Relationship Id="document" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>',
        f'<Relationship Id="core" Type="{core}" Target="docProps/core.xml"/>',
    )
    return _wrapped("Relationships", f"{PACKAGE}/relationships", lines)


def _relationships(uses: Iterable[Relationship]) -> bytes:
    line = Markup('<Relationship Id="{}" Type="{}/{}" Target="{}"/>')
    lines = (line.format(use.id, OFFICE, use.kind, use.target) for use in uses)
    return _wrapped("Relationships", f"{PACKAGE}/relationships", lines)


def _content_types(parts: Iterable[Part]) -> bytes:
    line = Markup('<Override PartName="/{}" ContentType="{}"/>')
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    lines = (
        f'<Default Extension="rels" ContentType="{rels}"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
        *(line.format(part.name, part.type) for part in parts),
    )
    return _wrapped("Types", f"{PACKAGE}/content-types", lines)


def _wrapped(tag: str, namespace: str, lines: Iterable[str]) -> bytes:
    inner = "\n".join(lines)
    return f'{DECLARATION}<{tag} xmlns="{namespace}">\n{inner}\n</{tag}>\n'.encode()
