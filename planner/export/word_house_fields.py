"""The fields in the parts taken from a house template: some stay, some become text.

A field that counts pages, shows a date or calculates with such a value stays. One that shows a
property or a text of the file would show ours when Word updates it, so it is replaced by the text
that it shows. Any other could fetch, run, include or link something, and the file is refused.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from planner.export.word_house_file import HouseTemplateProblem, part_name
from planner.export.xml_tree import SPACE, attribute, local, without
from planner.rules.words import say

STAY = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "IF", "QUOTE", "="}
# Properties and variables of the file, who wrote and uses it, what it is called, its text.
BECOME_WORDS = {"AUTHOR", "COMMENTS", "DOCPROPERTY", "DOCVARIABLE", "INFO", "KEYWORDS", "SUBJECT"}
BECOME_WORDS |= {"TITLE", "TEMPLATE", "CREATEDATE", "EDITTIME", "PRINTDATE", "REVNUM", "SAVEDATE"}
BECOME_WORDS |= {"LASTSAVEDBY", "USERADDRESS", "USERINITIALS", "USERNAME", "FILENAME", "FILESIZE"}
BECOME_WORDS |= {"NUMCHARS", "NUMWORDS", "REF", "STYLEREF"}
NAME = re.compile(r"=|\S+\s")  # a complete name, which no later text can extend
ALTERNATIVES = ("Choice", "Fallback")  # programs differ in which of them they read
CODES = ("instrText", "delInstrText")
LONGEST_CODE = 1000  # characters of a code that can matter
DEEPEST_FIELD = 20  # fields within fields, as in Word
QUOTE_MARKS = re.compile(r'(?<!\\)["“”]')
ONE_WORD = re.compile(r'[^\s"“”\\]+')


@dataclass(slots=True)
class Field:
    """A field: its code, the elements of its code and its marks, and those that it shows.

    `outer` is the field in whose code it stands, `in_quotes` says that it is quoted there, and
    `is_lost` that it goes with a field around it.
    """

    begins: Element
    code: str = ""
    outer: "Field | None" = None
    in_quotes: bool = False
    is_lost: bool = False
    in_code: bool = True
    hidden: list[Element] = field(default_factory=list)
    shown: list[Element] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what the field does, in capitals; nothing where it has no code."""
        if self.code.startswith("="):
            return "="
        return next(iter(self.code.split(maxsplit=1)), "").upper()

    @property
    def becomes_words(self) -> bool:
        """Say whether it shows something that Word would update to a value of our file."""
        return self.name in BECOME_WORDS

    def add(self, element: Element) -> None:
        """Take a piece of what stands within the field."""
        (self.hidden if self.in_code else self.shown).append(element)

    def add_code(self, text: str) -> None:
        """Add to the code as much as can matter."""
        if len(self.code) < LONGEST_CODE:
            self.code = (self.code + text).lstrip()

    def as_code(self) -> str:
        """Return the words that the field shows as they stand in the code of another."""
        words = "".join(element.text or "" for element in self.shown if local(element.tag) == "t")
        if not self.in_quotes and ONE_WORD.fullmatch(words):
            return words
        escaped = re.sub(r'(["“”\\])', r"\\\1", words)
        return escaped if self.in_quotes else f'"{escaped}"'


def clean_fields(root: Element, kind: str) -> bool:
    """Replace fields by their text where they must not stay, and say whether there were any.

    `kind` names the part in the `HouseTemplateProblem` that refuses a field.
    """
    fields = [*_fields(root, kind)]
    if refused := sorted({field.name for field in fields} - STAY - BECOME_WORDS - {""}):
        name, part = refused[0][:20], part_name(kind)
        raise HouseTemplateProblem(
            say("house.field", name=name, part=part), say("house.replace_field")
        )
    ending = [field for field in fields if field.becomes_words and not field.is_lost]
    gone = {element for field in ending for element in field.hidden}
    opened = {field.begins for field in ending}
    gone |= {child for begins in opened for child in begins if local(child.tag) == "fldData"}
    for each in ending:
        if each.outer:
            gone.update(each.shown)
            gone.discard(each.begins)
            opened.discard(each.begins)
            _become_code(each.begins, each.as_code())
    without(root, gone.__contains__, opened.__contains__)
    return bool(ending)


def _fields(root: Element, kind: str) -> Iterator[Field]:
    """Yield each field where it ends, with what stands in it."""
    pieces = {child for run in root.iter() if local(run.tag) == "r" for child in run}
    around: list[Field] = []
    for element in root.iter():
        name, mark = local(element.tag), attribute(element, "fldCharType")
        inner = around[-1] if around and around[-1].in_code else None
        if inner:
            _check_code(inner, element, kind)
        begun = _begun(element, around, inner) if _begins(element) else None
        if begun and mark:
            around.append(begun)
        elif begun:
            yield begun
        if (element in pieces and name != "rPr") or begun or mark or name in CODES:
            for each in around:
                each.add(element)
        if inner and name in (*CODES, "t"):
            inner.add_code(element.text or "")
        if mark == "separate" and around:
            around[-1].in_code = False
        elif mark == "end" and around:
            around[-1].hidden.append(element)
            yield around.pop()
        if len(around) > DEEPEST_FIELD:
            said = say("house.fields_in_fields", part=part_name(kind))
            raise HouseTemplateProblem(said, say("house.replace_field"))
    if any(each.name not in STAY for each in around):
        said = say("house.field_without_end", part=part_name(kind))
        raise HouseTemplateProblem(said, say("house.replace_field"))


def _begins(element: Element) -> bool:
    return attribute(element, "fldCharType") == "begin" or local(element.tag) == "fldSimple"


def _begun(element: Element, around: Iterable[Field], inner: Field | None) -> Field:
    """Return the field that begins here, within those that are open."""
    return Field(
        element,
        code=attribute(element, "instr").lstrip(),
        outer=inner,
        in_quotes=inner is not None and len(QUOTE_MARKS.findall(inner.code)) % 2 == 1,
        is_lost=any(each.becomes_words and (each.in_code or each.outer) for each in around),
        shown=[*element.iter()] if local(element.tag) == "fldSimple" else [],
    )


def _check_code(field: Field, element: Element, kind: str) -> None:
    """Refuse a field whose code could differ from what it seems to be.

    A field within the code of another gives words to it: these must not be its name.
    """
    if (_begins(element) and not NAME.match(field.code)) or local(element.tag) in ALTERNATIVES:
        said = say("house.field_begins_with_field", part=part_name(kind))
        raise HouseTemplateProblem(said, say("house.replace_field"))


def _become_code(element: Element, words: str) -> None:
    """Turn what begins a field into a piece of the code around it."""
    namespace = element.tag.rpartition("}")[0] + "}"
    is_simple = local(element.tag) == "fldSimple"
    element.clear()
    element.tag = namespace + ("r" if is_simple else "instrText")
    code = SubElement(element, f"{namespace}instrText") if is_simple else element
    code.text = words
    code.set(SPACE, "preserve")
