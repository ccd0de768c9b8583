"""The changes between what two plans showed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from planner.work.shape import Json

type Shown = Mapping[str, Json]

# A task is kept as the day, the owner, the rank and the checksum of its words, in this order.
KINDS = {
    "tasks": ("moved", "reassigned", "reranked", "reworded"),
    "clauses": ("reworded",),
    "risks": ("changed",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two plans.

    `of` is tasks, clauses or risks, and then `kind` is added, gone, or one of `KINDS`. `of` may
    also be today, stage, ends or cost, and then `kind` is changed. `before` and `after` are as
    kept, empty where there was nothing.
    """

    of: str
    id: str
    kind: str
    before: str = ""
    after: str = ""


def changes(before: Shown, after: Shown) -> tuple[Change, ...]:
    """Return every difference between what two plans showed; none where they are the same.

    It serves for changes since the last visit, changes of the library, and differences between two
    files.
    """
    return tuple(_changes(before, after))


def _changes(before: Shown, after: Shown) -> Iterator[Change]:
    for of in ("today", "stage", "ends", "cost"):
        one, two = str(before.get(of, "")), str(after.get(of, ""))
        if one != two:
            yield Change(of, "", "changed", one, two)
    for of in ("tasks", "clauses", "risks"):
        ones, twos = (cast(Mapping[str, Json], each.get(of, {})) for each in (before, after))
        yield from (Change(of, id, "gone") for id in ones if id not in twos)
        yield from (Change(of, id, "added") for id in twos if id not in ones)
        for id in (id for id in twos if id in ones):
            yield from _of_one(of, id, ones[id], twos[id])


def _of_one(of: str, id: str, one: Json, two: Json) -> Iterator[Change]:
    ones, twos = (
        cast(Sequence[str], [each] if isinstance(each, str) else each) for each in (one, two)
    )
    for kind, was, now in zip(KINDS[of], ones, twos, strict=True):
        if was != now:
            yield Change(of, id, kind, was, now)
