"""The forms: what a data file may say, and what the page makes of it for pen, keys and ears."""

import re
from html.parser import HTMLParser

import pytest

from planner.content.forms import KINDS, load_forms, read_form
from planner.content.loader import LibraryError, Table
from planner.guidance import reference

FORMS = load_forms()
FIELD = {"label": "Name", "kind": "line"}
FORM = {
    "title": "A form",
    "purpose": "To try.",
    "filled_in_by": "secondee",
    "used_in": ["idea"],
    "give_to": "Nobody.",
    "parts": [{"title": "You", "fields": [FIELD]}],
}


def form_of(*fields, **changes):
    values = FORM | {"parts": [{"title": "You", "fields": list(fields or [FIELD])}]} | changes
    return read_form(Table("forms/try.toml", "try", values))


class Controls(HTMLParser):
    """Every control with the words a screen reader finds for it."""

    def __init__(self, html):
        super().__init__()
        self.controls = []
        self.labelled = set()
        self.ids = set()
        self.in_label = 0
        self.feed(html)

    def handle_starttag(self, tag, pairs):
        attrs = dict(pairs)
        self.ids.add(attrs.get("id"))
        if tag == "label":
            self.in_label += 1
            self.labelled.add(attrs.get("for"))
        if tag in ("input", "textarea") and "data-field" in attrs:
            self.controls.append(attrs | {"inside a label": self.in_label > 0})

    def handle_endtag(self, tag):
        if tag == "label":
            self.in_label -= 1


def test_a_form_is_read_with_all_it_asks():
    form = form_of(
        {"label": "How was it?", "kind": "scale", "options": ["Bad", "Good"]},
        {"label": "Risks", "kind": "table", "columns": ["Risk", "Who"], "rows": 3},
        {"label": "Gain", "kind": "table", "columns": ["For", "What"], "first_column": ["Home"]},
    )

    scale, risks, gain = form.parts[0].fields
    assert (form.id, form.used_in, form.filled_in_by) == ("try", ("idea",), "secondee")
    assert (scale.id, scale.options) == ("you-how-was-it", ("Bad", "Good"))
    assert (risks.rows, gain.rows) == (3, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"filled_in_by": "boss"}, "“boss” is not known; use secondee, home_manager"),
        ({"used_in": ["later"]}, "“later” is not known; use idea, agree"),
        ({"purpose": ""}, "“purpose” is empty; write it"),
        ({"colour": "red"}, "“colour” is not a key"),
        ({"parts": []}, r"it has no \[\[parts\]\]; add one"),
        ({"parts": [{"title": "You"}]}, r"it has no \[\[parts.fields\]\]; add one"),
    ],
)
def test_a_form_that_is_wrong_is_named_with_its_file_and_the_fix(changes, said):
    with pytest.raises(LibraryError, match=rf"planner/data/forms/try\.toml, try.*: {said}"):
        form_of(**changes)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"label": "A", "kind": "essay"}, "“essay” is not known; use line, text"),
        ({"label": "A", "kind": "choice"}, "a choice has two “options” or more"),
        ({"label": "A", "kind": "table", "rows": 2}, "a table has “columns”"),
        ({"label": "A", "kind": "line", "rows": "2"}, "“rows” is '2'; it must be of type int"),
        (
            {"label": "A", "kind": "table", "columns": ["B"], "rows": 2, "first_column": ["C"]},
            "“rows” is not the length of “first_column”",
        ),
    ],
)
def test_a_field_that_is_wrong_is_named_with_its_place(field, said):
    with pytest.raises(LibraryError, match=f"parts 1, fields 1: {said}"):
        form_of(field)


def test_two_fields_that_a_saved_form_could_not_tell_apart_are_an_error():
    with pytest.raises(LibraryError, match="two begin with the same words"):
        form_of(FIELD, {"label": "Name?", "kind": "text"})


def test_every_kind_of_field_is_used_by_a_form():
    used = {field.kind for form in FORMS.values() for part in form.parts for field in part.fields}

    assert used == {*KINDS}, (
        "take the kind out of KINDS in planner/content/forms.py, or use it in planner/data/forms"
    )


@pytest.mark.parametrize("name", FORMS)
def test_every_control_of_a_form_has_a_name_for_ears_and_none_for_servers(name):
    html = Controls(reference.expand("form", name, f"forms/{name}/"))

    keys = [control["data-field"] for control in html.controls]
    assert keys
    assert len(keys) == len({*keys}), "word one of the two labels anew in planner/data/forms"
    for control in html.controls:
        assert (
            control.get("aria-label") or control["inside a label"] or control["id"] in html.labelled
        )
        assert "name" not in control
        assert control["autocomplete"] == "off"
        assert control.get("aria-describedby") in html.ids


@pytest.mark.parametrize("name", FORMS)
def test_the_parts_of_a_form_are_sections_of_its_page(name):
    text = reference.expand("form", name, f"forms/{name}/", level=2)

    assert re.findall(r"^### (.*?) \{", text, re.MULTILINE) == [p.title for p in FORMS[name].parts]


def test_a_part_and_a_field_keep_the_id_that_they_are_given():
    form = form_of({**FIELD, "id": "needs-who", "was": ["needs-whom"]})

    [part] = form.parts
    [field] = part.fields
    assert (field.id, field.was) == ("needs-who", ("needs-whom",))
