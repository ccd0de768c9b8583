"""A copy of the planner in which every word of data and templates is marked, and what it shows.

The mark is another alphabet: each letter becomes its full-width form. Whatever a plan then shows
in plain letters is neither in data nor in a template; answers are typed in Greek here.
"""

import re
import shutil
from pathlib import Path

from jinja2 import Environment

from planner.export.formats import FORMATS
from planner.export.printouts import PRINTOUTS
from planner.plan.costs import FEE, LINES

ROOT = Path(__file__).parent.parent
PLANNER = ROOT / "planner"
# What people read of the library; the rest are names, days and rules.
READ = (
    *("title", "about", "name", "called", "said", "ask", "label", "why", "hint", "settles", "note"),
    *("text", "letter", "inside", "task", "action", "moment", "advice", "mind", "purpose", "usual"),
    *("phrase", "publisher", "steps", "means", "party", "table", "row"),
)
STRING = r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"'
VALUE = rf"{STRING}|\[(?:[^\]\"]|{STRING})*\]"
PAIR = re.compile(rf"(?m)(^|[{{,]\s*)({'|'.join(READ)})(\s*=\s*)({VALUE})")
# What a text means something by: blanks, references, points, the letter of a list, an escape.
MEANT = re.compile(
    r"\{\{.*?\}\}|\{[a-z0-9-]+\}|\[\[.*?\]\]|^\([a-z]\) |\\u[0-9A-Fa-f]{4}|\\.", re.MULTILINE
)
TEMPLATES = (".html", ".md", ".txt", ".xml")
SHOWN = ("aria-label", "title", "alt", "placeholder")
SHOWN_IN_TAG = re.compile(rf'((?:{"|".join(SHOWN)})=")([^"]*)')
# Addresses, the letters of lists, versions of the library, moments of files.
NO_WORDS = re.compile(r"https?://\S+|\([a-z]+\)|20\d\d\.\d\d\+[0-9a-f]{8}|\d\dT\d\d:[\d:]+Z")
NAME = "Secondment Handbook"  # of what it all is, in every language
WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z'’-]+)*")


def marked(text):
    """Return text with each of its letters in full width, but for what it means something by."""
    pieces, place = [], 0
    for found in MEANT.finditer(text):
        pieces += [_wide(text[place : found.start()]), found[0]]
        place = found.end()
    return "".join([*pieces, _wide(text[place:])])


def _wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text)


def make_copy(folder):
    """Copy the planner into a folder and mark its words."""
    shutil.copytree(PLANNER, folder / "planner", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / "planner/data").rglob("*.toml"):
        path.write_text(_marked_data(path), "utf-8")
    for path in (folder / "planner/templates").rglob("*"):
        if path.suffix in TEMPLATES and path.stem not in ("styles", "numbering"):
            path.write_text(_marked_template(path.read_text("utf-8"), path.suffix), "utf-8")


def _marked_data(path):
    text = path.read_text("utf-8")
    if path.parent.name == "words":
        return re.sub(rf"(?m)^([\w-]+ = )({STRING})", lambda m: m[1] + marked(m[2]), text)
    if path.name == "definitions.toml":
        quoted = re.sub(r"(?m)^([\w-]+)( = )", r'"\1"\2', text)
        return re.sub(STRING, lambda found: marked(found[0]), quoted)
    if path.name == "countries.toml":
        return re.sub(
            rf"((?:^[A-Z]{{2}}|name|said)\s*=\s*)({STRING})",
            lambda found: found[1] + marked(found[2]),
            text,
            flags=re.MULTILINE,
        )
    text = re.sub(r"(?ms)^\[[^\]\n]+\.steps\]\n.*?(?=^\[|\Z)", _marked_steps, text)
    text = re.sub(r"(?m)^result_to = .*$", _marked_strings, text)
    return PAIR.sub(lambda found: "".join([*found.groups()[:3], marked(found[4])]), text)


def _marked_steps(table):
    return re.sub(rf"(?m)^([\w-]+ = )({STRING})", lambda m: m[1] + marked(m[2]), table[0])


def _marked_strings(line):
    return re.sub(STRING, lambda found: marked(found[0]), line[0])


def _marked_template(source, suffix):
    """Mark the text outside tags, and the attributes that are read; not what is between braces."""
    made, in_tag = [], False
    for _, kind, text in Environment(trim_blocks=True).lexer.tokeniter(source, None):
        if kind != "data":
            made.append(text)
            continue
        pieces = re.split(r"(<[^>]*>?|[^<>]*>)" if in_tag else r"(<[^>]*>?)", text)
        for piece in pieces:
            if suffix in (".md", ".txt"):
                made.append(_wide(piece))
            elif in_tag or piece.startswith("<"):
                made.append(SHOWN_IN_TAG.sub(lambda m: m[1] + _wide(m[2]), piece))
                in_tag = not piece.endswith(">")
            else:
                made.append(_wide(re.sub(r"&\w+;", "", piece)))
    return "".join(made)


def strings_in_templates():
    """Return the words between the braces of templates, which is a home of words too."""
    found = set()
    for path in (PLANNER / "templates").rglob("*"):
        if path.suffix in TEMPLATES:
            tokens = Environment().lexer.tokeniter(path.read_text("utf-8"), None)
            found |= {text[1:-1] for _, kind, text in tokens if kind == "string"}
    return {text for text in found if WORDS.search(text)}


def words_kept(library):
    """Return the words that are in plain letters in the copy too: ids, and what code reads."""
    # The words of printouts and formats are in rows of code, so that a new one is one row.
    kept = {NAME, *(each.title for each in PRINTOUTS.values())}
    kept |= {words for each in FORMATS for words in (each.title, each.about, each.reader)}
    kept |= {"log", *library.owners}  # an entry of a plan file, and what a person is chosen by
    kept |= {item.due_rule.text for item in library.items.values()}
    for question in library.questions.values():
        kept |= {question.unit, question.id, *(option.id for option in question.options)}
    kept |= {*library.items, *library.risks, *library.sources, *(line.id for line in (*LINES, FEE))}
    return kept - {""}


def leaks(text, removed):
    """Return what is in plain letters in a text, but for what a pattern finds and for addresses."""
    text = NO_WORDS.sub(" ", text)
    return WORDS.findall(removed.sub(" ", text)) if WORDS.search(text) else []


def pattern_of(words):
    """Return a pattern for whole words, the longest first, also where a sentence begins."""
    words = {*words, *(word[0].upper() + word[1:] for word in words)}
    listed = "|".join(re.escape(word.strip()) for word in sorted(words, key=len, reverse=True))
    begin, end = r"(?:(?<![A-Za-z])|(?=[^A-Za-z]))", r"(?:(?![A-Za-z])|(?<=[^A-Za-z]))"
    return re.compile(rf"{begin}(?:{listed}){end}")


def where(words):
    """Return the first line of the planner's Python with some words in a string, as a hint."""
    for path in sorted(PLANNER.rglob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(rf"[\"'][^\"']*{re.escape(words)}", line):
                return f"planner/{path.relative_to(PLANNER)}, line {number}"
    return "a template, or a value that is put together"
