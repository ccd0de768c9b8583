// Runs Python in a worker: starts Pyodide and hands requests to it. Knows nothing of what they say.
// In front of this the build puts Pyodide's scripts, download.js and `manifest`, the page `settings`.

const EMPTY_ZIP = new Uint8Array([0x50, 0x4b, 5, 6, ...Array(18).fill(0)]);
// (module (func (export "run") (param i32) (loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0)))
const LOOP = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0, 3, 2, 1, 0, 7, 7, 1, 3, 114, 117, 110, 0, 0,
  10, 16, 1, 14, 0, 3, 64, 32, 0, 65, 1, 107, 34, 0, 13, 0, 11, 11,
]);

const report = (news) => self.postMessage(news);
let runtime;
const beside = hearing();

self.onmessage = async ({ data: { id, request, needs, file, ...news } }) =>
  file ? beside.hear(news) : report({ id, ...(await answer(request, needs)) });

start().then(
  (started) => {
    runtime = started;
    const { start: way, note = null } = runtime;
    report({ ready: { start: way, note, slow: isSlow() } });
  },
  (error) => report({ failed: described(error) }),
);

async function start() {
  const get = downloads();
  const early = settings.plain ? ["stdlib.txt", "planner.txt"] : ["snapshot.txt"];
  const others = early.map(get);
  const wasm = await get("wasm.txt");
  const module = await WebAssembly.compile(wasm);
  if (settings.plain) return booted(module, get);
  try {
    return await restored(module, wasm, await others[0], get);
  } catch (error) {
    return { ...(await booted(module, get)), note: described(error) };
  }
}

async function restored(module, wasm, thin, get) {
  report({ starting: "restore" });
  const snapshot = whole(thin, wasm);
  const python = await loaded(module, EMPTY_ZIP, { _loadSnapshot: snapshot });
  python.runPython("import random; random.seed()"); // else every visitor gets the same numbers
  return { start: "snapshot", python, ...entryPoints(python), get, whole: false };
}

// What travels leaves out the blank half, and what the program file holds anyway: constant data.
function whole(thin, wasm) {
  const { length, kept, shared } = manifest.layout;
  const snapshot = new Uint8Array(length);
  let read = 0;
  for (const [to, size] of kept) snapshot.set(thin.subarray(read, (read += size)), to);
  for (const [from, to, size] of shared) snapshot.set(wasm.subarray(from, from + size), to);
  return snapshot;
}

async function booted(module, get) {
  const [stdlib, planner] = await Promise.all(["stdlib.txt", "planner.txt"].map(get));
  report({ starting: "start" });
  const python = await loaded(module, stdlib, {});
  python.unpackArchive(planner, "zip");
  return { start: manifest.compiled, python, ...entryPoints(python), get, whole: true };
}

// After a fatal error Pyodide answers nothing more, not even what a PythonError is: so both are kept.
const entryPoints = (python) => ({
  handle: python.pyimport(manifest.entry_point.module)[manifest.entry_point.name],
  PythonError: python.ffi.PythonError,
});

// Pyodide fetches the standard library and the program itself, and waits for ever if either is not
// to its liking: so both are handed to it, already checked, and a failure to instantiate is ours.
function loaded(module, stdlib, options) {
  const { base } = settings;
  const { fetch } = globalThis;
  const restoreFetch = () => Object.assign(globalThis, { fetch });
  return new Promise((resolve, reject) => {
    globalThis.fetch = async () => new Response(stdlib);
    WebAssembly.instantiateStreaming = (_, imports) =>
      WebAssembly.instantiate(module, imports).then((instance) => ({ instance, module }), reject);
    loadPyodide({
      indexURL: base,
      packageBaseUrl: base,
      stdLibURL: `${base}stdlib`,
      lockFileContents: { info: manifest.lock, packages: {} },
      env: { ...manifest.environment },
      _sysExecutable: "python",
      ...options,
    }).then(resolve, reject);
  }).finally(restoreFetch);
}

// No reply depends on another, so a request may be tried again: an exception after a restored snapshot may only
// mean that Python wanted a file, and there are none until `complete` brings them.
async function answer(request, needs = []) {
  try {
    await Promise.all(needs.map(bring));
  } catch (problem) {
    return { problem: described(problem) };
  }
  try {
    return { reply: asText(runtime.handle(request)) };
  } catch (error) {
    if (!(error instanceof runtime.PythonError)) return { crash: described(error) };
    if (runtime.whole) return { error: error.message };
    console.warn("Fetching the files that the snapshot left out, because of this:", error.message);
    try {
      await complete();
    } catch (problem) {
      return { problem: described(problem) };
    }
    return answer(request);
  }
}

// Python's bytes, which lie in its memory until they are read and given back.
function asText(bytes) {
  const view = bytes.getBuffer();
  try {
    return new TextDecoder().decode(view.data);
  } finally {
    view.release();
    bytes.destroy();
  }
}

// An archive that only some requests need, unpacked once.
const brought = new Set();

async function bring(name) {
  if (brought.has(name)) return;
  const archive = await runtime.get(name);
  runtime.python.unpackArchive(archive, "zip");
  brought.add(name);
}

async function complete() {
  const { python, get } = runtime;
  const [stdlib, planner] = await Promise.all(["stdlib.txt", "planner.txt"].map(get));
  const [major, minor] = manifest.lock.python.split(".");
  python.FS.writeFile(`/lib/python${major}${minor}.zip`, stdlib);
  python.unpackArchive(planner, "zip");
  runtime.whole = true;
}

// Hears what the page passes on of a file that another worker unpacks: its bytes, or null if refused.
function hearing() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  let unread = 0;
  let count = (number) => {
    unread += number;
  };
  return {
    hear(news) {
      if (news.count) count(news.count);
      else resolve(news.bytes ?? null);
    },
    given(onBytes) {
      if (unread) onBytes(unread);
      count = onBytes;
      return promise;
    },
  };
}

// Gives a function that downloads a file once and reports how far all of them are, in bytes as sent.
function downloads() {
  const { base, cache } = settings;
  const progress = new Map();
  const begun = new Map();
  const tell = () => {
    const files = [...progress];
    report({
      progress: {
        done: files.reduce((sum, [, { done }]) => sum + done, 0),
        total: files.reduce((sum, [name]) => sum + manifest.files[name].sent, 0),
        waiting: files.filter(([, { over }]) => !over).map(([name]) => name),
      },
    });
  };
  const get = async (name) => {
    const facts = { name, ...manifest.files[name] };
    const mine = { received: 0, done: 0, over: false };
    progress.set(name, mine);
    const onBytes = (count) => {
      mine.received += count;
      mine.done = Math.min(mine.received, facts.sent);
      tell();
    };
    const given = name === "snapshot.txt" && (await beside.given(onBytes));
    const bytes = given ? checked(given, facts) : await download(base, facts, { cache, onBytes });
    Object.assign(mine, { done: facts.sent, over: true });
    tell();
    return bytes;
  };
  return (name) => {
    if (!begun.has(name)) {
      begun.set(name, get(name));
      begun.get(name).catch(() => begun.delete(name)); // so that it can be tried again
    }
    return begun.get(name);
  };
}

// A browser that interprets WebAssembly instead of compiling it needs some hundred milliseconds.
function isSlow() {
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(LOOP)).exports;
  const before = performance.now();
  run(2_000_000);
  return performance.now() - before > 60;
}

const described = (error) => ({
  kind: error.kind ?? "start-failed",
  file: error.file ?? "",
  detail: error.detail ?? `${error.name}: ${error.message}`,
});
