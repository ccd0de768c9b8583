"""What plans cover of 40 public agreements and 23 public checklists: see `tests/coverage/`."""

import pytest

from scripts.coverage import rows

EXPECTED = {"agreements": (40, 259), "checklists": (23, 126)}


@pytest.mark.parametrize("kind", EXPECTED)
def test_every_heading_and_item_has_its_row(kind):
    found = list(rows(kind))

    assert (len({row.document for row in found}), len(found)) == EXPECTED[kind]
    assert all(bool(row.quote) != bool(row.missing) for row in found)


@pytest.mark.parametrize("kind", EXPECTED)
def test_every_quote_stands_in_the_plan_of_its_case(kind):
    lost = [(row.document, row.heading) for row in rows(kind) if row.quote and not row.is_covered]

    assert lost == []


@pytest.mark.parametrize("kind", EXPECTED)
def test_at_least_97_in_a_hundred_are_covered(kind):
    found = list(rows(kind))

    assert sum(row.is_covered for row in found) >= 0.97 * len(found)
