// The planner page: collects the answers, asks Python for the plan, patches what comes back into the
// page, saves and opens files. The page holds the state of record; the worker may die at any time.
// Nothing in here knows what the questions, the results or the messages are about: the words stand
// in the page.
import { Idiomorph } from "./idiomorph.esm.js";
import { KEPT, recall, runtime } from "./early.js";
import { saveFile, today } from "./files.js";

const FILE_LIMITS = { bytes: 1 << 20, depth: 32, nodes: 10000 };
const MEGABYTE = 1e6;
const MINUTE = 60000; // milliseconds
const QUIET = 1200; // milliseconds without typing before a screen reader hears the summary
const FRAME = "plan";

const page = document.getElementById("planner");
const form = document.getElementById("planner-form");
const results = document.getElementById("planner-results");
const status = document.getElementById("planner-status");
const failure = document.getElementById("planner-failure");
const notice = document.getElementById("planner-notice");
const fileInput = document.getElementById("planner-file");
const examples = document.getElementById("planner-examples");
const panel = document.getElementById("take-away");
const controls = new Map(
  [...form.querySelectorAll("[data-answer]")].map((control) => [control.dataset.answer, control]),
);
const questions = [...form.querySelectorAll("[data-question]")];
const sections = [...form.querySelectorAll("[data-section]")];

let done = new Set();
let identity = { plan_id: "", revision: 0 }; // which plan this is, and which state of it
let touched = true; // since that state
let loading = null; // take-away.js on its way
let taking = null; // what it offers, once it is there
let before = null; // what the last example, file, fresh start or undo replaced
let shown = {}; // the marks of the parts in the results
let problems = new Map();
let notes = new Map(); // what to know about answers that are used
let whose = ""; // the one whose entries are shown; nobody in particular when empty
let quiet = 0;
let latest = 0; // counts the calculations asked for

runtime.listen({
  onProgress: ({ done: bytes, total }) => {
    if (page.dataset.state === "ready") return; // what still comes, nobody waits for
    const megabytes = (number) => (number / MEGABYTE).toFixed(1);
    say(word("fetching", { done: megabytes(bytes), total: megabytes(total) }), bytes / total);
  },
  onState: ({ state, start, error }) => {
    page.dataset.state = state;
    failure.hidden = state !== "failed";
    if (state === "starting") say(word("starting"), 1);
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
  for (const section of sections) {
    const open = [...section.querySelectorAll("[data-question]:not([hidden])")];
    const given = open.filter(({ dataset }) => controls.get(dataset.question).value.trim());
    section.hidden = !open.length;
    write(section.querySelector("[data-answered]"), `${given.length} of ${open.length}`);
  }
}

function refresh() {
  touched = true;
  taking?.forget();
  showAsked();
  keep();
  plan();
}

// What a reload or Back must not lose.
function keep() {
  const open = sections.filter((section) => section.open).map(({ id }) => id);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ answers: answers(), done: [...done], open, identity, touched, whose }));
  } catch {
    // Storage is switched off by policy; the answers then last as long as the page.
  }
}

// Calendars know an entry by the plan it is from, and take it in again if its revision has risen. So
// a plan gets an id for life, and every state that is saved or taken away a higher number: the minute
// on the wall clock, which rises also where a copy of the plan went on elsewhere.
function identify() {
  const now = new Date();
  const minutes = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours(), now.getMinutes()) / MINUTE;
  if (!identity.plan_id) identity = { ...identity, plan_id: randomId() };
  if (touched) identity = { ...identity, revision: Math.max(identity.revision + 1, minutes) };
  touched = false;
  keep();
  return identity;
}

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Python

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

// The first reply finds nothing worth keeping.
function putIn({ [FRAME]: frame, ...parts }) {
  const whole = document.createElement("template");
  whole.innerHTML = frame;
  for (const [name, part] of Object.entries(parts)) whole.content.getElementById(name).outerHTML = part;
  results.replaceChildren(whole.content);
}

function patch({ [FRAME]: frame, ...parts }) {
  const options = { ignoreActiveValue: true };
  if (frame) Idiomorph.morph(results, frame, { ...options, morphStyle: "innerHTML", callbacks: KEEP_PARTS });
  for (const [name, part] of Object.entries(parts)) {
    Idiomorph.morph(document.getElementById(name), part, { ...options, morphStyle: "outerHTML", callbacks: KEEP_OPEN });
  }
}

// The reply holds the frame, if it changed, and the parts that changed; both are patched in place.
// False when a part the reply leaves out has changed on the page since the question was sent.
function show({ marks, html, problems: found, notes: said }) {
  if (Object.keys(marks).some((name) => !(name in html) && shown[name] !== marks[name])) return false;
  const fresh = !Object.keys(shown).length && !results.contains(document.activeElement);
  (fresh ? putIn : patch)(html);
  shown = marks;
  taking?.offerPeople();
  for (const box of results.querySelectorAll("[data-tick]")) box.checked = done.has(box.dataset.tick);
  showWhose();
  showLeft();
  problems = byQuestion(found);
  notes = byQuestion(said);
  showProblems();
  clearTimeout(quiet);
  quiet = setTimeout(() => say(results.querySelector("[data-summary]")?.textContent.trim() ?? ""), QUIET);
  return true;
}

