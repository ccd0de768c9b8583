"""The marks of a pasted list go where a draft puts its own, and words in doubt stay."""

from datetime import date

import pytest

from planner.content.clause_text import plain
from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers, reading_notes

LIBRARY = load_library()
HINT = "mend planner/rules/list_marks.py"


def read(typed):
    raw = {"relationship": "client", "duties": typed}
    facts, problems = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return facts.duties, [note.message for note in reading_notes(raw, LIBRARY.questions)]


@pytest.mark.parametrize(
    "mark",
    [
        "•\t",
        "· ",
        "– ",
        "— ",
        "* ",
        "- ",
        "+ ",
        "▪ ",
        "o\t",
        "o   ",
        "‣ ",
        "● ",
        "✓ ",
        "➢ ",
        "\uf0b7\t",
        "\uf0a7 ",
        "§\t",
        "Ø\t",
        "ü\t",
        "− ",
        "→ ",
        "□ ",
        "・",
        "- [ ] ",
        "  • ",
        "> ",
        "* [x] ",
        "－ ",
        "●",
        "☐ ",
    ],
)
def test_bullets_go_and_are_told(mark):
    said, told = read(f"{mark}Draft contracts\n{mark}Answer questions")

    assert said == "Draft contracts\nAnswer questions", HINT
    assert told == ["List marks were removed from 2 lines, because a draft has its own."]


@pytest.mark.parametrize(
    "marks",
    [
        ("1. ", "2. ", "3. "),
        ("1) ", "2) ", "3) "),
        ("(1) ", "(2) ", "(3) "),
        ("1.) ", "2.) ", "3.) "),
        ("1.\t", "2.\t", "3.\t"),
        ("1\t", "2\t", "3\t"),
        ("a) ", "b) ", "c) "),
        ("(a) ", "(b) ", "(c) "),
        ("a. ", "b. ", "c. "),
        ("A) ", "B) ", "C) "),
        ("i. ", "ii. ", "iii. "),
        ("I. ", "II. ", "III. "),
        ("(iv) ", "(v) ", "(vi) "),
        ("x) ", "xi) ", "xii) "),
        ("y) ", "z) ", "aa) "),
        ("1. ", "1.1 ", "1.2 "),
        ("1.1 ", "1.2 ", "1.3 "),
        ("1.1. ", "1.1.1. ", "1.1.2. "),
        ("7. ", "8. ", "9. "),
        ("1. ", "a. ", "2. "),
        ("١. ", "٢. ", "٣. "),
        ("۱) ", "۲) ", "۳) "),
        ("१. ", "२. ", "३. "),
        ("１．", "２．", "３．"),
        ("①", "② ", "③"),
        ("⑴", "⑵", "⑶"),
        ("一、", "二、", "三、"),
        ("（一）", "（二）", "（三）"),
        ("十、", "十一、", "十二、"),
        ("1、", "2、", "3、"),
        ("甲、", "乙、", "丙、"),
        ("ア．", "イ．", "ウ．"),
        ("가. ", "나. ", "다. "),
        ("а) ", "б) ", "в) "),
        ("α) ", "β) ", "γ) "),
        ("א. ", "ב. ", "ג. "),
        ("أ. ", "ب. ", "ج. "),
        ("ก. ", "ข. ", "ค. "),
        ("1. ", "2) ", "(3) "),
        ("1. ", "2. ", "• "),
    ],
)
def test_marks_that_count_on_go(marks):
    words = "Draft the contracts with care", "Answer every question", "Keep the register current"

    said, told = read("\n".join(map("".join, zip(marks, words, strict=True))))

    assert said == "\n".join(words), HINT
    assert len(told) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "5% of time on reports\n10% of time on calls",
        "2027 budget\n2028 budget",
        "3.5 days on handover\n1.5 FTE",
        "1.1 FTE\n1.2 FTE",
        "1.5 days here\n2.5 days there",
        "10:30 stand-up\n11:30 call",
        "A. Smith\nB. Jones",
        "A. Smith\nB. Jones\nC. Brown",
        "I. Newton\nG. Leibniz",
        "a good start\nb plan",
        "1. FC Köln\nBayern München",
        "2. Bundesliga\n3. Liga",
        "1. April: Start\n2. April: Schulung",
        "1. mai: start\n2. mai: slutt",
        "-5 degrees\n-6 degrees",
        "- 5 degrees\n- 10 degrees",
        "+ 5 % in spring\n+ 3 % in autumn",
        "§ 5 of the plan\n§ 6 of the plan",
        "*subject to approval\n*see below",
        "Draft contracts\nAnswer questions\n* subject to approval",
        "a.m. shift\np.m. shift",
        "E. coli tests\nB. subtilis tests",
        "--double\n-no space",
        "1/2/2027 first\n2/2/2027 second",
        "#1 priority\n#2 priority",
        "1st review\n2nd review",
        "o clock\no dear",
        "Step 1. Draft\nStep 2. Send",
        "• the only line",
        "1. the only line",
    ],
)
def test_words_that_look_like_a_mark_stay(typed):
    said, told = read(typed)

    assert said == typed, HINT
    assert told == []


def test_blank_lines_and_lines_that_are_nothing_but_a_mark_break_nothing():
    said, _ = read("1. Draft\n\n2. Send\n•\n(c)\n")

    assert said == "Draft\n\nSend\n•\n(c)"


def test_a_list_of_every_mark_is_a_list_of_plain_lines_in_the_draft():
    marks = ["•\t", "\uf0b7\t", "·\t", "– ", "— ", "* ", "- ", "▪ ", "o\t", "1. ", "2) ", "(3) "]
    marks += ["a) ", "(b) ", "iv. ", "‣ ", "● ", "✓ ", "➢ ", "➔ ", "− "]
    words = [f"Duty {place}" for place, _ in enumerate(marks)]
    stay = ["-no space", "--double", "5% of time on reports", "1.5 days on handover", "2027 budget"]
    typed = [*map("".join, zip(marks, words, strict=True)), *stay]

    facts, problems = read_answers(
        {"relationship": "group", "duties": "\n".join(typed)}, LIBRARY.questions, LIBRARY.countries
    )

    assert problems == []
    plan = make_plan(facts, LIBRARY, date(2026, 11, 30))
    entries = [
        (paragraph.label, plain(paragraph.runs))
        for part in plan.documents[0].parts
        for clause in part.clauses
        if clause.clause.slot == "duties"
        for paragraph in clause.paragraphs
        if paragraph.level == 1
    ]
    here = entries.index(("(a)", "Duty 0"))
    found = entries[here : here + len(typed)]
    assert [said for _, said in found] == [*words, *stay]
    assert [label for label, _ in found][-2:] == ["(y)", "(z)"]
