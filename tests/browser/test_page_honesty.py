"""The planner page says what it knows and no more, and loses nothing."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from planner.content.loader import load_library

LIBRARY = load_library()
TODAY = "2026-11-22"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
KEPT = "handbook.answers"
SETTLED = "#planner[data-state=ready][data-busy=no]"
TASK = next(iter(LIBRARY.items))
RISK = next(iter(LIBRARY.risks))
DONE = {"status": "done"}


@pytest.fixture
def visit(open_page, site_url):
    """Give a function that opens the planner with something in the tab's storage."""

    def visited(stored=None, before=None, query="", **options):
        watch = open_page(**({"viewport": WIDE, "reduced_motion": "reduce"} | options))
        page = watch.page
        if stored is not None:
            text = stored if isinstance(stored, str) else json.dumps(stored)
            script = f"sessionStorage.getItem('seen') ?? sessionStorage.setItem('{KEPT}', "
            page.add_init_script(f"{script}{json.dumps(text)}); sessionStorage.setItem('seen', 1)")
        if before:
            page.add_init_script(before)
        page.goto(f"{site_url}planner/{query}")
        page.watch = watch
        return page

    return visited


def settle(page):
    page.wait_for_selector("#plan-checklist")
    page.wait_for_selector(SETTLED)


def show_example(page, name="client-secondment"):
    page.select_option("#planner-examples", name)
    page.click("[data-do=example]")
    settle(page)


def fill(page, name, value):
    control = page.locator(f"#answer-{name}")
    control.evaluate("node => { node.closest('details').open = true }")
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)
        control.blur()


def says(place, words):
    """Wait for words as long as Python may take to start on a busy machine."""
    expect(place).to_contain_text(words, timeout=60_000)


def notice(page):
    return page.locator("#planner-notice")


def saved_file(page):
    with page.expect_download() as download:
        page.click(".toolbar [data-do=save]")
    return json.loads(Path(download.value.path()).read_text("utf-8"))


def ticked(content):
    """Return the ids of what is done or settled in a plan file."""
    work = content["work"]
    tasks, risks = work.get("tasks", {}), work.get("risks", {})
    assert {each["status"] for each in tasks.values()} <= {"done"}
    assert {each["stand"] for each in risks.values()} <= {"settled"}
    return sorted([*tasks, *risks])


def at(content, path):
    for step in path.split("/"):
        content = content[step]
    return content


def open_file(page, **changes):
    content = {"kind": "secondment plan", "format": 2, "answers": {"relationship": "client"}}
    file = {
        "name": "plan.json",
        "mimeType": "application/json",
        "buffer": json.dumps(content | changes).encode(),
    }
    page.set_input_files("#planner-file", file)
    says(notice(page), "Opened plan.json")
    settle(page)
    return notice(page).locator("[data-words]").inner_text()


# What the tab kept

# One of each kind of damage; the full run has more of each.
DAMAGED = [
    "[" * 100_000,
    '[{"answers": {}}]',
    {"answers": {"role": {"a": [1]}, "duties": 5}, "done": {"a": 1}, "open": {"length": 3}},
    {"done": [[1], {"a": 1}, 5, None], "open": [[1], 5], "identity": [1], "whose": ["x"]},
    {"answers": {"relationship": 5, "role": "x" * 1_000_000}},
]
DAMAGED_FILES = [
    {"format": -1, "answers": [], "work": [], "log": 5, "saved": 7},
    {"answers": {"role": 5, "duties": {"a": [1]}}, "work": {"tasks": 5, "risks": [1]}},
    {"work": {"tasks": {TASK: 5}, "risks": {RISK: []}}, "log": [5, [], ["x"], None]},
    {"plan_id": "A B", "revision": 1e300, "made_with": 5, "shown": "x"},
]
MORE_DAMAGED = [
    "not JSON",
    "null",
    {"answers": 5, "done": 5, "open": 5, "identity": 5, "whose": 5, "rest": 5, "touched": 5},
    "5",
    '"text"',
    "true",
    "[]",
    {"answers": []},
    {"answers": "client"},
    dict.fromkeys(["answers", "done", "open", "identity", "whose", "rest"]),
    {"identity": {"plan_id": "A B", "revision": 1e300}},
    {"identity": {"plan_id": 5, "revision": "7"}},
    {"rest": {"fields": [], "answers": "x"}},
    {"rest": json.loads("[" * 90 + "]" * 90)},
]
MORE_DAMAGED_FILES = [
    {"open": []},
    {"done": None},
    {"format": "x"},
    {"plan_id": 5, "revision": "7"},
    {"base": json.loads("[" * 90 + "]" * 90)},
]


def of_format_2(damaged):
    return {"format": 2, "kind": "secondment plan"} | damaged


