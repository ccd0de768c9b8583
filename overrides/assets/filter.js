// Narrows the entries of a reference page. Without this script all of them are shown.
const entries = [...document.querySelectorAll(".entry")];
const filter = document.querySelector("[data-filter]");
const selects = [...filter.querySelectorAll("select")];
const count = filter.querySelector("[data-count]");

function narrow() {
  let shown = 0;
  for (const entry of entries) {
    const fits = selects.every(({ value, dataset: { by } }) => !value || entry.dataset[by].split(" ").includes(value));
    for (const part of [entry.previousElementSibling, entry]) part.hidden = !fits;
    shown += fits;
  }
  count.textContent = count.dataset.count.replace("{shown}", shown).replace("{all}", entries.length);
}

// A link to an entry shows it, whatever is chosen.
function reveal() {
  if (!document.getElementById(location.hash.slice(1))?.hidden) return;
  for (const select of selects) select.value = "";
  narrow();
  document.getElementById(location.hash.slice(1)).scrollIntoView();
}

filter.addEventListener("change", narrow);
addEventListener("hashchange", reveal);
filter.hidden = false;
narrow();
