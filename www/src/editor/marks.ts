/**
 * The verdicts on the program: marks in the text, a shape in the gutter, a few words at the end of the line, and the numbered steps of
 * the chosen site. All of them move with the text until the next report comes.
 */
import { RangeSet, StateEffect, StateField, type ChangeDesc, type EditorState, type Extension, type Range, type Text } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, WidgetType, gutter, type DecorationSet } from '@codemirror/view';
import { h, icon, plain } from '../dom';
import type { Report, Span } from '../engine/wire';
import { language } from '../i18n';
import { headline, locationName, notAnalysedBecause, shortReason, surprise } from '../words';
import { STRENGTH, markOf, numberedSteps, sameTarget, targetSpan, targetsOf, type Mark, type Target } from './targets';

/** A new report, and the changes that were made to the text since it was asked for. */
export const setReport = StateEffect.define<{ report: Report; changes: ChangeDesc | null }>();
/** Another target is chosen. */
export const setChosen = StateEffect.define<Target | null>();
/** Another step of the chosen target's flow is the present one, counted from 1. */
export const setStep = StateEffect.define<number | null>();
/** Sites that a comparison found to differ, and where the change stands that was tried. */
export const setChanged = StateEffect.define<{ sites: readonly number[]; at: Span | null }>();
/** The language has changed. */
export const relabel = StateEffect.define<null>();

type Marks = {
  readonly report: Report | null;
  /** From the report's text to the present one; null where they are the same. */
  readonly changes: ChangeDesc | null;
  readonly chosen: Target | null;
  /** The step that the reader is at, from 1. */
  readonly step: number | null;
  readonly changed: readonly number[];
  /** Where a change is tried. */
  readonly tried: Span | null;
  readonly inText: DecorationSet;
  readonly atLineEnd: DecorationSet;
  readonly inGutter: RangeSet<GutterMarker>;
  readonly steps: DecorationSet;
};

const NOTHING: Marks = {
  report: null, changes: null, chosen: null, step: null, changed: [], tried: null,
  inText: Decoration.none, atLineEnd: Decoration.none, inGutter: RangeSet.empty, steps: Decoration.none,
};

/** Only the first file is in the editor. */
const FILE = 0;

/** Where a span of the report is now. Text that is gone has an empty range. */
export function present(marks: Marks, span: Span, length: number): { from: number; to: number } {
  const from = marks.changes ? marks.changes.mapPos(Math.min(span.from, marks.changes.length), 1) : span.from;
  const to = marks.changes ? marks.changes.mapPos(Math.min(span.to, marks.changes.length), -1) : span.to;
  const start = Math.min(from, length);
  return { from: start, to: Math.min(Math.max(start, to), length) };
}

/** Whether all text of a span was deleted. */
const gone = (marks: Marks, span: Span, length: number): boolean => {
  const { from, to } = present(marks, span, length);
  return from === to && span.from < span.to;
};

/** The text that stands for a target: of a function literal the word `func`, of a call's arguments the function, of all else the first line. */
function handle(marks: Marks, target: Target, doc: Text): { from: number; to: number } {
  const report = marks.report!;
  const { from, to } = present(marks, targetSpan(report, target)!, doc.length);
  const line = doc.lineAt(from);
  const first = doc.sliceString(from, Math.min(to, line.to));
  const kind = target.kind === 'site' ? report.sites[target.index]!.kind : null;
  if (kind === 'closure' && first.startsWith('func')) return { from, to: from + 4 };
  const open = kind === 'variadic' ? first.indexOf('(') : -1;
  return { from, to: from + (open > 0 ? open : first.trimEnd().length) };
}

/** The shape in the gutter: the strongest mark of its line, and how many more there are. */
export class LineShape extends GutterMarker {
  constructor(readonly mark: Mark, readonly many: number, readonly title: string, readonly former = false) { super(); }
  override eq(other: LineShape): boolean {
    return this.mark === other.mark && this.many === other.many && this.title === other.title && this.former === other.former;
  }
  override toDOM(): Node {
    return h('span', { class: `cm-shape mark-${this.mark}${this.former ? ' cm-former' : ''}`, title: this.title }, icon(this.mark), this.many > 1 ? h('small', {}, String(this.many)) : null);
  }
}

/** One group of targets with the same mark for the same reason; pressing it chooses the first of them. */
type LabelItem = { readonly target: Target; readonly mark: Mark; readonly text: string };