@pytest.mark.parametrize(
    "stored",
    [
        *DAMAGED,
        *map(of_format_2, DAMAGED_FILES),
        *(
            pytest.param(stored, marks=pytest.mark.full)
            for stored in (*MORE_DAMAGED, *map(of_format_2, MORE_DAMAGED_FILES))
        ),
    ],
    ids=lambda stored: str(stored)[:60],
)
def test_damaged_values_in_the_tab_count_as_none_and_the_page_works(visit, stored):
    page = visit(stored)

    fill(page, "relationship", "client")
    settle(page)

    page.locator("#planner-results [data-tick]:visible").first.check()
    says(page.locator("#checklist-lead, #plan-risks .lead").first, "1 ")
    content = saved_file(page)
    assert content["format"] == 2
    assert content["answers"]["relationship"] == "client"
    ticked_first = page.locator("#planner-results [data-tick]:visible").first.get_attribute(
        "data-path"
    )
    assert at(content, ticked_first) in ("done", "settled")
    assert re.fullmatch("[0-9a-z][0-9a-z-]{0,63}", content["plan_id"])
    assert 0 < content["revision"] < 2**31


def test_what_is_saved_is_what_stood_when_it_was_asked_for(visit):
    page = visit()
    fill(page, "relationship", "client")
    settle(page)

    with page.expect_download() as download:
        page.evaluate(
            """["save", "clear"].forEach(
              (work) => document.querySelector(`[data-do=${work}]`).click())"""
        )

    content = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert content["answers"] == {"relationship": "client"}
    assert page.input_value("#answer-relationship") == ""
    expect(page.locator("#planner-notice [data-do=undo]")).to_be_visible()


def test_a_file_without_a_plan_does_not_say_what_a_plan_showed(visit):
    page = visit()
    fill(page, "relationship", "client")
    settle(page)
    assert saved_file(page)["shown"]["tasks"]
    fill(page, "relationship", "")
    expect(page.locator("#plan-summary")).to_have_count(0)

    assert "shown" not in saved_file(page)


def test_good_parts_beside_damaged_ones_are_kept(visit):
    page = visit(
        {
            "answers": {"relationship": "client", "role": 5, "home_name": "Ash and Oak"},
            "done": [TASK, 7],
            "open": 5,
            "identity": {"plan_id": "0f0f", "revision": "x"},
            "whose": [],
        }
    )

    settle(page)

    assert page.input_value("#answer-relationship") == "client"
    assert page.input_value("#answer-home_name") == "Ash and Oak"
    assert page.input_value("#answer-role") == ""
    assert ticked(saved_file(page)) == [TASK]
    assert saved_file(page)["plan_id"] == "0f0f"


def test_kept_answers_that_a_new_edition_does_not_offer_are_named_and_saved_again(visit):
    answers = {"relationship": "client", "home_country": "XX", "retired": "x"}
    page = visit({"answers": answers, "done": ["gone"], "rest": {"fields": {"colour": "green"}}})

    settle(page)

    words = notice(page).inner_text()
    assert LIBRARY.questions["home_country"].ask in words
    assert "retired" in words
    assert page.input_value("#answer-home_country") == ""
    assert page.evaluate("document.getElementById('answer-home_country').selectedIndex") == 0
    content = saved_file(page)
    assert content["answers"] == answers
    assert ticked(content) == ["gone"]
    assert content["colour"] == "green"


REFUSE = """Object.defineProperty(Storage.prototype, 'setItem', { value() {
  throw new DOMException('no', 'QuotaExceededError') } });"""
BLOCK = """Object.defineProperty(window, 'sessionStorage', { get() {
  throw new DOMException('no', 'SecurityError') } });"""


@pytest.mark.parametrize("before", [REFUSE, BLOCK], ids=["full", "blocked"])
def test_where_nothing_is_kept_the_page_says_so_with_a_way_to_save(visit, breaches_in, before):
    page = visit(before=before)
    said = page.locator("#planner-unkept")
    assert said.is_hidden()

    fill(page, "relationship", "client")
    settle(page)

    assert said.is_visible()
    assert "loses them" in said.inner_text()
    assert breaches_in(page, [(WIDE, "light"), (PHONE, "light")], "#planner-unkept") == []
    with page.expect_download() as download:
        said.locator("[data-do=save]").click()
    content = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert content["answers"] == {"relationship": "client"}
    assert said.is_hidden()


def test_where_all_is_kept_nothing_is_said_of_it(visit):
    page = visit()

    fill(page, "relationship", "client")
    settle(page)

    assert page.locator("#planner-unkept").is_hidden()


# A plan file


def test_what_a_file_holds_beyond_this_edition_is_named_and_saved_again(visit):
    page = visit()
    answers = {
        "relationship": "client",
        "home_country": "XX",
        "retired": ["x"],
        "role": "Counsel",
        "hours": "half",
    }

    words = open_file(
        page,
        answers=answers,
        work={"tasks": {"gone": DONE, TASK: DONE}},
        colour="green",
        made_with={"library": "old"},
    )

    for name in ("home_country", "hours"):
        assert LIBRARY.questions[name].ask in words
    for said in ("“XX”", "“half”", "“retired”", "“gone”", "“colour”", "“old”"):
        assert said in words
    assert LIBRARY.questions["role"].ask not in words
    content = saved_file(page)
    assert content["answers"] == answers
    assert ticked(content) == sorted(["gone", TASK])
    assert content["colour"] == "green"


