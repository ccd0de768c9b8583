// Plain Pyodide: load it, unpack wheels of source, import, answer.
import { loadPyodide } from "./pyodide.js";

async function start() {
  const python = await loadPyodide();
  const wheels = await Promise.all(
    ["jinja2", "markupsafe", "planner"].map(async (name) => {
      const response = await fetch(new URL(`${name}.whl`, import.meta.url));
      return response.arrayBuffer();
    }),
  );
  for (const wheel of wheels) python.unpackArchive(wheel, "wheel");
  return python.pyimport("planner.bridge").handle;
}

const started = start();

self.onmessage = async ({ data: { id, request } }) => {
  const handle = await started;
  self.postMessage({ id, reply: new TextDecoder().decode(handle(request).toJs()) });
};
