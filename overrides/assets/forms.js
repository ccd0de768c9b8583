// A form on a page of guidance: prints it, saves it to a file and opens it again, empties it.
// Knows nothing of what is asked; the words stand in the page. Nothing is stored and nothing sent.
// Without this script the form can still be filled in and printed with the browser.
import { saveFile, today } from "./files.js";

const LARGEST = 1 << 20;
const tools = document.querySelector("[data-form]");
const file = tools.querySelector("[data-file]");
const undo = tools.querySelector("[data-do=undo]");
const news = tools.querySelector("[data-news]");
const title = document.querySelector("h1").firstChild.textContent;
const fields = new Map(
  [...document.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field]),
);

let before = null; // what the last opening or emptying replaced
let changed = false; // since the page was opened, or what is on it saved

function read() {
  const values = {};
  for (const [name, field] of fields) {
    const value = field.type === "checkbox" ? field.checked : field.value;
    if (value) values[name] = value;
  }
  return values;
}

function write(values) {
  for (const [name, field] of fields) {
    const value = Object.hasOwn(values, name) ? values[name] : "";
    if (field.type === "checkbox") field.checked = value === true;
    else field.value = typeof value === "string" ? value : "";
    fit(field);
  }
}

function replace(values) {
  before = { values: read(), changed };
  write(values);
  undo.hidden = false;
}

function tell(name, values = {}) {
  const words = tools.querySelector(`[data-word=${name}]`).textContent;
  news.textContent = words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

// Where the style sheet cannot make a box as high as its text; and an empty date prints as a box.
const fitsItself = CSS.supports("field-sizing", "content");
function fit(field) {
  field.toggleAttribute("data-empty", !field.value);
  if (fitsItself || field.tagName !== "TEXTAREA") return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function save() {
  const name = `${tools.dataset.form}-${today()}.json`;
  const content = { kind: "form", form: tools.dataset.form, title, fields: read() };
  saveFile(`${JSON.stringify(content, null, 2)}\n`, name);
  changed = false;
  tell("saved", { name });
}

async function open() {
  const [chosen] = file.files;
  if (!chosen) return;
  const { name } = chosen;
  const content = chosen.size > LARGEST ? null : await chosen.text().then(parse, () => null);
  file.value = "";
  if (!content) return tell("unreadable", { name });
  if (content.form !== tools.dataset.form)
    return tell("other", { name, title: content.title ?? content.form });
  replace(content.fields);
  changed = false;
  const shown = read();
  const lost = Object.entries(content.fields).filter(
    ([key, value]) => value && !isSame(shown[key], value),
  );
  tell(["opened", "lost-one", "lost"][Math.min(lost.length, 2)], { name, count: lost.length });
}

// As a field holds the ends of lines.
const isSame = (shown, value) =>
  shown === (typeof value === "string" ? value.replace(/\r\n?/g, "\n") : value);

function parse(text) {
  try {
    const content = JSON.parse(text);
    const isForm = content?.kind === "form" && content.fields && typeof content.fields === "object";
    return isForm ? content : null;
  } catch {
    return null;
  }
}

const actions = {
  print: () => window.print(),
  save,
  open: () => file.click(),
  clear: () => {
    replace({});
    changed = false;
    tell("cleared");
  },
  undo: () => {
    write(before.values);
    changed = before.changed;
    undo.hidden = true;
    tools.querySelector("[data-do=clear]").focus();
    tell("undone");
  },
};

function onInput({ target }) {
  if (!target.dataset.field) return;
  const group = target.closest("[data-one]");
  if (group && target.checked) {
    for (const other of group.querySelectorAll("[data-field]"))
      if (other !== target) other.checked = false;
  }
  fit(target);
  changed = true;
  undo.hidden = true;
  news.textContent = "";
}

tools.addEventListener("click", ({ target }) => actions[target.dataset.do]?.());
file.addEventListener("change", open);
document.addEventListener("input", onInput);
addEventListener(
  "beforeunload",
  (event) => changed && Object.keys(read()).length && event.preventDefault(),
);
addEventListener("pageshow", () => fields.forEach(fit));
tools.hidden = false;
