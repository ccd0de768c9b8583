import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planner.content.loader import load_library
from planner.work.edits import DONE, work_of
from planner.work.opening import opened
from planner.work.plan_file import (
    FORMAT,
    FileProblem,
    Identity,
    copy_to_hand_on,
    new_file,
    open_file,
    read_identity,
    schema,
    written,
)
from planner.work.shape import fitting
from planner.work.ticks import done_in

LIBRARY = load_library()
FIRST = {
    "kind": "secondment plan",
    "format": 1,
    "library_version": "2026.11+88b6e119",
    "plan_id": "abc-1",
    "revision": 7,
    "saved": "2026-11-30",
    "answers": {"relationship": "client", "secondee_name": "Ada"},
    "done": ["issue-the-letter", "no-permission-to-work"],
}
SECOND = {
    "kind": "secondment plan",
    "format": 2,
    "plan_id": "abc-1",
    "revision": 7,
    "saved": "2026-11-30",
    "made_with": {"library": "2026.11", "policy": ""},
    "answers": {"relationship": "client", "house.cost_centre": "4711"},
    "work": {
        "people": {"home_manager": {"name": "Bo", "mail": "bo@example.org"}},
        "tasks": {
            "issue-the-letter": {
                "status": "done",
                "on": "2026-11-30",
                "steps": {"send": "done"},
                "times": {"2027-04-01": "done"},
            }
        },
        "risks": {"no-cover": {"stand": "accepted", "by": "Bo", "reason": "Covered by us"}},
        "clauses": {
            "agreement/early-recall": {"stand": "discuss", "text": "x", "over": "0a1b2c3d"}
        },
        "papers": {"agreement": {"stand": "signed", "by": ["Bo", "Cy"], "on": "2026-11-30"}},
        "own": {"task-7f3a": {"title": "Tell the works council"}},
        "forms": {"handover-plan": {"what": "The keys"}},
    },
    "shown": {"tasks": {"issue-the-letter": ["2027-01-04", "hr", "", "0a1b2c3d"]}},
    "log": [["2026-11-30", "work/tasks/issue-the-letter/status"]],
    "private": {"notes": "Ask Cy first"},
}

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def paths_of(content):
    """Return the path of each value in a plan file."""
    waiting = [()]
    while waiting:
        path = waiting.pop()
        yield path
        here = at(content, path)
        if isinstance(here, dict | list):
            waiting += [
                (*path, key) for key in (here if isinstance(here, dict) else range(len(here)))
            ]


def at(content, path):
    for step in path:
        content = content[step]
    return content


def test_the_schema_is_one_that_others_can_use():
    Draft202012Validator.check_schema(schema())


def test_a_file_of_now_opens_whole():
    opened = open_file(json.dumps(SECOND))

    assert opened.misfits == ()
    assert opened.fit == SECOND
    assert json.loads(written(opened.content)) == SECOND
    assert not opened.read_only


def test_a_first_file_opens_with_its_ticks_as_work():
    opened = open_file(json.dumps(FIRST), risks={"no-permission-to-work"})

    assert opened.misfits == ()
    assert opened.fit["format"] == FORMAT
    assert opened.fit["answers"] == FIRST["answers"]
    assert opened.fit["made_with"] == {"library": "2026.11+88b6e119", "policy": ""}
    work = work_of(opened.fit)
    assert work.tasks["issue-the-letter"].status == DONE
    assert work.risks["no-permission-to-work"].stand == "settled"


def test_a_migrated_file_opens_the_same_again():
    once = open_file(json.dumps(FIRST), risks={"no-permission-to-work"})

    again = open_file(written(once.content))

    assert again.fit == once.fit
    assert again.misfits == ()


def test_what_is_not_known_is_named_and_written_again():
    strange = SECOND | {"mood": "good", "answers": SECOND["answers"] | {"age": 7}}

    opened = open_file(json.dumps(strange))

    assert sorted(str(misfit) for misfit in opened.misfits) == [
        "answers/age holds “7”; it should be text or a list.",
        "mood is not known here; it is kept and not used.",
    ]
    assert opened.content == strange
    assert opened.fit == SECOND


def test_a_path_with_a_slash_in_a_name_can_be_told_apart():
    work = {"clauses": {"agreement/early-recall": {"stand": "perhaps"}}}

    opened = open_file(json.dumps(SECOND | {"work": work}))

    assert str(opened.misfits[0]).startswith("work/clauses/agreement~1early-recall/stand holds")


