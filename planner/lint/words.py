"""Checks of the words in `data/words/`: each is used by code, and each blank of it is given."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.rules.judgement import named_conditions
from planner.rules.model import Library
from planner.rules.words import BLANK, KINDS, blanks_of, texts

PLANNER = Path(__file__).parent.parent
FORMS = {"conditions": {"yes", "no"}, "counts": {"one", "other"}}
MARK = re.compile(r"[{}\[\]<>*|\n]")
ANY = "[^.]+"


@dataclass(frozen=True, slots=True)
class Use:
    """A call of `say`: where it stands, the ids it may mean as a pattern, and what it gives."""

    where: str
    pattern: str
    given: frozenset[str]

    def meant(self, ids: Iterable[str]) -> list[str]:
        """Return the ids that the call may mean."""
        return [id for id in ids if re.fullmatch(self.pattern, id)]


def find_word_problems(
    library: Library, said: Mapping[str, str] | None = None, uses: Sequence[Use] | None = None
) -> list[str]:
    """Return every fault in the words, each with its id or its place in the code, and the fix."""
    said, uses = texts() if said is None else said, uses_in_code() if uses is None else uses
    wanted = {q.unit for q in library.questions.values() if q.unit}
    wanted |= {limit.unit for limit in library.limits.values()}
    return [
        *_wrong_texts(said),
        *_wrong_forms("conditions", named_conditions(), said),
        *_wrong_forms("counts", wanted | _kinds(said) | _nouns_in_code(), said),
        *_wrong_uses(uses, said),
        *_unused(uses, said),
    ]


def _wrong_texts(said: Mapping[str, str]) -> Iterator[str]:
    for id, text in said.items():
        mark = MARK.search(BLANK.sub("", text))
        if mark:
            yield f"words {id}: has “{mark[0]}”, which readers would see; write {{{{ name }}}}"
        if not text.strip() or (text != text.strip() and id.partition(".")[0] != "lists"):
            yield f"words {id}: is empty or has outer blanks; write the words alone"
        if id.startswith("conditions.") and not text.endswith("."):
            yield f"words {id}: must be one sentence with a full stop"


def _wrong_forms(file: str, wanted: Collection[str], said: Mapping[str, str]) -> Iterator[str]:
    """Check that each name has every form, and that no table is of a name that does not exist."""
    found: dict[str, set[str]] = {name: set() for name in wanted}
    for id in said:
        if id.startswith(f"{file}."):
            _, name, form = id.split(".")
            found.setdefault(name, set()).add(form)
    for name, forms in found.items():
        if name not in wanted:
            yield f"words {file}.{name}: nothing is called that; correct it or take it out"
        elif forms != FORMS[file]:
            yield f"words {file}.{name}: must have {' and '.join(sorted(FORMS[file]))}; write both"


def _wrong_uses(uses: Iterable[Use], said: Mapping[str, str]) -> Iterator[str]:
    for use in uses:
        meant = use.meant(said)
        if not meant:
            yield f"{use.where}: no words “{use.pattern}” in data/words; write them"
        blanks = {id: {name for name, _ in blanks_of(said[id])} for id in meant}
        for id, names in blanks.items():
            if names - use.given:
                yield f"{use.where}: {id} has the blanks {_listed(names - use.given)}; give them"
        if meant and (idle := use.given - set().union(*blanks.values())):
            yield f"{use.where}: gives {_listed(idle)}, for which {meant[0]} has no blank"


def _unused(uses: Sequence[Use], said: Mapping[str, str]) -> Iterator[str]:
    used = {id for use in uses for id in use.meant(said)}
    yield from (f"words {id}: nothing says it; use it or take it out" for id in said.keys() - used)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _kinds(said: Mapping[str, str]) -> set[str]:
    return {kind for text in said.values() for _, kind in blanks_of(text) if kind} - set(KINDS)


@cache
def uses_in_code() -> tuple[Use, ...]:
    """Return every call of `say` in the planner."""
    return tuple(_uses())


def _uses() -> Iterator[Use]:
    for where, call in (call for name in ("say", "pieces") for call in _calls(name)):
        given = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
        yield Use(where, _pattern(call.args[0], where), given)


@cache
def _nouns_in_code() -> frozenset[str]:
    """Return the nouns that are counted in code, `(1, "days")` among the arguments of a call."""
    calls = [call for name in ("count", "counted") for _, call in _calls(name)]
    given = [argument for call in calls for argument in call.args]
    nouns = [node for each in given for node in ast.walk(each) if isinstance(node, ast.Constant)]
    return frozenset(node.value for node in nouns if isinstance(node.value, str))


def _calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(PLANNER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and isinstance(called, ast.Name) and called.id == name:
                yield f"planner/{path.relative_to(PLANNER)}, line {node.lineno}", node


def _pattern(id: ast.expr, where: str) -> str:
    """Return the ids that the first argument of `say` may mean, as a regular expression."""
    if isinstance(id, ast.IfExp):
        return f"({_pattern(id.body, where)}|{_pattern(id.orelse, where)})"
    if isinstance(id, ast.Constant):
        return re.escape(str(id.value))
    if not isinstance(id, ast.JoinedStr):
        raise ValueError(f"{where}: give say an id or an f-string, so that its words can be found")
    parts = (re.escape(str(p.value)) if isinstance(p, ast.Constant) else ANY for p in id.values)
    return "".join(parts)
