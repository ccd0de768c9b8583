"""Typed words in Markdown: shown as typed by every renderer, and never a tag, a link or a list."""

import re
import tomllib
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from planner.content.loader import load_library
from planner.export.markdown import plan_markdown, still
from planner.plan.make import make_plan
from planner.rules.answers import clean_text, read_answers
from tests.facts import some

LIBRARY = load_library()
HINT = "mend LIVE in planner/export/markdown.py"
EXTRA = ["extra", "sane_lists", "toc", "admonition", "wikilinks", "attr_list", "meta"]
MORE = [f"pymdownx.{name}" for name in ("caret", "critic", "details", "emoji", "keys", "magiclink")]
MORE += [f"pymdownx.{name}" for name in ("mark", "superfences", "tabbed", "tasklist", "tilde")]


def python_markdown(*extensions):
    made = markdown.Markdown(extensions=extensions)
    return lambda text: made.reset().convert(text)


RENDERERS = {
    "CommonMark": MarkdownIt("commonmark").render,
    "GitHub": MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
    "Python-Markdown": python_markdown(),
    "its usual extensions": python_markdown(*EXTRA),
    "its line breaks": python_markdown("nl2br", *EXTRA),
    "PyMdown": python_markdown("tables", *MORE),
}
FRAMES = {
    "paragraph": lambda typed: f"Before.\n\n{still(typed)}\n\nAfter.\n",
    "name": lambda typed: f"# Plan\n\n**{still(f'Secondment of {typed}')}**\n",
    "task": lambda typed: f"- [ ] {still(typed)}\n  Home HR; by Mon 1 Feb\n\n- [x] Next\n",
    "entry": lambda typed: f"{still(f'(a) {typed}')}\n",
    "clause": lambda typed: f"{still(f'7.1 The Role is: {typed} (see 8).')}\n",
    "cell": lambda typed: (
        f"| A | B |\n| --- | ---: |\n| {still(clean_text(typed).replace(chr(10), ' '))} | 1 |\n"
    ),
}
HABITS = [
    *(
        "E*TRADE",
        "M*Modal",
        "__init__",
        "R&amp;D",
        "R&D",
        "a_b",
        "_a_b_",
        "5 * 3 * 2",
        "*",
        "**b**",
    ),
    *(
        "1. one",
        "1) one",
        "12. x",
        "\u0661. x",
        "- x",
        "-",
        "- - -",
        "+ x",
        "# x",
        "#x",
        "####",
        "a #",
    ),
    *("~~x~~", "~x~", "~5 days", "`", "`x`", "``` x", "~~~ x", "<b>x</b>", "<b", "a < b", "<!-- x"),
    *("<?php", "<![CDATA[", "<a@b.co>", "<http://x.y>", "</div>", "&copy;", "&#42;", "&#x2A;", "&"),
    *("&#1{", "&copy x", "&#", "x&#1"),
    *("[x](y)", "![x](y)", "[x][y]", "[x]: http://y", "[^1]", "[^1]: x", "^[x]", "[[x]]", "[TOC]"),
    *("[ ] x", "[x] x", "*[HTML]: x", "| a | b |", "|", "--|--", ":--|--:", "|-|-|", ":", ": x"),
    *("http://x.yz", "https://x.yz/a_b_c", "ftp://x.yz", "www.x.yz", "a.b@c.de", "mailto:a@b.co"),
    *(":smile:", ":+1:", ":100:", "10:30:15", "\\", "\\*", "\\\\", "\\<b>", "C:\\path\\new", "x\\"),
    *("---", "===", "=", "a\n===", "a\n---", "a\n-", "a\n    b", "\tx", "a  \nb", "a\\\nb", "> x"),
    *("a\n\n    b", "a\n\n- b\n- c", "a | b\n--|--\nc | d", "| a |\n| - |", "a\n: b", "***", "___"),
    *(
        "{: .x }",
        "{#x}",
        "{{ x }}",
        "{% x %}",
        "{++x++}",
        "{==x==}",
        "x {.y}",
        "!!! note",
        "!!! a b",
    ),
    *(
        "??? note",
        '=== "x"',
        "/// note",
        "==x==",
        "^^x^^",
        "++ctrl+c++",
        "$x$",
        "$5 and $6",
        "$$x$$",
    ),
    *(
        '"x"',
        "'x'",
        "“x”",
        "(c)",
        "...",
        "-->",
        "1/2",
        "@x",
        "#1",
        "007",
        "-5",
        "+44 20",
        "=SUM(A1)",
    ),
    *("*a _b* c_", "**a*", "_a*b_*", "a*b*c", "a_ b_", "\\`a`", "`a\\`b`", "<a\nb>", "&\namp;"),
    *("\ufeffx", "x\u2028y", "李*明*", "م*ر*", "e\u0301_x_", "\u00a0x", "[a\n](b)", "[a]\n(b)"),
    *(
        "}\n* (x",
        "a]",
        "](x)",
        "![",
        "[",
        "!",
        "x&",
        "<",
        "http:",
        "//x.yz",
        "www",
        ".x.yz",
        "@b.co",
        ":",
    ),
]


