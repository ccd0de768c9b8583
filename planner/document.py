"""The plan file: what a person keeps on disk and opens again; nothing of the plan itself is in it.

The file holds the answers as given, even those with problems, so that nothing is lost.
"""

import json
from collections.abc import Mapping

FORMAT = 1
KIND = "secondment plan"
LONGEST_ANSWER = 5000


class FileProblem(ValueError):
    """A file that cannot be opened, in words for the person who chose it."""


def write_file(
    answers: Mapping[str, object], done: list[str], library_version: str, saved: str
) -> str:
    """Return the text of a plan file; `saved` is the day as YYYY-MM-DD."""
    content = {
        "kind": KIND,
        "format": FORMAT,
        "library_version": library_version,
        "saved": saved,
        "answers": dict(answers),
        "done": sorted(done),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_file(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the answers and the ids of tasks done; `FileProblem` says what is wrong."""
    try:
        content = json.loads(text)
    except ValueError:
        raise FileProblem("This is not a saved plan: the file does not hold JSON.") from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise FileProblem("This is not a saved plan. Choose a file that this page saved.")
    if content.get("format") != FORMAT:
        found = str(content.get("format"))[:20]
        raise FileProblem(f"This plan has format {found}; this page reads format {FORMAT}.")
    answers, done = content.get("answers"), content.get("done", [])
    if not isinstance(answers, dict) or not isinstance(done, list):
        raise FileProblem("This plan is damaged: its answers cannot be read.")
    return (
        {str(name): str(value)[:LONGEST_ANSWER] for name, value in answers.items()},
        [str(task) for task in done],
    )
