"""The panel of export formats: what the page gives is what the command line writes."""

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from planner.__main__ import read_answers_file
from planner.content.loader import load_library
from planner.export.formats import FORMATS
from planner.export.printouts import PRINTOUTS
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.commands import planner
from tests.exports import check_archive, read_page

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
READY = "#plan-checklist"
# The page's clock stands still, so that the day and the state of the plan are known.
NOON = "2026-11-22T12:00:00"


@pytest.fixture
def open_planner(watch, site_url):
    def opened(example=None, query=""):
        page = watch.page
        page.clock.set_fixed_time(NOON)
        page.goto(f"{site_url}planner/{query}")
        if example:
            page.select_option("#planner-examples", example)
            page.click("[data-do=example]")
            page.wait_for_selector(READY)
        return page

    return opened


def open_panel(page):
    page.click("[data-do=export]")
    page.wait_for_selector("#export:not([hidden])")


def take(page, format):
    """Click a format and return what the page then offers: each name with its bytes."""
    card = page.locator(f"[data-export={format}]")
    [row] = [row for row in FORMATS if row.id == format]
    if not row.holds:
        card.get_by_role("button", name="Download").click()
        links = card.locator("[data-out] a")
        links.first.wait_for()
        return dict(downloaded(page, link.click) for link in links.all())
    return dict([downloaded(page, card.get_by_role("button", name="Download").click)])


def downloaded(page, click):
    with page.expect_download() as waiting:
        click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def command_line(saved, folder, *arguments):
    done = planner("export", saved, "--to", folder, *arguments)
    assert done.stderr == ""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_each_download_is_what_the_command_line_writes(open_planner, tmp_path, example):
    page = open_planner(example.stem)
    saved = tmp_path / "saved.json"
    saved.write_bytes(downloaded(page, lambda: page.click("[data-do=save]"))[1])
    open_panel(page)

    page.select_option("#export-person", "home_hr")
    mine = {}
    for format in FORMATS:
        mine |= take(page, format.id)

    today = ("--today", "2026-11-22")
    formats = ("--format", ",".join(format.id for format in FORMATS))
    assert mine == command_line(saved, tmp_path / "out", *formats, *today, "--person", "home_hr")


def test_an_archive_from_the_page_holds_the_plan_file_that_the_page_saves(open_planner):
    page = open_planner("internal-move")
    page.locator("[data-tick]").first.check()
    open_panel(page)

    [data] = take(page, "zip").values()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        [name] = [name for name in archive.namelist() if "plan-file" in name]
        content = json.loads(archive.read(name))
    name, saved = downloaded(page, lambda: page.click("[data-do=save]"))
    assert json.loads(saved) == content
    assert len([*content["work"].values()]) == 1
    assert re.fullmatch("[0-9a-f]{20}", content["plan_id"])


def test_the_archive_is_whole(open_planner):
    page = open_planner("university-to-charity")
    open_panel(page)

    [data] = take(page, "zip").values()

    library = load_library()
    answers = read_answers_file(ROOT / "examples/university-to-charity.toml")
    facts, _ = read_answers(answers, library.questions, library.countries)
    check_archive(data, make_plan(facts, library, date(2026, 11, 22)), library)


def test_the_first_file_needs_one_more_download_and_the_start_none(open_planner, watch):
    page = open_planner("internal-move")
    begun = runtime_files(watch)
    open_panel(page)

    take(page, "xlsx")
    take(page, "zip")

    assert not {"export.txt", "stdlib.txt", "planner.txt"} & set(begun)
    assert runtime_files(watch) == [*begun, "export.txt"]
    assert not [url for url in watch.requests if url.endswith((".whl", ".zip"))]


def runtime_files(watch):
    return [url.rpartition("/")[2] for url in watch.requests if "/assets/runtime/" in url]


def test_the_panel_makes_files_also_after_a_plain_start(open_planner, watch):
    watch.page.route("**/snapshot.txt", lambda route: route.abort())
    page = open_planner("internal-move")
    open_panel(page)

    assert page.get_attribute("#planner", "data-start") == "bytecode"
    assert take(page, "docx")


