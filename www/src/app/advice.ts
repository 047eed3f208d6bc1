/** Advice that is older than the report it stands in: shown as it was until the report's own has come, so that nothing flickers; applied never. */
import type { Report, Site } from '../engine/wire';

export type Carried = Pick<Report, 'suggestions' | 'refusals' | 'problems'>;

/** The advice of `old` at the sites of `next`, and the fixes at the problems that are still there; `moved` tells where a place of the old text is in the new one. */
export function carried(old: Report, next: Report, moved: (pos: number) => number): Carried {
  const key = ({ kind, name, span }: Site, from: number): string => `${kind} ${span.file} ${from} ${name}`;
  const places = new Map(next.sites.map((s, i) => [key(s, s.span.from), i]));
  const now = old.sites.map((s) => places.get(key(s, moved(s.span.from))));
  const fixes = new Map(old.problems.map((p) => [p.text, p.fixes]));
  return {
    suggestions: old.suggestions.map((s) => ({ ...s, sites: s.sites.flatMap((i) => now[i] ?? []) })),
    refusals: old.refusals.flatMap((r) => (now[r.site] === undefined ? [] : { ...r, site: now[r.site]! })),
    problems: next.problems.map((p) => ({ ...p, fixes: fixes.get(p.text) ?? [] })),
  };
}
