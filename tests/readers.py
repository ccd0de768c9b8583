"""The text of each kind of file, as a library that did not write it reads it.

Each reader returns one text, in the order of the file: a line for each paragraph, cell or value,
with the ends of lines that people typed inside it.
"""

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import icalendar
import markdown
import openpyxl
from markdown_it import MarkdownIt

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INLINE = {"a", "b", "bdi", "code", "em", "i", "label", "mark", "option", "output", "span", "strong"}
INLINE |= {"time", "input", "select", "br"}
SHOWN = ("data-footer",)  # attributes that a style sheet or script shows as text
ESCAPED = re.compile(r"\\(.)")
CALENDAR = ("SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "NAME", "X-WR-CALDESC", "CATEGORIES")


class _Blocks(HTMLParser):
    """Collects the text of each block of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.silent = [""], 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("style", "script")
        if tag == "br":
            self.blocks[-1] += "\n"
        self.turn(tag)
        for name, value in attributes:
            if name in SHOWN:
                self.blocks += [value, ""]

    def handle_endtag(self, tag):
        self.silent -= tag in ("style", "script")
        self.turn(tag)

    def turn(self, tag):
        if tag not in INLINE:
            self.blocks.append("")

    def handle_data(self, data):
        if not self.silent:
            self.blocks[-1] += data


def lines_of(blocks):
    """Return the blocks that say something, without the blanks that a template puts around them."""
    return "\n".join(said for block in blocks if (said := block.strip(" \n")))


def html_text(data):
    """Return the text of a page, or of a part of one."""
    reader = _Blocks()
    reader.feed(data if isinstance(data, str) else data.decode())
    reader.close()
    return lines_of(reader.blocks)


def word_text(data):
    """Return the text of a Word file: body, comments, heads and what it says of itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    blocks = []
    for name, part in parts.items():
        root = ElementTree.fromstring(part)
        blocks += [_word_paragraph(paragraph) for paragraph in root.iter(f"{W}p")]
        if name.startswith("docProps/"):
            blocks += [element.text or "" for element in root]
    return lines_of(blocks)


def _word_paragraph(paragraph):
    said = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(
        (element.text or "") if element.tag == f"{W}t" else said.get(element.tag, "")
        for element in paragraph.iter()
    )


def workbook_text(data):
    """Return the text of a workbook: its title, and the cells and the footer of each sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    blocks = [book.properties.title or ""]
    for sheet in book:
        blocks += [cell for row in sheet.values for cell in row if isinstance(cell, str)]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("xl/worksheets/sheet"):
                root = ElementTree.fromstring(archive.read(name))
                blocks += [e.text for e in root.iter() if e.tag.endswith("}oddFooter")]
    return lines_of(blocks).replace("&&", "&")


def calendar_text(data):
    """Return the texts of a calendar."""
    calendar = icalendar.Calendar.from_ical(data)
    return lines_of(
        _value(component[name])
        for component in calendar.walk()
        for name in CALENDAR
        if name in component
    )


def _value(found):
    """Return a text of a calendar; those that the standard does not know come as they stand."""
    if hasattr(found, "cats"):
        return "; ".join(map(str, found.cats))
    known = not isinstance(found, icalendar.vUnknown)
    # The library takes an escaped backslash before an n for the end of a line.
    return str(found) if known else ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], found)


def plain_text(data):
    """Return a text as it stands."""
    return lines_of(data.decode().split("\n"))


def table_text(data):
    """Return the cells of a table of comma-separated values."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    return lines_of(cell for row in rows for cell in row)


def data_text(data):
    """Return every text of a file of JSON."""
    return lines_of(_strings(json.loads(data)))


def _strings(value):
    if isinstance(value, str):
        yield value
    for inside in value.values() if isinstance(value, dict) else value:
        if isinstance(inside, (str, dict, list)):
            yield from [inside] if isinstance(inside, str) else _strings(inside)


def commonmark_text(data):
    """Return the text of Markdown as a reader of CommonMark, with tables, shows it."""
    return html_text(MarkdownIt().enable("table").render(data.decode()))


def python_markdown_text(data):
    """Return the text of Markdown as Python-Markdown, which many wikis use, shows it."""
    return html_text(markdown.markdown(data.decode(), extensions=["tables", "fenced_code"]))
