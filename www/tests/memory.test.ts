import { expect, test } from 'vitest';
import { ELSEWHERE, functionAt, picture } from '../src/app/memory';
import type { Function as Func, Hop } from '../src/engine/wire';
import { report, site, span } from './report';

const func = (over: Partial<Func>): Func => ({
  name: 'f', kind: 'func', span: span(0, 1), whole: span(0, 100), parent: null, notAnalysed: null, canInline: null, cost: null, cannotInline: null, params: [], locals: [], perCall: null, ...over,
});
const hop = (from: string, to: string, derefs: number): Hop => ({ from, to, derefs, steps: [], text: '' });

test('the innermost function around the cursor', () => {
  const r = report({ functions: [func({}), func({ name: 'f.func1', kind: 'literal', whole: span(20, 40) })] });
  expect([functionAt(r, 5), functionAt(r, 30), functionAt(r, 200)]).toEqual([0, 1, null]);
});

test('storage is where the verdict says, and whoever holds an address points to it', () => {
  const x = site({ name: 'x', span: span(1, 2), function: 0, flow: [hop('x', 'p', -1), hop('p', '~r0', 0)] });
  const y = site({ name: '&T{...}', kind: 'ptrLit', span: span(3, 4), function: 0, verdict: 'escapesToHeap', flow: [hop('{storage for &T{...}}', '{heap}', -1)] });
  const z = site({ name: 'make([]int, 4)', kind: 'makeSlice', span: span(5, 6), function: 0, verdict: 'doesNotEscape', size: 32, allocates: { when: 'never', why: 'onStack' } });
  const free = site({ name: '"s"', kind: 'toInterface', span: span(7, 8), function: 0, verdict: 'escapesToHeap', allocates: { when: 'never', why: 'constantInInterface' } });
  const other = site({ name: 'o', span: span(9, 10), function: 1 });
  const found = picture(report({ functions: [func({}), func({ name: 'g' })], sites: [x, y, z, free, other] }), 0);
  expect(found.heap.map((b) => b.name)).toEqual(['x', '&T{...}']);
  expect(found.frame.map((b) => [b.name, b.bytes])).toEqual([['make([]int, 4)', 32], ['p', null]]);
  expect(found.outside.map((b) => b.id)).toEqual(['r:~r0', ELSEWHERE]);
  expect(found.pointers).toEqual([{ from: 'v:p', to: 's:0' }, { from: 'r:~r0', to: 's:0' }, { from: ELSEWHERE, to: 's:1' }]);
});

test('a capture by reference: the closure on the heap points to the variable', () => {
  const left = site({ name: 'left', span: span(1, 2), function: 0, flow: [hop('left', '{storage for func literal}', -1)] });
  const closure = site({ name: 'func literal', kind: 'closure', span: span(3, 4), function: 0, verdict: 'escapesToHeap' });
  expect(picture(report({ functions: [func({})], sites: [left, closure] }), 0).pointers).toEqual([{ from: 's:1', to: 's:0' }]);
});

test('parameters are in the frame; what leaks is pointed to from outside', () => {
  const p = { name: 'p', typeName: '*T', span: span(1, 2), size: 8, site: 0, leaks: [{ to: 'result' as const, result: '~r0', level: 0 }] };
  const found = picture(report({ functions: [func({ params: [p, { ...p, name: '_', site: null, leaks: [] }] })], sites: [site({ name: 'p', kind: 'param', span: span(1, 2), function: 0, verdict: 'leakingParam', size: 8 })] }), 0);
  expect(found.frame.map((b) => [b.name, b.type, b.mark])).toEqual([['p', '*T', 'leakingParam']]);
  expect(found.pointers).toEqual([{ from: 'v:p', to: 'c:p' }, { from: 'r:~r0', to: 'c:p' }]);
});
