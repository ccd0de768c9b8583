"""The names of files: readable in every script, distinct, and ones that every system takes."""

import io
import tomllib
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.export.formats import IN_ARCHIVE, Choices, add, make, owners_in
from planner.export.safe_text import file_name
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.work.plan_file import Identity
from tests.exports import check_name

LIBRARY = load_library()
ANSWERS = tomllib.loads(Path("examples/client-secondment.toml").read_text("utf-8"))
HINT = "mend file_name in planner/export/safe_text.py"


def planned(name):
    raw = ANSWERS | {"secondee_name": name}
    facts, _ = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
    return make_plan(facts, LIBRARY, date(2026, 11, 30))


def names_of(plan, **choices):
    found = []
    for format in IN_ARCHIVE:
        person = owners_in(plan)[0] if format.person == "must" else ""
        wish = Choices(**{"person": person, "identity": Identity("a1b2")} | choices)
        found += make(format.id, plan, LIBRARY, wish)
    return found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Jørgen Sæther", "jørgen-sæther"),
        ("李明", "李明"),
        ("王芳", "王芳"),
        ("Łukasz Żółć", "łukasz-żółć"),
        ("Nguyễn Thị Đào", "nguyễn-thị-đào"),
        ("Nguye\u0302\u0303n", "nguyễn"),
        ("Αλέξης Παπάς", "αλέξης-παπάς"),
        ("Ольга", "ольга"),
        ("שירה לוי-כהן (Shira)", "שירה-לוי-כהן-shira"),
        ("محمد علي", "محمد-علي"),
        ("علی\u200cرضا", "علیرضا"),
        ("प्रिया शर्मा", "प्रिया-शर्मा"),
        ("ශ්\u200dරී", "ශ්රී"),
        ("สมชาย ใจดี", "สมชาย-ใจดี"),
        ("김민준", "김민준"),
        ("山田\u3000太郎", "山田-太郎"),
        ("ｱﾘｽ", "アリス"),
        ("𠮷田", "𠮷田"),
        ("葛\U000e0100城", "葛城"),
        ("İpek", "i̇pek"),
        ("ℌans", "hans"),
        ("O’Brien & Sons: a/b\\c*?", "o-brien-sons-a-b-c"),
        ("..", "plan"),
        ("con", "plan-con"),
        ("COM¹", "plan-com1"),
        ("nul.txt", "nul-txt"),
        ("👩\u200d🔬\ufe0f", "plan"),
        ("a\u202eb", "ab"),
    ],
)
def test_a_name_stays_readable(typed, name):
    assert file_name(typed) == name, HINT
    check_name(f"{name}.docx")


@given(st.text(max_size=300), st.sampled_from([20, 60, 100]))
def test_every_name_is_one_that_every_system_takes(typed, most):
    name = file_name(typed, most=most)

    assert len(name.encode()) <= most + len("plan-")
    assert unicodedata.is_normalized("NFC", name), HINT
    check_name(f"{name}.docx")


def test_long_names_that_begin_alike_stay_two():
    one, other = (file_name("李" * 50 + end, most=60) for end in ("明", "芳"))

    assert one != other
    assert one[:10] == other[:10]


def test_a_name_is_not_cut_between_a_letter_and_its_marks():
    letter = "क\u093c"

    for most in range(40, 60):
        start = file_name(letter * 40, most=most).rpartition("-")[0]

        assert start == letter * (len(start) // 2), HINT


@pytest.mark.parametrize("name", ["Jørgen Sæther", "李" * 200, "con", "🙂", "a/b\\c:d"])
def test_all_files_of_a_plan_have_names_that_can_be_kept(name):
    names = names_of(planned(name))

    for each in names:
        check_name(each)
    assert len({each.casefold() for each in names}) == len(names)


def test_two_people_give_two_names():
    assert not set(names_of(planned("李明"))) & set(names_of(planned("王芳")))


def test_without_a_name_the_plan_tells_files_apart():
    plan = planned("Callum Reid")
    one = names_of(plan, names=False, identity=Identity("callum-reid"))
    other = names_of(plan, names=False, identity=Identity("b2"))

    assert not set(one) & set(other)
    assert "callum" not in "".join([*one, *other])


def test_an_archive_without_the_name_has_none_inside_either():
    choices = Choices(names=False, identity=Identity("a1b2"))
    [data] = make("zip", planned("李明"), LIBRARY, choices).values()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "李明" in name]


def test_an_archive_keeps_the_names_and_holds_each_once():
    [data] = make("zip", planned("李明"), LIBRARY, Choices(identity=Identity("a1b2"))).values()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    named = [entry for entry in entries if not entry.filename.isascii()]
    assert len(named) == len(entries) - 1, "all but index.html bear the name"
    assert all(entry.flag_bits & 0x800 for entry in named), "the names must be marked as UTF-8"
    assert len({entry.filename.casefold() for entry in entries}) == len(entries)


def test_two_files_of_one_name_are_both_kept():
    files = {"plan.md": b"0"}

    added = add(files, [("Plan.md", b"1"), ("plan.md", b"2"), ("other.md", b"3")])

    assert added == {"Plan-2.md": b"1", "plan-3.md": b"2", "other.md": b"3"}
    assert files == {"plan.md": b"0"} | added


def test_two_documents_of_one_title_are_two_files():
    plan = planned("Callum Reid")
    first = plan.documents[0]
    second = replace(first, outline=replace(first.outline, id="another"))
    twice = replace(plan, documents=(first, second))

    assert len(make("docx", twice, LIBRARY, Choices())) == 2
