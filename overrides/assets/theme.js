// Light or dark, and where the reader stands, for every page; runs before the page is drawn.
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

  // The last section whose heading has passed the upper part of the window is the one that is read.
  function followSections() {
    const links = [...document.querySelectorAll(".contents a")];
    const headings = links.map(({ hash }) => document.getElementById(hash.slice(1)));
    if (!links.length) return;
    function mark() {
      const passed = headings.findLastIndex(
        (heading) => heading?.getBoundingClientRect().top < innerHeight / 4,
      );
      links.forEach((link, place) => link.classList.toggle("reading", place === passed));
    }
    const watch = new IntersectionObserver(mark, { rootMargin: "1000000px 0px -75% 0px" });
    for (const heading of headings) if (heading) watch.observe(heading);
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
  document.addEventListener("DOMContentLoaded", () => {
    prepareToggle();
    followSections();
    showPlace();
  });
}