def test_several_files_are_listed_and_one_is_saved_at_once(open_planner):
    page = open_planner("client-secondment")
    open_panel(page)

    page.click("[data-export=docx] [data-do=download]")
    page.wait_for_selector("[data-export=docx] [data-out] a")

    assert page.inner_text("[data-export=docx] [data-out] p") == "2 files are ready:"
    assert page.evaluate("document.activeElement.download").endswith(".docx")
    assert page.inner_text("#planner-status [data-words]") == "2 files are ready:"


def test_a_brief_without_a_person_says_to_choose_one_who_has_a_task(open_planner):
    page = open_planner("client-secondment")
    open_panel(page)
    assert page.locator("#export-person option[value=mobility_adviser]").is_disabled()
    assert page.locator("#export-person option[value=payroll]").is_enabled()

    page.click("[data-export=brief] [data-do=download]")
    page.wait_for_selector("[data-export=brief] .card__problem")

    assert "Choose a person" in page.inner_text("[data-export=brief] [data-out]")
    page.select_option("#export-person", "payroll")
    assert page.inner_text("[data-export=brief] [data-out]") == ""
    [name] = take(page, "brief")
    assert name == "callum-reid-brief-payroll-2026-11-22.html"


def test_without_a_plan_the_panel_says_what_is_missing(open_planner):
    page = open_planner()
    open_panel(page)

    page.click("[data-export=ics] [data-do=download]")
    page.wait_for_selector("[data-export=ics] .card__problem")

    assert "Answer the first question" in page.inner_text("[data-export=ics] [data-out]")


def test_what_was_made_goes_when_an_answer_changes(open_planner):
    page = open_planner("client-secondment")
    open_panel(page)
    take(page, "csv")
    assert page.locator("[data-export=csv] [data-out] a").count() == 1

    page.select_option("#answer-purpose", "project")

    assert page.locator("[data-out] a").count() == 0


@pytest.mark.parametrize("format", [format.id for format in FORMATS if format.copies])
def test_text_can_be_copied_instead(open_planner, format):
    page = open_planner("internal-move")
    page.evaluate("addEventListener('copy', () => { window.copied = String(getSelection()) })")
    open_panel(page)
    page.select_option("#export-person", "home_hr")

    page.click(f"[data-export={format}] [data-do=copy-file]")
    page.get_by_text(": copied.").first.wait_for()

    [data] = take(page, format).values()
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    copied = page.evaluate("window.copied") or page.evaluate("document.activeElement.value")
    assert copied.replace("\r\n", "\n").strip() == text.strip()


def states(page):
    held = json.loads(downloaded(page, lambda: page.click("[data-do=save]"))[1])
    return held["plan_id"], held["revision"]


def test_a_plan_keeps_its_id_and_its_number_rises_with_each_change(open_planner):
    page = open_planner("internal-move")

    first = states(page)
    same = states(page)
    page.select_option("#answer-purpose", "project")
    changed = states(page)
    page.reload()
    page.wait_for_selector(READY)
    reloaded = states(page)
    page.click("[data-do=clear]")
    fresh = states(page)

    assert first == same
    assert first[0] == changed[0] != fresh[0]
    assert first[1] < changed[1]
    assert reloaded == changed


def test_an_opened_plan_is_the_plan_that_was_saved(open_planner, tmp_path):
    page = open_planner("internal-move")
    name, data = downloaded(page, lambda: page.click("[data-do=save]"))
    (tmp_path / name).write_bytes(data)
    before = states(page)
    page.click("[data-do=clear]")

    page.set_input_files("#planner-file", tmp_path / name)
    page.get_by_text(f"Opened {name}").wait_for()

    page.click("[data-do=undo]")
    undone = states(page)
    page.set_input_files("#planner-file", tmp_path / name)
    page.get_by_text(f"Opened {name}").wait_for()
    assert states(page) == before
    assert undone[0] != before[0]


