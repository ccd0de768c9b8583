"""A clause that an open stop forbids is marked in every draft, until the stop is settled."""

import io
import re
import zipfile
from datetime import date
from functools import cache

from hypothesis import given, settings

from planner.content.loader import load_library
from planner.export.html import PlanPage
from planner.export.markdown import plan_markdown
from planner.export.printouts import printout
from planner.export.word import documents
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
LENT = {"relationship": "client", "direction": "host", "home_country": "GB", "host_country": "NO"}
STOP = "no-limits-on-hiring-in"


def plan_of(answers):
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return make_plan(facts, LIBRARY, TODAY)


@cache
def lent():
    return plan_of({**LENT, "start_date": "2027-03-01", "end_date": "2027-08-31"})


def clauses(plan):
    return [c for document in plan.documents for part in document.parts for c in part.clauses]


def forbidden(plan):
    """Return by clause the stops of a plan that forbid it, from the risks that surely apply."""
    found = {}
    for each in plan.risks:
        if each.verdict.truth:
            for clause in each.risk.forbids:
                found.setdefault(clause, set()).add(each.risk.id)
    return found


def unmarked(plan):
    wanted = forbidden(plan)
    return [c.clause.id for c in clauses(plan) if set(c.stops) != wanted.get(c.clause.id, set())]


@settings(max_examples=some(60), deadline=None)
@given(random_answers(LIBRARY))
def test_a_forbidden_clause_is_marked_and_no_other(answers):
    assert unmarked(plan_of(answers)) == [], "mend _forbidden in planner/plan/drafting.py"


def test_a_stop_that_only_may_apply_forbids_nothing():
    plan = plan_of({name: LENT[name] for name in LENT if name != "direction"})

    assert STOP in [each.risk.id for each in plan.risks], "the case no longer raises the stop"
    assert [c.clause.id for c in clauses(plan) if c.stops] == []


def word_text(plan, done=()):
    for data in documents(plan, LIBRARY, done=done).values():
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            yield file.read("word/document.xml").decode(), file.read("word/comments.xml").decode()


def test_word_strikes_it_through_and_says_why_in_a_comment():
    title = LIBRARY.risks[STOP].title
    for text, comments in word_text(lent()):
        struck = "".join(re.findall(r"<w:strike/>.*?<w:t[^>]*>([^<]*)</w:t>", text))
        assert "directs" in struck, "mend clause in planner/templates/word/document.xml"
        begun = '<w:rPr><w:strike/></w:rPr><w:fldChar w:fldCharType="begin"/>'
        assert begun in text, "a number is not struck through: mend word/parts.xml"
        assert text.count(f"Not to be signed while this stop is open: {title}") == 1
        assert "Not to be signed as it stands" in text, "the first page has to name the stop"
        assert LIBRARY.risks[STOP].action[:40] in comments, "mend word/comments.xml"


def test_a_draft_without_notes_strikes_it_through_and_names_no_risk():
    for data in documents(lent(), LIBRARY, notes=False).values():
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            text = file.read("word/document.xml").decode()
        assert "<w:strike/>" in text
        assert text.count("[Not to be signed before a point of law is settled.]") == 1
        assert LIBRARY.risks[STOP].title not in text, "mend planner/templates/word/document.xml"


def test_once_the_stop_is_settled_the_words_stand():
    plan = lent()
    for text, comments in word_text(plan, done=(STOP,)):
        assert "<w:strike/>" not in text
        assert "Not to be signed" not in text + comments
    for text in (plan_markdown(plan, LIBRARY, {STOP}), printed(plan, {STOP})):
        assert "Not to be signed" not in text


def printed(plan, done=()):
    return str(printout("documents", plan, LIBRARY, done=done))


def test_markdown_and_print_say_it():
    said = f"Not to be signed while this stop is open: {LIBRARY.risks[STOP].title}."
    drafts = len(lent().documents)

    assert plan_markdown(lent(), LIBRARY).count(said) == drafts, "mend planner/templates/plan.md"
    assert printed(lent()).count(said) == drafts, "mend printouts/documents.html"
    assert printed(lent()).count('class="struck"') == drafts


def test_the_page_says_it_until_the_stop_has_a_tick():
    page = "".join(str(part) for part in PlanPage(LIBRARY, "../").fragments(lent()).values())

    marks = re.findall(r'<p class="stopped" data-about="([^"]+)">', page)
    drafts = len(lent().documents)
    assert marks == [STOP] * drafts, "mend clause_entry in planner/templates/parts.html"
