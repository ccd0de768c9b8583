// The page's one runtime. Python starts while the page is still being read where the address or the
// tab asks for a result, and otherwise when the reader first touches the form.
import { isSafe } from "./files.js";
import { createRuntime } from "./runtime.js";

export const KEPT = "handbook.answers";

const PLAN_ID = /^[0-9a-z][0-9a-z-]{0,63}$/;
const LATEST = 2 ** 31 - 1;

// What this tab kept of an earlier visit. Storage may hold anything: what is damaged counts as not
// there, and what is sound beside it stays.
export function recall() {
  try {
    return sound(JSON.parse(sessionStorage.getItem(KEPT)));
  } catch {
    return sound(null);
  }
}

function sound(found) {
  const kept = asObject(found);
  const { plan_id: id, revision: count } = asObject(kept.identity);
  const rest = isSafe(kept.rest) ? asObject(kept.rest) : {};
  return {
    answers: Object.fromEntries(
      Object.entries(asObject(kept.answers)).filter(([, value]) => isText(value)),
    ),
    done: asTexts(kept.done),
    open: asTexts(kept.open),
    whose: isText(kept.whose) ? kept.whose : "",
    identity: {
      plan_id: isText(id) && PLAN_ID.test(id) ? id : "",
      revision: Number.isInteger(count) && count >= 0 && count <= LATEST ? count : 0,
    },
    rest: { fields: asObject(rest.fields), answers: asObject(rest.answers) },
    touched: kept.touched !== false,
    unsaved: kept.unsaved !== false,
  };
}

const isText = (value) => typeof value === "string";
const asTexts = (value) => (Array.isArray(value) ? value.filter(isText) : []);
const asObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

const { runtime: base, mode } = document.getElementById("runtime").dataset;

export const runtime = createRuntime({ base, mode });

if (location.search || Object.keys(recall().answers).length) runtime.start();
