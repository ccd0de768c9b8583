"""The planner page in a browser on plain http: wiring, silence, accessibility; not correctness."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.commands import planner as command
from tests.conftest import Watch

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
TODAY = "2026-11-22"  # on the page's clock, too, where the day counts
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOWN = ":not([data-rank=good_practice])"
PHASE = ".plan-checklist > .phase"
CONTROLS = "#planner-form [data-answer]"
READ_PLAN = """() => {
  const results = document.getElementById('planner-results');
  const all = (selector, read) => [...results.querySelectorAll(selector)].map(read);
  const words = (node) => node.textContent.replace(/\\s+/g, ' ').trim();
  return {
    checklist: all('[data-item]', (node) => ({
      id: node.dataset.item,
      status: node.dataset.status,
      certainty: node.dataset.certainty,
      rank: node.dataset.rank,
      title: words(node.querySelector('label')),
      steps: [...node.querySelectorAll('.steps label')].map(words),
      days: [...node.querySelectorAll('.when time')].map((time) => time.dateTime),
      due_rule: words(node.querySelector('.rule')),
    })),
    clauses: all('[data-clause]', (node) => ({
      document: node.closest('[data-document]').dataset.document,
      id: node.dataset.clause,
      number: node.dataset.number,
      // A line to fill in by hand is named for screen readers, beside the line itself.
      text: [...node.querySelectorAll('.paragraph')]
        .map((one) => words(one).replaceAll('_to fill in by hand', '_')).join(' '),
    })),
    risks: all('[data-risk]', ({ dataset: { risk, certainty } }) => ({ id: risk, certainty })),
    gaps: all('[data-gap]', (node) => node.dataset.gap),
    left_out: all('[data-left-out]', (node) => node.dataset.leftOut),
  };
}"""


# Names the way to start as soon as the element is parsed, before the page's script runs.
NAME_THE_MODE = """new MutationObserver(() => {
  document.getElementById('runtime')?.setAttribute('data-mode', window.mode);
}).observe(document, { childList: true, subtree: true });"""
# Where the page stands, and where on the screen the entry is that a reader looks at.
IN_SIGHT = """() => {
  const { left, top, height } = document.getElementById('planner-results').getBoundingClientRect();
  return document.elementFromPoint(left + 60, top + height / 2).closest('[id]').id;
}"""
WHERE = "id => [scrollY, document.getElementById(id).getBoundingClientRect().top]"


@pytest.fixture
def planner(open_page, site_url):
    """Open the planner on plain http under a sub-path, without smooth scrolling."""
    page = open_page(viewport=WIDE, reduced_motion="reduce").page
    page.goto(f"{site_url}planner/")
    assert page.evaluate("isSecureContext") is False
    return page


@pytest.fixture(scope="module")
def of_one_answer(browser, site_url):
    """Open the plan of one answer, for tests that change nothing of it but what is unfolded."""
    watch = Watch(browser, viewport=WIDE, reduced_motion="reduce")
    watch.page.goto(f"{site_url}planner/")
    answer(watch.page, "relationship", "group")
    watch.page.wait_for_selector("#planner-results [data-item]")
    settle(watch.page)
    yield watch.page
    assert watch.close() == []


def choose_example(page, name):
    page.select_option("#planner-examples", name)
    page.click("[data-do=example]")
    page.wait_for_selector("#planner-results [data-item]")
    settle(page)


def settle(page):
    """Wait until Python is ready and the last change is on the page."""
    page.wait_for_selector("#planner[data-state=ready][data-busy=no]")


def answer(page, name, value):
    control = page.locator(f"#answer-{name}")
    if control.evaluate("node => node.closest('details').open") is False:
        control.evaluate("node => { node.closest('details').open = true }")
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)
        control.blur()


def expected_plan(example):
    return json.loads(command("plan", example, "--json", "--today", TODAY).stdout)


def overdue_since(item):
    return item["due"] if item["status"] in ("overdue", "tight") else None


def good_practice_last(entries):
    return sorted(entries, key=lambda entry: entry["rank"] == "good_practice")


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_gives_the_plan_that_the_command_line_gives(planner, example):
    planner.clock.set_fixed_time(f"{TODAY}T12:00:00")
    choose_example(planner, example.stem)

    read = planner.evaluate(READ_PLAN)
    expected = expected_plan(example)
    assert planner.get_attribute("#planner", "data-start") == "snapshot"
    assert read["checklist"] == [
        {
            "id": item["id"],
            "status": item["status"],
            "certainty": item["certainty"],
            "rank": item["rank"],
            "title": item["title"],
            "steps": [squeezed(step["text"]) for step in item["steps"]],
            "days": [d for d in (overdue_since(item), item["act_by"]) if d],
            "due_rule": item["due_rule"],
        }
        for item in good_practice_last(expected["checklist"])
    ]
    assert read["clauses"] == [
        {
            "document": document["id"],
            "id": clause["id"],
            "number": clause["number"],
            "text": squeezed(clause["text"]),
        }
        for document in expected["documents"]
        for clause in document["clauses"]
    ]
    assert read["risks"] == [
        {"id": risk["id"], "certainty": risk["certainty"]}
        for risk in good_practice_last(expected["risks"])
    ]
    assert read["gaps"] == [gap["question"] for gap in expected["gaps"]]
    assert read["left_out"] == [left["id"] for left in expected["left_out"]]


def test_without_the_snapshot_the_plan_is_the_same(open_page, site_url):
    plans = []
    for mode in ("auto", "plain"):
        page = open_page(viewport=WIDE).page
        page.add_init_script(f"window.mode = '{mode}'; {NAME_THE_MODE}")
        page.goto(f"{site_url}planner/")
        choose_example(page, EXAMPLES[0].stem)
        plans.append((page.get_attribute("#planner", "data-start"), page.evaluate(READ_PLAN)))

    (first, snapshot), (second, plain) = plans
    assert first == "snapshot"
    assert second in ("bytecode", "source")
    assert plain == snapshot


def test_python_starts_on_intent_and_a_guidance_page_never_fetches_it(watch, site_url):
    watch.page.goto(site_url)
    watch.page.goto(f"{site_url}planner/")
    watch.page.wait_for_timeout(500)
    assert not [url for url in watch.requests if "/runtime/" in url]

    watch.page.focus("#answer-relationship")

    watch.page.wait_for_selector("#planner[data-state=ready]")
    assert [url for url in watch.requests if "/runtime/" in url]


def test_the_form_arrives_with_the_questions_that_its_script_shows(page, site_url):
    arrived = page.goto(f"{site_url}planner/").text()
    questions = re.findall(r'data-question="(\w+)"( data-later)?', arrived)

    shown = page.locator("[data-question]:not([hidden])")
    expect(page.locator("[data-answered]").first).not_to_be_empty()  # the script has run
    asked = [id for id, later in questions if not later]
    assert shown.evaluate_all("all => all.map((one) => one.dataset.question)") == asked
    assert len(asked) < len(questions), "mend form_html in planner/export/html.py"
    assert page.locator("[data-later]").count() == 0


def test_answers_given_before_python_is_there_are_used(planner):
    answer(planner, "relationship", "client")
    answer(planner, "home_name", "Ash and Oak")

    planner.wait_for_selector("#planner-results [data-item]")
    settle(planner)
    assert "Ash and Oak" in planner.text_content("#planner-results")


def test_questions_come_and_go_without_losing_what_was_typed(planner):
    answer(planner, "relationship", "client")
    answer(planner, "recharge", "part")
    answer(planner, "recharge_share", "60")

    answer(planner, "recharge", "none")
    assert planner.locator("#question-recharge_share").is_hidden()
    answer(planner, "recharge", "part")

    assert planner.locator("#question-recharge_share").is_visible()
    assert planner.input_value("#answer-recharge_share") == "60"


def test_a_question_that_compares_two_answers_appears_when_they_differ(planner):
    answer(planner, "home_country", "DE")
    answer(planner, "host_country", "DE")
    assert planner.locator("#section-border").is_hidden()

    answer(planner, "host_country", "NO")

    assert planner.locator("#section-border").is_visible()


def test_a_bad_answer_is_named_at_its_question_and_the_rest_goes_on(planner):
    answer(planner, "relationship", "client")
    answer(planner, "hours", "part_time")
    answer(planner, "days_with_host", "99")

    planner.wait_for_selector("#problem-days_with_host:not([hidden])")
    assert planner.get_attribute("#answer-days_with_host", "aria-invalid") == "true"
    assert planner.locator("#planner-results [data-item]").count() > 10
    answer(planner, "days_with_host", "2")
    planner.wait_for_selector("#problem-days_with_host", state="hidden")
    assert planner.get_attribute("#answer-days_with_host", "aria-invalid") is None


def test_focus_an_open_detail_a_tick_and_the_scroll_survive_fifty_keystrokes(planner):
    choose_example(planner, "client-secondment")
    detail = "#planner-results .task:nth-of-type(3) details"
    planner.locator(detail).first.evaluate("node => { node.open = true; node.dataset.mine = '1' }")
    planner.locator("#planner-results [data-tick]").nth(1).check()
    ticked = planner.locator("#planner-results [data-tick]").nth(1).get_attribute("data-tick")
    answer(planner, "role", "")
    settle(planner)
    planner.focus("#answer-role")
    planner.evaluate("document.getElementById('planner-results').scrollTop = 900")
    seen = planner.evaluate(IN_SIGHT)
    before = planner.evaluate(WHERE, seen)

    for letter in "A role that takes fifty strokes to write in a field"[:50]:
        planner.keyboard.press(letter if letter != " " else "Space")
    settle(planner)

    assert planner.evaluate("document.activeElement.id") == "answer-role"
    assert len(planner.input_value("#answer-role")) == 50
    assert planner.evaluate("document.querySelector('[data-mine]').open") is True
    assert planner.locator(f"[data-tick='{ticked}']").is_checked()
    # A line above goes, and browsers keep the place to the half pixel.
    assert planner.evaluate(WHERE, seen) == pytest.approx(before, abs=1)


def test_the_worker_killed_in_mid_calculation_loses_no_answer(planner):
    choose_example(planner, "client-secondment")

    # Busy for half a second, then dead: what is typed meanwhile waits, and is asked again.
    planner.workers[0].evaluate(
        "() => void setTimeout(() => {"
        " for (const end = performance.now() + 500; performance.now() < end;);"
        " close(); })"
    )
    answer(planner, "home_name", "Before the kill")
    assert planner.get_attribute("#planner", "data-busy") == "yes"
    answer(planner, "host_name", "After the kill")

    expect(planner.locator("#planner-results")).to_contain_text("After the kill", timeout=60000)
    assert "Before the kill" in planner.text_content("#planner-results")
    assert planner.input_value("#answer-home_name") == "Before the kill"


def test_a_reload_keeps_the_answers_and_the_ticks(planner):
    choose_example(planner, "internal-move")
    planner.locator("#planner-results [data-tick]").first.check()
    given = planner.evaluate("[...document.querySelectorAll('[data-answer]')].map(c => c.value)")

    planner.reload()
    planner.wait_for_selector("#planner-results [data-item]")
    settle(planner)

    again = planner.evaluate("[...document.querySelectorAll('[data-answer]')].map(c => c.value)")
    assert again == given
    assert planner.locator("#planner-results [data-tick]").first.is_checked()


def test_a_saved_plan_opens_again_and_opening_can_be_undone(planner, tmp_path):
    choose_example(planner, "client-secondment")
    with planner.expect_download() as download:
        planner.click("[data-do=save]")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    planner.click("[data-do=clear]")
    assert planner.input_value("#answer-relationship") == ""

    planner.set_input_files("#planner-file", saved)
    expect(planner.locator("#answer-relationship")).to_have_value("client")
    planner.click("[data-do=undo]")

    assert planner.input_value("#answer-relationship") == ""
    answers = json.loads(saved.read_text("utf-8"))["answers"]
    example = tomllib.loads((ROOT / "examples/client-secondment.toml").read_text("utf-8"))
    assert answers["relationship"] == example["relationship"]
    assert set(answers) == set(example)


NO_PLANS = {
    "text": "not a plan",
    "list": "[1]",
    "deep": "[" * 3000 + "]" * 3000,
    "unclosed": "[" * 200_000,
    "full": json.dumps({"a": [0] * 20000}),
    "large": "x" * 1_100_000,
}


def test_a_file_that_is_no_plan_changes_nothing(planner, tmp_path):
    choose_example(planner, "internal-move")
    for name, content in NO_PLANS.items():
        planner.evaluate("document.querySelector('#planner-notice [data-words]').textContent = ''")
        path = tmp_path / f"{name}.json"
        path.write_text(content, "utf-8")

        planner.set_input_files("#planner-file", path)

        said = planner.locator("#planner-notice")
        expect(said, name).to_contain_text("Nothing was changed")
        assert planner.input_value("#answer-relationship") == "same_employer", name


def test_undo_can_be_undone_and_loses_nothing_typed(planner):
    answer(planner, "relationship", "group")
    answer(planner, "role", "Typed by hand")
    choose_example(planner, "client-secondment")
    answer(planner, "role", "Typed over the example")

    planner.click("[data-do=undo]")
    assert planner.input_value("#answer-role") == "Typed by hand"
    planner.click("[data-do=undo]")

    assert planner.input_value("#answer-role") == "Typed over the example"
    assert planner.input_value("#answer-relationship") == "client"


def test_a_date_half_typed_is_no_mistake_until_it_is_left(planner):
    answer(planner, "relationship", "client")
    planner.evaluate("document.getElementById('section-time').open = true")
    planner.focus("#answer-start_date")

    planner.keyboard.type("0412")
    settle(planner)
    assert planner.locator("#problem-start_date").is_hidden()
    planner.keyboard.type("2")
    settle(planner)
    assert planner.locator("#problem-start_date").is_hidden()
    planner.focus("#answer-relationship")

    planner.wait_for_selector("#problem-start_date:not([hidden])")


def test_a_stop_is_in_sight_whatever_is_not_answered(of_one_answer):
    stops = of_one_answer.locator(".risk.stop")

    assert stops.count() > 3
    assert all(risk.is_visible() for risk in stops.all())


def test_answers_can_be_saved_when_the_planner_failed(open_page, site_url):
    watch = open_page()
    watch.expect("404")
    page = watch.page
    page.route("**/runtime/**", lambda route: route.fulfill(status=404, body="gone"))
    page.goto(f"{site_url}planner/?relationship=client")
    page.wait_for_selector("#planner-failure:not([hidden])")

    with page.expect_download() as download:
        page.click("[data-do=save]")

    saved = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert saved["answers"] == {"relationship": "client"}
    page.click("[data-do=copy]")
    expect(page.locator("#planner-notice")).to_contain_text("not running")


def test_the_plan_is_copied_as_text_on_plain_http(planner):
    choose_example(planner, "internal-move")
    planner.evaluate(
        "addEventListener('copy', () => { document.body.dataset.copied = getSelection() })"
    )

    planner.click("[data-do=copy]")

    expect(planner.locator("#planner-notice")).to_contain_text("copied")
    assert planner.get_attribute("body", "data-copied").startswith("# Secondment plan")


def test_a_link_chooses_the_answer_it_names(page, site_url):
    page.goto(f"{site_url}planner/?relationship=client&home_name=%3Cb%3E&shoe=1")

    assert page.input_value("#answer-relationship") == "client"
    assert page.input_value("#answer-home_name") == ""
    assert page.url == f"{site_url}planner/"
    page.wait_for_selector("#planner-results [data-item]")


def test_a_link_changes_answers_only_in_a_way_that_can_be_undone(page, site_url):
    page.goto(f"{site_url}planner/?relationship=client")
    answer(page, "role", "Counsel")
    page.goto(f"{site_url}planner/?relationship=nonprofit")
    assert page.input_value("#answer-relationship") == "nonprofit"
    assert page.input_value("#answer-role") == "Counsel"

    page.click("[data-do=undo]")

    assert page.input_value("#answer-relationship") == "client"


def test_undo_turns_into_redo_and_back(planner):
    choose_example(planner, "internal-move")
    planner.click("[data-do=clear]")
    button = planner.locator("[data-do=undo]")
    expect(button).to_have_text("Undo")
    assert planner.input_value("#planner-examples") == ""

    button.click()
    expect(button).to_have_text("Redo")
    assert planner.input_value("#answer-relationship") == "same_employer"
    button.click()

    expect(button).to_have_text("Undo")
    assert planner.input_value("#answer-relationship") == ""


def test_on_a_phone_a_bar_leads_to_the_plan(open_page, site_url):
    page = open_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce").page
    page.goto(f"{site_url}planner/?relationship=client")
    page.wait_for_selector("#planner-results [data-item]")

    bar = page.locator(".planner__jump").bounding_box()
    page.click(".planner__jump")

    assert bar["width"] == 390
    assert bar["height"] > 24
    expect(page.locator("#planner-results")).to_be_in_viewport()


def test_what_may_apply_is_folded_away_and_can_be_unfolded(of_one_answer):
    planner = of_one_answer
    folded = planner.locator("#risks-that-may-apply")

    assert folded.locator("[data-risk]").count() > 20
    assert not folded.locator(".risk.stop").count()
    assert folded.locator("[data-risk]").first.is_hidden()
    folded.locator("summary").first.click()
    assert folded.locator("[data-risk]").first.is_visible()
    tasks = planner.locator("#tasks-that-may-apply")
    assert tasks.locator("[data-item]").count() > 50
    assert tasks.locator("[data-item]").first.is_hidden()
    tasks.locator("summary").first.click()
    assert tasks.locator("[data-item]").first.is_visible()
    assert planner.locator(f"{PHASE} > .tasks [data-certainty='may apply']").count() == 0


def test_the_tasks_of_one_person_are_shown_counted_and_kept(planner):
    choose_example(planner, "germany-to-norway")
    planner.click("#good-practice > summary")
    tasks = planner.locator("#plan-checklist [data-item]")
    everybody = tasks.count()
    theirs = planner.locator("#plan-checklist [data-owner=payroll]").count()

    planner.select_option("#whose", "payroll")

    shown = planner.locator("#plan-checklist [data-item]:visible")
    assert 0 < theirs < everybody
    assert shown.count() == theirs
    sure = planner.locator(f"[data-owner=payroll][data-certainty=applies]{SHOWN}").count()
    assert planner.locator("#whose option:checked").text_content() == f"Payroll: {sure} to do"
    shown.first.locator("> [data-tick]").check()
    expect(planner.locator("#checklist-whose output")).to_contain_text("1 done")
    assert planner.locator(".phase:visible").count() < planner.locator(".phase").count()

    answer(planner, "secondee_name", "Somebody Else")
    settle(planner)
    assert shown.count() == theirs
    planner.reload()
    planner.wait_for_selector("#planner-results [data-owner=payroll]")
    settle(planner)
    planner.click("#good-practice > summary")
    assert shown.count() == theirs
    planner.select_option("#whose", "")
    assert shown.count() == everybody


def test_a_link_to_a_task_of_somebody_else_shows_everybody(planner):
    choose_example(planner, "germany-to-norway")
    found = planner.locator("[data-item]:visible .after a:visible").evaluate_all(
        """links => links.map(link => {
          const target = document.querySelector(link.hash);
          const owner = link.closest("[data-item]").dataset.owner;
          return [owner, link.closest("[data-item]").id, link.hash, target.dataset.owner];
        })"""
    )
    owner, task, address = next(each[:3] for each in found if each[0] != each[3])
    link = planner.locator(f"#{task} .after a[href$='{address}']")
    target = planner.locator(address)
    planner.select_option("#whose", owner)
    assert target.is_hidden()

    link.click()

    assert target.is_visible()
    assert planner.input_value("#whose") == ""


def test_what_to_do_first_is_listed_and_what_is_ticked_is_no_longer(planner):
    planner.clock.set_fixed_time(f"{TODAY}T12:00:00")
    choose_example(planner, "germany-to-norway")
    listed = planner.locator("#plan-first .next li:visible")
    tight = planner.locator("[data-count*=tight]").first
    stops = planner.locator("#plan-first .stops [data-about]:visible").count()
    late = int(tight.text_content().split()[0])
    first = listed.first.get_attribute("data-about")

    assert listed.count() == 5
    assert stops == planner.locator(".risk.stop[data-certainty=applies]").count() > 0
    assert late == planner.locator(f"[data-status=tight]{SHOWN}").count() > 6
    listed.first.locator("a").click()
    expect(planner.locator(f"#item-{first}")).to_be_in_viewport()
    planner.locator(f"[data-tick={first}]").check()

    assert tight.text_content().split()[0] == str(late - 1)
    assert planner.locator(f"#plan-first .next [data-about={first}]").is_hidden()
    assert listed.count() == 5
    for box in planner.locator(f".risk{SHOWN} [data-tick]").all():
        box.check()
    assert planner.locator("#plan-nav [data-count]").first.text_content() == "0"
    # No heading without a word below it.
    assert planner.locator("#plan-first .stops + .all-done").is_visible()


def test_a_first_answer_says_what_to_answer_next(of_one_answer):
    assert of_one_answer.locator("#plan-first a[href^='#answer-']").count() == 3
    assert of_one_answer.locator("#plan-first [data-about]").count() == 0


def test_a_stop_that_may_apply_is_in_sight_and_says_which_answer_decides(of_one_answer):
    stops = of_one_answer.locator(".risk.stop[data-certainty='may apply']")

    assert stops.count() > 5
    assert all(stop.locator("h3, .waits a").first.is_visible() for stop in stops.all())
    more = stops.first.locator(".more")
    assert more.locator(".action").is_hidden()
    more.locator("summary").click()
    assert more.locator(".action").is_visible()


def test_a_draft_is_folded_until_it_is_wanted_and_stays_open(planner):
    choose_example(planner, "client-secondment")
    draft = planner.locator(".draft-text").first

    assert draft.locator(".clause").first.is_hidden()
    draft.locator("> summary").click()
    assert draft.locator(".clause").first.is_visible()
    answer(planner, "secondee_name", "Somebody Else")
    settle(planner)
    assert draft.locator(".clause").first.is_visible()


def test_somebody_without_a_task_left_is_no_longer_chosen(planner):
    choose_example(planner, "germany-to-norway")
    planner.select_option("#whose", "mobility_adviser")

    for name in ("home_country", "host_country"):
        answer(planner, name, "GB")
    answer(planner, "relationship", "same_employer")
    settle(planner)

    expect(planner.locator("#whose option[value=mobility_adviser]")).to_have_count(0)
    assert planner.input_value("#whose") == ""
    assert planner.locator("#plan-checklist .tasks [data-item]:visible").count() > 10


def test_a_section_says_how_many_answers_want_correcting(planner):
    answer(planner, "relationship", "group")
    answer(planner, "start_date", "2027-05-01")
    answer(planner, "end_date", "2027-04-01")

    expect(planner.locator("#section-time [data-to-correct]")).to_have_text("1 to correct")
    expect(planner.locator("#problem-end_date")).to_contain_text("1 April 2027")
    answer(planner, "end_date", "2027-09-01")
    expect(planner.locator("#section-time [data-to-correct]")).to_have_text("")


def test_a_link_that_changes_no_answer_says_nothing(page, site_url):
    page.goto(f"{site_url}planner/?relationship=client")
    page.wait_for_selector("#planner-results [data-item]")

    page.goto(f"{site_url}planner/?relationship=client")

    page.wait_for_selector("#planner-results [data-item]")
    assert page.locator("#planner-notice").is_hidden()


def test_a_gap_leads_to_its_question(of_one_answer):
    of_one_answer.click("[data-gap=governing_law] a")

    assert of_one_answer.evaluate("document.activeElement.id") == "answer-governing_law"
    assert of_one_answer.locator("#section-agreement").get_attribute("open") is not None


def sent(watch):
    """Return what was requested but for the site's own files, which come when they like."""
    return [url for url in watch.requests if "/assets/" not in url or "?" in url]


