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

/** A stretch of whole lines with all changes that touch it: from its first line to before `end`, counted from 0. */
type Region = { readonly first: number; readonly end: number; readonly changes: readonly Change[] };

/** The changes by the lines that they touch; those on a common line together. */
function regionsOf(starts: readonly number[], changes: readonly Change[]): Region[] {
  const lineAt = (pos: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= pos) low = middle; else high = middle - 1;
    }
    return low;
  };
  const out: Region[] = [];
  for (const change of changes) {
    const [first, end] = [lineAt(change.from), lineAt(change.to) + 1];
    const last = out.at(-1);
    if (last && first < last.end) out[out.length - 1] = { first: last.first, end, changes: [...last.changes, change] };
    else out.push({ first, end, changes: [change] });
  }
  return out;
}

/**
 * What the changes do to a text, line by line, with some unchanged lines around them. Only lines that a change touches are compared: the first
 * change can be an import at the top, and the next one thousands of lines below.
 */
export function diff(text: string, changes: readonly Change[], context = 2): DiffLine[] {
  const lines = text.split('\n');
  let at = 0;
  const starts = lines.map((line) => { const start = at; at += line.length + 1; return start; });
  const all: DiffLine[] = [];
  /** Lines of the old text that are told, and how many more lines the new one has by then. */
  let told = 0;
  let more = 0;
  const same = (from: number, to: number): void => { for (let i = from; i < to; i++) all.push({ kind: 'same', text: lines[i]!, line: i + 1 }); };
  const regions = regionsOf(starts, changes);
  for (const { first, end, changes: here } of regions) {
    const before = Math.max(told, first - context);
    if (all.length > 0) {
      const after = Math.min(before, told + context);
      same(told, after);
      if (before > after) all.push({ kind: 'gap', count: before - after });
    }
    same(before, first);
    const old = lines.slice(first, end);
    const start = starts[first]!;
    const now = applyChanges(old.join('\n'), here.map((c) => ({ from: c.from - start, to: c.to - start, insert: c.insert }))).split('\n');
    for (const line of compare(old, now)) all.push({ ...line, line: line.line + first + (line.kind === 'added' ? more : 0) });
    more += now.length - old.length;
    told = end;
  }
  if (all.length > 0) same(told, Math.min(lines.length, told + context));
  return abridged(all, context);
}

/** The same without the lines that are far from every change; nothing is said about what is left out at the ends. */
function abridged(all: readonly DiffLine[], context: number): DiffLine[] {
  const near = new Set<number>();
  all.forEach((line, i) => {
    if (line.kind === 'removed' || line.kind === 'added') for (let k = i - context; k <= i + context; k++) near.add(k);
  });
  const out: DiffLine[] = [];
  let left = 0;
  all.forEach((line, i) => {
    if (line.kind === 'gap') left += line.count;
    else if (!near.has(i)) left++;
    else {
      if (left > 0 && out.length > 0) out.push({ kind: 'gap', count: left });
      left = 0;
      out.push(line);
    }
  });
  return out;
}
