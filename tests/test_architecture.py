"""Who may import whom, read from the sources."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLANNER = sorted((ROOT / "planner").rglob("*.py"))
# A module rests on those of its own line and the lines above it.
LAYERS = [
    {"truth"},
    {"model"},
    {"dates", "clause_text"},
    {"conditions", "answers"},
    {"library"},
    {"limits", "forms", "handbook"},
    {"judgement", "phrases"},
    {"drafting", "checklist", "costs", "days", "worksheet"},
    {"plan", "lint", "wire", "colophon", "paper"},
    {"exporters", "document"},
    {"takeaway", "entries", "places"},
    {"reference", "bridge", "__main__"},
]
FOREIGN = {"js", "pyodide", "mkdocs", "scripts", "tests", "material", "playwright"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
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
    assert found, f"give {name} its place in LAYERS"
    return found[0]


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_planner_imports_no_browser_no_site_and_no_tests(path):
    assert not {name.split(".")[0] for name in imports(path)} & FOREIGN


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_rests_only_on_those_before_it(path):
    if room(path) == "__init__":
        return
    used = {name.split(".")[1] for name in imports(path) if name.startswith("planner.")}
    used &= {name for names in LAYERS for name in names}

    for name in used - {room(path)}:
        assert layer(name) <= layer(room(path)), name


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_command_line_reads_the_clock(path):
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

    if path.name != "__main__.py":
        assert not calls & {"today", "now", "utcnow", "time", "localtime"}


@pytest.mark.parametrize("path", PLANNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_imports_the_bridge(path):
    assert "planner.bridge" not in set(imports(path))
