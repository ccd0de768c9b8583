// The planner page: collects the answers, asks Python for the plan, patches what comes back into the
// page, saves and opens files. The page holds the state of record; the worker may die at any time.
// Nothing in here knows what the questions, the results or the messages are about: the words stand
// in the page.
import { Idiomorph } from "./idiomorph.esm.js";
import { download } from "./download.js";
import { KEPT, recall, runtime } from "./early.js";
import { isSafe, saveFile, today } from "./files.js";
import { problemFor } from "./runtime.js";

const LARGEST_FILE = 1 << 20; // bytes
const MEGABYTE = 1e6;
const MINUTE = 60000; // milliseconds
const DAY = 24 * 60 * MINUTE;
const QUIET = 1200; // milliseconds without typing before a screen reader hears the summary
const LOOK_AT_CLOCK = 30000; // milliseconds
const FRAME = "plan";

const page = document.getElementById("planner");
const form = document.getElementById("planner-form");
const results = document.getElementById("planner-results");
const status = document.getElementById("planner-status");
const failure = document.getElementById("planner-failure");
const notice = document.getElementById("planner-notice");
const unkept = document.getElementById("planner-unkept");
const newDay = document.getElementById("planner-new-day");
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
let rest = nothingElse(); // what an opened file held that this page has no place for
let safe = ""; // the answers and ticks that nobody would miss: as saved, opened or taken from an example
let isKept = true; // whether the tab's storage has what is on the page
let isStaying = false; // whether the page is being left for another one of this site, or loaded again
let day = ""; // which the last plan asked for was made for
let loading = null; // take-away.js on its way
let taking = null; // what it offers, once it is there
let tries = 0; // to load it
let before = null; // what the last example, file, fresh start or undo replaced
let shown = {}; // the marks of the parts in the results
let problems = new Map();
let remarks = new Map(); // what to know about answers that are used
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
  for (const [name, { value }] of controls) if (value.trim()) given[name] = value;
  return given;
}

// Puts answers into their controls. Returns, in words, which did not fit; what has no place is kept
// for the next file.
function place(wanted) {
  for (const [name, control] of controls) {
    control.value = Object.hasOwn(wanted, name) ? wanted[name] : "";
    if (control.selectedIndex === -1) control.value = "";
  }
  const label = (name) => controls.get(name)?.labels[0].firstChild.textContent.trim() ?? name;
  const shownAs = (name) => controls.get(name)?.value ?? "";
  const odd = Object.keys(wanted).filter(
    (name) => wanted[name].trim() && shownAs(name) !== unix(wanted[name]),
  );
  const lost = odd.filter((name) => !shownAs(name));
  const changed = odd.filter(shownAs);
  for (const name of lost) rest.answers[name] = wanted[name];
  const say = (words, names) =>
    names.length ? [word(words, { labels: names.map(label).join("; ") })] : [];
  return [...say("lost", lost), ...say("changed", changed)];
}

// As a control holds the ends of lines.
const unix = (text) => text.replace(/\r\n?/g, "\n");

function nothingElse() {
  return { fields: {}, answers: {} };
}

function fill(wanted) {
  const notes = place(wanted);
  refresh();
  return notes;
}

function isAsked(question, asked) {
  const rules = JSON.parse(question.dataset.askedWhen ?? "{}");
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
  return Object.entries(rules).every(([name, wanted]) => wanted.some((one) => matches(name, one)));
}

function showAsked() {
  const asked = new Set();
  // Twice, for a question may hang on one that stands further down.
  for (const question of [...questions, ...questions]) {
    question.hidden = !isAsked(question, asked);
    if (question.hidden) asked.delete(question.dataset.question);
    else asked.add(question.dataset.question);
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

// What a reload or Back must not lose. Where storage is blocked or full, the page says so.
function keep() {
  const open = sections.filter((section) => section.open).map(({ id }) => id);
  const state = {
    answers: answers(),
    done: [...done],
    open,
    identity,
    touched,
    whose,
    rest,
    unsaved: isUnsaved(),
  };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(state));
    isKept = true;
  } catch {
    isKept = false;
  }
  unkept.hidden = isKept || !state.unsaved;
}

function fingerprint() {
  return JSON.stringify([answers(), [...done].sort()]);
}

// A page without answers and ticks has nothing to lose.
function isUnsaved() {
  const isEmpty = !done.size && !Object.keys(answers()).length;
  return !isEmpty && fingerprint() !== safe;
}

