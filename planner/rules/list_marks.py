"""The marks at the start of lines that come with a pasted list, and how to tell them from words.

A draft numbers the lines of an answer itself. A mark in doubt stays: it may be somebody's words.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

# Nobody begins a word with these. The last range is where Wingdings and Symbol have their bullets.
BULLETS = (
    "•‣⁃⁌⁍∙●○◦◘◙◉◎■□▪▫▬▮◾◽◼◻▶▸►▷▹▻◆◇❖⬥⬧➢➣➤➔➙➛➜➝➞➟➠➡➧➨➭➯➱➲➳➵➸➺➻➼➽➾"
    "✓✔☑☐☒✗✘✦✧✩✪✫✭✯★☆❏❐❑❒❍⚫⚪∎⦁⦾⦿٭・･"
)
SYMBOLS = "\uf020-\uf0ff"
HYPHENS = "-–—‐‑‒―－"
AMBIGUOUS = HYPHENS + "*+−·§¤→⇒»>~＊＋"  # marks of a list only where more than one line has them
LETTERS = "oOØüvVqnlualàèŘßŸ¨þÜ"  # what Wingdings and Courier bullets become, before a tab
BULLET = re.compile(
    rf"(?P<sure>[{re.escape(BULLETS)}{SYMBOLS}])\ufe0f?[^\S\n]*(?=\S)"
    rf"|(?P<maybe>[{re.escape(AMBIGUOUS)}])[^\S\n]+(?:\[[ xX]\][^\S\n]+)?(?=\S)"
    rf"|(?P<letter>[{LETTERS}])(?:\t[^\S\n]*|[^\S\n\t]{{2,}})(?=\S)"
)
# All marks begin so, and few lines of words do.
POSSIBLE = re.compile(r"\s*(?:[^\w\s]|\d|[①-⓿❶-➓㈀-㋿]|[^\W\d_]{1,6}[^\w\s]|[^\W\d_](?:\t|\s\s))")
CIRCLED = re.compile(r"[①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉⓵-⓾][^\S\n]*(?=\S)")
ORDERED = re.compile(
    r"(?P<open>[(（［\[【]?)[^\S\n]*(?P<label>(?:\d{1,3}(?:[.．]\d{1,3})*|[^\W\d_]{1,6}))"
    r"(?P<close>[.．]?[)）］\]】]|[.．、。︑]|[:：](?=\t)|-(?=[^\S\n])|)(?P<gap>[^\S\n]*)(?=\S)"
)
ROMAN = re.compile(r"(?=[ivxlc])(x[cl]|l?x{0,3})(i[xv]|v?i{0,3})")
ROMAN_SIGNS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
ALPHABETS: Mapping[str, str] = {
    "latin": ascii_lowercase,
    "capital": ascii_uppercase,
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщэюя",
    "cyrillic with й": "абвгдежзийклмнопрстуфхцчшщэюя",
    "ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщюя",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabic": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "abjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "bare abjad": "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "persian": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "hindi": "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
    "bengali": "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলবশষসহ",
    "thai": "กขคงจฉชซญฐณดตถทธนบปผฝพฟภมยรลวศสหฬอ",
    "hangul": "가나다라마바사아자차카타파하",
    "stems": "甲乙丙丁戊己庚辛壬癸",
    "kana": "アイウエオカキクケコサシスセソタチツテトナニヌネノ",
    "iroha": "イロハニホヘトチリヌルヲワカヨタレソツネナラム",
}
CHINESE = "一二三四五六七八九"
# After a number and a full stop they make a day of it in many languages: 1. April, 2. mai.
MONTHS = re.compile(
    "janua(?:r|ry)|jan|februa(?:r|ry)|feb|märz|mar[st]s?|march|mar|april|apr|mai|ma[jy]|ju[nl][iey]|ju[nl]"
    "|juin|juillet|august|aug|septembe?r?|sept?|o[ck]tober|o[ck]t|november|nov|de[csz]ember|de[csz]"
)
MOST_COUNT = 3  # a count of so many lines need not begin at the first
FEW_WORDS = 3  # what stands after an initial is a name, unless it has so many words

type Place = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What may be a mark of a list: where it ends, and what it may count as.

    `places` holds each reading as an alphabet and a place in it, `sure` says that it can hardly be
    a word, and `bare` that nothing but its own form tells it from one.
    """

    end: int
    text: str
    places: tuple[Place, ...] = ()
    sure: bool = False
    bare: bool = False
    initial: bool = False


def without_list_marks(lines: Sequence[str]) -> list[str]:
    """Return the lines without the marks of a list, where there is surely one."""
    if not any(map(POSSIBLE.match, lines)):
        return list(lines)
    marks = [_mark(line) for line in lines]
    words = [place for place, line in enumerate(lines) if line.strip()]
    taken = set(_taken([marks[place] for place in words], [lines[place] for place in words]))
    gone = {words[place] for place in taken}
    return [
        line[mark.end :] if place in gone and mark else line
        for place, (line, mark) in enumerate(zip(lines, marks, strict=True))
    ]


def _taken(marks: Sequence[Mark | None], lines: Sequence[str]) -> Iterator[int]:
    """Yield the places of the lines whose mark is one of a list; there is no blank line."""
    if len(lines) <= 1:
        return
    counted = _counted(marks, lines)
    share = sum(mark is not None and not mark.bare for mark in marks) / len(marks)
    for place, mark in enumerate(marks):
        if mark is None:
            continue
        if not mark.places:
            if mark.sure or _is_bullet(mark, marks, lines, place, share):
                yield place
        elif (
            place in counted
            or (mark.sure and share > 1 / 2)
            or (counted and share == 1 and not mark.initial)
        ):
            yield place


