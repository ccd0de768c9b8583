"""What MkDocs calls while it builds the site: each hook is thin, the work is done elsewhere."""

import json
import re
import tomllib
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from planner import reference
from scripts.csp import with_policy

# A marker stands alone on its line; one that is indented or quoted is an example of a marker.
MARKER = re.compile(r"^<!-- *planner:(\S+) *(.*?) *-->[ \t]*$", re.MULTILINE)
HEADING_OR_TABLE = re.compile(r'<h[2-4] id="(?P<id>[^"]+)"|<table>.*?</table>', re.DOTALL)
SOURCE_MAP = re.compile(r"\s*(?://|/\*)# sourceMappingURL=\S+(?: \*/)?\s*$")

FONT = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next"
FROM_NODE_MODULES = {
    "assets/idiomorph.esm.js": "idiomorph/dist/idiomorph.esm.js",
    "assets/fonts/latin-normal.woff2": f"{FONT}-latin-wght-normal.woff2",
    "assets/fonts/latin-italic.woff2": f"{FONT}-latin-wght-italic.woff2",
    "assets/fonts/latin-ext-normal.woff2": f"{FONT}-latin-ext-wght-normal.woff2",
    "assets/fonts/latin-ext-italic.woff2": f"{FONT}-latin-ext-wght-italic.woff2",
}
# What the theme brings and this site does not use; servers and proxies refuse some of it.
UNUSED = (
    "assets/worker.js",  # the runtime brings it under a name that no server refuses
    "**/*.map",
    "sitemap.xml*",
    "assets/images/favicon.png",
    "assets/javascripts/lunr/**/*",
    "assets/stylesheets/*",
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add to the site what is not ours or is built: runtime, morph library and typeface."""
    root = Path(config.config_file_path).parent
    sources = {to: root / "node_modules" / path for to, path in FROM_NODE_MODULES.items()}
    for path in (root / "build" / "runtime" / _runtime_hash(config)).iterdir():
        sources[_runtime(config) + path.name] = path
    for target, source in sources.items():
        if not source.is_file():
            raise PluginError(f"{source} is missing: run `make build`, which fetches it")
        files.append(File.generated(config, target, abs_src_path=str(source)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Replace each marker by what the planner's library says there."""

    def expanded(marker: re.Match[str]) -> str:
        name, argument = marker.groups()
        try:
            return reference.expand(name, argument, page.url)
        except LookupError as error:
            raise PluginError(f"docs/{page.file.src_uri}: {marker[0]}: {error}") from error

    return MARKER.sub(expanded, markdown)


def on_page_content(html: str, **_: object) -> str:
    """Let tables and listings scroll by themselves, a table named after the heading above it."""
    heading = ""

    def framed(found: re.Match[str]) -> str:
        nonlocal heading
        if found["id"]:
            heading = found["id"]
            return found[0]
        name = f'aria-labelledby="{heading}"' if heading else 'aria-label="Table"'
        # A class keeps Material's script from framing it again; an empty heading names nothing.
        table = found[0].replace("<table>", '<table class="plain">', 1)
        table = table.replace("<th></th>", "<td></td>")
        return f'<div class="table" role="group" tabindex="0" {name}>{table}</div>'

    html = html.replace("<pre", '<pre tabindex="0"')
    return HEADING_OR_TABLE.sub(framed, html)


def on_page_context(
    context: TemplateContext, page: Page, config: MkDocsConfig, **_: object
) -> TemplateContext:
    """Give the planner page its form, the examples and the address of the runtime."""
    if page.meta.get("template") == "planner.html":
        context["planner_form"] = reference.planner_form()
        context["planner_empty"] = reference.planner_empty()
        context["planner_file"] = reference.planner_file()
        context["examples"] = _examples(Path(config.config_file_path).parent / "examples")
        context["runtime"] = _runtime(config)
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Drop what the site does not need and give every page its content security policy."""
    site = Path(config.site_dir)
    for path in {path for pattern in UNUSED for path in site.glob(pattern) if path.is_file()}:
        path.unlink()
    for path in site.glob("assets/javascripts/**/*.js"):
        path.write_text(SOURCE_MAP.sub("\n", path.read_text("utf-8")), "utf-8")
    for path in site.rglob("*.html"):
        path.write_text(with_policy(path.read_text("utf-8")), "utf-8")


def _examples(folder: Path) -> list[dict[str, object]]:
    """Return each example: its id and answers, and the title and practice from its first lines."""
    examples: list[dict[str, object]] = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text("utf-8")
        answers = {name: str(value) for name, value in tomllib.loads(text).items()}
        title, practice = (line.partition(": ")[2] for line in text.splitlines()[:2])
        example = {"id": path.stem, "title": title, "practice": practice, "answers": answers}
        examples.append(example)
    return examples


def _runtime_hash(config: MkDocsConfig) -> str:
    file = Path(config.config_file_path).parent / "build" / "runtime.json"
    if not file.is_file():
        raise PluginError(f"{file} is missing: run `make build`, which makes it")
    return json.loads(file.read_text("utf-8"))["path"]


def _runtime(config: MkDocsConfig) -> str:
    return f"assets/runtime/{_runtime_hash(config)}/"
