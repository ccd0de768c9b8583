"""The stage of a case on its boundary days, and what the dates raise."""

from datetime import date, timedelta

import pytest

from planner.content.loader import load_library
from planner.export.html import PlanPage
from planner.export.markdown import plan_markdown
from planner.export.printouts import brief_text, printout
from planner.export.rendering import stage_words, step_time
from planner.plan.groups import steps_left
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.dates import add_working_days
from planner.rules.judgement import Case
from planner.rules.stage import on_day, questions_raised, ready, what_decides
from planner.rules.words import short_date

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
HOME = {"home_country": "GB", "host_country": "GB", "work_permission": "yes"}
CLIENT = {"relationship": "client", **HOME}
WITHIN = {"relationship": "same_employer", **HOME}
TOO_CLOSE = "start-before-what-has-to-come-first"
LONG_AGO, SOON = "2026-03-02", "2026-12-01"
MEND = "planner/rules/stage.py decides on the stage; the table here says what it should be"


def facts_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return facts


def case_of(answers):
    return Case(facts_of(answers), LIBRARY)


def extension(old, end, **more):
    return {"change": "extended", "old_end_date": old, "end_date": end, **more}


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ({}, "planned"),
        ({"end_date": "2027-06-30"}, "planned"),
        ({"start_date": "2027-06-01"}, "planned"),
        # On the first day the secondment has started.
        ({"start_date": "2026-12-01"}, "late"),
        ({"start_date": "2026-12-01", "papers_signed": "yes"}, "ready"),
        ({"start_date": "2026-11-30"}, "started_without_papers"),
        ({"start_date": "2026-11-30", "papers_signed": "yes"}, "running"),
        ({"start_date": "2026-11-30", "papers_signed": "no"}, "started_without_papers"),
        ({"start_date": "2026-11-30", "papers_signed": "unsure"}, "started_without_papers"),
        ({"start_date": LONG_AGO, "papers_signed": "yes", "end_date": "2026-12-31"}, "running"),
        # The last day belongs to the secondment; the day after it does not.
        ({"start_date": LONG_AGO, "papers_signed": "yes", "end_date": "2026-11-30"}, "running"),
        ({"start_date": LONG_AGO, "papers_signed": "yes", "end_date": "2026-11-29"}, "past_end"),
        ({"end_date": "2026-11-29"}, "past_end"),
        ({"end_date": "2026-11-29", "after_end": "goes_on"}, "past_end"),
        ({"end_date": "2026-11-29", "after_end": "unsure"}, "past_end"),
        ({"end_date": "2026-11-29", "after_end": "back"}, "over"),
        ({"end_date": "2026-11-29", "after_end": "stays"}, "over"),
        (
            {"end_date": "2026-11-30", "after_end": "back", "start_date": LONG_AGO},
            "started_without_papers",
        ),
        # A change of a running secondment.
        ({"change": "extended"}, "changing"),
        ({"change": "terms", "start_date": LONG_AGO}, "changing"),
        (
            {"change": "ends_early", "end_date": "2026-11-30", "old_end_date": "2027-02-26"},
            "changing",
        ),
        (
            {"change": "ends_early", "end_date": "2026-11-29", "old_end_date": "2027-02-26"},
            "past_end",
        ),
        ({"change": "terms", "end_date": "2026-11-29"}, "past_end"),
        (extension("2026-11-30", "2027-06-30"), "changing"),
        (extension("2026-11-29", "2027-06-30"), "past_old_end"),
        (extension("2026-11-29", "2027-06-30", extension_signed="no"), "past_old_end"),
        (extension("2026-11-29", "2027-06-30", extension_signed="yes"), "changing"),
        (extension("2026-06-30", "2026-11-27", extension_signed="yes"), "past_end"),
        (extension("2026-06-30", "2026-11-27"), "past_old_end"),
        # A last day that has passed is told whatever else changes.
        (
            extension("2026-11-29", "2027-06-30") | {"change": "extended_on_new_terms"},
            "past_old_end",
        ),
        (extension("2026-11-29", "2027-06-30") | {"change": "terms"}, "past_old_end"),
        (extension("2027-06-30", "2027-06-30") | {"change": "terms"}, "changing"),
        (extension("2026-06-30", "2026-11-27", after_end="back"), "over"),
        ({"change": "extended", "end_date": "2027-06-30"}, "changing"),
    ],
)
def test_the_stage_follows_from_the_dates_and_a_few_answers(answers, stage):
    for relationship in (CLIENT, WITHIN):
        facts = on_day(case_of({**relationship, **answers}), TODAY)

        assert facts.stage == stage, MEND


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        # Steps that wait for each other add up; steps that run side by side do not.
        (WITHIN, 5 + 10),
        (CLIENT, 5 + 15),
        ({**CLIENT, "worker_representatives": "yes"}, 5 + 10 + 15),
        ({**CLIENT, "people_at_risk": "yes"}, 20),
        ({**CLIENT, "host_country": "NO", "social_security_certificate": "yes"}, 5 + 15),
        ({**CLIENT, "host_country": "NO", "social_security_certificate": "no"}, 20),
    ],
)
def test_a_start_is_late_where_what_comes_first_takes_longer_than_the_time_left(answers, days):
    nearest = ready(what_decides(case_of(answers)), TODAY)

    assert nearest == TODAY + timedelta(days=days // 5 * 7), "planner/data/checkpoints.toml"
    for start, stage in ((nearest, "planned"), (nearest - timedelta(days=1), "late")):
        case = case_of({**answers, "start_date": start.isoformat()})
        assert on_day(case, TODAY).stage == stage, MEND


# A client in Vienna: two stops on lending whose time nobody can say.
VIENNA = {**CLIENT, "home_country": "DE", "host_country": "AT", "direction": "host"}
VIENNA |= {"end_date": "2027-06-30", "social_security_certificate": "no"}
LICENCES = {"at-lending-trade", "de-lending-licence"}


def plan_from(answers, start):
    return make_plan(facts_of(answers | {"start_date": start}), LIBRARY, TODAY)


def test_the_steps_that_decide_on_the_nearest_start_are_named():
    mend = "mend what_decides in planner/rules/stage.py, or planner/data/checkpoints.toml"
    abroad = {**CLIENT, "host_country": "NO", "social_security_certificate": "no"}

    assert plan_from(abroad, "2026-12-14").stage.sentence.endswith(
        "The certificate of social security cover decides: usually 20 working days, and public "
        "holidays come on top."
    ), mend
    assert plan_from(CLIENT, "2026-12-14").stage.sentence.endswith(
        "The terms and the agreement between the organisations decide, one after the other: "
        "usually 20 working days together, and public holidays come on top."
    ), mend


@pytest.mark.parametrize(
    ("answers", "step", "until", "stops"),
    [
        (VIENNA, "lending", "the licence or an exception is confirmed", LICENCES),
        (
            {**CLIENT, "direction": "host", "supplies_staff": "yes"},
            "lending",
            "the licence or an exception is confirmed",
            {"supply-of-staff"},
        ),
        (
            {**CLIENT, "work_permission": "no"},
            "permission",
            "the permission to work is confirmed",
            {"no-permission-to-work"},
        ),
    ],
)
def test_a_stop_that_nobody_can_date_is_in_the_list_and_dates_no_start(answers, step, until, stops):
    close, later = plan_from(answers, "2026-12-21"), plan_from(answers, "2027-01-04")
    mend = "mend `until` and `stops` in planner/data/checkpoints.toml, _sentence in plan/make.py"

    for plan in (close, later):
        found = {each.checkpoint.id: each for each in plan.stage.to_pass}[step]
        assert plan.stage.id == "late", MEND
        assert found.begin is None, mend
        assert stops <= {each.risk.id for each in found.stops}, mend
        assert f"{until}" in plan.stage.sentence, mend
        assert "this handbook cannot say when that will be" in plan.stage.sentence, mend
    assert f"but not before {until}" in close.stage.sentence, mend
    assert "earliest realistic" not in later.stage.sentence, "it would be a day before the start"


def test_a_planned_secondment_never_hides_what_is_open():
    mend = "mend stage_words in planner/export/rendering.py, _stage in planner/plan/make.py"
    plan = plan_from(VIENNA, "2027-01-18")
    past = [p for p in plan.checklist if p.verdict.truth and p.status in ("tight", "overdue")]
    past = [p.item.id for p in past if p.rank != "good_practice"]

    assert plan.stage.id == "planned"
    assert len(past) > 1
    said = f"The secondment is planned. 2 stops are open and {len(past)} tasks are past"
    assert said in stage_words(plan), mend
    assert said in plan_markdown(plan, LIBRARY), mend
    assert "lending" in [each.checkpoint.id for each in plan.stage.to_pass], mend
    assert "stop" not in stage_words(plan, done={*LICENCES}), mend
    assert stage_words(plan, done={*LICENCES, *past}) == plan.stage.sentence, mend
    ready = plan_from(VIENNA | {"papers_signed": "yes"}, "2027-06-01")
    assert stage_words(ready).endswith("its papers are signed. 2 stops are open."), mend


FIRST_PAPERS = {
    "draft-the-agreement",
    "issue-the-letter",
    "sign-before-the-start",
    "ask-your-questions",
    "take-advice-of-your-own",
    "get-consent",
    "eu-give-the-letter-for-abroad",
    "gb-give-the-letter-for-abroad",
}


@pytest.mark.parametrize("home", ["DE", "GB"])
@pytest.mark.parametrize("structure", ["two_party", "three_party"])
def test_nobody_is_told_to_draft_or_sign_the_first_papers_once_they_are_signed(home, structure):
    answers = {**CLIENT, "home_country": home, "host_country": "NO", "structure": structure}
    answers |= {"end_date": "2028-12-29"}
    for more in ({}, {"change": "terms"}, {"change": "ends_early"}):
        plan = plan_from(answers | {"papers_signed": "yes"} | more, "2027-06-01")

        told = FIRST_PAPERS & {each.item.id for each in plan.checklist}
        assert not told, f"planner/data: name first_papers_are_done in `unless` of {sorted(told)}"
    before = {each.item.id for each in plan_from(answers, "2027-06-01").checklist}
    assert "sign-before-the-start" in before
    assert "ask-your-questions" in before


def test_the_simple_case_says_no_more_than_that_it_is_planned():
    plan = plan_from({**WITHIN, "end_date": "2027-08-31"}, "2027-03-01")

    assert stage_words(plan) == "The secondment is planned."
    assert plan.stage.to_pass == ()


def test_the_ordered_list_takes_its_days_from_the_tasks():
    plan = plan_from(VIENNA, "2026-12-21")
    days = {each.item.id: each.act_by for each in plan.checklist}
    text = plan_markdown(plan, LIBRARY)

    listed = {each.checkpoint.id for each in plan.stage.to_pass}
    assert {"lending", "cover-abroad", "notices-abroad", "agreement", "letter"} <= listed
    for each in plan.stage.to_pass:
        assert each.tasks, f"{each.checkpoint.id}: planner/data/checkpoints.toml names its tasks"
        for task in each.tasks:
            owner = LIBRARY.owners[task.item.owner].title
            line = f"- {task.item.title} ({owner}, do it by {short_date(days[task.item.id])})"
            assert line in text, "mend to_pass in planner/templates/plan.md"
    assert "by law first" not in text
    assert (
        "Start today: it usually takes 20 working days, "
        "so it is there on Mon 28 Dec 2026 at the earliest, after the start." in text
    ), "mend step_time in planner/export/rendering.py"
    assert "Start as soon as you have the terms: it usually takes 15 working days" in text


@pytest.mark.parametrize("start", ["2026-12-07", "2026-12-21", "2027-01-18"])
def test_no_step_begins_after_the_day_of_its_first_task_or_before_what_it_waits_for(start):
    for each in plan_from(VIENNA, start).stage.to_pass:
        if each.begin and each.ready:
            soonest = add_working_days(each.ready, -each.checkpoint.days)
            first = min(task.act_by for task in each.tasks)
            mend = f"{each.checkpoint.id}: mend _passed in planner/plan/make.py"
            assert soonest <= each.begin <= max(soonest, first), mend


def test_a_step_that_waits_for_one_of_which_nobody_can_say_has_no_day_either():
    plan = plan_from(VIENNA | {"work_permission": "no"}, "2026-12-21")
    steps = {each.checkpoint.id: each for each in plan.stage.to_pass}
    permission, notices = steps["permission"], steps["notices-abroad"]

    assert permission.checkpoint.id in notices.checkpoint.after
    assert (permission.begin, permission.ready) == (None, None)
    assert (notices.begin, notices.ready) == (None, None), "mend _passed in planner/plan/make.py"
    assert step_time(permission, plan.facts.start_date) == (
        "Nobody can say how long it takes: ask today. The law asks for it before the first day."
    )
    assert step_time(notices, plan.facts.start_date) == (
        "Start as soon as you have the permission to work and the terms: it usually takes "
        "10 working days. The law asks for it before the first day."
    ), "mend step_time in planner/export/rendering.py"
    assert {"permission", "terms"} == {*notices.after}, "mend _passed in planner/plan/make.py"
    assert steps["agreement"].begin, "it waits for the terms alone"


def test_the_list_of_steps_stays_where_a_start_has_no_time_to_spare():
    plan = plan_from(VIENNA, "2027-01-11")

    assert plan_from(VIENNA, "2027-01-04").stage.id == "late", "choose the days around the nearest"
    assert plan.stage.id == "planned"
    assert plan.stage.to_pass, "mend _is_shown in planner/plan/make.py"
    assert plan_from(VIENNA, "2027-06-01").stage.to_pass == ()


@pytest.mark.parametrize("start", ["2026-12-07", "2026-12-21", "2027-01-11", "2027-01-18"])
def test_no_step_is_listed_before_one_that_it_waits_for(start):
    listed = [each.checkpoint for each in plan_from(VIENNA, start).stage.to_pass]

    for place, step in enumerate(listed):
        late = [each.id for each in listed[place:] if each.id in step.after]
        assert not late, f"{step.id} waits for {late}: mend _in_order in planner/plan/make.py"


def test_a_brief_gives_no_day_before_the_start_to_a_step_that_takes_longer():
    plan = plan_from(VIENNA, "2026-12-21")
    text = brief_text(plan, LIBRARY, person="secondee")
    order = text.partition("In this order, before the start")[2].partition("Your tasks")[0]
    late = [each for each in plan.stage.to_pass if each.ready and each.ready > date(2026, 12, 21)]

    assert late
    for each in late:
        [line] = [line for line in order.splitlines() if each.checkpoint.title in line]
        assert f"it usually takes until {short_date(each.ready)}" in line, "mend brief._order"


def test_the_head_of_a_plan_says_how_many_tasks_are_due_soon():
    plan = plan_from(VIENNA, "2026-12-21")
    soon = [p for p in plan.checklist if p.verdict.truth and p.rank != "good_practice"]
    soon = [p for p in soon if p.act_by and p.act_by <= TODAY + timedelta(days=14)]
    page = PlanPage(LIBRARY, "../")

    first = page.fragments(plan)["plan-first"]
    simple = page.fragments(plan_from({**WITHIN, "end_date": "2027-08-31"}, "2027-03-01"))

    assert len(soon) > 5
    assert f">{len(soon)} tasks are</span> to be done by Mon 14 Dec 2026" in first, (
        "mend plan_first in planner/templates/parts.html"
    )
    assert '<a href="#plan-checklist">' in first
    assert "to be done by" not in simple["plan-first"]


def test_a_start_that_an_open_answer_may_make_late_is_told_with_the_question():
    start = (TODAY + timedelta(days=32)).isoformat()
    answers = {**CLIENT, "start_date": start, "work_permission": "unsure", "direction": "home"}
    plan = make_plan(facts_of(answers), LIBRARY, TODAY)
    stop = {each.risk.id: each.verdict for each in plan.risks}[
        "start-before-what-has-to-come-first"
    ]

    assert plan.stage.id == "planned", MEND
    assert stop.truth is None
    assert "work_permission" in stop.waits_for
    assert "Open answers decide" in plan.stage.sentence
    for said, truth in (("yes", False), ("no", True)):
        decided = make_plan(facts_of({**answers, "work_permission": said}), LIBRARY, TODAY)
        found = {each.risk.id for each in decided.risks if each.verdict.truth}
        assert (TOO_CLOSE in found) is truth, MEND


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        ({}, ()),
        ({"start_date": "2026-12-28"}, ("papers_signed",)),
        ({"start_date": "2026-12-29"}, ()),
        ({"start_date": "2026-11-30"}, ("papers_signed", "change")),
        ({"start_date": "2026-11-30", "papers_signed": "no"}, ()),
        ({"end_date": "2026-11-30"}, ()),
        ({"end_date": "2026-11-29"}, ("after_end",)),
        ({"end_date": "2026-11-29", "after_end": "back"}, ()),
        (extension("2026-11-30", "2027-06-30"), ()),
        (extension("2026-11-29", "2027-06-30"), ("extension_signed",)),
        (extension("2026-11-29", "2027-06-30", extension_signed="no"), ()),
        (extension("2026-01-30", "2026-11-29"), ("extension_signed", "after_end")),
        (extension("2026-01-30", "2026-11-29", after_end="goes_on"), ("extension_signed",)),
        (extension("2026-01-30", "2026-11-29", after_end="back"), ()),
    ],
)
def test_the_dates_raise_questions_that_come_first(answers, raised):
    facts = facts_of({**CLIENT, **answers})

    assert questions_raised(facts, TODAY) == raised, MEND
    assert make_plan(facts, LIBRARY, TODAY).stage.asks == raised


