/** Loads the toolchain's programs for the workers: told as the bytes come, kept offline afterwards. */
import { isVerifyIndex, type PackedProgram, type VerifyIndex } from './files';

const CACHE = 'goescape-verify';

/** The site was built without it. */
export class Missing extends Error {}

export type Progress = (loaded: number, total: number) => void;

const openCache = (): Promise<Cache | null> => (typeof caches === 'undefined' ? Promise.resolve(null) : caches.open(CACHE).catch(() => null));

/** The index: from the network if it answers, otherwise the one that was kept. */
async function loadIndex(url: string, cache: Cache | null): Promise<VerifyIndex> {
  const response = await fetch(url, { cache: 'no-cache' }).catch(() => null);
  const kept = response?.ok ? null : await cache?.match(url);
  const found = response?.ok ? response : kept;
  if (!found) throw response ? new Missing(String(response.status)) : new Error('no answer');
  // A server may answer with a page of its own.
  const index: unknown = await found.clone().json().catch(() => null);
  if (!isVerifyIndex(index)) throw new Missing('no index');
  if (!kept) await cache?.put(url, found).catch(() => undefined);
  return index;
}

async function fetchProgram(url: string, cache: Cache | null): Promise<Response> {
  const kept = await cache?.match(url);
  if (kept) return kept;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // Kept for the next time, also without a network; what former versions of the same program left goes.
  const stem = url.replace(/-[^-]*$/, '-');
  for (const request of (await cache?.keys()) ?? []) if (request.url.startsWith(stem)) await cache?.delete(request);
  await cache?.put(url, response.clone()).catch(() => undefined);
  return response;
}

/** The bytes of the module: told as they come, and unpacked unless the server did that already. */
async function unpacked(body: ReadableStream<Uint8Array>, total: number, progress: Progress): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader();
  let count = 0;
  const read = async (): Promise<Uint8Array | null> => {
    const { done, value } = await reader.read();
    if (done) return null;
    count += value.length;
    progress(Math.min(count, total), total);
    return value;
  };
  const first = await read();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) { if (first) controller.enqueue(first); },
    async pull(controller) {
      const chunk = await read();
      if (chunk) controller.enqueue(chunk); else controller.close();
    },
  });
  return first?.[0] === 0x1f && first[1] === 0x8b ? stream.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>) : stream;
}

/** The index, and one of the programs that it names. */
export async function loadProgram(base: string, which: (index: VerifyIndex) => PackedProgram | undefined, progress: Progress): Promise<{ readonly module: WebAssembly.Module; readonly index: VerifyIndex }> {
  const cache = await openCache();
  const index = await loadIndex(new URL('verify/index.json', base).href, cache);
  const program = which(index);
  if (!program) throw new Missing('not in the index');
  const response = await fetchProgram(new URL(`verify/${program.file}`, base).href, cache);
  const stream = await unpacked(response.body!, program.bytes, progress);
  const module = await WebAssembly.compileStreaming(new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>, { headers: { 'content-type': 'application/wasm' } }));
  return { module, index };
}
