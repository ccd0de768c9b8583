// Run before the page's own scripts: notes the milliseconds from navigation to the first change of
// the results, and picks a start without the snapshot where `benchMode` says so.
new MutationObserver((_, observer) => {
  const script = document.getElementById("runtime");
  if (script && globalThis.benchMode) script.dataset.mode = globalThis.benchMode;
  if (script) observer.disconnect();
}).observe(document, { childList: true, subtree: true });

document.addEventListener("readystatechange", () => {
  const page = document.getElementById("planner");
  if (!page || document.readyState !== "interactive") return;
  new MutationObserver(() => {
    page.dataset.shownAfter ??= performance.now();
  }).observe(document.getElementById("planner-results"), {
    childList: true,
    subtree: true,
    characterData: true,
  });
});
