/**
 * The page's side of the worker: one request in flight, the newest one waiting. Advice comes behind the verdicts, in slices between which anything newer
 * goes first; it is given up when the text changes. A worker that traps or hangs is ended and a fresh one
 * started; the text it failed on is not sent again, so that no text can put the page into a loop.
 */
import type { FromWorker, ToWorker } from './protocol';
import type { Advice, Change, Input, Report, WhatIf } from './wire';

/** The part of `Worker` that the client uses. */
export type WorkerLike = {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
};

export type EngineState =
  | { readonly phase: 'loading'; readonly loaded: number; readonly total: number | null }
  | { readonly phase: 'ready' }
  | { readonly phase: 'working' }
  | { readonly phase: 'fetching'; readonly paths: readonly string[] }
  | { readonly phase: 'failed'; readonly message: string };

export type Outcome =
  /** `advice` is there where it was asked for: it comes later. */
  | { readonly kind: 'report'; readonly report: Report; readonly ms: number; readonly advice: Promise<Outcome> | null }
  | { readonly kind: 'advice'; readonly advice: Advice }
  | { readonly kind: 'whatIf'; readonly answer: WhatIf }
  /** A newer request took its place. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'crashed'; readonly why: 'trap' | 'timeout' }
  | { readonly kind: 'unreachable'; readonly what: string }
  | { readonly kind: 'failed' };

/** `change` is there for a question after one; null asks which there are. Without an input it is the search for advice about the last one. */
type Pending = { readonly id: number; readonly input: Input | null; readonly change?: Change | null; readonly settle: (outcome: Outcome) => void };

/** A search for advice begins when typing has rested for so many times what the verdicts took, since a proof takes about as long; */
const REST = 4;
/** and after so many milliseconds at the latest. */
const LONGEST_REST = 300;

export type ClientOptions = {
  readonly createWorker: () => WorkerLike;
  /** The page's address: the facts about std lie beside it. */
  readonly base: string;
  readonly onState: (state: EngineState) => void;
  readonly onPackages: (paths: readonly string[]) => void;
  /** Longest time for one computation, in milliseconds. */
  readonly patience?: number;
  /** Engine memory above which the worker is replaced, in bytes: WebAssembly memory never shrinks. */
  readonly memoryLimit?: number;
};

