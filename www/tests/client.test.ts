import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineClient, type ClientOptions, type EngineState, type Outcome, type WorkerLike } from '../src/engine/client';
import type { FromWorker, ToWorker } from '../src/engine/protocol';
import type { Advice, Input } from '../src/engine/wire';
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
  advised(id: number, advice: Advice | null, memory = 1): void { this.say({ type: 'advised', id, advice, memory }); }
  get asks(): number[] { return this.sent.flatMap((m) => (m.type === 'advise' ? [m.id] : [])); }
  done(id: number, memory = 1): void { this.say({ type: 'done', id, report: report(), ms: 2, memory }); }
}

const MODULE = {} as WebAssembly.Module;
const input = (text: string): Input => ({ files: [{ name: 'prog.go', text }], options: { inline: false, lang: 'go1.27', verbose: false, advise: false } });
const advised = (text: string): Input => ({ ...input(text), options: { ...input(text).options, advise: true } });
const ADVICE: Advice = { problems: [], suggestions: [], together: null, refusals: [], lints: [], notes: [] };
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

/** The advice of an outcome, which comes later. */
const adviceOf = (outcome: Outcome): Promise<Outcome> | null => (outcome.kind === 'report' ? outcome.advice : null);

test('advice comes behind the verdicts, after a rest, in slices', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(advised('a'));
  last().done(1);
  const advice = adviceOf(await a)!;
  expect(advice).not.toBeNull();
  expect(last().asks).toEqual([]);
  vi.advanceTimersByTime(7); // four times what the verdicts took is a rest
  expect(last().asks).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(last().asks).toEqual([2]);
  last().advised(2, null);
  expect(last().asks).toEqual([2, 2]);
  last().advised(2, ADVICE);
  expect(await advice).toEqual({ kind: 'advice', advice: ADVICE });
  vi.advanceTimersByTime(5000);
  expect(last().asks).toEqual([2, 2]);
});

test('what asked for no advice gets none', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(input('a'));
  last().done(1);
  expect(adviceOf(await a)).toBeNull();
  vi.advanceTimersByTime(1000);
  expect(last().asks).toEqual([]);
});

test('a newer text ends the search for advice: it goes first, and the slice that was on its way says nothing', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(advised('a'));
  last().done(1);
  const old = adviceOf(await a)!;
  vi.advanceTimersByTime(10);
  const b = it.analyze(advised('b'));
  expect(await old).toEqual({ kind: 'superseded' });
  expect(last().asked).toEqual([1]); // one at a time
  last().advised(2, ADVICE);
  expect(last().asked).toEqual([1, 3]);
  last().done(3);
  const advice = adviceOf(await b)!;
  vi.advanceTimersByTime(10);
  last().advised(4, ADVICE);
  expect(await advice).toMatchObject({ kind: 'advice' });
});

test('a text that waits already needs no advice about the one before it, and typing puts the search off', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(advised('a'));
  const b = it.analyze(advised('b'));
  last().done(1);
  expect(adviceOf(await a)).toBeNull();
  last().done(2);
  await b;
  vi.advanceTimersByTime(7);
  const c = it.analyze(advised('c'));
  last().done(4);
  await c;
  vi.advanceTimersByTime(7);
  expect(last().asks).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(last().asks).toEqual([5]);
});

test('questions go before the search for advice, between two slices of it', async () => {
  const { it } = client();
  last().ready();
  const a = it.analyze(advised('a'));
  last().done(1);
  const advice = adviceOf(await a)!;
  vi.advanceTimersByTime(10);
  const offers = it.whatIf(input('a'), null);
  last().advised(2, null);
  expect(last().sent.at(-1)).toMatchObject({ type: 'whatIf', id: 3 });
  last().say({ type: 'answered', id: 3, answer: { kind: 'offers', offers: [] }, memory: 1 });
  await offers;
  expect(last().asks).toEqual([2, 2]);
  last().advised(2, ADVICE);
  expect(await advice).toMatchObject({ kind: 'advice' });
});

test('a search for advice that hangs or dies is not begun again; the next text is analysed', async () => {
  const { it } = client();
  for (const [why, end] of [['timeout', () => vi.advanceTimersByTime(1001)], ['trap', () => last().say({ type: 'crashed', id: 2, message: 'unreachable' })]] as const) {
    last().ready();
    const a = it.analyze(advised('a'));
    last().done(last().asked.at(-1)!);
    const advice = adviceOf(await a)!;
    vi.advanceTimersByTime(10);
    end();
    expect(await advice).toEqual({ kind: 'crashed', why });
    last().ready();
    expect(last().sent.length).toBe(1);
    const b = it.analyze(input('b'));
    last().done(last().asked.at(-1)!);
    expect(await b).toMatchObject({ kind: 'report' });
  }
});

test('what advice needs and the network does not give is told; a large engine is replaced once the advice is there', async () => {
  const { it } = client({ memoryLimit: 100 });
  const first = last();
  first.ready();
  const a = it.analyze(advised('a'));
  first.done(1, 101);
  const advice = adviceOf(await a)!;
  expect(first.ended).toBe(false);
  vi.advanceTimersByTime(10);
  first.say({ type: 'fetching', id: 2, paths: ['sync'] });
  vi.advanceTimersByTime(60_000);
  first.say({ type: 'unreachable', id: 2, what: 'sync' });
  expect(await advice).toEqual({ kind: 'unreachable', what: 'sync' });
  const b = it.analyze(advised('b'));
  first.done(3, 1);
  await b;
  vi.advanceTimersByTime(10);
  first.advised(4, ADVICE, 101);
  expect(first.ended).toBe(true);
});
