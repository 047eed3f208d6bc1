/** The open profile: its worker, what was chosen to look at, and what it says about the program in the editor. */
import type { Report, Site, Span } from '../engine/wire';
import type { Attribution, ProgramFunction, ProgramPackage, Row } from './attribute';
import type { BrokenCode, SampleType } from './pprof';
import type { FromProfileWorker, Summary, ToProfileWorker } from './protocol';

export type ProfileState =
  | { readonly phase: 'none' }
  | { readonly phase: 'loading'; readonly name: string; readonly bytes: number }
  | { readonly phase: 'broken'; readonly name: string; readonly code: BrokenCode; readonly detail: string }
  | { readonly phase: 'ready'; readonly name: string; readonly summary: Summary; readonly attribution: Attribution | null };

/** The part of `Worker` that is used. */
export type ProfileWorkerLike = {
  postMessage(message: ToProfileWorker): void;
  onmessage: ((event: MessageEvent<FromProfileWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
};

/** All rows of one line of the program, added up. */
export type LineHeat = { readonly line: number; readonly rows: readonly Row[]; readonly flat: readonly number[]; readonly cum: readonly number[]; readonly own: readonly number[] };

/** What a site allocated; `shared` where other sites of its line are in the number too. */
export type SiteHeat = { readonly values: readonly number[]; readonly shared: boolean };

const sum = (list: readonly (readonly number[])[], width: number): number[] =>
  Array.from({ length: width }, (_, i) => list.reduce((n, values) => n + (values[i] ?? 0), 0));

/** The functions of a report, as the profile looks for them. */
export function programFunctions(report: Report, text: string): ProgramFunction[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const mid = (low + high) >> 1;
      if (starts[mid]! <= offset) low = mid; else high = mid;
    }
    return low + 1;
  };
  const names = new Map<string, string>();
  const packageOf = (span: Span): ProgramPackage | undefined => {
    const part = report.parts.find((p) => p.from <= span.from && span.from <= p.to);
    if (!part) return undefined;
    const name = names.get(part.name) ?? packageName(text.slice(part.from, part.to));
    names.set(part.name, name);
    return { folder: part.name.slice(0, Math.max(0, part.name.lastIndexOf('/'))), name };
  };
  return report.functions.filter((f) => f.kind !== 'init' && f.whole.file === 0).map((f) => {
    const line = textLine(report, f.span);
    const at = packageOf(f.span);
    return { name: f.name, line, lastLine: Math.max(line, lineAt(Math.max(f.whole.from, f.whole.to - 1))), ...(at && { package: at }) };
  });
}

/** The line of the whole text; that of a span counts from the start of its file. */
export function textLine(report: Report, span: Span): number {
  const part = report.parts.find((p) => p.from <= span.from && span.from <= p.to);
  return span.line + (part?.line ?? 0);
}

const packageName = (text: string): string => /^\s*package\s+(\w+)/m.exec(text)?.[1] ?? 'main';

/** Sites that can be behind an allocation at their line. */
const makesStorage = (site: Site): boolean => site.verdict !== 'leakingParam' && site.allocates.when !== 'never';

/** What the profile says about each line. */
export function lineHeats(attribution: Attribution, width: number): Map<number, LineHeat> {
  const lines = new Map<number, Row[]>();
  for (const row of attribution.rows) {
    if (row.line === null) continue;
    const there = lines.get(row.line);
    if (there) there.push(row); else lines.set(row.line, [row]);
  }
  return new Map([...lines].map(([line, rows]) => [line, {
    line, rows, flat: sum(rows.map((r) => r.flat), width), cum: sum(rows.map((r) => r.cum), width), own: sum(rows.map((r) => r.own), width),
  }]));
}

/**
 * Shares a line's allocations among its sites. A line with one site gives it all of them; with several, the size of the objects tells them
 * apart where their sizes differ, and what is left belongs to the others together.
 */
export function siteHeats(report: Report, lines: ReadonlyMap<number, LineHeat>, width: number): Map<number, SiteHeat> {
  const out = new Map<number, SiteHeat>();
  const byLine = new Map<number, number[]>();
  report.sites.forEach((site, i) => {
    const line = textLine(report, site.span);
    if (site.span.file !== 0 || !makesStorage(site) || !lines.has(line)) return;
    byLine.set(line, [...(byLine.get(line) ?? []), i]);
  });
  for (const [line, sites] of byLine) {
    const heat = lines.get(line)!;
    if (sites.length === 1) {
      out.set(sites[0]!, { values: heat.own, shared: false });
      continue;
    }
    const size = (i: number): number | null => report.sites[i]!.sizeClass ?? report.sites[i]!.size;
    const alone = sites.filter((i) => size(i) !== null && sites.every((j) => j === i || (size(j) !== null && size(j) !== size(i))));
    const told = heat.rows.flatMap((r) => r.sizes);
    const exact = new Map(alone.map((i) => [i, sum(told.filter((s) => s.size === size(i)).map((s) => s.own), width)]));
    const taken = sum([...exact.values()], width);
    const rest = heat.own.map((v, i) => Math.max(0, v - taken[i]!));
    const others = sites.filter((i) => !exact.has(i));
    for (const [i, values] of exact) out.set(i, { values, shared: false });
    for (const i of others) out.set(i, { values: rest, shared: others.length > 1 });
  }
  return out;
}

