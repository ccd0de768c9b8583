// Files and printouts of a plan: asks Python for them, hands them to the browser, prints. Loaded when
// the panel is first opened. Which formats there are, and every word, stands in the page.

const KILOBYTE = 1000;
const TEMPLATE_LIMIT = 10 * 1024 * 1024; // bytes
const NEEDS = { needs: ["export.txt"], seconds: 120 };

// What the planner page lends: its panel and results, Python, which plan this is, words, the clipboard,
// and what to say of a failure, with the buttons that help.
export function exportPanel({
  panel,
  results,
  ask,
  which,
  word,
  say,
  copy,
  explain,
  offer: offered,
}) {
  const person = panel.querySelector("#export-person");
  const notes = panel.querySelector("#export-notes");
  const templateInput = panel.querySelector("#export-house-template");
  const templateShown = panel.querySelector("[data-house-template]");
  const addresses = [];
  let templateFile = ""; // the Word file chosen, as base64
  let state = 0; // rises whenever what was made before is no longer the plan of now

  const card = (button) => button.closest("[data-export]");
  const isBusy = (one) => one.getAttribute("aria-busy") === "true";
  const title = (button) => card(button).querySelector("h3").textContent;

  // Only who has a task or a risk can be chosen.
  function offerPeople() {
    for (const option of person.options) {
      const theirs = `[data-owner="${option.value}"], [data-risk-owner="${option.value}"]`;
      if (option.value) option.disabled = !results.querySelector(theirs);
    }
    if (person.selectedOptions[0]?.disabled) person.value = "";
  }

  // What was made from earlier answers must not pass for the plan of now.
  function forget() {
    state += 1;
    addresses.splice(0).forEach((address) => URL.revokeObjectURL(address));
    for (const out of panel.querySelectorAll("[data-out]"))
      if (!isBusy(card(out))) out.replaceChildren();
  }

  function show(button, ...content) {
    card(button)
      .querySelector("[data-out]")
      .replaceChildren(...content);
  }

  function line(text, kind = "") {
    const shown = document.createElement("p");
    shown.textContent = text;
    shown.className = kind;
    return shown;
  }

  // A second click on the same card is no second wish; wishes of other cards wait for their turn.
  async function wish(button, work) {
    if (isBusy(card(button))) return;
    card(button).setAttribute("aria-busy", "true");
    const words = word("making", { title: title(button) });
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", words);
    show(button, line(words), bar);
    say(words);
    try {
      await work();
    } catch (error) {
      const { text, offers } = await explain(error);
      refuse(button, text, offers);
    } finally {
      card(button).removeAttribute("aria-busy");
    }
  }

  function refuse(button, message, offers = []) {
    show(button, line(message, "card__problem"), ...offered(offers));
    say(message);
    if (button.dataset.person === "must" && !person.value) person.focus();
  }

  // The reply, or null after telling why there is none. What changed meanwhile is asked for again.
  async function asked(button, work, more) {
    const asking = state;
    const look = button.dataset.look && templateFile ? { [button.dataset.look]: templateFile } : {};
    const choices = { person: person.value, notes: notes.checked, ...look };
    const reply = await ask(work, { ...choices, ...which(), ...more }, NEEDS);
    if (asking !== state) return asked(button, work, more);
    if (!reply.ok) refuse(button, reply.message);
    return reply.ok ? reply : null;
  }

  function link({ name, data }, type, words) {
    const bytes = fromBase64(data);
    const made = document.createElement("a");
    made.href = URL.createObjectURL(new Blob([bytes], { type }));
    made.download = name;
    made.textContent = word(words, {
      name,
      size: Math.max(1, Math.round(bytes.length / KILOBYTE)),
    });
    addresses.push(made.href);
    return made;
  }

  // A single file is saved at once; several are listed, since browsers ask before they save several.
  function offer(button, files) {
    const several = files.length > 1;
    const links = files.map((file) => link(file, button.dataset.type, several ? "file" : "again"));
    const words = several
      ? word("several", { count: files.length })
      : word("saved", { name: files[0].name });
    const list = document.createElement("ul");
    for (const made of links) list.appendChild(document.createElement("li")).append(made);
    show(button, line(words), list);
    say(words);
    if (!several) links[0].click();
    else if (button === document.activeElement) links[0].focus();
  }

  async function copied(button, [{ data }]) {
    const text = new TextDecoder().decode(fromBase64(data));
    const words = await copy(text).then(
      () => word("copied-as", { title: title(button) }),
      () => word("not-copied"),
    );
    show(button, line(words));
    say(words);
  }

  function printed({ html, footer }) {
    const printout = document.createElement("div");
    const { title: before } = document;
    printout.className = "print-me";
    printout.innerHTML = html;
    document.body.append(printout);
    document.documentElement.dataset.printing = "printout";
    document.title = footer;
    const over = () => {
      printout.remove();
      delete document.documentElement.dataset.printing;
      document.title = before;
    };
    addEventListener("afterprint", over, { once: true });
    print();
  }

  async function chooseHouseTemplate(file) {
    const button = panel.querySelector("[data-do=house-template]");
    const text = file.size <= TEMPLATE_LIMIT ? await asBase64(file) : "";
    const failed = async (error) => ({ ok: false, message: (await explain(error)).text });
    const reply = text
      ? await ask("house_template", { house_template: text }, NEEDS).catch(failed)
      : { ok: false, message: word("too-large") };
    templateFile = reply.ok ? text : "";
    templateShown.hidden = !reply.ok;
    templateShown.querySelector("[data-house-template-name]").textContent = file.name;
    const about = panel.querySelector("#export-house-template-about");
    about.dataset.words ??= about.textContent;
    about.textContent = reply.ok ? about.dataset.words : reply.message;
    about.classList.toggle("card__problem", !reply.ok);
    say(reply.ok ? word("house-template", { name: file.name }) : reply.message);
    forget();
    button.focus();
  }

  templateInput.addEventListener("change", () => {
    const [file] = templateInput.files;
    templateInput.value = "";
    if (file) chooseHouseTemplate(file).catch(() => say(word("wrong")));
  });
  panel.addEventListener("change", forget);

  return {
    offerPeople,
    forget,
    // While the reader reads the panel, Python loads what makes the files.
    getReady: () => ask("export", {}, NEEDS).catch(() => {}),
    tools: {
      download: (button) =>
        wish(button, async () => {
          const reply = await asked(button, "export", { format: button.dataset.format });
          if (reply) offer(button, reply.files);
        }),
      "copy-file": (button) =>
        wish(button, async () => {
          const reply = await asked(button, "export", { format: button.dataset.format });
          if (reply) await copied(button, reply.files);
        }),
      print: (button) =>
        wish(button, async () => {
          const reply = await asked(button, "printout", { printout: button.dataset.printout });
          if (!reply) return;
          show(button);
          printed(reply);
        }),
      "house-template": () => templateInput.click(),
      "no-house-template": () => {
        templateFile = "";
        templateShown.hidden = true;
        panel.querySelector("[data-do=house-template]").focus();
        forget();
      },
    },
  };
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

async function asBase64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.toBase64) return bytes.toBase64();
  let text = "";
  for (let at = 0; at < bytes.length; at += 1 << 15) {
    text += String.fromCharCode(...bytes.subarray(at, at + (1 << 15)));
  }
  return btoa(text);
}
