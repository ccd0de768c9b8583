// The planner page: collects the answers, asks Python for the plan, patches what comes back into the
// page, saves and opens files. The page holds the state of record; the worker may die at any time.
// Nothing in here knows what the questions, the results or the messages are about: the words stand
// in the page. Long because typing, ticking, opening and saving all change the one file it holds.
import { download } from "./download.js";
import { runtime } from "./early.js";
import { isSafe, saveFile, today } from "./files.js";
import {
  at,
  fingerprint,
  head,
  identify,
  isEarlier,
  isEmpty,
  isLater,
  keep as keepInTab,
  newFile,
  put,
  putDone,
  recall,
  stamp,
} from "./plan-file.js";
import { marks, results, show, showTicks, showWhose, whose, write } from "./results.js";
import { problemFor } from "./runtime.js";
import "./rows.js";

const LARGEST_FILE = 1 << 20; // bytes
const MEGABYTE = 1e6;
const DAY = 86400000; // milliseconds
const QUIET = 1200; // milliseconds without typing before a screen reader hears the summary
const LOOK_AT_CLOCK = 30000; // milliseconds
const OPENING = { needs: ["export.txt"], seconds: 120 }; // what Python opens files with comes late
const LONGEST_WAIT = 3000; // milliseconds that saving waits for what Python adds to the file

const page = document.getElementById("planner");
const form = document.getElementById("planner-form");
const status = document.getElementById("planner-status");
const failure = document.getElementById("planner-failure");
const notice = document.getElementById("planner-notice");
const readOnly = document.getElementById("planner-read-only");
const unkept = document.getElementById("planner-unkept");
const newDay = document.getElementById("planner-new-day");
const fileInput = document.getElementById("planner-file");
const examples = document.getElementById("planner-examples");
const panel = document.getElementById("export");
const controls = new Map(
  [...form.querySelectorAll("[data-answer]")].map((control) => [control.dataset.answer, control]),
);
const questions = [...form.querySelectorAll("[data-question]")];
const sections = [...form.querySelectorAll("[data-section]")];

let file = newFile(); // the plan file, which holds all that is not lost
let touched = true; // since its last revision
let safe = ""; // the state that nobody would miss: as saved, opened or taken from an example
let isKept = true; // whether the tab's storage has what is on the page
let isStaying = false; // whether the page is being left for another one of this site, or loaded again
let day = ""; // which the last plan asked for was made for
let loading = null; // export.js on its way
let exporting = null; // what that script offers, once it is there
let tries = 0; // to load it
let before = null; // what the last example, file, fresh start or undo replaced
let problems = new Map();
let cells = new Map(); // problems of single fields of answers in rows
let remarks = new Map(); // what to know about answers that are used
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
      showFailure(error);
    }
  },
});

async function showFailure(error) {
  const fill = (message, fix, offer) => {
    failure.querySelector("[data-message]").textContent = message;
    failure.querySelector("[data-fix]").textContent = fix;
    for (const button of failure.querySelectorAll("[data-offer]"))
      button.hidden = button.dataset.do !== offer;
  };
  fill(error.message, error.fix, "retry");
  if (await isReplaced(error)) fill(word("replaced"), word("load-again"), "reload");
}

// The answers

function answers() {
  const given = {};
  for (const [name, control] of controls) if (control.value.trim()) given[name] = held(control);
  return given;
}

// An answer in rows is a list in the file, and the text of one in its control.
const held = ({ holdsRows, value }) => (holdsRows ? JSON.parse(value) : value);
const asText = (answer) => (typeof answer === "string" ? answer : JSON.stringify(answer));

// Puts answers into their controls. Returns, in words, which did not fit; these stay in the file.
function place(wanted) {
  readOnly.hidden = !isLater(file);
  for (const [name, control] of controls) {
    control.value = Object.hasOwn(wanted, name) ? asText(wanted[name]) : "";
    if (control.selectedIndex === -1 || control.hasLost) control.value = "";
    control.disabled = isLater(file);
  }
  const label = (name) => controls.get(name)?.labels[0].firstChild.textContent.trim() ?? name;
  const shownAs = (name) => controls.get(name)?.value ?? "";
  const odd = Object.keys(wanted).filter(
    (name) => asText(wanted[name]).trim() && shownAs(name) !== unix(asText(wanted[name])),
  );
  const lost = odd.filter((name) => !shownAs(name));
  const differing = odd.filter(shownAs);
  if (!isLater(file)) for (const name of differing) file.answers[name] = held(controls.get(name));
  const changed = differing.filter((name) => !controls.get(name).holdsRows);
  const say = (words, names) =>
    names.length ? [word(words, { labels: names.map(label).join("; ") })] : [];
  return [...say("lost", lost), ...say("changed", changed)];
}

