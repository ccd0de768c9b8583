// Runs Python in Pyodide under Node and prints what its last line gives. Settings, JSON, from stdin.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { pyodide, lock, archive, code } = JSON.parse(await text(process.stdin));
try {
  const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
  const python = await loadPyodide({
    lockFileContents: { info: lock, packages: {} },
    packageBaseUrl: "/",
  });
  python.unpackArchive(new Uint8Array(await readFile(archive)), "zip");
  console.log(python.runPython(code));
} catch (error) {
  // Not the error itself: Node would print the line of Pyodide it comes from, a million characters.
  console.error(error.message);
  process.exit(1);
}
