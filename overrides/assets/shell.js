// The planner page: collects the answers, asks Python for the plan, patches what comes back into the
// page, saves and opens files. The page holds the state of record; the worker may die at any time.
// Nothing in here knows what the questions or the results are about.
import { Idiomorph } from "./idiomorph.esm.js";
import { createRuntime } from "./runtime.js";

const KEPT = "secondment-handbook.answers";
const FILE_LIMITS = { bytes: 1 << 20, depth: 32, nodes: 10000 };
const FRAME = "plan";
const MEGABYTE = 1e6;
const QUIET = 1200; // milliseconds without typing before a screen reader hears the summary

const page = document.getElementById("planner");
const form = document.getElementById("planner-form");
const results = document.getElementById("planner-results");
const status = document.getElementById("planner-status");
const failure = document.getElementById("planner-failure");
const notice = document.getElementById("planner-notice");
const fileInput = document.getElementById("planner-file");
const examples = document.getElementById("planner-examples");
const controls = new Map(
  [...form.querySelectorAll("[data-answer]")].map((control) => [control.dataset.answer, control]),
);
const questions = [...form.querySelectorAll("[data-question]")];

let done = new Set();
let before = null; // what the last example, file or fresh start replaced
let shown = {}; // the marks of the parts in the results
let quiet = 0;
let latest = 0; // counts the calculations asked for

const runtime = createRuntime({
  base: page.dataset.runtime,
  mode: page.dataset.mode,
  onProgress: ({ done: bytes, total }) => {
    if (page.dataset.state === "ready") return; // what still comes, nobody waits for
    const part = `${(bytes / MEGABYTE).toFixed(1)} of ${(total / MEGABYTE).toFixed(1)} MB`;
    say(`Fetching the planner: ${part}`, bytes / total);
  },
  onState: ({ state, start, error }) => {
    page.dataset.state = state;
    failure.hidden = state !== "failed";
    if (state === "starting") say("Starting the planner", 1);
    if (state === "ready") {
      page.dataset.start = start;
      say("");
    }
    if (state === "failed") {
      say("");
      failure.querySelector("[data-message]").textContent = error.message;
      failure.querySelector("[data-fix]").textContent = error.fix;
    }
  },
});

// The answers

function answers() {
  const given = {};
  for (const [name, { value }] of controls) if (value.trim()) given[name] = value;
  return given;
}

function fill(wanted) {
  for (const [name, control] of controls) control.value = wanted[name] ?? "";
  refresh();
}

function isAsked(question, asked) {
  const rules = JSON.parse(question.dataset.askedWhen ?? "{}");
  const value = (name) => (asked.has(name) ? controls.get(name).value : "");
  const matches = (name, wanted) => {
    const other = /^differs from (\w+)$/.exec(wanted)?.[1];
    if (!other) return value(name) === wanted;
    return Boolean(value(name) && value(other) && value(name) !== value(other));
  };
  return Object.entries(rules).every(([name, wanted]) => wanted.some((one) => matches(name, one)));
}

function showAsked() {
  const asked = new Set();
  for (const question of questions) {
    question.hidden = !isAsked(question, asked);
    if (!question.hidden) asked.add(question.dataset.question);
  }
  for (const section of form.querySelectorAll("[data-section]")) {
    const open = [...section.querySelectorAll("[data-question]:not([hidden])")];
    const given = open.filter(({ dataset }) => controls.get(dataset.question).value.trim());
    section.hidden = !open.length;
    section.querySelector("[data-answered]").textContent = `${given.length} of ${open.length}`;
  }
}

function refresh() {
  showAsked();
  keep();
  plan();
}