def test_an_answer_given_again_takes_the_place_of_the_one_that_was_kept(visit):
    page = visit()
    open_file(page, answers={"relationship": "client", "home_country": "XX"})

    fill(page, "home_country", "NO")
    assert saved_file(page)["answers"]["home_country"] == "NO"
    fill(page, "home_country", "")

    assert "home_country" not in saved_file(page)["answers"]


def test_what_is_shown_is_never_called_left_out(visit):
    page = visit()

    role = LIBRARY.questions["role"].ask
    words = open_file(
        page,
        answers={
            "relationship": "client",
            "role": "Two\nlines",
            "duties": "one\r\ntwo",
            "days_with_host": 2,
            "home_name": " Ash ",
        },
    )

    assert words.splitlines() == [
        "Opened plan.json.",
        f"These answers are shown without their line breaks: {role}",
    ]
    assert page.input_value("#answer-role") == "Twolines"
    assert page.input_value("#answer-duties") == "one\ntwo"
    assert page.input_value("#answer-days_with_host") == "2"


def test_a_file_of_a_later_format_is_shown_and_cannot_be_changed(visit, axe):
    page = visit()
    fill(page, "relationship", "group")
    settle(page)
    answers = {"relationship": "client", "role": "Counsel", "retired": "x"}
    later = {"format": 3, "answers": answers, "work": {"tasks": {TASK: DONE}}, "colour": [1]}

    words = open_file(page, **later)

    assert "newer edition" in words
    assert page.locator("#planner-read-only").is_visible()
    assert page.input_value("#answer-role") == "Counsel"
    controls = "#planner-form [data-answer]:is(input, select, textarea)"
    assert page.locator(f"{controls}, #planner-form [data-answer] *").count() > 40
    for each in (controls, "#planner-form [data-answer] :is(input, select, textarea, button)"):
        assert (
            page.locator(each).locator("visible=true").and_(page.locator(":enabled")).count() == 0
        )
    assert page.locator("#planner-results [data-tick]:is(:enabled, :checked)").count() == 0
    assert axe(page, "#planner-form") == []
    assert saved_file(page) == {"kind": "secondment plan"} | later
    page.reload()
    settle(page)
    assert page.locator("#answer-role").is_disabled()
    assert saved_file(page) == {"kind": "secondment plan"} | later
    assert page.locator("#planner-read-only").is_visible()


def test_after_a_file_of_a_later_format_all_can_be_changed_again(visit):
    page = visit()
    fill(page, "relationship", "group")
    settle(page)
    open_file(page, format=3)

    page.click("[data-do=undo]")

    settle(page)
    assert page.input_value("#answer-relationship") == "group"
    assert page.locator("#answer-role").is_enabled()
    assert page.locator("#planner-read-only").is_hidden()
    page.locator("#planner-results [data-tick]:visible").first.check()
    assert saved_file(page)["format"] == 2


def test_a_link_begins_a_new_plan_where_a_file_of_a_later_format_is_shown(visit, site_url):
    page = visit()
    open_file(page, format=3, answers={"relationship": "client", "role": "Counsel"})

    page.goto(f"{site_url}planner/?relationship=group")

    settle(page)
    assert page.input_value("#answer-relationship") == "group"
    assert page.locator("#answer-role").is_enabled()
    page.click("[data-do=undo]")
    assert page.input_value("#answer-role") == "Counsel"
    assert page.locator("#answer-role").is_disabled()
    page.click("[data-do=undo]")
    assert page.locator("#answer-role").is_enabled()
    assert saved_file(page)["answers"] == {"relationship": "group"}


def test_a_file_of_format_1_opens_with_its_ticks_where_they_now_belong(visit):
    page = visit()

    open_file(
        page, format=1, done=["gone", TASK, RISK], library_version=LIBRARY.version, plan_id="0f0f"
    )

    content = saved_file(page)
    assert content["format"] == 2
    assert set(content["work"]["tasks"]) == {"gone", TASK}
    assert set(content["work"]["risks"]) == {RISK}
    assert content["plan_id"] == "0f0f"
    assert not {"done", "library_version"} & content.keys()


def test_what_an_earlier_edition_kept_in_the_tab_can_be_saved_without_python(visit):
    kept = {"answers": {"role": "Counsel"}, "done": [TASK, RISK], "identity": {"plan_id": "0f0f"}}
    page = visit(kept, before="delete globalThis.WebAssembly")
    page.wait_for_selector("#planner-failure:not([hidden])")
    fill(page, "relationship", "client")

    content = saved_file(page)

    assert content["format"] == 1
    assert content["plan_id"] == "0f0f"
    assert content["answers"] == {"relationship": "client", "role": "Counsel"}
    assert content["done"] == [TASK, RISK]