function byQuestion(said) {
  const found = new Map();
  for (const { question, message } of said) found.set(question, [found.get(question), message].filter(Boolean).join("\n"));
  return found;
}

// Of all entries that somebody owns, those of the one chosen, and how many of them are ticked.
function showWhose() {
  const choice = results.querySelector("[data-whose]");
  if (!choice) return;
  if (![...choice.options].some(({ value }) => value === whose)) whose = "";
  choice.value = whose;
  const owned = [...results.querySelectorAll("[data-owner]")];
  for (const entry of owned) entry.hidden = Boolean(whose) && entry.dataset.owner !== whose;
  for (const place of results.querySelectorAll("[data-count]")) {
    write(place, place.closest("details").querySelectorAll("[data-owner]:not([hidden])").length);
  }
  const shownBoxes = owned.filter(({ hidden }) => !hidden).map((entry) => entry.querySelector("[data-tick]"));
  const count = shownBoxes.filter(({ checked }) => checked).length;
  write(results.querySelector("[data-ticked]"), word("ticked", { count, all: shownBoxes.length }));
}

// An answer half typed is no mistake yet: its problem shows when the control is left.
function showProblems() {
  for (const [name, control] of controls) {
    const place = document.getElementById(`problem-${name}`);
    const message = control.validity.badInput ? word("half") : (problems.get(name) ?? "");
    if (message && place.hidden && control === document.activeElement) continue;
    write(place, message);
    place.hidden = !message;
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    const told = document.getElementById(`note-${name}`);
    const note = message ? "" : (notes.get(name) ?? "");
    if (note && told.hidden && control === document.activeElement) continue;
    write(told, note);
    told.hidden = !note;
  }
  for (const section of sections) {
    const count = section.querySelectorAll("[aria-invalid]").length;
    write(section.querySelector("[data-to-correct]"), count ? word("to-correct", { count }) : "");
  }
}

// What has a tick is no longer counted, nor listed among what to do first.
function showLeft() {
  const isLeft = (entry) => !entry.querySelector("[data-tick]")?.checked;
  for (const place of results.querySelectorAll("[data-left]")) {
    write(place, [...results.querySelectorAll(place.dataset.left)].filter(isLeft).length);
  }
  for (const entry of results.querySelectorAll("[data-about]")) entry.hidden = done.has(entry.dataset.about);
}

function tick({ checked, dataset }) {
  if (checked) done.add(dataset.tick);
  else done.delete(dataset.tick);
  touched = true;
  taking?.forget();
}

// Messages

// The same words written again would be laid out, and read out, again.
function write(place, words) {
  if (place.textContent !== String(words)) place.textContent = words;
}

function word(name, facts = {}) {
  const text = document.querySelector(`#planner-words [data-word=${name}]`).textContent;
  return text.replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);
}

function say(text, part = null) {
  const words = status.querySelector("[data-words]");
  const bar = status.querySelector("progress");
  write(words, text);
  bar.hidden = part === null;
  if (part !== null) bar.value = part;
}

function tell(text, undo = "") {
  const button = notice.querySelector("[data-do=undo]");
  notice.querySelector("[data-words]").textContent = text;
  button.hidden = !undo;
  if (undo) button.textContent = word(undo);
  notice.hidden = !text;
}

function report(error) {
  tell(error.fix ? `${error.message} ${error.fix}` : word("wrong"));
}

// Tools

// `known` is the identity of what comes; without one it is a new plan.
function replaceAll(wanted, ticks, message, known = {}, undo = "undo") {
  before = { answers: answers(), done, known: { ...identity, touched } };
  done = new Set(ticks);
  whose = "";
  identity = { plan_id: known.plan_id ?? "", revision: known.revision ?? 0 };
  fill(wanted);
  touched = known.touched ?? true;
  keep();
  const lost = Object.keys(wanted).filter((name) => controls.get(name)?.value !== wanted[name]);
  const labels = lost.map((name) => controls.get(name)?.labels[0].firstChild.textContent.trim() ?? name);
  tell(lost.length ? `${message} ${word("lost", { labels: labels.join(" ") })}` : message, undo);
}

// The async clipboard exists on secure pages only; an intranet on plain http has the older way.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const held = document.createElement("textarea");
  const { activeElement } = document;
  held.value = text;
  held.setAttribute("aria-hidden", "true");
  held.className = "off-screen";
  document.body.append(held);
  held.select();
  const copied = document.execCommand("copy");
  held.remove();
  activeElement?.focus();
  if (!copied) throw new Error("not copied");
}

// Python's parser is never given text that could end it: no JSON, too deep or too full.
function isSafe(text) {
  let nodes = 0;
  const walk = (value, depth) => {
    if (depth > FILE_LIMITS.depth || ++nodes > FILE_LIMITS.nodes) return false;
    return typeof value !== "object" || value === null || Object.values(value).every((child) => walk(child, depth + 1));
  };
  try {
    return walk(JSON.parse(text), 0);
  } catch {
    return false;
  }
}

