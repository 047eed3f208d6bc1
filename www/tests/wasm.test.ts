/** The built engine through its boundary, in Node. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { initSync, Engine } from '../src/pkg/goescape.js';
import type { Advising, Answer, Input, WhatIf } from '../src/engine/wire';

beforeAll(() => {
  initSync({ module: readFileSync(new URL('../src/pkg/goescape_bg.wasm', import.meta.url)) });
});

const input = (text: string): Input => ({ files: [{ name: 'prog.go', text }], options: { inline: false, lang: 'go1.27', verbose: false, advise: false } });

test('an answer has the shape that wire.ts says: nothing is undefined, nothing is a Map', () => {
  const answer = new Engine().analyze(input('package p\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n')) as Answer;
  expect(answer.kind).toBe('report');
  expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  if (answer.kind === 'report') expect(answer.report).toMatchObject({ goVersion: 'go1.27.3', target: 'linux/amd64', files: ['prog.go'] });
});

test('any text has an answer', () => {
  const engine = new Engine();
  engine.setAvailable([]);
  for (const text of ['', '\0', '\ufeffpackage p', 'package p\r\n\r\nvar x = "😀"\r\n', '\ud800', 'func '.repeat(2000), `package p\nvar x = ${'('.repeat(5000)}`]) {
    expect((engine.analyze(input(text)) as Answer).kind).toBe('report');
  }
});

test('an input that is none is refused', () => {
  expect(() => new Engine().analyze({ files: 1 })).toThrow();
});

test('a question after a change: what can be changed, and what that changes', () => {
  const engine = new Engine();
  const text = 'package p\n\n// 😀\nfunc f(n int) []byte {\n\treturn make([]byte, n)\n}\n';
  const offers = engine.whatIf(input(text), null) as WhatIf;
  if (offers.kind !== 'offers') throw new Error(offers.kind);
  const size = offers.offers.find((o) => o.span !== null)!;
  expect(size).toMatchObject({ change: { kind: 'sizes', elements: 64, at: { file: 0, at: text.indexOf('make') } }, sites: [0] });
  const found = engine.whatIf(input(text), size.change) as WhatIf;
  if (found.kind !== 'difference') throw new Error(found.kind);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  expect(found.difference.edits).toEqual([{ file: 0, from: text.indexOf('n)\n'), to: text.indexOf('n)\n') + 1, insert: '64' }]);
  expect(engine.whatIf(input(text), { kind: 'prints' })).toEqual({ kind: 'impossible', code: 'sameAlready', params: {} });
});

test('verdicts come without advice, and then the advice in steps: together they are the whole report', () => {
  const engine = new Engine();
  const text = 'package p\n\ntype T struct{ a [64]int }\n\nfunc f(list []int) int {\n\tsum := 0\n\tfor _, n := range list {\n\t\tt := &T{}\n\t\tt.a[0] = n\n\t\tkeep(t)\n\t\tsum += t.a[0]\n\t}\n\treturn sum\n}\n\n//go:noinline\nfunc keep(t *T) { println(t) }\n\nfunc g(n int) int {\n\tcount := n\n\tkept = append(kept, coumt)\n\treturn 1\n}\n\nvar kept []int\n';
  for (const source of [text, text.replace('coumt', 'count')]) {
    const asked: Input = { ...input(source), options: { ...input(source).options, advise: true } };
    const whole = engine.analyze(asked) as Answer;
    const verdicts = engine.verdicts(asked) as Answer;
    if (whole.kind !== 'report' || verdicts.kind !== 'report') throw new Error(verdicts.kind);
    expect(verdicts.report.suggestions).toEqual([]);
    let steps = 0;
    for (;;) {
      const step = engine.advise() as Advising;
      steps++;
      engine.whatIf(input('package q'), null); // another question between two steps is nothing to them
      if (step.kind === 'more') continue;
      if (step.kind !== 'advice') throw new Error(step.kind);
      expect({ ...verdicts.report, ...step.advice }).toEqual(whole.report);
      break;
    }
    expect(steps).toBeGreaterThan(1);
    expect(engine.advise()).toBeNull();
  }
});
