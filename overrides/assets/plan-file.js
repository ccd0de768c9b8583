// The plan file as the page holds it: changed by paths, kept in the tab, made ready to be saved. Knows
// which plan it is and when what was changed, but not what any entry means.
import { KEPT } from "./early.js";
import { isSafe, today } from "./files.js";

const VIEW = "handbook.view"; // what the tab keeps besides: how the page looked
const PLAN_ID = /^[0-9a-z][0-9a-z-]{0,63}$/;
const LATEST = 2 ** 31 - 1;
const MINUTE = 60000; // milliseconds
const MOST_LOGGED = 2000;

// The head of a file of this edition: what kind it is, its format, and what makes the plan.
export const head = JSON.parse(document.getElementById("planner").dataset.file);

export const newFile = () => ({ ...head, answers: {}, work: {} });

// A file of a later format is shown and never changed; one of an earlier format waits for Python.
export const isLater = ({ format }) => format > head.format;
export const isEarlier = ({ format }) => format < head.format;

const isText = (value) => typeof value === "string";
const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const asGroup = (value) => (isGroup(value) ? value : {});
const asTexts = (value) => (Array.isArray(value) ? value.filter(isText) : []);

// A path is a JSON Pointer without its first slash, such as work/tasks/sign/status.
const steps = (path) =>
  path.split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

const own = (group, name) => (Object.hasOwn(asGroup(group), name) ? group[name] : undefined);

export const at = (file, path) => steps(path).reduce(own, file);

// Writes a value at a path, or removes what is there where none is given, and notes the day.
export function put(file, path, value) {
  write(file, steps(path), value);
  note(file, path);
}

// The same for what was done on a day: the day stands beside it, or goes with it.
export function putDone(file, path, value) {
  put(file, path, value);
  write(file, [...steps(path).slice(0, -1), "on"], value && today());
}

// Groups that are left empty go as well, but for those that every file has.
function write(group, [name, ...deeper], value) {
  if (!deeper.length) {
    if (value === undefined) delete group[name];
    else group[name] = value;
    return;
  }
  const inner = asGroup(own(group, name));
  write(inner, deeper, value);
  if (Object.keys(inner).length || name in newFile()) group[name] = inner;
  else delete group[name];
}

function note(file, path) {
  const day = today();
  if (!Array.isArray(file.log)) file.log = [];
  for (let index = file.log.length - 1; file.log[index]?.[0] === day; index--)
    if (file.log[index][1] === path) return;
  file.log.push([day, path]);
  file.log.splice(0, file.log.length - MOST_LOGGED);
}

// The same whatever the order in which answers were given and entries ticked.
export function fingerprint({ answers, work, done }) {
  const inOrder = (_, value) =>
    isGroup(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
  return JSON.stringify([answers, work, done], inOrder);
}

export const isEmpty = ({ answers, work = {}, done = [] }) =>
  !Object.keys(answers).length && !Object.keys(work).length && !asTexts(done).length;

// Calendars know an entry by the plan it is from, and take it in again if its revision has risen. So
// a plan gets an id for life, and every state that is saved or exported a higher number: the minute
// on the wall clock, which rises also where a copy of the plan went on elsewhere.
export function identify(file, touched) {
  if (isLater(file)) return;
  const now = new Date();
  const minutes =
    Date.UTC(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours(), now.getMinutes()) /
    MINUTE;
  file.plan_id ??= randomId();
  if (touched) file.revision = Math.max((file.revision ?? 0) + 1, minutes);
}

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(10))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

// The file with the day and the edition. `shown` is what the plan shows, null where there is no plan;
// where Python cannot say it, the file goes on holding what it showed last, with its own day.
export function stamp(file, shown) {
  if (isLater(file)) return;
  file.saved = today();
  if (isEarlier(file)) return;
  Object.assign(file, head);
  if (shown) file.shown = shown;
  if (shown === null) delete file.shown;
}

// What this tab kept of an earlier visit. Storage may hold anything: what is damaged counts as not
// there, and what is sound beside it stays.
export function recall() {
  const kept = stored(KEPT);
  const { open, whose, touched, unsaved } = kept.kind === head.kind ? stored(VIEW) : kept;
  return {
    file: kept.kind === head.kind ? sound(kept) : ofFirst(kept),
    open: asTexts(open),
    whose: isText(whose) ? whose : "",
    touched: touched !== false,
    unsaved: unsaved !== false,
  };
}

function stored(name) {
  try {
    const found = JSON.parse(sessionStorage.getItem(name));
    return isSafe(found) ? asGroup(found) : {};
  } catch {
    return {};
  }
}

function sound({ plan_id: id, revision: count, ...kept }) {
  const file = { ...kept, answers: asGroup(kept.answers), work: asGroup(kept.work) };
  if (!Number.isInteger(file.format) || file.format < 1) file.format = head.format;
  if (isText(id) && PLAN_ID.test(id)) file.plan_id = id;
  if (Number.isInteger(count) && count >= 0 && count <= LATEST) file.revision = count;
  return file;
}

// Earlier editions kept answers and ticks apart: what they would have saved, for Python to migrate.
function ofFirst({ answers, done, identity, rest }) {
  const { fields, answers: others } = asGroup(rest);
  const texts = Object.entries(asGroup(answers)).filter(([, value]) => isText(value));
  const file = sound({
    ...asGroup(fields),
    ...asGroup(identity),
    kind: head.kind,
    format: 1,
    answers: { ...asGroup(others), ...Object.fromEntries(texts) },
  });
  const { work: _, ...first } = { ...file, done: asTexts(done) };
  return isEmpty(first) && !fields ? newFile() : first;
}

// Whether the tab has kept the file and how the page looks.
export function keep(file, view) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(file));
    sessionStorage.setItem(VIEW, JSON.stringify(view));
    return true;
  } catch {
    return false;
  }
}
