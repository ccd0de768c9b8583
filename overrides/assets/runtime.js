// Keeps a Python worker running for a page: starts it on demand, watches it, starts it anew when it
// dies. It holds no state of the page's; a request is text in, and its reply is text out.
import { Problem, download } from "./download.js";

// Every way of not working, in words for the reader: {kind: {message, fix}}. The site's build writes
// them into the page, from planner/data/words/page.toml; {file} and {detail} are filled in here.
const WORDS = JSON.parse(document.getElementById("runtime").dataset.failures);

// Seconds without any news before an attempt counts as failed. Once the time that answers take is
// known, a worker that died in silence is found out sooner: no event tells of its death.
const LIMITS = { download: 30, restore: 20, start: 90, answer: 20 };
const BESIDE = "snapshot.txt";
// The policy takes a plain import in a worker for a worker, and import() for the script that it is.
const UNPACK = `onmessage = async ({ data: { base, name, cache } }) => {
  try {
    const { download } = await import(${JSON.stringify(new URL("./download.js", import.meta.url).href)});
    const bytes = await download(base, { name }, { cache, onBytes: (count) => postMessage({ count }) });
    postMessage({ bytes }, [bytes.buffer]);
  } catch {
    postMessage({ refused: true }); // the worker then fetches the file and says what is wrong
  }
};`;
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

