import { EditorState, type ChangeDesc } from '@codemirror/state';
import { expect, test } from 'vitest';
import { marksField, present, setChosen, setReport, setStep, targetAt, targetOnLine } from '../src/editor/marks';
import { numberedSteps, targetsOf } from '../src/editor/targets';
import { facts, locationName, shortReason, summary } from '../src/words';
import { report, site, span } from './report';

const TEXT = 'func f() *int {\n\tx := 1\n\treturn &x\n}\n';
const X = TEXT.indexOf('x :=');
const AMP = TEXT.indexOf('&x');

const escaping = site({
  name: 'x', span: span(X, X + 1, 2, 2),
  flow: [{ from: 'x', to: '~r0', derefs: -1, text: 'flow: ~r0 ← &x:', steps: [
    { at: span(AMP, AMP + 2, 3, 9), code: 'addressOf', expr: '&x', text: 'from &x (address-of)' },
    { at: null, code: 'return', expr: 'return &x', text: 'from return &x (return)' },
  ] }],
});
const staying = site({ name: 'f', span: span(5, 6), verdict: 'doesNotEscape', reason: { code: 'stays', params: {}, at: null }, allocates: { when: 'never', why: 'onStack' } });
const REPORT = report({ sites: [escaping, staying] });

const start = (changes: ChangeDesc | null = null, text = TEXT): EditorState => {
  const state = EditorState.create({ doc: text, extensions: marksField });
  return state.update({ effects: setReport.of({ report: REPORT, changes }) }).state;
};

test('targets stand in the order of the text and are found by position and by line', () => {
  expect(targetsOf(REPORT, 0).map((t) => t.index)).toEqual([1, 0]);
  expect(targetAt(start(), X)).toEqual({ kind: 'site', index: 0 });
  expect(targetAt(start(), AMP)).toBeNull();
  expect(targetOnLine(start(), X + 3)).toEqual({ kind: 'site', index: 0 });
});

test('marks move with the text', () => {
  const state = start().update({ changes: { from: 0, insert: '// one more line\n' } }).state;
  const marks = state.field(marksField);
  expect(present(marks, escaping.span, state.doc.length)).toEqual({ from: X + 17, to: X + 18 });
  expect(targetAt(state, X + 17)).toEqual({ kind: 'site', index: 0 });
  const later = state.update({ changes: { from: X + 17, to: X + 18, insert: '' } }).state;
  expect(present(later.field(marksField), escaping.span, later.doc.length)).toEqual({ from: X + 17, to: X + 17 });
});

test('a report that comes late is laid over the newer text', () => {
  const old = EditorState.create({ doc: TEXT, extensions: marksField });
  const typed = old.update({ changes: { from: 0, insert: '\n\n' } });
  const state = typed.state.update({ effects: setReport.of({ report: REPORT, changes: typed.changes.desc }) }).state;
  expect(present(state.field(marksField), escaping.span, state.doc.length)).toEqual({ from: X + 2, to: X + 3 });
});

test('positions of a report that does not fit the text are clamped', () => {
  const state = start(null, 'short');
  expect(present(state.field(marksField), escaping.span, 5)).toEqual({ from: 5, to: 5 });
});

test('the chosen site shows its steps, those without a place are only counted', () => {
  const state = start().update({ effects: setChosen.of({ kind: 'site', index: 0 }) }).state;
  expect(numberedSteps(escaping).map((s) => s.n)).toEqual([1, 2]);
  const classes: string[] = [];
  state.field(marksField).steps.between(0, TEXT.length, (_, __, d) => { classes.push(d.spec.class ?? 'number'); });
  expect(classes.sort()).toEqual(['cm-chosen', 'cm-line-open', 'cm-step', 'number', 'number']); // the second one without a class: where the address ends
  const at = state.update({ effects: setStep.of(1) }).state;
  expect(at.field(marksField).step).toBe(1);
  expect(at.update({ effects: setChosen.of(null) }).state.field(marksField).step).toBeNull();
});

test('words: facts are kept apart, places have names', () => {
  expect(facts(escaping).map((f) => f.value)).toEqual(['yes', 'yes', 'each time', '24 bytes']);
  expect(facts(staying).map((f) => f.on)).toEqual([true, false, false, false]);
  expect(facts(site({ name: 'b', span: span(0, 1), addressTaken: null, size: null, sizeClass: null, allocates: { when: 'aboveSize', bytes: 32 }, loopDepth: 1 })).map((f) => f.value))
    .toEqual(['yes', 'only above 32 bytes', 'depends on the size at run time, each turn of the loop']);
  expect(locationName('{heap}')).toBe('the heap');
  expect(locationName('~r1')).toBe('the result ~r1');
  expect(locationName('{storage for &T{...}}')).toBe('&T{...}');
  expect(shortReason(site({ name: 'b', span: span(0, 1), reason: { code: 'passedToLeaking', params: { callee: 'fmt.Println' }, at: null } }))).toBe('passed to fmt.Println');
  expect(summary(REPORT)).toBe('1 on the heap · 1 stays on the stack');
  expect(summary(report({ notAnalysed: { code: 'stageMissing', params: { stage: 'types' }, at: null } }))).toBe('not analysed, because the stage “types” of the analysis is missing in this build');
});

test('where an error keeps a function from being analysed, its former marks stay, dimmed', () => {
  const broken = report({
    functions: [{
      name: 'f', kind: 'func', span: span(5, 6), whole: span(0, TEXT.length - 1), parent: null, notAnalysed: { code: 'syntaxError', params: {}, at: null },
      canInline: null, cost: null, cannotInline: null, params: [], locals: [], perCall: null,
    }],
  });
  const classes = (state: EditorState): string[] => {
    const out: string[] = [];
    state.field(marksField).inText.between(0, TEXT.length, (from, _, d) => { out.push(`${from} ${d.spec.class}`); });
    return out.sort();
  };
  const first = start().update({ effects: setReport.of({ report: broken, changes: null }) }).state;
  expect(classes(first)).toEqual([`${X} cm-mark mark-movedToHeap cm-former`, '5 cm-mark mark-doesNotEscape cm-former', '5 cm-mark mark-notAnalysed'].sort());
  // They stay while it stays broken, and go when it is mended.
  const second = first.update({ effects: setReport.of({ report: broken, changes: null }) }).state;
  expect(classes(second)).toEqual(classes(first));
  const mended = second.update({ effects: setReport.of({ report: report(), changes: null }) }).state;
  expect(classes(mended)).toEqual([]);
});
