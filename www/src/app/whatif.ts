/** Changes to a program that ask a question: what would the verdicts be with a constant size, a concrete type, without inlining, without prints? */
import type { Change, Difference, Offer, Report, Site } from '../engine/wire';
import { onHeap, type SiteDelta } from './delta';

/** What is asked about the whole program at one press. */
export const QUESTIONS = ['prints', 'sizes', 'lang'] as const;

/** How many elements a slice gets that has no constant size. */
export const CONSTANT_SIZE = 64;

/** The last version of the language whose loops had one variable for all their turns. */
export const FORMER_LANG = 'go1.21';

/** Kinds of changes that the page tries, each with words of its own. */
export type Probe = (typeof QUESTIONS)[number] | 'size' | 'concrete' | 'noInline' | 'inlinable';

/** The kind of a change; nothing for options of the analysis, which the page has switches for. */
export function probeOf(change: Change): Probe | null {
  switch (change.kind) {
    case 'prints': return 'prints';
    case 'lang': return 'lang';
    case 'sizes': return change.at ? 'size' : 'sizes';
    case 'concrete': return 'concrete';
    case 'noInline': return change.on ? 'noInline' : 'inlinable';
    default: return null;
  }
}

export function questionOf(question: (typeof QUESTIONS)[number]): Change {
  switch (question) {
    case 'prints': return { kind: 'prints' };
    case 'sizes': return { kind: 'sizes', elements: CONSTANT_SIZE, at: null };
    case 'lang': return { kind: 'lang', lang: FORMER_LANG };
  }
}

export const sameChange = (a: Change, b: Change): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What can be tried about one site: changes at a place of the program. */
export const offersFor = (offers: readonly Offer[], site: number): Offer[] =>
  offers.filter((o) => o.span !== null && probeOf(o.change) !== null && o.sites.includes(site));

/** The verdict in words without the expression, which a change may have altered. */
const said = (site: Site): string => site.words.map((w) => w.replaceAll(site.name, '')).join('\n');

/** The sites of a difference as the page tells them: what comes and goes counts where it is on the heap. */
export function changesOf(before: Report, found: Difference): SiteDelta[] {
  const out: SiteDelta[] = [];
  for (const { kind, before: i, after: j } of found.sites) {
    const old = i === null ? null : before.sites[i]!;
    const now = j === null ? null : found.after.sites[j]!;
    switch (kind) {
      case 'appeared': if (now && onHeap(now)) out.push({ kind: 'new', before: null, after: j }); break;
      case 'vanished': if (old && onHeap(old)) out.push({ kind: 'gone', before: i, after: null }); break;
      case 'other': {
        out.push({ kind: old && now && said(old) === said(now) ? 'runs' : 'verdict', before: i, after: j });
        break;
      }
      default: out.push({ kind, before: i, after: j });
    }
  }
  return out;
}