def _is_bullet(
    mark: Mark, marks: Sequence[Mark | None], lines: Sequence[str], place: int, share: float
) -> bool:
    """Say whether a hyphen or the like is a bullet here, and no sign or note."""
    alike = [n for n, other in enumerate(marks) if other and other.text == mark.text]
    rests = [lines[n][found.end :] for n in alike if (found := marks[n])]
    if lines[place][mark.end].isdecimal():
        if mark.text in "+−§＋" or all(rest[0].isdecimal() for rest in rests):
            return False
        return len(alike) > len(lines) / 2
    return len(alike) > 1 or share >= 1 / 2


def _counted(marks: Sequence[Mark | None], lines: Sequence[str]) -> set[int]:
    """Return the places of marks that count on from one line to the next of their kind."""
    found: set[int] = set()
    kinds = dict.fromkeys(kind for mark in marks if mark for kind, _ in mark.places)
    for kind in kinds:
        run: list[tuple[int, tuple[int, ...]]] = []
        for place, mark in enumerate(marks):
            value = next((v for k, v in mark.places if k == kind), None) if mark else None
            if value is None:
                continue
            if run and not _follows(run[-1][1], value):
                found |= _whole(run, marks, lines)
                run = []
            run.append((place, value))
        found |= _whole(run, marks, lines)
    return found


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Say whether a place comes next: 2 after 1, 1.1 after 1, 1.2 after 1.1, 2 after 1.2."""
    depth = len(after)
    if depth == len(before) + 1:
        return after == (*before, 1)
    return depth <= len(before) and after == (*before[: depth - 1], before[depth - 1] + 1)


def _whole(
    run: Sequence[tuple[int, tuple[int, ...]]],
    marks: Sequence[Mark | None],
    lines: Sequence[str],
) -> set[int]:
    """Return the places of a run, or none where it may be chance."""
    places = [place for place, _ in run]
    held = [mark for place in places if (mark := marks[place])]
    if len(held) <= 1 or (run[0][1][-1] != 1 and len(held) < MOST_COUNT):
        return set()
    rests = [lines[place][mark.end :] for place, mark in zip(places, held, strict=True)]
    begins = {rest.split()[0].casefold().strip(".,:") for rest in rests}
    alike = any(mark.bare for mark in held) and (len(begins) == 1 or run[0][1][-1] != 1)
    if all(map(MONTHS.fullmatch, begins)) or alike:
        return set()
    if all(mark.initial for mark in held):
        enough = len(held) >= MOST_COUNT and len(held) == len(lines)
        if not enough or any(len(rest.split()) < FEW_WORDS for rest in rests):
            return set()
    return set(places)


def _mark(line: str) -> Mark | None:
    """Return what may be the mark at the start of a line."""
    start = len(line) - len(line.lstrip())
    bullet = BULLET.match(line, start)
    if bullet:
        return Mark(bullet.end(), bullet[0].strip()[:1], sure=not bullet["maybe"])
    circled = CIRCLED.match(line, start)
    if circled:
        value = int(unicodedata.numeric(line[start], 0))
        kind = unicodedata.name(line[start]).rpartition(" ")[0]
        return Mark(circled.end(), line[start], ((kind, (value,)),), sure=True)
    found = ORDERED.match(line, start)
    return _ordered(found) if found else None


def _ordered(found: re.Match[str]) -> Mark | None:
    """Return the mark `1.`, `(b)` or `iv)`; nothing where no blank or bracket ends it."""
    label, close, gap = found["label"], found["close"], found["gap"]
    places = tuple(_places(label))
    next_to = found.string[found.end()]
    wide = close in tuple("．、。︑）】］")
    bracket = close[-1:] in (*")）］]】",)
    if not places or (found["open"] and not bracket):
        return None
    if not gap and not wide:
        own = bracket or (close == "." and label.isdecimal() and not next_to.isascii())
        if not own or next_to.isdecimal():
            return None
    bare = not close
    if bare and not (label[0].isdecimal() and (gap.startswith("\t") or "." in label)):
        return None
    roman = len(label) > 1 and label.islower() and set(label) <= set("ivx")
    sure = bracket or roman or wide
    initial = len(label) == 1 and label.isupper() and close == "."
    return Mark(found.end(), found[0], places, sure, bare, initial)


def _places(label: str) -> Iterator[Place]:
    """Yield each way to count a label: 3 as a number, c as a letter and as a Roman hundred."""
    if label[0].isdecimal():
        yield "number", tuple(int(part) for part in re.split("[.．]", label))
        return
    for kind, alphabet in ALPHABETS.items():
        if label[0] in alphabet and set(label) == {label[0]}:
            turns = (len(label) - 1) * len(alphabet)
            yield kind, (turns + alphabet.index(label[0]) + 1,)
    if (label.islower() or label.isupper()) and ROMAN.fullmatch(label.lower()):
        yield ("roman" if label.islower() else "capital roman"), (_roman(label.lower()),)
    chinese = _chinese(label)
    if chinese:
        yield "chinese", (chinese,)


def _roman(label: str) -> int:
    values = [ROMAN_SIGNS[sign] for sign in label]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


def _chinese(label: str) -> int:
    """Return 一 to 九十九 as a number; 0 where it is none."""
    found = re.fullmatch(f"(?:([{CHINESE}]?)(十))?([{CHINESE}]?)", label)
    if not found or not label:
        return 0
    tens = CHINESE.index(found[1]) + 1 if found[1] else 1
    ones = CHINESE.index(found[3]) + 1 if found[3] else 0
    return (tens * 10 if found[2] else 0) + ones
