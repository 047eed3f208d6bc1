import { ChangeSet } from '@codemirror/state';
import { expect, test } from 'vitest';
import { carried } from '../src/app/advice';
import type { Problem, Refusal, Suggestion } from '../src/engine/wire';
import { report, site, span } from './report';

const suggestion = (sites: number[]): Suggestion => ({
  code: 'poolBytes', rule: 'R35', params: {}, confidence: 'a', span: span(0, 1), sites, checks: [], caveats: [], edits: [], alternativeTo: null, worth: null,
  saving: { objectsBefore: 1, objectsAfter: 0, bytesBefore: null, bytesAfter: null },
});
const refusal = (at: number): Refusal => ({ site: at, suggestion: 'poolBytes', code: 'staysOnStack', params: {}, at: null });
const problem = (text: string, fixed: boolean): Problem => ({ span: span(0, 1), kind: 'type', text, path: null, fixes: fixed ? [{ code: 'rename', params: {}, edits: [] }] : [] });

const OLD = report({
  sites: [site({ name: 'a', span: span(10, 11) }), site({ name: 'b', span: span(20, 21) })],
  suggestions: [suggestion([0]), suggestion([1])], refusals: [refusal(0), refusal(1)], problems: [problem('undefined: x', true)],
});

test('older advice stands at the sites that are still there, wherever they are now', () => {
  const changes = ChangeSet.of([{ from: 15, insert: 'line\n' }], 30);
  const next = report({ sites: [site({ name: 'new', span: span(15, 16) }), site({ name: 'a', span: span(10, 11) }), site({ name: 'b', span: span(25, 26) })] });
  const { suggestions, refusals } = carried(OLD, next, (pos) => changes.mapPos(pos, 1));
  expect(suggestions.map((s) => s.sites)).toEqual([[1], [2]]);
  expect(refusals.map((r) => r.site)).toEqual([1, 2]);
});

test('it is about no site that went, or is another one now; the cards are as many as before', () => {
  const next = report({ sites: [site({ name: 'a', span: span(10, 11) }), site({ name: 'c', span: span(20, 21) })] });
  const { suggestions, refusals } = carried(OLD, next, (pos) => pos);
  expect(suggestions.map((s) => s.sites)).toEqual([[0], []]);
  expect(refusals.map((r) => r.site)).toEqual([0]);
});

test('the fix of an error that is still there stays, another one has none yet', () => {
  const next = report({ problems: [problem('undefined: y', false), problem('undefined: x', false)] });
  expect(carried(OLD, next, (pos) => pos).problems.map((p) => p.fixes.length)).toEqual([0, 1]);
});
