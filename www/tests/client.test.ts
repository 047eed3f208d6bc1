import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineClient, type ClientOptions, type EngineState, type WorkerLike } from '../src/engine/client';
import type { FromWorker, ToWorker } from '../src/engine/protocol';
import type { Input } from '../src/engine/wire';
import { report } from './report';

class FakeWorker implements WorkerLike {
  static all: FakeWorker[] = [];
  sent: ToWorker[] = [];
  ended = false;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  constructor() { FakeWorker.all.push(this); }
  postMessage(message: ToWorker): void { this.sent.push(message); }
  terminate(): void { this.ended = true; }
  say(message: FromWorker): void { this.onmessage?.({ data: message } as MessageEvent<FromWorker>); }
  ready(): void { this.say({ type: 'ready', module: MODULE }); }
  get asked(): number[] { return this.sent.flatMap((m) => (m.type === 'analyze' ? [m.id] : [])); }
  done(id: number, memory = 1): void { this.say({ type: 'done', id, report: report(), ms: 2, memory }); }
}

const MODULE = {} as WebAssembly.Module;
const input = (text: string): Input => ({ files: [{ name: 'prog.go', text }], options: { inline: false, lang: 'go1.27', verbose: false, advise: false } });
const last = (): FakeWorker => FakeWorker.all.at(-1)!;

function client(over: Partial<ClientOptions> = {}) {
  const states: EngineState[] = [];
  const it = new EngineClient({
    createWorker: () => new FakeWorker(), base: 'http://x/', onState: (s) => states.push(s), onPackages: () => undefined, patience: 1000, ...over,
  });
  return { it, states };
}

beforeEach(() => { FakeWorker.all = []; vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test('nothing is asked before the worker is ready; then the newest request alone', async () => {
  const { it } = client();
  const first = it.analyze(input('a'));
  const second = it.analyze(input('b'));
  expect(last().asked).toEqual([]);
  expect(await first).toEqual({ kind: 'superseded' });
  last().ready();
  expect(last().asked).toEqual([2]);
  last().done(2);
  expect(await second).toMatchObject({ kind: 'report', ms: 2 });
});

test('a question after a change waits for the program, and is answered by its own message', async () => {
  const { it } = client();
  last().ready();
  const program = it.analyze(input('a'));
  const offers = it.whatIf(input('a'), null);
  const difference = it.whatIf(input('a'), { kind: 'prints' });
  expect(last().sent.length).toBe(2);
  last().done(1);
  await program;
  expect(last().sent.at(-1)).toMatchObject({ type: 'whatIf', id: 2, change: null });
  last().say({ type: 'answered', id: 2, answer: { kind: 'offers', offers: [] }, memory: 1 });
  expect(await offers).toEqual({ kind: 'whatIf', answer: { kind: 'offers', offers: [] } });
  expect(last().sent.at(-1)).toMatchObject({ type: 'whatIf', id: 3, change: { kind: 'prints' } });
  last().say({ type: 'answered', id: 3, answer: { kind: 'impossible', code: 'sameAlready', params: {} }, memory: 1 });
  expect(await difference).toMatchObject({ answer: { code: 'sameAlready' } });
});

test('one in flight, the newest one queued, ids count up', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(input('a'));
  const b = it.analyze(input('b'));
  const c = it.analyze(input('c'));
  expect(last().asked).toEqual([1]);
  expect(await b).toEqual({ kind: 'superseded' });
  last().done(1);
  expect(await a).toMatchObject({ kind: 'report' });
  expect(last().asked).toEqual([1, 3]);
  last().done(3);
  expect(await c).toMatchObject({ kind: 'report' });
});

test('a question beside the program waits until nothing else does', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(input('a'));
  const old = it.analyzeAside(input('x'));
  const aside = it.analyzeAside(input('y'));
  const b = it.analyze(input('b'));
  expect(await old).toEqual({ kind: 'superseded' });
  last().done(1);
  await a;
  expect(last().asked).toEqual([1, 4]);
  last().done(4);
  await b;
  expect(last().asked).toEqual([1, 4, 3]);
  last().done(3);
  expect(await aside).toMatchObject({ kind: 'report' });
});

