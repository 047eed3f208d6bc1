import { expect, test } from 'vitest';
import { applyChanges, diff, type DiffLine } from '../src/app/diff';

const shown = (lines: DiffLine[]): string[] =>
  lines.map((l) => (l.kind === 'gap' ? `… ${l.count}` : `${{ same: ' ', removed: '-', added: '+' }[l.kind]}${l.line} ${l.text}`));

/** Replaces the first `old` in a text. */
const change = (text: string, old: string, insert: string) => ({ from: text.indexOf(old), to: text.indexOf(old) + old.length, insert });

test('nothing changed, nothing shown', () => {
  expect(diff('a\nb', [])).toEqual([]);
});

test('an edit inside a line', () => {
  const text = 'a\nb\nc one\nd\ne\nf';
  expect(shown(diff(text, [change(text, 'one', 'two')], 1))).toEqual([' 2 b', '-3 c one', '+3 c two', ' 4 d']);
});

test('edits far apart have a gap between them, lines of the new text are counted there', () => {
  const text = 'import\n1\n2\n3\n4\n5\nbody\nend';
  const edits = [change(text, '1\n', '1\nsync\n'), change(text, 'body', 'pool\nbody')];
  expect(shown(diff(text, edits, 1))).toEqual([' 2 1', '+3 sync', ' 3 2', '… 2', ' 6 5', '+8 pool', ' 7 body']);
});

test('at the ends of the text', () => {
  expect(shown(diff('a', [{ from: 0, to: 0, insert: 'x\n' }]))).toEqual(['+1 x', ' 1 a']);
  expect(shown(diff('a\n', [{ from: 2, to: 2, insert: 'x' }]))).toEqual([' 1 a', '-2 ', '+2 x']);
  expect(shown(diff('', [{ from: 0, to: 0, insert: 'x' }]))).toEqual(['-1 ', '+1 x']);
});

test('what is shown, taken for itself, leads from the old text to the new one', () => {
  let seed = 7;
  const random = (n: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  for (let round = 0; round < 200; round++) {
    const text = Array.from({ length: random(12) + 1 }, () => 'abc'[random(3)]).join('\n');
    const edits: { from: number; to: number; insert: string }[] = [];
    for (let at = 0; edits.length < 3 && at <= text.length; at = edits.at(-1)!.to + 1) {
      const from = at + random(text.length - at + 1);
      edits.push({ from, to: from + random(Math.min(6, text.length - from + 1)), insert: ['', 'x', 'a\nb', '\n\n'][random(4)]! });
    }
    const lines = diff(text, edits, 1000);
    if (applyChanges(text, edits) === text) continue;
    const side = (kind: 'removed' | 'added') => lines.flatMap((l) => (l.kind === 'same' || l.kind === kind ? [l.text] : [])).join('\n');
    expect(side('removed')).toBe(text);
    expect(side('added')).toBe(applyChanges(text, edits));
  }
});

test('edits at both ends of a long program are no matter of its length', () => {
  const text = Array.from({ length: 50_000 }, (_, i) => `line ${i}`).join('\n');
  const edits = [{ from: 0, to: 0, insert: 'import\n' }, change(text, 'line 49990\n', 'line pool\n')];
  expect(shown(diff(text, edits, 1))).toEqual(['+1 import', ' 1 line 0', '… 49988', ' 49990 line 49989', '-49991 line 49990', '+49992 line pool', ' 49992 line 49991']);
});
