/** What the present program is compared with, and what differs. */
import type { Change, Difference, Report, Span } from '../engine/wire';
import { deltas, lineMap, type SiteDelta } from './delta';
import { changesOf, probeOf, type Probe } from './whatif';

/** A program and what is known about it. */
export type Version = { readonly text: string; readonly report: Report };

/** What the present program is compared with, and why. */
export type Base = Version & { readonly kind: 'pin' | 'link' | 'applied' | 'inline' };

/** Two versions side by side. */
export type Delta = {
  readonly kind: Base['kind'] | Probe;
  readonly before: Version;
  readonly after: Version;
  readonly changes: readonly SiteDelta[];
  /** What the engine found, for a change that was tried. */
  readonly tried: Difference | null;
};

/** A change that is tried on a copy, the text of the copy, and where it was made. */
export type Tried = { readonly change: Change; readonly text: string; readonly found: Difference; readonly at: Span | null };

export class Comparison {
  base: Base | null = null;
  /** A change that is tried on a copy; it goes before the base. */
  probe: Tried | null = null;
  #kept: { readonly key: readonly unknown[]; readonly value: Delta | null } = { key: [], value: null };

  clear(): void { this.base = this.probe = null; }

  /** The text changes: what was tried on it, and the switch of an option before, say nothing about it any more. */
  typed(): void {
    if (this.base?.kind === 'inline') this.base = null;
    this.probe = null;
  }

  /** The two versions that are compared now; null where there is nothing to compare with. */
  delta(now: Version | null): Delta | null {
    const key = [now?.report, now?.text, this.base, this.probe];
    if (this.#kept.key.length !== key.length || key.some((x, i) => x !== this.#kept.key[i])) this.#kept = { key, value: this.#compare(now) };
    return this.#kept.value;
  }

  #compare(now: Version | null): Delta | null {
    if (!now) return null;
    if (this.probe) {
      const { change, text, found } = this.probe;
      return { kind: probeOf(change) ?? 'inline', before: now, after: { text, report: found.after }, changes: changesOf(now.report, found), tried: found };
    }
    if (!this.base) return null;
    const { kind, text, report } = this.base;
    return { kind, before: { text, report }, after: now, changes: deltas(report, now.report, lineMap(text, now.text)), tried: null };
  }
}
