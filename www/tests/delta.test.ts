import { expect, test } from 'vitest';
import { keyLabel, keyName, search } from '../src/app/commands';
import { deltas, lineMap, totals } from '../src/app/delta';
import { rows } from '../src/app/dialogs/side';
import { changesOf, offersFor, probeOf, questionOf, sameChange } from '../src/app/whatif';
import type { Change, Offer } from '../src/engine/wire';
import { report, site, span } from './report';

const heap = (name: string, from: number) => site({ name, span: span(from, from + 1) });
const stack = (name: string, from: number) => site({ name, span: span(from, from + 1), verdict: 'doesNotEscape', words: [`${name} does not escape`], allocates: { when: 'never', why: 'onStack' } });

test('sites are paired by place, then by what they are; those that stay are not told', () => {
  const before = report({ sites: [heap('a', 0), heap('b', 5), heap('c', 10), heap('same', 20)] });
  const after = report({ sites: [stack('a', 1), heap('b', 6), heap('d', 30), heap('same', 21)] });
  const found = deltas(before, after, (pos) => pos + 1);
  expect(found.map((d) => [d.kind, d.before, d.after])).toEqual([['toStack', 0, 0], ['gone', 2, null], ['new', null, 2]]);
  expect(deltas(before, before, (pos) => pos)).toEqual([]);
  // Nothing has its place any more, but the names are still there.
  expect(deltas(before, after, () => null).map((d) => d.kind).sort()).toEqual(['gone', 'new', 'toStack']);
});

test('two sites of the same name are not confused', () => {
  const before = report({ sites: [heap('x', 0), heap('x', 10)] });
  const after = report({ sites: [heap('x', 10)] });
  expect(deltas(before, after, (pos) => (pos === 0 ? null : pos)).map((d) => [d.kind, d.before])).toEqual([['gone', 0]]);
});

test('totals count what allocates', () => {
  const free = site({ name: 'c', span: span(0, 1), allocates: { when: 'never', why: 'constantInInterface' } });
  const unknown = site({ name: 'd', span: span(0, 1), size: null, sizeClass: null });
  expect(totals(report({ sites: [heap('a', 0), free, unknown, stack('b', 1)] }), '')).toEqual({ heap: 2, stack: 1, bytes: 24, unknown: 1, pooled: 0 });
});

test('what a pool makes is counted apart', () => {
  const text = 'package p\n\nvar pool = sync.Pool{\n\tNew: func() any { b := make([]byte, 64); return &b },\n}\n\nfunc f() any { return new(int) }\n';
  const sites = [heap('make', text.indexOf('make')), heap('new', text.indexOf('new(int)'))];
  expect(totals(report({ sites }), text)).toEqual({ heap: 1, stack: 0, bytes: 24, unknown: 0, pooled: 1 });
});

test('a place moves with its line', () => {
  const map = lineMap('a\nbb\nc', 'new\na\nc');
  expect([map(0), map(2), map(5)]).toEqual([4, null, 6]);
  expect(rows('a\nb\nc', 'a\nx\ny\nc')).toEqual([
    { before: 1, after: 1, same: true }, { before: 2, after: 2, same: false }, { before: null, after: 3, same: false }, { before: 3, after: 4, same: true },
  ]);
});

test('a difference that the engine found is told as the page tells differences', () => {
  const before = report({ sites: [heap('a', 0), stack('b', 5), heap('c', 10), heap('d', 20)] });
  const after = report({ sites: [stack('a', 0), heap('c', 10), heap('e', 30)] });
  const found = { change: { kind: 'prints' as const }, edits: [], after, functions: [], sites: [
    { kind: 'toStack' as const, before: 0, after: 0 }, { kind: 'vanished' as const, before: 1, after: null }, { kind: 'other' as const, before: 2, after: 1 },
    { kind: 'vanished' as const, before: 3, after: null }, { kind: 'appeared' as const, before: null, after: 2 },
  ] };
  expect(changesOf(before, found).map((d) => [d.kind, d.before, d.after])).toEqual([['toStack', 0, 0], ['runs', 2, 1], ['gone', 3, null], ['new', null, 2]]);
});

test('what is offered for a site are changes at places that are about it', () => {
  const offer = (change: Change, sites: number[], at = true): Offer => ({ change, span: at ? span(0, 1) : null, params: {}, sites });
  const size: Change = { kind: 'sizes', elements: 64, at: { file: 0, at: 3 } };
  const all = [offer({ kind: 'inline', on: false }, [], false), offer({ kind: 'prints' }, [], false), offer(size, [2]), offer({ kind: 'noInline', at: { file: 0, at: 9 }, on: true }, [1, 2])];
  expect(offersFor(all, 2).map((o) => probeOf(o.change))).toEqual(['size', 'noInline']);
  expect(offersFor(all, 0)).toEqual([]);
  expect(probeOf(questionOf('sizes'))).toBe('sizes');
  expect(sameChange(size, { ...size })).toBe(true);
  expect(sameChange(size, questionOf('sizes'))).toBe(false);
});

test('shortcuts and the search of the palette', () => {
  const event = { key: 'k', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
  expect(keyName(event)).toBe('Mod-k');
  expect(keyName({ ...event, key: 'S', shiftKey: true })).toBe('Mod-Shift-s');
  expect(keyName({ ...event, key: 'F8', ctrlKey: false, shiftKey: true })).toBe('Shift-F8');
  expect(keyLabel('Mod-Shift-s')).toBe('Ctrl+Shift+S');
  const items = ['Open the examples', 'Use the dark theme', 'Example: the open heap'].map((text) => ({ text }));
  expect(search(items, 'the open').map((x) => x.text)).toEqual(['Open the examples', 'Example: the open heap']);
  expect(search(items, 'ex').map((x) => x.text)).toEqual(['Example: the open heap', 'Open the examples']);
});
