"""Whether an entry belongs in a plan: its rule against the facts, with reasons and what is missing.

The only module that calls the conditions; it does not know clauses from items.
Long because what each part of a rule reads is recorded here, for the cache.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from inspect import getmembers, isfunction
from typing import cast

from planner.rules import conditions
from planner.rules.answers import is_asked
from planner.rules.dates import in_months
from planner.rules.limits import exceeds, lengthened, limit_named, limit_sentence, longest_stretch
from planner.rules.loans import EARLIER_LOANS, counting
from planner.rules.model import (
    FROM_THE_DAY,
    ChecklistItem,
    Clause,
    Differs,
    Library,
    Limit,
    Place,
    Question,
    Reason,
    Risk,
    Rule,
    Secondment,
    Structure,
    Value,
    Verdict,
)
from planner.rules.phrases import country
from planner.rules.truth import Truth, among, every, negated, some
from planner.rules.words import joined, say

COUNTRIES_OF = {
    "home": ("home_country",),
    "host": ("host_country",),
    "either": ("home_country", "host_country"),
    "both": ("home_country", "host_country"),
    "not_both": ("home_country", "host_country"),
}
# The side of a country, by which its place names the question for the part of it.
SIDES = {"home_country": "home", "host_country": "host"}
# The country that `other` and `outside` of a rule are about.
OTHER_SIDE = {"home": "host", "host": "home", "either": "other"}
DATES = ("start_date", "end_date")


def certainty(verdict: Verdict) -> str:
    """Return `applies`, or `may apply` while an answer is missing."""
    return "applies" if verdict.truth else "may apply"


def parts_read(rule: Rule, library: Library) -> tuple[str, ...]:
    """Return the questions for the parts of a country that decide whether an entry holds."""
    if not rule.regions and not rule.not_regions:
        return ()
    parts = library.places[rule.place].parts
    sides = (SIDES[name] for name in COUNTRIES_OF[rule.side])
    return tuple(parts[side] for side in sides if side in parts)


@cache
def named_conditions() -> Mapping[str, Callable[[Secondment], Truth]]:
    """Return every condition by its name."""
    found = getmembers(conditions, isfunction)
    return {name: call for name, call in found if call.__module__ == conditions.__name__}


def sentence(condition: str, holds: bool = True) -> str:
    """Return what people read of a condition that holds, or that does not."""
    return say(f"conditions.{condition}.{'yes' if holds else 'no'}")


@cache
def questions_read(condition: str) -> frozenset[str]:
    """Return the questions whose answers a condition reads when none of them is given."""
    nothing = dict.fromkeys({each.name for each in fields(Secondment)}.difference(FROM_THE_DAY))
    _, missing = Case(Secondment(**nothing), None).ask(condition)  # type: ignore[arg-type]
    return frozenset({*missing, "relationship"})


def reasons_for(rule: Rule, library: Library) -> list[str]:
    """Return the sentences that must hold for an entry to be in a plan, for people to read."""
    case = Case(Secondment(relationship=""), library)
    return [holds.sentence for _, holds, _, _ in case.terms(rule) if holds.sentence]


type Term = tuple[Truth, Reason, Reason, tuple[str, ...]]
type Members = tuple[str, ...]


class Case:
    """The facts of one secondment with the library; each condition is evaluated once.

    `tracked` has the same facts, and records which of them are read. A result computed from them
    is used again for the next case until one of those facts changes.
    """

    def __init__(
        self,
        facts: Secondment,
        library: Library | None,
        before: "Case | None" = None,
        undated: "Case | None" = None,
    ) -> None:
        """Take the facts, and the case `before`, whose cache moves to this one.

        `before` must not be used afterwards. Without a library only `ask` works. `undated` is the
        case from which the stage was worked out: see `stage.py`.
        """
        self.facts = facts
        self.undated = undated
        self.library = cast(Library, library)
        found = before._found if before and before.library is library else _Found()
        self._found: _Found = found if found.holds_for(facts) else _Found()
        self.tracked = cast(Secondment, _Watch(facts, self._found.read))

    def cached[T](self, key: Hashable, make: Callable[[], T], *by: object) -> T:
        """Return the result of `make`, from the cache where nothing that it depends on changed.

        It may depend on verdicts, on facts read through `tracked`, and on the values `by`, and on
        nothing else.
        """
        found = self._found.cached.get(key)
        if found is None or found[0] != by:
            found = self._found.cached[key] = (by, make())
        return cast(T, found[1])

    def cached_by_facts[T](self, key: Hashable, make: Callable[["Case"], T]) -> T:
        """Return the result of `make`, from the cache until a fact that it read changes.

        `make` is given a case of its own to read facts from, so that no other result depends on
        the facts that only `make` reads.
        """
        found = self._found.by_facts.get(key)
        if found is None or not _are_same(found[0], self.facts):
            read: dict[str, Value | None] = {}
            watched = copy(self)
            watched.facts = cast(Secondment, _Watch(self.facts, read))
            found = self._found.by_facts[key] = (read, make(watched))
        return cast(T, found[1])

    def is_given(self, name: str) -> bool:
        """Say whether a fact is known; another value of it changes nothing that depends on this."""
        known = getattr(self.facts, name) not in (None, "", ())
        self._found.read.setdefault(name, cast(Value, _Known(known)))
        return known

    @cached_property
    def rivals(self) -> Mapping[str, list[Clause]]:
        """Return the clauses of each slot."""
        slots: dict[str, list[Clause]] = {}
        for clause in self.library.clauses.values():
            slots.setdefault(clause.slot, []).append(clause)
        return slots

    def ask(self, condition: str) -> tuple[Truth, tuple[str, ...]]:
        """Return a condition's answer and the facts it wanted that are not known."""
        asked = self._found.asked
        if condition not in asked:
            watch = _Watch(self.facts, self._found.read)
            truth = named_conditions()[condition](cast(Secondment, watch))
            # Where no answer to it is missing, it waits for those that decide the stage.
            asked[condition] = truth, tuple(watch.missing) or self.tracked.start_waits_for
        return asked[condition]

    def judge(self, rule: Rule) -> Verdict:
        """Return yes, no or unknown for a rule, with reasons and the questions it waits for."""
        # By identity, which is faster than a hash. The rule is stored with its verdict, so that
        # Python cannot give its identity to another rule.
        found = self._found.judged.get(id(rule))
        if found is None:
            found = self._found.judged[id(rule)] = (rule, self._verdict(rule))
        return found[1]

    def with_sources[T: (Clause, ChecklistItem, Risk, Structure)](self, entry: T) -> T:
        """Return the entry with the sources that are general or hold in a place of the case.

        What an entry of a place says holds in all of it, so a source of a larger place fits too.
        The lint sees to it that one is left in every case. Mostly it is the very same entry.
        """
        places: Mapping[str, Place] = self.library.places
        own: str = entry.applies.place
        groups = [{self.tracked.home_country}, {self.tracked.host_country}]
        groups += [{*places[own].members}] if own else []

        def fits(place: str) -> bool:
            return not place or any(group <= {*places[place].members} for group in groups)

        shown = tuple(name for name in entry.sources if fits(self.library.sources[name].place))
        return entry if shown == entry.sources else replace(entry, sources=shown)

    def open_question(self, name: str) -> str:
        """Return the question to answer next for a fact: itself, or the one it is asked after.

        Empty when the question cannot arise in this case.
        """
        if name not in self._found.open:
            self._found.open[name] = self._next_question(name)
        return self._found.open[name]

    def terms(self, rule: Rule) -> Iterator[Term]:
        """Yield each part of a rule: truth, reason if it holds, reason if not, facts missing."""
        for name in rule.when:
            truth, missing = self.ask(name)
            yield truth, *_reasons(name, True), missing
        for name in rule.unless:
            truth, missing = self.ask(name)
            yield negated(truth), *_reasons(name, False), missing
        if rule.place:
            yield self._place_term(rule)
        if rule.over:
            yield self._limit_term(self.library.limits[rule.over])
        if rule.law_first:
            yield self._law_first(rule.law_first)
        yield from self._replaced(rule)
        # Last, because another entry that takes its place is the better reason.
        for name in rule.past:
            truth, missing = self.ask(name)
            yield negated(truth), *_reasons_past(name), missing

    def _replaced(self, rule: Rule) -> Iterator[Term]:
        """Yield the part of a rule that is about the entries which take its place."""
        if not rule.replaced_by:
            return
        rivals = [self.judge(other) for other in rule.replaced_by]
        missing = tuple(q for rival in rivals if rival.truth is None for q in rival.waits_for)
        truth = negated(some(rival.truth for rival in rivals))
        if truth is None and rule.stays_until_replaced:
            return
        is_local = any(other.place for other in rule.replaced_by)
        words = "replaced" if is_local else "replaced_as_things_stand"
        yield (
            truth,
            Reason("instead", say(f"reasons.{words}.no")),
            Reason("instead", say(f"reasons.{words}.yes")),
            missing,
        )

    def _limit_term(self, limit: Limit) -> Term:
        """Return the part of a rule that is about a limit, with the earlier loans that count."""
        start, end = self.tracked.start_date, self.tracked.end_date
        if end is None and self.tracked.open_ended:
            said = say("reasons.limit.no_end", limit=limit_named(limit, self.library, start))
            return True, Reason(limit.id, said), Reason(limit.id, ""), ()
        earlier = counting(limit, self.tracked, self.library.limits)
        truth = exceeds(limit, start, end, earlier)
        holds, fails = (
            Reason(limit.id, limit_sentence(limit, self.library, start, passed))
            for passed in (True, False)
        )
        if start and end and earlier and lengthened(limit, start, end, earlier):
            stay = in_months(*longest_stretch(limit, start, end, earlier))
            said = f"{holds.sentence} {say('rows.counted', stay=stay)}"
            holds = Reason(limit.id, said)
        names = (*DATES, EARLIER_LOANS) if limit.counts_earlier else DATES
        return truth, holds, fails, self._missing(names)

    def _place_term(self, rule: Rule) -> Term:
        """Return the part of a rule that is about its place, and about the country of the other."""
        place, other = self.library.places[rule.place], self.library.places.get(rule.other)
        outside, names = _members(rule.outside, self.library)
        others = other.members if other else ()
        truth = self._in_place(rule, place.members, others, outside)
        missing = self._missing(COUNTRIES_OF["both" if other or outside else rule.side])
        missing += self._missing(parts_read(rule, self.library))
        holds = [say(f"reasons.side.{rule.side}.yes", place=place.name)]
        holds += [say("reasons.side.other.yes", place=other.name)] if other else []
        holds += [say("reasons.outside", place=joined(names, "comma"))] if names else []
        fails = say(f"reasons.side.{rule.side}.no", place=place.name)
        if (other or names) and truth is False and self._one_is_in(rule.side, place.members):
            said, where = ("no", other.name) if other else ("yes", joined(names, "comma"))
            fails = say(f"reasons.side.{OTHER_SIDE[rule.side]}.{said}", place=where)
        elsewhere = replace(rule, regions=(), not_regions=())
        if elsewhere != rule and self._in_place(elsewhere, place.members, others, outside):
            fails = say("reasons.other_part")
        name = f"{rule.side}-{place.id}"
        return truth, Reason(name, " ".join(holds)), Reason(name, fails), missing

    def _one_is_in(self, side: str, members: Members) -> bool:
        """Say whether the country of a side, or either of the two, is or may be in a place."""
        countries = (getattr(self.tracked, name) for name in COUNTRIES_OF[side])
        return any(among(country, *members) is not False for country in countries)

    def _verdict(self, rule: Rule) -> Verdict:
        truths: list[Truth] = []
        because: list[Reason] = []
        against: list[Reason] = []
        waits_for: list[str] = []
        for truth, holds, fails, missing in self.terms(rule):
            truths.append(truth)
            if truth is None:
                waits_for += [name for name in map(self.open_question, missing) if name]
            elif truth and holds.sentence:
                because.append(holds)
            elif not truth:
                against.append(fails)
        # That nothing takes its place is a reason only where there is no other.
        own = tuple(reason for reason in because if reason.condition != "instead") or (*because,)
        first = against[0] if against else None
        return Verdict(every(truths), own, first, tuple(dict.fromkeys(waits_for)))

    def _law_first(self, wanted: str) -> Term:
        """Return the part of a rule on whether the law asks for anything before the first day.

        It does where a checkpoint of law is not passed, and where the law of a place has a stop.
        """
        rules = [each.applies for each in self.library.checkpoints.values() if each.by_law]
        stops = (risk for risk in self.library.risks.values() if risk.level == "stop")
        rules += [risk.applies for risk in stops if risk.applies.place]
        found = [self.judge(rule) for rule in rules]
        asks = some(each.truth for each in found)
        waiting = (name for each in found if each.truth is None for name in each.waits_for)
        holds = Reason("law-first", say(f"reasons.law_first.{wanted}"))
        fails = Reason("law-first", say(f"reasons.law_first.{'no' if wanted == 'yes' else 'yes'}"))
        truth = asks if wanted == "yes" else negated(asks)
        return truth, holds, fails, tuple(dict.fromkeys(waiting))

    def _next_question(self, name: str) -> str:
        question = self.library.questions[name]
        values = {other: getattr(self.tracked, other) for other in _asked_after(question)}
        if is_asked(question, values):
            return name
        if is_asked(question, values) is False:
            return ""
        first = next((other for other, value in values.items() if value is None), None)
        return self.open_question(first) if first else ""

    def _missing(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if getattr(self.tracked, name) is None)

    def _in_place(self, rule: Rule, members: Members, others: Members, outside: Members) -> Truth:
        def fits(side: str, other_side: str) -> Truth:
            here, there = getattr(self.tracked, side), getattr(self.tracked, other_side)
            inside = among(there, *others) if rule.other else True
            within = (among(here, *members), inside, negated(_among(there, outside)))
            return every((*within, *self._in_region(rule, SIDES[side])))

        home = fits("home_country", "host_country")
        host = fits("host_country", "home_country")
        if rule.side in ("either", "both"):
            return some((home, host)) if rule.side == "either" else every((home, host))
        if rule.side == "not_both":
            return negated(every((home, host)))
        return home if rule.side == "home" else host

    def _in_region(self, rule: Rule, side: str) -> Iterator[Truth]:
        """Yield whether the part of the country of a side is one in which an entry holds."""
        question = self.library.places[rule.place].parts.get(side)
        if question is None:
            return  # the lint sees to it that a side which an entry is about has one
        if rule.regions:
            yield among(getattr(self.tracked, question), *rule.regions)
        if rule.not_regions:
            yield negated(among(getattr(self.tracked, question), *rule.not_regions))


