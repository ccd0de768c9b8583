// The page's one runtime. Python starts while the page is still being read where the address or the
// tab asks for a result, and otherwise when the reader first touches the form.
import { createRuntime } from "./runtime.js";

// Under which name the tab keeps the plan file; plan-file.js reads and writes it.
export const KEPT = "handbook.answers";

const { runtime: base, mode } = document.getElementById("runtime").dataset;

export const runtime = createRuntime({ base, mode });

if (location.search || hasAnswers()) runtime.start();

function hasAnswers() {
  try {
    return Object.keys(JSON.parse(sessionStorage.getItem(KEPT)).answers).length > 0;
  } catch {
    return false; // nothing was kept, or nothing that can be read
  }
}
