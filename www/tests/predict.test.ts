import { expect, test } from 'vitest';
import type { Report, Site } from '../src/engine/wire';
import { questionsOf, reasonsFor, scoreOf, type Answer } from '../src/predict/questions';

const span = (line: number, from: number) => ({ file: 0, from, to: from + 1, line, col: 1 });
const site = (name: string, verdict: Site['verdict'], code: Site['reason']['code'], from: number, more: Partial<Site> = {}): Site =>
  ({ name, verdict, kind: 'variable', reason: { code, params: {}, at: null }, span: span(from, from), inlined: [], ...more }) as unknown as Site;
const report = (...sites: Site[]): Report => ({ sites }) as unknown as Report;

const PROGRAM = report(
  site('late', 'movedToHeap', 'goroutine', 30),
  site('p', 'leakingParam', 'paramToHeap', 1),
  site('x', 'movedToHeap', 'returned', 10),
  site('... argument', 'doesNotEscape', 'stays', 12, { kind: 'variadic' }),
  site('copied', 'escapesToHeap', 'returned', 14, { inlined: [{ callee: 'f', call: null }] }),
  site('y', 'doesNotEscape', 'stays', 20),
  // One place with two verdicts: the stronger is the one that counts.
  site('z', 'doesNotEscape', 'stays', 40), site('z', 'escapesToHeap', 'passedToUnknown', 40),
);

test('asked is what has one place and can be seen in the text, in its order', () => {
  expect(questionsOf(PROGRAM).map((q) => [q.name, q.place, q.why])).toEqual([
    ['x', 'heap', 'returned'], ['y', 'stack', null], ['late', 'heap', 'goroutine'], ['z', 'heap', 'passedToUnknown'],
  ]);
});

test('the reasons to choose from hold all that are right, and others', () => {
  const reasons = reasonsFor(questionsOf(PROGRAM));
  expect(reasons).toEqual(expect.arrayContaining(['returned', 'goroutine', 'passedToUnknown']));
  expect(reasons.length).toBeGreaterThanOrEqual(6);
  expect(new Set(reasons).size).toBe(reasons.length);
  const rare = reasonsFor(questionsOf(report(site('a', 'escapesToHeap', 'unsafe', 1))));
  expect(rare).toContain('unsafe');
});

test('the score counts places, and reasons where the place is right', () => {
  const questions = questionsOf(PROGRAM);
  const answers = new Map<string, Answer>();
  expect(scoreOf(questions, answers)).toEqual({ places: 0, ofPlaces: 4, reasons: 0, ofReasons: 3 });
  const say = (name: string, answer: Answer): void => void answers.set(questions.find((q) => q.name === name)!.id, answer);
  say('x', { place: 'heap', why: 'returned' });
  say('y', { place: 'stack', why: 'returned' });
  say('late', { place: 'heap', why: 'returned' });
  say('z', { place: 'stack', why: 'passedToUnknown' });
  expect(scoreOf(questions, answers)).toEqual({ places: 3, ofPlaces: 4, reasons: 1, ofReasons: 3 });
});
