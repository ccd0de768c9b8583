"""The search: what is made from the pages, and what the browser's own code finds with it."""

import gzip
import random
import re
import tomllib
from collections import Counter
from functools import cache

import pytest

from scripts import search
from scripts.search_check import addresses, is_right, main, questions_of, ranks
from tests.pages import DOCS, ROOT, SITE, parsed_pages

MOST_BYTES = 300_000  # of the script that finds, as a server sends it that packs
OWN = ROOT / "tests" / "search_questions.txt"
FAQ = DOCS / "reference" / "faq.md"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SETTINGS = tomllib.loads((ROOT / "scripts" / "search.toml").read_text("utf-8"))


@cache
def documents():
    """Return what the search of the built site holds."""
    return search.documents(SITE)


def own_questions():
    return questions_of(OWN.read_text("utf-8"))


def faq_questions():
    """Return each question of the page, word for word, with its place."""
    found = re.findall(r"^### (.+?) \{ #([\w-]+) \}$", FAQ.read_text("utf-8"), re.MULTILINE)
    return [(question, [f"faq/#{anchor}"]) for question, anchor in found]


def mistyped(question, chance):
    """Return the question with one typing error in one of its longer words."""
    words = question.split(" ")
    long = [place for place, word in enumerate(words) if len(word.strip("?,.")) > 5]
    place = chance.choice(long or [max(range(len(words)), key=lambda one: len(words[one]))])
    word = words[place]
    at = chance.randrange(1, max(2, len(word.rstrip("?,.")) - 1))
    kind = chance.choice(["swap", "drop", "double", "replace"])
    if kind == "swap":
        word = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    elif kind == "drop":
        word = word[:at] + word[at + 1 :]
    elif kind == "double":
        word = word[:at] + word[at] + word[at:]
    else:
        word = word[:at] + chance.choice(LETTERS) + word[at + 1 :]
    return " ".join([*words[:place], word, *words[place + 1 :]])


def share_of_three(asked):
    """Return the share of questions with a right result among the first three, and the others."""
    found = ranks(asked, SITE)
    missed = [
        question for (question, _), rank in zip(asked, found, strict=True) if not 0 < rank < 4
    ]
    return 1 - len(missed) / len(asked), f"not among the first three: {missed}; see search.toml"


def test_a_passage_is_a_heading_with_the_words_below_it():
    html = """<header><h1 id="no">No</h1></header><main><p>No</p><nav><p id="no">No</p></nav>
    <h1 id="pay">Pay<a class="x" href="#pay">#</a></h1><p>Who <b>pays</b>, and how.</p>
    <h2 id="bonus">Bonus &amp; more</h2><p>Once</p><p>a year<script>no()</script></p>
    <details><summary>No</summary>No</details><p class="fine print">No</p><p hidden>No</p>
    <dl><dt id="net">net</dt><dd>After tax</dd></dl><ul><li id="a">Act 1, section 2</li></ul>
    <table><tr id="days"><th scope="row">Days</th><td>183</td></tr></table></main><p>No</p>"""

    found, _ = search.passages(html, {"print"})

    assert [(one.anchor, one.title, one.above, one.text) for one in found] == [
        ("pay", "Pay", (), "Who pays, and how."),
        ("bonus", "Bonus & more", ("Pay",), "Once a year"),
        ("net", "net", ("Pay", "Bonus & more"), "After tax"),
        ("a", "Act 1", ("Pay", "Bonus & more"), "section 2"),
        ("days", "Days", ("Pay", "Bonus & more"), "183"),
    ]


def test_a_passage_holds_its_first_words_only():
    words = " ".join(f"w{number}" for number in range(500))

    [one], _ = search.passages(f'<main><h1 id="a">A</h1><p>{words}</p></main>', set())

    assert one.text == words[: words.index(f" w{search.FIRST_WORDS}")]


def test_the_same_sources_give_the_same_bytes():
    assert search.script(SITE) == search.script(SITE) == (SITE / search.SCRIPT).read_text("utf-8")


def test_what_comes_when_somebody_searches_is_small():
    size = len(gzip.compress((SITE / search.SCRIPT).read_bytes()))

    assert size < MOST_BYTES, f"{size} bytes: lower FIRST_WORDS in scripts/search.py"


def test_every_page_is_in_the_search():
    held = {address for address, _, _ in documents()["pages"]}
    pages = {
        page.removesuffix("index.html") for page in parsed_pages() if page.endswith("index.html")
    }

    assert pages - held == {"search/"}, (
        "mend documents in scripts/search.py: these pages are not in the index"
    )


def test_every_page_is_found_by_its_title():
    pages = documents()["pages"]
    titles = [title for _, title, _ in pages]
    twice = {title for title, count in Counter(titles).items() if count > 1}

    missed = [
        f"{title}: {address}"
        for (address, title, _), found in zip(pages, addresses(titles, SITE), strict=True)
        if title not in twice and address not in [one.partition("#")[0] for one in found]
    ]

    assert missed == [], "mend the weights in scripts/search.toml or the title of the page"


def test_every_result_leads_to_a_place_that_is_there():
    pages, held = parsed_pages(), documents()

    lost = [
        f"{held['pages'][page][0]}#{anchor}"
        for page, anchor, *_ in held["passages"]
        if anchor and anchor not in pages[f"{held['pages'][page][0]}index.html"].ids()
    ]

    assert lost == [], "mend scripts/search.py: the passage has no such id on its page"


