// An answer in rows: a control whose value is the text of a list, with a row for each entry of it.
// Rows are added and removed by buttons, and each field of a row can have a problem of its own. Knows
// nothing of what is asked: the fields and the words stand in the page.

const newId = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
const isRow = (row) => typeof row === "object" && row !== null && !Array.isArray(row);

function rowsOf(text) {
  try {
    const found = JSON.parse(text);
    return Array.isArray(found) ? found.filter(isRow) : null;
  } catch {
    return null;
  }
}

// What rows say, whatever their ids and the order of their fields.
function said(text) {
  try {
    const cells = (row) => Object.entries(row).filter(([name, value]) => name !== "id" && value);
    return JSON.stringify(JSON.parse(text).map((row) => cells(row).sort()));
  } catch {
    return text;
  }
}

class AnswerRows extends HTMLElement {
  holdsRows = true;
  validity = { badInput: false }; // each field has its own

  connectedCallback() {
    this.list = this.querySelector("[data-rows]");
    this.none = this.querySelector("[data-none]");
    this.adder = this.querySelector("[data-add]");
    this.querySelector("[data-row-tools]").hidden = false;
    this.addEventListener("click", ({ target }) => {
      if (target.closest("[data-add]")) this.added();
      const row = target.closest("[data-remove]")?.closest("[data-row]");
      if (row) this.removed(row);
    });
    // What happens in a field has happened to the whole answer.
    this.addEventListener("input", (event) => {
      if (event.target === this) return;
      event.stopPropagation();
      this.tell();
    });
  }

  get labels() {
    return [document.getElementById(this.getAttribute("aria-labelledby"))];
  }

  get rows() {
    return [...this.list.children];
  }

  // Without a row nothing is answered, unless it is said that there is none.
  get value() {
    const rows = this.rows.map((row) => ({
      id: row.dataset.row,
      ...Object.fromEntries(
        this.fields(row)
          .filter(({ value }) => value)
          .map(({ dataset, value }) => [dataset.cell, value]),
      ),
    }));
    return rows.length || this.none.checked ? JSON.stringify(rows) : "";
  }

  set value(text) {
    const rows = rowsOf(text);
    this.list.replaceChildren();
    this.none.checked = rows?.length === 0;
    for (const row of rows ?? []) this.put(row);
    this.number();
    this.hasLost = Boolean(text) && said(text) !== said(this.value);
  }

  set disabled(is) {
    this.isDisabled = is;
    for (const control of this.querySelectorAll("input, textarea, button")) control.disabled = is;
  }

  focus() {
    (this.list.querySelector("[data-cell]") ?? this.adder).focus();
  }

  fields(row) {
    return [...row.querySelectorAll("[data-cell]")];
  }

  added() {
    const row = this.put({});
    this.none.checked = false;
    this.number();
    this.tell();
    this.fields(row)[0].focus();
  }

  removed(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.number();
    this.tell();
    (next?.querySelector("[data-cell]") ?? this.adder).focus();
  }

  put({ id, ...cells }) {
    const made = this.querySelector("template").content.cloneNode(true);
    const row = made.querySelector("[data-row]");
    const taken = this.rows.some(({ dataset }) => dataset.row === id);
    row.dataset.row = typeof id === "string" && id && !taken ? id : newId();
    for (const field of this.fields(row)) {
      const value = cells[field.dataset.cell];
      if (typeof value === "string") field.value = value;
      field.disabled = Boolean(this.isDisabled);
      field.id = `${this.id}-${row.dataset.row}-${field.dataset.cell}`;
      const place = row.querySelector(`[data-problem-of="${field.dataset.cell}"]`);
      place.id = `${field.id}-problem`;
      field.setAttribute("aria-describedby", place.id);
    }
    this.list.append(made);
    return row;
  }

  number() {
    for (const [index, row] of this.rows.entries()) {
      const numbered = (words) => words.replace("{number}", index + 1);
      row.setAttribute("aria-label", numbered(row.dataset.name));
      for (const place of row.querySelectorAll("[data-numbered]"))
        place.textContent = numbered(place.dataset.numbered);
    }
    this.none.closest("label").hidden = this.rows.length > 0;
  }

  tell() {
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Shows the problem of each field; a new one only when the rows are left.
  mark(problemOf, half) {
    const isInside = this.contains(document.activeElement);
    for (const row of this.rows) {
      for (const field of this.fields(row)) {
        const place = document.getElementById(`${field.id}-problem`);
        const cell = `${row.dataset.row}/${field.dataset.cell}`;
        const message = field.validity.badInput ? half : (problemOf(cell) ?? "");
        if (message && place.hidden && isInside) continue;
        if (place.textContent !== message) place.textContent = message;
        place.hidden = !message;
        if (message) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      }
    }
  }
}

customElements.define("answer-rows", AnswerRows);
