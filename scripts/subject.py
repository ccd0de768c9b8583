"""Says whether the subject of the last commit is short enough to be read whole in a list.

Where there is no Git, no repository or no commit, there is nothing to say.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST = 72


def too_long(folder: Path) -> str:
    """Return what is wrong with the subject of the last commit of a folder, or an empty text."""
    if not (folder / ".git").exists():  # or the commit of a folder around it would be read
        return ""
    try:
        done = subprocess.run(
            ["git", "log", "-1", "--format=%s", "--encoding=UTF-8"], cwd=folder, capture_output=True
        )
    except FileNotFoundError:
        return ""
    subject = done.stdout.decode().strip() if done.returncode == 0 else ""
    if len(subject) <= LONGEST:
        return ""
    return (
        f"The subject of the last commit has {len(subject)} characters: “{subject}”. Shorten it to "
        f"{LONGEST} with 'git commit --amend' before anybody else has it."
    )


if __name__ == "__main__":
    sys.exit(too_long(ROOT) or None)