// As a control holds the ends of lines.
const unix = (text) => text.replace(/\r\n?/g, "\n");

const usable = (given) =>
  Object.fromEntries(
    Object.entries(given).filter(([, value]) => typeof value === "string" || Array.isArray(value)),
  );

function isAsked(question, asked) {
  const rules = JSON.parse(question.dataset.askedWhen ?? "{}");
  const choices = Object.entries(JSON.parse(question.dataset.askedAny ?? "{}"));
  const value = (name) => (asked.has(name) ? controls.get(name).value : "");
  const matches = (name, wanted) => {
    if (wanted === "not given") return !value(name);
    const day = controls.get(name).value;
    if (wanted === "has passed") return Boolean(day) && day < today();
    const within = /^within (\d+) days$/.exec(wanted)?.[1];
    if (within) return Boolean(day) && (new Date(day) - new Date(today())) / DAY <= within;
    const other = /^differs from (\w+)$/.exec(wanted)?.[1];
    if (!other) return value(name) === wanted;
    return Boolean(value(name) && value(other) && value(name) !== value(other));
  };
  const fits = ([name, wanted]) => wanted.some((one) => matches(name, one));
  return Object.entries(rules).every(fits) && (!choices.length || choices.some(fits));
}

function showAsked() {
  const asked = new Set();
  // Twice, for a question may hang on one that stands further down.
  for (const question of [...questions, ...questions]) {
    question.hidden = !isAsked(question, asked);
    delete question.dataset.later; // it was hidden only until this
    if (question.hidden) asked.delete(question.dataset.question);
    else asked.add(question.dataset.question);
  }
  for (const section of sections) {
    const open = [...section.querySelectorAll("[data-question]:not([hidden])")];
    const given = open.filter(({ dataset }) => controls.get(dataset.question).value.trim());
    section.hidden = !open.length;
    write(
      section.querySelector("[data-answered]"),
      word("answered", { given: given.length, asked: open.length }),
    );
  }
}

// What was changed by hand, after which what was made before is no longer the plan of now.
function change(write, path, value) {
  write(file, path, value);
  touched = true;
  exporting?.forget();
}

// Python first, which works while the page goes on.
function refresh() {
  calculate();
  showAsked();
  keep();
}

// What a reload or Back must not lose. Where storage is blocked or full, the page says so.
function keep() {
  const open = sections.filter((section) => section.open).map(({ id }) => id);
  const unsaved = isUnsaved();
  isKept = keepInTab(file, { open, touched, whose, unsaved });
  unkept.hidden = isKept || !unsaved;
}

// A page without answers and ticks has nothing to lose.
function isUnsaved() {
  return fingerprint(file) !== safe && !isEmpty(file);
}

// Python

async function ask(work, more = {}, options = {}) {
  const message = {
    do: work,
    today: today(),
    root: page.dataset.root,
    answers: answers(),
    ...more,
  };
  const reply = await runtime.request(JSON.stringify(message), options);
  return reply && JSON.parse(reply);
}

async function calculate() {
  const mine = ++latest;
  page.dataset.busy = "yes";
  day = today();
  try {
    if (isEarlier(file)) await migrate();
    const reply = await ask("plan", { seen: marks }, { replace: "plan" });
    if (reply && !receive(reply)) return calculate();
  } catch (error) {
    report(error);
  }
  if (mine === latest) page.dataset.busy = "no";
}

// What the tab kept under an earlier edition. Answers that are given meanwhile stay.
async function migrate() {
  const earlier = file;
  const isSaved = fingerprint(earlier) === safe;
  const reply = await ask("open", { text: JSON.stringify(earlier) }, OPENING);
  if (file !== earlier) return;
  if (!reply.ok) tell(reply.message);
  file = { ...(reply.ok ? reply.file : newFile()), answers: earlier.answers };
  if (isSaved) safe = fingerprint(file);
  showTicks(mark);
  keep();
}

// A tab may stay open over midnight, or wake on another day.
function checkDay() {
  if (!Object.keys(marks).length || day === today()) return;
  exporting?.forget();
  calculate();
  const date = new Date().toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  newDay.hidden = false;
  write(newDay.querySelector("[data-words]"), word("new-day", { date }));
}

