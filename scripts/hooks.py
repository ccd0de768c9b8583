"""The hooks that MkDocs calls while it builds the site; the work is done in other modules."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_timestamp, get_relative_url
from mkdocs.utils.meta import get_data

from planner.content.forms import load_forms
from planner.content.handbook import load_terms
from planner.content.loader import load_library
from planner.export import word
from planner.export.formats import FORMATS
from planner.export.printouts import PRINTOUTS
from planner.guidance import reference
from planner.work.plan_file import as_texts
from scripts import page_additions, search
from scripts.csp import with_policy
from scripts.licences import licences

# A marker stands alone on its line; one that is indented or quoted is an example of a marker.
MARKER = re.compile(r"^<!-- *planner:(\S+) *(.*?) *-->[ \t]*$", re.MULTILINE)
# Pages on the handbook itself, and those that are nothing but data.
WITHOUT_TOOLTIPS = ("contribute/", "hosting/", "index.md", "on-paper/", "planner.md", "reference/")

FONT = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next"
PAPER = "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next"
FROM_NODE_MODULES = {
    "assets/fonts/latin-normal.woff2": f"{FONT}-latin-wght-normal.woff2",
    "assets/fonts/latin-italic.woff2": f"{FONT}-latin-wght-italic.woff2",
    "assets/fonts/latin-ext-normal.woff2": f"{FONT}-latin-ext-wght-normal.woff2",
    "assets/fonts/latin-ext-italic.woff2": f"{FONT}-latin-ext-wght-italic.woff2",
    "assets/fonts/latin-bold.woff2": f"{PAPER}-latin-700-normal.woff2",
    "assets/fonts/latin-ext-bold.woff2": f"{PAPER}-latin-ext-700-normal.woff2",
}
# The morph library has a file of a fifth of the size, but not as a module.
MORPH = "idiomorph/dist/idiomorph.min.js"
# What the planner puts into its files and the page needs too.
FROM_PLANNER = {"assets/printouts.css": "planner/templates/printouts/printouts.css"}
# What the theme brings and this site does not use; servers and proxies refuse some of it.
UNUSED = (
    "assets/worker.js",  # the runtime brings it under a name that no server refuses
    "assets/find.js",  # parts of what the search brings
    "assets/words.js",
    "**/*.map",
    "sitemap.xml*",
    "assets/images/favicon.png",
    "assets/javascripts/**/*",
    "assets/stylesheets/*",
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add to the site what is not ours or is built: runtime, morph library and typeface."""
    root = Path(config.config_file_path).parent
    sources = {to: root / "node_modules" / path for to, path in FROM_NODE_MODULES.items()}
    sources |= {to: root / path for to, path in FROM_PLANNER.items()}
    for path in (root / "build" / "runtime" / _runtime_hash(config)).iterdir():
        sources[_runtime(config) + path.name] = path
    for target, source in sources.items():
        if not source.is_file():
            raise PluginError(f"{source} is missing: run `make build`, which fetches it")
        files.append(File.generated(config, target, abs_src_path=str(source)))
    files.append(File.generated(config, "assets/idiomorph.esm.js", content=_morph_library(root)))
    files.append(File.generated(config, "assets/licences.txt", content=licences(root)))
    for name, data in _forms_in_word():
        files.append(File.generated(config, f"forms/{name}", content=data))
    return files


def _morph_library(root: Path) -> str:
    """Return the morph library as a module; its small file declares a name for a whole page."""
    path = root / "node_modules" / MORPH
    script = path.read_text("utf-8") if path.is_file() else ""
    if not script.startswith("var Idiomorph="):
        raise PluginError(f"{path} is missing, or declares no Idiomorph: run `make build`")
    return f"{script}\nexport {{ Idiomorph }};\n"


def _forms_in_word() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the Word file of each form, as of the day that the build stands for."""
    made_on = datetime.fromtimestamp(get_build_timestamp(), UTC).date()
    for form in load_forms().values():
        yield word.form(form, load_library(), made_on)


def on_page_markdown(markdown: str, page: Page, **context: Any) -> str:
    """Replace each marker by what the planner's data say there."""

    def expanded(marker: re.Match[str]) -> str:
        name, argument = marker.groups()
        try:
            if name == "diagram":
                return _diagram(argument, context["config"])
            if name == "pages":
                return reference.list_pages(_guidance(context["files"]), page.url)
            level = page_additions.level_at(markdown, marker.start())
            return reference.expand(name, argument, page.url, level)
        except LookupError as error:
            raise PluginError(f"docs/{page.file.src_uri}: {marker[0]}: {error}") from error

    if any(marker[1] == "form" for marker in MARKER.finditer(markdown)):
        page.meta.setdefault("script", "forms.js")
    return MARKER.sub(expanded, markdown)


