"""Every Word file of the examples with a hash of its bytes, in any Python that has the planner.

`tests/test_word.py` runs this text in its own Python and in Pyodide and compares what comes out.
It is given `ANSWERS`, the answers of each example, and `HOUSE`, an organisation's file.
"""

import hashlib
from datetime import date

from planner.content.forms import load_forms
from planner.content.loader import load_library
from planner.export.word import brief, documents, form
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

LIBRARY = load_library()
TODAY = date(2026, 11, 22)


def hashes(answers, house):
    """Return a hash for each file by name."""
    made = {}
    for name, raw in answers.items():
        facts, _ = read_answers(raw, LIBRARY.questions, LIBRARY.countries)
        plan = make_plan(facts, LIBRARY, TODAY)
        files = documents(plan, LIBRARY)
        made |= {f"{name}, {file}": data for file, data in files.items()}
    # The last of them in house template, and the rest once.
    made |= documents(plan, LIBRARY, house=house)
    made |= dict([brief(plan, LIBRARY, "home_hr", house=house)])
    made |= dict(form(each, LIBRARY, TODAY) for each in load_forms().values())
    return {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}