def test_a_tick_is_kept_with_its_day_and_taken_back_as_a_whole(visit):
    page = visit()
    page.clock.set_fixed_time(f"{TODAY}T12:00:00")
    show_example(page)
    task = page.locator("[data-item] [data-tick]").first
    risk = page.locator("[data-risk] [data-tick]").first
    names = [box.get_attribute("data-tick") for box in (task, risk)]

    task.check()
    risk.check()

    content = saved_file(page)
    assert content["work"] == {
        "tasks": {names[0]: {"status": "done", "on": TODAY}},
        "risks": {names[1]: {"stand": "settled", "on": TODAY}},
    }
    assert content["log"] == [
        [TODAY, f"work/tasks/{names[0]}/status"],
        [TODAY, f"work/risks/{names[1]}/stand"],
    ]
    task.uncheck()
    risk.uncheck()
    assert saved_file(page)["work"] == {}


def test_a_tick_leaves_alone_what_else_is_known_of_its_task(visit):
    page = visit()
    note = {"note": "Ask Bo", "steps": {"send": "done"}}
    work = {"tasks": {TASK: DONE | note}, "people": {"secondee": {"name": "Kim"}}}
    open_file(page, work=work, private={"notes": "Mine"})
    box = page.locator(f"[data-tick='{TASK}']")
    assert box.is_checked()

    box.evaluate("box => box.click()")

    content = saved_file(page)
    assert content["work"] == work | {"tasks": {TASK: note}}
    assert content["private"] == {"notes": "Mine"}


def test_a_file_says_what_the_plan_showed_and_when_what_was_answered(visit):
    page = visit()
    page.clock.set_fixed_time(f"{TODAY}T12:00:00")
    fill(page, "relationship", "client")
    fill(page, "role", "Counsel")
    fill(page, "role", "Chief counsel")
    settle(page)

    content = saved_file(page)

    shown = page.locator("#planner-results [data-item]")
    ids = shown.evaluate_all("entries => entries.map(entry => entry.dataset.item)")
    assert sorted(content["shown"]["tasks"]) == sorted(ids)
    assert content["shown"]["today"] == content["saved"] == TODAY
    assert content["log"] == [[TODAY, "answers/relationship"], [TODAY, "answers/role"]]
    assert content["made_with"] == {"library": LIBRARY.version, "policy": ""}
    assert "Counsel" not in json.dumps([content["shown"], content["log"]])


def test_opening_a_file_needs_no_more_than_what_comes_late(visit):
    page = visit()
    fill(page, "relationship", "client")
    settle(page)

    open_file(page)

    late = [url.rpartition("/")[2] for url in page.watch.requests if "/assets/runtime/" in url]
    assert "export.txt" in late
    assert not {"stdlib.txt", "planner.txt"} & set(late), "snapshot.py: import what opening needs"


def test_the_rest_of_a_file_comes_and_goes_with_undo_and_ends_with_starting_over(visit):
    page = visit()
    open_file(page, colour="green")
    page.click("[data-do=clear]")
    assert "colour" not in saved_file(page)
    open_file(page, colour="blue")
    page.click("[data-do=undo]")
    assert "colour" not in saved_file(page)
    page.click("[data-do=clear]")
    page.click("[data-do=undo]")

    page.reload()
    open_file(page, colour="red")
    page.reload()
    settle(page)

    assert saved_file(page)["colour"] == "red"


# The day


def test_a_page_open_over_midnight_counts_from_the_new_day_and_says_so(visit):
    page = visit(before="window.setInterval = (work) => { window.lookAtClock = work; }")
    page.clock.set_fixed_time(f"{TODAY}T23:58:00")
    show_example(page)
    page.evaluate("lookAtClock()")
    assert page.get_attribute("#planner-results .plan", "data-today") == TODAY
    assert page.locator("#planner-new-day").is_hidden()

    page.clock.set_fixed_time("2026-11-23T00:00:10")
    page.evaluate("lookAtClock()")

    page.wait_for_selector("#planner-results .plan[data-today='2026-11-23']")
    says(page.locator("#planner-new-day"), "It is now 23 November 2026.")
    assert page.locator("#planner-notice [data-do=undo]").is_visible()
    fill(page, "role", "Counsel")
    assert page.locator("#planner-new-day").is_hidden()


def test_a_laptop_woken_on_another_day_is_noticed_at_once(visit):
    page = visit(before="window.setInterval = () => {}")
    page.clock.set_fixed_time(f"{TODAY}T23:58:00")
    show_example(page)

    page.clock.set_fixed_time("2026-11-25T08:00:00")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.wait_for_selector("#planner-results .plan[data-today='2026-11-25']")
    says(page.locator("#planner-new-day"), "It is now 25 November 2026.")


