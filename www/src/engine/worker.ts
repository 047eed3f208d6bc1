/** The worker: the engine, the facts about std, and one request at a time. */
import { Engine, initSync } from '../pkg/goescape.js';
import wasmUrl from '../pkg/goescape_bg.wasm?url';
import type { FromWorker, ToWorker } from './protocol';
import { StdFiles, Unreachable } from './std';
import type { Advising, Answer, WhatIf } from './wire';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (message: FromWorker): void => scope.postMessage(message);

/** Longest time for which the search for advice goes on without looking whether there is something else to do, in milliseconds; one proof may take longer. */
const SLICE = 12;

type Running = { engine: Engine; memory: WebAssembly.Memory; std: StdFiles; told: boolean };
let running: Promise<Running> | null = null;

/** The compiled module; its download is told step by step. */
async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(wasmUrl);
  if (!response.ok || !response.body) throw new Error(`${wasmUrl}: ${response.status}`);
  // With a content encoding the length is that of the packed bytes, and says nothing about those that come out.
  const length = response.headers.has('content-encoding') ? null : Number(response.headers.get('content-length')) || null;
  let loaded = 0;
  const counted = response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      say({ type: 'progress', loaded, total: length });
      controller.enqueue(chunk);
    },
  }));
  // A type of our own: servers do not always know that of wasm.
  return WebAssembly.compileStreaming(new Response(counted, { headers: { 'content-type': 'application/wasm' } }));
}

type Request = Extract<ToWorker, { readonly id: number }>;

type Prepared = { readonly std: StdFiles; readonly module: Promise<WebAssembly.Module> };
let prepared: Prepared | null = null;

/** Fetches at the same time the engine, if it is not there yet, and the index of the facts about std. */
function prepare(base: string, ready: WebAssembly.Module | null): Prepared {
  const std = new StdFiles(new URL('std/', base).href);
  // Nearly every program prints.
  void std.index().then(() => (ready ? null : std.load('fmt'))).catch(() => null);
  const module = ready ? Promise.resolve(ready) : compile();
  module.catch(() => null); // told when it is asked for
  return { std, module };
}

async function start(base: string, ready: WebAssembly.Module | null): Promise<Running> {
  const before = prepared ?? prepare(base, ready);
  prepared = null;
  const { std } = before;
  const index = std.index().catch(() => null);
  const module = await before.module;
  const { memory } = initSync({ module });
  const engine = new Engine();
  say({ type: 'ready', module });
  const state: Running = { engine, memory, std, told: false };
  void index.then((found) => { if (found) tellPackages(state, Object.keys(found.packages)); else say({ type: 'packages', paths: null }); });
  return state;
}

function tellPackages(state: Running, paths: string[]): void {
  if (state.told) return;
  state.told = true;
  state.engine.setAvailable(paths);
  say({ type: 'packages', paths });
}

/** Asks the engine until it has all packages that the program needs. */
async function asked<A extends Answer | WhatIf | Advising>(state: Running, id: number, ask: () => A): Promise<{ answer: Exclude<A, { kind: 'missing' }>; ms: number }> {
  // Without the index the engine would call every import unknown. A program without imports can do without it.
  const index = await state.std.index().catch(() => null);
  if (index) tellPackages(state, Object.keys(index.packages));
  const given = new Set<string>();
  let ms = 0;
  for (;;) {
    say({ type: 'computing', id });
    const began = performance.now();
    const answer = ask();
    ms += performance.now() - began;
    if (answer.kind !== 'missing') {
      // It only seems so: which packages there are is not known yet.
      if (!index && answer.kind === 'report' && answer.report.problems.some((p) => p.kind === 'import')) throw new Unreachable('std');
      return { answer: answer as Exclude<A, { kind: 'missing' }>, ms };
    }
    const paths = answer.missing.filter((path) => !given.has(path));
    if (paths.length === 0) throw new Error(`the engine asks again for ${answer.missing.join(', ')}`);
    if (!index) throw new Unreachable('std');
    say({ type: 'fetching', id, paths });
    const files = await Promise.all(paths.map((path) => state.std.load(path)));
    paths.forEach((path, i) => {
      given.add(path);
      state.engine.addPackage(path, files[i]!);
    });
  }
}

/** Goes on with the search for advice for a while. */
function advise(engine: Engine): Advising {
  const end = performance.now() + SLICE;
  for (;;) {
    const step = engine.advise() as Advising | null;
    if (!step) throw new Error('no advice was asked for');
    if (step.kind !== 'more' || performance.now() > end) return step;
  }
}

/** Answers a request. */
async function answer(data: Request): Promise<void> {
  const { id } = data;
  try {
    const state = await running!;
    const { engine } = state;
    const memory = (): number => state.memory.buffer.byteLength;
    if (data.type === 'analyze') {
      const { input } = data;
      const { answer: { report }, ms } = await asked(state, id, () => (input.options.advise ? engine.verdicts(input) : engine.analyze(input)) as Answer);
      say({ type: 'done', id, report, ms, memory: memory() });
    } else if (data.type === 'advise') {
      const { answer: found } = await asked(state, id, () => advise(engine));
      say({ type: 'advised', id, advice: found.kind === 'advice' ? found.advice : null, memory: memory() });
    } else {
      const { answer: found } = await asked(state, id, () => engine.whatIf(data.input, data.change) as WhatIf);
      say({ type: 'answered', id, answer: found, memory: memory() });
    }
  } catch (error) {
    if (error instanceof Unreachable) say({ type: 'unreachable', id, what: error.what });
    else say({ type: 'crashed', id, message: String(error) });
  }
}

scope.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'prepare') { prepared = prepare(data.base, null); return; }
  if (data.type !== 'start') return void answer(data);
  running = start(data.base, data.module);
  running.catch((error: unknown) => say({ type: 'crashed', id: null, message: String(error) }));
};
