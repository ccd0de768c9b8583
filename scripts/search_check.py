"""Tells at which rank the search of the built site shows the right result for each question.

`python -m scripts.search_check FILE`, where a line of FILE is `question|target;target`. The
question is put to the script that the browser loads. Each line printed begins with the rank of the
first right result, or 0 if none of the first ten is right. A target is right for an address that
ends with it, a slash at the end and an anchor aside where the target has none.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.search import SCRIPT

SITE = Path(__file__).parent.parent / "site"
# Reads questions as JSON and writes the addresses found for each.
ASK = """
const [script] = process.argv.slice(1);
require("node:vm").runInThisContext(require("node:fs").readFileSync(script, "utf8"), script);
const questions = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const found = questions.map((one) => globalThis.handbookSearch(one).map(({ address }) => address));
process.stdout.write(JSON.stringify(found));
"""


def addresses(questions: list[str], site: Path = SITE) -> list[list[str]]:
    """Return the addresses that the built search finds for each question, best first.

    Raises FileNotFoundError where the site or Node is missing.
    """
    script = site / SCRIPT
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    node = shutil.which("node", path=path)
    if not node or not script.is_file():
        raise FileNotFoundError(f"{'Node' if script.is_file() else script} is missing: make build")
    told = json.dumps(questions)
    command = [node, "--eval", ASK, str(script)]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=True)
    found: list[list[str]] = json.loads(done.stdout)
    return found


def is_right(address: str, target: str) -> bool:
    """Say whether a result is what a line of a questions file asks for."""
    return address.endswith(target) or (
        "#" not in target and address.partition("#")[0].rstrip("/").endswith(target.rstrip("/"))
    )


def questions_of(text: str) -> list[tuple[str, list[str]]]:
    """Return each question of a file with its targets; empty lines and comments aside.

    Raises ValueError for a line that names no target.
    """
    asked = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        question, _, targets = line.partition("|")
        named = [target.strip() for target in targets.split(";") if target.strip()]
        if not named:
            raise ValueError(f"line {number}: write question|target;target, not {line!r}")
        asked.append((question.strip(), named))
    return asked


def ranks(asked: list[tuple[str, list[str]]], site: Path = SITE) -> list[int]:
    """Return the rank of the first right result for each question, 0 where there is none."""
    found = addresses([question for question, _ in asked], site)
    return [
        next((rank for rank, address in enumerate(each, 1) if _right(address, targets)), 0)
        for each, (_, targets) in zip(found, asked, strict=True)
    ]


def _right(address: str, targets: list[str]) -> bool:
    return any(is_right(address, target) for target in targets)


def main() -> None:
    """Print the rank and the question of each line of the file."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.search_check")
    arguments.add_argument("file", type=Path)
    try:
        asked = questions_of(arguments.parse_args().file.read_text("utf-8"))
        for rank, (question, _) in zip(ranks(asked), asked, strict=True):
            print(rank, question)
    except (OSError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
