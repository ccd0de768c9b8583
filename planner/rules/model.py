"""The data model of the planner as frozen dataclasses, without logic.

`was` holds the ids that an entry had before; `content/ids.py` says what becomes of them.
Long because every class of the planner is here, where all packages can import it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from planner.rules.truth import Truth
from planner.rules.words import say

type Value = str | bool | Decimal | date | tuple["Row", ...]

DIFFERS = "differs from "
# The answers to `hours` after which the rest of the week stays with the home organisation.
PART_OF_THE_WEEK = ("part_time", "part_hours")


class Wording(str):
    """A sentence of the library with blanks, `{{ name }}`.

    As a text it names each blank in brackets, so that whatever shows it without an answer shows
    words. `marked` is the sentence as it stands in the data file, for those who fill the blanks.
    """

    __slots__ = ("marked",)
    marked: str

    def __new__(cls, marked: str, text: str) -> "Wording":
        """Take the sentence with its marks, and the same with its blanks named."""
        made = super().__new__(cls, text)
        made.marked = marked
        return made


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an answer in rows: its id, which it keeps, and a value for each column filled."""

    id: str
    cells: tuple[tuple[str, Value], ...]

    def get(self, column: str) -> Value | None:
        """Return the value of a column, or `None` where it was left empty."""
        return dict(self.cells).get(column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secondment:
    """The facts of one case: a field a question, `None` where the answer is not known.

    Field names are the question ids of `data/questions.toml`; loading the library checks that.
    A question that cannot arise (because another answer rules it out) answers no: `False`, an empty
    choice, or no rows. Those of `FROM_THE_DAY` are no questions: `stage.py` works them out from the
    rest and a day. `start_waits_for` holds the questions whose answers may make the start late.
    """

    relationship: str
    purpose: str | None = None
    home_kind: str | None = None
    host_kind: str | None = None
    home_country: str | None = None
    host_country: str | None = None
    home_region: str | None = None
    host_region: str | None = None
    ae_host_zone: str | None = None
    au_host_state: str | None = None
    ca_home_province: str | None = None
    ca_host_province: str | None = None
    de_home_service: str | None = None
    us_host_state: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    open_ended: bool | None = None
    extension: bool | None = None
    hours: str | None = None
    days_with_host: Decimal | None = None
    hours_with_host: Decimal | None = None
    home_name: str | None = None
    home_details: str | None = None
    host_name: str | None = None
    host_details: str | None = None
    secondee_name: str | None = None
    home_manager: str | None = None
    host_manager: str | None = None
    role: str | None = None
    workplace: str | None = None
    direction: str | None = None
    duties: str | None = None
    home_directed_duties: str | None = None
    objectives: str | None = None
    home_post: str | None = None
    backfill: bool | None = None
    earlier_loans: tuple[Row, ...] | None = None
    payroll: str | None = None
    pay_change: bool | None = None
    recharge: str | None = None
    recharge_share: Decimal | None = None
    invoice_rhythm: str | None = None
    allowances: bool | None = None
    expenses_payer: str | None = None
    structure: str | None = None
    recall: bool | None = None
    notice_weeks: Decimal | None = None
    governing_law: str | None = None
    change: str = "no"
    change_wish: str | None = None
    old_end_date: date | None = None
    changed_terms: str | None = None
    papers_signed: bool | None = None
    extension_signed: bool | None = None
    after_end: str | None = None
    work_permission: bool | None = None
    confidential: bool | None = None
    creates_ip: bool | None = None
    personal_data: str | None = None
    conflict: bool | None = None
    regulated_role: bool | None = None
    people_at_risk: bool | None = None
    worker_representatives: bool | None = None
    supplies_staff: bool | None = None
    works_in_both: bool | None = None
    social_security_certificate: bool | None = None
    relocates: bool | None = None
    currency: str | None = None
    monthly_salary: Decimal | None = None
    on_cost_rate: Decimal | None = None
    monthly_allowances: Decimal | None = None
    relocation_cost: Decimal | None = None
    training_cost: Decimal | None = None
    other_monthly_cost: Decimal | None = None
    full_week_days: Decimal | None = None
    full_week_hours: Decimal | None = None
    management_fee: Decimal | None = None
    stage: str = "planned"
    start_waits_for: tuple[str, ...] = ()


FROM_THE_DAY = ("stage", "start_waits_for")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a question offers; `phrase` is how a document words it."""

    id: str
    label: str
    phrase: str
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differs:
    """An answer that differs from that to another question."""

    question: str

    def __str__(self) -> str:
        """Return it as data files and the form have it."""
        return f"{DIFFERS}{self.question}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, why, and in which cases.

    `asked_when` maps other questions' ids to the answers after which this one is asked: all of them
    must fit, and of `asked_any` one is enough. Of an answer it can also say `not given`, and of a
    date `has passed` or `within N days`, which only the page holds against today.
    `default` is the value where no answer is given.
    The `columns` of a question in rows are questions too, and `row` is the word for one row.
    """

    id: str
    section: str
    ask: str
    label: str
    hint: str = ""
    why: str
    kind: str
    options: tuple[Option, ...] = ()
    default: str = ""
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    max_length: int = 200
    asked_when: Mapping[str, tuple[str | Differs, ...]] = field(default_factory=dict)
    asked_any: Mapping[str, tuple[str | Differs, ...]] = field(default_factory=dict)
    columns: tuple["Question", ...] = ()
    row: str = ""
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a statement comes from, when it was read, and how far it may be trusted."""

    id: str
    title: str
    publisher: str
    url: str
    checked: date
    certainty: str
    basis: str
    changing: bool = False
    note: str = ""
    place: str = ""  # the place whose law it is about; empty: of general use


ANOTHER = "another"  # the structure of what is no secondment under one contract


# What a limit may count; a length of time can be measured against the first three.
LENGTHS = ("days", "weeks", "months")
UNITS = (*LENGTHS, "kilometres", "people", "%")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitValue:
    """A figure set by law from a day on; appended to, never edited.

    It is not `dated` where no source says since when it holds: the day is then one on which it
    surely held, and nobody is shown it.
    """

    since: date
    value: Decimal
    source: str
    dated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A figure of law with its history, oldest first; `unit` is one of `UNITS`.

    `area`, where given, holds the countries in which stays are counted together; such a limit is
    for those who come from outside them and outside the place `exempt`. A length that reaches the
    figure is too long where it has to stay `below` it. With `by_year` each calendar year counts
    alone.
    Where it `counts_earlier`, earlier loans to the same host count: with `by_year` those of the
    same year; with a `window_limit` what lies within that time; otherwise what goes before without
    a break, or with a break of no more than the `break_limit`. Both name another limit.
    """

    id: str
    title: str
    unit: str
    area: tuple[str, ...] = ()
    exempt: str = ""
    below: bool = False
    by_year: bool = False
    counts_earlier: bool = False
    break_limit: str = ""
    window_limit: str = ""
    values: tuple[LimitValue, ...]


@dataclass(frozen=True, slots=True)
class TaxYear:
    """The day on which a country's tax year begins where that is not 1 January."""

    month: int
    day: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A country, or a group of countries by ISO code, for which the library holds entries.

    `about` says what is held and what is not. Where law differs inside the country, `parts` names
    for each side, home or host, the question that asks for the part. `ask_at` names sources whose
    pages the person who goes can ask.
    """

    id: str
    name: str
    about: str
    members: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    tax_year: TaxYear | None = None
    ask_at: tuple[str, ...] = ()
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An applicability rule, which says when an entry belongs in a plan.

    It asks for every `when`, for no `unless`, and for its place and limit.

    `side` says which country is in `place`; `other`, where given, is the place of the other one,
    and `outside` names the places and countries that the other one is not in.
    Where law differs inside the place, `regions` names the parts in which an entry holds, and
    `not_regions` those in which it does not, as answers to the question that the place names.
    `law_first` is `yes` or `no` where an entry depends on whether the law asks for something before
    the first day. `past` holds the conditions under which the phase of a checklist item is over,
    `replaced_by` the rules of the entries that take its place. What `stays_until_replaced` is there
    for certain until one of them surely applies.
    """

    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    place: str = ""
    side: str = ""
    other: str = ""
    outside: tuple[str, ...] = ()
    over: str = ""
    regions: tuple[str, ...] = ()
    not_regions: tuple[str, ...] = ()
    law_first: str = ""
    past: tuple[str, ...] = ()
    replaced_by: tuple["Rule", ...] = ()
    stays_until_replaced: bool = False


# Law, money, safety and what is signed are essential.
RANKS = ("essential", "usual", "good_practice")
GOOD_PRACTICE = RANKS[-1]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text.

    `kind` is words, term, reference, definitions, placeholder, gap, answer, line or point. A line
    is a blank that is filled in by hand. A point says what the words after it settle; only a clause
    of the library has it.

    `of` is the id of what it stands for: the slot of a reference, the question or the limit of a
    placeholder, a gap or an answer. In a clause of the library these have no text yet. A reference
    that `opens` begins a sentence; once placed, `noun` is what its text has before the number.
    An answer is text as somebody typed it: it has a direction of its own, and no words of ours.
    """

    kind: str
    text: str = ""
    of: str = ""
    opens: bool = False
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sub-clause (level 0), a list entry in it (level 1) or a definition (level 2).

    `label` is its number once placed. The first `head` runs name what the others say, with one run
    for the colon between them: `Role: engineer`.
    """

    level: int
    runs: tuple[Run, ...]
    label: str = ""
    head: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a passage of a clause settles, and when it belongs in a draft.

    While nobody knows whether the rule holds, the passage stays, unless it is `only_if_known`.
    `not_in` has, by voice, why that voice leaves the point out.
    """

    applies: Rule
    only_if_known: bool = False
    not_in: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause in up to three voices.

    `text` is between organisations, `letter` to the secondee, and `inside` a shorter letter for a
    move within one employer; without it the letter serves. `usual` is what is usual and the range.
    `table` has the heads of the columns where Word shows its list as a table; what stands in the
    columns after the first is written `by_hand` where no answer gives it.
    `rank` is one of `RANKS`. `instead_of` names the clauses whose place it takes, `instead_at_home`
    those whose place it takes where nobody crosses a border. `points` are those that its passages
    name.
    """

    id: str
    slot: str
    rank: str
    title: str
    settles: str
    applies: Rule
    default: bool
    note: str
    usual: str
    guide: str
    sources: tuple[str, ...]
    text: tuple[Paragraph, ...]
    letter: tuple[Paragraph, ...]
    inside: tuple[Paragraph, ...] = ()
    table: tuple[str, ...] = ()
    by_hand: bool = False
    points: Mapping[str, Point] = field(default_factory=dict)
    instead_of: tuple[str, ...] = ()
    instead_at_home: tuple[str, ...] = ()
    was: tuple[str, ...] = ()

    def voiced(self, voice: str) -> tuple[Paragraph, ...]:
        """Return the words in a voice."""
        if voice == "text":
            return self.text
        return self.inside if voice == "inside" and self.inside else self.letter


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule:
    """An offset from an anchor; `text` is the rule as people read it.

    The anchors are those of `dates.anchors`; without one the rule names no day.
    """

    text: str
    anchor: str = ""
    unit: str = "days"
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a rule that repeats: the step, counted on from its anchor, and the last day."""

    step: DueRule
    until: DueRule


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a task, which can be ticked by itself; its id is unique within the task."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What another owner gets out of a task: `what` is a phrase, such as `your tax briefing`."""

    owner: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One task with its title, its steps, its owner, its phase and the rule for its date.

    `rank` is one of `RANKS`. The task is good practice in a stay known to be shorter than
    `from_months` months, and where each condition of `minor_when` surely holds. It is left out
    once each question of `done_by` is answered, for the answers show that it is done.
    `repeats` holds the stretches of a task that comes again; `due_rule` then has the words.
    `after` names the items that this one waits for, `instead_of` the items and risks whose place it
    takes, `instead_at_home` those whose place it takes where nobody crosses a border.
    `set_by` says what sets its day: law, contract or signature; empty for the handbook's default.
    A day that an `authority` sets is not known here, and the rule says whom to ask for it.
    `result_to` says what comes of it for other owners.
    """

    id: str
    title: str
    steps: tuple[Step, ...] = ()
    rank: str
    from_months: int = 0
    minor_when: tuple[str, ...] = ()
    done_by: tuple[str, ...] = ()
    phase: str
    owner: str
    result_to: tuple[Result, ...] = ()
    due_rule: DueRule
    set_by: str = ""
    repeats: tuple[Stretch, ...] = ()
    after: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    instead_at_home: tuple[str, ...] = ()
    why: str
    applies: Rule
    guide: str
    sources: tuple[str, ...]
    was: tuple[str, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Return all that the task says: its title, its reason and each step."""
        return self.title, self.why, *(step.text for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A red flag: `stop` before it is settled, `check` with someone who knows, or `note`.

    `rank` is one of `RANKS`; a stop is essential. `instead_of` names the risks whose place it
    takes, `instead_at_home` those whose place it takes where nobody crosses a border.
    `topic` says which other owners are told of it: those whose `sees` holds it. `forbids` names the
    clauses that nobody signs while a stop is open; a draft shows them struck through.
    """

    id: str
    level: str
    rank: str
    title: str
    why: str
    action: str
    owner: str
    topic: str = ""
    applies: Rule
    guide: str
    sources: tuple[str, ...]
    instead_of: tuple[str, ...] = ()
    instead_at_home: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What has to be in hand before the first day, and how many working days it usually takes.

    `by_law` says that the law asks for it first. The days are for planning, not from any law.
    `tasks` names the checklist items that belong to it, `after` the checkpoints it waits for,
    `stops` the risks that it settles; where one of them surely applies, it does. `until` is given
    where nobody can say how long it takes; the days are then the least, and date no start.
    """

    id: str
    title: str
    called: str
    days: int
    after: tuple[str, ...]
    until: str
    stops: tuple[str, ...]
    by_law: bool
    tasks: tuple[str, ...]
    sources: tuple[str, ...]
    applies: Rule


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of an outline with its slots in order; schedules are numbered on their own."""

    title: str
    slots: tuple[str, ...]
    schedules: bool = False


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs a document: home, host or secondee, and for whom if not for themselves."""

    role: str
    party: str = ""

    @property
    def title(self) -> str:
        """Return what stands at the signature, such as `For the Host Organisation`."""
        if self.party:
            return say("documents.signs.for", party=self.party)
        return say(f"documents.role.{self.role}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The order of one document and the voice it speaks in.

    When one with `instead` applies, only such documents are drafted.
    """

    id: str
    title: str
    purpose: str
    voice: str
    applies: Rule
    default: bool
    instead: bool
    parts: tuple[Part, ...]
    signed_by: tuple[Signatory, ...]
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Who best signs what in some cases: the advice, and what to mind if another way is chosen.

    With a `title` it is another model than a secondment with the home contract going on, which may
    fit better; `structure` is then `another`.
    """

    id: str
    title: str
    structure: str
    advice: str
    mind: str
    applies: Rule
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """An id with the words people read for it and a sentence that explains it.

    A phase may name the conditions under which it is over (`unless`), and an owner the topics of
    risks of which they are told beside their own (`sees`).
    """

    id: str
    title: str
    about: str = ""
    unless: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: its name alone and inside a sentence, and the state it belongs to."""

    name: str
    said: str
    is_island: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything the data files hold, checked, each mapping in reading order.

    `edition` is a year and a month, such as `2026.11`; `version` is that with a fingerprint of all
    the words.

    `countries` has the name of each by code, `in_sentences` all that is held of it. `checkpoints`
    stand in the order in which they are worked through.
    """

    edition: str
    version: str
    sections: Mapping[str, Named]
    questions: Mapping[str, Question]
    owners: Mapping[str, Named]
    phases: Mapping[str, Named]
    levels: Mapping[str, Named]
    countries: Mapping[str, str]
    in_sentences: Mapping[str, Country]
    sources: Mapping[str, Source]
    limits: Mapping[str, Limit]
    places: Mapping[str, Place]
    definitions: Mapping[str, tuple[Run, ...]]
    clauses: Mapping[str, Clause]
    items: Mapping[str, ChecklistItem]
    risks: Mapping[str, Risk]
    checkpoints: Mapping[str, Checkpoint]
    outlines: Mapping[str, Outline]
    structures: Mapping[str, Structure]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry is in a plan or not: a condition's id and its sentence."""

    condition: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an entry belongs in a plan, the reasons, and the questions it waits for."""

    truth: Truth
    because: tuple[Reason, ...] = ()
    against: Reason | None = None
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of a task that comes again, counted from the first; `act_by` is the working day."""

    number: int
    due: date
    act_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """A checklist item with its dates.

    `due` is the day that its rule names, inside the time that the task belongs to and, while it is
    still to come, no earlier than that of the tasks it waits for. `act_by` is the working day by
    which to do it in this plan: today or later, after the tasks it waits for, and on another day
    than five others of the same person where its time has room. `must_by` is the last day that law,
    contract or signature allows, which may come after `due`; there is none for the handbook's own.
    `status` says how the two stand:
    - undated: there is no day.
    - overdue: `must_by` lies before today.
    - tight: otherwise, `act_by` comes after `due`, or after the working day for it at a weekend.
    - due: `act_by` is in time.

    `rank` is that in this case: the item's own, or good practice in a stay of this length or kind.
    Of a task that comes again, `due` is the next day or the last one, and `occurrences` the days
    still to come; `occurrences_past` and `occurrences_left_out` say how many before and after them
    are not listed. `after` holds what is in the plan.
    """

    item: ChecklistItem
    verdict: Verdict
    rank: str
    due: date | None
    act_by: date | None
    status: str
    must_by: date | None = None
    occurrences: tuple[Occurrence, ...] = ()
    occurrences_past: int = 0
    occurrences_left_out: int = 0
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRisk:
    """A risk that applies or may apply."""

    risk: Risk
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClause:
    """A clause in its place, with every placeholder filled or shown as a gap.

    `place` counts from 1, the clauses and the schedules each on their own. `stops` has the ids of
    the risks that forbid it in this case.
    """

    clause: Clause
    verdict: Verdict
    place: int
    schedule: bool
    paragraphs: tuple[Paragraph, ...]
    gaps: tuple[str, ...]
    stops: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """Return the number as text: `7`, or `Schedule 2`."""
        number = str(self.place)
        return say("documents.schedule", number=number) if self.schedule else number


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A heading of a document with its clauses; the first of the `schedules` begins a page."""

    title: str
    clauses: tuple[PlannedClause, ...]
    schedules: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDocument:
    """One draft document of the plan."""

    outline: Outline
    verdict: Verdict
    parts: tuple[PlannedPart, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The structure that fits a case; `text` is the advice, or what to mind with the one chosen.

    `others` holds the other models that may fit better.
    """

    structure: Structure
    verdict: Verdict
    text: str
    others: tuple["Recommendation", ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerNote:
    """What a person should know about an answer that is used; `question` is the one it is at.

    `to_check` says that the answer should be looked at again; otherwise the note only tells how it
    was read, and stands at its question alone.
    """

    question: str
    message: str
    to_check: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A question whose answer the plan still needs, and the entries that need it."""

    question: str
    label: str
    used_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is not in the plan and the condition that keeps it out."""

    id: str
    condition: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PlannedCheckpoint:
    """A checkpoint that is still to be passed, with the tasks and the stops that belong to it.

    `begin` is the working day by which to begin, and `ready` the first on which it can be in hand
    if it takes its usual time; both are none where nobody can say how long it, or a step for which
    it waits, takes. `waits_for` has the names of the steps that come before it, `after` their ids.
    """

    checkpoint: Checkpoint
    begin: date | None
    ready: date | None
    waits_for: tuple[str, ...]
    after: tuple[str, ...]
    tasks: tuple[PlannedItem, ...]
    stops: tuple[PlannedRisk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where a case stands: its id, one plain sentence, and the questions that its dates raise.

    `papers` says what is drafted where not all papers are, and which answer or page has the others;
    it is empty where all are drafted.
    `to_pass` has the checkpoints in order where the start is late, or planned and a task of them is
    past its usual day. `nearest_start` is the first day on which a late secondment could start.
    `open_stops` and `past_usual` are the ids of stops and tasks that a secondment which is planned
    must not hide.
    """

    id: str
    sentence: str
    papers: str = ""
    asks: tuple[str, ...] = ()
    to_pass: tuple[PlannedCheckpoint, ...] = ()
    nearest_start: date | None = None
    open_stops: tuple[str, ...] = ()
    past_usual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceNote:
    """What the library holds for a country of the case, in words."""

    country: str
    name: str
    covered: bool
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A line of the cost worksheet, rounded; an amount is `None` while an answer is missing.

    `basis` says how it is worked out, and `month` what a whole month costs; what is paid once has
    none.
    """

    id: str
    label: str
    basis: str = ""
    month: Decimal | None = None
    home: Decimal | None
    host: Decimal | None
    total: Decimal | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """The cost worksheet; `parties` says whether the cost is split between two organisations.

    The totals add up the lines that are known; `missing` names the questions they wait for.
    """

    currency: str | None
    parties: bool
    lines: tuple[CostLine, ...] = ()
    totals: CostLine | None = None
    assumptions: tuple[str, ...] = ()
    to_settle: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """How many days of a stretch are in the host country; `working` leaves out free days."""

    label: str
    first: date
    last: date
    days: int
    working: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCheck:
    """The length of the secondment against a limit; `result` is `over` in words.

    `figure` is `None` where it may not be printed, and then `over` is unknown. `truth` says
    whether the limit applies in this case at all.
    """

    limit: Limit
    figure: str | None
    stay: str
    over: Truth
    result: str
    truth: Truth
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The day counts of a case across a border, of its first year where it has no end date.

    There are none until the start, and the end or that there is none, are known: `missing` names
    what to answer.
    `where` says where the days are spent, such as `in the Netherlands`.
    """

    host_country: str
    where: str
    counts: tuple[DayCount, ...] = ()
    limits: tuple[LimitCheck, ...] = ()
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of one case: everything that the planner returns."""

    today: date
    library_version: str
    facts: Secondment
    stage: Stage
    checklist: tuple[PlannedItem, ...]
    recommendation: Recommendation | None
    documents: tuple[PlannedDocument, ...]
    risks: tuple[PlannedRisk, ...]
    costs: Costs
    days: Days | None
    notes: tuple[AnswerNote, ...] = ()
    gaps: tuple[Gap, ...]
    left_out: tuple[LeftOut, ...]
    places: tuple[PlaceNote, ...]