def test_a_printout_prints_alone_with_the_plan_at_its_footer(open_planner):
    page = open_planner("client-secondment")
    page.evaluate(
        "() => { window.print = () => { dispatchEvent(new Event('beforeprint'));"
        " window.printed = [document.title,"
        " document.querySelector('.print-me').outerHTML,"
        " getComputedStyle(document.documentElement).getPropertyValue('--printout-footer')] } }"
    )
    open_panel(page)
    page.select_option("#export-person", "home_hr")
    for printout in PRINTOUTS:
        prints_alone(page, printout)


def prints_alone(page, printout):
    page.click(f"[data-do=print][data-printout={printout}]")
    page.wait_for_selector("html[data-printing=printout]")

    title, html, footer = page.evaluate("window.printed")
    assert read_page(html.encode()).ids["data-printout", printout] == 1
    assert "Callum Reid at Northmere Foods plc. Made on 22 November 2026 with edition" in footer
    assert title == json.loads(footer)
    page.emulate_media(media="print")
    assert not page.is_visible("#planner")
    assert page.is_visible(".print-me")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.is_visible("#planner")
    assert page.locator(".print-me").count() == 0
    page.emulate_media(media="screen")


def test_what_is_folded_is_printed_and_what_is_for_the_screen_is_not(open_planner, tmp_path):
    page = open_planner("client-secondment")
    path = tmp_path / "plan.pdf"

    page.emulate_media(media="print")
    folded = page.locator("#plan-checklist .more dd").first
    hidden = page.locator("#export, .planner__tools, .planner__form")

    assert folded.evaluate("e => e.checkVisibility({ contentVisibilityAuto: true })")
    assert folded.bounding_box()["height"] > 0
    assert page.locator("#left-out li").first.bounding_box()["height"] > 0
    assert not any(element.is_visible() for element in hidden.all())
    page.evaluate(
        "() => addEventListener('beforeprint', () => { window.footer ="
        " document.documentElement.style.getPropertyValue('--printout-footer') })"
    )
    page.pdf(path=path, prefer_css_page_size=True)
    assert path.stat().st_size > 50_000
    assert "Callum Reid at Northmere Foods plc" in page.evaluate("window.footer")


def test_a_house_style_that_cannot_serve_says_why(open_planner, tmp_path):
    page = open_planner("client-secondment")
    bad = tmp_path / "house.docx"
    bad.write_bytes(b"not a Word file")
    open_panel(page)

    page.set_input_files("#export-house-template", bad)
    page.wait_for_selector("#export-house-template-about.card__problem")

    assert "cannot be used" in page.inner_text("#export-house-template-about")
    assert page.is_hidden("[data-house-template]")


def test_a_house_style_lends_its_look_and_can_be_dropped(open_planner, tmp_path):
    page = open_planner("client-secondment")
    open_panel(page)
    plain = take(page, "docx")
    house = tmp_path / "ours.docx"
    house.write_bytes(in_another_font(next(iter(plain.values()))))

    page.set_input_files("#export-house-template", house)
    page.wait_for_selector("[data-house-template]:not([hidden])")

    assert page.inner_text("[data-house-template-name]") == "ours.docx"
    dressed = take(page, "docx")
    assert dressed.keys() == plain.keys()
    assert all(b"Papyrus" in part_of(data, "word/styles.xml") for data in dressed.values())
    page.click("[data-do=no-house-template]")
    assert page.is_hidden("[data-house-template]")
    assert take(page, "docx") == plain


RECORDED = """() => {
    window.sent = [];
    const send = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...given) {
        window.sent.push(JSON.stringify(given[0]));
        return send.apply(this, given);
    };
}"""