// What a reload or Back must not lose; it goes when the tab is closed.
function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ answers: answers(), done: [...done] }));
  } catch {
    // Storage is switched off by policy; the answers then last as long as the page.
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

// Python

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

async function ask(work, more = {}, options = {}) {
  const message = { do: work, today: today(), root: page.dataset.root, answers: answers(), ...more };
  const reply = await runtime.request(JSON.stringify(message), options);
  return reply && JSON.parse(reply);
}

async function plan() {
  const mine = ++latest;
  page.dataset.busy = "yes";
  try {
    const reply = await ask("plan", { seen: shown }, { replace: "plan" });
    if (reply && !show(reply)) return plan();
  } catch (error) {
    report(error);
  }
  if (mine === latest) page.dataset.busy = "no";
}

const KEEP_OPEN = { beforeAttributeUpdated: (name, { tagName }) => !(name === "open" && tagName === "DETAILS") };
const KEEP_PARTS = { ...KEEP_OPEN, beforeNodeMorphed: (old, { id, dataset }) => dataset?.part === undefined || id !== old.id };

// The reply holds the frame, if it changed, and the parts that changed; both are patched in place.
// False when a part the reply leaves out has changed on the page since the question was sent.
function show({ marks, html, problems }) {
  if (Object.keys(marks).some((name) => !(name in html) && shown[name] !== marks[name])) return false;
  const { [FRAME]: frame, ...parts } = html;
  const options = { ignoreActiveValue: true };
  if (frame) Idiomorph.morph(results, frame, { ...options, morphStyle: "innerHTML", callbacks: KEEP_PARTS });
  for (const [name, part] of Object.entries(parts)) {
    Idiomorph.morph(document.getElementById(name), part, { ...options, morphStyle: "outerHTML", callbacks: KEEP_OPEN });
  }
  shown = marks;
  for (const box of results.querySelectorAll("[data-tick]")) box.checked = done.has(box.dataset.tick);
  showProblems(new Map(problems.map(({ question, message }) => [question, message])));
  clearTimeout(quiet);
  quiet = setTimeout(() => say(results.querySelector("[data-summary]")?.textContent.trim() ?? ""), QUIET);
  return true;
}

function showProblems(problems) {
  for (const [name, control] of controls) {
    const place = document.getElementById(`problem-${name}`);
    const message = problems.get(name) ?? "";
    if (place.textContent !== message) place.textContent = message;
    place.hidden = !message;
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

// Messages

function say(text, part = null) {
  const words = status.querySelector("[data-words]");
  const bar = status.querySelector("progress");
  if (words.textContent !== text) words.textContent = text;
  bar.hidden = part === null;
  if (part !== null) bar.value = part;
}

function tell(text, undo = false) {
  notice.querySelector("[data-words]").textContent = text;
  notice.querySelector("[data-do=undo]").hidden = !undo;
  notice.hidden = !text;
}

function report(error) {
  tell(error.fix ? `${error.message} ${error.fix}` : "Something went wrong. Your answers are still here.");
}

// Tools

function replaceAll(wanted, ticks, message) {
  before = { answers: answers(), done };
  done = new Set(ticks);
  fill(wanted);
  tell(message, true);
}

function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// The async clipboard exists on secure pages only; an intranet on plain http has the older way.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const held = document.createElement("textarea");
  held.value = text;
  held.setAttribute("aria-hidden", "true");
  held.className = "off-screen";
  document.body.append(held);
  held.select();
  const copied = document.execCommand("copy");
  held.remove();
  if (!copied) throw new Error("not copied");
}

// Python's parser is never given a file that could end it: too large, too deep or too full.
function isSafe(text) {
  let nodes = 0;
  const walk = (value, depth) => {
    if (depth > FILE_LIMITS.depth || ++nodes > FILE_LIMITS.nodes) return false;
    return typeof value !== "object" || value === null || Object.values(value).every((child) => walk(child, depth + 1));
  };
  try {
    return walk(JSON.parse(text), 0);
  } catch (error) {
    return !(error instanceof RangeError);
  }
}

async function open(file) {
  const text = file.size <= FILE_LIMITS.bytes ? await file.text() : null;
  if (text === null || !isSafe(text)) return tell("This file is too large to be a saved plan. Nothing was changed.");
  const reply = await ask("open", { text });
  if (!reply.ok) return tell(`${reply.message} Nothing was changed.`);
  replaceAll(reply.answers, reply.done, `Opened ${file.name}.`);
}

const tools = {
  async save() {
    const { text } = await ask("save", { done: [...done] });
    const name = `secondment-plan-${today()}.json`;
    download(text, name);
    tell(`Saved as ${name} in your downloads.`);
  },
  open: () => fileInput.click(),
  async copy() {
    const reply = await ask("text");
    if (!reply.ok) return tell(reply.message);
    try {
      await copy(reply.text);
      tell("The plan is copied as text.");
    } catch {
      tell("This browser does not let the page copy. Save or print the plan.");
    }
  },
  print: () => window.print(),
  clear: () => replaceAll({}, [], "Started over."),
  undo() {
    const { answers: earlier, done: ticks } = before;
    done = ticks;
    fill(earlier);
    tell("Undone.");
  },
  retry: () => runtime.restart(),
};

// Events

form.addEventListener("input", refresh);
page.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) Promise.resolve(tools[button.dataset.do]()).catch(report);
});
results.addEventListener("change", ({ target }) => {
  if (!target.dataset.tick) return;
  target.checked ? done.add(target.dataset.tick) : done.delete(target.dataset.tick);
  keep();
});
// A link to a question opens its section, however deep it is hidden.
page.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#answer-']");
  const target = link && form.querySelector(link.hash);
  if (!target) return;
  event.preventDefault();
  target.closest("details").open = true;
  target.scrollIntoView({ block: "center" });
  target.focus();
});
fileInput.addEventListener("change", () => {
  const [file] = fileInput.files;
  fileInput.value = "";
  if (file) open(file).catch(report);
});
examples.addEventListener("change", () => {
  const { dataset, textContent } = examples.selectedOptions[0];
  if (dataset.answers) replaceAll(JSON.parse(dataset.answers), [], `Example: ${textContent.trim()}.`);
  examples.selectedIndex = 0;
});
for (const intent of ["focusin", "pointerdown"]) page.addEventListener(intent, () => runtime.start(), { once: true });
// On paper nothing is folded away.
addEventListener("beforeprint", () => tell(""));

// The start: what the tab still knows, then what the address asks for.
const kept = recall();
done = new Set(kept.done);
const wanted = { ...kept.answers };
for (const [name, value] of new URLSearchParams(location.search)) {
  const offered = [...(controls.get(name)?.options ?? [])].some((option) => option.value === value);
  if (offered) wanted[name] = value;
}
for (const [name, control] of controls) if (wanted[name]) control.value = wanted[name];
for (const section of [...form.querySelectorAll("[data-section]")].slice(1)) {
  section.open = [...section.querySelectorAll("[data-answer]")].some(({ value }) => value.trim());
}
showAsked();
for (const tool of page.querySelectorAll("[data-tools]")) tool.hidden = false;
if (Object.keys(answers()).length) refresh();
page.dataset.state = page.dataset.state ?? "idle";
