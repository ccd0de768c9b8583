"""What people type is kept character by character; what no document can bear is told."""

import sys
import unicodedata

import pytest

from planner.content.loader import load_library
from planner.rules.answers import ANY_LOST, clean_text, read_answers, reading_notes

LIBRARY = load_library()
HINT = "mend LOST in planner/rules/answers.py"
KEPT = {
    "joiners": "می\u200cخواهم क्\u200dष",
    "flags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🇳🇴",
    "families": "👩\u200d🔬 👍🏽",
    "variation selectors": "❤\ufe0f ᠮ\u180bᠣ 葛\U000e0100城",
    "combining marks": "e\u0301 a\u0328\u0301 שָׁלוֹם ก็ क़",
    "soft hyphen": "Arbeits\u00adplatz",
    "no-break spaces": "10\u00a0000 et 5\u202f%",
    "wide space": "李\u3000明",
    "zero-width space": "ภาษา\u200bไทย",
    "word joiner": "a\u2060b",
    "arabic number signs": "\u0600\u0661\u0662 \u06dd\u0663 \u08e2\u0664",
    "mongolian": "ᠠ\u180eᠭ",
    "conjoining jamo": "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    "supplementary planes": "𠮷野家 𝐀𝐁 𞤀𞤁",
    "ethiopic, khmer, burmese": "ሰላም ភាសាខ្មែរ မြန်မာ",
    "private use": "\ue000\U000f0000",
    "not assigned yet": "\U0003fffd",
    "full and half width": "ＡＢ ｶﾅ",
    "letters alike": "Αlpha Аlpha Alpha",
}


def read(typed, question="role"):
    raw = {"relationship": "client", question: typed}
    facts, problems = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return getattr(facts, question), [n.message for n in reading_notes(raw, LIBRARY.questions)]


@pytest.mark.parametrize("typed", KEPT.values(), ids=KEPT)
def test_writing_of_every_script_is_kept(typed):
    assert read(typed) == (typed, []), HINT


def test_every_character_is_kept_or_told():
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        kept = clean_text(f"a{character}b") == f"a{character}b"
        if kept:
            continue
        said = ANY_LOST.search(character) or character in "\t\r\v\f\x85\u2028\u2029"
        assert said, f"U+{code:04X} goes and is not told: {HINT}"
        assert unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"), HINT


@pytest.mark.parametrize(
    ("typed", "kept", "told"),
    [
        ("a\x00b\x07", "ab", "Control characters cannot be used and were removed."),
        (
            "a\u202eb",
            "ab",
            "Characters that change the writing direction cannot be used and were removed.",
        ),
        ("a\ud800", "a", "Incomplete characters cannot be used and were removed."),
        ("a\uffff", "a", "Codes without a character cannot be used and were removed."),
        (
            "a\x1b\u2066b",
            "ab",
            "Control characters and characters that change the writing direction",
        ),
    ],
)
def test_what_no_document_can_bear_is_told(typed, kept, told):
    said, notes = read(typed)

    assert said == kept
    assert [note[: len(told)] for note in notes] == [told]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_the_end_of_a_line_stays_one(end):
    assert read(f"Draft{end}Send", "duties") == ("Draft\nSend", [])


def test_a_tab_becomes_a_space_and_is_told():
    assert read("a\tb") == ("a b", ["Tabs were replaced by spaces."])
