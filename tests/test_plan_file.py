import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planner.work.edits import DONE, work_of
from planner.work.plan_file import FORMAT, FileProblem, open_file, schema, written
from planner.work.shape import fitting

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
        "answers/age holds “7”; it should be text.",
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
        ('{"a":' * 40 + "1" + "}" * 40, "too deep"),
        ("[" * 200_000, "too deep"),
        ('{"kind": "secondment plan", "format": 2, "x": [' + "1," * 30_000 + "1]}", "more entries"),
        ('{"kind": "secondment plan", "x": "' + "a" * 2**20 + '"}', "larger"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(text, said):
    with pytest.raises(FileProblem, match=said):
        open_file(text)


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


@given(ANYTHING)
def test_what_fits_is_valid_for_any_other_reader_of_the_schema(value):
    fit, misfits = fitting(value, schema())

    assert misfits or Draft202012Validator(schema()).is_valid(value)
    assert fit is None or Draft202012Validator(schema()).is_valid(fit)
