// Fetches and unpacks one file in a worker of its own, beside the one that is to use it.
import { download } from "./download.js";

export async function unpack({ base, name, cache }) {
  const onBytes = (count) => self.postMessage({ count });
  const bytes = await download(base, { name }, { cache, onBytes });
  self.postMessage({ bytes }, [bytes.buffer]);
}