def test_passages_hold_nothing_but_their_own_words():
    marks = (
        "Link to this section",
        "In the planner:",
        "When it is used",
        "On this page",
        "Reviewed on",
    )

    soiled = [
        (mark, title)
        for _, _, title, _, text, _ in documents()["passages"]
        for mark in marks
        if mark in text or title.endswith("#")
    ]

    assert soiled == [], "name the class of the element under `without` in scripts/search.toml"


def test_the_questions_of_the_page_of_questions_are_found_word_for_word():
    share, missed = share_of_three(faq_questions())

    assert share >= 0.95, missed


def test_questions_as_people_put_them_are_found():
    asked = own_questions()
    share, missed = share_of_three(asked)

    assert len(asked) >= 300, "questions are gone from tests/search_questions.txt"
    assert share >= 0.93, missed


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 6))]
)
def test_a_question_with_a_typing_error_is_found(seed):
    chance = random.Random(seed)

    for asked in (faq_questions(), own_questions()):
        share, missed = share_of_three([(mistyped(words, chance), to) for words, to in asked])
        assert share >= 0.85, missed


def test_every_page_of_guidance_and_every_question_is_asked_for():
    targets = [target for _, named in own_questions() for target in named]
    guidance = [
        address
        for address, _, _ in documents()["pages"]
        if address.startswith(("agreement/", "benefits/", "challenges/", "forms/", "legal/"))
        or address.startswith(("process/", "programme/", "start/", "types/"))
    ]

    pages = [
        address
        for address in guidance
        if not any(is_right(address + "#" + target.partition("#")[2], target) for target in targets)
    ]
    questions = [to for _, [to] in faq_questions() if to not in targets]

    assert (pages, questions) == ([], []), "add a question to tests/search_questions.txt"


def test_a_word_stands_in_one_group_of_words_that_mean_the_same():
    counted = Counter(word.lower() for group in SETTINGS["same"] for word in group)

    assert [word for word, count in counted.items() if count > 1] == [], (
        "leave the word in one group of “same” in scripts/search.toml"
    )
    assert [group for group in SETTINGS["same"] if len(group) < 2] == [], (
        "add a word to the group in scripts/search.toml, or take it out"
    )


def test_every_word_that_means_the_same_leads_to_something():
    words = [word for group in SETTINGS["same"] for word in group]

    nothing = [word for word, found in zip(words, addresses(words, SITE), strict=True) if not found]

    assert nothing == [], (
        "take the word out of scripts/search.toml, or write it where it is explained in docs/"
    )


def test_another_spelling_finds_the_same():
    pairs = [pair for pair in SETTINGS["spelling"] if len(pair) == 2]
    ours = addresses([f"{one} of staff" for one, _ in pairs], SITE)
    theirs = addresses([f"{other} of staff" for _, other in pairs], SITE)

    assert theirs == ours
    assert addresses(["organization of localization"]) == addresses(
        ["organisation of localisation"]
    )


def test_other_names_of_a_passage_name_one_that_is_there(monkeypatch):
    monkeypatch.setitem(search.settings()["asked"], "reference/faq/#nowhere", ["x"])

    with pytest.raises(ValueError, match="reference/faq/#nowhere"):
        search.documents(SITE)


@pytest.mark.parametrize(
    "words", ["loan", "detachment", "posting", "temporary transfer", "placement", "deputation"]
)
def test_other_words_for_a_secondment_find_what_it_is(words):
    [found] = addresses([words], SITE)

    assert "start/what-is-a-secondment/" in found[:3]


@pytest.mark.parametrize("query", ["", "   ", "?!", "xyzzyqq", "🙂", "a" * 200])
def test_what_is_not_there_finds_nothing(query):
    assert addresses([query], SITE) == [[]]


@pytest.mark.parametrize(
    "query", ["<b>", "__proto__", "constructor", "I'd", "Ärger", "..", "a b " * 60]
)
def test_odd_words_break_nothing(query):
    [found] = addresses([query], SITE)

    assert len(found) <= 10


@pytest.mark.parametrize(
    ("address", "target", "right"),
    [
        ("reference/faq/#how-long", "faq/#how-long", True),
        ("reference/faq/#how-long", "faq/#long", False),
        ("legal/places/in/#in-held", "places/in/", True),
        ("legal/places/in/", "places/in/", True),
        ("reference/figures/#treaty-days", "figures", True),
        ("legal/lending-staff/", "lending-staff", True),
        ("reference/faq/", "faq/#how-long", False),
        ("agreement/information/#conflict-of-interest", "conflict-of-interest", True),
    ],
)
def test_a_result_is_right_by_the_end_of_its_address(address, target, right):
    assert is_right(address, target) is right


def test_the_command_prints_the_rank_before_each_question(tmp_path, capsys, monkeypatch):
    file = tmp_path / "questions.txt"
    file.write_text("pension|faq/#pension-and-benefits\nxyzzyqq|faq/\n", "utf-8")
    monkeypatch.setattr("sys.argv", ["search_check", str(file)])

    main()

    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"[1-3] pension", first)
    assert second == "0 xyzzyqq"


def test_a_line_without_a_target_is_named():
    with pytest.raises(ValueError, match=r"line 2: .*no target"):
        questions_of("a|b\nno target\n")
