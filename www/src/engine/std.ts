/** The facts about std: fetched when a program imports a package, and remembered. */
import type { StdIndex } from './protocol';

const CACHE = 'goescape-std';

/** Something that could not be fetched. */
export class Unreachable extends Error {
  readonly what: string;
  constructor(what: string) {
    super(`cannot fetch ${what}`);
    this.what = what;
  }
}

function isIndex(value: unknown): value is StdIndex {
  const index = value as StdIndex | null;
  return typeof index === 'object' && index !== null && typeof index.goVersion === 'string'
    && typeof index.packages === 'object' && index.packages !== null
    && Object.values(index.packages).every((name) => typeof name === 'string');
}

/** Files of export data under `base`, which ends in a slash. File names hold a hash of their content, so each is fetched once. */
export class StdFiles {
  readonly #base: string;
  #index: Promise<StdIndex> | null = null;
  readonly #loading = new Map<string, Promise<Uint8Array>>();

  constructor(base: string) {
    this.#base = base;
  }

  /** The index; a failure is not remembered. */
  index(): Promise<StdIndex> {
    this.#index ??= this.#loadIndex().catch((error: unknown) => {
      this.#index = null;
      throw error;
    });
    return this.#index;
  }

  /** The export data of one package. What is being fetched is not fetched twice. */
  load(path: string): Promise<Uint8Array> {
    const loading = this.#loading.get(path) ?? this.#load(path).finally(() => this.#loading.delete(path));
    this.#loading.set(path, loading);
    return loading;
  }

  async #load(path: string): Promise<Uint8Array> {
    const name = (await this.index()).packages[path];
    if (name === undefined) throw new Unreachable(path);
    const url = new URL(name, this.#base).href;
    const cache = await openCache();
    const kept = await cache?.match(url);
    if (kept) return new Uint8Array(await kept.arrayBuffer());
    const response = await fetchOk(url, path);
    // Only a copy is kept: a full disk must not cost the answer.
    await cache?.put(url, response.clone()).catch(() => undefined);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #loadIndex(): Promise<StdIndex> {
    const response = await fetchOk(new URL('index.json', this.#base).href, 'std', { cache: 'no-cache' });
    const index: unknown = await response.json().catch(() => null);
    if (!isIndex(index)) throw new Unreachable('std');
    void this.#forgetOld(index);
    return index;
  }

  /** Drops files of former versions. */
  async #forgetOld(index: StdIndex): Promise<void> {
    const cache = await openCache();
    if (!cache) return;
    const wanted = new Set(Object.values(index.packages).map((name) => new URL(name, this.#base).href));
    for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
  }
}

async function fetchOk(url: string, what: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init).catch(() => null);
  if (!response?.ok) throw new Unreachable(what);
  return response;
}

/** The cache, where the browser gives one: not on plain http, not in a sandboxed frame. */
async function openCache(): Promise<Cache | null> {
  if (typeof caches === 'undefined') return null;
  return caches.open(CACHE).catch(() => null);
}
