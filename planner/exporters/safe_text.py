"""Text from people made fit for a line, a cell or the name of a file; HTML escapes its own."""

import re
import unicodedata

LONGEST_NAME = 60
# They reorder what a reader sees, so that a name or a sum can pass for another.
REORDERING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# These, controls, ends of lines that are none in a file, halves of characters, and no characters.
HARMFUL = re.compile(
    f"[{REORDERING}\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
# Windows keeps these names for devices, whatever follows a full stop.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?![^.])")


def harmless(text: str) -> str:
    """Return a whole file's text without what no file may hold, whatever it was made from."""
    return HARMFUL.sub("", text)


def file_name(*words: str) -> str:
    """Return words as a name without its ending that Windows, macOS and web servers all take."""
    plain = unicodedata.normalize("NFKD", "-".join(filter(None, words)).lower())
    name = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode())
    name = name[:LONGEST_NAME].strip("-")
    return f"plan-{name}".strip("-") if not name or RESERVED.match(name) else name
