// Shows what a word of the glossary means while the pointer or the focus is on it. Escape hides it,
// the pointer may move onto it. Without this script the word is a plain link to the glossary.
const LINGER = 200; // milliseconds for the pointer to get from the word to the note
const MARGIN = 8;
const terms = [...document.querySelectorAll("a.term")];
let shown = null;
let leaving = 0;

function noteFor(term, number) {
  const note = document.createElement("span");
  note.id = `term-note-${number}`;
  note.className = "term-note";
  note.role = "tooltip";
  note.popover = "manual"; // above everything, and not cut off by a table that scrolls
  note.textContent = term.dataset.note;
  term.after(note);
  term.setAttribute("aria-describedby", note.id);
  return note;
}

function place(term, note) {
  const word = term.getClientRects()[0];
  const { width, height } = note.getBoundingClientRect();
  const below = word.bottom + height + MARGIN < innerHeight || word.top < height + MARGIN;
  const left = Math.max(
    MARGIN,
    Math.min(word.left, document.documentElement.clientWidth - width - MARGIN),
  );
  note.style.left = `${left}px`;
  note.style.top = `${below ? word.bottom : word.top - height}px`;
}

function hide() {
  clearTimeout(leaving);
  shown?.hidePopover();
  shown = null;
}

function show(term, note) {
  clearTimeout(leaving);
  if (shown === note) return;
  hide();
  note.showPopover();
  place(term, note);
  shown = note;
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, LINGER);
}

for (const [number, term] of terms.entries()) {
  const note = noteFor(term, number);
  term.addEventListener("focus", () => term.matches(":focus-visible") && show(term, note));
  term.addEventListener("blur", hide);
  term.addEventListener(
    "pointerenter",
    (event) => event.pointerType === "mouse" && show(term, note),
  );
  for (const part of [term, note]) part.addEventListener("pointerleave", leave);
  note.addEventListener("pointerenter", () => clearTimeout(leaving));
}
addEventListener("keydown", (event) => event.key === "Escape" && hide());
// The focus may scroll the page to the word; its note goes along.
addEventListener("scroll", () => shown && place(shown.previousElementSibling, shown), {
  passive: true,
});
