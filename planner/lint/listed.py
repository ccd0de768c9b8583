"""The lists in `tests/` that a person keeps, against the library: what is missing, what is gone.

A test reads each list as well; here is said what to add before a test is run.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planner.rules.judgement import named_conditions
from planner.rules.model import Library, Rule

KINDS = ("clauses", "items", "risks")
# What a case of `tests/cases/` says of tasks, risks and clauses.
KEYS = {
    **dict.fromkeys(("due", "act_by", "tight", "tasks", "overdue"), "items"),
    **{"stops": "risks", "checks": "risks", "text": "clauses"},
}


def find_unlisted(library: Library, tests: Path) -> list[str]:
    """Return what the lists in the folder `tests` lack or name in vain; none without the folder."""
    if not tests.is_dir():
        return []
    return [*_edges(tests), *_unconditional(library, tests), *_gone(library, tests)]


def has_no_condition(rule: Rule) -> bool:
    """Say whether nothing but the end of a case keeps an entry out of a plan."""
    past = {*rule.past} - {"is_over"}  # until then it is in every plan
    return not (rule.when or rule.unless or past or rule.place or rule.over or rule.law_first)


def _edges(tests: Path) -> Iterator[str]:
    """Check that the edges of each condition are written down, and of nothing else."""
    edges = _read(tests / "conditions.toml")
    for name in named_conditions():
        if not {"yes", "no"} <= {*edges.get(name, ())}:
            yield f"tests/conditions.toml: add [{name}] with answers for “yes” and for “no”"
    for name in edges:
        if name not in named_conditions():
            yield f"tests/conditions.toml: no condition “{name}” in conditions.py; correct it"


def _unconditional(library: Library, tests: Path) -> Iterator[str]:
    """Check that what is in every plan is on the list that somebody reads."""
    listed = _read(tests / "unconditional.toml")
    for kind in KINDS:
        entries = getattr(library, kind)
        for id, entry in entries.items():
            if has_no_condition(entry.applies) and id not in listed[kind]:
                yield (
                    f"tests/unconditional.toml: {id} has no condition; give it one in planner/data,"
                    f" or add it to “{kind}” if each plan should have it"
                )
            elif not has_no_condition(entry.applies) and id in listed[kind]:
                yield f"tests/unconditional.toml: {id} has a condition; take it out of “{kind}”"


def _gone(library: Library, tests: Path) -> Iterator[str]:
    """Check that the lists and the cases name entries that are there."""
    files = ("absent.toml", "unconditional.toml", "cases/**/*.toml", "coverage/*.toml")
    for file in sorted(path for pattern in files for path in tests.glob(pattern)):
        for kind, id in dict.fromkeys((*_named(_read(file)), *_settling(_read(file)))):
            if id not in getattr(library, kind):
                where = file.relative_to(tests).as_posix()
                yield f"tests/{where}: no “{id}” among the {kind}; correct it, or take it out"


def _named(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each clause, task and risk in the lists of a table, and in the tables below it."""
    for key, value in table.items():
        kind = KEYS.get(key, key.removeprefix("no_"))
        if kind in KINDS and isinstance(value, list | dict):
            yield from ((kind, id) for id in value if isinstance(id, str))
        elif isinstance(value, dict):
            yield from _named(value)


def _settling(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each clause, task and risk in the paths of the lists of `coverage/`."""
    kinds = {"tasks": "items", "risks": "risks"}
    for document in table.values():
        for row in document.get("rows", ()) if isinstance(document, dict) else ():
            for first, id, *rest in (path.split("/") for path in row.get("settled_by", ())):
                if first in kinds or rest:
                    yield kinds.get(first, "clauses"), id


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
