"""The command line, run in this process: a new one takes a second to start."""

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

from planner.__main__ import main


class Done(NamedTuple):
    """What a command left: its exit status, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def planner(*arguments):
    """Run a command of the planner and return what it left; a failure of ours is raised."""
    said, complained = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(said), redirect_stderr(complained):
        try:
            status = main([*map(str, arguments)])
        except SystemExit as stop:  # so ends the parser of options
            status = stop.code or 0
    return Done(status, *map(text_of, (said, complained)))


def text_of(stream):
    stream.flush()
    return stream.buffer.getvalue().decode(stream.encoding)
