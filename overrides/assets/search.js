// The search box of every page, and the page of results. What finds comes when somebody goes to the
// box, as a script: a page opened from a folder may load a script and nothing else.
"use strict";

{
  const SUGGESTED = 6,
    LISTED = 30,
    SHOWN_WORDS = 32;
  const assets = new URL(".", document.currentScript.src);
  const root = new URL("..", assets);
  let loading;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("search-index.js", assets);
      script.onload = () =>
        globalThis.handbookSearch
          ? resolve(globalThis.handbookSearch)
          : reject(new Error("no search"));
      script.onerror = () => reject(new Error("no search"));
      document.head.append(script);
    });
    return loading;
  }

  function loadAgain() {
    loading = undefined;
    return load();
  }

  // A folder shows its list of files and not its page, unless a server stands before it.
  function addressOf(path) {
    const address = new URL(path, root);
    if (address.protocol === "file:" && address.pathname.endsWith("/"))
      address.pathname += "index.html";
    return address.href;
  }

  const resultsFor = (words) => `${addressOf("search/")}#${new URLSearchParams({ q: words })}`;

  function make(tag, className, ...parts) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...parts);
    return made;
  }

  // The text with the words that were found marked; all of it is text, never markup.
  function marked(text, words) {
    const found = text.split(" ").slice(0, SHOWN_WORDS);
    const starts = words
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 3)
      .map((word) => word.slice(0, Math.max(4, word.length - 3)));
    const parts = found.flatMap((word) => {
      const plain = word.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, "");
      return [starts.some((start) => plain.startsWith(start)) ? make("mark", "", word) : word, " "];
    });
    if (text.split(" ").length > SHOWN_WORDS) parts.push("…");
    return parts;
  }

  function show(part, state, words = "") {
    for (const one of part.querySelectorAll("[data-state]"))
      one.hidden = one.dataset.state !== state;
    for (const one of part.querySelectorAll("[data-asked]")) one.textContent = words;
  }

  function box(search) {
    const input = search.querySelector("input");
    const panel = search.querySelector("[data-panel]");
    const list = search.querySelector("[role=listbox]");
    const told = search.querySelector("[data-told]");
    let chosen = -1,
      asked = "",
      telling;

    const where = ({ page, above }) =>
      [page || told.dataset.page, above].filter(Boolean).join(" › ");
    const say = (words, found) =>
      found === 1 ? told.dataset.one : told.dataset[words].replace("{count}", found);

    // After a pause, so that a screen reader is not interrupted by each letter.
    function tell(words) {
      clearTimeout(telling);
      telling = setTimeout(() => (told.textContent = words), 600);
    }

    function close() {
      asked = "";
      panel.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    function choose(place) {
      const options = [...list.children];
      options[chosen]?.setAttribute("aria-selected", "false");
      chosen = place;
      if (options[place]) {
        options[place].setAttribute("aria-selected", "true");
        options[place].scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", options[place].id);
      } else input.removeAttribute("aria-activedescendant");
    }

    function option(address, ...parts) {
      const made = make("a", "", ...parts);
      made.href = address;
      made.id = `search-option-${list.children.length}`;
      made.tabIndex = -1;
      made.setAttribute("role", "option");
      made.setAttribute("aria-selected", "false");
      list.append(made);
    }

    function open(state) {
      show(panel, state, asked);
      list.hidden = state !== "some";
      panel.hidden = false;
      input.setAttribute("aria-expanded", String(state === "some"));
      if (state !== "some") tell(panel.querySelector(`[data-state=${state}]`).textContent);
    }

    function suggest(found) {
      list.replaceChildren();
      choose(-1);
      if (!found.length) return open("none");
      for (const one of found)
        option(
          addressOf(one.address),
          make("span", "search__title", one.title),
          make("span", "search__where", where(one)),
        );
      option(
        resultsFor(asked),
        make("span", "search__all", told.dataset.all.replace("{words}", asked)),
      );
      open("some");
      tell(say("suggested", found.length));
    }

    async function ask() {
      asked = input.value.trim();
      if (!asked) return close();
      const waiting = setTimeout(() => open("loading"), 150);
      const words = asked;
      try {
        const find = await load();
        if (words === asked && document.activeElement === input)
          suggest(find(input.value, SUGGESTED));
      } catch {
        if (words === asked) open("failed");
      } finally {
        clearTimeout(waiting);
      }
    }

    function press(event) {
      const last = list.children.length - 1;
      const isOpen = !panel.hidden && !list.hidden;
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        if (isOpen && chosen >= 0) list.children[chosen].click();
        else if (input.value.trim()) location.assign(resultsFor(input.value.trim()));
        close();
      } else if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!isOpen) return void ask();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const place = chosen + step;
        choose(place > last ? -1 : place < -1 ? last : place);
      }
    }

    input.addEventListener("focus", () => load().catch(() => {}));
    input.addEventListener("input", ask);
    input.addEventListener("keydown", press);
    list.addEventListener("click", close);
    search.addEventListener(
      "focusout",
      ({ relatedTarget }) => search.contains(relatedTarget) || close(),
    );
    search.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || panel.hidden) return;
      close();
      input.focus();
    });
    // A press on what is no control would take the focus away, and the panel with it.
    panel.addEventListener(
      "pointerdown",
      (event) => event.target.closest("a, button") || event.preventDefault(),
    );
    panel.addEventListener(
      "mousedown",
      (event) => event.target.closest("[role=option]") && event.preventDefault(),
    );
    panel.querySelector("[data-again]").addEventListener("click", () => {
      loadAgain().catch(() => {});
      input.focus();
      ask();
    });
    return { fill: (words) => (input.value = words), say, tell, where };
  }

  function results(part, { fill, say, tell, where }) {
    const list = part.querySelector("ol");

    function entry(one, words) {
      const link = make("a", "", one.title);
      link.href = addressOf(one.address);
      return make(
        "li",
        "",
        make("h2", "", link),
        make("p", "results__where", where(one)),
        make("p", "", ...marked(one.text, words)),
      );
    }

    async function look() {
      const words = (new URLSearchParams(location.hash.slice(1)).get("q") ?? "").trim();
      fill(words);
      if (!words) return show(part, "empty");
      show(part, "loading");
      try {
        const find = await load();
        const found = find(words, LISTED);
        show(part, found.length ? "some" : "none", words);
        const unknown = find.unknown(words);
        part.querySelector("[data-unknown]").hidden = !unknown.length;
        part.querySelector("[data-unknown] strong").textContent = unknown.join(", ");
        const number = say(found.length === LISTED ? "best" : "some", found.length);
        part.querySelector("[data-number]").textContent = number;
        list.replaceChildren(...found.map((one) => entry(one, words)));
        tell(found.length ? number : part.querySelector("[data-state=none]").textContent);
      } catch {
        show(part, "failed", words);
        tell(part.querySelector("[data-state=failed]").textContent);
      }
    }

    addEventListener("hashchange", look);
    part.querySelector("[data-again]").addEventListener("click", () => {
      loadAgain().catch(() => {});
      look();
    });
    look();
  }

  function start() {
    const made = box(document.querySelector("[data-search]"));
    const part = document.querySelector("[data-results]");
    if (part) results(part, made);
  }

  // The planner page lets this script come when it comes.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
