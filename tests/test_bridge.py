"""The browser's entry point: JSON as text in, JSON as bytes out."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import bridge
from planner.bridge import handle
from planner.content.loader import load_library
from planner.work.plan_file import file_head
from tests.facts import random_answers, some

LIBRARY = load_library()
HOSTILE = "<img src=x onerror=alert(1)>\"'&{{ 7*7 }}{% raw %}**[[term]]"


def ask(do, **more):
    return json.loads(handle(json.dumps({"do": do, "today": "2026-11-22", **more})))


def whole(reply):
    return "\n".join(reply["html"].values())


def test_a_reply_is_bytes_which_pyodide_hands_over_whole():
    reply = handle(json.dumps({"do": "plan", "today": "2026-11-22", "answers": {}}))

    assert isinstance(reply, bytes), (
        "Let planner/bridge.py return bytes: Pyodide hands a text over character by character, "
        "which costs 40 ms for a first plan."
    )


def test_without_the_first_answer_the_page_gets_an_invitation_and_no_problem():
    reply = ask("plan", answers={})

    assert reply["ok"] is True
    assert reply["problems"] == []
    assert "#answer-relationship" in whole(reply)


def test_a_plan_comes_with_its_problems():
    reply = ask("plan", answers={"relationship": "client", "start_date": "soon"})

    assert [problem["question"] for problem in reply["problems"]] == ["start_date"]
    assert 'id="plan-checklist"' in whole(reply)


def test_the_plan_as_json_is_there_on_request():
    assert "plan" not in ask("plan", answers={"relationship": "client"})
    assert ask("plan", answers={"relationship": "client"}, json=True)["plan"]["checklist"]


@settings(deadline=None, max_examples=some(40))
@given(random_answers(LIBRARY), st.sampled_from(["home_name", "role", "duties", "governing_law"]))
def test_what_people_type_is_escaped_and_never_run(answers, name):
    html = whole(ask("plan", answers={**_texts(answers), name: HOSTILE}))

    assert "<img" not in html


def _texts(answers):
    return {name: str(value) for name, value in answers.items()}


def test_hostile_text_stands_in_the_document_as_typed():
    html = whole(ask("plan", answers={"relationship": "client", "home_name": HOSTILE}))

    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "{{ 7*7 }}{% raw %}**[[term]]" in html


def test_links_to_the_guidance_start_at_the_root_of_the_site():
    html = whole(ask("plan", answers={"relationship": "client"}, root="../"))

    assert 'href="../' in html
    assert ".md" not in html


def saved(answers, done=()):
    tasks = {id: {"status": "done"} for id in done}
    head = file_head(LIBRARY.version)
    return json.dumps({**head, "answers": answers, "work": {"tasks": tasks}})


def test_a_saved_plan_opens_again_with_bad_and_unknown_answers_and_ticks_kept():
    fits = {"relationship": "client", "duties": "one\ntwo"}
    other = {"start_date": "soon", "retired": "x"}

    reply = ask("open", text=saved({**fits, **other, "role": None}, ["sign", "need"]))

    notes = " ".join(reply["notes"])
    assert reply["answers"] == fits
    assert reply["file"] == json.loads(saved(fits | other, ["sign", "need"]))
    assert LIBRARY.questions["start_date"].ask in notes
    assert "“retired”" in notes


def test_what_a_plan_shows_is_given_for_its_file():
    shown = ask("shown", answers={"relationship": "client"})["shown"]

    assert shown["today"] == "2026-11-22"
    assert len(shown["tasks"]) > 10
    assert ask("shown", answers={})["ok"] is False


def test_after_starting_over_nothing_typed_is_kept():
    ask("plan", answers={"relationship": "client", "home_name": "Ash and Oak"})

    ask("plan", answers={})

    page = bridge._page("")
    assert "Ash and Oak" not in "".join(page.cache.values())
    assert not page.last
    assert not bridge._LAST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"kind": "secondment plan"}',
        '{"kind": "secondment plan", "format": 1, "answers": []}',
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_plain_words(text):
    reply = ask("open", text=text)

    assert reply["ok"] is False
    assert reply["message"].endswith(".")


def test_there_is_no_text_to_copy_before_there_is_a_plan():
    assert ask("text", answers={})["ok"] is False
    assert ask("text", answers={"relationship": "group"})["text"].startswith("# Secondment plan")


def test_only_parts_that_the_page_does_not_show_are_sent():
    before = ask("plan", answers={"relationship": "client", "home_name": "Ash"})

    same = ask("plan", answers={"relationship": "client", "home_name": "Ash"}, seen=before["marks"])
    after = ask(
        "plan", answers={"relationship": "client", "home_name": "Oak"}, seen=before["marks"]
    )

    assert same["html"] == {}
    assert 0 < len(after["html"]) < 10
    assert "Oak" in whole(after)
    assert set(after["marks"]) == set(before["marks"])


def test_each_part_has_its_place_in_the_frame():
    reply = ask("plan", answers={"relationship": "group"})

    frame = reply["html"].pop("plan")
    assert len(reply["html"]) > 50
    for name, html in reply["html"].items():
        assert f'id="{name}" data-part' in frame
        assert re.match(rf'<\w+ [^>]*id="{name}"', html), name


def test_the_bridge_has_no_memory():
    first = ask("plan", answers={"relationship": "client"})
    ask("plan", answers={"relationship": "group", "start_date": "2027-01-01"})

    assert ask("plan", answers={"relationship": "client"}) == first