test('an answer to another id is dropped', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(input('a'));
  last().done(99);
  let settled = false;
  void a.then(() => { settled = true; });
  await Promise.resolve();
  expect(settled).toBe(false);
  last().done(1);
  expect(await a).toMatchObject({ kind: 'report' });
});

test('a hang ends the worker and starts a fresh one with the same module; the text is not sent again', async () => {
  const { it, states } = client();
  const first = last();
  first.ready();
  const a = it.analyze(input('a'));
  vi.advanceTimersByTime(1001);
  expect(await a).toEqual({ kind: 'crashed', why: 'timeout' });
  expect(first.ended).toBe(true);
  expect(last()).not.toBe(first);
  expect(last().sent).toEqual([{ type: 'start', base: 'http://x/', module: MODULE }]);
  last().ready();
  expect(last().asked).toEqual([]);
  expect(states.at(-1)).toEqual({ phase: 'ready' });
});

test('the watchdog sleeps while packages are fetched', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(input('a'));
  last().say({ type: 'fetching', id: 1, paths: ['fmt'] });
  vi.advanceTimersByTime(60_000);
  last().say({ type: 'computing', id: 1 });
  vi.advanceTimersByTime(900);
  last().done(1);
  expect(await a).toMatchObject({ kind: 'report' });
});

test.each([
  ['a trap that is told', (w: FakeWorker) => w.say({ type: 'crashed', id: 1, message: 'unreachable' })],
  ['an error of the worker', (w: FakeWorker) => w.onerror?.({ message: 'boom' } as ErrorEvent)],
  ['a message that is lost', (w: FakeWorker) => w.onmessageerror?.({} as MessageEvent)],
])('%s: a fresh worker goes on with the request that waited', async (_, crash) => {
  const { it } = client();
  const first = last();
  first.ready();
  const a = it.analyze(input('a'));
  const b = it.analyze(input('b'));
  crash(first);
  expect(await a).toEqual({ kind: 'crashed', why: 'trap' });
  first.done(1); // a dead worker's last words
  last().ready();
  expect(last().asked).toEqual([2]);
  last().done(2);
  expect(await b).toMatchObject({ kind: 'report' });
});

test('a worker that never gets ready is a failure, and trying again helps', async () => {
  const { it, states } = client();
  const a = it.analyze(input('a'));
  last().say({ type: 'crashed', id: null, message: 'no wasm' });
  expect(await a).toEqual({ kind: 'failed' });
  expect(states.at(-1)).toEqual({ phase: 'failed', message: 'no wasm' });
  expect(await it.analyze(input('b'))).toEqual({ kind: 'failed' });
  expect(FakeWorker.all).toHaveLength(1);
  it.retry();
  last().ready();
  const c = it.analyze(input('c'));
  last().done(last().asked[0]!);
  expect(await c).toMatchObject({ kind: 'report' });
});

test('what cannot be fetched costs the answer and not the worker', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(input('a'));
  last().say({ type: 'unreachable', id: 1, what: 'fmt' });
  expect(await a).toEqual({ kind: 'unreachable', what: 'fmt' });
  expect(FakeWorker.all).toHaveLength(1);
});

test('a worker whose memory has grown is replaced when it is idle', async () => {
  const { it } = client({ memoryLimit: 100 });
  const first = last();
  first.ready();
  const a = it.analyze(input('a'));
  first.done(1, 101);
  expect(await a).toMatchObject({ kind: 'report' });
  expect(first.ended).toBe(true);
  expect(FakeWorker.all).toHaveLength(2);
});

test('questions of tools are all answered, in turn, after newer text', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(input('a'));
  const tool = it.ask(input('tool'));
  const other = it.ask(input('other'));
  const b = it.analyze(input('b'));
  last().done(1);
  await a;
  expect(last().asked).toEqual([1, 4]);
  last().done(4);
  await b;
  last().done(2);
  expect(await tool).toMatchObject({ kind: 'report' });
  last().done(3);
  expect(await other).toMatchObject({ kind: 'report' });
  expect(last().asked).toEqual([1, 4, 2, 3]);
});

test('an engine that cannot be loaded fails the questions of tools too', async () => {
  const { it } = client();
  const tool = it.ask(input('tool'));
  last().say({ type: 'crashed', id: null, message: 'no' });
  expect(await tool).toEqual({ kind: 'failed' });
  expect(await it.ask(input('again'))).toEqual({ kind: 'failed' });
});
