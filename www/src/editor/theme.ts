/** How the editor looks. All colours are custom properties of the page, so that light and dark need no second theme. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const MARKS = ['movedToHeap', 'escapesToHeap', 'leakingParam', 'doesNotEscape', 'notAnalysed'] as const;

/** One rule for each mark, so that shapes, labels and cards take its colour. */
const markColours = Object.fromEntries(MARKS.map((m) => [`.mark-${m}`, { '--mark': `var(--${m})`, '--mark-soft': `var(--${m}-soft)` }]));

const look = EditorView.theme({
  '&': { height: 'var(--editor-height, 100%)', color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: 'var(--code-size)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.65', overscrollBehavior: 'contain' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '12px 0 var(--editor-rest, 40vh)' },
  '.cm-line': { padding: '0 16px 0 6px' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--selection)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--line)' },
  '.cm-activeLineGutter': { color: 'var(--ink-soft)' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--ink-faint)', border: 'none', paddingLeft: '4px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '26px', paddingRight: '4px' },
  '.cm-verdicts': { width: 'max(28px, 2.1em)', cursor: 'pointer' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--line-strong)', outline: 'none' },
  '.cm-shape': { display: 'inline-flex', alignItems: 'center', gap: '1px', height: '1.65em', width: 'max(28px, 2.1em)', paddingLeft: '4px', color: 'var(--mark)' },
  '.cm-shape small': { fontSize: '9px', lineHeight: '1', color: 'var(--ink-soft)', alignSelf: 'flex-start', marginTop: '5px', fontFamily: 'var(--sans)' },
  '.icon': { width: 'max(11px, .72em)', height: 'max(11px, .72em)', flex: 'none', fill: 'none', stroke: 'currentColor', strokeWidth: '1.8', strokeLinecap: 'round', strokeLinejoin: 'round', overflow: 'visible' },
  '.icon.solid': { fill: 'currentColor', stroke: 'none' },
  ...markColours,
  '.cm-mark': { borderRadius: '2px', textDecorationLine: 'underline', textDecorationColor: 'var(--mark)', textUnderlineOffset: '4px', textDecorationSkipInk: 'none' },
  '.cm-mark.mark-movedToHeap': { backgroundColor: 'var(--mark-soft)', textDecorationThickness: '2px' },
  '.cm-mark.mark-escapesToHeap': { backgroundColor: 'var(--mark-soft)', textDecorationStyle: 'double', textDecorationThickness: '1px' },
  '.cm-mark.mark-leakingParam': { textDecorationStyle: 'dashed', textDecorationThickness: '1.5px' },
  '.cm-mark.mark-doesNotEscape': { textDecorationStyle: 'dotted', textDecorationThickness: '1.5px' },
  '.cm-mark.mark-notAnalysed': { textDecorationStyle: 'dotted', textDecorationThickness: '1px' },
  '.cm-mark.cm-changed': { outline: '2px dashed var(--accent)', outlineOffset: '2px', borderRadius: '3px' },
  '.cm-tried': { backgroundColor: 'color-mix(in srgb, var(--accent) 18%, transparent)', borderRadius: '3px', boxShadow: '0 0 0 1.5px var(--accent)' },
  '.cm-former': { opacity: '.45' },
  '.cm-mark.cm-former': { opacity: '1', backgroundColor: 'transparent', textDecorationColor: 'color-mix(in srgb, var(--mark) 40%, transparent)' },
  '.cm-chosen': { outline: '1.5px solid var(--mark, var(--accent))', outlineOffset: '1px', borderRadius: '3px' },
  '.cm-step': { backgroundColor: 'var(--step-soft)', borderRadius: '3px', boxShadow: '0 0 0 1px var(--step-line)' },
  '.cm-step-at': { backgroundColor: 'var(--step-line)', boxShadow: '0 0 0 1.5px var(--step)' },
  '.cm-step-numbers': { cursor: 'pointer', whiteSpace: 'nowrap' },
  '.cm-step-number.cm-step-active': { boxShadow: '0 0 0 2px var(--paper), 0 0 0 3.5px var(--step)' },
  '.cm-way-out': { marginLeft: '14px', padding: '0 7px', borderRadius: '8px', fontFamily: 'var(--sans)', fontSize: '.78em', whiteSpace: 'nowrap', color: 'var(--step)', backgroundColor: 'var(--step-soft)', userSelect: 'none' },
  '.cm-way-heap': { color: 'var(--movedToHeap)', backgroundColor: 'var(--movedToHeap-soft)', fontWeight: '600' },
  '.cm-flow-layer': { pointerEvents: 'none' },
  '.cm-arrows': { position: 'absolute', left: '0', top: '0' },
  '.cm-arrows svg': { display: 'block', overflow: 'visible' },
  '.cm-arrow': { fill: 'none', stroke: 'var(--step)', strokeWidth: '1.6', strokeLinecap: 'round', opacity: '.55' },
  '.cm-arrow-head': { fill: 'var(--step)', opacity: '.8' },
  '.cm-arrow.cm-arrow-active': { strokeWidth: '2.4', opacity: '1' },
  '.cm-step-number': {
    display: 'inline-block', minWidth: '1.35em', height: '1.35em', lineHeight: '1.35em', padding: '0 .3em', margin: '0 3px 0 1px', borderRadius: '1em', textAlign: 'center',
    fontFamily: 'var(--sans)', fontSize: '.72em', fontWeight: '650', color: 'var(--paper)', backgroundColor: 'var(--step)', verticalAlign: '.12em', boxSizing: 'border-box',
  },
  '.cm-label': { display: 'inline-flex', gap: '14px', paddingLeft: '28px', fontFamily: 'var(--sans)', fontSize: '.82em', color: 'var(--ink-soft)', whiteSpace: 'nowrap', userSelect: 'none', verticalAlign: 'baseline' },
  '.cm-label-item': { display: 'inline-flex', alignItems: 'baseline', gap: '5px', cursor: 'pointer' },
  '.cm-label-item .icon': { color: 'var(--mark)', width: 'max(9px, .72em)', height: 'max(9px, .72em)' },
  '.cm-label-item:hover': { color: 'var(--ink)', textDecoration: 'underline', textUnderlineOffset: '3px' },
  '.cm-tooltip': { border: '1px solid var(--line-strong)', borderRadius: '10px', backgroundColor: 'var(--raised)', color: 'var(--ink)', boxShadow: 'var(--shadow)', overflow: 'hidden', zIndex: '20' },
  '.cm-tooltip.cm-tooltip-hover > *': { maxWidth: 'min(460px, 86vw)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--problem) 1.5px', textUnderlineOffset: '4px', textDecorationSkipInk: 'none' },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--problem)' },
  '.cm-diagnostic': { padding: '8px 12px', fontFamily: 'var(--sans)', fontSize: '13px', borderLeft: 'none', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--problem)' },
  '.cm-diagnosticAction': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)', borderRadius: '5px', padding: '3px 8px', font: 'inherit', cursor: 'pointer' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: 'none' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--line-strong)' },
  '.cm-panel.cm-search': { padding: '8px 12px', fontFamily: 'var(--sans)' },
  '.cm-textfield': { border: '1px solid var(--line-strong)', borderRadius: '6px', backgroundColor: 'var(--paper)', color: 'var(--ink)', font: 'inherit', padding: '3px 6px' },
  '.cm-button': { border: '1px solid var(--line-strong)', borderRadius: '6px', backgroundImage: 'none', backgroundColor: 'var(--paper)', color: 'var(--ink)', font: 'inherit', padding: '3px 8px' },
  '.cm-searchMatch': { backgroundColor: 'var(--step-soft)', outline: '1px solid var(--step-line)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--selection)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--line)' },
  // The card in the hover box; the panel's card is styled by the page.
  '.hover-card': { padding: '12px 14px', fontFamily: 'var(--sans)', fontSize: '13.5px', lineHeight: '1.5', maxHeight: '60vh', overflow: 'auto', boxSizing: 'border-box' },
  '.hover-card + .hover-card': { borderTop: '1px solid var(--line)' },
  '@media (max-width: 760px)': {
    '.cm-label': { display: 'none' },
    '.cm-line-open .cm-label': { display: 'flex', flexWrap: 'wrap', gap: '2px 14px', padding: '2px 0 5px', whiteSpace: 'normal', maxWidth: 'calc(100vw - 96px)', fontSize: '13px' },
    // What stands for the cursor behind the words, and the end of the line, would be lines of their own.
    '.cm-line-open .cm-label + .cm-widgetBuffer, .cm-line-open .cm-label ~ br': { display: 'none' },
    '.cm-label-item': { minHeight: '28px', alignItems: 'center' },
    '.cm-content': { paddingBottom: '24px' },
    '.cm-line': { paddingRight: '8px' },
    '.cm-verdicts': { width: '34px' },
    '.cm-shape': { width: '34px', paddingLeft: '6px' },
    '.icon': { width: '14px', height: '14px' },
  },
});

/** Colours of the language: `--syn-` and the name; all other text is ink. */
export const SYNTAX = [
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword, tags.definitionKeyword], name: 'keyword' },
  { tag: [tags.string, tags.character], name: 'string' },
  { tag: [tags.number, tags.bool, tags.null], name: 'number' },
  { tag: [tags.lineComment, tags.blockComment, tags.comment], name: 'comment' },
  { tag: [tags.typeName, tags.namespace], name: 'type' },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.function(tags.definition(tags.propertyName))], name: 'func' },
] as const;

const colours = HighlightStyle.define(SYNTAX.map(({ tag, name }) => ({ tag, color: `var(--syn-${name})` })));

export const theme: Extension = [look, syntaxHighlighting(colours)];
