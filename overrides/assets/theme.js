// Light or dark for every page, and repairs to Material's search; runs before the page is drawn.
"use strict";

{
  const root = document.documentElement;
  const KEY = "secondment-handbook.theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  root.classList.replace("no-js", "js");

  // Storage can be switched off by policy; the page then follows the system.
  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function store(theme) {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // The choice then lasts as long as the page.
    }
  }

  function show(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  function isDark() {
    return (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  }

  function prepareToggle() {
    const toggle = document.getElementById("theme");
    const tell = () => toggle.setAttribute("aria-pressed", String(isDark()));
    toggle.addEventListener("click", () => {
      const wanted = isDark() ? "light" : "dark";
      const system = dark.matches ? "dark" : "light";
      show(wanted === system ? null : wanted);
      store(wanted === system ? null : wanted);
      tell();
    });
    dark.addEventListener("change", tell);
    addEventListener("storage", (event) => {
      if (event.key === KEY) show(event.newValue);
      tell();
    });
    tell();
    toggle.hidden = false;
  }

  // Material takes single letters as commands, which WCAG 2.1.4 forbids unless they can be switched off,
  // and closes its search on Tab, so that the results could not be reached.
  function keepFromMaterial(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const command = event.key?.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    const moving = event.key === "Tab" || event.key === "Shift";
    if (moving || (command && !typing)) event.stopImmediatePropagation();
  }

  function closeSearchOutside(event) {
    const open = document.getElementById("__search");
    if (open?.checked && !event.target.closest?.(".search")) open.click();
  }

  // Its results are out of the tab order too, and it stays shut when words are typed after Enter.
  function repairSearch() {
    const form = document.forms.search;
    if (!form) return;
    const open = document.getElementById("__search");
    const list = document.querySelector(".search__list");
    addEventListener("keydown", keepFromMaterial, true);
    addEventListener("focusin", closeSearchOutside);
    addEventListener("pointerdown", closeSearchOutside);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => open.checked || open.click());
    new MutationObserver(() => {
      for (const link of list.querySelectorAll("[tabindex]")) link.removeAttribute("tabindex");
    }).observe(list, { childList: true, subtree: true });
  }

  // Material fetches the index of all words with each page, larger than the page itself. Here it comes
  // when somebody goes to the search; what is typed meanwhile is searched for when it is there.
  function fetchIndexWhenWanted() {
    const { open, send } = XMLHttpRequest.prototype;
    const wanted = new Promise((resolve) => {
      const go = ({ target }) => target.closest?.(".search") && resolve();
      for (const kind of ["focusin", "pointerover"]) addEventListener(kind, go);
    });
    const waiting = new WeakSet();
    XMLHttpRequest.prototype.open = function (method, url, ...rest) {
      if (String(url).endsWith("/search_index.json")) waiting.add(this);
      return open.call(this, method, url, ...rest);
    };
    XMLHttpRequest.prototype.send = function (...body) {
      if (waiting.has(this)) wanted.then(() => send.apply(this, body));
      else send.apply(this, body);
    };
  }

  // The planner's own script says how it fares; when it does not come at all, this has to.
  function missPlanner() {
    const notice = document.getElementById("planner-unreachable");
    if (notice && !document.getElementById("planner").dataset.state) notice.hidden = false;
  }

  // In a long menu the page's own entry comes into sight, without moving the page.
  function showPlace() {
    const side = document.querySelector(".side");
    const own = side?.querySelector("[aria-current]");
    if (own) side.scrollTop = own.offsetTop - side.offsetTop - side.clientHeight / 2;
  }

  function closeMenu({ key, target }) {
    const menu = document.querySelector(".menu[open]");
    const leaves = key === "Escape" || (!key && !target.closest(".menu"));
    if (!menu || !leaves) return;
    menu.open = false;
    if (key) menu.querySelector("summary").focus();
  }

  addEventListener("load", missPlanner);
  addEventListener("keydown", closeMenu);
  addEventListener("pointerdown", closeMenu);
  show(stored());
  fetchIndexWhenWanted();
  document.addEventListener("DOMContentLoaded", () => {
    prepareToggle();
    repairSearch();
    showPlace();
  });
}
