/** What differs between two reports: sites that went, came, or changed sides. */
import { goLanguage } from '@codemirror/lang-go';
import type { Report, Site } from '../engine/wire';
import { compare } from './diff';

export type DeltaKind = 'gone' | 'new' | 'toStack' | 'toHeap' | 'verdict' | 'runs';

/** A site before and after; one of the two can be missing. */
export type SiteDelta = { readonly kind: DeltaKind; readonly before: number | null; readonly after: number | null };

export const onHeap = (site: Site): boolean => site.verdict === 'movedToHeap' || site.verdict === 'escapesToHeap';

/** Whether it allocates when it runs, at least sometimes. */
const allocates = (site: Site): boolean => onHeap(site) && site.allocates.when !== 'never';

/** Where a pool makes what it hands out again and again: the text of each function `New`. */
function poolMakers(text: string): readonly (readonly [number, number])[] {
  const out: (readonly [number, number])[] = [];
  goLanguage.parser.parse(text).iterate({
    enter: (node) => {
      if (node.name !== 'FunctionLiteral') return;
      const element = node.node.parent;
      const type = element?.parent?.parent?.firstChild;
      if (element?.name === 'Element' && type && text.slice(type.from, type.to) === 'sync.Pool' && /^New\s*:/.test(text.slice(element.from, element.to))) out.push([node.from, node.to]);
    },
  });
  return out;
}

export type Totals = {
  /** Sites on the heap that allocate when they run. */
  readonly heap: number;
  readonly stack: number;
  /** What these take once each, in bytes of the allocator's size classes. */
  readonly bytes: number;
  /** How many of them have no constant size and are not in `bytes`. */
  readonly unknown: number;
  /** What pools make, which is used again and again; not in the other numbers. */
  readonly pooled: number;
};

export function totals(report: Report, text: string): Totals {
  const makers = poolMakers(text);
  const made = (site: Site): boolean => site.span.file === 0 && makers.some(([from, to]) => from <= site.span.from && site.span.from < to);
  const all = report.sites.filter(allocates);
  const heap = all.filter((s) => !made(s));
  return {
    heap: heap.length,
    stack: report.sites.filter((s) => s.verdict === 'doesNotEscape').length,
    bytes: heap.reduce((sum, s) => sum + (s.sizeClass ?? 0), 0),
    unknown: heap.filter((s) => s.sizeClass === null).length,
    pooled: all.length - heap.length,
  };
}

/** Where a place of the old text is in the new one: on a line that stayed at the same column, otherwise nowhere. */
export function lineMap(before: string, after: string): (pos: number) => number | null {
  const starts = (lines: readonly string[]): number[] => lines.reduce<number[]>((all, line) => [...all, all.at(-1)! + line.length + 1], [0]);
  const old = before.split('\n');
  const now = after.split('\n');
  const oldStarts = starts(old);
  const nowStarts = starts(now);
  const moved = new Map<number, number>();
  let line = 0;
  for (const row of compare(old, now)) {
    if (row.kind !== 'removed') line++;
    if (row.kind === 'same') moved.set(row.line - 1, line - 1);
  }
  return (pos) => {
    let at = oldStarts.findIndex((s) => s > pos) - 1;
    if (at < 0) at = old.length - 1;
    const to = moved.get(at);
    return to === undefined ? null : nowStarts[to]! + pos - oldStarts[at]!;
  };
}

const key = (report: Report, site: Site): string =>
  [site.kind, site.name, site.function === null ? '' : report.functions[site.function]?.name, ...site.inlined.map((i) => i.callee)].join('\0');

/** Pairs the sites of two reports, first by place, then by what they are, and tells those that differ; in the order of the text after. */
export function deltas(before: Report, after: Report, map: (pos: number) => number | null): SiteDelta[] {
  const free = new Map<string, number[]>();
  const places = new Map<string, number>();
  after.sites.forEach((site, i) => {
    const k = key(after, site);
    free.set(k, [...(free.get(k) ?? []), i]);
    places.set(`${k}\0${site.span.file}:${site.span.from}`, i);
  });
  const taken = new Map<number, number>();
  const used = new Set<number>();
  const take = (i: number, j: number | undefined): void => { if (j !== undefined && !used.has(j)) { taken.set(i, j); used.add(j); } };
  before.sites.forEach((site, i) => {
    const pos = site.span.file === 0 ? map(site.span.from) : site.span.from;
    if (pos !== null) take(i, places.get(`${key(before, site)}\0${site.span.file}:${pos}`));
  });
  before.sites.forEach((site, i) => { if (!taken.has(i)) take(i, free.get(key(before, site))?.find((j) => !used.has(j))); });
  const out: SiteDelta[] = [];
  before.sites.forEach((site, i) => {
    const j = taken.get(i);
    if (j === undefined) {
      if (onHeap(site)) out.push({ kind: 'gone', before: i, after: null });
      return;
    }
    const now = after.sites[j]!;
    if (onHeap(site) && !onHeap(now)) out.push({ kind: 'toStack', before: i, after: j });
    else if (!onHeap(site) && onHeap(now)) out.push({ kind: 'toHeap', before: i, after: j });
    else if (site.words.join('\n') !== now.words.join('\n')) out.push({ kind: 'verdict', before: i, after: j });
  });
  after.sites.forEach((site, j) => { if (!used.has(j) && onHeap(site)) out.push({ kind: 'new', before: null, after: j }); });
  const place = (d: SiteDelta): number => (d.after !== null ? after.sites[d.after]!.span.from : map(before.sites[d.before!]!.span.from) ?? before.sites[d.before!]!.span.from);
  return out.sort((a, b) => place(a) - place(b));
}
