/** The compiler's worker: loads it once, keeps it offline, and runs it on one program after the other. */
import { StdFiles, Unreachable } from '../engine/std';
import type { VerifyIndex } from './files';
import { Missing, loadProgram } from './load';
import type { FromVerifyWorker, ToVerifyWorker } from './protocol';
import { runCompiler } from './run';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (message: FromVerifyWorker): void => scope.postMessage(message);

type Loaded = { readonly module: WebAssembly.Module; readonly index: VerifyIndex; readonly std: StdFiles };
let loaded: Promise<Loaded> | null = null;

async function load(base: string): Promise<Loaded> {
  const { module, index } = await loadProgram(base, (x) => x, (loaded, total) => say({ type: 'progress', loaded, total }));
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