def test_a_page_without_a_plan_says_nothing_of_a_new_day(visit):
    page = visit()
    page.clock.set_fixed_time(f"{TODAY}T23:58:00")
    page.evaluate("dispatchEvent(new Event('focus'))")

    page.clock.set_fixed_time("2026-11-25T08:00:00")
    page.evaluate("dispatchEvent(new Event('focus'))")

    assert page.locator("#planner-new-day").is_hidden()


# Leaving


def leaves_asked(page, leave):
    """Leave the page and come back; return whether the browser asked first."""
    asked = []

    def note(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)
    leave()
    page.remove_listener("dialog", note)
    return asked == ["beforeunload"]


@pytest.fixture
def closes_asked():
    def asked(page):
        page.click("h1")  # browsers ask nobody who has touched nothing
        seen = []
        page.on("dialog", lambda dialog: (seen.append(dialog.type), dialog.accept()))
        with page.expect_event("close"):
            page.close(run_before_unload=True)
        return seen == ["beforeunload"]

    return asked


def test_closing_asks_while_something_is_not_saved(visit, closes_asked):
    page = visit()
    fill(page, "relationship", "client")

    assert closes_asked(page)


def test_closing_asks_when_a_tick_is_not_saved(visit, closes_asked):
    page = visit()
    show_example(page)
    page.locator("#planner-results [data-tick]").first.check()

    assert closes_asked(page)


def untouched(page):
    pass


def looked_at_an_example(page):
    show_example(page)


def saved(page):
    fill(page, "relationship", "client")
    saved_file(page)


def opened(page):
    open_file(page)


def started_over(page):
    fill(page, "relationship", "client")
    page.click("[data-do=clear]")


def cleared_by_hand(page):
    fill(page, "relationship", "client")
    fill(page, "relationship", "")


def undid_a_change(page):
    show_example(page)
    page.click("[data-do=clear]")
    page.click("[data-do=undo]")


def typed_and_took_back(page):
    open_file(page, answers={"relationship": "client", "role": "Counsel"})
    fill(page, "role", "Counsel!")
    fill(page, "role", "Counsel")


@pytest.mark.parametrize(
    "did",
    [
        untouched,
        looked_at_an_example,
        saved,
        opened,
        started_over,
        cleared_by_hand,
        undid_a_change,
        typed_and_took_back,
    ],
)
def test_closing_asks_nothing_where_nothing_would_be_missed(visit, closes_asked, did):
    page = visit()
    did(page)

    assert not closes_asked(page)


def test_a_change_after_saving_counts_as_not_saved(visit, closes_asked):
    page = visit()
    saved(page)
    fill(page, "role", "Counsel")
    page.reload()

    assert closes_asked(page)


def test_what_was_saved_before_a_reload_is_still_saved_after_it(visit, closes_asked):
    page = visit()
    saved(page)
    page.reload()

    assert not closes_asked(page)


@pytest.mark.parametrize("leave", ["link", "reload"])
def test_going_on_within_the_site_asks_nothing_as_the_tab_keeps_the_answers(visit, leave):
    page = visit()
    fill(page, "relationship", "client")
    settle(page)
    page.click("h1")

    def go():
        with page.expect_event("load"):
            if leave == "link":
                page.click(".brand")
            else:
                page.evaluate("setTimeout(() => location.reload())")

    assert not leaves_asked(page, go)


def test_going_on_within_the_site_asks_where_nothing_is_kept(visit):
    page = visit(before=REFUSE)
    fill(page, "relationship", "client")
    page.click("h1")

    def go():
        page.evaluate("setTimeout(() => location.reload())")
        page.wait_for_event("load")

    assert leaves_asked(page, go)


def test_saving_says_what_was_asked_of_the_browser_and_no_more(visit):
    page = visit()
    fill(page, "relationship", "client")

    saved_file(page)

    says(notice(page), "Your browser was asked to save secondment-plan-")
    assert "Check your downloads" in notice(page).inner_text()
    assert "Saved as" not in page.content()


# The server


def test_a_part_that_comes_late_after_an_update_says_to_load_the_page_again(visit):
    page = visit()
    page.route("**/export.txt", lambda route: route.fulfill(status=404, body=""))
    show_example(page)
    fill(page, "role", "Kept over the update")
    update(page)

    page.click("[data-do=export]")
    page.click("[data-export=ics] [data-do=download]")
    problem = page.locator("[data-export=ics] .card__problem")
    says(problem, "This site has been updated")
    assert page.locator("[data-export=ics] [data-do=save]").is_visible()
    page.unroute("**/export.txt")
    page.unroute("**/planner/")
    page.click("[data-export=ics] [data-do=reload]")
    page.wait_for_load_state()
    settle(page)

    assert page.input_value("#answer-role") == "Kept over the update"


def update(page):
    """Let the server give out the planner page of another edition."""

    def other(route):
        html = re.sub(r'data-runtime="[^"]*"', 'data-runtime="../assets/runtime/0000/"', PLANNER)
        route.fulfill(body=html, content_type="text/html")

    page.route("**/planner/", other)


