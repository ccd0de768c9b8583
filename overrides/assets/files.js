// Hands the browser a file to save, and judges text from outside. Knows nothing of what is in it.

const LONG_ENOUGH = 60000; // milliseconds until a browser has surely begun to save
const LIMITS = { depth: 32, nodes: 20000 };

export function saveFile(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), LONG_ENOUGH);
}

// The day on the reader's own clock, as 2027-03-01.
export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

// Whether a value read from JSON is small and shallow enough to be handed on to Python.
export function isSafe(value) {
  let nodes = 0;
  const walk = (each, depth) => {
    if (depth > LIMITS.depth || ++nodes > LIMITS.nodes) return false;
    return (
      typeof each !== "object" ||
      each === null ||
      Object.values(each).every((child) => walk(child, depth + 1))
    );
  };
  return walk(value, 0);
}