@pytest.mark.parametrize(
    "answers",
    [
        {"end_date": "2026-11-13"},
        {"end_date": "2026-11-13", "after_end": "goes_on"},
        {"start_date": "2027-02-01", "change": "terms"},
        {"start_date": "2027-02-01", "change": "extended", "old_end_date": "2027-06-30"},
    ],
)
def test_the_sentence_says_no_more_than_is_known(answers):
    said = make_plan(facts_of({**CLIENT, **answers}), LIBRARY, TODAY).stage.sentence

    assert "does not know" not in said
    assert "is running" not in said, "mend planner/data/words/stages.toml: it starts later"


def test_after_both_last_days_nothing_that_was_due_meanwhile_is_listed():
    answers = {**CLIENT, **extension("2026-01-30", "2026-11-13")}
    plan = make_plan(facts_of(answers), LIBRARY, TODAY)

    late = [p.item.id for p in plan.checklist if p.item.phase == "during" and p.status == "tight"]
    assert late == [], "planner/plan/checklist.py says which phases lie behind"


def test_an_old_end_that_has_passed_is_told_as_an_end_that_has_passed():
    plan = make_plan(facts_of({**CLIENT, **extension("2026-11-13", "2027-06-30")}), LIBRARY, TODAY)

    assert plan.stage.id == "past_end"
    assert "13 November 2026" in plan.stage.sentence
    assert plan.stage.sentence.endswith(".")


