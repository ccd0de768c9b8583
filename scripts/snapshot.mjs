// Writes a memory snapshot of Pyodide with the planner loaded. Reads its settings, JSON, from stdin.
import crypto from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { pyodide, stdlib, planner, script, warm_up, lock, environment, output } = JSON.parse(
  await text(process.stdin),
);

// The same inputs must give the same bytes, so there is no clock, no chance and no time zone of the
// builder while it is made. The random generator is seeded again in the browser.
process.env.TZ = "UTC";
Math.random = () => 0.5;
Date.now = () => Date.UTC(2026, 0, 1);
performance.now = () => 0;
crypto.randomFillSync = (view) => view.fill(7);
syncBuiltinESMExports();

// What was freed still holds what was in it, and blank bytes pack better: takes all free memory in
// pieces that get smaller whenever one does not fit, blanks it and gives it back.
function blankFreeMemory(module) {
  const held = [];
  let taken = module._malloc_footprint();
  for (let size = 1 << 16; size >= 16; ) {
    const block = module.___libc_malloc(size);
    module.HEAPU8.fill(0, block, block + module._malloc_usable_size(block));
    held.push(block);
    if (module._malloc_footprint() > taken) size = Math.floor(size * 0.8);
    taken = module._malloc_footprint();
  }
  held.forEach((block) => module._free(block));
}

try {
  const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
  const python = await loadPyodide({
    _makeSnapshot: true,
    _sysExecutable: "python",
    stdLibURL: stdlib,
    lockFileContents: { info: lock, packages: {} },
    packageBaseUrl: "/",
    env: environment,
  });
  python.unpackArchive(new Uint8Array(await readFile(planner)), "zip");
  python.runPython(await readFile(script, "utf8"));
  // Text only: a snapshot cannot hold objects of JavaScript.
  python.globals.get("warm_up")(JSON.stringify(warm_up));
  python.runPython("del warm_up");
  blankFreeMemory(python._module);
  await writeFile(output, python.makeMemorySnapshot());
} catch (error) {
  // Not the error itself: Node would print the line of Pyodide it comes from, a million characters.
  console.error(`No snapshot: ${error.message}`);
  process.exit(1);
}
