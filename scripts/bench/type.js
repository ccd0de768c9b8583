// Types into a control, a letter at a time, and returns the milliseconds from each input event to the
// changed results.
async ({ selector, count }) => {
  const control = document.querySelector(selector);
  const results = document.getElementById("planner-results");
  const everything = { childList: true, subtree: true, characterData: true, attributes: true };
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const times = [];
  for (let index = 0; index < count; index++) {
    const changed = new Promise((resolve, reject) => {
      new MutationObserver((_, observer) => resolve(observer.disconnect())).observe(results, everything);
      wait(10000).then(() => reject(new Error("the results did not change")));
    });
    const before = performance.now();
    control.value += "abcdefghij"[index % 10];
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await changed;
    times.push(performance.now() - before);
    await wait(100);
  }
  return times;
};