@pytest.mark.parametrize(
    ("more", "checkpoint", "general", "particular"),
    [
        (
            {"home_country": "DE", "host_country": "DE", "supplies_staff": "yes"},
            "lending",
            "check-lending-rules",
            "de-record-the-exception",
        ),
        (
            {"home_country": "DE", "host_country": "DK", "work_permission": "no"},
            "permission",
            "confirm-permission-to-work",
            "dk-plan-the-permit",
        ),
        (
            {"home_country": "GB", "host_country": "US", "social_security_certificate": "no"},
            "cover-abroad",
            "apply-for-certificate",
            "gb-settle-national-insurance",
        ),
        (
            {"home_country": "DE", "host_country": "DK", "structure": "two_party"},
            "letter",
            "issue-the-letter",
            "eu-give-the-letter-for-abroad",
        ),
    ],
)
def test_a_checkpoint_stays_where_a_particular_task_takes_the_place_of_its_own(
    more, checkpoint, general, particular
):
    answers = CLIENT | {"start_date": "2026-12-14", "end_date": "2027-06-30", "direction": "host"}
    plan = make_plan(facts_of(answers | {"change": "no"} | more), LIBRARY, TODAY)

    days = {each.item.id: each.act_by for each in plan.checklist}
    tasks = {step.checkpoint.id: [p.item.id for p in step.tasks] for step in plan.stage.to_pass}
    assert general not in days
    assert particular in tasks.get(checkpoint, ()), "mend _to_pass in planner/plan/make.py"