class Page(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words = Counter(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        if tag == "br":
            self.words.append("\n")
        self.tags.update(name for name, _ in attrs if name not in ("style", "id"))

    def handle_comment(self, _):
        self.tags["comment"] += 1

    def handle_decl(self, _):
        self.tags["declaration"] += 1

    def handle_pi(self, _):
        self.tags["instruction"] += 1

    def handle_data(self, data):
        self.words.append(data)

    def text(self):
        lines = re.split(r"[ \t\n]*\n[ \t\n]*", "".join(self.words))
        return re.sub("[ \t\n]+", " ", " ".join(line.strip() for line in lines)).strip()


def check(typed, frame, render):
    typed = typed.strip()  # as it is when it is read
    plain = Page(render(FRAMES[frame]("WORDS")))
    shown = Page(render(FRAMES[frame](typed)))

    said = " ".join(line.strip() for line in clean_text(typed).split("\n"))
    wanted = re.sub("[ \t\n]+", " ", plain.text().replace("WORDS", said)).strip()
    assert shown.text() == wanted, f"{FRAMES[frame](typed)!r}: {HINT}"
    for page in (plain, shown):
        page.tags["br"] = 0  # an end of a line that was typed
    assert shown.tags == plain.tags, f"{FRAMES[frame](typed)!r}: {HINT}"


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("renderer", RENDERERS)
def test_habits_of_writing_are_shown_as_typed(renderer, frame):
    failed = {}
    for typed in HABITS:
        try:
            check(typed, frame, RENDERERS[renderer])
        except AssertionError as problem:
            failed[typed] = str(problem).splitlines()[0]
    assert failed == {}, HINT


PIECES = st.sampled_from(
    [*HABITS, *"*_`~^$=+-#>|[](){}<>&:;.!?\\/@\"'0123 \n\n", "ab", "é", "李", " "]
)


@pytest.mark.parametrize("renderer", RENDERERS)
@settings(deadline=None, max_examples=some(400), derandomize=True)
@given(pieces=st.lists(PIECES, min_size=1, max_size=8), frame=st.sampled_from(list(FRAMES)))
def test_whatever_is_typed_is_shown_as_typed(renderer, pieces, frame):
    typed = "".join(pieces).strip() or "x"

    check(typed, frame, RENDERERS[renderer])


AS_THEY_ARE = """R&D, a_b, 5 * 3 * 2, 10:30, ~5 days, C:\\path, -5 degrees, x [y] z, a < b,
Kari Lind, 50 %, $500, O'Brien, (c) x, =SUM(A1), a+b, x!, p. 3, e.g. x"""


@pytest.mark.parametrize("typed", re.split(",\\s", AS_THEY_ARE))
def test_what_needs_no_sign_gets_none(typed):
    assert still(typed) == typed


def test_a_plan_with_every_habit_has_the_elements_of_one_without():
    answers = tomllib.loads(Path("examples/client-secondment.toml").read_text("utf-8"))
    names = [q.id for q in LIBRARY.questions.values() if q.kind in ("text", "long_text")]
    for renderer, render in RENDERERS.items():
        plain = Page(render(written(answers | dict.fromkeys(names, "Words"))))
        for typed in HABITS[:: 13 if renderer == "CommonMark" else 60]:
            said = clean_text(typed).replace("\n", " ")
            shown = Page(render(written(answers | dict.fromkeys(names, said))))

            assert shown.tags == plain.tags, f"{renderer}, {typed!r}: {HINT}"


def written(answers):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return plan_markdown(make_plan(facts, LIBRARY, date(2026, 11, 30)), LIBRARY)
