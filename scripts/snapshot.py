"""What the memory snapshot holds: run inside Pyodide by snapshot.mjs, never on the builder's Python."""

import gc
import importlib
import json

# Imported only when something goes wrong, and then a restored snapshot has no files to import from.
import traceback  # noqa: F401

import jinja2
import jinja2.debug  # noqa: F401


def warm_up(settings: str) -> None:
    """Answer real requests, so that all they need is loaded and compiled, and tidy up."""
    chosen = json.loads(settings)
    handle = getattr(importlib.import_module(chosen["module"]), chosen["name"])
    for request in chosen["requests"]:
        handle(request)
    # Nor has it the templates' files, so none may ask whether its file has changed.
    for made in gc.get_objects():
        if type(made) is jinja2.Environment:
            made.auto_reload = False
    gc.collect()
    gc.freeze()