def test_a_checkpoint_holds_the_tasks_of_both_countries_that_take_the_place_of_one():
    abroad = {"home_country": "GB", "host_country": "CA", "social_security_certificate": "no"}
    plan = plan_from(CLIENT | abroad | {"end_date": "2027-06-30"}, "2026-12-14")

    step = next(each for each in plan.stage.to_pass if each.checkpoint.id == "cover-abroad")
    both = {"gb-settle-national-insurance", "ca-check-social-security-agreement"}
    assert both <= {each.item.id for each in step.tasks}, "mend _to_pass in planner/plan/make.py"


def test_a_step_that_the_law_asks_for_says_so_wherever_it_is_listed():
    plan = plan_from(VIENNA, "2026-12-21")

    for each in plan.stage.to_pass:
        said = step_time(each, plan.facts.start_date)
        assert said.endswith("The law asks for it before the first day.") == each.checkpoint.by_law
    assert {each.checkpoint.by_law for each in plan.stage.to_pass} == {True, False}


def test_a_step_of_which_nothing_is_left_is_listed_in_no_file():
    plan = plan_from(VIENNA, "2026-12-21")
    mend = "mend steps_left in planner/plan/groups.py"
    first, second, *_ = plan.stage.to_pass
    done = {each.item.id for each in first.tasks} | {each.risk.id for each in first.stops}
    files = (
        plan_markdown(plan, LIBRARY, done),
        printout("plan", plan, LIBRARY, done=done),
        printout("brief", plan, LIBRARY, person="home_manager", done=done),
        brief_text(plan, LIBRARY, person="home_manager", done=done),
    )

    assert [each.checkpoint.id for each in steps_left(plan, done)] == [
        each.checkpoint.id for each in plan.stage.to_pass[1:]
    ], mend
    for text in files:
        assert f"{second.checkpoint.title}." in text, mend
        assert f"{first.checkpoint.title}." not in text, mend