@dataclass(frozen=True, slots=True)
class _Found:
    """The cached results of a case, and the facts that were read for them."""

    read: dict[str, Value | None] = field(default_factory=dict)
    asked: dict[str, tuple[Truth, tuple[str, ...]]] = field(default_factory=dict)
    judged: dict[int, tuple[Rule, Verdict]] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    cached: dict[Hashable, tuple[tuple[object, ...], object]] = field(default_factory=dict)
    by_facts: dict[Hashable, tuple[dict[str, Value | None], object]] = field(default_factory=dict)

    def holds_for(self, facts: Secondment) -> bool:
        """Say whether all facts that were read are the same."""
        return _are_same(self.read, facts)


class _Known:
    """Equals every value of a fact that is known, or every one that is not."""

    def __init__(self, known: bool) -> None:
        self.known = known

    def __eq__(self, other: object) -> bool:
        return self.known is (other not in (None, "", ()))

    __hash__ = None  # type: ignore[assignment]


def _are_same(read: Mapping[str, Value | None], facts: Secondment) -> bool:
    return all(getattr(facts, name) == said for name, said in read.items())


class _Watch:
    """Gives access to facts, and records which are read and which of them are not known."""

    def __init__(self, facts: Secondment, read: dict[str, Value | None]) -> None:
        self.facts = facts
        self.read = read
        self.missing: dict[str, None] = {}

    def __getattr__(self, name: str) -> Value | None:
        value: Value | None = getattr(self.facts, name)
        self.read[name] = value
        if value is None:
            self.missing[name] = None
        return value


