// Where a script of the planner did not come: says which and why, and saves what was typed. Needs no
// other script. Knows nothing of what is asked.
"use strict";

{
  const missing = [];

  async function look(address) {
    const name = new URL(address).pathname.split("/").at(-1);
    const found = await fetch(address, { cache: "no-store" }).then(
      ({ ok, status }) => (ok ? "" : `${name} (${status})`),
      () => name,
    );
    if (found) missing.push(found);
  }

  const asGroup = (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

  function kept() {
    try {
      return asGroup(JSON.parse(sessionStorage.getItem("handbook.answers")));
    } catch {
      return {}; // nothing was kept, or nothing that can be read
    }
  }

  // The plan file that the tab kept, and over its answers what is in the fields now. Earlier editions
  // kept answers and ticks apart, as format 1 has them.
  function content(page) {
    const head = JSON.parse(page.dataset.file);
    const { answers, ...before } = kept();
    const fields = [...page.querySelectorAll("[data-answer]")].filter(
      ({ value, holdsRows }) => value && !holdsRows,
    );
    const now = Object.fromEntries(fields.map(({ dataset, value }) => [dataset.answer, value]));
    const first = { kind: head.kind, format: 1, done: before.done };
    const others = before.kind === head.kind ? before : Array.isArray(before.done) ? first : head;
    return { ...others, answers: { ...asGroup(answers), ...now } };
  }

  function save(page) {
    const file = content(page);
    const text = JSON.stringify(file, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    link.download = `${file.kind.replaceAll(" ", "-")}.json`;
    link.click();
  }

  addEventListener("load", async () => {
    const page = document.getElementById("planner");
    if (page.dataset.state) return;
    const notice = document.getElementById("planner-unreachable");
    notice.hidden = false;
    const rescue = notice.querySelector("[data-rescue]");
    rescue.addEventListener("click", () => save(page));
    rescue.hidden = false;
    const scripts = document.querySelectorAll("link[rel=modulepreload], script[type=module]");
    await Promise.all([...scripts].map(({ href, src }) => look(href || src)));
    const place = notice.querySelector("[data-missing]");
    if (missing.length)
      place.textContent = place.dataset.missing.replace("{files}", missing.join(", "));
  });
}