def test_a_house_style_is_handed_on_only_for_what_takes_it(open_planner, tmp_path):
    page = open_planner("client-secondment")
    open_panel(page)
    house = tmp_path / "ours.docx"
    house.write_bytes(in_another_font(next(iter(take(page, "docx").values()))))
    page.set_input_files("#export-house-template", house)
    page.wait_for_selector("[data-house-template]:not([hidden])")
    page.evaluate(RECORDED)

    for format in ("csv", "docx"):
        take(page, format)

    csv, docx = page.evaluate("sent.filter((said) => said.includes('export'))")
    assert len(csv) < 10_000
    assert len(docx) > house.stat().st_size


def test_two_quick_clicks_open_one_panel(open_planner, tmp_path):
    page = open_planner("client-secondment")
    button = page.locator("[data-do=export]")
    button.evaluate("button => { button.click(); button.click(); button.click(); }")
    page.wait_for_selector("#export:not([hidden])")
    house = tmp_path / "ours.docx"
    house.write_bytes(in_another_font(next(iter(take(page, "docx").values()))))

    page.set_input_files("#export-house-template", house)
    page.wait_for_selector("[data-house-template]:not([hidden])")

    dressed = take(page, "docx")
    assert all(b"Papyrus" in part_of(data, "word/styles.xml") for data in dressed.values())


def test_a_file_asked_for_before_a_change_holds_the_change(open_planner):
    page = open_planner("internal-move")
    open_panel(page)
    ask_and_change = """() => {
        document.querySelector("[data-export=csv] [data-do=download]").click();
        const name = document.querySelector("[data-answer=secondee_name]");
        name.value = "Zoe Quick";
        name.dispatchEvent(new Event("input", { bubbles: true }));
    }"""

    name, _ = downloaded(page, lambda: page.evaluate(ask_and_change))

    assert name.startswith("zoe-quick-")


def part_of(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def in_another_font(data):
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(changed, "w") as written:
        for name in read.namelist():
            part = read.read(name)
            if name == "word/styles.xml":
                part = re.sub(rb'w:ascii="[^"]+"', b'w:ascii="Papyrus"', part)
            written.writestr(name, part)
    return changed.getvalue()


def test_without_drafting_notes_the_word_files_are_others(open_planner):
    page = open_planner("client-secondment")
    open_panel(page)
    noted = take(page, "docx")

    page.uncheck("#export-notes")
    bare = take(page, "docx")

    assert noted.keys() == bare.keys()
    for name, data in bare.items():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert not any("comments" in part for part in archive.namelist()), name
        assert data != noted[name]


def test_where_the_archive_is_missing_the_panel_says_so_and_tries_again(open_planner):
    page = open_planner("client-secondment")
    page.route("**/export.txt", lambda route: route.fulfill(status=404, body="gone"))
    open_panel(page)

    page.click("[data-export=csv] [data-do=download]")
    page.wait_for_selector("[data-export=csv] .card__problem")

    assert "export.txt" in page.inner_text("[data-export=csv] [data-out]")
    page.unroute("**/export.txt")
    assert take(page, "csv")


def test_the_panel_breaks_no_accessibility_rule_and_fits(page, site_url, breaches_in):
    page.goto(f"{site_url}planner/?relationship=client")
    page.wait_for_selector(READY)
    open_panel(page)
    take(page, "md")

    assert breaches_in(page, within="#export") == []


def test_the_panel_works_by_keyboard_alone(open_planner):
    page = open_planner("internal-move")
    toggle = page.locator("[data-do=export]")

    toggle.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#export:not([hidden])")

    assert toggle.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.id") == "export-title"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.do") == "close-export"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "export-person"
    page.locator("[data-export=ics] [data-do=download]").focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    toggle.focus()
    page.keyboard.press("Enter")
    assert page.is_hidden("#export")
    assert toggle.get_attribute("aria-expanded") == "false"


def test_the_panel_closes_and_leads_back_to_where_it_was_opened(open_planner):
    page = open_planner("internal-move")
    open_panel(page)

    page.click("[data-do=close-export]")

    assert page.is_hidden("#export")
    assert page.evaluate("document.activeElement.dataset.do") == "export"
    assert page.get_attribute("[data-do=export]", "aria-expanded") == "false"
