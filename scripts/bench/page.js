// Runs in the planner page of every copy, before the page's own scripts. Tells the driver how many
// milliseconds after navigation the first plan is shown, and types where it is asked to.
const driver = new BroadcastChannel("bench");
const changes = { childList: true, subtree: true, characterData: true };
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Resolves with the time at which the results change next.
const changed = (what) =>
  new Promise((resolve) => {
    const note = (_, observer) => resolve(observer.disconnect() ?? performance.now());
    new MutationObserver(note).observe(document.getElementById("planner-results"), what);
  });

async function type({ selector, count }) {
  const example = changed(changes);
  document.querySelector("#planner-examples").selectedIndex = 1;
  document.querySelector("[data-do=example]").click();
  await example;
  await wait(1000);
  const control = document.querySelector(selector);
  const times = [];
  for (let index = 0; index < count; index++) {
    const shown = changed({ ...changes, attributes: true });
    const before = performance.now();
    control.value += "abcdefghij"[index % 10];
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
    times.push((await shown) - before);
    await wait(100);
  }
  return times;
}

driver.onmessage = async ({ data }) => {
  if (data.type) driver.postMessage({ times: await type(data.type) });
  if (data.close) close();
};

document.addEventListener("readystatechange", async () => {
  if (document.readyState !== "interactive") return;
  const shown = await changed(changes);
  await wait(500); // what still runs is not disturbed by the message
  driver.postMessage({ shown, start: document.getElementById("planner").dataset.start });
});
