/** gofmt's worker: loads it once, keeps it offline, and formats one text after the other. */
import { runGofmt, type Formatted } from './gofmt';
import { Missing, loadProgram } from './load';

export type ToGofmt = { readonly base: string; readonly id: number; readonly texts: readonly string[] };
export type FromGofmt =
  | { readonly type: 'progress'; readonly loaded: number; readonly total: number }
  | { readonly type: 'done'; readonly id: number; readonly results: readonly Formatted[] }
  | { readonly type: 'failed'; readonly id: number; readonly why: 'missing' | 'unreachable' };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (message: FromGofmt): void => scope.postMessage(message);
let loaded: Promise<WebAssembly.Module> | null = null;

scope.onmessage = async ({ data: { base, id, texts } }: MessageEvent<ToGofmt>) => {
  try {
    loaded ??= loadProgram(base, (index) => index.gofmt, (n, total) => say({ type: 'progress', loaded: n, total })).then(({ module }) => module);
    const module = await loaded;
    const results: Formatted[] = [];
    for (const text of texts) results.push(await runGofmt(module, text));
    say({ type: 'done', id, results });
  } catch (error) {
    loaded = null;
    say({ type: 'failed', id, why: error instanceof Missing ? 'missing' : 'unreachable' });
  }
};
