/** Names that are nearly the same: for an import that is not there. */

/** Edits (insert, delete, replace, swap of neighbours) from one name to the other; at most `limit` + 1. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The names nearest to a wrong one, best first: the same last part, or few typing errors. */
export function nearest(wrong: string, names: readonly string[], most = 3): string[] {
  const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const limit = Math.max(1, Math.floor(wrong.length / 3));
  const score = (name: string): number => (base(name) === base(wrong) ? 0 : distance(wrong, name, limit));
  return names.map((name) => ({ name, score: score(name) }))
    .filter((x) => x.score <= limit)
    .sort((a, b) => a.score - b.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map((x) => x.name);
}
