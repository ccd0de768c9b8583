// The page's one runtime. Python starts while the page is still being read where the address or the
// tab asks for a result, and otherwise when the reader first touches the form.
import { createRuntime } from "./runtime.js";

export const KEPT = "handbook.answers";

// What this tab kept of an earlier visit.
export function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

const { runtime: base, mode } = document.getElementById("runtime").dataset;

export const runtime = createRuntime({ base, mode });

if (location.search || Object.keys(recall().answers ?? {}).length) runtime.start();
