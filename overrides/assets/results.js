// The plan on the page: patches in what Python sends, shows what is ticked, whose entries are wanted,
// and how many there are. Knows nothing of what the entries are about.
import { Idiomorph } from "./idiomorph.esm.js";

const FRAME = "plan";

export const results = document.getElementById("planner-results");
export let marks = {}; // of the parts on the page
export let whose = ""; // the one whose entries are shown; nobody in particular when empty

let entries = []; // those that can be ticked
const numbers = new Map(); // how many entries each count found, until one of them changes

const KEEP_OPEN = {
  beforeAttributeUpdated: (name, { tagName }) => !(name === "open" && tagName === "DETAILS"),
};
const KEEP_PARTS = {
  ...KEEP_OPEN,
  beforeNodeMorphed: (old, { id, dataset }) => dataset?.part === undefined || id !== old.id,
};

// The same words written again would be laid out, and read out, again.
export function write(place, words) {
  if (place.textContent !== String(words)) place.textContent = words;
}

// The reply holds the frame, if it changed, and the parts that changed; both are patched in place.
// `mark` sets a box that can be ticked. Returns what changed: "entries", or only "words"; nothing when
// a part that the reply leaves out has changed on the page since the question was sent.
export function show({ marks: found, html }, mark) {
  if (Object.keys(found).some((name) => !(name in html) && marks[name] !== found[name])) return "";
  const fresh = !Object.keys(marks).length && !results.contains(document.activeElement);
  (fresh ? putIn : patch)(html);
  marks = found;
  const hasEntries = (part) => part.includes("data-tick=") || part.includes("data-whose");
  if (FRAME in html || Object.values(html).some(hasEntries)) {
    showTicks(mark);
    return "entries";
  }
  for (const name of Object.keys(html)) showCounts(document.getElementById(name));
  return "words";
}

// An empty element of the frame, in whose place the part with its id goes.
const PLACE = /<(\w+)[^<>]*? id="([\w-]+)"[^<>]* data-part[^<>]*><\/\1>/g;

// Nothing on the page has to be kept yet. One text is parsed in half the time of many.
function putIn({ [FRAME]: frame, ...parts }) {
  const whole = document.createElement("template");
  whole.innerHTML = frame.replace(PLACE, (place, _, name) => parts[name] ?? place);
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

// Marks every box that can be ticked, and shows and counts entries accordingly.
export function showTicks(mark) {
  for (const box of results.querySelectorAll("[data-step]")) mark(box); // a step counts nothing
  entries = [...results.querySelectorAll("[data-tick]:not([data-step])")].map((box) => {
    mark(box);
    const entry = box.closest("[data-certainty]");
    entry.toggleAttribute("data-ticked", box.checked);
    return entry;
  });
  showWhose(whose);
}

// Of all entries that somebody owns, those of the one chosen.
export function showWhose(wanted) {
  const choice = results.querySelector("[data-whose]");
  if (choice) {
    whose = [...choice.options].some(({ value }) => value === wanted) ? wanted : "";
    choice.value = whose;
    for (const entry of entries) {
      if (entry.dataset.owner) entry.hidden = Boolean(whose) && entry.dataset.owner !== whose;
    }
  } else {
    whose = wanted;
  }
  numbers.clear();
  showCounts(results);
}

// Every count says which entries it counts, of those that can be ticked; what has a tick is no longer
// listed among what to do first, and what is said only while some are left is hidden with the last.
function showCounts(part) {
  for (const place of part.querySelectorAll("[data-count]")) {
    const { count, name, one, many } = place.dataset;
    const found = numbers.get(count) ?? entries.filter((entry) => entry.matches(count)).length;
    numbers.set(count, found);
    const words = [name, found, found === 1 ? one : many];
    write(place, words.filter((each) => each !== undefined).join(" "));
  }
  for (const said of part.querySelectorAll("[data-while]"))
    said.hidden = !entries.some((entry) => entry.matches(said.dataset.while));
  for (const entry of part.querySelectorAll("[data-about]"))
    entry.hidden = document.getElementById(`tick-${entry.dataset.about}`)?.checked;
}