// Calendars know an entry by the plan it is from, and take it in again if its revision has risen. So
// a plan gets an id for life, and every state that is saved or taken away a higher number: the minute
// on the wall clock, which rises also where a copy of the plan went on elsewhere.
function identify() {
  const now = new Date();
  const minutes =
    Date.UTC(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours(), now.getMinutes()) /
    MINUTE;
  if (!identity.plan_id) identity = { ...identity, plan_id: randomId() };
  if (touched) identity = { ...identity, revision: Math.max(identity.revision + 1, minutes) };
  touched = false;
  keep();
  return identity;
}

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(10))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
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

async function plan() {
  const mine = ++latest;
  page.dataset.busy = "yes";
  day = today();
  try {
    const reply = await ask("plan", { seen: shown }, { replace: "plan" });
    if (reply && !show(reply)) return plan();
  } catch (error) {
    report(error);
  }
  if (mine === latest) page.dataset.busy = "no";
}

// A tab may stay open over midnight, or wake on another day.
function checkDay() {
  if (!Object.keys(shown).length || day === today()) return;
  taking?.forget();
  plan();
  const date = new Date().toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  newDay.hidden = false;
  write(newDay.querySelector("[data-words]"), word("new-day", { date }));
}

const KEEP_OPEN = {
  beforeAttributeUpdated: (name, { tagName }) => !(name === "open" && tagName === "DETAILS"),
};
const KEEP_PARTS = {
  ...KEEP_OPEN,
  beforeNodeMorphed: (old, { id, dataset }) => dataset?.part === undefined || id !== old.id,
};

// The first reply finds nothing worth keeping.
function putIn({ [FRAME]: frame, ...parts }) {
  const whole = document.createElement("template");
  whole.innerHTML = frame;
  for (const [name, part] of Object.entries(parts))
    whole.content.getElementById(name).outerHTML = part;
  results.replaceChildren(whole.content);
}

function patch({ [FRAME]: frame, ...parts }) {
  const options = { ignoreActiveValue: true };
  if (frame)
    Idiomorph.morph(results, frame, { ...options, morphStyle: "innerHTML", callbacks: KEEP_PARTS });
  for (const [name, part] of Object.entries(parts)) {
    Idiomorph.morph(document.getElementById(name), part, {
      ...options,
      morphStyle: "outerHTML",
      callbacks: KEEP_OPEN,
    });
  }
}

// The reply holds the frame, if it changed, and the parts that changed; both are patched in place.
// False when a part the reply leaves out has changed on the page since the question was sent.
function show({ marks, html, problems: found, notes: said }) {
  if (Object.keys(marks).some((name) => !(name in html) && shown[name] !== marks[name]))
    return false;
  const fresh = !Object.keys(shown).length && !results.contains(document.activeElement);
  (fresh ? putIn : patch)(html);
  shown = marks;
  taking?.offerPeople();
  for (const box of results.querySelectorAll("[data-tick]"))
    box.checked = done.has(box.dataset.tick);
  showWhose();
  showCounts();
  problems = byQuestion(found);
  remarks = byQuestion(said);
  showProblems();
  clearTimeout(quiet);
  quiet = setTimeout(onQuiet, QUIET);
  return true;
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

// Of all entries that somebody owns, those of the one chosen.
function showWhose() {
  const choice = results.querySelector("[data-whose]");
  if (!choice) return;
  if (![...choice.options].some(({ value }) => value === whose)) whose = "";
  choice.value = whose;
  for (const entry of results.querySelectorAll("[data-owner]")) {
    entry.hidden = Boolean(whose) && entry.dataset.owner !== whose;
  }
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
    const note = message ? "" : (remarks.get(name) ?? "");
    if (note && told.hidden && control === document.activeElement) continue;
    write(told, note);
    told.hidden = !note;
  }
  for (const section of sections) {
    const count = section.querySelectorAll("[aria-invalid]").length;
    write(section.querySelector("[data-to-correct]"), count ? word("to-correct", { count }) : "");
  }
}

