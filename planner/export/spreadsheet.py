"""Writes a workbook for Excel: cells, tables, colours; the only module that uses XlsxWriter.

What each sheet holds is in `workbook.py`. A text is never anything but a text: nothing that people
typed can become a formula, a number or a link.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from planner.rules.answers import clean_text
from planner.rules.phrases import shortened

LONGEST = 32_767  # of a cell, in UTF-16 code units, as Excel counts
LONGEST_FOOTER = 112  # of each of its two lines; Excel takes 255 together, codes included
A4 = 9
LINE, TITLE_LINE, HIGHEST = 15, 21, 409  # points; no row of Excel is higher
TITLE_SIZE, BOLD_TITLE_SIZE, USUAL_SIZE = 16, 19, 11  # bold letters are wider
MOST_LINES = 8  # of a list in a cell, which would hide the end of it in a row that is no higher
SOFT, RULE, TINT = "#5B6770", "#D5DCE0", "#E8EEF1"
FROM_LEFT, BY_ITS_TEXT = 1, 0  # reading orders
LOOKS: Mapping[str, dict[str, object]] = {
    "text": {"text_wrap": True, "bottom": 1, "bottom_color": RULE},
    "answer": {"text_wrap": True, "bottom": 1, "bottom_color": RULE, "reading_order": BY_ITS_TEXT},
    "plain": {"text_wrap": True},
    "strong": {"text_wrap": True, "bold": True},
    "day": {"num_format": "ddd d mmm yyyy", "align": "left", "bottom": 1, "bottom_color": RULE},
    "head": {"bold": True, "text_wrap": True, "bg_color": TINT, "bottom": 1},
    "money head": {
        "bold": True,
        "text_wrap": True,
        "bg_color": TINT,
        "bottom": 1,
        "align": "right",
    },
    "title": {"bold": True, "font_size": TITLE_SIZE, "text_wrap": True},
    "total": {"bold": True, "top": 1, "text_wrap": True},
    "count": {"num_format": "0", "align": "left", "bottom": 1, "bottom_color": RULE},
    "percent": {"num_format": "0.############", "bottom": 1, "bottom_color": RULE},
    "share": {"num_format": "0.0%", "italic": True},
    "money": {"align": "right", "bottom": 1, "bottom_color": RULE},
    "total money": {"bold": True, "top": 1, "align": "right"},
}
SHADES: Mapping[str, dict[str, object]] = {
    "done": {"font_color": SOFT, "font_strikeout": True},
    "stop": {"bg_color": "#FBE4E1"},
    "check": {"bg_color": "#FDF0CF"},
    "maybe": {"italic": True},
}

type Cell = str | date | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in characters, what may be chosen in it."""

    title: str
    width: int
    choices: tuple[str, ...] = ()
    head: str = "head"
    look: str = ""


