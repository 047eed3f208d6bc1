/** A suggestion's edits as a difference of lines. */

export type DiffLine =
  | { readonly kind: 'same' | 'removed' | 'added'; readonly text: string; readonly line: number }
  /** Lines that are left out. */
  | { readonly kind: 'gap'; readonly count: number };

type Change = { readonly from: number; readonly to: number; readonly insert: string };

/** The text after the changes, which are in order and apart from each other. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  let out = '';
  let at = 0;
  for (const { from, to, insert } of changes) {
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

/** Longest common subsequence by lines, as pairs of indices. Regions are small: a few lines around an edit. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1]! + 1 : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (best[(i + 1) * width + j]! >= best[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** Above this many cells the middle is shown as replaced whole. */
const LIMIT = 4_000_000;

/** All lines of both texts, marked. Line numbers count from 1: in the old text, for added lines in the new one. */
export function compare(before: readonly string[], after: readonly string[]): Exclude<DiffLine, { kind: 'gap' }>[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  const pairs = old.length * now.length > LIMIT ? [] : common(old, now);
  const out: Exclude<DiffLine, { kind: 'gap' }>[] = before.slice(0, head).map((text, i) => ({ kind: 'same', text, line: i + 1 }));
  let i = 0;
  let j = 0;
  for (const [p, q] of [...pairs, [old.length, now.length] as const]) {
    for (; i < p; i++) out.push({ kind: 'removed', text: old[i]!, line: head + i + 1 });
    for (; j < q; j++) out.push({ kind: 'added', text: now[j]!, line: head + j + 1 });
    if (p < old.length) out.push({ kind: 'same', text: old[p]!, line: head + p + 1 });
    i = p + 1;
    j = q + 1;
  }
  for (let k = before.length - tail; k < before.length; k++) out.push({ kind: 'same', text: before[k]!, line: k + 1 });
  return out;
}

/** What the changes do to a text, line by line, with some unchanged lines around them. */
export function diff(text: string, changes: readonly Change[], context = 2): DiffLine[] {
  const all = compare(text.split('\n'), applyChanges(text, changes).split('\n'));
  const near = all.map(() => false);
  all.forEach((line, i) => {
    if (line.kind === 'same') return;
    for (let k = Math.max(0, i - context); k <= Math.min(all.length - 1, i + context); k++) near[k] = true;
  });
  const out: DiffLine[] = [];
  for (let i = 0; i < all.length; i++) {
    if (near[i]) { out.push(all[i]!); continue; }
    const from = i;
    while (i + 1 < all.length && !near[i + 1]) i++;
    // Nothing is said about what is left out at the ends.
    if (from > 0 && i < all.length - 1) out.push({ kind: 'gap', count: i - from + 1 });
  }
  return out;
}
