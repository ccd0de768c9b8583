"""The scripts of the site hold no sentence: what they say stands in the page."""

import json
import re

from planner.guidance.reference import planner_failures
from tests.pages import ROOT, SITE

SCRIPTS = sorted((ROOT / "overrides" / "assets").glob("*.js"))
COMMENT = re.compile(r"(?m)^\s*//.*$|\s// .*$|/\*.*?\*/")
LITERAL = re.compile(r"""`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""")
WORDS = re.compile(r"(?:^|(?<= ))[A-Za-z][a-z’']*(?: [a-z’']+)+(?=[ .,:;!?]|$)|\} [a-z]+ \{")
CODE = re.compile(r"=>|^(const|import) ")
# What a script tells programs or itself: rules of the form, errors that it catches.
NOT_SHOWN = {"use strict", "not given", "has passed", "not copied", "no search"}
FOR_ENGINEERS = re.compile(r"console\.\w+\([^;]*;|new Error\([^)]*\)|Problem\([^;]*;")


def sentences_in(source):
    """Return the literals of a script that read as words for people, without its comments."""
    source = FOR_ENGINEERS.sub(";", COMMENT.sub("", source))
    plain = (re.sub(r"\$\{[^{}]*\}", "{}", found[0][1:-1]) for found in LITERAL.finditer(source))
    return [
        text
        for text in plain
        if WORDS.search(text) and not CODE.search(text) and text not in NOT_SHOWN
    ]


def test_no_script_holds_words_for_people():
    found = {path.name: sentences_in(path.read_text("utf-8")) for path in SCRIPTS}

    assert not {name: said for name, said in found.items() if said}, (
        "put the words into planner/data/words/page.toml or overrides/planner.html"
    )


def test_a_sentence_in_a_script_is_found():
    source = """
    // Nothing of this "comment is meant".
    const one = "Nothing was saved.";
    write(place, `${given.length} of ${open.length}`);
    fail({ detail: "the worker stopped" });
    page.querySelector("[data-do=open] a"); import "./files.js"; console.warn("Not for readers.");
    """

    assert sentences_in(source) == ["Nothing was saved.", "{} of {}", "the worker stopped"]


def test_every_failure_that_a_script_names_has_words():
    sources = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    named = set(re.findall(r"(?:new Problem\(|kind: |lost\()\"([a-z-]+)\"", sources))
    named |= {"slow-start", "stalled", "start-failed"}  # in other forms

    assert named - {"form"} == set(planner_failures()), "mend the tables [failure...] of page.toml"


def test_the_page_of_the_planner_carries_the_words_of_failures():
    page = (SITE / "planner" / "index.html").read_text("utf-8")
    carried = re.search(r"id=\"runtime\"[^>]* data-failures='([^']*)'", page)

    assert json.loads(carried[1].replace("&#39;", "'")) == planner_failures(), "run `make build`"
