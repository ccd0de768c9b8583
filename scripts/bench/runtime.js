// The same entry point as the real runtime.js, the way Pyodide's own documentation has it: for the bench.
export function createRuntime() {
  let onState;
  const waiting = new Map();
  let worker;
  const start = () => {
    if (worker) return;
    worker = new Worker(new URL("./plain/worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { id, reply } }) => {
      onState({ state: "ready", start: "plain" });
      waiting.get(id)(reply);
      waiting.delete(id);
    };
  };
  let lastId = 0;
  return {
    start,
    listen(hearers) {
      ({ onState } = hearers);
    },
    request(text) {
      start();
      worker.postMessage({ id: ++lastId, request: text });
      return new Promise((resolve) => waiting.set(lastId, resolve));
    },
  };
}
