/**
 * A picture of one function: what lies in its frame, what on the heap, and what points to what. All of it is read off the report: storage and
 * parameters from the sites, pointers from the flows that lead out. Of what stays on the stack the report tells no pointers, so none are drawn.
 */
import { markOf, type Mark } from '../editor/targets';
import type { Report, Site } from '../engine/wire';
import { onHeap } from './delta';

export type Box = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What it takes, in bytes; on the heap that of the size class. */
  readonly bytes: number | null;
  readonly site: number | null;
  readonly mark: Mark | null;
};
/** A pointer: what `from` holds leads to `to`. */
export type Pointer = { readonly from: string; readonly to: string };
export type Picture = {
  readonly function: number;
  readonly name: string;
  readonly frame: readonly Box[];
  /** What outlives the call without being storage of its own: results, and what is kept elsewhere. */
  readonly outside: readonly Box[];
  readonly heap: readonly Box[];
  readonly pointers: readonly Pointer[];
};

/** Somewhere on the heap, in memory that is not this function's. */
export const ELSEWHERE = 'elsewhere';

/** The innermost function around a place of the report's text; null outside of all. */
export function functionAt(report: Report, pos: number): number | null {
  let best: number | null = null;
  report.functions.forEach((f, i) => {
    const { file, from, to } = f.whole;
    if (file !== 0 || f.kind === 'init' || pos < from || pos > to) return;
    if (best === null || to - from <= report.functions[best]!.whole.to - report.functions[best]!.whole.from) best = i;
  });
  return best;
}

const isResult = (name: string): boolean => /^~r\d+$/.test(name);

export function picture(report: Report, index: number): Picture {
  const f = report.functions[index]!;
  const frame = new Map<string, Box>();
  const outside = new Map<string, Box>();
  const heap = new Map<string, Box>();
  const pointers = new Map<string, Pointer>();
  const put = (into: Map<string, Box>, box: Box): string => {
    if (!into.has(box.id)) into.set(box.id, box);
    return box.id;
  };
  const point = (from: string, to: string): void => { if (from !== to) pointers.set(`${from}>${to}`, { from, to }); };

  for (const p of f.params) {
    const site = p.site === null ? null : report.sites[p.site]!;
    if (p.name !== '' && p.name !== '_') put(frame, { id: `v:${p.name}`, name: p.name, type: p.typeName, bytes: site?.size ?? null, site: p.site, mark: site?.verdict ?? null });
  }
  const own = report.sites.flatMap((site, i) => (site.function === index && site.kind !== 'param' ? [{ site, i }] : []));
  for (const { site, i } of own) {
    const box: Box = { id: `s:${i}`, name: site.name, type: site.typeName ?? '', bytes: onHeap(site) ? site.sizeClass : site.size, site: i, mark: markOf(report, { kind: 'site', index: i }) };
    // What takes nothing when it runs has no place of its own.
    if (site.allocates.when === 'never' && site.allocates.why !== 'onStack') continue;
    put(onHeap(site) ? heap : frame, box);
  }

  /** The box of a place that a flow names. */
  const place = (name: string): string => {
    if (name === '{heap}') return put(outside, { id: ELSEWHERE, name: '', type: '', bytes: null, site: null, mark: null });
    const storage = /^\{storage for (.*)\}$/s.exec(name)?.[1];
    const found = own.find(({ site, i }) => site.name === (storage ?? name) && (storage !== undefined) === (site.kind !== 'variable') && (heap.has(`s:${i}`) || frame.has(`s:${i}`)));
    if (found) return `s:${found.i}`;
    if (isResult(name)) return put(outside, { id: `r:${name}`, name, type: '', bytes: null, site: null, mark: null });
    return put(frame, { id: `v:${name}`, name: storage ?? name, type: '', bytes: null, site: null, mark: null });
  };
  for (const { site, i } of own) if (heap.has(`s:${i}`)) follow(site, `s:${i}`, place, point);
  for (const p of f.params) {
    if (p.leaks.length === 0 || !frame.has(`v:${p.name}`)) continue;
    // Not the parameter gets out, but what it points to, which is somebody else's.
    const pointee = put(outside, { id: `c:${p.name}`, name: p.name, type: '', bytes: null, site: null, mark: null });
    point(`v:${p.name}`, pointee);
    for (const leak of p.leaks) point(leak.to === 'result' ? place(leak.result ?? '~r0') : place('{heap}'), pointee);
  }
  return { function: index, name: f.name, frame: [...frame.values()], outside: [...outside.values()], heap: [...heap.values()], pointers: [...pointers.values()] };
}

/** Each place that the address comes to holds a pointer to the storage, or to the place before where that one's address was taken. */
function follow(site: Site, id: string, place: (name: string) => string, point: (from: string, to: string) => void): void {
  let object = id;
  site.flow.forEach((hop, n) => {
    if (n > 0 && hop.derefs < 0) object = place(hop.from);
    const to = place(hop.to);
    if (hop.derefs <= 0) point(to, object);
  });
}