/** The words at the end of a line. */
export class LineLabel extends WidgetType {
  readonly #key: string;
  constructor(readonly items: readonly LabelItem[]) {
    super();
    this.#key = JSON.stringify(items);
  }
  override eq(other: LineLabel): boolean { return this.#key === other.#key; }
  override toDOM(): HTMLElement {
    // The program around it counts as English, whose fonts are not those of Chinese.
    return h('span', { class: 'cm-label', lang: language() === 'zh' ? 'zh-Hans' : 'en' },
      ...this.items.map((item) => h('span', {
        class: `cm-label-item mark-${item.mark}`, 'data-target': `${item.target.kind}:${item.target.index}`,
      }, icon(item.mark), item.text)));
  }
  override ignoreEvent(): boolean { return false; }
}

/** The number in front of a step. */
class StepNumber extends WidgetType {
  constructor(readonly numbers: readonly number[], readonly active: number | null) { super(); }
  override eq(other: StepNumber): boolean { return this.numbers.join() === other.numbers.join() && this.active === other.active; }
  override toDOM(): HTMLElement {
    return h('span', { class: 'cm-step-numbers', 'aria-hidden': 'true' },
      ...this.numbers.map((n) => h('span', { class: `cm-step-number${n === this.active ? ' cm-step-active' : ''}`, 'data-step': n }, String(n))));
  }
  override ignoreEvent(): boolean { return false; }
}

/** Where the address is in the end: a few words behind the last step. */
class WayOut extends WidgetType {
  constructor(readonly to: string, readonly heap: boolean) { super(); }
  override eq(other: WayOut): boolean { return this.to === other.to && this.heap === other.heap; }
  override toDOM(): HTMLElement { return h('span', { class: `cm-way-out${this.heap ? ' cm-way-heap' : ''}`, 'aria-hidden': 'true' }, `→ ${this.to}`); }
}

const NAMES_PER_LABEL = 3;
const short = (name: string): string => (name.startsWith('append(') ? 'append' : name.length > 24 ? `${name.slice(0, 23)}…` : name);

/** What the end of a line says about the targets that begin on it, strongest first; what stays on the stack says nothing, if it always does. */
function labels(report: Report, targets: readonly Target[]): LabelItem[] {
  const groups = new Map<string, { target: Target; mark: Mark; names: string[]; reason: string }>();
  for (const target of targets) {
    const mark = markOf(report, target);
    const site = target.kind === 'site' ? report.sites[target.index]! : null;
    const aside = site && surprise(site);
    if (mark === 'doesNotEscape' && !aside) continue;
    const why = site ? shortReason(site) : notAnalysedBecause(report.functions[target.index]!.notAnalysed!);
    const reason = mark === 'doesNotEscape' ? aside! : aside ? `${why} · ${aside}` : why;
    const group = groups.get(mark + reason) ?? { target, mark, names: [], reason };
    if (site && !group.names.includes(short(site.name))) group.names.push(short(site.name));
    groups.set(mark + reason, group);
  }
  return [...groups.values()].sort((a, b) => STRENGTH.indexOf(a.mark) - STRENGTH.indexOf(b.mark)).map(({ target, mark, names, reason }) => {
    const told = names.slice(0, NAMES_PER_LABEL).join(', ') + (names.length > NAMES_PER_LABEL ? ` +${names.length - NAMES_PER_LABEL}` : '');
    return { target, mark, text: told ? `${told}: ${reason}` : reason };
  });
}

/** The text of functions that an error keeps from being analysed: there the former marks stay, dimmed, until it is mended. */
function broken(marks: Marks, length: number): { from: number; to: number }[] {
  return marks.report!.functions
    .filter((f) => f.whole.file === FILE && (f.notAnalysed?.code === 'syntaxError' || f.notAnalysed?.code === 'typeError'))
    .map((f) => present(marks, f.whole, length));
}

/** The former marks inside some stretches of the text. */
function former(old: Marks, stretches: readonly { from: number; to: number }[]): { inText: Range<Decoration>[]; inGutter: Range<GutterMarker>[] } {
  const inText: Range<Decoration>[] = [];
  const inGutter: Range<GutterMarker>[] = [];
  for (const { from, to } of stretches) {
    old.inText.between(from, to, (a, b, { spec }) => {
      const mark = spec.mark as Mark;
      if (a >= from && b <= to && b > a && mark !== 'notAnalysed') inText.push(Decoration.mark({ class: `cm-mark mark-${mark} cm-former`, mark }).range(a, b));
    });
    old.inGutter.between(from, to, (a, _, shape) => {
      if (a >= from && shape instanceof LineShape && shape.mark !== 'notAnalysed') inGutter.push(new LineShape(shape.mark, shape.many, shape.title, true).range(a));
    });
  }
  return { inText, inGutter };
}

function build(report: Report, changes: ChangeDesc | null, old: Marks, doc: Text): Marks {
  const bare: Marks = { ...NOTHING, report, changes, chosen: old.chosen, step: old.step, changed: old.changed, tried: old.tried };
  const { inText, inGutter: dimmed } = former(old, broken(bare, doc.length));
  const lines = new Map<number, Target[]>();
  for (const target of targetsOf(report, FILE)) {
    const { from, to } = handle(bare, target, doc);
    const changed = target.kind === 'site' && bare.changed.includes(target.index) ? ' cm-changed' : '';
    if (to > from) inText.push(Decoration.mark({ class: `cm-mark mark-${markOf(report, target)}${changed}`, mark: markOf(report, target) }).range(from, to));
    const line = doc.lineAt(from).from;
    const there = lines.get(line);
    if (there) there.push(target); else lines.set(line, [target]);
  }
  if (bare.tried) {
    const { from, to } = present(bare, bare.tried, doc.length);
    if (to > from) inText.push(Decoration.mark({ class: 'cm-tried' }).range(from, to));
  }
  const atLineEnd: Range<Decoration>[] = [];
  const inGutter = dimmed.filter((shape) => !lines.has(shape.from));
  for (const [from, targets] of lines) {
    const strength = (target: Target): number => STRENGTH.indexOf(markOf(report, target));
    const strongest = STRENGTH[Math.min(...targets.map(strength))]!;
    inGutter.push(new LineShape(strongest, targets.length, targets.map((x) => headline(report, x)).join('\n')).range(from));
    const items = labels(report, targets);
    if (items.length > 0) atLineEnd.push(Decoration.widget({ widget: new LineLabel(items), side: 1 }).range(doc.lineAt(from).to));
  }
  const marks: Marks = {
    ...bare,
    inText: Decoration.set(inText, true),
    atLineEnd: Decoration.set(atLineEnd, true),
    inGutter: RangeSet.of(inGutter, true),
  };
  return { ...marks, steps: stepsOf(marks, doc) };
}

/** The chosen site and its numbered steps. */
function stepsOf(marks: Marks, doc: Text): DecorationSet {
  const { report, chosen } = marks;
  if (!report || !chosen) return Decoration.none;
  const out: Range<Decoration>[] = [];
  if (targetSpan(report, chosen)?.file === FILE) {
    const { from, to } = handle(marks, chosen, doc);
    if (to > from) out.push(Decoration.mark({ class: 'cm-chosen' }).range(from, to));
    // On a phone the words of this line unfold under it.
    out.push(Decoration.line({ class: 'cm-line-open' }).range(doc.lineAt(from).from));
  }
  const site = chosen.kind === 'site' ? report.sites[chosen.index] : undefined;
  const numbers = new Map<number, number[]>();
  let end = -1;
  for (const { n, step } of site ? numberedSteps(site) : []) {
    if (!step.at || step.at.file !== FILE) continue;
    const { from, to } = present(marks, step.at, doc.length);
    if (to > from) out.push(Decoration.mark({ class: n === marks.step ? 'cm-step cm-step-at' : 'cm-step' }).range(from, to));
    numbers.set(from, [...(numbers.get(from) ?? []), n]);
    end = doc.lineAt(to).to;
  }
  const active = (ns: readonly number[]): number | null => (marks.step !== null && ns.includes(marks.step) ? marks.step : null);
  for (const [from, ns] of numbers) out.push(Decoration.widget({ widget: new StepNumber(ns, active(ns)), side: -1 }).range(from));
  const last = site?.flow.at(-1);
  if (last && end >= 0) out.push(Decoration.widget({ widget: new WayOut(locationName(last.to), last.to === '{heap}'), side: 0 }).range(end));
  return Decoration.set(out, true);
}

export const marksField = StateField.define<Marks>({
  create: () => NOTHING,
  update(marks, tr) {
    let next = marks;
    if (tr.docChanged && next.report) {
      next = {
        ...next,
        changes: next.changes ? next.changes.composeDesc(tr.changes.desc) : tr.changes.desc,
        inText: next.inText.map(tr.changes),
        atLineEnd: next.atLineEnd.map(tr.changes),
        inGutter: next.inGutter.map(tr.changes),
        steps: next.steps.map(tr.changes),
      };
    }
    for (const effect of tr.effects) {
      // What was found to differ is told by indices of the report before.
      if (effect.is(setReport)) next = build(effect.value.report, effect.value.changes, { ...next, changed: [], tried: null }, tr.state.doc);
      else if (effect.is(setChanged) && next.report) next = build(next.report, next.changes, { ...next, changed: effect.value.sites, tried: effect.value.at }, tr.state.doc);
      else if (effect.is(relabel) && next.report) next = build(next.report, next.changes, next, tr.state.doc);
      else if (effect.is(setChosen)) {
        next = { ...next, chosen: effect.value, step: sameTarget(effect.value, next.chosen) ? next.step : null };
        next = { ...next, steps: stepsOf(next, tr.state.doc) };
      } else if (effect.is(setStep)) {
        next = { ...next, step: effect.value };
        next = { ...next, steps: stepsOf(next, tr.state.doc) };
      }
    }
    return next;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (m) => m.inText),
    EditorView.decorations.from(field, (m) => m.atLineEnd),
    EditorView.decorations.from(field, (m) => m.steps),
  ],
});