# Past the old last day across a border, with a day halfway through that is a Saturday.
OVERRUN = {**CLIENT, "host_country": "DE", **extension("2026-10-31", "2027-06-30")}
OVERRUN |= {"start_date": "2026-04-01", "direction": "host", "worker_representatives": "yes"}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (OVERRUN | {"extension_signed": "no"}, "and not everybody signed the extension by then."),
        ({"start_date": LONG_AGO, "end_date": "2026-11-13", "after_end": "goes_on"}, "still works"),
        ({"start_date": LONG_AGO, "papers_signed": "no"}, "and the papers are not signed."),
    ],
)
def test_what_was_answered_is_said_and_not_called_unanswered(answers, said):
    plan = make_plan(facts_of({**CLIENT, **answers}), LIBRARY, TODAY)

    assert said in plan.stage.sentence, "mend SURE_BY in plan/make.py, words/stages.toml"
    assert "no answer says" not in plan.stage.sentence


def test_a_stop_past_the_end_sends_to_no_question_that_is_not_asked():
    (stop,) = (each for each in LIBRARY.risks.values() if each.id == "runs-on-without-a-paper")

    assert "nswer" not in stop.action, "the stage names what to answer: data/risks/stage.toml"


@pytest.mark.parametrize("certificate", ["yes", "no", "unsure"])
def test_a_certificate_that_ended_with_the_old_last_day_is_a_dated_task(certificate):
    answers = OVERRUN | {"social_security_certificate": certificate}
    plan = make_plan(facts_of(answers), LIBRARY, TODAY)
    tasks = {each.item.id: each for each in plan.checklist}
    left = {each.id: each.sentence for each in plan.left_out if each.id in LIBRARY.items}

    task = tasks["apply-for-cover-since-the-last-day"]
    assert (task.due, task.verdict.truth) == (date(2026, 12, 2), True)
    for id, said in left.items():
        assert "need no more work" not in said, id
        assert "Its time is over" not in said, id
    if certificate == "no":
        assert "takes its place" in left["apply-for-certificate"], "mend terms in judgement.py"