/** The relative error (one standard deviation) of a number of bytes that was sampled; 0 where every allocation was written down. */
export const samplingError = (bytes: number, period: number): number => (period <= 1 || bytes <= 0 ? 0 : 1 / Math.sqrt(Math.max(1, bytes / period)));

export class ProfileStore {
  state: ProfileState = { phase: 'none' };
  /** Index of the type that is looked at. */
  type = 0;
  lines: ReadonlyMap<number, LineHeat> = new Map();
  sites: ReadonlyMap<number, SiteHeat> = new Map();

  readonly #createWorker: () => ProfileWorkerLike;
  readonly #changed: () => void;
  #worker: ProfileWorkerLike | null = null;
  #id = 0;
  /** A match is being made, and whether the program has changed since it was asked for. */
  #matching = false;
  #stale = false;
  #report: Report | null = null;
  #text = '';

  constructor(createWorker: () => ProfileWorkerLike, changed: () => void) {
    this.#createWorker = createWorker;
    this.#changed = changed;
  }

  get types(): readonly SampleType[] { return this.state.phase === 'ready' ? this.state.summary.types : []; }
  get unit(): string { return this.types[this.type]?.unit ?? ''; }
  get period(): number { return this.state.phase === 'ready' ? this.state.summary.period : 0; }

  /** Index of the type in bytes that goes with the chosen one: errors are those of bytes. */
  get bytesType(): number {
    const chosen = this.types[this.type];
    if (!chosen || chosen.unit === 'bytes') return this.type;
    const twin = this.types.findIndex((t) => t.unit === 'bytes' && t.type.split('_')[0] === chosen.type.split('_')[0]);
    return twin >= 0 ? twin : this.types.findIndex((t) => t.unit === 'bytes');
  }

  open(file: Blob, name: string): void {
    if (!this.#worker) {
      this.#worker = this.#createWorker();
      this.#worker.onmessage = (event) => this.#hear(event.data);
      this.#worker.onerror = (event) => this.#set({ phase: 'broken', name: this.#name, code: 'unreadable', detail: event.message });
    }
    this.#id++;
    this.#matching = this.#stale = false;
    this.#set({ phase: 'loading', name, bytes: 0 });
    this.#worker.postMessage({ type: 'load', id: this.#id, file });
  }

  close(): void {
    this.#id++;
    this.#matching = this.#stale = false;
    this.#set({ phase: 'none' });
  }

  choose(type: number): void {
    this.type = type;
    this.#changed();
  }

  /** A new report: the profile is laid over it. */
  report(report: Report, text: string): void {
    this.#report = report;
    this.#text = text;
    this.#match();
  }

  get #name(): string { return this.state.phase === 'none' ? '' : this.state.name; }

  #match(): void {
    if (this.state.phase !== 'ready' || !this.#report) return;
    // One at a time: on a large profile a match takes longer than a keystroke.
    if (this.#matching) { this.#stale = true; return; }
    this.#matching = true;
    this.#stale = false;
    this.#worker!.postMessage({ type: 'match', id: ++this.#id, functions: programFunctions(this.#report, this.#text), packageName: packageName(this.#text) });
  }

  #hear(message: FromProfileWorker): void {
    if (message.id !== this.#id) return;
    switch (message.type) {
      case 'progress': return this.#set({ phase: 'loading', name: this.#name, bytes: message.bytes });
      case 'broken': return this.#set({ phase: 'broken', name: this.#name, code: message.code, detail: message.detail });
      case 'loaded': {
        const { types, defaultType } = message.summary;
        // What costs time is what was allocated, not what was left when the profile was taken.
        const wanted = ['alloc_space', defaultType].map((name) => types.findIndex((t) => t.type === name)).find((i) => i >= 0);
        this.type = wanted ?? types.findIndex((t) => t.unit === 'bytes');
        this.#set({ phase: 'ready', name: this.#name, summary: message.summary, attribution: null });
        return this.#match();
      }
      case 'matched':
        this.#matching = false;
        if (this.state.phase === 'ready') this.#set({ ...this.state, attribution: message.attribution });
        if (this.#stale) this.#match();
    }
  }

  #set(state: ProfileState): void {
    this.state = state;
    const found = state.phase === 'ready' && this.#report ? state.attribution : null;
    const width = this.types.length;
    this.lines = found ? lineHeats(found, width) : new Map();
    this.sites = found && this.#report ? siteHeats(this.#report, this.lines, width) : new Map();
    this.#changed();
  }
}
