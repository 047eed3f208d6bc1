/** The compiler's worker: loads it once, keeps it offline, and runs it on one program after the other. */
import { StdFiles, Unreachable } from '../engine/std';
import { isVerifyIndex, type VerifyIndex } from './files';
import type { FromVerifyWorker, ToVerifyWorker } from './protocol';
import { runCompiler } from './run';

const CACHE = 'goescape-verify';
const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (message: FromVerifyWorker): void => scope.postMessage(message);

class Missing extends Error {}

type Loaded = { readonly module: WebAssembly.Module; readonly index: VerifyIndex; readonly std: StdFiles };
let loaded: Promise<Loaded> | null = null;

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

async function fetchCompiler(url: string, cache: Cache | null): Promise<Response> {
  const kept = await cache?.match(url);
  if (kept) return kept;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // Kept for the next time, also without a network; what former versions left goes.
  for (const request of (await cache?.keys()) ?? []) if (!request.url.endsWith('index.json')) await cache?.delete(request);
  await cache?.put(url, response.clone()).catch(() => undefined);
  return response;
}

/** The bytes of the module: told as they come, and unpacked unless the server did that already. */
async function unpacked(body: ReadableStream<Uint8Array>, total: number): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader();
  let count = 0;
  const read = async (): Promise<Uint8Array | null> => {
    const { done, value } = await reader.read();
    if (done) return null;
    count += value.length;
    say({ type: 'progress', loaded: Math.min(count, total), total });
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

async function load(base: string): Promise<Loaded> {
  const cache = await openCache();
  const index = await loadIndex(new URL('verify/index.json', base).href, cache);
  const response = await fetchCompiler(new URL(`verify/${index.file}`, base).href, cache);
  const stream = await unpacked(response.body!, index.bytes);
  const module = await WebAssembly.compileStreaming(new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>, { headers: { 'content-type': 'application/wasm' } }));
  say({ type: 'ready', goVersion: index.goVersion });
  return { module, index, std: new StdFiles(new URL('std/', base).href) };
}

async function run({ id, program, imports }: Extract<ToVerifyWorker, { type: 'run' }>): Promise<void> {
  const { module, index, std } = await loaded!;
  const there = imports.length > 0 ? (await std.index()).packages : {};
  const known = imports.filter((path) => path in there);
  const packages = await Promise.all(known.map(async (path) => [path, await std.load(path)] as const));
  const began = performance.now();
  const { status, lines } = await runCompiler(module, index.header, { ...program, packages });
  say({ type: 'ran', id, status, lines, ms: performance.now() - began });
}

const failed = (error: unknown, why: 'unreachable' | 'crashed'): void =>
  say({ type: 'failed', why: error instanceof Missing ? 'missing' : error instanceof Unreachable ? 'unreachable' : why, message: String(error) });

scope.onmessage = ({ data }: MessageEvent<ToVerifyWorker>) => {
  if (data.type === 'load') {
    loaded = load(data.base);
    loaded.catch((error: unknown) => failed(error, 'unreachable'));
    return;
  }
  loaded?.then(() => run(data).catch((error: unknown) => failed(error, 'crashed')), () => undefined);
};