def test_a_later_file_opens_with_its_answers_and_cannot_be_saved_here():
    later = SECOND | {"format": 3, "work": ["another shape"], "answers": {"relationship": "group"}}

    opened = open_file(json.dumps(later))

    assert opened.read_only
    assert opened.fit["answers"] == {"relationship": "group"}
    assert "work" not in opened.fit
    assert opened.content == later


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not hold JSON"),
        ("[]", "Choose a file that this page saved"),
        ('{"kind": "secondment plan"}', "which format"),
        ('{"kind": "secondment plan", "format": true}', "which format"),
        ('{"kind": "secondment plan", "format": 2, "answers": []}', "damaged"),
        ('{"kind": "secondment plan", "format": 2, "revision": NaN}', "does not hold JSON"),
        ('{"kind": "secondment plan", "format": 2, "revision": 1e999}', "does not hold JSON"),
        ('{"a":' * 40 + "1" + "}" * 40, "too deeply"),
        ("[" * 200_000, "too deeply"),
        ('{"kind": "secondment plan", "format": 2, "x": [' + "1," * 30_000 + "1]}", "more values"),
        ('{"kind": "secondment plan", "x": "' + "a" * 2**20 + '"}', "too large"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(text, said):
    with pytest.raises(FileProblem, match=said):
        open_file(text)


def test_a_copy_to_hand_on_says_which_plan_it_is_and_holds_nothing_private():
    strange = SECOND | {"mood": "good"}

    copy = copy_to_hand_on(strange, "2026.12", date(2026, 12, 1), Identity("x1", 8), {"ends": ""})

    assert "private" not in copy
    assert (copy["plan_id"], copy["revision"], copy["saved"]) == ("x1", 8, "2026-12-01")
    assert copy["made_with"] == {"library": "2026.12", "policy": ""}
    assert copy["shown"] == {"ends": ""}
    assert (copy["work"], copy["mood"]) == (strange["work"], "good")


def test_a_later_file_is_handed_on_as_it_is_without_what_is_private():
    later = SECOND | {"format": 3}

    copy = copy_to_hand_on(later, "2026.12", date(2026, 12, 1), Identity("x1", 8), {"ends": ""})

    assert copy == {name: later[name] for name in later if name != "private"}
    assert done_in(later) == frozenset()


def test_a_new_file_opens_whole_again():
    opened = open_file(written(new_file("2026.12", {"relationship": "client", "moves": True})))

    assert opened.misfits == ()
    assert opened.fit["answers"] == {"relationship": "client", "moves": "yes"}


def test_what_is_known_stands_first_in_a_file():
    shuffled = dict(reversed(SECOND.items())) | {"answers": SECOND["answers"]}

    names = [*json.loads(written({"mood": "good"} | shuffled))]

    assert names[:3] == ["kind", "format", "plan_id"]
    assert names[-2:] == ["private", "mood"]


@pytest.mark.parametrize(
    "content", [None, 5, [], {}, {"work": 5}, {"work": {"tasks": [1], "risks": {"a": 5}}}]
)
def test_where_no_work_can_be_read_nothing_is_done(content):
    assert done_in(content) == frozenset()


def test_brackets_in_what_was_typed_are_no_levels():
    open_file(json.dumps(SECOND | {"private": {"notes": '[{"' * 100}}))


@given(st.data())
def test_any_part_of_a_file_may_be_anything_and_the_rest_still_opens(data):
    broken = json.loads(json.dumps(SECOND))
    path = data.draw(st.sampled_from([path for path in paths_of(SECOND) if path]))
    at(broken, path[:-1])[path[-1]] = data.draw(ANYTHING)

    try:
        opened = open_file(json.dumps(broken))
    except FileProblem:
        assert path[0] in ("kind", "format", "answers"), path
        return

    assert Draft202012Validator(schema()).is_valid(opened.fit)
    work_of(opened.fit)
    if not opened.read_only:
        assert opened.content == broken
        assert bool(opened.misfits) == (opened.fit != broken)


@given(st.data())
def test_whatever_stands_in_a_file_is_kept_or_named_for_the_person_who_opens_it(data):
    broken = json.loads(json.dumps(SECOND))
    path = data.draw(st.sampled_from([path for path in paths_of(SECOND) if path]))
    at(broken, path[:-1])[path[-1]] = data.draw(ANYTHING)

    try:
        found = opened(json.dumps(broken), LIBRARY)
    except FileProblem:
        return

    for name in broken.keys() - {"answers"}:
        assert found.content.get(name) == broken[name] or name in ("plan_id", "revision")
    for name, raw in broken["answers"].items():
        kept = found.content["answers"].get(name)
        assert kept == raw or kept == found.answers.get(name) or not str(raw).strip()
    assert all(note.endswith(".") for note in found.notes)
    done_in(found.content)
    read_identity(found.content)
    assert opened(written(found.content), LIBRARY).content == found.content


@given(ANYTHING)
def test_what_fits_is_valid_for_any_other_reader_of_the_schema(value):
    fit, misfits = fitting(value, schema())

    assert misfits or Draft202012Validator(schema()).is_valid(value)
    assert fit is None or Draft202012Validator(schema()).is_valid(fit)
