"""In a copy of the planner whose words are marked, nothing that people read is left without a mark.

So no text stands in code that belongs into `data/words/` or into a template.
"""

import json
import re
import shutil
import subprocess
import sys

import pytest

from planner.content.loader import load_library
from planner.rules.words import BLANK, texts
from tests import pseudo

MESSAGES = ("answers.", "checks.", "opening.", "export.")
MOVE = (
    "{where} may say “{words}”, which stands in: {output}. Put the words into planner/data/words "
    "and say them by their id, or put them into a template."
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return what a marked copy of the planner shows, by output."""
    folder = tmp_path_factory.mktemp("marked")
    pseudo.make_copy(folder)
    shutil.copy(pseudo.ROOT / "tests/pseudo_outputs.py", folder / "outputs.py")
    command = [sys.executable, "outputs.py", str(pseudo.ROOT / "examples")]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    return json.loads(made.stdout)


@pytest.fixture(scope="module")
def plain():
    """Return the pattern of the words that are in plain letters in the copy too."""
    return pseudo.pattern_of(pseudo.strings_in_templates() | pseudo.words_kept(load_library()))


def test_the_copy_shows_all_there_is(shown):
    names = {name.rpartition(": ")[2].partition(",")[0] for name, found in shown if found}

    assert names >= {"form", "empty", "page", "docx", "xlsx", "ics", "md", "html", "brief", "json"}
    everything = "\n".join(text for _, found in shown for text in found)
    assert len(re.findall(f"[{pseudo.marked('A')}-{pseudo.marked('z')}]", everything)) > 500_000


def test_every_message_on_answers_and_files_is_shown(shown):
    said = "\n".join(text for name, found in shown for text in found)

    unsaid = []
    for id, text in texts().items():
        if id.startswith(MESSAGES) and not re.search(r"\.(lost|day_for)", id):
            parts = [pseudo.marked(part) for part in re.split(BLANK.pattern, text)[::3]]
            unsaid += [] if all(part in said for part in parts) else [id]
    assert unsaid == [], "add to ODD or FILES in tests/pseudo_outputs.py of which these are said"


def test_whatever_people_read_is_in_data_or_in_a_template(shown, plain):
    first = {}
    for output, found in shown:
        for text in found:
            first.setdefault(text, output)
    leaks = {words: first[text] for text in first for words in pseudo.leaks(text, plain)}

    told = [
        MOVE.format(where=pseudo.where(words), words=words, output=output)
        for words, output in leaks.items()
    ]
    assert not told, "\n".join(told)
