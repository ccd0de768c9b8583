"""Who may import whom, read from the sources."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLANNER = sorted((ROOT / "planner").rglob("*.py"))
PAGE = (ROOT / "docs/contribute/architecture.md").read_text("utf-8")
# The page's own list: a room rests on those of its own line and the lines above it.
LISTED = PAGE.partition("{ #imports }")[2].partition("```text\n")[2].partition("\n```")[0]
LAYERS = [set(line.split(", ")) for line in LISTED.splitlines()]
CLOCKS = {"today", "now", "utcnow"}
FOREIGN = {"js", "pyodide", "mkdocs", "scripts", "tests", "material", "playwright"}


@cache
def nodes_of(path):
    """Return every node of a module, read once for all that is asked of it."""
    return [*ast.walk(ast.parse(path.read_text("utf-8")))]


def imports(path):
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room(path):
    relative = path.relative_to(ROOT / "planner")
    return relative.parts[0].removesuffix(".py")


def layer(name):
    found = [place for place, names in enumerate(LAYERS) if name in names]
    assert found, f"give {name} its place in the list of docs/contribute/architecture.md"
    return found[0]


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_planner_imports_no_browser_no_site_and_no_tests(path):
    assert not {name.split(".")[0] for name in imports(path)} & FOREIGN, (
        "move what needs it to scripts/: the planner runs in browser, build and tests alike"
    )


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_rests_only_on_those_before_it(path):
    if room(path) == "__init__":
        return
    used = {name.split(".")[1] for name in imports(path) if name.startswith("planner.")}
    used &= {name for names in LAYERS for name in names}

    for name in used - {room(path)}:
        assert layer(name) < layer(room(path)), f"{path} imports {name}, which rests on it"


def reads_the_clock(path):
    """Say whether a module knows `time`, calls a clock by any name, or hands one on."""
    nodes = nodes_of(path)
    called = {n.func.attr for n in nodes if isinstance(n, ast.Call) and hasattr(n.func, "attr")}
    named = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    return (
        "time" in {name.split(".")[0] for name in imports(path)}
        or bool(called & CLOCKS)
        or any(re.fullmatch(r"(datetime\.)?(date|datetime)\.(today|(utc)?now)", n) for n in named)
    )


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_command_line_reads_the_clock(path):
    assert reads_the_clock(path) == (path.name == "__main__.py")


@pytest.mark.parametrize(
    "source",
    [
        "from time import time; time()",
        "import time as t; t.time()",
        "from time import localtime as day; day()",
        "from datetime import date as d; d.today()",
        "import datetime; clock = datetime.datetime.now",
        "from datetime import date; clock = date.today",
    ],
)
def test_a_clock_by_another_name_is_a_clock(source, tmp_path):
    (tmp_path / "module.py").write_text(source)

    assert reads_the_clock(tmp_path / "module.py")


def test_the_page_lists_each_room_in_the_tree_and_among_the_imports():
    tree = PAGE.partition("{ #tree }")[2].partition("```\n\n")[0]
    rooms = {room(path) for path in PLANNER} - {"__init__"}

    assert sorted(name for names in LAYERS for name in names) == sorted(rooms)
    for name in rooms:
        assert re.findall(rf"^  {name}(?:\.py|/) ", tree, re.MULTILINE), f"{name}: not in the tree"


def test_the_page_says_what_each_module_of_a_room_is_for():
    tree = PAGE.partition("{ #tree }")[2].partition("```\n\n")[0]
    described = {"rules", "content", "plan", "work"}
    modules = {path.stem for path in PLANNER if room(path) in described} - {"__init__"}

    assert modules == {*re.findall(r"^    (\w+) ", tree, re.MULTILINE)} - {"formats"}


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_imports_the_bridge(path):
    assert "planner.bridge" not in set(imports(path)), (
        "move what both need into a room below: nothing rests on the bridge"
    )


LONG_MODULE, LONG_FUNCTION = 400, 40  # lines
SCRIPTS = sorted((ROOT / "scripts").rglob("*.py"))


def functions(path):
    return [each for each in nodes_of(path) if type(each) is ast.FunctionDef]


@pytest.mark.parametrize("path", [*PLANNER, *SCRIPTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_long_says_why(path):
    said = f"{path}: split it, or say why it is long in a sentence that begins “Long because”"
    lines = path.read_text().splitlines()
    head = "\n".join(lines[:10])

    assert len(lines) <= LONG_MODULE or "Long because" in head, said
    for each in functions(path):
        body = "\n".join(lines[each.lineno - 1 : each.end_lineno])
        is_long = body.count("\n") + 1 > LONG_FUNCTION
        assert not is_long or "Long because" in body, f"{said}: {each.name}"


@pytest.mark.parametrize("path", sorted((ROOT / "overrides").rglob("*.js")), ids=lambda p: p.name)
def test_a_long_script_says_why(path):
    text = path.read_text()

    assert text.count("\n") <= LONG_MODULE or "Long because" in text[:800], (
        f"{path}: split it, or say why it is long in a comment that begins “Long because”"
    )