// Every count says which entries it counts, of those that can be ticked; what has a tick is no longer
// listed among what to do first.
function showCounts() {
  const entries = [...results.querySelectorAll("[data-tick]")].map((box) => {
    const entry = box.closest("[data-certainty]");
    entry.toggleAttribute("data-ticked", box.checked);
    return entry;
  });
  for (const place of results.querySelectorAll("[data-count]")) {
    const { count, name, one, many } = place.dataset;
    const found = entries.filter((entry) => entry.matches(count)).length;
    const words = [name, found, found === 1 ? one : many];
    write(place, words.filter((each) => each !== undefined).join(" "));
  }
  for (const entry of results.querySelectorAll("[data-about]"))
    entry.hidden = done.has(entry.dataset.about);
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

// `known` is the identity of what comes, with the rest of its file; without one it is a new plan.
function replaceAll(wanted, ticks, message, known = {}, undo = "undo") {
  before = { answers: answers(), done, known: { ...identity, touched, rest, safe } };
  done = new Set(ticks);
  whose = "";
  identity = { plan_id: known.plan_id ?? "", revision: known.revision ?? 0 };
  rest = known.rest ?? nothingElse();
  const notes = fill(wanted);
  touched = known.touched ?? true;
  safe = known.safe ?? fingerprint();
  keep();
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

async function open(file) {
  const text = file.size <= LARGEST_FILE ? await file.text() : "";
  if (!isReadable(text)) return tell(word("unreadable"));
  const reply = await ask("open", { text });
  if (!reply.ok) return tell(`${reply.message} ${word("unchanged")}`);
  replaceAll(reply.answers, reply.done, word("opened", { name: file.name }), {
    ...reply,
    touched: !reply.plan_id,
  });
}

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
  const { takeAway } = await lateScript("take-away.js");
  const which = () => ({ ...identify(), done: [...done].sort(), rest });
  taking = takeAway({ panel, results, ask, which, word, say, copy, explain, offer });
  for (const [name, work] of Object.entries(taking.tools)) tools[name] = needsPython(work);
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
  taking.offerPeople();
  taking.getReady();
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
    replaceAll(JSON.parse(dataset.answers), [], message);
  },
  save() {
    const head = JSON.parse(page.dataset.file);
    const given = { ...rest.answers, ...answers() };
    const content = {
      ...rest.fields,
      ...head,
      ...identify(),
      saved: today(),
      answers: given,
      done: [...done].sort(),
    };
    const name = `${head.kind.replaceAll(" ", "-")}-${today()}.json`;
    saveFile(`${JSON.stringify(content, null, 2)}\n`, name);
    safe = fingerprint();
    keep();
    tell(word("saved", { name }));
  },
  reload() {
    location.reload();
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
    replaceAll(
      before.answers,
      before.done,
      word(before.again ? "redone" : "undone"),
      before.known,
      again,
    );
    before.again = again === "redo";
  },
  retry() {
    controls.values().next().value.focus();
    runtime.restart();
  },
};

// Events

form.addEventListener("input", ({ target }) => {
  delete rest.answers[target.dataset.answer];
  newDay.hidden = true;
  refresh();
});
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
  showCounts();
  keep();
});
// A link to what is not shown shows everything.
results.addEventListener("click", ({ target }) => {
  const link = target.closest("a[href^='#']");
  if (!link || !document.getElementById(link.hash.slice(1))?.hidden) return;
  whose = "";
  showWhose();
  showCounts();
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

// What stands at the foot of printed pages. Not sooner: a change at the root styles the whole page anew.
addEventListener("beforeprint", () => {
  const foot = results.querySelector("[data-foot]")?.dataset.foot ?? "";
  document.documentElement.style.setProperty("--printout-foot", JSON.stringify(foot));
});
addEventListener("afterprint", () =>
  document.documentElement.style.removeProperty("--printout-foot"),
);

// The start: what the tab still knows, then what the address asks for, once.
const kept = recall();
const wished = Object.fromEntries(
  [...new URLSearchParams(location.search)].filter(([name, value]) =>
    [...(controls.get(name)?.options ?? [])].some((option) => option.value === value),
  ),
);
done = new Set(kept.done);
({ whose, identity, touched, rest } = kept);
const notes = place(kept.answers);
safe = kept.unsaved ? "" : fingerprint();
if (notes.length) tell(notes.join("\n"));
for (const section of sections)
  section.open = "first" in section.dataset || kept.open.includes(section.id);
for (const tool of page.querySelectorAll("[data-tools]")) tool.hidden = false;
page.dataset.state ??= "idle";
history.replaceState(null, "", location.pathname + location.hash);
const changed = Object.entries(wished).some(([name, value]) => controls.get(name).value !== value);
if (!changed) showAsked();
else if (Object.keys(answers()).length) {
  replaceAll({ ...answers(), ...wished }, done, word("wished"), { ...identity, rest, safe, notes });
} else {
  fill(wished);
  safe = fingerprint();
  keep();
}
if (Object.keys(answers()).length) plan();
