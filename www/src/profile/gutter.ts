/** What each line allocates, in a column beside the verdicts. It comes with the first profile and goes with the last. */
import { Compartment, RangeSet, StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import { EditorView, GutterMarker, gutter } from '@codemirror/view';
import { h } from '../dom';

/** One line's number, as text, its share of the largest from 0 to 1, and a fuller text. */
export type LineAmount = { readonly line: number; readonly text: string; readonly share: number; readonly title: string };

const setAmounts = StateEffect.define<readonly LineAmount[]>();

class Amount extends GutterMarker {
  constructor(readonly amount: LineAmount) { super(); }
  override eq(other: Amount): boolean { return this.amount.text === other.amount.text && this.amount.share === other.amount.share && this.amount.title === other.amount.title; }
  override toDOM(): Node {
    // Ten steps, as classes: the page allows no inline styles.
    const step = this.amount.share <= 0 ? 0 : Math.max(1, Math.round(this.amount.share * 10));
    return h('span', { class: `cm-heat cm-heat-${step}`, title: this.amount.title }, this.amount.text);
  }
}

const amounts = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(set, tr) {
    let next = set.map(tr.changes);
    for (const effect of tr.effects) {
      if (!effect.is(setAmounts)) continue;
      const { doc } = tr.state;
      const ranges = effect.value.filter((a) => a.line >= 1 && a.line <= doc.lines).map((a): Range<GutterMarker> => new Amount(a).range(doc.line(a.line).from));
      next = RangeSet.of(ranges, true);
    }
    return next;
  },
});

const look = EditorView.baseTheme({
  '.cm-heats': { minWidth: '58px' },
  '.cm-heats .cm-gutterElement': { padding: '0 6px 0 4px' },
  '.cm-heat': { display: 'block', marginTop: '.14em', textAlign: 'right', fontSize: '.86em', lineHeight: '1.62', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap', color: 'var(--ink-soft)', borderRadius: '4px', padding: '0 4px', cursor: 'default' },
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`.cm-heat-${i + 1}`, {
    color: 'var(--ink)', background: `linear-gradient(to left, var(--heat) ${(i + 1) * 10}%, transparent ${(i + 1) * 10}%)`,
  }])),
});

const column: Extension = [amounts, look, gutter({ class: 'cm-heats', markers: (view) => view.state.field(amounts) })];
const place = new Compartment();
/** Editors that have the compartment, and whether the column is in it. */
const shown = new WeakMap<EditorView, boolean>();

/** Shows the numbers; with null the column goes away. Lines are those of the present text. */
export function showAmounts(view: EditorView, list: readonly LineAmount[] | null): void {
  const wanted = list !== null;
  if (shown.get(view) === undefined) {
    if (!wanted) return;
    view.dispatch({ effects: StateEffect.appendConfig.of(place.of(column)) });
  } else if (shown.get(view) !== wanted) view.dispatch({ effects: place.reconfigure(wanted ? column : []) });
  shown.set(view, wanted);
  if (list) view.dispatch({ effects: setAmounts.of(list) });
}