@pytest.mark.parametrize("scripts", ["on", "off", "failed"])
def test_enter_in_any_field_sends_nothing(open_page, site_url, scripts):
    watch = open_page(java_script_enabled=scripts != "off")
    page = watch.page
    if scripts == "failed":
        page.route("**/shell.js", lambda route: route.fulfill(status=404, body=""))
        watch.expect("404")
    page.goto(f"{site_url}planner/")
    if scripts == "on":
        choose_example(page, "germany-to-norway")
    before = sent(watch)

    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    pressed = 0
    for control in page.locator(CONTROLS).all():
        if control.is_visible():
            control.press("Enter")
            page.keyboard.press("Escape")  # a list that opened
            pressed += 1
    assert pressed > (30 if scripts == "on" else 40)
    page.wait_for_timeout(300)
    assert page.url == f"{site_url}planner/"
    assert sent(watch) == before


def test_no_answer_control_has_a_name_and_no_button_submits(planner):
    assert planner.locator("#planner form, #planner [name], #planner [action]").count() == 0
    assert planner.locator("#planner button:not([type=button])").count() == 0
    for control in planner.locator(f"{CONTROLS}:is(input, textarea)").all():
        assert control.get_attribute("autocomplete") == "off"
        assert control.get_attribute("spellcheck") == "false"