def on_page_content(html: str, page: Page, **_: object) -> str:
    """Add to a page of guidance what the build knows about it, and frame its tables."""
    html = page_additions.with_other_names(html, page.meta.get("also") or ())
    if not page.file.src_uri.startswith(WITHOUT_TOOLTIPS):
        html = page_additions.with_tooltips(html, _tooltips(page))
    html = page_additions.without_marks(html)
    html = page_additions.with_back_links(
        html, reference.back_links(page.file.src_uri, page.url, html)
    )
    return page_additions.with_frames(page_additions.with_earlier_anchors(html))


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, **_: object
) -> dict[str, Any]:
    """Say for whom and when a page is; give the planner page its form and the runtime's address."""
    context["readers"], context["phases"] = _readers(page.meta), _phases(page.meta)
    if page.meta.get("template") == "planner.html":
        context["planner_form"] = reference.planner_form()
        context["planner_empty"] = reference.planner_empty()
        context["planner_file"] = reference.planner_file()
        context["planner_failures"] = reference.planner_failures()
        context["examples"] = _examples(Path(config.config_file_path).parent / "examples")
        context["runtime"] = _runtime(config)
        context["formats"], context["printouts"] = FORMATS, PRINTOUTS
        context["owners"] = load_library().owners
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Drop what the site does not need, give every page its policy, and make the search."""
    site = Path(config.site_dir)
    for path in {path for pattern in UNUSED for path in site.glob(pattern) if path.is_file()}:
        path.unlink()
    for folder in sorted(site.glob("assets/**/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    for path in site.rglob("*.html"):
        path.write_text(with_policy(path.read_text("utf-8")), "utf-8")
    try:
        search.write(site)
    except ValueError as error:
        raise PluginError(str(error)) from error


def _diagram(name: str, config: MkDocsConfig) -> str:
    """Return a drawing as one block of HTML; `LookupError` if there is no such file."""
    path = Path(config.config_file_path).parent / "overrides" / "diagrams" / f"{name}.html"
    if not path.is_file():
        raise LookupError(f"there is no {path.name} in overrides/diagrams")
    drawing = path.read_text("utf-8").splitlines()
    return "\n".join(line for line in drawing if line.strip())


def _guidance(files: Files) -> list[reference.GuidancePage]:
    """Return what the list of pages says of each page, in the order of the navigation."""
    home = files.get_file_from_path("index.md")
    page, listed = home.page.next_page if home and home.page else None, []
    while page:
        meta = get_data(page.file.content_string)[1]
        above = list(page.ancestors)
        if meta.get("audience"):
            listed.append(
                reference.GuidancePage(
                    url=page.url,
                    title=meta["title"],
                    section=str(above[-1].title) if above else "",
                    readers=tuple(meta["audience"]),
                    phases=tuple(_named_as_in_the_library(meta)),
                )
            )
        page = page.next_page
    return listed


def _readers(meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return for whom a page is, each with its place in the list of pages."""
    return [(name, reference.reader_anchor(name)) for name in meta.get("audience") or ()]


def _phases(meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return when a page matters, each phase with its place in the list of pages."""
    phases = load_library().phases
    return [
        (phases[name].title, reference.phase_anchor(name))
        for name in _named_as_in_the_library(meta)
        if name in phases
    ]


def _named_as_in_the_library(meta: Mapping[str, Any]) -> list[str]:
    """Return the phases of a page; people write `after` for what the library calls `return`."""
    return ["return" if name == "after" else name for name in meta.get("phase") or ()]


def _tooltips(page: Page) -> list[page_additions.Tooltip]:
    """Return the words of the glossary that a page explains in passing: not its own subject."""
    glossary = get_relative_url("reference/glossary/", page.url)
    return [
        page_additions.Tooltip(
            words=tuple(word for word in (term.term, term.plural) if word),
            means=term.means,
            address=f"{glossary}#{term.id}",
        )
        for term in load_terms().values()
        if term.tooltip and term.guide.partition("#")[0] != page.file.src_uri
    ]


def _examples(folder: Path) -> list[dict[str, object]]:
    """Return each example: its id and answers, and the title and practice from its first lines."""
    examples: list[dict[str, object]] = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text("utf-8")
        answers = as_texts(tomllib.loads(text))
        title, practice = (line.partition(": ")[2] for line in text.splitlines()[:2])
        example: dict[str, object] = {
            "id": path.stem,
            "title": title,
            "practice": practice,
            "answers": answers,
        }
        examples.append(example)
    return examples


def _runtime_hash(config: MkDocsConfig) -> str:
    file = Path(config.config_file_path).parent / "build" / "runtime.json"
    if not file.is_file():
        raise PluginError(f"{file} is missing: run `make build`, which makes it")
    return str(json.loads(file.read_text("utf-8"))["path"])


def _runtime(config: MkDocsConfig) -> str:
    return f"assets/runtime/{_runtime_hash(config)}/"
