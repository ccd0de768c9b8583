"""The plan file: what a person keeps on disk and opens again; nothing of the plan itself is in it.

It holds the answers as given, even those with problems, so that nothing is lost. The page writes
it, so that answers can be saved also where Python does not start.
"""

import json

FORMAT = 1
KIND = "secondment plan"


class FileProblem(ValueError):
    """A file that cannot be opened, in words for the person who chose it."""


def file_head(library_version: str) -> dict[str, object]:
    """Return what stands at the head of a plan file; the page adds the day, answers and ticks."""
    return {"kind": KIND, "format": FORMAT, "library_version": library_version}


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
        {str(name): str(value) for name, value in answers.items() if value is not None},
        [str(task) for task in done],
    )