class _Growing(Worksheet):  # type: ignore[misc]
    """A sheet whose rows have an initial height and grow when people write into them.

    A height counts as fixed for Excel and LibreOffice where a row is marked as of custom height,
    which XlsxWriter does with every height; without one some programs show a single line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fixed: set[int] = set()  # rows of joined cells, from which no program finds a height

    def _write_row(self, row: int, *rest: Any, **more: Any) -> None:
        self.grows = row not in self.fixed
        super()._write_row(row, *rest, **more)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and self.grows:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class Sheet:
    """One sheet of a book; all cells are written by `put` and, where they are ours, `formula`."""

    def __init__(self, worksheet: Any, looks: Mapping[str, Any]) -> None:
        """Wrap a sheet of XlsxWriter with the looks of its book."""
        self.worksheet, self.looks = worksheet, looks

    def put(self, row: int, column: int, cell: Cell, look: str = "") -> None:
        """Write a cell by the kind of its value."""
        if isinstance(cell, str):
            text = _held(clean_text(cell))
            self.worksheet.write_string(row, column, text, self.looks[look or "text"])
        elif isinstance(cell, date):
            self.worksheet.write_datetime(row, column, _midnight(cell), self.looks[look or "day"])
        elif cell is None:
            self.worksheet.write_blank(row, column, None, self.looks[look or "text"])
        else:
            look = look or ("money" if isinstance(cell, Decimal) else "count")
            self.worksheet.write_number(row, column, float(cell), self.looks[look])

    def formula(
        self, row: int, column: int, formula: str, value: Decimal, look: str = "money"
    ) -> None:
        """Write a formula of ours with its value, for programs that show a file as it is."""
        self.worksheet.write_formula(row, column, formula, self.looks[look], float(value))

    def widths(self, *widths: int) -> None:
        """Set the widths of the first columns, in characters."""
        for place, width in enumerate(widths):
            self.worksheet.set_column(place, place, width)

    def row(
        self, row: int, columns: Sequence[Column], cells: Sequence[Cell], look: str = ""
    ) -> None:
        """Write a row as high as its longest cell needs; it grows with what people write there."""
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            self.put(row, place, cell, look or column.look)
        texts = ((cell, column) for cell, column in zip(cells, columns, strict=True))
        lines = (lines_of(cell, column.width) for cell, column in texts if isinstance(cell, str))
        self.worksheet.set_row(row, min(HIGHEST, LINE * max(lines, default=1)))

    def line(self, row: int, columns: Sequence[Column], text: str, look: str = "plain") -> None:
        """Write a sentence across all columns; cells that are joined do not grow by themselves."""
        self.worksheet.merge_range(row, 0, row, len(columns) - 1, "", self.looks[look])
        self.put(row, 0, text, look)
        width, high = sum(column.width for column in columns), LINE
        if look == "title":
            width, high = width * USUAL_SIZE // BOLD_TITLE_SIZE, TITLE_LINE
        self.worksheet.set_row(row, min(HIGHEST, high * lines_of(text, width)))
        self.worksheet.fixed.add(row)

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], printed: int = 0
    ) -> None:
        """Write a table from the first row on, with a head that stays, filters and choices.

        On paper it has the first `printed` columns, or all.
        """
        self.widths(*(column.width for column in columns))
        for place, column in enumerate(columns):
            self.put(0, place, column.title, column.head)
            if column.choices and rows:
                listed = {"validate": "list", "source": list(column.choices)}
                self.worksheet.data_validation(1, place, len(rows), place, listed)
        for place, row in enumerate(rows, 1):
            self.row(place, columns, row)
        if printed and rows:
            self.worksheet.print_area(0, 0, len(rows), printed - 1)
        self.worksheet.freeze_panes(1, 1)
        self.worksheet.repeat_rows(0)
        if rows:
            self.worksheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def shade(self, rows: int, columns: int, formula: str, look: str) -> None:
        """Shade each row of a table in which a formula of ours holds; the first of a row wins."""
        if rows:
            rule = {"type": "formula", "criteria": formula, "format": self.looks[look]}
            rule["stop_if_true"] = True
            self.worksheet.conditional_format(1, 0, rows, columns - 1, rule)


class Book:
    """A workbook; the same sheets give the same bytes."""

    def __init__(self, title: str, about: str, made_on: date, places: int) -> None:
        """Take the title, a line about the file, its day and the decimals of its currency."""
        self.title, self.about = title, about
        self.buffer = BytesIO()
        never = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
        self.book = Workbook(self.buffer, {"in_memory": True} | dict.fromkeys(never, False))
        self.book.set_properties({"title": title, "comments": about, "created": _midnight(made_on)})
        money = {"num_format": "#,##0" + ("." + "0" * places if places else "")}
        of_money = {"money": money, "total money": money}
        self.looks = {
            name: self.book.add_format(
                {"valign": "top", "reading_order": FROM_LEFT} | look | of_money.get(name, {})
            )
            for name, look in LOOKS.items()
        } | {name: self.book.add_format(shade) for name, shade in SHADES.items()}

    def sheet(self, name: str) -> Sheet:
        """Return a new sheet that prints landscape, as wide as a page, with a footer."""
        worksheet = self.book.add_worksheet(name, _Growing)
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        footer = "\n".join(_footer(line) for line in (self.title, self.about))
        worksheet.set_footer(f"&L&8{footer}&R&8&A, page &P of &N")
        return Sheet(worksheet, self.looks)

    def closed(self) -> bytes:
        """Finish the workbook and return the file."""
        self.book.close()
        return self.buffer.getvalue()


def _footer(text: str) -> str:
    """Return a line of the footer, cut to fit, with & doubled: a single one begins a code."""
    while _units(text) + text.count("&") > LONGEST_FOOTER:
        text = shortened(text, len(text) - 1)
    return text.replace("&", "&&")


def listed(entries: Sequence[str], width: int) -> str:
    """Return entries as a list that fits a cell of a column; one that is cut says how many more."""
    for count in range(len(entries), 1, -1):
        left = len(entries) - count
        said = "; ".join(entries[:count]) + (f"; and {left} more" if left else "")
        if lines_of(said, width) <= MOST_LINES:
            return said
    return "; ".join(entries)


def lines_of(text: str, width: int) -> int:
    """Return about how many lines a text takes in a column that is so many characters wide."""
    return sum(ceil(_width(line) / width + 0.1) for line in text.split("\n"))


def _width(line: str) -> int:
    """Return the width of a line in usual characters; some take the room of two at most."""
    wide = (c.isupper() or east_asian_width(c) in "WF" for c in line)
    return len(line) + sum(wide)


def _held(text: str) -> str:
    """Return a text cut to what a cell can hold; every answer fits."""
    over = _units(text) - LONGEST
    return text if over <= 0 else shortened(text, len(text) - over)


def _units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