// False when the reply does not fit what is on the page by now.
function receive(reply) {
  const isFirst = !Object.keys(marks).length;
  const changed = show(reply, mark);
  if (!changed) return false;
  if (isFirst) uncover();
  if (changed === "entries") exporting?.offerPeople();
  problems = byQuestion(reply.problems.filter(({ cell }) => !cell));
  cells = new Map(
    reply.problems.map(({ question, cell, message }) => [`${question}/${cell}`, message]),
  );
  remarks = byQuestion(reply.notes);
  showProblems();
  clearTimeout(quiet);
  quiet = setTimeout(onQuiet, QUIET);
  return true;
}

// Ticks the box of an entry if the file says at its path what the box stands for.
function mark(box) {
  const { path, value } = box.dataset;
  box.checked = !isLater(file) && at(file, path) === value;
  box.disabled = isLater(file);
}

function byQuestion(said) {
  const found = new Map();
  for (const { question, message } of said)
    found.set(question, [found.get(question), message].filter(Boolean).join("\n"));
  return found;
}

// The panel's script comes while nobody waits for it, so that it is of the same edition as this one.
function onQuiet() {
  const words = results.querySelector("[data-summary]")?.textContent ?? "";
  say(words.replace(/\s+/g, " ").trim());
  panelLoaded().catch(() => {});
}

// An answer half typed is no mistake yet: its problem shows when the control is left.
function showProblems() {
  for (const [name, control] of controls) {
    const place = document.getElementById(`problem-${name}`);
    control.mark?.((cell) => cells.get(`${name}/${cell}`), word("half"));
    const isInside = control.contains(document.activeElement);
    const message = control.validity.badInput ? word("half") : (problems.get(name) ?? "");
    if (message && place.hidden && isInside) continue;
    write(place, message);
    place.hidden = !message;
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    const note = message ? "" : (remarks.get(name) ?? "");
    const told = document.getElementById(`note-${name}`) ?? (note && notePlace(name, control));
    if (!told || (note && told.hidden && isInside)) continue;
    write(told, note);
    told.hidden = !note;
  }
  for (const section of sections) {
    const count = section.querySelectorAll("[aria-invalid]").length;
    write(section.querySelector("[data-to-correct]"), count ? word("to-correct", { count }) : "");
  }
}

// Few questions ever have a note, so its place is made when one does.
function notePlace(name, control) {
  const place = document.createElement("p");
  place.className = "answer-note";
  place.id = `note-${name}`;
  place.hidden = true;
  document.getElementById(`problem-${name}`).after(place);
  control.setAttribute(
    "aria-describedby",
    `${control.getAttribute("aria-describedby")} ${place.id}`,
  );
  return place;
}

// Messages

function word(name, facts = {}) {
  const text = document.querySelector(`#planner-words [data-word=${name}]`).textContent;
  return text.replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);
}

function say(text, part = null) {
  const words = status.querySelector("[data-words]");
  const bar = status.querySelector("progress");
  write(words, text);
  const comes = bar.hidden && part !== null;
  bar.hidden = part === null;
  if (comes) uncover();
  if (part !== null) bar.value = part;
}

// What comes to lie over the page must not cover the control that somebody is in.
function uncover() {
  const control = document.activeElement;
  if (!form.contains(control)) return; // before its place is measured, which costs a layout
  const { top, bottom } = control.getBoundingClientRect();
  if (bottom > 0 && top < innerHeight) control.scrollIntoView({ block: "nearest" });
}

// `offers` names the buttons beside the words; undo is called by its name, `undo` or `redo`.
function tell(text, undo = "", offers = []) {
  notice.querySelector("[data-words]").textContent = text;
  if (undo) notice.querySelector("[data-do=undo]").textContent = word(undo);
  const wanted = undo ? ["undo", ...offers] : offers;
  for (const button of notice.querySelectorAll("[data-do]"))
    button.hidden = !wanted.includes(button.dataset.do);
  notice.hidden = !text;
}

async function report(error) {
  const { text, offers } = await explain(error);
  tell(text, "", offers);
}

// What went wrong, in words, and the buttons that help.
async function explain(error) {
  if (!error.fix) return { text: word("wrong"), offers: ["save"] };
  if (await isReplaced(error))
    return { text: `${word("replaced")} ${word("load-again")}`, offers: ["reload", "save"] };
  return { text: `${error.message} ${error.fix}`, offers: ["save"] };
}

// Whether a file is gone because the site holds another edition by now than this page is from.
async function isReplaced({ kind, file }) {
  if (!file || kind === "unreachable") return false;
  const { runtime: own } = document.getElementById("runtime").dataset;
  try {
    const response = await fetch(location.pathname, { cache: "no-store" });
    const now = new DOMParser()
      .parseFromString(await response.text(), "text/html")
      .getElementById("runtime");
    return Boolean(now) && now.dataset.runtime !== own;
  } catch {
    return false;
  }
}

