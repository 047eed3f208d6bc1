/** What a reader can choose in the program: a site, or a function that was not analysed. */
import type { Report, Site, Span } from '../engine/wire';

export type Target = { readonly kind: 'site' | 'function'; readonly index: number };

export const sameTarget = (a: Target | null, b: Target | null): boolean =>
  a === b || (a !== null && b !== null && a.kind === b.kind && a.index === b.index);

export const targetSpan = (report: Report, target: Target): Span | undefined =>
  target.kind === 'site' ? report.sites[target.index]?.span : report.functions[target.index]?.span;

export type Mark = Site['verdict'] | 'notAnalysed';

/** The mark of a target; strongest first where a line has several. */
export const STRENGTH: readonly Mark[] = ['movedToHeap', 'escapesToHeap', 'leakingParam', 'notAnalysed', 'doesNotEscape'];

export const markOf = (report: Report, target: Target): Mark =>
  target.kind === 'site' ? report.sites[target.index]!.verdict : 'notAnalysed';

/** Reports never change, so their order is worked out once. */
const ordered = new WeakMap<Report, Map<number, readonly Target[]>>();

/** All targets of one file, in the order of their place; at one place the strongest first. */
export function targetsOf(report: Report, file: number): readonly Target[] {
  const files = ordered.get(report) ?? new Map<number, readonly Target[]>();
  ordered.set(report, files);
  const known = files.get(file) ?? order(report, file);
  files.set(file, known);
  return known;
}

function order(report: Report, file: number): Target[] {
  const all: Target[] = [];
  report.sites.forEach((site, index) => { if (site.span.file === file) all.push({ kind: 'site', index }); });
  report.functions.forEach((f, index) => { if (f.notAnalysed && f.span.file === file) all.push({ kind: 'function', index }); });
  const place = (t: Target): number => targetSpan(report, t)!.from;
  const rank = (t: Target): number => STRENGTH.indexOf(markOf(report, t));
  return all.sort((a, b) => place(a) - place(b) || rank(a) - rank(b) || a.index - b.index);
}

/** A step of a flow that has a place in the program, with its number. */
export type NumberedStep = { readonly n: number; readonly hop: number; readonly step: Site['flow'][number]['steps'][number] };

/** The steps of a site's flow in the order in which the address travels. */
export function numberedSteps(site: Site): NumberedStep[] {
  return site.flow.flatMap((hop, i) => hop.steps.map((step) => ({ hop: i, step }))).map((s, i) => ({ n: i + 1, ...s }));
}
