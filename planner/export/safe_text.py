"""Typed text made safe for a line, a cell or the name of a file; HTML is escaped by Jinja2."""

import re
import unicodedata
from collections.abc import Iterator
from zlib import crc32

LONGEST_NAME = 100  # bytes; with whose it is, the day and its ending a file name stays below 255
# Bidirectional controls, which can make a name or an amount look like another.
REORDERING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# These, control characters, line separators, surrogates and code points that are no character.
HARMFUL = re.compile(
    f"[{REORDERING}\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
# Windows keeps these names for devices, whatever follows a full stop.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?![^.])")
UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # variation selectors


def harmless(text: str) -> str:
    """Return the text of a file without the characters that no file may contain."""
    return HARMFUL.sub("", text)


def file_name(*words: str, most: int = LONGEST_NAME, instead: str = "plan") -> str:
    """Return words as a name without its ending that Windows, macOS and web servers all take.

    Letters and digits of every script stay, in lower case; whatever else is between them is a
    hyphen. `most` is the longest in bytes: a name that is cut ends in a checksum of the whole, so
    that two do not become one. `instead` stands where no letter is left.
    """
    said = "-".join(filter(None, words))
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", said).lower())
    name = re.sub("-+", "-", "".join(_in_names(UNSEEN.sub("", plain)))).strip("-")
    if len(name.encode()) > most:
        sum = f"-{crc32(said.encode(errors='surrogatepass')):08x}"
        name = _cut(name, most - len(sum)) + sum
    return f"plan-{name}" if RESERVED.match(name) else name or instead


def _in_names(text: str) -> Iterator[str]:
    """Yield letters, digits and the marks on them as they are, and a hyphen for what is neither."""
    on_letter = False
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cf":  # joiners and other format characters are invisible
            continue
        on_letter = kind[0] in "LN" or (on_letter and kind[0] == "M")
        yield character if on_letter else "-"


def _cut(name: str, most: int) -> str:
    """Return the start of a name of at most so many bytes, with every mark on its last letter."""
    start = name.encode()[:most].decode(errors="ignore")
    if unicodedata.category(name[len(start)])[0] == "M":
        while unicodedata.category(start[-1])[0] == "M":
            start = start[:-1]
        start = start[:-1]
    return start.rstrip("-")