// Tools

// `wanted` are the answers of the next file that fit; `known` is what else is known of it.
function replaceAll(next, wanted, message, known = {}, undo = "undo") {
  before = { file, wanted: answers(), known: { touched, safe } };
  file = next;
  showWhose("");
  showTicks(mark);
  touched = known.touched ?? true;
  const notes = place(wanted);
  safe = known.safe ?? fingerprint(file);
  exporting?.forget();
  refresh();
  tell([message, ...(known.notes ?? []), ...notes].join("\n"), undo);
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
function isReadable(text) {
  try {
    return isSafe(JSON.parse(text));
  } catch {
    return false;
  }
}

async function open(chosen) {
  const text = chosen.size <= LARGEST_FILE ? await chosen.text() : "";
  if (!isReadable(text)) return tell(word("unreadable"));
  const reply = await ask("open", { text }, OPENING);
  if (!reply.ok) return tell(`${reply.message} ${word("unchanged")}`);
  const known = { touched: !reply.file.plan_id, notes: reply.notes };
  replaceAll(reply.file, reply.answers, word("opened", { name: chosen.name }), known);
}

// The file as it is now, with the state and the day; `shown` is what the plan shows.
function stamped(shown) {
  identify(file, touched);
  touched = false;
  stamp(file, shown);
  keep();
  return file;
}

// What the plan shows, null where there is none; undefined where Python cannot say it soon.
async function whatIsShown() {
  if (page.dataset.state !== "ready" || isLater(file)) return undefined;
  const reply = await Promise.race([ask("shown"), wait(LONGEST_WAIT)]).catch(() => undefined);
  return reply && (reply.shown ?? null);
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

// A script that did not come is asked for by another address, for Firefox remembers a failure. The
// failure says neither which file nor why, so the file is fetched once more to find out.
async function lateScript(name) {
  tries += 1;
  const address = new URL(name, import.meta.url);
  if (tries > 1) address.search = `again=${tries}`;
  try {
    return await import(address);
  } catch {
    await download(new URL(".", address).href, { name, begins: "//" }, { cache: "no-store" }).catch(
      (problem) => {
        throw problemFor(problem);
      },
    );
    throw problemFor({ kind: "damaged", file: name });
  }
}

async function loadPanel() {
  const { exportPanel } = await lateScript("export.js");
  const which = () => ({ file: stamped() });
  exporting = exportPanel({ panel, results, ask, which, word, say, copy, explain, offer });
  for (const [name, work] of Object.entries(exporting.tools)) tools[name] = needsPython(work);
}

// Buttons of the notice, to stand beside what is said elsewhere.
function offer(names) {
  return names.map((name) => {
    const button = notice.querySelector(`[data-do=${name}]`).cloneNode(true);
    button.hidden = false;
    return button;
  });
}

function panelLoaded() {
  loading ??= loadPanel().catch((error) => {
    loading = null; // a script that did not come is asked for again
    throw error;
  });
  return loading;
}

async function togglePanel(button) {
  await panelLoaded();
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", String(!panel.hidden));
  if (panel.hidden) return;
  exporting.offerPeople();
  exporting.getReady();
  panel.querySelector("h2").focus();
}

// Where Python has failed, a request would wait for a start that may never come.
const needsPython = (work) => (button) =>
  page.dataset.state === "failed" ? tell(word("failed"), "", ["save"]) : work(button);

const tools = {
  example() {
    const { dataset, textContent } = examples.selectedOptions[0];
    if (!dataset.answers) return examples.focus();
    const message = word("example", { title: textContent.trim(), practice: dataset.practice });
    const given = JSON.parse(dataset.answers);
    replaceAll({ ...newFile(), answers: { ...given } }, given, message);
  },
  async save() {
    // What is saved is what stood when it was asked for; the page may have changed meanwhile.
    const mine = stamped();
    const state = fingerprint(mine);
    const copy = structuredClone(mine);
    const shown = await whatIsShown();
    const isSame = file === mine && fingerprint(mine) === state;
    if (isSame) for (const each of [mine, copy]) stamp(each, shown);
    const name = `${head.kind.replaceAll(" ", "-")}-${today()}.json`;
    saveFile(`${JSON.stringify(copy, null, 2)}\n`, name);
    if (!isSame) return;
    safe = state;
    keep();
    tell(word("saved", { name }));
  },
  reload() {
    location.reload();
  },
  open: needsPython(() => fileInput.click()),
  copy: needsPython(async () => {
    const reply = await ask("text", { file });
    if (!reply.ok) return tell(reply.message);
    await copy(reply.text).then(
      () => tell(word("copied")),
      () => tell(word("not-copied")),
    );
  }),
  export: togglePanel,
  "close-export"() {
    const button = page.querySelector("[data-do=export]");
    button.focus();
    return togglePanel(button);
  },
  clear() {
    examples.value = "";
    replaceAll(newFile(), {}, word("cleared"));
  },
  undo() {
    const again = before.again ? "undo" : "redo";
    const message = word(before.again ? "redone" : "undone");
    replaceAll(before.file, before.wanted, message, before.known, again);
    before.again = again === "redo";
  },
  retry() {
    controls.values().next().value.focus();
    runtime.restart();
  },
};

// Events

form.addEventListener("input", ({ target }) => {
  change(put, `answers/${target.dataset.answer}`, target.value.trim() ? held(target) : undefined);
  newDay.hidden = true;
  refresh();
});
form.addEventListener("focusout", () => setTimeout(showProblems));
form.addEventListener("toggle", keep, true);
page.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) Promise.resolve(tools[button.dataset.do](button)).catch(report);
});
results.addEventListener("change", ({ target: { checked, dataset, value } }) => {
  const record = dataset.step === undefined ? putDone : put; // the day of a step is of no use
  if (dataset.tick) change(record, dataset.path, checked ? dataset.value : undefined);
  if (dataset.tick) showTicks(mark);
  else if (dataset.whose !== undefined) showWhose(value);
  keep();
});
// A link to what is not shown shows everything.
results.addEventListener("click", ({ target }) => {
  const link = target.closest("a[href^='#']");
  if (link && document.getElementById(link.hash.slice(1))?.hidden) showWhose("");
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
for (const intent of ["focusin", "pointerdown"])
  page.addEventListener(intent, () => runtime.start(), { once: true });

// Leaving asks first where something would be lost. A page of this site, and this page loaded again,
// find the answers in the tab's storage.
globalThis.navigation?.addEventListener("navigate", ({ destination, downloadRequest }) => {
  if (destination.sameDocument || downloadRequest !== null) return;
  isStaying = destination.url.startsWith(new URL(page.dataset.root, document.baseURI).href);
});
globalThis.navigation?.addEventListener("navigateerror", () => {
  isStaying = false;
});
addEventListener("beforeunload", (event) => {
  if (isUnsaved() && !(isKept && isStaying)) event.preventDefault();
});

for (const event of ["focus", "pageshow"]) addEventListener(event, checkDay);
document.addEventListener("visibilitychange", checkDay);
setInterval(checkDay, LOOK_AT_CLOCK);

// What stands in the footer of printed pages. Not sooner: a change at the root styles the whole page anew.
addEventListener("beforeprint", () => {
  const footer = results.querySelector("[data-footer]")?.dataset.footer ?? "";
  document.documentElement.style.setProperty("--printout-footer", JSON.stringify(footer));
});
addEventListener("afterprint", () =>
  document.documentElement.style.removeProperty("--printout-footer"),
);

// The start: what the tab still knows, then what the address asks for, once.
const kept = recall();
const wished = Object.fromEntries(
  [...new URLSearchParams(location.search)].filter(([name, value]) =>
    [...(controls.get(name)?.options ?? [])].some((option) => option.value === value),
  ),
);
({ file, touched } = kept);
showWhose(kept.whose);
const notes = place(usable(file.answers));
safe = kept.unsaved ? "" : fingerprint(file);
if (notes.length) tell(notes.join("\n"));
for (const section of sections)
  section.open = "first" in section.dataset || kept.open.includes(section.id);
for (const tool of page.querySelectorAll("[data-tools]")) tool.hidden = false;
page.dataset.state ??= "idle";
history.replaceState(null, "", location.pathname + location.hash);
follow(wished);
if (Object.keys(answers()).length) calculate();

// A link may ask for answers. Those that were given before can be had back.
function follow(wished) {
  const isNew = Object.entries(wished).some(([name, value]) => controls.get(name).value !== value);
  if (!isNew) return showAsked();
  const given = answers();
  const next = isLater(file) ? newFile() : structuredClone(file);
  next.answers = { ...next.answers, ...wished };
  if (Object.keys(given).length)
    return replaceAll(next, isLater(file) ? wished : { ...given, ...wished }, word("wished"), {
      touched,
      safe,
      notes,
    });
  file = next;
  place(wished);
  refresh();
  safe = fingerprint(file);
  keep();
}
