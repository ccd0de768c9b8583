"""The form and the plan as HTML for the planner page; everything from people is escaped.

The plan comes in fragments by the id of their element; the page patches only those that changed.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from zlib import crc32

from planner.export.imprint import footer_line, made
from planner.export.rendering import environment, render
from planner.plan.checklist import is_good_practice, is_pressing
from planner.plan.make import is_folded
from planner.plan.waiting import FEWEST, Waiting, affects, answer_next, by_question
from planner.rules.answers import is_asked
from planner.rules.model import (
    Gap,
    Library,
    Plan,
    PlannedCheckpoint,
    PlannedClause,
    PlannedItem,
    PlannedRisk,
    Question,
)
from planner.rules.words import say

FRAME = "plan"
MOST_CACHED = 5000
SOON = timedelta(days=14)
NEXT = 10
LISTED = 5  # tasks at the head of a plan at once, as planner.css has it
MOST_GAPS = 3
SHORT = 60  # characters that take two lines in half the width of the form
MACROS = ("parts", "costs", "days")


def form_html(library: Library) -> str:
    """Return every question as a labelled control, grouped in sections, usable without a script."""
    asked = {
        id: [q for q in library.questions.values() if q.section == id] for id in library.sections
    }
    # Open from the start: what the dates raise, what has to be answered, and the dates, from which
    # every day is counted.
    first = library.questions["start_date"].section
    ids = list(asked)
    sections = [
        {"named": library.sections[id], "questions": questions, "first": place <= ids.index(first)}
        for place, (id, questions) in enumerate(asked.items())
    ]
    questions = library.questions.values()
    return render(
        "form.html",
        sections=sections,
        short={question.id for question in questions if _is_short(question)},
        # What no answer calls for yet, which browsers with scripts need not lay out at first.
        later={question.id for question in questions if is_asked(question, {}) is not True},
        countries=library.countries,
    )


def _is_short(question: Question) -> bool:
    """Say whether a question has room enough in half the width of the form."""
    is_narrow = question.kind in ("country", "date", "yes_no") or 0 < len(question.options) < 3
    return is_narrow and max(len(question.ask), len(question.hint)) <= SHORT


def empty_html(library: Library) -> str:
    """Return what stands in place of a plan while the first question is not answered."""
    first = next(q for q in library.questions.values() if q.required)
    owners = list(library.owners.values())[:4]
    return render("empty.html", first=first, owners=owners)


class PlanPage:
    """Renders plans for a page, and caches each fragment until it changes."""

    def __init__(self, library: Library, root: str) -> None:
        """Take the relative path from the page to the site's root, such as `../`."""
        self.library = library
        self.owners = library.owners
        self.words = {
            "library": library,
            "guide": lambda link: root + page_address(link),
            "titles": titles(library),
        }
        templates = [environment().get_template(f"{name}.html") for name in MACROS]
        modules = [vars(template.make_module(self.words)) for template in templates]
        self.macros = {name: macro for module in modules for name, macro in module.items()}
        self.cache: dict[Hashable, str] = {}
        self.last: dict[str, tuple[object, str]] = {}  # by fragment: what it showed, and its HTML
        self.checked: dict[str, tuple[str, int]] = {}  # by fragment: its HTML, and the checksum

    def forget(self) -> None:
        """Empty the cache, which may contain what was typed."""
        self.cache.clear()
        self.last.clear()
        self.checked.clear()

    def marks(self, parts: Mapping[str, str]) -> dict[str, int]:
        """Return a checksum of each fragment."""
        return {name: self._mark(name, html) for name, html in parts.items()}

    def _mark(self, part: str, html: str) -> int:
        if part not in self.checked or self.checked[part][0] is not html:
            self.checked[part] = (html, crc32(html.encode()))
        return self.checked[part][1]

    def fragments(self, plan: Plan) -> dict[str, str]:
        """Return the HTML of the frame, and of each fragment that has its place in it, by id."""
        if len(self.cache) > MOST_CACHED:
            self.forget()
        return dict(self._fragments(plan))

    def _fragments(self, plan: Plan) -> Iterator[tuple[str, str]]:
        # Long because it lists the fragments of the page in their order.
        order = answer_next(plan)
        yield FRAME, self._frame(plan, [gap.question for gap, _ in order])
        shown = [planned for planned in plan.checklist if not is_good_practice(planned)]
        risks = [planned for planned in plan.risks if not is_good_practice(planned.risk)]
        sure = sum(planned.verdict.truth is True for planned in shown)
        sure_risks = sum(planned.verdict.truth is True for planned in risks)
        counts = {
            "sure": sure,
            "unsure": len(shown) - sure,
            "practice": len(plan.checklist) - len(shown),
            "sure_risks": sure_risks,
            "tight": sum(p.status == "tight" for p in shown if p.verdict.truth),
            "unsure_risks": len(risks) - sure_risks,
            "overdue": sum(p.status == "overdue" for p in shown if p.verdict.truth),
        }
        owners = {planned.item.owner for planned in plan.checklist}
        to_do = Counter(p.item.owner for p in shown if p.verdict.truth)
        people = tuple((id, to_do[id]) for id in self.owners if id in owners)
        yield self._shown("plan-stage", plan.stage, _itself, "plan_stage")
        yield "plan-summary", self._new("plan_summary", plan, counts, footer_line(plan))
        yield "plan-nav", self._new("plan_nav", plan, counts)
        to_check = tuple(note for note in plan.notes if note.to_check)
        yield self._shown("plan-notes", to_check, _itself, "notes_list")
        yield self._shown("plan-first", _first(plan, order), _itself, "plan_first")
        yield "checklist-lead", self._new("checklist_lead", plan, counts | {"owners": len(people)})
        yield self._shown("checklist-whose", people, _itself, "checklist_whose")
        for item in plan.checklist:
            yield self._shown(f"item-{item.item.id}", item, _words_of_item, "task_entry")
        for risk in plan.risks:
            yield self._shown(f"risk-{risk.risk.id}", risk, _words_of_risk, "risk_entry")
        for document in plan.documents:
            name = document.outline.id
            for clause in (clause for part in document.parts for clause in part.clauses):
                place = f"clause-{name}-{clause.clause.slot}"
                yield self._shown(place, clause, _words_of_clause, "clause_entry", name)
        yield self._shown("costs", plan.costs, _itself, "cost_worksheet")
        if plan.days:
            yield self._shown("days", plan.days, _itself, "days_table")
        yield self._shown("gaps-list", plan.gaps, _itself, "gaps_list")
        yield self._shown("left-out", plan.left_out, _itself, "left_out_list")

    def _shown[T](
        self, part: str, shown: T, words: Callable[[T], Hashable], macro: str, *more: object
    ) -> tuple[str, str]:
        """Return a fragment with its HTML, from the cache where it shows the same words.

        `words` returns all that answers can change in it; all else depends on the fragment alone.
        """
        if part not in self.last or self.last[part][0] is not shown:
            key = (part, words(shown))
            if key not in self.cache:
                self.cache[key] = self._new(macro, *more, shown)
            self.last[part] = (shown, self.cache[key])
        return part, self.last[part][1]

    def _new(self, macro: str, *values: object) -> str:
        call: Callable[..., str] = self.macros[macro]
        return str(call(*values)).strip()

    def _frame(self, plan: Plan, order: Sequence[str]) -> str:
        """Return the headings with a place for each fragment; it stays while the entries do."""
        # Long because its cache key names all that decides the headings.
        tasks = tuple(
            (p.item.id, p.item.phase, is_good_practice(p))
            for p in plan.checklist
            if p.verdict.truth or is_good_practice(p)
        )
        unsure = (p for p in plan.checklist if p.verdict.truth is None and not is_good_practice(p))
        possible = tuple(
            (name, tuple(p.item.id for p in mine))
            for name, mine in by_question(unsure, order, FEWEST)
        )
        risks = _risks(plan, order)
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
            plan.recommendation.structure.sources,
            plan.recommendation.others,
        )
        key = (
            "frame",
            plan.today,
            plan.places,
            plan.stage.papers,
            tasks,
            possible,
            risks,
            slots,
            plan.days is None,
            advice,
        )
        if key not in self.cache:
            stops = any(planned.risk.level == "stop" for planned in plan.risks)
            html = render(
                "frame.html",
                **self.words,
                plan=plan,
                tasks=tasks,
                possible=possible,
                risks=risks,
                stops=stops,
                defaults=say("imprint.defaults"),
                made=made(plan),
            )
            self.cache[key] = html.strip()
        return self.cache[key]


