"""Public ids: none goes, comes or changes its meaning unnoticed."""

from dataclasses import replace

import pytest

from planner.content.forms import load_forms
from planner.content.ids import heirs, public_ids
from planner.content.loader import LibraryError, library_files, load_library, read_library
from planner.lint import published
from planner.lint.published import all_ids, find_id_problems, read_list, with_new_ids
from planner.lint.whole import find_problems, is_written
from scripts.page_additions import with_earlier_anchors
from tests.pages import DOCS

LIBRARY = load_library()
LISTED = published.LIST.read_text("utf-8")
NO_DOCS = DOCS / "there-is-no-such-folder"
KINDS = (
    *("anchors", "clauses", "fields", "forms", "items", "options", "outlines", "owners"),
    *("parts", "phases", "places", "questions", "risks", "steps", "terms"),
)


def renamed(kind, old, new, *was):
    """Return the library with an entry under a new id, which says what it was."""
    entries = getattr(LIBRARY, kind)
    entry = replace(entries[old], id=new, was=was)
    return replace(
        LIBRARY, **{kind: {id: each for id, each in entries.items() if id != old} | {new: entry}}
    )


def problems(library=LIBRARY, listed=LISTED, docs=NO_DOCS):
    return find_id_problems(library, docs, listed)


def published_with(*ids):
    return with_new_ids(LISTED, ids)


def test_the_list_holds_every_public_id():
    assert find_id_problems(LIBRARY, DOCS, LISTED) == [], "do what each line says"


def test_every_kind_of_id_is_on_the_list():
    kinds = {id.partition("/")[0] for id in read_list(LISTED)[0]}

    assert sorted(kinds) == sorted(KINDS), f"mend all_ids in {published.__file__}"


@pytest.mark.parametrize("id", ["items/old-task", "options/hours/old", "forms/old", "places/xx"])
def test_a_published_id_that_is_gone_is_named(id):
    [said] = problems(listed=published_with(id))

    assert f"“{id}” is gone" in said
    assert f'was = ["{id.rpartition("/")[2]}"]' in said


def test_an_anchor_that_is_gone_is_named(tmp_path):
    (tmp_path / "page.md").write_text("## End { #end }\n\n```text\n## No { #no }\n```\n", "utf-8")
    listed = "".join(f"{line}\n" for line in LISTED.split("\n") if not line.startswith("anchors/"))
    ids = [id for id in all_ids(LIBRARY, tmp_path) if id.startswith("anchors/")]

    [said] = problems(docs=tmp_path, listed=with_new_ids(listed, [*ids, "anchors/page.md#start"]))

    assert ids == ["anchors/page.md#end"]
    assert "“anchors/page.md#start” is gone" in said
    assert 'data-was="page.md#start"' in said


def test_an_anchor_may_say_what_it_was_and_guides_still_find_it(tmp_path):
    text = '## End { #end data-was="stop other.md#over" }\n'
    (tmp_path / "page.md").write_text(text, "utf-8")

    ids = all_ids(LIBRARY, tmp_path)

    assert ids["anchors/page.md#end"] == ("anchors/page.md#stop", "anchors/other.md#over")
    assert is_written("page.md#end", tmp_path, LIBRARY)
    assert not is_written("page.md#stop", tmp_path, LIBRARY)


def test_links_to_an_earlier_anchor_still_lead_to_its_heading():
    html = '<p>a</p><h2 id="end" data-was="stop other.md#over">End</h2>'

    assert with_earlier_anchors(html) == '<p>a</p><span id="stop"></span><h2 id="end">End</h2>'


def test_a_new_id_that_is_not_on_the_list_is_named_with_the_command():
    library = renamed("risks", "no-end-date", "endless", "no-end-date")

    [said] = problems(library)

    assert "not on the list: risks/endless" in said
    assert published.COMMAND in said


def test_what_is_renamed_split_or_merged_has_its_heirs():
    entries = dict(LIBRARY.items)
    one, two, *_ = entries
    entries[one] = replace(entries[one], was=("old-task", "older-task"))
    entries[two] = replace(entries[two], was=("old-task", "risks/old-risk"))
    library = replace(LIBRARY, items=entries)

    found = {old: new for old, new in heirs(library).items() if not old.startswith("steps/")}
    assert found == {
        "items/old-task": (f"items/{one}", f"items/{two}"),
        "items/older-task": (f"items/{one}",),
        "risks/old-risk": (f"items/{two}",),
    }
    listed = published_with("items/old-task", "items/older-task", "risks/old-risk")
    assert problems(library, listed) == []