export class EngineClient {
  readonly #options: ClientOptions;
  #worker: WorkerLike | null = null;
  #module: WebAssembly.Module | null = null;
  #ready = false;
  #failed = false;
  #lastId = 0;
  #inFlight: Pending | null = null;
  #queued: Pending | null = null;
  /** A question beside the program: answered when nothing else waits. */
  #aside: Pending | null = null;
  /** Questions beside the text that is typed: each is answered, when nothing else waits. */
  #asks: Pending[] = [];
  /** The search for advice about the last text; it waits until typing rests, and for all the others. */
  #advice: Pending | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #rested = false;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#start();
  }

  /** Analyses an input; at once, or when the one before is answered, if no newer one comes until then. */
  analyze(input: Input): Promise<Outcome> {
    if (this.#failed) return Promise.resolve({ kind: 'failed' });
    return new Promise((settle) => {
      this.#queued?.settle({ kind: 'superseded' });
      this.#giveUp({ kind: 'superseded' });
      this.#queued = { id: ++this.#lastId, input, settle };
      this.#pump();
    });
  }

  /** Analyses something else than the reader's program, when nothing else waits; a newer such question takes its place. */
  analyzeAside(input: Input): Promise<Outcome> {
    if (this.#failed) return Promise.resolve({ kind: 'failed' });
    return new Promise((settle) => {
      this.#aside?.settle({ kind: 'superseded' });
      this.#aside = { id: ++this.#lastId, input, settle };
      this.#pump();
    });
  }

  /** Analyses an input that is not the text being typed: nothing takes its place, and it lets newer text go first. */
  ask(input: Input): Promise<Outcome> {
    if (this.#failed) return Promise.resolve({ kind: 'failed' });
    return new Promise((settle) => {
      this.#asks.push({ id: ++this.#lastId, input, settle });
      this.#pump();
    });
  }

  /** What a change would make of a program, or, for null, which changes are possible; asked as `ask` does. */
  whatIf(input: Input, change: Change | null): Promise<Outcome> {
    if (this.#failed) return Promise.resolve({ kind: 'failed' });
    return new Promise((settle) => {
      this.#asks.push({ id: ++this.#lastId, input, change, settle });
      this.#pump();
    });
  }

  /** Tries again after the engine could not be loaded. */
  retry(): void {
    if (!this.#failed) return;
    this.#failed = false;
    this.#start();
  }

  #start(): void {
    this.#ready = false;
    this.#options.onState({ phase: 'loading', loaded: 0, total: null });
    let worker: WorkerLike;
    try {
      worker = this.#options.createWorker();
    } catch (error) {
      return this.#fail(String(error));
    }
    this.#worker = worker;
    // Messages of a worker that was ended meanwhile say nothing any more.
    const ifCurrent = <E>(listener: (event: E) => void) => (event: E) => { if (worker === this.#worker) listener(event); };
    worker.onmessage = ifCurrent((event) => this.#hear(event.data));
    worker.onerror = ifCurrent((event) => this.#died('trap', event.message));
    worker.onmessageerror = ifCurrent(() => this.#died('trap', 'message lost'));
    worker.postMessage({ type: 'start', base: this.#options.base, module: this.#module });
  }

  #stop(): void {
    clearTimeout(this.#watchdog);
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = false;
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'progress':
        if (!this.#ready) this.#options.onState({ phase: 'loading', loaded: message.loaded, total: message.total });
        return;
      case 'ready':
        this.#module = message.module;
        this.#ready = true;
        this.#options.onState({ phase: 'ready' });
        return this.#pump();
      case 'packages':
        if (message.paths) this.#options.onPackages(message.paths);
        return;
      case 'crashed':
        return this.#died('trap', message.message);
    }
    if (message.id !== this.#inFlight?.id) return;
    switch (message.type) {
      case 'fetching':
        clearTimeout(this.#watchdog);
        if (!this.#inFlight.input) return;
        return this.#options.onState({ phase: 'fetching', paths: message.paths });
      case 'computing':
        return this.#watch();
      case 'unreachable':
        return this.#settle({ kind: 'unreachable', what: message.what });
      case 'done':
        this.#settle({ kind: 'report', report: message.report, ms: message.ms, advice: this.#advise(message.ms) });
        return this.#mind(message.memory);
      case 'advised':
        if (message.advice) this.#giveUp({ kind: 'advice', advice: message.advice });
        this.#settle(null);
        return this.#mind(message.memory);
      case 'answered':
        this.#settle({ kind: 'whatIf', answer: message.answer });
        return this.#mind(message.memory);
    }
  }

  /** Starts afresh where the engine's memory has grown too much. */
  #mind(memory: number): void {
    if (memory > (this.#options.memoryLimit ?? 768 * 2 ** 20) && !this.#inFlight && !this.#advice) this.#replace();
  }

  /** Waits for a rest, then for advice about what was just answered; nothing where none was asked for or a newer text is there. */
  #advise(ms: number): Promise<Outcome> | null {
    if (!this.#inFlight?.input?.options.advise || this.#queued) return null;
    this.#rested = false;
    this.#rest = setTimeout(() => { this.#rested = true; this.#pump(); }, Math.min(REST * ms, LONGEST_REST));
    return new Promise((settle) => { this.#advice = { id: ++this.#lastId, input: null, settle }; });
  }

  #giveUp(outcome: Outcome): void {
    clearTimeout(this.#rest);
    this.#advice?.settle(outcome);
    this.#advice = null;
  }

  /** Sends the waiting request if nothing is in flight. */
  #pump(): void {
    if (!this.#ready || this.#inFlight) return;
    const next = this.#queued ?? this.#aside ?? this.#asks.shift() ?? (this.#rested ? this.#advice : null);
    if (!next) return;
    if (next === this.#queued) this.#queued = null;
    else if (next === this.#aside) this.#aside = null;
    this.#inFlight = next;
    this.#watch();
    const { id, input, change } = next;
    if (!input) return this.#worker!.postMessage({ type: 'advise', id });
    this.#options.onState({ phase: 'working' });
    this.#worker!.postMessage(change === undefined ? { type: 'analyze', id, input } : { type: 'whatIf', id, input, change });
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#died('timeout', 'no answer'), this.#options.patience ?? 10_000);
  }

  /** Ends what is in flight; a search for advice goes on unless there is an outcome. */
  #settle(outcome: Outcome | null): void {
    clearTimeout(this.#watchdog);
    const answered = this.#inFlight;
    this.#inFlight = null;
    if (this.#ready && answered?.input) this.#options.onState({ phase: 'ready' });
    if (outcome) {
      if (answered && answered === this.#advice) this.#giveUp(outcome); else answered?.settle(outcome);
    }
    this.#pump();
  }

  #replace(): void {
    this.#stop();
    this.#start();
  }

  #died(why: 'trap' | 'timeout', message: string): void {
    const wasReady = this.#ready;
    this.#stop();
    // One that dies before it is ready would die again.
    if (!wasReady) return this.#fail(message);
    // The search died with the worker.
    this.#giveUp({ kind: 'crashed', why });
    this.#settle({ kind: 'crashed', why });
    this.#start();
  }

  #fail(message: string): void {
    this.#stop();
    this.#failed = true;
    this.#options.onState({ phase: 'failed', message });
    this.#inFlight?.settle({ kind: 'failed' });
    this.#giveUp({ kind: 'failed' });
    this.#queued?.settle({ kind: 'failed' });
    this.#aside?.settle({ kind: 'failed' });
    for (const one of this.#asks) one.settle({ kind: 'failed' });
    this.#asks = [];
    this.#inFlight = this.#queued = this.#aside = null;
  }
}
