"""What plans cover of 40 public agreements and 23 public checklists: see `tests/coverage/`."""

from collections import Counter

import pytest

from scripts.coverage import KINDS, rows

EXPECTED = {"agreements": (40, 259), "checklists": (23, 126)}
LOST = (
    "What settles these rows of tests/coverage/{}.toml is not in the plan of their case. Where a "
    "clause, task or risk has another id now, write that; where nothing settles the row any more, "
    "give it `missing` with the reason in place of `settled_by`:\n{}"
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_heading_and_item_has_its_row(kind):
    found = list(rows(kind))

    assert (len({row.document for row in found}), len(found)) == EXPECTED[kind]
    assert all(bool(row.settled_by) != bool(row.missing) for row in found), (
        "give the row either `settled_by` or `missing` in tests/coverage"
    )
    doubles = [
        f"{row.document}, {row.heading}: {id}"
        for row in found
        for id, count in Counter(row.settled_by).items()
        if count > 1
    ]
    assert doubles == [], f"tests/coverage/{kind}.toml names these twice; one means another"


@pytest.mark.parametrize("kind", KINDS)
def test_what_settles_a_row_is_in_the_plan_of_its_case(kind):
    lost = [f"{row.document}, {row.heading}: {row.lost}" for row in rows(kind) if row.lost]

    assert not lost, LOST.format(kind, "\n".join(lost))


@pytest.mark.parametrize("kind", KINDS)
def test_at_least_97_in_a_hundred_are_covered(kind):
    found = list(rows(kind))

    assert sum(row.is_covered for row in found) >= 0.97 * len(found), (
        "write what covers the rows with `missing` in tests/coverage"
    )
