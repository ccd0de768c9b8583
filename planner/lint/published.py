"""The list of published ids, `published.txt`: no id is removed or reused unnoticed.

A line is a path, such as `items/plan-the-work`. A line that begins with `gone ` is an id that was
taken out and has no heir; it is never used again.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from planner.content.forms import load_forms
from planner.content.handbook import load_terms
from planner.content.ids import Ids, earlier, heirs_of, moved, moved_steps, public_ids
from planner.rules.model import Library

LIST = Path(__file__).with_name("published.txt")
NAME = "planner/lint/published.txt"
COMMAND = "python -m planner ids"
GONE = "gone "
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
ANCHOR = re.compile(r"^#+ .*\{ *#([\w-]+)([^}]*)\}$", re.MULTILINE)
WAS = re.compile(r'data-was="([^"]*)"')


def find_id_problems(library: Library, docs: Path, listed: str) -> list[str]:
    """Return what is wrong with the published ids, each with the fix; `listed` is the list.

    Without the folder `docs` the anchors of pages are not looked at.
    """
    ids = all_ids(library, docs)
    published, gone = read_list(listed)
    if not docs.is_dir():
        published, gone = (
            [id for id in each if _kind(id) != "anchors"] for each in (published, gone)
        )
    return [*_lost(ids, published, gone), *_used_again(ids, gone), *_wrong(ids, published, library)]


def all_ids(library: Library, docs: Path) -> dict[str, tuple[str, ...]]:
    """Return each public id of library, forms, glossary and pages with the ids it had before."""
    terms = {f"terms/{id}": earlier(term.was, "terms") for id, term in load_terms().items()}
    return public_ids(library) | dict(_of_forms()) | terms | dict(_of_pages(docs))


def read_list(listed: str) -> tuple[list[str], list[str]]:
    """Return the ids of the list: the published ones, and those that are gone for good."""
    lines = [line.strip() for line in listed.splitlines() if line.strip()]
    gone = [line.removeprefix(GONE) for line in lines if line.startswith(GONE)]
    return [line for line in lines if not line.startswith(GONE)], gone


def with_new_ids(listed: str, ids: Iterable[str]) -> str:
    """Return the list with the ids that are not on it yet, in order; nothing is taken out."""
    published, gone = read_list(listed)
    lines = sorted({*published, *ids}) + [f"{GONE}{id}" for id in sorted({*gone})]
    return "".join(f"{line}\n" for line in lines)


def _of_forms() -> Iterator[tuple[str, tuple[str, ...]]]:
    for form in load_forms().values():
        yield f"forms/{form.id}", earlier(form.was, "forms")
        for part in form.parts:
            within = f"parts/{form.id}"
            yield f"{within}/{part.id}", earlier(part.was, within)
            for field in part.fields:
                within = f"fields/{form.id}"
                yield f"{within}/{field.id}", earlier(field.was, within)


def _of_pages(docs: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the anchors that headings give themselves, such as `anchors/start/faq.md#how-long`."""
    for path in sorted(docs.rglob("*.md")):
        page = path.relative_to(docs).as_posix()
        for name, rest in ANCHOR.findall(FENCED.sub("", path.read_text("utf-8"))):
            was = [old for each in WAS.findall(rest) for old in each.split()]
            olds = (old if "#" in old else f"{page}#{old}" for old in was)
            yield f"anchors/{page}#{name}", tuple(f"anchors/{old}" for old in olds)


def _lost(ids: Ids, published: Iterable[str], gone: Iterable[str]) -> Iterator[str]:
    heirs = heirs_of(ids)
    for id in published:
        if id in ids or id in heirs or id in gone:
            continue
        yield (
            f"{NAME}: the published id “{id}” is gone; write {_how(id)} where what takes its place "
            f"stands, or “{GONE}{id}” in the list if nothing does"
        )


def _used_again(ids: Ids, gone: Iterable[str]) -> Iterator[str]:
    for old, heirs in heirs_of(ids).items():
        if old in ids:
            yield (
                f"{old}: “was” of {', '.join(heirs)} names this id, and it stands for something "
                "again; give what is new an id of its own"
            )
    for id in gone:
        if id in ids:
            yield f"{id}: {NAME} says that this id is gone; give what is new another id"


def _wrong(ids: Ids, published: Iterable[str], library: Library) -> Iterator[str]:
    """Find ids that “was” names but that were never published, and ids that are not on the list."""
    known = {*published}
    # An option may be newer than the earlier id of its question.
    implied = {
        old
        for question in library.questions.values()
        for option in question.options
        for old in moved(question, option)
    }
    implied |= {
        old
        for item in library.items.values()
        for step in item.steps
        for old in moved_steps(item, step)
    }
    for old, heirs in heirs_of(ids).items():
        if old not in known and old not in implied:
            yield f"{', '.join(heirs)}: “was” names “{old}”, which was never published; correct it"
    if new := [id for id in ids if id not in known]:
        yield f"{NAME}: not on the list: {', '.join(new)}; run {COMMAND}, which adds what is new"


def _how(id: str) -> str:
    kind, _, rest = id.partition("/")
    if kind == "anchors":
        return f'data-was="{rest}" in the braces'
    if kind == "steps":  # a step has no keys of its own, so its task names what it held
        return f'was = ["{id}"]'
    return f'was = ["{rest.rpartition("/")[2]}"]'


def _kind(id: str) -> str:
    return id.partition("/")[0]