async function open(file) {
  const text = file.size <= FILE_LIMITS.bytes ? await file.text() : "";
  if (!isSafe(text)) return tell(word("unreadable"));
  const reply = await ask("open", { text });
  if (!reply.ok) return tell(`${reply.message} ${word("unchanged")}`);
  const known = { ...reply, touched: !reply.plan_id };
  replaceAll(reply.answers, reply.done, word("opened", { name: file.name }), known);
}

async function loadPanel() {
  const { takeAway } = await import("./take-away.js");
  const which = () => ({ ...identify(), done: [...done].sort() });
  taking = takeAway({ panel, results, ask, which, word, say, copy });
  for (const [name, work] of Object.entries(taking.tools)) tools[name] = needsPython(work);
}

async function togglePanel(button) {
  loading ??= loadPanel().catch((error) => {
    loading = null; // a script that did not come is asked for again
    throw error;
  });
  await loading;
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", String(!panel.hidden));
  if (panel.hidden) return;
  taking.offerPeople();
  taking.getReady();
  panel.querySelector("h2").focus();
}

// Where Python has failed, a request would wait for a start that may never come.
const needsPython = (work) => (button) => (page.dataset.state === "failed" ? tell(word("failed")) : work(button));

const tools = {
  example() {
    const { dataset, textContent } = examples.selectedOptions[0];
    if (!dataset.answers) return examples.focus();
    const message = word("example", { title: textContent.trim(), practice: dataset.practice });
    replaceAll(JSON.parse(dataset.answers), [], message);
  },
  save() {
    const head = JSON.parse(page.dataset.file);
    const content = { ...head, ...identify(), saved: today(), answers: answers(), done: [...done].sort() };
    const name = `${head.kind.replaceAll(" ", "-")}-${today()}.json`;
    saveFile(`${JSON.stringify(content, null, 2)}\n`, name);
    tell(word("saved", { name }));
  },
  open: needsPython(() => fileInput.click()),
  copy: needsPython(async () => {
    const reply = await ask("text", { done: [...done] });
    if (!reply.ok) return tell(reply.message);
    await copy(reply.text).then(
      () => tell(word("copied")),
      () => tell(word("not-copied")),
    );
  }),
  "take-away": togglePanel,
  "close-take-away"() {
    const button = page.querySelector("[data-do=take-away]");
    button.focus();
    return togglePanel(button);
  },
  clear() {
    examples.value = "";
    replaceAll({}, [], word("cleared"));
  },
  undo() {
    const again = before.again ? "undo" : "redo";
    replaceAll(before.answers, before.done, word(before.again ? "redone" : "undone"), before.known, again);
    before.again = again === "redo";
  },
  retry() {
    controls.values().next().value.focus();
    runtime.restart();
  },
};

// Events

form.addEventListener("input", refresh);
form.addEventListener("focusout", () => setTimeout(showProblems));
form.addEventListener("toggle", keep, true);
page.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) Promise.resolve(tools[button.dataset.do](button)).catch(report);
});
results.addEventListener("change", ({ target }) => {
  if (target.dataset.whose !== undefined) whose = target.value;
  else if (target.dataset.tick) tick(target);
  showWhose();
  showLeft();
  keep();
});
// A link to what is not shown shows everything.
results.addEventListener("click", ({ target }) => {
  const link = target.closest("a[href^='#']");
  if (!link || !document.getElementById(link.hash.slice(1))?.hidden) return;
  whose = "";
  showWhose();
});
// A link to a question opens its section.
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
for (const intent of ["focusin", "pointerdown"]) page.addEventListener(intent, () => runtime.start(), { once: true });

// What stands at the foot of printed pages. Not sooner: a change at the root styles the whole page anew.
addEventListener("beforeprint", () => {
  const foot = results.querySelector("[data-foot]")?.dataset.foot ?? "";
  document.documentElement.style.setProperty("--printout-foot", JSON.stringify(foot));
});
addEventListener("afterprint", () => document.documentElement.style.removeProperty("--printout-foot"));

// The start: what the tab still knows, then what the address asks for, once.
const kept = recall();
const wished = Object.fromEntries(
  [...new URLSearchParams(location.search)].filter(([name, value]) =>
    [...(controls.get(name)?.options ?? [])].some((option) => option.value === value),
  ),
);
done = new Set(kept.done);
whose = kept.whose ?? "";
identity = kept.identity ?? identity;
touched = kept.touched ?? true;
for (const [name, control] of controls) control.value = kept.answers?.[name] ?? "";
for (const section of sections.slice(1)) section.open = Boolean(kept.open?.includes(section.id));
for (const tool of page.querySelectorAll("[data-tools]")) tool.hidden = false;
page.dataset.state ??= "idle";
history.replaceState(null, "", location.pathname + location.hash);
const changed = Object.entries(wished).some(([name, value]) => controls.get(name).value !== value);
if (!changed) showAsked();
else if (Object.keys(answers()).length) replaceAll({ ...answers(), ...wished }, done, word("wished"), identity);
else fill(wished);
if (Object.keys(answers()).length) plan();
