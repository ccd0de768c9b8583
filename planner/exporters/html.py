"""The form and the plan as HTML for the planner page; everything from people is escaped.

The plan comes in parts by the id of their element, so that the page patches only what changed.
"""

from collections.abc import Callable, Hashable, Iterator

from planner.colophon import foot_line
from planner.exporters.rendering import environment, render
from planner.model import Library, Plan, PlannedItem
from planner.plan import is_folded

FRAME = "plan"
MOST_KEPT = 5000
MACROS = ("parts", "costs", "days")


def form_html(library: Library) -> str:
    """Return every question as a labelled control, grouped in sections, usable without a script."""
    sections = [
        {"named": section, "questions": [q for q in library.questions.values() if q.section == id]}
        for id, section in library.sections.items()
    ]
    return render("form.html", sections=sections, countries=library.countries)


def empty_html(library: Library) -> str:
    """Return what stands in place of a plan while the first question is not answered."""
    first = next(q for q in library.questions.values() if q.required)
    owners = list(library.owners.values())[:4]
    return render("empty.html", first=first, owners=owners)


class PlanPage:
    """Renders plans for a page, and keeps each part so that the same part costs nothing again."""

    def __init__(self, library: Library, root: str) -> None:
        """Take the way from the page to the site's root, such as `../`."""
        self.words = {
            "library": library,
            "guide": lambda link: root + page_address(link),
            "titles": titles(library),
        }
        templates = [environment().get_template(f"{name}.html") for name in MACROS]
        modules = [vars(template.make_module(self.words)) for template in templates]
        self.macros = {name: macro for module in modules for name, macro in module.items()}
        self.kept: dict[Hashable, str] = {}

    def parts(self, plan: Plan) -> dict[str, str]:
        """Return the HTML of the frame, and of each part that has its place in it, by id."""
        if len(self.kept) > MOST_KEPT:
            self.kept.clear()
        return dict(self._parts(plan))

    def _parts(self, plan: Plan) -> Iterator[tuple[str, str]]:
        yield FRAME, self._frame(plan)
        overdue = sum(planned.status == "overdue" for planned in plan.checklist)
        yield "plan-summary", self._new("plan_summary", plan, overdue, foot_line(plan))
        yield "plan-nav", self._new("plan_nav", plan)
        yield "checklist-lead", self._new("checklist_lead", plan, overdue)
        for item in plan.checklist:
            html = self._kept(_shown_of_item(item), "task_entry", item)
            yield f"item-{item.item.id}", html
        for risk in plan.risks:
            words = (risk.risk.id, risk.risk.why, risk.risk.action, risk.verdict)
            yield f"risk-{risk.risk.id}", self._kept(words, "risk_entry", risk)
        for document in plan.documents:
            name = document.outline.id
            for clause in (clause for part in document.parts for clause in part.clauses):
                text = "\n".join(run.text for p in clause.paragraphs for run in p.runs)
                key = (name, clause.clause.id, clause.number, clause.verdict, text)
                html = self._kept(key, "clause_entry", name, clause)
                yield f"clause-{name}-{clause.clause.slot}", html
        yield "costs", self._kept(("costs", plan.costs), "costs_sheet", plan.costs)
        if plan.days:
            yield "days", self._kept(("days", plan.days), "days_table", plan.days)
        yield "gaps-list", self._kept(("gaps", plan.gaps), "gaps_list", plan.gaps)
        yield "left-out", self._kept(("left out", plan.left_out), "left_out_list", plan.left_out)

    def _kept(self, key: Hashable, macro: str, *values: object) -> str:
        if key not in self.kept:
            self.kept[key] = self._new(macro, *values)
        return self.kept[key]

    def _new(self, macro: str, *values: object) -> str:
        call: Callable[..., str] = self.macros[macro]
        return str(call(*values)).strip()

    def _frame(self, plan: Plan) -> str:
        """Return the headings with a place for each part; it stays while the entries do."""
        tasks = tuple((p.item.id, p.item.phase, p.verdict.truth is None) for p in plan.checklist)
        risks = tuple((p.risk.id, is_folded(p)) for p in plan.risks)
        slots = tuple(
            (
                d.outline.id,
                d.verdict,
                tuple(c.clause.slot for part in d.parts for c in part.clauses),
            )
            for d in plan.documents
        )
        advice = plan.recommendation and (
            plan.recommendation.structure.id,
            plan.recommendation.text,
        )
        key = ("frame", plan.today, plan.places, tasks, risks, slots, plan.days is None, advice)
        if key not in self.kept:
            stops = any(planned.risk.level == "stop" for planned in plan.risks)
            html = render(
                "frame.html", **self.words, plan=plan, tasks=tasks, risks=risks, stops=stops
            )
            self.kept[key] = html.strip()
        return self.kept[key]


def _shown_of_item(planned: PlannedItem) -> Hashable:
    """Return all that an item's HTML shows and answers can change; the rest hangs on its id."""
    return (
        planned.item.id,
        planned.item.task,
        planned.item.why,
        planned.verdict,
        planned.due,
        planned.act_by,
        planned.status,
        planned.occurrences,
        planned.occurrences_left_out,
        planned.after,
    )


def page_address(link: str) -> str:
    """Return where the site serves a page of the guidance, such as `agreement/ending/#return`."""
    page, _, anchor = link.partition("#")
    folder = page.removesuffix(".md").removesuffix("index")
    address = folder if folder.endswith("/") or not folder else f"{folder}/"
    return f"{address}#{anchor}" if anchor else address


def titles(library: Library) -> dict[str, str]:
    """Return what each entry of the library is called, by its id."""
    titles = {outline.id: outline.title for outline in library.outlines.values()}
    titles |= {clause.id: clause.title for clause in library.clauses.values()}
    titles |= {risk.id: risk.title for risk in library.risks.values()}
    return titles | {item.id: item.task for item in library.items.values()}
