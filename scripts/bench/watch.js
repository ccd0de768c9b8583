// Run before the page's own scripts: notes the milliseconds from navigation to the first change of
// the results, and picks a start without the snapshot where `benchMode` says so.
document.addEventListener("readystatechange", () => {
  const page = document.getElementById("planner");
  if (!page || document.readyState !== "interactive") return;
  if (globalThis.benchMode) page.dataset.mode = globalThis.benchMode;
  new MutationObserver(() => {
    page.dataset.shownAfter ??= performance.now();
  }).observe(document.getElementById("planner-results"), {
    childList: true,
    subtree: true,
    characterData: true,
  });
});