// base: address of the folder with the runtime's files. mode: "auto", or "plain" for a start without
// the snapshot. onProgress({done, total}) counts bytes; onState({state, ...}) tells "downloading",
// "starting", "ready" (with start, note, slow), "failed" (with error) or "stopped". Both may come
// later, by `listen`, which tells the present state at once.
export function createRuntime({ base, mode = "auto", onProgress, onState, limits }) {
  const seconds = { ...LIMITS, ...limits };
  const folder = new URL(base, document.baseURI).href.replace(/\/*$/, "/");
  const waiting = [];
  let current = null; // the one request that the worker has
  let attempt = null; // the worker in use, with its timer and state
  let lastId = 0;
  let slowest = Infinity; // seconds that any answer took so far

  const isOver = (one) => one !== attempt || one.ended;

  const enter = (state, more) => {
    attempt.state = state;
    attempt.news = { state, ...more };
    onState?.(attempt.news);
  };

  async function launch({ plain = mode === "plain", cache = "default", note = null } = {}) {
    const mine = (attempt = { plain, note, files: ["worker.txt"], aborter: new AbortController() });
    Object.assign(mine, { workers: [], unsaid: [] });
    enter("downloading");
    try {
      checkPlatform();
      if (!plain) unpackBeside(mine, cache);
      expectNews(mine, "download");
      const facts = { name: "worker.txt", begins: "//" };
      const onBytes = () => isOver(mine) || expectNews(mine, "download");
      const script = await download(folder, facts, { cache, onBytes, signal: mine.aborter.signal });
      if (!isOver(mine)) connect(mine, script, { base: folder, plain, cache });
    } catch (error) {
      if (!isOver(mine)) fail(error);
    }
  }

  // The largest file need not wait for the worker that uses it: another one fetches and unpacks it
  // meanwhile, and what it says is passed on. If it cannot, the worker fetches the file itself.
  function unpackBeside(mine, cache) {
    const helper = started(mine, [UNPACK]);
    const pass = (news) => {
      if (!news.count) helper.terminate();
      if (!isOver(mine))
        tellWorker(mine, { file: BESIDE, ...news }, news.bytes ? [news.bytes.buffer] : []);
    };
    helper.onmessage = ({ data }) => pass(data);
    helper.onerror = (event) => {
      event.preventDefault();
      pass({ refused: true });
    };
    helper.postMessage({ base: folder, name: BESIDE, cache });
  }

  function tellWorker(mine, ...message) {
    if (mine.worker) mine.worker.postMessage(...message);
    else mine.unsaid.push(message);
  }

  // Only a worker made from a blob is bound by the policy of its page.
  function started(mine, parts) {
    const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
    try {
      const worker = new Worker(address, { type: "module" });
      mine.workers.push({ worker, address });
      return worker;
    } catch (error) {
      throw new Problem("worker-blocked", "", error.message);
    }
  }

  function connect(mine, script, settings) {
    mine.worker = started(mine, [`const settings = ${JSON.stringify(settings)};\n`, script]);
    for (const message of mine.unsaid.splice(0)) mine.worker.postMessage(...message);
    mine.worker.onmessage = ({ data }) => isOver(mine) || hear(mine, data);
    mine.worker.onerror = (event) => {
      event.preventDefault();
      if (isOver(mine)) return;
      if (mine.heard) lost("crashed");
      else fail(new Problem("worker-blocked", "", event.message));
    };
  }

  function hear(mine, news) {
    mine.heard = true;
    if (news.progress) {
      mine.files = news.progress.waiting;
      if (mine.state !== "ready") onProgress?.(news.progress);
      expectNews(mine, mine.state === "ready" ? "answer" : "download");
    } else if (news.starting) {
      enter("starting");
      expectNews(mine, news.starting);
    } else if (news.ready) {
      mine.start = news.ready.start;
      enter("ready", { ...news.ready, note: news.ready.note ?? mine.note });
      expectNews(mine, null);
      next();
    } else if (news.failed) {
      fail(news.failed);
    } else if (news.crash) {
      lost("crashed");
    } else if (news.id === current?.id) {
      settle(news);
    }
  }

  function settle({ reply, error, problem }) {
    const { resolve, reject, asked, patience } = current;
    const took = (Date.now() - asked) / 1000;
    if (!patience) slowest = slowest === Infinity ? took : Math.max(slowest, took);
    current = null;
    attempt.proven = true;
    expectNews(attempt, null);
    if (problem || error !== undefined)
      reject(problemFor(problem ?? { kind: "python-error", detail: error }));
    else resolve(reply);
    next();
  }

  function next() {
    if (attempt?.state !== "ready" || current || !waiting.length) return;
    current = waiting.shift();
    current.asked = Date.now();
    attempt.worker.postMessage({ id: current.id, request: current.text, needs: current.needs });
    expectNews(attempt, "answer");
  }

  // The worker died. What it was working on is asked once more, unless something newer replaces it.
  // A snapshot that has answered nothing yet is suspected, and done without.
  function lost(kind) {
    const { state, start, proven, plain } = attempt;
    const suspect = !plain && !proven && (state === "starting" || start === "snapshot");
    if (state !== "ready" && !suspect) return fail({ kind: "worker-stopped" });
    end();
    if (current && ++current.tries > 1) {
      current.reject(problemFor({ kind }));
      current = null;
    }
    takeBack();
    return launch(
      suspect ? { plain: true, note: { kind, file: "snapshot.txt", detail: "" } } : { plain },
    );
  }

  function takeBack() {
    if (!current) return;
    if (current.key && waiting.some(({ key }) => key === current.key)) current.resolve(null);
    else waiting.unshift(current);
    current = null;
  }

  function fail(error) {
    end();
    takeBack();
    attempt.failed = error.kind;
    enter("failed", { error: problemFor(error) });
  }

  function end() {
    attempt.ended = true;
    clearTimeout(attempt.timer);
    attempt.aborter.abort();
    for (const { worker, address } of attempt.workers) {
      worker.terminate();
      URL.revokeObjectURL(address);
    }
  }

  // Without news for so long, something hangs. A timer that fires late has slept with the computer.
  function expectNews(mine, what) {
    clearTimeout(mine.timer);
    if (!what) return;
    const usual = () => Math.min(seconds.answer, 5 + 20 * slowest);
    const patience = what === "answer" ? (current?.patience ?? usual()) : seconds[what];
    const due = Date.now() + patience * 1000;
    mine.timer = setTimeout(() => {
      if (isOver(mine)) return;
      if (Date.now() > due + 5000) expectNews(mine, what);
      else if (what === "answer" || what === "restore") lost("too-slow");
      else fail({ kind: what === "start" ? "slow-start" : "stalled", file: mine.files.join(", ") });
    }, patience * 1000);
  }

  const start = () => {
    if (!attempt || attempt.state === "stopped") launch();
  };

  return {
    start,

    listen(hearers) {
      ({ onProgress, onState } = hearers);
      if (attempt) onState?.(attempt.news);
    },

    // Resolves with the reply, or with null when a newer request with the same `replace` took its
    // place. It waits through failures; `stop` and an error of its own are all that reject it.
    // `needs` names archives of the runtime that Python must have first, and `seconds` how long the
    // answer may take where that is longer than usual.
    request(text, { replace: key, needs = [], seconds: patience } = {}) {
      return new Promise((resolve, reject) => {
        const older = key ? waiting.findIndex((item) => item.key === key) : -1;
        if (older >= 0) waiting.splice(older, 1)[0].resolve(null);
        waiting.push({ id: ++lastId, text, key, needs, patience, tries: 0, resolve, reject });
        start();
        next();
      });
    },

    restart() {
      const { failed } = attempt ?? {};
      if (attempt) end();
      takeBack();
      const suspect = ["wrong-answer", "damaged", "missing"].includes(failed);
      launch({ cache: suspect ? "reload" : "default" });
    },

    stop() {
      if (!attempt) return;
      end();
      takeBack();
      enter("stopped");
      waiting.splice(0).forEach(({ reject }) => reject(problemFor({ kind: "stopped" })));
    },
  };
}

function checkPlatform() {
  if (typeof WebAssembly !== "object") throw new Problem("no-webassembly");
  if (typeof Worker !== "function") throw new Problem("no-worker");
  if (typeof DecompressionStream !== "function") throw new Problem("no-decompression");
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    throw new Problem("webassembly-blocked", "", error.message);
  }
}

// What went wrong, in words for the reader: message and fix, with the kind, the file and the detail.
export function problemFor({ kind = "start-failed", file = "", detail, message }) {
  const facts = { file, detail: (detail ?? message ?? "").trim().split("\n").at(-1) };
  const fill = (words) => words.replace(/\{(file|detail)\}/g, (_, name) => facts[name]);
  const words = WORDS[kind] ?? WORDS["start-failed"];
  return {
    kind,
    file,
    message: fill(words.message),
    fix: fill(words.fix),
    detail: detail ?? message ?? "",
  };
}
