"""Fills the memory snapshot: snapshot.mjs runs this in Pyodide, never the builder's Python."""

import csv  # noqa: F401  # the table of tasks is written with it
import encodings.utf_16_le  # noqa: F401  # a spreadsheet counts its characters with it
import gc
import importlib
import json

# Imported only when something goes wrong, and then a restored snapshot has no files to import from.
import traceback  # noqa: F401

import jinja2.debug  # noqa: F401  # imported late, on an error, when no file is there


def warm_up(settings: str) -> None:
    """Answer real requests, so that all they need is loaded and compiled, and tidy up."""
    chosen = json.loads(settings)
    handle = getattr(importlib.import_module(chosen["module"]), chosen["name"])
    for request in chosen["requests"]:
        handle(request)
    gc.collect()
    gc.freeze()