PLANNER = (Path(__file__).parent.parent.parent / "site/planner/index.html").read_text("utf-8")


def test_a_part_that_is_missing_without_an_update_is_named_with_its_status(visit):
    page = visit()
    page.route("**/export.txt", lambda route: route.fulfill(status=404, body=""))
    show_example(page)

    page.click("[data-do=export]")
    page.click("[data-export=ics] [data-do=download]")

    problem = page.locator("[data-export=ics] .card__problem")
    says(problem, "export.txt")
    says(problem, "404")
    assert "updated" not in problem.inner_text()
    assert page.locator("[data-export=ics] [data-do=save]").is_visible()


def test_a_late_script_that_is_missing_is_named_and_asked_for_again(visit):
    page = visit()
    page.watch.expect("404")
    pattern = re.compile(r"/export\.js")
    page.route(pattern, lambda route: route.fulfill(status=404, body=""))
    fill(page, "relationship", "client")
    settle(page)

    page.click("[data-do=export]")
    says(notice(page), "export.js")
    says(notice(page), "404")
    assert notice(page).locator("[data-do=save]").is_visible()
    page.unroute(pattern)
    page.click("[data-do=export]")

    page.wait_for_selector("#export:not([hidden])")
    # Firefox does not ask for the same address again.
    assert [url for url in page.watch.requests if "export.js?" in url]


def test_a_late_script_is_named_when_the_server_is_gone(visit):
    page = visit()
    page.watch.expect("ERR_INTERNET_DISCONNECTED|Failed to load")
    page.route(re.compile(r"/export\.js"), lambda route: route.abort("internetdisconnected"))
    fill(page, "relationship", "client")
    settle(page)

    page.click("[data-do=export]")

    says(notice(page), "The file export.js did not arrive")


def test_the_panels_script_is_there_before_the_server_can_go(visit):
    page = visit()
    with page.expect_response("**/export.js"):
        fill(page, "relationship", "client")
        settle(page)
    page.wait_for_timeout(200)
    page.watch.context.set_offline(True)

    page.click("[data-do=export]")

    page.wait_for_selector("#export:not([hidden])")
    page.click("[data-export=ics] [data-do=download]")
    says(page.locator("[data-export=ics] .card__problem"), "export.txt")


def test_the_standard_library_that_does_not_come_is_named(visit):
    page = visit()
    page.route("**/stdlib.txt", lambda route: route.fulfill(status=404, body=""))
    fill(page, "relationship", "client")
    settle(page)

    # No day at all is a fault that the planner meets only after it asked for its files.
    page.evaluate("Date.prototype.getFullYear = () => 'x'")
    fill(page, "role", "Counsel")

    says(notice(page), "stdlib.txt")
    says(notice(page), "404")
    assert notice(page).locator("[data-do=save]").is_visible()


def test_a_failure_has_save_beside_it_and_says_that_the_plan_is_old(visit, axe):
    page = visit()
    page.watch.expect("404")
    show_example(page)
    page.route("**/runtime/**", lambda route: route.fulfill(status=404, body=""))
    kill(page)
    fill(page, "role", "Later")

    page.wait_for_selector("#planner-failure:not([hidden])")
    words = page.inner_text("#planner-failure")
    assert "worker.txt" in words
    assert "404" in words
    assert "your latest changes are not in it" in words
    assert page.locator("#planner-failure [data-do=save]").is_visible()
    assert page.locator("#planner-failure [data-do=retry]").is_visible()
    assert page.locator("#planner-failure [data-do=reload]").is_hidden()
    assert axe(page, "#planner-failure") == []


def kill(page):
    """Let the worker die while it works, so that the page has to fetch another."""
    page.workers[0].evaluate(
        "() => void setTimeout(() => {"
        " for (const end = performance.now() + 300; performance.now() < end;);"
        " close(); })"
    )


def test_a_failure_after_an_update_offers_to_load_the_page_again(visit):
    page = visit()
    page.watch.expect("404")
    show_example(page)
    page.route("**/runtime/**", lambda route: route.fulfill(status=404, body=""))
    update(page)
    kill(page)
    fill(page, "role", "Later")

    page.wait_for_selector("#planner-failure:not([hidden])")
    says(page.locator("#planner-failure"), "This site has been updated")
    assert page.locator("#planner-failure [data-do=reload]").is_visible()
    assert page.locator("#planner-failure [data-do=retry]").is_hidden()