@dataclass(frozen=True, slots=True)
class _First:
    """What stands at the head of a plan: the stops, the next tasks, the drafts, what to answer."""

    stops: tuple[PlannedRisk, ...]
    possible: int  # stops that may apply
    tasks: tuple[PlannedItem, ...]
    papers: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]
    to_pass: tuple[PlannedCheckpoint, ...]
    start: date | None
    until: date  # the last day of what is due soon
    soon: str  # the selectors of the tasks due by then, where they are more than are listed
    soon_length: int


def _first(plan: Plan, order: Iterable[tuple[Gap, Waiting]]) -> _First:
    """Return what is sure and comes first; a plan with dates has the next tasks however far off.

    More tasks are given than are shown at once, so that others follow when some are ticked.
    """
    stops = [p for p in plan.risks if p.risk.level == "stop"]
    shown = (p for p in plan.checklist if p.verdict.truth and not is_good_practice(p))
    dated = [(p.act_by, not is_pressing(p), p.due, p) for p in shown if p.act_by]
    in_order = sorted(dated, key=lambda each: each[:3])
    soon = sum(day <= plan.today + SOON for day, *_ in in_order)
    return _First(
        stops=tuple(p for p in stops if p.verdict.truth),
        possible=sum(p.verdict.truth is None for p in stops),
        tasks=tuple(p for *_, p in in_order[: max(soon, NEXT)]),
        papers=tuple((d.outline.id, d.outline.title) for d in plan.documents),
        gaps=tuple((gap.question, affects(gap, found)) for gap, found in islice(order, MOST_GAPS)),
        asks=plan.stage.asks,
        to_pass=plan.stage.to_pass,
        start=plan.facts.start_date,
        until=plan.today + SOON,
        soon=", ".join(f"#item-{p.item.id}" for *_, p in in_order[:soon]) if soon > LISTED else "",
        soon_length=soon,
    )