def test_without_scripts_every_question_can_be_read(open_page, site_url):
    page = open_page(java_script_enabled=False).page

    page.goto(f"{site_url}planner/")

    assert page.locator(CONTROLS).count() > 30
    assert all(control.is_visible() for control in page.locator(CONTROLS).all())
    assert "needs JavaScript" in page.inner_text("body")


def test_a_server_without_the_runtime_is_said_in_plain_words_and_a_retry_works(open_page, site_url):
    watch = open_page()
    watch.expect("404")
    page = watch.page
    page.route("**/runtime/**", lambda route: route.fulfill(status=404, body="gone"))
    page.goto(f"{site_url}planner/")
    answer(page, "relationship", "client")
    page.wait_for_selector("#planner-failure:not([hidden])")
    assert ".txt" in page.inner_text("#planner-failure")

    page.unroute("**/runtime/**")
    page.click("[data-do=retry]")

    page.wait_for_selector("#planner-results [data-item]")
    assert page.locator("#planner-failure").is_hidden()


def test_it_works_on_loopback_too(page, site_url):
    port = re.search(r":(\d+)/", site_url)[1]

    page.goto(f"http://127.0.0.1:{port}/sub/path/planner/?relationship=client")

    assert page.evaluate("isSecureContext") is True
    page.wait_for_selector("#planner-results [data-item]")


def test_the_planner_is_accessible_before_there_is_a_plan(page, site_url, breaches_in):
    page.goto(f"{site_url}planner/")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

    assert breaches_in(page) == []


def test_the_plan_is_accessible_in_its_states(page, site_url, breaches_in):
    views = [(WIDE, "light"), (PHONE, "dark")]
    page.goto(f"{site_url}planner/")
    answer(page, "relationship", "client")
    answer(page, "hours", "part_time")
    answer(page, "days_with_host", "99")
    page.wait_for_selector("#problem-days_with_host:not([hidden])")
    settle(page)
    assert breaches_in(page, views) == []

    choose_example(page, "germany-to-norway")
    page.evaluate("document.querySelectorAll('#planner details').forEach(d => { d.open = true })")

    assert breaches_in(page, views) == []


def test_the_failure_is_accessible(open_page, site_url, axe):
    watch = open_page(viewport=PHONE)
    watch.expect("404")
    watch.page.route("**/runtime/**", lambda route: route.fulfill(status=404, body="gone"))
    watch.page.goto(f"{site_url}planner/?relationship=client")
    watch.page.wait_for_selector("#planner-failure:not([hidden])")

    assert axe(watch.page) == []