def test_nothing_is_counted_from_a_new_last_day_that_nobody_signed():
    plan = make_plan(facts_of(OVERRUN), LIBRARY, TODAY)
    early = [p.item.id for p in plan.checklist if p.item.due_rule.anchor == "end"]
    signed = make_plan(facts_of(OVERRUN | {"extension_signed": "yes"}), LIBRARY, TODAY)

    assert early == [], "mend no_day in planner/plan/checklist.py"
    assert any(p.item.id == "plan-the-next-role" for p in signed.checklist)


def test_what_the_stage_asks_for_comes_first_on_its_day():
    plan = make_plan(facts_of(OVERRUN), LIBRARY, TODAY)
    page = PlanPage(LIBRARY, "../").fragments(plan)["plan-first"]
    brief = brief_text(plan, LIBRARY, person="home_manager")

    for usual in ("compare-days-with-the-plan", "hold-check-ins"):
        first, second = page.index("#item-write-down-what-has-happened-since"), page.find(usual)
        assert second == -1 or first < second, "mend _first in planner/export/html.py"
    tasks = brief.partition("Your tasks, by date")[2]
    assert tasks.index("Write down what has happened") < tasks.index("Keep in touch"), (
        "mend _by_day in planner/plan/groups.py"
    )


def test_the_usual_day_of_a_task_is_a_working_day():
    plan = make_plan(facts_of(OVERRUN), LIBRARY, TODAY)
    page = PlanPage(LIBRARY, "../").fragments(plan)
    texts = [plan_markdown(plan, LIBRARY), *page.values()]
    texts += [brief_text(plan, LIBRARY, person=owner) for owner in LIBRARY.owners]
    mend = "mend usual_day in planner/export/rendering.py, or where a template does not use it"

    tight = [each for each in plan.checklist if each.status == "tight"]
    assert any(each.due.weekday() > 4 for each in tight), "choose dates with one at a weekend"
    for text in texts:
        for weekend in ("Sat", "Sun"):
            assert f"usually by {weekend}" not in text, mend


def test_whoever_works_on_past_the_end_hears_what_is_found():
    plan = make_plan(facts_of(OVERRUN), LIBRARY, TODAY)

    brief = brief_text(plan, LIBRARY, person="secondee")
    assert "the note on the time since the agreed last day" in brief
    assert "the work that you must not do until it is renewed" in brief
    assert "Say in writing whether you want to go on" in brief
