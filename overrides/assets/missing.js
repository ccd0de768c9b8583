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

  // What the tab kept of before, and over it what is in the fields now.
  function answers(page) {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem("handbook.answers"));
    } catch {
      // Nothing was kept.
    }
    const before = Array.isArray(kept?.answers) ? {} : Object(kept?.answers);
    const now = [...page.querySelectorAll("[data-answer]")].map(({ dataset, value }) => [
      dataset.answer,
      value,
    ]);
    return {
      answers: { ...before, ...Object.fromEntries(now.filter(([, value]) => value)) },
      done: Array.isArray(kept?.done) ? kept.done : [],
    };
  }

  function save(page) {
    const head = JSON.parse(page.dataset.file);
    const text = JSON.stringify({ ...head, ...answers(page) }, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    link.download = `${head.kind.replaceAll(" ", "-")}.json`;
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
