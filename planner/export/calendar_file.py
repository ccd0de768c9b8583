"""The plan as a calendar file by RFC 5545: all-day entries for its ends and each day of each task.

What Outlook, Google and Apple each support is in `docs/contribute/decisions/calendar-entries.md`.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta

from planner.export.imprint import imprint, made, plan_name, short_name
from planner.export.rendering import stage_words
from planner.plan.checklist import not_listed, task_names
from planner.plan.schedule import usual_day
from planner.rules.answers import clean_text
from planner.rules.model import Library, Plan, PlannedItem
from planner.rules.phrases import one_line, shortened
from planner.rules.words import say
from planner.work.plan_file import Identity

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTES_A_DAY = 24 * 60
FOLD = 75  # octets of a line, without its end
# Nine o'clock on the last working day before, counted from the start of the day of the entry.
FROM_MONDAY_TO_FRIDAY, THE_DAY_BEFORE = "-PT63H", "-PT15H"
LONGEST_WHO = 40
FREE = ("TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")
LONGEST = 4000


def calendar_file(
    plan: Plan,
    library: Library,
    identity: Identity,
    *,
    person: str = "",
    done: Collection[str] = (),
) -> bytes:
    """Return the entries of all, or those of one owner.

    The plan's id and the id of a task make the entry's own id, so that a second import finds it
    again; the revision makes its number, which must rise for the import to change anything.
    """
    number = max(identity.revision, (plan.today - EPOCH.date()).days * MINUTES_A_DAY)
    stamp = EPOCH + timedelta(minutes=number)
    entries = [*_first_and_last_day(plan, done)]
    for planned in plan.checklist:
        if person in ("", planned.item.owner):
            finished = planned.item.id in done
            for name, day in days_of(planned):
                entries.append((name, day, [*_task(planned, day, plan, library, finished)]))
    lines = [*_opening(plan, library, person, done)]
    for name, day, said in entries:
        lines += ["BEGIN:VEVENT", f"UID:{name}.{identity.plan_id}@secondment-handbook"]
        lines += [f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}", f"SEQUENCE:{number}"]
        lines += [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + DAY:%Y%m%d}"]
        lines += [*said, "END:VEVENT"]
    return "".join(f"{folded(line)}\r\n" for line in (*lines, "END:VCALENDAR")).encode()


def days_of(planned: PlannedItem) -> Iterator[tuple[str, date]]:
    """Yield each day of a task with an id: the task's own, and a number if the task comes again."""
    for each in planned.occurrences:
        yield f"{planned.item.id}.{each.number}", each.act_by
    if planned.act_by and not planned.occurrences:
        yield planned.item.id, planned.act_by


def folded(line: str) -> str:
    """Break a line into pieces of at most 75 octets, never within a character."""
    pieces, piece, room = [], "", FOLD
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", FOLD - 1
        piece += character
        room -= size
    return "\r\n ".join([*pieces, piece])


def escaped(text: str) -> str:
    """Return text as a value: every mark of the format escaped, and no bare line end left."""
    text = clean_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    for mark, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(mark, safe)
    return text


def _opening(plan: Plan, library: Library, person: str, done: Collection[str]) -> Iterator[str]:
    name = short_name(plan) + (f": {library.owners[person].title}" if person else "")
    said = escaped(" ".join((stage_words(plan, done), *imprint(plan, library))))
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Secondment Handbook//Planner//EN")
    yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    # The first of each pair is the property that calendar programs used before the standard one.
    yield from (f"X-WR-CALNAME:{escaped(name)}", f"NAME:{escaped(name)}")
    yield from (f"X-WR-CALDESC:{said}", f"DESCRIPTION:{said}")


def _first_and_last_day(plan: Plan, done: Collection[str]) -> Iterator[tuple[str, date, list[str]]]:
    """Yield the days of the secondment itself, with the same ids in everybody's calendar."""
    facts = plan.facts
    ends = (
        ("first-day", say("calendar.first_day", plan=short_name(plan)), facts.start_date),
        ("last-day", say("calendar.last_day", plan=short_name(plan)), facts.end_date),
    )
    for name, summary, day in ends:
        if day:
            about = escaped(f"{stage_words(plan, done)}\n{_footer(plan)}")
            yield name, day, [f"SUMMARY:{escaped(summary)}", f"DESCRIPTION:{about}", *FREE]


def _task(
    planned: PlannedItem, day: date, plan: Plan, library: Library, finished: bool
) -> Iterator[str]:
    who = shortened(one_line(plan.facts.secondee_name or ""), LONGEST_WHO)
    whose = f"{who}, " if who else ""
    owner = library.owners[planned.item.owner].title
    said = f"{whose}{owner}: {planned.item.title}"
    summary = escaped(said)
    yield f"SUMMARY:{escaped(say('calendar.done', summary=said)) if finished else summary}"
    yield f"DESCRIPTION:{escaped(_description(planned, plan, library))}"
    yield f"CATEGORIES:{escaped(library.phases[planned.item.phase].title)}"
    yield f"STATUS:{'CONFIRMED' if planned.verdict.truth else 'TENTATIVE'}"
    yield from FREE
    if not finished and day > plan.today:
        before = FROM_MONDAY_TO_FRIDAY if day.weekday() == 0 else THE_DAY_BEFORE
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{before}")
        yield from (f"DESCRIPTION:{summary}", "END:VALARM")


def _description(planned: PlannedItem, plan: Plan, library: Library) -> str:
    item = planned.item
    lines = [f"- {step.text}" for step in item.steps]
    lines += [item.why, say("calendar.when", rule=item.due_rule.text)]
    lines += [said for said in (not_listed(planned),) if said]
    if planned.status in ("overdue", "tight"):
        must = planned.must_by if planned.status == "overdue" else None
        due = must or usual_day(planned)
        lines.append(say(f"calendar.passed.{planned.status}", due=due.isoformat()))
    if not planned.verdict.truth:
        waits = "; ".join(library.questions[name].label for name in planned.verdict.waits_for)
        lines.append(say("calendar.may_apply", questions=waits))
    if planned.after:
        tasks = task_names(plan)
        lines.append(say("calendar.after", tasks="; ".join(tasks[id] for id in planned.after)))
    return shortened("\n".join((*lines, _footer(plan))), LONGEST)


def _footer(plan: Plan) -> str:
    return say("calendar.footer", plan=plan_name(plan), made=made(plan))
