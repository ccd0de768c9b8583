// Narrows the entries of a reference page. Without this script all of them are shown.
const entries = [...document.querySelectorAll(".entry")];
const filter = document.querySelector("[data-filter]");
const selects = [...filter.querySelectorAll("select")];
const words = filter.querySelector("[data-words]");
const count = filter.querySelector("[data-count]");
const text = new Map(
  entries.map((entry) => [
    entry,
    `${entry.previousElementSibling.textContent} ${entry.textContent}`.toLowerCase(),
  ]),
);

function narrow() {
  let shown = 0;
  const wanted = words.value.toLowerCase().split(/\s+/);
  for (const entry of entries) {
    const chosen = selects.every(
      ({ value, dataset: { by } }) => !value || entry.dataset[by].split(" ").includes(value),
    );
    const fits = chosen && wanted.every((word) => text.get(entry).includes(word));
    for (const part of [entry.previousElementSibling, entry]) part.hidden = !fits;
    shown += fits;
  }
  count.textContent = count.dataset.count
    .replace("{shown}", shown)
    .replace("{all}", entries.length);
}

// A link to an entry shows it, whatever is chosen.
function reveal() {
  if (!document.getElementById(location.hash.slice(1))?.hidden) return;
  for (const control of [...selects, words]) control.value = "";
  narrow();
  document.getElementById(location.hash.slice(1)).scrollIntoView();
}

filter.addEventListener("input", narrow);
addEventListener("hashchange", reveal);
filter.hidden = false;
narrow();
