"""What a plan shows, in a form small enough to keep in its file."""

from collections.abc import Iterable
from typing import Any
from zlib import crc32

from planner.rules.judgement import certainty
from planner.rules.model import Paragraph, Plan


def shown_of(plan: Plan) -> dict[str, Any]:
    """Return what a plan shows: ids, days, owners and checksums, no words and nothing typed."""
    ends, cost = plan.facts.end_date, plan.costs.totals and plan.costs.totals.total
    return {
        "today": plan.today.isoformat(),
        "stage": plan.stage.id,
        "tasks": {
            planned.item.id: [
                planned.due.isoformat() if planned.due else "",
                planned.item.owner,
                planned.rank,
                checksum("\n".join(planned.item.texts())),
            ]
            for planned in plan.checklist
        },
        "clauses": {
            f"{document.outline.id}/{planned.clause.id}": checksum(words_of(planned.paragraphs))
            for document in plan.documents
            for part in document.parts
            for planned in part.clauses
        },
        "risks": {
            planned.risk.id: f"{planned.risk.level}, {certainty(planned.verdict)}"
            for planned in plan.risks
        },
        "ends": ends.isoformat() if ends else "",
        "cost": "" if cost is None else f"{cost:f} {plan.costs.currency or ''}".strip(),
    }


def words_of(paragraphs: Iterable[Paragraph]) -> str:
    """Return the words of a clause without numbers, which change when other clauses come or go."""
    return "\n".join(
        "".join(run.text for run in paragraph.runs if run.kind != "reference")
        for paragraph in paragraphs
    )


def checksum(text: str) -> str:
    """Return a checksum of a text, as eight hexadecimal digits; it does not prevent forgery."""
    return f"{crc32(text.encode()):08x}"