/** The targets that touch a stretch of the text, in the order of their place; with `inside`, only those around the whole stretch. */
export function targetsIn(state: EditorState, from: number, to: number, inside = false): Target[] {
  const marks = state.field(marksField);
  const { report } = marks;
  if (!report) return [];
  return targetsOf(report, FILE).filter((target) => {
    const place = handle(marks, target, state.doc);
    return inside ? place.from <= from && place.to >= to : place.from <= to && place.to >= from;
  });
}

/** The smallest target around a position. */
export function targetAt(state: EditorState, pos: number): Target | null {
  const marks = state.field(marksField);
  const size = (x: Target): number => { const s = handle(marks, x, state.doc); return s.to - s.from; };
  const rank = (x: Target): number => STRENGTH.indexOf(markOf(marks.report!, x));
  return targetsIn(state, pos, pos, true).sort((a, b) => size(a) - size(b) || rank(a) - rank(b))[0] ?? null;
}

/** The strongest target that begins on the line around a position. */
export function targetOnLine(state: EditorState, pos: number): Target | null {
  const marks = state.field(marksField);
  const { report } = marks;
  if (!report) return null;
  const line = state.doc.lineAt(pos);
  const starts = (x: Target): number => present(marks, targetSpan(report, x)!, state.doc.length).from;
  const rank = (x: Target): number => STRENGTH.indexOf(markOf(report, x));
  return targetsIn(state, line.from, line.to).filter((x) => starts(x) >= line.from && starts(x) <= line.to)
    .sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** What the compiler says about the line around a position, for those who do not see the marks. */
export function targetsOnLineText(state: EditorState, pos: number): string {
  const marks = state.field(marksField);
  const { report } = marks;
  if (!report) return '';
  const line = state.doc.lineAt(pos);
  // Of what was deleted nothing is left to be said, until the next report is there.
  const there = (x: Target): boolean => marks.changes === null || !gone(marks, targetSpan(report, x)!, state.doc.length);
  return targetsIn(state, line.from, line.to).filter(there).map((x) => headline(report, x)).join('; ');
}

/** Whether a press at `x` is on a target's text, and not in the empty space behind it. */
function covers(view: EditorView, target: Target, x: number): boolean {
  const marks = view.state.field(marksField);
  const { from, to } = handle(marks, target, view.state.doc);
  const start = view.coordsAtPos(from, 1);
  const end = view.coordsAtPos(to, -1);
  if (!start || !end) return false;
  return x >= start.left - 3 && x <= end.right + 3;
}

/** The marks and what can be done with them by mouse or finger; `choose` is told which target was pressed, `step` which step's number. */
export function verdicts(choose: (target: Target) => void, step: (n: number) => void): Extension {
  const pressed = (element: Element | null): Target | null => {
    const [kind, index] = element?.closest<HTMLElement>('[data-target]')?.dataset['target']?.split(':') ?? [];
    return kind === 'site' || kind === 'function' ? { kind, index: Number(index) } : null;
  };
  return [
    marksField,
    gutter({
      class: 'cm-verdicts',
      markers: (view) => view.state.field(marksField).inGutter,
      initialSpacer: () => new LineShape('doesNotEscape', 9, plain('editor.gutter')),
      domEventHandlers: {
        click(view, line) {
          const target = targetOnLine(view.state, line.from);
          if (target) choose(target);
          return target !== null;
        },
      },
    }),
    EditorView.domEventHandlers({
      // Not a click: choosing by the cursor makes the marks anew between press and release, and then no click comes.
      mouseup(event, view) {
        if (event.button !== 0) return false;
        const label = pressed(event.target as Element);
        if (label) return choose(label), true;
        const number = (event.target as Element).closest<HTMLElement>('[data-step]')?.dataset['step'];
        if (number) return step(Number(number)), true;
        // Where the press went, not what it hit.
        const pos = view.posAtCoords({ x: event.clientX, y: event.clientY });
        const target = pos === null ? null : targetAt(view.state, pos);
        if (target && view.state.selection.main.empty && covers(view, target, event.clientX)) choose(target);
        return false;
      },
    }),
  ];
}