@pytest.mark.parametrize(
    "script",
    ["shell.js", "runtime.js", "files.js", "plan-file.js", "results.js", "idiomorph.esm.js"],
)
def test_a_script_that_does_not_come_is_named_and_answers_can_be_saved(open_page, site_url, script):
    watch = open_page()
    watch.expect("404|Failed to load")
    page = watch.page
    page.route(f"**/{script}", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{site_url}planner/")
    says(page.locator("#planner-unreachable"), f"{script} (404)")

    page.select_option("#answer-relationship", "client")
    with page.expect_download() as download:
        page.click("[data-rescue]")

    content = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert content["kind"] == "secondment plan"
    assert content["answers"] == {"relationship": "client"}


# Counts


def numbers(page, selector):
    return [int(n) for n in re.findall(r"\d+", page.inner_text(selector))]


def counts_agree(page):
    """Check each count on the page against the entries themselves."""
    facts = page.evaluate("""() => {
      const all = (selector) => [...document.querySelectorAll('#planner-results ' + selector)];
      const ticked = (entry) => entry.querySelector('[data-tick]').checked;
      const three = (entries) => [
        entries.filter((e) => e.dataset.certainty === 'applies' && !ticked(e)).length,
        entries.filter(ticked).length,
        entries.filter((e) => e.dataset.certainty !== 'applies' && !ticked(e)).length,
      ];
      const task = '[data-item]:not([data-rank=good_practice])';
      const unseen = '.good-practice [data-item]';
      return {
        tasks: three(all(task)),
        shown: three(all(`${task}:not([hidden])`)),
        practice: all(unseen).filter((e) => !ticked(e)).length,
        practiceShown: all(`${unseen}:not([hidden])`).filter((e) => !ticked(e)).length,
        ranks: all(unseen).map((e) => e.dataset.rank),
        risks: three(all('[data-risk]:not([data-rank=good_practice])')),
        inMind: all('#risks-to-keep-in-mind [data-risk]').filter((e) => !ticked(e)).length,
        folds: all('#tasks-that-may-apply .may-apply-list').map((fold) => [
          parseInt(fold.querySelector('summary').textContent),
          [...fold.querySelectorAll('[data-item]:not([hidden])')].filter((e) => !ticked(e)).length,
        ]),
        riskFold: all('#risks-that-may-apply [data-risk]').filter((e) => !ticked(e)).length,
        stops: all('.stops-by-answer [data-risk]').filter((e) => !ticked(e)).length,
        options: all('#whose option:not([value=""])').map(({ value, textContent }) => [
          parseInt(textContent.split(':')[1]),
          three(all(`${task}[data-owner=${value}]`))[0],
        ]),
      };
    }""")
    assert numbers(page, "#checklist-lead")[:3] == facts["tasks"]
    assert numbers(page, "#checklist-lead a[href='#good-practice']") == [facts["practice"]]
    if facts["practiceShown"]:
        assert numbers(page, "#good-practice > summary") == [facts["practiceShown"]]
    else:
        assert page.locator("#good-practice").is_hidden() or facts["practice"] == 0
    assert {*facts["ranks"]} == {"good_practice"}
    assert numbers(page, "#risks-to-keep-in-mind > summary") == [facts["inMind"]]
    assert numbers(page, "#plan-risks > .lead >> nth=0") == facts["risks"]
    nav = numbers(page, "#plan-nav")
    assert nav[:2] == [facts["risks"][0], facts["tasks"][0]]
    summary = re.sub(
        r"\d+ overdue|\d+ questions? (is|are) open", "", page.inner_text("#plan-summary")
    )
    tasks, risks, more_tasks, more_risks = map(int, re.findall(r"\d+", summary))
    assert [tasks, more_tasks] == [facts["tasks"][0], facts["tasks"][2]]
    assert [risks, more_risks] == [facts["risks"][0], facts["risks"][2]]
    for said, counted in facts["folds"] + facts["options"]:
        assert said == counted
    assert facts["stops"] + facts["riskFold"] == facts["risks"][2]
    if page.input_value("#whose"):
        assert numbers(page, "#checklist-whose output") == facts["shown"]
    else:
        assert page.locator("#checklist-whose output").is_hidden()


def test_counts_on_the_page_agree_after_ticks_and_for_one_person(visit):
    page = visit()
    fill(page, "relationship", "group")
    fill(page, "home_country", "DE")
    settle(page)
    counts_agree(page)

    for box in page.locator(".plan-checklist > .phase > .tasks > .task > [data-tick]").all()[:5]:
        box.check()
    counts_agree(page)
    page.evaluate(
        "document.querySelectorAll('#planner-results details').forEach(d => { d.open = true })"
    )
    page.locator(".phase .may-apply-list [data-tick]").first.check()
    page.locator("#good-practice .task > [data-tick]").first.check()
    page.locator("#good-practice [data-step]").first.check()
    page.locator("#risks-that-may-apply [data-tick]").first.check()
    counts_agree(page)
    page.select_option("#whose", "payroll")
    counts_agree(page)
    fill(page, "host_country", "NO")
    settle(page)
    counts_agree(page)


def test_one_of_a_kind_is_counted_in_the_singular(visit):
    page = visit()
    show_example(page)
    shown = ":not([data-rank=good_practice])[data-certainty=applies]"
    tasks = page.locator(f"[data-item]{shown} > [data-tick]")
    risks = page.locator(f"[data-risk]{shown} [data-tick]")

    for box in [*tasks.all()[1:], *risks.all()[1:]]:
        box.evaluate("box => box.click()")

    summary = page.inner_text("#plan-summary")
    assert "1 task to do" in summary
    assert "1 risk to settle" in summary


# Long words


def test_long_unbroken_words_in_every_answer_make_no_page_wider(visit):
    page = visit(viewport=PHONE)
    show_example(page, "germany-to-norway")
    fields = page.locator("#planner-form :is(textarea, input[type=text]:not([inputmode]))")
    names = [field.get_attribute("data-answer") for field in fields.all()]
    for name in names:
        limit = LIBRARY.questions[name].max_length
        page.locator(f"#answer-{name}").evaluate(
            "(field, length) => { field.value = 'W'.repeat(length);"
            " field.dispatchEvent(new Event('input', { bubbles: true })) }",
            limit,
        )
    settle(page)
    page.evaluate("document.querySelectorAll('#planner details').forEach(d => { d.open = true })")

    wide = page.evaluate(
        """() => [...document.querySelectorAll('#planner *')]
            .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
            .filter((node) => !node.closest('.table, .plan-nav, [hidden], .off-screen'))
            .map((node) => `${node.tagName}.${node.className} in ${node.closest('[id]').id}`)"""
    )
    assert len(names) > 8
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_fields_are_laid_out_so_that_long_words_cost_little(page, site_url):
    for address in ("planner/", "forms/business-case/"):
        page.goto(site_url + address)
        styles = page.evaluate(
            """() => [...document.querySelectorAll('textarea')].map((field) => {
                const { overflowWrap, fontKerning } = getComputedStyle(field);
                return `${overflowWrap}, kerning ${fontKerning}`;
            })"""
        )
        message = "site.css: a textarea needs overflow-wrap: break-word and font-kerning: none"
        assert set(styles) == {"break-word, kerning none"}, message


# The direction of what is typed


def test_text_is_typed_in_its_own_direction(page, site_url):
    page.goto(f"{site_url}planner/")
    text = page.locator("#planner-form :is(textarea, input[type=text])")

    assert text.count() > 8
    assert all(field.get_attribute("dir") == "auto" for field in text.all())
    fill(page, "home_name", "شركة")
    assert page.locator("#answer-home_name").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_the_way_to_the_plan_takes_no_place_among_the_columns(visit):
    page = visit()
    page.set_viewport_size({"width": 1280, "height": 900})
    fill(page, "relationship", "same_employer")
    settle(page)
    place = "() => document.getElementById('planner-results').getBoundingClientRect().toJSON()"
    before = page.evaluate(place)

    page.focus(".planner__jump")

    assert page.evaluate(place) == before
    box = page.locator(".planner__jump").bounding_box()
    assert box["height"] > 20
    assert 0 <= box["y"] < 900


def test_where_the_saving_script_does_not_come_either_no_dead_button_is_shown(open_page, site_url):
    watch = open_page()
    watch.expect("404|Failed to load")
    for script in ("shell.js", "missing.js"):
        watch.page.route(f"**/{script}", lambda route: route.fulfill(status=404, body=""))

    watch.page.goto(f"{site_url}planner/")

    watch.page.wait_for_selector("#planner-unreachable:not([hidden])")
    assert watch.page.locator("[data-rescue]").is_hidden()


@pytest.mark.parametrize(
    "kept", ['{"answers": ["a"], "done": "x"}', '{"answers": 7}', "[]", "no JSON"]
)
def test_what_is_saved_without_scripts_takes_nothing_damaged_from_the_tab(
    open_page, site_url, kept
):
    watch = open_page()
    watch.expect("404|Failed to load")
    page = watch.page
    page.add_init_script(f"sessionStorage.setItem({json.dumps(KEPT)}, {json.dumps(kept)})")
    page.route("**/shell.js", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{site_url}planner/")
    page.select_option("#answer-relationship", "client")
    with page.expect_download() as download:
        page.click("[data-rescue]")

    content = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert content["answers"] == {"relationship": "client"}
    assert content["format"] == 2
    assert "done" not in content


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (
            {"answers": {"role": "Counsel"}, "done": [TASK], "whose": "payroll"},
            {"format": 1, "done": [TASK]},
        ),
        (
            {"kind": "secondment plan", "format": 2, "answers": {"role": "Counsel"}, "log": []},
            {"format": 2, "log": []},
        ),
    ],
)
def test_what_the_tab_kept_is_saved_without_scripts(open_page, site_url, kept, expected):
    watch = open_page()
    watch.expect("404|Failed to load")
    page = watch.page
    text = json.dumps(json.dumps(kept))
    page.add_init_script(f"sessionStorage.setItem({json.dumps(KEPT)}, {text})")
    page.route("**/shell.js", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{site_url}planner/")
    page.select_option("#answer-relationship", "client")
    with page.expect_download() as download:
        page.click("[data-rescue]")

    answers = {"role": "Counsel", "relationship": "client"}
    content = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert content == {"kind": "secondment plan", "answers": answers} | expected
