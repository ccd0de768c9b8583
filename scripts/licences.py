"""The licences of all that the site bundles, as the packages that it is made from have them."""

from importlib.metadata import distribution
from pathlib import Path

# Where the text of each licence stands: a package of Python, or a folder of node_modules. Those of
# Pyodide and of Python itself come with others of the same licence, since these bring no text.
PYTHON_PACKAGES = {
    "Pyodide": "pyodide-build",
    "Python": "typing-extensions",
    "Material for MkDocs": "mkdocs-material",
    "Jinja2": "jinja2",
    "MarkupSafe": "markupsafe",
    "XlsxWriter": "xlsxwriter",
}
NODE_PACKAGES = {
    "idiomorph": "idiomorph",
    "MiniSearch": "minisearch",
    "stemmer": "stemmer",
    "Atkinson Hyperlegible Next": "@fontsource-variable/atkinson-hyperlegible-next",
}


def licences(root: Path) -> str:
    """Return every licence under the name of what it is for; `LookupError` where one is missing."""
    texts = {name: _of_python(package) for name, package in PYTHON_PACKAGES.items()}
    for name, package in NODE_PACKAGES.items():
        texts[name] = _of_node(root / "node_modules" / package)
    return "\n\n".join(
        f"{name}\n{'=' * len(name)}\n\n{text.strip()}\n" for name, text in texts.items()
    )


def _of_node(folder: Path) -> str:
    for file in sorted(folder.iterdir()):
        if file.stem.lower() == "license":
            return file.read_text("utf-8")
    raise LookupError(f"{folder} holds no licence")


def _of_python(package: str) -> str:
    for file in distribution(package).files or ():
        if file.parent.name == "licenses" and file.name.startswith("LICENSE"):
            return file.read_text("utf-8")
    raise LookupError(f"the package {package} brings no licence")