@dataclass(frozen=True, slots=True)
class _Risks:
    """The ids of risks by where they stand; those that may apply by the question to answer."""

    sure: tuple[str, ...]
    stops: tuple[tuple[str, tuple[str, ...]], ...]
    folded: tuple[tuple[str, tuple[str, ...]], ...]
    practice: tuple[str, ...]

    @property
    def unsure(self) -> int:
        """Return how many may apply."""
        return sum(len(risks) for _, risks in (*self.stops, *self.folded))


def _risks(plan: Plan, order: Sequence[str]) -> _Risks:
    practice = tuple(p.risk.id for p in plan.risks if is_good_practice(p.risk))
    rest = [planned for planned in plan.risks if not is_good_practice(planned.risk)]
    unsure = [planned for planned in rest if planned.verdict.truth is None]
    # A stop stays under the answer that decides it, however few they are.
    stops, folded = (
        tuple(
            (name, tuple(p.risk.id for p in mine))
            for name, mine in by_question(
                (p for p in unsure if is_folded(p) is fold), order, FEWEST if fold else 1
            )
        )
        for fold in (False, True)
    )
    return _Risks(
        sure=tuple(p.risk.id for p in rest if p.verdict.truth),
        stops=stops,
        folded=folded,
        practice=practice,
    )


def _itself(shown: Hashable) -> Hashable:
    return shown


def _words_of_item(planned: PlannedItem) -> Hashable:
    return (
        planned.item.texts(),
        planned.item.sources,
        planned.rank,
        planned.verdict,
        planned.due,
        planned.act_by,
        planned.status,
        planned.must_by,
        planned.occurrences,
        planned.occurrences_past,
        planned.occurrences_left_out,
        planned.after,
    )


def _words_of_risk(planned: PlannedRisk) -> Hashable:
    risk = planned.risk
    return risk.why, risk.action, risk.sources, planned.verdict


def _words_of_clause(planned: PlannedClause) -> Hashable:
    text = "\n".join(run.text for p in planned.paragraphs for run in p.runs)
    clause = planned.clause
    return clause.id, clause.sources, planned.number, planned.verdict, planned.gaps, text


def page_address(link: str) -> str:
    """Return where the site serves a page of the guidance, such as `agreement/ending/#return`."""
    page, _, anchor = link.partition("#")
    folder = page.removesuffix(".md").removesuffix("index")
    address = folder if folder.endswith("/") or not folder else f"{folder}/"
    return f"{address}#{anchor}" if anchor else address


def titles(library: Library) -> dict[str, str]:
    """Return what each entry of the library is called in any case, by its id."""
    titles = {outline.id: outline.title for outline in library.outlines.values()}
    titles |= {clause.id: clause.title for clause in library.clauses.values()}
    titles |= {risk.id: risk.title for risk in library.risks.values()}
    return titles | {item.id: item.title for item in library.items.values()}