def _asked_after(question: Question) -> Iterator[str]:
    """Yield the questions whose answers decide whether this one is asked."""
    for other, wanted in (*question.asked_when.items(), *question.asked_any.items()):
        yield other
        yield from (each.question for each in wanted if isinstance(each, Differs))


def _among(country: str | None, members: Members) -> Truth:
    """Say whether a country is one of some; without any of them the answer is no."""
    return among(country, *members) if members else False


def _members(names: tuple[str, ...], library: Library) -> tuple[Members, list[str]]:
    """Return the countries that places and country codes stand for, and what they are called."""
    places = [library.places.get(name) for name in names]
    codes = [p.members if p else (name.upper(),) for p, name in zip(places, names, strict=True)]
    called = [
        p.name if p else country(name.upper(), library)
        for p, name in zip(places, names, strict=True)
    ]
    return tuple(code for group in codes for code in group), called


@cache
def _reasons(condition: str, wanted: bool) -> tuple[Reason, Reason]:
    """Return the reason if a condition is as it is wanted, and the one if it is not."""
    holds, fails = (Reason(condition, sentence(condition, each)) for each in (wanted, not wanted))
    return holds, fails


@cache
def _reasons_past(condition: str) -> tuple[Reason, Reason]:
    """Return no reason where its time is not over, because that is no reason for an entry."""
    return Reason(condition, ""), Reason(
        condition, say("reasons.over", sentence=sentence(condition))
    )
