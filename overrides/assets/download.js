// Fetches one file of the runtime and proves that it is that file. The page and the worker share it.

// What went wrong, in words of the machine; runtime.js turns it into words for people.
export class Problem extends Error {
  constructor(kind, file = "", detail = "") {
    super(detail || kind);
    Object.assign(this, { kind, file, detail });
  }
}

// `facts`: name, and where known raw (its length in bytes) and begins (its first characters).
// Servers and proxies pack and unpack as they like, so only the bytes themselves tell whether the
// file is still packed: 1f 8b opens every gzip file.
export async function download(base, facts, { cache, signal, onBytes = () => {} } = {}) {
  const { name } = facts;
  const response = await fetch(base + name, { cache, signal }).catch((error) => {
    throw new Problem("unreachable", name, error.message);
  });
  if (!response.ok) throw new Problem("missing", name, String(response.status));
  const { head, stream } = await opened(response.body, name, onBytes);
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const bytes = await collected(packed ? unpacked(stream) : stream, facts).catch((error) => {
    throw error instanceof Problem ? error : new Problem("damaged", name, error.message);
  });
  return checked(bytes, facts);
}

// The same bytes, or a Problem if they are not the file that the facts describe.
export function checked(bytes, { name, raw, begins }) {
  if (begins && !String.fromCharCode(...bytes.subarray(0, 4)).startsWith(begins)) {
    throw new Problem("wrong-answer", name);
  }
  if (raw && bytes.length !== raw) {
    throw new Problem("damaged", name, `${bytes.length} bytes instead of ${raw}`);
  }
  return bytes;
}

const unpacked = (stream) => stream.pipeThrough(new DecompressionStream("gzip"));

// The first bytes of a body, and a stream of the whole of it that counts as it goes.
async function opened(body, name, onBytes) {
  const reader = body.getReader();
  const next = async () => {
    const { done, value } = await reader.read().catch((error) => {
      throw new Problem("unreachable", name, error.message);
    });
    if (!done) onBytes(value.length);
    return done ? null : value;
  };
  const early = [];
  let head = [];
  for (let chunk; head.length < 4 && (chunk = await next()); ) {
    early.push(chunk);
    head = head.concat(...chunk.subarray(0, 4));
  }
  const stream = new ReadableStream({
    async pull(controller) {
      const chunk = early.shift() ?? (await next());
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
  return { head, stream };
}

async function collected(stream, { name, raw }) {
  if (!raw) return new Uint8Array(await new Response(stream).arrayBuffer());
  const bytes = new Uint8Array(raw);
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    if (length === 0 && value[0] === 0x3c) throw new Problem("wrong-answer", name);
    if (length + value.length > raw) throw new Problem("damaged", name, `more than ${raw} bytes`);
    bytes.set(value, length);
    length += value.length;
  }
}