def test_a_library_in_which_nothing_was_renamed_has_no_heirs():
    entries = {name: replace(each, was=()) for name, each in LIBRARY.items.items()}

    assert not [old for old in heirs(replace(LIBRARY, items=entries)) if old.startswith("items/")]


def test_the_options_of_a_renamed_question_are_those_of_the_new_one():
    library = renamed("questions", "purpose", "aim", "purpose")

    found = heirs(library)

    assert found["questions/purpose"] == ("questions/aim",)
    for option in LIBRARY.questions["purpose"].options:
        assert found[f"options/purpose/{option.id}"] == (f"options/aim/{option.id}",)
    assert problems(library, published_with(*public_ids(library))) == []


def test_an_option_that_is_new_under_a_renamed_question_needs_no_past():
    question = LIBRARY.questions["purpose"]
    new = replace(question.options[0], id="brand_new")
    library = renamed("questions", "purpose", "aim", "purpose")
    aim = replace(library.questions["aim"], options=(*question.options, new))
    library = replace(library, questions={**library.questions, "aim": aim})

    assert problems(library, published_with(*public_ids(library))) == []


def test_an_id_that_stands_for_something_again_is_named():
    one, two, *_ = LIBRARY.clauses
    entry = replace(LIBRARY.clauses[one], was=(two,))
    library = replace(LIBRARY, clauses={**LIBRARY.clauses, one: entry})

    [said] = problems(library)

    assert f"clauses/{two}" in said
    assert "stands for something again" in said


def test_an_id_that_never_was_is_named():
    library = renamed("owners", "legal", "lawyers", "legl", "legal")

    [said] = problems(library, published_with("owners/lawyers"))

    assert "“owners/legl”, which was never published" in said


def test_what_is_gone_for_good_is_never_used_again():
    one = next(iter(LIBRARY.items))

    assert problems(listed=f"{LISTED}gone items/no-heir\n") == []
    [said] = problems(listed=LISTED.replace(f"items/{one}\n", f"gone items/{one}\n", 1))[:1]
    assert "give what is new another id" in said


def test_the_command_adds_what_is_new_and_takes_nothing_out():
    listed = "items/b\n\nitems/a\ngone items/z\n"

    added = with_new_ids(listed, ["items/c", "items/a"])

    assert added == "items/a\nitems/b\nitems/c\ngone items/z\n"
    assert with_new_ids(added, ["items/a"]) == added


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("questions.toml", "[purpose]\n", '[purpose]\nwas = ["aim"]\n'),
        ("questions.toml", '{ id = "part_time",', '{ id = "part_time", was = ["half"],'),
        ("clauses/term.toml", "title ", 'was = ["period"]\ntitle '),
        ("checklist/agree.toml", "\nowner = ", '\nwas = ["x"]\nowner = '),
        ("risks/border.toml", "\nlevel = ", '\nwas = ["x"]\nlevel = '),
        ("outlines/agreement-of-two.toml", "title ", 'was = ["pact"]\ntitle '),
        ("places/de.toml", "name ", 'was = ["ger"]\nname '),
        ("vocabulary.toml", "[owners.legal]\n", '[owners.legal]\nwas = ["lawyers"]\n'),
    ],
)
def test_each_kind_of_entry_may_say_what_it_was(file, old, new):
    texts = library_files()
    assert old in texts[file], f"planner/data/{file} has no “{old}” any more; mend this test"

    library = read_library({**texts, file: texts[file].replace(old, new, 1)})

    assert len(heirs(library)) > len(heirs(LIBRARY)), f"read “was” in {file}: mend loader.py"
    assert find_problems(library) == []


def test_what_was_has_to_be_a_list():
    texts = library_files()
    text = texts["clauses/term.toml"].replace("title ", 'was = "period"\ntitle ', 1)

    with pytest.raises(LibraryError, match="“was” is 'period'; it must be of type list"):
        read_library({**texts, "clauses/term.toml": text})


def test_the_list_is_in_order_so_that_two_changes_of_it_can_be_merged():
    assert with_new_ids(LISTED, []) == LISTED, f"run {published.COMMAND}"


def test_parts_and_fields_of_forms_are_on_the_list():
    ids = all_ids(LIBRARY, NO_DOCS)

    for form in load_forms().values():
        for part in form.parts:
            assert f"parts/{form.id}/{part.id}" in ids
            assert all(f"fields/{form.id}/{field.id}" in ids for field in part.fields)
